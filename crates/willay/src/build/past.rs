//! What was published before, as far as anyone may still learn of it.

use std::collections::BTreeSet;

use figure::history::Histories;
use ledger::State;
use publish::{CheckedPage, Past, past::Moved};
use record::{Policy, Reader, RecordId};

/// Reads the histories of the figures. A record of which anything is not public is named nowhere.
pub(crate) fn histories(state: &State, policy: &Policy) -> Histories {
    let may_see = |statement: &record::Statement| policy.may_see(Reader::PUBLIC, statement);
    let in_force = state.statements.values().filter(|statement| !may_see(statement));
    let withdrawn =
        state.retracted.iter().map(|retracted| &retracted.statement).filter(|statement| !may_see(statement));
    let closed: BTreeSet<&RecordId> = in_force.chain(withdrawn).map(|statement| &statement.record).collect();
    let may_name = |record: &RecordId| !closed.contains(record) && policy.may_see_record(Reader::PUBLIC, record);
    Histories::read(state, may_name, may_see)
}

/// Numbers of articles that moved since they were published and of which no correction speaks, each in words for the editor.
pub(crate) fn without_correction(pages: &[CheckedPage], figures: &[figure::Figure], past: &Past<'_>) -> Vec<String> {
    let open = pages.iter().flat_map(|page| past.moved(page, figures).into_iter().map(move |moved| (page, moved)));
    open.filter(|(_, moved)| !moved.is_corrected).map(|(page, moved)| in_words(page, &moved)).collect()
}

fn in_words(page: &CheckedPage, Moved { figure, was, is, .. }: &Moved<'_>) -> String {
    let number = |value: Option<f64>| value.map_or_else(|| "not shown".to_owned(), |value| value.to_string());
    format!(
        "articles/{}.{}.md: '{}' was {} when it was published, and is {} now",
        page.head.slug,
        page.head.language.tag(),
        figure.id(),
        number(was.published.value),
        number(is.published.value)
    )
}
