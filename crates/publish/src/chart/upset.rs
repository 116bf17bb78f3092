//! How lists overlap: for each combination of lists the persons who are on exactly these, the largest first (Lex, Gehlenborg,
//! Strobelt, Vuillemot and Pfister 2014, *IEEE Trans. Vis. Comput. Graph.* 20:1983–1992, turned so that rows fit a phone).

use maud::{Markup, html};
use record::Language;

use super::frame::{Frame, WIDTH, length, lines, number};

/// Persons on exactly some lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap {
    /// Which lists: the lowest bit is the first.
    pub pattern: u32,
    /// How many; nothing where that is not shown.
    pub count: Option<u64>,
    /// How many, as it is printed.
    pub text: String,
}

const ROW: f64 = 26.0;
const COLUMN: f64 = 22.0;
const LABEL: usize = 60;
/// Width of one character of a count.
const CHARACTER: f64 = 6.8;

/// Overlaps of lists, sorted by size and then by which lists.
pub fn upset(title: &str, (lists, overlaps): (&[String], &[Overlap]), language: Language) -> Markup {
    let mut sorted: Vec<&Overlap> = overlaps.iter().collect();
    sorted.sort_by_key(|overlap| (std::cmp::Reverse(overlap.count), overlap.pattern));
    let names: Vec<String> = (1..).zip(lists).flat_map(|(at, name)| lines(&format!("{at} {name}"), LABEL)).collect();
    let top = 15.0 * length(names.len()) + 26.0;
    let bars = COLUMN * length(lists.len()) + 12.0;
    let longest = sorted.iter().map(|overlap| overlap.text.chars().count()).max().unwrap_or(0);
    let room = (WIDTH - bars - length(longest) * CHARACTER - 14.0).max(WIDTH / 8.0);
    let most = sorted.iter().filter_map(|overlap| overlap.count).max().unwrap_or(0).max(1);
    let width = |count: u64| share(count, most) * room;
    let body = html! {
        @for (at, name) in names.iter().enumerate() { text.label x="0" y=(number(15.0 * length(at) + 12.0)) { (name) } }
        @for at in 0..lists.len() { text.value text-anchor="middle" x=(number(column(at))) y=(number(top - 6.0)) { (at + 1) } }
        @for (row, overlap) in sorted.iter().enumerate() {
            @let y = top + ROW * length(row) + ROW / 2.0;
            (dots(overlap.pattern, lists.len(), y))
            @match overlap.count {
                Some(count) => {
                    rect.bar x=(number(bars)) y=(number(y - 8.0)) width=(number(width(count))) height="16" rx="2" {}
                    text.value x=(number(bars + width(count) + 6.0)) y=(number(y + 4.0)) { (overlap.text) }
                },
                None => text.label x=(number(bars)) y=(number(y + 4.0)) { (overlap.text) },
            }
        }
    };
    let on = |overlap: &Overlap| {
        let held = lists.iter().enumerate().filter(|(at, _)| overlap.pattern >> at & 1 == 1);
        held.map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(" + ")
    };
    let said: Vec<String> = sorted.iter().map(|overlap| format!("{}: {}", on(overlap), overlap.text)).collect();
    let (which, persons) = match language {
        Language::En => ("On exactly these lists", "Persons"),
        Language::Es => ("Exactamente en estas listas", "Personas"),
    };
    let table = html! { table {
        thead { tr { th scope="col" { (which) } th.number scope="col" { (persons) } } }
        tbody { @for overlap in &sorted { tr { th scope="row" { (on(overlap)) } td.number { (overlap.text) } } } }
    } };
    let height = top + ROW * length(sorted.len()) + 4.0;
    Frame { title, said: said.join("; "), height, body, legend: html! {}, table }.markup(language)
}

fn column(at: usize) -> f64 {
    COLUMN * length(at) + COLUMN / 2.0
}

/// A dot for each list: full where it holds the persons; those that do are joined.
fn dots(pattern: u32, lists: usize, y: f64) -> Markup {
    let held: Vec<usize> = (0..lists).filter(|at| pattern >> at & 1 == 1).collect();
    html! {
        @if let (Some(first), Some(last)) = (held.first(), held.last()) {
            line.path x1=(number(column(*first))) x2=(number(column(*last))) y1=(number(y)) y2=(number(y)) {}
        }
        @for at in 0..lists { circle.dot.open[!held.contains(&at)] cx=(number(column(at))) cy=(number(y)) r="6" {} }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of persons are far below 2^53")]
fn share(count: u64, most: u64) -> f64 {
    count as f64 / most as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_overlap_comes_first_and_the_hidden_last() {
        let overlap = |pattern, count: Option<u64>| Overlap {
            pattern,
            count,
            text: count.map_or("not shown".to_owned(), |count| count.to_string()),
        };
        let all = [overlap(0b01, Some(5)), overlap(0b11, None), overlap(0b10, Some(60))];
        let lists = ["A".to_owned(), "B".to_owned()];
        let text = upset("Title", (&lists, &all), Language::En).into_string();
        assert!(text.contains("<desc>B: 60; A: 5; A + B: not shown</desc>"), "{text}");
        assert_eq!(text.matches("class=\"bar\"").count(), 2, "what is hidden has no length");
    }
}
