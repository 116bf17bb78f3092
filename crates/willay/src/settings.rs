//! `willay.toml`: the name of the workspace, its languages, its linkages and its rules.

use std::collections::BTreeSet;

use ledger::VerifierKey;
use record::{Access, Bilingual, Language, Policy, resolution::Rules, verification::Rule};
use serde::Deserialize;

use crate::failure::{Cause, Failure};

/// The settings of a workspace.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// What the site is called.
    pub(crate) name: Bilingual,
    /// One paragraph for the front page.
    pub(crate) description: Bilingual,
    /// The languages of the site, the first being the main one.
    pub(crate) languages: Vec<Language>,
    /// The ledger's name in its checkpoints, such as `example.org/peru-2016`.
    pub(crate) origin: String,
    /// Where the site will stand, such as `https://example.org/`.
    pub(crate) base_url: String,
    /// On what terms the site may be copied.
    pub(crate) licence: String,
    /// Who enters what the build archives.
    #[serde(default = "default_actor")]
    pub(crate) actor: String,
    /// Where the ledger is kept.
    #[serde(default)]
    pub(crate) ledger: LedgerSettings,
    /// Other offices with ledgers of their own.
    #[serde(default)]
    pub(crate) office: Vec<OfficeSettings>,
    /// Rules of statistical disclosure control.
    #[serde(default)]
    pub(crate) disclosure: figure::Thresholds,
    /// Who may see what.
    #[serde(default)]
    pub(crate) access: Policy,
    /// Which value counts where sources differ.
    #[serde(default)]
    pub(crate) resolution: Rules,
    /// What counts as verified.
    #[serde(default)]
    pub(crate) verification: Rule,
    /// Who must have read a statement before it counts.
    #[serde(default)]
    pub(crate) review: Review,
    /// Lists whose rows are linked.
    #[serde(default)]
    pub(crate) linkage: Vec<figure::LinkageDefinition>,
    /// The evidence of figures on the site.
    #[serde(default)]
    pub(crate) bundles: Bundles,
    /// Whether pages have pictures for those who share them.
    #[serde(default = "yes")]
    pub(crate) pictures: bool,
    /// Folders with kinds, properties, terms and places that are added to the schema.
    #[serde(default)]
    pub(crate) packs: Vec<std::path::PathBuf>,
}

/// Where the ledger is kept.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LedgerSettings {
    /// A PostgreSQL database; the file in `.willay` where there is none.
    pub(crate) database: Option<String>,
}

/// Another office with a ledger of its own, as `willay office` prints it there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfficeSettings {
    /// How it is called here.
    pub(crate) name: String,
    /// With what it signs; carries the name of its ledger.
    #[serde(deserialize_with = "key")]
    pub(crate) key: VerifierKey,
    /// To what one encrypts for it.
    pub(crate) recipient: String,
    /// How much it may see of what we send; what is sealed travels only where this says so.
    #[serde(default = "default_clearance")]
    pub(crate) clearance: Access,
    /// The groups of which it is.
    #[serde(default)]
    pub(crate) groups: BTreeSet<String>,
}

fn key<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<VerifierKey, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

/// Who must have read a statement before it counts.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Review {
    /// Persons other than its author who must accept it. With 0 every statement counts that nobody rejected.
    pub(crate) reviewers: usize,
}

/// How much evidence lies on the site.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bundles {
    /// Larger files are not written, in megabytes; with 0 none is.
    pub(crate) largest_mb: usize,
}

impl Default for Bundles {
    fn default() -> Self {
        Self { largest_mb: 8 }
    }
}

impl Bundles {
    /// The same in bytes.
    pub(crate) const fn largest_bytes(self) -> usize {
        self.largest_mb.saturating_mul(1_000_000)
    }
}

fn yes() -> bool {
    true
}

fn default_clearance() -> Access {
    Access::Confidential
}

fn default_actor() -> String {
    "workspace".to_owned()
}

impl Settings {
    /// Reads `willay.toml`.
    pub(crate) fn parse(place: &str, text: &str) -> Result<Self, Failure> {
        let settings: Self = toml::from_str(text).map_err(|error| {
            Failure::new(
                Cause::Material,
                format!("{place}: {error}"),
                "see `willay init` for a willay.toml with every key",
            )
        })?;
        if settings.languages.is_empty() {
            return Err(Failure::new(
                Cause::Material,
                format!("{place}: languages is empty"),
                "write languages = [\"en\", \"es\"] or one of the two",
            ));
        }
        Ok(settings)
    }
}
