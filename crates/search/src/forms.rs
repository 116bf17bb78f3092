//! The words of a text, folded, with what their forms have in common: for an index that is kept elsewhere, such as that of a
//! site without a server.

use record::Language;

use crate::{stem::Stems, token::tokens};

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Folded: no accents, small letters.
    pub word: String,
    /// The stem that all forms of the word share; the word itself where it has none.
    pub stem: String,
}

/// Finds the forms of words.
#[derive(Default)]
pub struct Forms(Stems);

impl Forms {
    /// The words of a text in a language, in order.
    ///
    /// ```
    /// let forms = search::Forms::default().of("Desapariciones forzadas", record::Language::Es);
    /// assert_eq!(forms[0].word, "desapariciones");
    /// assert_eq!(forms[0].stem, search::Forms::default().of("desaparición", record::Language::Es)[0].stem);
    /// ```
    pub fn of(&self, text: &str, language: Language) -> Vec<Form> {
        let form = |word: String| {
            let mark = match language {
                Language::Es => 's',
                Language::En => 'e',
            };
            let stems = self.0.of(&word);
            let stem = stems.iter().find_map(|stem| stem.strip_prefix(mark)).map(str::to_owned);
            Form { stem: stem.filter(|stem| !stem.is_empty()).unwrap_or_else(|| word.clone()), word }
        };
        tokens(text).into_iter().map(|token| form(token.word)).collect()
    }
}
