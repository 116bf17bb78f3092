//! The schema that the program carries: one file for each kind of record, one for each theme of terms.

use super::SchemaFile;

/// Every file of the built-in schema, compiled in.
pub(super) const FILES: &[SchemaFile<'static>] = &[
    file("shared", include_str!("../../../../vocabularies/shared.toml")),
    file("kinds/act", include_str!("../../../../vocabularies/kinds/act.toml")),
    file("kinds/address", include_str!("../../../../vocabularies/kinds/address.toml")),
    file("kinds/agreement", include_str!("../../../../vocabularies/kinds/agreement.toml")),
    file("kinds/arrest", include_str!("../../../../vocabularies/kinds/arrest.toml")),
    file("kinds/biography", include_str!("../../../../vocabularies/kinds/biography.toml")),
    file("kinds/chain", include_str!("../../../../vocabularies/kinds/chain.toml")),
    file("kinds/conflict", include_str!("../../../../vocabularies/kinds/conflict.toml")),
    file("kinds/destruction", include_str!("../../../../vocabularies/kinds/destruction.toml")),
    file("kinds/document", include_str!("../../../../vocabularies/kinds/document.toml")),
    file("kinds/event", include_str!("../../../../vocabularies/kinds/event.toml")),
    file("kinds/femicide", include_str!("../../../../vocabularies/kinds/femicide.toml")),
    file("kinds/group", include_str!("../../../../vocabularies/kinds/group.toml")),
    file("kinds/information", include_str!("../../../../vocabularies/kinds/information.toml")),
    file("kinds/intervention", include_str!("../../../../vocabularies/kinds/intervention.toml")),
    file("kinds/involvement", include_str!("../../../../vocabularies/kinds/involvement.toml")),
    file("kinds/killing", include_str!("../../../../vocabularies/kinds/killing.toml")),
    file("kinds/name", include_str!("../../../../vocabularies/kinds/name.toml")),
    file("kinds/person", include_str!("../../../../vocabularies/kinds/person.toml")),
    file("kinds/proceeding", include_str!("../../../../vocabularies/kinds/proceeding.toml")),
    file("kinds/torture", include_str!("../../../../vocabularies/kinds/torture.toml")),
    file("kinds/trafficking", include_str!("../../../../vocabularies/kinds/trafficking.toml")),
    file("grids/pe", include_str!("../../../../vocabularies/grids/pe.toml")),
    file("terms/acts", include_str!("../../../../vocabularies/terms/acts.toml")),
    file("terms/conflicts", include_str!("../../../../vocabularies/terms/conflicts.toml")),
    file("terms/custody", include_str!("../../../../vocabularies/terms/custody.toml")),
    file("terms/interventions", include_str!("../../../../vocabularies/terms/interventions.toml")),
    file("terms/involvement", include_str!("../../../../vocabularies/terms/involvement.toml")),
    file("terms/persons", include_str!("../../../../vocabularies/terms/persons.toml")),
    file("terms/places", include_str!("../../../../vocabularies/terms/places.toml")),
    file("terms/proceedings", include_str!("../../../../vocabularies/terms/proceedings.toml")),
    file("terms/sources", include_str!("../../../../vocabularies/terms/sources.toml")),
    file("terms/topics", include_str!("../../../../vocabularies/terms/topics.toml")),
    file("terms/trafficking", include_str!("../../../../vocabularies/terms/trafficking.toml")),
];

const fn file(name: &'static str, text: &'static str) -> SchemaFile<'static> {
    SchemaFile { name, text }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    #[test]
    fn every_file_of_the_folder_is_carried() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vocabularies");
        let mut there = BTreeSet::from(["shared".to_owned()]);
        for folder in ["grids", "kinds", "terms"] {
            for entry in fs::read_dir(root.join(folder)).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                there.insert(format!("{folder}/{}", name.strip_suffix(".toml").unwrap()));
            }
        }
        let carried: BTreeSet<String> = FILES.iter().map(|file| file.name.to_owned()).collect();
        assert_eq!(carried, there);
    }
}
