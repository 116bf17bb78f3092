//! What is counted. Figures of different units are never added, and a retelling that changes the unit is named.

use std::{collections::HashMap, sync::LazyLock};

use record::Bilingual;

use crate::compare::words::stem;

/// A counting unit with the words by which prose names it, in stems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountingUnit {
    /// Its name in definitions.
    pub name: &'static str,
    /// In English.
    pub en: &'static str,
    /// In Spanish.
    pub es: &'static str,
    /// Words that stand for it, in the singular.
    words: &'static [&'static str],
    /// Units of one family count the same things under several aspects: shares may be taken across them.
    family: &'static str,
}

/// Every counting unit.
pub const UNITS: &[CountingUnit] = &[
    unit(
        "persons",
        ["persons", "personas"],
        &[
            "person", "people", "woman", "women", "man", "men", "girl", "boy", "persona", "mujer", "hombre", "niña",
            "niño",
        ],
        "persons",
    ),
    unit("victims", ["victims", "víctimas"], &["victim", "víctima"], "persons"),
    unit("accused", ["accused", "acusados"], &["accused", "defendant", "acusado", "procesado"], "persons"),
    unit("acts", ["acts", "actos"], &["act", "acto", "murder", "killing", "asesinato"], "acts"),
    unit("events", ["events", "sucesos"], &["event", "incident", "suceso"], "events"),
    unit("spills", ["spills", "derrames"], &["spill", "derrame"], "events"),
    unit("conflicts", ["conflicts", "conflictos"], &["conflict", "conflicto"], "conflicts"),
    unit("protests", ["protests", "protestas"], &["protest", "protesta"], "protests"),
    unit("cases", ["cases", "casos"], &["case", "caso"], "cases"),
    unit("complaints", ["complaints", "denuncias"], &["complaint", "denuncia"], "complaints"),
    unit("operations", ["operations", "operaciones"], &["operation", "operación"], "operations"),
    unit("proceedings", ["proceedings", "procesos"], &["trial", "juicio", "proceso"], "proceedings"),
    unit("records", ["records", "registros"], &["record", "registro"], "records"),
    unit("years", ["years of age", "años de edad"], &[], "time"),
    unit("hours", ["hours", "horas"], &[], "time"),
    unit("percent", ["per cent", "por ciento"], &[], "percent"),
    unit("points", ["percentage points", "puntos porcentuales"], &[], "points"),
];

const fn unit(
    name: &'static str,
    [en, es]: [&'static str; 2],
    words: &'static [&'static str],
    family: &'static str,
) -> CountingUnit {
    CountingUnit { name, en, es, words, family }
}

/// Units by the stems of the words that stand for them; the first that a word stands for has it.
static BY_STEM: LazyLock<HashMap<String, &'static CountingUnit>> = LazyLock::new(|| {
    let mut by_stem = HashMap::new();
    for unit in UNITS {
        unit.words.iter().for_each(|word| {
            by_stem.entry(stem(word)).or_insert(unit);
        });
    }
    by_stem
});

impl CountingUnit {
    /// The unit of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        UNITS.iter().find(|unit| unit.name == name)
    }

    /// What a reader sees.
    pub fn label(&self) -> Bilingual {
        Bilingual::new(self.en, self.es)
    }

    /// True where one may be a part of the other.
    pub fn is_comparable(&self, other: &Self) -> bool {
        self.family == other.family
    }

    /// The unit that a counted noun names: that of its last word that names one, before any complement.
    ///
    /// ```
    /// use figure::unit::CountingUnit;
    /// assert_eq!(CountingUnit::of_noun("social conflicts").unwrap().name, "conflicts");
    /// assert_eq!(CountingUnit::of_noun("cases of social protest").unwrap().name, "cases");
    /// assert_eq!(CountingUnit::of_noun("recorded oil spills").unwrap().name, "spills");
    /// ```
    pub fn of_noun(noun: &str) -> Option<&'static Self> {
        noun.split_whitespace().find_map(|word| BY_STEM.get(&stem(word)).copied())
    }
}
