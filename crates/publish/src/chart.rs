//! Charts as SVG that anyone can read: described, with text labels, and always with the table of their numbers.

use maud::{Markup, PreEscaped, html};
use record::Language;

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

/// Width of the drawing; heights follow from the rows.
const WIDTH: f64 = 640.0;
const ROW: f64 = 52.0;

/// Horizontal bars from nought, their labels above them.
pub fn bars(title: &str, bars: &[Bar], language: Language) -> Markup {
    let top = bars.iter().map(|bar| bar.value).fold(0.0, f64::max).max(1e-9);
    let scale = |value: f64| (value.max(0.0) / top) * (WIDTH - 90.0);
    let body = rows(bars, |bar, y| {
        let width = scale(bar.value);
        html! {
            rect.bar x="0" y=(number(y + 20.0)) width=(number(width)) height="20" rx="2" {}
            text.value x=(number(width + 8.0)) y=(number(y + 35.0)) { (bar.text) }
        }
    });
    drawing(title, bars, body, language)
}

/// Values of rival figures on one line each, with their intervals.
pub fn dots(title: &str, dots: &[Bar], language: Language) -> Markup {
    let ends = dots.iter().flat_map(|dot| {
        [dot.value, dot.interval.map_or(dot.value, |(low, _)| low), dot.interval.map_or(dot.value, |(_, high)| high)]
    });
    let (low, high) = ends.fold((f64::INFINITY, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    let from = if low > 0.5 * high { low * 0.9 } else { 0.0 };
    let scale = |value: f64| 10.0 + (value - from) / (high - from).max(1e-9) * (WIDTH - 130.0);
    let body = rows(dots, |dot, y| {
        let at = scale(dot.value);
        let right = dot.interval.map_or(at, |(_, high)| scale(high));
        html! {
            @if let Some((low, high)) = dot.interval {
                line.whisker x1=(number(scale(low))) x2=(number(scale(high))) y1=(number(y + 30.0)) y2=(number(y + 30.0)) {}
            }
            circle.dot cx=(number(at)) cy=(number(y + 30.0)) r="6" {}
            text.value x=(number(right + 12.0)) y=(number(y + 35.0)) { (dot.text) }
        }
    });
    drawing(title, dots, body, language)
}

fn rows(bars: &[Bar], draw: impl Fn(&Bar, f64) -> Markup) -> Markup {
    let mut y = 0.0;
    let mut body = String::new();
    for bar in bars {
        let label = html! { text.label x="0" y=(number(y + 14.0)) { (bar.label) } };
        body.push_str(&label.into_string());
        body.push_str(&draw(bar, y).into_string());
        y += ROW;
    }
    PreEscaped(body)
}

fn drawing(title: &str, bars: &[Bar], body: Markup, language: Language) -> Markup {
    #[expect(clippy::cast_precision_loss, reason = "a chart has few rows")]
    let height = ROW * bars.len() as f64;
    let said: Vec<String> = bars.iter().map(|bar| format!("{}: {}", bar.label, bar.text)).collect();
    let (what, value, open) = match language {
        Language::En => ("What", "Value", "The numbers as a table"),
        Language::Es => ("Qué", "Valor", "Los números en una tabla"),
    };
    html! {
        figure.chart {
            figcaption { (title) }
            svg viewBox=(format!("0 0 {WIDTH} {height}")) role="img" aria-label=(format!("{title}. {}", said.join("; "))) { (body) }
            details { summary { (open) }
                table {
                    thead { tr { th scope="col" { (what) } th.number scope="col" { (value) } } }
                    tbody { @for bar in bars { tr { th scope="row" { a href=(bar.href) { (bar.label) } } td.number { (bar.text) } } } }
                }
            }
        }
    }
}

/// A coordinate with one decimal, so that the bytes are always the same.
fn number(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_says_its_numbers_in_words_and_in_a_table() {
        let bar =
            Bar { label: "A <b>".to_owned(), value: 3.0, interval: None, text: "3".to_owned(), href: "#".to_owned() };
        let text = bars("Title", &[bar], Language::En).into_string();
        assert!(text.contains("aria-label=\"Title. A &lt;b&gt;: 3\"") && text.contains("<table>"), "{text}");
    }
}
