//! Which of several values is counted: a rule that the organisation declares, never chance and never the last one
//! who wrote. The other values stay beside it.
//!
//! The choices are those of casualty recorders when sources disagree (Every Casualty, *Standards for Casualty
//! Recording*, 2016, page 25): prefer by a declared rule, report a range, or leave it pending.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use serde::Deserialize;

use crate::{
    Value,
    element::{Element, Sources, Testimony},
};

/// How one value is picked where sources differ.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// What most independent sources say; among equals what is more precise, then what was entered last.
    #[default]
    MostSources,
    /// What was entered last.
    Latest,
    /// What was entered first.
    First,
    /// What the first of these lists says that says anything; then as most sources.
    Prefer(Vec<String>),
    /// The least: the lowest number, the earliest date.
    Least,
    /// The greatest.
    Greatest,
    /// Nothing while sources contradict each other.
    Pending,
}

/// The rules of a workspace: one for all, and exceptions by `kind.property`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Where nothing else is declared.
    #[serde(default)]
    pub default: Rule,
    /// By `kind.property`, such as `act.date`.
    #[serde(default, rename = "for")]
    pub by_property: BTreeMap<String, Rule>,
}

impl Rules {
    /// The rule of a property.
    pub fn of(&self, kind: &str, property: &str) -> &Rule {
        self.by_property.get(&format!("{kind}.{property}")).unwrap_or(&self.default)
    }

    /// Picks the value that is counted, and says by which statement. `None` where the rule leaves it pending.
    pub fn resolve<'a>(&self, element: &Element<'a>, sources: &Sources) -> Option<Testimony<'a>> {
        let said = &element.said;
        let last = || said.iter().max_by_key(|testimony| testimony.sequence).copied();
        match self.of(element.record.kind(), element.property) {
            Rule::MostSources => most_said(element, sources),
            Rule::Latest => last(),
            Rule::First => said.iter().min_by_key(|testimony| testimony.sequence).copied(),
            Rule::Prefer(lists) => {
                let rank = |testimony: &&Testimony<'_>| {
                    let list = testimony.statement.origin.list.as_str();
                    lists.iter().position(|preferred| preferred == list)
                };
                let listed = said.iter().filter(|testimony| rank(testimony).is_some());
                let best = listed.min_by_key(|testimony| (rank(testimony), Reverse(testimony.sequence))).copied();
                best.or_else(|| most_said(element, sources))
            }
            Rule::Least => extreme(said, false),
            Rule::Greatest => extreme(said, true),
            Rule::Pending if element.is_contradicted() => None,
            Rule::Pending => most_said(element, sources),
        }
    }
}

fn most_said<'a>(element: &Element<'a>, sources: &Sources) -> Option<Testimony<'a>> {
    let rank = |testimony: &&Testimony<'a>| {
        let exact = element.said.iter().filter(|other| other.statement.value == testimony.statement.value);
        let exact: BTreeSet<String> = exact.map(|other| sources.of(&other.statement.origin)).collect();
        (exact.len(), element.precision(&testimony.statement.value), testimony.sequence)
    };
    element.said.iter().max_by_key(rank).copied()
}

fn extreme<'a>(said: &[Testimony<'a>], is_greatest: bool) -> Option<Testimony<'a>> {
    let compare = |first: &&Testimony<'a>, second: &&Testimony<'a>| {
        let order = match (&first.statement.value, &second.statement.value) {
            (Value::Integer(first), Value::Integer(second)) => first.cmp(second),
            (Value::Date(first), Value::Date(second)) => first.bounds().cmp(&second.bounds()),
            (first, second) => first.plain().cmp(&second.plain()),
        };
        if is_greatest { order } else { order.reverse() }
    };
    said.iter().max_by(|first, second| compare(first, second).then(first.sequence.cmp(&second.sequence))).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        element::elements,
        testimony::{Said, date, integer},
    };

    fn resolved(rule: Rule, said: &[Said]) -> Option<String> {
        let element = elements(said.iter().map(Said::testimony)).remove(0);
        let rules = Rules { default: rule, by_property: BTreeMap::new() };
        rules.resolve(&element, &Sources::default()).map(|testimony| testimony.statement.value.plain())
    }

    #[test]
    fn each_rule_picks_what_it_says() {
        let said = [
            Said::new("a", integer(62)),
            Said::new("b", integer(69)),
            Said::new("c", integer(62)),
            Said::new("d", integer(60)),
        ];
        for (rule, expected) in [
            (Rule::MostSources, Some("62")),
            (Rule::Latest, Some("60")),
            (Rule::First, Some("62")),
            (Rule::Prefer(vec!["x".to_owned(), "b".to_owned()]), Some("69")),
            (Rule::Prefer(vec!["x".to_owned()]), Some("62")),
            (Rule::Least, Some("60")),
            (Rule::Greatest, Some("69")),
            (Rule::Pending, None),
        ] {
            assert_eq!(resolved(rule.clone(), &said).as_deref(), expected, "{rule:?}");
        }
    }

    #[test]
    fn among_equals_the_more_precise_date_is_counted() {
        let said = [Said::new("a", date("2016-11-30")), Said::new("b", date("2016"))];
        assert_eq!(resolved(Rule::MostSources, &said).as_deref(), Some("2016-11-30"));
        assert_eq!(resolved(Rule::Pending, &said).as_deref(), Some("2016-11-30"), "nothing contradicts");
    }

    #[test]
    fn a_property_may_have_a_rule_of_its_own() {
        let rules: Rules = toml::from_str("default = \"latest\"\nfor.\"act.date\" = \"least\"\n").unwrap();
        assert_eq!(rules.of("act", "date"), &Rule::Least);
        assert_eq!(rules.of("act", "place"), &Rule::Latest);
        assert!(toml::from_str::<Rules>("default = \"loudest\"").is_err());
    }
}
