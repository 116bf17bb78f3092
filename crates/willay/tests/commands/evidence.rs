//! Does the evidence of a figure stand by itself, and is any change of it found, even one that its own publisher signed?

use std::fs;

use ledger::{Attestation, Hash, Secret, VerifierKey};
use publish::{
    evidence::{container, verify},
    verify::SiteFiles,
};

use crate::workspace::{Workspace, willay};

const METADATA: &str = "ro-crate-metadata.json";

fn bundle(workspace: &Workspace, figure: &str) -> Vec<u8> {
    fs::read(workspace.path(&format!("site/figures/{figure}.zip"))).unwrap()
}

#[test]
fn a_figure_is_verified_from_one_file_alone() {
    let workspace = Workspace::example().built();
    let alone = tempfile::tempdir().unwrap();
    let key = workspace.read("site/ledger/key");
    for (figure, words) in [
        ("manta-convicted-share-2024", "76.9"),
        ("partner-killings", "108"),
        ("synthetic-register-a", "0 records by name, and 268 withheld, add up to the value"),
        ("synthetic-population", "the estimate is not computed again"),
    ] {
        let file = alone.path().join(format!("{figure}.zip"));
        fs::write(&file, bundle(&workspace, figure)).unwrap();
        let file = file.to_str().unwrap();
        let ran = willay(&["verify", file, "--key", key.trim()]);
        assert!(
            ran.code == 0 && ran.out.contains("is whole.") && ran.out.contains(words),
            "{figure}: {}{}",
            ran.out,
            ran.err
        );
        let other = VerifierKey::of("example.org/peru-2016", &Secret::from_bytes([9; 32])).to_string();
        let ran = willay(&["verify", file, "--key", &other]);
        assert!(ran.code == 1 && ran.out.contains("not the key that you know"), "{}", ran.out);
        assert!(ran.out.contains("published: 1 finding. Do"), "{}", ran.out);
    }
}

/// Every figure's evidence is whole, holds no name that is confidential, and is what `trail --bundle` writes.
#[test]
fn the_evidence_of_every_figure_is_whole_and_the_same_from_the_command() {
    let workspace = Workspace::example().built();
    let site = workspace.site();
    let bundles = site.iter().filter(|(path, _)| path.ends_with(".zip"));
    let reports: Vec<_> = bundles.map(|(path, bytes)| (path, verify(bytes, None))).collect();
    assert!(reports.len() > 100);
    for (path, report) in &reports {
        assert!(report.failures.is_empty() && report.entries >= 2, "{path}: {:?}", report.failures);
    }
    let root = workspace.root();
    let file = workspace.path("evidence.zip");
    let arguments = ["trail", "accomarca-convicted", "-w", root.to_str().unwrap(), "--bundle", file.to_str().unwrap()];
    assert_eq!(willay(&arguments).code, 0);
    assert!(fs::read(&file).unwrap() == bundle(&workspace, "accomarca-convicted"));
    workspace.edit("lists/decisions-manta.csv", "manta-10,manta,convicted", "manta-10,manta,acquitted");
    let ran = willay(&arguments);
    assert!(ran.code == 2 && ran.err.contains("willay build"), "{} {}", ran.code, ran.err);
}

/// Every byte of the archive, with its headers and its directory: one bit of each is turned.
#[test]
fn every_byte_of_the_archive_counts() {
    let bytes = bundle(&Workspace::fresh().built(), "cases");
    assert!(verify(&bytes, None).failures.is_empty() && bytes.len() > 5_000);
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        assert!(!verify(&changed, None).failures.is_empty(), "byte {at} was changed, unnoticed");
    }
}

/// Every byte of every file within, with the archive made anew around it, so that its checksums are right.
#[test]
fn every_byte_of_every_file_within_counts() {
    let files = container::read(&bundle(&Workspace::fresh().built(), "cases")).unwrap();
    for (name, content) in &files {
        for at in 0..content.len() {
            let mut changed = files.clone();
            changed.get_mut(name).unwrap()[at] ^= 1 << (at % 8);
            let report = verify(&container::write(&changed).unwrap(), None);
            assert!(!report.failures.is_empty(), "{name}, byte {at} was changed, unnoticed");
        }
    }
    for name in files.keys() {
        let mut fewer = files.clone();
        fewer.remove(name);
        assert!(
            !verify(&container::write(&fewer).unwrap(), None).failures.is_empty(),
            "{name} was taken out, unnoticed"
        );
    }
    let mut more = files;
    more.insert("documents/more.txt".to_owned(), b"more".to_vec());
    assert!(!verify(&container::write(&more).unwrap(), None).failures.is_empty());
}

/// Changes one file and signs everything anew, as only the publisher could; what is found then is found by the evidence itself.
fn signed_anew(files: &SiteFiles, secret: &Secret, (name, from, to): (&str, &str, &str)) -> Vec<String> {
    let mut files = files.clone();
    let text = String::from_utf8(files[name].clone()).unwrap();
    assert!(text.contains(from), "{name} does not hold {from}");
    let old = Hash::of(&files[name]).to_string();
    files.insert(name.to_owned(), text.replacen(from, to, 1).into_bytes());
    let described =
        String::from_utf8(files[METADATA].clone()).unwrap().replace(&old, &Hash::of(&files[name]).to_string());
    let note = String::from_utf8(files["signature"].clone()).unwrap();
    let (origin, subject) = (note.lines().nth(1).unwrap().to_owned(), note.lines().nth(2).unwrap().to_owned());
    let note = Attestation { origin, subject, sha256: Hash::of(described.as_bytes()) }.sign(secret);
    files.insert(METADATA.to_owned(), described.into_bytes());
    files.insert("signature".to_owned(), note.into_bytes());
    let report = verify(&container::write(&files).unwrap(), None);
    report.failures.into_iter().map(|failure| format!("{}: {}", failure.file, failure.reason)).collect()
}

#[test]
fn what_its_own_publisher_signs_is_held_against_the_ledger_and_the_documents() {
    let workspace = Workspace::example().built();
    let hex: record::DocumentId = workspace.read(".willay/secret").trim().parse().unwrap();
    let secret = Secret::from_bytes(*hex.digest());
    let share = container::read(&bundle(&workspace, "manta-convicted-share-2024")).unwrap();
    let convicted = "figures/manta-convicted-2024.json";
    let document = share.keys().find(|name| name.starts_with("documents/")).unwrap().clone();
    for (change, found) in [
        (
            (convicted, "\"unit\":\"accused\",\"value\":10", "\"unit\":\"accused\",\"value\":11"),
            "the value is not the one that the ledger says was published",
        ),
        ((convicted, "first convictions", "last convictions"), "the definition is not the one that the ledger holds"),
        ((convicted, "decision/manta-01-2024", "decision/manta-02-2024"), "a statement is not on the record"),
        ((convicted, "\"weight\":1", "\"weight\":2"), "the members do not add up to the value"),
        ((&document, "convicted 10", "convicted 11"), "not a document that the ledger says was archived"),
        (
            ("ledger/entries.jsonl", "\"convicted\"", "\"acquitted\""),
            "the entries do not stand in the ledger that was signed",
        ),
        (
            ("figures/manta-convicted-share-2024.json", "76.92", "75.92"),
            "the value is not what its expression makes of the other figures",
        ),
    ] {
        let failures = signed_anew(&share, &secret, change);
        assert!(failures.iter().any(|failure| failure.contains(found)), "{change:?}: {failures:?}");
    }
    let claim = container::read(&bundle(&workspace, "partner-killings")).unwrap();
    for (from, to, found) in [
        ("partners\",\"page", "spouses\",\"page", "are not in their document"),
        (
            "108 women killed by their partners\",\"page",
            "222 attempted\",\"page",
            "its words are not those of its definition",
        ),
    ] {
        let failures = signed_anew(&claim, &secret, ("figures/partner-killings.json", from, to));
        assert!(failures.iter().any(|failure| failure.contains(found)), "{failures:?}");
    }
}

#[test]
fn large_evidence_stays_off_the_site_where_the_settings_say_so() {
    let workspace = Workspace::fresh();
    workspace.edit("willay.toml", "\n[", "\n[bundles]\nlargest_mb = 0\n\n[");
    let workspace = workspace.built();
    assert!(!workspace.site().keys().any(|path| path.ends_with(".zip")));
    assert!(workspace.read("site/figures/cases.html").contains("willay trail cases --bundle"));
}
