//! In which language does a command speak? One rule for all that speak both (docs/language.md): `--language`, else
//! `WILLAY_LANGUAGE`, else the locale of the system, else English.
//!
//! The language is set once, before anything is said, because one run speaks one language. What a program reads does not
//! depend on it: codes, ids and the keys of JSON are the same in both.

use std::sync::OnceLock;

use record::Language;

/// Where POSIX says that the locale of messages stands, the first that says something counting.
const LOCALES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

static SPOKEN: OnceLock<Language> = OnceLock::new();

/// Sets the language of this run; the first call counts.
pub(crate) fn speak(language: Language) {
    SPOKEN.get_or_init(|| language);
}

/// The language of this run, English where none was set.
pub(crate) fn spoken() -> Language {
    SPOKEN.get().copied().unwrap_or_default()
}

/// The language of the system, as its locale says.
pub(crate) fn of_system() -> Language {
    of_locale(LOCALES.iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty())).as_deref())
}

fn of_locale(locale: Option<&str>) -> Language {
    let language = locale.unwrap_or_default().split(['_', '.', '@', '-']).next().unwrap_or_default();
    if language == "es" { Language::Es } else { Language::En }
}

/// A message in the language of this run, written in both as `record::both!` takes them.
macro_rules! words {
    ($($message:tt)*) => { ::record::both!($($message)*).into_words($crate::language::spoken()) };
}
pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_its_language_first() {
        for (locale, language) in [
            (Some("es_PE.UTF-8"), Language::Es),
            (Some("es"), Language::Es),
            (Some("es-PE"), Language::Es),
            (Some("et_EE.UTF-8"), Language::En),
            (Some("C"), Language::En),
            (None, Language::En),
        ] {
            assert_eq!(of_locale(locale), language, "{locale:?}");
        }
    }
}
