//! The files of the index: which pages have which words.

use std::collections::{BTreeMap, BTreeSet};

use record::Language;
use rustc_hash::FxHashMap;
use search::{Form, Forms};
use serde_json::{Value, json};

use super::entries::Entry;

/// Pages told in one file.
const CHUNK: usize = 100;

/// A part of the index that is larger is cut by a further letter.
const PART_BYTES: usize = 40_000;

/// Letters by which parts are told apart at most.
const LETTERS: usize = 6;

/// Words of a title and of a summary weigh as much as so many of the text.
const IN_TITLE: u32 = 8;
const IN_SUMMARY: u32 = 3;

/// More occurrences in a text count no further.
const MOST_IN_TEXT: u32 = 4;

/// Longer endings are those of other words.
const LONGEST_ENDING: usize = 6;

/// Pages with their weight, by stem and language: `conflict.es`. What is a stem in one language is a form in another.
type Postings = BTreeMap<String, Pages>;

/// Pages by number, in order, each with its weight.
type Pages = Vec<(usize, u32)>;

/// The files by name.
pub(super) fn files(entries: &[Entry<'_>], language: Language) -> BTreeMap<String, String> {
    let mut weighed = Weighed::default();
    entries.iter().enumerate().for_each(|(at, entry)| weighed.add(at, entry, language));
    let Weighed { postings, endings, .. } = weighed;
    let mut parts: BTreeMap<String, Postings> = BTreeMap::new();
    divide(postings.into_iter().collect(), 1, &mut parts);
    let names: Vec<&String> = parts.keys().collect();
    let meta = json!({ "pages": entries.len(), "chunk": CHUNK, "parts": names, "endings": endings });
    let mut files = BTreeMap::from([("meta".to_owned(), call("meta", meta.to_string()))]);
    for (name, part) in &parts {
        let name = format!("part-{name}");
        let text = call(&name, written(part));
        files.insert(name, text);
    }
    for (number, chunk) in entries.chunks(CHUNK).enumerate() {
        let name = format!("pages-{number}");
        let pages: Value =
            chunk.iter().map(|entry| json!([entry.path, entry.title, entry.kind, entry.summary])).collect();
        let text = call(&name, pages.to_string());
        files.insert(name, text);
    }
    files
}

/// A file that hands its part to the script. Lines are parted where JavaScript of old would have ended them.
fn call(name: &str, part: String) -> String {
    let part = if part.contains(['\u{2028}', '\u{2029}']) {
        part.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
    } else {
        part
    };
    format!("willay({}, {part});\n", json!(name))
}

/// A part as JSON: for each key its pages and weights, one after the other.
fn written(part: &Postings) -> String {
    let mut text = String::from("{");
    for (key, pages) in part {
        let comma = if text.len() > 1 { "," } else { "" };
        let numbers: Vec<String> = pages.iter().map(|(page, weight)| format!("{page},{weight}")).collect();
        text.push_str(&format!("{comma}{}:[{}]", json!(key), numbers.join(",")));
    }
    text.push('}');
    text
}

/// The words of all pages so far, each with the pages that have it.
#[derive(Default)]
struct Weighed {
    forms: Forms,
    /// The keys of each form, by its number: its stem's and, where it does not begin with that, its own.
    keys: Vec<Vec<usize>>,
    numbers: FxHashMap<String, usize>,
    /// By the number of the key.
    postings: Vec<(String, Pages)>,
    /// What follows a stem, by language.
    endings: BTreeMap<&'static str, BTreeSet<String>>,
}

impl Weighed {
    /// Adds a page: how much each of its words weighs.
    fn add(&mut self, at: usize, entry: &Entry<'_>, language: Language) {
        // Of each key, the heaviest of title and summary, and how often the text has it.
        let mut weights: FxHashMap<usize, (u32, u32)> = FxHashMap::default();
        for (text, weight) in [(&entry.title, IN_TITLE), (&entry.summary, IN_SUMMARY)] {
            for (form, _) in self.read(text, language) {
                for key in &self.keys[form] {
                    let (heaviest, _) = weights.entry(*key).or_default();
                    *heaviest = weight.max(*heaviest);
                }
            }
        }
        for (form, count) in self.read(&entry.text, entry.language) {
            for key in &self.keys[form] {
                weights.entry(*key).or_default().1 += count;
            }
        }
        for (key, (heaviest, count)) in weights {
            self.postings[key].1.push((at, heaviest + count.min(MOST_IN_TEXT)));
        }
    }

    /// The forms of a text, with their keys known.
    fn read(&mut self, text: &str, language: Language) -> Vec<(usize, u32)> {
        let read = self.forms.of(text, language);
        for number in self.keys.len()..self.forms.len() {
            let Form { word, stem, language } = self.forms.form(number).clone();
            let mark = language.tag();
            let mut keys = vec![self.key(format!("{stem}.{mark}"))];
            match word.strip_prefix(stem.as_str()) {
                Some(ending) if ending.len() <= LONGEST_ENDING => {
                    self.endings.entry(mark).or_default().insert(ending.to_owned());
                }
                Some(_) | None => keys.push(self.key(format!("{word}.{mark}"))),
            }
            self.keys.push(keys);
        }
        read
    }

    fn key(&mut self, key: String) -> usize {
        let Self { numbers, postings, .. } = self;
        *numbers.entry(key).or_insert_with_key(|key| {
            postings.push((key.clone(), Pages::new()));
            postings.len() - 1
        })
    }
}

/// Cuts postings into parts by their first letters, as many as make them small.
fn divide(postings: Postings, letters: usize, parts: &mut BTreeMap<String, Postings>) {
    let mut groups: BTreeMap<String, Postings> = BTreeMap::new();
    for (key, pages) in postings {
        groups.entry(part(&key, letters)).or_default().insert(key, pages);
    }
    for (name, group) in groups {
        let bytes: usize = group.iter().map(|(key, pages)| key.len() + 8 * pages.len() + 5).sum();
        let is_whole = name == OTHER || letters == LETTERS || name.chars().count() < letters;
        if bytes <= PART_BYTES || is_whole {
            parts.entry(name).or_default().extend(group);
        } else {
            divide(group, letters + 1, parts);
        }
    }
}

/// The part of words that begin with no letter of ASCII.
const OTHER: &str = "other";

fn part(key: &str, letters: usize) -> String {
    if !key.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        return OTHER.to_owned();
    }
    key.chars().take(letters).take_while(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry<'a>(path: &str, title: &str, text: &'a str) -> Entry<'a> {
        Entry {
            path: path.to_owned(),
            title: title.to_owned(),
            kind: "article".to_owned(),
            summary: String::new(),
            text: text.into(),
            language: Language::Es,
        }
    }

    #[test]
    fn forms_of_a_word_meet_under_their_stem_and_the_title_weighs_more() {
        let entries =
            [entry("a.html", "Desapariciones", "x"), entry("b.html", "y", "una desaparición, otra desaparición")];
        let files = files(&entries, Language::Es);
        let mut forms = Forms::default();
        let (number, _) = forms.of("desaparición", Language::Es)[0];
        let stem = &forms.form(number).stem;
        let d = &files["part-d"];
        assert!(d.contains(&format!("\"{stem}.es\":[0,8,1,2]")), "{d}");
        assert!(files["meta"].starts_with("willay(\"meta\", {") && files["pages-0"].contains("a.html"));
    }

    #[test]
    fn large_parts_are_cut_and_every_word_is_in_the_part_of_its_letters() {
        let mut postings = Postings::new();
        for number in 0..5_000 {
            postings.insert(format!("ab{number}"), vec![(number, 1)]);
        }
        postings.insert("ab".to_owned(), vec![(1, 1)]);
        postings.insert("ñu".to_owned(), vec![(1, 1)]);
        let mut parts = BTreeMap::new();
        divide(postings.clone(), 1, &mut parts);
        assert!(parts.len() > 10 && parts.contains_key(OTHER), "{:?}", parts.keys());
        let mut found = Postings::new();
        for (name, part) in parts {
            assert!(name == OTHER || part.keys().all(|key| key.starts_with(&name)), "{name}");
            found.extend(part);
        }
        assert_eq!(found, postings);
    }
}
