//! Which property a column's header means, and which term a cell: by the words of `vocabularies/headers.toml`.

use std::{cmp::Reverse, collections::BTreeMap};

use record::{
    Language, Schema,
    schema::{Kind, Property},
};
use serde::Deserialize;

use crate::list::cells::slug;

const FILE: &str = include_str!("../../../../../vocabularies/headers.toml");

/// Words that offices use, by what they mean. Invariant: the words are in small letters without accents, as [`slug`] writes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Headers {
    first: Vec<String>,
    last: Vec<String>,
    id: Vec<String>,
    owners: Vec<String>,
    common: Words,
    kinds: BTreeMap<String, Words>,
    beside: Vec<Beside>,
    codes: Vec<Codes>,
    terms: BTreeMap<String, Words>,
    letters: Vec<Letters>,
}

/// Property or term to the words for it.
type Words = BTreeMap<String, Vec<String>>;

/// Words that mean a property only where another is there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Beside {
    kind: String,
    property: String,
    with: String,
    headers: Vec<String>,
}

/// Codes of which several schemes look alike.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Codes {
    word: String,
    /// How many digits every code has.
    pub(super) digits: usize,
    /// The schemes.
    pub(super) schemes: Vec<String>,
}

/// Letters that mean a term only beside another letter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Letters {
    vocabulary: String,
    beside: String,
    terms: BTreeMap<String, String>,
}

/// A property that a column names, and how surely: 2 by a word of its own, 1 by one that several kinds share.
pub(super) struct Hit<'a> {
    pub(super) property: &'a str,
    pub(super) shape: &'a Property,
    strength: u32,
}

impl Headers {
    /// Reads the words that come with the program.
    pub(super) fn built_in() -> Self {
        let mut headers: Self = toml::from_str(FILE).expect("a test reads vocabularies/headers.toml");
        let words =
            [&mut headers.common].into_iter().chain(headers.kinds.values_mut()).chain(headers.terms.values_mut());
        let lists = words.flat_map(BTreeMap::values_mut).chain([&mut headers.id, &mut headers.owners]);
        let lists = lists.chain(headers.beside.iter_mut().map(|rule| &mut rule.headers));
        lists.flatten().for_each(|word| *word = slug(word));
        headers
    }

    /// The kind whose properties the columns name most surely; of several, the one that lists are most often of.
    pub(super) fn likeliest(&self, schema: &Schema, names: &[String]) -> String {
        let best =
            schema.kinds.iter().map(|(name, shape)| (self.hits((name, shape), names), Reverse(self.rank(name)), name));
        best.max().map_or_else(|| "event".to_owned(), |(_, _, name)| name.clone())
    }

    fn hits(&self, kind: (&str, &Kind), names: &[String]) -> u32 {
        let mut strengths: BTreeMap<&str, u32> = BTreeMap::new();
        for hit in names.iter().filter_map(|name| self.find(kind, name, names)) {
            let strength = strengths.entry(hit.property).or_default();
            *strength = hit.strength.max(*strength);
        }
        strengths.values().sum()
    }

    fn rank(&self, kind: &str) -> (usize, String) {
        let first = self.first.iter().position(|name| name == kind).unwrap_or(self.first.len());
        let rank = if self.last.iter().any(|name| name == kind) { self.first.len() + 1 } else { first };
        (rank, kind.to_owned())
    }

    /// The property of a kind that a column means.
    pub(super) fn find<'a>(&self, kind: (&str, &'a Kind), column: &str, all: &[String]) -> Option<Hit<'a>> {
        let forms = self.forms(column);
        forms.iter().find_map(|wanted| self.find_form(kind, wanted, all))
    }

    fn find_form<'a>(&self, (kind, shape): (&str, &'a Kind), wanted: &str, all: &[String]) -> Option<Hit<'a>> {
        let own = self.kinds.get(kind);
        let named = self.by_neighbour(kind, wanted, all);
        let named = named.or_else(|| by_name(shape, wanted)).or_else(|| own.and_then(|words| says(words, wanted)));
        let (property, strength) = match named {
            Some(property) => (property, 2),
            None => (
                self.common.iter().filter(|(name, _)| shape.properties.contains_key(*name)).find_map(word(wanted))?,
                1,
            ),
        };
        let (property, shape) = shape.properties.get_key_value(property)?;
        Some(Hit { property, shape, strength })
    }

    /// A word that means a property only where a column of another is there: "Nombre" beside "Apellido".
    fn by_neighbour<'s>(&'s self, kind: &str, wanted: &str, all: &[String]) -> Option<&'s str> {
        let is_there = |property: &str| {
            let words = self.kinds.get(kind).and_then(|words| words.get(property));
            words.is_some_and(|words| all.iter().any(|name| self.forms(name).iter().any(|form| holds(words, form))))
        };
        let fits = |rule: &&Beside| rule.kind == kind && holds(&rule.headers, wanted) && is_there(&rule.with);
        self.beside.iter().find(fits).map(|rule| rule.property.as_str())
    }

    /// A header as it may be looked up: whole; without brackets; without the words that say whose it is.
    fn forms(&self, column: &str) -> Vec<String> {
        let bare = column.split(['(', '[']).next().unwrap_or(column);
        let mut forms = vec![slug(column), slug(bare)];
        let whole = slug(bare);
        for owner in &self.owners {
            let rest = whole.strip_suffix(&format!("-{owner}")).or_else(|| whole.strip_prefix(&format!("{owner}-")));
            forms.extend(rest.map(str::to_owned));
        }
        forms.retain(|form| !form.is_empty());
        forms
    }

    /// True for a header of a column that names records.
    pub(super) fn is_id(&self, column: &str) -> bool {
        self.forms(column).iter().any(|form| holds(&self.id, form))
    }

    /// The codes that a header speaks of.
    pub(super) fn codes(&self, column: &str) -> Option<&Codes> {
        self.codes.iter().find(|codes| slug(column).split('-').any(|word| word == codes.word))
    }

    /// The term that a cell means among the cells of its column, where it is known.
    pub(super) fn term(&self, vocabulary: &str, cell: &str, column: &[&str]) -> Option<&str> {
        let wanted = slug(cell);
        let by_word = self.terms.get(vocabulary).and_then(|words| says(words, &wanted));
        by_word.or_else(|| self.by_letter(vocabulary, &wanted, column))
    }

    /// The term of a letter, where every letter beside it agrees.
    fn by_letter(&self, vocabulary: &str, wanted: &str, column: &[&str]) -> Option<&str> {
        let stands =
            |rule: &&Letters| rule.vocabulary == vocabulary && column.iter().any(|cell| slug(cell) == rule.beside);
        let mut terms =
            self.letters.iter().filter(stands).filter_map(|rule| rule.terms.get(wanted)).map(String::as_str);
        let first = terms.next()?;
        terms.all(|term| term == first).then_some(first)
    }
}

/// By its own name, its label in either language, or what other systems call it.
fn by_name<'a>(kind: &'a Kind, wanted: &str) -> Option<&'a str> {
    let is_it = |(name, property): &(&String, &Property)| {
        let labels = Language::ALL.map(|language| slug(property.label.get(language)));
        **name == wanted
            || labels.iter().any(|label| label == wanted)
            || property.also.iter().any(|also| slug(also) == wanted)
    };
    kind.properties.iter().find(is_it).map(|(name, _)| name.as_str())
}

fn says<'a>(words: &'a Words, wanted: &str) -> Option<&'a str> {
    words.iter().find_map(word(wanted))
}

fn word<'a>(wanted: &str) -> impl Fn((&'a String, &'a Vec<String>)) -> Option<&'a str> {
    move |(meaning, words)| holds(words, wanted).then_some(meaning.as_str())
}

fn holds(words: &[String], wanted: &str) -> bool {
    words.iter().any(|word| word == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_names_a_property_or_a_term_that_is_there() {
        let (headers, schema) = (Headers::built_in(), Schema::built_in());
        let has = |property: &str| schema.kinds.values().any(|kind| kind.properties.contains_key(property));
        assert!(headers.common.keys().all(|property| has(property)), "{:?}", headers.common.keys());
        let kinds = headers.kinds.keys().chain(&headers.first).chain(&headers.last);
        assert!(kinds.into_iter().all(|kind| schema.kinds.contains_key(kind)));
        for (kind, words) in &headers.kinds {
            let missing: Vec<_> =
                words.keys().filter(|name| !schema.kinds[kind].properties.contains_key(*name)).collect();
            assert!(missing.is_empty(), "{kind}: {missing:?}");
        }
        for rule in &headers.beside {
            let known = &schema.kinds[&rule.kind].properties;
            assert!(known.contains_key(&rule.property) && known.contains_key(&rule.with), "{rule:?}");
        }
        let terms = headers.terms.iter().flat_map(|(name, words)| words.keys().map(move |term| (name, term)));
        let letters = headers.letters.iter().flat_map(|rule| rule.terms.values().map(|term| (&rule.vocabulary, term)));
        for (vocabulary, term) in terms.chain(letters) {
            assert!(schema.vocabularies[vocabulary].read(vocabulary, term).is_ok(), "{vocabulary} has no {term}");
        }
    }

    #[test]
    fn headers_of_offices_are_recognised_in_both_languages() {
        let (headers, schema) = (Headers::built_in(), Schema::built_in());
        for (kind, header, property) in [
            ("person", "APELLIDO PATERNO", "surname1"),
            ("person", "Apellido materno de la víctima", "surname2"),
            ("person", "Nombres", "given"),
            ("person", "Fecha de nacimiento (dd/mm/aaaa)", "birth-date"),
            ("person", "DOB", "birth-date"),
            ("person", "Género", "sex"),
            ("person", "Victim's age", "age"),
            ("person", "N° de DNI", "identification-documents"),
            ("person", "Ubigeo", "place"),
            ("person", "Distrito", "place"),
            ("act", "Víctima", "victim"),
            ("act", "Tipo", "type"),
            ("event", "Fecha de los hechos", "date"),
            ("event", "Lugar", "place"),
        ] {
            let found = headers.find((kind, &schema.kinds[kind]), header, &[]).map(|hit| hit.property);
            assert_eq!(found, Some(property), "{header} of {kind}");
        }
    }

    #[test]
    fn the_kind_is_the_one_that_the_columns_speak_of() {
        let (headers, schema) = (Headers::built_in(), Schema::built_in());
        for (columns, kind) in [
            ("code;Nombre;Sexo", "person"),
            ("id;Apellidos;Nombres;Edad", "person"),
            ("id;Víctima;Tipo;Fecha", "act"),
            ("id;Título;Fecha;Lugar;Descripción", "event"),
            ("id;Tipo de grupo;Cuántos, al menos y a lo sumo;Nombre", "group"),
        ] {
            let names: Vec<String> = columns.split(';').map(str::to_owned).collect();
            assert_eq!(headers.likeliest(&schema, &names), kind, "{columns}");
        }
    }

    #[test]
    fn a_letter_means_what_stands_beside_it() {
        let headers = Headers::built_in();
        assert_eq!(headers.term("sex", "M", &["F", "M", "mujer"]), Some("male"));
        assert_eq!(headers.term("sex", "M", &["H", "M"]), Some("female"));
        assert_eq!(headers.term("sex", "M", &["M"]), None, "a man or a mujer");
        assert_eq!(headers.term("sex", "M", &["F", "H", "M"]), None);
        assert_eq!(headers.term("sex", "Varón", &["Varón"]), Some("male"));
    }
}
