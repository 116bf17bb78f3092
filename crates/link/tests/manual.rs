//! Does the manual know every word that a settings file may use?

use link::{comparison::MEASURES, prepare::transform::Transform};

const MANUAL: &str = include_str!("../../../docs/linkage.md");

#[test]
fn every_transform_and_every_condition_has_its_row() {
    for (name, explanation) in Transform::all() {
        assert!(
            MANUAL.contains(&format!("| `{name}` | {explanation} |")),
            "docs/linkage.md lacks the transform '{name}'"
        );
    }
    for (_, name, ..) in MEASURES {
        assert!(MANUAL.contains(&format!("| `{name}(a")), "docs/linkage.md lacks the condition '{name}'");
    }
}

#[test]
fn every_kind_has_its_row() {
    let kinds =
        "exact name given surnames full_name date event_date place code number count set text point vector custom";
    for kind in kinds.split(' ') {
        let comparison: Result<link::settings::Settings, _> =
            toml::from_str(&format!("[[comparison]]\ncolumn = 'a'\nkind = '{kind}'"));
        assert!(comparison.is_ok(), "{kind}: {comparison:?}");
        assert!(MANUAL.contains(&format!("| `{kind}` |")), "docs/linkage.md lacks the kind '{kind}'");
    }
}
