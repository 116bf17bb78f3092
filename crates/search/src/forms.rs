//! The words of a text, folded, with what their forms have in common: for an index that is kept elsewhere, such as that of a
//! site without a server.

use std::{cell::RefCell, collections::HashMap};

use record::Language;

use crate::{stem::Stems, token::tokens};

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Folded: no accents, small letters.
    pub word: String,
    /// The stem that all forms of the word share; the word itself where it has none.
    pub stem: String,
    /// How often the text has it.
    pub count: u32,
}

/// Finds the forms of words, and remembers the stems that it found.
#[derive(Default)]
pub struct Forms {
    stems: Stems,
    known: RefCell<HashMap<(Language, String), String>>,
}

impl Forms {
    /// The words of a text in a language, each once, in order of the alphabet.
    ///
    /// ```
    /// let forms = search::Forms::default().of("Desapariciones forzadas", record::Language::Es);
    /// assert_eq!(forms[0].word, "desapariciones");
    /// assert_eq!(forms[0].stem, search::Forms::default().of("desaparición", record::Language::Es)[0].stem);
    /// ```
    pub fn of(&self, text: &str, language: Language) -> Vec<Form> {
        let mut counts: HashMap<String, u32> = HashMap::new();
        tokens(text).into_iter().for_each(|token| *counts.entry(token.word).or_default() += 1);
        let form = |(word, count): (String, u32)| Form { stem: self.stem(&word, language), word, count };
        let mut forms: Vec<Form> = counts.into_iter().map(form).collect();
        forms.sort_by(|left, right| left.word.cmp(&right.word));
        forms
    }

    fn stem(&self, word: &str, language: Language) -> String {
        let key = (language, word.to_owned());
        let mut known = self.known.borrow_mut();
        known.entry(key).or_insert_with(|| self.found(word, language)).clone()
    }

    fn found(&self, word: &str, language: Language) -> String {
        let mark = match language {
            Language::Es => 's',
            Language::En => 'e',
        };
        let stems = self.stems.of(word);
        let stem = stems.iter().find_map(|stem| stem.strip_prefix(mark));
        stem.filter(|stem| !stem.is_empty()).unwrap_or(word).to_owned()
    }
}
