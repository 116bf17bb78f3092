//! Why there is no number, in Spanish.

use estimate::{
    NotEstimable, decomposable,
    diagnostics::Diagnosis,
    lcmcr,
    method::Refusal,
    pool::{NoPool, TooFewReplicates},
};

use super::{count, decimal, percent, persons};

/// Why a method gives no number.
pub(in crate::estimated) fn refusal(refusal: &Refusal) -> String {
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
        NotEstimable::Cancelled => "cancelado".to_owned(),
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
pub(in crate::estimated) fn pool(why: &NoPool) -> String {
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
