//! What lies behind an interval: the profile likelihood of the best model, and the draws of methods that make them.

use maud::{Markup, html};

use super::plot::{Plot, Table, WIDTH, ticks, unit, words};
use crate::estimate::{
    Estimated, Stratum,
    answer::{Answer, Found},
    language::{in_english, interval_in_english, t},
    summary::persons,
};

const LEFT: f64 = 8.0;
const RIGHT: f64 = WIDTH - 8.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 150.0;

/// Bars of a histogram.
const BINS: usize = 40;

/// A histogram shows what lies between these shares of the draws.
const SHOWN: f64 = 0.99;

/// All curves of a stratum.
pub(super) fn sections(stratum: &Stratum, estimated: &Estimated<'_>) -> Markup {
    let drawn = stratum.answers.iter().filter_map(|answer| Some((answer, answer.outcome.as_ref().ok()?)));
    let drawn: Vec<(&Answer, &Found)> = drawn.filter(|(_, found)| !found.draws.is_empty()).collect();
    let curve = stratum.models.as_ref().map(|models| models.curve.as_slice()).unwrap_or_default();
    html! {
        @if curve.len() > 2 || !drawn.is_empty() {
            section {
                h2 { (t("Behind the intervals")) }
                @if curve.len() > 2 { (profile(curve, stratum, estimated)) }
                @for (answer, found) in drawn { (histogram(answer, found)) }
            }
        }
    }
}

/// Log-likelihood below its top, cut at the level of the interval.
fn profile(curve: &[(f64, f64)], stratum: &Stratum, estimated: &Estimated<'_>) -> Markup {
    let (from, to) = (curve[0].0, curve[curve.len() - 1].0);
    let deepest = curve.iter().map(|(_, value)| *value).fold(0.0, f64::min).max(-8.0);
    let x = |population: f64| LEFT + (population - from) / (to - from) * (RIGHT - LEFT);
    let y = |value: f64| TOP + value.max(deepest) / deepest.min(-0.1) * (BOTTOM - TOP);
    let path: Vec<String> = curve.iter().map(|(at, value)| format!("{},{}", unit(x(*at)), unit(y(*value)))).collect();
    let best = stratum.answers.iter().find(|answer| answer.method == "log-linear-best");
    let best = best.and_then(|answer| answer.outcome.as_ref().ok());
    let body = html! {
        (axis(from, to, &x))
        @if let Some(found) = best {
            line.threshold x1=(unit(x(found.low.max(from)))) x2=(unit(x(found.low.max(from)))) y1=(TOP) y2=(BOTTOM) {}
            @if found.high.is_finite() {
                line.threshold x1=(unit(x(found.high))) x2=(unit(x(found.high))) y1=(TOP) y2=(BOTTOM) {}
            }
        }
        polyline.curve points=(path.join(" ")) {}
    };
    let rows = curve.iter().step_by(5).map(|(at, value)| vec![persons(*at), format!("{value:.3}")]);
    let model = best.map_or("", |found| found.model.as_str());
    Plot {
        name: "profile".to_owned(),
        title: format!("Profile likelihood of the best log-linear model, {model}"),
        description: format!(
            "How far each population's log-likelihood lies below the highest; the dashed lines are the ends of the {:.4} interval.",
            estimated.level.share()
        ),
        table: Table { head: words(&["persons", "log-likelihood below the top"]), rows: rows.collect() },
    }
    .figure(&body, BOTTOM + 24.0)
}

/// The draws between their outermost hundredths.
fn histogram(answer: &Answer, found: &Found) -> Markup {
    let mut sorted: Vec<f64> = found.draws.iter().copied().filter(|draw| draw.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| ::estimate::diagnostics::quantile(&sorted, share);
    // The ends of the interval are shown too, but for one that would make the rest too small to see.
    let (from, to) = (at((1.0 - SHOWN) / 2.0).min(found.low), at(f64::midpoint(1.0, SHOWN)));
    let to = if found.high < from + 2.0 * (to - from) { to.max(found.high) } else { to };
    if to.total_cmp(&from).is_le() {
        return html! { p.note { (t(&answer.title)) ": " (t(&format!("all draws are {} persons.", in_english(from)))) } };
    }
    let mut bins = [0_u32; BINS];
    for draw in sorted.iter().filter(|draw| (from..=to).contains(*draw)) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between nought and the bins")]
        let bin = ((draw - from) / (to - from) * f64::from(BINS as u32)) as usize;
        bins[bin.min(BINS - 1)] += 1;
    }
    let most = f64::from(bins.iter().copied().max().unwrap_or(1).max(1));
    let width = (RIGHT - LEFT) / f64::from(BINS as u32);
    let x = |population: f64| LEFT + (population - from) / (to - from) * (RIGHT - LEFT);
    let place = |bin: usize| LEFT + width * f64::from(u16::try_from(bin).unwrap_or(u16::MAX));
    let body = html! {
        (axis(from, to, &x))
        @for (bin, times) in bins.iter().enumerate().filter(|(_, times)| **times > 0) {
            @let tall = f64::from(*times) / most * (BOTTOM - TOP);
            rect.bar x=(unit(place(bin))) y=(unit(BOTTOM - tall)) width=(unit(width - 0.8)) height=(unit(tall)) {}
        }
        @for end in [found.low, found.high] {
            @if (from..=to).contains(&end) {
                line.threshold x1=(unit(x(end))) x2=(unit(x(end))) y1=(TOP) y2=(BOTTOM) {}
            }
        }
    };
    let rows = [0.025, 0.25, 0.5, 0.75, 0.975].map(|share| vec![format!("{share}"), persons(at(share))]);
    Plot {
        name: format!("draws-{}", answer.method),
        title: format!("{}: {} draws", answer.title, found.draws.len()),
        description: format!(
            "How often each population was drawn; the interval is {}.",
            interval_in_english(found.low, found.high)
        ),
        table: Table { head: words(&["share below", "persons"]), rows: rows.to_vec() },
    }
    .figure(&body, BOTTOM + 24.0)
}

fn axis(from: f64, to: f64, x: &dyn Fn(f64) -> f64) -> Markup {
    html! {
        line.axis x1=(LEFT) x2=(RIGHT) y1=(BOTTOM) y2=(BOTTOM) {}
        @for tick in ticks(from, to) {
            line.grid x1=(unit(x(tick))) x2=(unit(x(tick))) y1=(TOP) y2=(BOTTOM) {}
            text.tick x=(unit(x(tick))) y=(BOTTOM + 15.0) text-anchor=(if x(tick) > RIGHT - 24.0 { "end" } else if x(tick) < LEFT + 24.0 { "start" } else { "middle" }) {
                (persons(tick))
            }
        }
    }
}
