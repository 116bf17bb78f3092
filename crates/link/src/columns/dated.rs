//! Which years, months, days and ages were computed from dates of the same row?

use super::{
    ColumnKind, ages,
    dates::{self, DateValue},
    groups::Field,
    sample::Sample,
    share,
};

/// Rows that are compared.
const ROWS_MAX: usize = 1_000;

/// Rows that must have both values.
const ROWS_MIN: usize = 10;

/// Share of rows that must agree.
const AGREEING_MIN: f64 = 0.98;

/// Marks fields that dates of the same row determine.
pub(super) fn mark(sample: &Sample<'_>, fields: &mut [Field]) {
    let dates_max = 8;
    let is_whole = |field: &Field| field.kind.is_date() && field.derived_from.is_empty() && field.columns.len() == 1;
    let whole: Vec<usize> = (0..fields.len()).filter(|at| is_whole(&fields[*at])).take(dates_max).collect();
    let read: Vec<(usize, Vec<Option<DateValue>>)> =
        whole.iter().map(|at| (*at, column(sample, &fields[*at]))).collect();
    for at in 0..fields.len() {
        let is_part = matches!(fields[at].kind, ColumnKind::Year | ColumnKind::Month | ColumnKind::Day);
        let is_joined = fields[at].kind.is_date() && fields[at].columns.len() > 1;
        let found = if is_part || is_joined {
            read.iter().find(|(_, dates)| is_part_of(sample, &fields[at], dates)).map(|(date, _)| vec![*date])
        } else if is_whole(&fields[at]) {
            let earlier = read.iter().filter(|(date, _)| *date != at && fields[*date].derived_from.is_empty());
            earlier.clone().find(|(_, dates)| is_coarser(&read, at, dates)).map(|(date, _)| vec![*date])
        } else if fields[at].kind == ColumnKind::Age {
            is_age_of(sample, fields, at, &read)
        } else {
            None
        };
        if let Some(from) = found {
            let names: Vec<&str> = from.iter().map(|date| fields[*date].name.as_str()).collect();
            let reason = format!("{}; computed from {}", fields[at].reason, names.join(", "));
            fields[at].reason = reason;
            fields[at].derived_from = from;
        }
    }
}

fn rows<'a>(sample: &'a Sample<'_>) -> impl Iterator<Item = usize> + 'a {
    let step = sample.rows.len().div_ceil(ROWS_MAX).max(1);
    sample.rows.iter().step_by(step).copied()
}

fn column(sample: &Sample<'_>, field: &Field) -> Vec<Option<DateValue>> {
    let order = dates::guess_order(rows(sample).map(|row| sample.text(field.columns[0], row)));
    rows(sample).map(|row| dates::parse(sample.text(field.columns[0], row), order)).collect()
}

/// One column's part of a date.
#[derive(Debug, Clone, Copy)]
enum Part {
    Year,
    Month,
    Day,
}

impl Part {
    fn written(self, text: &str) -> Option<i32> {
        match self {
            Self::Month => dates::month(text).map(i32::from),
            Self::Year | Self::Day => text.trim().parse().ok(),
        }
    }

    fn of(self, date: DateValue) -> Option<i32> {
        match self {
            Self::Year => date.year.map(i32::from),
            Self::Month => date.month.map(i32::from),
            Self::Day => date.day.map(i32::from),
        }
    }
}

/// Parts that agree with those of a date: `year`, or `year, month, day`.
fn is_part_of(sample: &Sample<'_>, field: &Field, dates: &[Option<DateValue>]) -> bool {
    let all = [Part::Year, Part::Month, Part::Day];
    let is = |kind| field.kind == kind;
    let parts = if is(ColumnKind::Month) {
        &all[1..2]
    } else if is(ColumnKind::Day) {
        &all[2..]
    } else {
        &all[..]
    };
    let (mut both, mut agreeing) = (0, 0);
    for (row, date) in rows(sample).zip(dates) {
        for (column, part) in field.columns.iter().zip(parts) {
            let (written, read) = (part.written(sample.text(*column, row)), date.and_then(|date| part.of(date)));
            let is_both = written.is_some() && read.is_some();
            both += usize::from(is_both);
            agreeing += usize::from(is_both && written == read);
        }
    }
    both >= ROWS_MIN && share(agreeing, both) >= AGREEING_MIN
}

/// A date of the same fact with fewer parts: a year beside the whole date.
fn is_coarser(read: &[(usize, Vec<Option<DateValue>>)], at: usize, finer: &[Option<DateValue>]) -> bool {
    let Some((_, coarse)) = read.iter().find(|(date, _)| *date == at) else {
        return false;
    };
    let (mut both, mut agreeing, mut is_finer) = (0, 0, 0);
    for (coarse, finer) in coarse.iter().zip(finer).filter_map(|(coarse, finer)| coarse.as_ref().zip(finer.as_ref())) {
        both += 1;
        agreeing += usize::from(coarse.first_day <= finer.first_day && finer.last_day <= coarse.last_day);
        is_finer += usize::from(coarse.last_day - coarse.first_day > finer.last_day - finer.first_day);
    }
    both >= ROWS_MIN && share(agreeing, both) >= AGREEING_MIN && share(is_finer, both) > 0.5
}

/// An age that a birth date and an event, or a birth date and one fixed day, explain.
fn is_age_of(
    sample: &Sample<'_>,
    fields: &[Field],
    at: usize,
    read: &[(usize, Vec<Option<DateValue>>)],
) -> Option<Vec<usize>> {
    let of_kind = |kind| read.iter().find(|(date, _)| fields[*date].kind == kind);
    let (birth, births) = of_kind(ColumnKind::BirthDate)?;
    let ages: Vec<_> = rows(sample).map(|row| ages::parse(sample.text(fields[at].columns[0], row))).collect();
    if let Some((event, events)) = of_kind(ColumnKind::EventDate) {
        let apart = |((age, birth), event): ((&Option<ages::AgeValue>, &Option<DateValue>), &Option<DateValue>)| {
            ages::years_apart((*age)?, (*event)?, (*birth)?)
        };
        let apart: Vec<u16> = ages.iter().zip(births).zip(events).filter_map(apart).collect();
        let agreeing = apart.iter().filter(|years| **years == 0).count();
        if apart.len() >= ROWS_MIN && share(agreeing, apart.len()) >= AGREEING_MIN {
            return Some(vec![*birth, *event]);
        }
    }
    let sum = |(age, birth): (&Option<ages::AgeValue>, &Option<DateValue>)| {
        Some(i32::from((*age)?.least_years) + i32::from((*birth)?.year?))
    };
    let mut sums: Vec<i32> = ages.iter().zip(births).filter_map(sum).collect();
    sums.sort_unstable();
    let middle = sums.get(sums.len() / 2).copied()?;
    // Completed years differ by one within a calendar year.
    let agreeing = sums.iter().filter(|sum| (middle - 1..=middle).contains(*sum)).count();
    let above = sums.iter().filter(|sum| (middle..=middle + 1).contains(*sum)).count();
    let is_fixed = sums.len() >= ROWS_MIN && share(agreeing.max(above), sums.len()) >= AGREEING_MIN;
    is_fixed.then(|| vec![*birth])
}
