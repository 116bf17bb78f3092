//! The counted noun without its complements, and the people whom a complement names.

use record::{Language, MentionKind};

use super::{Found, Text, words};
use crate::prose::nouns;

/// Words with which the people begin against whom something was done.
const AGAINST: &[&str] = &["against", "contra"];

pub(super) fn fill(text: Text<'_>, found: &mut [Found]) {
    for found in found.iter_mut().filter(|found| found.mention.kind.is_claim()) {
        let (unit, population) = parted(&found.mention.noun, text.language());
        let mention = &mut found.mention;
        mention.unit = match mention.kind {
            MentionKind::Age | MentionKind::Points | MentionKind::Ratio | MentionKind::Rate => String::new(),
            MentionKind::Measure | MentionKind::Money | MentionKind::Duration => {
                unit.split(' ').next().unwrap_or_default().to_owned()
            }
            MentionKind::Count
            | MentionKind::Share
            | MentionKind::Year
            | MentionKind::Date
            | MentionKind::Ordinal
            | MentionKind::Identifier => unit,
        };
        mention.population = population;
        let preposition = text.word(found.noun_end);
        if mention.population.is_empty() && (AGAINST.contains(&preposition) || preposition == "on") {
            let (people, _) = nouns::behind(text.tokens, found.noun_end + 1, text.language());
            let people = parted(&people, text.language()).0;
            let is_people = people.split(' ').any(|word| words::kinds().persons.contains(word));
            if is_people || AGAINST.contains(&preposition) {
                mention.population = people;
            }
        }
    }
}

/// A noun phrase before its relative clause or agent, and the people behind "of".
fn parted(noun: &str, language: Language) -> (String, String) {
    let all: Vec<&str> = noun.split(' ').collect();
    let is_verb = |at: usize| {
        let word = all[at];
        at > 0 && !matches!(all[at - 1], "of" | "de") && (nouns::is_past(word, language) || is_agentive(&all, at))
    };
    let end = (0..all.len()).find(|at| is_verb(*at)).unwrap_or(all.len());
    let persons = &words::kinds().persons;
    let of = (1..end).find(|at| {
        matches!(all[*at], "of" | "de")
            && all[*at + 1..end].iter().any(|word| persons.contains(*word))
            && !persons.contains(all[at - 1])
    });
    match of {
        Some(of) => (all[..of].join(" "), all[of + 1..end].join(" ")),
        None => (all[..end].join(" "), String::new()),
    }
}

/// "Killed by", "asesinadas por".
fn is_agentive(all: &[&str], at: usize) -> bool {
    all.get(at + 1).is_some_and(|next| matches!(*next, "by" | "por"))
}
