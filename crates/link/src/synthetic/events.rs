//! Where and when? Places on a small map and days, as one record or another may put them.
//!
//! The map has 25 departments of 8 provinces of 9 districts. Codes have the shape of INEI's (two digits a level) but
//! name no real place. The first of each level are the most affected, so that a few places dominate.

use super::chance::Chance;

const DEPARTMENTS: u32 = 25;
const PROVINCES: u32 = 8;
const DISTRICTS: u32 = 9;
/// 1980-01-01, in days since 1970-01-01.
const FIRST_DAY: i32 = 3652;
/// The conflict lasts 21 years and is at its worst in the fifth.
const LENGTH_DAYS: f64 = 7670.0;
const WORST_DAY: f64 = 1500.0;

/// A district.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    department: u32,
    province: u32,
    district: u32,
}

impl Place {
    pub(super) fn draw(chance: &mut Chance) -> Self {
        Self {
            department: skewed(DEPARTMENTS, 1.3, chance),
            province: skewed(PROVINCES, 1.5, chance),
            district: skewed(DISTRICTS, 1.2, chance),
        }
    }

    /// The district beside it, or now and then the same one of the province beside it.
    pub(super) fn neighbour(self, chance: &mut Chance) -> Self {
        let step = |at: u32, of: u32, chance: &mut Chance| (at + if chance.happens(0.5) { 1 } else { of - 1 }) % of;
        if chance.happens(0.75) {
            Self { district: step(self.district, DISTRICTS, chance), ..self }
        } else {
            Self { province: step(self.province, PROVINCES, chance), ..self }
        }
    }

    /// Six digits.
    pub(super) fn district_code(self) -> String {
        format!("{:02}{:02}{:02}", self.department + 1, self.province + 1, self.district + 1)
    }

    /// The first four of them.
    pub(super) fn province_code(self) -> String {
        format!("{:02}{:02}", self.department + 1, self.province + 1)
    }
}

/// Draws a number below `end`; the chance of `k` is in proportion to 1 / (k + offset).
fn skewed(end: u32, offset: f64, chance: &mut Chance) -> u32 {
    let weight = |at: u32| 1.0 / (f64::from(at) + offset);
    let mut left = chance.unit() * (0..end).map(weight).sum::<f64>();
    for at in 0..end {
        left -= weight(at);
        if left < 0.0 {
            return at;
        }
    }
    end - 1
}

/// A day, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct DayNumber(pub(super) i32);

impl DayNumber {
    /// A day of the conflict: a triangular law (two straight lines that meet on the worst day).
    pub(super) fn of_event(chance: &mut Chance) -> Self {
        let (share, worst) = (chance.unit(), WORST_DAY / LENGTH_DAYS);
        let day = if share < worst {
            LENGTH_DAYS * (share * worst).sqrt()
        } else {
            LENGTH_DAYS * (1.0 - ((1.0 - share) * (1.0 - worst)).sqrt())
        };
        Self(FIRST_DAY + whole(day.min(LENGTH_DAYS - 1.0)))
    }

    /// The birth of one who died then: about 31 years old, at most 95.
    pub(super) fn of_birth(self, chance: &mut Chance) -> Self {
        let age_years = whole((31.0 + 15.0 * chance.normal()).clamp(0.0, 95.0));
        self.later(-age_years * 365 - below(365, chance))
    }

    /// Some days later; earlier where they are negative.
    pub(super) fn later(self, days: i32) -> Self {
        Self(self.0 + days)
    }

    /// Some days off, half of the time less than four.
    pub(super) fn near(self, chance: &mut Chance) -> Self {
        self.later(whole(6.0 * chance.normal()))
    }

    /// Year, month and day (Hinnant 2013, *chrono-Compatible Low-Level Date Algorithms*).
    pub(super) fn civil(self) -> [i32; 3] {
        let shifted = self.0 + 719_468;
        let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        [year_of_era + era * 400 + i32::from(month <= 2), month, day]
    }
}

/// `YYYY-MM-DD`.
pub(super) fn day_text([year, month, day]: [i32; 3]) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

/// A whole number of days below `end`.
pub(super) fn below(end: u32, chance: &mut Chance) -> i32 {
    i32::try_from(chance.below(end)).expect("a few thousand days at most")
}

#[expect(clippy::cast_possible_truncation, reason = "the fraction goes; days and years are small")]
fn whole(number: f64) -> i32 {
    number as i32
}

#[cfg(test)]
mod tests {
    use super::super::chance::{Key, Purpose};
    use super::*;

    #[test]
    fn days_have_their_names() {
        assert_eq!(day_text(DayNumber(0).civil()), "1970-01-01");
        assert_eq!(day_text(DayNumber(FIRST_DAY).civil()), "1980-01-01");
        assert_eq!(day_text(DayNumber(11_016).civil()), "2000-02-29");
        assert_eq!(day_text(DayNumber(-25_567).civil()), "1900-01-01");
    }

    #[test]
    fn events_fall_in_the_conflict_and_most_in_its_first_half() {
        let mut chance = Key::new(1).stream(Purpose::Household, 0);
        let days: Vec<i32> = (0..5000).map(|_| DayNumber::of_event(&mut chance).0 - FIRST_DAY).collect();
        assert!(days.iter().all(|day| (0..7670).contains(day)));
        // Below the worst day lie 1500 / 7670 = 19.6 % of a triangular law.
        let before = days.iter().filter(|day| **day < 1500).count();
        assert!((900..1060).contains(&before), "{before} of 5000");
    }

    #[test]
    fn a_neighbour_is_another_place_of_the_department() {
        let mut chance = Key::new(2).stream(Purpose::Household, 0);
        for _ in 0..200 {
            let place = Place::draw(&mut chance);
            let neighbour = place.neighbour(&mut chance);
            assert!(neighbour != place && neighbour.department == place.department);
            assert_eq!(place.district_code()[..4], place.province_code());
        }
    }
}
