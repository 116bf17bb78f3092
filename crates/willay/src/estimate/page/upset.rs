//! Which lists hold whom together: the patterns as columns of an UpSet plot, the most frequent first.
//!
//! Source: Lex, Gehlenborg, Strobelt, Vuillemot & Pfister 2014, *IEEE Trans. Vis. Comput. Graph.* 20:1983-1992.

use ::estimate::CaptureTable;
use maud::{Markup, html};

use super::plot::{Plot, Table, WIDTH, unit, words};
use crate::estimate::{cells::Cells, language::t, summary::count};

/// Patterns that fit on a phone.
const PATTERNS_SHOWN: usize = 18;

const BARS: f64 = 110.0;
const TOP: f64 = 16.0;
const LINE: f64 = 18.0;
/// Room for the names of lists.
const NAMES: f64 = 96.0;

/// Hidden patterns are not drawn; the table says that they are hidden.
pub(super) fn figure(table: &CaptureTable, cells: &Cells<'_>) -> Markup {
    let mut shown: Vec<(u32, u64)> =
        table.patterns().filter_map(|(pattern, _)| Some((pattern, cells.persons(pattern)?))).collect();
    shown.sort_by_key(|(pattern, persons)| (std::cmp::Reverse(*persons), *pattern));
    let drawn = &shown[..shown.len().min(PATTERNS_SHOWN)];
    let most = drawn.first().map_or(1, |(_, persons)| *persons).max(1);
    #[expect(clippy::cast_precision_loss, reason = "a few patterns and lists")]
    let (step, height) = ((WIDTH - NAMES) / drawn.len().max(1) as f64, TOP + BARS + 10.0 + LINE * table.lists() as f64);
    let step = step.min(34.0);
    let place = |at: usize| f64::from(u16::try_from(at).unwrap_or(u16::MAX));
    let x = |at: usize| NAMES + step * (place(at) + 0.5);
    let y = |list: usize| TOP + BARS + 16.0 + LINE * place(list);
    #[expect(clippy::cast_precision_loss, reason = "a length in a drawing")]
    let tall = |persons: u64| (persons as f64 / most as f64 * BARS).max(1.0);
    let body = html! {
        @for (list, name) in table.names().iter().enumerate() {
            text.label x="0" y=(unit(y(list) + 4.0)) { (shortened(name)) }
            line.grid x1=(NAMES) x2=(WIDTH) y1=(unit(y(list))) y2=(unit(y(list))) {}
        }
        @for (at, (pattern, persons)) in drawn.iter().enumerate() {
            rect.bar x=(unit(x(at) - step * 0.35)) y=(unit(TOP + BARS - tall(*persons))) width=(unit(step * 0.7)) height=(unit(tall(*persons))) {
                title { (count(*persons)) }
            }
            text.tick x=(unit(x(at))) y=(unit(TOP + BARS - tall(*persons) - 3.0)) text-anchor="middle" font-size=(if drawn.len() > 11 { "7.5" } else { "9.5" }) { (count(*persons)) }
            @let on: Vec<usize> = (0..table.lists()).filter(|list| pattern >> list & 1 == 1).collect();
            @if let (Some(first), Some(last)) = (on.first(), on.last()) {
                line.axis x1=(unit(x(at))) x2=(unit(x(at))) y1=(unit(y(*first))) y2=(unit(y(*last))) {}
            }
            @for list in &on { circle.dot cx=(unit(x(at))) cy=(unit(y(*list))) r="4" {} }
        }
    };
    let rows = table.patterns().map(|(pattern, _)| {
        let names: Vec<&str> = (0..table.lists())
            .filter(|list| pattern >> list & 1 == 1)
            .map(|list| table.names()[list].as_str())
            .collect();
        vec![names.join(" + "), cells.persons(pattern).map_or_else(|| t("hidden"), count)]
    });
    let title = if drawn.len() < shown.len() {
        format!("Who is on which lists: the {} most frequent of {} patterns", drawn.len(), shown.len())
    } else {
        "Who is on which lists".to_owned()
    };
    Plot {
        name: "overlap".to_owned(),
        title,
        description: "Each column is a combination of lists, marked by dots, with the persons on exactly these."
            .to_owned(),
        table: Table { head: words(&["on exactly these lists", "persons"]), rows: rows.collect() },
    }
    .figure(&body, height)
}

fn shortened(name: &str) -> String {
    let most = 15;
    if name.chars().count() <= most {
        return name.to_owned();
    }
    format!("{}…", name.chars().take(most - 1).collect::<String>())
}
