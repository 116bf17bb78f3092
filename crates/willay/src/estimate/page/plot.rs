//! The frame of a plot: its title, its description for those who cannot see it, its numbers as a table.

use maud::{Markup, html};

use crate::estimate::language::t;

/// Width of a drawing: that of a phone, so that its words stay readable there.
pub(super) const WIDTH: f64 = 400.0;

/// A plot with the words that stand for it.
pub(super) struct Plot {
    /// A name that no other plot of the page need have.
    pub(super) name: String,
    pub(super) title: String,
    /// What it shows, said aloud instead of it.
    pub(super) description: String,
    pub(super) table: Table,
}

/// Numbers as a table; the first column names the row.
pub(super) struct Table {
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Plot {
    /// The drawing with its words.
    pub(super) fn figure(&self, body: &Markup, height: f64) -> Markup {
        html! {
            figure.chart id=(self.name) {
                figcaption { (t(&self.title)) }
                svg viewBox=(format!("0 0 {WIDTH} {height:.0}")) role="img" aria-label=(format!("{}. {}", t(&self.title), t(&self.description))) {
                    (body)
                }
                details {
                    summary { (t("The numbers as a table")) }
                    (self.table.markup())
                }
            }
        }
    }
}

impl Table {
    fn markup(&self) -> Markup {
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

/// The words of a table's head.
pub(super) fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| t(word)).collect()
}

/// A length in the drawing.
pub(super) fn unit(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// Round numbers across a range, some four of them.
pub(super) fn ticks(from: f64, to: f64) -> Vec<f64> {
    let rough = ((to - from) / 4.0).max(f64::MIN_POSITIVE);
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|times| times * power).find(|step| *step >= rough);
    let step = step.unwrap_or(rough);
    let first = (from / step).ceil();
    (0..=6_u8).map(|at| (first + f64::from(at)) * step).take_while(|tick| *tick <= to).collect()
}
