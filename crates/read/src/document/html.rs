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

/// Where old pages also print their date.
const DATELINES: &str = ".date, .fecha, .dateline, .published, .publicado, .submitted";

/// The text as it stands, for passages.
pub(super) fn read(bytes: &[u8]) -> DocumentText {
    read_page(WebPage::parse(&super::encoding::decode_page(bytes).text))
}

/// The text as it is read: each number of a table with its headers.
pub(super) fn read_article(bytes: &[u8]) -> DocumentText {
    let page = Document::from(super::encoding::decode_page(bytes).text.as_str());
    tables::as_sentences(&page);
    read_page(WebPage::of(page))
}

fn read_page(page: WebPage) -> DocumentText {
    let date = page.stated.iter().find_map(|(_, found)| found.get(..10).unwrap_or(found).parse::<Edtf>().ok());
    let title = page.titles.first().cloned();
    let text = page.into_text();
    let date = date.or_else(|| text.lines().take(12).find_map(|line| crate::prose::date_line(line.trim())));
    DocumentText { title, date, text, pages: Vec::new() }
}

/// A web page and what it says of itself.
pub(crate) struct WebPage {
    page: Document,
    /// Its headings of the first rank, its title in the head, its first heading of the second rank.
    pub(crate) titles: Vec<String>,
    /// Where its mark-up states a date, and the words there, best first.
    pub(crate) stated: Vec<(&'static str, String)>,
}

impl WebPage {
    /// Parses a page.
    pub(crate) fn parse(html: &str) -> Self {
        Self::of(Document::from(html))
    }

    fn of(page: Document) -> Self {
        let stated = DATE_PLACES.iter().filter_map(|(place, attribute)| {
            let found = page.select(place).attr(attribute)?;
            Some((*place, found.trim().to_owned()))
        });
        let stated = stated.collect();
        let words = |place: &str, most: usize| -> Vec<String> {
            page.select(place).iter().take(most).map(|found| found.text().trim().to_owned()).collect()
        };
        // A first heading may be the site's own name; who knows more pages of it can tell.
        let titles = [words("h1", 3), words("title", 1), words("h2", 1)].concat();
        let titles = titles.into_iter().filter(|title| !title.is_empty()).collect();
        page.select(NOT_TEXT).remove();
        Self { page, titles, stated }
    }

    /// The language that it declares, such as `es-PE`.
    pub(crate) fn language(&self) -> Option<String> {
        self.page.select("html").attr("lang").map(|tag| tag.to_string())
    }

    /// The address that it gives as its own.
    pub(crate) fn canonical(&self) -> Option<String> {
        self.page.select("link[rel='canonical']").attr("href").map(|address| address.trim().to_owned())
    }

    /// The lines that are marked as its date.
    pub(crate) fn datelines(&self) -> Vec<String> {
        self.page.select(DATELINES).iter().map(|place| place.text().trim().to_owned()).collect()
    }

    /// Every line, menus among them.
    pub(crate) fn lines(&self) -> Vec<String> {
        let text = self.page.formatted_text();
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    /// The main text.
    pub(crate) fn into_text(self) -> String {
        main_text(&self.page.html()).unwrap_or_else(|| {
            self.page.select(NOT_MAIN).remove();
            self.page.formatted_text().to_string()
        })
    }
}

fn main_text(html: &str) -> Option<String> {
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let article = Readability::new(html, None, Some(config)).ok()?.parse().ok()?;
    let text = article.text_content.to_string();
    (text.chars().count() >= MIN_MAIN_TEXT_CHARS).then_some(text)
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
