//! The walk itself, checked step by step: numbers, figures, statements, passages, documents.

use std::collections::BTreeMap;

use ledger::{Body, Hash};
use read::{DocumentText, read_document};
use record::{Document, DocumentId, FigureId, Passage, Statement};

use super::{Failure, Proof, SiteFiles, VerifyReport, resolves};
use crate::manifest::Manifest;

pub(super) fn check(files: &SiteFiles, manifest: &Manifest, proof: &Proof, report: &mut VerifyReport) {
    let mut checker = Checker { files, manifest, proof, report, texts: BTreeMap::new() };
    checker.documents();
    checker.statements();
    let values = checker.figures();
    checker.printed_numbers(&values);
}

struct Checker<'a> {
    files: &'a SiteFiles,
    manifest: &'a Manifest,
    proof: &'a Proof,
    report: &'a mut VerifyReport,
    texts: BTreeMap<DocumentId, DocumentText>,
}

impl Checker<'_> {
    fn fail(&mut self, file: &str, reason: String) {
        let figures = self.manifest.files.get(file).map(|file| file.figures.clone()).unwrap_or_default();
        self.report.failures.push(Failure { file: file.to_owned(), reason, figures });
    }

    /// Each archived file hashes to its name and stands in the ledger.
    fn documents(&mut self) {
        let mut archived: BTreeMap<DocumentId, &Document> = BTreeMap::new();
        for entry in self.proof.entries.values() {
            if let Body::DocumentArchived { document } = entry.body.said() {
                archived.insert(document.id, document);
            }
        }
        for (path, bytes) in self.files {
            let name = path.strip_prefix("documents/").and_then(|name| name.strip_suffix(".bin"));
            let Some(id) = name.and_then(|name| name.parse::<DocumentId>().ok()) else { continue };
            let is_it = Hash::of(bytes).0 == *id.digest();
            match archived.get(&id) {
                Some(document) if is_it => match read_document(bytes, document.media_type) {
                    Ok(text) => {
                        self.texts.insert(id, text);
                    }
                    Err(error) => self.fail(path, error.to_string()),
                },
                Some(_) => self.fail(path, "the document is not the one that was archived".to_owned()),
                None => self.fail(path, "the ledger knows no such document".to_owned()),
            }
        }
    }

    /// Each published statement is the one that was entered, and its words stand in their document.
    fn statements(&mut self) {
        const FILE: &str = "data/statements.jsonl";
        let Some(text) = self.files.get(FILE).and_then(|bytes| std::str::from_utf8(bytes).ok()) else {
            return self.fail(FILE, "the statements cannot be read".to_owned());
        };
        for line in text.lines() {
            #[derive(serde::Deserialize)]
            struct Line {
                sequence: u64,
                statement: Statement,
            }
            let Ok(Line { sequence, statement }) = serde_json::from_str(line) else {
                return self.fail(FILE, "a line is no statement".to_owned());
            };
            let entered = self.proof.entries.get(&sequence).and_then(|entry| {
                let Body::StatementMade { statement } = entry.body.said() else { return None };
                statement.open(sequence, None).ok().flatten()
            });
            if entered.as_ref() != Some(&statement) {
                self.fail(FILE, format!("statement {sequence} is not the one that was entered"));
            }
            self.report.statements += 1;
            if let Some(passage) = &statement.origin.passage {
                self.passage(FILE, passage);
            }
        }
    }

    fn passage(&mut self, file: &str, passage: &Passage) {
        match resolves(passage, &self.texts) {
            Ok(()) => self.report.passages += 1,
            Err(reason) => self.fail(file, reason),
        }
    }

    /// Each figure's value is the one that was published, its members add up to it, its claim's words are there.
    fn figures(&mut self) -> BTreeMap<FigureId, f64> {
        let mut published: BTreeMap<&FigureId, &serde_json::Value> = BTreeMap::new();
        for entry in self.proof.entries.values() {
            if let Body::FigurePublished { figure, value, .. } = &entry.body {
                published.insert(figure, value);
            }
        }
        let mut values = BTreeMap::new();
        let all: Vec<(&String, &Vec<u8>)> = self.files.iter().collect();
        for (path, bytes) in all {
            let name = path.strip_prefix("figures/").and_then(|name| name.strip_suffix(".json"));
            let Some(id) = name.and_then(|name| name.parse::<FigureId>().ok()) else { continue };
            let Ok(json) = serde_json::from_slice::<serde_json::Value>(bytes) else {
                self.fail(path, "the figure cannot be read".to_owned());
                continue;
            };
            if published.get(&id) != Some(&&json["published"]) {
                self.fail(path, "the value is not the one that the ledger says was published".to_owned());
            }
            let outcome = &json["figure"]["outcome"];
            if let Some(members) = outcome["members"].as_array() {
                let sum: f64 = members.iter().filter_map(|member| member["weight"].as_f64()).sum();
                let total = sum + json["withheld"].as_f64().unwrap_or(0.0);
                if (total - outcome["value"].as_f64().unwrap_or(f64::NAN)).abs() > 1e-6 {
                    self.fail(path, "the members do not add up to the value".to_owned());
                }
            }
            if let Ok(passage) = serde_json::from_value::<Passage>(outcome["passage"].clone()) {
                self.passage(path, &passage);
            }
            if let Some(value) = json["published"]["value"].as_f64() {
                values.insert(id, value);
            }
        }
        values
    }

    /// Each number on a page that leads to a figure is that figure's value.
    fn printed_numbers(&mut self, values: &BTreeMap<FigureId, f64>) {
        let pages: Vec<(&String, &Vec<u8>)> = self.files.iter().filter(|(path, _)| path.ends_with(".html")).collect();
        for (path, bytes) in pages {
            let text = String::from_utf8_lossy(bytes);
            for link in text.split("<a class=\"fig\" href=\"").skip(1) {
                let address = link.split('"').next().unwrap_or_default();
                let id = address.rsplit('/').next().and_then(|name| name.strip_suffix(".html"));
                let value = link.split("<data value=\"").nth(1).and_then(|rest| rest.split('"').next());
                let expected = id.and_then(|id| id.parse::<FigureId>().ok()).and_then(|id| values.get(&id).copied());
                if value.and_then(|value| value.parse::<f64>().ok()) == expected {
                    self.report.numbers += 1;
                } else {
                    self.fail(path, format!("a number is not the value of {}", id.unwrap_or("any figure")));
                }
            }
        }
    }
}
