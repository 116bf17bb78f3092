//! How many may a written count mean?
//!
//! Reports of an event seldom agree on the number of its victims, and many give a range: "3 a 5", "al menos 20". A count
//! is therefore kept as the least and the most that it may mean, as a date is kept as its first and last day, and two
//! counts are as far apart as the gap between their ranges. "About 20" says no range and is not read.

use std::fmt;

use crate::prepare::fold::fold;

/// Longer texts are sentences.
const LONGEST: usize = 40;

/// Ranges in words, each number as `#`, folded. The first number may be the greater one.
const BETWEEN: &[&str] = &[
    "#-#",
    "# - #",
    "#/#",
    "#..#",
    "# to #",
    "from # to #",
    "between # and #",
    "# a #",
    "de # a #",
    "entre # y #",
    "# o #",
    "# or #",
];
const AT_LEAST: &[&str] = &[
    "#+",
    "# +",
    ">=#",
    ">= #",
    "#..",
    "#-",
    "at least #",
    "# or more",
    "minimum #",
    "al menos #",
    "por lo menos #",
    "# o mas",
    "minimo #",
];
const MORE_THAN: &[&str] = &[">#", "> #", "more than #", "over #", "mas de #"];
const AT_MOST: &[&str] =
    &["<=#", "<= #", "..#", "at most #", "up to #", "maximum #", "a lo mas #", "hasta #", "maximo #"];

/// The counts that may be meant. Invariant: `least <= most`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountRange {
    /// The lowest.
    pub least: u32,
    /// The highest; `u32::MAX` where none is given.
    pub most: u32,
}

/// Reads a count or a range of counts; nothing where it is neither.
///
/// ```
/// use link::columns::counts::parse;
/// let read = |text| parse(text).map(|count| (count.least, count.most));
/// assert_eq!((read("12"), read("5–3"), read("entre 3 y 5")), (Some((12, 12)), Some((3, 5)), Some((3, 5))));
/// assert_eq!((read("al menos 20"), read("more than 1,200")), (Some((20, u32::MAX)), Some((1201, u32::MAX))));
/// assert_eq!((read("unos 20"), read("several"), read("")), (None, None, None));
/// ```
pub fn parse(text: &str) -> Option<CountRange> {
    let folded = fold(text);
    let (shape, numbers) = shape(folded.trim())?;
    let is = |shapes: &[&str]| shapes.contains(&shape.as_str());
    match numbers[..] {
        [count] if shape == "#" => Some(CountRange { least: count, most: count }),
        [least] if is(AT_LEAST) => Some(CountRange { least, most: u32::MAX }),
        [below] if is(MORE_THAN) => Some(CountRange { least: below.saturating_add(1), most: u32::MAX }),
        [most] if is(AT_MOST) => Some(CountRange { least: 0, most }),
        [one, other] if is(BETWEEN) => Some(CountRange { least: one.min(other), most: one.max(other) }),
        _ => None,
    }
}

impl CountRange {
    /// How far two counts are apart at least; 0 where they may be the same.
    ///
    /// ```
    /// use link::columns::counts::parse;
    /// let gap = |one, other| Some(parse(one)?.gap(parse(other)?));
    /// assert_eq!((gap("3-5", "8"), gap("3-5", "5-9"), gap("20", "15+")), (Some(3), Some(0), Some(0)));
    /// ```
    #[must_use]
    pub fn gap(self, other: Self) -> u32 {
        self.least.max(other.least).saturating_sub(self.most.min(other.most))
    }
}

impl fmt::Display for CountRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.least, self.most) {
            (least, u32::MAX) => write!(formatter, "{least}+"),
            (least, most) if least == most => write!(formatter, "{least}"),
            (least, most) => write!(formatter, "{least}-{most}"),
        }
    }
}

/// The text with `#` for each number, and the numbers; nothing where a number is not whole or does not fit.
fn shape(text: &str) -> Option<(String, Vec<u32>)> {
    let (mut shape, mut numbers, mut rest) = (String::new(), Vec::new(), text);
    if text.len() > LONGEST {
        return None;
    }
    while let Some(start) = rest.find(|char: char| char.is_ascii_digit()) {
        let (number, length) = number(&rest[start..])?;
        shape.push_str(&rest[..start]);
        shape.push('#');
        numbers.push(number);
        rest = &rest[start + length..];
    }
    shape.push_str(rest);
    Some((shape, numbers))
}

/// The number at the beginning of a text and how long it is written. A point or comma before three digits parts thousands.
fn number(text: &str) -> Option<(u32, usize)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut length = digits(text);
    while text[length..].starts_with(['.', ',']) && digits(&text[length + 1..]) > 0 {
        if digits(&text[length + 1..]) != 3 {
            return None; // Nobody counts two and a half victims.
        }
        length += 4;
    }
    text[..length].replace(['.', ','], "").parse().ok().map(|number| (number, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_written_so_that_it_reads_the_same() {
        for text in ["0", "7", "3-5", "20+"] {
            assert_eq!(parse(text).unwrap().to_string(), text);
        }
        assert_eq!(parse("hasta 5").unwrap().to_string(), "0-5");
    }

    #[test]
    fn what_is_no_count_is_not_guessed() {
        for text in ["2.5", "3-", "-", "1-2-3", "12 comuneros", "99999999999", "1984-08-14", "unos 20", "#"] {
            let expected = if text == "3-" { Some(CountRange { least: 3, most: u32::MAX }) } else { None };
            assert_eq!(parse(text), expected, "{text}");
        }
    }

    #[test]
    fn the_gap_of_two_counts_is_the_same_both_ways() {
        let counts: Vec<CountRange> = ["0", "4", "2-6", "5+", "9-12"].iter().filter_map(|text| parse(text)).collect();
        for one in &counts {
            for other in &counts {
                assert_eq!(one.gap(*other), other.gap(*one));
            }
            assert_eq!(one.gap(*one), 0);
        }
    }
}
