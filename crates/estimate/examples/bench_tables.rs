//! Times each method on a capture table and says what it answers: `bench/estimate/run` calls it and prints the ratios.
//!
//! `bench_tables simulate FOLDER` writes tables of persons who never lived; `bench_tables measure TABLE.csv [long]`
//! measures one table, `bench_tables strata TABLE.csv` one whose first two columns are a stratum and a group that is not
//! looked at; `bench_tables diagnose DRAWS.csv` tells how well the chains of another program agree, one chain a
//! column. Lines have a job, an amount, its unit, seconds and an answer, with tabs between.
//!
//! Seconds are those of the process, of all threads, user and system; where the system does not tell them, the line
//! `clock` says "wall". What takes less than a third of a second is repeated and the mean is given.

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    time::Instant,
};

use estimate::{
    CaptureTable, Level,
    capture::{Columns, parse_rows},
    chance::Chance,
    closed,
    decomposable::{self, Grid, average},
    diagnostics::{Diagnosis, Gates, diagnose},
    lcmcr::{self, ClassTable, Refusal, Settings},
    log_linear::{Fit, Options, STEPWISE_THRESHOLD, profile_interval, search, stepwise},
    pool::{Stratum, fit_strata, total},
    two_lists,
};

/// What is faster is repeated until so many seconds have passed.
const SECONDS_MIN: f64 = 0.3;

/// Points of the grid of equal steps, one person apart, on which older programs average over graphs.
const GRID_POINTS: u64 = 40_000;

/// Sweeps of a chain before the first draw, draws, and sweeps between two of them, where chains are plain.
const PLAIN: [usize; 3] = [2_000, 10_000, 5];

/// Sweeps over all chains and temperatures after which a tempered run gives up, unless the long way was asked for.
const SWEEPS_MAX: u64 = 12_000_000;

/// Lists up to which every model is fitted, unless the long way was asked for.
const EVERY_MODEL_LISTS: usize = 5;

/// Lists up to which the long way fits every model.
const LONG_LISTS: usize = 6;

/// Lists up to which every graph is weighed.
const GRAPH_LISTS: usize = 7;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["simulate", folder] => simulate(Path::new(folder)),
        ["measure", path] => Bench::of(Path::new(path), false)?.run(),
        ["measure", path, "long"] => Bench::of(Path::new(path), true)?.run(),
        ["strata", path] => measure_strata(Path::new(path)),
        ["diagnose", path] => diagnose_draws(Path::new(path)),
        _ => Err(
            "usage: bench_tables simulate FOLDER | measure TABLE.csv [long] | strata TABLE.csv | diagnose DRAWS.csv"
                .into(),
        ),
    }
}

/// A table and where its measures are written.
struct Bench {
    table: CaptureTable,
    is_long: bool,
    clock: Clock,
    out: io::Stdout,
}

impl Bench {
    fn of(path: &Path, is_long: bool) -> Outcome<Self> {
        Ok(Self { table: read_table(path)?, is_long, clock: Clock::start(), out: io::stdout() })
    }

    fn run(mut self) -> Outcome<()> {
        let kind = if self.clock.is_cpu() { "CPU" } else { "wall" };
        let size = format!("{} lists, {} persons", self.table.lists(), self.table.documented());
        self.line("clock", (0, kind, 0.0), &size)?;
        self.two_lists()?;
        self.closed()?;
        self.log_linear()?;
        if (3..=GRAPH_LISTS).contains(&self.table.lists()) {
            self.graphs()?;
        }
        if self.table.lists() >= 3 {
            self.plain_chains()?;
            self.tempered_chains()?;
        }
        Ok(())
    }

    fn line(&mut self, job: &str, (amount, unit, seconds): (u64, &str, f64), answer: &str) -> io::Result<()> {
        writeln!(self.out, "{job}\t{amount}\t{unit}\t{seconds:.9}\t{answer}")?;
        self.out.flush()
    }

    /// The first two lists alone.
    fn two_lists(&mut self) -> Outcome<()> {
        let cells = self.table.patterns().map(|(pattern, persons)| (pattern & 3, persons)).filter(|cell| cell.0 > 0);
        let Ok(pair) = CaptureTable::new(2, cells) else { return Ok(()) };
        let (found, seconds) = self.clock.mean(|| (two_lists::chapman(&pair), two_lists::exact(&pair, Level::USUAL)));
        let answer = match found {
            (Ok(chapman), Ok(exact)) => {
                let (low, high) = (exact.interval.low, exact.interval.high);
                format!("{:.1}, exact {low:.0} to {high:.0}", chapman.population_persons)
            }
            (Err(why), _) | (_, Err(why)) => format!("refused: {why}"),
        };
        Ok(self.line("two lists", (1, "estimates", seconds), &answer)?)
    }

    fn closed(&mut self) -> Outcome<()> {
        let (fits, seconds) = self.clock.mean(|| closed::fit_all(&self.table));
        let mt = fits.iter().find(|(kind, _)| *kind == closed::Kind::Mt).and_then(|(_, fit)| fit.as_ref().ok());
        let answer = mt.map_or("Mt refused".to_owned(), |fit| format!("Mt {:.3}", fit.population_persons));
        Ok(self.line("closed models", (fits.len() as u64, "models", seconds), &answer)?)
    }

    fn log_linear(&mut self) -> Outcome<()> {
        let lists = self.table.lists();
        let usual = Options::default();
        if lists == LONG_LISTS {
            self.search("models of pairs", &Options { largest: 2, exhaustive_to: LONG_LISTS, ..usual })?;
        }
        let best = if lists <= EVERY_MODEL_LISTS {
            self.search("all models", &usual)?
        } else {
            let best = self.search("descent", &usual)?;
            if lists == LONG_LISTS && self.is_long {
                self.search("all models", &Options { exhaustive_to: LONG_LISTS, ..usual })?;
            }
            best
        };
        if let Some(best) = best {
            let (found, seconds) = self.clock.mean(|| profile_interval(&self.table, &best.model));
            let answer = found.map_or("refused".to_owned(), |found| {
                format!("{:.3}, {:.3} to {:.3}", found.population_persons, found.interval.low, found.interval.high)
            });
            self.line("profile interval", (1, "intervals", seconds), &answer)?;
        }
        let (found, seconds) = self.clock.mean(|| stepwise(&self.table, STEPWISE_THRESHOLD, Level::USUAL));
        let answer = match found {
            Ok(found) => format!("{:.3}, {} pairs", found.fit.population_persons, found.steps.len()),
            Err(why) => format!("refused: {why}"),
        };
        Ok(self.line("stepwise", (1, "selections", seconds), &answer)?)
    }

    /// Looks for models on one thread; returns the best.
    fn search(&mut self, job: &str, options: &Options) -> Outcome<Option<Fit>> {
        let (found, seconds) = self.clock.mean(|| search(&self.table, options));
        match found {
            Ok(found) => {
                let best = &found.fits[0];
                let answer = format!("{} {:.3}", best.model, best.population_persons);
                self.line(job, (found.examined, "models", seconds), &answer)?;
                Ok(found.fits.into_iter().next())
            }
            Err(why) => {
                self.line(job, (0, "models", seconds), &format!("refused: {why}"))?;
                Ok(None)
            }
        }
    }

    /// Every graph: the first time, which lists them, again, and on the grid that older programs use.
    fn graphs(&mut self) -> Outcome<()> {
        let usual = decomposable::Settings::default();
        let grid = Grid::Every { from: 1, to: GRID_POINTS, step: 1 };
        let every = decomposable::Settings { grid, share_outside_max: 1.0, ..usual };
        let (found, seconds) = self.clock.once(|| average(&self.table, &usual));
        self.graph_line("graphs, the first time", found, seconds)?;
        let (found, seconds) = self.clock.mean(|| average(&self.table, &usual));
        self.graph_line("graphs", found, seconds)?;
        if self.table.lists() <= EVERY_MODEL_LISTS {
            let (found, seconds) = self.clock.mean(|| average(&self.table, &every));
            self.graph_line("graphs on 40,000 points", found, seconds)?;
        }
        Ok(())
    }

    fn graph_line(
        &mut self,
        job: &str,
        found: Result<decomposable::Posterior, decomposable::Refusal>,
        seconds: f64,
    ) -> io::Result<()> {
        match found {
            Ok(found) => {
                let answer = format!("mean {:.2}, median {:.0}", found.summary.mean, found.summary.median);
                self.line(job, (found.graphs_examined, "graphs", seconds), &answer)
            }
            Err(why) => self.line(job, (0, "graphs", seconds), &format!("refused: {why}")),
        }
    }

    /// Four plain chains of a stated length: what the sampler does when nothing helps it from mode to mode.
    fn plain_chains(&mut self) -> Outcome<()> {
        let [burn_in, draws, thinning] = PLAIN;
        let usual = Settings::for_lists(self.table.lists());
        let settings = Settings { burn_in, draws, thinning, threads: 1, ..usual };
        let (found, seconds) = self.clock.once(|| lcmcr::sample(&self.table, &settings, false));
        match found {
            Ok(found) => {
                self.line("plain chains, sweeps", (found.sweeps, "sweeps", seconds), "")?;
                let effective = found.diagnosis.ess_bulk as u64;
                let answer = in_words(&found.diagnosis, &found.draws.concat());
                Ok(self.line("plain chains", (effective, "effective", seconds), &answer)?)
            }
            Err(why) => Ok(self.line("plain chains", (0, "effective", seconds), &format!("refused: {why}"))?),
        }
    }

    /// Tempered chains with the gates on, as everybody gets them.
    fn tempered_chains(&mut self) -> Outcome<()> {
        let mut settings = Settings { threads: 1, ..Settings::for_lists(self.table.lists()) };
        if !self.is_long {
            settings.sweeps_max = SWEEPS_MAX;
        }
        let (found, seconds) = self.clock.once(|| lcmcr::fit(&self.table, &settings));
        let (effective, answer) = match found {
            Ok(found) => (found.diagnosis.ess_bulk, in_words(&found.diagnosis, &found.pooled())),
            Err(Refusal::NotConverged { sweeps, diagnosis }) => {
                (diagnosis.ess_bulk, format!("not converged within {sweeps} sweeps: {diagnosis}"))
            }
            Err(why) => (0.0, format!("refused: {why}")),
        };
        Ok(self.line("tempered chains", (effective as u64, "effective", seconds), &answer)?)
    }
}

fn in_words(diagnosis: &Diagnosis, draws: &[f64]) -> String {
    let summary = estimate::diagnostics::summarise(draws);
    let [low, median, high] = [summary.low, summary.median, summary.high].map(f64::round);
    format!("R-hat {:.4}, {median} ({low} to {high})", diagnosis.r_hat)
}

/// Seconds of this process.
struct Clock {
    start: Instant,
}

impl Clock {
    /// Hundredths of a second, in which Linux counts.
    const TICKS_PER_SECOND: f64 = 100.0;

    fn start() -> Self {
        Self { start: Instant::now() }
    }

    fn is_cpu(&self) -> bool {
        Self::cpu().is_some()
    }

    /// User and system time of all threads, as Linux tells it.
    fn cpu() -> Option<f64> {
        let line = fs::read_to_string("/proc/self/stat").ok()?;
        let after_name = line.rsplit_once(')')?.1;
        let ticks = after_name.split_whitespace().skip(11).take(2).map(|field| field.parse::<f64>().ok());
        ticks.sum::<Option<f64>>().map(|ticks| ticks / Self::TICKS_PER_SECOND)
    }

    fn now(&self) -> f64 {
        Self::cpu().unwrap_or_else(|| self.start.elapsed().as_secs_f64())
    }

    fn once<T>(&self, mut job: impl FnMut() -> T) -> (T, f64) {
        let before = self.now();
        let result = job();
        (result, self.now() - before)
    }

    /// Repeats what is fast, twice as often until it takes long enough to be measured.
    fn mean<T>(&self, mut job: impl FnMut() -> T) -> (T, f64) {
        let mut times = 1_u32;
        loop {
            let (result, seconds) = self.once(|| {
                (1..times).for_each(|_| drop(std::hint::black_box(job())));
                job()
            });
            if seconds >= SECONDS_MIN {
                return (result, seconds / f64::from(times));
            }
            times *= 2;
        }
    }
}

/// Reads a table: one column of 0 and 1 a list, and one of counts.
fn read_table(path: &Path) -> Outcome<CaptureTable> {
    let text = fs::read_to_string(path)?;
    let mut lines = text.lines().filter(|line| !line.is_empty());
    let headings: Vec<&str> = lines.next().ok_or("an empty file")?.split(',').collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let parsed = parse_rows(&Columns::of_headings(&headings), rows.iter().map(Vec::as_slice));
    if let Some(problem) = parsed.problems.into_iter().next() {
        return Err(problem.into());
    }
    Ok(parsed.table?)
}

/// Every stratum by tempered chains, gates on, two threads, as a laptop would do it.
fn measure_strata(path: &Path) -> Outcome<()> {
    let text = fs::read_to_string(path)?;
    let mut cells: BTreeMap<&str, Vec<(u32, u64)>> = BTreeMap::new();
    let mut lists = 0;
    for line in text.lines().skip(1).filter(|line| !line.is_empty()) {
        let fields: Vec<&str> = line.split(',').collect();
        let [stratum, _group, captures @ .., count] = fields.as_slice() else { return Err("too few columns".into()) };
        let on = |(list, capture): (usize, &&str)| if *capture == "1" { 1 << list } else { 0 };
        let pattern: u32 = captures.iter().enumerate().map(on).sum();
        lists = captures.len();
        cells.entry(stratum).or_default().push((pattern, count.parse()?));
    }
    let stratum = |(name, cells): (&str, Vec<(u32, u64)>)| {
        Ok(Stratum { name: name.into(), group: "all".into(), table: CaptureTable::new(lists, cells)? })
    };
    let strata: Vec<Stratum> = cells.into_iter().map(stratum).collect::<Outcome<_>>()?;
    let clock = Clock::start();
    let settings = Settings { sweeps_max: SWEEPS_MAX, ..Settings::for_lists(lists) };
    let (fits, seconds) = clock.once(|| fit_strata(&strata, &settings, 1));
    let wall = clock.start.elapsed().as_secs_f64();
    let sum = total(&fits, settings.seed);
    let fitted = fits.iter().filter(|fit| fit.result.is_ok()).count();
    writeln!(
        io::stdout(),
        "strata, tempered chains\t{}\tstrata\t{seconds:.9}\t{fitted} pass the gates, {wall:.1} s wall on 2 threads, {} documented in them",
        strata.len(),
        sum.documented
    )?;
    Ok(())
}

/// Reads draws, one chain a column, and says how well the chains agree.
fn diagnose_draws(path: &Path) -> Outcome<()> {
    let text = fs::read_to_string(path)?;
    let mut chains: Vec<Vec<f64>> = Vec::new();
    for line in text.lines().skip(1) {
        for (chain, field) in line.split(',').enumerate() {
            if chains.len() <= chain {
                chains.push(Vec::new());
            }
            chains[chain].push(field.parse()?);
        }
    }
    let diagnosis = diagnose(&chains, Gates::default());
    writeln!(io::stdout(), "{}\t{}", diagnosis.ess_bulk as u64, in_words(&diagnosis, &chains.concat()))?;
    Ok(())
}

/// Tables that are always there: persons who never lived, drawn from the default seed.
fn simulate(folder: &Path) -> Outcome<()> {
    let alike = |persons, chances: &[f64]| ClassTable { classes: vec![(persons, chances.to_vec())] };
    let two = |lists: usize| ClassTable {
        classes: vec![
            (4_000, (0..lists).map(|list| 0.04 + 0.01 * (list % 4) as f64).collect()),
            (1_000, (0..lists).map(|list| 0.30 + 0.05 * (list % 5) as f64).collect()),
        ],
    };
    let tables = [
        ("simulated-3", alike(1_000, &[0.3, 0.4, 0.2])),
        ("simulated-5", ClassTable::two_classes()),
        ("simulated-6", two(6)),
        ("simulated-7", two(7)),
        ("simulated-16", two(16)),
    ];
    for (stream, (name, truth)) in (0..).zip(tables) {
        let table = truth.draw(&mut Chance::new(lcmcr::DEFAULT_SEED, stream))?;
        let path: PathBuf = folder.join(format!("{name}.csv"));
        fs::write(path, in_csv(&table))?;
    }
    Ok(())
}

fn in_csv(table: &CaptureTable) -> String {
    let lists: Vec<String> = (1..=table.lists()).map(|list| format!("L{list},")).collect();
    let mut text = format!("{}count\n", lists.concat());
    for (pattern, persons) in table.patterns() {
        let captures: Vec<String> = (0..table.lists()).map(|list| format!("{},", pattern >> list & 1)).collect();
        text.push_str(&format!("{}{persons}\n", captures.concat()));
    }
    text
}
