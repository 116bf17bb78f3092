//! From a declared estimate to its number and its defence.

use std::{collections::BTreeMap, rc::Rc};

use estimate::{
    CaptureTable, ImpossibleTable,
    method::{Found, Method, Plan, Refusal},
};
use ledger::{Hash, canonical_json};
use link::sample::PartitionDraws;
use record::{Policy, Reader, Schema, Statement};
use rusqlite::Connection;

use super::{
    Answer, Defence, Doubt, Input, Interval, Number, Stratum, beside, findings,
    strata::{Strata, Wrong},
    sum::{self, Persons, Sum},
    tables::Lists,
    words::Why,
};
use crate::{
    EstimateOf, Outcome,
    linkage::{LinkageDefinition, Linked, threads},
    suppress::suppress,
};

/// What a figure is estimated from.
pub(crate) struct Task<'a> {
    pub(crate) of: &'a EstimateOf,
    pub(crate) definition: &'a LinkageDefinition,
    pub(crate) linked: &'a Linked,
    pub(crate) statements: &'a [(u64, Statement)],
    pub(crate) schema: &'a Schema,
    pub(crate) access: &'a Policy,
    /// Texts that may be no stratum's name.
    pub(crate) closed: &'a std::collections::BTreeSet<String>,
    /// Fewer persons are not shown.
    pub(crate) least: u64,
}

/// What was computed before: figures share linkages and tables.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    found: BTreeMap<String, Result<Found, Refusal>>,
    drawn: BTreeMap<String, Rc<PartitionDraws>>,
}

/// A task with its lists, its strata and their tables on the one linkage.
pub(super) struct Subject<'a> {
    pub(super) of: &'a EstimateOf,
    pub(super) lists: Lists,
    pub(super) strata: Strata,
    /// `[stratum]`; nothing where nobody is documented.
    pub(super) tables: Vec<Option<CaptureTable>>,
    pub(super) least: u64,
}

/// A stratum under a method.
pub(super) struct Fit<'a> {
    pub(super) name: &'a str,
    pub(super) table: Option<&'a CaptureTable>,
    pub(super) found: Result<Found, Why>,
}

impl Subject<'_> {
    pub(super) fn plan(&self) -> Plan {
        Plan { level: self.of.level(), seed: self.of.seed, threads: threads() }
    }

    /// Documented persons of each stratum.
    fn documented(&self) -> Vec<u64> {
        self.tables.iter().map(|table| table.as_ref().map_or(0, CaptureTable::documented)).collect()
    }

    /// A method on every stratum.
    pub(super) fn fits(&self, method: Method, memo: &mut Memo) -> Vec<Fit<'_>> {
        let plan = self.plan();
        let mut found = |table: &Option<CaptureTable>| match table {
            Some(table) if table.documented() >= self.least => {
                memo.answer(method, table, &plan).map_err(|why| Why::Method(Box::new(why)))
            }
            Some(_) | None => Err(Why::TooFew),
        };
        let fits = self.strata.names.iter().zip(&self.tables);
        fits.map(|(name, table)| Fit { name, table: table.as_ref(), found: found(table) }).collect()
    }
}

impl Memo {
    /// What a method says of a table.
    pub(super) fn answer(&mut self, method: Method, table: &CaptureTable, plan: &Plan) -> Result<Found, Refusal> {
        let key = format!("{method:?} {} {} {table:?}", plan.level.share(), plan.seed);
        self.found.entry(key).or_insert_with(|| method.answer(table, plan)).clone()
    }

    /// Sampled partitions of a linkage.
    fn drawn(&mut self, task: &Task<'_>, strata: &Strata) -> Result<Rc<PartitionDraws>, Wrong> {
        let of = task.of;
        let key = format!("{} {} {} {:?}", of.linkage, of.draws, of.seed, of.strata);
        if let Some(drawn) = self.drawn.get(&key) {
            return Ok(drawn.clone());
        }
        let drawn = task.linked.draw(&strata.of_row, (of.draws, of.seed)).map_err(|reason| {
            let mend = "link fewer lists at once, or write draws = 0 with draws_reason".to_owned();
            (format!("estimate: no linkage can be sampled: {reason}"), mend)
        })?;
        Ok(self.drawn.entry(key).or_insert_with(|| Rc::new(drawn)).clone())
    }
}

/// Estimates, or refuses with what stands beside the refusal; what is wrong with the declaration and its mend.
pub(crate) fn outcome(task: &Task<'_>, snapshot: &mut Connection, memo: &mut Memo) -> Result<Outcome, Wrong> {
    let of = task.of;
    let lists = Lists::of(&of.lists, &task.definition.lists).map_err(|unknown| {
        let reason = format!("estimate: linkage '{}' has no list '{unknown}'", of.linkage);
        (reason, format!("name some of {}", task.definition.lists.join(", ")))
    })?;
    let strata =
        Strata::read(of.strata.as_deref(), (task.linked, task.closed), (task.schema, &task.definition.kind, snapshot))?;
    let tables = tables(task, &lists, &strata)?;
    let subject = Subject { of, lists, strata, tables, least: task.least };
    if subject.documented().iter().sum::<u64>() < task.least.max(1) {
        return Ok(Outcome::Suppressed { threshold: task.least, instead: None });
    }
    let drawn = if of.draws > 0 { Some(memo.drawn(task, &subject.strata)?) } else { None };
    estimate(task, &subject, (drawn.as_deref(), memo))
}

/// The tables of the one linkage, one person for each cluster.
fn tables(task: &Task<'_>, lists: &Lists, strata: &Strata) -> Result<Vec<Option<CaptureTable>>, Wrong> {
    let patterns = lists.patterns(task.statements);
    let several = patterns.iter().find(|(record, pattern)| {
        pattern.count_ones() > 1 && task.of.draws > 0 && record.starts_with(&task.definition.kind)
    });
    if let Some((record, _)) = several {
        let reason =
            format!("estimate: '{record}' stands in several lists under one id, so that no linkage tells them apart");
        let mend = "give the rows of each list ids of their own, or write draws = 0 with draws_reason";
        return Err((reason, mend.to_owned()));
    }
    let of_person = |records: &Vec<String>| {
        records.iter().filter_map(|id| patterns.get(id.as_str())).fold(0_u32, |pattern, lists| pattern | lists)
    };
    let persons = strata.of_person.iter().copied().zip(task.linked.persons.iter().map(of_person));
    lists.tables(strata.names.len(), persons).map_err(|error| impossible(&error))
}

fn impossible(error: &ImpossibleTable) -> Wrong {
    (format!("estimate: {error}"), "name two to sixteen lists that hold persons".to_owned())
}

fn estimate(
    task: &Task<'_>,
    subject: &Subject<'_>,
    (drawn, memo): (Option<&PartitionDraws>, &mut Memo),
) -> Result<Outcome, Wrong> {
    let of = task.of;
    let mut fits = subject.fits(of.method, memo);
    for fit in &mut fits {
        let found = std::mem::replace(&mut fit.found, Err(Why::NoStratum));
        fit.found = found.and_then(beside::bounded);
    }
    let kept: Vec<(usize, &Found)> =
        fits.iter().enumerate().filter_map(|(at, fit)| Some((at, fit.found.as_ref().ok()?))).collect();
    let sum = match drawn {
        Some(drawn) if !kept.is_empty() => {
            let places: Vec<usize> = kept.iter().map(|(at, _)| *at).collect();
            of_draws(subject, drawn, &places).map_err(|error| impossible(&error))?
        }
        Some(_) | None => {
            sum::of_one_linkage(&kept.iter().map(|(_, found)| *found).collect::<Vec<_>>(), &subject.plan())
        }
    };
    let is_lower_bound = sum::is_lower_bound(kept.iter().map(|(_, found)| *found));
    let strata = strata_of(subject, &fits, (&kept, &sum), is_lower_bound);
    let alternatives = match kept.as_slice() {
        [(_, one)] if fits.len() == 1 => one.alternatives.clone(),
        _ => Vec::new(),
    };
    let model = match kept.as_slice() {
        [(_, one)] if fits.len() == 1 => one.model.clone(),
        _ => String::new(),
    };
    let doubt = doubt(of, &sum);
    let defence = Box::new(Defence {
        method: of.method,
        lists: subject.lists.names.clone(),
        level: of.level,
        seed: of.seed,
        version: env!("CARGO_PKG_VERSION"),
        input: input(task),
        doubt,
        reach: task.linked.reach(),
        patterns: patterns(subject, &kept),
        warnings: findings::of(subject, (&fits, &sum), memo),
        strata,
        beside: beside::of(subject, memo),
        alternatives,
    });
    let whole = match (sum.whole, fits.as_slice()) {
        (Ok(whole), _) if !whole.high.is_finite() => return Ok(refused(&Why::NoUpperEnd, task.least, defence)),
        (Ok(whole), _) => whole,
        // Of a single stratum the reason is the figure's.
        (Err(_), [Fit { found: Err(why), .. }]) => return Ok(refused(why, task.least, defence)),
        (Err(why), _) => return Ok(refused(&why, task.least, defence)),
    };
    Ok(Outcome::Estimated { number: number(&whole, of.level, (model, is_lower_bound)), defence })
}

fn refused(why: &Why, least: u64, defence: Box<Defence>) -> Outcome {
    Outcome::Refused { reason: why.text(least), defence: Some(defence) }
}

#[expect(clippy::cast_precision_loss, reason = "a table holds at most 10^9 persons")]
fn number(persons: &Persons, level: f64, (model, is_lower_bound): (String, bool)) -> Number {
    Number {
        documented: persons.documented,
        undocumented: persons.undocumented,
        population_persons: persons.population() as f64,
        interval: Interval { low: persons.low, high: persons.high, level },
        is_lower_bound,
        model,
    }
}

/// The sum over sampled linkages of the strata that have a number.
fn of_draws(subject: &Subject<'_>, drawn: &PartitionDraws, places: &[usize]) -> Result<Sum, ImpossibleTable> {
    let strata = subject.strata.names.len();
    let names: Vec<String> = places.iter().map(|at| subject.strata.names[*at].clone()).collect();
    let mut draws = Vec::new();
    for draw in &drawn.draws {
        let mut tables = subject.lists.of_draw(draw, strata)?;
        draws.push(places.iter().map(|at| tables[*at].take()).collect());
    }
    // Linkages are fitted beside each other, each on one thread.
    let plan = Plan { threads: 1, ..subject.plan() };
    Ok(sum::over_linkages(&names, &draws, (subject.of.method, &plan, threads()), subject.least))
}

fn doubt(of: &EstimateOf, sum: &Sum) -> Doubt {
    match &sum.pool {
        Some(pool) => Doubt::Drawn {
            linkages: pool.combined.replicates + pool.refused.len(),
            without_estimate: pool.refused.len(),
            share_of_variance: (pool.combined.share_between * 1_000.0).round() / 1_000.0,
        },
        None if of.draws == 0 => Doubt::NotDrawn { reason: of.draws_reason.clone() },
        None => Doubt::NotDrawn { reason: Why::no_number() },
    }
}

/// What each stratum says, counts that could show a small one hidden; nothing where there are no strata.
fn strata_of(
    subject: &Subject<'_>,
    fits: &[Fit<'_>],
    (kept, sum): (&[(usize, &Found)], &Sum),
    is_lower_bound: bool,
) -> Vec<Stratum> {
    if subject.strata.is_one() {
        return Vec::new();
    }
    let mut parts: BTreeMap<usize, &Result<Persons, Why>> = BTreeMap::new();
    parts.extend(kept.iter().zip(&sum.parts).map(|((at, _), part)| (*at, part)));
    let documented: Vec<u64> = (subject.documented().iter().enumerate())
        .map(|(at, counted)| match parts.get(&at) {
            Some(Ok(part)) => part.documented,
            Some(Err(_)) | None => *counted,
        })
        .collect();
    let shown = suppress(&documented, subject.least);
    let stratum = |((at, fit), documented): ((usize, &Fit<'_>), Option<u64>)| {
        let answer = match (parts.get(&at), &fit.found) {
            (Some(Ok(persons)), _) => persons.answer(is_lower_bound),
            (Some(Err(why)), _) | (None, Err(why)) => Answer::Refused { reason: why.text(subject.least) },
            (None, Ok(_)) => Answer::Refused { reason: Why::NoStratum.text(subject.least) },
        };
        Stratum { name: fit.name.to_owned(), documented, answer }
    };
    fits.iter().enumerate().zip(shown).map(stratum).collect()
}

/// Persons per pattern over the strata that have a number, so that a small one cannot be worked out from the total; over all
/// where none has.
fn patterns(subject: &Subject<'_>, kept: &[(usize, &Found)]) -> Vec<(u32, Option<u64>)> {
    let is_told = |at: usize| kept.is_empty() || kept.iter().any(|(place, _)| *place == at);
    let tables =
        subject.tables.iter().enumerate().filter(|(at, _)| is_told(*at)).filter_map(|(_, table)| table.as_ref());
    let mut persons: BTreeMap<u32, u64> = BTreeMap::new();
    for (pattern, count) in tables.flat_map(CaptureTable::patterns) {
        *persons.entry(pattern).or_default() += count;
    }
    let counts: Vec<u64> = persons.values().copied().collect();
    persons.into_keys().zip(suppress(&counts, subject.least)).collect()
}

/// The statements on the linked records, as anyone can hash them who has the site's.
fn input(task: &Task<'_>) -> Input {
    let rows = task.linked.rows();
    let records: std::collections::BTreeSet<&str> = rows.iter().map(String::as_str).collect();
    let mut lines = canonical_json(task.linked.settings());
    let mut statements = 0;
    for (sequence, statement) in task.statements.iter().filter(|(_, said)| records.contains(said.record.as_str())) {
        let public = task.access.may_see(Reader::PUBLIC, statement).then_some(statement);
        lines.push(b'\n');
        lines.extend(canonical_json(&serde_json::json!({ "sequence": sequence, "statement": public })));
        statements += 1;
    }
    Input { statements, sha256: Hash::of(&lines) }
}
