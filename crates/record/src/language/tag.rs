//! In which language a value is said: any language of the world, not only those of the interface.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A language, with its script and region where they matter: `qu`, `ay`, `es-PE`, `sr-Latn`. Invariant: the form of
/// BCP 47 (RFC 5646, 2009) with language, script and region, each in its customary letters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LanguageTag(String);

/// Why a text is no language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a language: write its code, such as es, qu or es-PE")]
pub struct InvalidLanguageTag(String);

impl LanguageTag {
    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LanguageTag {
    type Err = InvalidLanguageTag;

    fn from_str(text: &str) -> Result<Self, InvalidLanguageTag> {
        let is = |part: &str, len: std::ops::RangeInclusive<usize>, test: fn(&u8) -> bool| {
            len.contains(&part.len()) && part.bytes().all(|byte| test(&byte))
        };
        let mut parts = text.split('-').peekable();
        let language = parts.next().filter(|part| is(part, 2..=3, u8::is_ascii_alphabetic));
        let script = parts.next_if(|part| is(part, 4..=4, u8::is_ascii_alphabetic));
        let region =
            parts.next_if(|part| is(part, 2..=2, u8::is_ascii_alphabetic) || is(part, 3..=3, u8::is_ascii_digit));
        let (Some(language), None) = (language, parts.next()) else {
            return Err(InvalidLanguageTag(text.to_owned()));
        };
        let script = script.map(|script| format!("-{}{}", script[..1].to_uppercase(), script[1..].to_lowercase()));
        let region = region.map(|region| format!("-{}", region.to_uppercase()));
        Ok(Self([Some(language.to_lowercase()), script, region].into_iter().flatten().collect()))
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for LanguageTag {
    type Error = InvalidLanguageTag;

    fn try_from(text: String) -> Result<Self, InvalidLanguageTag> {
        text.parse()
    }
}

impl From<LanguageTag> for String {
    fn from(tag: LanguageTag) -> Self {
        tag.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn languages_are_written_one_way() {
        for (text, tag) in [("ES", "es"), ("es-pe", "es-PE"), ("SR-latn-rs", "sr-Latn-RS"), ("es-419", "es-419")] {
            assert_eq!(text.parse::<LanguageTag>().unwrap().as_str(), tag);
        }
        for wrong in ["", "e", "Spanish", "es_PE", "es-", "es-PE-x", "ñandú"] {
            assert!(wrong.parse::<LanguageTag>().is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(text in "[a-zA-Z]{2,3}(-[a-zA-Z]{4})?(-[a-zA-Z]{2})?") {
            let tag: LanguageTag = text.parse().unwrap();
            prop_assert_eq!(tag.as_str().parse::<LanguageTag>(), Ok(tag.clone()));
        }
    }
}
