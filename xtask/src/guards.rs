//! Are the guards live? Each is taken away on a copy of the repository, and a test must then fail.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use anyhow::{Context, Result, bail, ensure};

/// The list of guards.
const LIST: &str = "conformance/guards.toml";

/// One guard, what takes it away, and the test that notices.
struct Guard {
    name: String,
    file: String,
    from: String,
    to: String,
    package: String,
    /// The integration test that holds `test`; none where it lies beside the code.
    suite: Option<String>,
    test: String,
}

/// Tries the guards whose name holds a word, or all.
#[expect(clippy::print_stdout, reason = "a command line tool")]
pub(crate) fn run(root: &Path, word: Option<&str>) -> Result<()> {
    let guards = read(&fs::read_to_string(root.join(LIST)).context(LIST)?)?;
    let wanted: Vec<&Guard> = guards.iter().filter(|guard| word.is_none_or(|word| guard.name.contains(word))).collect();
    ensure!(!wanted.is_empty(), "no guard's name holds that word");
    // Always the same place: what cargo has built there knows where it lies.
    let copy = root.join("target/guards-copy");
    if copy.exists() {
        fs::remove_dir_all(&copy).with_context(|| copy.display().to_string())?;
    }
    copy_tracked(root, &copy)?;
    let mut asleep = 0;
    for guard in &wanted {
        let is_live = try_one(root, &copy, guard).with_context(|| guard.name.clone())?;
        asleep += usize::from(!is_live);
        println!("{} {}", if is_live { "live  " } else { "ASLEEP" }, guard.name);
    }
    if asleep > 0 {
        bail!("{asleep} of {} guards can be taken away without a test that fails", wanted.len());
    }
    println!("{} guards are live", wanted.len());
    Ok(())
}

fn read(text: &str) -> Result<Vec<Guard>> {
    let table: toml::Table = text.parse()?;
    let list = table.get("guard").and_then(toml::Value::as_array).context("[[guard]] is missing")?;
    list.iter()
        .map(|guard| {
            let field = |name: &str| {
                let text = guard.get(name).and_then(toml::Value::as_str);
                text.map(str::to_owned).with_context(|| format!("{name} is missing of {guard}"))
            };
            Ok(Guard {
                name: field("name")?,
                file: field("file")?,
                from: field("from")?,
                to: field("to")?,
                package: field("package")?,
                suite: guard.get("suite").and_then(toml::Value::as_str).map(str::to_owned),
                test: field("test")?,
            })
        })
        .collect()
}

/// True where the test passes with the guard and fails without it.
fn try_one(root: &Path, copy: &Path, guard: &Guard) -> Result<bool> {
    let path = copy.join(&guard.file);
    let text = fs::read_to_string(&path).with_context(|| guard.file.clone())?;
    ensure!(text.matches(&guard.from).count() == 1, "{} does not hold it once: {}", guard.file, guard.from);
    let with = test(root, copy, guard)?;
    ensure!(is_passed(&with), "{} does not pass as it is:\n{}", guard.test, said(&with));
    fs::write(&path, text.replacen(&guard.from, &guard.to, 1))?;
    let without = test(root, copy, guard)?;
    fs::write(&path, text)?;
    let is_failed = said(&without).contains("test result: FAILED");
    ensure!(is_failed || without.status.success(), "it does not compile without the guard:\n{}", said(&without));
    Ok(is_failed)
}

fn test(root: &Path, copy: &Path, guard: &Guard) -> Result<Output> {
    let mut command = Command::new("cargo");
    command.args(["test", "--quiet", "--package", &guard.package]).current_dir(copy);
    match &guard.suite {
        Some(suite) => command.args(["--test", suite, &guard.test]),
        None => command.args(["--lib", &guard.test]),
    };
    // What warns without the guard is no finding here.
    command.env("CARGO_TARGET_DIR", root.join("target/guards"));
    command.output().context("cargo")
}

fn is_passed(output: &Output) -> bool {
    // A name that no test has passes too, with nothing run.
    let ran = said(output).lines().any(|line| line.starts_with("test result: ok.") && !line.contains(" 0 passed"));
    output.status.success() && ran
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Copies what git keeps, as it stands on the disk.
fn copy_tracked(root: &Path, to: &Path) -> Result<()> {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(root).output().context("git")?;
    ensure!(listed.status.success(), "git ls-files: {}", said(&listed));
    for name in String::from_utf8(listed.stdout)?.split_terminator('\0') {
        let (source, target) = (root.join(name), to.join(name));
        // A file that is deleted and not yet committed is not there.
        if source.is_file() {
            fs::create_dir_all(target.parent().context("a file lies in a folder")?)?;
            fs::copy(&source, &target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The command itself compiles the workspace many times; here only that the list still fits the code.
    #[test]
    fn each_guard_stands_in_its_file_once_and_names_a_test_that_is_there() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let guards = read(&fs::read_to_string(root.join(LIST)).unwrap()).unwrap();
        assert!(guards.len() >= 20);
        for guard in guards {
            let text = fs::read_to_string(root.join(&guard.file)).unwrap();
            assert_eq!(text.matches(&guard.from).count(), 1, "{}", guard.name);
            let test = guard.test.rsplit("::").next().unwrap();
            let package = root.join("crates").join(&guard.package);
            let folder = if guard.suite.is_some() { "tests" } else { "src" };
            let is_there = sources(&package.join(folder)).iter().any(|text| text.contains(test));
            assert!(is_there, "{}: no test {}", guard.name, guard.test);
        }
    }

    fn sources(folder: &Path) -> Vec<String> {
        let mut texts = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                texts.extend(sources(&path));
            } else {
                texts.push(fs::read_to_string(path).unwrap());
            }
        }
        texts
    }
}
