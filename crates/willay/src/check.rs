//! `willay check`: somebody's article held against the record.

use std::process::ExitCode;

use figure::compare::{Article, Finding, Publication, Record, Severity, compare};
use record::{Edtf, Language, MediaType, date::Day};

use crate::{
    arguments,
    build::Material,
    failure::{Cause, Failure},
    material,
    output::say,
};

/// Runs `willay check`.
pub(crate) fn run(options: &arguments::Check) -> Result<ExitCode, Failure> {
    let path = &options.file;
    let name = path.display().to_string();
    let media = MediaType::from_file_name(&name).filter(|media| !matches!(media, MediaType::Csv | MediaType::Xlsx));
    let media = media.ok_or_else(|| {
        Failure::new(
            Cause::Usage,
            format!("{name}: no kind of article that can be read"),
            "save it as .html, .docx, .md, .txt or .pdf",
        )
    })?;
    let bytes = std::fs::read(path).map_err(|error| Failure::of_path(path, &error))?;
    let text = read::read_article(&bytes, media).map_err(|error| {
        Failure::new(Cause::Material, format!("{name}: {error}"), "mend the file, or save the article's text as .txt")
    })?;
    let date = match &options.date {
        Some(date) => Some(
            date.parse::<Day>()
                .map_err(|error| Failure::new(Cause::Usage, error.to_string(), "write --date 2017-03-11"))?,
        ),
        None => text.date.as_ref().and_then(|date: &Edtf| date.bounds().1),
    };
    let material = material::of(&options.workspace, &options.ledger)?;
    let publications = publications(&material);
    let run = material.run;
    let prose = read::prose::read_prose(&text.text, None);
    let article = Article { text: &text.text, prose: &prose, date };
    let record = Record { figures: &run.figures, proceedings: &run.proceedings, publications: &publications };
    let findings = compare(&article, &record);
    print(options, &findings, (&run, date))?;
    let has_fault = findings.iter().any(|finding| finding.severity() == Severity::Fault);
    Ok(if has_fault { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// What the public documents of the archive say of their own publication.
fn publications(material: &Material) -> Vec<Publication> {
    let public =
        material.documents.values().map(|archived| &archived.document).filter(|document| material.is_public(document));
    let dated = public.filter_map(|document| {
        let description = &document.description;
        let published = description.published.clone()?;
        let title = description.title.get(Language::En).to_owned();
        Some(Publication { producer: description.producer.clone(), title, published })
    });
    dated.collect()
}

fn print(
    options: &arguments::Check,
    findings: &[Finding],
    (run, date): (&figure::Run, Option<Day>),
) -> Result<(), Failure> {
    if options.json {
        let json = serde_json::json!({ "file": options.file.display().to_string(), "date": date.map(|date| date.to_string()), "findings": findings });
        say!("{json}");
        return Ok(());
    }
    let dated = date
        .map_or("no date found, so verdicts are held against all decisions; give --date".to_owned(), |date| {
            format!("dated {date}")
        });
    say!("{}, {dated}\n", options.file.display());
    for finding in findings {
        let mark = match finding.severity() {
            Severity::Fault => "✗",
            Severity::Note => "!",
            Severity::Fine if finding.figure.is_some() => "✓",
            Severity::Fine => "?",
        };
        let noun = if finding.noun.is_empty() { String::new() } else { format!(" {}", finding.noun) };
        say!("{mark} “{}”{noun}", finding.quoted);
        match finding.figure.as_ref().and_then(|id| run.figure(id)) {
            Some(figure) => {
                say!(
                    "    figure   {}: {} ({})",
                    figure.id(),
                    figure.definition.title.get(Language::En),
                    figure.value_text(Language::En)
                );
                say!(
                    "    because  {} (chance of the link {:.2})",
                    finding.evidence.join("; "),
                    finding.chance.unwrap_or(0.0)
                );
            }
            None if finding.reasons.is_empty() => match &finding.not_in_record {
                Some(why) => say!("    not in the record; nearest is {}: {}", why.nearest, why.lacks),
                None => say!("    not in the record"),
            },
            None => {}
        }
        for reason in &finding.reasons {
            say!("    {}", reason.sentence());
        }
    }
    let count = |severity: Severity| findings.iter().filter(|finding| finding.severity() == severity).count();
    let linked = findings.iter().filter(|finding| finding.figure.is_some()).count();
    say!(
        "\n{} numbers and pointers, {linked} linked to figures: {} do not stand (✗), {} with a note (!)",
        findings.len(),
        count(Severity::Fault),
        count(Severity::Note)
    );
    Ok(())
}
