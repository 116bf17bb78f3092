//! What the methods are called, and what must hold for each, in both languages.

use figure::estimated::Method;
use record::Language;

use crate::site::layout::pick;

/// The method's name for people.
pub(super) fn title(method: Method, language: Language) -> &'static str {
    match method {
        Method::Chapman => pick(language, "Two lists (Chapman)", "Dos listas (Chapman)"),
        Method::LogLinear => pick(language, "Log-linear, best model", "Log-lineal, mejor modelo"),
        Method::LogLinearAverage => {
            pick(language, "Log-linear, averaged over models", "Log-lineal, promedio de modelos")
        }
        Method::Graphs => pick(language, "Graphs of dependence, averaged", "Grafos de dependencia, promediados"),
        Method::Classes => pick(language, "Latent classes", "Clases latentes"),
        Method::Coverage => pick(language, "Sample coverage", "Cobertura muestral"),
        Method::Chao => pick(language, "Lower bound (Chao)", "Cota inferior (Chao)"),
    }
}

/// What must hold. That every match was found is assumed only where no linkage was sampled.
pub(super) fn assumptions(method: Method, is_drawn: bool, language: Language) -> String {
    let closed =
        pick(language, "nobody entered or left the population", "nadie entró en la población ni salió de ella");
    let matched = if is_drawn {
        pick(language, "the linkage is as unsure as its weights say", "la vinculación duda tanto como dicen sus pesos")
    } else {
        pick(language, "every match was found", "se encontraron todas las coincidencias")
    };
    format!("{closed}; {matched}; {}", own(method, language))
}

fn own(method: Method, language: Language) -> &'static str {
    match method {
        Method::Chapman => pick(
            language,
            "being on one list does not change the chance of being on the other",
            "estar en una lista no cambia la probabilidad de estar en la otra",
        ),
        Method::LogLinear => pick(
            language,
            "the lists may depend on each other in pairs or more, but not all of them together; persons are alike within the table",
            "las listas pueden depender unas de otras de dos en dos o más, pero no todas juntas; las personas son semejantes dentro de la tabla",
        ),
        Method::LogLinearAverage => pick(
            language,
            "the lists do not depend on each other all together; none of the models need be right, and the interval holds the doubt between them",
            "las listas no dependen todas juntas unas de otras; ningún modelo tiene que ser cierto, y el intervalo incluye la duda entre ellos",
        ),
        Method::Graphs => pick(
            language,
            "some graph of dependence without unbridged rings holds; persons are alike within the table",
            "vale algún grafo de dependencia sin anillos abiertos; las personas son semejantes dentro de la tabla",
        ),
        Method::Classes => pick(
            language,
            "persons fall into classes, and within a class the lists are independent",
            "las personas forman clases, y dentro de una clase las listas son independientes",
        ),
        Method::Coverage => pick(
            language,
            "lists depend on each other in pairs only, and on those whom no list holds as on the others",
            "las listas dependen unas de otras solo de dos en dos, y para quienes no están en ninguna igual que para los demás",
        ),
        Method::Chao => pick(
            language,
            "the lists are alike and, for each person, independent, though persons may differ; the result is a lower bound",
            "las listas son semejantes y, para cada persona, independientes, aunque las personas difieran; el resultado es una cota inferior",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn that_every_match_was_found_is_said_only_where_no_linkage_was_sampled() {
        for method in [Method::Chapman, Method::LogLinear, Method::Graphs, Method::Classes, Method::Chao] {
            assert!(!assumptions(method, true, Language::En).contains("every match"));
            assert!(assumptions(method, false, Language::En).contains("every match was found"));
            assert!(assumptions(method, false, Language::Es).contains("se encontraron todas"));
        }
    }
}
