//! What the estimators say in English, said in Spanish: the warnings here, reasons why there is no number below.

use estimate::{honesty::Warning, log_linear::Existence};
use record::{Language, numeral};

mod refusals;

pub(super) use refusals::{pool, refusal};

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
        Warning::FewLists { usable, .. } => few_lists(*usable),
        Warning::NoOverlap { pairs } => {
            let pairs: Vec<String> = pairs.iter().map(|[one, other]| format!("{one} y {other}")).collect();
            format!("Estas listas no comparten a nadie: {}.", pairs.join("; "))
        }
        Warning::DependentPair { pair, within, ratio, low, high } => {
            dependent_pair(pair, within, [*ratio, *low, *high])
        }
        Warning::NoMaximum { model, existence } => no_maximum(model, *existence),
        Warning::RivalModels { lowest, highest, models } => {
            format!("{models} modelos ajustan casi igual y dan poblaciones {}.", range(lowest, highest))
        }
        Warning::DependenceBand { low_persons, high_persons } => band(*low_persons, *high_persons),
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
            list_decides(&range(lowest, highest), *not_estimable)
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

fn few_lists(usable: usize) -> String {
    if usable == 1 { "Una sola lista aporta información." } else { "Solo dos listas aportan información." }.to_owned()
}

fn dependent_pair([one, other]: &[String; 2], within: &str, odds: [f64; 3]) -> String {
    let way = if odds[0] > 1.0 { "se atraen" } else { "se evitan" };
    let [ratio, low, high] = odds.map(|number| decimal(number, 2));
    format!("Dentro de {within}, {one} y {other} {way}: razón de momios {ratio} (de {low} a {high}).")
}

fn band(low_persons: f64, high_persons: f64) -> String {
    let [low, high] = [low_persons, high_persons].map(persons);
    format!(
        "Si todas las listas juntas dependieran unas de otras por un factor de 2 en uno u otro sentido, la población sería de \
         {low} a {high}."
    )
}

fn list_decides(range: &str, not_estimable: usize) -> String {
    let rest = match not_estimable {
        0 => String::new(),
        1 => "; un cambio no deja nada que estimar".to_owned(),
        number => format!("; {number} cambios no dejan nada que estimar"),
    };
    format!("Con menos listas la estimación va {range}{rest}.")
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
