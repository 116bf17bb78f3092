//! Which elements has a set that stands in one cell?
//!
//! The victims of an event, the places of a conflict or the aliases of a person are several values of one field. They
//! stand in one cell with `|` or `;` between them; their order says nothing.

/// The elements of a set as they were written, without the blanks around them.
///
/// ```
/// use link::prepare::elements::elements;
/// assert_eq!(elements("Juan Quispe | María Mamani;").collect::<Vec<_>>(), ["Juan Quispe", "María Mamani"]);
/// ```
pub fn elements(text: &str) -> impl Iterator<Item = &str> {
    text.split(['|', ';']).map(str::trim).filter(|element| !element.is_empty())
}

/// The set of what is made of each element, in alphabetical order, each once; nothing where nothing comes of any.
///
/// ```
/// use link::prepare::{elements::of_each, names::name};
/// assert_eq!(of_each("Quispe, Juan; N.N.; Ana Díaz", name).as_deref(), Some("ana diaz|quispe juan"));
/// assert_eq!(of_each("N.N.", name), None);
/// ```
pub fn of_each(text: &str, make: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut made: Vec<String> = elements(text).filter_map(make).collect();
    made.sort_unstable();
    made.dedup();
    (!made.is_empty()).then(|| made.join("|"))
}
