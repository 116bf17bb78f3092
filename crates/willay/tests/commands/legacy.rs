//! Does a folder of old pages become an archive that can be trusted for what it is: dates flagged, addresses led on, copies proposed?

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crate::workspace::{Ran, Workspace, files, willay};

mod old_site;

use old_site::{ITEMS, Planted};

fn legacy(folder: &Path, workspace: &Workspace, more: &[&str]) -> Ran {
    let root = workspace.root();
    let first = ["legacy", folder.to_str().unwrap(), "--workspace", root.to_str().unwrap()];
    willay(&first.iter().chain(more).copied().collect::<Vec<_>>())
}

/// Rows of a report by the names of its columns. No cell of these sites holds a line end.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let cells = |line: &str| {
        let (mut cells, mut is_quoted) = (vec![String::new()], false);
        for char in line.chars() {
            match char {
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => cells.push(String::new()),
                other => cells.last_mut().unwrap().push(other),
            }
        }
        cells
    };
    lines.map(|line| header.iter().map(|name| (*name).to_owned()).zip(cells(line)).collect()).collect()
}

fn files_where(
    rows: &[BTreeMap<String, String>],
    test: impl Fn(&BTreeMap<String, String>) -> bool,
) -> BTreeSet<String> {
    rows.iter().filter(|row| test(row)).map(|row| row["file"].clone()).collect()
}

fn check_report(workspace: &Workspace, planted: &Planted) {
    let report = rows(&workspace.read("legacy-report.csv"));
    assert_eq!(report.len(), ITEMS + planted.refused.len());
    assert_eq!(files_where(&report, |row| !row["problem"].is_empty()), planted.refused);
    assert_eq!(
        files_where(&report, |row| ["epoch", "impossible"].contains(&row["date_flag"].as_str())),
        planted.flagged
    );
    assert_eq!(files_where(&report, |row| !row["date_flag"].is_empty()), planted.flagged, "no other page is flagged");
    assert!(report.iter().all(|row| row["date"].is_empty() || row["date_flag"].is_empty()), "no flagged date is taken");
    assert_eq!(files_where(&report, |row| !row["old_addresses"].is_empty()), planted.ids, "each id leads on");
    assert_eq!(files_where(&report, |row| !row["unresolvable"].is_empty()), planted.offsets);
    assert_eq!(
        files_where(&report, |row| row["repaired"].parse().is_ok_and(|count: usize| count > 0)),
        planted.encoded_twice
    );
    assert_eq!(files_where(&report, |row| row["broken"].parse().is_ok_and(|count: usize| count > 0)), planted.lost);
    assert!(report.iter().all(|row| !row["title"].contains("Bulletin")), "the site's name is no article's title");
    let slugs: BTreeSet<&String> = report.iter().map(|row| &row["article"]).filter(|slug| !slug.is_empty()).collect();
    assert_eq!(slugs.len(), ITEMS, "each page has an article of its own; nothing is merged");
}

/// Proposed pairs against planted ones. Several copies of one text are joined by a chain of pairs.
fn check_copies(workspace: &Workspace, planted: &Planted) {
    let proposed: BTreeSet<(String, String)> = rows(&workspace.read("legacy-duplicates.csv"))
        .iter()
        .map(|row| (row["left_file"].clone(), row["right_file"].clone()))
        .collect();
    let found = planted.copies.iter().filter(|pair| is_joined(pair, &proposed)).count();
    assert!(found * 100 >= planted.copies.len() * 95, "{found} of {}", planted.copies.len());
    let is_false = |pair: &&(String, String)| !is_joined(pair, &planted.copies);
    assert_eq!(proposed.iter().filter(is_false).collect::<Vec<_>>(), Vec::<&(String, String)>::new());
}

/// True where a chain of pairs joins two files.
fn is_joined((left, right): &(String, String), pairs: &BTreeSet<(String, String)>) -> bool {
    let mut reached = BTreeSet::from([left.clone()]);
    loop {
        let before = reached.len();
        for (one, other) in pairs {
            if reached.contains(one) || reached.contains(other) {
                reached.extend([one.clone(), other.clone()]);
            }
        }
        if reached.contains(right) || reached.len() == before {
            return reached.contains(right);
        }
    }
}

#[test]
fn fifteen_hundred_old_pages_become_an_archive() {
    let folder = tempfile::tempdir().unwrap();
    let planted = old_site::write(folder.path());
    let workspace = Workspace::fresh();
    let untouched = files(&workspace.root());
    let dry = legacy(folder.path(), &workspace, &["--dry-run"]);
    assert_eq!((dry.code, files(&workspace.root()) == untouched), (0, true), "{}", dry.err);
    let ran = legacy(folder.path(), &workspace, &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    check_report(&workspace, &planted);
    check_copies(&workspace, &planted);
    let written = files(&workspace.root());
    let again = legacy(folder.path(), &workspace, &[]);
    assert!(again.out.contains("no byte was written"), "{}", again.out);
    assert_eq!(files(&workspace.root()), written);
    check_site(&workspace.built(), &planted);
}

fn check_site(workspace: &Workspace, planted: &Planted) {
    let site = workspace.site();
    let text = |path: &str| String::from_utf8(site[path].clone()).unwrap();
    for file in planted.ids.iter().filter(|file| file.ends_with(".html")) {
        let page = text(file);
        let to = page.split_once("0; url=").unwrap().1.split_once('"').unwrap().0;
        assert!(site.contains_key(to.trim_start_matches("./")), "{file} leads to {to}");
        assert!(!page.contains("<script"));
    }
    let chooser = text("news.php/index.html");
    assert!(planted.ids.iter().filter(|file| file.contains('?')).all(|file| chooser.contains(&format!("/{file}<"))));
    let listed = text("archived/redirects.csv").lines().count() - 1;
    assert_eq!(listed, planted.ids.len());
    let addresses = text("archived/addresses.html");
    assert!(planted.offsets.iter().all(|file| addresses.contains(&format!("/{}<", file.trim_end_matches(".html")))));
    let undated = text("archived/undated.html");
    assert_eq!(undated.matches("<li>").count(), planted.flagged.len());
    assert!(undated.contains("not checked by Willay"));
    let article = site
        .iter()
        .find(|(path, _)| path.starts_with("archived/6-"))
        .or_else(|| site.iter().find(|(path, _)| path.starts_with("es/archived/6-")));
    let article = String::from_utf8(article.unwrap().1.clone()).unwrap();
    assert!(article.contains("verificado por Willay") || article.contains("not checked by Willay"), "{article}");
    let verified = willay(&["verify", workspace.path("site").to_str().unwrap()]);
    assert_eq!(verified.code, 0, "{}", verified.out);
}

#[test]
fn what_people_change_stays_and_new_pages_join() {
    let folder = tempfile::tempdir().unwrap();
    let body = "<p>The neighbours met at the bridge and agreed on four rules for the boats that cross the lake.</p>";
    let write = |name: &str, title: &str, more: &str| {
        fs::write(folder.path().join(name), format!("<h1>{title}</h1>{body}{more}")).unwrap()
    };
    write("article-1.html", "The first", "<p>31 December 1969</p>");
    let workspace = Workspace::fresh();
    assert_eq!(legacy(folder.path(), &workspace, &["--address", "/n.php?id={id}"]).code, 0);
    let path = "archive/1-the-first.en.txt";
    assert!(workspace.read("redirects.toml").contains("from = \"/n.php?id=1\""));
    workspace.edit(path, "date_flag = \"epoch\"", "date = \"2005-05-01\"");
    write("article-2.html", "The second", "");
    write("article-1.html", "The first, changed", "");
    let ran = legacy(folder.path(), &workspace, &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(workspace.read(path).contains("date = \"2005-05-01\""), "what people changed stays");
    assert!(ran.out.contains("changed         1"), "{}", ran.out);
    assert!(workspace.read("redirects.toml").contains("/article-2.html"));
    assert!(
        workspace.read("legacy-duplicates.csv").contains("1-the-first"),
        "{}",
        workspace.read("legacy-duplicates.csv")
    );
}

#[test]
fn says_what_is_wrong_before_it_writes() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::fresh();
    let empty = legacy(folder.path(), &workspace, &[]);
    assert!(empty.code == 3 && empty.err.contains("no page in it"), "{}", empty.err);
    let pattern = legacy(folder.path(), &workspace, &["--address", "/n.php"]);
    assert!(pattern.code == 2 && pattern.err.contains("{id}"), "{}", pattern.err);
    fs::write(workspace.path("redirects.toml"), "[[redirect]]\nfile = \"a\"\nfrom = \"/a\"\nto = \"gone\"\n").unwrap();
    let broken = legacy(folder.path(), &workspace, &[]);
    assert!(broken.code == 3 && broken.err.contains("'gone'"), "{}", broken.err);
    assert_eq!(workspace.run("build").code, 3, "the build does not publish it either");
}
