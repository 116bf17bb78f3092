//! Dates of EDTF, and what follows from two of them.

use record::{
    Edtf, Language,
    date::{Age, Truth},
};

/// One date a line; each is compared with the one before it.
pub(crate) fn dates(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut said = Vec::new();
    let mut last: Option<Edtf> = None;
    for line in text.lines().take(8) {
        let Ok(date) = line.parse::<Edtf>() else {
            said.push("refused".to_owned());
            continue;
        };
        assert_eq!(date.as_str().parse::<Edtf>().as_ref(), Ok(&date), "a date that does not come back");
        let words = Language::ALL.map(|language| date.words(language));
        assert!(words.iter().all(|words| !words.is_empty()), "{date} has no words");
        said.push("read".to_owned());
        if let Some(last) = &last {
            said.push(compare(last, &date));
        }
        last = Some(date);
    }
    said.join(" ")
}

fn compare(first: &Edtf, second: &Edtf) -> String {
    let before = first.before(second);
    let overlaps = first.overlaps(second);
    assert_eq!(overlaps, second.overlaps(first), "{first} and {second}: overlapping is mutual");
    if before == Truth::Yes {
        assert_eq!((overlaps, second.before(first)), (Truth::No, Truth::No), "{first} is before {second}");
    }
    let age = Age::at(first, second).map(|age| age.is_under(18));
    format!("{before:?} {overlaps:?} {:?} {:?}", first.within(second), age.ok())
}
