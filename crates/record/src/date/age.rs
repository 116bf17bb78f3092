//! How old a person was on a date, from two dates that may be known to the year only.

use super::{Day, Edtf, Truth};

/// Completed years of life. Invariant: the least is at most the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Age {
    least_years: u16,
    most_years: Option<u16>,
}

/// The act lies before the birth, whatever the two dates mean.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("born {birth}, after {act}")]
pub struct BornAfterwards {
    birth: Edtf,
    act: Edtf,
}

impl Age {
    /// The age at an act. Who is born on 29 February completes a year on 1 March of common years. An end that the dates
    /// leave open is open here.
    ///
    /// # Errors
    /// Where the birth is certainly after the act: one of the two dates is wrong.
    ///
    /// ```
    /// use record::date::{Age, Truth};
    /// let age = Age::at(&"1967".parse()?, &"1985-08-14".parse()?)?;
    /// assert_eq!((age.least_years(), age.most_years()), (17, Some(18)));
    /// assert_eq!(age.is_under(18), Truth::Possibly);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn at(birth: &Edtf, act: &Edtf) -> Result<Self, BornAfterwards> {
        if birth.after(act) == Truth::Yes {
            return Err(BornAfterwards { birth: birth.clone(), act: act.clone() });
        }
        let (first_birth, last_birth) = birth.likely_bounds();
        let (first_act, last_act) = act.likely_bounds();
        let years = |birth: Option<Day>, act: Option<Day>| birth.zip(act).map(|(birth, act)| completed(birth, act));
        Ok(Self { least_years: years(last_birth, first_act).unwrap_or(0), most_years: years(first_birth, last_act) })
    }

    /// The least that it may be.
    pub fn least_years(self) -> u16 {
        self.least_years
    }

    /// The most that it may be, where the dates set a limit.
    pub fn most_years(self) -> Option<u16> {
        self.most_years
    }

    /// Whether fewer years were completed.
    pub fn is_under(self, years: u16) -> Truth {
        match (self.least_years >= years, self.most_years) {
            (true, _) => Truth::No,
            (false, Some(most)) if most < years => Truth::Yes,
            (false, _) => Truth::Possibly,
        }
    }
}

/// Years completed from a birth to a day; 0 where the day is earlier.
fn completed(birth: Day, on: Day) -> u16 {
    let has_had_birthday = (on.month, on.day) >= (birth.month, birth.day);
    u16::try_from(on.year - birth.year - i32::from(!has_had_birthday)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn age(birth: &str, act: &str) -> (u16, Option<u16>) {
        let age = Age::at(&birth.parse().unwrap(), &act.parse().unwrap()).unwrap();
        (age.least_years(), age.most_years())
    }

    #[test]
    fn ages_are_as_exact_as_the_dates() {
        for (birth, act, expected) in [
            ("1967-08-14", "1985-08-14", (18, Some(18))),
            ("1967-08-15", "1985-08-14", (17, Some(17))),
            ("1967", "1985", (17, Some(18))),
            ("1964-02-29", "1982-02-28", (17, Some(17))),
            ("1964-02-29", "1982-03-01", (18, Some(18))),
            ("196X", "1985", (15, Some(25))),
            ("../1960", "1985", (24, None)),
            ("1985", "1985", (0, Some(0))),
        ] {
            assert_eq!(age(birth, act), expected, "{birth} {act}");
        }
    }

    #[test]
    fn a_birth_after_the_act_is_told() {
        let born_later = Age::at(&"1990".parse().unwrap(), &"1985".parse().unwrap()).unwrap_err();
        assert_eq!(born_later.to_string(), "born 1990, after 1985");
    }

    #[test]
    fn a_doubtful_date_of_birth_decides_nothing() {
        let age = Age::at(&"1967?".parse().unwrap(), &"2016".parse().unwrap()).unwrap();
        assert_eq!(age.is_under(18), Truth::Possibly);
    }

    proptest! {
        #[test]
        fn less_exact_dates_give_a_wider_age(year in 1930..1990i32, month in 1..13u8, day in 1..29u8) {
            let act = "1995-06-15";
            let exact = age(&format!("{year}-{month:02}-{day:02}"), act);
            let coarse = age(&year.to_string(), act);
            prop_assert!(coarse.0 <= exact.0 && exact.1 <= coarse.1);
            prop_assert_eq!(exact.1, Some(exact.0));
        }
    }
}
