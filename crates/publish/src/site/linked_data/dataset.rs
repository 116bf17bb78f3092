//! Figures, and the open data as a whole, as data sets: what is measured, how, from what, on what terms, and where to get it.

use std::collections::BTreeSet;

use figure::{Figure, Outcome, unit::CountingUnit};
use maud::Markup;
use record::{DocumentId, FigureId, Language};
use serde::Serialize;

use super::{
    super::{Edition, feeds::address, figures, links::in_language, places},
    Head, Licence, Publisher, Reference, Source, block, figure_id, figure_page, iso,
};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Dataset<'a> {
    #[serde(flatten)]
    head: Head<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier: Option<&'a str>,
    name: String,
    description: String,
    in_language: &'static str,
    creator: Publisher<'a>,
    license: Licence<'a>,
    is_accessible_for_free: bool,
    date_modified: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    temporal_coverage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spatial_coverage: Option<Place<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    measurement_technique: Option<&'static str>,
    variable_measured: Vec<Variable<'a>>,
    distribution: Vec<Download>,
    is_based_on: Vec<Basis<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    included_in_data_catalog: Option<Reference>,
}

#[derive(Debug, Serialize)]
struct Place<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: String,
    identifier: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Variable<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit_text: Option<&'a str>,
    /// As printed; nothing where the number is not shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_value: Option<f64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Download {
    #[serde(rename = "@type")]
    kind: &'static str,
    encoding_format: &'static str,
    content_url: String,
}

/// What a number rests on: sources, or figures.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Basis<'a> {
    Source(Source<'a>),
    Figure(Reference),
}

impl Download {
    fn of(edition: &Edition<'_>, (path, encoding_format): (&str, &'static str)) -> Self {
        Self { kind: "DataDownload", encoding_format, content_url: address(edition, path) }
    }
}

/// The block of a figure's page.
pub(in crate::site) fn of_figure(edition: &Edition<'_>, figure: &Figure, language: Language) -> Markup {
    let definition = &figure.definition;
    let id = figure.id();
    let place = definition.place.as_deref();
    block(&Dataset {
        head: Head::of("Dataset", figure_id(edition, id), figure_page(edition, id, language)),
        identifier: Some(id.as_str()),
        name: definition.title.get(language).to_owned(),
        description: describe(figure, language),
        in_language: language.tag(),
        creator: Publisher::of(edition, language),
        license: Licence::of(&edition.settings.licence),
        is_accessible_for_free: true,
        date_modified: edition.past.histories.versions(id).last().map_or(edition.as_of.time, |is| is.time).to_string(),
        temporal_coverage: figure.period().as_ref().and_then(iso).map(str::to_owned),
        spatial_coverage: place.map(|code| Place {
            kind: "Place",
            name: place_name(edition, code, language),
            identifier: code,
        }),
        measurement_technique: Some(figures::class(figure, language)),
        variable_measured: vec![variable(figure, language)],
        distribution: downloads(edition, id),
        is_based_on: basis(edition, figure, language),
        included_in_data_catalog: Some(Reference { id: address(edition, "data.html#data") }),
    })
}

fn place_name(edition: &Edition<'_>, code: &str, language: Language) -> String {
    let line = places::line(edition.schema, places::parse(code));
    line.first().map_or_else(|| code.to_owned(), |slug| places::name(edition.schema, slug, language))
}

/// What is counted, of whom, by whom: all that keeps the number from being read as another.
fn describe(figure: &Figure, language: Language) -> String {
    let definition = &figure.definition;
    let parts = [
        definition.definition.get(language),
        definition.population.get(language),
        definition.register.get(language),
        figures::class(figure, language),
    ];
    let parts = parts.iter().map(|part| part.trim().trim_end_matches('.')).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(". ") + "."
}

fn variable(figure: &Figure, language: Language) -> Variable<'_> {
    let interval = figure.interval();
    Variable {
        kind: "PropertyValue",
        name: figure.definition.noun.get(language).to_owned(),
        description: Some(figure.definition.population.get(language)).filter(|text| !text.is_empty()),
        unit_text: figure.definition.counting_unit().map(|unit: &CountingUnit| match language {
            Language::En => unit.en,
            Language::Es => unit.es,
        }),
        value: figure.printed(),
        min_value: interval.map(|(low, _)| low.round()),
        max_value: interval.map(|(_, high)| high.round()),
    }
}

fn downloads(edition: &Edition<'_>, id: &FigureId) -> Vec<Download> {
    let mut files = vec![("json", "application/json"), ("csv", "text/csv")];
    if edition.bundles.as_ref().is_some_and(|bundles| bundles.contains_key(id)) {
        files.push(("zip", "application/zip"));
    }
    files.into_iter().map(|(ending, kind)| Download::of(edition, (&format!("figures/{id}.{ending}"), kind))).collect()
}

/// What [`Edition::evidence`] finds once for all pages.
pub(in crate::site) fn documents(edition: &Edition<'_>, figure: &Figure) -> BTreeSet<DocumentId> {
    let mut documents = BTreeSet::new();
    match &figure.outcome {
        Outcome::Observed { members, .. } => {
            for member in members.iter().filter(|member| member.is_public) {
                for (_, said) in edition.said_of(&member.record) {
                    let quoted = said.origin.passage.as_ref().map(|passage| passage.document);
                    documents.insert(quoted.unwrap_or(said.origin.list_document));
                }
            }
        }
        Outcome::Claimed { passage } => {
            documents.insert(passage.document);
        }
        Outcome::Derived { .. } | Outcome::Estimated { .. } | Outcome::Suppressed { .. } | Outcome::Refused { .. } => {}
    }
    documents.retain(|id| edition.document(id).is_some());
    documents
}

fn basis<'a>(edition: &'a Edition<'_>, figure: &Figure, language: Language) -> Vec<Basis<'a>> {
    if let Outcome::Derived { inputs, .. } = &figure.outcome {
        let public = inputs.iter().filter(|id| edition.figure(id).is_some());
        return public.map(|id| Basis::Figure(Reference { id: figure_id(edition, id) })).collect();
    }
    edition.evidence(figure).iter().filter_map(|id| Source::of(edition, id, language)).map(Basis::Source).collect()
}

/// The block of the page on the open data.
pub(in crate::site) fn of_record(edition: &Edition<'_>, (title, summary, language): (&str, &str, Language)) -> Markup {
    let measured: BTreeSet<String> =
        edition.statements.iter().map(|(_, said)| format!("{}.{}", said.record.kind(), said.property)).collect();
    let variable = |name| Variable {
        kind: "PropertyValue",
        name,
        description: None,
        unit_text: None,
        value: None,
        min_value: None,
        max_value: None,
    };
    let files = [
        ("data/statements.jsonl", "application/jsonl"),
        ("data/record.sqlite", "application/vnd.sqlite3"),
        ("data/disclosure.json", "application/json"),
    ];
    let sources = edition.documents.iter().filter_map(|one| Source::of(edition, &one.document.id, language));
    block(&Dataset {
        head: Head::of(
            "Dataset",
            address(edition, "data.html#data"),
            address(edition, &in_language(language, "data.html")),
        ),
        identifier: None,
        name: format!("{}: {title}", edition.settings.name.get(language)),
        description: summary.to_owned(),
        in_language: language.tag(),
        creator: Publisher::of(edition, language),
        license: Licence::of(&edition.settings.licence),
        is_accessible_for_free: true,
        date_modified: edition.as_of.time.to_string(),
        temporal_coverage: None,
        spatial_coverage: None,
        measurement_technique: None,
        variable_measured: measured.into_iter().map(variable).collect(),
        distribution: files.into_iter().map(|file| Download::of(edition, file)).collect(),
        is_based_on: sources.map(Basis::Source).collect(),
        included_in_data_catalog: None,
    })
}
