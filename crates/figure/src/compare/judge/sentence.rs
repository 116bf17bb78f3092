//! Each reason as a sentence for a reader of the article: here in English, in `spanish` in Spanish.

use record::{Bilingual, Decision, Edtf, FigureId, Language, short_numeral};

use super::{Reason, Rival};

impl Reason {
    /// One sentence for a reader of the article.
    pub fn sentence(&self, language: Language) -> String {
        match language {
            Language::En => self.in_english(),
            Language::Es => self.in_spanish(),
        }
    }

    fn in_english(&self) -> String {
        match self {
            Self::Agrees => "agrees with the record".to_owned(),
            Self::QualifierLost { by, qualifier } => {
                format!("qualifier lost: {by} says '{}'", qualifier.words(Language::En))
            }
            Self::QualifierNotBorne { value } => format!("qualifier not borne: the value is {}", print(*value)),
            Self::UnitChanged { counted, said } => {
                format!("unit changed: the source counts {counted}, the article says {said}")
            }
            Self::ValueDiffers { value } => format!("value differs: the record has {}", print(*value)),
            Self::NotFinal { date, is_appeal_announced } => not_final(date.as_ref(), *is_appeal_announced),
            Self::VerdictNotFound { decision, later, dispute } => verdict_not_found(*decision, later.as_ref(), dispute),
            Self::RivalFigures { rivals } => rival_figures(rivals),
            Self::EstimatePrintedAsCount { interval, is_definition_narrowed } => {
                as_count(*interval, *is_definition_narrowed)
            }
            Self::PeriodNotStated => {
                "period not stated: the source does not say which time the number covers".to_owned()
            }
            Self::SiblingOmitted { figure } => format!("left out: {figure} belongs beside it"),
            Self::DanglingReference { is_place: true, .. } => {
                "dangling reference: nothing stands there on another page".to_owned()
            }
            Self::DanglingReference { is_place: false, meant } => dangling(meant.as_ref()),
            Self::PopulationWidened { figure, counted } => {
                format!("population widened: what is counted is {} ({figure})", lower_first(counted.get(Language::En)))
            }
            Self::GroupChanged { figure, counted, said } => {
                format!("group changed: {figure} counts {}, the article says {said}", counted.get(Language::En))
            }
            Self::PeriodDiffers { counted, said, is_widened } => period_differs(counted, said, *is_widened),
            Self::PeriodOfRegister { figure, counted } => {
                format!("period of the register: {figure} has the same number for {}", counted.words(Language::En))
            }
            Self::Stale { newer, since } => stale(newer.as_ref(), since),
            Self::StageOverstated { counted, said } => {
                format!(
                    "stage overstated: the figure counts the {}, the article says {}",
                    decided(*counted, Language::En),
                    decided(*said, Language::En)
                )
            }
            Self::OutsideInterval { low, high } => {
                format!("outside the interval: the estimate goes from {} to {}", print(*low), print(*high))
            }
            Self::SeparatorError { value } => {
                format!("decimal or thousand separator: the record has {}", print(*value))
            }
            Self::PercentAndPoints { is_points: true } => {
                "percent for percentage points: the source gives a difference of two shares".to_owned()
            }
            Self::PercentAndPoints { is_points: false } => {
                "percentage points for percent: the source gives a share".to_owned()
            }
            Self::DateDiffers { title, published, said } => format!(
                "date differs: {title} is dated {}, the article says {}",
                published.words(Language::En),
                said.words(Language::En)
            ),
        }
    }
}

fn period_differs(counted: &Edtf, said: &Edtf, is_widened: bool) -> String {
    let what = if is_widened { "period widened" } else { "period differs" };
    let [counted, said] = [counted, said].map(|period| period.words(Language::En));
    format!("{what}: the figure covers {counted}, the article says {said}")
}

fn stale(newer: Option<&FigureId>, since: &Edtf) -> String {
    let since = since.words(Language::En);
    match newer {
        Some(figure) => format!("stale: {figure} answers the same for {since}"),
        None => format!("stale: the figure was due for review by {since}"),
    }
}

fn not_final(date: Option<&Edtf>, is_appeal_announced: bool) -> String {
    let when = date.map(|date| format!(" of {}", date.words(Language::En))).unwrap_or_default();
    let why = if is_appeal_announced { "an appeal was announced" } else { "it could be appealed" };
    format!("not final: the decision{when} was not the last word, {why}")
}

fn verdict_not_found(decision: Decision, later: Option<&Edtf>, dispute: &Bilingual) -> String {
    let dispute = dispute.get(Language::En);
    let later = later.map(|date| format!("; the first that the record knows is of {}", date.words(Language::En)));
    let dispute = if dispute.is_empty() { String::new() } else { format!(". {dispute}") };
    let decision = decided(decision, Language::En);
    format!("verdict not found in the proceedings by that date ({decision}){}{dispute}", later.unwrap_or_default())
}

fn rival_figures(rivals: &[Rival]) -> String {
    let list: Vec<String> = rivals.iter().map(|rival| format!("{} by {}", rival.words, rival.figure)).collect();
    format!("rival figures: {}", list.join(", "))
}

fn as_count(interval: Option<(f64, f64)>, is_definition_narrowed: bool) -> String {
    let interval = interval.map(|(low, high)| format!(" with the interval {} to {}", print(low), print(high)));
    let narrowed =
        if is_definition_narrowed { "; it counts people killed or disappeared, not only the dead" } else { "" };
    format!("estimate printed as a count: it is a model's estimate{}{narrowed}", interval.unwrap_or_default())
}

fn dangling(meant: Option<&Edtf>) -> String {
    match meant {
        Some(meant) => {
            format!("dangling reference: write {}, it will not move with the reader", meant.words(Language::En))
        }
        None => "dangling reference: give the date, it will not move with the reader".to_owned(),
    }
}

/// A decision as a participle.
pub(in crate::compare) const fn decided(decision: Decision, language: Language) -> &'static str {
    match (decision, language) {
        (Decision::Convicted, Language::En) => "convicted",
        (Decision::Acquitted, Language::En) => "acquitted",
        (Decision::Shelved, Language::En) => "shelved",
        (Decision::Charged, Language::En) => "charged",
        (Decision::Convicted, Language::Es) => "condenados",
        (Decision::Acquitted, Language::Es) => "absueltos",
        (Decision::Shelved, Language::Es) => "archivado",
        (Decision::Charged, Language::Es) => "procesados",
    }
}

pub(super) fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

fn print(value: f64) -> String {
    short_numeral(value, Language::En)
}
