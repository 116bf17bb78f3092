//! A figure in its evidence: its definition and publication in the ledger, its members, what it is derived from.

use std::collections::BTreeMap;

use ledger::Body;
use record::{FigureId, Passage, RecordId};
use serde_json::Value;

use super::{Checker, hash_of};

/// How far two computations of one value may lie apart.
const TOLERANCE: f64 = 1e-6;

impl Checker {
    /// The figure of the file, and those from which it is derived.
    pub(super) fn figure(&mut self, main: &FigureId) {
        let names: Vec<String> = self.files.keys().filter(|name| name.starts_with("figures/")).cloned().collect();
        let mut values = BTreeMap::new();
        let mut derived = Vec::new();
        for name in names {
            let id =
                name.trim_start_matches("figures/").strip_suffix(".json").and_then(|id| id.parse::<FigureId>().ok());
            let json = serde_json::from_slice::<Value>(&self.files[&name]).ok();
            let (Some(id), Some(json)) = (id, json) else {
                self.fail(&name, "the figure cannot be read");
                continue;
            };
            self.entered(&name, &id, &json);
            let outcome = &json["figure"]["outcome"];
            match outcome["kind"].as_str() {
                Some("observed") => self.counted(&name, &json, id == *main),
                Some("derived") => derived.push((name.clone(), json.clone())),
                Some("claimed") => match serde_json::from_value::<Passage>(outcome["passage"].clone()) {
                    Ok(passage) => self.claimed(&name, &passage, &json["figure"]["definition"]["claim"]["exact"]),
                    Err(_) => self.fail(&name, "the claim has no words"),
                },
                Some("estimated") => self.leave(&format!(
                    "'{id}' is estimated: its lists are not in this file, so that the estimate is not computed again; the ledger holds what \
                     was published"
                )),
                Some("suppressed" | "refused") => self.leave(&format!("'{id}' has no number, and says why")),
                Some(_) | None => self.fail(&name, "the figure is of no kind"),
            }
            let value = outcome["value"].as_f64().or(json["figure"]["definition"]["claim"]["value"].as_f64());
            values.insert(id.clone(), value.or(json["published"]["value"].as_f64()));
            if id == *main {
                self.report.value = json["published"]["value"].as_f64();
                self.report.title = json["figure"]["definition"]["title"]["en"]
                    .as_str()
                    .or(json["figure"]["definition"]["title"].as_str())
                    .unwrap_or_default()
                    .to_owned();
            }
        }
        if !values.contains_key(main) {
            self.fail(&format!("figures/{main}.json"), "the file is missing");
        }
        for (name, json) in derived {
            self.derived(&name, &json, &values);
        }
    }

    fn leave(&mut self, reason: &str) {
        if !self.report.unchecked.iter().any(|known| known == reason) {
            self.report.unchecked.push(reason.to_owned());
        }
    }

    /// Definition and value are those that the ledger holds.
    fn entered(&mut self, name: &str, id: &FigureId, json: &Value) {
        let (mut defined, mut published) = (None, None);
        for entry in self.entries.values() {
            if let Body::FigureDefined { figure, definition, .. } = &entry.body
                && figure == id
            {
                defined = Some(*definition);
            }
            if let Body::FigurePublished { figure, value, .. } = &entry.body
                && figure == id
            {
                published = Some(value.clone());
            }
        }
        if defined != Some(hash_of(&json["figure"]["definition"])) {
            self.fail(name, "the definition is not the one that the ledger holds");
        }
        if published.as_ref() != Some(&json["published"]) {
            self.fail(name, "the value is not the one that the ledger says was published");
        }
    }

    /// The words of a claim are those that its definition quotes, and stand in their document.
    fn claimed(&mut self, name: &str, passage: &Passage, quoted: &Value) {
        let is_quoted = quoted
            .as_str()
            .is_some_and(|quoted| quoted.split_whitespace().eq(passage.selector.exact.split_whitespace()));
        if !is_quoted {
            self.fail(name, "its words are not those of its definition");
        }
        self.passage(name, passage);
    }

    /// The members are spoken of by their statements, and add up with the withheld to the value.
    fn counted(&mut self, name: &str, json: &Value, is_main: bool) {
        let outcome = &json["figure"]["outcome"];
        let members = outcome["members"].as_array().cloned().unwrap_or_default();
        let sum: f64 = members.iter().filter_map(|member| member["weight"].as_f64()).sum();
        let withheld = json["withheld"].as_f64().unwrap_or(f64::NAN);
        let value = outcome["value"].as_f64().unwrap_or(f64::NAN);
        let is_sum = (sum + withheld - value).abs() <= TOLERANCE;
        if !is_sum {
            self.fail(name, "the members do not add up to the value");
        }
        let mut silent = 0;
        for member in &members {
            let record = member["record"].as_str().and_then(|record| record.parse::<RecordId>().ok());
            let sequences = member["statements"].as_array().into_iter().flatten().filter_map(Value::as_u64);
            let said: Vec<_> = sequences.filter_map(|at| self.statements.get(&at)).collect();
            if said.iter().any(|said| Some(&said.record) != record.as_ref()) {
                self.fail(name, format!("a statement is not on the record {}", member["record"]));
            } else if said.is_empty() {
                silent += 1;
            }
        }
        if silent > 0 {
            self.leave(&format!(
                "{silent} records stand without statements of their own in this file; the ledger names them as members"
            ));
        }
        if withheld > 0.0 {
            self.leave(&format!(
                "{withheld} records are withheld: how many they are was published, who they are is not shown"
            ));
        }
        self.leave("that no record was left out cannot be told from these records: it takes the whole site (data/record.sqlite) and the figure's query");
        if is_main {
            self.report.members = members.len();
            self.report.withheld = withheld;
        }
    }

    /// A derived figure is what its expression makes of the others.
    fn derived(&mut self, name: &str, json: &Value, values: &BTreeMap<FigureId, Option<f64>>) {
        let expression = &json["figure"]["definition"]["derive"];
        let of = |ids: &Value| -> Option<Vec<f64>> {
            let ids = ids.as_array()?.iter();
            ids.map(|id| values.get(&id.as_str()?.parse::<FigureId>().ok()?).copied().flatten()).collect()
        };
        let computed =
            match expression.as_object().and_then(|one| one.iter().next()).map(|(way, ids)| (way.as_str(), of(ids))) {
                Some(("share", Some(inputs))) if inputs.len() == 2 => Some(100.0 * inputs[0] / inputs[1]),
                Some(("difference", Some(inputs))) if inputs.len() == 2 => Some(inputs[0] - inputs[1]),
                Some(("sum", Some(inputs))) => Some(inputs.iter().sum()),
                Some(_) | None => None,
            };
        let value = json["figure"]["outcome"]["value"].as_f64();
        let is_it = computed.zip(value).is_some_and(|(computed, value)| (computed - value).abs() <= TOLERANCE);
        if !is_it {
            self.fail(name, "the value is not what its expression makes of the other figures");
        }
    }
}
