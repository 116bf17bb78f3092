//! By which standards records are read: which value counts where sources differ, and what counts as verified.

use std::collections::BTreeMap;

use record::{
    Policy, Schema, Statement,
    date::Day,
    element::{Element, Sources, Testimony, elements},
    resolution::Rules,
    verification::{self, Rule, Verification},
};

use crate::Problem;

/// What an organisation declares of its records, with what is needed to apply it.
#[derive(Debug, Clone, Default)]
pub struct Standards {
    /// Which value counts.
    pub resolution: Rules,
    /// What is verified.
    pub verification: Rule,
    /// Who stands behind a statement.
    pub sources: Sources,
    /// Who may see what.
    pub access: Policy,
    /// The day on which each statement was entered; one that is not here counts as entered on the first of all days.
    pub entered: BTreeMap<u64, Day>,
}

impl Standards {
    /// Statements side by side, by record and property.
    pub fn elements<'a>(&self, statements: impl IntoIterator<Item = (u64, &'a Statement)>) -> Vec<Element<'a>> {
        elements(statements.into_iter().map(|(sequence, statement)| Testimony {
            sequence,
            entered: self.entered.get(&sequence).copied().unwrap_or(Day { year: 0, month: 1, day: 1 }),
            statement,
        }))
    }

    /// The verification of each record that the rule speaks of.
    pub fn verify(&self, elements: &[Element<'_>]) -> Vec<Verification> {
        verification::verify(&self.verification, elements, &self.sources)
    }

    /// Names that no schema knows: a rule that is never applied must not go unseen.
    pub fn check(&self, schema: &Schema) -> Vec<Problem> {
        let is_known = |kind: &str, property: &str| schema.property(kind, property).is_some();
        let resolution = self
            .resolution
            .by_property
            .keys()
            .filter(|name| !name.split_once('.').is_some_and(|(kind, property)| is_known(kind, property)));
        let resolution = resolution.map(|name| problem("[resolution.for]", name));
        let wanted = self.verification.elements.iter();
        let wanted = wanted.flat_map(|(kind, properties)| properties.iter().map(move |property| (kind, property)));
        let verification = wanted
            .filter(|(kind, property)| !is_known(kind, property))
            .map(|(kind, property)| problem("[verification.elements]", &format!("{kind}.{property}")));
        let access = self.access.unknown(schema).into_iter().map(|name| Problem {
            file: "willay.toml, [access]".to_owned(),
            figure: None,
            reason: format!("{name}: the schema has no such kind or property"),
            mend: "write kinds as in vocabularies, such as person, and properties as kind.property".to_owned(),
        });
        resolution.chain(verification).chain(access).collect()
    }
}

fn problem(place: &str, name: &str) -> Problem {
    Problem {
        file: format!("willay.toml, {place}"),
        figure: None,
        reason: format!("the schema has no property '{name}'"),
        mend: "write kind.property as in vocabularies, such as act.date".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_for_what_the_schema_does_not_have_is_named() {
        let standards = Standards {
            resolution: toml::from_str("for.\"act.dat\" = \"least\"").unwrap(),
            verification: toml::from_str("elements.act = [\"date\", \"victims\"]").unwrap(),
            ..Standards::default()
        };
        let reasons: Vec<String> = standards.check(&Schema::built_in()).iter().map(ToString::to_string).collect();
        assert_eq!(reasons.len(), 2, "{reasons:?}");
        assert!(reasons[0].contains("act.dat") && reasons[1].contains("act.victims"), "{reasons:?}");
        assert!(Standards::default().check(&Schema::built_in()).is_empty());
    }
}
