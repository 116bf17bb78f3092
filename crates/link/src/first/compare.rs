//! Two values put side by side: which level of agreement they have.

use super::ComparisonKind;

/// The level of each comparison; `None` where a value is missing, which is no information.
pub type Pattern = Vec<Option<u8>>;

/// How many levels a kind has; the last is disagreement.
pub(crate) const fn levels(kind: ComparisonKind) -> u8 {
    match kind {
        ComparisonKind::Exact => 2,
        ComparisonKind::Name => 4,
        ComparisonKind::Date => 5,
    }
}

/// What a level says.
pub(crate) const fn label(kind: ComparisonKind, level: u8) -> &'static str {
    match (kind, level) {
        (_, 0) => "the same",
        (ComparisonKind::Name, 1) => "nearly the same (Jaro-Winkler 0.92 or more)",
        (ComparisonKind::Name, 2) => "similar (Jaro-Winkler 0.80 or more)",
        (ComparisonKind::Date, 1) => "day and month swapped",
        (ComparisonKind::Date, 2) => "same year and month, or one of them without day",
        (ComparisonKind::Date, 3) => "within one year",
        (_, _) => "different",
    }
}

/// The level of two values.
pub(crate) fn level(kind: ComparisonKind, left: &str, right: &str) -> u8 {
    if left == right {
        return 0;
    }
    match kind {
        ComparisonKind::Exact => 1,
        ComparisonKind::Name => match strsim::jaro_winkler(left, right) {
            similarity if similarity >= 0.92 => 1,
            similarity if similarity >= 0.80 => 2,
            _ => 3,
        },
        ComparisonKind::Date => date_level(left, right),
    }
}

fn date_level(left: &str, right: &str) -> u8 {
    let fields = |date: &str| -> Vec<String> { date.split('-').map(str::to_owned).collect() };
    let (left, right) = (fields(left), fields(right));
    let year = |fields: &[String]| fields.first().and_then(|year| year.parse::<i32>().ok());
    let (Some(left_year), Some(right_year)) = (year(&left), year(&right)) else { return 4 };
    let is_swapped =
        left.len() == 3 && right.len() == 3 && left[0] == right[0] && left[1] == right[2] && left[2] == right[1];
    let shared = left.iter().zip(&right).take_while(|(left, right)| left == right).count();
    if is_swapped {
        1
    } else if shared >= 2 || shared == left.len() || shared == right.len() {
        2
    } else if (left_year - right_year).abs() <= 1 {
        3
    } else {
        4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_agree_as_far_as_they_are_known() {
        let level = |left, right| level(ComparisonKind::Date, left, right);
        assert_eq!(level("1960-03-04", "1960-03-04"), 0);
        assert_eq!(level("1960-03-04", "1960-04-03"), 1);
        assert_eq!(level("1960-03-04", "1960-03-14"), 2);
        assert_eq!(level("1960-03-04", "1960"), 2);
        assert_eq!(level("1960-03-04", "1961-07-01"), 3);
        assert_eq!(level("1960-03-04", "1975"), 4);
    }
}
