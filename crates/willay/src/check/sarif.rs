//! The findings as SARIF, which editors and code hosts show beside the text.
//!
//! Source: OASIS, Static Analysis Results Interchange Format (SARIF) version 2.1.0, 27 March 2020: sections 3.13 to 3.51.

use figure::compare::{Finding, Reason, Severity, reason_codes};
use record::Language;
use serde_json::{Value, json};

use super::{
    Seen,
    article::{Article, Checked, Outcome},
    gather::is_address,
    place::{Place, Places},
};

/// The schema that the file names.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The log of one run.
pub(super) fn log(seen: &Seen<'_>, checked: &[Checked]) -> Value {
    let codes = reason_codes();
    let rules = codes.iter().map(|code| {
        let of = |text: &record::Bilingual| text.get(seen.language).to_owned();
        json!({
            "id": code.code,
            "name": pascal(&code.code),
            "shortDescription": { "text": of(&code.title) },
            "fullDescription": { "text": of(&code.means) },
            "help": { "text": of(&code.mend) },
        })
    });
    let index_of = |reason: &Reason| codes.iter().position(|code| code.code == reason.code());
    let results = checked.iter().enumerate().flat_map(|(at, one)| match &one.outcome {
        Outcome::Read(article) => results(seen, (at, one), article, &index_of),
        Outcome::Unread(_) | Outcome::Skipped(_) => Vec::new(),
    });
    let notifications = checked.iter().enumerate().filter_map(|one| notification(seen.language, one));
    let is_whole = !checked.iter().any(|one| matches!(one.outcome, Outcome::Unread(_)));
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "willay check",
                "version": env!("CARGO_PKG_VERSION"),
                "language": seen.language.tag(),
                "rules": rules.collect::<Vec<_>>(),
            } },
            "language": seen.language.tag(),
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": is_whole,
                "toolExecutionNotifications": notifications.collect::<Vec<_>>(),
            }],
            "artifacts": checked.iter().map(artifact).collect::<Vec<_>>(),
            "results": results.collect::<Vec<_>>(),
        }],
    })
}

/// A file; one that is no text has the text that was read from it, in which its places are.
fn artifact(checked: &Checked) -> Value {
    let mut artifact = json!({ "location": { "uri": uri(&checked.address) }, "roles": ["analysisTarget"] });
    if let Outcome::Read(Article { source: None, text, .. }) = &checked.outcome {
        artifact["contents"] = json!({ "text": text.text });
    }
    artifact
}

fn notification(language: Language, (at, checked): (usize, &Checked)) -> Option<Value> {
    let (level, text) = match &checked.outcome {
        Outcome::Read(_) => return None,
        Outcome::Unread(unread) => ("error", format!("{}. {}", unread.reason, unread.mend)),
        Outcome::Skipped(reason) => ("note", reason.words(language)),
    };
    let location = json!({ "physicalLocation": { "artifactLocation": { "uri": uri(&checked.address), "index": at } } });
    Some(json!({ "level": level, "message": { "text": text }, "locations": [location] }))
}

fn results(
    seen: &Seen<'_>,
    (at, checked): (usize, &Checked),
    article: &Article,
    index_of: &dyn Fn(&Reason) -> Option<usize>,
) -> Vec<Value> {
    let places = Places::of(article);
    let mut results = Vec::new();
    for (finding, place) in article.findings.iter().zip(places.all()) {
        for reason in finding.reasons.iter().filter(|reason| reason.severity() > Severity::Fine) {
            let mut location = json!({ "artifactLocation": { "uri": uri(&checked.address), "index": at } });
            if let Some(place) = place {
                location["region"] = region(place, finding);
            }
            let mut result = json!({
                "ruleId": reason.code(),
                "ruleIndex": index_of(reason),
                "level": if reason.severity() == Severity::Fault { "error" } else { "note" },
                "kind": "fail",
                "message": { "text": format!("“{}”: {}", finding.quoted, reason.sentence(seen.language)) },
                "locations": [{ "physicalLocation": location }],
            });
            if let Some(figure) = finding.figure.as_ref().and_then(|id| seen.figure(id)) {
                let title = figure.definition.title.get(seen.language);
                let value = figure.value_text(seen.language);
                result["properties"] = json!({
                    "figure": figure.id(), "title": title, "value": value,
                    "page": seen.page_of(figure.id()), "chance": finding.chance,
                });
            }
            results.push(result);
        }
    }
    results
}

fn region(place: &Place, finding: &Finding) -> Value {
    json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
        "charOffset": place.offset,
        "charLength": place.length,
        "snippet": { "text": finding.quoted },
    })
}

/// `unit-changed` as `UnitChanged`.
fn pascal(code: &str) -> String {
    let words = code.split('-').map(|word| word[..1].to_uppercase() + &word[1..]);
    words.collect()
}

/// A path as a relative reference, an absolute one as an address of a file (RFC 3986, RFC 8089).
fn uri(address: &str) -> String {
    if is_address(address) {
        return escaped(address, true);
    }
    let path = address.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    if path.starts_with('/') { format!("file://{}", escaped(path, false)) } else { escaped(path, false) }
}

fn escaped(text: &str, is_address: bool) -> String {
    let is_kept = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || b"-._~/".contains(&byte)
            || (is_address && b":?#[]@!$&'()*+,;=%".contains(&byte))
    };
    let mut escaped = String::new();
    for byte in text.bytes() {
        if is_kept(byte) { escaped.push(char::from(byte)) } else { escaped.push_str(&format!("%{byte:02X}")) }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_addresses_become_uris() {
        assert_eq!(uri("./a b/año:1.txt"), "a%20b/a%C3%B1o%3A1.txt");
        assert_eq!(uri("/tmp/a.txt"), "file:///tmp/a.txt");
        assert_eq!(uri("https://x.org/a?b=1&c=ñ"), "https://x.org/a?b=1&c=%C3%B1");
        assert_eq!(pascal("unit-changed"), "UnitChanged");
    }
}
