//! What reviewers see, and what they must not see.

use super::*;

fn record(list: &str, values: &[(&str, &str)]) -> SheetRecord {
    let value = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let values = values.iter().map(|(name, text)| ((*name).to_owned(), value(text))).collect();
    SheetRecord { list: list.to_owned(), id: "a-1".to_owned(), values }
}

fn sheet(language: Language, shows_weights: bool) -> Sheet {
    let left = record("parish", &[("name", "Flora <script>alert(1)</script>"), ("born", "1961"), ("place", "")]);
    let right = record("press, \"daily\"", &[("name", "FLORA"), ("born", "1961"), ("note", "x\u{1b}[31my")]);
    let pair = SheetPair { number: 1, left, right, match_weight_bits: Some(6.25) };
    Sheet { title: "Review & more".to_owned(), language, pairs: vec![pair], shows_weights }
}

#[test]
fn a_page_escapes_what_is_written_and_fetches_nothing() {
    for language in Language::ALL {
        let page = sheet(language, false).html();
        assert!(!page.contains("<script") && page.contains("&lt;script&gt;"), "{page}");
        assert!(!page.contains("http") && !page.contains("url(") && !page.contains("@import"));
        assert!(page.contains("Review &amp; more") && page.contains(&format!("lang=\"{}\"", language.tag())));
    }
}

#[test]
fn a_blind_sheet_shows_no_weight_anywhere() {
    let blind = sheet(Language::En, false);
    for text in [blind.html(), blind.text(), blind.csv(), blind.json_lines()] {
        assert!(!text.contains("6.2") && !text.contains("bits"), "{text}");
    }
    let open = sheet(Language::En, true);
    assert!(open.html().contains("6.2 bits") && open.text().contains("(6.2 bits)"));
}

#[test]
fn a_terminal_sheet_is_aligned_and_moves_no_cursor() {
    let text = sheet(Language::En, false).text();
    assert!(!text.contains('\u{1b}'), "{text}");
    let signs: Vec<usize> = text
        .lines()
        .filter(|line| line.starts_with("  born") || line.starts_with("  place") || line.starts_with("  note"))
        .map(|line| line.chars().position(|letter| "=≠·".contains(letter)).unwrap())
        .collect();
    assert_eq!(signs.len(), 3, "{text}");
    assert!(signs.iter().all(|place| *place == signs[0]), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 110));
}

#[test]
fn files_to_fill_in_keep_ids_as_they_are() {
    let sheet = sheet(Language::Es, false);
    let lines: Vec<String> = sheet.csv().lines().map(str::to_owned).collect();
    assert_eq!(lines[0], "left_list,left_id,right_list,right_id,decision,author,reason");
    assert_eq!(lines[1], "parish,a-1,\"press, \"\"daily\"\"\",a-1,,,");
    let line: serde_json::Value = serde_json::from_str(sheet.json_lines().trim()).unwrap();
    assert_eq!((line["right_list"].as_str(), line["decision"].as_str()), (Some("press, \"daily\""), Some("")));
}

#[test]
fn case_and_accents_are_told_from_real_differences() {
    let likeness = |left, right| Likeness::of(Some(left), Some(right));
    assert_eq!(likeness("Huamán", "HUAMAN"), Likeness::Alike);
    assert_eq!(likeness("De la Cruz", "de-la cruz"), Likeness::Alike);
    assert_eq!(likeness("Peña", "Pena"), Likeness::Differs);
    assert_eq!(Likeness::of(None, Some("x")), Likeness::Unknown);
}

#[test]
fn what_differs_is_marked_at_whole_characters() {
    let page = |left: &str, right: &str| {
        let mut sheet = sheet(Language::En, false);
        sheet.pairs[0].left = record("a", &[("name", left)]);
        sheet.pairs[0].right = record("b", &[("name", right)]);
        sheet.html()
    };
    let marked = page("Huamán", "Huamaní");
    assert!(marked.contains("<td>Huamán</td>") && marked.contains("<td>Huaman<mark>í</mark></td>"), "{marked}");
    assert!(page("Teófila", "TEOFILO").contains("<td>Teófil<mark>a</mark></td>"));
    assert!(page("Huamán", "HUAMAN").contains("<td>HUAMAN</td>"));
    assert!(page("Peña", "Pena").contains("Pe<mark>ñ</mark>a"));
    assert!(page("aa", "aaa").contains("<td>aa<mark>a</mark></td>"));
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_a_sheet(left in ".*", right in ".*", field in ".{0,40}") {
        let mut sheet = sheet(Language::Es, true);
        sheet.pairs[0].left = record(&right, &[(&field, &left)]);
        sheet.pairs[0].right = record(&left, &[(&field, &right)]);
        let lines = sheet.json_lines().lines().filter(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()).count();
        proptest::prop_assert_eq!(lines, 1);
        let page = sheet.html();
        proptest::prop_assert_eq!(page.matches("<section").count(), 1);
        let moves_cursor = sheet.text().contains('\u{1b}');
        proptest::prop_assert!(!moves_cursor);
    }
}
