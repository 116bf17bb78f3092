//! Charts as SVG that anyone can read: described, with text labels, and always with the table of their numbers.

use maud::{Markup, PreEscaped, html};
use record::Language;

mod choropleth;
mod frame;
mod line;
mod outline;
mod tiles;
mod timeline;
mod upset;

pub use choropleth::{Shown, choropleth};
pub use line::{Point, line, line_alone};
pub use outline::Outline;
pub use tiles::{Area, tiles};
pub use timeline::{Happening, timeline};
pub use upset::{Overlap, upset};

use frame::{Frame, WIDTH, lines, number};

/// One bar or dot.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What it is.
    pub label: String,
    /// How long it is.
    pub value: f64,
    /// Ends of its interval.
    pub interval: Option<(f64, f64)>,
    /// The value as it is printed.
    pub text: String,
    /// Where it leads.
    pub href: String,
}

/// Height of a row with one line of label.
const ROW: f64 = 42.0;
/// Height of each further line of a label.
const LINE: f64 = 13.0;
/// Characters of a label that fit on one line.
const LABEL: usize = 62;
/// Width of one character of a value, so that the longest has room to its right.
const CHARACTER: f64 = 6.8;

/// Where the drawing of values ends and their text has room.
fn right_edge(bars: &[Bar]) -> f64 {
    let longest = bars.iter().map(|bar| bar.text.chars().count()).max().unwrap_or(0);
    #[expect(clippy::cast_precision_loss, reason = "a value has few characters")]
    let room = longest as f64 * CHARACTER;
    (WIDTH - room - 16.0).max(WIDTH / 4.0)
}

/// Horizontal bars from nought, their labels above them.
pub fn bars(title: &str, bars: &[Bar], language: Language) -> Markup {
    drawing(title, bars, bars_drawn(bars), language)
}

/// The same without the table of their numbers, where that stands beside it.
pub fn bars_alone(title: &str, bars: &[Bar], language: Language) -> Markup {
    let (body, height) = bars_drawn(bars);
    Frame { title, said: said(bars), height, body, legend: html! {}, table: html! {} }.markup(language)
}

fn bars_drawn(bars: &[Bar]) -> (Markup, f64) {
    let end = |bar: &Bar| bar.interval.map_or(bar.value, |(_, high)| high.max(bar.value));
    let top = bars.iter().map(end).fold(0.0, f64::max).max(1e-9);
    let edge = right_edge(bars);
    let scale = |value: f64| (value.max(0.0) / top) * edge;
    rows(bars, |bar, y| {
        let width = scale(bar.value);
        html! {
            rect.bar x="0" y=(number(y + 4.0)) width=(number(width)) height="16" rx="2" {}
            @if let Some((low, high)) = bar.interval {
                line.whisker.on-bar x1=(number(scale(low))) x2=(number(scale(high))) y1=(number(y + 12.0)) y2=(number(y + 12.0)) {}
            }
            text.value x=(number(scale(end(bar)) + 8.0)) y=(number(y + 16.0)) { (bar.text) }
        }
    })
}

/// Values of rival figures on one line each, with their intervals.
pub fn dots(title: &str, dots: &[Bar], language: Language) -> Markup {
    let ends = dots.iter().flat_map(|dot| {
        [dot.value, dot.interval.map_or(dot.value, |(low, _)| low), dot.interval.map_or(dot.value, |(_, high)| high)]
    });
    let (low, high) = ends.fold((f64::INFINITY, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    let from = if low > 0.5 * high { low * 0.9 } else { 0.0 };
    let edge = right_edge(dots);
    let scale = |value: f64| 10.0 + (value - from) / (high - from).max(1e-9) * (edge - 10.0);
    let body = rows(dots, |dot, y| {
        let at = scale(dot.value);
        let right = dot.interval.map_or(at, |(_, high)| scale(high));
        html! {
            @if let Some((low, high)) = dot.interval {
                line.whisker x1=(number(scale(low))) x2=(number(scale(high))) y1=(number(y + 12.0)) y2=(number(y + 12.0)) {}
            }
            circle.dot cx=(number(at)) cy=(number(y + 12.0)) r="5" {}
            text.value x=(number(right + 12.0)) y=(number(y + 16.0)) { (dot.text) }
        }
    });
    drawing(title, dots, body, language)
}

/// Every row under the lines of its label, with the height of all.
fn rows(bars: &[Bar], draw: impl Fn(&Bar, f64) -> Markup) -> (Markup, f64) {
    let mut y = 0.0;
    let mut body = String::new();
    for bar in bars {
        for line in lines(&bar.label, LABEL) {
            y += LINE;
            body.push_str(&html! { text.label x="0" y=(number(y - 2.0)) { (line) } }.into_string());
        }
        body.push_str(&draw(bar, y).into_string());
        y += ROW - LINE;
    }
    (PreEscaped(body), y)
}

/// What bars show, in words.
fn said(bars: &[Bar]) -> String {
    let said: Vec<String> = bars.iter().map(|bar| format!("{}: {}", bar.label, bar.text)).collect();
    said.join("; ")
}

fn drawing(title: &str, bars: &[Bar], (body, height): (Markup, f64), language: Language) -> Markup {
    let (what, value) = match language {
        Language::En => ("What", "Value"),
        Language::Es => ("Qué", "Valor"),
    };
    let table = html! { table {
        thead { tr { th scope="col" { (what) } th.number scope="col" { (value) } } }
        tbody { @for bar in bars { tr { th scope="row" { a href=(bar.href) { (bar.label) } } td.number { (bar.text) } } } }
    } };
    Frame { title, said: said(bars), height, body, legend: html! {}, table }.markup(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_says_its_numbers_in_words_and_in_a_table() {
        let bar =
            Bar { label: "A <b>".to_owned(), value: 3.0, interval: None, text: "3".to_owned(), href: "#".to_owned() };
        let text = bars("Title", &[bar], Language::En).into_string();
        assert!(text.contains("<title>Title</title><desc>A &lt;b&gt;: 3</desc>") && text.contains("<table>"), "{text}");
    }
}
