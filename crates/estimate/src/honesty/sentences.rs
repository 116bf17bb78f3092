//! What a warning found, in a sentence.

use super::Warning;
use crate::{capture::float, log_linear::Existence};

/// The finding, with whole persons.
pub(super) fn finding(warning: &Warning) -> String {
    match warning {
        Warning::FewLists { usable, left_out } => few_lists(*usable, left_out),
        Warning::NoOverlap { pairs } => no_overlap(pairs),
        Warning::DependentPair { pair, within, ratio, low, high } => {
            dependent_pair(pair, within, [*ratio, *low, *high])
        }
        Warning::NoMaximum { model, existence } => no_maximum(model, *existence),
        Warning::RivalModels { lowest, highest, models } => {
            format!("{models} models fit about alike and give populations {}.", range(lowest, highest))
        }
        Warning::DependenceBand { low_persons, high_persons } => {
            let [low, high] = [low_persons, high_persons].map(|number| persons(*number));
            format!(
                "If all lists together depend on each other by a factor of 2 either way, the population is {low} to {high}."
            )
        }
        Warning::CutOff { share, limit_persons } => {
            format!("{:.1} % of the posterior lies above {} persons.", 100.0 * share, persons(*limit_persons))
        }
        Warning::Chains { failures } => format!("The chains do not agree: {}.", failures.join("; ")),
        Warning::SeveralHills { at_persons } => {
            let at: Vec<String> = at_persons.iter().map(|at| persons(*at)).collect();
            format!("The posterior has hills at {} persons.", at.join(" and "))
        }
        Warning::MostlyUndocumented { ratio } => format!("The estimate is {ratio:.1} times the documented count."),
        Warning::ListDecides { lowest, highest, not_estimable } => {
            list_decides(&range(lowest, highest), *not_estimable)
        }
        Warning::PriorDecides { lowest, highest } => {
            format!("Under other priors the estimate goes {}.", range(lowest, highest))
        }
        Warning::Subtraction { name, persons, documented } => subtraction(name, *persons, *documented),
        Warning::Refuted { high_persons, documented, source } => {
            let [later, high] = [float(*documented), *high_persons].map(persons);
            format!("{source} documented {later} persons, more than the {high} that the estimate allows.")
        }
        Warning::StrataLeftOut { names, documented, share } => strata_left_out(names, *documented, *share),
        Warning::PoolingDiffers { pooled_persons, stratified_persons } => {
            let [pooled, sum] = [pooled_persons, stratified_persons].map(|number| persons(*number));
            format!("One table of everybody gives {pooled} persons, the sum of the strata {sum}.")
        }
        Warning::FewReplicates { found } => format!("{found} linkages or imputations were combined."),
    }
}

fn few_lists(usable: usize, left_out: &[String]) -> String {
    let lists = if usable == 1 { "1 list carries information" } else { "2 lists carry information" };
    if left_out.is_empty() { format!("{lists}.") } else { format!("{lists}: {}.", left_out.join("; ")) }
}

fn no_overlap(pairs: &[[String; 2]]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|[one, other]| format!("{one} and {other}")).collect();
    format!("These lists share nobody: {}.", pairs.join("; "))
}

fn dependent_pair([one, other]: &[String; 2], within: &str, [ratio, low, high]: [f64; 3]) -> String {
    let way = if ratio > 1.0 { "attract" } else { "avoid" };
    format!("Within {within}, {one} and {other} {way} each other: odds ratio {ratio:.2} ({low:.2} to {high:.2}).")
}

fn no_maximum(model: &str, existence: Existence) -> String {
    let what = match existence {
        Existence::Exists => "has a maximum likelihood estimate",
        Existence::NoMaximum => "has no maximum likelihood estimate",
        Existence::NotIdentified => "is not identified by this table",
        Existence::Neither => "has no maximum likelihood estimate and is not identified",
    };
    format!("Model {model} {what} (code {}).", existence.code())
}

fn list_decides(range: &str, not_estimable: usize) -> String {
    let rest = match not_estimable {
        0 => String::new(),
        1 => "; 1 change leaves nothing to estimate from".to_owned(),
        number => format!("; {number} changes leave nothing to estimate from"),
    };
    format!("With fewer lists the estimate goes {range}{rest}.")
}

fn subtraction(name: &str, estimate: f64, documented: u64) -> String {
    let below = if estimate < float(documented) { ", fewer than are documented" } else { "" };
    let [estimate, documented] = [estimate, float(documented)].map(persons);
    format!("{name} is a difference of two estimates: {estimate}{below} ({documented} documented).")
}

fn strata_left_out(names: &[String], documented: u64, share: f64) -> String {
    let strata = match names.len() {
        1 => "1 stratum has no estimate".to_owned(),
        number => format!("{number} strata have no estimate"),
    };
    let (names, documented) = (names.join(", "), persons(float(documented)));
    format!("{strata} ({names}): {documented} documented persons, {:.1} % of all.", 100.0 * share)
}

fn range(lowest: &(String, f64), highest: &(String, f64)) -> String {
    format!("from {} ({}) to {} ({})", persons(lowest.1), lowest.0, persons(highest.1), highest.0)
}

/// Whole persons with thousands separated.
fn persons(number: f64) -> String {
    if !number.is_finite() {
        return "without bound".to_owned();
    }
    let digits = format!("{:.0}", number.abs());
    let mut text = if number <= -0.5 { "-".to_owned() } else { String::new() };
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_are_written_in_threes() {
        assert_eq!([0.0, 999.4, 1_000.0, 1_234_567.0].map(persons), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([-1_500.0, f64::INFINITY, f64::NAN].map(persons), ["-1,500", "without bound", "without bound"]);
    }
}
