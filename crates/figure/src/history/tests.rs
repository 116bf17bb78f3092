//! Which reasons does a history give, and what does it never tell?

use ledger::Body;
use record::Access;

use super::*;

const DEFINITION: &str = "
[[figure]]
id = 'killed'
title = { en = 'Killed', es = 'Muertos' }
unit = 'persons'
noun = { en = 'killed', es = 'muertos' }
definition = { en = 'Killed', es = 'Muertos' }
topic = 'war'
members = 'SELECT id FROM act'
";

fn definition() -> Definition {
    crate::parse_definitions("figures/x.toml", DEFINITION).0.remove(0)
}

/// A ledger in which a figure was published as each of these.
fn published(versions: &[serde_json::Value]) -> State {
    let mut state = State::default();
    for (sequence, value) in (0..).zip(versions) {
        let (figure, value, access) = ("killed".parse().unwrap(), value.clone(), Access::Public);
        let body = Body::FigurePublished { figure, value, as_of: sequence, access };
        let entry = ledger::Entry { sequence, time: Timestamp::from_seconds(0), actor: "a".to_owned(), body };
        state.apply(&entry, None).unwrap();
    }
    state
}

fn reasons(state: &State, may_name: impl Fn(&RecordId) -> bool) -> Vec<Vec<Reason>> {
    let histories = Histories::read(state, may_name, |_| true);
    histories.steps(&definition()).into_iter().map(|step| step.reasons).collect()
}

fn record(name: &str) -> RecordId {
    name.parse().unwrap()
}

#[test]
fn tells_which_public_records_came_and_went_and_how_many_withheld() {
    let state = published(&[
        serde_json::json!({ "value": 5, "unit": "persons", "members": ["act/a", "act/b"], "withheld": 3 }),
        serde_json::json!({ "value": 5, "unit": "persons", "members": ["act/a", "act/b"], "withheld": 3 }),
        serde_json::json!({ "value": 9, "unit": "persons", "members": ["act/b", "act/c"], "withheld": 7 }),
    ]);
    let expected = vec![
        Vec::new(),
        vec![Reason::Counted(vec![record("act/c")]), Reason::NoLonger(vec![record("act/a")]), Reason::Withheld(4.0)],
    ];
    assert_eq!(reasons(&state, |_| true), expected, "the second says what the first did, and is no step");
}

#[test]
fn a_version_that_names_a_record_closed_since_is_left_out_and_says_nothing_by_difference() {
    let state = published(&[
        serde_json::json!({ "value": 2, "unit": "persons", "members": ["act/a", "act/secret"], "withheld": 0 }),
        serde_json::json!({ "value": 3, "unit": "persons", "members": ["act/a"], "withheld": 2 }),
    ]);
    assert_eq!(reasons(&state, |record| record.as_str() != "act/secret"), vec![Vec::new()]);
}

#[test]
fn a_number_that_was_hidden_tells_nothing_of_its_records() {
    let state = published(&[
        serde_json::json!({ "value": null, "unit": "persons", "members": [] }),
        serde_json::json!({ "value": 3, "unit": "persons", "members": ["act/a"], "withheld": 2 }),
    ]);
    assert_eq!(reasons(&state, |_| true)[1], vec![Reason::NotShown]);
}

#[test]
fn what_a_model_refused_is_not_said_to_be_hidden() {
    let state = published(&[
        serde_json::json!({ "value": null, "unit": "persons", "members": [], "refused": true }),
        serde_json::json!({ "value": 3, "unit": "persons", "members": [] }),
    ]);
    assert_eq!(reasons(&state, |_| true)[1], vec![Reason::Unknown]);
    let histories = Histories::read(&state, |_| true, |_| true);
    let refused = histories.versions(&"killed".parse().unwrap()).iter().map(|version| version.published.is_refused());
    assert_eq!(refused.collect::<Vec<_>>(), [true, false]);
}

#[test]
fn another_definition_is_told_in_both_its_wordings_and_no_reason_is_made_up() {
    let says = |en: &str| serde_json::json!({ "en": en, "es": en });
    let version = |value: u64, en: &str| serde_json::json!({ "value": value, "unit": "persons", "members": [], "says": says(en), "query": "q" });
    let state = published(&[version(1, "old"), version(1, "new"), version(2, "new")]);
    let found = reasons(&state, |_| true);
    let (was, is) = (Bilingual::new("old", "old"), Bilingual::new("new", "new"));
    assert_eq!(found, vec![Vec::new(), vec![Reason::Definition { was, is }], vec![Reason::Unknown]]);
}
