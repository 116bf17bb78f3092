//! What all charts have: a caption, a drawing with its name and description, and the table of its numbers.

use crate::elements;
use maud::{Markup, html};
use record::{Language, date::Day};

/// Width of every drawing, that of a phone, so that its words stay readable there; heights follow from what is drawn.
pub(super) const WIDTH: f64 = 400.0;

/// A drawing and what is said of it.
pub(super) struct Frame<'a> {
    pub(super) title: &'a str,
    /// All that the drawing shows, in words.
    pub(super) said: String,
    pub(super) height: f64,
    pub(super) body: Markup,
    /// What stands between the drawing and its table: a legend.
    pub(super) legend: Markup,
    /// The table of its numbers; empty where it stands beside the chart.
    pub(super) table: Markup,
}

impl Frame<'_> {
    pub(super) fn markup(self, language: Language) -> Markup {
        let open = match language {
            Language::En => "The numbers as a table",
            Language::Es => "Los números en una tabla",
        };
        html! {
            figure.chart {
                figcaption { (self.title) }
                svg viewBox=(format!("0 0 {WIDTH} {:.0}", self.height)) role="img" {
                    title { (self.title) }
                    desc { (self.said) }
                    (self.body)
                }
                (self.legend)
                @if !self.table.0.is_empty() {
                    details { summary { (open) } div.scroll tabindex="0" role="group" aria-label=(elements::scrolls(language)) { (self.table) } }
                }
            }
        }
    }
}

/// A coordinate with one decimal, so that the bytes are always the same.
pub(super) fn number(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded == rounded.trunc() { format!("{rounded:.0}") } else { format!("{rounded:.1}") }
}

/// A label in lines of so many characters.
pub(super) fn lines(label: &str, longest: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in label.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < longest => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Days from one to another as a length.
#[expect(clippy::cast_precision_loss, reason = "ten thousand years are four million days")]
pub(super) fn days(from: Day, to: Day) -> f64 {
    from.days_until(to) as f64
}

/// A count of things as a length.
#[expect(clippy::cast_precision_loss, reason = "rows and columns are few")]
pub(super) fn length(count: usize) -> f64 {
    count as f64
}

/// Round numbers from at most the lowest value to at least the highest: the values at which an axis is marked.
pub(super) fn ticks(low: f64, high: f64) -> Vec<f64> {
    let span = (high - low).max(1e-9);
    let rough = span / 4.0;
    let power = 10.0_f64.powf(rough.log10().floor());
    let step =
        [1.0, 2.0, 5.0, 10.0].into_iter().map(|times| times * power).find(|step| *step >= rough).unwrap_or(power);
    let first = (low / step).floor();
    let last = (high / step).ceil();
    let mut ticks = Vec::new();
    let mut at = first;
    while at <= last {
        // Tenths of a step are not lost to the way in which computers add.
        ticks.push((at * step * 1e6).round() / 1e6);
        at += 1.0;
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_all_values() {
        assert_eq!(ticks(0.0, 213.0), [0.0, 100.0, 200.0, 300.0]);
        assert_eq!(ticks(60.2, 73.4), [60.0, 65.0, 70.0, 75.0]);
        assert_eq!(ticks(0.0, 3.0), [0.0, 1.0, 2.0, 3.0]);
    }
}
