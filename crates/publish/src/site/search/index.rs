//! The files of the index: which pages have which words.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use record::Language;
use search::Forms;
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

/// What follows a stem, by language.
type Endings = BTreeMap<&'static str, BTreeSet<String>>;

/// Pages with their weight, by stem and language: `conflict.es`. What is a stem in one language is a form in another.
type Postings = BTreeMap<String, BTreeMap<usize, u32>>;

/// The files by name.
pub(super) fn files(entries: &[Entry], language: Language) -> BTreeMap<String, String> {
    let forms = Forms::default();
    let mut postings: HashMap<String, BTreeMap<usize, u32>> = HashMap::new();
    let mut endings = Endings::new();
    for (at, entry) in entries.iter().enumerate() {
        for (key, weight) in weights(&forms, entry, (language, &mut endings)) {
            postings.entry(key).or_default().insert(at, weight);
        }
    }
    let mut parts: BTreeMap<String, Postings> = BTreeMap::new();
    divide(postings.into_iter().collect(), 1, &mut parts);
    let names: Vec<&String> = parts.keys().collect();
    let meta = json!({ "pages": entries.len(), "chunk": CHUNK, "parts": names, "endings": endings });
    let mut files = BTreeMap::from([("meta".to_owned(), call("meta", &meta))]);
    for (name, part) in &parts {
        let name = format!("part-{name}");
        let text = call(&name, &json!(part.iter().map(|(key, pages)| (key, flat(pages))).collect::<BTreeMap<_, _>>()));
        files.insert(name, text);
    }
    for (number, chunk) in entries.chunks(CHUNK).enumerate() {
        let name = format!("pages-{number}");
        let pages = chunk.iter().map(|entry| json!([entry.path, entry.title, entry.kind, entry.summary]));
        let text = call(&name, &pages.collect());
        files.insert(name, text);
    }
    files
}

/// A file that hands its part to the script. Lines are parted where JavaScript of old would have ended them.
fn call(name: &str, part: &Value) -> String {
    let text = part.to_string().replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    format!("willay({}, {text});\n", json!(name))
}

fn flat(pages: &BTreeMap<usize, u32>) -> Vec<usize> {
    pages.iter().flat_map(|(page, weight)| [*page, usize::try_from(*weight).unwrap_or(usize::MAX)]).collect()
}

/// How much each word of a page weighs, under its stem and, where it does not begin with that, under itself; each with the
/// tag of its language.
fn weights(forms: &Forms, entry: &Entry, (language, endings): (Language, &mut Endings)) -> HashMap<String, u32> {
    let mut in_text: HashMap<String, u32> = HashMap::new();
    let mut fixed: HashMap<String, u32> = HashMap::new();
    let texts =
        [(&entry.title, IN_TITLE, language), (&entry.summary, IN_SUMMARY, language), (&entry.text, 0, entry.language)];
    for (text, weight, language) in texts {
        for form in forms.of(text, language) {
            let mark = language.tag();
            let mut keys = vec![format!("{}.{mark}", form.stem)];
            match form.word.strip_prefix(form.stem.as_str()) {
                Some(ending) if ending.len() <= LONGEST_ENDING => {
                    let known = endings.entry(mark).or_default();
                    if !known.contains(ending) {
                        known.insert(ending.to_owned());
                    }
                }
                Some(_) | None => keys.push(format!("{}.{mark}", form.word)),
            }
            for key in keys {
                if weight == 0 {
                    *in_text.entry(key).or_default() += form.count;
                } else {
                    let heaviest = fixed.entry(key).or_default();
                    *heaviest = weight.max(*heaviest);
                }
            }
        }
    }
    for (key, count) in in_text {
        *fixed.entry(key).or_default() += count.min(MOST_IN_TEXT);
    }
    fixed
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

    fn entry(path: &str, title: &str, text: &str) -> Entry {
        Entry {
            path: path.to_owned(),
            title: title.to_owned(),
            kind: "article".to_owned(),
            summary: String::new(),
            text: text.to_owned(),
            language: Language::Es,
        }
    }

    #[test]
    fn forms_of_a_word_meet_under_their_stem_and_the_title_weighs_more() {
        let entries =
            [entry("a.html", "Desapariciones", "x"), entry("b.html", "y", "una desaparición, otra desaparición")];
        let files = files(&entries, Language::Es);
        let stem = Forms::default().of("desaparición", Language::Es)[0].stem.clone();
        let d = &files["part-d"];
        assert!(d.contains(&format!("\"{stem}.es\":[0,8,1,2]")), "{d}");
        assert!(files["meta"].starts_with("willay(\"meta\", {") && files["pages-0"].contains("a.html"));
    }

    #[test]
    fn large_parts_are_cut_and_every_word_is_in_the_part_of_its_letters() {
        let mut postings = Postings::new();
        for number in 0..5_000 {
            postings.insert(format!("ab{number}"), BTreeMap::from([(number, 1)]));
        }
        postings.insert("ab".to_owned(), BTreeMap::from([(1, 1)]));
        postings.insert("ñu".to_owned(), BTreeMap::from([(1, 1)]));
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
