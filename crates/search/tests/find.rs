//! Is it found what is looked for, and nothing told of what is hidden?
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
use std::path::{Path, PathBuf};

use record::{Access, Clearance, DocumentId, Origin, Schema, Statement, Value, may_see};
use search::{
    Answer, Filters, Index, Query, SearchError,
    subject::{Candidate, mark, of_record},
};

/// Statements of records, and an index of those that a clearance may see.
struct Records {
    folder: tempfile::TempDir,
    said: Vec<Statement>,
}

impl Records {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), said: Vec::new() }
    }

    fn say(&mut self, record: &str, (property, value): (&str, Value), access: Access) {
        let list_document = DocumentId::from_digest([1; 32]);
        let row = self.said.len() as u64 + 2;
        self.said.push(Statement::plain(
            record.parse().unwrap(),
            (property, value),
            Origin::row("a".parse().unwrap(), list_document, row),
            access,
        ));
    }

    fn named(names: &[&str]) -> Self {
        let mut records = Self::new();
        for (number, name) in names.iter().enumerate() {
            records.say(&format!("person/p{number}"), ("name", Value::Text((*name).to_owned())), Access::Public);
        }
        records
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("search/public.sqlite")
    }

    fn candidates<'a>(&'a self, schema: &'a Schema) -> Vec<Candidate<'a, SearchError>> {
        let mut found: std::collections::BTreeMap<_, Vec<(u64, &Statement)>> = std::collections::BTreeMap::new();
        let visible = self.said.iter().filter(|said| may_see(Clearance::PUBLIC, said.access));
        for said in visible {
            found.entry(&said.record).or_default().push((said.origin.row, said));
        }
        let candidate = |(record, said): (&'a record::RecordId, Vec<(u64, &'a Statement)>)| Candidate {
            name: record.to_string(),
            mark: mark(1, &said),
            make: Box::new(move || Ok(of_record(schema, record, &said))),
        };
        found.into_iter().map(candidate).collect()
    }

    fn index(&self) -> Index {
        let schema = Schema::built_in();
        let candidates = self.candidates(&schema).into_iter();
        Index::make::<SearchError>(&self.path(), (candidates, "1"), &|_| true).unwrap().0
    }
}

fn find(index: &Index, words: &str) -> Answer {
    index.find(Some(&Query::parse(words).unwrap()), &Filters::default(), 50).unwrap()
}

fn names(answer: &Answer) -> Vec<&str> {
    answer.found.iter().map(|found| found.title.as_str()).collect()
}

/// Names as two lists write them: what is looked for, and what is to be found by it.
const VARIANTS: &[(&str, &str)] = &[
    ("Guaman", "Rosa Huamán Quispe"),
    ("Waman", "Rosa Huamán Quispe"),
    ("HUAMAN QUISPE", "Rosa Huamán Quispe"),
    ("rosa kispe", "Rosa Huamán Quispe"),
    ("Rosita Huaman", "Rosa Huamán Quispe"),
    ("Jose Ccori", "Pepe Qori Mamani"),
    ("pepe mamany", "Pepe Qori Mamani"),
    ("Chepe Kori", "Pepe Qori Mamani"),
    ("Yupanqui", "Felipe Llupanki"),
    ("Ñaupari", "Martina Naupari"),
    ("naupari", "Martina Naupari"),
    ("Flora Quispe vda. de Condori", "Flora Quispe de Kondori"),
    ("viuda de condori", "Flora Quispe de Kondori"),
    ("Delacruz", "Ana María de la Cruz"),
    ("ana de la cruz", "Ana María de la Cruz"),
    ("de la Torre", "Luis Delatorre"),
    ("Llactahuaman", "Juana Llacta Huamán"),
    ("Choque Huanca", "Inés Choquehuanca"),
    ("Chokewanka", "Inés Choquehuanca"),
    ("Jimenez", "Ximena Giménez"),
    ("Zevallos", "Hilda Cevallos"),
    ("ilda ceballos", "Hilda Cevallos"),
    ("o'brien", "Mary O’Brien"),
    ("obrien", "Mary O’Brien"),
    ("Quispe-Mamani", "Teófilo Quispe Mamani"),
    ("teofilo", "Teófilo Quispe Mamani"),
    ("Vasquez", "Nélida VÁZQUEZ"),
    ("Cuzco", "Oficina de Qosqo"),
];

#[test]
fn a_name_is_found_in_its_spellings_nicknames_and_ways_of_joining() {
    let mut all: Vec<&str> = VARIANTS.iter().map(|(_, name)| *name).collect();
    all.dedup();
    let index = Records::named(&all).index();
    for (words, name) in VARIANTS {
        let answer = find(&index, words);
        assert!(!answer.is_partial && names(&answer).contains(name), "{words}: {:?}", names(&answer));
        let first = &answer.found[names(&answer).iter().position(|found| found == name).unwrap()];
        assert!(first.snippets.iter().any(|snippet| !snippet.highlights.is_empty()), "{words}: {:?}", first.snippets);
        assert!(answer.total() <= 4, "{words} finds too much: {:?}", names(&answer));
    }
}

#[test]
fn the_name_as_it_is_written_stands_before_its_variants() {
    let index = Records::named(&["Rosa Waman", "Rosa Huamán", "Rosa Guaman"]).index();
    for (words, first) in [("huaman", "Rosa Huamán"), ("guaman", "Rosa Guaman"), ("waman", "Rosa Waman")] {
        let answer = find(&index, words);
        assert_eq!((names(&answer)[0], answer.total()), (first, 3));
    }
}

#[test]
fn words_are_found_in_their_forms_in_both_languages_and_phrases_exactly() {
    let index = Records::named(&[
        "Denuncia por violaciones de mujeres campesinas en la fosa común",
        "They were killed; two killings and threats were reported by the victims of the common grave",
    ])
    .index();
    let first = |words: &str| find(&index, words).found.first().map(|found| found.name.clone());
    for words in ["violación", "VIOLACION mujer", "campesino", "\"fosa comun\"", "viol*", "fosa -grave"] {
        assert_eq!(first(words).as_deref(), Some("person/p0"), "{words}");
    }
    for words in ["killing", "threat victim", "\"common grave\"", "reporting"] {
        assert_eq!(first(words).as_deref(), Some("person/p1"), "{words}");
    }
    assert_eq!(first("\"común fosa\""), None);
    assert_eq!(find(&index, "violacion -mujer").total(), 0);
}

#[test]
fn where_nothing_holds_all_words_some_are_taken_and_it_is_said_and_a_near_word_proposed() {
    let index = Records::named(&["Rosa Huamán", "Luis Palomino"]).index();
    let answer = find(&index, "rosa palomino");
    assert!(answer.is_partial && answer.total() == 2);
    let answer = find(&index, "palonimo");
    assert_eq!((answer.total(), answer.suggestions["palonimo"].as_slice()), (0, ["palomino".to_owned()].as_slice()));
}

#[test]
fn dates_are_filtered_as_what_they_say_and_possible_ones_are_marked() {
    let mut records = Records::new();
    for (name, date) in [("a", "1985-08-14"), ("b", "1985"), ("c", "1986"), ("d", "1985-08"), ("e", "1985-07/1985-12")]
    {
        let value = Value::Date(date.parse().unwrap());
        records.say(&format!("event/{name}"), ("date", value), Access::Public);
    }
    let (index, schema) = (records.index(), Schema::built_in());
    let filters = Filters::parse(&schema, (Some("event"), Some("1985-08")), &[]).unwrap();
    let answer = index.find(None, &filters, 10).unwrap();
    let found: Vec<(&str, bool)> = answer.found.iter().map(|found| (found.name.as_str(), found.is_possible)).collect();
    assert_eq!(found, [("event/a", false), ("event/b", true), ("event/d", false), ("event/e", false)]);
    assert_eq!((answer.total(), answer.possibly), (4, 1));
    let filters = Filters::parse(&schema, (Some("person"), Some("1985-08")), &[]).unwrap();
    assert_eq!(index.find(None, &filters, 10).unwrap().total(), 0);
}

/// What a public search tells, to the last digit of the rank.
fn told(index: &Index) -> String {
    let schema = Schema::built_in();
    let words = ["huaman", "rosa", "quispe mamani", "desaparecido", "wamanx", "secretx", "hua*", "rosa zzz"];
    let filters = Filters::parse(&schema, (Some("person"), None), &["sex=female".to_owned()]).unwrap();
    let answers = words.iter().map(|words| find(index, words));
    let all: Vec<Answer> = answers.chain([index.find(None, &filters, 50).unwrap()]).collect();
    format!("{all:?}")
}

#[test]
fn what_is_hidden_changes_no_count_rank_snippet_or_suggestion() {
    let mut records = Records::named(&["Rosa Huamán", "Luisa Quispe Mamani", "Un desaparecido de nombre Huamán"]);
    records.say("person/p0", ("sex", Value::Term("female".to_owned())), Access::Public);
    let before = told(&records.index());
    for number in 0..20 {
        let text = |words: &str| Value::Text(words.to_owned());
        let hidden = format!("person/hidden{number}");
        records.say(&hidden, ("name", text("Rosa Huamán Huamani Secreto")), Access::Confidential);
        records.say(&hidden, ("sex", Value::Term("female".to_owned())), Access::Internal);
        records.say("person/p0", ("other-names", text("Huamán Secreto Rosa Quispe")), Access::Sealed);
    }
    let made_anew = told(&records.index());
    assert_eq!(before, made_anew);
    let schema = Schema::built_in();
    let mut index = records.index();
    let changes = index.follow::<SearchError>((records.candidates(&schema).into_iter(), "2"), &|_| true).unwrap();
    assert!(changes.is_none(), "{changes:?}");
    assert_eq!(before, told(&index));
    drop(index);
    let bytes = std::fs::read(records.path()).unwrap();
    assert!(!bytes.windows(7).any(|part| part.eq_ignore_ascii_case(b"secreto")), "the file holds no byte of it");
}

#[test]
fn an_index_that_follows_says_what_a_new_one_says_and_forgets_what_is_gone() {
    let mut records = Records::named(&["Rosa Huamán", "Luis Palomino", "Ana Borrada Paniagua"]);
    let mut index = records.index();
    records.said.retain(|said| said.record.as_str() != "person/p2");
    records.say("person/p0", ("other-names", Value::Text("Rosita".to_owned())), Access::Public);
    records.say("person/new", ("name", Value::Text("Teófilo Ccori".to_owned())), Access::Public);
    let schema = Schema::built_in();
    let changes = index.follow::<SearchError>((records.candidates(&schema).into_iter(), "2"), &|_| true).unwrap();
    assert_eq!((changes.added, changes.changed, changes.removed), (1, 1, 1));
    assert_eq!(index.source().unwrap(), "2");
    let followed = told(&index);
    assert_eq!(find(&index, "qori").total(), 1);
    assert_eq!((find(&index, "paniagua").total(), find(&index, "paniagu").suggestions.len()), (0, 0));
    drop(index);
    let holds = |path: &Path| {
        let bytes = std::fs::read(path).unwrap().to_ascii_lowercase();
        bytes.windows(8).any(|part| part == b"paniagua")
    };
    assert!(!holds(&records.path()), "what was taken out is overwritten");
    assert_eq!(followed, told(&records.index()));
}

#[test]
fn a_stopped_update_leaves_the_index_as_it_was_and_a_stopped_search_says_so() {
    let mut records = Records::named(&["Rosa Huamán"]);
    let mut index = records.index();
    records.say("person/new", ("name", Value::Text("Teófilo".to_owned())), Access::Public);
    let schema = Schema::built_in();
    let stopped = index.follow::<SearchError>((records.candidates(&schema).into_iter(), "2"), &|_| false);
    assert!(matches!(stopped, Err(SearchError::Stopped)));
    assert_eq!((index.source().unwrap().as_str(), find(&index, "teofilo").total()), ("1", 0));
    let made = Index::make::<SearchError>(&records.path(), (records.candidates(&schema).into_iter(), "3"), &|_| false);
    assert!(made.is_err() && Index::open(&records.path()).unwrap().is_some());
    let left: Vec<_> = std::fs::read_dir(records.path().parent().unwrap()).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing half made is left behind: {left:?}");

    let many: Vec<String> = (0..3000).map(|number| format!("Rosa Quispe {number}")).collect();
    let many = Records::named(&many.iter().map(String::as_str).collect::<Vec<_>>());
    let mut index = many.index();
    index.end_where(|| true).unwrap();
    let outcome = index.find(Some(&Query::parse("rosa quispe").unwrap()), &Filters::default(), 5);
    assert!(matches!(outcome, Err(SearchError::Stopped)), "{outcome:?}");
}

#[test]
fn a_broken_file_is_told_from_an_index() {
    let records = Records::named(&["Rosa Huamán"]);
    assert!(Index::open(&records.path()).unwrap().is_none());
    std::fs::create_dir_all(records.path().parent().unwrap()).unwrap();
    for bytes in [b"no database".repeat(1000), Vec::new()] {
        std::fs::write(records.path(), bytes).unwrap();
        assert!(matches!(Index::open(&records.path()), Err(SearchError::Broken { .. })));
    }
    assert_eq!(find(&records.index(), "rosa").total(), 1, "a new one takes its place");
}

#[test]
fn no_text_that_is_typed_is_an_error_of_the_database() {
    let index = Records::named(&["Rosa Huamán"]).index();
    for text in [
        "\"",
        "a\"b",
        "NEAR(rosa huaman, 2)",
        "rosa OR",
        "AND",
        "rosa NOT huaman",
        "words : rosa",
        "{words}: rosa",
        "^rosa",
        "rosa + huaman",
        "rosa*huaman",
        "(((((",
        "'; DROP TABLE fts; --",
        "rosa\u{0}huaman",
        "ro\u{301}sa",
        "-",
        "**",
        "\u{202e}rosa",
        "مجهول",
        "日本語",
        "🙂 rosa",
        "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    ] {
        if let Ok(query) = Query::parse(text) {
            index.find(Some(&query), &Filters::default(), 5).unwrap();
        }
    }
    assert_eq!(find(&index, "rosa").total(), 1);
}
