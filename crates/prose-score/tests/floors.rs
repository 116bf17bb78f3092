//! The reading of prose must not become worse: floors for every part of the corpus.

use prose_score::{Corpus, Part, Score, Tally, read_corpus, score_articles, score_samples};
use record::Language;

/// Both of precision and recall.
fn assert_floor(what: &str, tally: Tally, floor: f64, score: Option<&Score>) {
    let (precision, recall) = (tally.precision(), tally.recall());
    let misses = score.map(|score| score.misses.join("\n")).unwrap_or_default();
    assert!(precision >= floor && recall >= floor, "{what}: precision {precision:.3}, recall {recall:.3}\n{misses}");
}

fn corpora() -> [Corpus; 2] {
    Language::ALL.map(|language| read_corpus(language).expect("the corpus is in its format"))
}

#[test]
fn sentences_of_the_tuning_part_are_read_with_their_circumstances() {
    for corpus in corpora() {
        let score = score_samples(corpus.samples(Part::Tuning), corpus.language);
        assert_floor(corpus.language.tag(), score.claims, 0.98, Some(&score));
        for field in ["qualifier", "unit", "whole", "period", "place", "speaker"] {
            assert_floor(&format!("{} {field}", corpus.language.tag()), score.fields[field], 0.90, Some(&score));
        }
    }
}

/// Totals only: a miss of a part that is held back is not printed.
#[test]
fn claims_of_the_held_back_part_are_found_with_precision_and_recall_of_95_per_cent() {
    for corpus in corpora() {
        let language = corpus.language.tag();
        assert_floor(language, score_samples(corpus.samples(Part::HeldBack), corpus.language).claims, 0.95, None);
        assert_floor(language, score_articles(&corpus.articles).claims, 0.95, None);
    }
}

#[test]
fn a_wrong_reading_lowers_the_score() {
    let mut corpus = read_corpus(Language::En).unwrap();
    let right = score_samples(&corpus.tuning, Language::En).claims;
    for gold in corpus.tuning.iter_mut().flat_map(|sample| &mut sample.gold) {
        gold.value = gold.value.map(|value| value + 1.0);
    }
    let wrong = score_samples(&corpus.tuning, Language::En).claims;
    assert!(wrong.right * 10 < right.right && wrong.found == right.found && wrong.wanted == right.wanted);
}
