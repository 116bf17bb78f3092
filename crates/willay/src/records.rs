//! `willay records`: how well each record is corroborated, where its sources contradict each other, and what changed.

use std::{collections::BTreeMap, process::ExitCode};

use ledger::{Entry, State};
use record::{
    Reader, RecordId, Statement,
    date::Day,
    verification::{Corroboration, Status, Verification},
};

use crate::{
    arguments::{self, Standing},
    build::material::standards,
    failure::{Cause, Failure},
    office::{Office, of_store},
    output::say,
    settings::Settings,
    workspace::Workspace,
};

/// How the records stood, by id.
type Standings = BTreeMap<RecordId, Verification>;

/// Runs `willay records`.
pub(crate) fn run(options: &arguments::Records) -> Result<ExitCode, Failure> {
    let workspace = Workspace::open(&options.workspace, &options.ledger)?;
    let office = Office::peek(&workspace)?;
    let now = standings(&workspace.settings, &office.state);
    let before = options.since.as_ref().map(|since| standings_on(&workspace.settings, &office, since)).transpose()?;
    let is_changed = |verification: &Verification| {
        before.as_ref().is_none_or(|before| standing(before.get(&verification.record)) != standing(Some(verification)))
    };
    let wanted: Vec<&Verification> = now
        .values()
        .filter(|verification| options.kind.as_ref().is_none_or(|kind| verification.record.kind() == kind))
        .filter(|verification| options.status.is_none_or(|status| stands(verification, status)))
        .filter(|verification| is_changed(verification))
        .collect();
    if options.json {
        let json: Vec<_> = wanted.iter().map(|verification| json(verification, before.as_ref())).collect();
        say!("{}", serde_json::Value::from(json));
        return Ok(ExitCode::SUCCESS);
    }
    for verification in &wanted {
        print(verification, before.as_ref(), options.elements);
    }
    summary(&workspace.settings, &wanted, before.is_some());
    Ok(ExitCode::SUCCESS)
}

/// The verification of each record, as anyone may see it.
fn standings(settings: &Settings, state: &State) -> Standings {
    let standards = standards(settings, state);
    let visible = |(_, statement): &(u64, &Statement)| settings.access.may_see(Reader::PUBLIC, *statement);
    let elements = standards.elements(state.counted(settings.review.reviewers).filter(visible));
    standards.verify(&elements).into_iter().map(|verification| (verification.record.clone(), verification)).collect()
}

/// How the records stood at the beginning of a day.
fn standings_on(settings: &Settings, office: &Office, day: &str) -> Result<Standings, Failure> {
    let day: Day = day.parse().map_err(|error: record::date::InvalidDate| {
        Failure::new(Cause::Usage, format!("--since: {error}"), "write it as 2026-11-01")
    })?;
    let openings = office.store.openings().map_err(|error| of_store(&error))?;
    let size = office.store.size().map_err(|error| of_store(&error))?;
    let mut state = State::default();
    for raw in office.store.entries(0..size).map_err(|error| of_store(&error))? {
        let refuse =
            |error: ledger::InvalidEntry| Failure::new(Cause::Material, error.to_string(), "run `willay log --fsck`");
        let entry = Entry::parse(&raw.bytes).map_err(refuse)?;
        if entry.time.calendar_day().is_some_and(|entered| entered >= day) {
            break;
        }
        state.apply(&entry, openings.get(&raw.sequence)).map_err(refuse)?;
    }
    Ok(standings(settings, &state))
}

fn standing(verification: Option<&Verification>) -> Option<(Status, bool)> {
    verification.map(|verification| (verification.status, verification.is_contradicted()))
}

fn stands(verification: &Verification, status: Standing) -> bool {
    match status {
        Standing::Unverified => verification.status == Status::Unverified,
        Standing::Verified => verification.status == Status::Verified,
        Standing::Late => verification.status == Status::Late,
        Standing::Contradicted => verification.is_contradicted(),
    }
}

/// A standing in words.
fn words(standing: Option<(Status, bool)>) -> String {
    match standing {
        None => "not there".to_owned(),
        Some((status, true)) => format!("{}, contradicted", status.word()),
        Some((status, false)) => status.word().to_owned(),
    }
}

fn print(verification: &Verification, before: Option<&Standings>, has_elements: bool) {
    let mut standing_words = words(standing(Some(verification)));
    if let Some(before) = before {
        standing_words = format!("{} → {standing_words}", words(standing(before.get(&verification.record))));
    }
    let since = verification.verified.map_or(String::new(), |day| format!(" since {day}"));
    say!("{}  {standing_words}{since}", verification.record);
    for element in verification.elements.iter().filter(|_| has_elements) {
        say!("    {}", element_words(element));
    }
}

fn element_words(element: &Corroboration) -> String {
    let Some(value) = &element.value else { return format!("{}: nobody says it", element.property) };
    let sources: Vec<&str> = element.sources.iter().map(String::as_str).collect();
    let contradicted = if element.is_contradicted { "; other sources contradict it" } else { "" };
    format!("{} = {}: {} ({}){contradicted}", element.property, value.plain(), sources.len(), sources.join(", "))
}

fn summary(settings: &Settings, wanted: &[&Verification], is_watch: bool) {
    let count = |status: Status| wanted.iter().filter(|verification| verification.status == status).count();
    let contradicted = wanted.iter().filter(|verification| verification.is_contradicted()).count();
    let head = if is_watch { "records changed" } else { "records" };
    say!(
        "{} {head}: {} verified, {} late, {} unverified; {contradicted} contradicted (each element needs {} independent sources)",
        wanted.len(),
        count(Status::Verified),
        count(Status::Late),
        count(Status::Unverified),
        settings.verification.sources
    );
    if wanted.is_empty() && !is_watch {
        let kinds: Vec<&str> = settings.verification.elements.keys().map(String::as_str).collect();
        say!(
            "only records of kind {} are verified; [verification] elements in willay.toml says which",
            kinds.join(", ")
        );
    }
}

fn json(verification: &Verification, before: Option<&Standings>) -> serde_json::Value {
    let elements: Vec<_> = verification
        .elements
        .iter()
        .map(|element| {
            serde_json::json!({
                "property": element.property,
                "value": element.value,
                "sources": element.sources,
                "verified": element.verified.map(|day| day.to_string()),
                "is_contradicted": element.is_contradicted,
            })
        })
        .collect();
    serde_json::json!({
        "record": verification.record,
        "status": verification.status.word(),
        "verified": verification.verified.map(|day| day.to_string()),
        "is_contradicted": verification.is_contradicted(),
        "before": before.map(|before| words(standing(before.get(&verification.record)))),
        "elements": elements,
    })
}
