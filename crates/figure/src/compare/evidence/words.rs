//! What speaks for a link and what is missing for one, in words.

use record::{Decision, Edtf, FigureId, Language, short_numeral};
use serde::{Serialize, Serializer};

use crate::{compare::judge::decided, unit::CountingUnit};

/// One piece of evidence that a number speaks of a figure. As JSON it is its English words.
#[derive(Debug, Clone, PartialEq)]
pub enum Evidence {
    /// "The majority", of a share above one half.
    MoreThanHalf,
    /// Both ends of the figure's interval.
    Interval(f64, f64),
    /// The figure's value.
    Value(f64),
    /// A number that its qualifier ties to the figure's value.
    QualifiedValue(f64),
    /// The digits of the figure's value, the separator elsewhere.
    Digits(f64),
    /// Words of the counted noun.
    Noun(Vec<String>),
    /// Words by which the figure is known.
    Words(Vec<String>),
    /// The article's time and the figure's, and whether they meet.
    Period {
        /// Of the article.
        said: Edtf,
        /// Of the figure.
        held: Edtf,
        /// Whether they have a day in common.
        meets: bool,
    },
    /// The place, as the article says it.
    Place(String),
    /// Who says it.
    Speaker(String),
    /// The unit.
    Unit(String),
    /// The decision of a court.
    Decision(Decision),
    /// "All": the group that was counted just before, with the decision.
    Group(Decision),
}

impl Evidence {
    /// In words.
    pub fn words(&self, language: Language) -> String {
        let is_spanish = language == Language::Es;
        let pick = |en: &str, es: &str| if is_spanish { es.to_owned() } else { en.to_owned() };
        match self {
            Self::MoreThanHalf => pick("value: more than half", "valor: más de la mitad"),
            Self::Interval(low, high) if is_spanish => {
                format!("intervalo: de {} a {}", short_numeral(*low, language), short_numeral(*high, language))
            }
            Self::Interval(low, high) => format!("interval: {low} to {high}"),
            Self::Value(value) if is_spanish => format!("valor: {}", short_numeral(*value, language)),
            Self::Value(value) => format!("value: {value}"),
            Self::QualifiedValue(value) if is_spanish => {
                format!("valor: {}, como dice el matiz", short_numeral(*value, language))
            }
            Self::QualifiedValue(value) => format!("value: {value}, as the qualifier says"),
            Self::Digits(value) if is_spanish => format!("valor: las cifras de {}", short_numeral(*value, language)),
            Self::Digits(value) => format!("value: the digits of {value}"),
            Self::Noun(words) => format!("{}: {}", pick("counted noun", "lo contado"), words.join(", ")),
            Self::Words(words) => format!("{}: {}", pick("words", "palabras"), words.join(", ")),
            Self::Period { said, held, meets } => {
                let between = if *meets { pick("meets", "coincide con") } else { pick("is not", "no es") };
                let [said, held] = [said, held].map(|period| period.words(language));
                format!("{}: {said} {between} {held}", pick("period", "período"))
            }
            Self::Place(place) => format!("{}: {place}", pick("place", "lugar")),
            Self::Speaker(speaker) => format!("{}: {speaker}", pick("said by", "lo dice")),
            Self::Unit(name) if is_spanish => {
                format!("unidad: {}", CountingUnit::named(name).map_or(name.as_str(), |unit| unit.es))
            }
            Self::Unit(name) => format!("unit: {name}"),
            Self::Decision(decision) => {
                format!("{}: {}", pick("decision", "decisión"), decided(*decision, language))
            }
            Self::Group(decision) => format!(
                "{} {}",
                pick(
                    "the group that was counted just before, and the decision",
                    "el grupo que se contó justo antes, y la decisión"
                ),
                decided(*decision, language)
            ),
        }
    }
}

impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.words(Language::En))
    }
}

/// What is missing for a link. As JSON it is its English words.
#[derive(Debug, Clone, PartialEq)]
pub enum Lack {
    /// Too few words speak for the figure.
    Points {
        /// Points that it has.
        has: f64,
        /// Points that it needs.
        needs: f64,
        /// Whether the value is the figure's.
        is_value_borne: bool,
    },
    /// A figure of another question fits as well.
    FitsAsWell(FigureId),
}

impl Lack {
    /// In words.
    pub fn words(&self, language: Language) -> String {
        match (self, language) {
            (Self::Points { has, needs, is_value_borne }, Language::En) => {
                let value = if *is_value_borne { "" } else { "the value is another, and " };
                format!("{value}too few words speak for it ({has:.1} of {needs:.1} points)")
            }
            (Self::Points { has, needs, is_value_borne }, Language::Es) => {
                let value = if *is_value_borne { "" } else { "el valor es otro, y " };
                let [has, needs] = [has, needs].map(|points| record::numeral(*points, 1, language));
                format!("{value}muy pocas palabras hablan por ella ({has} de {needs} puntos)")
            }
            (Self::FitsAsWell(figure), Language::En) => format!("{figure} fits as well"),
            (Self::FitsAsWell(figure), Language::Es) => format!("{figure} encaja igual de bien"),
        }
    }
}

impl Serialize for Lack {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.words(Language::En))
    }
}
