//! What a figure says it is: the TOML that declares it.

use std::fmt;

use disclose::{Coarse, Sensitivity};
use record::{Access, Bilingual, Decision, Edtf, FigureId, Qualifier, RecordId};
use serde::{Deserialize, Serialize};

use crate::{flow::Flow, unit::CountingUnit};

mod card;
mod estimate;

pub use card::{Card, OtherList};
pub use estimate::EstimateOf;

/// Something wrong in a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, within the workspace.
    pub file: String,
    /// The figure, where it is known.
    pub figure: Option<FigureId>,
    /// What is wrong.
    pub reason: String,
    /// What would be right.
    pub mend: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.file)?;
        if let Some(figure) = &self.figure {
            write!(formatter, ", figure '{figure}'")?;
        }
        write!(formatter, ": {}\n  mend: {}", self.reason, self.mend)
    }
}

/// A declared figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Its name, stable for ever.
    pub id: FigureId,
    /// What a reader sees first.
    pub title: Bilingual,
    /// Counting unit, by name.
    pub unit: String,
    /// Words beside the number.
    pub noun: Bilingual,
    /// Words by which prose about it is known.
    #[serde(default)]
    pub keywords: Keywords,
    /// What the register holds.
    #[serde(default)]
    pub population: Bilingual,
    /// Which time; `?` where the source does not say.
    #[serde(default)]
    pub period: Option<String>,
    /// Which place, by code.
    #[serde(default)]
    pub place: Option<String>,
    /// Who counts.
    #[serde(default)]
    pub register: Bilingual,
    /// What is counted and what is not.
    pub definition: Bilingual,
    /// Where it is listed.
    pub topic: String,
    /// What it answers; figures with the same question are rivals. Its own id where none is named.
    #[serde(default)]
    pub question: Option<String>,
    /// Why it differs from its rivals, or what is disputed.
    #[serde(default)]
    pub reason: Bilingual,
    /// Figures to offer beside it.
    #[serde(default)]
    pub related: Vec<FigureId>,
    /// How far it may travel.
    #[serde(default)]
    pub access: Access,
    /// When it must be looked at again.
    #[serde(default)]
    pub review_by: Option<Edtf>,
    /// The proceeding that its verdict words speak of.
    #[serde(default)]
    pub proceeding: Option<RecordId>,
    /// Which decision of that proceeding it counts.
    #[serde(default)]
    pub decision: Option<Decision>,
    /// True where it rests on synthetic records.
    #[serde(default)]
    pub is_synthetic: bool,
    /// What is known of its register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Card>,
    /// Rules of its own for small cells.
    #[serde(default)]
    pub disclosure: Option<Disclosure>,
    /// SQL over the snapshot that returns its members.
    #[serde(default)]
    pub members: Option<String>,
    /// An expression over other figures.
    #[serde(default)]
    pub derive: Option<Derive>,
    /// An estimate over linked lists.
    #[serde(default)]
    pub estimate: Option<EstimateOf>,
    /// What somebody else published.
    #[serde(default)]
    pub claim: Option<Claim>,
    /// Of a stock: what came in and went out in its period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<Flow>,
}

/// Words by which prose about a figure is known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keywords {
    /// In English.
    #[serde(default)]
    pub en: Vec<String>,
    /// In Spanish.
    #[serde(default)]
    pub es: Vec<String>,
}

/// Rules of a figure for small cells.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure {
    /// The smallest cell that is published.
    #[serde(default)]
    pub threshold: Option<u64>,
    /// How much harm being recognised can do: it gives the threshold where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sensitivity: Option<Sensitivity>,
    /// Why small cells may be published all the same.
    #[serde(default)]
    pub waived: Option<String>,
    /// The column of the query that names who told of a record. It is not broken down by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Bands to print rows in, by the counts at which they begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bands: Option<Vec<u32>>,
    /// The base to which rows are rounded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<u32>,
}

impl Disclosure {
    /// How its rows are printed, where not as they are.
    pub fn coarse(&self) -> Option<Coarse> {
        self.bands.clone().map(Coarse::Bands).or(self.round.map(Coarse::Round))
    }

    fn check(&self) -> Option<(String, String)> {
        let say = |reason: &str, mend: &str| Some((format!("disclosure: {reason}"), mend.to_owned()));
        let is_waived = self.waived.as_ref().is_some_and(|reason| !reason.trim().is_empty());
        if self.waived.is_some() && !is_waived {
            return say("it is waived without a reason", "write why small numbers may be shown: waived = \"…\"");
        }
        if self.sensitivity == Some(Sensitivity::Named) && !is_waived {
            return say("named persons without a reason", "write where they are named: waived = \"…\"");
        }
        if self.bands.is_some() && self.round.is_some() {
            return say("bands and rounding at once", "keep bands or round");
        }
        let reason = self.coarse()?.check().err()?;
        say(&reason, "docs/disclosure.md shows both")
    }
}

/// An expression over other figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Derive {
    /// The first in percent of the second.
    Share(FigureId, FigureId),
    /// All together.
    Sum(Vec<FigureId>),
    /// The first less the second.
    Difference(FigureId, FigureId),
}

impl Derive {
    /// The figures that it is over, in the order in which they are named.
    pub fn inputs(&self) -> Vec<&FigureId> {
        match self {
            Self::Share(one, other) | Self::Difference(one, other) => vec![one, other],
            Self::Sum(all) => all.iter().collect(),
        }
    }
}

/// What somebody else published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The number.
    pub value: f64,
    /// The upper end of a range.
    #[serde(default)]
    pub upper: Option<f64>,
    /// Lower end of its interval.
    #[serde(default)]
    pub low: Option<f64>,
    /// Upper end of its interval.
    #[serde(default)]
    pub high: Option<f64>,
    /// The qualifier that the claimant used.
    #[serde(default)]
    pub qualifier: Qualifier,
    /// Who prints it.
    pub by: String,
    /// From the register to the one who prints it.
    #[serde(default)]
    pub chain: Vec<String>,
    /// When it was published.
    #[serde(default)]
    pub date: Option<Edtf>,
    /// The document that says it.
    pub document: String,
    /// In these words.
    pub exact: String,
    /// True where the claimant estimated.
    #[serde(default)]
    pub is_estimate: bool,
    /// The claim from which this one was taken.
    #[serde(default)]
    pub retells: Option<FigureId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    figure: Vec<Definition>,
}

impl Definition {
    /// Its counting unit.
    pub fn counting_unit(&self) -> Option<&'static CountingUnit> {
        CountingUnit::named(&self.unit)
    }

    /// What it answers.
    pub fn question(&self) -> &str {
        self.question.as_deref().unwrap_or(self.id.as_str())
    }

    fn check(&self) -> Option<(String, String)> {
        if self.counting_unit().is_none() {
            let names: Vec<&str> = crate::unit::UNITS.iter().map(|unit| unit.name).collect();
            return Some((
                format!("'{}' is no counting unit", self.unit),
                format!("write one of: {}", names.join(", ")),
            ));
        }
        let ways = [self.members.is_some(), self.derive.is_some(), self.estimate.is_some(), self.claim.is_some()];
        let count = ways.into_iter().filter(|is_there| *is_there).count();
        if count != 1 {
            let mend = "give exactly one of members, derive, estimate, [figure.claim]".to_owned();
            return Some((format!("it has {count} ways of getting its value"), mend));
        }
        let disclosure = self.disclosure.as_ref().and_then(Disclosure::check);
        disclosure.or_else(|| self.estimate.as_ref().and_then(EstimateOf::check))
    }
}

/// Reads a file of definitions: the good ones, and the problems of the others.
///
/// ```
/// let (found, problems) = figure::parse_definitions("figures/x.toml", "[[figure]]\nid = 'a'\n");
/// assert!(found.is_empty() && problems[0].reason.contains("missing field"));
/// ```
pub fn parse_definitions(file: &str, text: &str) -> (Vec<Definition>, Vec<Problem>) {
    let problem = |figure: Option<FigureId>, reason: String, mend: String| Problem {
        file: file.to_owned(),
        figure,
        reason,
        mend,
    };
    let parsed: File = match toml::from_str(text) {
        Ok(parsed) => parsed,
        Err(error) => {
            let mend = "docs/workspace.md lists the keys of a figure".to_owned();
            return (Vec::new(), vec![problem(None, error.to_string().trim_end().to_owned(), mend)]);
        }
    };
    let (mut good, mut problems) = (Vec::new(), Vec::new());
    for definition in parsed.figure {
        match definition.check() {
            Some((reason, mend)) => problems.push(problem(Some(definition.id), reason, mend)),
            None => good.push(definition),
        }
    }
    (good, problems)
}
