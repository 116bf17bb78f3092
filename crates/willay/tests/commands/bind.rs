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

#[test]
fn a_spanish_draft_gets_no_figure_of_another_decision_than_it_tells() {
    let workspace = Workspace::example();
    let draft = workspace.path("articles/borrador.es.md");
    let text = "+++\ntitle = \"T\"\ndate = \"2026-11-20\"\nsummary = \"S\"\n+++\n\nHace mucho que nadie habla de aquello, y sin embargo hay quien \
                recuerda cada nombre. En el juicio por Accomarca diez acusados fueron condenados, dijo la radio por la tarde, y nadie de los \
                presentes en la sala pudo creerlo.\n\nEl tribunal condenó a diez de los acusados en el juicio por Accomarca.\n";
    fs::write(&draft, text).unwrap();
    let ran = willay(&["bind", draft.to_str().unwrap(), "-w", workspace.root().to_str().unwrap(), "--language", "es"]);
    for words in [
        "línea 7\n- …",
        "Accomarca {{ accomarca-convicted | words }} acusados fueron",
        "línea 9: «diez» queda como está: la oración dice «condenó», y «accomarca-absconded» cuenta acusados sobre los que no se decidió nada",
        "cifra    accomarca-convicted: Acusados condenados en el juicio por Accomarca (10)",
        "porque   valor: 10; ",
        "se enlazaría 1 de 2 números; queda 1 sin enlazar",
        "no se escribió nada: dé --write",
    ] {
        assert!(ran.out.contains(words), "{words:?} is missing in\n{}", ran.out);
    }
    let shown = ran.out.lines().find(|line| line.starts_with("+ ")).unwrap();
    assert!(shown.starts_with("+ …") && shown.ends_with('…') && shown.chars().count() < 190, "{shown}");
}
