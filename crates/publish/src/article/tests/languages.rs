//! Does a page say in both languages why it is refused, and in each of them nothing of the other?

use std::collections::BTreeSet;

use record::Language;

use super::{super::codes, Fixture, ROWS};

/// Words that stand in most sentences of one language and in none of the other.
const ENGLISH: &[&str] = &[
    "the", "that", "which", "and", "with", "write", "bind", "mend", "to", "not", "shows", "it", "by", "there", "says",
];
const SPANISH: &[&str] = &[
    "el", "los", "las", "que", "y", "con", "escriba", "enlace", "remedio", "una", "del", "está", "hay", "dice", "por",
];

/// Bodies that are refused before any rule is asked.
const MALFORMED: &[&str] = &[
    "{{ }}",
    "{{ killed",
    "{{ \"killed }}",
    "{{ Killed! }}",
    "{{ verdict proceeding/trial }}",
    "{{ verdict Trial convicted \"w\" }}",
    "{{ verdict proceeding/trial hanged \"w\" }}",
    "{{ verdict proceeding/none convicted \"w\" }}",
    "{{ quote documents/report.md }}",
    "{{ quote documents/none.md \"w\" }}",
    "{{ date }}",
    "{{ date 2016-13 }}",
    "{{ free \"14\" }}",
    "{{ chart \"T\" }}",
    "{{ table }}",
    "{{ trend conflicts-2015 }}",
    "{{ rank conflicts-2016 }}",
    "{{ rivals }}",
    "{{ rivals killed }}",
    "{{ killed | big }}",
    "{{ killed | as many }}",
    "{{ killed | interval }}",
    "{{ share | words }}",
    "{{ few }}",
    "{{ kiled }}",
    "{{ nothing-like-it }}",
    "{{ trend conflicts-2015 killed \"rose\" }}",
    "{{ trend conflicts-2016 conflicts-2015 \"rose\" }}",
    "{{ trend conflicts-2014 conflicts-2016 \"rose\" }}",
    "{{ trend conflicts-2015 conflicts-2016 \"moved\" }}",
    "{{ trend conflicts-2015 conflicts-2016 \"fell\" }}",
    "{{ rank conflicts-2016 \"the finest since 2014\" }}",
    "{{ rank conflicts-2016 \"the highest\" }}",
    "{{ rank conflicts-2016 \"the highest since 2010\" }}",
    "{{ rank conflicts-2016 \"the lowest since 2014\" }}",
    "{{ rank conflicts-2016 \"the highest since 2016\" }}",
    "![A picture](a.png)",
];

/// What may stand in a head, and is wrong.
const HEADS: &[&str] = &[
    "",
    "title = \"T\"",
    "title = T",
    "title = \"T\"\ntitle = \"T\"",
    "title = 3\nsummary = \"S\"",
    "title = \"T\"\nsummary = \"S\"",
    "title = \"T\"\nsummary = \"S\"\ndate = \"2017-03\"",
    "title = \"T\"\nsummary = \"S\"\ndate = \"20 March\"",
    "title = \"T\"\nsummary = \"S\"\ndate = \"2017-03-20\"\ntopic = []",
    "title = \"T\"\nsummary = \"S\"\ndate = \"2017-03-20\"\nwaive = [{ code = \"L01\", words = \"w\", reason = \"because it is so\" }]",
    "title = \"T\"\nsummary = \"S\"\ndate = \"2017-03-20\"\nwaive = [{ code = \"L99\", words = \"w\", reason = \"because it is so\" }]",
    "title = \"T\"\nsummary = \"S\"\ndate = \"2017-03-20\"\nwaive = [{ code = \"L04\", words = \"w\", reason = \"so\" }]",
    "title = \"T\"\nsummary = \"S\"\ndate = \"2017-03-20\"\nwaive = [{ code = \"L04\", words = \"w\", reason = \"because it is so\" }]",
    "title = \"T\"\nsummary = \"S\"\ndate = \"2017-03-20\"\nwaive = [{ code = \"L13\", words = \"w\", reason = \"because it is so\" }]",
    "title = \"T\"\nsummary = \"S\"\ndate = \"2017-03-20\"\nwaive = [{ code = \"L13\", words = \"w\", reason = \"because it is so\", basis = \"none\" }]",
];

/// The words of a message that are its own: without what it quotes, what is to be typed, and the name of a source.
fn own(message: &str) -> String {
    let mut text = message.replace("The report", "");
    for (open, close) in [("{{", "}}"), ("`", "`"), ("«", "»"), ("“", "”"), ("\"", "\""), ("'", "'")] {
        while let Some(at) = text.find(open) {
            let behind = at + open.len();
            let end = text[behind..].find(close).map_or(text.len(), |found| behind + found + close.len());
            text.replace_range(at..end, " ");
        }
    }
    text
}

fn holds<'a>(message: &str, words: &[&'a str]) -> Option<&'a str> {
    let own = own(message).to_lowercase();
    let mut said = own.split(|char: char| !char.is_alphanumeric() && char != '-' && char != '/');
    said.find_map(|said| words.iter().find(|word| **word == said).copied())
}

#[test]
fn every_reason_and_mend_is_said_in_both_languages() {
    let fixture = Fixture::new();
    let page = |body: &str| format!("+++\ntitle = \"T\"\nsummary = \"S\"\ndate = \"2017-03-20\"\n+++\n\n{body}\n");
    let mut pages: Vec<(&str, String)> = ROWS.iter().map(|(language, body, _)| (*language, page(body))).collect();
    pages.extend(MALFORMED.iter().map(|body| ("en", page(body))));
    pages.extend(HEADS.iter().map(|head| ("es", format!("+++\n{head}\n+++\n\nText.\n"))));
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (language, source) in &pages {
        let lints = fixture.lints(source, language);
        for lint in &lints {
            seen.insert(lint.code);
            for (what, text) in [("reason", &lint.reason), ("mend", &lint.mend)] {
                let [english, spanish] = Language::ALL.map(|language| text.get(language));
                assert_ne!(english, spanish, "{}: {what}\n{source}", lint.code);
                assert_eq!(holds(english, SPANISH), None, "{}: {english}\n{source}", lint.code);
                assert_eq!(holds(spanish, ENGLISH), None, "{}: {spanish}\n{source}", lint.code);
            }
        }
    }
    let malformed = pages.len() - ROWS.len();
    let refused = pages[ROWS.len()..].iter().filter(|(language, source)| !fixture.lints(source, language).is_empty());
    assert_eq!(refused.count(), malformed);
    let all: BTreeSet<String> = codes().into_iter().map(|code| code.code).collect();
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), all.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn what_stands_in_a_head_is_pointed_at() {
    let source = "+++\ntitle = \"T\"\nsummary = \"S\"\ndate = \"2017-03-20\"\ntopic = [\"a\"]\n+++\n\nText.\n";
    let lints = Fixture::new().lints(source, "es");
    assert_eq!(
        lints[0].words(Language::Es),
        "articles/a.es.md:5:1: L00 no hay una clave `topic`\n  | topic = [\"a\"]\n  | ^\n  remedio: un encabezado lleva title (título), \
         summary (resumen) y, en un artículo, date (fecha) y topics (temas); vea docs/articulos.md"
    );
}
