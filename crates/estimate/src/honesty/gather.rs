//! The checklist by which estimates in public health are reported, and what the program can answer of it.
//!
//! Eighteen items in words of our own; the numbers are those of the guideline. What only people know is left to them and
//! said to be missing.
//!
//! Source: Stevens et al. 2016, *Lancet* 388:e19-e23 (Guidelines for Accurate and Transparent Health Estimates Reporting).

use serde::Serialize;

/// Part of the guideline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// What is estimated, and who paid.
    Objectives,
    /// What went in.
    Data,
    /// How it was worked out.
    Analysis,
    /// What came out and what it means.
    Results,
}

/// Who can answer an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhoAnswers {
    /// The program, from the run.
    Program,
    /// The program a part, people the rest.
    Both,
    /// People.
    People,
}

/// One of the eighteen items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Its number in the guideline, 1 to 18.
    pub number: u8,
    /// Where it belongs.
    pub section: Section,
    /// What is asked.
    pub question: &'static str,
    /// Who can answer it.
    pub who: WhoAnswers,
}

/// An item with what the program fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The item.
    pub item: Item,
    /// What is known from the run; `None` where people must answer.
    pub text: Option<String>,
}

/// What a run knows of itself. Empty texts and lists count as unknown.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Facts {
    /// What is estimated, for whom, where and when.
    pub objective: String,
    /// Lists with their persons: "church: 1,234 persons".
    pub lists: Vec<String>,
    /// Lists, records and strata left out, each with the reason.
    pub left_out: Vec<String>,
    /// Known biases of the lists: warnings on them, a sentence each.
    pub biases: Vec<String>,
    /// Where the tables can be had, with their hash.
    pub data_files: String,
    /// The method and where it is described.
    pub method: String,
    /// How the model was chosen among which.
    pub selection: String,
    /// Checks and sensitivity analyses with their results, a sentence each.
    pub checks: Vec<String>,
    /// What the interval takes in, and what not.
    pub uncertainty: String,
    /// Program, version, seed, licence.
    pub code: String,
    /// Where the estimates and draws can be had.
    pub result_files: String,
    /// The estimate with its interval.
    pub estimate: String,
    /// What must hold, and warnings, a sentence each.
    pub limitations: Vec<String>,
}

const ITEMS: [Item; 18] = [
    item(1, Section::Objectives, WhoAnswers::Both, "Which number is estimated, for which persons, places and period?"),
    item(2, Section::Objectives, WhoAnswers::People, "Who paid for the work?"),
    item(3, Section::Data, WhoAnswers::People, "How were the sources found, and how was access to them had?"),
    item(
        4,
        Section::Data,
        WhoAnswers::Both,
        "By which rules was something taken in or left out, and what was left out against the rules?",
    ),
    item(
        5,
        Section::Data,
        WhoAnswers::Both,
        "Which sources were used, and what are they: who collected, where, when, how many persons?",
    ),
    item(6, Section::Data, WhoAnswers::Both, "Which of the inputs may be biased in an important way, and how?"),
    item(
        7,
        Section::Data,
        WhoAnswers::People,
        "Which other inputs were used beside the lists, and where are they from?",
    ),
    item(
        8,
        Section::Data,
        WhoAnswers::Program,
        "Where are the inputs in a form that a program can read, and what cannot be shared, for which reason?",
    ),
    item(9, Section::Analysis, WhoAnswers::Program, "What is the idea of the method, from the inputs to the number?"),
    item(
        10,
        Section::Analysis,
        WhoAnswers::Program,
        "What are all its steps and formulas, with what was done to the data before and after?",
    ),
    item(11, Section::Analysis, WhoAnswers::Program, "Which models were compared, and how was the last one chosen?"),
    item(
        12,
        Section::Analysis,
        WhoAnswers::Program,
        "How well does the model do, and how far does the result move with its choices?",
    ),
    item(
        13,
        Section::Analysis,
        WhoAnswers::Program,
        "How was uncertainty worked out, and which of its sources are in it and which are not?",
    ),
    item(14, Section::Analysis, WhoAnswers::Program, "Where is the code?"),
    item(15, Section::Results, WhoAnswers::Program, "Where are the estimates in a form that a program can read?"),
    item(16, Section::Results, WhoAnswers::Program, "How uncertain is each estimate, in numbers?"),
    item(
        17,
        Section::Results,
        WhoAnswers::People,
        "What do the results say beside what was known, and why do they differ from earlier ones?",
    ),
    item(
        18,
        Section::Results,
        WhoAnswers::Both,
        "What are the limits of the estimates: assumptions, gaps of the data?",
    ),
];

const fn item(number: u8, section: Section, who: WhoAnswers, question: &'static str) -> Item {
    Item { number, section, question, who }
}

/// The eighteen items in their order.
///
/// ```
/// let items = estimate::honesty::items();
/// assert_eq!((items.len(), items[17].number), (18, 18));
/// ```
pub fn items() -> &'static [Item] {
    &ITEMS
}

/// The checklist, with what a run knows filled in.
///
/// ```
/// use estimate::honesty::{Facts, checklist};
/// let facts = Facts { code: "Willay 0.1.0, seed 19481210".into(), ..Facts::default() };
/// let answers = checklist(&facts);
/// assert_eq!(answers[13].text.as_deref(), Some("Willay 0.1.0, seed 19481210"));
/// assert_eq!(answers.iter().filter(|answer| answer.text.is_none()).count(), 17);
/// ```
pub fn checklist(facts: &Facts) -> Vec<Answer> {
    ITEMS.iter().map(|item| Answer { item: *item, text: text(item.number, facts) }).collect()
}

fn text(number: u8, facts: &Facts) -> Option<String> {
    let joined = |sentences: &[String]| sentences.join(" ");
    let text = match number {
        1 => facts.objective.clone(),
        4 => joined(&facts.left_out),
        5 => facts.lists.join("; "),
        6 => joined(&facts.biases),
        8 => facts.data_files.clone(),
        9 | 10 => facts.method.clone(),
        11 => facts.selection.clone(),
        12 => joined(&facts.checks),
        13 => facts.uncertainty.clone(),
        14 => facts.code.clone(),
        15 => facts.result_files.clone(),
        16 => facts.estimate.clone(),
        18 => joined(&facts.limitations),
        _ => String::new(),
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_items_are_those_of_the_guideline_in_order() {
        assert!(items().iter().zip(1..).all(|(item, number)| item.number == number));
        let data = items().iter().filter(|item| item.section == Section::Data).count();
        assert_eq!(data, 6); // items 3 to 8
        assert!(items().iter().all(|item| item.question.ends_with('?')));
    }

    #[test]
    fn what_the_program_can_answer_is_answered_and_the_rest_is_left_to_people() {
        let some = || "something.".to_owned();
        let facts = Facts {
            objective: some(),
            lists: vec![some()],
            left_out: vec![some()],
            biases: vec![some()],
            data_files: some(),
            method: some(),
            selection: some(),
            checks: vec![some()],
            uncertainty: some(),
            code: some(),
            result_files: some(),
            estimate: some(),
            limitations: vec![some()],
        };
        for answer in checklist(&facts) {
            assert_eq!(answer.text.is_none(), answer.item.who == WhoAnswers::People, "{answer:?}");
        }
        assert!(checklist(&Facts::default()).iter().all(|answer| answer.text.is_none()));
    }
}
