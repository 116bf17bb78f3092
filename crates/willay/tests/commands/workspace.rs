//! How do the tests run the program? As its users do: the built command, on a copy of a workspace.
use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

/// A second in March 2017, for builds that must repeat.
pub(crate) const EPOCH: &str = "1490000000";

/// What a command did.
pub(crate) struct Ran {
    /// Its exit code.
    pub(crate) code: i32,
    /// Its standard output.
    pub(crate) out: String,
    /// Its standard error.
    pub(crate) err: String,
}

impl Ran {
    fn of(output: &std::process::Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// A copy of the example in a folder that is gone after the test.
pub(crate) struct Workspace {
    folder: tempfile::TempDir,
}

impl Workspace {
    /// A copy of `examples/peru-2016`, never built.
    pub(crate) fn example() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&repository().join("examples/peru-2016"), &folder.path().join("peru"));
        Self { folder }
    }

    /// What `willay init` makes.
    pub(crate) fn fresh() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let made = willay(&["init", folder.path().join("peru").to_str().unwrap()]);
        assert_eq!(made.code, 0, "{}", made.err);
        Self { folder }
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("peru")
    }

    /// Lets everybody into the workspace, for a program that runs as somebody else.
    #[cfg(unix)]
    pub(crate) fn open_to_all(&self) {
        use std::os::unix::fs::PermissionsExt as _;
        for folder in [self.folder.path().to_owned(), self.root()] {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).unwrap();
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    /// Runs `willay COMMAND WORKSPACE`.
    pub(crate) fn run(&self, command: &str) -> Ran {
        willay(&[command, self.root().to_str().unwrap()])
    }

    /// Builds, and expects success.
    pub(crate) fn built(self) -> Self {
        let ran = self.run("build");
        assert_eq!(ran.code, 0, "{}", ran.err);
        self
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Replaces words in a file; they must be there.
    pub(crate) fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} does not hold {from:?}");
        fs::write(self.path(name), text.replacen(from, to, 1)).unwrap();
    }

    /// The files of the published site.
    pub(crate) fn site(&self) -> BTreeMap<String, Vec<u8>> {
        files(&self.path("site"))
    }
}

/// The program, in English whatever the machine speaks.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_willay"));
    command.env_remove("WILLAY_LANGUAGE").env("LC_ALL", "C");
    command
}

/// Runs the program.
pub(crate) fn willay(arguments: &[&str]) -> Ran {
    let output = command().args(arguments).env("SOURCE_DATE_EPOCH", EPOCH).env("NO_COLOR", "1").output().unwrap();
    Ran::of(&output)
}

/// Runs the program as somebody without the rights of root, where the test has them; none where nobody else can run it here.
#[cfg(unix)]
pub(crate) fn willay_without_rights(arguments: &[&str]) -> Option<Ran> {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0\n"));
    if !is_root {
        return Some(willay(arguments));
    }
    let run = |arguments: &[&str]| {
        let mut setpriv = Command::new("setpriv");
        setpriv
            .args(["--reuid=65534", "--regid=65534", "--clear-groups", env!("CARGO_BIN_EXE_willay")])
            .args(arguments);
        setpriv.env_remove("WILLAY_LANGUAGE").env("LC_ALL", "C").env("SOURCE_DATE_EPOCH", EPOCH).output()
    };
    let is_reachable = run(&["--version"]).is_ok_and(|output| output.status.success());
    is_reachable.then(|| Ran::of(&run(arguments).unwrap()))
}

/// The root of the repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of the shared data beside the repository; `None`, and said by name, where it is not there.
pub(crate) fn shared(name: &str, test: &str) -> Option<PathBuf> {
    let path = repository().join("../shared").join(name);
    if path.exists() {
        return Some(path);
    }
    skipped(test, &format!("{} is not there", path.display()));
    None
}

/// Says on standard error that a test did not run, and why. Written at once: what a test prints is not shown where it passes.
pub(crate) fn skipped(test: &str, why: &str) {
    std::io::stderr()
        .write_all(format!("skipped: {test}: {why}\n").as_bytes())
        .expect("standard error takes what is written");
}

/// Every file below a folder, by its path with '/'.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                let name = entry.path().strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    found
}

/// The names of files that differ, or stand on one side only.
pub(crate) fn differing(left: &BTreeMap<String, Vec<u8>>, right: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let names = left.keys().chain(right.keys());
    let mut names: Vec<String> = names.filter(|name| left.get(*name) != right.get(*name)).cloned().collect();
    names.sort();
    names.dedup();
    names
}

/// Copies a workspace without what builds have made.
pub(crate) fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files(from) {
        if name.starts_with("site/") || name.starts_with(".willay/") {
            continue;
        }
        let path = to.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}
