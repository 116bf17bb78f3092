//! Our own exports that come back: statements, one a line, and entities of FollowTheMoney that carry them. Both may have
//! gone through other hands.

use publish::dataset::{ftm, statements};
use record::Statement;

/// Lines of either form, as the command tells them apart.
pub(crate) fn statements(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let is_ftm = ftm::is_it(&text);
    let (said, problems) = if is_ftm { ftm::read(&text) } else { statements::read(&text) };
    let said: Vec<Statement> = said.into_iter().map(|(_, statement)| statement).collect();
    if !said.is_empty() {
        comes_back(&said);
    }
    let reasons: Vec<String> = problems.into_iter().take(4).map(|(_, reason)| reason).collect();
    let read = if said.is_empty() { "refused" } else { "read" };
    format!("{read} {} {} {reasons:?}", if is_ftm { "entities" } else { "statements" }, said.len().min(4))
}

/// What was read once is read again from either form, and has the same root.
fn comes_back(said: &[Statement]) {
    let root = statements::root(said);
    let (again, problems) = statements::read(&statements::write(said));
    assert!(problems.is_empty(), "statements: {problems:?}");
    assert_eq!(statements::root(&again.into_iter().map(|(_, statement)| statement).collect::<Vec<_>>()), root);
    let (again, problems) = ftm::read(&ftm::entities(said).0);
    assert!(problems.is_empty(), "entities: {problems:?}");
    assert_eq!(statements::root(&again.into_iter().map(|(_, statement)| statement).collect::<Vec<_>>()), root);
}
