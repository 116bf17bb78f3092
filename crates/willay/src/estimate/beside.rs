//! What stands beside our numbers, so that nobody takes one for the only one: the range over selection rules, and the figures
//! of others with what ours say to them.

use ::estimate::honesty::RULES;

use super::{
    Estimated,
    answer::{Answer, Statistic},
    rivals::{Kind, Rival},
    total::Total,
};

/// What one selection rule says of the whole.
pub(crate) struct RuleLine<'a> {
    pub(crate) key: &'a str,
    pub(crate) title: &'a str,
    pub(crate) reason: &'static str,
    pub(crate) population_persons: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// Strata with a number, of how many; 1 of 1 without strata.
    pub(crate) strata: (usize, usize),
}

/// One of our numbers, to be compared.
pub(crate) struct Number<'a> {
    pub(crate) title: &'a str,
    pub(crate) population_persons: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// At least so many, which holds no figure of all.
    pub(crate) is_bound: bool,
}

/// A figure by others with what ours say to it.
pub(crate) struct Compared<'a> {
    pub(crate) rival: &'a Rival,
    /// Our methods of the same persons whose interval holds it.
    pub(crate) within: Vec<&'a str>,
    /// Our methods of the same persons.
    pub(crate) of: usize,
    /// Who documented more persons than it allows, and how many.
    pub(crate) refuted_by: Option<(String, u64)>,
}

/// The rules that gave a number, as they are ordered in the library.
pub(crate) fn rules<'a>(estimated: &'a Estimated<'_>) -> Vec<RuleLine<'a>> {
    let reason = |key: &str| RULES.iter().find(|rule| rule.key() == key).map_or("", |rule| rule.reason());
    if let [stratum] = estimated.strata.as_slice() {
        let line = |answer: &'a Answer| {
            let found = answer.outcome.as_ref().ok()?;
            Some(RuleLine {
                key: &answer.method,
                title: &answer.title,
                reason: reason(&answer.method),
                population_persons: found.population_persons,
                low: found.low,
                high: found.high,
                strata: (1, 1),
            })
        };
        return stratum.rules.iter().filter_map(line).collect();
    }
    of_totals(&estimated.rules)
}

/// The rules of totals, each with its reason.
pub(crate) fn of_totals(totals: &[Total]) -> Vec<RuleLine<'_>> {
    let reason = |key: &str| RULES.iter().find(|rule| rule.key() == key).map_or("", |rule| rule.reason());
    let line = |total: &'_ Total| (total.strata, total.strata + total.left_out.len());
    let lines = totals.iter().map(|total| RuleLine {
        key: &total.method,
        title: &total.title,
        reason: reason(&total.method),
        population_persons: total.population_persons,
        low: total.low,
        high: total.high,
        strata: line(total),
    });
    lines.collect()
}

/// The lines with the least and the greatest population, of the rules that choose one model in as many strata as any.
pub(crate) fn range<'a, 'b>(lines: &'b [RuleLine<'a>]) -> Option<(&'b RuleLine<'a>, &'b RuleLine<'a>)> {
    let by = |one: &&RuleLine<'_>, other: &&RuleLine<'_>| one.population_persons.total_cmp(&other.population_persons);
    let strata = lines.iter().map(|line| line.strata.0).max()?;
    let choosing = || lines.iter().filter(|line| !line.key.starts_with("average") && line.strata.0 == strata);
    Some((choosing().min_by(by)?, choosing().max_by(by)?))
}

/// Our numbers of the whole, or of a part or difference.
pub(crate) fn numbers<'a>(estimated: &'a Estimated<'_>, about: Option<&str>) -> Vec<Number<'a>> {
    let Some(about) = about else { return of_whole(estimated) };
    let parts = estimated.parts.iter().filter(|part| part.name == about).flat_map(|part| &part.totals);
    let differences = estimated.differences.iter().filter(|one| one.name == about).flat_map(|one| &one.totals);
    parts.chain(differences).map(of_total).collect()
}

fn of_total(total: &Total) -> Number<'_> {
    Number {
        title: &total.title,
        population_persons: total.population_persons,
        low: total.low,
        high: total.high,
        is_bound: total.statistic == Statistic::LowerBound,
    }
}

fn of_whole<'a>(estimated: &'a Estimated<'_>) -> Vec<Number<'a>> {
    let [stratum] = estimated.strata.as_slice() else { return estimated.totals.iter().map(of_total).collect() };
    let number = |answer: &'a Answer| {
        let found = answer.outcome.as_ref().ok()?;
        Some(Number {
            title: &answer.title,
            population_persons: found.population_persons,
            low: found.low,
            high: found.high,
            is_bound: found.statistic == Statistic::LowerBound,
        })
    };
    stratum.answers.iter().filter_map(number).collect()
}

/// Documented persons of the whole or of a part, in the table itself.
pub(crate) fn documented(estimated: &Estimated<'_>, about: Option<&str>) -> Option<u64> {
    match about {
        None => Some(estimated.strata.iter().map(|stratum| stratum.table.documented()).sum()),
        Some(about) => estimated.parts.iter().find(|part| part.name == about).map(|part| part.documented),
    }
}

/// Every figure by others, in the order of the file.
pub(crate) fn compared<'a>(estimated: &'a Estimated<'_>) -> Vec<Compared<'a>> {
    estimated.rivals.iter().map(|rival| compare(estimated, rival)).collect()
}

fn compare<'a>(estimated: &'a Estimated<'_>, rival: &'a Rival) -> Compared<'a> {
    let about = rival.about.as_deref();
    let numbers = numbers(estimated, about);
    let numbers: Vec<&Number<'_>> = numbers.iter().filter(|number| !number.is_bound).collect();
    let within = numbers.iter().filter(|one| (one.low..=one.high).contains(&rival.persons)).map(|one| one.title);
    Compared { rival, within: within.collect(), of: numbers.len(), refuted_by: refuted_by(estimated, rival) }
}

/// Persons who were documented, here or by others, and are more than the figure's upper end.
fn refuted_by(estimated: &Estimated<'_>, rival: &Rival) -> Option<(String, u64)> {
    if rival.kind == Kind::Documented {
        return None;
    }
    let high = rival.high.unwrap_or(rival.persons);
    let here = documented(estimated, rival.about.as_deref()).map(|persons| ("this table".to_owned(), persons));
    let others = estimated.rivals.iter().filter(|one| one.kind == Kind::Documented && one.about == rival.about);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a figure that was checked: finite, not negative"
    )]
    let others = others.map(|one| (one.name.clone(), one.persons as u64));
    #[expect(clippy::cast_precision_loss, reason = "persons")]
    let more = |(_, persons): &(String, u64)| *persons as f64 > high;
    here.into_iter().chain(others).filter(more).max_by_key(|(_, persons)| *persons)
}
