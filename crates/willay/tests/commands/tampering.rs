//! Is a change of any one byte of a published site noticed, with the figures that it touches named?

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use crate::workspace::{Workspace, willay};
use publish::verify::verify;

#[test]
fn a_copy_verifies_without_the_workspace() {
    let workspace = Workspace::example().built();
    let stranger = tempfile::tempdir().unwrap();
    for (name, bytes) in workspace.site() {
        let path = stranger.path().join("copy").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    drop(workspace);
    let ran = willay(&["verify", stranger.path().join("copy").to_str().unwrap()]);
    assert!(ran.code == 0 && ran.out.contains("The site is whole."), "{}{}", ran.out, ran.err);
}

/// Every file of the example's site, one byte of each, in the middle: that file is named, with its figures.
///
/// Files are changed some at a time, each of which must be named; what all others hang on is changed alone.
#[test]
fn one_flipped_byte_in_any_file_is_found_and_its_figures_named() {
    let workspace = Workspace::example().built();
    let mut files = workspace.site();
    assert!(verify(&files, None).failures.is_empty());
    let names: Vec<String> = files.keys().cloned().collect();
    let (alone, together): (Vec<String>, Vec<String>) =
        names.into_iter().partition(|name| name == "manifest.json" || name.starts_with("ledger/"));
    assert!(together.len() > 1000 && alone.len() == 5, "{alone:?}");
    for some in alone.chunks(1).chain(together.chunks(60)) {
        flip(&mut files, some);
        let report = verify(&files, None);
        for name in some {
            let named = report.failures.iter().find(|failure| failure.file == *name);
            let Some(named) = named else { panic!("{name} was changed, unnoticed: {:?}", report.failures.first()) };
            let own = name.split_once("figures/").and_then(|(_, rest)| rest.split_once('.')).map(|(id, _)| id);
            if let Some(own) = own.filter(|own| *own != "index") {
                assert!(named.figures.iter().any(|id| id.as_str() == own), "{name}: {:?}", named.figures);
            }
        }
        flip(&mut files, some);
    }
}

/// One byte of an archived source: every figure whose own file speaks of that source is named, also on the terminal.
#[test]
fn a_changed_source_names_every_figure_that_rests_on_it() {
    let workspace = Workspace::example().built();
    let mut files = workspace.site();
    let sources: Vec<String> = files.keys().filter(|name| is_source(name)).cloned().collect();
    let before = files.clone();
    flip(&mut files, &sources);
    let report = verify(&files, None);
    let mut most: (usize, &str) = (0, "");
    for source in &sources {
        let hash = source.trim_start_matches("documents/").trim_end_matches(".bin");
        let speaks = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(hash);
        let own = before.iter().filter_map(|(name, bytes)| {
            let id = name.strip_prefix("figures/")?.strip_suffix(".json")?;
            speaks(bytes).then_some(id)
        });
        let own: BTreeSet<&str> = own.collect();
        let named = report.failures.iter().find(|failure| failure.file == *source).unwrap();
        let named: BTreeSet<&str> = named.figures.iter().map(|id| id.as_str()).collect();
        assert!(own.is_subset(&named), "{source}: {named:?} of {own:?}");
        most = most.max((own.len(), source));
    }
    assert!(sources.len() > 30 && most.0 > 5, "{most:?} of {}", sources.len());
    let path = workspace.path("site").join(most.1);
    fs::write(&path, &files[most.1]).unwrap();
    let ran = willay(&["verify", workspace.path("site").to_str().unwrap()]);
    assert!(ran.code == 1 && ran.out.contains(most.1) && ran.out.contains("figures affected"), "{}", ran.out);
}

/// An archived document as it was taken in.
fn is_source(name: &str) -> bool {
    name.starts_with("documents/") && name.ends_with(".bin")
}

/// Every figure hangs on a document of the bundle, so that a change there names it; but for the confidential registers.
#[test]
fn every_figure_rests_on_an_archived_document() {
    let site = Workspace::example().built().site();
    let manifest: serde_json::Value = serde_json::from_slice(&site["manifest.json"]).unwrap();
    let figures_of = |wanted: fn(&str) -> bool| -> BTreeSet<String> {
        let files = manifest["files"].as_object().unwrap().iter().filter(|(path, _)| wanted(path));
        let named = files.flat_map(|(_, file)| file["figures"].as_array().unwrap());
        named.map(|id| id.as_str().unwrap().to_owned()).collect()
    };
    let all = figures_of(|path| path.starts_with("figures/"));
    let resting = figures_of(|path| path.starts_with("documents/"));
    let loose: Vec<_> = all.difference(&resting).filter(|id| !id.starts_with("synthetic-")).collect();
    assert!(all.len() > 100 && loose.is_empty(), "{loose:?}");
}

/// Changes one byte in the middle of each; twice is as before.
fn flip(files: &mut BTreeMap<String, Vec<u8>>, names: &[String]) {
    for name in names {
        let bytes = files.get_mut(name).unwrap();
        let at = bytes.len() / 2;
        bytes[at] ^= 1;
    }
}

/// Every byte of a small site.
#[test]
fn every_byte_of_every_file_counts() {
    let workspace = Workspace::fresh().built();
    let mut files = workspace.site();
    for name in files.keys().cloned().collect::<Vec<_>>() {
        let length = files[&name].len();
        for at in (0..length).step_by(1 + length / 40) {
            files.get_mut(&name).unwrap()[at] ^= 1;
            assert!(!verify(&files, None).failures.is_empty(), "byte {at} of {name} was changed unnoticed");
            files.get_mut(&name).unwrap()[at] ^= 1;
        }
    }
}

#[test]
fn a_missing_and_an_added_file_are_found() {
    let workspace = Workspace::fresh().built();
    let whole = workspace.site();
    for name in whole.keys() {
        let mut files = whole.clone();
        files.remove(name);
        assert!(!verify(&files, None).failures.is_empty(), "{name} was removed unnoticed");
    }
    let mut files = whole;
    files.insert("extra.html".to_owned(), b"more".to_vec());
    assert!(verify(&files, None).failures.iter().any(|failure| failure.file == "extra.html"));
}

#[test]
fn another_publisher_is_not_the_one_whom_the_reader_knows() {
    let (ours, theirs) = (Workspace::fresh().built(), Workspace::fresh().built());
    let key = String::from_utf8(theirs.site()["ledger/key"].clone()).unwrap();
    let ran = willay(&["verify", ours.path("site").to_str().unwrap(), "--key", key.trim()]);
    assert!(ran.code != 0, "{}", ran.out);
    let own = String::from_utf8(ours.site()["ledger/key"].clone()).unwrap();
    let ran = willay(&["verify", ours.path("site").to_str().unwrap(), "--key", own.trim()]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn the_command_names_the_figures_that_a_changed_number_touches() {
    let workspace = Workspace::example().built();
    let page = "site/articles/peru-in-numbers-2016.html";
    workspace.edit(page, ">108<", ">109<");
    let ran = willay(&["verify", workspace.path("site").to_str().unwrap()]);
    assert!(ran.code == 1 && ran.out.contains("articles/peru-in-numbers-2016.html"), "{}", ran.out);
    assert!(ran.out.contains("figures affected"), "{}", ran.out);
}
