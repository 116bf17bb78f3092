//! What does somebody see who is sent a link? A picture of what the page says and nothing else, drawn once.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    sync::LazyLock,
};

use crate::workspace::{Workspace, willay};

const BASE: &str = "https://example.org/peru-2016/";

static SITE: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| Workspace::example().built().site());

fn meta<'a>(html: &'a str, property: &str) -> Option<&'a str> {
    html.split_once(&format!("property=\"{property}\" content=\""))?.1.split('"').next()
}

fn pages(site: &BTreeMap<String, Vec<u8>>) -> impl Iterator<Item = (&str, &str)> {
    let html = site.iter().filter(|(path, _)| path.ends_with(".html") && !path.starts_with("article-"));
    html.map(|(path, bytes)| (path.as_str(), std::str::from_utf8(bytes).unwrap()))
        .filter(|(_, html)| html.contains("og:title"))
}

/// What a reader sees of a page, with single blanks.
fn words(html: &str) -> String {
    let body = html.split_once("<body>").unwrap().1;
    let text: String =
        body.split('<').filter_map(|rest| rest.split_once('>')).map(|(_, text)| format!("{text} ")).collect();
    with_blanks(&text)
}

/// Every blank of whatever kind as one.
fn with_blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_page_names_a_picture_of_the_site_and_articles_and_figures_their_own() {
    let own = |path: &str| {
        let path = path.trim_start_matches("es/");
        path.starts_with("articles/") || (path.starts_with("figures/") && path != "figures/index.html")
    };
    let mut by_kind: [BTreeMap<&str, usize>; 2] = [BTreeMap::new(), BTreeMap::new()];
    for (path, html) in pages(&SITE) {
        let address = meta(html, "og:image").unwrap_or_else(|| panic!("{path} has no picture"));
        let picture = address.strip_prefix(BASE).unwrap_or_else(|| panic!("{path}: {address}"));
        let bytes = SITE.get(picture).unwrap_or_else(|| panic!("{path}: {picture} is not there"));
        assert_eq!((&bytes[1..4], &bytes[16..24]), (&b"PNG"[..], &[0, 0, 4, 176, 0, 0, 2, 118][..]), "{path}");
        assert!(bytes.len() < 25_000, "{path}: {} bytes", bytes.len());
        assert_eq!((meta(html, "og:image:width"), meta(html, "og:image:height")), (Some("1200"), Some("630")));
        assert!(html.contains("name=\"twitter:card\" content=\"summary_large_image\""), "{path}");
        *by_kind[usize::from(own(path))].entry(address).or_default() += 1;
    }
    let [shared, owned] = by_kind;
    assert_eq!(shared.len(), 2, "the site's, in two languages");
    assert!(owned.len() > 200 && owned.values().all(|pages| *pages == 1), "{owned:?}");
    let drawn = SITE.keys().filter(|path| path.starts_with("pictures/")).count();
    assert_eq!(drawn, shared.len() + owned.len(), "none that no page names");
    let manifest = String::from_utf8(SITE["manifest.json"].clone()).unwrap();
    assert_eq!(manifest.matches("\"pictures/").count(), drawn, "the manifest covers them");
}

#[test]
fn a_picture_says_nothing_that_its_page_does_not_say() {
    for (path, html) in pages(&SITE).filter(|(path, _)| path.contains("figures/") || path.contains("articles/")) {
        let said = words(html);
        let alt = with_blanks(meta(html, "og:image:alt").unwrap());
        // The day of publication stands on the page in figures, and in the picture in words.
        for part in alt.split(" · ").filter(|part| !part.starts_with("Publi")) {
            assert!(said.contains(part), "{path}: '{part}' of '{alt}'");
        }
    }
}

#[test]
fn only_what_changed_is_drawn_anew() {
    let workspace = Workspace::example().built();
    let before = workspace.site();
    let pictures = |site: &BTreeMap<String, Vec<u8>>| -> BTreeSet<String> {
        site.keys().filter(|path| path.starts_with("pictures/")).cloned().collect()
    };
    let title = "Peru in numbers: what was counted in 2016, and who counted";
    let article = "articles/peru-in-numbers-2016.en.md";
    let found = workspace.read(article).lines().find(|line| line.starts_with("title")).unwrap().to_owned();
    workspace.edit(article, &found, &format!("title = \"{title} it, once more\""));
    let (changed, other) = {
        let mut names = pictures(&before).into_iter();
        (names.next().unwrap(), names.next().unwrap())
    };
    // One that somebody changed, which the manifest does not vouch for, and one that is as it was.
    fs::write(workspace.path("site").join(&changed), b"not what was drawn").unwrap();
    let written = || fs::metadata(workspace.path("site").join(&other)).unwrap().modified().unwrap();
    let at = written();
    assert_eq!(workspace.run("build").code, 0);
    let after = workspace.site();
    let (old, new) = (pictures(&before), pictures(&after));
    assert_eq!((old.difference(&new).count(), new.difference(&old).count()), (1, 1), "the article's");
    assert!(!new.contains(&changed) || after[&changed] == before[&changed], "drawn again");
    assert_eq!(written(), at, "left alone");
    assert_eq!(willay(&["verify", workspace.path("site").to_str().unwrap()]).code, 0);
}

#[test]
fn without_an_address_or_by_a_setting_there_are_none() {
    for (from, to) in
        [("base_url = \"https://example.org/\"", "base_url = \"\""), ("licence =", "pictures = false\nlicence =")]
    {
        let workspace = Workspace::fresh();
        workspace.edit("willay.toml", from, to);
        let site = workspace.built().site();
        assert!(site.keys().all(|path| !path.starts_with("pictures/")), "{to}");
        for (path, html) in pages(&site) {
            assert!(!html.contains("og:image") && html.contains("name=\"twitter:card\" content=\"summary\""), "{path}");
        }
    }
}
