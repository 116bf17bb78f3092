//! What people decided: judgements for the linkage, and a filled sample for its accuracy.

use std::path::Path;

use link::cluster::{Decision, Judgement, RecordName, read_judgements};
use read::{RowSink, Stop};

use super::{
    lists::{of_table, read_file},
    plan::read_text,
};
use crate::{
    clock,
    failure::{Cause, Failure},
};

/// Columns of a review file.
const COLUMNS: [&str; 5] = ["left_list", "left_id", "right_list", "right_id", "decision"];

/// Wrong lines that a refusal names.
const SHOWN: usize = 10;

/// Judgements of a file: the filled table of a review, or JSON Lines. Lines that nobody filled are passed over.
pub(crate) fn read(path: &Path) -> Result<Vec<Judgement>, Failure> {
    let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
    if extension.is_some_and(|extension| extension == "jsonl" || extension == "ndjson") {
        let (judgements, problems) = read_judgements(&read_text(path)?);
        let message = |problem: &link::cluster::BadLine| format!("{}: {problem}", path.display());
        let messages: Vec<String> = problems.iter().take(SHOWN).map(message).collect();
        return if messages.is_empty() { Ok(judgements) } else { Err(Failure::several(messages, MEND)) };
    }
    let mut sink = Filled {
        places: Vec::new(),
        now: clock::now()?.to_string(),
        judgements: Vec::new(),
        wrong: Vec::new(),
        missing: None,
    };
    let read = read_file(path, None, &mut sink);
    if let Some(column) = sink.missing {
        let message = format!("{}: there is no column '{column}'", path.display());
        return Err(Failure::new(
            Cause::Material,
            message,
            "give a review.csv as --review or --review-sample wrote it, filled",
        ));
    }
    let (_, problems) = read.map_err(|error| of_table(path, &error, &mut None))?;
    let mut messages: Vec<String> = problems.iter().filter(|problem| !problem.kept).map(ToString::to_string).collect();
    messages.extend(sink.wrong);
    if messages.is_empty() {
        return Ok(sink.judgements);
    }
    messages.truncate(SHOWN);
    Err(Failure::several(messages.into_iter().map(|message| format!("{}: {message}", path.display())).collect(), MEND))
}

const MEND: &str = "write same, different or unsure as the decision; leave it empty where nobody decided yet";

struct Filled {
    /// The places of the columns, then those of author, reason and time where they are there.
    places: Vec<Option<usize>>,
    now: String,
    judgements: Vec<Judgement>,
    wrong: Vec<String>,
    missing: Option<&'static str>,
}

impl RowSink for Filled {
    fn columns(&mut self, names: &[String]) -> Result<(), Stop> {
        let place = |column: &&str| names.iter().position(|name| name == *column);
        self.missing = COLUMNS.into_iter().find(|column| place(column).is_none());
        self.places = COLUMNS.iter().chain(&["author", "reason", "time"]).map(place).collect();
        if self.missing.is_some() { Err(super::lists::stopped()) } else { Ok(()) }
    }

    fn row(&mut self, number: u64, cells: &[&str]) -> Result<(), Stop> {
        let cell = |at: usize| self.places[at].map_or("", |place| cells[place].trim());
        let name = |at: usize| RecordName { list: cell(at).to_owned(), id: cell(at + 1).to_owned() };
        if cell(4).is_empty() {
            return Ok(());
        }
        let Some(decision) = Decision::parse(cell(4)) else {
            self.wrong.push(format!("row {number}, column 'decision': '{}' is no decision", cell(4)));
            return Ok(());
        };
        let or = |at: usize, other: &str| if cell(at).is_empty() { other.to_owned() } else { cell(at).to_owned() };
        self.judgements.push(Judgement {
            left: name(0),
            right: name(2),
            decision,
            author: or(5, "not named"),
            reason: cell(6).to_owned(),
            time: or(7, &self.now),
            match_weight_bits: None,
            threshold_bits: None,
        });
        Ok(())
    }
}
