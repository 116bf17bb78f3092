//! The option of every command that speaks both languages.

use clap::{Args, ValueEnum};
use record::Language;

/// In which language a command speaks.
#[derive(Debug, Args)]
pub(crate) struct Speech {
    /// The language of what people read [default: the system's]
    #[arg(long, value_enum, env = "WILLAY_LANGUAGE", hide_env_values = true)]
    language: Option<Tongue>,
}

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tongue {
    /// English
    En,
    /// Spanish
    Es,
}

impl From<Tongue> for Language {
    fn from(tongue: Tongue) -> Self {
        match tongue {
            Tongue::En => Self::En,
            Tongue::Es => Self::Es,
        }
    }
}

impl Speech {
    /// The language that is asked for.
    pub(crate) fn language(&self) -> Language {
        self.language.map_or_else(crate::language::of_system, Language::from)
    }
}
