//! The two languages of the interface, and text that exists in both.

use serde::{Deserialize, Serialize};

mod tag;

pub use tag::{InvalidLanguageTag, LanguageTag};

/// A language that prose is read and written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
}

impl Language {
    /// Both, in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::En, Self::Es];

    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
        }
    }
}

/// A text in English and Spanish. In TOML either one string for both, or `{ en = "…", es = "…" }`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(from = "BilingualForm", into = "BilingualForm")]
pub struct Bilingual {
    en: String,
    es: String,
}

impl Bilingual {
    /// A text in both languages.
    pub fn new(en: impl Into<String>, es: impl Into<String>) -> Self {
        Self { en: en.into(), es: es.into() }
    }

    /// The text in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Es => &self.es,
        }
    }

    /// The text in one language, by itself.
    pub fn into_words(self, language: Language) -> String {
        match language {
            Language::En => self.en,
            Language::Es => self.es,
        }
    }

    /// True where neither language has a text.
    pub fn is_empty(&self) -> bool {
        self.en.is_empty() && self.es.is_empty()
    }
}

/// A message in both languages, written side by side where it is made: neither can be forgotten.
///
/// Values stand in braces as in `format!`. Those that differ between the languages follow each text, the Spanish behind a
/// semicolon.
///
/// ```
/// use record::{Language, both};
/// let id = "killed";
/// let message = both!("'{id}' is hidden", "'{id}' está oculta");
/// assert_eq!(message.get(Language::Es), "'killed' está oculta");
/// let message = both!("it counts {}", "persons"; "cuenta {}", "personas");
/// assert_eq!(message.get(Language::En), "it counts persons");
/// ```
#[macro_export]
macro_rules! both {
    ($english:literal $(, $value:expr)*; $spanish:literal $(, $valor:expr)* $(,)?) => {
        $crate::Bilingual::new(format!($english $(, $value)*), format!($spanish $(, $valor)*))
    };
    ($english:literal, $spanish:literal $(,)?) => {
        $crate::Bilingual::new(format!($english), format!($spanish))
    };
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum BilingualForm {
    Same(String),
    Both(BothLanguages),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BothLanguages {
    en: String,
    es: String,
}

impl From<BilingualForm> for Bilingual {
    fn from(form: BilingualForm) -> Self {
        match form {
            BilingualForm::Same(text) => Self { en: text.clone(), es: text },
            BilingualForm::Both(BothLanguages { en, es }) => Self { en, es },
        }
    }
}

impl From<Bilingual> for BilingualForm {
    fn from(text: Bilingual) -> Self {
        Self::Both(BothLanguages { en: text.en, es: text.es })
    }
}
