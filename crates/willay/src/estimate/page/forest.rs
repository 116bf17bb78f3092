//! Numbers with their intervals, one below the other on one scale.

use maud::{Markup, html};

use super::plot::{Plot, WIDTH, ticks, unit};
use crate::estimate::summary::{interval, persons};

/// Height of a row: a line of words and a line of drawing.
const ROW: f64 = 38.0;
const TOP: f64 = 6.0;
const LEFT: f64 = 6.0;
const RIGHT: f64 = WIDTH - 6.0;

/// Where the largest interval is longer than this many times the largest number, it is cut and marked with an arrow.
const CUT: f64 = 2.5;

/// One number.
pub(super) struct Line {
    pub(super) label: String,
    pub(super) point: f64,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) is_bound: bool,
}

/// The rows on a scale from nought.
pub(super) fn figure(plot: &Plot, lines: &[Line], documented: Option<f64>) -> Markup {
    let point = lines.iter().map(|line| line.point).filter(|point| point.is_finite()).fold(1.0, f64::max);
    let ends = lines.iter().map(|line| line.high).filter(|high| high.is_finite()).fold(point, f64::max);
    let most = ends.min(CUT * point) * 1.02;
    let x = |value: f64| LEFT + (value / most).clamp(0.0, 1.0) * (RIGHT - LEFT);
    #[expect(clippy::cast_precision_loss, reason = "a few rows")]
    let bottom = TOP + ROW * lines.len() as f64;
    let body = html! {
        @for tick in ticks(0.0, most) {
            line.grid x1=(unit(x(tick))) x2=(unit(x(tick))) y1="0" y2=(unit(bottom)) {}
            text.tick x=(unit(x(tick))) y=(unit(bottom + 14.0)) text-anchor=(if tick > 0.9 * most { "end" } else if tick > 0.0 { "middle" } else { "start" }) {
                (persons(tick))
            }
        }
        @if let Some(documented) = documented {
            line.threshold x1=(unit(x(documented))) x2=(unit(x(documented))) y1="0" y2=(unit(bottom)) {}
            text.tick x=(unit(x(documented))) y=(unit(bottom + 28.0)) text-anchor=(if documented > 0.8 * most { "end" } else if documented < 0.2 * most { "start" } else { "middle" }) {
                "documented " (persons(documented))
            }
        }
        @for (at, line) in lines.iter().enumerate() {
            (row(line, TOP + ROW * f64::from(u16::try_from(at).unwrap_or(u16::MAX)), &x, most))
        }
    };
    plot.figure(&body, bottom + if documented.is_some() { 34.0 } else { 20.0 })
}

fn row(line: &Line, top: f64, x: &dyn Fn(f64) -> f64, most: f64) -> Markup {
    let (words, middle) = (top + 12.0, top + 24.0);
    let is_cut = line.high > most;
    html! {
        text.label x="0" y=(unit(words)) { (shortened(&line.label)) }
        text.value x=(WIDTH) y=(unit(words)) text-anchor="end" {
            @if line.is_bound { "≥ " } (persons(line.point))
        }
        line.reach x1=(unit(x(line.low))) x2=(unit(x(line.high))) y1=(unit(middle)) y2=(unit(middle)) { title { (interval(line.low, line.high)) } }
        @if is_cut {
            path.arrow d=(format!("M{} {} l-7 -4 v8 z", unit(x(most)), unit(middle))) {}
        }
        circle.dot.hollow[line.is_bound] cx=(unit(x(line.point))) cy=(unit(middle)) r="4.5" {}
    }
}

fn shortened(label: &str) -> String {
    let most = 48;
    if label.chars().count() <= most {
        return label.to_owned();
    }
    format!("{}…", label.chars().take(most - 1).collect::<String>())
}
