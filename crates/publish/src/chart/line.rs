//! Values over time: a line with the band of its intervals. Where periods between two points are missing, the line is broken
//! into dashes, for nothing is known between.

use maud::{Markup, html};
use record::{Language, date::Day, short_numeral};

use super::frame::{Frame, WIDTH, days, number, ticks};

/// One value of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Its period in words.
    pub label: String,
    /// First and last day of its period.
    pub days: (Day, Day),
    /// The value.
    pub value: f64,
    /// Ends of its interval.
    pub interval: Option<(f64, f64)>,
    /// The value as it is printed.
    pub text: String,
    /// Where it leads; nowhere, where it is empty.
    pub href: String,
}

const LEFT: f64 = 46.0;
const RIGHT: f64 = 26.0;
const TOP: f64 = 22.0;
const PLOT: f64 = 170.0;
/// Room for the years below.
const BELOW: f64 = 26.0;
/// Values are printed beside their points where these are so far apart.
const APART: f64 = 46.0;

/// Where days and values stand in the drawing.
struct Scale {
    from: Day,
    days: f64,
    low: f64,
    high: f64,
}

impl Scale {
    fn of(points: &[Point]) -> Option<(Self, Vec<f64>)> {
        let (first, last) = (points.first()?, points.last()?);
        let ends = |point: &Point| {
            let (low, high) = point.interval.unwrap_or((point.value, point.value));
            [low.min(point.value), high.max(point.value)]
        };
        let all = points.iter().flat_map(ends);
        let (low, high) = all.fold((f64::INFINITY, 0.0_f64), |(low, high), end| (low.min(end), high.max(end)));
        // The axis begins at nought unless that would flatten what there is to see; the ticks say where it begins.
        let marks = ticks(if low > 0.5 * high { low - 0.3 * (high - low).max(0.1 * high) } else { 0.0 }, high);
        let (low, high) = (*marks.first()?, *marks.last()?);
        Some((Self { from: first.days.0, days: days(first.days.0, last.days.1).max(1.0), low, high }, marks))
    }

    fn x(&self, point: &Point) -> f64 {
        let middle = (days(self.from, point.days.0) + days(self.from, point.days.1)) / 2.0;
        LEFT + middle / self.days * (WIDTH - LEFT - RIGHT)
    }

    fn y(&self, value: f64) -> f64 {
        TOP + PLOT - (value - self.low) / (self.high - self.low).max(1e-9) * PLOT
    }
}

/// Points in order of time as a line. Nothing where there are none.
pub fn line(title: &str, points: &[Point], language: Language) -> Markup {
    drawn((title, points), table(points, language), language)
}

/// The same without the table of their numbers, where that stands beside it.
pub fn line_alone(title: &str, points: &[Point], language: Language) -> Markup {
    drawn((title, points), html! {}, language)
}

fn drawn((title, points): (&str, &[Point]), table: Markup, language: Language) -> Markup {
    let Some((scale, marks)) = Scale::of(points) else { return html! {} };
    let said: Vec<String> = points.iter().map(|point| format!("{}: {}", point.label, point.text)).collect();
    let body = html! {
        @for mark in &marks {
            line.grid x1=(number(LEFT)) x2=(number(WIDTH)) y1=(number(scale.y(*mark))) y2=(number(scale.y(*mark))) {}
            text.label text-anchor="end" x=(number(LEFT - 6.0)) y=(number(scale.y(*mark) + 4.0)) { (short_numeral(*mark, language)) }
        }
        (band(points, &scale))
        @for pair in points.windows(2) {
            line.path.gap[!is_next(&pair[0], &pair[1])] x1=(number(scale.x(&pair[0]))) y1=(number(scale.y(pair[0].value)))
                x2=(number(scale.x(&pair[1]))) y2=(number(scale.y(pair[1].value))) {}
        }
        @for point in points { circle.dot cx=(number(scale.x(point))) cy=(number(scale.y(point.value))) r="4" {} }
        (labels(points, &scale))
    };
    let has_gap = points.windows(2).any(|pair| !is_next(&pair[0], &pair[1]));
    let legend = html! { @if has_gap { p.legend { @match language {
        Language::En => "Dashes: no number is known for the periods between.",
        Language::Es => "Trazos: no se conoce ninguna cifra de los períodos intermedios.",
    } } } };
    let height = TOP + PLOT + BELOW;
    Frame { title, said: said.join("; "), height, body, legend, table }.markup(language)
}

/// True where one period ends on the day before the other begins.
fn is_next(earlier: &Point, later: &Point) -> bool {
    earlier.days.1.plus_days(1) == later.days.0
}

/// The band between the ends of the intervals, through the points that have one.
fn band(points: &[Point], scale: &Scale) -> Markup {
    let ends: Vec<(f64, f64, f64)> =
        points.iter().filter_map(|point| point.interval.map(|(low, high)| (scale.x(point), low, high))).collect();
    let at = |x: f64, value: f64| format!("{},{}", number(x), number(scale.y(value)));
    let upper = ends.iter().map(|(x, _, high)| at(*x, *high));
    let lower = ends.iter().rev().map(|(x, low, _)| at(*x, *low));
    let outline: Vec<String> = upper.chain(lower).collect();
    html! {
        @if ends.len() > 1 { polygon.band points=(outline.join(" ")) {} }
        @for (x, low, high) in &ends {
            line.whisker x1=(number(*x)) x2=(number(*x)) y1=(number(scale.y(*low))) y2=(number(scale.y(*high))) {}
        }
    }
}

/// Values above their points and years below, each where there is room for it; the last always has both.
fn labels(points: &[Point], scale: &Scale) -> Markup {
    let mut shown: Vec<&Point> = Vec::new();
    for point in points.iter().rev() {
        if shown.last().is_none_or(|later| scale.x(later) - scale.x(point) >= APART) {
            shown.push(point);
        }
    }
    let mut years: Vec<(f64, String)> = Vec::new();
    for point in points.iter().rev() {
        let (x, year) = (scale.x(point), short(point));
        if years.last().is_none_or(|(later, said)| later - x >= APART && *said != year) {
            years.push((x, year));
        }
    }
    let top = |point: &Point| point.interval.map_or(point.value, |(_, high)| high.max(point.value));
    html! {
        @for point in shown { text.value text-anchor="middle" x=(number(scale.x(point))) y=(number(scale.y(top(point)) - 8.0)) { (first_word(&point.text)) } }
        @for (x, year) in years { text.label text-anchor="middle" x=(number(x)) y=(number(TOP + PLOT + 18.0)) { (year) } }
    }
}

/// The value without the interval behind it, which the band shows.
fn first_word(text: &str) -> &str {
    text.split_once(" (").map_or(text, |(value, _)| value)
}

/// A period in few characters: 2016, 2016-11, 2009–2017.
fn short(point: &Point) -> String {
    let (first, last) = point.days;
    if first.year != last.year {
        return format!("{}–{}", first.year, last.year);
    }
    let is_month = first.month == last.month;
    if is_month { format!("{}-{:02}", first.year, first.month) } else { first.year.to_string() }
}

fn table(points: &[Point], language: Language) -> Markup {
    let (period, value) = match language {
        Language::En => ("Period", "Value"),
        Language::Es => ("Período", "Valor"),
    };
    html! { table {
        thead { tr { th scope="col" { (period) } th.number scope="col" { (value) } } }
        tbody { @for point in points { tr {
            th scope="row" { @if point.href.is_empty() { (point.label) } @else { a href=(point.href) { (point.label) } } }
            td.number { (point.text) }
        } } }
    } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(month: &str, value: f64, interval: Option<(f64, f64)>) -> Point {
        let (first, last) = month.parse::<record::Edtf>().unwrap().bounds();
        let days = (first.unwrap(), last.unwrap());
        Point { label: month.to_owned(), days, value, interval, text: value.to_string(), href: String::new() }
    }

    #[test]
    fn months_that_are_missing_are_dashed_and_said() {
        let whole =
            line("Title", &[point("2016-11", 213.0, None), point("2016-12", 214.0, None)], Language::En).into_string();
        assert!(!whole.contains("gap") && !whole.contains("Dashes"), "{whole}");
        let broken =
            line("Title", &[point("2016-11", 213.0, None), point("2017-02", 212.0, None)], Language::En).into_string();
        assert!(broken.contains("path gap") && broken.contains("Dashes"), "{broken}");
        assert!(
            broken.contains("<title>Title</title><desc>2016-11: 213; 2017-02: 212</desc>")
                && broken.contains("<table>")
        );
    }

    #[test]
    fn intervals_make_a_band_within_the_drawing() {
        let points = [point("2015", 3.0, Some((1.0, 6.0))), point("2016", 5.0, Some((2.0, 9.0)))];
        let text = line("Title", &points, Language::Es).into_string();
        assert!(text.contains("polygon class=\"band\"") && !text.contains("=\"-"), "{text}");
        assert_eq!(line("Title", &[], Language::Es).into_string(), "");
    }
}
