//! Files made here, read as their reader would see them.

use std::io::{Cursor, Write};

use super::*;

const W: &str = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' \
                 xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'";
const TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn package(parts: &[(&str, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A file with this body, the styles of a Spanish Word, and two notes.
fn docx(body: &str) -> Vec<u8> {
    let related =
        |kind: &str, target: &str| format!("<Relationship Id='{kind}' Type='{TYPES}/{kind}' Target='{target}'/>");
    let all = |inner: String| format!("<?xml version='1.0'?><Relationships>{inner}</Relationships>");
    package(&[
        ("_rels/.rels", all(related("officeDocument", "word/document2.xml"))),
        (
            "word/_rels/document2.xml.rels",
            all(related("styles", "styles.xml") + &related("footnotes", "/word/footnotes.xml")),
        ),
        ("word/document2.xml", format!("<w:document {W}><w:body>{body}</w:body></w:document>")),
        (
            "word/styles.xml",
            format!(
                "<w:styles {W}><w:style w:styleId='Ttulo1'><w:name w:val='heading 1'/></w:style>\
                 <w:style w:styleId='Descripcin'><w:name w:val='caption'/></w:style></w:styles>"
            ),
        ),
        (
            "word/footnotes.xml",
            format!(
                "<w:footnotes {W}><w:footnote w:id='1'><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>The register of 18.</w:t></w:r></w:p></w:footnote>\
                 <w:footnote w:id='2'><w:p><w:r><w:t>Cited nowhere.</w:t></w:r></w:p></w:footnote></w:footnotes>"
            ),
        ),
    ])
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>")
}

fn told(body: &str) -> String {
    read(&docx(body), Tables::AsSentences).unwrap().text
}

#[test]
fn reads_headings_lists_and_footnotes() {
    let body = format!(
        "<w:p><w:pPr><w:pStyle w:val='Ttulo1'/></w:pPr><w:r><w:t>A year of conflicts</w:t></w:r></w:p>{}\
         <w:p><w:r><w:t>Forty-three</w:t></w:r><w:r><w:footnoteReference w:id='1'/></w:r><w:r><w:t> cases &amp; 8 killings.</w:t></w:r></w:p>\
         <w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr><w:r><w:t>one</w:t></w:r></w:p>\
         <w:p><w:r><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r></w:p>",
        p("11 March 2017")
    );
    let found = read(&docx(&body), Tables::AsRows).unwrap();
    assert_eq!(
        found.text,
        "A year of conflicts\n\n11 March 2017\n\nForty-three cases & 8 killings.\n\none\n\ntwo\tthree\n\nThe register of 18.\n\n"
    );
    assert_eq!(found.title.as_deref(), Some("A year of conflicts"));
    assert_eq!(found.date.unwrap().as_str(), "2017-03-11");
}

#[test]
fn deletions_are_no_text_and_insertions_are() {
    let body = "<w:p><w:del><w:r><w:delText>108</w:delText></w:r></w:del><w:ins><w:r><w:t>110</w:t></w:r></w:ins><w:r><w:t> women</w:t></w:r>\
        <w:moveFrom><w:r><w:t> gone</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t> come</w:t></w:r></w:moveTo></w:p>\
        <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>This paragraph </w:t></w:r></w:p><w:p><w:r><w:t>goes on.</w:t></w:r></w:p>\
        <w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden 77</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>shown</w:t></w:r></w:p>\
        <w:p><w:r><w:instrText>PAGE 9</w:instrText></w:r><w:r><w:t>end</w:t></w:r></w:p>";
    assert_eq!(told(body), "110 women come\n\nThis paragraph goes on.\n\nshown\n\nend\n\n");
}

#[test]
fn a_frame_is_read_once() {
    let frame = format!(
        "<w:p><w:r><w:t>Before</w:t><mc:AlternateContent><mc:Choice><w:txbxContent>{0}</w:txbxContent></mc:Choice>\
         <mc:Fallback><w:txbxContent>{0}</w:txbxContent></mc:Fallback></mc:AlternateContent><w:t> and after</w:t></w:r></w:p>",
        p("A box")
    );
    assert_eq!(told(&frame), "Before and after\n\nA box\n\n");
}

#[test]
fn each_number_of_a_table_stands_behind_its_headers() {
    let cell = |text: &str, properties: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text));
    let row =
        |cells: &[String], properties: &str| format!("<w:tr><w:trPr>{properties}</w:trPr>{}</w:tr>", cells.concat());
    let table = format!(
        "<w:p><w:pPr><w:pStyle w:val='Descripcin'/></w:pPr><w:r><w:t>Femicides</w:t></w:r></w:p><w:tbl>{}{}{}{}</w:tbl>",
        row(&[cell("Region", ""), cell("2017", ""), cell("2018", "")], "<w:tblHeader/>"),
        row(&[cell("Lima", "<w:vMerge w:val='restart'/>"), cell("31", ""), cell("40", "")], ""),
        row(&[cell("", "<w:vMerge/>"), cell("5", "<w:gridSpan w:val='2'/>")], ""),
        row(&[cell("Cusco", ""), cell("99", ""), cell("98", "")], "<w:del/>"),
    );
    let text = told(&table);
    for sentence in ["Femicides, Lima, 2017: 31\n", "Femicides, Lima, 2018: 40\n", "Femicides, Lima, 2018: 5\n"] {
        assert!(text.contains(sentence), "{text}");
    }
    assert!(!text.contains("Cusco") && !text.contains("99"), "{text}");
    let rows = read(&docx(&table), Tables::AsRows).unwrap().text;
    assert!(rows.contains("Lima\t31\t40\n\t5\n"), "{rows}");
}

#[test]
fn what_is_no_docx_is_refused_with_its_reason() {
    let refused = |bytes: &[u8]| read(bytes, Tables::AsRows).unwrap_err().to_string();
    assert!(refused(b"hello").contains("no package of parts"));
    assert!(refused(b"\xd0\xcf\x11\xe0\xa1\xb1").contains("without a password"));
    assert!(refused(&package(&[("a.txt", "x".to_owned())])).contains("no part of it is its text"));
    assert!(refused(&docx("<w:p><w:r><w:pict/></w:r></w:p>")).contains("no text"));
    assert!(refused(&docx("<w:altChunk/>")).contains("another format"));
    assert!(refused(&docx("<w:p>&lol;</w:p>")).contains("entity"));
    assert!(refused(&docx("</w:body>")).starts_with("the DOCX cannot be read: the text:"));
    let (deep, end) = ("<w:sdt>".repeat(300), "</w:sdt>".repeat(300));
    assert!(refused(&docx(&format!("{deep}{end}"))).contains("nested deeper"));
}

#[test]
fn a_part_that_unpacks_to_too_much_is_refused() {
    let bomb = docx(&p(&"0".repeat(MAX_BYTES + 1)));
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    let refused = read(&bomb, Tables::AsRows).unwrap_err().to_string();
    assert!(refused.contains("unpacks to more than 64 MiB"), "{refused}");
}
