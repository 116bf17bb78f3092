//! `willay figures`: every figure with its value.

use std::process::ExitCode;

use figure::{Figure, Outcome};
use record::Language;

use crate::{
    arguments,
    failure::Failure,
    language::{spoken, words},
    material,
    output::say,
};

/// Runs `willay figures`.
pub(crate) fn run(options: &arguments::Figures) -> Result<ExitCode, Failure> {
    let run = material::of(&options.workspace, &options.ledger)?.run;
    let is_wanted = |figure: &&Figure| {
        let [english, spanish] = Language::ALL.map(|language| figure.definition.title.get(language));
        let text = format!("{} {english} {spanish} {}", figure.id(), figure.definition.topic).to_lowercase();
        options
            .find
            .as_ref()
            .is_none_or(|words| words.to_lowercase().split_whitespace().all(|word| text.contains(word)))
    };
    let wanted: Vec<&Figure> = run.figures.iter().filter(is_wanted).collect();
    if options.json {
        let json: Vec<_> = wanted.iter().map(|figure| as_json(figure)).collect();
        say!("{}", serde_json::Value::from(json));
        return Ok(ExitCode::SUCCESS);
    }
    let width = wanted.iter().map(|figure| figure.id().as_str().len()).max().unwrap_or(0);
    for figure in &wanted {
        say!(
            "{:width$}  {:>23}  {:9}  {}",
            figure.id().as_str(),
            figure.value_text(spoken()),
            kind(figure),
            figure.definition.title.get(spoken())
        );
    }
    if wanted.is_empty() {
        say!(
            "{}",
            words!(
                "no figure; declare one in figures/*.toml (docs/workspace.md)",
                "ninguna cifra; declare una en figures/*.toml (docs/workspace.md)"
            )
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(figure: &Figure) -> serde_json::Value {
    let definition = &figure.definition;
    serde_json::json!({
        "id": figure.id(),
        "title": definition.title,
        "question": definition.question(),
        "published": figure.published(),
    })
}

fn kind(figure: &Figure) -> String {
    match &figure.outcome {
        Outcome::Observed { .. } => words!("counted", "contada"),
        Outcome::Derived { .. } => words!("derived", "derivada"),
        Outcome::Estimated { .. } => words!("estimated", "estimada"),
        Outcome::Claimed { .. } => words!("claimed", "de otros"),
        Outcome::Suppressed { .. } => words!("hidden", "oculta"),
        Outcome::Refused { .. } => words!("refused", "rechazada"),
    }
}
