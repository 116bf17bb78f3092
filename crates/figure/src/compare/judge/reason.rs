//! What is to be said of a number: each difference has a name and a weight.

use record::{Bilingual, Decision, Edtf, FigureId, Language, Qualifier};
use serde::Serialize;

use crate::Figure;

/// How bad a reason is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing to say.
    Fine,
    /// Worth knowing.
    Note,
    /// Does not stand as it is.
    Fault,
}

/// What is to be said of a number.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum Reason {
    /// It says what the figure says.
    Agrees,
    /// The source qualified it, the article does not.
    QualifierLost {
        /// Who qualified it.
        by: String,
        /// How.
        qualifier: Qualifier,
    },
    /// The qualifier is not true of the value.
    QualifierNotBorne {
        /// The value.
        value: f64,
    },
    /// The source counted something else.
    UnitChanged {
        /// What the source counted.
        counted: String,
        /// What the article says was counted.
        said: String,
    },
    /// Another number.
    ValueDiffers {
        /// The value.
        value: f64,
    },
    /// Called the last word, while it was not.
    NotFinal {
        /// When it was decided.
        date: Option<Edtf>,
        /// True where an appeal was announced.
        is_appeal_announced: bool,
    },
    /// A verdict that the proceeding does not show.
    VerdictNotFound {
        /// What was said to be decided.
        decision: Decision,
        /// The first such decision that the record knows, after the article's date.
        later: Option<Edtf>,
        /// What is disputed, in the words of the figure.
        dispute: Bilingual,
    },
    /// Others count differently.
    RivalFigures {
        /// Which figures, with their values.
        rivals: Vec<Rival>,
    },
    /// A model's estimate without interval, not called an estimate.
    EstimatePrintedAsCount {
        /// Its interval.
        interval: Option<(f64, f64)>,
        /// True where it counts the disappeared too and the article speaks of the dead only.
        is_definition_narrowed: bool,
    },
    /// The source does not say which time it covers.
    PeriodNotStated,
    /// A figure of the same source that belongs beside it.
    SiblingOmitted {
        /// Which.
        figure: FigureId,
    },
    /// A pointing word that points nowhere.
    DanglingReference {
        /// True for a place on the page, false for a moving time.
        is_place: bool,
        /// The time that it meant on the article's day.
        meant: Option<Edtf>,
    },
    /// The register holds fewer than the article speaks of.
    PopulationWidened {
        /// Which figure says so.
        figure: FigureId,
        /// Whom it counts.
        counted: Bilingual,
    },
    /// Another group of persons than the source counted.
    GroupChanged {
        /// Which figure says so.
        figure: FigureId,
        /// Whom it counts.
        counted: Bilingual,
        /// Whom the article speaks of.
        said: String,
    },
    /// The article speaks of a longer time than the figure covers, or of another.
    PeriodDiffers {
        /// The time of the figure.
        counted: Edtf,
        /// The time of the article.
        said: Edtf,
        /// True where the article's holds the figure's.
        is_widened: bool,
    },
    /// A register with the same number covers a time of its own, which the article does not say.
    PeriodOfRegister {
        /// Which figure.
        figure: FigureId,
        /// Its time.
        counted: Edtf,
    },
    /// A stage of the proceeding that the figure does not count.
    StageOverstated {
        /// What the figure counts.
        counted: Decision,
        /// What the article says.
        said: Decision,
    },
    /// Outside of the interval of the estimate.
    OutsideInterval {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// The digits of the value, with the decimal or thousand separator in another place.
    SeparatorError {
        /// The value.
        value: f64,
    },
    /// Percent for percentage points, or the other way.
    PercentAndPoints {
        /// True where the source has percentage points.
        is_points: bool,
    },
    /// Newer figures answer the same question, or the figure was due for review.
    Stale {
        /// The newer figure, where there is one.
        newer: Option<FigureId>,
        /// Since when.
        since: Edtf,
    },
    /// Something was published on another day.
    DateDiffers {
        /// What.
        title: String,
        /// When.
        published: Edtf,
        /// When the article says.
        said: Edtf,
    },
}

impl Reason {
    /// How bad it is.
    pub fn severity(&self) -> Severity {
        match self {
            Self::Agrees => Severity::Fine,
            Self::RivalFigures { .. }
            | Self::PeriodNotStated
            | Self::SiblingOmitted { .. }
            | Self::PeriodOfRegister { .. }
            | Self::Stale { .. }
            | Self::DanglingReference { .. } => Severity::Note,
            Self::QualifierLost { .. }
            | Self::QualifierNotBorne { .. }
            | Self::UnitChanged { .. }
            | Self::ValueDiffers { .. }
            | Self::NotFinal { .. }
            | Self::VerdictNotFound { .. }
            | Self::PopulationWidened { .. }
            | Self::GroupChanged { .. }
            | Self::PeriodDiffers { .. }
            | Self::StageOverstated { .. }
            | Self::OutsideInterval { .. }
            | Self::SeparatorError { .. }
            | Self::PercentAndPoints { .. }
            | Self::DateDiffers { .. }
            | Self::EstimatePrintedAsCount { .. } => Severity::Fault,
        }
    }
}

/// A figure that answers the same question otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rival {
    /// Which.
    pub figure: FigureId,
    /// Its value.
    pub value: Option<f64>,
    /// Its value as a reader reads it.
    pub words: String,
    /// The same in Spanish.
    pub words_es: String,
}

impl Rival {
    pub(super) fn of(figure: &Figure) -> Self {
        Self {
            figure: figure.id().clone(),
            value: figure.printed(),
            words: figure.value_text(Language::En),
            words_es: figure.value_text(Language::Es),
        }
    }
}
