//! Does a snapshot tell a reader anything of what they may not see?

use std::collections::BTreeSet;

use proptest::prelude::*;
use record::{Access, Clearance, DocumentId, Origin, Policy};

use super::*;

const ACCESSES: [Access; 4] = [Access::Public, Access::Internal, Access::Confidential, Access::Sealed];

/// A statement by numbers: which record, how it is said, by which list, how far it may travel.
type Draw = (usize, usize, usize, usize);

/// A random schema: two kinds with a text, a number and a reference to each other.
fn schema() -> Schema {
    let kind = |name: &str, other: &str| {
        format!(
            "[kinds.{name}]\nlabel = \"{name}\"\nplural = \"{name}s\"\n\
             properties.words = {{ label = \"words\", type = \"text\", repeatable = true }}\n\
             properties.number = {{ label = \"number\", type = \"integer\" }}\n\
             properties.other = {{ label = \"other\", type = {{ reference = [\"{other}\"] }} }}\n"
        )
    };
    let text = kind("alpha", "beta") + &kind("beta", "alpha");
    Schema::assemble(&[record::schema::SchemaFile { name: "test", text: &text }]).unwrap()
}

/// Each value holds a word that stands nowhere else.
fn statement(at: usize, (record, property, list, access): Draw) -> (u64, Statement) {
    let name = |record: usize| format!("{}/r{}", ["alpha", "beta"][record % 2], record);
    let (property, value) = match property {
        0 => ("words", Value::Text(format!("canary{at}x"))),
        1 => ("number", Value::Integer(7_000_000 + i64::try_from(at).unwrap())),
        _ => ("other", Value::Reference(name(record + 1).parse().unwrap())),
    };
    let origin = Origin::row(format!("list{list}").parse().unwrap(), DocumentId::from_digest([1; 32]), 2);
    let statement = Statement::plain(name(record).parse().unwrap(), (property, value), origin, ACCESSES[access]);
    (at as u64, statement)
}

/// The floors, as a table: kind, property, list, record, and the group of a list.
fn policy(floors: &[usize; 4], grouped: usize) -> Policy {
    let word = |at: usize| format!("{:?}", ACCESSES[at]).to_lowercase();
    let [kind, property, list, record] = floors.map(word);
    let text = format!(
        "kinds.alpha = '{kind}'\nproperties.'beta.words' = '{property}'\nlists.list1 = '{list}'\n\
         records.'beta/r3' = '{record}'\ngroups.legal.lists = ['list{grouped}']"
    );
    toml::from_str(&text).unwrap()
}

/// Who may see a statement, worked out apart from the policy's own code.
fn oracle(said: &Statement, (floors, grouped): (&[usize; 4], usize), (cleared, is_legal): (usize, bool)) -> bool {
    let named = if let Value::Reference(record) = &said.value { Some(record.as_str()) } else { None };
    let speaks_of =
        |prefix: &str| said.record.as_str().starts_with(prefix) || named.is_some_and(|n| n.starts_with(prefix));
    let is_exactly = |id: &str| said.record.as_str() == id || named == Some(id);
    let mut needed = vec![ACCESSES.iter().position(|access| *access == said.access).unwrap()];
    needed.extend(speaks_of("alpha/").then_some(floors[0]));
    needed.extend((said.record.kind() == "beta" && said.property == "words").then_some(floors[1]));
    needed.extend((said.origin.list.as_str() == "list1").then_some(floors[2]));
    needed.extend(is_exactly("beta/r3").then_some(floors[3]));
    let is_grouped = said.origin.list.as_str() == format!("list{grouped}");
    needed.extend(is_grouped.then_some(1));
    needed.into_iter().all(|needed| needed <= cleared) && (is_legal || !is_grouped)
}

/// Every cell of every table, in the order of the database.
fn dump(connection: &Connection) -> String {
    let names = |sql: &str| -> Vec<String> {
        let mut statement = connection.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let mut text = String::new();
    for table in names("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") {
        let mut statement = connection.prepare(&format!("SELECT * FROM \"{table}\" ORDER BY 1, 2, 3")).unwrap();
        let count = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells: Vec<String> =
                (0..count).map(|at| format!("{:?}", row.get_ref(at).unwrap())).map(readable).collect();
            text.push_str(&format!("{table} {}\n", cells.join(" ")));
        }
    }
    text
}

/// Texts are shown as bytes by the database's crate.
fn readable(cell: String) -> String {
    let Some(bytes) = cell.strip_prefix("Text([").and_then(|rest| rest.strip_suffix("])")) else { return cell };
    bytes.split(", ").filter_map(|byte| byte.parse::<u8>().ok()).map(char::from).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What is hidden can be taken away and nothing changes; what is seen is all that the oracle allows, and no more.
    #[test]
    fn a_reader_learns_nothing_of_what_is_hidden(
        draws in prop::collection::vec((0..6_usize, 0..3_usize, 0..3_usize, 0..4_usize), 1..25),
        floors in prop::array::uniform4(0..4_usize),
        grouped in 0..3_usize,
        cleared in 0..4_usize,
        is_legal in any::<bool>(),
    ) {
        let schema = schema();
        let standards = Standards { access: policy(&floors, grouped), ..Standards::default() };
        let statements: Vec<_> = draws.into_iter().enumerate().map(|(at, draw)| statement(at, draw)).collect();
        let groups: BTreeSet<String> = is_legal.then(|| "legal".to_owned()).into_iter().collect();
        let reader = Reader::new(Clearance::up_to(ACCESSES[cleared]), &groups);
        let records: Vec<String> = statements.iter().map(|(_, said)| said.record.to_string()).collect();
        let clusters = BTreeMap::from([("persons".to_owned(), vec![records])]);
        let seen = |statements: &[(u64, Statement)], clusters| {
            let schema = &schema;
            let contents = Contents { schema, statements, clusters, standards: &standards, reader };
            dump(&build(&contents).unwrap())
        };
        let may = |said: &Statement| oracle(said, (&floors, grouped), (cleared, is_legal));
        let (shown, hidden): (Vec<_>, Vec<_>) = statements.iter().cloned().partition(|(_, said)| may(said));
        let all = seen(&statements, &clusters);
        prop_assert_eq!(&all, &seen(&shown, &BTreeMap::new()), "what is hidden changes something");
        for (_, said) in &hidden {
            if !matches!(said.value, Value::Reference(_)) {
                prop_assert!(!all.contains(&said.value.plain()), "{} in\n{all}", said.value.plain());
            }
            let is_known = shown.iter().any(|(_, other)| {
                other.record == said.record || other.value.plain() == said.record.as_str()
            });
            prop_assert!(is_known || !all.contains(said.record.as_str()), "{} in\n{all}", said.record);
        }
        for (sequence, said) in &shown {
            let is_there = all.contains(&format!("statement Integer({sequence}) {} ", said.record));
            prop_assert!(is_there, "{sequence} is kept from one who may see it");
        }
    }
}
