//! The posterior of the population as cells with their mass: mean, quantiles, hills, draws.

use serde::Serialize;

use crate::{chance::Chance, diagnostics::Summary};

/// A hill with a smaller share of the mass is not told.
const SHARE_MIN: f64 = 0.01;

/// A valley must fall below this share of the lower of its two hills.
const VALLEY: f64 = 0.7;

/// Numbers of persons that lie together, with their mass.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Cell {
    /// Lowest population, in persons.
    pub from: f64,
    /// Highest population; the same as the lowest where the cell is one number.
    pub to: f64,
    /// How many whole numbers the cell stands for.
    pub persons: f64,
    /// Posterior probability.
    pub mass: f64,
}

/// The posterior of the population: cells from low to high, whose masses add up to 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Distribution {
    cells: Vec<Cell>, // Invariant: not empty, ordered, masses not negative and of sum 1.
}

/// A hill of the posterior.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Hill {
    /// Where the probability of a single number is highest, in persons.
    pub at: f64,
    /// From the valley below it.
    pub from: f64,
    /// To the valley above it.
    pub to: f64,
    /// Share of the mass between the valleys.
    pub share: f64,
}

impl Distribution {
    /// Cells with any masses of a positive, finite sum; `None` without.
    pub(super) fn new(mut cells: Vec<Cell>) -> Option<Self> {
        let sum: f64 = cells.iter().map(|cell| cell.mass).sum();
        if !(sum.is_finite() && sum > 0.0) {
            return None;
        }
        cells.iter_mut().for_each(|cell| cell.mass /= sum);
        Some(Self { cells })
    }

    /// The cells, from low to high.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The lowest population at which the sum of the masses reaches a share; within a cell the mass lies evenly.
    pub fn quantile(&self, share: f64) -> f64 {
        let mut below = 0.0;
        for cell in &self.cells {
            if below + cell.mass >= share && cell.mass > 0.0 {
                return cell.from + (cell.to - cell.from) * ((share - below) / cell.mass).clamp(0.0, 1.0);
            }
            below += cell.mass;
        }
        self.cells.last().map_or(f64::NAN, |cell| cell.to)
    }

    /// Posterior probability of more than so many persons.
    pub fn share_above(&self, persons: f64) -> f64 {
        let above = |cell: &Cell| {
            if cell.from > persons {
                cell.mass
            } else if cell.to <= persons {
                0.0
            } else {
                cell.mass * (cell.to - persons) / (cell.to - cell.from)
            }
        };
        self.cells.iter().map(above).sum::<f64>().clamp(0.0, 1.0)
    }

    /// What populations above so many persons add to the mean, in persons.
    pub fn mean_above(&self, persons: f64) -> f64 {
        let above = self.cells.iter().filter(|cell| cell.from >= persons);
        above.map(|cell| cell.mass * f64::midpoint(cell.from, cell.to)).sum()
    }

    /// Draws populations, in whole persons where they are below 2^53.
    pub fn draws(&self, number: usize, chance: &mut Chance) -> Vec<f64> {
        let mut sums = Vec::with_capacity(self.cells.len());
        let mut sum = 0.0;
        for cell in &self.cells {
            sum += cell.mass;
            sums.push(sum);
        }
        let draw = |_| {
            let goal = chance.uniform() * sum;
            let place = sums.partition_point(|reached| *reached < goal).min(self.cells.len() - 1);
            let cell = self.cells[place];
            (cell.from + (cell.to - cell.from) * chance.uniform()).round()
        };
        (0..number).map(draw).collect()
    }

    /// Mean, deviation and quantiles. A cell's persons lie at its middle.
    pub(super) fn summary(&self) -> Summary {
        let middle = |cell: &Cell| f64::midpoint(cell.from, cell.to);
        let mean: f64 = self.cells.iter().map(|cell| cell.mass * middle(cell)).sum();
        let variance: f64 = self.cells.iter().map(|cell| cell.mass * (middle(cell) - mean).powi(2)).sum();
        let [low, quartile_25, median, quartile_75, high] = [0.025, 0.25, 0.5, 0.75, 0.975].map(|at| self.quantile(at));
        Summary { mean, deviation: variance.sqrt(), low, quartile_25, median, quartile_75, high }
    }

    /// The hills of the probability of single numbers, from low to high, with at least a hundredth of the mass each and a
    /// valley of less than 0.7 of the lower hill between two.
    pub fn hills(&self) -> Vec<Hill> {
        let density: Vec<f64> = self.cells.iter().map(|cell| cell.mass / cell.persons.max(f64::MIN_POSITIVE)).collect();
        let mut tops = tops(&density);
        loop {
            let valleys: Vec<usize> = tops.windows(2).map(|pair| lowest(&density, pair[0], pair[1])).collect();
            let hills = self.between(&tops, &valleys);
            let is_flat = |place: usize| {
                let lower = density[tops[place]].min(density[tops[place + 1]]);
                density[valleys[place]] > VALLEY * lower
            };
            let small = hills.iter().position(|hill| hill.share < SHARE_MIN);
            let flat = (0..valleys.len())
                .find(|place| is_flat(*place))
                .map(|place| if density[tops[place]] < density[tops[place + 1]] { place } else { place + 1 });
            match small.or(flat) {
                Some(place) if tops.len() > 1 => tops.remove(place),
                Some(_) | None => return hills,
            };
        }
    }

    fn between(&self, tops: &[usize], valleys: &[usize]) -> Vec<Hill> {
        let mut hills = Vec::with_capacity(tops.len());
        let mut first = 0;
        for (place, top) in tops.iter().enumerate() {
            let last = valleys.get(place).copied().unwrap_or(self.cells.len() - 1);
            let (low, high) = (self.cells[first.min(last)], self.cells[last]);
            let top = self.cells[*top];
            hills.push(Hill {
                at: f64::midpoint(top.from, top.to),
                from: low.from,
                to: high.to,
                share: self.cells[first.min(last)..=last].iter().map(|cell| cell.mass).sum(),
            });
            first = last + 1;
        }
        hills
    }
}

/// Places of the local maxima; one of each plateau.
fn tops(density: &[f64]) -> Vec<usize> {
    let mut tops = Vec::new();
    let mut rising = true;
    for place in 0..density.len() {
        let next = density.get(place + 1).copied().unwrap_or(f64::NEG_INFINITY);
        if next < density[place] {
            if rising {
                tops.push(place);
            }
            rising = false;
        } else if next > density[place] {
            rising = true;
        }
    }
    tops
}

fn lowest(density: &[f64], from: usize, to: usize) -> usize {
    (from..=to).min_by(|one, other| density[*one].total_cmp(&density[*other])).unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(masses: &[f64]) -> Distribution {
        let cell =
            |(place, mass): (usize, &f64)| Cell { from: place as f64, to: place as f64, persons: 1.0, mass: *mass };
        Distribution::new(masses.iter().enumerate().map(cell).collect()).unwrap()
    }

    #[test]
    fn two_hills_are_told_and_a_ripple_is_not() {
        let hills = of(&[1.0, 4.0, 3.9, 4.0, 1.0, 0.2, 2.0, 6.0, 1.0]).hills();
        assert_eq!(hills.iter().map(|hill| hill.at).collect::<Vec<_>>(), [1.0, 7.0]);
        assert!((hills.iter().map(|hill| hill.share).sum::<f64>() - 1.0).abs() < 1e-12);
        assert_eq!(of(&[1.0]).hills().len(), 1);
    }

    #[test]
    fn quantiles_and_draws_follow_the_masses() {
        let distribution = of(&[0.2, 0.3, 0.5]);
        assert_eq!([0.1, 0.3, 0.51].map(|share| distribution.quantile(share)), [0.0, 1.0, 2.0]);
        let draws = distribution.draws(20_000, &mut Chance::new(5, 0));
        let twos = draws.iter().filter(|draw| **draw == 2.0).count();
        assert!(twos.abs_diff(10_000) < 250, "{twos}");
        assert!((distribution.share_above(0.0) - 0.8).abs() < 1e-12);
    }

    #[test]
    fn no_mass_makes_no_distribution() {
        assert!(Distribution::new(Vec::new()).is_none());
        let cell = Cell { from: 0.0, to: 0.0, persons: 1.0, mass: f64::NAN };
        assert!(Distribution::new(vec![cell]).is_none());
    }
}
