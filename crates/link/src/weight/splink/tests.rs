//! Do Splink's model files come in and go out whole?

use super::condition::{Edits, Similarity};
use super::*;

/// A small file in the shape of those that Splink 5 saves.
const FILE: &str = r#"{
  "link_type": "link_only",
  "probability_two_random_records_match": 0.00024,
  "retain_matching_columns": true,
  "additional_columns_to_retain": ["a"],
  "em_convergence": 0.0001,
  "max_iterations": 25,
  "unique_id_column_name": "id",
  "blocking_rules_to_generate_predictions": [
    {"blocking_rule": "(l.\"name\" = r.\"name\")", "sql_dialect": "duckdb"},
    "l.a = r.b"
  ],
  "comparisons": [
    {
      "output_column_name": "name",
      "comparison_levels": [
        {"sql_condition": "\"name_l\" IS NULL OR \"name_r\" IS NULL", "label_for_charts": "name is NULL",
         "fix_m_probability": false, "is_null_level": true},
        {"sql_condition": "\"name_l\" = \"name_r\"", "label_for_charts": "Exact match", "m_probability": 0.689394841730298,
         "u_probability": 0.002619671350321505, "tf_adjustment_column": "name", "tf_adjustment_weight": 1.0},
        {"sql_condition": "jaro_winkler_similarity(\"name_l\", \"name_r\") >= 0.92", "m_probability": 0.2,
         "u_probability": "level not observed in training dataset"},
        {"sql_condition": "list_has(\"nicknames_l\", \"name_r\")", "m_probability": 0.1, "u_probability": 0.01},
        {"sql_condition": "ELSE", "m_probability": 0.010605158269702, "u_probability": 0.987380328649678495,
         "fix_u_probability": true}
      ],
      "comparison_description": "NameComparison"
    }
  ]
}"#;

#[test]
fn a_file_goes_through_unchanged() {
    let file = SplinkModel::parse(FILE).unwrap();
    let [before, after]: [Value; 2] =
        [serde_json::from_str(FILE).unwrap(), serde_json::from_str(&file.to_json().unwrap()).unwrap()];
    assert_eq!(before, after);
}

#[test]
fn what_is_not_understood_is_reported_by_place() {
    let imported = SplinkModel::parse(FILE).unwrap().to_model().unwrap();
    let problems: Vec<String> = imported.problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].starts_with("comparison 'name', level 3: u is not a number (level not observed"));
    assert!(problems[1].starts_with("comparison 'name', level 4: the condition is not known here: list_has("));
    let levels = &imported.model.comparisons[0].levels;
    assert_eq!(levels.len(), 4);
    assert_eq!(levels[1].u_probability, LevelProbability::NotObserved(1e-6));
    assert_eq!(imported.levels[0][3], LevelWords::Else);
}

#[test]
fn a_model_goes_to_splink_and_comes_back() {
    let level = |label: &str, m, u| LevelModel {
        label: label.to_owned(),
        m_probability: LevelProbability::Estimated(m),
        u_probability: LevelProbability::Estimated(u),
    };
    let levels = vec![level("the same", 0.7, 0.01), level("near", 0.2, 0.09), level("different", 0.1, 0.9)];
    let comparison = ComparisonModel { name: "surname".to_owned(), levels };
    let mut model = Model { prior: 1e-5, comparisons: vec![comparison], interactions: Vec::new(), relatives: None };
    let column = || "surname".to_owned();
    let words = vec![
        LevelWords::Similarity { measure: Similarity::JaroWinkler, column: column(), at_least: 0.99 },
        LevelWords::Edits { measure: Edits::Levenshtein, column: column(), at_most: 1 },
        LevelWords::Else,
    ];
    let mut context = Context {
        link_type: "dedupe_only".to_owned(),
        id_column: "id".to_owned(),
        blocking_rules: vec!["l.surname = r.surname".to_owned()],
        sql_dialect: "duckdb".to_owned(),
        levels: vec![words.clone()],
        term_frequency: vec![Some(column())],
    };
    let (file, problems) = SplinkModel::from_model(&model, &context).unwrap();
    let file = SplinkModel::parse(&file.to_json().unwrap()).unwrap();
    assert_eq!(
        file.comparisons[0].comparison_levels[0].sql_condition,
        "\"surname_l\" IS NULL OR \"surname_r\" IS NULL"
    );
    let imported = file.to_model().unwrap();
    assert_eq!(imported, Imported { model: model.clone(), levels: vec![words], problems });
    model.interactions.push(super::super::model::Interaction { comparisons: (0, 0), bits: Vec::new() });
    assert_eq!(SplinkModel::from_model(&model, &context).unwrap().1, [Problem::Interactions(1)]);
    context.levels.clear();
    let refused = SplinkModel::from_model(&model, &context).unwrap_err().to_string();
    assert!(refused.contains("'surname' has 3 levels, but the context names 0"), "{refused}");
}

#[test]
fn numbers_that_cannot_be_are_refused_with_their_place() {
    let refused = |text: &str| SplinkModel::parse(text).and_then(|file| file.to_model()).unwrap_err().to_string();
    assert!(refused(&FILE.replace("0.00024", "1.5")).contains("is 1.5"));
    assert!(
        refused(&FILE.replace("\"m_probability\": 0.2,", "\"m_probability\": -0.2,"))
            .contains("level 3: probability -0.2")
    );
    assert!(refused("{}").contains("not a Splink model"));
}
