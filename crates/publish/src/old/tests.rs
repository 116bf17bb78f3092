//! Does a file of the archive come back as it was written, and is a wrong one refused?

use super::*;

fn article() -> OldArticle {
    OldArticle {
        slug: "7-oil-in-the-river".to_owned(),
        language: Language::En,
        head: OldHead {
            title: "Oil in the \"river\"".to_owned(),
            date: None,
            date_flag: Some("epoch".to_owned()),
            date_stated: Some("31 December 1969".to_owned()),
            file: "article-7.html".to_owned(),
            sha256: "00".repeat(32),
            encoding: "UTF-8".to_owned(),
            repaired: 2,
            broken: 0,
        },
        text: "One paragraph.\n\n+++\n\n# Another, with signs".to_owned(),
    }
}

#[test]
fn an_article_is_read_as_it_was_written() {
    let written = article().write().unwrap();
    assert_eq!(OldArticle::parse(&article().path(), &written).unwrap(), article());
}

#[test]
fn refuses_names_heads_and_addresses_that_are_wrong() {
    let refused = |file: &str, source: &str| OldArticle::parse(file, source).unwrap_err().to_string();
    assert!(refused("archive/Upper.en.txt", "").contains("NAME.en.txt"));
    assert!(refused("archive/a.en.txt", "text").contains("+++"));
    let written = article().write().unwrap();
    assert!(refused("archive/a.en.txt", &written.replace("epoch", "era")).contains("'era'"));
    let redirects = "[[redirect]]\nfile = \"a\"\nfrom = \"/../x\"\nto = \"none\"\n";
    let problems = OldSite::parse(&[("archive/a.en.txt", &written)], Some(redirects)).unwrap_err();
    assert_eq!(problems.len(), 2, "{problems:?}");
}

#[test]
fn addresses_are_written_in_one_order() {
    let redirect = |file: &str| Redirect { file: file.to_owned(), from: format!("/{file}"), to: "a".to_owned() };
    let (one, two) = (redirect("1.html"), redirect("2.html"));
    let left = Redirects { redirect: vec![one.clone(), two.clone()], unresolvable: Vec::new() };
    let right = Redirects { redirect: vec![two, one], unresolvable: Vec::new() };
    assert_eq!(left.write().unwrap(), right.write().unwrap());
    assert_eq!(Redirects::parse(&left.write().unwrap(), &BTreeSet::from(["a"])).unwrap(), left);
}
