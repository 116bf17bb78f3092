//! Charts with two axes: pairs by weight, precision against recall, what was said against what was true.

use maud::{Markup, html};

use super::{
    WeightHistogram,
    rows::{Chart, WIDTH, unit},
    wording::Wording,
};
use crate::review::chance::as_f64;

/// The frame of the plot within the drawing.
const LEFT: f64 = 46.0;
const RIGHT: f64 = WIDTH - 8.0;
const TOP: f64 = 20.0;
/// Height of a histogram, and of a square plot.
const LOW_BOTTOM: f64 = 190.0;
const SQUARE_BOTTOM: f64 = TOP + RIGHT - LEFT;
/// Room below for numbers and the name of the axis.
const BELOW: f64 = 38.0;

/// A histogram with counts on a log scale and the threshold as a line.
pub(super) fn histogram(
    chart: &Chart,
    histogram: &WeightHistogram,
    threshold_bits: Option<f64>,
    wording: Wording,
) -> Markup {
    let bins = as_f64(histogram.pairs.len().max(1) as u64);
    let most = as_f64(histogram.pairs.iter().copied().max().unwrap_or(0).max(1));
    let width = (RIGHT - LEFT) / bins;
    let y = |count: f64| LOW_BOTTOM - (1.0 + count).log10() / (1.0 + most).log10() * (LOW_BOTTOM - TOP);
    let x = |bits: f64| LEFT + (bits - histogram.from_bits) / histogram.bin_bits * width;
    let to_bits = histogram.from_bits + bins * histogram.bin_bits;
    let powers = (0..16).map(|power| 10_f64.powi(power)).take_while(|count| *count <= most);
    let shown = threshold_bits.filter(|bits| (histogram.from_bits..=to_bits).contains(bits));
    let body = html! {
        @for count in powers {
            line.grid x1=(LEFT) x2=(RIGHT) y1=(unit(y(count))) y2=(unit(y(count))) {}
            text.tick x=(LEFT - 5.0) y=(unit(y(count) + 4.0)) text-anchor="end" { (record::numeral(count, 0, wording.0)) }
        }
        @for (at, count) in histogram.pairs.iter().enumerate().filter(|(_, count)| **count > 0) {
            rect.bar x=(unit(LEFT + as_f64(at as u64) * width + 0.5)) y=(unit(y(as_f64(*count))))
                width=(unit((width - 1.0).max(0.6))) height=(unit(LOW_BOTTOM - y(as_f64(*count)))) {}
        }
        line.axis x1=(LEFT) x2=(RIGHT) y1=(LOW_BOTTOM) y2=(LOW_BOTTOM) {}
        @for bits in ticks(histogram.from_bits, to_bits) {
            text.tick x=(unit(x(bits))) y=(LOW_BOTTOM + 15.0) text-anchor="middle" { (record::numeral(bits, 0, wording.0)) }
        }
        text.tick x=(unit(f64::midpoint(LEFT, RIGHT))) y=(LOW_BOTTOM + 32.0) text-anchor="middle" {
            (wording.say("match weight, bits", "peso, en bits"))
        }
        @if let Some(bits) = shown {
            @let is_right = x(bits) > f64::midpoint(LEFT, RIGHT);
            line.threshold x1=(unit(x(bits))) x2=(unit(x(bits))) y1="4" y2=(LOW_BOTTOM) {}
            text.value x=(unit(x(bits) + if is_right { -5.0 } else { 5.0 })) y="13" text-anchor=(if is_right { "end" } else { "start" }) {
                (wording.say("threshold", "umbral")) " " (wording.one(bits))
            }
        }
    };
    chart.figure(&body, LOW_BOTTOM + BELOW, wording)
}

/// Round numbers across a range, some five of them.
fn ticks(from: f64, to: f64) -> Vec<f64> {
    let step = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0].into_iter().find(|step| (to - from) / step <= 8.0);
    let step = step.unwrap_or(((to - from) / 5.0).max(1.0));
    let first = (from / step).ceil();
    (0..=9_u8).map(|at| (first + f64::from(at)) * step).take_while(|bits| *bits <= to).collect()
}

/// A square plot of shares.
pub(super) struct Square {
    /// Where both axes begin: a tenth.
    pub(super) from: f64,
    /// Names of the axes, across and up.
    pub(super) axes: (&'static str, &'static str),
    /// Points, across and up.
    pub(super) points: Vec<(f64, f64)>,
    /// True where a line joins the points.
    pub(super) is_joined: bool,
    /// True where a line shows equality.
    pub(super) has_diagonal: bool,
    /// A point to be named.
    pub(super) named: Option<((f64, f64), String)>,
}

impl Square {
    /// The largest tenth below all points, 0.9 at most.
    pub(super) fn from(points: &[(f64, f64)]) -> f64 {
        let least = points.iter().map(|(across, up)| across.min(*up)).fold(0.9, f64::min);
        (least * 10.0).floor().max(0.0) / 10.0
    }

    /// The plot.
    pub(super) fn figure(&self, chart: &Chart, wording: Wording) -> Markup {
        let span = 1.0 - self.from;
        let part = |share: f64| ((share - self.from) / span).clamp(0.0, 1.0);
        let x = |share: f64| LEFT + part(share) * (RIGHT - LEFT);
        let y = |share: f64| SQUARE_BOTTOM - part(share) * (SQUARE_BOTTOM - TOP);
        let path: Vec<String> =
            self.points.iter().map(|(across, up)| format!("{},{}", unit(x(*across)), unit(y(*up)))).collect();
        let body = html! {
            text.tick x="0" y="12" { (self.axes.1) }
            @for fifth in 0..=5_u8 {
                @let share = self.from + span * f64::from(fifth) / 5.0;
                @let said = record::numeral(share, 2, wording.0);
                line.grid x1=(LEFT) x2=(RIGHT) y1=(unit(y(share))) y2=(unit(y(share))) {}
                line.grid x1=(unit(x(share))) x2=(unit(x(share))) y1=(TOP) y2=(SQUARE_BOTTOM) {}
                text.tick x=(LEFT - 5.0) y=(unit(y(share) + 4.0)) text-anchor="end" { (said) }
                text.tick x=(unit(x(share))) y=(SQUARE_BOTTOM + 15.0) text-anchor=(if fifth == 5 { "end" } else { "middle" }) { (said) }
            }
            text.tick x=(RIGHT) y=(SQUARE_BOTTOM + 32.0) text-anchor="end" { (self.axes.0) }
            @if self.has_diagonal { line.zero x1=(LEFT) y1=(SQUARE_BOTTOM) x2=(RIGHT) y2=(TOP) {} }
            @if self.is_joined { polyline.curve points=(path.join(" ")) {} }
            @else { @for (across, up) in &self.points { circle.dot cx=(unit(x(*across))) cy=(unit(y(*up))) r="5" {} } }
            @if let Some(((across, up), name)) = &self.named {
                circle.dot cx=(unit(x(*across))) cy=(unit(y(*up))) r="5" {}
                text.value x=(unit(x(*across) - 9.0)) y=(unit(y(*up) + 18.0)) text-anchor="end" { (name) }
            }
        };
        chart.figure(&body, SQUARE_BOTTOM + BELOW, wording)
    }
}
