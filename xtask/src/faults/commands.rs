//! The program itself, killed at random instants of a build (archive, import, publish), an import, an import into a ledger of
//! an older format, an undo, an erasure, a merge and a move. Run again, each must end where it would have ended.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use store::SqliteStore;

use super::Trial;

/// Rows of the list that is imported.
const ROWS: usize = 400;

/// Kills the program; by turns at each job.
pub(super) fn kill(program: &Path, mut trial: Trial<'_>) -> Result<String> {
    if !program.is_file() {
        return Ok(format!("command kills: skipped, {} is not built (cargo build -p willay)", program.display()));
    }
    let folder = tempfile::tempdir()?;
    let offices = Offices::new(program, folder.path())?;
    let mut killed = vec![0; offices.jobs.len()];
    for turn in 0..trial.count {
        let work = folder.path().join("work");
        let at = turn % offices.jobs.len();
        let job = &offices.jobs[at];
        job.prepare(&offices.lima, &work)?;
        let arguments = job.on(&work, folder.path());
        let instant = Duration::from_millis(trial.chance.below(usize::try_from(job.took.as_millis())? + 20) as u64);
        let mut process = Command::new(program);
        let mut process = environment(process.args(&arguments)).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        thread::sleep(instant);
        killed[at] += usize::from(process.try_wait()?.is_none());
        process.kill()?;
        process.wait()?;
        offices
            .recover(&work, folder.path(), (&arguments, job))
            .with_context(|| format!("{} killed after {instant:?}", job.name))?;
        let left = offices.state(&work, folder.path())?;
        ensure!(left == job.expected, "{} killed after {instant:?} and run again ends elsewhere", job.name);
        fs::remove_dir_all(&work)?;
        fs::remove_dir_all(folder.path().join("moved")).or_else(not_there)?;
    }
    let running: Vec<String> =
        offices.jobs.iter().zip(killed).map(|(job, killed)| format!("{} {killed}", job.name)).collect();
    let running = running.join(", ");
    Ok(format!("command kills: {} tried; running when killed: {running}; each ended right when run again", trial.count))
}

fn not_there(error: std::io::Error) -> std::io::Result<()> {
    if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

/// What is killed, and how it ends when nobody kills it.
struct Job {
    name: &'static str,
    words: Vec<String>,
    /// Whether the ledger is of an older format before.
    is_old: bool,
    took: Duration,
    expected: Vec<(String, Vec<u8>)>,
}

impl Job {
    fn new(name: &'static str, words: &[&str]) -> Self {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Self { name, words, is_old: false, took: Duration::ZERO, expected: Vec::new() }
    }

    /// The workspace on which it works.
    fn prepare(&self, lima: &Path, work: &Path) -> Result<()> {
        copy(lima, work)?;
        if self.is_old {
            SqliteStore::make_old(&work.join(".willay/ledger.sqlite"))?;
        }
        Ok(())
    }

    /// The command on a workspace: WORK and FOLDER stand for its folder and the one around.
    fn on(&self, work: &Path, folder: &Path) -> Vec<String> {
        let put = |word: &String| {
            word.replace("WORK", &work.display().to_string()).replace("FOLDER", &folder.display().to_string())
        };
        self.words.iter().map(put).collect()
    }
}

/// Two offices: lima, with a list that is not imported yet, and cusco, whose bundle waits.
struct Offices {
    program: PathBuf,
    lima: PathBuf,
    jobs: Vec<Job>,
}

impl Offices {
    fn new(program: &Path, folder: &Path) -> Result<Self> {
        let west = ["import", "FOLDER/lists/west.csv", "--mapping", "FOLDER/lists/west.toml", "-w", "WORK"];
        let jobs = vec![
            Job::new("build", &["build", "WORK"]),
            Job::new("import", &west),
            Job { is_old: true, ..Job::new("migration", &west) },
            Job::new("merge", &["merge", "FOLDER/bundle.age", "-w", "WORK"]),
            Job::new("move", &["move", "WORK", "--to", "FOLDER/moved/ledger.sqlite"]),
            Job::new("erasure", &["erase", "event/east-1", "--reason", "asked for", "--yes", "-w", "WORK"]),
        ];
        let (lima, cusco) = (folder.join("lima"), folder.join("cusco"));
        let mut offices = Self { program: program.to_owned(), lima: lima.clone(), jobs };
        for (root, name) in [(&lima, "lima"), (&cusco, "cusco")] {
            offices.run(&["init", &root.display().to_string()])?;
            let settings = root.join("willay.toml");
            let text =
                fs::read_to_string(&settings)?.replace("example.org/new-workspace", &format!("example.org/{name}"));
            fs::write(&settings, text)?;
        }
        for (root, other) in [(&lima, &cusco), (&cusco, &lima)] {
            let block = offices.run(&["office", &other.display().to_string()])?;
            let settings = root.join("willay.toml");
            fs::write(&settings, fs::read_to_string(&settings)? + &String::from_utf8(block.stdout)?)?;
        }
        offices.run(&["build", &lima.display().to_string()])?;
        list(&cusco, "south")?;
        offices.run(&["build", &cusco.display().to_string()])?;
        let bundle = folder.join("bundle.age").display().to_string();
        offices.run(&["bundle", "--for", "lima", "--out", &bundle, "-w", &cusco.display().to_string()])?;
        fs::create_dir_all(folder.join("lists"))?;
        list(folder, "west")?;
        list(folder, "east")?;
        let east =
            [folder.join("lists/east.csv"), folder.join("lists/east.toml")].map(|path| path.display().to_string());
        offices.run(&["import", &east[0], "--mapping", &east[1], "-w", &lima.display().to_string()])?;
        let batch = offices.batch_of("east")?;
        offices.jobs.push(Job::new("undo", &["undo", &batch, "-w", "WORK"]));
        list(&lima, "north")?;
        offices.measure(folder)?;
        Ok(offices)
    }

    /// Runs each job once to its end.
    fn measure(&mut self, folder: &Path) -> Result<()> {
        for at in 0..self.jobs.len() {
            let work = folder.join("work");
            self.jobs[at].prepare(&self.lima, &work)?;
            let arguments = self.jobs[at].on(&work, folder);
            let began = Instant::now();
            self.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())?;
            self.jobs[at].took = began.elapsed();
            self.jobs[at].expected = self.state(&work, folder)?;
            fs::remove_dir_all(&work)?;
            fs::remove_dir_all(folder.join("moved")).or_else(not_there)?;
        }
        Ok(())
    }

    fn run(&self, arguments: &[&str]) -> Result<Output> {
        let output = environment(Command::new(&self.program).args(arguments)).output()?;
        ensure!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(output)
    }

    /// A folder in which the moved ledger is where a workspace has it.
    fn moved(&self, folder: &Path) -> Result<String> {
        let seen = folder.join("seen");
        fs::remove_dir_all(&seen).or_else(not_there)?;
        fs::create_dir_all(&seen)?;
        copy(&folder.join("moved"), &seen.join(".willay"))?;
        Ok(seen.display().to_string())
    }

    /// The entry of a list's import, as the log tells it.
    fn batch_of(&self, list: &str) -> Result<String> {
        let log = self.run(&["log", &self.lima.display().to_string(), "--json", "--last", "1000000"])?;
        let log = String::from_utf8(log.stdout)?;
        let of_list =
            |line: &&str| line.contains("\"kind\":\"list-imported\"") && line.contains(&format!("\"list\":\"{list}\""));
        let line = log.lines().find(of_list).context("the import is not in the log")?;
        let sequence = line.rsplit_once("\"sequence\":").map(|(_, rest)| rest).unwrap_or_default();
        Ok(sequence.chars().take_while(char::is_ascii_digit).collect())
    }

    /// The ledger is whole after the kill; what is not yet as it should be is made so by the same command.
    fn recover(&self, work: &Path, folder: &Path, (arguments, job): (&[String], &Job)) -> Result<()> {
        let mut fsck = Command::new(&self.program);
        let fsck = environment(fsck.args(["log", &work.display().to_string(), "--fsck"])).output()?;
        let told = String::from_utf8_lossy(&fsck.stdout).into_owned() + &String::from_utf8_lossy(&fsck.stderr);
        // Of an erasure that was broken off, the ledger says so until the next command finishes it.
        let is_broken_off = job.name == "erasure" && told.contains("it is still there");
        ensure!(fsck.status.success() || is_broken_off, "{told}");
        if is_broken_off || self.state(work, folder)? != job.expected {
            self.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())?;
        }
        Ok(())
    }

    /// What a job leaves: the ledger's entries and root, the site, and what was moved.
    fn state(&self, work: &Path, folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
        let mut state = files(&work.join("site"))?;
        state.push(("log".to_owned(), self.run(&["log", &work.display().to_string(), "--fsck"])?.stdout));
        let moved = folder.join("moved");
        if moved.join("ledger.sqlite").exists() {
            // Killed early, a move has not begun with the documents.
            if moved.join("documents").exists() {
                state.extend(files(&moved.join("documents"))?);
            }
            // Killed at its first step, the new ledger has nothing in it; then this says nothing.
            let log =
                environment(Command::new(&self.program).args(["log", &self.moved(folder)?, "--fsck"])).output()?;
            state.push(("moved".to_owned(), log.stdout));
        }
        // A killed process may leave a half-written file beside its place; it has no document's name and is never read.
        state.retain(|(name, _)| !name.contains("/.tmp"));
        state.sort();
        Ok(state)
    }
}

fn environment(command: &mut Command) -> &mut Command {
    command.env("SOURCE_DATE_EPOCH", "1490000000").env_remove("WILLAY_DATABASE")
}

/// A list with its mapping.
fn list(root: &Path, name: &str) -> Result<()> {
    let rows: String = (0..ROWS).map(|row| format!("{name}-{row},Case {row},2017-{:02}\n", row % 12 + 1)).collect();
    fs::write(root.join(format!("lists/{name}.csv")), format!("id,what,when\n{rows}"))?;
    let mapping = format!(
        "title = \"Register {name}\"\nproducer = \"Us\"\nnature = \"synthetic\"\naccess = \"internal\"\nkind = \"event\"\nid = \"id\"\n\
         [columns]\nwhat = \"title\"\nwhen = \"date\"\n"
    );
    Ok(fs::write(root.join(format!("lists/{name}.toml")), mapping)?)
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).with_context(|| next.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.strip_prefix(folder)?.display().to_string(), fs::read(&path)?));
            }
        }
    }
    Ok(found)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for (name, bytes) in files(from)? {
        let path = to.join(name);
        fs::create_dir_all(path.parent().context("a file lies in a folder")?)?;
        fs::write(path, bytes)?;
    }
    Ok(())
}
