//! Figures that others published for the same persons, read from a file and set beside ours with their sources and reasons.
//!
//! TOML (`[[rival]]` tables) or CSV (a row each) with the same names: `name`, `persons`, `low`, `high`, `source`, `reason`,
//! `about` (a part or a difference; left out for the whole), `kind` (`estimate`, or `documented` for persons who were
//! documented by name, which refutes an estimate that lies below).

use std::path::Path;

use serde::Deserialize;

use super::table::{Rows, cells_of};
use crate::{
    failure::{Cause, Failure},
    link::lists::{of_table, read_file},
};

const MEND: &str = "give each rival name, persons, source and reason; low and high together or not at all";

/// A figure by others.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rival {
    /// Who published it, and when.
    pub(crate) name: String,
    /// The figure.
    pub(crate) persons: f64,
    /// Ends of its interval, where it has one.
    #[serde(default)]
    pub(crate) low: Option<f64>,
    #[serde(default)]
    pub(crate) high: Option<f64>,
    /// Where it stands.
    pub(crate) source: String,
    /// Why it differs, or may differ, from ours.
    pub(crate) reason: String,
    /// The part or difference of which it speaks; the whole where left out.
    #[serde(default)]
    pub(crate) about: Option<String>,
    #[serde(default)]
    pub(crate) kind: Kind,
}

/// What the figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// Persons in all, documented or not.
    #[default]
    Estimate,
    /// Persons documented by name.
    Documented,
}

impl Kind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Estimate => "estimate",
            Self::Documented => "documented",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rival: Vec<Rival>,
}

/// Reads the file; `about` must be one of the names.
pub(crate) fn read(path: &Path, names: &[&str]) -> Result<Vec<Rival>, Failure> {
    let rivals = if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
        of_toml(path)?
    } else {
        of_rows(path)?
    };
    let faults: Vec<String> = (1..)
        .zip(&rivals)
        .filter_map(|(number, rival)| Some(format!("{}: rival {number}: {}", path.display(), fault(rival, names)?)))
        .collect();
    if !faults.is_empty() {
        return Err(Failure::several(faults, MEND));
    }
    if rivals.is_empty() {
        return Err(Failure::new(Cause::Material, format!("{}: no rival stands in it", path.display()), MEND));
    }
    Ok(rivals)
}

fn of_toml(path: &Path) -> Result<Vec<Rival>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::of_input(path, &error))?;
    let file: File = toml::from_str(&text)
        .map_err(|error| Failure::new(Cause::Material, format!("{}: {error}", path.display()), MEND))?;
    Ok(file.rival)
}

fn of_rows(path: &Path) -> Result<Vec<Rival>, Failure> {
    let mut rows = Rows::default();
    let (_, problems) = read_file(path, None, &mut rows).map_err(|error| of_table(path, &error, &mut None))?;
    let mut faults: Vec<String> = problems.iter().map(|problem| format!("{}: {problem}", path.display())).collect();
    let mut rivals = Vec::new();
    for (number, cells) in cells_of(&rows) {
        match of_cells(&cells) {
            Ok(rival) => rivals.push(rival),
            Err(why) => faults.push(format!("{}: row {number}: {why}", path.display())),
        }
    }
    if faults.is_empty() { Ok(rivals) } else { Err(Failure::several(faults, MEND)) }
}

/// A row as the TOML reader would have it, so that both formats have one set of rules.
fn of_cells(cells: &[(&str, &str)]) -> Result<Rival, String> {
    let mut table = toml::Table::new();
    for (column, cell) in cells.iter().filter(|(_, cell)| !cell.is_empty()) {
        let value = match *column {
            "persons" | "low" | "high" => {
                let number: f64 = cell
                    .parse()
                    .map_err(|_| format!("column {column}: found '{cell}', write a number such as 69280"))?;
                toml::Value::Float(number)
            }
            _ => toml::Value::String((*cell).to_owned()),
        };
        table.insert((*column).to_owned(), value);
    }
    table.try_into().map_err(|error: toml::de::Error| error.message().to_owned())
}

fn fault(rival: &Rival, names: &[&str]) -> Option<String> {
    let is_number = |number: f64| number.is_finite() && number >= 0.0;
    let Rival { name, persons, low, high, source, reason, about, .. } = rival;
    if [name, source, reason].iter().any(|text| text.trim().is_empty()) {
        return Some("name, source or reason is empty".to_owned());
    }
    if !is_number(*persons) {
        return Some(format!("'{name}': persons is {persons}"));
    }
    match (low, high) {
        (None, None) => {}
        (Some(low), Some(high)) if is_number(*low) && is_number(*high) && (*low..=*high).contains(persons) => {}
        (Some(low), Some(high)) => return Some(format!("'{name}': {persons} does not lie between {low} and {high}")),
        (Some(_), None) | (None, Some(_)) => return Some(format!("'{name}': one end of its interval is missing")),
    }
    let about = about.as_deref().filter(|about| !names.contains(about))?;
    let known = names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ");
    let known =
        if known.is_empty() { "there are no parts (--by)".to_owned() } else { format!("the parts are {known}") };
    Some(format!("'{name}' speaks of '{about}', and {known}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rival() -> Rival {
        Rival {
            name: "Commission".into(),
            persons: 69_280.0,
            low: Some(61_007.0),
            high: Some(77_552.0),
            source: "report".into(),
            reason: "other rule".into(),
            about: None,
            kind: Kind::Estimate,
        }
    }

    #[test]
    fn a_rival_that_contradicts_itself_is_named() {
        assert_eq!(fault(&rival(), &[]), None);
        let low = Rival { low: Some(70_000.0), ..rival() };
        assert_eq!(fault(&low, &[]).unwrap(), "'Commission': 69280 does not lie between 70000 and 77552");
        let half = Rival { low: None, ..rival() };
        assert!(fault(&half, &[]).unwrap().contains("one end"));
        let other = Rival { about: Some("army".into()), ..rival() };
        assert!(fault(&other, &["state"]).unwrap().contains("'army', and the parts are 'state'"));
        let endless = Rival { persons: f64::INFINITY, low: None, high: None, ..rival() };
        assert!(fault(&endless, &[]).is_some());
    }

    #[test]
    fn a_row_follows_the_rules_of_the_tables() {
        let cells = [("name", "N"), ("persons", "48000"), ("source", "S"), ("reason", "R"), ("low", "")];
        assert_eq!(of_cells(&cells).unwrap().persons, 48_000.0);
        let wrong = [("name", "N"), ("persons", "many"), ("source", "S"), ("reason", "R")];
        assert!(of_cells(&wrong).unwrap_err().contains("found 'many'"));
        let unknown = [("name", "N"), ("persons", "1"), ("source", "S"), ("reason", "R"), ("page", "7")];
        assert!(of_cells(&unknown).unwrap_err().contains("page"));
    }
}
