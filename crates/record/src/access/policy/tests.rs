//! Is a statement as closed as the most closed door that it stands behind?

use super::*;
use crate::{DocumentId, Origin};

fn policy(text: &str) -> Policy {
    toml::from_str(text).unwrap()
}

fn statement(record: &str, property: &str, value: Value) -> Statement {
    let origin = Origin::row("register".parse().unwrap(), DocumentId::from_digest([1; 32]), 2);
    Statement::plain(record.parse().unwrap(), (property, value), origin, Access::Public)
}

fn name() -> Statement {
    statement("person/rosa", "name", Value::Text("Rosa".to_owned()))
}

#[test]
fn without_doors_a_statement_is_as_closed_as_it_says() {
    assert_eq!(Policy::default().close(name()), name());
    let sealed = Statement { access: Access::Sealed, ..name() };
    assert!(!Policy::default().may_see(Reader::BUILD, &sealed));
}

#[test]
fn kind_property_list_and_record_are_floors_and_never_open() {
    for door in [
        "kinds.person = 'confidential'",
        "properties.'person.name' = 'confidential'",
        "lists.register = 'confidential'",
        "records.'person/rosa' = 'confidential'",
    ] {
        assert_eq!(policy(door).access(&name()), Access::Confidential, "{door}");
        let sealed = Statement { access: Access::Sealed, ..name() };
        assert_eq!(policy(door).access(&sealed), Access::Sealed, "{door}");
        let other = Statement {
            origin: Origin { list: "other".parse().unwrap(), ..name().origin },
            ..statement("act/one", "type", Value::Term("a".to_owned()))
        };
        assert_eq!(policy(door).access(&other), Access::Public, "{door}");
    }
}

#[test]
fn a_value_that_names_a_closed_record_is_as_closed_as_the_record() {
    let victim = statement("act/one", "victim", Value::Reference("person/rosa".parse().unwrap()));
    for door in ["kinds.person = 'sealed'", "records.'person/rosa' = 'sealed'"] {
        assert_eq!(policy(door).access(&victim), Access::Sealed, "{door}");
    }
    let grouped = policy("groups.legal.records = ['person/rosa']");
    assert!(!grouped.may_see(Reader::PUBLIC, &victim) && grouped.may_see(Reader::BUILD, &victim));
}

#[test]
fn what_belongs_to_groups_is_for_those_who_are_of_each_of_them() {
    let policy = policy("groups.legal.lists = ['register']\ngroups.medical.kinds = ['person']");
    let clearance = Clearance::up_to(Access::Confidential);
    let sees = |groups: &[&str]| {
        let groups: BTreeSet<String> = groups.iter().map(|name| (*name).to_owned()).collect();
        policy.may_see(Reader::new(clearance, &groups), &name())
    };
    assert!(sees(&["legal", "medical"]));
    assert!(!sees(&["legal"]) && !sees(&["medical"]) && !sees(&[]));
    assert_eq!(policy.access(&name()), Access::Internal, "and is never public");
}

#[test]
fn a_lists_file_is_as_closed_as_its_rows_may_be() {
    let schema = Schema::built_in();
    let list = "register".parse().unwrap();
    let of = |text: &str| policy(text).of_list(&schema, &list, ("act", &BTreeSet::from(["victim", "type"])));
    assert_eq!(of("kinds.person = 'confidential'"), Access::Confidential, "an act names a person");
    assert_eq!(of("records.'person/rosa' = 'sealed'"), Access::Sealed);
    assert_eq!(of("properties.'act.type' = 'internal'"), Access::Internal);
    assert_eq!(of("groups.legal.lists = ['register']"), Access::Internal);
    assert_eq!(of("kinds.place = 'sealed'\nlists.other = 'sealed'"), Access::Public);
}

#[test]
fn names_that_no_schema_knows_are_told() {
    let wrong = policy(
        "kinds.persn = 'internal'\nproperties.'person.nam' = 'internal'\nrecords.'prson/a' = 'sealed'\ngroups.legal.kinds = ['prsn']",
    );
    let expected = ["kinds.persn", "properties.\"person.nam\"", "records.\"prson/a\"", "groups.legal: prsn"];
    assert_eq!(wrong.unknown(&Schema::built_in()), expected);
    assert!(toml::from_str::<Policy>("kind.person = 'internal'").is_err(), "an unknown key is refused");
}
