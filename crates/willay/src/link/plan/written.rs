//! Settings as a file that a person can read and change: what was chosen, and why.

use std::fmt::Write as _;

use link::{
    columns::RecognisedField,
    propose::Proposal,
    settings::{Comparison, Field, Settings},
};
use serde::Serialize;

/// The settings as TOML.
pub(super) fn toml(settings: &Settings, proposal: Option<&Proposal>, fields: &[RecognisedField]) -> String {
    let mut text =
        "# Settings of `willay link`. Change what you know better, and run again with --settings.\n".to_owned();
    if let Some(proposal) = proposal {
        line(
            &mut text,
            &format!(
                "# Proposed from the data: the rules may make {} pairs together, and were chosen from {:.0} likely matches.",
                proposal.budget_pairs, proposal.likely_matches
            ),
        );
    }
    text.push('\n');
    // What is left of the settings once fields, rules and comparisons stand for themselves.
    let rest = Settings { fields: Vec::new(), blocking: Vec::new(), comparisons: Vec::new(), ..settings.clone() };
    let rest = lines(&rest).into_iter().filter(|line| !line.starts_with("blocking") && !line.starts_with("comparison"));
    for found in rest {
        let key = found.split(' ').next().unwrap_or_default();
        if let Some((_, why)) = MEANINGS.iter().find(|(name, _)| *name == key) {
            line(&mut text, &format!("# {why}"));
        }
        line(&mut text, &found);
    }
    rules(&mut text, settings, proposal);
    for field in &settings.fields {
        let known = fields.iter().find(|known| known.name == field.name);
        text.push('\n');
        if let Some(known) = known {
            line(
                &mut text,
                &format!(
                    "# {}; {:.0} % of the rows say something, {} different values",
                    comment(&known.reason),
                    100.0 * known.completeness,
                    known.distinct
                ),
            );
        }
        table(&mut text, "field", &Written::Field(field));
    }
    for comparison in &settings.comparisons {
        text.push('\n');
        table(&mut text, "comparison", &Written::Comparison(comparison));
    }
    if let Some(proposal) = proposal.filter(|proposal| !proposal.skipped.is_empty()) {
        text.push_str("\n# Not compared:\n");
        for skipped in &proposal.skipped {
            line(&mut text, &format!("#   {}: {}", comment(&skipped.name), comment(&skipped.reason)));
        }
    }
    text
}

const MEANINGS: [(&str, &str); 11] = [
    ("threshold", "Pairs with at least this match probability speak for one person."),
    ("keep_bits", "Pairs below this weight are not kept."),
    ("one_row_per_list", "true: no list holds a person twice, so only rows of different lists are compared."),
    ("lists_without_duplicates", "Lists that hold no person twice."),
    (
        "clustering",
        "agglomerative weighs all pairs of a cluster together; components takes whatever is connected; mutual_best pairs rows.",
    ),
    ("largest_block", "Blocks of more rows are split by other fields."),
    ("training", "Rules whose pairs train the model."),
    ("prior", "Share of matches among all pairs."),
    ("dependence", "true: comparisons that are not independent are corrected for."),
    ("relatives", "true: relatives, who share surnames, place or day, are told from strangers by their given names."),
    ("random_pairs", "Random pairs from which the chance of agreement between two persons is estimated."),
];

fn rules(text: &mut String, settings: &Settings, proposal: Option<&Proposal>) {
    text.push_str(
        "\n# A pair of rows is compared where one of these rules holds: all its keys are equal.\nblocking = [\n",
    );
    for rule in &settings.blocking {
        let keys: Vec<String> = rule.iter().map(|key| quoted(key)).collect();
        let why = proposal.and_then(|proposal| proposal.rules.iter().find(|proposed| proposed.keys == *rule));
        let why = why.map_or_else(String::new, |why| {
            format!(
                "  # {} pairs, largest block {}; finds {:.0} likely matches that no rule above finds",
                why.pairs, why.largest_block, why.new_matches
            )
        });
        line(text, &format!("    [{}],{why}", keys.join(", ")));
    }
    text.push_str("]\n");
}

/// A table of an array of tables.
#[derive(Serialize)]
#[serde(untagged)]
enum Written<'a> {
    Field(&'a Field),
    Comparison(&'a Comparison),
}

fn table(text: &mut String, name: &str, value: &Written<'_>) {
    line(text, &format!("[[{name}]]"));
    for found in lines(value) {
        // A level of a comparison, or the frequencies of a field, stand below it.
        let nested = found.strip_prefix("[[").map(|rest| format!("[[{name}.{rest}"));
        let nested = nested.or_else(|| found.strip_prefix('[').map(|rest| format!("[{name}.{rest}")));
        line(text, &nested.unwrap_or(found));
    }
}

fn lines(value: &impl Serialize) -> Vec<String> {
    let text = toml::to_string(value).expect("settings are texts, numbers and lists of them");
    text.lines().map(str::to_owned).collect()
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Words that stay on one line.
fn comment(words: &str) -> String {
    words.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

fn line(text: &mut String, words: &str) {
    writeln!(text, "{words}").expect("a text takes any number of letters");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_as_the_same_settings() {
        let given = r#"
            blocking = [["given", "prefix(surname, 3)"], ["a \"b\""]]
            lists_without_duplicates = ["a"]
            prior = 1e-5
            training = [["given"]]
            [[field]]
            name = "given"
            columns = ["x", "y"]
            kind = "name"
            [field.frequencies]
            Ana = 0.25
            [[comparison]]
            column = "given"
            kind = "given"
            [[comparison]]
            name = "own"
            columns = ["a", "b"]
            [[comparison.level]]
            when = "same(a)"
            [[comparison.level]]
            when = "same(b)"
            label = "b"
        "#;
        let settings: Settings = toml::from_str(given).unwrap();
        let written = toml(&settings, None, &[]);
        assert_eq!(toml::from_str::<Settings>(&written).unwrap(), settings, "{written}");
    }
}
