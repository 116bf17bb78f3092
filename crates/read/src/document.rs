//! The text of a document, with its title, its date and where its pages begin.
//!
//! Passages are held against this text, so the same bytes must always give the same text: no clock, no locale.

use std::io::Cursor;

use calamine::Reader;
use record::{DocumentId, Edtf, Language, MediaType, Passage, Selector};

mod docx;
mod encoding;
pub(crate) mod html;
mod markdown;
mod table;

pub use encoding::{Decoded, Repaired, decode_page, repair};

/// Larger documents are refused: they would not fit an old laptop's memory once parsed.
pub const MAX_BYTES: usize = 64 << 20;

/// What a document says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocumentText {
    /// The text; paragraphs are parted by blank lines.
    pub text: String,
    /// The title that the document gives itself.
    pub title: Option<String>,
    /// The date that the document gives itself.
    pub date: Option<Edtf>,
    /// Character offset at which each page begins; empty where there are no pages.
    pub pages: Vec<usize>,
}

/// Why a document cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Too large.
    #[error("the file has {found} MiB; at most {} MiB are read", MAX_BYTES >> 20)]
    TooLarge {
        /// Its size in MiB.
        found: usize,
    },
    /// Not UTF-8 where text was expected.
    #[error("not UTF-8 in line {line} (byte 0x{byte:02x}): save the file as UTF-8")]
    NotUtf8 {
        /// Line, counted from 1.
        line: usize,
        /// The first byte that does not fit.
        byte: u8,
    },
    /// Binary data where text was expected.
    #[error("line {line} holds a NUL character: this is no text file")]
    Binary {
        /// Line, counted from 1.
        line: usize,
    },
    /// A PDF that its reader does not understand.
    #[error("the PDF cannot be read: {0}")]
    Pdf(String),
    /// A text of a word processor that is not what it should be.
    #[error("the DOCX cannot be read: {0}")]
    Docx(String),
    /// A PDF without text.
    #[error("the PDF holds no text: it may be a scan; archive a version with recognised text beside it")]
    NoText,
    /// A spreadsheet that its reader does not understand.
    #[error("the spreadsheet cannot be read: {0}")]
    Spreadsheet(String),
}

impl ReadError {
    /// In words of a language. What the reader of a format says of its own accord stays as it is.
    pub fn words(&self, language: Language) -> String {
        match (language, self) {
            (Language::En, _) => self.to_string(),
            (Language::Es, Self::Empty) => "el archivo está vacío".to_owned(),
            (Language::Es, Self::TooLarge { found }) => {
                format!("el archivo tiene {found} MiB; se leen {} MiB como máximo", MAX_BYTES >> 20)
            }
            (Language::Es, Self::NotUtf8 { line, byte }) => {
                format!("la línea {line} no está en UTF-8 (byte 0x{byte:02x}): guarde el archivo en UTF-8")
            }
            (Language::Es, Self::Binary { line }) => {
                format!("la línea {line} contiene un carácter NUL: no es un archivo de texto")
            }
            (Language::Es, Self::Pdf(why)) => format!("el PDF no se puede leer: {why}"),
            (Language::Es, Self::Docx(why)) => format!("el DOCX no se puede leer: {why}"),
            (Language::Es, Self::NoText) => {
                "el PDF no contiene texto: quizá es un escaneo; archive a su lado una versión con texto reconocido"
                    .to_owned()
            }
            (Language::Es, Self::Spreadsheet(why)) => format!("la hoja de cálculo no se puede leer: {why}"),
        }
    }
}

/// The words of Markdown, without its signs.
pub fn markdown_text(source: &str) -> String {
    markdown::read(source).text
}

/// Reads a document's text.
///
/// # Errors
/// Where the bytes are empty, too large, or not what their media type says.
pub fn read_document(bytes: &[u8], media: MediaType) -> Result<DocumentText, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooLarge { found: bytes.len() >> 20 });
    }
    match media {
        MediaType::Html => Ok(html::read(bytes)),
        MediaType::Text => decode(bytes).map(plain),
        MediaType::Csv => Ok(DocumentText { text: decode(bytes)?, ..DocumentText::default() }),
        MediaType::Markdown => Ok(markdown::read(&decode(bytes)?)),
        MediaType::Pdf => read_pdf(bytes),
        MediaType::Docx => docx::read(bytes, docx::Tables::AsRows),
        MediaType::Xlsx => read_xlsx(bytes),
    }
}

/// Reads the text of somebody's article for its numbers: as [`read_document`], but each number of a table of a web page or
/// of a DOCX stands behind its caption, its row and its column.
///
/// # Errors
/// As [`read_document`].
pub fn read_article(bytes: &[u8], media: MediaType) -> Result<DocumentText, ReadError> {
    if media == MediaType::Docx && !bytes.is_empty() && bytes.len() <= MAX_BYTES {
        return docx::read(bytes, docx::Tables::AsSentences);
    }
    let read = read_document(bytes, media)?;
    Ok(if media == MediaType::Html { html::read_article(bytes) } else { read })
}

impl DocumentText {
    /// The place of a quotation in this document, with its page.
    pub fn passage(&self, document: DocumentId, exact: &str) -> Option<Passage> {
        let mut selector = Selector::quote(&self.text, exact)?;
        selector.page = self.page_of(selector.start);
        Some(Passage { document, selector })
    }

    /// The page, counted from 1, that holds a character.
    pub fn page_of(&self, char: usize) -> Option<u32> {
        let before = self.pages.iter().take_while(|start| **start <= char).count();
        u32::try_from(before).ok().filter(|page| *page > 0)
    }
}

/// Text from UTF-8 bytes, without byte-order mark, with line ends as `\n`.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, ReadError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let line_of = |at: usize| 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count();
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(ReadError::Binary { line: line_of(at) });
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.replace("\r\n", "\n").replace('\r', "\n")),
        Err(error) => {
            let at = error.valid_up_to();
            Err(ReadError::NotUtf8 { line: line_of(at), byte: bytes[at] })
        }
    }
}

/// Plain text: the first line is the title where a blank line follows; a date on a line of its own is the date.
fn plain(text: String) -> DocumentText {
    let mut lines = text.lines();
    let title = lines.next().map(str::trim).filter(|line| !line.is_empty() && line.len() <= 200);
    let is_title = lines.next().is_none_or(|line| line.trim().is_empty());
    let date = text.lines().take(12).find_map(|line| crate::prose::date_line(line.trim()));
    DocumentText { title: title.filter(|_| is_title).map(str::to_owned), date, text, pages: Vec::new() }
}

fn read_pdf(bytes: &[u8]) -> Result<DocumentText, ReadError> {
    if !bytes.starts_with(b"%PDF") {
        return Err(ReadError::Pdf("it does not begin with %PDF".to_owned()));
    }
    // The library panics on some malformed files; a panic in there must not end the build.
    let parsed = std::panic::catch_unwind(|| pdf_extract::extract_text_from_mem_by_pages(bytes))
        .map_err(|_| ReadError::Pdf("its structure is broken".to_owned()))?
        .map_err(|error| ReadError::Pdf(error.to_string()))?;
    let mut text = String::new();
    let mut pages = Vec::new();
    for page in &parsed {
        pages.push(text.chars().count());
        text.push_str(page.trim());
        text.push_str("\n\n");
    }
    if text.trim().is_empty() {
        Err(ReadError::NoText)
    } else {
        Ok(DocumentText { text, pages, ..DocumentText::default() })
    }
}

fn read_xlsx(bytes: &[u8]) -> Result<DocumentText, ReadError> {
    let rows = spreadsheet_rows(bytes)?;
    let text = rows.iter().map(|row| row.join("\t") + "\n").collect();
    Ok(DocumentText { text, ..DocumentText::default() })
}

/// The cells of a workbook's first sheet.
pub(crate) fn spreadsheet_rows(bytes: &[u8]) -> Result<Vec<Vec<String>>, ReadError> {
    let refuse = |error: calamine::XlsxError| ReadError::Spreadsheet(error.to_string());
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(refuse)?;
    let name = book.sheet_names().first().cloned();
    let name = name.ok_or_else(|| ReadError::Spreadsheet("it has no sheet".to_owned()))?;
    let range = book.worksheet_range(&name).map_err(refuse)?;
    Ok(range.rows().map(|row| row.iter().map(cell_text).collect()).collect())
}

/// A cell as a person reads it: whole numbers without decimals, dates as ISO 8601.
pub(crate) fn cell_text(cell: &calamine::Data) -> String {
    match cell {
        calamine::Data::DateTime(date) if !date.is_duration() => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        calamine::Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        calamine::Data::Empty
        | calamine::Data::Int(_)
        | calamine::Data::Float(_)
        | calamine::Data::String(_)
        | calamine::Data::Bool(_)
        | calamine::Data::DateTime(_)
        | calamine::Data::DateTimeIso(_)
        | calamine::Data::DurationIso(_)
        | calamine::Data::Error(_) => cell.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], media: MediaType) -> DocumentText {
        read_document(bytes, media).unwrap()
    }

    #[test]
    fn plain_text_gives_title_and_date() {
        let found =
            read(b"\xef\xbb\xbfOil in the river\r\n\r\n15 December 2016\r\n\r\nThirteen spills.\r\n", MediaType::Text);
        assert_eq!(found.title.as_deref(), Some("Oil in the river"));
        assert_eq!(found.date.unwrap().as_str(), "2016-12-15");
        assert!(found.text.contains("\n\nThirteen"), "line ends are one character");
    }

    #[test]
    fn says_where_a_file_is_not_utf_8() {
        let found = read_document(b"one\ntwo\nMar\xeda\n", MediaType::Text);
        assert_eq!(found, Err(ReadError::NotUtf8 { line: 3, byte: 0xed }));
        assert_eq!(read_document(b"", MediaType::Text), Err(ReadError::Empty));
        assert_eq!(read_document(b"a\0b", MediaType::Csv), Err(ReadError::Binary { line: 1 }));
    }

    #[test]
    fn a_file_that_is_no_pdf_or_spreadsheet_is_refused() {
        assert!(matches!(read_document(b"hello", MediaType::Pdf), Err(ReadError::Pdf(_))));
        assert!(matches!(read_document(b"%PDF-1.7 and nothing more", MediaType::Pdf), Err(ReadError::Pdf(_))));
        assert!(matches!(read_document(b"hello", MediaType::Xlsx), Err(ReadError::Spreadsheet(_))));
    }

    /// A PDF of one page, written by hand, with a text operator.
    #[test]
    fn reads_the_text_of_a_pdf_with_its_pages() {
        let mut pdf = b"%PDF-1.4\n".to_vec();
        let stream = "BT /F1 12 Tf 72 700 Td (Ten were convicted) Tj ET";
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R \
             /Resources << /Font << /F1 5 0 R >> >> >>"
                .to_owned(),
            format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        ];
        let mut places = Vec::new();
        for (number, object) in objects.iter().enumerate() {
            places.push(pdf.len());
            pdf.extend(format!("{} 0 obj\n{object}\nendobj\n", number + 1).into_bytes());
        }
        let table = pdf.len();
        pdf.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
        places.iter().for_each(|place| pdf.extend(format!("{place:010} 00000 n \n").into_bytes()));
        let root = format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF", objects.len() + 1);
        pdf.extend(root.into_bytes());
        let found = read(&pdf, MediaType::Pdf);
        assert!(found.text.contains("Ten were convicted"), "{:?}", found.text);
        let passage = found.passage(DocumentId::from_digest([0; 32]), "were convicted").unwrap();
        assert_eq!(passage.selector.page, Some(1));
    }
}
