//! What others say, held against what we count: a ClaimReview, only where `figure::compare` links the words of the claim to a
//! figure of our own.
//!
//! Ours is what this record counts or estimates, or derives from such figures alone. One claim is never rated by another, and
//! nothing is rated that the comparison leaves open.

use std::collections::BTreeMap;

use figure::{
    Figure, Outcome, Proceedings,
    compare::{Article, Finding, Record, Severity, compare},
};
use maud::{Markup, html};
use record::{DocumentId, FigureId, Language, Passage};
use serde::Serialize;

use super::{
    super::{ArchivedDocument, Edition, layout::pick, links::Depth},
    CONTEXT, Named, Publisher, Reference, Source, block, figure_id, figure_page, iso,
};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ClaimReview<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id")]
    id: String,
    url: String,
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
}

/// How each claim compares with a figure of ours.
#[derive(Debug, Default)]
pub(in crate::site) struct Reviews(BTreeMap<FigureId, (FigureId, Severity)>);

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
                if let Some((own, severity)) = rated(archived, (claim, passage), (&findings, &ours)) {
                    reviews.insert(claim.id().clone(), (own, severity));
                }
            }
        }
        Self(reviews)
    }

    /// The same for readers.
    pub(in crate::site) fn shown(&self, edition: &Edition<'_>, figure: &Figure, language: Language) -> Markup {
        let rated = self.0.get(figure.id()).and_then(|(own, severity)| Some((edition.figure(own)?, severity)));
        html! { @if let Some((own, severity)) = rated {
            p { (pick(language, "Held against what we count:", "Comparada con lo que contamos:")) " "
                a href=(Depth::of_section(language).figure(language, own.id())) { (own.definition.title.get(language)) } ", " (own.value_text(language)) ". "
                strong { (words(*severity, language)) } "." }
        } }
    }

    /// The block of a claim's page; nothing where it is not rated.
    pub(in crate::site) fn block(&self, edition: &Edition<'_>, figure: &Figure, language: Language) -> Option<Markup> {
        let (own, severity) = self.0.get(figure.id())?;
        let (Outcome::Claimed { passage }, Some(claim)) = (&figure.outcome, &figure.definition.claim) else {
            return None;
        };
        let url = figure_page(edition, figure.id(), language);
        Some(block(&ClaimReview {
            context: CONTEXT,
            kind: "ClaimReview",
            id: format!("{url}#review"),
            url,
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
            review_rating: Rating::of(*severity, language),
            citation: Reference { id: figure_id(edition, own) },
        }))
    }
}

impl Rating {
    fn of(severity: Severity, language: Language) -> Self {
        let rating_value = match severity {
            Severity::Fault => 1,
            Severity::Note => 2,
            Severity::Fine => 3,
        };
        Self {
            kind: "Rating",
            rating_value,
            best_rating: 3,
            worst_rating: 1,
            alternate_name: words(severity, language),
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
) -> Option<(FigureId, Severity)> {
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
        (is_meant && is_asked).then(|| (own.id().clone(), finding.severity()))
    });
    of_own.max_by_key(|(_, severity)| *severity)
}
