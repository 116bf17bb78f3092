//! What the estimators say in English, said in Spanish: warnings, and reasons why there is no number.

use estimate::{
    NotEstimable, decomposable,
    diagnostics::Diagnosis,
    honesty::Warning,
    lcmcr,
    log_linear::Existence,
    method::Refusal,
    pool::{NoPool, TooFewReplicates},
};
use record::{Language, numeral};

/// Whole persons.
fn persons(number: f64) -> String {
    if number.is_finite() { numeral(number, 0, Language::Es) } else { "sin cota".to_owned() }
}

#[expect(clippy::cast_precision_loss, reason = "counts of persons are far below 2^53")]
fn count(number: u64) -> String {
    numeral(number as f64, 0, Language::Es)
}

fn decimal(number: f64, decimals: usize) -> String {
    if number.is_finite() { numeral(number, decimals, Language::Es) } else { "sin cota".to_owned() }
}

fn percent(share: f64) -> String {
    format!("{}\u{a0}%", decimal(100.0 * share, 1))
}

/// What was found, as a sentence.
pub(super) fn finding(warning: &Warning) -> String {
    match warning {
        Warning::FewLists { usable: 1, .. } => "Una sola lista aporta información.".to_owned(),
        Warning::FewLists { .. } => "Solo dos listas aportan información.".to_owned(),
        Warning::NoOverlap { pairs } => {
            let pairs: Vec<String> = pairs.iter().map(|[one, other]| format!("{one} y {other}")).collect();
            format!("Estas listas no comparten a nadie: {}.", pairs.join("; "))
        }
        Warning::DependentPair { pair: [one, other], within, ratio, low, high } => {
            let way = if *ratio > 1.0 { "se atraen" } else { "se evitan" };
            let [ratio, low, high] = [ratio, low, high].map(|number| decimal(*number, 2));
            format!("Dentro de {within}, {one} y {other} {way}: razón de momios {ratio} (de {low} a {high}).")
        }
        Warning::NoMaximum { model, existence } => no_maximum(model, *existence),
        Warning::RivalModels { lowest, highest, models } => {
            format!("{models} modelos ajustan casi igual y dan poblaciones {}.", range(lowest, highest))
        }
        Warning::DependenceBand { low_persons, high_persons } => format!(
            "Si todas las listas juntas dependieran unas de otras por un factor de 2 en uno u otro sentido, la población sería \
             de {} a {}.",
            persons(*low_persons),
            persons(*high_persons)
        ),
        Warning::CutOff { share, limit_persons } => {
            format!(
                "El {} de la distribución posterior está por encima de {} personas.",
                percent(*share),
                persons(*limit_persons)
            )
        }
        Warning::Chains { .. } => "Las cadenas no concuerdan, o dicen demasiado poco.".to_owned(),
        Warning::SeveralHills { at_persons } => {
            let at: Vec<String> = at_persons.iter().map(|at| persons(*at)).collect();
            format!("La distribución posterior tiene cimas en {} personas.", at.join(" y "))
        }
        Warning::MostlyUndocumented { ratio } => {
            format!("La estimación es {} veces lo documentado.", decimal(*ratio, 1))
        }
        Warning::ListDecides { lowest, highest, not_estimable } => {
            let rest = match not_estimable {
                0 => String::new(),
                1 => "; un cambio no deja nada que estimar".to_owned(),
                number => format!("; {number} cambios no dejan nada que estimar"),
            };
            format!("Con menos listas la estimación va {}{rest}.", range(lowest, highest))
        }
        Warning::PriorDecides { lowest, highest } => {
            format!("Con otras distribuciones previas la estimación va {}.", range(lowest, highest))
        }
        Warning::Subtraction { name, persons: number, documented } => format!(
            "{name} es la diferencia de dos estimaciones: {} ({} documentadas).",
            persons(*number),
            count(*documented)
        ),
        Warning::Refuted { high_persons, documented, source } => format!(
            "{source} documentó {} personas, más de las {} que la estimación admite.",
            count(*documented),
            persons(*high_persons)
        ),
        Warning::StrataLeftOut { names, documented, share } => format!(
            "Sin estimación: {}. Son {} personas documentadas, el {} de todas.",
            names.join(", "),
            count(*documented),
            percent(*share)
        ),
        Warning::PoolingDiffers { pooled_persons, stratified_persons } => format!(
            "Una sola tabla de todos da {} personas; la suma de los estratos, {}.",
            persons(*pooled_persons),
            persons(*stratified_persons)
        ),
        Warning::FewReplicates { found } => format!("Se combinaron {found} vinculaciones o imputaciones."),
    }
}

fn no_maximum(model: &str, existence: Existence) -> String {
    let what = match existence {
        Existence::Exists => "tiene una estimación de máxima verosimilitud",
        Existence::NoMaximum => "no tiene estimación de máxima verosimilitud",
        Existence::NotIdentified => "no está identificado por esta tabla",
        Existence::Neither => "no tiene estimación de máxima verosimilitud ni está identificado",
    };
    format!("El modelo {model} {what}.")
}

/// Where estimates lie; what gives them keeps its name.
fn range(lowest: &(String, f64), highest: &(String, f64)) -> String {
    let name = |name: &str| {
        let name = if name == "all lists" { "todas las listas" } else { name };
        match name.strip_prefix("without ") {
            Some(list) => format!("sin {list}"),
            None => name.replace(" and ", " y ").replace(" as one", " como una sola"),
        }
    };
    format!("de {} ({}) a {} ({})", persons(lowest.1), name(&lowest.0), persons(highest.1), name(&highest.0))
}

/// Why it matters, in a sentence.
pub(super) fn why(warning: &Warning) -> &'static str {
    match warning {
        Warning::FewLists { .. } => {
            "Dos listas no pueden mostrar si dependen una de otra, de modo que la estimación descansa en la creencia de que no."
        }
        Warning::NoOverlap { .. } => {
            "Las listas que no comparten a nadie pueden servir a personas distintas; entonces ninguna coincidencia dice a cuántas no llega ninguna."
        }
        Warning::DependentPair { .. } => {
            "Las listas que se atraen hacen que la población parezca demasiado pequeña; las que se evitan, demasiado grande."
        }
        Warning::NoMaximum { .. } => {
            "La verosimilitud no tiene punto más alto, de modo que cualquier número de este modelo es donde un programa se detuvo."
        }
        Warning::RivalModels { .. } => {
            "La tabla no distingue estos modelos, de modo que la elección del modelo hace el número."
        }
        Warning::DependenceBand { .. } => {
            "Se supone nula la interacción de todas las listas y ninguna tabla puede comprobarlo; a la mitad o al doble, da estas poblaciones."
        }
        Warning::CutOff { .. } => "La media y el extremo superior son los de la parte examinada, y demasiado pequeños.",
        Warning::Chains { .. } => {
            "Cadenas que no concuerdan no han encontrado la distribución posterior, y sus cuantiles son los de donde estaban."
        }
        Warning::SeveralHills { .. } => {
            "La tabla apoya poblaciones muy alejadas; puede que nada apoye una media o mediana entre ellas."
        }
        Warning::MostlyUndocumented { .. } => {
            "La mayor parte del número viene del modelo y no de las listas, y los errores del modelo crecen con él."
        }
        Warning::ListDecides { .. } => {
            "La población no cambia cuando se quita o se une una lista; si la estimación cambia, una sola lista o un supuesto sobre ella hace el número."
        }
        Warning::PriorDecides { .. } => "Donde la distribución previa mueve el número, la tabla dice poco de él.",
        Warning::Subtraction { .. } => {
            "Los dos números comparten personas y errores, de modo que la diferencia tiene un intervalo más ancho que cada uno."
        }
        Warning::Refuted { .. } => {
            "Una población no puede ser menor que las personas que se sabe que pertenecen a ella."
        }
        Warning::StrataLeftOut { .. } => {
            "El total deja fuera a quienes no fueron documentados en estos estratos, y es demasiado pequeño."
        }
        Warning::PoolingDiffers { .. } => {
            "Personas de distintos estratos tienen distintas probabilidades de estar en una lista; una sola tabla lo lee como dependencia entre listas."
        }
        Warning::FewReplicates { .. } => {
            "La varianza entre vinculaciones o imputaciones apenas se conoce con tan pocas, y el intervalo es demasiado estrecho o demasiado ancho."
        }
    }
}

/// Why a method gives no number.
pub(super) fn refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NotEstimable(why) => of_table(*why),
        Refusal::Graphs(why) => of_graphs(why),
        Refusal::Classes(why) => of_classes(why),
        Refusal::NothingToCompare => {
            "menos de dos listas dicen algo propio: las demás no contienen a nadie, contienen a todos o a las mismas personas".to_owned()
        }
    }
}

fn of_table(why: NotEstimable) -> String {
    match why {
        NotEstimable::WrongNumberOfLists { found, wanted } => {
            format!("el método toma {} listas, la tabla tiene {found}", wanted.replace(" to ", " a "))
        }
        NotEstimable::OverlapTooSmall { found, wanted } => {
            format!("las listas comparten {} personas; se necesitan al menos {}", count(found), count(wanted))
        }
        NotEstimable::NoModelFits => {
            "ningún modelo tiene estimación de máxima verosimilitud: demasiados patrones están vacíos".to_owned()
        }
        NotEstimable::BelowDocumented => {
            "el modelo pone la población por debajo de las personas documentadas: la tabla lo contradice".to_owned()
        }
    }
}

fn of_graphs(why: &decomposable::Refusal) -> String {
    use decomposable::Refusal as No;
    match why {
        No::WrongNumberOfLists { found } => {
            format!("el promedio de grafos toma de 3 a 16 listas, la tabla tiene {found}")
        }
        No::NoOverlap => {
            "las listas no comparten a nadie, de modo que decidiría solo la distribución previa".to_owned()
        }
        No::ImpossiblePatterns { patterns } => {
            format!("{patterns} patrones se declararon imposibles, y el promedio de grafos no puede tenerlos en cuenta")
        }
        No::Setting { name, value, wanted } => format!("el ajuste '{name}' es {value}; debe ser {wanted}"),
        No::CutOff { share, .. } => {
            format!("el {} de la distribución posterior queda fuera de los límites", percent(*share))
        }
        No::NoEnd { share } => format!(
            "la distribución posterior cae tan despacio que el {} queda más allá de cualquier población",
            percent(*share)
        ),
        No::ChainsDisagree { diagnosis, .. } => format!("las cadenas de grafos no concuerdan: {}", chains(diagnosis)),
        No::UnevenVisits { efficiency } => {
            format!(
                "las visitas de las cadenas valen el {} de su número: unos pocos grafos harían la respuesta",
                percent(*efficiency)
            )
        }
    }
}

fn of_classes(why: &lcmcr::Refusal) -> String {
    use lcmcr::Refusal as No;
    match why {
        No::TooFewLists { found } => {
            format!("{found} listas contienen a alguien; el modelo de clases latentes necesita 3")
        }
        No::NoOverlap => {
            "nadie está en más de una lista: la tabla no dice nada de los que no están en ninguna".to_owned()
        }
        No::Settings { what, found } => format!("ajuste no válido: {what} ({found})"),
        No::NotConverged { sweeps, diagnosis } => {
            format!("las cadenas no convergieron en {} pasos: {}", count(*sweeps), chains(diagnosis))
        }
        No::Cancelled { sweeps } => format!("interrumpido tras {} pasos", count(*sweeps)),
        No::MassBeyondCap { cap_persons, share } => {
            format!(
                "el {} de las extracciones supera las {} personas, más del 0,1\u{a0}%",
                percent(*share),
                persons(*cap_persons)
            )
        }
    }
}

fn chains(diagnosis: &Diagnosis) -> String {
    format!(
        "R-hat {}, {} extracciones efectivas en el centro y {} en las colas",
        decimal(diagnosis.r_hat, 3),
        persons(diagnosis.ess_bulk),
        persons(diagnosis.ess_tail)
    )
}

/// Why sampled linkages have no common answer.
pub(super) fn pool(why: &NoPool) -> String {
    match why {
        NoPool::Replicates(TooFewReplicates::Number(found)) => {
            format!("hay {found} réplicas; se necesitan al menos 2 y se desean 10")
        }
        NoPool::Replicates(TooFewReplicates::NotFinite(place)) => {
            format!("la réplica {place} no tiene media y varianza finitas")
        }
        NoPool::TooManyRefused { refused, draws, .. } => {
            format!("{refused} de {draws} vinculaciones extraídas no dieron estimación, más de una de cada diez")
        }
    }
}
