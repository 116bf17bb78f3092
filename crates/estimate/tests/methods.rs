//! METHODS.md is the module docs of this crate, so that the public methodology cannot drift from the code.
//!
//! Where it differs, run `WILLAY_WRITE_METHODS=1 cargo test -p estimate --test methods` and read what changed.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{fmt::Write as _, fs, path::PathBuf};

/// Title and files of each chapter; the first file's doc is its head.
const CHAPTERS: [(&str, &[&str]); 10] = [
    ("Capture tables", &["capture", "capture/overlap", "capture/usable"]),
    ("Two lists", &["two_lists", "two_lists/overlap_law"]),
    ("Lower bounds", &["chao"]),
    ("Sample coverage", &["coverage"]),
    ("Closed-population models", &["closed"]),
    (
        "Log-linear models",
        &[
            "log_linear",
            "log_linear/existence",
            "log_linear/fit",
            "log_linear/search",
            "log_linear/descent",
            "log_linear/stepwise",
            "log_linear/reselected",
            "log_linear/profile",
            "log_linear/average",
            "log_linear/bootstrap",
        ],
    ),
    ("Graphs of dependence", &["decomposable"]),
    ("Latent classes", &["lcmcr"]),
    ("Strata, replicates, linkage", &["pool", "pool/strata", "pool/replicates", "pool/linkage", "pool/partial"]),
    ("Diagnostics and honesty", &["diagnostics", "honesty"]),
];

const HEAD: &str = "\
# Methods

How Willay estimates how many persons no list documents: what each method asks, what it assumes, where it is from. This page is made from the
documentation of the code (`crates/estimate`), and a test keeps it equal to that.

No method here can see those whom nobody listed. Each takes an assumption about them, and the table cannot test it; the assumption stands
beside every number that the program prints.
";

const MEASURED: &str = "
## How often the intervals hold the truth

1,000 simulated populations for each row, intervals of 95 %, made by
`WILLAY_POPULATIONS=1000 cargo test -p estimate --test recover -- --nocapture` (seed 19481210).

| population | method | interval holds it |
|---|---|---|
| 1,000 persons, two independent lists (40 %, 30 %) | Chapman | 94.8 % |
| | exact | 96.2 % |
| | profile | 95.0 % |
| 1,000 persons, three independent lists (45 %, 40 %, 50 %) | closed model Mt | 95.9 % |
| | log-linear, best by BIC, profile | 95.9 % |
| | log-linear, averaged | 96.9 % |
| | log-linear, bootstrap with reselection (200 replicates) | 93.9 % |
| | log-linear, stepwise pairs, given the chosen pairs | 86.6 % |
| | sample coverage | 95.4 % |
| 2,000 persons, four lists, of which the first feeds half of its persons to the second | independence | 0.1 % |
| | log-linear, best by BIC, profile | 95.0 % |
| | log-linear, averaged | 96.3 % |
| | log-linear, bootstrap with reselection (200 replicates) | 94.2 % |
| | log-linear, stepwise pairs, given the chosen pairs | 89.7 % |
| 1,800 persons seldom and 200 often on five lists | lower bound of Mth, lower end | 99.9 % |

The interval of stepwise pairs given the chosen pairs is too short, as that of its source is; `willay estimate` prints the one of the
bootstrap that chooses them anew (`stepwise_bootstrap`).

Every method on five scenarios of 2,000 persons, as `bench/estimate/RECOVERY.md` describes and discusses them, with errors and warnings. A star marks where the
assumptions of the method do not hold, a tilde where they nearly do; the chance error near 95 % is 0.7 points with 1,000 runs and 1.5 with 200. The interval of a
lower bound counts as right where it begins below the truth. The published prior of latent classes takes a chance of 5 % to be on a list as no likelier than one of
95 %, which does not fit lists as short as the sparse ones. Chapman's estimate is refused in 61 % of sparse runs, and what is left lies low: the exact interval does not.

| method | runs | independence | heterogeneity | dependence | sparse | classes from the prior |
|---|---|---|---|---|---|---|
| Chapman, lists 1 and 2 | 1000 | 95.9 % | 0.0 % * | 0.0 % * | 78.9 % | 67.3 % * |
| exact, lists 1 and 2 | 1000 | 96.8 % | 0.0 % * | 0.0 % * | 97.6 % | 68.3 % * |
| sample coverage, lists 1 to 3 | 1000 | 94.4 % | 1.9 % * | 69.5 % * | 95.5 % | 80.4 % * |
| Chao's lower bound, 1987 | 1000 | 10.9 % * | 79.1 % * | 100.0 % * | 74.3 % * | 19.7 % * |
| Chao's, bias-corrected | 1000 | 96.5 % ~ | 99.1 % * | 100.0 % * | 98.6 % ~ | 48.5 % * |
| Chao's, improved | 1000 | 87.1 % ~ | 98.6 % * | 100.0 % * | 97.1 % ~ | 46.9 % * |
| Mt: independent lists | 1000 | 95.4 % | 0.0 % * | 0.0 % * | 94.1 % | 66.9 % * |
| Mth, lower bound | 1000 | 95.3 % | 99.9 % | 100.0 % * | 97.1 % | 74.7 % * |
| Mth, Darroch | 1000 | 93.9 % | 0.0 % * | 58.6 % * | 93.2 % | 71.3 % * |
| log-linear, best BIC, given it | 1000 | 94.4 % | 0.0 % * | 95.2 % | 93.0 % | 76.7 % * |
| log-linear, mean by BIC | 1000 | 96.2 % | 0.1 % * | 96.9 % | 96.5 % | 81.9 % * |
| log-linear, stepwise, given it | 1000 | 90.6 % | 0.1 % * | 93.3 % | 93.4 % | 46.6 % * |
| log-linear, stepwise, chosen anew in 200 replicates | 1000 | 93.5 % | - | 95.7 % | 98.3 % | - |
| decomposable graphs | 1000 | 96.1 % | 97.1 % * | 96.8 % | 96.6 % | 83.6 % * |
| log-linear, bootstrap | 200 | 95.0 % | 0.0 % * | 97.0 % | 98.5 % | 77.0 % * |
| latent classes | 200 (sparse 500) | 95.0 % | 92.5 % | 99.5 % | 90.8 % ~ | 95.0 % |
";

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The doc at the head of a file, links within the code made plain.
fn doc(file: &str) -> String {
    let text = fs::read_to_string(folder().join("src").join(format!("{file}.rs"))).unwrap();
    let lines = text.lines().take_while(|line| line.starts_with("//!"));
    let lines: Vec<&str> = lines.map(|line| line.trim_start_matches("//!").trim_start()).collect();
    assert!(lines.len() > 2, "{file} has no doc");
    lines.join("\n").replace("[`", "`").replace("`]", "`")
}

fn methods() -> String {
    let mut page = HEAD.to_owned();
    for (title, files) in CHAPTERS {
        write!(page, "\n## {title}\n").unwrap();
        for file in files {
            if *file != files[0] {
                let name = file.rsplit('/').next().unwrap().replace('_', " ");
                write!(page, "\n### {}{}\n", name[..1].to_uppercase(), &name[1..]).unwrap();
            }
            write!(page, "\n{}\n", doc(file)).unwrap();
        }
    }
    page + MEASURED
}

#[test]
fn the_page_is_the_code_s_own_words() {
    let path = folder().join("../../METHODS.md");
    let made = methods();
    if std::env::var_os("WILLAY_WRITE_METHODS").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let page = fs::read_to_string(&path).unwrap_or_default();
    assert!(page == made, "METHODS.md differs; WILLAY_WRITE_METHODS=1 cargo test -p estimate --test methods writes it");
}

#[test]
fn every_method_names_its_assumptions_and_sources() {
    for (title, files) in CHAPTERS {
        let head = doc(files[0]);
        assert!(head.contains("Source") || files[1..].iter().any(|file| doc(file).contains("Source")), "{title}");
    }
    for file in ["two_lists", "chao", "coverage", "closed", "log_linear", "decomposable", "lcmcr"] {
        let head = doc(file);
        assert!(head.contains("Assum") || head.contains("Hold"), "{file}");
    }
}
