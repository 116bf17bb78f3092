//! How closed the files of lists are: as closed as the most closed statement that they hold.

use std::collections::{BTreeMap, BTreeSet};

use ledger::State;
use read::Mapping;
use record::{Access, Description, DocumentId, ListId, Policy, Reader, Schema, Statement};

use crate::{
    erased::Erased,
    failure::{Cause, Failure},
    settings::Settings,
};

/// A mapping that knows how closed the rows of its list may be, so that no message repeats their cells.
pub(crate) fn close(policy: &Policy, (schema, list): (&Schema, &ListId), mut mapping: Mapping) -> Mapping {
    let properties: BTreeSet<&str> = mapping.columns.values().map(|column| column.property.as_str()).collect();
    mapping.floor = policy.of_list(schema, list, (&mapping.kind, &properties));
    mapping
}

/// How closed a file may be that can hold records of every kind.
pub(crate) fn floor(policy: &Policy, (schema, list): (&Schema, &ListId)) -> Access {
    let of_kind = |(kind, shape): (&String, &record::schema::Kind)| {
        let properties = shape.properties.keys().map(String::as_str).collect();
        policy.of_list(schema, list, (kind, &properties))
    };
    schema.kinds.iter().map(of_kind).max().unwrap_or_default()
}

/// What a list's file is as a document.
pub(crate) fn describe(mapping: &Mapping) -> Description {
    let description = mapping.description();
    Description { access: description.access.max(mapping.floor), ..description }
}

/// The files of lists from which a reader may not see every statement. A later file of a list says again what an earlier
/// one said, where the statement still cites the earlier one: so all files of such a list are closed. What was erased or
/// withheld is seen by nobody.
pub(crate) fn closed_files(
    policy: &Policy,
    reader: Reader<'_>,
    (state, erased): (&State, &Erased),
) -> BTreeSet<DocumentId> {
    let hidden: Vec<&Statement> = state.statements.values().filter(|said| !policy.may_see(reader, *said)).collect();
    let lists: BTreeSet<&ListId> = hidden.iter().map(|said| &said.origin.list).chain(state.withheld.values()).collect();
    let of_lists = lists.into_iter().filter_map(|list| state.files.get(list)).flat_map(BTreeMap::keys).copied();
    let cited = hidden.iter().map(|said| said.origin.list_document);
    cited.chain(of_lists).chain(erased.files(state)).collect()
}

/// Refuses doors on lists that are not there: a slip of the pen would leave the real list open.
pub(crate) fn refuse_unknown_lists(settings: &Settings, known: &BTreeSet<&ListId>) -> Result<(), Failure> {
    let unknown = settings.access.lists().find(|list| !known.contains(list));
    unknown.map_or(Ok(()), |list| {
        let message = format!("willay.toml, [access]: there is no list '{list}'");
        Err(Failure::new(Cause::Material, message, "correct the name, or import the list before you build"))
    })
}
