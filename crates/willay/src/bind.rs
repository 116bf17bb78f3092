//! `willay bind`: a plain draft, and the figures that its numbers speak of.

use std::{
    fs,
    io::{self, Write},
    ops::Range,
    path::{Path, PathBuf},
    process::ExitCode,
};

use publish::{
    Context,
    article::{FigureIndex, Lint, PageSource, Proposal, bound, check_page, parse_page, propose},
};
use record::counted;

use crate::{
    arguments,
    build::{Material, desk},
    clock,
    failure::{Cause, Failure},
    language::{spoken, words},
    material,
    output::say,
};

/// Characters of a line that are shown before a number, and behind it.
const SHOWN_BEFORE: usize = 70;
const SHOWN_BEHIND: usize = 50;

/// Runs `willay bind`.
pub(crate) fn run(options: &arguments::Bind) -> Result<ExitCode, Failure> {
    let path = &options.file;
    let source = fs::read_to_string(path).map_err(|error| Failure::of_input(path, &error))?;
    let name = name_of(path);
    let page = parse_page(&name, &source).map_err(|lints| refuse(&lints))?;
    if page.source != source {
        let message = words!(
            "{}: its lines end as on Windows", path.display();
            "{}: sus líneas terminan como en Windows", path.display()
        );
        let mend = words!("save it with lines that end in LF", "guárdelo con líneas que terminan en LF");
        return Err(Failure::new(Cause::Material, message, mend));
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
    say!("{}", tally(count, proposals.len()));
    if options.write && count > 0 {
        let kept = write(path, &options.workspace, (&source, &text))?;
        say!(
            "{}",
            words!(
                "written; the draft as it was is {}", kept.display();
                "escrito; el borrador como estaba es {}", kept.display()
            )
        );
    } else if count > 0 {
        say!("{}", words!("nothing was written: give --write", "no se escribió nada: dé --write"));
    }
    let lints = parse_page(&name, &text).and_then(|page| check_page(&page, &context)).err().unwrap_or_default();
    if !lints.is_empty() {
        say!(
            "\n{}\n",
            words!("with these bindings the page is still refused:", "con estos enlaces la página todavía se rechaza:")
        );
    }
    for lint in &lints {
        say!("{}", lint.words(spoken()));
    }
    Ok(ExitCode::SUCCESS)
}

/// How many of the numbers would be bound.
fn tally(bound: usize, all: usize) -> String {
    let left = all - bound;
    words!(
        "{bound} of {} would be bound, {left} {} left alone",
        counted(all, ["number", "numbers"]), if left == 1 { "is" } else { "are" };
        "se {} {bound} de {}; {} sin enlazar",
        if bound == 1 { "enlazaría" } else { "enlazarían" }, counted(all, ["número", "números"]),
        if left == 1 { "queda 1".to_owned() } else { format!("quedan {left}") }
    )
}

/// The folder and the name of the draft, as a workspace names its pages: outside of `pages/` it is an article.
fn name_of(path: &Path) -> String {
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = path.parent().and_then(Path::file_name).is_some_and(|folder| folder == "pages");
    format!("{}/{file}", if folder { "pages" } else { "articles" })
}

fn refuse(lints: &[Lint]) -> Failure {
    let mend = words!("mend the draft, then run this again", "corrija el borrador y repita la orden");
    Failure::several(lints.iter().map(|lint| lint.words(spoken())).collect(), mend)
}

/// Each line with a proposal as it stands and as it would be, with the reasons.
fn print(page: &PageSource, proposals: &[Proposal], material: &Material) {
    for proposal in proposals {
        let line = words!("line {}", proposal.line; "línea {}", proposal.line);
        match &proposal.binding {
            Ok((range, binding)) => {
                let (head, tail) = around(&page.source, range);
                say!("{line}");
                say!("- {head}{}{tail}", &page.source[range.clone()]);
                say!("+ {head}{binding}{tail}");
            }
            Err(reason) => {
                let (words, reason) = (&proposal.words, reason.get(spoken()));
                say!("{line}: {}", words!("“{words}” is left alone: {reason}", "«{words}» queda como está: {reason}"));
            }
        }
        if let Some(figure) = proposal.figure.as_ref().and_then(|id| material.run.figure(id)) {
            let (title, value) = (figure.definition.title.get(spoken()), figure.value_text(spoken()));
            let evidence: Vec<&str> = proposal.evidence.iter().map(|one| one.get(spoken())).collect();
            say!("    {:<8} {}: {title} ({value})", words!("figure", "cifra"), figure.id());
            say!("    {:<8} {}", words!("because", "porque"), evidence.join("; "));
        }
        say!("");
    }
}

/// The words of a line before and behind a number, so many that long paragraphs stay readable.
fn around(source: &str, number: &Range<usize>) -> (String, String) {
    let line = source[..number.start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = source[number.end..].find('\n').map_or(source.len(), |at| number.end + at);
    let mut head = &source[line..number.start];
    if let Some((from, _)) = head.char_indices().rev().nth(SHOWN_BEFORE) {
        head = head[from..].split_once(' ').map_or("", |(_, words)| words);
    }
    let mut tail = &source[number.end..end];
    if let Some((to, _)) = tail.char_indices().nth(SHOWN_BEHIND) {
        tail = tail[..to].rsplit_once(' ').map_or("", |(words, _)| words);
    }
    let is_cut = |shown: &str, whole: usize| if shown.len() < whole { "…" } else { "" };
    let (before, behind) = (is_cut(head, number.start - line), is_cut(tail, end - number.end));
    (format!("{before}{head}"), format!("{tail}{behind}"))
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
    Err(Failure::new(
        Cause::Machine,
        words!("{}: full", folder.display(); "{}: llena", folder.display()),
        words!("take old drafts away", "quite borradores antiguos"),
    ))
}
