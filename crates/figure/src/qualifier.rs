//! Does a printed number with its qualifier say the truth about a value? The algebra of "over", "nearly" and "around".
//!
//! The tolerances are declared here and nowhere else.

use record::Qualifier;

/// "Nearly" and "over" may stand this far from the value: nearly 70,000 for 69,280.
pub const NEAR: f64 = 0.10;

/// "Around" may stand this far from the value, on either side.
pub const AROUND: f64 = 0.05;

/// A bare number may be the value rounded to one decimal, if the value itself is not whole.
pub const ROUNDING: f64 = 0.05;

/// A fraction in words ("a third") may stand so many percentage points from the change: 30.8 % to 35.8 % is a third.
pub const FRACTION: f64 = 2.5;

/// Why a printed number does not say the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotBorne {
    /// Another number.
    #[error("the value is another")]
    Differs,
    /// "Over" a value that is not reached, or far below it.
    #[error("the qualifier does not fit the value")]
    Qualifier,
}

/// Whether the printed number, with its qualifier, is borne by the value.
///
/// ```
/// use figure::qualifier::admits;
/// use record::Qualifier;
/// assert!(admits(100.0, Qualifier::Over, 108.0).is_ok());
/// assert!(admits(110.0, Qualifier::Over, 108.0).is_err());
/// assert!(admits(70_000.0, Qualifier::Nearly, 69_280.0).is_ok());
/// assert!(admits(70.0, Qualifier::Exact, 66.9).is_err());
/// assert!(admits(70.0, Qualifier::Around, 69.3).is_ok());
/// ```
///
/// # Errors
/// Says whether the number or only its qualifier is wrong.
pub fn admits(printed: f64, qualifier: Qualifier, value: f64) -> Result<(), NotBorne> {
    let distance = (printed - value).abs();
    let is_near = distance <= NEAR * value.abs().max(1.0);
    let is_borne = match qualifier {
        Qualifier::Exact | Qualifier::All | Qualifier::None => is_same(printed, value),
        Qualifier::Over => printed < value && is_near,
        Qualifier::AtLeast => printed <= value && is_near,
        Qualifier::Nearly => printed > value && is_near,
        Qualifier::Around => distance <= AROUND * value.abs().max(1.0),
        Qualifier::UpTo => printed >= value && is_near,
        Qualifier::Under => printed > value && is_near,
        Qualifier::Majority => value > 50.0,
    };
    match (is_borne, is_near) {
        (true, _) => Ok(()),
        (false, true) => Err(NotBorne::Qualifier),
        (false, false) => Err(NotBorne::Differs),
    }
}

/// Whether a fraction in words, in percent, with its qualifier, is borne by a change in percent.
///
/// ```
/// use figure::qualifier::admits_fraction;
/// use record::Qualifier;
/// assert!(admits_fraction(33.3, Qualifier::Exact, 35.0));
/// assert!(!admits_fraction(33.3, Qualifier::Exact, 37.0));
/// assert!(admits_fraction(33.3, Qualifier::Over, 36.0) && !admits_fraction(33.3, Qualifier::Over, 32.0));
/// ```
pub fn admits_fraction(fraction: f64, qualifier: Qualifier, percent: f64) -> bool {
    if qualifier == Qualifier::Exact {
        (fraction - percent).abs() <= FRACTION
    } else {
        admits(fraction, qualifier, percent).is_ok()
    }
}

/// The same number; where the value is not whole, within the rounding to one decimal.
pub fn is_same(printed: f64, value: f64) -> bool {
    let rounding = if value.fract() == 0.0 { 0.0 } else { ROUNDING };
    (printed - value).abs() <= rounding + 1e-9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_qualifier_must_be_true() {
        for (printed, qualifier, value, is_borne) in [
            (108.0, Qualifier::Exact, 108.0, true),
            (109.0, Qualifier::Exact, 108.0, false),
            (200.0, Qualifier::Over, 213.0, true),
            (100.0, Qualifier::Over, 213.0, false),
            (213.0, Qualifier::Over, 213.0, false),
            (213.0, Qualifier::AtLeast, 213.0, true),
            (66.9, Qualifier::Exact, 66.92, true),
            (67.0, Qualifier::Exact, 66.9, false),
            (67.0, Qualifier::Around, 66.9, true),
            (0.0, Qualifier::Majority, 56.0, true),
            (0.0, Qualifier::Majority, 50.0, false),
        ] {
            assert_eq!(admits(printed, qualifier, value).is_ok(), is_borne, "{qualifier:?} {printed} for {value}");
        }
    }
}
