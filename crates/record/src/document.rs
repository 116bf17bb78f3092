//! An archived source: bytes under their SHA-256, with where and when they were had.

use serde::{Deserialize, Serialize};

use crate::{Access, Bilingual, DocumentId, Edtf, Language};

/// What kind of bytes a document holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaType {
    /// HTML page.
    Html,
    /// Plain text.
    Text,
    /// Markdown text.
    Markdown,
    /// PDF.
    Pdf,
    /// Text of a word processor (Office Open XML).
    Docx,
    /// Comma-separated list.
    Csv,
    /// Spreadsheet.
    Xlsx,
}

impl MediaType {
    /// The media type that a file name's ending stands for.
    pub fn from_file_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "html" | "htm" => Some(Self::Html),
            "txt" => Some(Self::Text),
            "md" => Some(Self::Markdown),
            "pdf" => Some(Self::Pdf),
            "docx" => Some(Self::Docx),
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }
}

/// Whether the bytes are the source's own or somebody's notes on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Nature {
    /// The source as it was published.
    #[default]
    Original,
    /// Notes in the archivist's own words on a source that is cited but not reproduced.
    Note,
    /// Made by a program for demonstration; describes nobody.
    Synthetic,
}

/// What the archivist writes down about a document: the sidecar beside the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// Title in its own language or in both.
    pub title: Bilingual,
    /// Who published it.
    pub producer: String,
    /// Language of the text.
    #[serde(default)]
    pub language: Language,
    /// When it was published.
    pub published: Option<Edtf>,
    /// When it was had.
    pub accessed: Option<Edtf>,
    /// Where it was had.
    pub url: Option<String>,
    /// Full reference, for paper.
    pub citation: Option<String>,
    /// On what terms it may be copied.
    pub licence: Option<String>,
    /// Original, note or synthetic.
    #[serde(default)]
    pub nature: Nature,
    /// How far it may travel.
    #[serde(default)]
    pub access: Access,
}

/// An archived source. Its bytes hash to `id`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// SHA-256 of the bytes.
    pub id: DocumentId,
    /// Path within the workspace when it was archived, such as `documents/amnesty-2017.md`.
    pub name: String,
    /// Kind of bytes.
    pub media_type: MediaType,
    /// What the archivist wrote down about it.
    pub description: Description,
}
