//! Each fault a few times, as every change runs it. The writer is this package's own program.

use super::*;

/// The program, which cargo builds beside its tests; built once more where only the tests were.
fn this() -> PathBuf {
    let built = std::process::Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "xtask"])
        .status()
        .expect("cargo runs");
    assert!(built.success(), "xtask is built");
    let tests = std::env::current_exe().expect("the tests' own path");
    tests.ancestors().nth(2).expect("the folder of the profile").join("xtask")
}

fn outcome(fault: impl FnOnce(Trial<'_>) -> Result<String>, count: usize) -> String {
    let this = this();
    let said = fault(Trial { this: &this, count, chance: Chance::new(7) }).unwrap_or_else(|error| panic!("{error:#}"));
    if said.contains("skipped") {
        test_server::skipped("faults", &said);
    }
    said
}

#[test]
fn a_killed_writer_loses_and_doubles_nothing() {
    assert!(outcome(kills::sqlite, 12).starts_with("kills: 12"));
}

#[test]
fn a_killed_server_loses_and_doubles_nothing() {
    outcome(kills::postgres, 2);
}

#[test]
fn a_failing_power_supply_loses_nothing_and_the_replay_notices_carelessness() {
    outcome(power::loss, 30);
}

#[test]
fn a_failing_system_call_loses_nothing() {
    outcome(system_calls::fail, 14);
}

#[test]
fn a_full_disk_loses_nothing() {
    outcome(disk_full::fill, 2);
}

#[test]
fn a_flipped_bit_is_noticed_or_changes_nothing() {
    assert!(outcome(flips::flip, 150).contains("0 changed a value unseen"));
}

#[test]
fn the_arguments_are_counts() {
    let counts = parse(["--kills", "5", "--seed", "3"].map(str::to_owned).to_vec()).unwrap();
    assert_eq!((counts.kills, counts.seed, counts.flips), (5, 3, 0));
    assert!(parse(vec!["--kills".to_owned(), "many".to_owned()]).is_err());
    assert!(parse(vec!["--what".to_owned(), "1".to_owned()]).is_err());
}
