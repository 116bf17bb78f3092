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
    let (en, es) = if let Warning::StrataLeftOut { names, .. } = warning
        && is_hidden
    {
        let names = names.join(", ");
        (format!("No estimate for: {names}."), format!("Sin estimación: {names}."))
    } else {
        (warning.to_string(), spanish::finding(warning))
    };
    let text = Bilingual::new(format!("{en} {}", warning.why()), format!("{es} {}", spanish::why(warning)));
    Said { code: warning.code(), stratum: stratum.to_owned(), text }
}

#[cfg(test)]
mod tests {
    use estimate::pool::TooFewReplicates;
    use record::Language;

    use super::*;

    #[test]
    fn a_count_too_small_to_be_shown_is_in_no_reason_and_no_warning() {
        let few = Refusal::NotEstimable(NotEstimable::OverlapTooSmall { found: 2, wanted: 10 });
        let text = Why::Method(Box::new(few.clone())).text(3);
        assert_eq!(text.get(Language::En), "the lists share fewer than 3 persons; at least 10 are needed");
        assert!(Why::Method(Box::new(few)).text(0).get(Language::Es).contains("comparten 2 personas"));
        let left_out = Warning::StrataLeftOut { names: vec!["north".to_owned()], documented: 2, share: 0.001 };
        let hidden = said(&left_out, "", true);
        assert!(hidden.code == "W12" && !hidden.text.get(Language::En).contains('2'), "{hidden:?}");
        assert!(said(&left_out, "", false).text.get(Language::Es).contains("Son 2 personas"));
    }

    #[test]
    fn numbers_in_spanish_are_written_as_in_spanish() {
        let band = Warning::DependenceBand { low_persons: 10_356.4, high_persons: f64::INFINITY };
        let text = said(&band, "coast", false).text;
        assert!(text.get(Language::Es).contains("356 a sin cota"), "{text:?}");
        let without = ("without church".to_owned(), 900.0);
        let merged = ("church and press as one".to_owned(), 1_500.0);
        let decides = Warning::ListDecides { lowest: without, highest: merged, not_estimable: 1 };
        let text = said(&decides, "", false).text;
        let wanted = "900 (sin church) a 1500 (church y press como una sola); un cambio no deja nada que estimar.";
        assert!(text.get(Language::Es).replace(['\u{a0}', '\u{202f}'], "").contains(wanted), "{text:?}");
        let one = Why::Pool(NoPool::Replicates(TooFewReplicates::Number(1))).text(3);
        assert!(one.get(Language::Es).starts_with("hay 1 réplicas"));
    }
}
