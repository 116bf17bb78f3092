//! Does the example show what its sources say and where they contradict each other: a trial by its accused, a massacre by its
//! victims and its rival counts, a register by what came in and went out?

use crate::workspace::{Workspace, willay};

/// The text of a page without its tags.
fn text(html: &str) -> String {
    let words = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, words)| words));
    words.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Rows of a list of the example by the value of one of its first columns, which hold no commas.
fn rows(workspace: &Workspace, list: &str, (column, value): (&str, &str)) -> usize {
    let text = workspace.read(list);
    let at = text.lines().next().unwrap().split(',').position(|name| name == column).unwrap();
    text.lines().skip(1).filter(|row| row.split(',').nth(at) == Some(value)).count()
}

#[test]
fn the_accused_of_accomarca_are_counted_as_the_decisions_have_them() {
    let workspace = Workspace::example().built();
    let (accused, decisions) = ("lists/accused-accomarca.csv", "lists/decisions-accomarca.csv");
    let all = rows(&workspace, accused, ("proceeding", "accomarca"));
    let judged = ["convicted", "acquitted"].map(|outcome| rows(&workspace, decisions, ("outcome", outcome)));
    let others = ["absconded", "deceased"].map(|status| rows(&workspace, accused, ("status", status)));
    assert_eq!((all, judged, others), (27, [10, 6], [10, 1]));
    let page = text(&workspace.read("site/archive/proceedings/accomarca.html"));
    let [(convicted, acquitted), (absconded, deceased)] = [judged, others].map(|[one, other]| (one, other));
    let counted = format!(
        "{all} accused: {convicted} convicted, {acquitted} acquitted, {absconded} absconded, {deceased} deceased"
    );
    assert!(page.contains(&counted), "{counted}: {page}");
    // The figures are the same numbers, and none of them was typed.
    for (figure, value) in [("accomarca-convicted", convicted), ("accomarca-acquitted", acquitted)] {
        let json = workspace.read(&format!("site/figures/{figure}.json"));
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["published"]["value"].as_f64(), Some(f64::from(u32::try_from(value).unwrap())), "{figure}");
    }
}

#[test]
fn the_victims_of_accomarca_add_up_and_stand_beside_their_rivals() {
    let workspace = Workspace::example().built();
    for (figure, value) in [("men", 12), ("women", 27), ("children", 30)] {
        let page = text(&workspace.read(&format!("site/figures/accomarca-{figure}.html")));
        assert!(page.contains(&format!(" {value} {figure} killed at Accomarca")), "{figure}: {page}");
    }
    let page = workspace.read("site/figures/accomarca-victims.html");
    let words = text(&page);
    // Its own breakdowns: women are 27 and men 12 by sex, adults 39 and children 30 by age.
    for row in ["female 27", "male 12", "unknown 30", "adult 39", "child 30", "in all 69"] {
        assert!(words.contains(row), "{row}: {words}");
    }
    for (rival, value) in [("hrw", "62"), ("wire", "61"), ("la-republica", "over 60")] {
        let link = format!("accomarca-victims-{rival}.html");
        assert!(page.contains(&link) && words.contains(&format!(": {value}")), "{rival} {value}: {words}");
    }
    // Whoever opens one of the rivals sees the others too.
    assert!(text(&workspace.read("site/figures/accomarca-victims-hrw.html")).contains(": 69"));
}

#[test]
fn a_register_that_does_not_add_up_is_told_to_the_editor_and_to_readers() {
    let workspace = Workspace::example();
    let ran = workspace.run("build");
    // 213 in November; 212 at the end of February, after 5 new ones, 4 resolved and 3 withdrawn: 214 are missing.
    let note = "'conflicts-2017-02': before it there must have been 214 (212 - 5 new conflicts + 4 conflicts resolved \
                + 3 conflicts withdrawn); no figure of that time is known, it is missing; the last one before is \
                'conflicts-2016-11'";
    assert!(ran.out.contains(note), "{}", ran.out);
    let page = text(&workspace.read("site/figures/conflicts-2017-02.html"));
    for words in ["there must have been 214", "No figure of that time is known", "November 2016 : 213"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let page = text(&workspace.read("site/es/figures/conflicts-2017-02.html"));
    assert!(page.contains("Así que antes tuvo que haber 214") && page.contains("aquí falta"), "{page}");
    // As data, for programs that watch a build.
    let json = willay(&["build", workspace.root().to_str().unwrap(), "--json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["flows_that_fail"], serde_json::json!([note]));
}

#[test]
fn a_register_that_adds_up_is_not_told_of() {
    for (total, says) in [("214", None), ("211", Some("'conflicts-2017-01' has 211, so that 3 are unaccounted for"))] {
        let workspace = january(total);
        let ran = workspace.run("build");
        assert_eq!(ran.code, 0, "{}", ran.err);
        match says {
            Some(says) => assert!(ran.out.contains(says), "{}", ran.out),
            None => assert!(!ran.out.contains("there must have been"), "{}", ran.out),
        }
    }
}

/// The example with a report for January 2017.
fn january(total: &str) -> Workspace {
    let workspace = Workspace::example();
    let words = "At the end of January 2017 the register held";
    workspace.edit(
        "documents/defensoria-2017-02.md",
        "During the month",
        &format!("{words} {total}.\n\nDuring the month"),
    );
    workspace.edit(
        "lists/conflict-reports.csv",
        "2017-07,2017-07",
        &format!("2017-01,2017-01,,,{total},,,defensoria-2017-02.md,{words} {total}\n2017-07,2017-07"),
    );
    let figures = workspace.read("figures/conflicts.toml");
    let of = figures.split("[[figure]]\n").find(|figure| figure.contains("id = \"conflicts-2016-11\"")).unwrap();
    let of = of.split("[figure.card]").next().unwrap().replace("2016-11", "2017-01");
    let of = of.replace("November 2016", "January 2017").replace("noviembre de 2016", "enero de 2017");
    let of = of.replace("related = [\"conflicts-active-share-2017-01\"]\n", "");
    std::fs::write(workspace.path("figures/conflicts.toml"), format!("{figures}\n[[figure]]\n{of}")).unwrap();
    workspace
}
