//! What does an expression such as `skeleton(first_word(given))` in a settings file mean?
//!
//! A field's name, in any number of transforms, the innermost first. A field's name may have spaces and accents, but no
//! brackets and no comma.

use std::{fmt, str::FromStr};

use super::transform::{InvalidTransform, Transform};

/// A field seen through transforms.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Atom {
    /// The column that is read.
    pub field: String,
    /// What is done with its text, innermost first.
    pub transforms: Vec<Transform>,
}

/// Reads an expression.
///
/// ```
/// use link::prepare::atom::parse_atom;
/// let atom = parse_atom("prefix( skeleton(given), 3 )")?;
/// assert_eq!((atom.field.as_str(), atom.transforms.len()), ("given", 2));
/// assert_eq!(atom.apply("Guamán").as_deref(), Some("uam"));
/// assert_eq!(atom.to_string(), "prefix(skeleton(given), 3)");
/// # Ok::<(), link::prepare::transform::InvalidTransform>(())
/// ```
///
/// # Errors
/// Where a transform is not known, a number is missing or wrong, or no field is named.
pub fn parse_atom(text: &str) -> Result<Atom, InvalidTransform> {
    let malformed = || InvalidTransform::Malformed(text.trim().to_owned());
    let mut transforms = Vec::new();
    let mut inner = text.trim();
    while let Some((word, rest)) = inner.split_once('(') {
        let argument = rest.strip_suffix(')').ok_or_else(malformed)?;
        // A comma behind the last bracket belongs to this transform, one before it to an inner one.
        let own = argument.rfind(')').map_or(0, |bracket| bracket + 1);
        let (field, number) = match argument[own..].find(',') {
            Some(comma) => (&argument[..own + comma], Some(argument[own + comma + 1..].trim())),
            None => (argument, None),
        };
        transforms.push(Transform::named(word.trim(), number)?);
        inner = field.trim();
    }
    if inner.contains([')', ',']) {
        return Err(malformed());
    }
    if inner.is_empty() {
        return Err(InvalidTransform::NoField(text.trim().to_owned()));
    }
    transforms.reverse();
    Ok(Atom { field: inner.to_owned(), transforms })
}

impl Atom {
    /// What a text of the field says through the transforms; `None` is no information.
    pub fn apply(&self, text: &str) -> Option<String> {
        let Some((first, rest)) = self.transforms.split_first() else {
            return Some(text.to_owned()).filter(|text| !text.is_empty());
        };
        rest.iter().try_fold(first.apply(text)?, |text, transform| transform.apply(&text))
    }
}

impl FromStr for Atom {
    type Err = InvalidTransform;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_atom(text)
    }
}

impl fmt::Display for Atom {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for transform in self.transforms.iter().rev() {
            write!(formatter, "{}(", transform.word())?;
        }
        formatter.write_str(&self.field)?;
        for transform in &self.transforms {
            match transform.number() {
                Some(number) => write!(formatter, ", {number})")?,
                None => formatter.write_str(")")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_written_as_it_was_read() {
        for text in [
            "surname1",
            "Apellido paterno",
            "prefix(given, 3)",
            "skeleton(first_word(given))",
            "prefix(skeleton(first_word(given)), 3)",
            "skeleton(prefix(given, 3))",
            "prefix(parent(place, 2), 4)",
            "year(birth_date)",
        ] {
            assert_eq!(parse_atom(text).unwrap().to_string(), text);
        }
        assert_eq!(parse_atom(" prefix ( given ,3) ").unwrap().to_string(), "prefix(given, 3)");
    }

    #[test]
    fn a_wrong_expression_says_how_to_mend_it() {
        for (text, part) in [
            ("skeletton(given)", "no transform is called 'skeletton'"),
            ("prefix(given)", "'prefix' needs a number"),
            ("prefix(given, x)", "'x' is not a number from 1 to 255"),
            ("prefix(given, 0)", "'0' is not"),
            ("prefix(given, 256)", "'256' is not"),
            ("fold(given, 3)", "'fold' takes no number"),
            ("fold()", "names no field"),
            ("", "names no field"),
            ("fold(given", "is not written as"),
            ("fold(given))", "is not written as"),
            ("given)", "is not written as"),
            ("fold(given) x", "is not written as"),
            ("fold(a, b, 3)", "'fold' takes no number"),
            ("(given)", "no transform is called ''"),
        ] {
            let error = parse_atom(text).unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn nothing_stays_nothing_through_all_transforms() {
        assert_eq!(parse_atom("prefix(skeleton(given), 3)").unwrap().apply("N.N."), None);
        assert_eq!(parse_atom("given").unwrap().apply(""), None);
    }
}
