//! Does the program speak the language that it is asked for, and nothing of the other?

use std::fs;

use crate::workspace::{Workspace, command, repository, willay};

/// Words that stand in most sentences of one language and in none of the other.
const ENGLISH: &[&str] = &[
    "the", "that", "which", "and", "with", "write", "written", "bind", "mend", "to", "not", "shows", "it", "by",
    "there", "says", "figure", "found", "number", "numbers", "of", "is", "was", "your", "this",
];
const SPANISH: &[&str] = &[
    "el", "los", "las", "que", "y", "con", "escriba", "enlace", "remedio", "una", "del", "está", "hay", "dice", "por",
    "cifra", "no se",
];

const HEAD: &str =
    "+++\ntitle = \"Un borrador\"\nsummary = \"Resumen\"\ndate = \"2017-03-20\"\ntopics = [\"justicia\"]\n+++\n\n";

/// A body that is refused for almost every reason.
const REFUSED: &str = "Hubo 108 mujeres y {{ partner-killings | as 90 }} mujeres.\n\n\
    El {{ resource-disputes-amnesty-2016 | percent }} era por tierras. Hubo {{ conflicts-2017-02 }} protestas.\n\n\
    Este año hubo {{ conflicts-2016-11 }} conflictos. Fueron condenados. Vea el cuadro de arriba.\n\n\
    Dijo «que nunca estuvieron allí». La guerra dejó {{ war-deaths }} personas que murieron.\n\n\
    En Accomarca hubo {{ accomarca-victims }} muertos. Rosa Quispe y otras niñas huyeron. Los precios aumentaron.\n\n\
    El {{ date \"1970-01-01\" }} hubo marchas. {{ kiled }}\n";

/// The lines of an output without what they quote: lines of the page, words between marks, commands and bindings.
fn own(output: &str) -> String {
    let lines = output.lines().filter(|line| !line.trim_start().starts_with(['|', '+', '-']));
    let mut text = lines.collect::<Vec<_>>().join("\n");
    for (open, close) in [("{{", "}}"), ("{", "}"), ("`", "`"), ("«", "»"), ("“", "”"), ("\"", "\""), ("[{", "}]")]
    {
        while let Some(at) = text.find(open) {
            let behind = at + open.len();
            let end = text[behind..].find(close).map_or(text.len(), |found| behind + found + close.len());
            text.replace_range(at..end, " ");
        }
    }
    text
}

fn word_of<'a>(text: &str, words: &[&'a str]) -> Option<&'a str> {
    let text = text.to_lowercase();
    let mut said = text.split(|char: char| !char.is_alphanumeric() && !"-/._".contains(char));
    said.find_map(|said| words.iter().find(|word| **word == said.trim_end_matches(['.', '-'])).copied())
}

fn expect(output: &str, foreign: &[&str]) {
    let own = own(output);
    for line in own.lines() {
        assert_eq!(word_of(line, foreign), None, "{line}\n\nin\n{output}");
    }
}

#[test]
fn a_draft_with_everything_wrong_is_refused_in_one_language() {
    let workspace = Workspace::example();
    let article = workspace.path("articles/borrador.es.md");
    let root = workspace.root();
    let build = |language: &str| willay(&["build", root.to_str().unwrap(), "--language", language]);
    // What cannot be bound is said before the rest is looked at.
    fs::write(&article, format!("{HEAD}{REFUSED}")).unwrap();
    let ran = build("es");
    assert!(ran.code == 3 && ran.err.contains("L00 no hay una cifra «kiled»"), "{}", ran.err);
    fs::write(&article, format!("{HEAD}{}", REFUSED.replace("{{ kiled }}", ""))).unwrap();
    for (language, foreign, mend, nothing) in [
        ("es", ENGLISH, "\nremedio: corrija los archivos nombrados", "no se escribió nada"),
        ("en", SPANISH, "\nmend: mend the files named here", "nothing was written"),
    ] {
        let ran = build(language);
        assert_eq!(ran.code, 3, "{}", ran.err);
        for code in ["L01", "L02", "L03", "L04", "L05", "L06", "L07", "L08", "L10", "L11", "L12", "L13", "L15", "L17"] {
            assert!(ran.err.contains(&format!(": {code} ")), "{code} is missing in\n{}", ran.err);
        }
        assert!(ran.err.contains(mend) && ran.err.contains(nothing), "{}", ran.err);
        expect(&ran.err, foreign);
        let bind = ["bind", article.to_str().unwrap(), "-w", root.to_str().unwrap(), "--language", language];
        let bound = willay(&bind);
        assert_eq!(bound.code, 0, "{}", bound.err);
        expect(&bound.out, foreign);
    }
}

#[test]
fn a_build_tells_what_came_of_it_in_spanish() {
    let workspace = Workspace::fresh();
    let root = workspace.root();
    let ran = willay(&["build", root.to_str().unwrap(), "--language", "es"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for words in ["fuentes", "declaraciones", "enlazado con una cifra", "Publicado.", "Abra", "compruébelo"] {
        assert!(ran.out.contains(words), "{words:?} is missing in\n{}", ran.out);
    }
    let told = ran
        .out
        .lines()
        .filter(|line| !line.contains("Abra") && !line.contains(" trail ") && !line.contains(" verify "));
    expect(&told.collect::<Vec<_>>().join("\n"), ENGLISH);
    let again = willay(&["build", root.to_str().unwrap(), "--language", "es"]);
    assert!(again.out.contains("Nada cambió desde la última construcción"), "{}", again.out);
    let nowhere = willay(&["build", "/nowhere-at-all", "--language", "es"]);
    assert!(nowhere.code == 2 && nowhere.err.contains("aquí no hay willay.toml"), "{}", nowhere.err);
}

#[test]
fn the_option_goes_before_the_variable_and_the_variable_before_the_locale() {
    let explain = |locale: &str, variable: Option<&str>, option: &[&str]| {
        let mut command = command();
        command.args(["explain", "L06"]).args(option).env("LC_ALL", locale);
        variable.map(|language| command.env("WILLAY_LANGUAGE", language));
        let output = command.output().unwrap();
        if !output.status.success() {
            return "refused";
        }
        if String::from_utf8_lossy(&output.stdout).contains("Se rechaza") { "es" } else { "en" }
    };
    for (locale, variable, option, spoken) in [
        ("C", None, &[][..], "en"),
        ("es_PE.UTF-8", None, &[], "es"),
        ("fr_FR.UTF-8", None, &[], "en"),
        ("es_PE.UTF-8", Some("en"), &[], "en"),
        ("C", Some("es"), &[], "es"),
        ("C", Some("es"), &["--language", "en"], "en"),
        ("C", Some("qu"), &[], "refused"),
    ] {
        assert_eq!(explain(locale, variable, option), spoken, "{locale} {variable:?} {option:?}");
    }
}

/// Every pair of messages in the sources has English first and Spanish second.
#[test]
fn no_message_stands_in_the_place_of_the_other_language() {
    let mut pairs = 0;
    for folder in ["record", "read", "figure", "publish", "willay"] {
        for (name, bytes) in crate::workspace::files(&repository().join("crates").join(folder).join("src")) {
            if !name.ends_with(".rs") || name == "language.rs" {
                continue;
            }
            let source = String::from_utf8(bytes).unwrap();
            for start in ["both!(", "words!("].iter().flat_map(|start| source.match_indices(start)) {
                let (english, spanish) = literals(&source[start.0 + start.1.len()..]);
                pairs += 1;
                assert_eq!(word_of(&own(&english), &SPANISH[..7]), None, "{name}: {english}");
                assert_eq!(word_of(&own(&spanish), &ENGLISH[..9]), None, "{name}: {spanish}");
            }
        }
    }
    assert!(pairs > 250, "{pairs}");
}

/// The two texts of a pair: the first literal, and the one behind the semicolon, or else the second.
fn literals(source: &str) -> (String, String) {
    let (mut texts, mut at, mut depth, mut behind) = (Vec::new(), 0, 0_i32, None);
    while let Some(char) = source[at..].chars().next() {
        match char {
            '"' => {
                let mut end = at + 1;
                while !source[end..].starts_with('"') {
                    end += if source[end..].starts_with('\\') {
                        2
                    } else {
                        source[end..].chars().next().unwrap().len_utf8()
                    };
                }
                texts.push(source[at + 1..end].replace("\\\"", "\""));
                at = end;
            }
            ';' if depth == 0 => behind = Some(texts.len()),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        at += char.len_utf8();
    }
    let spanish = behind.unwrap_or(1);
    (texts[0].clone(), texts.get(spanish).cloned().unwrap_or_default())
}
