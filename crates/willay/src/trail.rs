//! `willay trail`: a figure's way back to records, statements and words.

use std::process::ExitCode;

use figure::Trail;
use record::{FigureId, Language, Passage};

use crate::{
    arguments,
    failure::{Cause, Failure},
    material,
    output::say,
};

/// Runs `willay trail`.
pub(crate) fn run(options: &arguments::Trail) -> Result<ExitCode, Failure> {
    let run = material::of(&options.workspace)?;
    let id: FigureId = options.figure.parse().map_err(|error: record::id::InvalidId| {
        Failure::new(Cause::Usage, error.to_string(), "`willay figures` lists them")
    })?;
    let Some(figure) = run.figure(&id) else {
        let hint = format!("`willay figures {}` lists them", options.workspace.display());
        return Err(Failure::new(Cause::Usage, format!("there is no figure '{id}'"), hint));
    };
    let trail = Trail::of(figure, &run);
    if options.json {
        say!(
            "{}",
            serde_json::to_string(&trail).map_err(|error| Failure::new(Cause::Internal, error.to_string(), ""))?
        );
        return Ok(ExitCode::SUCCESS);
    }
    say!("{}: {}", figure.definition.title.get(Language::En), figure.value_text(Language::En));
    say!("{}", figure.definition.definition.get(Language::En));
    print(&trail, &run, 1);
    Ok(ExitCode::SUCCESS)
}

fn print(trail: &Trail, run: &figure::Run, depth: usize) {
    let indent = "  ".repeat(depth);
    if let Some(passage) = &trail.passage {
        say!("{indent}said in document {}: {}", passage.document.short(), quoted(passage));
    }
    for list in &trail.lists {
        say!("{indent}from list {list}");
    }
    for input in &trail.inputs {
        let title =
            run.figure(&input.figure).map(|figure| figure.definition.title.get(Language::En)).unwrap_or_default();
        say!(
            "{indent}from figure {} = {}: {title}",
            input.figure,
            input.value.map_or("-".to_owned(), |value| value.to_string())
        );
        print(input, run, depth + 1);
    }
    for member in &trail.members {
        say!("{indent}record {}", member.record);
        let mut said: Option<&Passage> = None;
        for statement in &member.statements {
            say!(
                "{indent}  entry {:>6}  {}  (list document {}, row {})",
                statement.sequence,
                statement.property,
                statement.list_document.short(),
                statement.row
            );
            said = said.or(statement.passage.as_ref());
        }
        if let Some(passage) = said {
            say!("{indent}  in document {}: {}", passage.document.short(), quoted(passage));
        }
    }
    if trail.withheld > 0 {
        say!("{indent}and {} confidential records: withheld and counted", trail.withheld);
    }
}

fn quoted(passage: &Passage) -> String {
    let page = passage.selector.page.map(|page| format!(", page {page}")).unwrap_or_default();
    format!("“{}”{page}", passage.selector.exact)
}
