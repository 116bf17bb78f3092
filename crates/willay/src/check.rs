//! `willay check`: articles of others held against the record, for a person at a terminal, a desk, and scripts.
//!
//! Only what anyone may see is said: public figures, and decisions that stand in public statements.

use std::{collections::BTreeMap, fs, path::Path, process::ExitCode};

use figure::{
    Figure, Proceedings,
    compare::{Publication, Record},
};
use publish::site::figure_address;
use record::{FigureId, Language, Reader, date::Day};

use crate::{
    arguments,
    build::{self, Material, desk::public_figures, write_whole},
    failure::{Cause, Failure},
    language::{spoken, words},
    output::say,
    progress::Progress,
    settings::Settings,
    workspace::read_settings,
};

mod article;
mod gather;
mod json;
mod page;
mod place;
mod sarif;
mod terminal;
mod words;

use article::{Checked, Outcome};
use words::{Mark, Words};

/// What every output speaks of and in which words.
struct Seen<'a> {
    figures: &'a [Figure],
    settings: &'a Settings,
    name: &'a str,
    language: Language,
    words: &'static Words,
}

/// What became of all inputs.
struct Tally {
    articles: usize,
    with_faults: usize,
    unread: usize,
    skipped: usize,
}

impl Seen<'_> {
    fn figure(&self, id: &FigureId) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.id() == id)
    }

    /// Where a figure's page stands on the published site.
    fn page_of(&self, id: &FigureId) -> String {
        let Settings { base_url, languages, .. } = self.settings;
        let language = if languages.contains(&self.language) { self.language } else { languages[0] };
        figure_address(base_url, language, id)
    }

    fn tally(&self, checked: &[Checked]) -> Tally {
        let count = |wanted: fn(&Outcome) -> bool| checked.iter().filter(|one| wanted(&one.outcome)).count();
        Tally {
            articles: count(|outcome| matches!(outcome, Outcome::Read(_))),
            with_faults: count(has_fault),
            unread: count(|outcome| matches!(outcome, Outcome::Unread(_))),
            skipped: count(|outcome| matches!(outcome, Outcome::Skipped(_))),
        }
    }
}

fn has_fault(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Read(article) if article.count(Mark::Fault) > 0)
}

/// Runs `willay check`.
pub(crate) fn run(options: &arguments::Check) -> Result<ExitCode, Failure> {
    let given = options.date.as_ref().map(|date| date.parse::<Day>()).transpose();
    let given = given.map_err(|error| {
        let date = error.0;
        let message = words!("'{date}' is not a date", "«{date}» no es una fecha");
        Failure::new(
            Cause::Usage,
            message,
            words!("write --date 2017-03-11", "escriba --date 2017-03-11 (año, mes, día)"),
        )
    })?;
    let inputs = gather::inputs(options)?;
    if let Some(target) = options.html.as_deref().filter(|target| is_page(target) && inputs.len() > 1) {
        let (target, files) = (target.display(), inputs.len());
        let message = words!("{target}: one page for {files} files", "{target}: una página para {files} archivos");
        let mend = words!(
            "name a folder: it gets a page for each article, and an index",
            "nombre una carpeta: tendrá una página por artículo y un índice"
        );
        return Err(Failure::new(Cause::Usage, message, mend));
    }
    let language = spoken();
    let progress = Progress::begin()?;
    let settings = read_settings(&options.workspace)?;
    let material = build::compute((&options.workspace, &options.ledger), &progress)?;
    let (figures, proceedings) = (public_figures(&material), public_proceedings(&material, &settings));
    let publications = publications(&material, language);
    let record = Record { figures: &figures, proceedings: &proceedings, publications: &publications };
    let mut checked = Vec::new();
    for (at, input) in inputs.iter().enumerate() {
        if !progress.watch(&words!("reading articles", "leyendo los artículos"), at as f64 / inputs.len() as f64) {
            return Err(Failure::stopped());
        }
        checked.push(article::check(input, given, &record));
    }
    progress.finish();
    let name = settings.name.get(language);
    let seen = Seen { figures: &figures, settings: &settings, name, language, words: words::of(language) };
    report(options, &seen, &checked)?;
    let unread: Vec<String> = checked.iter().filter_map(unread_message).collect();
    if !unread.is_empty() {
        return Err(Failure::several(unread, ""));
    }
    Ok(ExitCode::from(u8::from(checked.iter().any(|one| has_fault(&one.outcome)))))
}

fn unread_message(checked: &Checked) -> Option<String> {
    let Outcome::Unread(unread) = &checked.outcome else { return None };
    let [place, reason] = [&checked.address, &unread.reason].map(|words| terminal::clean(words));
    let mend = &unread.mend;
    Some(words!("{place}: {reason}\n  mend: {mend}", "{place}: {reason}\n  remedio: {mend}"))
}

/// True where the report is to be one page.
fn is_page(target: &Path) -> bool {
    target.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("html"))
}

/// Writes the files that were asked for, then says it on the terminal.
fn report(options: &arguments::Check, seen: &Seen<'_>, checked: &[Checked]) -> Result<(), Failure> {
    if let Some(target) = &options.html {
        write_pages(target, seen, checked)?;
    }
    if let Some(target) = &options.sarif {
        let mut bytes = serde_json::to_vec_pretty(&sarif::log(seen, checked))
            .map_err(|error| Failure::new(Cause::Internal, format!("{}: {error}", target.display()), ""))?;
        bytes.push(b'\n');
        write_whole(target, &bytes)?;
    }
    if options.json {
        checked.iter().for_each(|one| say!("{}", json::object(seen, one)));
    } else {
        terminal::print(seen, checked);
    }
    Ok(())
}

/// One page for one article, or a folder with a page for each and an index.
fn write_pages(target: &Path, seen: &Seen<'_>, checked: &[Checked]) -> Result<(), Failure> {
    if is_page(target) {
        for one in checked {
            if let Outcome::Read(article) = &one.outcome {
                write_whole(target, page::article(seen, one, article, None).as_bytes())?;
            }
        }
        return Ok(());
    }
    let width = checked.len().to_string().len();
    let mut names: BTreeMap<usize, String> = BTreeMap::new();
    let mut pages: BTreeMap<String, String> = BTreeMap::new();
    for (at, one) in checked.iter().enumerate() {
        if let Outcome::Read(article) = &one.outcome {
            let name = format!("{:0width$}-{}.html", at + 1, slug(&one.file));
            pages.insert(name.clone(), page::article(seen, one, article, Some("index.html")));
            names.insert(at, name);
        }
    }
    let stale = earlier_pages(target)?;
    for (name, text) in &pages {
        write_whole(&target.join(name), text.as_bytes())?;
    }
    for name in stale.iter().filter(|name| !pages.contains_key(*name) && *name != "index.html") {
        let path = target.join(name);
        fs::remove_file(&path).map_err(|error| Failure::of_path(&path, &error))?;
    }
    write_whole(&target.join("index.html"), page::index(seen, checked, &names).as_bytes())
}

/// Pages of an earlier check; a folder that holds something else is refused.
fn earlier_pages(folder: &Path) -> Result<Vec<String>, Failure> {
    let files = build::list_files(folder)?;
    let is_ours = |name: &String| {
        fs::read(folder.join(name)).is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains(page::GENERATOR))
    };
    match files.iter().find(|name| !is_ours(name)) {
        Some(other) => Err(Failure::new(
            Cause::Usage,
            words!(
                "{}: holds {other}, which no check wrote", folder.display();
                "{}: contiene {other}, que ninguna comprobación escribió", folder.display()
            ),
            words!(
                "name an empty folder, or one that an earlier check wrote",
                "nombre una carpeta vacía, o una que escribió una comprobación anterior"
            ),
        )),
        None => Ok(files),
    }
}

/// A file's name as part of a page's name.
fn slug(file: &str) -> String {
    let name = Path::new(file).file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
    let kept: String = name.chars().map(|char| if char.is_ascii_alphanumeric() { char } else { '-' }).collect();
    kept.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-").chars().take(60).collect()
}

/// Decisions that public statements speak of.
fn public_proceedings(material: &Material, settings: &Settings) -> Proceedings {
    let statements = material.run.statements.iter().map(|(_, statement)| statement);
    Proceedings::of(statements.filter(|statement| settings.access.may_see(Reader::PUBLIC, *statement)))
}

/// What the public documents of the archive say of their own publication.
fn publications(material: &Material, language: Language) -> Vec<Publication> {
    let public =
        material.documents.values().map(|archived| &archived.document).filter(|document| material.is_public(document));
    let dated = public.filter_map(|document| {
        let description = &document.description;
        let published = description.published.clone()?;
        let title = description.title.get(language).to_owned();
        Some(Publication { producer: description.producer.clone(), title, published })
    });
    dated.collect()
}
