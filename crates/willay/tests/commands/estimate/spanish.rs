//! Is everything that people read in Spanish, where that is asked for?

use std::{collections::BTreeSet, fmt::Write as _, fs};

use super::{Tables, drawn};

/// English words that no Spanish sentence has.
const ENGLISH: [&str; 44] = [
    "the",
    "of",
    "and",
    "is",
    "are",
    "with",
    "by",
    "persons",
    "person",
    "lists",
    "list",
    "which",
    "that",
    "from",
    "how",
    "to",
    "than",
    "where",
    "whom",
    "who",
    "what",
    "strata",
    "stratum",
    "interval",
    "number",
    "documented",
    "model",
    "models",
    "each",
    "only",
    "for",
    "needed",
    "share",
    "method",
    "methods",
    "draws",
    "hidden",
    "rows",
    "under",
    "without",
    "below",
    "between",
    "this",
    "one",
];

/// The words of a page, without its marks and its style.
fn words_of_page(page: &str) -> String {
    let (head, rest) = page.split_once("<style>").unwrap();
    let (_, body) = rest.split_once("</style>").unwrap();
    let mut text = String::new();
    let mut is_mark = false;
    for one in format!("{head}{body}").chars() {
        match one {
            '<' => is_mark = true,
            '>' => {
                is_mark = false;
                text.push(' ');
            }
            one if !is_mark => text.push(one),
            _ => {}
        }
    }
    // What is said aloud in place of a drawing.
    for label in page.split("aria-label=\"").skip(1) {
        text.push(' ');
        text.push_str(label.split('"').next().unwrap());
    }
    text
}

/// English words of a text; options of commands and the columns of the file are none.
fn english_in(text: &str) -> BTreeSet<String> {
    let text = text.replace("«persons»", "");
    let words = text.split(|one: char| !one.is_alphanumeric() && !matches!(one, '-' | '_' | '.' | '/'));
    let words = words.filter(|word| !word.starts_with("--")).map(|word| word.trim_matches(['.', '-', '/']));
    words.filter(|word| ENGLISH.contains(&word.to_lowercase().as_str())).map(str::to_owned).collect()
}

/// What the terminal says and what the report holds, without a word of English.
fn holds_no_english(tables: &Tables, words: &str) -> String {
    let said = tables.estimated(&format!("{words} --language es --out @es"));
    let page = words_of_page(&tables.read("es/report.html"));
    for (where_, text) in [("terminal", &said), ("report", &page)] {
        let found = english_in(text);
        let lines: Vec<&str> =
            text.lines().flat_map(|line| line.split(". ")).filter(|line| !english_in(line).is_empty()).collect();
        assert!(found.is_empty(), "{words}, {where_}: {found:?} in {lines:#?}");
    }
    assert!(tables.read("es/report.html").contains("<html lang=\"es\">"));
    said + &page
}

#[test]
fn a_report_in_spanish_holds_no_english_sentence() {
    let text = holds_no_english(
        &Tables::kosovo(),
        "--method log-linear,graphs,classes,closed,chao,two-lists --ordered --replicates 50",
    );
    for words in [
        "¿Cuántas personas no están en ninguna lista?",
        "intervalo del 95 %",
        "no documentadas",
        "de confianza",
        "de credibilidad",
        "Estimación por sistemas múltiples",
        "10\u{202f}357",
        "3,27 (2,61 a 4,11)",
        "Semilla 19481210",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn strata_parts_figures_by_others_and_linkages_are_in_spanish_too() {
    let tables = super::beside::two_sides();
    let rivals = "[[rival]]\nname = \"Ministerio\"\npersons = 500\nsource = \"boletín\"\nreason = \"cuenta expedientes\"\n\n\
                  [[rival]]\nname = \"Registro\"\npersons = 90000\nsource = \"registro\"\nreason = \"con nombre\"\nkind = \"documented\"\n";
    fs::write(tables.path("rivals.toml"), rivals).unwrap();
    let words = "--strata region --by side --part ejército=army --part ambos=army,rebels --part otros=unknown --difference resto=ambos-ejército \
                 --rivals @rivals.toml --method log-linear,graphs,coverage --replicates 20 --partial-pooling";
    let text = holds_no_english(&tables, words);
    assert!(text.contains("es una diferencia de dos estimaciones") && text.contains("Refutada: Registro"), "{text}");
    holds_no_english(&drawn(3), "");
}

#[test]
fn refusals_are_in_spanish_too() {
    for rows in [
        "1,0,0,50\n0,1,0,40\n0,0,1,30\n",
        "1,0,0,50\n0,1,0,40\n0,0,1,30\n1,1,0,3\n",
        "1,1,1,70\n",
        "1,0,0,2\n",
        "1,1,0,30\n1,0,0,20\n0,1,0,15\n",
        "1,1,1,10\n0,1,1,20\n0,0,1,30\n",
    ] {
        let mut text = "a1,b1,c1,n\n".to_owned();
        write!(text, "{rows}").unwrap();
        holds_no_english(&Tables::of(&text), "--replicates 20 --quick");
    }
    holds_no_english(&Tables::of("a1,b1,n\n1,0,28\n0,1,10\n1,1,3\n"), "");
}

/// The numbers, and what programs read, are the same in both languages.
#[test]
fn the_result_for_programs_is_the_same_in_both_languages() {
    let tables = Tables::kosovo();
    let words = "--method log-linear,graphs --replicates 20";
    tables.estimated(&format!("{words} --out @en"));
    tables.estimated(&format!("{words} --language es --out @es"));
    assert!(
        tables.read("en/result.json") == tables.read("es/result.json")
            && tables.read("en/draws.csv") == tables.read("es/draws.csv")
    );
}
