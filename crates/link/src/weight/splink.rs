//! How does a model travel to and from Splink? Its JSON file, read and written without losing what is not understood.
//!
//! Splink 4 and 5 keep one JSON object: the prior, blocking rules as SQL, and for each comparison its levels with an SQL
//! condition, m and u. Conditions that say what our level words say are translated (see [`condition`]); others are
//! reported by place and kept as they are. Keys that are not ours stay for the way back.
//!
//! Source: the files that Splink 4 and 5 write (`save_model_to_json`); Linacre et al. 2022, *Int. J. Population Data Science* 7(3).

pub mod condition;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::model::{ComparisonModel, LevelModel, LevelProbability, Model};
use condition::LevelWords;

/// What Splink reads for a level that was never observed.
const NOT_OBSERVED: f64 = 1e-6;

/// A Splink model file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SplinkModel {
    /// `dedupe_only`, `link_only` or `link_and_dedupe`.
    pub link_type: String,
    /// Share of matches among all pairs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability_two_random_records_match: Option<f64>,
    /// The column with the id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unique_id_column_name: Option<String>,
    /// Blocking rules.
    #[serde(default)]
    pub blocking_rules_to_generate_predictions: Vec<SplinkRule>,
    /// Comparisons.
    pub comparisons: Vec<SplinkComparison>,
    /// All other keys, as they were.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A blocking rule: an object, or in older files the SQL alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SplinkRule {
    /// The SQL alone.
    Sql(String),
    /// With its dialect and other keys.
    Object {
        /// The SQL.
        blocking_rule: String,
        /// All other keys, as they were.
        #[serde(flatten)]
        rest: Map<String, Value>,
    },
}

/// A comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SplinkComparison {
    /// Its name.
    #[serde(default)]
    pub output_column_name: String,
    /// Its levels; the first whose condition holds is that of a pair.
    pub comparison_levels: Vec<SplinkLevel>,
    /// All other keys, as they were.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A level of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SplinkLevel {
    /// When a pair has this level.
    pub sql_condition: String,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_for_charts: Option<String>,
    /// Whether it is "a value is missing".
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_null_level: bool,
    /// P(level given match): a number, or Splink's words where none was observed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub m_probability: Option<SplinkProbability>,
    /// P(level given no match).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub u_probability: Option<SplinkProbability>,
    /// The column whose frequencies adjust the weight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tf_adjustment_column: Option<String>,
    /// How much of the adjustment counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tf_adjustment_weight: Option<f64>,
    /// All other keys (`fix_m_probability`, …), as they were.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A probability as Splink writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SplinkProbability {
    /// A number.
    Number(f64),
    /// Words: "level not observed in training dataset".
    Words(String),
}

/// What a model does not say of itself and a Splink file needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Context {
    /// `dedupe_only`, `link_only` or `link_and_dedupe`.
    pub link_type: String,
    /// The column with the id.
    pub id_column: String,
    /// Blocking rules as SQL.
    pub blocking_rules: Vec<String>,
    /// The dialect of the SQL.
    pub sql_dialect: String,
    /// `[comparison][level - 1]`: when a pair has the level.
    pub levels: Vec<Vec<LevelWords>>,
    /// `[comparison]`: the column whose frequencies adjust the strongest level, if any.
    pub term_frequency: Vec<Option<String>>,
}

/// Something in a file or model that does not go over as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A condition that is not one of our level words.
    #[error(
        "comparison '{comparison}', level {level}: the condition is not known here: {text}; choose a level by hand"
    )]
    UnknownCondition {
        /// Name of the comparison.
        comparison: String,
        /// Place of the level in the file, counted from 1.
        level: usize,
        /// The SQL.
        text: String,
    },
    /// A level without a number.
    #[error(
        "comparison '{comparison}', level {level}: {side} is not a number ({text}); a stand-in of 0.000001 is used"
    )]
    NoProbability {
        /// Name of the comparison.
        comparison: String,
        /// Place of the level in the file, counted from 1.
        level: usize,
        /// m or u.
        side: &'static str,
        /// What is there.
        text: String,
    },
    /// No prior in the file.
    #[error("the file has no probability_two_random_records_match; 0.0001 is used")]
    NoPrior,
    /// Interactions are not known to Splink.
    #[error(
        "{0} interactions between comparisons cannot be written for Splink; its weights will be those of independence"
    )]
    Interactions(usize),
    /// Relatives are not known to Splink.
    #[error("relatives cannot be told from strangers in Splink; it will join more of them")]
    Relatives,
}

/// Why a file is no model.
#[derive(Debug, thiserror::Error)]
pub enum SplinkError {
    /// Not the JSON of a model.
    #[error("this is not a Splink model; it must be the file that Splink saves")]
    Json(#[from] serde_json::Error),
    /// A number that cannot be.
    #[error("comparison '{comparison}', level {level}: probability {value} is not between 0 and 1; correct the file")]
    NotAProbability {
        /// Name of the comparison.
        comparison: String,
        /// Place of the level in the file, counted from 1.
        level: usize,
        /// The value.
        value: f64,
    },
    /// A prior that cannot be.
    #[error("probability_two_random_records_match is {0}; it must be above 0 and below 1")]
    Prior(f64),
    /// A model and a context of different comparisons.
    #[error("comparison '{comparison}' has {levels} levels, but the context names {named}; name each level")]
    Context {
        /// Name of the comparison.
        comparison: String,
        /// Its levels.
        levels: usize,
        /// Levels in the context.
        named: usize,
    },
}

/// A model read from a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The model.
    pub model: Model,
    /// `[comparison][level - 1]`: when a pair has the level.
    pub levels: Vec<Vec<LevelWords>>,
    /// What needs a person's eye.
    pub problems: Vec<Problem>,
}

fn is_false(value: &bool) -> bool {
    !value
}

impl SplinkModel {
    /// Reads a file's text.
    ///
    /// # Errors
    /// Where it is not the JSON of a model.
    pub fn parse(text: &str) -> Result<Self, SplinkError> {
        Ok(serde_json::from_str(text)?)
    }

    /// The text of a file.
    ///
    /// # Errors
    /// Where a number is not finite.
    pub fn to_json(&self) -> Result<String, SplinkError> {
        Ok(serde_json::to_string_pretty(self)?)
    }

    /// Our model, with what was not understood.
    ///
    /// ```
    /// let file = link::weight::splink::SplinkModel::parse(r#"{
    ///   "link_type": "dedupe_only", "probability_two_random_records_match": 0.001,
    ///   "comparisons": [{"output_column_name": "name", "comparison_levels": [
    ///     {"sql_condition": "\"name_l\" IS NULL OR \"name_r\" IS NULL", "is_null_level": true},
    ///     {"sql_condition": "\"name_l\" = \"name_r\"", "m_probability": 0.8, "u_probability": 0.1},
    ///     {"sql_condition": "ELSE", "m_probability": 0.2, "u_probability": 0.9}]}]}"#)?;
    /// let imported = file.to_model()?;
    /// assert_eq!(imported.model.comparisons[0].levels[0].match_weight_bits(), 3.0); // log2(0.8 / 0.1)
    /// assert_eq!(imported.problems, []);
    /// # Ok::<(), link::weight::splink::SplinkError>(())
    /// ```
    ///
    /// # Errors
    /// Where a number is no probability.
    pub fn to_model(&self) -> Result<Imported, SplinkError> {
        let mut problems = Vec::new();
        let prior = self.probability_two_random_records_match.unwrap_or_else(|| {
            problems.push(Problem::NoPrior);
            1e-4
        });
        if !(prior > 0.0 && prior < 1.0) {
            return Err(SplinkError::Prior(prior));
        }
        let (mut comparisons, mut words) = (Vec::new(), Vec::new());
        for comparison in &self.comparisons {
            let (model, levels) = comparison.read(&mut problems)?;
            comparisons.push(model);
            words.push(levels);
        }
        Ok(Imported {
            model: Model { prior, comparisons, interactions: Vec::new(), relatives: None },
            levels: words,
            problems,
        })
    }

    /// The file of a model, and what cannot be said in it.
    ///
    /// # Errors
    /// Where the context does not name each level of the model.
    pub fn from_model(model: &Model, context: &Context) -> Result<(Self, Vec<Problem>), SplinkError> {
        let mut comparisons = Vec::new();
        for (place, comparison) in model.comparisons.iter().enumerate() {
            let words = context.levels.get(place).map_or(&[][..], Vec::as_slice);
            if words.len() != comparison.levels.len() {
                let (levels, named) = (comparison.levels.len(), words.len());
                return Err(SplinkError::Context { comparison: comparison.name.clone(), levels, named });
            }
            let frequency = context.term_frequency.get(place).cloned().flatten();
            comparisons.push(SplinkComparison::write(comparison, words, frequency));
        }
        let rule = |rule: &String| SplinkRule::Object {
            blocking_rule: rule.clone(),
            rest: Map::from_iter([("sql_dialect".to_owned(), Value::from(context.sql_dialect.clone()))]),
        };
        let mut problems = match model.interactions.len() {
            0 => Vec::new(),
            interactions => vec![Problem::Interactions(interactions)],
        };
        problems.extend(model.relatives.as_ref().map(|_| Problem::Relatives));
        let file = Self {
            link_type: context.link_type.clone(),
            probability_two_random_records_match: Some(model.prior),
            unique_id_column_name: Some(context.id_column.clone()),
            blocking_rules_to_generate_predictions: context.blocking_rules.iter().map(rule).collect(),
            comparisons,
            rest: Map::from_iter([("sql_dialect".to_owned(), Value::from(context.sql_dialect.clone()))]),
        };
        Ok((file, problems))
    }
}

impl SplinkComparison {
    fn read(&self, problems: &mut Vec<Problem>) -> Result<(ComparisonModel, Vec<LevelWords>), SplinkError> {
        let (mut levels, mut words) = (Vec::new(), Vec::new());
        for (place, level) in self.comparison_levels.iter().enumerate() {
            let (comparison, place) = (self.output_column_name.clone(), place + 1);
            let read = LevelWords::parse(&level.sql_condition);
            if let LevelWords::Sql(text) = &read {
                // A null level weighs nothing, whatever its condition; but it decides what counts as missing.
                problems.push(Problem::UnknownCondition { comparison, level: place, text: text.clone() });
            }
            if level.is_null_level {
                continue;
            }
            levels.push(LevelModel {
                label: level.label_for_charts.clone().unwrap_or_else(|| level.sql_condition.clone()),
                m_probability: self.probability((place, "m", &level.m_probability), problems)?,
                u_probability: self.probability((place, "u", &level.u_probability), problems)?,
            });
            words.push(read);
        }
        Ok((ComparisonModel { name: self.output_column_name.clone(), levels }, words))
    }

    fn probability(
        &self,
        (level, side, value): (usize, &'static str, &Option<SplinkProbability>),
        problems: &mut Vec<Problem>,
    ) -> Result<LevelProbability, SplinkError> {
        let comparison = self.output_column_name.clone();
        let text = match value {
            Some(SplinkProbability::Number(value)) if (0.0..=1.0).contains(value) => {
                return Ok(LevelProbability::Estimated(*value));
            }
            Some(SplinkProbability::Number(value)) => {
                return Err(SplinkError::NotAProbability { comparison, level, value: *value });
            }
            Some(SplinkProbability::Words(words)) => words.clone(),
            None => "nothing".to_owned(),
        };
        problems.push(Problem::NoProbability { comparison, level, side, text });
        Ok(LevelProbability::NotObserved(NOT_OBSERVED))
    }

    fn write(comparison: &ComparisonModel, words: &[LevelWords], frequency: Option<String>) -> Self {
        let column = words.iter().find_map(LevelWords::column).unwrap_or(&comparison.name);
        let null = LevelWords::Null { column: column.to_owned() };
        let plain = |sql_condition: String, label: String| SplinkLevel {
            sql_condition,
            label_for_charts: Some(label),
            is_null_level: false,
            m_probability: None,
            u_probability: None,
            tf_adjustment_column: None,
            tf_adjustment_weight: None,
            rest: Map::new(),
        };
        let mut levels =
            vec![SplinkLevel { is_null_level: true, ..plain(null.to_sql(), format!("{column} is not known")) }];
        for (place, (level, words)) in comparison.levels.iter().zip(words).enumerate() {
            let frequency = frequency.clone().filter(|_| place == 0);
            levels.push(SplinkLevel {
                m_probability: Some(SplinkProbability::Number(level.m_probability.value())),
                u_probability: Some(SplinkProbability::Number(level.u_probability.value())),
                tf_adjustment_weight: frequency.as_ref().map(|_| 1.0),
                tf_adjustment_column: frequency,
                ..plain(words.to_sql(), level.label.clone())
            });
        }
        Self { output_column_name: comparison.name.clone(), comparison_levels: levels, rest: Map::new() }
    }
}

#[cfg(test)]
mod tests;
