//! What was found, for people and for programs.

use record::{DocumentId, Language, Schema};
use search::{Answer, Found, Snippet};

use crate::{arguments, output::say};

/// Says on standard error what was done to the index, so that standard output holds only the answer.
#[expect(clippy::print_stderr, reason = "standard output is the answer's alone")]
pub(super) fn note(words: &str) {
    eprintln!("note: {words}");
}

/// Prints what was found, the best first, then how much there is.
pub(super) fn print(options: &arguments::Search, (schema, answer): (&Schema, &Answer)) {
    for found in &answer.found {
        let possibly = if found.is_possible { "  possibly: not known exactly enough" } else { "" };
        say!("{}  {}{possibly}", name(found), found.title);
        for snippet in &found.snippets {
            say!("    {}: {}{}", snippet.property, one_line(&snippet.marked("[", "]")), place(found, snippet));
        }
    }
    if answer.is_partial {
        say!("Nothing holds all the words; these hold some of them.");
    }
    for (word, like) in &answer.suggestions {
        say!("'{word}' stands nowhere; there is {}", like.join(", "));
    }
    say!("{}", summary(options, (schema, answer)));
}

fn summary(options: &arguments::Search, (schema, answer): (&Schema, &Answer)) -> String {
    let total = answer.total();
    if total == 0 {
        let opened = options.access.clearance().0;
        return format!("Nothing was found among what is {opened}{}.", closed(options));
    }
    let kinds = answer.counts.iter().map(|(kind, count)| {
        let shape = schema.kinds.get(kind);
        let label = shape.map(|shape| if *count == 1 { &shape.label } else { &shape.plural });
        let of_documents = if *count == 1 { "Archived document" } else { "Archived documents" };
        format!("{count} {}", label.map_or(of_documents, |label| label.get(Language::En)))
    });
    let kinds = kinds.collect::<Vec<_>>().join(", ");
    let possibly = if answer.possibly > 0 { format!("; {} of them possibly", answer.possibly) } else { String::new() };
    let shown = answer.found.len() as u64;
    let more =
        if total > shown { format!("; the best {shown} are shown, --first {total} shows all") } else { String::new() };
    format!("{total} found: {kinds}{possibly}{more}")
}

/// What else could be looked through.
fn closed(options: &arguments::Search) -> &'static str {
    match options.access {
        arguments::SearchAccess::Public => "; --access internal or confidential looks further",
        arguments::SearchAccess::Internal => " or public; --access confidential looks further",
        arguments::SearchAccess::Confidential => ", internal or public",
    }
}

fn name(found: &Found) -> String {
    match found.name.parse::<DocumentId>() {
        Ok(id) => format!("document {}", id.short()),
        Err(_) => found.name.clone(),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where the words stand: the row of a list with its entry in the ledger, or the place in a document.
fn place(found: &Found, snippet: &Snippet) -> String {
    let passage = found.place.as_ref().filter(|_| snippet.property == "text");
    if let Some(place) = passage {
        let page = place.page.map_or_else(String::new, |page| format!("page {page}, "));
        return format!("  ({page}from character {})", place.chars.start + snippet.start_char);
    }
    match (&snippet.list, snippet.entry) {
        (Some((list, row)), Some(entry)) => format!("  ({list} row {row}, entry {entry})"),
        (_, _) => String::new(),
    }
}

/// Prints what was found as JSON. Places are counted in characters.
pub(super) fn json(options: &arguments::Search, answer: &Answer) {
    let found: Vec<_> = answer.found.iter().map(found_json).collect();
    say!(
        "{}",
        serde_json::json!({
            "access": options.access.clearance().0,
            "total": answer.total(),
            "counts": answer.counts,
            "possibly": answer.possibly,
            "is_partial": answer.is_partial,
            "suggestions": answer.suggestions,
            "found": found,
        })
    );
}

fn found_json(found: &Found) -> serde_json::Value {
    let passage = found
        .place
        .as_ref()
        .map(|place| serde_json::json!({ "start": place.chars.start, "end": place.chars.end, "page": place.page }));
    let snippets: Vec<_> = found.snippets.iter().map(snippet_json).collect();
    serde_json::json!({
        "kind": found.kind,
        "id": found.name,
        "title": found.title,
        "fit": found.fit,
        "certainty": if found.is_possible { "possibly" } else { "yes" },
        "passage": passage,
        "snippets": snippets,
    })
}

fn snippet_json(snippet: &Snippet) -> serde_json::Value {
    let chars = |byte: usize| snippet.text[..byte].chars().count();
    let highlights: Vec<_> = snippet.highlights.iter().map(|range| [chars(range.start), chars(range.end)]).collect();
    serde_json::json!({
        "property": snippet.property,
        "text": snippet.text,
        "highlights": highlights,
        "start": snippet.start_char,
        "list": snippet.list.as_ref().map(|(list, _)| list),
        "row": snippet.list.as_ref().map(|(_, row)| row),
        "entry": snippet.entry,
    })
}
