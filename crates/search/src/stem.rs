//! Which words are forms of one word in Spanish, and in English?
//!
//! The Snowball algorithms (Porter 2001, *Snowball: a language for stemming algorithms*). They tell Spanish endings apart by
//! their accents, which people leave out; so a folded word gets back the accents that its ending has in the stems' rules,
//! always the same ones, and "violacion", "violación" and "violaciones" meet.

use rust_stemmers::{Algorithm, Stemmer};

/// Shorter words are left as they are.
const SHORTEST: usize = 3;

/// Folded endings, and the same as the rules for Spanish expect them.
const ACCENTED: &[(&str, &str)] = &[
    ("cion", "ción"),
    ("sion", "sión"),
    ("abamos", "ábamos"),
    ("aramos", "áramos"),
    ("ieramos", "iéramos"),
    ("iamos", "íamos"),
    ("ian", "ían"),
    ("ias", "ías"),
    ("ia", "ía"),
    // Nouns that end like infinitives: "mujer" would lose its "er", "mujeres" only its "es".
    ("ares", "ar"),
    ("eres", "er"),
    ("ires", "ir"),
];

/// Both stemmers.
pub(crate) struct Stems {
    spanish: Stemmer,
    english: Stemmer,
}

impl Default for Stems {
    fn default() -> Self {
        Self { spanish: Stemmer::create(Algorithm::Spanish), english: Stemmer::create(Algorithm::English) }
    }
}

impl Stems {
    /// The Spanish and the English stem of a folded word, each marked with its language; none for numbers, short words and
    /// other alphabets.
    pub(crate) fn of(&self, word: &str) -> Vec<String> {
        if word.len() < SHORTEST || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Vec::new();
        }
        let accented = ACCENTED.iter().find_map(|(plain, with)| Some(format!("{}{with}", word.strip_suffix(plain)?)));
        let spanish = self.spanish.stem(accented.as_deref().unwrap_or(word)).into_owned();
        let english = self.english.stem(word);
        vec![format!("s{}", link::prepare::fold::fold(&spanish)), format!("e{english}")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are_one(words: &str, language: usize) {
        let stems = Stems::default();
        let found: Vec<String> = words.split(' ').map(|word| stems.of(word).swap_remove(language)).collect();
        assert!(found.iter().all(|stem| *stem == found[0]), "{words}: {found:?}");
    }

    #[test]
    fn spanish_forms_have_one_stem_without_their_accents() {
        for words in [
            "desaparecido desaparecida desaparecidos desaparecidas desaparecer desaparecieron",
            "violacion violaciones",
            "desaparicion desapariciones",
            "asesinado asesinada asesinaron asesino asesinar",
            "asesinato asesinatos",
            "policia policias",
            "campesino campesina campesinos",
            "detencion detenciones",
            "fusilado fusilados fusilaron",
            "mujer mujeres",
            "lugar lugares",
        ] {
            are_one(words, 0);
        }
    }

    #[test]
    fn english_forms_have_one_stem() {
        for words in [
            "killing killings killed kill",
            "threat threats",
            "threatened threatening",
            "massacre massacres",
            "victim victims",
        ] {
            are_one(words, 1);
        }
    }

    #[test]
    fn other_words_have_other_stems_and_numbers_none() {
        let stems = Stems::default();
        let distinct: std::collections::BTreeSet<_> =
            "muerte tortura secuestro masacre fosa mujer".split(' ').map(|word| stems.of(word)).collect();
        assert_eq!(distinct.len(), 6);
        assert!(stems.of("1985").is_empty() && stems.of("de").is_empty());
    }
}
