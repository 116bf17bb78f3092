//! One article, read and held against the record.

use std::{fs, io, ops::Range, path::Path};

use figure::compare::{Article as Read, Finding, compare};
use read::DocumentText;
use record::{Edtf, MediaType, date::Day};

use super::{
    gather::{Input, Known, Skip, media_of},
    words::Mark,
};
use crate::{
    failure::Failure,
    language::{spoken, words},
};

/// A larger file was not written by a newsroom.
const MAX_FILE_BYTES: u64 = read::document::MAX_BYTES as u64;

/// What became of one input.
pub(super) struct Checked {
    /// How it is called for those who asked, and for programs.
    pub(super) address: String,
    /// How it is called in a report that others read.
    pub(super) label: String,
    /// Where its bytes are.
    pub(super) file: String,
    pub(super) outcome: Outcome,
}

pub(super) enum Outcome {
    Read(Article),
    Unread(Unread),
    Skipped(Skip),
}

/// Why a file could not be read, and what mends it.
#[derive(Debug, Clone)]
pub(super) struct Unread {
    pub(super) reason: String,
    pub(super) mend: String,
}

/// An article with its findings.
pub(super) struct Article {
    pub(super) media: MediaType,
    pub(super) text: DocumentText,
    /// The file as text, where people edit it as text.
    pub(super) source: Option<String>,
    pub(super) date: Option<Day>,
    pub(super) sentences: Vec<Range<usize>>,
    pub(super) findings: Vec<Finding>,
}

impl Unread {
    /// A file or folder that the machine does not give.
    pub(super) fn of_machine(path: &Path, error: &io::Error) -> Self {
        let (reasons, mend) = Failure::of_input(path, error).into_parts();
        let reason = reasons.join("; ");
        Self { reason: reason.strip_prefix(&format!("{}: ", path.display())).unwrap_or(&reason).to_owned(), mend }
    }
}

impl Article {
    pub(super) fn count(&self, mark: Mark) -> usize {
        self.findings.iter().filter(|finding| Mark::of(finding) == mark).count()
    }

    pub(super) fn linked(&self) -> usize {
        self.findings.iter().filter(|finding| finding.figure.is_some()).count()
    }
}

/// Reads and checks an input.
pub(super) fn check(input: &Input, given: Option<Day>, record: &figure::compare::Record<'_>) -> Checked {
    let outcome = match &input.known {
        Some(Known::Skipped(reason)) => Outcome::Skipped(*reason),
        Some(Known::Unread(unread)) => Outcome::Unread(unread.clone()),
        None => match read_article(&input.path) {
            Ok((media, text, source)) => Outcome::Read(held(media, (text, source), given, record)),
            Err(unread) => Outcome::Unread(unread),
        },
    };
    let (address, label) = (input.address.clone(), input.label.clone());
    Checked { address, label, file: input.path.display().to_string(), outcome }
}

fn held(
    media: MediaType,
    (text, source): (DocumentText, Option<String>),
    given: Option<Day>,
    record: &figure::compare::Record<'_>,
) -> Article {
    let date = given.or_else(|| text.date.as_ref().and_then(|date: &Edtf| date.bounds().1));
    let prose = read::prose::read_prose(&text.text, None);
    let findings = compare(&Read { text: &text.text, prose: &prose, date }, record);
    Article { media, text, source, date, sentences: prose.sentences, findings }
}

type Contents = (MediaType, DocumentText, Option<String>);

fn read_article(path: &Path) -> Result<Contents, Unread> {
    let of_machine = |error: &io::Error| Unread::of_machine(path, error);
    let size = fs::metadata(path).map_err(|error| of_machine(&error))?.len();
    let media = media_of(path).ok_or_else(|| Unread {
        reason: words!("no kind of article that can be read", "no es una clase de artículo que se pueda leer"),
        mend: words!("save it as .html, .docx, .md, .txt or .pdf", "guárdelo como .html, .docx, .md, .txt o .pdf"),
    })?;
    if size > MAX_FILE_BYTES {
        return Err(Unread {
            reason: words!(
                "{} MiB; at most {} MiB are read", size >> 20, MAX_FILE_BYTES >> 20;
                "{} MiB; se leen {} MiB como máximo", size >> 20, MAX_FILE_BYTES >> 20
            ),
            mend: words!("save the article's text as .txt", "guarde el texto del artículo como .txt"),
        });
    }
    let bytes = fs::read(path).map_err(|error| of_machine(&error))?;
    let text = read::read_article(&bytes, media).map_err(|error| Unread {
        reason: error.words(spoken()),
        mend: words!(
            "mend the file, or save the article's text as .txt",
            "corrija el archivo, o guarde el texto del artículo como .txt"
        ),
    })?;
    let is_text = matches!(media, MediaType::Html | MediaType::Markdown | MediaType::Text);
    let source = is_text.then(|| read::document::decode_page(&bytes).text);
    Ok((media, text, source))
}
