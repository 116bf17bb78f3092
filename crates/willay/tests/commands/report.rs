//! Is the annual report what the site says, the same bytes each time, and readable by those who hear it?

use std::{collections::BTreeMap, fs};

use lopdf::{Dictionary, Document, Object};
use record::MediaType;

use crate::workspace::{Ran, Workspace, willay};

/// Runs `willay report` into a file of the workspace.
fn report(workspace: &Workspace, file: &str, options: &[&str]) -> Ran {
    let (root, out) = (workspace.root(), workspace.path(file));
    let mut arguments = vec!["report", root.to_str().unwrap(), "--out", out.to_str().unwrap()];
    arguments.extend(options);
    willay(&arguments)
}

/// The text of a PDF as our own reader reads it, with one space for many.
fn text(workspace: &Workspace, file: &str) -> String {
    let bytes = fs::read(workspace.path(file)).unwrap();
    let read = read::read_document(&bytes, MediaType::Pdf).unwrap();
    read.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every number that a page of the site prints as bound.
fn bound(html: &str) -> Vec<String> {
    let numbers = html.split("<data ").skip(1).filter_map(|part| part.split_once('>')?.1.split_once("</data>"));
    numbers.map(|(number, _)| number.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn the_report_is_the_same_each_time_and_has_every_bound_number() {
    let workspace = Workspace::example().built();
    for (language, site) in [("en", "site"), ("es", "site/es")] {
        let options = ["--plan", "2016", "--language", language];
        for file in ["one.pdf", "two.pdf"] {
            let ran = report(&workspace, file, &options);
            assert_eq!(ran.code, 0, "{}", ran.err);
        }
        assert!(fs::read(workspace.path("one.pdf")).unwrap() == fs::read(workspace.path("two.pdf")).unwrap());
        let text = text(&workspace, "one.pdf");
        let numbers: Vec<String> = ["articles/peru-in-numbers-2016", "pages/how-we-count"]
            .iter()
            .flat_map(|page| bound(&workspace.read(&format!("{site}/{page}.html"))))
            .collect();
        assert!(numbers.len() > 50, "{}", numbers.len());
        for number in numbers {
            assert!(text.contains(&number), "{language}: {number}");
        }
        // Each figure with who counts, who says otherwise and where to check it.
        let rival = if language == "en" { "La República: over 60" } else { "La República: más de 60" };
        for words in ["accomarca-victims.html", "Human Rights Watch: 62", rival] {
            assert!(text.contains(words), "{language}: {words}");
        }
        assert!(text.contains("69,280") || text.contains("69 280") || text.contains("69.280"), "{language}");
    }
}

/// Every role in the tree of tags, with how often it is there.
fn roles(document: &Document) -> BTreeMap<String, usize> {
    let mut roles = BTreeMap::new();
    let root = document.catalog().unwrap().get(b"StructTreeRoot").unwrap();
    let mut waiting = vec![root.clone()];
    while let Some(next) = waiting.pop() {
        match next {
            Object::Reference(id) => waiting.push(document.get_object(id).unwrap().clone()),
            Object::Array(all) => waiting.extend(all),
            Object::Dictionary(node) => {
                if let Ok(role) = node.get(b"S").and_then(Object::as_name) {
                    let role = String::from_utf8_lossy(role).into_owned();
                    assert!(role != "Figure" || node.has(b"Alt"), "a drawing without words");
                    *roles.entry(role).or_default() += 1;
                }
                waiting.extend(node.get(b"K").ok().cloned());
            }
            Object::Null
            | Object::Boolean(_)
            | Object::Integer(_)
            | Object::Real(_)
            | Object::Name(_)
            | Object::String(..)
            | Object::Stream(_) => {}
        }
    }
    roles
}

fn within<'a>(document: &'a Document, dictionary: &'a Dictionary, key: &[u8]) -> &'a Object {
    document.dereference(dictionary.get(key).unwrap()).unwrap().1
}

#[test]
fn those_who_hear_the_report_are_told_its_parts() {
    let workspace = Workspace::example().built();
    let ran = report(&workspace, "report.pdf", &["--plan", "2016", "--language", "es"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let document = Document::load(workspace.path("report.pdf")).unwrap();
    let catalog = document.catalog().unwrap();
    assert_eq!(within(&document, catalog, b"Lang").as_str().unwrap(), b"es");
    assert!(catalog.has(b"Outlines"), "no bookmarks");
    let metadata = within(&document, catalog, b"Metadata").as_stream().unwrap();
    let metadata = metadata.decompressed_content().unwrap_or_else(|_| metadata.content.clone());
    let metadata = String::from_utf8_lossy(&metadata).into_owned();
    for words in ["pdfuaid:part>1<", "Informe anual 2016", "2017-03-20"] {
        assert!(metadata.contains(words), "{words}: {metadata}");
    }
    let roles = roles(&document);
    for role in [
        "H1", "H2", "H3", "P", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "Figure", "Caption", "Link",
        "TOC", "TOCI",
    ] {
        assert!(roles.contains_key(role), "{role} is missing in {roles:?}");
    }
    // Cover and contents, the article, the standing page, figures, what is withheld, how to check.
    assert_eq!(roles["H1"], 6);
}

#[test]
fn a_report_of_what_was_not_published_is_refused() {
    let workspace = Workspace::example();
    let ran = report(&workspace, "report.pdf", &["--plan", "2016"]);
    assert_eq!((ran.code, workspace.path("report.pdf").exists()), (2, false), "{}", ran.err);
    assert!(ran.err.contains("run `willay build` first"), "{}", ran.err);
    let workspace = workspace.built();
    for (options, says) in [
        (&["--plan", "2015"][..], "reports/2015.toml"),
        (&["--plan", "../2016"], "is no name of a plan"),
        (&["--year", "1999"], "there is no article of 1999 in en"),
        (&["--year", "20260"], "it is no year of four digits"),
    ] {
        let ran = report(&workspace, "report.pdf", options);
        assert!(ran.code != 0 && ran.err.contains(says), "{options:?}: {}", ran.err);
    }
    workspace.edit("articles/peru-in-numbers-2016.en.md", "Most stand;", "Most hold;");
    let ran = report(&workspace, "report.pdf", &["--plan", "2016"]);
    assert!(
        ran.code == 2 && ran.err.contains("run `willay build` first"),
        "words that no build published: {}",
        ran.err
    );
    let workspace = workspace.built();
    workspace.edit("reports/2016.toml", "[\"how-we-count\"]", "[\"how-we-guess\"]");
    let ran = report(&workspace, "report.pdf", &["--plan", "2016"]);
    assert!(ran.code == 3 && ran.err.contains("there is no standing page 'how-we-guess' in en"), "{}", ran.err);
    assert!(!workspace.path("report.pdf").exists());
}

#[test]
fn characters_that_the_typeface_does_not_have_are_named() {
    let workspace = Workspace::example();
    workspace.edit("articles/peru-in-numbers-2016.en.md", "Most stand;", "Most stand 漢;");
    let workspace = workspace.built();
    let ran = report(&workspace, "report.pdf", &["--plan", "2016"]);
    assert!(ran.code == 3 && ran.err.contains("'漢' (U+6F22)"), "{}", ran.err);
}
