//! Whatever the schema, the policy and the reader: does any way out of the ledger tell what the policy function closes?
//!
//! The policy function itself is held against an oracle beside it (`figure::snapshot`); here it is the judge, and every
//! export, search, page, count and message is on trial.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use proptest::{prelude::*, test_runner::FileFailurePersistence};
use record::{Access, Clearance, ListId, Policy, Reader, RecordId, Value, access::Said};

use crate::workspace::{Workspace, files, willay};

const ACCESSES: [&str; 4] = ["public", "internal", "confidential", "sealed"];

/// Rows of each list; the last is added before the second build, so that each list has two files.
const ROWS: usize = 3;

/// A workspace by numbers.
#[derive(Debug, Clone)]
struct Draw {
    /// Of the columns in order; a text column of `matter` for each beyond the fixed ones.
    columns: Vec<usize>,
    /// Of a kind, a property, a list, a record.
    floors: [usize; 4],
    /// What the group holds.
    grouped: usize,
    cleared: usize,
    is_legal: bool,
}

/// One cell that a list says.
struct Cell {
    record: RecordId,
    property: String,
    list: ListId,
    value: Value,
    access: Access,
}

/// A list: its name, kind, the word in its ids, and its columns by property.
type List<'a> = (&'a str, &'a str, &'a str, Vec<String>);

impl Draw {
    fn lists(&self) -> [List<'static>; 3] {
        let texts = (0..self.columns.len() - 4).map(|at| format!("q{at}"));
        let words = |properties: &[&str]| properties.iter().map(|name| (*name).to_owned()).collect();
        [
            ("l0", "person", "zqp", words(&["name", "note"])),
            ("l1", "act", "zqa", words(&["victim"])),
            ("l2", "matter", "zqm", [vec!["whom".to_owned()], texts.collect()].concat()),
        ]
    }

    /// The access of a column, counted over all lists.
    fn access(&self, (list, column): (usize, usize)) -> &'static str {
        let before: usize = self.lists().iter().take(list).map(|(.., columns)| columns.len()).sum();
        ACCESSES[self.columns[before + column]]
    }

    fn policy(&self) -> String {
        let [kind, property, list, record] = self.floors.map(|at| ACCESSES[at]);
        let grouped = ["lists = ['l2']", "kinds = ['act']", "records = ['person/zqp1x']"][self.grouped];
        format!(
            "kinds.act = '{kind}'\nproperties.'person.name' = '{property}'\nlists.l2 = '{list}'\n\
             records.'person/zqp0x' = '{record}'\n[GROUP]\n{grouped}\n"
        )
    }

    fn parsed_policy(&self) -> Policy {
        toml::from_str(&self.policy().replace("[GROUP]", "[groups.legal]")).unwrap()
    }

    fn cells(&self) -> Vec<Cell> {
        let mut cells = Vec::new();
        for (at, (list, kind, id, columns)) in self.lists().into_iter().enumerate() {
            for (row, (column, property)) in (0..ROWS).flat_map(|row| columns.iter().enumerate().map(move |c| (row, c)))
            {
                let text = word(at, column, row);
                let is_reference = property == "victim" || property == "whom";
                let value = if is_reference { Value::Reference(text.parse().unwrap()) } else { Value::Text(text) };
                cells.push(Cell {
                    record: format!("{kind}/{id}{row}x").parse().unwrap(),
                    property: property.clone(),
                    list: list.parse().unwrap(),
                    value,
                    access: access(self.access((at, column))),
                });
            }
        }
        cells
    }

    fn write(&self, workspace: &Workspace) {
        let texts: String = (0..self.columns.len() - 4)
            .map(|at| format!("properties.q{at} = {{ label = \"q\", type = \"text\" }}\n"))
            .collect();
        let pack = format!(
            "[kinds.matter]\nlabel = \"Matter\"\nplural = \"Matters\"\nproperties.whom = {{ label = \"whom\", type = {{ reference = [\"person\"] }} }}\n{texts}"
        );
        fs::create_dir_all(workspace.path("packs/ours")).unwrap();
        fs::write(workspace.path("packs/ours/kinds.toml"), pack).unwrap();
        let settings = workspace.read("willay.toml");
        let access = format!("\n[access]\n{}", self.policy().replace("[GROUP]", "[access.groups.legal]"));
        fs::write(workspace.path("willay.toml"), format!("packs = [\"packs/ours\"]\n{settings}{access}")).unwrap();
        for (at, (list, kind, _, columns)) in self.lists().into_iter().enumerate() {
            let mapped: String = columns
                .iter()
                .enumerate()
                .map(|(column, property)| {
                    let reference =
                        if property == "victim" || property == "whom" { ", reference = \"person\"" } else { "" };
                    let access = self.access((at, column));
                    format!("c{column} = {{ property = \"{property}\", access = \"{access}\"{reference} }}\n")
                })
                .collect();
            let mapping = format!(
                "title = \"{list}\"\nproducer = \"Us\"\nkind = \"{kind}\"\nid = \"id\"\nnature = \"synthetic\"\n[columns]\n{mapped}"
            );
            fs::write(workspace.path(&format!("lists/{list}.toml")), mapping).unwrap();
        }
    }

    /// The files of the lists with so many rows.
    fn write_rows(&self, workspace: &Workspace, rows: usize) {
        for (at, (list, _, id, columns)) in self.lists().into_iter().enumerate() {
            let head: String = (0..columns.len()).map(|column| format!(",c{column}")).collect();
            let mut text = format!("id{head}\n");
            for row in 0..rows {
                let cell = |column| format!(",{}", word(at, column, row).trim_start_matches("person/"));
                let cells: String = (0..columns.len()).map(cell).collect();
                text.push_str(&format!("{id}{row}x{cells}\n"));
            }
            fs::write(workspace.path(&format!("lists/{list}.csv")), text).unwrap();
        }
    }
}

/// What a cell says: persons are named by their id, all else by a word that stands nowhere else.
fn word(list: usize, column: usize, row: usize) -> String {
    if list > 0 && column == 0 { format!("person/zqp{row}x") } else { format!("zqv{list}{column}{row}x") }
}

fn access(word: &str) -> Access {
    toml::Value::String(word.to_owned()).try_into().unwrap()
}

/// The judge: what a reader may know of, and what not.
struct Seen {
    statements: usize,
    records: BTreeMap<String, BTreeSet<String>>,
    hidden: BTreeSet<String>,
}

impl Seen {
    fn of(cells: &[Cell], policy: &Policy, reader: Reader<'_>) -> Self {
        let mut seen = Self { statements: 0, records: BTreeMap::new(), hidden: BTreeSet::new() };
        let (mut all, mut known) = (BTreeSet::new(), BTreeSet::new());
        for Cell { record, property, list, value, access } in cells {
            let name = |record: &RecordId| record.name().to_owned();
            let said = if let Value::Reference(named) = value { name(named) } else { value.plain() };
            let words = [said, name(record)];
            all.extend(words.clone());
            if policy.may_see(reader, Said { record, property, list, value: Some(value), access: *access }) {
                seen.statements += 1;
                seen.records.entry(record.kind().to_owned()).or_default().insert(record.to_string());
                known.extend(words);
            }
        }
        seen.hidden = all.difference(&known).cloned().collect();
        seen
    }

    fn judge(&self, place: &str, text: &str) {
        for word in &self.hidden {
            assert!(!text.contains(word.as_str()), "{place} tells {word}:\n{text}");
        }
    }

    fn judge_files(&self, folder: &Path) {
        for (name, bytes) in files(folder) {
            self.judge(&format!("{} {name}", folder.display()), &format!("{name} {}", String::from_utf8_lossy(&bytes)));
        }
    }
}

/// Runs a command that must end as expected, and gives all that it printed.
fn said(words: &[&str], code: i32) -> String {
    let ran = willay(words);
    assert_eq!(ran.code, code, "{words:?}: {}{}", ran.out, ran.err);
    format!("{}{}", ran.out, ran.err)
}

fn export(workspace: &Workspace, who: &str, (seen, access, more): (&Seen, &str, &[&str])) {
    let root = workspace.root();
    for format in ["statements", "csv", "jsonl", "parquet", "ftm"] {
        let out = workspace.path(&format!("out-{who}-{format}"));
        let words = [
            &["export", root.to_str().unwrap(), "--out", out.to_str().unwrap(), "--format", format, "--access", access],
            more,
        ];
        let printed = said(&words.concat(), 0);
        seen.judge(format, &printed);
        // `willay init` has statements of its own: all of them public.
        let count: usize =
            printed.lines().find_map(|line| line.split(" statements written").next()?.parse().ok()).unwrap();
        assert!(count >= seen.statements, "{format}: {count} of {}", seen.statements);
        seen.judge_files(&out);
    }
}

fn search(workspace: &Workspace, (seen, access): (&Seen, &str)) {
    let root = workspace.root();
    let root = root.to_str().unwrap();
    for kind in ["person", "act", "matter"] {
        let expected = seen.records.get(kind).map_or(0, BTreeSet::len);
        for first in ["1", "100"] {
            let found = willay(&["search", "--kind", kind, "--access", access, "--first", first, "--json", "-w", root]);
            seen.judge("search", &found.out);
            let json: serde_json::Value = serde_json::from_str(&found.out).unwrap();
            assert_eq!(json["total"], expected, "{kind} at {access}: {json}");
        }
    }
    for hidden in seen.hidden.iter().take(3) {
        let near = format!("{}y", hidden.trim_end_matches('x'));
        let found = willay(&["search", &near, "--access", access, "--json", "-w", root]);
        seen.judge("a suggestion", &found.out);
    }
}

/// A file whose every date is wrong: messages may repeat a cell only where anyone may see it.
fn import_wrong(workspace: &Workspace, draw: &Draw) {
    let column = ACCESSES[draw.columns[0]];
    let mapping = format!(
        "title = \"wrong\"\nproducer = \"Us\"\nkind = \"act\"\nid = \"id\"\nnature = \"synthetic\"\n[columns]\n\
         c0 = {{ property = \"date\", access = \"{column}\" }}\n"
    );
    fs::write(workspace.path("wrong.toml"), mapping).unwrap();
    fs::write(workspace.path("wrong.csv"), "id,c0\nzqa0x,zqwrongx\n").unwrap();
    let (record, list) = ("act/zqa0x".parse().unwrap(), "wrong".parse().unwrap());
    let cell = Said { record: &record, property: "date", list: &list, value: None, access: access(column) };
    let is_open = draw.parsed_policy().may_see(Reader::PUBLIC, cell);
    let path = |name: &str| workspace.path(name).to_str().unwrap().to_owned();
    let root = workspace.root();
    let (file, mapping, report) = (path("wrong.csv"), path("wrong.toml"), path("problems.csv"));
    let printed = said(&["import", &file, "--mapping", &mapping, "--report", &report, "-w", root.to_str().unwrap()], 3);
    let told = printed + &fs::read_to_string(&report).unwrap();
    assert!(is_open || !told.contains("zqwrongx"), "{told}");
}

fn draw() -> impl Strategy<Value = Draw> {
    let (columns, floors) = (prop::collection::vec(0..4_usize, 5..8), prop::array::uniform4(0..4_usize));
    (columns, floors, 0..3_usize, 0..4_usize, any::<bool>()).prop_map(
        |(columns, floors, grouped, cleared, is_legal)| {
            // Most floors are open, or most of what is drawn would be sealed.
            let floors = floors.map(|at| at.saturating_sub(1));
            Draw { columns, floors, grouped, cleared, is_legal }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 5,
        max_shrink_iters: 40,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_way_out_tells_what_the_policy_closes(draw in draw()) {
        let workspace = Workspace::fresh();
        draw.write(&workspace);
        for rows in [ROWS - 1, ROWS] {
            draw.write_rows(&workspace, rows);
            let root = workspace.root();
            said(&["build", root.to_str().unwrap()], 0);
        }
        let (cells, policy) = (draw.cells(), draw.parsed_policy());
        let (nobody, legal) = (BTreeSet::new(), BTreeSet::from(["legal".to_owned()]));
        let public = Seen::of(&cells, &policy, Reader::PUBLIC);
        let root = workspace.root();
        let root = root.to_str().unwrap();
        public.judge_files(&workspace.path("site"));
        for words in [&["records", root, "--elements"][..], &["records", root, "--json"], &["figures", root, "--json"]] {
            public.judge(words[0], &said(words, 0));
        }
        export(&workspace, "stranger", (&public, "public", &[]));
        search(&workspace, (&public, "public"));
        import_wrong(&workspace, &draw);

        let (access, clearance) = (ACCESSES[draw.cleared], Clearance::up_to(access(ACCESSES[draw.cleared])));
        let more: &[&str] = if draw.is_legal { &["--group", "legal"] } else { &[] };
        let reader = Reader::new(clearance, if draw.is_legal { &legal } else { &nobody });
        export(&workspace, "reader", (&Seen::of(&cells, &policy, reader), access, more));
        if access != "sealed" {
            search(&workspace, (&Seen::of(&cells, &policy, Reader::new(clearance, &nobody)), access));
        }
    }
}
