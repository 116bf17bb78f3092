//! The findings as JSON: one object for each input, on a line of its own. docs/check.md names the keys.

use figure::compare::Finding;
use serde_json::{Value, json};

use super::{
    Seen,
    article::{Article, Checked, Outcome},
    place::Places,
    words::Mark,
};

/// One input.
pub(super) fn object(seen: &Seen<'_>, checked: &Checked) -> Value {
    let Checked { address, file, outcome, .. } = checked;
    match outcome {
        Outcome::Read(article) => of_article(seen, checked, article),
        Outcome::Unread(unread) => json!({
            "article": address, "file": file, "state": "unread", "error": unread.reason, "mend": unread.mend,
        }),
        Outcome::Skipped(reason) => json!({
            "article": address, "file": file, "state": "skipped", "reason": reason.words(seen.language),
        }),
    }
}

fn of_article(seen: &Seen<'_>, checked: &Checked, article: &Article) -> Value {
    let faults = article.count(Mark::Fault);
    let places = Places::of(article);
    let findings = article.findings.iter().zip(places.all());
    json!({
        "article": checked.address,
        "file": checked.file,
        "state": if faults == 0 { "stands" } else { "does-not-stand" },
        "title": article.text.title,
        "date": article.date.map(|date| date.to_string()),
        "counts": {
            "findings": article.findings.len(),
            "linked": article.linked(),
            "faults": faults,
            "notes": article.count(Mark::Note),
        },
        "findings": findings.map(|(finding, place)| {
            let mut value = of_finding(seen, finding);
            value["line"] = json!(place.map(|place| place.line));
            value["column"] = json!(place.map(|place| place.column));
            value["place_in"] = json!(places.text_name());
            value
        }).collect::<Vec<_>>(),
    })
}

/// What `figure::compare` found, with what a reader sees of the figure.
fn of_finding(seen: &Seen<'_>, finding: &Finding) -> Value {
    // A finding is made of strings, numbers and lists: it has a form in JSON.
    let mut value = serde_json::to_value(finding).unwrap_or_default();
    value["mark"] = json!(Mark::of(finding).name());
    let says = finding.reasons.iter().map(|reason| reason.sentence(seen.language));
    value["says"] = json!(says.collect::<Vec<_>>());
    if let Some(figure) = finding.figure.as_ref().and_then(|id| seen.figure(id)) {
        value["figure_title"] = json!(figure.definition.title.get(seen.language));
        value["figure_value"] = json!(figure.value_text(seen.language));
        value["figure_page"] = json!(seen.page_of(figure.id()));
    }
    value
}
