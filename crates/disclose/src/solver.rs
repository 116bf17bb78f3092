//! Programs in a few words: variables between bounds, equations, and what to make small. `microlp` solves them.

use microlp::{ComparisonOp, Error, OptimizationDirection, Problem, SolveOptions, Variable};

/// Branchings after which a program is given up: nodes and not seconds, so that every machine gives up at the same one.
const MAX_NODES: u64 = 400;

/// A program being written.
pub(crate) struct Program {
    problem: Problem,
    variables: Vec<Variable>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Solved {
    /// Values by variable: the best, or good ones where the nodes ran out.
    Found { values: Vec<f64>, is_best: bool },
    /// No values meet the equations.
    Impossible,
    /// Neither was found in time.
    GivenUp,
}

/// The kind of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Real,
    Whole,
}

impl Program {
    pub(crate) fn new() -> Self {
        Self { problem: Problem::new(OptimizationDirection::Minimize), variables: Vec::new() }
    }

    /// Adds a variable with its weight in what is made small; returns its place.
    pub(crate) fn variable(&mut self, weight: f64, (least, most): (i64, Option<i64>), kind: Kind) -> usize {
        let variable = match kind {
            Kind::Whole => {
                let short = |bound: i64| i32::try_from(bound).unwrap_or(if bound < 0 { i32::MIN } else { i32::MAX });
                self.problem.add_integer_var(weight, (short(least), most.map_or(i32::MAX, short)))
            }
            Kind::Real => self.problem.add_var(weight, (real(least), most.map_or(f64::INFINITY, real))),
        };
        self.variables.push(variable);
        self.variables.len() - 1
    }

    /// Adds a variable that may be anything.
    pub(crate) fn free(&mut self, weight: f64) -> usize {
        self.variables.push(self.problem.add_var(weight, (f64::NEG_INFINITY, f64::INFINITY)));
        self.variables.len() - 1
    }

    pub(crate) fn equal(&mut self, terms: &[(usize, f64)], to: f64) {
        self.constrain(terms, ComparisonOp::Eq, to);
    }

    pub(crate) fn at_least(&mut self, terms: &[(usize, f64)], to: f64) {
        self.constrain(terms, ComparisonOp::Ge, to);
    }

    fn constrain(&mut self, terms: &[(usize, f64)], comparison: ComparisonOp, to: f64) {
        let terms: Vec<(Variable, f64)> = terms.iter().map(|(at, times)| (self.variables[*at], *times)).collect();
        self.problem.add_constraint(terms.as_slice(), comparison, to);
    }

    /// Solves it. A solver that cannot verify its answer counts as having given up.
    pub(crate) fn solve(&self) -> Solved {
        let mut options = SolveOptions::default();
        options.node_limit = Some(MAX_NODES);
        match self.problem.solve_with(options).map(microlp::SolveOutcome::into_solution) {
            Ok(Ok(solution)) => Solved::Found {
                values: self.variables.iter().map(|variable| solution.var_value(*variable)).collect(),
                is_best: solution.status() == microlp::SolutionStatus::Optimal,
            },
            Ok(Err(_)) => Solved::GivenUp,
            Err(Error::Infeasible) => Solved::Impossible,
            Err(_) => Solved::GivenUp,
        }
    }
}

/// A count as the solver holds it.
#[expect(clippy::cast_precision_loss, reason = "counts of persons are far below 2^53")]
pub(crate) fn real(count: i64) -> f64 {
    count as f64
}

/// A solver's number as a count, where it is one.
#[expect(clippy::cast_possible_truncation, reason = "checked to be near a whole number below 2^53")]
pub(crate) fn whole(value: f64) -> Option<i64> {
    ((value - value.round()).abs() < 1e-5 && value.abs() < 9e15).then(|| value.round() as i64)
}
