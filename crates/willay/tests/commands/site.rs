//! Is the published site whole in itself? Every address leads somewhere, every page is found, nothing comes from elsewhere; and what
//! pages say of themselves to programs is what they say to readers.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use serde_json::Value;

use crate::workspace::Workspace;

/// Of an article and its style together, so that it opens on a slow line.
const LARGEST_BYTES: usize = 60_000;

/// Where the example says that it stands.
const BASE: &str = "https://example.org/peru-2016/";

type Files = BTreeMap<String, Vec<u8>>;

static SITE: LazyLock<Files> = LazyLock::new(|| Workspace::example().built().site());

fn pages() -> impl Iterator<Item = (&'static str, &'static str)> {
    let html = SITE.iter().filter(|(path, _)| path.ends_with(".html"));
    html.map(|(path, bytes)| (path.as_str(), std::str::from_utf8(bytes).unwrap()))
}

/// Start tags of a page. What the site writes holds no '<' and no '>' in texts and values.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').skip(1).filter_map(|rest| rest.split('>').next()).filter(|tag| !tag.starts_with(['/', '!']))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(rest.split('"').next()?.replace("&amp;", "&"))
}

fn is_elsewhere(address: &str) -> bool {
    address.contains("://") || address.starts_with("//")
}

/// The path on the site to which a relative address leads, and the place on it.
fn resolve(page: &str, address: &str) -> (String, Option<String>) {
    let (path, place) = address.split_once('#').map_or((address, None), |(path, place)| (path, Some(place.to_owned())));
    if path.is_empty() {
        return (page.to_owned(), place);
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => assert!(parts.pop().is_some(), "{address} on {page} leads out of the site"),
            "." => {}
            part => parts.push(part),
        }
    }
    (parts.join("/"), place)
}

/// Every address of the site's own on a page.
fn addresses(page: &str, html: &str) -> Vec<(String, Option<String>)> {
    let values = tags(html).flat_map(|tag| [attribute(tag, "href"), attribute(tag, "src")]).flatten();
    values.filter(|address| !is_elsewhere(address)).map(|address| resolve(page, &address)).collect()
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    for (page, html) in pages() {
        for tag in tags(html).filter(|tag| !tag.starts_with("a ")) {
            let is_name_only = tag.starts_with("link ") && tag.contains("rel=\"canonical\"");
            for address in
                [attribute(tag, "href"), attribute(tag, "src"), attribute(tag, "srcset")].into_iter().flatten()
            {
                assert!(is_name_only || !is_elsewhere(&address), "{page} loads {address}");
            }
            assert!(!tag.contains("url("), "{page} loads something by its style: {tag}");
        }
    }
    for (path, bytes) in SITE.iter().filter(|(path, _)| path.ends_with(".css")) {
        let style = std::str::from_utf8(bytes).unwrap();
        assert!(!style.contains("url(") && !style.contains("@import"), "{path} loads something");
    }
}

#[test]
fn only_the_search_has_a_script() {
    let mut with_script = BTreeSet::new();
    for (page, html) in pages() {
        for tag in tags(html).filter(|tag| tag.starts_with("script")) {
            if tag != "script type=\"application/ld+json\"" {
                with_script.insert(page);
            }
        }
        let policy = html.split_once("Content-Security-Policy\" content=\"").unwrap().1.split('"').next().unwrap();
        assert_eq!(policy.contains("script-src"), page.ends_with("search.html"), "{page}: {policy}");
    }
    assert_eq!(with_script, BTreeSet::from(["es/search.html", "search.html"]));
}

#[test]
fn an_article_is_light() {
    let style = SITE["style.css"].len();
    let articles: Vec<_> =
        pages().filter(|(page, _)| page.trim_start_matches("es/").starts_with("articles/")).collect();
    assert_eq!(articles.len(), 2);
    for (page, html) in articles {
        assert!(html.len() + style < LARGEST_BYTES, "{page} has {} bytes with its style", html.len() + style);
    }
}

#[test]
fn every_address_of_the_site_leads_somewhere() {
    let mut places: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (page, html) in pages() {
        let ids: Vec<String> = tags(html).filter_map(|tag| attribute(tag, "id")).collect();
        let distinct: BTreeSet<String> = ids.iter().cloned().collect();
        assert_eq!(ids.len(), distinct.len(), "{page} has two elements of one id");
        places.insert(page, distinct);
    }
    let mut followed = 0;
    for (page, html) in pages() {
        for (path, place) in addresses(page, html) {
            assert!(SITE.contains_key(&path), "{page} leads to {path}, which is not there");
            if let Some(place) = place {
                assert!(places[path.as_str()].contains(&place), "{page} leads to {path}#{place}, which is not there");
            }
            followed += 1;
        }
    }
    assert!(followed > 10_000, "only {followed} addresses");
}

#[test]
fn every_page_is_found_from_the_front_page() {
    let html: BTreeMap<&str, &str> = pages().collect();
    let mut found = BTreeSet::from(["index.html".to_owned()]);
    let mut next = vec!["index.html".to_owned()];
    while let Some(page) = next.pop() {
        let links =
            tags(html[page.as_str()]).filter(|tag| tag.starts_with("a ")).filter_map(|tag| attribute(tag, "href"));
        for (path, _) in links.filter(|address| !is_elsewhere(address)).map(|address| resolve(&page, &address)) {
            if path.ends_with(".html") && found.insert(path.clone()) {
                next.push(path);
            }
        }
    }
    let lost: Vec<&str> = html.keys().copied().filter(|page| !found.contains(*page)).collect();
    assert!(lost.is_empty(), "no link leads to {lost:?}");
}

#[test]
fn every_page_tells_other_sites_what_it_is() {
    for (page, html) in pages() {
        let said: BTreeMap<String, String> = tags(html)
            .filter(|tag| tag.starts_with("meta "))
            .filter_map(|tag| {
                Some((attribute(tag, "property").or_else(|| attribute(tag, "name"))?, attribute(tag, "content")?))
            })
            .collect();
        for name in
            ["description", "og:title", "og:description", "og:type", "og:locale", "og:site_name", "twitter:card"]
        {
            assert!(said.get(name).is_some_and(|text| !text.is_empty()), "{page} does not say {name}");
        }
        assert_eq!(said["og:url"], format!("{BASE}{page}"));
        assert!(html.contains(&format!("<link rel=\"canonical\" href=\"{BASE}{page}\">")), "{page}");
    }
}

/// The data blocks of a page.
fn data_of(html: &str) -> Vec<Value> {
    let blocks = html.split("<script type=\"application/ld+json\">").skip(1);
    blocks.map(|rest| serde_json::from_str(rest.split("</script>").next().unwrap()).unwrap()).collect()
}

/// The one block of a type.
fn block<'a>(blocks: &'a [Value], kind: &str) -> Option<&'a Value> {
    let is_of = |block: &&Value| {
        block["@type"] == kind || block["@type"].as_array().is_some_and(|all| all.contains(&kind.into()))
    };
    let mut of_kind = blocks.iter().filter(is_of);
    let first = of_kind.next();
    assert!(of_kind.next().is_none(), "two blocks of {kind}");
    first
}

fn requires(page: &str, block: &Value, properties: &[&str]) {
    for property in properties {
        let value = &block[*property];
        let is_empty = value.is_null() || value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty);
        assert!(!is_empty, "{page}: {} lacks {property}", block["@type"]);
    }
    assert_eq!(block["@context"], "https://schema.org", "{page}");
}

/// The file that a whole address of the site names.
fn file_at(address: &Value) -> &'static [u8] {
    let address = address.as_str().unwrap();
    let path = address.strip_prefix(BASE).unwrap_or_else(|| panic!("{address} is elsewhere"));
    let path = path.split('#').next().unwrap();
    SITE.get(path).unwrap_or_else(|| panic!("{address} is not there"))
}

#[test]
fn an_article_says_by_whom_when_and_on_which_figures_it_rests() {
    for page in ["articles/peru-in-numbers-2016.html", "es/articles/peru-in-numbers-2016.html"] {
        let html = std::str::from_utf8(&SITE[page]).unwrap();
        let blocks = data_of(html);
        let article = block(&blocks, "NewsArticle").unwrap();
        requires(
            page,
            article,
            &[
                "headline",
                "description",
                "datePublished",
                "dateModified",
                "author",
                "publisher",
                "license",
                "url",
                "inLanguage",
                "citation",
            ],
        );
        assert_eq!(article["author"]["@type"], "Organization");
        assert_eq!(article["url"], format!("{BASE}{page}"));
        assert!(html.contains(&format!("og:image\" content=\"{}\"", article["image"].as_str().unwrap())));
        assert!(html.contains(&format!("lang=\"{}\"", article["inLanguage"].as_str().unwrap())));
        let cited = article["citation"].as_array().unwrap();
        assert!(cited.len() > 20);
        for figure in cited {
            let page = std::str::from_utf8(file_at(&figure["@id"])).unwrap();
            assert_eq!(block(&data_of(page), "Dataset").unwrap()["@id"], figure["@id"]);
        }
    }
}

#[test]
fn a_figure_is_a_data_set_with_the_number_that_its_page_shows() {
    let properties = [
        "name",
        "description",
        "url",
        "creator",
        "license",
        "distribution",
        "variableMeasured",
        "dateModified",
        "measurementTechnique",
    ];
    let mut figures = 0;
    for (page, html) in pages() {
        let Some(id) =
            page.trim_start_matches("es/").strip_prefix("figures/").and_then(|name| name.strip_suffix(".html"))
        else {
            continue;
        };
        let blocks = data_of(html);
        if id == "index" {
            assert!(blocks.is_empty());
            continue;
        }
        let data = block(&blocks, "Dataset").unwrap();
        requires(page, data, &properties);
        let json: Value = serde_json::from_slice(&SITE[&format!("figures/{id}.json")]).unwrap();
        let shown = json["published"]["value"].as_f64();
        assert_eq!(data["variableMeasured"][0]["value"].as_f64(), shown, "{page}");
        for download in data["distribution"].as_array().unwrap() {
            assert_eq!(download["@type"], "DataDownload");
            assert!(!file_at(&download["contentUrl"]).is_empty());
        }
        let kind = json["figure"]["outcome"]["kind"].as_str().unwrap();
        // What is counted of records that are all confidential names no source.
        let is_shown = json["figure"]["outcome"]["members"].as_array().is_none_or(|members| !members.is_empty());
        if matches!(kind, "observed" | "claimed" | "derived") && is_shown {
            requires(page, data, &["isBasedOn"]);
        }
        figures += 1;
    }
    assert!(figures > 200, "{figures}");
    for page in ["data.html", "es/data.html"] {
        let blocks = data_of(std::str::from_utf8(&SITE[page]).unwrap());
        let data = block(&blocks, "Dataset").unwrap();
        requires(
            page,
            data,
            &["name", "description", "creator", "license", "distribution", "variableMeasured", "isBasedOn"],
        );
        for download in data["distribution"].as_array().unwrap() {
            assert!(!file_at(&download["contentUrl"]).is_empty());
        }
    }
}

/// Only others' claims are rated, and only by what this record counts, estimates or derives.
#[test]
fn only_claims_of_others_are_rated_and_only_by_our_own_figures() {
    let mut rated = BTreeSet::new();
    for (page, html) in pages() {
        let blocks = data_of(html);
        let Some(review) = block(&blocks, "ClaimReview") else { continue };
        requires(
            page,
            review,
            &["claimReviewed", "itemReviewed", "reviewRating", "author", "url", "datePublished", "citation"],
        );
        let own = review["citation"]["@id"].as_str().unwrap();
        let own = own.rsplit('/').next().unwrap().strip_suffix(".html#figure").unwrap();
        let own: Value = serde_json::from_slice(&SITE[&format!("figures/{own}.json")]).unwrap();
        assert!(own["figure"]["definition"]["claim"].is_null(), "{page} is rated by a claim");
        let id = page.rsplit('/').next().unwrap().strip_suffix(".html").unwrap();
        let claim: Value = serde_json::from_slice(&SITE[&format!("figures/{id}.json")]).unwrap();
        assert_eq!(claim["figure"]["outcome"]["passage"]["selector"]["exact"], review["claimReviewed"], "{page}");
        let asked = |figure: &Value| {
            let definition = &figure["figure"]["definition"];
            definition["question"].as_str().or(definition["id"].as_str()).map(str::to_owned)
        };
        assert_eq!(asked(&claim), asked(&own), "{page}");
        let name = review["reviewRating"]["alternateName"].as_str().unwrap();
        assert!(html.split_once("<main").unwrap().1.contains(name), "{page} does not show how it is rated: {name}");
        let values = [&claim, &own].map(|figure| figure["published"]["value"].as_f64());
        let rating = review["reviewRating"]["ratingValue"].as_u64().unwrap();
        assert!(
            (1..=3).contains(&rating) && (values[0] == values[1] || rating == 1),
            "{page}: {values:?} is rated {rating}"
        );
        rated.insert(id);
    }
    assert!(rated.contains("accomarca-convicted-psg"), "{rated:?}");
    // The register counts the killed otherwise: no figure of ours answers what the commission estimated.
    assert!(!rated.contains("war-deaths"), "{rated:?}");
}

#[test]
fn every_figure_says_where_it_is_from_in_prov_o() {
    let manifest: Value = serde_json::from_slice(&SITE["manifest.json"]).unwrap();
    let mut relations = BTreeSet::new();
    for (path, bytes) in SITE.iter().filter(|(path, _)| path.ends_with(".prov.jsonld")) {
        let id = path.strip_prefix("figures/").unwrap().strip_suffix(".prov.jsonld").unwrap();
        assert!(!manifest["files"][path].is_null(), "{path} is not in the manifest");
        for page in [format!("figures/{id}.html"), format!("es/figures/{id}.html")] {
            let html = std::str::from_utf8(&SITE[&page]).unwrap();
            assert!(html.contains(&format!("{id}.prov.jsonld\"")), "{page} does not lead to {path}");
        }
        let json: Value = serde_json::from_slice(bytes).unwrap();
        assert_eq!(json["@context"]["prov"], "http://www.w3.org/ns/prov#");
        let nodes = json["@graph"].as_array().unwrap();
        let names: BTreeSet<&str> = nodes.iter().map(|node| node["@id"].as_str().unwrap()).collect();
        assert_eq!(names.len(), nodes.len(), "{path} describes something twice");
        for kind in ["prov:Entity", "prov:Activity", "prov:Agent"] {
            assert!(nodes.iter().any(|node| node["@type"][0] == kind), "{path} has no {kind}");
        }
        for (name, value) in nodes.iter().flat_map(|node| node.as_object().unwrap()) {
            let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            for id in values.iter().filter_map(|value| value["@id"].as_str()) {
                assert!(names.contains(id), "{path}: {name} names {id}, which is not described");
                relations.insert(name.clone());
            }
        }
    }
    let figures = SITE.keys().filter(|path| path.starts_with("figures/") && path.ends_with(".csv")).count();
    assert_eq!(SITE.keys().filter(|path| path.ends_with(".prov.jsonld")).count(), figures);
    for relation in ["prov:wasDerivedFrom", "prov:wasQuotedFrom", "prov:wasGeneratedBy", "prov:wasAttributedTo"] {
        assert!(relations.contains(relation), "no figure has {relation}: {relations:?}");
    }
}

/// Clicks from a number to the words on which it rests.
const MOST_CLICKS: usize = 6;

/// What a reader may click on a page, below its navigation.
fn clicks(page: &str) -> Vec<(String, Option<String>)> {
    let html = std::str::from_utf8(&SITE[page]).unwrap();
    let main = html.split_once("<main").and_then(|(_, main)| main.split_once("</main>")).unwrap().0;
    let links = tags(main).filter(|tag| tag.starts_with("a ")).filter_map(|tag| attribute(tag, "href"));
    links.filter(|address| !is_elsewhere(address)).map(|address| resolve(page, &address)).collect()
}

/// True where an address leads to highlighted words, or to the row of a list.
fn is_evidence((page, place): &(String, Option<String>)) -> bool {
    let Some(place) = place.as_ref().filter(|place| place.starts_with("p-") || place.starts_with("row-")) else {
        return false;
    };
    let html = std::str::from_utf8(&SITE[page]).unwrap();
    let is_there = html.contains(&format!("id=\"{place}\""));
    assert!(is_there, "{page} has no place {place}");
    place.starts_with("row-") || html.contains("<mark>")
}

/// How many clicks lead from a figure's page to its evidence, over figures, records and documents alone.
fn clicks_to_evidence(figure: &str) -> Option<usize> {
    let mut seen = BTreeSet::from([figure.to_owned()]);
    let mut here = vec![figure.to_owned()];
    for clicked in 1..MOST_CLICKS {
        let links: Vec<_> = here.iter().flat_map(|page| clicks(page)).collect();
        if links.iter().any(is_evidence) {
            return Some(clicked);
        }
        let leads_on = |page: &String| {
            let page = page.strip_prefix("es/").unwrap_or(page);
            page.starts_with("figures/") && !page.ends_with("index.html") || page.starts_with("records/")
        };
        here =
            links.into_iter().map(|(page, _)| page).filter(|page| page.ends_with(".html")).filter(leads_on).collect();
        here.retain(|page| seen.insert(page.clone()));
    }
    None
}

#[test]
fn every_number_of_an_article_is_few_clicks_from_its_evidence_without_a_script() {
    let mut walked = 0;
    for (page, _) in pages().filter(|(page, _)| page.trim_start_matches("es/").starts_with("articles/")) {
        let figures: BTreeSet<String> =
            clicks(page).into_iter().map(|(page, _)| page).filter(|page| page.contains("figures/")).collect();
        assert!(!figures.is_empty(), "{page} has no number");
        for figure in figures {
            let clicks = clicks_to_evidence(&figure);
            assert!(clicks.is_some(), "{figure}: no evidence within {MOST_CLICKS} clicks of a number of {page}");
            walked += 1;
        }
    }
    assert!(walked >= 40, "{walked} numbers");
}
