//! What was published before, as far as anyone may still learn of it.

use std::collections::BTreeSet;

use figure::history::Histories;
use ledger::State;
use publish::{CheckedPage, Past, past::Moved};
use record::{Policy, Reader, RecordId, short_numeral};

use crate::language::{spoken, words};

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
    let number = |value: Option<f64>| {
        value.map_or_else(|| words!("not shown", "no mostrada"), |value| short_numeral(value, spoken()))
    };
    let file = format!("articles/{}.{}.md", page.head.slug, page.head.language.tag());
    let (id, was, is) = (figure.id(), number(was.published.value), number(is.published.value));
    words!(
        "{file}: '{id}' was {was} when it was published, and is {is} now",
        "{file}: «{id}» era {was} cuando se publicó, y ahora es {is}"
    )
}
