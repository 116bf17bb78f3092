//! Charts made of rows: a label, a value, and a bar below them that runs from one number to another.

use maud::{Markup, PreEscaped, html};

use super::wording::Wording;

/// Width of the drawing, that of a phone, so that its words stay readable there.
pub(super) const WIDTH: f64 = 400.0;
/// Height of a line of text.
const LINE: f64 = 14.0;
/// Height of a bar.
const BAR: f64 = 12.0;
/// Space below a bar.
const GAP: f64 = 12.0;
/// Characters that fit on a line besides the value.
const LABEL_CHARACTERS: usize = 50;

/// A chart with the words that stand for it.
pub(super) struct Chart {
    /// A name that no other chart of the page has.
    pub(super) name: String,
    /// Its title, shown.
    pub(super) title: String,
    /// What it shows, said aloud instead of it.
    pub(super) description: String,
    /// The same numbers.
    pub(super) table: Table,
}

/// Numbers as a table; the first column names the row.
pub(super) struct Table {
    /// Heads of the columns.
    pub(super) head: Vec<&'static str>,
    /// Cells.
    pub(super) rows: Vec<Vec<String>>,
}

impl Table {
    /// The table.
    pub(super) fn markup(&self) -> Markup {
        html! {
            div.scroll { table {
                thead { tr { @for (at, name) in self.head.iter().enumerate() {
                    th.number[at > 0] scope="col" { (name) }
                } } }
                tbody { @for row in &self.rows { tr { @for (at, cell) in row.iter().enumerate() {
                    @if at == 0 { th scope="row" { (cell) } } @else { td.number { (cell) } }
                } } } }
            } }
        }
    }
}

impl Chart {
    /// The drawing with its title, description and table.
    pub(super) fn figure(&self, body: &Markup, height: f64, wording: Wording) -> Markup {
        let (title, description) = (format!("{}-title", self.name), format!("{}-description", self.name));
        html! {
            figure.chart {
                figcaption { (self.title) }
                svg viewBox=(format!("0 0 {WIDTH} {height:.0}")) role="img" aria-labelledby=(format!("{title} {description}")) {
                    title id=(title) { (self.title) }
                    desc id=(description) { (self.description) }
                    (body)
                }
                details {
                    summary { (wording.say("The numbers as a table", "Los números en una tabla")) }
                    (self.table.markup())
                }
            }
        }
    }
}

/// A row of a chart.
#[derive(Default)]
pub(super) struct Row {
    /// Begins a group of this name.
    pub(super) heading: Option<String>,
    /// What it is.
    pub(super) label: String,
    /// The value as it is printed.
    pub(super) text: String,
    /// Where the bar begins.
    pub(super) from: f64,
    /// Where it ends.
    pub(super) to: f64,
    /// The end of a second, stronger bar on it, from the same beginning.
    pub(super) inner: Option<f64>,
    /// How it looks: a class of the style sheet.
    pub(super) class: &'static str,
}

/// Rows with their bars on one scale, which holds nought.
pub(super) fn rows(chart: &Chart, rows: &[Row], wording: Wording) -> Markup {
    let ends = rows.iter().flat_map(|row| [row.from, row.to]).filter(|end| end.is_finite());
    let (low, high) = ends.fold((0.0_f64, 0.0_f64), |(low, high), end| (low.min(end), high.max(end)));
    let span = (high - low).max(1e-9);
    let place = |value: f64| (value.clamp(low, high) - low) / span * (WIDTH - 4.0) + 2.0;
    let mut y = 0.0;
    let mut body = String::new();
    for row in rows {
        if let Some(heading) = &row.heading {
            y += LINE + 6.0;
            body.push_str(&html! { text.heading x="0" y=(unit(y - 2.0)) { (heading) } }.into_string());
            y += 4.0;
        }
        for (at, line) in lines(&row.label).into_iter().enumerate() {
            y += LINE;
            let said = html! {
                text.label x="0" y=(unit(y - 3.0)) { (line) }
                @if at == 0 { text.value x=(WIDTH) y=(unit(y - 3.0)) text-anchor="end" { (row.text) } }
            };
            body.push_str(&said.into_string());
        }
        body.push_str(&bar(row, y, place).into_string());
        y += BAR + GAP;
    }
    let zero = unit(place(0.0));
    let body = html! {
        @if low < 0.0 { line.zero x1=(zero) x2=(zero) y1="0" y2=(unit(y - GAP / 2.0)) {} }
        (PreEscaped(body))
    };
    chart.figure(&body, y, wording)
}

fn bar(row: &Row, y: f64, place: impl Fn(f64) -> f64) -> Markup {
    let rect = |from: f64, to: f64, class: &str| {
        let (left, right) = (place(from.min(to)), place(from.max(to)));
        html! { rect class=(class) x=(unit(left)) y=(unit(y)) width=(unit((right - left).max(1.0))) height=(BAR) rx="2" {} }
    };
    html! {
        (rect(row.from, row.to, row.class))
        @if let Some(inner) = row.inner { (rect(row.from, inner, "bar")) }
    }
}

/// A label in lines that fit; what has no spaces is cut.
fn lines(label: &str) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    let mut used = 0;
    for word in label.split_whitespace() {
        let letters: Vec<char> = word.chars().collect();
        if used > 0 && used + 1 + letters.len() > LABEL_CHARACTERS {
            lines.push(String::new());
            used = 0;
        }
        for (at, piece) in letters.chunks(LABEL_CHARACTERS).enumerate() {
            if at > 0 {
                lines.push(String::new());
                used = 0;
            }
            let line = lines.last_mut().expect("there is always a line");
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.extend(piece);
            used += piece.len();
        }
    }
    lines
}

/// A coordinate with one decimal, so that the bytes are always the same.
pub(super) fn unit(value: f64) -> String {
    let text = format!("{value:.1}");
    if text == "-0.0" { "0.0".to_owned() } else { text }
}
