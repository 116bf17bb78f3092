//! The stable runner of the fuzz targets: changes kept files by a seed, and stops at the first panic, hang or growth.
//! `cargo xtask fuzz TARGET --seconds N [--seed S]`.
#![expect(clippy::print_stdout, reason = "a command line tool")]

use std::{
    collections::HashSet,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    panic::catch_unwind,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use fuzz::{TARGETS, Target, mutate::Chance, mutate::mutated, target};

/// One input may take so long.
const LONGEST_RUN: Duration = Duration::from_secs(10);

/// Inputs are no longer.
const LONGEST_INPUT_BYTES: usize = 64 << 10;

/// Memory may grow by so much once the first inputs have been read.
const MOST_GROWTH_BYTES: u64 = 256 << 20;

/// How many runs lie between two looks at the memory; the first look is the measure of the later ones.
const RUNS_BETWEEN_LOOKS: u64 = 500;

/// Inputs that were answered in a new way and are changed further.
const KEPT_INPUTS: usize = 4_000;

/// What is being run, for the thread that watches for hangs.
struct Current {
    began: Instant,
    input: Vec<u8>,
}

/// The input that is being run; none between two.
type Watched = Arc<Mutex<Option<Current>>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, rest @ ..] = arguments.as_slice() else { bail!("{}", usage()) };
    let (mut seconds, mut seed) = (60, 19_481_210);
    for pair in rest.chunks(2) {
        match pair {
            [option, value] if option == "--seconds" => seconds = value.parse().context("--seconds needs a number")?,
            [option, value] if option == "--seed" => seed = value.parse().context("--seed needs a number")?,
            _ => bail!("{}", usage()),
        }
    }
    let found = target(name).with_context(usage)?;
    Run::new(name, found)?.go(Duration::from_secs(seconds), seed)
}

fn usage() -> String {
    let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    format!("usage: cargo xtask fuzz TARGET|all [--seconds N] [--seed S]; the targets are: {}", names.join(", "))
}

/// One target at work.
struct Run<'a> {
    name: &'a str,
    target: Target,
    kept: Vec<Vec<u8>>,
    answers: HashSet<u64>,
    watched: Watched,
    is_done: Arc<AtomicBool>,
}

impl<'a> Run<'a> {
    fn new(name: &'a str, target: Target) -> Result<Self> {
        let folder = root().join("fuzz/corpus").join(name);
        let mut paths = fs::read_dir(&folder)
            .with_context(|| folder.display().to_string())?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<std::io::Result<Vec<PathBuf>>>()?;
        paths.sort();
        let kept = paths.iter().map(fs::read).collect::<std::io::Result<Vec<_>>>()?;
        if kept.is_empty() {
            bail!("{}: no files to begin with", folder.display());
        }
        Ok(Self { name, target, kept, answers: HashSet::new(), watched: Watched::default(), is_done: Arc::default() })
    }

    fn go(mut self, time: Duration, seed: u64) -> Result<()> {
        let watcher = watch(self.name.to_owned(), self.watched.clone(), self.is_done.clone());
        for input in self.kept.clone() {
            self.run(&input)?;
        }
        let (began, mut chance) = (Instant::now(), Chance::new(seed));
        let (mut runs, mut first, mut most) = (0_u64, None, None);
        while began.elapsed() < time {
            let (one, other) = (chance.below(self.kept.len()), chance.below(self.kept.len()));
            let input = mutated(&self.kept[one], &self.kept[other], &mut chance, LONGEST_INPUT_BYTES);
            if self.run(&input)? && self.kept.len() < KEPT_INPUTS {
                self.kept.push(input.clone());
            }
            runs += 1;
            if runs % RUNS_BETWEEN_LOOKS == 0 {
                let used = memory_bytes();
                first = first.or(used);
                most = used.max(most);
                if let (Some(first), Some(used)) = (first, used)
                    && used > first + MOST_GROWTH_BYTES
                {
                    let place = keep(self.name, "growth", &input)?;
                    bail!(
                        "{}: memory grew from {first} to {used} bytes; the last input is {}",
                        self.name,
                        place.display()
                    );
                }
            }
        }
        self.is_done.store(true, Ordering::Relaxed);
        if watcher.join().is_err() {
            bail!("the thread that watches for hangs ended early");
        }
        let memory = most.map_or("memory not measured".to_owned(), |most| format!("{} MB at most", most >> 20));
        println!("{}: {runs} inputs, {} different answers, {memory}: no panic, no hang", self.name, self.answers.len());
        Ok(())
    }

    /// Runs one input; true where it was answered in a way not seen before.
    fn run(&mut self, input: &[u8]) -> Result<bool> {
        *locked(&self.watched) = Some(Current { began: Instant::now(), input: input.to_vec() });
        let target = self.target;
        let answer = catch_unwind(|| target(input));
        *locked(&self.watched) = None;
        let Ok(answer) = answer else {
            let place = keep(self.name, "panic", input)?;
            bail!("{}: a panic; the input is {}", self.name, place.display());
        };
        let mut hasher = DefaultHasher::new();
        // Numbers and cells that a message repeats do not make it another message.
        answer.chars().filter(|letter| letter.is_ascii_lowercase()).take(160).collect::<String>().hash(&mut hasher);
        Ok(self.answers.insert(hasher.finish()))
    }
}

/// Ends the process where one input takes too long.
fn watch(name: String, watched: Watched, is_done: Arc<AtomicBool>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        while !is_done.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(200));
            let hangs = locked(&watched)
                .as_ref()
                .filter(|current| current.began.elapsed() > LONGEST_RUN)
                .map(|c| c.input.clone());
            if let Some(input) = hangs {
                match keep(&name, "hang", &input) {
                    Ok(place) => println!("{name}: more than {LONGEST_RUN:?}; the input is {}", place.display()),
                    Err(error) => println!("{name}: more than {LONGEST_RUN:?}; the input could not be kept: {error:#}"),
                }
                std::process::exit(1);
            }
        }
    })
}

fn locked(watched: &Watched) -> std::sync::MutexGuard<'_, Option<Current>> {
    watched.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps an input that was answered wrongly.
fn keep(name: &str, what: &str, input: &[u8]) -> Result<PathBuf> {
    let folder = root().join("fuzz/findings");
    fs::create_dir_all(&folder)?;
    let place = folder.join(format!("{name}-{what}"));
    fs::write(&place, input)?;
    Ok(place)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Resident memory of this process, where the system tells it as Linux does.
fn memory_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok()? << 10)
}
