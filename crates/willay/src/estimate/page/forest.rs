//! Numbers with their intervals, one below the other on one scale.

use maud::{Markup, html};

use super::plot::{Plot, WIDTH, ticks, unit};
use crate::estimate::{
    language::{in_english, t},
    summary::{interval, persons},
};

/// Height of a row: a line of words and a line of drawing.
const ROW: f64 = 38.0;
const TOP: f64 = 6.0;
const LEFT: f64 = 6.0;
const RIGHT: f64 = WIDTH - 6.0;

/// Where the largest interval is longer than this many times the largest number, it is cut and marked with an arrow.
const CUT: f64 = 2.5;

/// Where the largest number is more than this many times the least, the scale goes by powers of ten.
const FAR_APART: f64 = 15.0;

/// One number.
pub(super) struct Line {
    pub(super) label: String,
    pub(super) point: f64,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) is_bound: bool,
}

/// The rows on one scale.
pub(super) fn figure(plot: &Plot, lines: &[Line], documented: Option<f64>) -> Markup {
    let scale = Scale::of(lines, documented);
    let most = scale.most;
    let x = |value: f64| LEFT + scale.share(value) * (RIGHT - LEFT);
    #[expect(clippy::cast_precision_loss, reason = "a few rows")]
    let bottom = TOP + ROW * lines.len() as f64;
    let body = html! {
        @for tick in scale.ticks() {
            line.grid x1=(unit(x(tick))) x2=(unit(x(tick))) y1="0" y2=(unit(bottom)) {}
            text.tick x=(unit(x(tick))) y=(unit(bottom + 14.0)) text-anchor=(if scale.share(tick) > 0.9 { "end" } else if scale.share(tick) > 0.06 { "middle" } else { "start" }) {
                (persons(tick))
            }
        }
        @if let Some(documented) = documented {
            line.threshold x1=(unit(x(documented))) x2=(unit(x(documented))) y1="0" y2=(unit(bottom)) {}
            text.tick x=(unit(x(documented))) y=(unit(bottom + 28.0)) text-anchor=(if scale.share(documented) > 0.8 { "end" } else if scale.share(documented) < 0.2 { "start" } else { "middle" }) {
                (t(&format!("documented {}", in_english(documented))))
            }
        }
        @for (at, line) in lines.iter().enumerate() {
            (row(line, TOP + ROW * f64::from(u16::try_from(at).unwrap_or(u16::MAX)), &x, most))
        }
    };
    plot.figure(&body, bottom + if documented.is_some() { 34.0 } else { 20.0 })
}

/// From nought to the most; by powers of ten where the numbers lie far apart.
struct Scale {
    /// Where the scale begins: 0, or above 0 where it goes by powers.
    least: f64,
    most: f64,
}

impl Scale {
    fn of(lines: &[Line], documented: Option<f64>) -> Self {
        let points = || lines.iter().map(|line| line.point).filter(|point| point.is_finite());
        let point = points().fold(1.0, f64::max);
        let ends = lines.iter().map(|line| line.high).filter(|high| high.is_finite()).fold(point, f64::max);
        let lowest = lines.iter().map(|line| line.low).chain(documented).fold(f64::INFINITY, f64::min);
        if point > FAR_APART * points().fold(f64::INFINITY, f64::min) && lowest > 0.0 {
            return Self { least: lowest / 1.3, most: ends.min(CUT * CUT * point) * 1.3 };
        }
        Self { least: 0.0, most: ends.min(CUT * point) * 1.02 }
    }

    fn share(&self, value: f64) -> f64 {
        let share = if self.least > 0.0 {
            (value / self.least).ln() / (self.most / self.least).ln()
        } else {
            value / self.most
        };
        share.clamp(0.0, 1.0)
    }

    fn ticks(&self) -> Vec<f64> {
        if self.least <= 0.0 {
            return ticks(0.0, self.most);
        }
        let powers = (0..12).map(|power| 10_f64.powi(power));
        powers.filter(|power| (self.least..=self.most).contains(power)).collect()
    }
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
