//! Is a number that moves told, at the article, at the figure and in the feed, and is a correction held to what was published?

use crate::workspace::{Workspace, willay};

const ARTICLE: &str = "articles/peru-in-numbers-2016.en.md";
const TOPICS: &str = "topics = [\"conflicts\", \"justice\", \"women\", \"armed conflict\"]";

/// The example, published, and then one decision of the trial read again.
fn moved() -> Workspace {
    let workspace = Workspace::example().built();
    workspace.edit("lists/decisions-manta.csv", "manta-10,manta,convicted", "manta-10,manta,acquitted");
    workspace
}

fn correct(workspace: &Workspace, was: &str) {
    let correction = format!(
        "{TOPICS}\n\n[[correction]]\ndate = \"2026-11-28\"\nfigure = \"manta-convicted-2024\"\nwas = {was}\nis = 9\n\
         why = \"One of the accused was acquitted: we had misread the judgement.\"\n"
    );
    workspace.edit(ARTICLE, TOPICS, &correction);
}

#[test]
fn a_decision_that_changes_flags_the_article_and_tells_the_reader_what_moved() {
    let workspace = moved();
    let ran = workspace.run("build");
    assert!(
        ran.code == 0 && ran.out.contains("'manta-convicted-2024' was 10 when it was published, and is 9 now"),
        "{}",
        ran.out
    );
    let article = workspace.read("site/articles/peru-in-numbers-2016.html");
    for words in ["Moved since this was published", "10 then, 9 now", "decision/manta-10-2024", "moved since"] {
        assert!(article.contains(words), "{words}");
    }
    let figure = workspace.read("site/es/figures/manta-convicted-2024.html");
    for words in ["Valores publicados", "Ya no cuentan:", "Corregido en el registro:", "Primera publicación."] {
        assert!(figure.contains(words), "{words}");
    }
    let derived = workspace.read("site/figures/manta-convicted-share-2024.html");
    assert!(derived.contains("It is derived from") && derived.contains("10 then, 9 now"));
    let verified = willay(&["verify", workspace.path("site").to_str().unwrap()]);
    assert_eq!(verified.code, 0, "{}", verified.out);
}

/// A verdict that the record no longer knows stops the build: both articles that report it are named, with the line.
#[test]
fn a_verdict_that_no_longer_stands_names_the_articles_that_report_it() {
    let workspace = Workspace::example();
    let decisions = "lists/decisions-accomarca.csv";
    let acquitted = workspace.read(decisions).replace(",convicted,", ",acquitted,");
    std::fs::write(workspace.path(decisions), acquitted).unwrap();
    let ran = workspace.run("build");
    assert_eq!(ran.code, 3, "{}", ran.out);
    for article in [ARTICLE, "articles/peru-in-numbers-2016.es.md"] {
        let named = ran.err.lines().filter(|line| line.starts_with(&format!("error: {article}:")));
        assert!(
            named.filter(|line| line.contains("L06 proceeding/accomarca shows no such decision")).count() == 1,
            "{}",
            ran.err
        );
    }
    assert!(!workspace.path("site").exists(), "nothing was written");
}

#[test]
fn a_correction_stands_at_the_article_at_the_figure_and_in_both_feeds() {
    let workspace = moved().built();
    correct(&workspace, "10");
    let ran = workspace.run("build");
    assert!(
        ran.code == 0 && !ran.out.contains(&format!("{ARTICLE}: 'manta-convicted-2024' was")),
        "{}{}",
        ran.out,
        ran.err
    );
    let why = "we had misread the judgement";
    for page in [
        "articles/peru-in-numbers-2016.html",
        "figures/manta-convicted-2024.html",
        "corrections.html",
        "corrections.xml",
        "corrections.json",
    ] {
        let text = workspace.read(&format!("site/{page}"));
        assert!(text.contains(why), "{page}");
    }
    let page = workspace.read("site/corrections.html");
    let sections: Vec<&str> = page.split("<section class=\"correction\"").skip(1).collect();
    assert!(sections.len() == 3, "the editor's, the figure and the share that is derived from it: {page}");
    for section in sections {
        assert!(section.split_once('>').unwrap().1.starts_with("<h3><time"), "by its heading it is found: {section}");
    }
    let article = workspace.read("site/articles/peru-in-numbers-2016.html");
    let data = article.split_once("<script type=\"application/ld+json\">").unwrap().1.split('<').next().unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    let said = &data["correction"][0];
    assert_eq!(said["@type"], "CorrectionComment");
    assert!(said["text"].as_str().unwrap().contains(why) && said["datePublished"] == data["dateModified"], "{data}");
    assert!(
        workspace.read("site/figures/manta-convicted-2024.prov.jsonld").contains("\"prov:wasRevisionOf\":{\"@id\"")
    );
    let spanish = workspace.read("site/es/articles/peru-in-numbers-2016.html");
    assert!(
        !spanish.contains(why) && spanish.contains("Cambió desde que se publicó"),
        "its editor has not corrected it yet"
    );
    assert!(workspace.run("build").out.contains("Nothing has changed since the last build"));
}

#[test]
fn a_correction_of_a_number_that_was_never_published_is_refused() {
    let workspace = moved().built();
    correct(&workspace, "11");
    let ran = workspace.run("build");
    assert!(ran.code == 3 && ran.err.contains("'manta-convicted-2024' was never published as 11"), "{}", ran.err);
    assert!(ran.err.contains("the ledger knows (10, 9)"), "{}", ran.err);
}

/// Each entry of each feed has what readers of feeds need, and no id stands twice.
#[test]
fn every_feed_has_ids_that_stay_times_and_authors() {
    let site = moved().built().site();
    let feeds = |ending: &str| {
        let names = site.keys().filter(|name| name.contains("feed") || name.contains("corrections."));
        names.filter(|name| name.ends_with(ending)).cloned().collect::<Vec<_>>()
    };
    let (atom, json) = (feeds(".xml"), feeds(".json"));
    assert!(atom.len() == json.len() && atom.len() > 250, "{} {}", atom.len(), json.len());
    for name in json {
        let feed: serde_json::Value = serde_json::from_slice(&site[&name]).unwrap();
        assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1", "{name}");
        assert!(feed["authors"][0]["name"].is_string() && feed["feed_url"].as_str().unwrap().ends_with(&name));
        let mut ids: Vec<&str> =
            feed["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{name}");
        for item in feed["items"].as_array().unwrap() {
            assert!(
                item["content_text"].is_string() && item["date_published"].as_str().unwrap().ends_with('Z'),
                "{name}"
            );
            let place = item["url"].as_str().unwrap().strip_prefix("https://example.org/peru-2016/").unwrap();
            let (page, anchor) = place.split_once('#').map_or((place, None), |(page, anchor)| (page, Some(anchor)));
            let text = String::from_utf8_lossy(&site[page]).into_owned();
            assert!(anchor.is_none_or(|anchor| text.contains(&format!("id=\"{anchor}\""))), "{name}: {place}");
        }
    }
    for name in atom {
        let text = String::from_utf8_lossy(&site[&name]).into_owned();
        let count = |tag: &str| text.matches(tag).count();
        assert!(
            count("<author><name>") == 1 && count("<id>") == count("<updated>") && count("<id>") == count("<title>"),
            "{name}"
        );
        assert_eq!(count("<id>"), count("<entry>") + 1, "{name}");
    }
}
