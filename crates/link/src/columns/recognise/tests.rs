//! Are tables of several countries recognised, and what is written twice counted once?

use std::io::Write as _;

use super::*;
use crate::table::TableBuilder;

/// One list of rows; row numbers are ids.
fn table(headers: &[&str], rows: &[Vec<String>]) -> Table {
    tables(headers, &[rows])
}

fn tables(headers: &[&str], lists: &[&[Vec<String>]]) -> Table {
    let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
    let mut builder = TableBuilder::default();
    for (list, rows) in lists.iter().enumerate() {
        let places = builder.list(&format!("list {list}"), &headers).unwrap();
        for (id, row) in rows.iter().enumerate() {
            builder.row(&format!("{id:06}"), places.iter().copied().zip(row.iter().map(String::as_str)));
        }
    }
    builder.build().unwrap()
}

fn field<'a>(fields: &'a [RecognisedField], name: &str) -> &'a RecognisedField {
    fields.iter().find(|field| field.name == name).unwrap_or_else(|| panic!("no field '{name}' in {fields:#?}"))
}

fn pick<'a>(words: &[&'a str], number: usize) -> &'a str {
    words[number % words.len()]
}

const GIVEN: [&str; 7] = ["Ana", "Luz María", "Juan", "Félix", "José Luis", "Rosa", "Teófila"];
const SURNAMES: [&str; 11] =
    ["Quispe", "Huamán", "Rojas", "De la Cruz", "Mamani", "Flores", "Ccori", "Ayala", "Tello", "Prado", "Sulca"];

/// Rows of a Spanish casualty list; districts 0 to 23 lie in provinces 0 to 7, these in departments 0 to 2.
fn casualties(rows: usize) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let headers = vec![
        "nro",
        "nombres",
        "apellido_paterno",
        "apellido_materno",
        "edad",
        "sexo",
        "fecha_hecho",
        "departamento",
        "provincia",
        "distrito",
        "tipo_hecho",
        "fuente",
        "observaciones",
        "dni",
        "año nacimiento",
    ];
    let row = |number: usize| {
        let (district, year) = (number * 7 % 24, 1920 + number * 13 % 60);
        let age = if number.is_multiple_of(9) { String::new() } else { format!("{}", number * 5 % 80) };
        vec![
            (number + 1).to_string(),
            pick(&GIVEN, number * 3).to_owned(),
            pick(&SURNAMES, number * 5).to_owned(),
            pick(&SURNAMES, number * 7 + 3).to_owned(),
            age,
            pick(&["H", "M", "H"], number / 2).to_owned(),
            format!("{:02}/{:02}/{}", number % 28 + 1, number % 12 + 1, 1983 + number % 7),
            pick(&["Ayacucho", "Huancavelica", "Apurímac"], district / 8).to_owned(),
            format!("Provincia {}", district / 3),
            format!("Distrito {district}"),
            pick(&["asesinato", "desaparición", "tortura"], number / 5).to_owned(),
            "CVR".to_owned(),
            String::new(),
            if number.is_multiple_of(3) {
                format!("{}", 10_000_000 + number * 9_973)
            } else {
                "no registra".to_owned()
            },
            year.to_string(),
        ]
    };
    (headers, (0..rows).map(row).collect())
}

#[test]
fn a_spanish_casualty_list_is_understood_whole() {
    let (headers, rows) = casualties(300);
    let fields = recognise(&table(&headers, &rows));
    let place = |level: u8| ColumnKind::Place { level_hint: Some(level) };
    for (name, kind) in [
        ("nro", ColumnKind::Id),
        ("nombres", ColumnKind::GivenName),
        ("apellido_paterno", ColumnKind::Surname1),
        ("apellido_materno", ColumnKind::Surname2),
        ("edad", ColumnKind::Age),
        ("sexo", ColumnKind::Sex),
        ("fecha_hecho", ColumnKind::EventDate),
        ("departamento", place(1)),
        ("provincia", place(2)),
        ("distrito", place(3)),
        ("tipo_hecho", ColumnKind::Category),
        ("fuente", ColumnKind::Constant),
        ("observaciones", ColumnKind::Empty),
        ("dni", ColumnKind::NationalId),
        ("año nacimiento", ColumnKind::BirthDate),
    ] {
        assert_eq!(field(&fields, name).kind, kind, "{name}");
    }
    assert_eq!(field(&fields, "distrito").parent.as_deref(), Some("provincia"));
    assert_eq!(field(&fields, "provincia").parent.as_deref(), Some("departamento"));
    assert_eq!(field(&fields, "provincia").derived_from, ["distrito"]);
    assert_eq!(field(&fields, "departamento").parent, None);
    assert_eq!(field(&fields, "dni").completeness, 1.0 / 3.0);
    assert_eq!(field(&fields, "dni").distinct, 100);
    assert!(field(&fields, "sexo").derived_from.is_empty());
}

#[test]
fn a_list_in_two_scripts_keeps_both_names_and_the_number_of_the_person() {
    let row = |number: usize| {
        vec![
            format!(
                "{} {} {}",
                pick(&["محمد", "احمد", "خليل"], number),
                pick(&["علي", "حسن"], number / 3),
                pick(&["النجار", "الشاعر", "عوض", "زقوت"], number / 2)
            ),
            format!(
                "{} {} {}",
                pick(&["Mohammed", "Ahmad", "Khalil"], number * 2),
                pick(&["Ali", "Hasan"], number / 5),
                pick(&["Najjar", "Shaer", "Awad"], number)
            ),
            format!("{}", number * 7 % 90),
            pick(&["m", "f", "m"], number / 2).to_owned(),
            format!("{}-{:02}-{:02}", 1940 + number * 11 % 80, number % 12 + 1, number % 28 + 1),
            format!("{}", 400_000_000 + number * 7_919),
        ]
    };
    let (first, second): (Vec<_>, Vec<_>) = ((0..120).map(row).collect(), (60..200).map(row).collect());
    let fields = recognise(&tables(&["name_ar", "name_en", "age", "sex", "dob", "id"], &[&first, &second]));
    let kinds: Vec<ColumnKind> = fields.iter().map(|field| field.kind).collect();
    let expected = [
        ColumnKind::FullName,
        ColumnKind::FullName,
        ColumnKind::Age,
        ColumnKind::Sex,
        ColumnKind::BirthDate,
        ColumnKind::NationalId,
    ];
    assert_eq!(kinds, expected);
    assert!(fields.iter().all(|field| field.derived_from.is_empty()), "{fields:#?}");
    assert_eq!(field(&fields, "id").distinct, 200);
}

#[test]
fn what_is_written_twice_is_counted_once() {
    let headers = [
        "id",
        "full_name",
        "first_name",
        "surname",
        "g1",
        "surname_code",
        "dob",
        "birth_year",
        "event_date",
        "age",
        "sex",
        "gender",
        "list",
    ];
    let row = |number: usize| {
        let (given, surname) = (pick(&GIVEN, number * 3), pick(&SURNAMES, number / 2));
        let (born, title) = (1930 + number * 7 % 40, if number.is_multiple_of(4) { "Dr. " } else { "" });
        let is_after = (number % 12, number % 28) < (5, 14);
        let age = 1985 - born - usize::from(!is_after && (number % 12, number % 28) != (5, 14));
        vec![
            format!("r{number}"),
            format!("{title}{given} {surname}"),
            given.to_owned(),
            surname.to_owned(),
            given[..1].to_owned(),
            format!("{}{}", &surname[..1], surname.len()),
            format!("{born}-{:02}-{:02}", number % 12 + 1, number % 28 + 1),
            born.to_string(),
            "1985-06-15".to_owned(),
            age.to_string(),
            pick(&["m", "f", "m", "m"], number / 3).to_owned(),
            pick(&["male", "female", "male", "male"], number / 3).to_owned(),
            String::new(),
        ]
    };
    let rows = |list: &str, from: usize| {
        (from..from + 150)
            .map(row)
            .map(|mut row| {
                row[12] = list.to_owned();
                row
            })
            .collect::<Vec<_>>()
    };
    let fields = recognise(&tables(&headers, &[&rows("A", 0), &rows("B", 100)]));
    let from = |name: &str| field(&fields, name).derived_from.join(" ");
    assert_eq!(from("full_name"), "first_name surname");
    assert!((field(&fields, "full_name").extra_share - 0.25).abs() < 0.02, "the title is extra");
    assert_eq!(from("g1"), "first_name");
    assert_eq!(from("surname_code"), "surname");
    assert_eq!(from("birth_year"), "dob");
    assert_eq!(from("gender"), "sex");
    assert_eq!(from("age"), "dob");
    assert_eq!(field(&fields, "list").kind, ColumnKind::List);
    assert_eq!(field(&fields, "event_date").kind, ColumnKind::Constant);
    for name in ["first_name", "surname", "dob", "sex"] {
        assert_eq!(from(name), "", "{name}");
    }
}

#[test]
fn parts_of_dates_and_components_of_names_become_one_field() {
    let headers = ["primer_nombre", "segundo_nombre", "apellido1", "apellido2", "dia", "mes", "anio", "lat", "lon"];
    let row = |number: usize| {
        let degrees = |tenths: usize| format!("-{}.{}", tenths / 10, tenths % 10);
        vec![
            pick(&["Ana", "Luz", "Rosa"], number).to_owned(),
            if number.is_multiple_of(3) { pick(&["María", "Elena"], number / 3).to_owned() } else { String::new() },
            pick(&SURNAMES, number).to_owned(),
            pick(&SURNAMES, number / 2).to_owned(),
            (number % 28 + 1).to_string(),
            pick(&["enero", "junio", "setiembre"], number).to_owned(),
            (1980 + number % 9).to_string(),
            degrees(130 + number % 9),
            degrees(740 + number % 7),
        ]
    };
    let fields = recognise(&table(&headers, &(0..60).map(row).collect::<Vec<_>>()));
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["given_name", "apellido1", "apellido2", "date", "coordinates"]);
    assert_eq!(fields[0].columns, ["primer_nombre", "segundo_nombre"]);
    assert_eq!((fields[0].completeness, fields[0].distinct), (1.0, 4)); // Ana María, Ana Elena, Luz, Rosa
    assert_eq!(fields[3].columns, ["anio", "mes", "dia"]);
    assert_eq!(fields[4].columns, ["lat", "lon"]);
}

#[test]
fn a_code_is_found_to_lie_in_the_province_of_another_column() {
    let row = |number: usize| {
        let (department, province, place) = (number % 5, number % 3, number / 7 % 4);
        let wrong = if number.is_multiple_of(40) { 9 } else { province };
        vec![format!("D{department:02}P{province}K{place}"), format!("D{department:02}P{wrong}")]
    };
    let fields = recognise(&table(&["place", "province"], &(0..600).map(row).collect::<Vec<_>>()));
    assert_eq!(field(&fields, "place").parent.as_deref(), Some("province"));
    assert_eq!(field(&fields, "province").derived_from, ["place"]);
}

#[test]
fn any_table_is_survived() {
    assert!(recognise(&Table::default()).is_empty());
    let fields = recognise(&table(&["a", ""], &[]));
    assert_eq!(fields.iter().map(|field| field.kind).collect::<Vec<_>>(), [ColumnKind::Empty; 2]);
    let fields = recognise(&table(&["name"], &[vec!["Ana".to_owned()]]));
    assert_eq!(fields[0].kind, ColumnKind::Constant);
}

#[test]
fn ten_thousand_columns_are_survived() {
    let headers: Vec<String> = (0..10_000).map(|column| format!("place {column}")).collect();
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let row = |number: usize| (0..headers.len()).map(|column| format!("{}", number * column % 17)).collect();
    let fields = recognise(&table(&headers, &(0..60).map(row).collect::<Vec<_>>()));
    assert_eq!(fields.len(), 10_000);
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let (headers, rows) = casualties(200);
    let named = |row: &Vec<String>| (row[0].clone(), row.clone());
    let build = |rows: Vec<(String, Vec<String>)>| {
        let mut builder = TableBuilder::default();
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        let places = builder.list("a", &headers).unwrap();
        rows.iter().for_each(|(id, row)| builder.row(id, places.iter().copied().zip(row.iter().map(String::as_str))));
        recognise(&builder.build().unwrap())
    };
    assert_eq!(build(rows.iter().map(named).collect()), build(rows.iter().rev().map(named).collect()));
}

/// A public file beside the checkout, as one list; `None` where it is not there.
fn shared(file: &str) -> Option<Table> {
    let folder = std::env::var("WILLAY_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    let text = std::fs::read_to_string(format!("{folder}/data/link/{file}")).ok();
    if text.is_none() {
        // Written at once: what a test prints is not shown where it passes.
        let thread = std::thread::current();
        let test = thread.name().unwrap_or("a test");
        std::io::stderr()
            .write_all(format!("skipped: {test}: ../shared/data/link/{file} is not there\n").as_bytes())
            .unwrap();
    }
    let mut rows: Vec<Vec<String>> = text?.lines().map(cells).collect();
    let headers = rows.remove(0);
    Some(table(&headers.iter().map(String::as_str).collect::<Vec<_>>(), &rows))
}

/// Cells of one line of CSV.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut is_quoted) = (vec![String::new()], false);
    for char in line.chars() {
        match char {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(String::new()),
            char => cells.last_mut().unwrap().push(char),
        }
    }
    cells
}

fn assert_kinds(fields: &[RecognisedField], expected: &[(&str, ColumnKind)]) {
    let found: Vec<(&str, ColumnKind)> = fields.iter().map(|field| (field.name.as_str(), field.kind)).collect();
    assert_eq!(found, expected, "{fields:#?}");
}

#[test]
fn the_historical_persons_of_wikidata_are_recognised() {
    let Some(table) = shared("h50k.csv") else { return };
    let fields = recognise(&table);
    let expected = [
        ("id", ColumnKind::Id),
        ("full_name", ColumnKind::FullName),
        ("first_and_surname", ColumnKind::FullName),
        ("first_name", ColumnKind::GivenName),
        ("surname", ColumnKind::Surname1),
        ("dob", ColumnKind::BirthDate),
        ("birth_place", ColumnKind::Place { level_hint: None }),
        ("postcode_fake", ColumnKind::Postcode),
        ("gender", ColumnKind::Sex),
        ("occupation", ColumnKind::Category),
    ];
    assert_kinds(&fields, &expected);
    assert_eq!(field(&fields, "full_name").derived_from, ["first_name", "surname"]);
    assert_eq!(field(&fields, "first_and_surname").derived_from, ["first_name", "surname"]);
    assert!(field(&fields, "full_name").extra_share > 0.2, "titles and seats are extra");
    assert!(field(&fields, "first_and_surname").extra_share < 0.01);
    assert_eq!(field(&fields, "dob").distinct, 8985);
    assert_eq!(fields.iter().filter(|field| !field.derived_from.is_empty()).count(), 2, "{fields:#?}");
}

#[test]
fn the_febrl_persons_are_recognised() {
    let Some(table) = shared("febrl4_a.csv") else { return };
    let fields = recognise(&table);
    let expected = [
        ("id", ColumnKind::Id),
        ("given_name", ColumnKind::GivenName),
        ("surname", ColumnKind::Surname1),
        ("street_number", ColumnKind::StreetNumber),
        ("address_1", ColumnKind::Address),
        ("address_2", ColumnKind::Address),
        ("suburb", ColumnKind::Place { level_hint: Some(3) }),
        ("postcode", ColumnKind::Postcode),
        ("state", ColumnKind::Place { level_hint: Some(1) }),
        ("date_of_birth", ColumnKind::BirthDate),
        ("soc_sec_id", ColumnKind::NationalId),
    ];
    assert_kinds(&fields, &expected);
    assert!(fields.iter().all(|field| field.derived_from.is_empty()), "{fields:#?}");
}

#[test]
fn the_german_persons_are_recognised() {
    let Some(table) = shared("rl10000.csv") else { return };
    let fields = recognise(&table);
    let expected = [
        ("given_name", ColumnKind::GivenName),
        ("surname", ColumnKind::Surname1),
        ("birth_date", ColumnKind::BirthDate),
        ("id", ColumnKind::Id),
    ];
    assert_kinds(&fields, &expected);
    assert_eq!(fields[0].columns, ["fname_c1", "fname_c2"]);
    assert_eq!(fields[2].columns, ["by", "bm", "bd"]);
}

#[test]
fn the_thousand_fake_persons_are_recognised() {
    let Some(table) = shared("fake_1000.csv") else { return };
    let fields = recognise(&table);
    let expected = [
        ("unique_id", ColumnKind::Id),
        ("first_name", ColumnKind::GivenName),
        ("surname", ColumnKind::Surname1),
        ("dob", ColumnKind::BirthDate),
        ("city", ColumnKind::Place { level_hint: Some(3) }),
        ("email", ColumnKind::Email),
        ("cluster", ColumnKind::Id),
    ];
    assert_kinds(&fields, &expected);
    assert!(fields.iter().all(|field| field.derived_from.is_empty()), "{fields:#?}");
}
