//! The words of many texts, folded, with what their forms have in common: for an index that is kept elsewhere, such as that of
//! a site without a server.

use record::Language;
use rustc_hash::FxHashMap;

use crate::{
    stem::Stems,
    token::{folded_words, written},
};

/// A form of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Folded: no accents, small letters.
    pub word: String,
    /// The stem that all forms of the word share; the word itself where it has none.
    pub stem: String,
    /// The language in which it was read.
    pub language: Language,
}

/// Forms by number: each is folded and stemmed once, however many texts have it.
#[derive(Default)]
pub struct Forms {
    stems: Stems,
    forms: Vec<Form>,
    /// Numbers of the forms of what stands in a text, as it stands there.
    written: FxHashMap<Language, FxHashMap<String, Vec<usize>>>,
    folded: FxHashMap<(Language, String), usize>,
}

impl Forms {
    /// The forms that a text has, each once, with how often it has them.
    ///
    /// ```
    /// use record::Language;
    /// let mut forms = search::Forms::default();
    /// let [(plural, 2)] = forms.of("Desapariciones, desapariciones", Language::Es)[..] else { panic!() };
    /// let [(singular, 1)] = forms.of("desaparición", Language::Es)[..] else { panic!() };
    /// assert_eq!(forms.form(plural).word, "desapariciones");
    /// assert_eq!(forms.form(plural).stem, forms.form(singular).stem);
    /// ```
    pub fn of(&mut self, text: &str, language: Language) -> Vec<(usize, u32)> {
        let mut numbers: Vec<usize> = Vec::new();
        for range in written(text) {
            let as_it_stands = &text[range];
            match self.written.get(&language).and_then(|known| known.get(as_it_stands)) {
                Some(known) => numbers.extend(known),
                None => numbers.extend(self.learn(as_it_stands, language)),
            }
        }
        numbers.sort_unstable();
        let mut counts: Vec<(usize, u32)> = Vec::new();
        for number in numbers {
            match counts.last_mut().filter(|(last, _)| *last == number) {
                Some((_, count)) => *count += 1,
                None => counts.push((number, 1)),
            }
        }
        counts
    }

    /// The form of a number that [`Forms::of`] gave.
    pub fn form(&self, number: usize) -> &Form {
        &self.forms[number]
    }

    /// How many forms are known: they are numbered from 0.
    pub fn len(&self) -> usize {
        self.forms.len()
    }

    /// True before the first text.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    fn learn(&mut self, as_it_stands: &str, language: Language) -> Vec<usize> {
        let words = folded_words(as_it_stands);
        let numbers: Vec<usize> = words.into_iter().map(|word| self.number(word, language)).collect();
        self.written.entry(language).or_default().insert(as_it_stands.to_owned(), numbers.clone());
        numbers
    }

    fn number(&mut self, word: String, language: Language) -> usize {
        let Self { stems, forms, folded, .. } = self;
        *folded.entry((language, word)).or_insert_with_key(|(_, word)| {
            forms.push(Form { word: word.clone(), stem: stem(stems, word, language), language });
            forms.len() - 1
        })
    }
}

fn stem(stems: &Stems, word: &str, language: Language) -> String {
    let mark = match language {
        Language::Es => 's',
        Language::En => 'e',
    };
    let stems = stems.of(word);
    let stem = stems.iter().find_map(|stem| stem.strip_prefix(mark));
    stem.filter(|stem| !stem.is_empty()).unwrap_or(word).to_owned()
}
