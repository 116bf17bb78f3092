//! How is a value of Parquet written as text? Dates and times are ISO 8601, decimals have their decimal point, whole
//! floating-point numbers have none, and "not a number" is an empty cell.
//!
//! A timestamp at midnight is written as a date: programs that have no type for dates store them so.
//! Days are turned to dates as in Hinnant 2014, *chrono-compatible low-level date algorithms*, `civil_from_days`.

use std::fmt::Write;

use ::parquet::{
    basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical},
    data_type::{ByteArray, FixedLenByteArray, Int96},
    schema::types::ColumnDescriptor,
};

use crate::table::Fault;

/// Decimal places beyond this make no number.
const MAX_SCALE: usize = 128;
/// The day of 1970-01-01 in the Julian count that INT96 uses.
const JULIAN_DAY_1970: i64 = 2_440_588;

/// Parts of a second: 1,000 or a million or a thousand million of them.
type PerSecond = i64;

/// What the values of a column mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// As the physical type says.
    Plain,
    /// Whole numbers from 0.
    Unsigned,
    /// Days since 1970.
    Date,
    /// Time of day.
    Time(PerSecond),
    /// Time since 1970; whether it is in UTC.
    Timestamp(PerSecond, bool),
    /// Whole numbers with so many decimal places.
    Decimal(usize),
    /// 16 bytes.
    Uuid,
    /// Two bytes.
    HalfFloat,
    /// Months, days, milliseconds.
    Interval,
}

impl Kind {
    pub(super) fn of(column: &ColumnDescriptor) -> Self {
        let per_second = |unit: &TimeUnit| match unit {
            TimeUnit::MILLIS => 1_000,
            TimeUnit::MICROS => 1_000_000,
            TimeUnit::NANOS => 1_000_000_000,
        };
        // A negative scale moves the point to the right, which no writer does.
        let decimal = || Self::Decimal(usize::try_from(column.type_scale()).unwrap_or(usize::MAX));
        match column.logical_type_ref() {
            Some(LogicalType::Date) => return Self::Date,
            Some(LogicalType::Time(time)) => return Self::Time(per_second(&time.unit)),
            Some(LogicalType::Timestamp(time)) => {
                return Self::Timestamp(per_second(&time.unit), time.is_adjusted_to_u_t_c);
            }
            Some(LogicalType::Decimal(_)) => return decimal(),
            Some(LogicalType::Integer(integer)) if !integer.is_signed => return Self::Unsigned,
            Some(LogicalType::Uuid) => return Self::Uuid,
            Some(LogicalType::Float16) => return Self::HalfFloat,
            Some(_) | None => {}
        }
        match column.converted_type() {
            ConvertedType::DATE => Self::Date,
            ConvertedType::TIME_MILLIS => Self::Time(1_000),
            ConvertedType::TIME_MICROS => Self::Time(1_000_000),
            ConvertedType::TIMESTAMP_MILLIS => Self::Timestamp(1_000, true),
            ConvertedType::TIMESTAMP_MICROS => Self::Timestamp(1_000_000, true),
            ConvertedType::DECIMAL => decimal(),
            ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
                Self::Unsigned
            }
            ConvertedType::INTERVAL if column.physical_type() == Physical::FIXED_LEN_BYTE_ARRAY => Self::Interval,
            ConvertedType::NONE
            | ConvertedType::UTF8
            | ConvertedType::MAP
            | ConvertedType::MAP_KEY_VALUE
            | ConvertedType::LIST
            | ConvertedType::ENUM
            | ConvertedType::INT_8
            | ConvertedType::INT_16
            | ConvertedType::INT_32
            | ConvertedType::INT_64
            | ConvertedType::JSON
            | ConvertedType::BSON
            | ConvertedType::INTERVAL => Self::Plain,
        }
    }
}

/// A value that can be written as text.
pub(super) trait Render {
    /// Adds the value to a text.
    fn render(&self, kind: &Kind, text: &mut String) -> Result<(), Fault>;
}

impl Render for bool {
    fn render(&self, _: &Kind, text: &mut String) -> Result<(), Fault> {
        text.push_str(if *self { "true" } else { "false" });
        Ok(())
    }
}

impl Render for i32 {
    fn render(&self, kind: &Kind, text: &mut String) -> Result<(), Fault> {
        let value = if *kind == Kind::Unsigned { i64::from(self.cast_unsigned()) } else { i64::from(*self) };
        value.render(kind, text)
    }
}

impl Render for i64 {
    fn render(&self, kind: &Kind, text: &mut String) -> Result<(), Fault> {
        match kind {
            Kind::Unsigned => put(text, format_args!("{}", self.cast_unsigned())),
            Kind::Date => date(*self, text),
            Kind::Time(per_second) => time(*self, *per_second, text),
            Kind::Timestamp(per_second, is_utc) => timestamp(*self, (*per_second, *is_utc), text),
            Kind::Decimal(scale) => decimal(&self.to_string(), *scale, text),
            Kind::Plain | Kind::Uuid | Kind::HalfFloat | Kind::Interval => put(text, format_args!("{self}")),
        }
    }
}

impl Render for Int96 {
    fn render(&self, _: &Kind, text: &mut String) -> Result<(), Fault> {
        let [low, high, day] = *self.data() else { return Err(out_of_range("INT96 timestamp")) };
        let nanoseconds = i64::from(high) << 32 | i64::from(low);
        let days = i64::from(day.cast_signed()) - JULIAN_DAY_1970;
        day_and_time(days, (nanoseconds, 1_000_000_000), text)
    }
}

impl Render for f32 {
    fn render(&self, _: &Kind, text: &mut String) -> Result<(), Fault> {
        match self {
            value if value.is_nan() => Ok(()),
            value if value.abs() < 1e15 && (value.abs() >= 1e-5 || *value == 0.0) => put(text, format_args!("{value}")),
            value => put(text, format_args!("{value:e}")),
        }
    }
}

impl Render for f64 {
    fn render(&self, _: &Kind, text: &mut String) -> Result<(), Fault> {
        match self {
            value if value.is_nan() => Ok(()),
            value if value.abs() < 1e15 && (value.abs() >= 1e-5 || *value == 0.0) => put(text, format_args!("{value}")),
            value => put(text, format_args!("{value:e}")),
        }
    }
}

impl Render for ByteArray {
    fn render(&self, kind: &Kind, text: &mut String) -> Result<(), Fault> {
        bytes(self.data(), kind, text)
    }
}

impl Render for FixedLenByteArray {
    fn render(&self, kind: &Kind, text: &mut String) -> Result<(), Fault> {
        bytes(self.data(), kind, text)
    }
}

fn bytes(value: &[u8], kind: &Kind, text: &mut String) -> Result<(), Fault> {
    match kind {
        Kind::Decimal(scale) => {
            let digits = digits(value).ok_or_else(|| out_of_range("decimal"))?;
            decimal(&digits, *scale, text)
        }
        Kind::Uuid if value.len() == 16 => {
            for (place, byte) in value.iter().enumerate() {
                let hyphen = if matches!(place, 4 | 6 | 8 | 10) { "-" } else { "" };
                put(text, format_args!("{hyphen}{byte:02x}"))?;
            }
            Ok(())
        }
        Kind::HalfFloat if value.len() == 2 => {
            half(u16::from_le_bytes([value[0], value[1]])).render(&Kind::Plain, text)
        }
        Kind::Interval if value.len() == 12 => {
            let part = |at: usize| u32::from_le_bytes([value[at], value[at + 1], value[at + 2], value[at + 3]]);
            put(text, format_args!("P{}M{}DT{}.{:03}S", part(0), part(4), part(8) / 1000, part(8) % 1000))
        }
        Kind::Plain
        | Kind::Unsigned
        | Kind::Date
        | Kind::Time(_)
        | Kind::Timestamp(..)
        | Kind::Uuid
        | Kind::HalfFloat
        | Kind::Interval => {
            text.push_str(std::str::from_utf8(value).map_err(|_| Fault::NotText { expected: "UTF-8".to_owned() })?);
            Ok(())
        }
    }
}

fn out_of_range(expected: &str) -> Fault {
    Fault::OutOfRange { expected: expected.to_owned() }
}

fn put(text: &mut String, value: std::fmt::Arguments<'_>) -> Result<(), Fault> {
    text.write_fmt(value).map_err(|_| out_of_range("value"))
}

/// The decimal digits of a big-endian whole number in two's complement.
fn digits(bytes: &[u8]) -> Option<String> {
    if bytes.len() > 16 {
        return wide_digits(bytes);
    }
    let fill = if bytes.first().is_some_and(|byte| byte & 0x80 != 0) { 0xff } else { 0 };
    let mut wide = [fill; 16];
    wide[16 - bytes.len()..].copy_from_slice(bytes);
    Some(i128::from_be_bytes(wide).to_string())
}

/// As [`digits`], for numbers of more than 128 bits, by long division.
fn wide_digits(bytes: &[u8]) -> Option<String> {
    if bytes.len() > 64 {
        return None;
    }
    let is_negative = bytes[0] & 0x80 != 0;
    let mut rest = bytes.to_vec();
    if is_negative {
        rest.iter_mut().for_each(|byte| *byte = !*byte);
        for byte in rest.iter_mut().rev() {
            let (sum, is_over) = byte.overflowing_add(1);
            *byte = sum;
            if !is_over {
                break;
            }
        }
    }
    let mut reversed = Vec::new();
    while rest.iter().any(|byte| *byte != 0) {
        let mut remainder = 0_u16;
        for byte in &mut rest {
            let dividend = remainder << 8 | u16::from(*byte);
            *byte = u8::try_from(dividend / 10).ok()?;
            remainder = dividend % 10;
        }
        reversed.push(b'0' + u8::try_from(remainder).ok()?);
    }
    if reversed.is_empty() {
        reversed.push(b'0');
    }
    if is_negative {
        reversed.push(b'-');
    }
    reversed.reverse();
    String::from_utf8(reversed).ok()
}

/// Writes a whole number with a decimal point before its last digits.
fn decimal(digits: &str, scale: usize, text: &mut String) -> Result<(), Fault> {
    if scale > MAX_SCALE {
        return Err(out_of_range("decimal"));
    }
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = padded.split_at(padded.len() - scale);
    let point = if scale > 0 { "." } else { "" };
    put(text, format_args!("{sign}{whole}{point}{fraction}"))
}

/// Half precision, IEEE 754: one bit sign, five exponent, ten fraction.
fn half(bits: u16) -> f32 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let fraction = f32::from(bits & 0x3ff) / 1024.0;
    sign * match bits >> 10 & 0x1f {
        0 => fraction * 2_f32.powi(-14),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        exponent => (1.0 + fraction) * 2_f32.powi(i32::from(exponent) - 15),
    }
}

/// Writes the date of a day since 1970.
fn date(days: i64, text: &mut String) -> Result<(), Fault> {
    let shifted = days.checked_add(719_468).ok_or_else(|| out_of_range("date"))?;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    if !(0..=9999).contains(&year) {
        return Err(out_of_range("date between the years 0 and 9999"));
    }
    put(text, format_args!("{year:04}-{month:02}-{day:02}"))
}

/// Writes a time of day.
fn time(value: i64, per_second: PerSecond, text: &mut String) -> Result<(), Fault> {
    let (seconds, fraction) = (value.div_euclid(per_second), value.rem_euclid(per_second));
    if !(0..86_400).contains(&seconds) {
        return Err(out_of_range("time of day"));
    }
    put(text, format_args!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60))?;
    if fraction == 0 {
        return Ok(());
    }
    let width = per_second.ilog10() as usize;
    let fraction = format!("{fraction:0width$}");
    put(text, format_args!(".{}", fraction.trim_end_matches('0')))
}

fn timestamp(value: i64, unit: (PerSecond, bool), text: &mut String) -> Result<(), Fault> {
    let (per_second, is_utc) = unit;
    let per_day = per_second * 86_400;
    let within_day = value.rem_euclid(per_day);
    day_and_time(value.div_euclid(per_day), (within_day, per_second), text)?;
    if is_utc && within_day != 0 {
        text.push('Z');
    }
    Ok(())
}

fn day_and_time(days: i64, within_day: (i64, PerSecond), text: &mut String) -> Result<(), Fault> {
    date(days, text)?;
    if within_day.0 != 0 {
        text.push('T');
        time(within_day.0, within_day.1, text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &impl Render, kind: &Kind) -> String {
        let mut text = String::new();
        value.render(kind, &mut text).unwrap();
        text
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(text(&0_i32, &Kind::Date), "1970-01-01");
        assert_eq!(text(&-1_i32, &Kind::Date), "1969-12-31");
        assert_eq!(text(&11_016_i32, &Kind::Date), "2000-02-29");
        assert_eq!(text(&-25_509_i32, &Kind::Date), "1900-02-28");
        assert_eq!(text(&-25_508_i32, &Kind::Date), "1900-03-01", "1900 was no leap year");
        let mut out = String::new();
        assert!(i32::MAX.render(&Kind::Date, &mut out).is_err() && out.is_empty());
        assert!(i64::MAX.render(&Kind::Date, &mut out).is_err() && i64::MIN.render(&Kind::Date, &mut out).is_err());
    }

    #[test]
    fn times_keep_their_fraction_and_midnight_is_a_date() {
        assert_eq!(text(&1_482_000_000_123_i64, &Kind::Timestamp(1_000, true)), "2016-12-17T18:40:00.123Z");
        assert_eq!(text(&-1_i64, &Kind::Timestamp(1_000_000_000, false)), "1969-12-31T23:59:59.999999999");
        assert_eq!(text(&86_400_000_i64, &Kind::Timestamp(1_000, true)), "1970-01-02");
        assert_eq!(text(&3_661_500_000_i64, &Kind::Time(1_000_000)), "01:01:01.5");
    }

    #[test]
    fn decimals_of_any_width_have_their_point() {
        assert_eq!(text(&-5_i32, &Kind::Decimal(2)), "-0.05");
        assert_eq!(text(&12_345_i64, &Kind::Decimal(0)), "12345");
        assert_eq!(text(&ByteArray::from(vec![0xff, 0x85]), &Kind::Decimal(1)), "-12.3");
        let wide = ByteArray::from([vec![0xff; 31], vec![0x85]].concat());
        assert_eq!(text(&wide, &Kind::Decimal(1)), "-12.3", "decimal of 256 bits");
    }

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        assert_eq!(text(&1987.0_f64, &Kind::Plain), "1987");
        assert_eq!(text(&0.1_f32, &Kind::Plain), "0.1");
        assert_eq!(text(&f64::NAN, &Kind::Plain), "");
        assert_eq!(text(&1e300_f64, &Kind::Plain), "1e300");
        assert_eq!(text(&-1_i32, &Kind::Unsigned), "4294967295");
        assert_eq!(text(&ByteArray::from(vec![0x00, 0xbe]), &Kind::HalfFloat), "-1.5");
    }
}
