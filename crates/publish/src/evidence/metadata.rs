//! The description of a figure's evidence as an RO-Crate 1.2: every file with its hash, who made it, with what, on what terms.

use std::collections::BTreeSet;

use figure::Figure;
use ledger::Hash;
use record::{DocumentId, Language};
use serde_json::{Value, json};

use super::subject;
use crate::{site::Edition, verify::SiteFiles};

/// The bytes of the metadata, in canonical form.
pub(super) fn describe(
    edition: &Edition<'_>,
    (figure, documents): (&Figure, &BTreeSet<DocumentId>),
    files: &SiteFiles,
) -> Vec<u8> {
    let parts: Vec<Value> = files.keys().map(|path| json!({ "@id": path })).collect();
    let name = edition.settings.name.get(Language::En);
    let mut graph = vec![
        json!({
            "@id": super::METADATA, "@type": "CreativeWork", "about": { "@id": "./" },
            "conformsTo": { "@id": "https://w3id.org/ro/crate/1.2" },
        }),
        json!({
            "@id": "./", "@type": "Dataset", "name": figure.definition.title.get(Language::En),
            "description": figure.definition.definition.get(Language::En), "identifier": subject(figure.id()),
            "datePublished": edition.as_of.time.day(), "license": { "@id": "#licence" }, "publisher": { "@id": "#publisher" },
            "mainEntity": { "@id": format!("figures/{}.json", figure.id()) }, "hasPart": parts,
            "isPartOf": { "@id": edition.settings.base_url },
        }),
        json!({ "@id": "#licence", "@type": "CreativeWork", "name": edition.settings.licence }),
        json!({ "@id": "#publisher", "@type": "Organization", "name": name, "url": edition.settings.base_url }),
        json!({
            "@id": "#program", "@type": "SoftwareApplication", "name": "Willay", "softwareVersion": env!("CARGO_PKG_VERSION"),
        }),
        json!({
            "@id": "#publication", "@type": "CreateAction", "agent": { "@id": "#publisher" }, "instrument": { "@id": "#program" },
            "result": { "@id": "./" }, "endTime": edition.as_of.time,
        }),
    ];
    graph.extend(files.iter().map(|(path, bytes)| {
        let document = documents.iter().find(|id| *path == format!("documents/{id}.bin"));
        file(edition, (path, bytes), document)
    }));
    ledger::canonical_json(&json!({ "@context": "https://w3id.org/ro/crate/1.2/context", "@graph": graph }))
}

fn file(edition: &Edition<'_>, (path, bytes): (&str, &[u8]), document: Option<&DocumentId>) -> Value {
    let kind = match path.rsplit_once('.') {
        Some((_, "json")) => "application/json",
        Some((_, "jsonl")) => "application/jsonl",
        Some((_, "bin")) => "application/octet-stream",
        Some(_) | None => "text/plain",
    };
    let mut described = json!({
        "@id": path, "@type": "File", "contentSize": bytes.len().to_string(), "encodingFormat": kind, "sha256": Hash::of(bytes),
        "name": path,
    });
    if let Some(archived) = document.and_then(|id| edition.document(id)) {
        let about = &archived.document.description;
        described["name"] = json!(about.title.get(Language::En));
        described["alternateName"] = json!(archived.document.name);
        described["creator"] = json!(about.producer);
    }
    described
}

/// What somebody reads who opens the file.
pub(super) fn readme(figure: &Figure) -> String {
    let (id, title) = (figure.id(), &figure.definition.title);
    format!(
        "{}\n{}\n\nThis is the evidence of one published figure. Check it without a network, and without us:\n\n  \
         willay verify {id}.zip\n  willay verify {id}.zip --key 'KEY'     with the publisher's key, if you know it from elsewhere\n\n\
         documents/ holds the sources, each under its SHA-256; figures/ what is counted and how; ledger/ the entries that say so,\n\
         with the proof that they stand in the signed ledger. ro-crate-metadata.json describes all of it and is signed. Do not pack\n\
         this archive anew: it is checked to the last byte.\n\n\
         {}\n{}\n\nEsta es la evidencia de una cifra publicada. Verifíquela sin red y sin nosotros, con la orden de arriba. documents/\n\
         contiene las fuentes, cada una bajo su SHA-256; figures/ qué se cuenta y cómo; ledger/ los asientos que lo dicen, con la prueba de\n\
         que están en el libro firmado. No vuelva a comprimir este archivo: se comprueba hasta el último byte.\n",
        title.get(Language::En),
        "=".repeat(title.get(Language::En).chars().count()),
        title.get(Language::Es),
        "=".repeat(title.get(Language::Es).chars().count()),
    )
}
