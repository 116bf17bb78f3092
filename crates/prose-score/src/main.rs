//! Prints precision and recall of the reading of prose: `cargo run -p prose-score`, with `--misses` for the tuning part.
#![expect(clippy::print_stdout, reason = "a command line tool")]

use std::{env, process::Command};

use anyhow::{Context, Result, ensure};
use prose_score::{
    Article, LinkScore, Part, Score, Tally, links::questions, read_corpus, score_articles, score_samples,
};
use record::Language;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/peru-2016");

fn main() -> Result<()> {
    let shows_misses = env::args().any(|argument| argument == "--misses");
    let (mut tuning, mut articles): (Vec<Article>, Vec<Article>) = (Vec::new(), Vec::new());
    for language in Language::ALL {
        let corpus = read_corpus(language)?;
        for part in Part::ALL {
            let score = score_samples(corpus.samples(part), language);
            print(&format!("{} {}, sentences", language.tag(), part.name()), corpus.samples(part).len(), &score);
            if shows_misses && part == Part::Tuning {
                println!("{}\n", score.misses.join("\n"));
            }
        }
        let score = score_articles(&corpus.tuning_articles);
        print(&format!("{} tuning, articles", language.tag()), corpus.tuning_articles.len(), &score);
        if shows_misses {
            println!("{}\n", score.misses.join("\n"));
        }
        tuning.extend(corpus.tuning_articles);
        let score = score_articles(&corpus.articles);
        print(&format!("{} held-back, articles", language.tag()), corpus.articles.len(), &score);
        articles.extend(corpus.articles);
    }
    links("tuning", &tuning, shows_misses)?;
    links("held-back", &articles, false)
}

fn print(title: &str, samples: usize, score: &Score) {
    println!("{title} ({samples})");
    row("claims", score.claims);
    for (name, tally) in score.kinds.iter().chain(&score.fields) {
        row(name, *tally);
    }
    println!();
}

fn row(name: &str, tally: Tally) {
    let Tally { right, found, wanted } = tally;
    println!(
        "  {name:<11} precision {:.3} ({right}/{found})  recall {:.3} ({right}/{wanted})",
        tally.precision(),
        tally.recall()
    );
}

/// Checks every article against the example, as its users do.
fn links(part: &str, articles: &[Article], shows_misses: bool) -> Result<()> {
    let figures = willay(&["figures", "--json", EXAMPLE])?;
    let questions = questions(&figures).context("the figures of the example have no question")?;
    let folder = env::temp_dir().join(format!("prose-score-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("article.txt");
    let mut score = LinkScore::default();
    for article in articles {
        std::fs::write(&file, article.text())?;
        let report = willay(&["check", "--json", "--workspace", EXAMPLE, &file.display().to_string()])?;
        score.add(article, &report, &questions);
    }
    std::fs::remove_dir_all(&folder)?;
    let LinkScore { made, wrong, invented, wanted, right, expected, .. } = &score;
    println!("links of {} {part} articles to examples/peru-2016", articles.len());
    println!(
        "  right {right} of {wanted} wanted; wrong {wrong} of {made} made ({invented} of them where the record has none); {expected:.1} expected right"
    );
    if shows_misses {
        println!("{}\n{}", score.wrong_links.join("\n"), score.missed.join("\n"));
    }
    Ok(())
}

fn willay(arguments: &[&str]) -> Result<serde_json::Value> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let ran = Command::new(cargo).args(["run", "--quiet", "--package", "willay", "--"]).args(arguments).output()?;
    let is_answer = matches!(ran.status.code(), Some(0 | 1));
    ensure!(is_answer, "willay {}: {}", arguments.join(" "), String::from_utf8_lossy(&ran.stderr));
    Ok(serde_json::from_slice(&ran.stdout)?)
}
