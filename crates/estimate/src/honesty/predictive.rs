//! Could the model have produced the table?
//!
//! For each draw of the cells' expected counts a table is drawn from it (Poisson) and its distance to the expected counts is
//! compared with that of the real table. A share near 0 says that the real table is farther from the model than the model's
//! own tables are. A share in the middle says nothing of the cell that nobody saw.
//!
//! Sources: Gelman, Meng & Stern 1996, *Statistica Sinica* 6:733-807 (realised discrepancy); Freeman & Tukey 1950, *Ann.
//! Math. Statist.* 21:607-611 (distance, steady in small cells).

use serde::Serialize;

use crate::{CaptureTable, capture::float, chance::Chance};

/// What the comparison found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PredictiveCheck {
    /// Share of drawn tables that are at least as far from the model as the real one, between 0 and 1.
    pub share_as_far: f64,
    /// Tables drawn.
    pub draws: usize,
    /// Patterns whose real count lies in the outer 2.5 % of the drawn ones on one side, farthest first;
    /// about one in twenty is so by chance.
    pub outlying: Vec<CellCheck>,
}

/// One pattern whose count the model does not expect.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CellCheck {
    /// The pattern.
    pub pattern: u32,
    /// Persons who have it.
    pub observed: u64,
    /// Persons whom the model expects, on average over the draws.
    pub expected_persons: f64,
    /// Share of drawn counts as far out on the same side, between 0 and 1.
    pub share_as_far: f64,
}

/// Why nothing was compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotChecked {
    /// No draws of the expected counts.
    #[error("no expected counts to compare with")]
    NoDraws,
    /// A draw that is no set of expected counts.
    #[error("draw {draw} has {found} expected counts, of which each must be 0 or more; {wanted} patterns are wanted")]
    Shape {
        /// Which.
        draw: usize,
        /// Expected counts found.
        found: usize,
        /// Patterns of the table.
        wanted: usize,
    },
}

/// Compares a table with a model's expected counts, `means: [draw][pattern - 1]`, in persons. A method with one fit gives its
/// counts as often as tables shall be drawn.
///
/// ```
/// use estimate::{CaptureTable, chance::Chance, honesty::predictive_check};
/// let table = CaptureTable::new(2, [(0b01, 28), (0b10, 10), (0b11, 13)])?;
/// let near = predictive_check(&table, &vec![vec![27.0, 11.0, 13.0]; 500], &mut Chance::new(1, 0))?;
/// assert!(near.share_as_far > 0.5 && near.outlying.is_empty());
/// let far = predictive_check(&table, &vec![vec![27.0, 40.0, 13.0]; 500], &mut Chance::new(1, 0))?;
/// assert!(far.share_as_far < 0.01 && far.outlying[0].pattern == 0b10);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where there are no draws, or one does not fit the table.
pub fn predictive_check(
    table: &CaptureTable,
    means: &[Vec<f64>],
    chance: &mut Chance,
) -> Result<PredictiveCheck, NotChecked> {
    let wanted = (1_usize << table.lists()) - 1;
    let is_sound = |draw: &[f64]| draw.len() == wanted && draw.iter().all(|mean| mean.is_finite() && *mean >= 0.0);
    if let Some((draw, found)) = means.iter().enumerate().find(|(_, draw)| !is_sound(draw)) {
        return Err(NotChecked::Shape { draw, found: found.len(), wanted });
    }
    if means.is_empty() {
        return Err(NotChecked::NoDraws);
    }
    let observed: Vec<u64> = (1_u32..).take(wanted).map(|pattern| table.with_pattern(pattern)).collect();
    let (mut as_far, mut above, mut below) = (0_u64, vec![0_u64; wanted], vec![0_u64; wanted]);
    for draw in means {
        let (mut real, mut drawn) = (0.0, 0.0);
        for (cell, mean) in draw.iter().enumerate() {
            let count = chance.poisson(*mean);
            real += (float(observed[cell]).sqrt() - mean.sqrt()).powi(2);
            drawn += (float(count).sqrt() - mean.sqrt()).powi(2);
            above[cell] += u64::from(count >= observed[cell]);
            below[cell] += u64::from(count <= observed[cell]);
        }
        as_far += u64::from(drawn >= real);
    }
    let share = |count: u64| float(count) / means.len() as f64;
    let check = |cell: usize| CellCheck {
        pattern: u32::try_from(cell + 1).unwrap_or(u32::MAX),
        observed: observed[cell],
        expected_persons: means.iter().map(|draw| draw[cell]).sum::<f64>() / means.len() as f64,
        share_as_far: share(above[cell].min(below[cell])),
    };
    let mut outlying: Vec<CellCheck> = (0..wanted).map(check).filter(|cell| cell.share_as_far < 0.025).collect();
    outlying.sort_by(|one, other| {
        one.share_as_far.total_cmp(&other.share_as_far).then_with(|| one.pattern.cmp(&other.pattern))
    });
    Ok(PredictiveCheck { share_as_far: share(as_far), draws: means.len(), outlying })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_the_model_itself_are_rarely_far() {
        let mut chance = Chance::new(11, 0);
        let means: Vec<f64> = (1..8).map(|pattern| f64::from(pattern) * 7.0).collect();
        let mut far = 0;
        for _ in 0..300 {
            let cells = means.iter().zip(1..).map(|(mean, pattern)| (pattern, chance.poisson(*mean)));
            let table = CaptureTable::new(3, cells.collect::<Vec<_>>()).unwrap();
            let check = predictive_check(&table, &vec![means.clone(); 200], &mut chance).unwrap();
            far += u32::from(check.share_as_far < 0.05);
        }
        assert!((4..30).contains(&far), "{far} of 300 below 5 %");
    }

    #[test]
    fn what_is_no_expected_count_is_refused() {
        let table = CaptureTable::new(2, [(1, 5), (3, 4)]).unwrap();
        let chance = &mut Chance::new(1, 0);
        assert_eq!(predictive_check(&table, &[], chance), Err(NotChecked::NoDraws));
        for bad in [vec![1.0; 2], vec![1.0, f64::NAN, 1.0], vec![1.0, -1.0, 1.0], vec![1.0, f64::INFINITY, 1.0]] {
            let shape = NotChecked::Shape { draw: 0, found: bad.len(), wanted: 3 };
            assert_eq!(predictive_check(&table, &[bad], chance), Err(shape));
        }
    }
}
