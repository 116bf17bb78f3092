//! Do the published lists load: the micro-thesauri of the Events Standard Formats, and the districts of Peru?
//!
//! The lists stand beside the project and are not copied into it. Sources: HURIDOCS micro-thesauri (2001); UBIGEO codes of
//! INEI and RENIEC as of 2022.

use std::{fs, io::Write, path::PathBuf};

use read::{PackFile, load_pack};
use record::{Schema, Value, schema::SchemaProblem, schema::Severity};

/// Micro-thesauri of the list: number, terms, depth.
const THESAURI: &[(u16, usize, usize)] = &[
    (1, 303, 1),
    (2, 47, 3),
    (3, 176, 3),
    (4, 532, 5),
    (5, 103, 3),
    (6, 206, 3),
    (7, 6, 1),
    (8, 10, 1),
    (9, 11, 2),
    (10, 231, 4),
    (11, 360, 2),
    (12, 41, 3),
    (13, 255, 1),
    (14, 444, 1),
    (15, 283, 4),
    (16, 27, 1),
    (17, 151, 3),
    (18, 23, 2),
    (19, 22, 3),
    (20, 12, 2),
    (21, 41, 4),
    (22, 7, 1),
    (23, 76, 3),
    (24, 40, 3),
    (25, 41, 3),
    (26, 23, 3),
    (27, 23, 3),
    (28, 14, 2),
    (29, 9, 1),
    (30, 16, 4),
    (31, 22, 1),
    (32, 5, 1),
    (33, 7, 1),
    (34, 4, 1),
    (35, 5, 1),
    (36, 6, 1),
    (37, 14, 2),
    (38, 11, 2),
    (39, 4, 1),
    (40, 7, 1),
    (41, 8, 2),
    (42, 6, 1),
    (43, 3, 1),
    (44, 7, 1),
    (45, 7, 1),
    (46, 5, 1),
    (47, 5, 1),
    (48, 3, 1),
];

/// The files of a folder beside the project; `None`, and a line that says so, where it is missing.
fn folder(test: &str, name: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    let Ok(entries) = fs::read_dir(&path) else {
        std::io::stderr()
            .write_all(format!("skipped: {test}: ../shared/data/{name} is not there\n").as_bytes())
            .expect("the terminal takes a line");
        return None;
    };
    let mut files: Vec<(String, Vec<u8>)> = entries
        .map(|entry| {
            let entry = entry.expect("an entry of the folder");
            (
                entry.file_name().into_string().expect("a name in UTF-8"),
                fs::read(entry.path()).expect("a file that can be read"),
            )
        })
        .collect();
    files.sort();
    Some(files)
}

fn load(schema: &mut Schema, files: &[(String, Vec<u8>)], description: &str) -> Vec<SchemaProblem> {
    let description = ("pack.toml".to_owned(), description.as_bytes().to_vec());
    let files: Vec<PackFile<'_>> =
        files.iter().chain([&description]).map(|(name, bytes)| PackFile { name, bytes }).collect();
    load_pack(schema, &files)
}

#[test]
fn the_micro_thesauri_load_with_every_term_at_its_depth() {
    let Some(files) = folder("the_micro_thesauri_load_with_every_term_at_its_depth", "esf") else { return };
    let mut schema = Schema::built_in();
    let built_in = Schema::built_in();
    let problems = load(&mut schema, &files, "ignore = [\"fields.csv\"]\n");
    let errors: Vec<_> = problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
    assert_eq!(errors, Vec::<&SchemaProblem>::new());
    for (number, terms, depth) in THESAURI {
        let vocabulary = &schema.vocabularies[schema.thesaurus(*number).unwrap()];
        let published = vocabulary.terms().values().filter(|term| term.codes.contains_key("esf")).count();
        assert_eq!((published, vocabulary.depth()), (*terms, *depth), "thesaurus {number}");
        let own = built_in.vocabularies[schema.thesaurus(*number).unwrap()].terms();
        for (code, term) in own.iter().filter(|(_, term)| term.codes.contains_key("esf")) {
            assert!(!vocabulary.terms()[code].other_labels.is_empty(), "{number} has our {code} ({term:?})");
        }
    }
    let broken = problems.iter().find(|problem| problem.found == "100302050000").unwrap();
    assert_eq!((broken.file.as_str(), broken.column.as_str()), ("mt_68_other_thesaurus_local_example.csv", "parent"));
    let acts = &schema.property("act", "type").unwrap().value;
    assert_eq!(schema.value(acts, "080101000000"), Ok(Value::Term("forced-sterilisation".to_owned())));
    assert!(schema.value(acts, "Surveillance").unwrap_err().reason.contains("several terms"));
}

#[test]
fn the_districts_of_peru_have_other_codes_in_other_registers() {
    let test = "the_districts_of_peru_have_other_codes_in_other_registers";
    let Some(files) = folder(test, "geo") else { return };
    let description = "ignore = [\"peru_provincial_simple.geojson\"]\n\
        [places.\"ubigeo_departamento.csv\"]\ncodes = { inei = \"inei\", reniec = \"reniec\" }\nname = \"departamento\"\n\
        [places.\"ubigeo_provincia.csv\"]\ncodes = { inei = \"inei\", reniec = \"reniec\" }\nname = \"provincia\"\n\
        within = [\"departamento\"]\n\
        [places.\"ubigeo_distrito.csv\"]\ncodes = { inei = \"inei\", reniec = \"reniec\" }\nname = \"distrito\"\n\
        within = [\"provincia\", \"departamento\"]\nlatitude = \"latitude\"\nlongitude = \"longitude\"\nmissing = [\"NA\"]\n\
        [boundaries.\"peru_departamental_simple.geojson\"]\nscheme = \"inei\"\ncode = \"FIRST_IDDP\"\nsuffix = \"0000\"\nmap = false\n";
    let mut schema = Schema::built_in();
    assert_eq!(load(&mut schema, &files, description), []);
    let places = &schema.places;
    assert_eq!(places.crosswalk(("inei", "051102"), "reniec", None), Ok("050903"), "Accomarca");
    assert_eq!(places.named("Santa Rosa").len(), 10);
    let districts: Vec<_> = places.places().iter().filter(|place| place.within.len() == 2).collect();
    let both = districts.iter().filter_map(|place| Some((place.codes.get("inei")?, place.codes.get("reniec")?)));
    let differing = both.filter(|(inei, reniec)| inei != reniec).count();
    assert_eq!(differing, 1780, "of 1,893; two more have a code in one register only");
    let accomarca = places.named("ACCOMARCA")[0].position.unwrap();
    assert_eq!(places.covering("inei", accomarca), ["050000"], "in the department of Ayacucho");
    let within = districts.iter().filter(|place| {
        let department = place.codes.get("inei").map(|code| format!("{}0000", &code[..2]));
        place.position.is_some_and(|at| places.covering("inei", at).first().copied() == department.as_deref())
    });
    let share = within.count() as f64 / districts.len() as f64;
    assert!(share > 0.95, "{share} of the districts lie in the simplified boundary of their department");
}
