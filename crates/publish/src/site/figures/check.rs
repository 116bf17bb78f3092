//! How a stranger checks one number: step by step, with what each outcome means and what cannot be checked.

use figure::{Figure, Outcome};
use ledger::Hash;
use maud::{Markup, html};
use record::{Language, numeral, short_numeral};

use super::super::{Edition, layout::pick, links::Depth};

/// The section at the end of a figure's page.
pub(super) fn section(edition: &Edition<'_>, figure: &Figure, language: Language) -> Markup {
    let depth = Depth::of_section(language);
    let to = |ending: &str| depth.to(&format!("figures/{}.{ending}", figure.id()));
    html! {
        h2 id="check" { (pick(language, "How to check this number", "Cómo verificar este número")) }
        ol {
            li { (pick(language, "Read the words of the source: each link that is marked leads to its place in the archived document.",
                       "Lea las palabras de la fuente: cada enlace resaltado lleva a su lugar en el documento archivado.")) }
            li { (sum(figure, language)) }
            (bundle(edition, figure, (language, depth)))
        }
        p { (pick(language, "Every record as a table, and everything for programs:", "Cada registro en una tabla, y todo para programas:")) " "
            a href=(to("csv")) { "CSV" } ", " a href=(to("json")) { "JSON" } ". "
            (pick(language, "The whole site at once:", "Todo el sitio a la vez:")) " " code { "willay verify site" } "." }
        details {
            summary { (pick(language, "What the outcomes mean, and what cannot be checked", "Qué significan los resultados y qué no se puede verificar")) }
            (outcomes(figure, language))
        }
    }
}

/// What a reader adds up, or looks at in its place.
fn sum(figure: &Figure, language: Language) -> Markup {
    let number = |number: f64| short_numeral(number, language);
    match &figure.outcome {
        Outcome::Observed { value, withheld, members, .. } => {
            let public: f64 = members.iter().filter(|member| member.is_public).map(|member| member.weight).sum();
            html! {
                (pick(language, "Count the records of the table:", "Cuente los registros de la tabla:")) " " (number(public)) " + "
                (number(*withheld)) " " (pick(language, "withheld", "reservados")) " = " strong { (number(*value)) } "."
            }
        }
        Outcome::Derived { .. } => {
            html! { (pick(language, "Compute it again from the figures that it is derived from, and check each of those.",
            "Calcúlela de nuevo con las cifras de las que se deriva, y verifique cada una de ellas.")) }
        }
        Outcome::Estimated { .. } | Outcome::Refused { .. } => {
            html! { (pick(language, "Read the method, the other methods beside it and the warnings; an estimate is never a count.",
            "Lea el método, los otros métodos a su lado y las advertencias; una estimación nunca es un conteo.")) }
        }
        Outcome::Claimed { .. } => {
            html! { (pick(language, "It is somebody else's number: that they say it can be checked here, whether it is right cannot.",
            "Es un número ajeno: aquí se puede verificar que lo dicen, no si es correcto.")) }
        }
        Outcome::Suppressed { .. } => {
            html! { (pick(language, "There is no number to check: it would show too few persons, or help to find them.",
            "No hay número que verificar: mostraría a muy pocas personas o ayudaría a encontrarlas.")) }
        }
    }
}

/// The file of evidence, with the command that verifies it.
fn bundle(edition: &Edition<'_>, figure: &Figure, (language, depth): (Language, Depth)) -> Markup {
    let name = format!("{}.zip", figure.id());
    let Some(bytes) = edition.bundles.get(figure.id()) else {
        return html! { li { (pick(language, "Its evidence is too large for this site. Ask us for it; we write it with",
        "Su evidencia es demasiado grande para este sitio. Pídanosla; la escribimos con")) " "
        code { (format!("willay trail {} --bundle {name}", figure.id())) } "." } };
    };
    #[expect(clippy::cast_precision_loss, reason = "bytes of a file that fits into a ZIP archive")]
    let kilobytes = numeral((bytes.len() as f64 / 1_000.0).ceil(), 0, language);
    html! {
        li { (pick(language, "Download its evidence:", "Descargue su evidencia:")) " "
             a href=(depth.to(&format!("figures/{name}"))) download=(name) { (name) } " (" (kilobytes) " kB, SHA-256 " code { (Hash::of(bytes)) } ")." }
        li { (pick(language, "Get the program", "Consiga el programa")) " " code { "willay" } " "
             (pick(language, "from whoever you trust; it needs no network and no account. Run", "de quien usted confíe; no necesita red ni cuenta. Ejecute")) " "
             code { (format!("willay verify {name}")) } ". "
             (pick(language, "With the publisher's key, as you know it from elsewhere (in print, from a colleague), add",
                   "Con la clave de quien publica, si la conoce por otra vía (impresa, de un colega), agregue")) " " code { "--key 'KEY'" } "." }
    }
}

fn outcomes(figure: &Figure, language: Language) -> Markup {
    let withheld = matches!(&figure.outcome, Outcome::Observed { withheld, .. } if *withheld > 0.0);
    html! {
        ul {
            li { strong { (pick(language, "“is whole”", "«is whole» (está íntegra)")) } ": "
                 (pick(language, "no byte differs from what was signed; the words stand in the documents, the records add up, and the ledger holds value and definition.",
                       "ningún byte difiere de lo firmado; las palabras están en los documentos, los registros suman, y el libro contiene valor y definición.")) }
            li { strong { (pick(language, "“is NOT the evidence that was published”", "«is NOT the evidence that was published» (no es la evidencia publicada)")) } ": "
                 (pick(language, "something was changed or packed anew. The message names the file. Download it again; if it stays so, tell us.",
                       "algo se cambió o se volvió a comprimir. El mensaje nombra el archivo. Descárguelo de nuevo; si persiste, avísenos.")) }
            li { strong { (pick(language, "“not the key that you know”", "«not the key that you know» (no es la clave que conoce)")) } ": "
                 (pick(language, "somebody else signed it.", "lo firmó otra persona.")) }
        }
        p { (pick(language, "Nobody can check from here whether a source tells the truth, or whether a record was never entered.",
                  "Nadie puede verificar desde aquí si una fuente dice la verdad, ni si un registro nunca se ingresó.")) " "
            @if withheld { (pick(language, "Who the withheld are is not shown: their number was signed when it was published.",
                  "No se muestra quiénes son los reservados: su número se firmó al publicarse.")) } }
    }
}
