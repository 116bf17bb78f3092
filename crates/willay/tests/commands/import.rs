//! Does `willay import` tell the truth: nothing entered while a cell is wrong, updates by key, one undo, and going on where
//! it was stopped?
use std::fs;

use crate::workspace::{EPOCH, Ran, Workspace, willay};

const MAPPING: &str = "title = \"Cases of an organisation\"\nproducer = \"An organisation\"\nkind = \"person\"\nid = \"Código\"\n\
    slug_ids = true\n[columns]\nNombre = \"name\"\nSexo = \"sex\"\nNacida = \"birth-date\"\n\
    Rasgos = { property = \"physical-description\", separator = \";\", note = \"Detalle\" }\n";

const CASES: &str = "Código,Nombre,Sexo,Nacida,Rasgos,Detalle\nHR 1,Rosa,Femenino,2020,,\nHR 2,Ana,female,1985-03,,\n";

fn put(workspace: &Workspace, name: &str, text: &str) -> String {
    let path = workspace.path(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn import(workspace: &Workspace, csv: &str, more: &[&str]) -> Ran {
    let file = put(workspace, "register.csv", csv);
    let mapping = put(workspace, "register-mapping.toml", MAPPING);
    let root = workspace.root();
    let mut arguments = vec!["import", &file, "--mapping", &mapping, "--workspace", root.to_str().unwrap()];
    arguments.extend(more);
    willay(&arguments)
}

/// The entry by which an import is undone.
fn batch(ran: &Ran) -> String {
    ran.out.lines().find_map(|line| line.split_once(" undo ")).expect("it says how it is undone").1.to_owned()
}

fn undo(workspace: &Workspace, batch: &str) -> Ran {
    willay(&["undo", batch, "--workspace", workspace.root().to_str().unwrap()])
}

/// Every statement of a record in the ledger, in force or not, as the log shows it.
fn log(workspace: &Workspace) -> String {
    willay(&["log", workspace.root().to_str().unwrap(), "--last", "100000"]).out
}

#[test]
fn a_list_is_imported_updated_and_undone() {
    let workspace = Workspace::fresh().built();
    let first = import(&workspace, CASES, &[]);
    assert_eq!(first.code, 0, "{}", first.err);
    assert!(first.out.contains("Entered 2 rows: 6 statements new"), "{}", first.out);
    assert!(first.out.contains("'Femenino' as female"), "{}", first.out);

    let again = import(&workspace, CASES, &[]);
    assert!(again.out.contains("Nothing new"), "{}", again.out);

    // A corrected date and an empty cell; the other record is not in the file.
    let update = import(&workspace, "Código,Nombre,Sexo,Nacida,Rasgos,Detalle\nHR 1,,female,1990,,\n", &[]);
    assert!(
        update.out.contains("1 statement new, 0 as before, 1 replaced") || update.out.contains("2 replaced"),
        "{}",
        update.out
    );

    let built = workspace.run("build");
    assert_eq!(built.code, 0, "what was imported stands beside the workspace's lists: {}", built.err);
    assert!(log(&workspace).contains("person/hr-2 · name"));

    let refused = undo(&workspace, &batch(&first));
    assert_eq!(refused.code, 2, "a later import rests on it");
    assert!(refused.err.contains(&format!("undo {} first", batch(&update))), "{}", refused.err);
    let undone = undo(&workspace, &batch(&update));
    assert_eq!(undone.code, 0, "{}", undone.err);
    assert!(undone.out.contains("restored"), "{}", undone.out);
    let twice = undo(&workspace, &batch(&update));
    assert_eq!(twice.code, 2, "{}", twice.out);
    let fsck = willay(&["log", workspace.root().to_str().unwrap(), "--fsck"]);
    assert_eq!(fsck.code, 0, "{}", fsck.out);
}

#[test]
fn while_a_cell_is_wrong_nothing_is_entered() {
    let workspace = Workspace::fresh().built();
    let before = log(&workspace);
    let csv = "Código,Nombre,Sexo,Nacida,Rasgos,Detalle\nHR 1,Rosa,woman-ish,30/11/1990,,\nHR 2,Ana,,,,tall\nHR-2,Eva,,,,\nHR 3,Luz\nHR 4,Eva,,,,\n";
    let report = workspace.path("problems.csv");
    let refused = import(&workspace, csv, &["--report", report.to_str().unwrap()]);
    assert_eq!(refused.code, 3, "{}", refused.out);
    assert_eq!(log(&workspace), before);
    let report = fs::read_to_string(report).unwrap();
    let rows: Vec<&str> = report.lines().skip(1).filter_map(|line| line.split(',').nth(1)).collect();
    assert_eq!(rows, ["2", "2", "3", "4", "5"], "HR-2 is HR 2 to the ledger: {report}");

    let page = workspace.path("problems.html");
    let good = import(&workspace, csv, &["--good-rows", "--report", page.to_str().unwrap()]);
    assert_eq!(good.code, 0, "{}", good.err);
    assert!(good.out.contains("Entered 1 row"), "HR 4: {}", good.out);
    assert_eq!(fs::read_to_string(page).unwrap().matches("<tr>").count(), 6);
}

/// What an office sends is drafted; the code that stands twice is a problem until the mapping says what it means.
#[test]
fn a_code_twice_is_a_problem_until_the_mapping_says_what_it_means() {
    let workspace = Workspace::fresh().built();
    let csv = "code;Nombre;Apellido paterno;Sexo\n001;Rosa;Quispe;F\n007;Luis;Soto;M\n007;Juan;Soto;M\n";
    let file = put(&workspace, "office.csv", csv);
    let root = workspace.root();
    let to = ["--workspace", root.to_str().unwrap()];
    let draft = willay(&[&["import", &file, "--propose"][..], &to].concat());
    let filled = draft.out.replace("title = \"\"", "title = \"O\"").replace("producer = \"\"", "producer = \"P\"");
    let filled = filled.replace("access = \"internal\"", "access = \"public\"");
    let run = |text: &str| {
        let mapping = put(&workspace, "office.toml", text);
        willay(&[&["import", &file, "--mapping", &mapping][..], &to].concat())
    };
    let refused = run(&filled);
    assert_eq!(refused.code, 3, "{}\n{filled}", refused.out);
    let told = &refused.err;
    assert!(told.contains("row 4") && told.contains("row 3, which says otherwise in 'Nombre'"), "{told}");

    let beside = filled.replace("[columns]", "repeated = \"beside\"\n[columns] # both are kept");
    let ran = run(&beside);
    assert!(ran.out.contains("Entered 3 rows: 9 statements new"), "{}{}", ran.out, ran.err);
    assert!(log(&workspace).contains("Luis") && log(&workspace).contains("Juan"));
    let again = run(&beside);
    assert!(again.out.contains("Nothing new"), "{}", again.out);

    fs::write(&file, csv.replace("Juan", "Eva")).unwrap();
    let updated = run(&beside);
    assert!(updated.out.contains("1 statement new, 8 as before, 1 replaced"), "{}", updated.out);
}

#[test]
fn a_dry_run_enters_nothing() {
    let workspace = Workspace::fresh().built();
    let before = log(&workspace);
    let ran = import(&workspace, CASES, &["--dry-run"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("nothing was entered"), "{}", ran.out);
    assert_eq!(log(&workspace), before);
}

#[test]
fn a_draft_can_be_imported_after_the_blanks_are_filled() {
    let workspace = Workspace::fresh().built();
    let file = put(&workspace, "register.csv", CASES);
    let root = workspace.root();
    let draft = willay(&["import", &file, "--propose", "--workspace", root.to_str().unwrap()]);
    assert_eq!(draft.code, 0, "{}", draft.err);
    let filled = draft.out.replace("title = \"\"", "title = \"Cases\"").replace("producer = \"\"", "producer = \"We\"");
    let mapping = put(&workspace, "draft.toml", &filled);
    let ran = willay(&["import", &file, "--mapping", &mapping, "--workspace", root.to_str().unwrap(), "--dry-run"]);
    assert_eq!(ran.code, 0, "{}\n{filled}", ran.err);
}

#[test]
fn an_import_that_was_killed_goes_on_and_ends_as_one_that_was_not() {
    let rows: String = (0..12_000).map(|n| format!("HR {n},Rosa {n},female,19{:02},,\n", n % 100)).collect();
    let csv = format!("Código,Nombre,Sexo,Nacida,Rasgos,Detalle\n{rows}");
    let (whole, killed) = (Workspace::fresh(), Workspace::fresh());
    let ran = import(&whole, &csv, &[]);
    assert!(ran.out.contains("Entered 12000 rows: 36000 statements new"), "{}", ran.out);

    let file = put(&killed, "register.csv", &csv);
    let mapping = put(&killed, "register-mapping.toml", MAPPING);
    let root = killed.root();
    let mut child = crate::workspace::command()
        .args(["import", &file, "--mapping", &mapping, "--workspace", root.to_str().unwrap()])
        .env("SOURCE_DATE_EPOCH", EPOCH)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    // Killed as soon as a part is on the disk; where it ends before that, the second run has nothing to do.
    let ledger = killed.path(".willay/ledger.sqlite-wal");
    while child.try_wait().unwrap().is_none() && fs::metadata(&ledger).map_or(0, |file| file.len()) < 4 << 20 {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let resumed = import(&killed, &csv, &[]);
    assert_eq!(resumed.code, 0, "{}", resumed.err);
    let statements = |workspace: &Workspace| {
        let log = willay(&["log", workspace.root().to_str().unwrap(), "--last", "200000"]).out;
        let said = log.lines().filter_map(|line| line.split_once("person/")).map(|(_, said)| said.to_owned());
        said.collect::<Vec<_>>()
    };
    let (whole, killed) = (statements(&whole), statements(&killed));
    assert_eq!(whole.len(), 36_000);
    assert!(whole == killed, "every statement once, in the order of the file");
}

#[test]
fn events_in_xml_come_in_with_everything_in_them() {
    let workspace = Workspace::fresh().built();
    let xml = "<events><event id=\"1\"><event_title>A</event_title><acts><act id=\"2\"><type_of_act>080101000000</type_of_act>\
        </act></acts></event></events>";
    let file = put(&workspace, "openevsys.xml", xml);
    let about = put(
        &workspace,
        "openevsys.toml",
        "title = \"Events\"\nproducer = \"P\"\nlanguage = \"es\"\nnature = \"synthetic\"\n",
    );
    let root = workspace.root();
    let arguments = ["import", &file, "--mapping", &about, "--workspace", root.to_str().unwrap()];
    let ran = willay(&arguments);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("Entered 2 rows: 3 statements new"), "{}", ran.out);
    assert!(log(&workspace).contains("act/2 · event"));
    fs::write(&file, xml.replace("<acts>", "<colour>red</colour><acts>")).unwrap();
    let refused = willay(&arguments);
    assert_eq!(refused.code, 3, "{}", refused.out);
    assert!(refused.err.contains("colour"), "{}", refused.err);
}

/// A table of acts as OpenEvSys exports it and a spreadsheet leaves it: parted by ';', zeros lost in front, a number given
/// twice, dates of three kinds.
#[test]
fn a_table_of_openevsys_with_what_spreadsheets_do_to_it_is_told_cell_by_cell() {
    let workspace = Workspace::fresh().built();
    let rows = "act_record_number;type_of_act;Fecha inicial;exact_location;remarks\n\
        000123;080101000000;2020;050101;Detención en Huamanga\n000124;80101000000;03/2016;050101;Señaló el testigo\n\
        000124;080101000000;31/12/2016;50101;\n000125;99;1969-12-31;050101;\n000126;080101000000;30/02/2016;050101;\n";
    let mapping = "title = \"Acts\"\nproducer = \"P\"\nnature = \"synthetic\"\nkind = \"act\"\nid = \"act_record_number\"\n\
        access = \"public\"\n[columns]\ntype_of_act = \"type\"\nremarks = \"remarks\"\n\
        \"Fecha inicial\" = { property = \"initial-date\", format = [\"dd/mm/yyyy\", \"mm/yyyy\"] }\n\
        exact_location = { property = \"exact-location\", digits = 6 }\n";
    let mapping = put(&workspace, "acts.toml", mapping);
    let root = workspace.root();
    let latin: Vec<u8> = rows.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    for (list, bytes) in [("latin", latin), ("marked", format!("\u{feff}{rows}").into_bytes())] {
        let file = workspace.path(&format!("{list}.csv"));
        fs::write(&file, bytes).unwrap();
        let arguments = ["import", file.to_str().unwrap(), "--mapping", &mapping, "-w", root.to_str().unwrap()];
        let refused = willay(&arguments);
        assert_eq!(refused.code, 3, "{}", refused.out);
        for told in [
            "row 3, column 'type_of_act': '80101000000' is not a term",
            "the zeros that a spreadsheet took away in front",
            "row 4, column 'exact_location': '50101' is not a code of 6 digits",
            "row 4, column 'act_record_number': '000124' is already the name of row 3",
            "row 5, column 'type_of_act': '99' is not a term",
            "row 6, column 'Fecha inicial': '30/02/2016' is not a date",
            "5 errors",
        ] {
            assert!(refused.err.contains(told), "{list}: '{told}' is not in\n{}", refused.err);
        }
        let ran = willay(&[&arguments[..], &["--good-rows"]].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains("Entered 1 row: 4 statements new"), "{}", ran.out);
        for said in ["initial-date · 2020\n", "exact-location · 050101\n", "remarks · Detención en Huamanga\n"] {
            assert!(log(&workspace).contains(&format!("act/000123 · {said}")), "{list}: {said}");
        }
    }
}

#[test]
fn a_file_of_uwazi_is_drafted_and_imported_with_every_problem_told() {
    let workspace = Workspace::fresh().built();
    let csv = "\u{feff}id,title,Fecha de muerte,Sexo,Señas particulares,Otros nombres\n\
        abc1,Rosa,2016/11/30,Femenino,tall|short,\nabc2,Ana,2020,,,La Flaca\nabc2,Eva,31/12/2016,,,\n";
    let file = put(&workspace, "uwazi.csv", csv);
    let root = workspace.root();
    let draft = willay(&["import", &file, "--propose", "--kind", "person", "--workspace", root.to_str().unwrap()]);
    assert!(draft.out.contains("\"Fecha de muerte\" = { property = \"death-date\""), "{}", draft.out);
    let mapping = "title = \"U\"\nproducer = \"P\"\nkind = \"person\"\nid = \"id\"\nignore = [\"Señas particulares\"]\n[columns]\n\
        title = \"name\"\n\"Fecha de muerte\" = { property = \"death-date\", format = \"yyyy/mm/dd\" }\nSexo = \"sex\"\n\"Otros nombres\" = \"other-names\"\n";
    let mapping = put(&workspace, "uwazi-mapping.toml", mapping);
    let arguments = ["import", &file, "--mapping", &mapping, "--workspace", root.to_str().unwrap(), "--good-rows"];
    let ran = willay(&arguments);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.contains("Entered 2 rows: 6 statements new") && ran.out.contains("problems                       2"),
        "{}",
        ran.out
    );
    assert!(log(&workspace).contains("person/abc2 · death-date · 2020"), "a year stays a year: {}", log(&workspace));
}
