//! What courts and prosecutors decided, and whether it was the last word: what verdict words are held against.

use std::collections::BTreeMap;

use record::{Decision, Edtf, RecordId, Statement, Value, date::Day};
use serde::Serialize;

/// Decisions by proceeding.
#[derive(Debug, Clone, Default)]
pub struct Proceedings {
    decisions: BTreeMap<RecordId, Vec<Decided>>,
}

/// One decision on one accused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// Its record.
    pub record: RecordId,
    /// What was decided.
    pub decision: Decision,
    /// When.
    pub date: Option<Edtf>,
    /// True where nothing can change it.
    pub is_final: bool,
    /// True where an appeal was announced.
    pub is_appeal_announced: bool,
}

impl Proceedings {
    /// Collects the decisions that statements speak of.
    pub fn of<'a>(statements: impl Iterator<Item = &'a Statement>) -> Self {
        let mut records: BTreeMap<&RecordId, BTreeMap<&str, &Value>> = BTreeMap::new();
        for statement in statements {
            records.entry(&statement.record).or_default().insert(&statement.property, &statement.value);
        }
        let mut proceedings = Self::default();
        for (record, values) in &records {
            match (record.kind(), values.get("proceeding")) {
                ("proceeding", _) => {
                    proceedings.decisions.entry((*record).clone()).or_default();
                }
                ("decision", Some(Value::Reference(proceeding))) => {
                    let decided = decided(record, values);
                    proceedings.decisions.entry(proceeding.clone()).or_default().extend(decided);
                }
                (_, _) => {}
            }
        }
        proceedings
    }

    /// True where the proceeding is in the record.
    pub fn knows(&self, proceeding: &RecordId) -> bool {
        self.decisions.contains_key(proceeding)
    }

    /// Every decision of a proceeding.
    pub fn decisions(&self, proceeding: &RecordId) -> &[Decided] {
        self.decisions.get(proceeding).map_or(&[], Vec::as_slice)
    }

    /// Decisions of one kind that were, or may have been, made by a day.
    pub fn decided<'a>(
        &'a self,
        proceeding: &RecordId,
        decision: Decision,
        by: Option<Day>,
    ) -> impl Iterator<Item = &'a Decided> {
        let is_by = move |decided: &&Decided| match (by, decided.date.as_ref().map(Edtf::bounds)) {
            (Some(day), Some((Some(first), _))) => first <= day,
            (_, _) => true,
        };
        self.decisions(proceeding).iter().filter(move |decided| decided.decision == decision).filter(is_by)
    }
}

fn decided(record: &RecordId, values: &BTreeMap<&str, &Value>) -> Option<Decided> {
    let term = |property: &str| match values.get(property) {
        Some(Value::Term(code)) => code.as_str(),
        Some(_) | None => "",
    };
    let decision = match term("outcome") {
        "convicted" => Decision::Convicted,
        "acquitted" => Decision::Acquitted,
        "shelved" => Decision::Shelved,
        "charged" => Decision::Charged,
        _ => return None,
    };
    let date = match values.get("date") {
        Some(Value::Date(date)) => Some(date.clone()),
        Some(_) | None => None,
    };
    let finality = term("finality");
    Some(Decided {
        record: record.clone(),
        decision,
        date,
        is_final: finality == "final",
        is_appeal_announced: finality == "appeal-announced",
    })
}
