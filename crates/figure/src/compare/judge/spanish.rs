//! Each reason as a Spanish sentence. What the record or the article say is quoted as they say it.

use record::{Bilingual, Decision, Edtf, FigureId, Language, short_numeral};

use super::{
    Reason, Rival,
    sentence::{decided, lower_first},
};
use crate::unit::UNITS;

impl Reason {
    pub(super) fn in_spanish(&self) -> String {
        match self {
            Self::Agrees => "coincide con el registro".to_owned(),
            Self::QualifierLost { by, qualifier } => {
                format!("matiz perdido: {by} dice «{}»", qualifier.words(Language::Es))
            }
            Self::QualifierNotBorne { value } => format!("matiz que no se sostiene: el valor es {}", print(*value)),
            Self::UnitChanged { counted, said } => {
                format!("unidad cambiada: la fuente cuenta {}, el artículo dice {}", unit(counted), unit(said))
            }
            Self::ValueDiffers { value } => format!("valor distinto: el registro tiene {}", print(*value)),
            Self::NotFinal { date, is_appeal_announced } => not_final(date.as_ref(), *is_appeal_announced),
            Self::VerdictNotFound { decision, later, dispute } => verdict_not_found(*decision, later.as_ref(), dispute),
            Self::RivalFigures { rivals } => rival_figures(rivals),
            Self::EstimatePrintedAsCount { interval, is_definition_narrowed } => {
                as_count(*interval, *is_definition_narrowed)
            }
            Self::PeriodNotStated => "período no declarado: la fuente no dice qué tiempo abarca el número".to_owned(),
            Self::SiblingOmitted { figure } => format!("omitida: {figure} va a su lado"),
            Self::DanglingReference { is_place: true, .. } => {
                "referencia sin asidero: en otra página no hay nada en ese lugar".to_owned()
            }
            Self::DanglingReference { is_place: false, meant } => dangling(meant.as_ref()),
            Self::PopulationWidened { figure, counted } => {
                format!("población ampliada: lo que se cuenta es {} ({figure})", lower_first(counted.get(Language::Es)))
            }
            Self::GroupChanged { figure, counted, said } => {
                format!("grupo cambiado: {figure} cuenta {}, el artículo dice {said}", counted.get(Language::Es))
            }
            Self::PeriodDiffers { counted, said, is_widened } => period_differs(counted, said, *is_widened),
            Self::PeriodOfRegister { figure, counted } => {
                format!("período del registro: {figure} tiene el mismo número para {}", counted.words(Language::Es))
            }
            Self::Stale { newer, since } => stale(newer.as_ref(), since),
            Self::StageOverstated { counted, said } => {
                let [counted, said] = [counted, said].map(|decision| decided(*decision, Language::Es));
                format!("etapa exagerada: la cifra cuenta a los {counted}, el artículo dice {said}")
            }
            Self::OutsideInterval { low, high } => {
                format!("fuera del intervalo: la estimación va de {} a {}", print(*low), print(*high))
            }
            Self::SeparatorError { value } => {
                format!("separador decimal o de millares: el registro tiene {}", print(*value))
            }
            Self::PercentAndPoints { is_points: true } => {
                "por ciento en lugar de puntos porcentuales: la fuente da la diferencia de dos proporciones".to_owned()
            }
            Self::PercentAndPoints { is_points: false } => {
                "puntos porcentuales en lugar de por ciento: la fuente da una proporción".to_owned()
            }
            Self::DateDiffers { title, published, said } => {
                let [published, said] = [published, said].map(|date| date.words(Language::Es));
                format!("fecha distinta: {title} lleva la fecha {published}, el artículo dice {said}")
            }
        }
    }
}

fn period_differs(counted: &Edtf, said: &Edtf, is_widened: bool) -> String {
    let what = if is_widened { "período ampliado" } else { "período distinto" };
    let [counted, said] = [counted, said].map(|period| period.words(Language::Es));
    format!("{what}: la cifra abarca {counted}, el artículo dice {said}")
}

fn stale(newer: Option<&FigureId>, since: &Edtf) -> String {
    let since = since.words(Language::Es);
    match newer {
        Some(figure) => format!("anticuada: {figure} responde lo mismo para {since}"),
        None => format!("anticuada: la cifra debía revisarse a más tardar en {since}"),
    }
}

fn not_final(date: Option<&Edtf>, is_appeal_announced: bool) -> String {
    let when = date.map(|date| format!(" de {}", date.words(Language::Es))).unwrap_or_default();
    let why = if is_appeal_announced { "se anunció una apelación" } else { "podía apelarse" };
    format!("no es firme: la decisión{when} no fue la última palabra, {why}")
}

fn verdict_not_found(decision: Decision, later: Option<&Edtf>, dispute: &Bilingual) -> String {
    let dispute = dispute.get(Language::Es);
    let later = later.map(|date| format!("; la primera que conoce el registro es de {}", date.words(Language::Es)));
    let dispute = if dispute.is_empty() { String::new() } else { format!(". {dispute}") };
    let decision = decided(decision, Language::Es);
    format!("fallo que no consta en los procesos hasta esa fecha ({decision}){}{dispute}", later.unwrap_or_default())
}

fn rival_figures(rivals: &[Rival]) -> String {
    let list: Vec<String> = rivals.iter().map(|rival| format!("{} según {}", rival.words_es, rival.figure)).collect();
    format!("cifras rivales: {}", list.join(", "))
}

fn as_count(interval: Option<(f64, f64)>, is_definition_narrowed: bool) -> String {
    let interval = interval.map(|(low, high)| format!(" con el intervalo de {} a {}", print(low), print(high)));
    let narrowed =
        if is_definition_narrowed { "; cuenta personas muertas o desaparecidas, no solo las muertas" } else { "" };
    format!("estimación impresa como recuento: es la estimación de un modelo{}{narrowed}", interval.unwrap_or_default())
}

fn dangling(meant: Option<&Edtf>) -> String {
    match meant {
        Some(meant) => {
            format!("referencia sin asidero: escriba {}, que no se mueve con quien lee", meant.words(Language::Es))
        }
        None => "referencia sin asidero: dé la fecha, que no se mueve con quien lee".to_owned(),
    }
}

/// The Spanish name of a unit.
fn unit(english: &str) -> &str {
    UNITS.iter().find(|unit| unit.en == english).map_or(english, |unit| unit.es)
}

fn print(value: f64) -> String {
    short_numeral(value, Language::Es)
}
