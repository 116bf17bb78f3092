//! Everything again for machines: each figure as JSON and CSV, every public statement, the record as tables.

use std::collections::BTreeSet;

use figure::{Figure, Outcome};
use record::{Language, Statement};

use super::{
    Edition, Files,
    layout::{self, About, Page},
    linked_data::dataset,
    links::{Depth, in_language},
};

mod page;

/// Every public statement, one a line.
const STATEMENTS: &str = "data/statements.jsonl";

/// How much is hidden, in public words.
const DISCLOSURE: &str = "data/disclosure.json";

/// The public part of the record as tables.
const RECORD: &str = "data/record.sqlite";

/// The page on the open data, in one language.
pub(super) fn explain(edition: &Edition<'_>, language: Language, files: &mut Files) {
    let (path, title) = (page::PATH, page::title(language));
    let (depth, is_translated) = (Depth::of_root(language), edition.settings.languages.len() > 1);
    let body = page::body(edition, language);
    let summary = page::summary(language);
    let data = vec![dataset::of_record(edition, (title, summary, language))];
    let about = About { summary: summary.to_owned(), data, ..About::default() };
    let html = layout::page(edition, &Page { language, path, title, depth, is_translated, about, body });
    files.add(in_language(language, path), html, BTreeSet::new());
}

/// The open data of a site: what `verify` reads.
pub(super) fn render(edition: &Edition<'_>, files: &mut Files) {
    for figure in edition.figures {
        let figures: BTreeSet<_> = [figure.id().clone()].into();
        files.add(format!("figures/{}.json", figure.id()), json(edition, figure), figures.clone());
        if let Some(bundle) = edition.bundles.as_ref().and_then(|bundles| bundles.get(figure.id())) {
            files.add(format!("figures/{}.zip", figure.id()), bundle.clone(), figures.clone());
        }
        files.add(format!("figures/{}.csv", figure.id()), csv(edition, figure), figures);
    }
    let lines: String = edition.statements.iter().map(line).collect();
    let all: BTreeSet<_> = edition.figures.iter().map(|figure| figure.id().clone()).collect();
    files.add(RECORD.to_owned(), edition.record, all.clone());
    files.add(STATEMENTS.to_owned(), lines, all);
    files.add(DISCLOSURE.to_owned(), ledger::canonical_json(edition.disclosure), BTreeSet::new());
}

/// One statement a line, with its entry.
fn line((sequence, statement): &(u64, Statement)) -> String {
    let json = serde_json::json!({ "sequence": sequence, "statement": statement });
    String::from_utf8(ledger::canonical_json(&json)).unwrap_or_default() + "\n"
}

/// A figure with its definition, its value and its members. Members that may not be shown are counted only.
pub(crate) fn json(edition: &Edition<'_>, figure: &Figure) -> Vec<u8> {
    let mut shown = figure.clone();
    let mut in_all = 0.0;
    if let Outcome::Observed { members, withheld, .. } = &mut shown.outcome {
        in_all = *withheld;
        members.retain(|member| member.is_public);
    }
    let json = serde_json::json!({
        "figure": shown, "published": figure.published(), "withheld": in_all,
        "as_of": { "size": edition.as_of.size, "root": edition.as_of.root },
    });
    ledger::canonical_json(&json)
}

/// The members as a table, or the value alone.
fn csv(edition: &Edition<'_>, figure: &Figure) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut text = String::new();
    match &figure.outcome {
        Outcome::Observed { members, withheld, .. } => {
            text.push_str("record,weight,words\n");
            for member in members.iter().filter(|member| member.is_public) {
                let words =
                    edition.said_of(&member.record).find_map(|(_, statement)| statement.origin.passage.as_ref());
                let words = words.map_or(String::new(), |passage| quoted(&passage.selector.exact));
                text.push_str(&format!("{},{},{words}\n", member.record, member.weight));
            }
            if *withheld > 0.0 {
                text.push_str(&format!("withheld,{withheld},\n"));
            }
        }
        Outcome::Derived { .. }
        | Outcome::Estimated { .. }
        | Outcome::Claimed { .. }
        | Outcome::Suppressed { .. }
        | Outcome::Refused { .. } => {
            text.push_str("figure,value,low,high\n");
            let value = figure.printed().map_or(String::new(), |value| value.to_string());
            let (low, high) = figure
                .interval()
                .map_or((String::new(), String::new()), |(low, high)| (low.to_string(), high.to_string()));
            text.push_str(&format!("{},{value},{low},{high}\n", quoted(figure.definition.title.get(Language::En))));
        }
    }
    text
}
