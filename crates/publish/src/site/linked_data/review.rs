//! What others say, held against what we count: a ClaimReview, only where `figure::compare` links the words of the claim to a
//! figure of our own.
//!
//! Ours is what this record counts or estimates, or derives from such figures alone. One claim is never rated by another, and
//! nothing is rated that the comparison leaves open: not a claim of another time, group or population than our figure has. What
//! it says is on the page too, with its reasons.

use std::collections::BTreeMap;

use figure::{
    Figure, Outcome, Proceedings,
    compare::{Article, Finding, Reason, Record, Severity, compare},
};
use maud::{Markup, html};
use record::{DocumentId, FigureId, Language, Passage};
use serde::Serialize;

use super::{
    super::{ArchivedDocument, Edition, layout::pick, links::Depth},
    Head, Named, Publisher, Reference, Source, block, figure_id, figure_page, iso,
};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ClaimReview<'a> {
    #[serde(flatten)]
    head: Head<&'static str>,
    in_language: &'static str,
    date_published: String,
    author: Publisher<'a>,
    claim_reviewed: &'a str,
    item_reviewed: Claim<'a>,
    review_rating: Rating,
    citation: Reference,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Claim<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    author: Named<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    appearance: Option<Source<'a>>,
}

/// The three ranks of [`Severity`].
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Rating {
    #[serde(rename = "@type")]
    kind: &'static str,
    rating_value: u8,
    best_rating: u8,
    worst_rating: u8,
    alternate_name: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    rating_explanation: String,
}

/// How a claim compares with a figure of ours.
#[derive(Debug)]
struct Review {
    own: FigureId,
    severity: Severity,
    /// Why, in English and Spanish.
    grounds: Vec<[&'static str; 2]>,
}

/// The reviews of claims.
#[derive(Debug, Default)]
pub(in crate::site) struct Reviews(BTreeMap<FigureId, Review>);

impl Reviews {
    /// Compares every claim whose question a figure of ours answers.
    pub(in crate::site) fn of(edition: &Edition<'_>) -> Self {
        let ours: Vec<Figure> = edition.figures.iter().filter(|figure| is_ours(edition, figure)).cloned().collect();
        let mut claims: BTreeMap<DocumentId, Vec<(&Figure, &Passage)>> = BTreeMap::new();
        for figure in edition.figures {
            let Outcome::Claimed { passage } = &figure.outcome else { continue };
            if ours.iter().any(|own| own.definition.question() == figure.definition.question()) {
                claims.entry(passage.document).or_default().push((figure, passage));
            }
        }
        let proceedings = Proceedings::of(edition.statements.iter().map(|(_, said)| said));
        let record = Record { figures: &ours, proceedings: &proceedings, publications: &[] };
        let mut reviews = BTreeMap::new();
        for (id, claims) in claims {
            let Some(archived) = edition.document(&id) else { continue };
            let findings = findings(archived, &record);
            for (claim, passage) in claims {
                if let Some(review) = rated(archived, (claim, passage), (&findings, &ours)) {
                    reviews.insert(claim.id().clone(), review);
                }
            }
        }
        Self(reviews)
    }

    /// The same for readers.
    pub(in crate::site) fn shown(&self, edition: &Edition<'_>, figure: &Figure, language: Language) -> Markup {
        let rated = self.0.get(figure.id()).and_then(|review| Some((edition.figure(&review.own)?, review)));
        html! { @if let Some((own, review)) = rated {
            p { (pick(language, "Held against what we count:", "Comparada con lo que contamos:")) " "
                a href=(Depth::of_section(language).figure(language, own.id())) { (own.definition.title.get(language)) } ", " (own.value_text(language)) ". "
                strong { (words(review.severity, language)) } @if !review.grounds.is_empty() { ": " (review.why(language)) } "." }
        } }
    }

    /// The block of a claim's page; nothing where it is not rated.
    pub(in crate::site) fn block(&self, edition: &Edition<'_>, figure: &Figure, language: Language) -> Option<Markup> {
        let review = self.0.get(figure.id())?;
        let (Outcome::Claimed { passage }, Some(claim)) = (&figure.outcome, &figure.definition.claim) else {
            return None;
        };
        let url = figure_page(edition, figure.id(), language);
        Some(block(&ClaimReview {
            head: Head::of("ClaimReview", format!("{url}#review"), url),
            in_language: language.tag(),
            date_published: edition.as_of.time.to_string(),
            author: Publisher::of(edition, language),
            claim_reviewed: &passage.selector.exact,
            item_reviewed: Claim {
                kind: "Claim",
                author: Named { name: &claim.by },
                date_published: claim.date.as_ref().and_then(iso),
                appearance: Source::of(edition, &passage.document, language),
            },
            review_rating: Rating::of(review, language),
            citation: Reference { id: figure_id(edition, &review.own) },
        }))
    }
}

impl Review {
    /// What the reasons of a comparison come to; nothing where one of them leaves it open.
    fn of(own: &FigureId, reasons: &[Reason]) -> Option<Self> {
        let mut review = Self { own: own.clone(), severity: Severity::Fine, grounds: Vec::new() };
        for reason in reasons {
            let Some(words) = ground(reason)? else { continue };
            review.severity = review.severity.max(reason.severity());
            if !review.grounds.contains(&words) {
                review.grounds.push(words);
            }
        }
        Some(review)
    }

    fn why(&self, language: Language) -> String {
        let words = self.grounds.iter().map(|[en, es]| pick(language, en, es));
        words.collect::<Vec<_>>().join("; ")
    }
}

impl Rating {
    fn of(review: &Review, language: Language) -> Self {
        let rating_value = match review.severity {
            Severity::Fault => 1,
            Severity::Note => 2,
            Severity::Fine => 3,
        };
        Self {
            kind: "Rating",
            rating_value,
            best_rating: 3,
            worst_rating: 1,
            alternate_name: words(review.severity, language),
            rating_explanation: review.why(language),
        }
    }
}

/// How a claim compares, for readers.
fn words(severity: Severity, language: Language) -> &'static str {
    match severity {
        Severity::Fault => pick(language, "It differs from our record", "Difiere de nuestro registro"),
        Severity::Note => pick(
            language,
            "It agrees with our record, with a remark",
            "Coincide con nuestro registro, con una observación",
        ),
        Severity::Fine => pick(language, "It agrees with our record", "Coincide con nuestro registro"),
    }
}

/// A reason of the comparison for readers: `Some(None)` where there is nothing to say, `None` where what is claimed is of another
/// time, group or population, so that nothing can be said of it.
fn ground(reason: &Reason) -> Option<Option<[&'static str; 2]>> {
    let words = match reason {
        // What a text leaves out is not judged: it may be our own note on it that was archived.
        Reason::Agrees | Reason::SiblingOmitted { .. } => return Some(None),
        Reason::ValueDiffers { .. } | Reason::SeparatorError { .. } => ["the number is another", "el número es otro"],
        Reason::QualifierLost { .. } => ["a qualifier was lost", "se perdió un calificador"],
        Reason::QualifierNotBorne { .. } => {
            ["its qualifier is not true of our number", "su calificador no es cierto para nuestro número"]
        }
        Reason::UnitChanged { .. } => ["it speaks of another unit", "habla de otra unidad"],
        Reason::PercentAndPoints { .. } => {
            ["per cent and percentage points are confused", "confunde por ciento y puntos porcentuales"]
        }
        Reason::OutsideInterval { .. } => ["it lies outside of our interval", "está fuera de nuestro intervalo"],
        Reason::EstimatePrintedAsCount { .. } => {
            ["an estimate is printed as a count", "una estimación se imprime como conteo"]
        }
        Reason::NotFinal { .. } => ["the decision was not the last word", "la decisión no era la última palabra"],
        Reason::VerdictNotFound { .. } => ["our record has no such decision", "nuestro registro no tiene tal decisión"],
        Reason::StageOverstated { .. } => {
            ["it speaks of another stage of the proceeding", "habla de otra etapa del proceso"]
        }
        Reason::RivalFigures { .. } => ["others count otherwise", "otros cuentan distinto"],
        Reason::Stale { .. } => ["newer numbers answer the same question", "números más nuevos responden lo mismo"],
        Reason::PeriodNotStated
        | Reason::PeriodDiffers { .. }
        | Reason::PeriodOfRegister { .. }
        | Reason::PopulationWidened { .. }
        | Reason::GroupChanged { .. }
        | Reason::DateDiffers { .. }
        | Reason::DanglingReference { .. } => return None,
    };
    Some(Some(words))
}

/// True of what this record counts or estimates itself, of nobody invented.
fn is_ours(edition: &Edition<'_>, figure: &Figure) -> bool {
    let is_own = match &figure.outcome {
        Outcome::Observed { .. } | Outcome::Estimated { .. } => true,
        Outcome::Derived { inputs, .. } => {
            inputs.iter().all(|id| edition.figure(id).is_some_and(|input| is_ours(edition, input)))
        }
        Outcome::Claimed { .. } | Outcome::Suppressed { .. } | Outcome::Refused { .. } => false,
    };
    is_own && !figure.definition.is_synthetic
}

fn findings(archived: &ArchivedDocument, record: &Record<'_>) -> Vec<Finding> {
    let described = &archived.document.description;
    let text = &archived.text.text;
    let prose = read::prose::read_prose(text, Some(described.language));
    let date = described.published.as_ref().and_then(|date| date.bounds().1);
    compare(&Article { text, prose: &prose, date }, record)
}

/// What was found of the words of a claim, where it is of a figure that answers the same question.
fn rated(
    archived: &ArchivedDocument,
    (claim, passage): (&Figure, &Passage),
    (findings, ours): (&[Finding], &[Figure]),
) -> Option<Review> {
    let text = &archived.text.text;
    let byte = |place: usize| text.char_indices().nth(place).map_or(text.len(), |(at, _)| at);
    let words = byte(passage.selector.start)..byte(passage.selector.end);
    let within = findings.iter().filter(|finding| words.contains(&finding.at));
    let of_own = within.filter_map(|finding| {
        let own = ours.iter().find(|own| finding.figure.as_ref() == Some(own.id()))?;
        // Other numbers may stand in the same words: this one's is meant.
        let value = finding.mention.as_ref().and_then(|mention| mention.value);
        let is_meant = value == claim.definition.claim.as_ref().map(|claim| claim.value);
        let is_asked = own.definition.question() == claim.definition.question();
        if is_meant && is_asked { Review::of(own.id(), &finding.reasons) } else { None }
    });
    of_own.max_by_key(|review| review.severity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_rated_that_the_comparison_leaves_open() {
        let own: FigureId = "ours".parse().unwrap();
        let differs = Reason::ValueDiffers { value: 9.0 };
        let review = Review::of(&own, &[differs.clone(), differs.clone()]).unwrap();
        assert_eq!((review.severity, review.grounds.len()), (Severity::Fault, 1));
        assert!(Review::of(&own, &[differs, Reason::PeriodNotStated]).is_none());
        let left_out = Review::of(&own, &[Reason::SiblingOmitted { figure: own.clone() }]).unwrap();
        assert_eq!((left_out.severity, left_out.grounds.len()), (Severity::Fine, 0));
    }
}
