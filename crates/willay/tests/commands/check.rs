//! Does `willay check` link the numbers of an article to the right figures, say what is wrong, and stay silent elsewhere?

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use crate::workspace::{Workspace, repository, shared, willay};
use record::Language;
use serde_json::Value;

mod outputs;

/// What check says of a file, as JSON.
fn findings(article: &Path, workspace: &Workspace) -> (i32, Vec<Value>) {
    let arguments = ["check", article.to_str().unwrap(), "--workspace", workspace.root().to_str().unwrap(), "--json"]
        .map(str::to_owned);
    let ran = willay(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(ran.code == 0 || ran.code == 1, "{}", ran.err);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    (ran.code, report["findings"].as_array().unwrap().clone())
}

fn reasons(finding: &Value) -> BTreeSet<String> {
    let reasons = finding["reasons"].as_array().unwrap().iter();
    reasons.map(|reason| reason["reason"].as_str().unwrap().to_owned()).collect()
}

/// Every number of the article, in its order, with the figure that it must be linked to.
const SEED: [(&str, &str); 21] = [
    ("Forty-three", "lgbti-threats"),
    ("eight", "lgbti-killings"),
    ("over 200", "protests-amnesty-2016"),
    ("70%", "resource-disputes-amnesty-2016"),
    ("108", "partner-killings"),
    ("Eighty per cent", "trafficking-women-share-psg"),
    ("56%", "trafficking-minors-share-psg"),
    ("under 18", "trafficking-age-limit-psg"),
    ("The majority", "trafficking-sexual-majority-psg"),
    ("15-year-old", "mine-bar-age"),
    ("over 13", "mine-bar-hours"),
    ("over 2,000", "sterilisation-shelved-psg"),
    ("13", "oil-spills-2016"),
    ("53", "baguazo-accused"),
    ("twelve", "curva-police-killed"),
    ("All", "baguazo-acquitted"),
    ("eleven", "manta-convicted-psg"),
    ("ten", "accomarca-convicted"),
    ("69", "accomarca-victims"),
    ("nearly 70,000", "war-deaths"),
    ("twenty", "war-years"),
];

/// Reasons that accuse.
const FAULTS: [&str; 15] = [
    "unit-changed",
    "qualifier-lost",
    "qualifier-not-borne",
    "value-differs",
    "not-final",
    "verdict-not-found",
    "estimate-printed-as-count",
    "population-widened",
    "group-changed",
    "period-differs",
    "stage-overstated",
    "outside-interval",
    "separator-error",
    "percent-and-points",
    "date-differs",
];

#[test]
fn every_number_of_the_seed_article_is_linked_and_judged() {
    let Some(article) = shared("seed/article-1314.txt", "every_number_of_the_seed_article_is_linked_and_judged") else {
        return;
    };
    let workspace = Workspace::example();
    let (code, findings) = findings(&article, &workspace);
    assert_eq!(code, 1, "some of its numbers do not stand");
    let linked: Vec<(&str, &str)> = findings
        .iter()
        .filter_map(|finding| Some((finding["quoted"].as_str()?, finding["figure"].as_str()?)))
        .collect();
    assert_eq!(linked, SEED, "each to its figure, none beside it");
    let by_figure: BTreeMap<&str, BTreeSet<String>> =
        findings.iter().filter_map(|finding| Some((finding["figure"].as_str()?, reasons(finding)))).collect();
    for (figure, reason) in [
        ("protests-amnesty-2016", "unit-changed"),
        ("resource-disputes-amnesty-2016", "qualifier-lost"),
        ("lgbti-killings", "period-of-register"),
        ("lgbti-threats", "period-not-stated"),
        ("trafficking-women-share-psg", "population-widened"),
        ("trafficking-minors-share-psg", "population-widened"),
        ("sterilisation-shelved-psg", "group-changed"),
        ("baguazo-acquitted", "not-final"),
        ("manta-convicted-psg", "verdict-not-found"),
        ("manta-convicted-psg", "rival-figures"),
        ("accomarca-victims", "rival-figures"),
        ("war-deaths", "estimate-printed-as-count"),
        ("partner-killings", "period-not-stated"),
        ("partner-killings", "sibling-omitted"),
    ] {
        assert!(by_figure[figure].contains(reason), "{figure} has {:?}, not {reason}", by_figure[figure]);
    }
    let narrowed = findings.iter().flat_map(|finding| finding["reasons"].as_array().unwrap());
    assert!(narrowed.clone().any(|reason| reason["is_definition_narrowed"] == true), "killed or disappeared");
    // Nothing else is accused.
    let accused: BTreeSet<&str> = by_figure
        .iter()
        .filter(|(_, reasons)| reasons.iter().any(|reason| FAULTS.contains(&reason.as_str())))
        .map(|(figure, _)| *figure)
        .collect();
    let worn = [
        "protests-amnesty-2016",
        "resource-disputes-amnesty-2016",
        "trafficking-women-share-psg",
        "trafficking-minors-share-psg",
        "sterilisation-shelved-psg",
        "baguazo-acquitted",
        "manta-convicted-psg",
        "war-deaths",
    ];
    assert_eq!(accused, BTreeSet::from(worn));
    // F23: the report came out in February.
    let launched = findings.iter().find(|finding| finding["quoted"] == "this month").unwrap();
    assert!(reasons(launched).contains("date-differs"), "{launched:#?}");
    // F6: nothing stands "above" on another page.
    assert!(
        findings.iter().any(|finding| finding["quoted"] == "above" && reasons(finding).contains("dangling-reference"))
    );
}

#[test]
fn articles_on_something_else_raise_no_alarm() {
    let workspace = Workspace::example();
    for name in ["unrelated.en.md", "unrelated.es.md", "far-away.en.md", "coincidence.en.md"] {
        let article = repository().join("crates/willay/tests/articles").join(name);
        let (code, findings) = findings(&article, &workspace);
        let linked: Vec<_> = findings.iter().filter(|finding| !finding["figure"].is_null()).collect();
        assert!(linked.is_empty(), "{name}: {linked:#?}");
        assert_eq!(code, 0, "{name}");
        assert!(findings.len() > 5, "{name}: its numbers are read");
    }
}

#[test]
fn the_same_facts_in_spanish_are_linked_too() {
    let workspace = Workspace::example();
    let folder = tempfile::tempdir().unwrap();
    let article = folder.path().join("nota.txt");
    let text = "Informe anual\n\n11 de marzo de 2017\n\nEl informe registra 108 mujeres asesinadas por sus parejas. Hubo 13 derrames de \
        petróleo en la Amazonía. Casi 70 000 personas murieron en la guerra civil. En Accomarca, diez militares fueron declarados culpables de las \
        ejecuciones extrajudiciales de 69 personas.\n";
    std::fs::write(&article, text).unwrap();
    let (_, findings) = findings(&article, &workspace);
    let linked: BTreeSet<&str> = findings.iter().filter_map(|finding| finding["figure"].as_str()).collect();
    let expected = ["partner-killings", "oil-spills-2016", "war-deaths", "accomarca-convicted", "accomarca-victims"];
    assert_eq!(linked, BTreeSet::from(expected), "{findings:#?}");
}

/// The articles of the corpus that nobody looks at singly: at most two links of a hundred are wrong.
#[test]
fn links_of_the_held_back_articles_are_right() {
    let workspace = Workspace::example();
    let listed = willay(&["figures", "--json", workspace.root().to_str().unwrap()]);
    let questions = prose_score::links::questions(&serde_json::from_str(&listed.out).unwrap()).unwrap();
    let articles: Vec<prose_score::Article> =
        Language::ALL.into_iter().flat_map(|language| prose_score::read_corpus(language).unwrap().articles).collect();
    let folder = tempfile::tempdir().unwrap();
    for (at, article) in articles.iter().enumerate() {
        std::fs::write(folder.path().join(format!("{at:04}.txt")), article.text()).unwrap();
    }
    let folder = folder.path().to_str().unwrap();
    let ran = willay(&["check", folder, "--workspace", workspace.root().to_str().unwrap(), "--json"]);
    let reports: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(reports.len(), articles.len(), "{}", ran.err);
    let mut score = prose_score::LinkScore::default();
    for (article, report) in articles.iter().zip(&reports) {
        score.add(article, report, &questions);
    }
    let prose_score::LinkScore { made, wrong, wanted, right, .. } = score;
    assert!(wrong * 100 <= made * 2, "wrong {wrong} of {made}");
    assert!(right * 100 >= wanted * 90, "right {right} of {wanted}");
}

/// A table of a page is read cell by cell.
#[test]
fn a_number_in_a_table_is_linked_by_its_headers() {
    let workspace = Workspace::example();
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    let html = "<h1>Register of the Defensoría</h1><p>From a report of 2 March 2017.</p><table><caption>Social conflicts in the register of the Defensoría</caption>\
        <tr><th></th><th>November 2016</th><th>February 2017</th></tr><tr><th>All social conflicts</th><td>213</td><td>212</td></tr></table>";
    std::fs::write(&page, html).unwrap();
    let (_, findings) = findings(&page, &workspace);
    let linked: BTreeMap<&str, &str> = findings
        .iter()
        .filter_map(|finding| Some((finding["quoted"].as_str()?, finding["figure"].as_str()?)))
        .collect();
    assert_eq!(linked, BTreeMap::from([("213", "conflicts-2016-11"), ("212", "conflicts-2017-02")]), "{findings:#?}");
}

/// What we publish ourselves stands before our own check; but for the number that we quote to show how it was worn.
#[test]
fn our_own_article_stands() {
    let workspace = Workspace::example().built();
    for (article, quoted) in [
        ("site/articles/peru-in-numbers-2016.html", &["nearly 70,000"][..]),
        // In Spanish text the English words of the quotation are no number.
        ("site/es/articles/peru-in-numbers-2016.html", &[]),
    ] {
        let (_, findings) = findings(&workspace.path(article), &workspace);
        let faults: Vec<_> = findings
            .iter()
            .filter(|finding| !reasons(finding).is_disjoint(&FAULTS.map(str::to_owned).into()))
            .map(|finding| finding["quoted"].as_str().unwrap())
            .collect();
        assert_eq!(faults, quoted, "{article}");
        let linked = findings.iter().filter(|finding| finding["figure"].is_string()).count();
        assert!(linked >= 40, "{article}: {linked} of {} linked", findings.len());
    }
}

#[test]
fn a_file_that_is_no_article_is_refused_with_its_mend() {
    let workspace = Workspace::example();
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, words) in [
        ("scan.tiff", &b"II*"[..], "no kind of article"),
        ("broken.pdf", b"%PDF-1.7 nothing", "broken.pdf"),
        ("latin.txt", b"caf\xe9", "UTF-8"),
        ("empty.txt", b"", "empty"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let ran = willay(&["check", path.to_str().unwrap(), "--workspace", workspace.root().to_str().unwrap()]);
        assert!(
            ran.code == 3 && ran.err.contains(words) && ran.err.contains("mend:"),
            "{name}: {} {}",
            ran.code,
            ran.err
        );
    }
}
