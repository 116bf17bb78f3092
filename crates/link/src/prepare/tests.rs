//! Laws that hold for every text, and what the keys find among published pairs of names.

use std::path::PathBuf;

use proptest::prelude::*;

use super::{
    atom::parse_atom,
    fold::fold,
    full_name::parse_full_name,
    names::{CHARACTERS_LOOKED_AT, name},
    skeleton::skeleton,
    transform::Transform,
};

fn every_transform() -> impl Iterator<Item = Transform> {
    Transform::all().map(|(word, _)| {
        let with_number = || format!("{word}(3)").parse();
        word.parse().or_else(|_| with_number()).expect("each word in the table is a transform")
    })
}

/// Any text, and texts that look like names and are likelier to meet the rules.
fn texts() -> impl Strategy<Value = String> {
    let name = "[ \\-.,'/()\"a-zñáéüA-ZÑ0-9ابدعلوهيىة ا-يа-яα-ω]{0,40}";
    let words = prop::sample::select(vec![
        "de", "la", "Vda.", "NN", "Jr", "née", "(a)", "Don", "al-", "Huaycca", "عبد", "abd", "alias",
    ]);
    prop_oneof![
        any::<String>(),
        name,
        (prop::collection::vec(words, 0..6), name).prop_map(|(words, name)| words.join(" ") + " " + &name)
    ]
}

proptest! {
    #[test]
    fn folding_twice_is_folding_once(text in texts()) {
        let folded = fold(&text);
        prop_assert_eq!(fold(&folded), folded);
    }

    #[test]
    fn a_name_of_a_name_is_the_name(text in texts()) {
        let once = name(&text);
        prop_assert_eq!(once.as_deref().and_then(name), once);
    }

    #[test]
    fn keys_of_a_folded_text_are_those_of_the_text(text in texts()) {
        prop_assert_eq!(skeleton(&fold(&text)), skeleton(&text));
        prop_assert_eq!(name(&fold(&text)), name(&text));
    }

    #[test]
    fn every_transform_takes_every_text_and_gives_something_or_nothing(text in texts()) {
        for transform in every_transform() {
            let found = transform.apply(&text);
            prop_assert!(found.as_deref() != Some(""), "{transform} gives an empty text");
            prop_assert_eq!(transform.apply(&text), found);
        }
    }

    #[test]
    fn an_atom_is_read_back_as_it_is_written(field in "[a-zñ_ ]{1,9}", places in prop::collection::vec(0usize..100, 0..5)) {
        let known: Vec<Transform> = every_transform().collect();
        let mut text = field.trim().to_owned();
        prop_assume!(!text.is_empty());
        for place in places {
            let transform = known[place % known.len()];
            text = transform.number().map_or(format!("{}({text})", transform.word()), |number| format!("{}({text}, {number})", transform.word()));
        }
        prop_assert_eq!(parse_atom(&text).unwrap().to_string(), text);
    }

    #[test]
    fn no_expression_panics(text in "[a-z(), 0-9]{0,30}") {
        let shown = parse_atom(&text).map(|atom| atom.to_string());
        prop_assert!(shown.is_ok_and(|shown| parse_atom(&shown).is_ok()) || parse_atom(&text).is_err());
    }
}

#[test]
fn every_character_folds_to_itself_folded() {
    for char in '\0'..=char::MAX {
        let once = fold(&format!("a{char}b"));
        assert_eq!(fold(&once), once, "U+{:04X}", u32::from(char));
    }
}

#[test]
fn every_transform_is_written_as_it_is_read() {
    let mut count = 0;
    for transform in every_transform() {
        assert_eq!(transform.to_string().parse::<Transform>().unwrap(), transform);
        count += 1;
    }
    assert_eq!(count, 26);
}

#[test]
fn a_megabyte_is_looked_at_as_far_as_a_name_goes() {
    for unit in ["a", "Huamán ", "ا", "de la ", "N. ", "(", "\u{301}", "'", ","] {
        let long = unit.repeat(1_000_000 / unit.len());
        for transform in every_transform() {
            let folds_all = matches!(
                transform,
                Transform::Fold | Transform::Digits | Transform::Letters | Transform::Parent(_) | Transform::Suffix(_)
            );
            let length = transform.apply(&long).map_or(0, |found| found.chars().count());
            assert!(folds_all || length <= 4 * CHARACTERS_LOOKED_AT, "{transform}: {length} from {unit:?}");
        }
        assert!(parse_full_name(&long).given.len() <= 2 * super::names::WORDS_LOOKED_AT);
    }
}

/// Shares of the 190 and more published pairs of names of one person on which a key agrees.
#[test]
fn keys_find_published_pairs_of_names() {
    let root = std::env::var_os("WILLAY_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")), PathBuf::from);
    let Ok(text) = std::fs::read_to_string(root.join("data/link/name_bench_cases.csv")) else {
        println!("skipped: keys_find_published_pairs_of_names, there is no data/link/name_bench_cases.csv");
        return;
    };
    let rows: Vec<Vec<String>> = text.lines().skip(1).map(fields).collect();
    let persons: Vec<&Vec<String>> = rows.iter().filter(|row| row.len() > 4 && row[1] == "Person").collect();
    for (expression, _floor) in [
        ("fold(x)", 0),
        ("name(x)", 0),
        ("sorted_words(x)", 0),
        ("letters(x)", 0),
        ("skeleton(x)", 0),
        ("skeleton(sorted_words(x))", 0),
        ("consonants(sorted_words(x))", 0),
        ("consonants(x)", 0),
        ("sorted_words(consonants(x))", 0),
        ("phonetic(sorted_words(x))", 0),
        ("metaphone(sorted_words(x))", 0),
        ("soundex(sorted_words(x))", 0),
        ("surname1_part(x)", 0),
        ("skeleton(surname1_part(x))", 0),
        ("skeleton(last_word(x))", 0),
        ("consonants(last_word(x))", 0),
        ("consonants(first_word(x))", 0),
        ("skeleton(nickname(x))", 0),
    ] {
        let atom = parse_atom(expression).unwrap();
        let agree = |row: &&&Vec<String>| atom.apply(&row[2]).is_some_and(|key| Some(key) == atom.apply(&row[3]));
        let same = persons.iter().filter(|row| row[4] == "true");
        let other = persons.iter().filter(|row| row[4] == "false");
        println!(
            "{expression}: {} of {} pairs of one person, {} of {} of two",
            same.clone().filter(agree).count(),
            same.count(),
            other.clone().filter(agree).count(),
            other.count()
        );
    }
}

/// Fields of a line of CSV.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for char in line.chars() {
        match char {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            char => fields.last_mut().expect("never empty").push(char),
        }
    }
    fields
}
