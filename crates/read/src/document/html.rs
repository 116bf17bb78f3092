//! The main text of a web page, with its title and date, without its menus.

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use record::Edtf;

use super::DocumentText;

mod tables;

/// Shorter main texts are mistrusted, and the whole page is read.
const MIN_MAIN_TEXT_CHARS: usize = 200;

/// What never belongs to the text; the labels of a drawing stand beside each other without a space.
const NOT_TEXT: &str = "script, style, noscript, template, svg, iframe";

/// What does not belong to the text where the main part cannot be told.
const NOT_MAIN: &str = "nav, form, head";

/// Where pages say when they were published, best first.
const DATE_PLACES: &[(&str, &str)] = &[
    ("meta[property='article:published_time']", "content"),
    ("meta[name='date']", "content"),
    ("meta[name='dcterms.date']", "content"),
    ("meta[itemprop='datePublished']", "content"),
    ("time[datetime]", "datetime"),
];

/// The text as it stands, for passages.
pub(super) fn read(bytes: &[u8]) -> DocumentText {
    read_page(&Document::from(decode(bytes).as_str()))
}

/// The text as it is read: each number of a table with its headers.
pub(super) fn read_article(bytes: &[u8]) -> DocumentText {
    let page = Document::from(decode(bytes).as_str());
    tables::as_sentences(&page);
    read_page(&page)
}

fn read_page(page: &Document) -> DocumentText {
    let date = DATE_PLACES.iter().find_map(|(place, attribute)| {
        let found = page.select(place).attr(attribute)?;
        found.get(..10).unwrap_or(&found).parse::<Edtf>().ok()
    });
    let heading = page.select("h1").first().text().trim().to_owned();
    let title = if heading.is_empty() { page.select("title").first().text().trim().to_owned() } else { heading };
    page.select(NOT_TEXT).remove();
    let text = main_text(&page.html()).unwrap_or_else(|| {
        page.select(NOT_MAIN).remove();
        page.formatted_text().to_string()
    });
    let date = date.or_else(|| text.lines().take(12).find_map(|line| crate::prose::date_line(line.trim())));
    DocumentText { title: Some(title).filter(|title| !title.is_empty()), date, text, pages: Vec::new() }
}

fn main_text(html: &str) -> Option<String> {
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let article = Readability::new(html, None, Some(config)).ok()?.parse().ok()?;
    let text = article.text_content.to_string();
    (text.chars().count() >= MIN_MAIN_TEXT_CHARS).then_some(text)
}

/// The page as text: by its byte-order mark, else as UTF-8 where it is that, else by the encoding that it declares,
/// else as windows-1252, which reads every byte.
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_lowercase();
    let declared = head.split_once("charset=").map(|(_, rest)| rest.trim_start_matches(['"', '\'']));
    let label = declared.map(|rest| rest.split(['"', '\'', ';', '>', ' ', '/']).next().unwrap_or_default());
    let encoding = label.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    encoding.unwrap_or(encoding_rs::WINDOWS_1252).decode(bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_title_date_and_text_and_leaves_menus_out() {
        let found = read(
            b"<html><head><title>Site</title><meta property='article:published_time' content='2016-12-15T09:00:00Z'>
              <script>var x = 69;</script></head><body><nav><a href='/'>Home 99</a></nav>
              <h1>An agreement</h1><p>The parties signed on the river.</p><p>Four promises were made.</p></body></html>",
        );
        assert_eq!(found.title.as_deref(), Some("An agreement"));
        assert_eq!(found.date.unwrap().as_str(), "2016-12-15");
        assert!(found.text.contains("Four promises were made."));
        assert!(!found.text.contains("99") && !found.text.contains("var x"), "{}", found.text);
    }

    #[test]
    fn reads_declared_latin_1_and_undeclared_bytes() {
        let declared = read(b"<meta charset='iso-8859-1'><body><p>Defensor\xeda</p></body>");
        assert!(declared.text.contains("Defensoría"));
        assert!(read(b"<p>a\xf1o</p>").text.contains("año"));
    }

    #[test]
    fn labels_of_a_drawing_are_not_read_as_one_number() {
        let text = "Words enough for a main text, so that the reader trusts it and nothing else is read. ".repeat(4);
        let html =
            format!("<article><p>{text}</p><svg><text>2017</text><text>66.9%</text></svg><p>{text}</p></article>");
        assert!(!read(html.as_bytes()).text.contains("2017"));
    }

    #[test]
    fn each_number_of_a_table_stands_behind_its_headers() {
        let found = read_article(
            b"<h1>Women</h1><p>Words before the table.</p><table><caption>Femicides</caption>
              <tr><th>Region<th>2017<th>2018</tr><tr><th>Lima</th><td>31</td><td>1,040</td></tr>
              <tr><td>A &amp; B</td><td>none</td><td>7</td></tr></table>",
        );
        for sentence in ["Femicides, Lima, 2017: 31", "Femicides, Lima, 2018: 1,040", "Femicides, A & B, 2018: 7"] {
            assert!(found.text.contains(sentence), "{}", found.text);
        }
        assert!(found.text.contains("Words before the table.") && !found.text.contains("none"), "{}", found.text);
        let layout =
            read_article(b"<table><tr><td><table><tr><td>5 people</td></tr></table><td>Words</td></tr></table>");
        assert!(layout.text.contains("5 people") && layout.text.contains("Words"), "{}", layout.text);
    }

    #[test]
    fn survives_broken_markup() {
        assert!(read(b"<p>one <b>two <i>three</p> <table><tr><td>four").text.contains("three"));
    }
}
