//! Parts of the persons, such as the victims of each perpetrator: estimated directly, or as the difference of two others.
//!
//! Directly is better where it can be done. The Peruvian Commission could estimate the victims of the Shining Path in few
//! strata only, and took the difference between the state with the Shining Path and the state alone; such a difference has a
//! wider interval than either, and may fall below the documented. Both ways stand here side by side.

use std::collections::{BTreeMap, BTreeSet};

use ::estimate::{CaptureTable, Level, chance::Chance};

use super::{
    Stratum,
    answer::Found,
    methods::{self, Task},
    table::Row,
    total::{self, Total, draw},
};
use crate::{
    arguments,
    failure::{Cause, Failure},
    progress::Progress,
};

/// Mixed into the seed of the part that is taken away: its draws are not those of the whole.
const OTHER_STREAMS: u64 = 1 << 32;

/// The tables of a part.
pub(crate) struct PartTables {
    pub(crate) name: String,
    /// Its values in the column.
    pub(crate) values: Vec<String>,
    pub(crate) strata: Vec<(String, CaptureTable)>,
    /// True where sums and differences of the parts would tell a small count.
    pub(crate) is_rounded: bool,
}

/// The rows of a part.
pub(crate) struct Chosen<'a> {
    pub(crate) name: String,
    pub(crate) values: Vec<String>,
    pub(crate) rows: Vec<&'a Row>,
    pub(crate) is_rounded: bool,
}

/// A part that was estimated.
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) values: Vec<String>,
    /// Rounded, as the totals' are.
    pub(crate) documented: u64,
    /// The smallest cell where exact sums of parts would tell a smaller one, else 1.
    pub(crate) rounding: u64,
    pub(crate) strata: Vec<Stratum>,
    /// One a method that has a number in any stratum.
    pub(crate) totals: Vec<Total>,
    /// One a selection rule.
    pub(crate) rules: Vec<Total>,
}

/// A part as the difference of two others, over the strata in which both have a number.
pub(crate) struct Difference {
    pub(crate) name: String,
    pub(crate) whole: String,
    pub(crate) part: String,
    /// One a method.
    pub(crate) totals: Vec<Total>,
}

/// The rows of each part: as declared, or one part a value.
pub(crate) fn split_by<'a>(
    options: &arguments::Estimate,
    rows: &'a [Row],
    (by, count): (usize, Option<usize>),
) -> Result<Vec<Chosen<'a>>, Failure> {
    let mut known: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        known.entry(row.1[by].trim()).or_default().push(row);
    }
    let declared = if options.reading.part.is_empty() {
        let each = known.keys().map(|value| {
            let name = if value.is_empty() { "(none)" } else { value };
            (name.to_owned(), vec![(*value).to_owned()])
        });
        each.collect()
    } else {
        options.reading.part.iter().map(|text| declared(text)).collect::<Result<Vec<_>, _>>()?
    };
    let is_rounded = tells_small(&declared, (&known, count), options.results.min_cell);
    let mut names = BTreeSet::new();
    let mut parts = Vec::new();
    for (name, values) in declared {
        if !names.insert(name.clone()) {
            return Err(Failure::new(Cause::Usage, format!("--part: two parts are named '{name}'"), "rename one"));
        }
        let mut chosen = Vec::new();
        for value in &values {
            let Some(rows) = known.get(value.as_str()) else {
                let some = known.keys().take(50).map(|value| format!("'{value}'")).collect::<Vec<_>>().join(", ");
                let message = format!("--part '{name}': no row has the value '{value}'; the values are {some}");
                return Err(Failure::new(Cause::Material, message, "name values of the column of --by"));
            };
            chosen.extend(rows.iter().copied());
        }
        chosen.sort_by_key(|row| row.0);
        chosen.dedup_by_key(|row| row.0);
        parts.push(Chosen { name, values, rows: chosen, is_rounded });
    }
    Ok(parts)
}

/// `state=army,police`.
fn declared(text: &str) -> Result<(String, Vec<String>), Failure> {
    let wrong =
        || Failure::new(Cause::Usage, format!("--part '{text}'"), "write a name, = and values: state=army,police");
    let (name, values) = text.split_once('=').ok_or_else(wrong)?;
    let values: Vec<String> = values.split(',').map(|value| value.trim().to_owned()).collect();
    let name = name.trim();
    if name.is_empty() || values.iter().any(String::is_empty) { Err(wrong()) } else { Ok((name.to_owned(), values)) }
}

/// Estimates every part in every stratum.
pub(crate) fn of(
    tables: &[PartTables],
    (options, level): (&arguments::Estimate, Level),
    progress: &Progress,
) -> Result<Vec<Part>, Failure> {
    let mut parts = Vec::new();
    for PartTables { name, values, strata: tables, is_rounded } in tables {
        let rounding = if *is_rounded { options.results.min_cell.max(1) } else { 1 };
        let mut strata = Vec::new();
        for (stratum, table) in tables {
            progress.step(&format!("{name}: {stratum}"))?;
            strata.push(methods::answer(&Task { options, level, name: stratum, table, is_part: true }, progress)?);
        }
        parts.push(Part {
            name: name.clone(),
            values: values.clone(),
            documented: round(tables.iter().map(|(_, table)| table.documented()).sum(), rounding),
            totals: rounded(total::of(&strata, |stratum| &stratum.answers, (level, options.methods.seed)), rounding),
            rules: total::of(&strata, |stratum| &stratum.rules, (level, options.methods.seed)),
            strata,
            rounding,
        });
    }
    Ok(parts)
}

/// A count of persons as it may be told.
pub(crate) fn round(persons: u64, to: u64) -> u64 {
    (persons + to / 2) / to * to
}

fn rounded(mut totals: Vec<Total>, to: u64) -> Vec<Total> {
    totals.iter_mut().for_each(|total| total.documented = round(total.documented, to));
    totals
}

/// True where persons who are in the same parts, or in none, are few: the parts' sums would tell how many.
fn tells_small(
    declared: &[(String, Vec<String>)],
    (known, count): (&BTreeMap<&str, Vec<&Row>>, Option<usize>),
    least: u64,
) -> bool {
    // A cell that is no number is named when the tables are made.
    let persons_of = |row: &Row| count.map_or(1, |place| row.1[place].trim().parse().unwrap_or(0_u64));
    let mut together: BTreeMap<Vec<bool>, u64> = BTreeMap::new();
    for (value, rows) in known {
        let parts = declared.iter().map(|(_, values)| values.iter().any(|one| one == value)).collect();
        *together.entry(parts).or_default() += rows.iter().map(|row| persons_of(row)).sum::<u64>();
    }
    together.values().any(|persons| (1..least).contains(persons))
}

/// The differences that were asked for.
pub(crate) fn differences(
    options: &arguments::Estimate,
    parts: &[Part],
    level: Level,
) -> Result<Vec<Difference>, Failure> {
    let of_text = |text: &String| {
        let (name, whole, part) = named(text, parts)?;
        let mut totals = Vec::new();
        for total in &whole.totals {
            let difference = subtract((&total.method, &total.title), (whole, part), (level, options.methods.seed));
            totals.extend((difference.strata > 0).then_some(difference));
        }
        let totals = rounded(totals, whole.rounding);
        Ok(Difference { name, whole: whole.name.clone(), part: part.name.clone(), totals })
    };
    options.reading.difference.iter().map(of_text).collect()
}

/// The names of the differences that were asked for, before anything is estimated.
pub(crate) fn difference_names(options: &arguments::Estimate) -> impl Iterator<Item = &str> {
    options.reading.difference.iter().map(|text| text.split_once('=').map_or(text.as_str(), |(name, _)| name.trim()))
}

/// Refuses a difference of parts that are not there.
pub(crate) fn check(options: &arguments::Estimate, parts: &[PartTables]) -> Result<(), Failure> {
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    options.reading.difference.iter().try_for_each(|text| places(text, &names).map(drop))
}

fn named<'a>(text: &str, parts: &'a [Part]) -> Result<(String, &'a Part, &'a Part), Failure> {
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    let (name, whole, part) = places(text, &names)?;
    Ok((name, &parts[whole], &parts[part]))
}

/// `rebels=state and rebels-state`; a hyphen may stand in a name too.
fn places(text: &str, names: &[&str]) -> Result<(String, usize, usize), Failure> {
    let place = |name: &str| names.iter().position(|one| *one == name.trim());
    let found = text.split_once('=').and_then(|(name, of)| {
        let hyphens = of.match_indices('-').map(|(at, _)| at);
        let both = hyphens.filter_map(|at| Some((place(&of[..at])?, place(&of[at + 1..])?))).next()?;
        Some((name.trim().to_owned(), both.0, both.1))
    });
    let known = names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ");
    found.filter(|(name, ..)| !name.is_empty() && place(name).is_none()).ok_or_else(|| {
        let message = format!(
            "--difference '{text}': not two parts with a hyphen between, under a name of its own; the parts are {known}"
        );
        Failure::new(Cause::Usage, message, "write a name, = and two parts: rebels=state and rebels-state")
    })
}

/// The difference of a method's numbers, stratum by stratum.
fn subtract((method, title): (&str, &str), (whole, part): (&Part, &Part), (level, seed): (Level, u64)) -> Total {
    let mut total = Total::empty(method, title);
    for (stream, stratum) in (0_u64..).zip(&whole.strata) {
        match (found(stratum, method), in_part(part, &stratum.name, method)) {
            (Ok(one), Ok((_, other))) if is_open(one) || is_open(other) => {
                let why = "the table sets no upper bound, and a difference needs one".to_owned();
                total.left_out.push((stratum.name.clone(), stratum.table.documented(), why));
            }
            (Ok(one), Ok((smaller, other))) => {
                total.strata += 1;
                total.statistic = one.statistic;
                total.documented += stratum.table.documented().saturating_sub(smaller.table.documented());
                total.population_persons += one.population_persons.round() - other.population_persons.round();
                let (mut first, mut second) = (Chance::new(seed, stream), Chance::new(seed, OTHER_STREAMS + stream));
                total.draws.iter_mut().for_each(|sum| *sum += draw(one, &mut first) - draw(other, &mut second));
            }
            (Err(why), _) | (Ok(_), Err(why)) => {
                total.left_out.push((stratum.name.clone(), stratum.table.documented(), why));
            }
        }
    }
    total.close(level);
    total
}

/// True where a draw, or the interval's end, has no bound: nothing can be taken away from it.
fn is_open(found: &Found) -> bool {
    found.high.is_infinite() || found.draws.iter().any(|draw| !draw.is_finite())
}

fn found<'a>(stratum: &'a Stratum, method: &str) -> Result<&'a Found, String> {
    let answer = stratum.answers.iter().find(|answer| answer.method == method);
    let answer = answer.or_else(|| stratum.answers.first().filter(|answer| answer.outcome.is_err()));
    match answer.map(|answer| &answer.outcome) {
        Some(Ok(found)) => Ok(found),
        Some(Err(why)) => Err(why.clone()),
        None => Err("the method is not for this stratum's lists".to_owned()),
    }
}

fn in_part<'a>(part: &'a Part, name: &str, method: &str) -> Result<(&'a Stratum, &'a Found), String> {
    let stratum = part.strata.iter().find(|stratum| stratum.name == name);
    let stratum = stratum.ok_or_else(|| format!("nobody of \"{}\" is documented", part.name))?;
    found(stratum, method).map(|found| (stratum, found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_and_a_difference_are_declared_by_name() {
        assert_eq!(declared("state = army, police").unwrap(), ("state".into(), vec!["army".into(), "police".into()]));
        assert!(declared("state").is_err() && declared("=army").is_err() && declared("state=").is_err());
        let names = ["non-state", "both", "state"];
        assert_eq!(places("rest=both-non-state", &names).unwrap(), ("rest".into(), 1, 0));
        assert_eq!(places("rest = both - state", &names).unwrap(), ("rest".into(), 1, 2));
        assert!(places("state=both-non-state", &names).is_err(), "a name of its own");
        assert!(places("rest=both-army", &names).is_err());
    }
}
