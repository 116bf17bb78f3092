//! Does the record come back equal from each export, read by the program itself?
use std::{fs, path::Path};

use crate::workspace::{Workspace, willay};

/// What follows a word in the output.
fn after(out: &str, word: &str) -> String {
    let line = out.lines().rfind(|line| line.contains(word)).unwrap_or_else(|| panic!("no '{word}' in\n{out}"));
    line.rsplit(' ').next().unwrap().to_owned()
}

fn export(workspace: &Workspace, out: &Path, more: &[&str]) -> String {
    let root = workspace.root();
    let mut arguments = vec!["export", root.to_str().unwrap(), "--out", out.to_str().unwrap()];
    arguments.extend(more);
    let ran = willay(&arguments);
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

/// Enters an exported file into another ledger, and gives the root of statements there.
fn import(workspace: &Workspace, file: &Path) -> String {
    let root = workspace.path("");
    let ran = willay(&["import", file.to_str().unwrap(), "--statements", "--workspace", root.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    after(&ran.out, "root of statements in this ledger")
}

/// The lines of all statements that an export holds, sorted.
fn lines(folder: &Path) -> Vec<String> {
    let text = fs::read_to_string(folder.join("statements.jsonl")).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn statements_of_a_ledger_have_the_same_root_in_another() {
    let (first, second, third) = (Workspace::example().built(), Workspace::fresh(), Workspace::fresh());
    let (all, entities) = (first.path("everything"), first.path("entities"));
    let root = after(&export(&first, &all, &["--access", "sealed"]), "root of statements");
    let told = export(&first, &entities, &["--access", "sealed", "--format", "ftm"]);
    assert!(told.contains("other tools do not see them"), "{told}");
    for (other, file) in [(&second, all.join("statements.jsonl")), (&third, entities.join("entities.ftm.json"))] {
        assert_eq!(import(other, &file), root);
        assert_eq!(import(other, &file), root, "a second time changes nothing");
        let back = other.path("back");
        assert_eq!(after(&export(other, &back, &["--access", "sealed"]), "root of statements"), root);
        assert!(lines(&all) == lines(&back), "every line with its provenance");
    }
}

#[test]
fn what_is_not_public_is_not_exported_unasked() {
    let workspace = Workspace::example().built();
    let out = workspace.path("public");
    let told = export(&workspace, &out, &[]);
    let statements = fs::read_to_string(out.join("statements.jsonl")).unwrap();
    assert!(!statements.contains("\"confidential\"") && !statements.contains("surname1"), "only public statements");
    assert!(told.contains("more closed than asked for"), "{told}");
    let documents = fs::read_to_string(out.join("documents.jsonl")).unwrap();
    assert!(!documents.contains("register-a"), "the file of a list with confidential columns");
}

#[test]
fn a_table_comes_back_through_its_own_mapping() {
    let (first, second) = (Workspace::example().built(), Workspace::fresh());
    for (format, ending) in [("csv", "csv"), ("jsonl", "jsonl")] {
        let out = first.path(format);
        export(&first, &out, &["--format", format]);
        let file = out.join(format!("decisions-accomarca.decision.{ending}"));
        let mapping = out.join("decisions-accomarca.decision.toml");
        let list = format!("back-{format}");
        let ran = willay(&[
            "import",
            file.to_str().unwrap(),
            "--mapping",
            mapping.to_str().unwrap(),
            "--list",
            &list,
            "--workspace",
            second.path("").to_str().unwrap(),
        ]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let back = second.path(&format!("again-{format}"));
        export(&second, &back, &["--format", format]);
        let table = |folder: &Path, list: &str| fs::read(folder.join(format!("{list}.decision.{ending}"))).unwrap();
        assert_eq!(table(&out, "decisions-accomarca"), table(&back, &list), "{format}");
        assert!(out.join("decisions-accomarca.decision.csv-metadata.json").is_file() == (format == "csv"));
    }
}
