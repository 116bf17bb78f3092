//! How far does the number move with the rule by which a log-linear model is chosen?
//!
//! Each rule has its reasons and its users; the table does not say which is right. A number without the range over rules
//! hides the largest of its doubts: on the table of the Peruvian Commission the sum over strata goes from 40,625 to 102,436.
//!
//! Sources: Burnham & Anderson 2002, *Model Selection and Multimodel Inference*, Springer (AIC, AICc, averages); Schwarz
//! 1978, *Ann. Statist.* 6:461-464 (BIC); Bishop, Fienberg & Holland 1975, *Discrete Multivariate Analysis*, ch. 6 (chi-square
//! by degrees of freedom); Chan, Silverman & Vincent 2021, *JASA* 116:1297-1306 (stepwise pairs).

use serde::Serialize;

use crate::{
    CaptureTable, Interval, Level, NotEstimable,
    capture::float,
    log_linear::{Criterion, Fit, Model, average, fit, pearson, stepwise},
};

/// A rule by which one answer is taken from many models.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The model without interactions.
    Independence,
    /// The least of a criterion.
    Least(Criterion),
    /// The least of Pearson's chi-square by degrees of freedom, among models that have any.
    LeastChiSquare,
    /// Pairs added as long as an overlap is less likely than the threshold.
    Stepwise(f64),
    /// The average with the weights of a criterion.
    Average(Criterion),
}

/// The rules in the order in which they are shown.
pub const RULES: [Rule; 9] = [
    Rule::Independence,
    Rule::Least(Criterion::Bic),
    Rule::Least(Criterion::Aicc),
    Rule::Least(Criterion::Aic),
    Rule::LeastChiSquare,
    Rule::Stepwise(0.02),
    Rule::Stepwise(0.05),
    Rule::Average(Criterion::Bic),
    Rule::Average(Criterion::Aic),
];

/// With more lists fitting every model once more takes too long.
const CHI_SQUARE_LISTS_MAX: usize = 6;

impl Rule {
    /// Its name for programs.
    pub fn key(self) -> &'static str {
        match self {
            Self::Independence => "independence",
            Self::Least(Criterion::Bic) => "least-bic",
            Self::Least(Criterion::Aicc) => "least-aicc",
            Self::Least(Criterion::Aic) => "least-aic",
            Self::LeastChiSquare => "least-chi-square",
            Self::Stepwise(threshold) if threshold < 0.03 => "stepwise-0.02",
            Self::Stepwise(_) => "stepwise-0.05",
            Self::Average(Criterion::Bic) => "average-bic",
            Self::Average(Criterion::Aicc) => "average-aicc",
            Self::Average(Criterion::Aic) => "average-aic",
        }
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Independence => "Independence only",
            Self::Least(Criterion::Bic) => "Least BIC",
            Self::Least(Criterion::Aicc) => "Least AICc",
            Self::Least(Criterion::Aic) => "Least AIC",
            Self::LeastChiSquare => "Least chi-square by freedom",
            Self::Stepwise(threshold) if threshold < 0.03 => "Stepwise pairs, 0.02",
            Self::Stepwise(_) => "Stepwise pairs, 0.05",
            Self::Average(Criterion::Bic) => "Average by BIC",
            Self::Average(Criterion::Aicc) => "Average by AICc",
            Self::Average(Criterion::Aic) => "Average by AIC",
        }
    }

    /// Why somebody would use it, and what speaks against it.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Independence => "as if no list led to another; too low where lists attract each other, as most do",
            Self::Least(Criterion::Bic) => "few interactions, so a small error; leaves out weak dependences",
            Self::Least(Criterion::Aicc) => "as AIC, with a penalty for small tables",
            Self::Least(Criterion::Aic) => {
                "more interactions, so a small bias; takes chance for dependence in small tables"
            }
            Self::LeastChiSquare => "fit for each parameter saved; never the model with all pairs",
            Self::Stepwise(_) => "made for tables with many empty cells; the threshold is a convention",
            Self::Average(Criterion::Bic) => "no model need be right; weak dependences weigh little",
            Self::Average(Criterion::Aicc | Criterion::Aic) => "no model need be right; weak dependences weigh much",
        }
    }
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleAnswer {
    /// The rule.
    pub rule: Rule,
    /// The model that it chooses; empty for an average.
    pub model: String,
    /// The population.
    pub population_persons: f64,
    /// Its standard error given the rule's choice.
    pub standard_error_persons: f64,
    /// Its interval given the rule's choice.
    pub interval: Interval,
}

/// What each rule says of a table whose models were fitted, in the order of [`RULES`]. Models at a boundary (their lists
/// share nobody) are chosen by no rule but the stepwise one: their number rests on a parameter that the table puts at infinity.
///
/// ```
/// use estimate::{CaptureTable, Level, honesty::{Rule, by_rules}, log_linear::{Criterion, Options, search}};
/// let counts = [(1, 60), (2, 49), (3, 4), (4, 247), (5, 112), (6, 142), (7, 12)];
/// let table = CaptureTable::new(3, counts)?;
/// let answers = by_rules(&table, &search(&table, &Options::default())?.fits, Level::USUAL);
/// let of = |rule| answers.iter().find(|(one, _)| *one == rule).unwrap().1.clone().unwrap();
/// assert_eq!(of(Rule::Least(Criterion::Bic)).model, "[12,3]");
/// assert_eq!(of(Rule::Independence).model, "[1,2,3]");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn by_rules(table: &CaptureTable, fits: &[Fit], level: Level) -> Vec<(Rule, Result<RuleAnswer, NotEstimable>)> {
    let inner: Vec<Fit> = fits.iter().filter(|fit| fit.boundary.is_empty()).cloned().collect();
    RULES.into_iter().map(|rule| (rule, answer(rule, table, &inner, level))).collect()
}

fn answer(rule: Rule, table: &CaptureTable, fits: &[Fit], level: Level) -> Result<RuleAnswer, NotEstimable> {
    let least = |by: &dyn Fn(&Fit) -> f64| {
        let best = fits.iter().filter(|fit| by(fit).is_finite()).min_by(|one, other| by(one).total_cmp(&by(other)));
        best.map(|fit| of_fit(rule, table, fit, level)).ok_or(NotEstimable::NoModelFits)
    };
    match rule {
        Rule::Independence => {
            let simplest = Model::main_effects(table.lists());
            let fit = fit(table, &simplest).map_err(|_| NotEstimable::NoModelFits)?;
            Ok(of_fit(rule, table, &fit, level))
        }
        Rule::Least(criterion) => least(&|fit: &Fit| fit.by(criterion)),
        Rule::LeastChiSquare if table.lists() > CHI_SQUARE_LISTS_MAX => {
            Err(NotEstimable::WrongNumberOfLists { found: table.lists(), wanted: "3 to 6" })
        }
        Rule::LeastChiSquare => {
            least_chi_square(table, fits).map(|fit| of_fit(rule, table, fit, level)).ok_or(NotEstimable::NoModelFits)
        }
        Rule::Stepwise(threshold) => {
            let found = stepwise(table, threshold, level)?;
            Ok(RuleAnswer { interval: found.interval, ..of_fit(rule, table, &found.fit, level) })
        }
        Rule::Average(criterion) => {
            let mean = average(table.documented(), fits, criterion, level)?;
            Ok(RuleAnswer {
                rule,
                model: String::new(),
                population_persons: mean.mean_persons,
                standard_error_persons: mean.standard_error_persons,
                interval: mean.interval,
            })
        }
    }
}

fn least_chi_square<'a>(table: &CaptureTable, fits: &'a [Fit]) -> Option<&'a Fit> {
    let by_freedom = |fit: &Fit| {
        #[expect(clippy::cast_precision_loss, reason = "at most 2^16 cells")]
        let freedom = fit.degrees_of_freedom as f64;
        Some(pearson(table, &fit.model)? / freedom).filter(|value| value.is_finite())
    };
    let valued = fits.iter().filter(|fit| fit.degrees_of_freedom > 0).filter_map(|fit| Some((by_freedom(fit)?, fit)));
    valued.min_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, fit)| fit)
}

fn of_fit(rule: Rule, table: &CaptureTable, fit: &Fit, level: Level) -> RuleAnswer {
    let documented = float(table.documented());
    let variance = fit.standard_error_persons.powi(2);
    RuleAnswer {
        rule,
        model: fit.model.to_string(),
        population_persons: fit.population_persons,
        standard_error_persons: fit.standard_error_persons,
        interval: crate::log_normal_interval_at(documented, fit.population_persons - documented, variance, level),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log_linear::{Options, search};

    #[test]
    fn every_rule_has_a_name_a_key_and_a_reason_of_its_own() {
        let mut keys: Vec<&str> = RULES.iter().map(|rule| rule.key()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), RULES.len());
        assert!(RULES.iter().all(|rule| !rule.name().is_empty() && rule.reason().len() > 20));
    }

    #[test]
    fn rules_choose_what_they_say() {
        // Kosovo 1999: by BIC 10,357, by AIC 12,741 (Ball & others 2002, four lists); independence 7,395.
        let counts = [1131, 845, 177, 936, 228, 217, 181, 306, 106, 31, 18, 123, 42, 32, 27];
        let table = CaptureTable::new(4, (1..16).zip(counts)).unwrap();
        let answers = by_rules(&table, &search(&table, &Options::default()).unwrap().fits, Level::USUAL);
        let of = |rule: Rule| answers.iter().find(|(one, _)| *one == rule).unwrap().1.clone().unwrap();
        let population = |rule: Rule| of(rule).population_persons.round();
        assert_eq!(population(Rule::Independence), 7_395.0);
        assert_eq!(population(Rule::Least(Criterion::Bic)), 10_357.0);
        assert_eq!(population(Rule::Least(Criterion::Aic)), 12_741.0);
        assert_eq!(population(Rule::Stepwise(0.02)), 14_342.0);
        let near = |rule: Rule| of(rule).interval;
        assert!(near(Rule::Average(Criterion::Aic)).high > near(Rule::Least(Criterion::Aic)).high);
    }

    #[test]
    fn a_model_whose_lists_share_nobody_is_chosen_by_no_rule_but_the_stepwise() {
        let table = CaptureTable::new(3, [(1, 50), (2, 40), (4, 60), (5, 12), (6, 15)]).unwrap();
        let fits = search(&table, &Options::default()).unwrap().fits;
        assert!(fits.iter().any(|fit| !fit.boundary.is_empty()));
        for (rule, answer) in by_rules(&table, &fits, Level::USUAL) {
            let is_stepwise = matches!(rule, Rule::Stepwise(_));
            assert!(is_stepwise || answer.is_ok_and(|answer| !answer.model.contains("12")), "{rule:?}");
        }
    }
}
