//! `willay bind`: a plain draft, and the figures that its numbers speak of.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use publish::{
    Context,
    article::{FigureIndex, Lint, PageSource, Proposal, bound, check_page, parse_page, propose},
};
use record::Language;

use crate::{
    arguments,
    build::{Material, desk},
    clock,
    failure::{Cause, Failure},
    material,
    output::say,
};

/// Runs `willay bind`.
pub(crate) fn run(options: &arguments::Bind) -> Result<ExitCode, Failure> {
    let path = &options.file;
    let source = fs::read_to_string(path).map_err(|error| Failure::of_input(path, &error))?;
    let name = name_of(path);
    let page = parse_page(&name, &source).map_err(|lints| refuse(&lints))?;
    if page.source != source {
        let message = format!("{}: its lines end as on Windows", path.display());
        return Err(Failure::new(Cause::Material, message, "save it with lines that end in LF"));
    }
    let material = material::of(&options.workspace, &options.ledger)?;
    let figures = desk::public_figures(&material);
    let documents = desk::public_documents(&material);
    let index = FigureIndex::of(&figures);
    let context = Context {
        figures: &figures,
        index: &index,
        proceedings: &material.run.proceedings,
        documents: &documents,
        today: clock::now()?.calendar_day(),
        threshold: material.threshold,
    };
    let proposals = propose(&page, &context);
    print(&page, &proposals, &material);
    let text = bound(&page, &proposals);
    let count = proposals.iter().filter(|proposal| proposal.binding.is_ok()).count();
    say!("{count} of {} numbers would be bound, {} are left alone", proposals.len(), proposals.len() - count);
    if options.write && count > 0 {
        let kept = write(path, &options.workspace, (&source, &text))?;
        say!("written; the draft as it was is {}", kept.display());
    } else if count > 0 {
        say!("nothing was written: give --write");
    }
    let lints = parse_page(&name, &text).and_then(|page| check_page(&page, &context)).err().unwrap_or_default();
    if !lints.is_empty() {
        say!("\nwith these bindings the page is still refused:\n");
    }
    for lint in &lints {
        say!("{lint}");
    }
    Ok(ExitCode::SUCCESS)
}

/// The folder and the name of the draft, as a workspace names its pages: outside of `pages/` it is an article.
fn name_of(path: &Path) -> String {
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = path.parent().and_then(Path::file_name).is_some_and(|folder| folder == "pages");
    format!("{}/{file}", if folder { "pages" } else { "articles" })
}

fn refuse(lints: &[Lint]) -> Failure {
    Failure::several(lints.iter().map(ToString::to_string).collect(), "mend the head of the draft")
}

/// Each line with a proposal as it stands and as it would be, with the reasons.
fn print(page: &PageSource, proposals: &[Proposal], material: &Material) {
    for proposal in proposals {
        match &proposal.binding {
            Ok((range, binding)) => {
                let before = &page.source[..range.start];
                let start = before.rfind('\n').map_or(0, |newline| newline + 1);
                let end = page.source[range.end..].find('\n').map_or(page.source.len(), |at| range.end + at);
                let (head, tail) = (&page.source[start..range.start], &page.source[range.end..end]);
                say!("line {}", proposal.line);
                say!("- {head}{}{tail}", &page.source[range.clone()]);
                say!("+ {head}{binding}{tail}");
            }
            Err(reason) => say!("line {}: “{}” is left alone: {reason}", proposal.line, proposal.words),
        }
        if let Some(figure) = proposal.figure.as_ref().and_then(|id| material.run.figure(id)) {
            let (title, value) = (figure.definition.title.get(Language::En), figure.value_text(Language::En));
            say!("    figure   {}: {title} ({value})", figure.id());
            say!("    because  {}", proposal.evidence.join("; "));
        }
        say!("");
    }
}

/// Keeps the draft as it was among the workspace's own files, where no older one is written over, then puts the new one in
/// its place whole. Returns where the old one is.
fn write(path: &Path, workspace: &Path, (before, after): (&str, &str)) -> Result<PathBuf, Failure> {
    let folder = workspace.join(".willay").join("drafts");
    fs::create_dir_all(&folder).map_err(|error| Failure::of_path(&folder, &error))?;
    let kept = keep(&folder, path, before)?;
    let beside = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |error: &io::Error| Failure::of_path(path, error);
    let mut new = tempfile::NamedTempFile::new_in(beside).map_err(|error| failed(&error))?;
    new.write_all(after.as_bytes()).map_err(|error| failed(&error))?;
    let rights = fs::metadata(path).map_err(|error| failed(&error))?.permissions();
    new.as_file().set_permissions(rights).map_err(|error| failed(&error))?;
    new.persist(path).map_err(|error| failed(&error.error))?;
    Ok(kept)
}

/// Writes the draft under the first number that is free: NAME.1, NAME.2, ….
fn keep(folder: &Path, path: &Path, text: &str) -> Result<PathBuf, Failure> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    for number in 1_u32.. {
        let kept = folder.join(format!("{name}.{number}"));
        match fs::File::create_new(&kept) {
            Ok(mut file) => {
                file.write_all(text.as_bytes()).map_err(|error| Failure::of_path(&kept, &error))?;
                return Ok(kept);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(Failure::of_path(&kept, &error)),
        }
    }
    Err(Failure::new(Cause::Machine, format!("{}: full", folder.display()), "take old drafts away"))
}
