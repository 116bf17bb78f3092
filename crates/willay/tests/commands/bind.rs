//! Does `bind` propose what a careful editor would, write only on request, and does `explain` know every code?

use std::fs;

use crate::workspace::{Workspace, willay};

const DRAFT: &str = "+++\ntitle = \"A draft\"\ndate = \"2026-11-20\"\nsummary = \"S\"\n+++\n\nIn the Accomarca trial the court acquitted six accused. \
                     Some 19 horses ran.\n";

#[test]
fn a_draft_is_bound_on_request_and_kept_as_it_was() {
    let workspace = Workspace::example();
    let (root, draft) = (workspace.root(), workspace.root().join("articles/draft.en.md"));
    fs::write(&draft, DRAFT).unwrap();
    let bind = |more: &[&str]| {
        let (draft, root) = (draft.to_str().unwrap(), root.to_str().unwrap());
        willay(&[&["bind", draft, "-w", root], more].concat())
    };
    let ran = bind(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for words in [
        "+ In the Accomarca trial the court acquitted {{ accomarca-acquitted | words }} accused",
        "“Some 19” is left alone",
    ] {
        assert!(ran.out.contains(words), "{words:?} is missing in\n{}", ran.out);
    }
    assert_eq!(fs::read_to_string(&draft).unwrap(), DRAFT, "written without --write");
    let ran = bind(&["--write"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(fs::read_to_string(&draft).unwrap(), DRAFT.replace("six", "{{ accomarca-acquitted | words }}"));
    assert_eq!(fs::read_to_string(root.join(".willay/drafts/draft.en.md.1")).unwrap(), DRAFT);
    let ran = bind(&["--write"]);
    assert!(ran.out.contains("0 of 1 number would be bound, 1 is left alone"), "{}", ran.out);
}

#[test]
fn explain_knows_every_code_in_both_languages() {
    let list = willay(&["explain", "--language", "es"]).out;
    assert_eq!(list.lines().count(), 18, "{list}");
    for line in list.lines() {
        let code = &line[..3];
        let page = willay(&["explain", code]);
        assert!(page.code == 0 && page.out.contains(code) && page.out.contains("Refused:"), "{}", page.out);
    }
    let unknown = willay(&["explain", "L99"]);
    assert!(unknown.code == 2 && unknown.err.contains("L17"), "{}", unknown.err);
}
