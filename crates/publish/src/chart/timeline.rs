//! What happened when: one row for each date, in order of time, with the years between told in words.

use maud::{Markup, html};
use record::{Edtf, Language};

use super::frame::{Frame, length, lines, number};

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Happening {
    /// When; nothing where that is not recorded.
    pub date: Option<Edtf>,
    /// What.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

/// Characters of a line.
const LABEL: usize = 56;
/// Height of a line of text.
const LINE: f64 = 15.0;
/// Between one row and the next.
const BETWEEN: f64 = 12.0;
/// Height of the words on the years between.
const GAP: f64 = 20.0;
/// Where the axis runs, and where words begin.
const AXIS: f64 = 8.0;
const WORDS: f64 = 24.0;

/// Happenings in order of time; those without a date come last. Nothing where there are fewer than two.
pub fn timeline(title: &str, happenings: &[Happening], language: Language) -> Markup {
    if happenings.len() < 2 {
        return html! {};
    }
    let mut sorted: Vec<&Happening> = happenings.iter().collect();
    let begins = |happening: &Happening| happening.date.as_ref().and_then(|date| date.bounds().0);
    let ends = |happening: &Happening| happening.date.as_ref().and_then(|date| date.bounds().1);
    sorted.sort_by_key(|happening| (begins(happening).is_none(), begins(happening), happening.label.clone()));
    let mut y = 4.0;
    let mut rows: Vec<(f64, &Happening, Vec<String>)> = Vec::new();
    let mut gaps: Vec<(f64, String)> = Vec::new();
    for happening in sorted {
        let last = rows.last().and_then(|(_, earlier, _)| ends(earlier));
        let years = last.zip(begins(happening)).map_or(0, |(from, to)| from.days_until(to) / 365);
        if years > 0 {
            gaps.push((y + 6.0, years_later(years, language)));
            y += GAP;
        }
        let words = lines(&happening.label, LABEL);
        rows.push((y, happening, words.clone()));
        y += LINE * length(words.len() + 1) + BETWEEN;
    }
    let said: Vec<String> =
        rows.iter().map(|(_, happening, _)| format!("{}: {}", date(happening, language), happening.label)).collect();
    let body = html! {
        line.grid x1=(number(AXIS)) x2=(number(AXIS)) y1="4" y2=(number(y - BETWEEN)) {}
        @for (y, years) in &gaps { text.label x=(number(WORDS)) y=(number(*y)) { (years) } }
        @for (y, happening, words) in &rows {
            circle.dot.open[happening.date.is_none()] cx=(number(AXIS)) cy=(number(y + 8.0)) r="5" {}
            text.label x=(number(WORDS)) y=(number(y + 12.0)) { (date(happening, language)) }
            @for (at, line) in words.iter().enumerate() {
                text.value x=(number(WORDS)) y=(number(y + 12.0 + LINE * length(at + 1))) { (line) }
            }
        }
    };
    let sorted: Vec<&Happening> = rows.iter().map(|(_, happening, _)| *happening).collect();
    let table = table(&sorted, language);
    Frame { title, said: said.join("; "), height: y, body, legend: html! {}, table }.markup(language)
}

fn years_later(years: i64, language: Language) -> String {
    match (language, years) {
        (Language::En, 1) => "… a year later".to_owned(),
        (Language::En, _) => format!("… {years} years later"),
        (Language::Es, 1) => "… un año después".to_owned(),
        (Language::Es, _) => format!("… {years} años después"),
    }
}

fn date(happening: &Happening, language: Language) -> String {
    let unknown = match language {
        Language::En => "date not recorded",
        Language::Es => "no consta la fecha",
    };
    happening.date.as_ref().map_or_else(|| unknown.to_owned(), |date| date.words(language))
}

fn table(sorted: &[&Happening], language: Language) -> Markup {
    let (when, what) = match language {
        Language::En => ("When", "What"),
        Language::Es => ("Cuándo", "Qué"),
    };
    html! { table {
        thead { tr { th scope="col" { (when) } th scope="col" { (what) } } }
        tbody { @for happening in sorted { tr {
            td { (date(happening, language)) } th scope="row" { a href=(happening.href) { (happening.label) } }
        } } }
    } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn happening(date: &str, label: &str) -> Happening {
        Happening { date: date.parse().ok(), label: label.to_owned(), href: "#".to_owned() }
    }

    #[test]
    fn rows_are_in_order_of_time_with_the_years_between() {
        let all = [happening("", "No date"), happening("2016-09-01", "Judged"), happening("1985-08-14", "Killed")];
        let text = timeline("Title", &all, Language::En).into_string();
        assert!(text.contains("31 years later"), "{text}");
        assert!(text.find("Killed").unwrap() < text.find("Judged").unwrap(), "{text}");
        assert!(text.contains("dot open") && text.contains("date not recorded"));
        assert_eq!(timeline("Title", &all[..1], Language::En).into_string(), "");
    }
}
