//! Does every broken input give one clear message with its mend, and is nothing lost?

use std::{collections::BTreeMap, fs};

use crate::workspace::{self, Ran, Workspace, willay};

/// Builds a good example, breaks it, builds again: refused, with these words, and nothing changed on the disk.
fn broken(break_it: impl FnOnce(&Workspace), code: i32, words: &[&str]) {
    let workspace = Workspace::example().built();
    break_it(&workspace);
    let before = workspace::files(&workspace.root());
    let ran = workspace.run("build");
    expect(&ran, code, words);
    assert!(ran.err.contains("nothing was written"), "it does not say what became of the files:\n{}", ran.err);
    unchanged(&before, &workspace);
}

fn expect(ran: &Ran, code: i32, words: &[&str]) {
    for word in words.iter().chain(&["mend:"]) {
        assert!(ran.err.contains(word), "{word:?} is missing in\n{}", ran.err);
    }
    assert_eq!(ran.code, code, "{}", ran.err);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
}

fn unchanged(before: &BTreeMap<String, Vec<u8>>, workspace: &Workspace) {
    assert_eq!(workspace::differing(before, &workspace::files(&workspace.root())), [""; 0]);
}

const ARTICLE: &str = "articles/peru-in-numbers-2016.en.md";

#[test]
fn an_unbound_number() {
    let add =
        |workspace: &Workspace| workspace.edit(ARTICLE, "## Oil in the rivers", "In all 19 people spoke.\n\n## Oil");
    broken(add, 3, &[ARTICLE, "L01", "'19'", "bind it"]);
}

#[test]
fn a_wrong_qualifier() {
    let change = |workspace: &Workspace| {
        workspace.edit(ARTICLE, "gives {{ partner-killings }}", "gives over {{ partner-killings | as 120 }}");
    };
    broken(change, 3, &[ARTICLE, "L02", "not borne by the value 108"]);
}

#[test]
fn a_qualifier_that_was_lost() {
    let change = |workspace: &Workspace| workspace.edit(ARTICLE, "Around {{ resource", "{{ resource");
    broken(change, 3, &[ARTICLE, "L03", "Amnesty International"]);
}

#[test]
fn a_quotation_that_is_not_in_the_source() {
    let change = |workspace: &Workspace| workspace.edit(ARTICLE, "\"finally acquitted\"", "\"acquitted for good\"");
    broken(change, 3, &[ARTICLE, "L08", "acquitted for good", "quote exactly"]);
}

#[test]
fn a_verdict_without_a_decision() {
    let change = |workspace: &Workspace| {
        workspace.edit(ARTICLE, "shelved \"shelved\"", "acquitted \"acquitted\"");
    };
    broken(change, 3, &[ARTICLE, "L06", "proceeding/forced-sterilisation", "no such decision"]);
}

#[test]
fn an_estimate_printed_as_a_count() {
    let change = |workspace: &Workspace| {
        workspace.edit("pages/history.en.md", "with an interval from\n{{ war-deaths | interval }}.", ".");
    };
    broken(change, 3, &["pages/history.en.md", "L10", "war-deaths"]);
}

#[test]
fn a_figure_that_is_not_there() {
    let change = |workspace: &Workspace| workspace.edit(ARTICLE, "{{ oil-spills-2016 }}", "{{ oil-spill-2016 }}");
    broken(change, 3, &[ARTICLE, "oil-spill-2016", "did you mean 'oil-spills-2016'?"]);
}

#[test]
fn a_missing_document() {
    let remove = |workspace: &Workspace| fs::remove_file(workspace.path("documents/cvr-2003.md")).unwrap();
    broken(remove, 3, &["documents/cvr-2003.md"]);
}

#[test]
fn words_that_are_not_in_the_document() {
    let change = |workspace: &Workspace| workspace.edit("documents/cvr-2003.md", "69,280", "69,281");
    broken(change, 3, &["documents/cvr-2003.md", "69,280 persons"]);
}

#[test]
fn a_bad_cell() {
    let change = |workspace: &Workspace| workspace.edit("lists/conflict-reports.csv", "213", "many");
    broken(change, 3, &["lists/conflict-reports.csv", "row 2", "total", "'many'"]);
}

#[test]
fn a_wrong_column() {
    let change = |workspace: &Workspace| workspace.edit("lists/conflict-reports.csv", "total", "totl");
    broken(change, 3, &["lists/conflict-reports.csv", "total"]);
}

#[test]
fn a_row_with_a_cell_too_many() {
    let change = |workspace: &Workspace| workspace.edit("lists/events.csv", "massacre,,", "massacre,,,");
    broken(change, 3, &["lists/events.csv", "row 2"]);
}

#[test]
fn a_duplicate_id() {
    let change = |workspace: &Workspace| workspace.edit("lists/groups.csv", "accomarca-women,", "accomarca-men,");
    broken(change, 3, &["lists/groups.csv", "row 3", "accomarca-men"]);
}

#[test]
fn a_list_that_is_not_utf8() {
    let change = |workspace: &Workspace| {
        let mut bytes = fs::read(workspace.path("lists/acts.csv")).unwrap();
        bytes.extend_from_slice(b"caf\xe9,,,,,,,,\n");
        fs::write(workspace.path("lists/acts.csv"), bytes).unwrap();
    };
    broken(change, 3, &["lists/acts.csv", "UTF-8"]);
}

#[test]
fn an_empty_list() {
    broken(|workspace| fs::write(workspace.path("lists/acts.csv"), "").unwrap(), 3, &["lists/acts.csv", "empty"]);
}

#[test]
fn an_empty_document() {
    let empty = |workspace: &Workspace| fs::write(workspace.path("documents/rendon-2012.md"), "").unwrap();
    broken(empty, 3, &["documents/rendon-2012.md", "empty"]);
}

#[test]
fn an_unknown_key_in_the_settings() {
    let change = |workspace: &Workspace| workspace.edit("willay.toml", "licence =", "license =");
    broken(change, 3, &["willay.toml", "license"]);
}

#[test]
fn a_list_that_went_missing_is_not_a_list_that_says_nothing() {
    let remove = |workspace: &Workspace| fs::remove_file(workspace.path("lists/acts.csv")).unwrap();
    broken(remove, 3, &["lists/acts.toml", "the list is missing"]);
}

#[test]
fn a_figure_declared_twice() {
    let repeat = |workspace: &Workspace| {
        fs::write(workspace.path("figures/again.toml"), workspace.read("figures/spills.toml")).unwrap();
    };
    broken(repeat, 3, &["oil-spills-2016", "declared twice"]);
}

#[test]
fn files_that_would_be_passed_over() {
    let stray = |workspace: &Workspace| fs::write(workspace.path("articles/draft.txt"), "108").unwrap();
    broken(stray, 3, &["articles/draft.txt", "only .md files"]);
    let nested = |workspace: &Workspace| {
        fs::create_dir(workspace.path("lists/2016")).unwrap();
        fs::write(workspace.path("lists/2016/acts.csv"), "id\n").unwrap();
    };
    broken(nested, 3, &["2016", "folders within lists/ are not read"]);
}

#[test]
fn files_written_on_windows_are_read() {
    let workspace = Workspace::fresh();
    for name in
        ["articles/first-article.en.md", "lists/cases.csv", "lists/cases.toml", "willay.toml", "figures/first.toml"]
    {
        fs::write(workspace.path(name), workspace.read(name).replace('\n', "\r\n")).unwrap();
    }
    workspace.built();
}

#[test]
fn a_huge_field_does_not_take_the_machine_with_it() {
    let change = |workspace: &Workspace| {
        let row = format!("huge,{},,,,,,,\n", "x".repeat(200_000_000));
        let mut text = workspace.read("lists/acts.csv");
        text.push_str(&row);
        fs::write(workspace.path("lists/acts.csv"), text).unwrap();
    };
    let workspace = Workspace::example().built();
    change(&workspace);
    expect(&workspace.run("build"), 3, &["lists/acts.csv"]);
}

#[test]
fn a_folder_that_is_no_workspace() {
    let folder = tempfile::tempdir().unwrap();
    let ran = willay(&["build", folder.path().to_str().unwrap()]);
    expect(&ran, 2, &["willay.toml", "willay init"]);
}

#[test]
fn a_site_folder_that_holds_something_else() {
    let workspace = Workspace::fresh();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("thesis.txt"), "mine").unwrap();
    let ran = willay(&["build", workspace.root().to_str().unwrap(), "--site", folder.path().to_str().unwrap()]);
    expect(&ran, 2, &["holds files that no build wrote"]);
    assert_eq!(fs::read(folder.path().join("thesis.txt")).unwrap(), b"mine");
}

#[cfg(unix)]
mod machine {
    //! What only a machine can do: rights, a full disk, an interrupt.

    use std::{
        os::unix::fs::PermissionsExt,
        process::{Child, Command, Stdio},
        time::Duration,
    };

    use super::*;

    #[test]
    fn a_folder_without_rights() {
        let workspace = Workspace::fresh();
        let closed = tempfile::tempdir().unwrap();
        let site = closed.path().join("site");
        fs::set_permissions(closed.path(), fs::Permissions::from_mode(0o555)).unwrap();
        workspace.open_to_all();
        let (root, site) = (workspace.root(), site.to_str().unwrap());
        let ran = workspace::willay_without_rights(&["build", root.to_str().unwrap(), "--site", site]);
        fs::set_permissions(closed.path(), fs::Permissions::from_mode(0o755)).unwrap();
        match ran {
            Some(ran) => expect(&ran, 4, &["no rights", "site"]),
            None => workspace::skipped("a_folder_without_rights", "root, and no other user can run the program here"),
        }
    }

    /// A file system of a few pages, where the test may mount one.
    struct SmallDisk(tempfile::TempDir);

    impl SmallDisk {
        fn of(kilobytes: u32) -> Option<Self> {
            let folder = tempfile::tempdir().unwrap();
            let mounted = Command::new("mount")
                .args(["-t", "tmpfs", "-o", &format!("size={kilobytes}k"), "tmpfs"])
                .arg(folder.path())
                .stderr(Stdio::null())
                .status();
            mounted.is_ok_and(|status| status.success()).then_some(Self(folder))
        }
    }

    impl Drop for SmallDisk {
        fn drop(&mut self) {
            let unmounted = Command::new("umount").arg(self.0.path()).status();
            assert!(unmounted.is_ok_and(|status| status.success()), "the small disk stays mounted");
        }
    }

    #[test]
    fn a_full_disk_for_the_site() {
        let Some(disk) = SmallDisk::of(400) else {
            return workspace::skipped("a_full_disk_for_the_site", "no right to mount a tmpfs");
        };
        let workspace = Workspace::example();
        let site = disk.0.path().join("site");
        let build = ["build", workspace.root().to_str().unwrap(), "--site", site.to_str().unwrap()].map(str::to_owned);
        let build: Vec<&str> = build.iter().map(String::as_str).collect();
        expect(&willay(&build), 4, &["the disk is full", "make room"]);
        // The ledger is whole, and the same command takes up what is missing.
        let fsck = willay(&["log", workspace.root().to_str().unwrap(), "--fsck"]);
        assert_eq!(fsck.code, 0, "{}{}", fsck.out, fsck.err);
        drop(disk);
        let ran = workspace.run("build");
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(willay(&["verify", workspace.path("site").to_str().unwrap()]).code, 0);
    }

    #[test]
    fn a_full_disk_for_the_ledger() {
        let Some(disk) = SmallDisk::of(900) else {
            return workspace::skipped("a_full_disk_for_the_ledger", "no right to mount a tmpfs");
        };
        let example = Workspace::example();
        let root = disk.0.path().join("peru");
        workspace::copy(&example.root(), &root);
        let before = workspace::files(&root);
        let ran = willay(&["build", root.to_str().unwrap()]);
        expect(&ran, 4, &["the disk is full", "make room"]);
        let after = workspace::files(&root);
        let lost: Vec<_> = before.iter().filter(|(name, bytes)| after.get(*name) != Some(bytes)).collect();
        assert!(lost.is_empty(), "{:?}", lost.iter().map(|(name, _)| name).collect::<Vec<_>>());
    }

    fn begin(workspace: &Workspace) -> Child {
        crate::workspace::command()
            .arg("build")
            .arg(workspace.root())
            .env("SOURCE_DATE_EPOCH", workspace::EPOCH)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    fn signal(child: &Child, name: &str) {
        // The shell's own kill: not every machine has the program.
        let sent = Command::new("sh").args(["-c", &format!("kill -{name} {}", child.id())]).status().unwrap();
        assert!(sent.success());
    }

    /// Ctrl-C at many moments: either the old state stands, or the new one; the next build makes all good.
    #[test]
    fn ctrl_c_in_the_middle_of_a_build() {
        let whole = Workspace::example().built();
        let mut stopped = 0;
        for milliseconds in [5, 40, 120, 250, 400, 600, 900, 1300] {
            let workspace = Workspace::example();
            fs::create_dir_all(workspace.path(".willay")).unwrap();
            fs::copy(whole.path(".willay/secret"), workspace.path(".willay/secret")).unwrap();
            let child = begin(&workspace);
            std::thread::sleep(Duration::from_millis(milliseconds));
            signal(&child, "INT");
            let output = child.wait_with_output().unwrap();
            let err = String::from_utf8_lossy(&output.stderr);
            if output.status.code() == Some(130) {
                stopped += 1;
                assert!(err.contains("stopped by Ctrl-C") && err.contains("mend:"), "{err}");
            }
            recovers(&workspace, &whole);
        }
        assert!(stopped > 0, "no build was stopped in the middle");
    }

    /// The same with a kill that nobody can catch.
    #[test]
    fn a_kill_in_the_middle_of_a_build() {
        let whole = Workspace::example().built();
        for milliseconds in [60, 300, 700, 1000, 1200, 1500] {
            let workspace = Workspace::example();
            fs::create_dir_all(workspace.path(".willay")).unwrap();
            fs::copy(whole.path(".willay/secret"), workspace.path(".willay/secret")).unwrap();
            let child = begin(&workspace);
            std::thread::sleep(Duration::from_millis(milliseconds));
            signal(&child, "KILL");
            child.wait_with_output().unwrap();
            recovers(&workspace, &whole);
        }
    }

    fn recovers(workspace: &Workspace, whole: &Workspace) {
        let ran = workspace.run("build");
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(workspace::differing(&workspace.site(), &whole.site()), [""; 0]);
        let fsck = willay(&["log", workspace.root().to_str().unwrap(), "--fsck"]);
        assert_eq!(fsck.code, 0, "{}{}", fsck.out, fsck.err);
    }
}
