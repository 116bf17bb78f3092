//! In a real browser without scripts: is every number a link, and does each lead to highlighted words in four clicks?

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Mutex,
};

use crate::workspace::{Workspace, skipped};
use record::{Language, MentionKind};

/// Clicks from a number to highlighted words.
const CLICKS: usize = 4;

const PROGRAMS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// A headless browser with scripts turned off, and the pages that it has shown.
struct Browser {
    program: &'static str,
    profile: tempfile::TempDir,
    shown: Mutex<BTreeMap<PathBuf, String>>,
}

impl Browser {
    fn find(test: &str) -> Option<Self> {
        let runs = |program: &&&str| {
            Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
        };
        let Some(program) = PROGRAMS.iter().find(runs) else {
            skipped(test, "no Chromium here; scripts/install-test-tools.sh installs it");
            return None;
        };
        Some(Self { program, profile: tempfile::tempdir().unwrap(), shown: Mutex::default() })
    }

    /// What the browser made of a page.
    fn dom(&self, page: &Path) -> String {
        if let Some(shown) = self.shown.lock().unwrap().get(page) {
            return shown.clone();
        }
        // A frame that may not run scripts; the page around it, the test's own, takes out what the browser made of it.
        let frame = self.profile.path().join(format!("frame-{:?}.html", std::thread::current().id()));
        let html = format!(
            "<iframe id=f sandbox='allow-same-origin' src='file://{}' onload=\"document.documentElement.innerHTML = \
             document.getElementById('f').contentDocument.documentElement.outerHTML\"></iframe>",
            page.display()
        );
        std::fs::write(&frame, html).unwrap();
        // A browser on a busy machine now and then shows nothing; it is asked again, not believed.
        let mut shown = (0..3).map(|_| String::from_utf8_lossy(&self.dump(&frame).stdout).into_owned());
        let dom = shown.find(|dom| dom.contains("<main")).unwrap_or_default();
        assert!(dom.contains("<main"), "{} shows nothing: {dom}", page.display());
        self.shown.lock().unwrap().insert(page.to_owned(), dom.clone());
        dom
    }

    /// The document of a page of the test's own, after its script ran.
    fn dump(&self, page: &Path) -> std::process::Output {
        self.command()
            .args(["--allow-file-access-from-files", "--virtual-time-budget=5000", "--dump-dom"])
            .arg(format!("file://{}", page.display()))
            .output()
            .unwrap()
    }

    fn command(&self) -> Command {
        let mut command = Command::new(self.program);
        command
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage"])
            .arg(format!("--user-data-dir={}", self.profile.path().display()))
            .stderr(Stdio::null());
        command
    }
}

fn main_of(dom: &str) -> &str {
    let start = dom.find("<main").unwrap();
    &dom[start..dom.find("</main>").unwrap()]
}

/// Addresses of links whose tag holds some words.
fn links<'a>(dom: &'a str, holding: &str) -> Vec<&'a str> {
    let tags = dom.split("<a ").skip(1).map(|rest| rest.split('>').next().unwrap());
    tags.filter(|tag| tag.contains(holding)).filter_map(|tag| tag.split("href=\"").nth(1)?.split('"').next()).collect()
}

/// Where a link leads: the file, and the place on it.
fn follow(page: &Path, href: &str) -> Option<(PathBuf, Option<String>)> {
    if href.contains("://") {
        return None;
    }
    let (path, place) = href.split_once('#').map_or((href, None), |(path, place)| (path, Some(place.to_owned())));
    let target = if path.is_empty() { page.to_owned() } else { page.parent().unwrap().join(path) };
    let target = target.canonicalize().unwrap_or_else(|error| panic!("{href} on {}: {error}", page.display()));
    (target.extension()? == "html").then_some((target, place))
}

/// True where the place is on the page and highlighted words begin there.
fn is_highlighted(dom: &str, place: &str) -> bool {
    let Some((_, rest)) = dom.split_once(&format!("id=\"{place}\"")) else { return false };
    let after = rest.split_once("<mark>").map(|(before, words)| (before.len(), words.split("</mark>").next()));
    after.is_some_and(|(far, words)| far < 400 && words.is_some_and(|words| !words.trim().is_empty()))
}

/// Clicks from a page to highlighted words, breadth first; `None` where there is no way.
fn clicks_to_words(browser: &Browser, from: &Path) -> Option<usize> {
    let mut seen = BTreeSet::from([from.to_owned()]);
    let mut pages = vec![from.to_owned()];
    // The first click led from the number to this page.
    for clicks in 2..=CLICKS {
        let mut next = Vec::new();
        for page in &pages {
            let dom = browser.dom(page);
            for (target, place) in links(main_of(&dom), "href").into_iter().filter_map(|href| follow(page, href)) {
                if place.is_some_and(|place| is_highlighted(&browser.dom(&target), &place)) {
                    return Some(clicks);
                }
                if seen.insert(target.clone()) {
                    next.push(target);
                }
            }
        }
        pages = next;
    }
    None
}

#[test]
fn every_number_leads_to_highlighted_words() {
    let Some(browser) = Browser::find("every_number_leads_to_highlighted_words") else { return };
    let workspace = Workspace::example().built();
    let site = workspace.path("site").canonicalize().unwrap();
    for article in ["articles/peru-in-numbers-2016.html", "es/articles/peru-in-numbers-2016.html"] {
        let page = site.join(article);
        let dom = browser.dom(&page);
        let figures: BTreeSet<&str> = links(main_of(&dom), "class=\"fig\"").into_iter().collect();
        assert!(links(main_of(&dom), "class=\"fig\"").len() >= 20, "{article} binds too few numbers");
        for href in figures {
            let (figure, _) = follow(&page, href).unwrap();
            let clicks = clicks_to_words(&browser, &figure);
            assert!(clicks.is_some(), "no highlighted words within {CLICKS} clicks from {href} on {article}");
        }
    }
}

#[test]
fn no_number_of_an_article_is_without_its_link() {
    let Some(browser) = Browser::find("no_number_of_an_article_is_without_its_link") else { return };
    let workspace = Workspace::example().built();
    for (article, language) in [
        ("site/articles/peru-in-numbers-2016.html", Language::En),
        ("site/es/articles/peru-in-numbers-2016.html", Language::Es),
    ] {
        let dom = browser.dom(&workspace.path(article).canonicalize().unwrap());
        let data = dom.matches("<script type=\"application/ld+json\">").count();
        assert_eq!(dom.matches("<script").count(), data, "the site needs no script");
        let body = main_of(&dom).split("<section").next().unwrap();
        let unlinked = without_tags(&without(&without(&without(body, "a"), "table"), "figure"));
        let prose = read::prose::read_prose(&unlinked, Some(language));
        let numbers = prose.mentions.iter().filter(|mention| {
            matches!(mention.kind, MentionKind::Count | MentionKind::Share | MentionKind::Money | MentionKind::Age)
        });
        let naked: Vec<&str> = numbers.map(|mention| &unlinked[mention.span.clone()]).collect();
        assert!(naked.is_empty(), "{article}: {naked:?}");
    }
}

/// Takes elements out, with what is in them.
fn without(html: &str, element: &str) -> String {
    let (open, close) = (format!("<{element}"), format!("</{element}>"));
    let mut text = String::new();
    let mut rest = html;
    while let Some(start) = rest.find(&open) {
        let is_whole_name = rest[start + open.len()..].starts_with([' ', '>']);
        if is_whole_name {
            text.push_str(&rest[..start]);
            rest = rest[start..].split_once(&close).map_or("", |(_, after)| after);
        } else {
            text.push_str(&rest[..start + open.len()]);
            rest = &rest[start + open.len()..];
        }
    }
    text + rest
}

fn without_tags(html: &str) -> String {
    let words = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, words)| words));
    words.collect::<Vec<_>>().join(" ")
}

/// On a phone nothing is wider than the screen. A page around it, with a script of the test's own, measures.
#[test]
fn pages_fit_a_phone() {
    let Some(browser) = Browser::find("pages_fit_a_phone") else { return };
    let workspace = Workspace::example().built();
    let site = workspace.path("site").canonicalize().unwrap();
    for page in [
        "index.html",
        "articles/peru-in-numbers-2016.html",
        "figures/war-deaths.html",
        "es/figures/accomarca-convicted.html",
        "records/proceeding/accomarca.html",
    ] {
        let frame = workspace.path("frame.html");
        let html = format!(
            "<iframe id=f src='file://{}' width=390 height=844 onload=\"document.title = 'wide ' + \
             document.getElementById('f').contentDocument.documentElement.scrollWidth\"></iframe>",
            site.join(page).display()
        );
        std::fs::write(&frame, html).unwrap();
        let output = browser.dump(&frame);
        let dom = String::from_utf8_lossy(&output.stdout).into_owned();
        let width = dom.split_once("<title>wide ").and_then(|(_, rest)| rest.split('<').next()?.parse::<u32>().ok());
        assert!(width.is_some_and(|width| (300..=390).contains(&width)), "{page} is {width:?} pixels wide: {dom}");
    }
}

/// The search is the one page with a script; a query without accents finds another form of its words.
#[test]
fn a_query_without_accents_finds_the_article() {
    let Some(browser) = Browser::find("a_query_without_accents_finds_the_article") else { return };
    let workspace = Workspace::example().built();
    let site = workspace.path("site").canonicalize().unwrap();
    for (page, query, found) in [
        ("es/search.html", "defensoria%20protestas", "es/articles/peru-in-numbers-2016.html"),
        ("es/search.html", "esterilizacion", "es/figures/sterilisation-registered.html"),
        ("search.html", "sterilisations%20registered", "figures/sterilisation-registered.html"),
    ] {
        let output = browser
            .command()
            .args(["--virtual-time-budget=5000", "--dump-dom"])
            .arg(format!("file://{}?q={query}", site.join(page).display()))
            .output()
            .unwrap();
        let dom = String::from_utf8_lossy(&output.stdout).into_owned();
        let results = dom.split_once("id=\"results\"").unwrap().1.split("</ol>").next().unwrap();
        assert!(results.contains(&format!("{found}\"")), "{page}?q={query} does not find {found}: {results}");
    }
    // Without scripts the page still leads to all titles by their words.
    let plain = browser.dom(&site.join("es/search.html"));
    let letters = links(main_of(&plain), "search/words/");
    assert!(letters.len() > 15, "{letters:?}");
    let (accomarca, _) =
        follow(&site.join("es/search.html"), letters.iter().find(|href| href.ends_with("/a.html")).unwrap()).unwrap();
    assert!(browser.dom(&accomarca).contains("accomarca"));
    assert!(std::fs::metadata(site.join("search.js")).unwrap().len() < 6_000);
}
