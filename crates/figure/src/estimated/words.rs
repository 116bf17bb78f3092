//! Refusals and warnings in words, in both languages; no count in them that is too small to be shown.

use estimate::{NotEstimable, honesty::Warning, method::Refusal, pool::NoPool};
use record::Bilingual;

use super::{Said, spanish};

/// Why a stratum or a figure has no number.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Why {
    /// Fewer persons are documented than may be shown.
    TooFew,
    /// The method refuses the table.
    Method(Box<Refusal>),
    /// The interval has no upper end.
    NoUpperEnd,
    /// The sampled linkages have no common answer.
    Pool(NoPool),
    /// No stratum has a number.
    NoStratum,
}

impl Why {
    /// The reason; counts below `least` are not told.
    pub(super) fn text(&self, least: u64) -> Bilingual {
        match self {
            Self::TooFew => Bilingual::new(
                format!("fewer than {} persons are documented there", least.max(1)),
                format!("hay menos de {} personas documentadas allí", least.max(1)),
            ),
            Self::Method(refusal) => of_method(refusal, least),
            Self::NoUpperEnd => Bilingual::new(
                "the lists set no upper bound to the population",
                "las listas no fijan una cota superior a la población",
            ),
            Self::Pool(refusal) => Bilingual::new(refusal.to_string(), spanish::pool(refusal)),
            Self::NoStratum => Bilingual::new("no stratum has an estimate", "ningún estrato tiene una estimación"),
        }
    }

    /// What is said of the linkage where there is no number that could hold its doubt.
    pub(super) fn no_number() -> Bilingual {
        Bilingual::new("there is no estimate that could hold it", "no hay estimación que pueda incluirla")
    }
}

fn of_method(refusal: &Refusal, least: u64) -> Bilingual {
    if let Refusal::NotEstimable(NotEstimable::OverlapTooSmall { found, wanted }) = refusal
        && (1..least).contains(found)
    {
        return Bilingual::new(
            format!("the lists share fewer than {least} persons; at least {wanted} are needed"),
            format!("las listas comparten menos de {least} personas; se necesitan al menos {wanted}"),
        );
    }
    Bilingual::new(refusal.to_string(), spanish::refusal(refusal))
}

/// A warning with why it matters; `is_hidden`: without counts of persons that could show a hidden one.
pub(super) fn said(warning: &Warning, stratum: &str, is_hidden: bool) -> Said {
    let (en, es) = match warning {
        Warning::StrataLeftOut { names, .. } if is_hidden => {
            (format!("No estimate for: {}.", names.join(", ")), format!("Sin estimación: {}.", names.join(", ")))
        }
        other => (other.to_string(), spanish::finding(other)),
    };
    let text = Bilingual::new(format!("{en} {}", warning.why()), format!("{es} {}", spanish::why(warning)));
    Said { code: warning.code(), stratum: stratum.to_owned(), text }
}
