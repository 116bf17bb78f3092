//! Is an old page read for what it says, and is what cannot be believed named?

use super::*;

const TODAY: Day = Day { year: 2017, month: 3, day: 20 };

const BODY: &str =
    "<p>The parties signed an agreement on the river and made four promises to those who live there.</p>";

fn read(html: &str) -> OldPage {
    read_old_page(html.as_bytes(), TODAY).unwrap()
}

#[test]
fn reads_title_text_date_language_and_address() {
    let page = read(&format!(
        "<html lang='en'><head><title>Oil | Old site</title><link rel=canonical href='http://old.example/n.php?id=4'></head>
         <body><h1>Oil in the river</h1><p class=date>15 December 2016</p>{BODY}</body></html>"
    ));
    assert_eq!(page.titles, ["Oil in the river", "Oil | Old site"]);
    assert!(matches!(&page.dated, Dated::Day { date, .. } if date.as_str() == "2016-12-15"));
    assert_eq!((page.language, page.canonical.as_deref()), (Language::En, Some("http://old.example/n.php?id=4")));
    assert!(page.text.contains("four promises"));
}

#[test]
fn a_null_date_is_flagged_wherever_it_stands() {
    for place in [
        "<p>31 December 1969</p>",
        "<time datetime='1970-01-01T00:00:00Z'>soon</time>",
        "<span class=date>Wednesday, 31 December 1969</span> <br>",
    ] {
        let page = read(&format!("<title>A title</title><body>{place}{BODY}</body>"));
        assert!(matches!(page.dated, Dated::Flagged { flag: DateFlag::Epoch, .. }), "{place}: {:?}", page.dated);
    }
    let meta = format!("<title>A title</title><meta name='date' content='1970-01-01'><body>{BODY}</body>");
    assert!(matches!(read(&meta).dated, Dated::Flagged { flag: DateFlag::Epoch, .. }));
}

#[test]
fn broken_letters_are_repaired_or_counted() {
    let page = read(&format!("<h1>La DefensorÃ­a</h1><p>Los niÃ±os y las niÃ±as del aÃ±o &Atilde;&plusmn;.</p>{BODY}"));
    assert_eq!(page.titles[0], "La Defensoría");
    assert_eq!((page.letters.repaired, page.letters.broken), (5, 0));
    let lost = read(&format!("<h1>T\u{fffd}tulo</h1>{BODY}"));
    assert_eq!(lost.letters.broken, 1);
}

#[test]
fn refuses_what_is_no_article() {
    let refused = |html: &[u8]| read_old_page(html, TODAY).unwrap_err();
    assert_eq!(refused(b""), Unreadable::Empty);
    assert_eq!(refused(b"<h1>Old</h1><p>menu</p>"), Unreadable::NoText(7));
    assert_eq!(refused(b"GIF89a\0\0"), Unreadable::Binary);
    assert_eq!(refused(BODY.as_bytes()), Unreadable::NoTitle);
    assert_eq!(refused("<div>".repeat(100_000).as_bytes()), Unreadable::TooDeep);
}

#[test]
fn the_heading_below_the_name_of_the_site_is_a_title_too() {
    let page = read(&format!("<title>Site</title><h1>Site</h1><h1>Oil in the river</h1>{BODY}"));
    assert_eq!(page.titles, ["Site", "Oil in the river", "Site"]);
}

proptest::proptest! {
    #[test]
    fn no_line_and_no_name_ends_the_program(words in "\\PC{0,60}", bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        let html = format!("<h1>T</h1><p class=date>{words}</p><p>Posted {words}</p>{BODY}");
        proptest::prop_assert!(read_old_page(html.as_bytes(), TODAY).is_ok() || words.contains('<'));
        let repaired = repair(&words);
        proptest::prop_assert!(repaired.text.chars().count() <= words.chars().count());
        let name = OldName::of(&words);
        proptest::prop_assert!(name.path.starts_with('/'));
        proptest::prop_assert!(read_old_page(&bytes, TODAY).map_or(true, |page| !page.titles.is_empty()));
    }
}
