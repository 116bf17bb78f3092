//! Stocks and flows: what a register held at the end of a period is what it held before, and what came in, less what went out.
//!
//! A figure that is a stock declares the flows of its period. The stock before is the figure of its series whose period ends
//! on the day before. Where it is known, the identity holds or leaves a number unaccounted for; where it is not, the identity
//! says what it must have been. Neither stops a build: it is the register that does not add up, and readers are told.

use record::{FigureId, date::Day};
use serde::{Deserialize, Serialize};

use crate::{Figure, series};

/// The flows of a stock's period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// Figures of what came in: new, reactivated.
    #[serde(rename = "in")]
    pub into: Vec<FigureId>,
    /// Figures of what went out: resolved, withdrawn.
    #[serde(rename = "out")]
    pub out_of: Vec<FigureId>,
}

impl Flow {
    /// Every figure that it names.
    pub fn figures(&self) -> impl Iterator<Item = &FigureId> {
        self.into.iter().chain(&self.out_of)
    }
}

/// A stock held against its flows.
#[derive(Debug, Clone, PartialEq)]
pub struct Balance<'a> {
    /// What came in, by figure.
    pub into: Vec<(&'a Figure, f64)>,
    /// What went out, by figure.
    pub out_of: Vec<(&'a Figure, f64)>,
    /// What the register must have held before.
    pub must_have_been: f64,
    /// What it is known to have held.
    pub before: Before<'a>,
}

/// What is known of the stock before.
#[derive(Debug, Clone, PartialEq)]
pub enum Before<'a> {
    /// The figure whose period ends the day before, and how many the flows do not account for: nought where all adds up.
    Known {
        /// That figure.
        figure: &'a Figure,
        /// The stock less what it and the flows make.
        unaccounted: f64,
    },
    /// No figure of the series is of that time; the last earlier one, where there is one.
    Missing {
        /// That figure.
        last: Option<&'a Figure>,
    },
}

impl Balance<'_> {
    /// How many are unaccounted for; `None` where the stock before is not known.
    pub fn unaccounted(&self) -> Option<f64> {
        match self.before {
            Before::Known { unaccounted, .. } => Some(unaccounted),
            Before::Missing { .. } => None,
        }
    }
}

/// Holds a stock against its flows. `None` where it declares none, or a number is hidden.
pub fn balance<'a>(figures: &'a [Figure], stock: &Figure) -> Option<Balance<'a>> {
    let flow = stock.definition.flow.as_ref()?;
    let values = |ids: &[FigureId]| -> Option<Vec<(&'a Figure, f64)>> {
        ids.iter()
            .map(|id| {
                let figure = figures.iter().find(|figure| figure.id() == id)?;
                Some((figure, figure.printed()?))
            })
            .collect()
    };
    let (into, out_of) = (values(&flow.into)?, values(&flow.out_of)?);
    let sum = |flows: &[(&Figure, f64)]| flows.iter().map(|(_, value)| value).sum::<f64>();
    let value = stock.printed()?;
    let must_have_been = value - sum(&into) + sum(&out_of);
    let begins = series::days(stock)?.0;
    let mut earlier: Vec<(Day, &Figure, f64)> = figures
        .iter()
        .filter(|other| series::differences(other, stock).is_empty())
        .filter_map(|other| Some((series::days(other)?.1, other, other.printed()?)))
        .filter(|(ends, _, _)| *ends < begins)
        .collect();
    earlier.sort_by_key(|(ends, figure, _)| (*ends, figure.id().clone()));
    let before = match earlier.last() {
        Some((ends, figure, held)) if ends.plus_days(1) == begins => {
            Before::Known { figure, unaccounted: must_have_been - held }
        }
        last => Before::Missing { last: last.map(|(_, figure, _)| *figure) },
    };
    Some(Balance { into, out_of, must_have_been, before })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Outcome, parse_definitions};

    fn figure(id: &str, period: &str, value: f64) -> Figure {
        let flow = if id == "february" { "[figure.flow]\nin = ['new']\nout = ['resolved', 'withdrawn']\n" } else { "" };
        let noun = if flow.is_empty() && value < 10.0 { id } else { "conflicts" };
        let text = format!(
            "[[figure]]\nid = '{id}'\ntitle = 'x'\nunit = 'conflicts'\nnoun = '{noun}'\nperiod = '{period}'\n\
             definition = 'x'\ntopic = 't'\nmembers = 'SELECT 1'\n{flow}"
        );
        let (mut found, problems) = parse_definitions("f.toml", &text);
        assert!(problems.is_empty(), "{problems:?}");
        let outcome = Outcome::Observed { value, withheld: 0.0, members: vec![], breakdowns: vec![], held_at: None };
        Figure { definition: found.remove(0), outcome }
    }

    /// The Defensoría's February 2017: 212 at the end, 5 new, 4 resolved, 3 withdrawn.
    fn february() -> Vec<Figure> {
        vec![
            figure("february", "2017-02", 212.0),
            figure("new", "2017-02", 5.0),
            figure("resolved", "2017-02", 4.0),
            figure("withdrawn", "2017-02", 3.0),
        ]
    }

    #[test]
    fn a_missing_stock_is_told_by_the_flows() {
        let mut all = february();
        all.push(figure("november", "2016-11", 213.0));
        let balance = balance(&all, &all[0]).unwrap();
        assert_eq!((balance.must_have_been, balance.unaccounted()), (214.0, None));
        assert!(matches!(balance.before, Before::Missing { last: Some(last) } if last.id().as_str() == "november"));
    }

    #[test]
    fn a_stock_that_does_not_add_up_leaves_a_number_unaccounted_for() {
        for (january, unaccounted) in [(214.0, 0.0), (213.0, 1.0)] {
            let mut all = february();
            all.push(figure("january", "2017-01", january));
            assert_eq!(balance(&all, &all[0]).unwrap().unaccounted(), Some(unaccounted));
        }
    }
}
