//! What a reader must know of a register before believing its number: who is taken in, up to when, and who is missing.

use record::{Bilingual, Edtf, FigureId};
use serde::{Deserialize, Serialize};

/// The part of a register card that only its authors can tell. The rest is computed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Whom or what the register takes in, and on whose word.
    #[serde(default, skip_serializing_if = "Bilingual::is_empty")]
    pub inclusion: Bilingual,
    /// Up to which day its source had counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut_off: Option<Edtf>,
    /// Who or what it is known to miss.
    #[serde(default, skip_serializing_if = "Bilingual::is_empty")]
    pub gaps: Bilingual,
    /// Other lists of the same population.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_lists: Vec<OtherList>,
}

/// Another list of the same population.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherList {
    /// Who keeps it.
    pub name: Bilingual,
    /// The figure that counts it, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure: Option<FigureId>,
}
