//! Does a comparison name each thing that an article can get wrong, and stay silent where it is right?

use std::collections::BTreeSet;

use figure::{
    Figure, Outcome, Proceedings,
    compare::{Article, Finding, Publication, Reason, Record, compare},
    parse_definitions,
};
use record::{Language, Passage, Selector};

fn figures() -> Vec<Figure> {
    let (definitions, problems) = parse_definitions("figures.toml", include_str!("compare/figures.toml"));
    assert!(problems.is_empty(), "{problems:?}");
    let selector = Selector::quote("x", "x").expect("the words are there");
    let passage = Passage { document: record::DocumentId::from_digest([0; 32]), selector };
    let claimed = |definition| Figure { definition, outcome: Outcome::Claimed { passage: passage.clone() } };
    definitions.into_iter().map(claimed).collect()
}

fn findings(text: &str, language: Language) -> Vec<Finding> {
    let figures = figures();
    let prose = read::prose::read_prose(text, Some(language));
    let article = Article { text, prose: &prose, date: "2016-06-15".parse().ok() };
    let publications = [Publication {
        producer: "Land League".to_owned(),
        title: "Report on evictions".to_owned(),
        published: "2016-04-02".parse().expect("a date"),
    }];
    let record = Record { figures: &figures, proceedings: &Proceedings::default(), publications: &publications };
    compare(&article, &record)
}

/// The names of what is said of an article, but for rivals and what is left out.
fn said(text: &str) -> BTreeSet<String> {
    let names = findings(text, Language::En).into_iter().flat_map(|finding| finding.reasons).map(|reason| {
        let json = serde_json::to_value(&reason).expect("a reason has a name");
        json["reason"].to_string().trim_matches('"').to_owned()
    });
    names.collect()
}

/// Each difference with an article that is wrong in this way, and one that is right.
const PAIRS: &[(&str, &str, &str)] = &[
    (
        "qualifier-lost",
        "There were 310 protest marches in Norte in 2015.",
        "There were over 310 protest marches in Norte in 2015.",
    ),
    (
        "unit-changed",
        "There were over 310 conflicts and marches in Norte in 2015.",
        "There were over 310 protest marches in Norte in 2015.",
    ),
    (
        "population-widened",
        "Of all who are smuggled, 62.5% are women, and smuggling goes on.",
        "Of the presumed victims of smuggling in complaints, 62.5% are women.",
    ),
    ("group-changed", "In Sur 1,450 women and men were evicted in 2012.", "In Sur 1,450 women were evicted in 2012."),
    (
        "period-differs",
        "The Land Office counted 87 land quarrels in 2011.",
        "The Land Office counted 87 land quarrels in December 2011.",
    ),
    (
        "period-of-register",
        "There were 19 killings of ranchers.",
        "There were 19 killings of ranchers between July 2012 and June 2013.",
    ),
    (
        "stage-overstated",
        "In the Harbour trial 34 sailors were convicted.",
        "In the Harbour trial 34 sailors were charged.",
    ),
    (
        "outside-interval",
        "The Institute estimated that 15,000 people drowned or went missing in the flood of 1998.",
        "An estimated 12,450 people drowned or went missing in the flood of 1998.",
    ),
    (
        "separator-error",
        "An estimated 12.45 people drowned or went missing in the flood, the Flood of 1998.",
        "An estimated 12,450 people drowned or went missing in the flood of 1998.",
    ),
    (
        "percent-and-points",
        "Trust in judges fell by 7% in 2014.",
        "Trust in judges fell by 7 percentage points in 2014.",
    ),
    (
        "estimate-printed-as-count",
        "In the flood of 1998 12,450 people drowned.",
        "By one estimate 12,450 people drowned or went missing, or disappeared, in the flood of 1998.",
    ),
    (
        "value-differs",
        "In Sur 1,900 women were evicted in the eviction of 2012.",
        "In Sur 1,450 women were evicted in 2012.",
    ),
    (
        "stale",
        "The register of the Land Office holds 87 land quarrels.",
        "In December 2011 the Land Office held 87 land quarrels.",
    ),
    (
        "date-differs",
        "The Land League published its report this month.",
        "The Land League held its meeting this month.",
    ),
];

#[test]
fn each_difference_is_named_where_it_is_and_nowhere_else() {
    for (name, wrong, right) in PAIRS {
        assert!(said(wrong).contains(*name), "{name} is not said of: {wrong}\n{:#?}", findings(wrong, Language::En));
        assert!(!said(right).contains(*name), "{name} is said of: {right}\n{:#?}", findings(right, Language::En));
    }
}

#[test]
fn a_number_of_another_country_is_not_linked() {
    let linked = |text: &str| findings(text, Language::En)[0].figure.clone();
    assert!(linked("Over 310 protest marches were held, in Norte, Peru, in 2015.").is_some());
    assert_eq!(linked("Over 310 protest marches were held in Chile in 2015."), None);
}

#[test]
fn a_number_that_is_not_in_the_record_says_what_was_missing() {
    let found = findings("The club counted 55 land quarrels.", Language::En);
    let why = found[0].not_in_record.as_ref().unwrap();
    assert!(
        found[0].figure.is_none()
            && why.nearest.as_str().starts_with("quarrels")
            && why.lacks.words(Language::En).contains("points")
    );
    let far = findings("The club sold 93 umbrellas.", Language::En);
    assert!(far[0].figure.is_none() && far[0].not_in_record.is_none());
}

#[test]
fn a_link_says_its_chance_and_more_evidence_makes_it_greater() {
    let chance = |text: &str| findings(text, Language::En)[0].chance.unwrap();
    let (less, more) = (
        chance("In Sur 1,450 women were evicted."),
        chance("In Sur 1,450 women were evicted in 2012, says the Land League."),
    );
    assert!((0.5..1.0).contains(&less) && less < more && more < 1.0, "{less} {more}");
}

#[test]
fn moving_times_are_resolved_on_the_article_s_day() {
    let found = findings("The law was passed last October.", Language::En);
    let [Reason::DanglingReference { meant: Some(meant), .. }] = found[0].reasons.as_slice() else {
        panic!("{found:#?}")
    };
    assert_eq!(meant.as_str(), "2015-10");
}

#[test]
fn spanish_articles_are_compared_alike() {
    let found = findings("En 2015 hubo 310 marchas de protesta en el Norte.", Language::Es);
    assert!(found.iter().any(|finding| finding.figure.as_ref().is_some_and(|figure| figure.as_str() == "marches")
        && finding.reasons.iter().any(|reason| matches!(reason, Reason::QualifierLost { .. }))));
}
