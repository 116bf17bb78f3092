//! What people judged, from `judgements/NAME.jsonl` of a workspace: one JSON object a line, for the linkage NAME.

use std::collections::BTreeSet;

use link::cluster::{Judgement, RecordName, read_judgements};

use super::without_kind;
use crate::definition::Problem;

/// The judgements of one file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Judgements {
    /// The file, within the workspace.
    pub file: String,
    /// The judgements with their lines, counted from 1.
    judgements: Vec<(usize, Judgement)>,
}

impl Judgements {
    /// Reads a file; empty lines are passed over.
    ///
    /// ```
    /// let line = r#"{"left":{"list":"a","id":"1"},"right":{"list":"b","id":"7"},"decision":"same","author":"Rosa","time":"2026-01-02"}"#;
    /// assert!(figure::Judgements::read("judgements/x.jsonl", &format!("{line}\n")).is_ok());
    /// let problems = figure::Judgements::read("judgements/x.jsonl", &format!("{line}\n{{}}\n")).unwrap_err();
    /// assert!(problems[0].to_string().starts_with("judgements/x.jsonl, line 2: "));
    /// ```
    ///
    /// # Errors
    /// Each line that is no judgement.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let (judgements, bad) = read_judgements(text);
        if !bad.is_empty() {
            let mend =
                "write left, right, decision (same, different or unsure), author and time; see docs/workspace.md";
            return Err(bad.into_iter().map(|line| at_line(file, line.line, (line.what, mend))).collect());
        }
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(|(at, _)| at + 1);
        Ok(Self { file: file.to_owned(), judgements: lines.zip(judgements).collect() })
    }

    /// True where the file says nothing.
    pub fn is_empty(&self) -> bool {
        self.judgements.is_empty()
    }

    /// The judgements as they stand in the file, in its order.
    pub fn decisions(&self) -> impl Iterator<Item = &Judgement> {
        self.judgements.iter().map(|(_, judgement)| judgement)
    }

    /// Adds what another office decided, which stands in the ledger and in no line of the file.
    pub fn receive(&mut self, judgement: Judgement) {
        self.judgements.push((0, judgement));
    }

    /// The judgements with records named as the linkage names them.
    pub(super) fn of_kind(&self, kind: &str) -> Vec<Judgement> {
        let named = |judgement: &Judgement| Judgement {
            left: without_kind(&judgement.left, kind),
            right: without_kind(&judgement.right, kind),
            ..judgement.clone()
        };
        self.judgements.iter().map(|(_, judgement)| named(judgement)).collect()
    }

    /// Refuses judgements of records that are in no list of the linkage: a decision that is not obeyed must not go unseen.
    pub(super) fn check(&self, named: &[Judgement], unknown: &[RecordName]) -> Result<(), Vec<Problem>> {
        let unknown: BTreeSet<&RecordName> = unknown.iter().collect();
        let lines = self.judgements.iter().map(|(line, _)| *line).zip(named);
        let records = lines.flat_map(|(line, judgement)| [(line, &judgement.left), (line, &judgement.right)]);
        let problems: Vec<Problem> = records
            .filter(|(_, record)| unknown.contains(record))
            .map(|(line, record)| {
                let reason = format!("there is no record '{}' in a list '{}' of this linkage", record.id, record.list);
                at_line(&self.file, line, (reason, "mend list and id, or take the line out"))
            })
            .collect();
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

fn at_line(file: &str, line: usize, (reason, mend): (String, &str)) -> Problem {
    Problem { file: format!("{file}, line {line}"), figure: None, reason, mend: mend.to_owned() }
}
