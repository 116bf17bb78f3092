//! A first mapping for a table, drafted from its header and its first rows, for a person to correct.

use std::{collections::BTreeMap, fmt::Write};

use record::Schema;

use super::cells::slug;
use crate::table::{TableError, TableFormat, TableOptions, read_table};

mod column;
mod dates;
mod headers;
mod sample;

use column::Draft;
use headers::{Headers, Hit};
use sample::{SAMPLE_ROWS, Sample, one_line};

/// Drafts the mapping of a table. The kind is the one whose properties the columns name most surely, where none is given.
///
/// # Errors
/// Where the file is no table.
pub fn propose(
    (name, bytes): (&str, &[u8]),
    format: TableFormat,
    schema: &Schema,
    kind: Option<&str>,
) -> Result<String, TableError> {
    let mut sample = Sample::default();
    match read_table(bytes, format, &TableOptions::default(), &mut sample) {
        Ok(_) => {}
        Err(TableError::Stopped(_)) if sample.rows == SAMPLE_ROWS => {}
        Err(error) => return Err(error),
    }
    let headers = Headers::built_in();
    let kind = kind.map_or_else(|| headers.likeliest(schema, &sample.names), str::to_owned);
    Ok(write(name, &Drafted { schema, headers: &headers, kind: &kind, sample: &sample }))
}

/// What a draft is made from.
struct Drafted<'a> {
    schema: &'a Schema,
    headers: &'a Headers,
    kind: &'a str,
    sample: &'a Sample,
}

fn write(file: &str, from: &Drafted<'_>) -> String {
    let sample = from.sample;
    let hits = hits(from);
    let mut text = format!(
        "# A draft for {file}, made from its header and its first {} rows. Read every line, correct it, then try it:\n\
         #   willay import {file} --mapping THIS.toml --dry-run\n\n\
         title = \"\"                # what this list is\nproducer = \"\"             # who made it\nkind = {}\n",
        sample.rows,
        quoted(from.kind)
    );
    let id = id_column(from, &hits);
    let (column, why) = id_words(sample, id);
    push(&mut text, format_args!("id = {:<20} # {why}\n", quoted(column)));
    if id.is_some_and(|at| sample.columns[at].different.iter().any(|cell| *cell != slug(cell))) {
        text.push_str("slug_ids = true           # HR 2016/07 becomes hr-2016-07\n");
    }
    text.push_str("access = \"internal\"       # public, internal, confidential or sealed\n\n");
    let (mut ignored, mut lines) = (String::new(), String::new());
    for (at, name) in sample.names.iter().enumerate() {
        let draft = hits.get(&at).map(|hit| column::draft((name, hit), from, &sample.columns[at]));
        let examples = sample.columns[at].examples();
        match draft {
            Some(Draft::Mapped(line)) => lines.push_str(&line),
            Some(Draft::Unfit(reason)) => {
                push(&mut ignored, format_args!("    {:<24} # {examples}; {reason}\n", format!("{},", quoted(name))));
            }
            None if Some(at) == id => {}
            None => push(&mut ignored, format_args!("    {:<24} # {examples}\n", format!("{},", quoted(name)))),
        }
    }
    if !ignored.is_empty() {
        let why = "# These columns fit no property by their name. Map them below, or leave them here.";
        push(&mut text, format_args!("{why}\nignore = [\n{ignored}]\n\n"));
    }
    text.push_str("[columns]\n");
    text.push_str(&lines);
    text
}

/// The property of each column that names one. Of several columns for one property, that whose cells suit it best has it.
fn hits<'a>(from: &Drafted<'a>) -> BTreeMap<usize, Hit<'a>> {
    let Some(shape) = from.schema.kinds.get(from.kind) else { return BTreeMap::new() };
    let names = &from.sample.names;
    let found = names
        .iter()
        .enumerate()
        .filter_map(|(at, name)| Some((at, from.headers.find((from.kind, shape), name, names)?)));
    let mut best: BTreeMap<&str, (usize, Hit<'a>)> = BTreeMap::new();
    for (at, hit) in found {
        let suits = |at: usize| column::suits(hit.shape, &from.sample.columns[at]);
        if best.get(hit.property).is_none_or(|(other, _)| suits(at) > suits(*other)) {
            best.insert(hit.property, (at, hit));
        }
    }
    best.into_values().collect()
}

/// The column that names each row: one whose header says so, though its cells may repeat; else the first that fits no
/// property and has a cell of its own in each row. Names of persons are no names of records.
fn id_column(from: &Drafted<'_>, hits: &BTreeMap<usize, Hit<'_>>) -> Option<usize> {
    let sample = from.sample;
    let is_whole = |at: usize| {
        let column = &sample.columns[at];
        column.filled == sample.rows && column.repeated.is_none() && sample.rows > 0
    };
    let named: Vec<usize> = (0..sample.names.len()).filter(|at| from.headers.is_id(&sample.names[*at])).collect();
    let whole = named.iter().copied().find(|at| is_whole(*at));
    let filled = || named.iter().copied().max_by_key(|at| (sample.columns[*at].filled, std::cmp::Reverse(*at)));
    let free = || (0..sample.names.len()).find(|at| !hits.contains_key(at) && is_whole(*at));
    whole.or_else(filled).or_else(free)
}

/// The column of the record's name, and what a person must know of it.
fn id_words(sample: &Sample, id: Option<usize>) -> (&str, String) {
    let Some(at) = id else { return ("", "name the column with the record's name".to_owned()) };
    let column = &sample.columns[at];
    let missing = sample.rows - column.filled;
    let why = match (&column.repeated, missing) {
        (None, 0) => "its cells differ from row to row".to_owned(),
        (Some((cell, first, again)), _) => format!(
            "not one for each row: '{}' stands in rows {first} and {again}; correct the file, or see `repeated`",
            one_line(cell)
        ),
        (None, missing) => format!("empty in {missing} rows: give each row a name of its own"),
    };
    (&sample.names[at], why)
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn push(text: &mut String, words: std::fmt::Arguments<'_>) {
    text.write_fmt(words).expect("a text takes every word");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::Mapping;

    const CSV: &str = "\u{feff}Código;Nombre;Fecha de nacimiento;Sexo;Ocupación;Distrito\n\
        HR-1;Rosa;30/11/1990;F;;x\nHR-2;Ana;01/02/1985;Femenino;;y\n";

    /// A draft with what it leaves to whoever knows.
    fn filled(draft: &str) -> String {
        draft
            .replace("title = \"\"", "title = \"Cases\"")
            .replace("producer = \"\"", "producer = \"We\"")
            .replace("scheme = \"\"", "scheme = \"inei\"")
    }

    #[test]
    fn what_a_draft_leaves_open_is_named_before_a_row_is_read() {
        let mapping = "title = \"\"\nproducer = \" \"\nkind = \"person\"\nid = \"a\"\n[columns]\n\
            b = { property = \"place\", scheme = \"\" }\n";
        let told: Vec<String> =
            Mapping::parse("m.toml", mapping).unwrap_err().iter().map(ToString::to_string).collect();
        for (said, wanted) in told.iter().zip(["title is empty", "producer is empty", "column 'b': scheme is empty"]) {
            assert!(said.contains(wanted), "{said}");
        }
        assert_eq!(told.len(), 3);
        assert!(Mapping::parse("m.toml", &filled(mapping).replace("\" \"", "\"We\"")).is_ok());
    }

    #[test]
    fn a_draft_finds_properties_dates_terms_and_ids() {
        let draft = propose(("p.csv", CSV.as_bytes()), TableFormat::Csv, &Schema::built_in(), None).unwrap();
        for words in [
            "kind = \"person\"",
            "id = \"Código\"",
            "slug_ids = true",
            "\"Nombre\" = { property = \"name\" }",
            "\"Fecha de nacimiento\" = { property = \"birth-date\", format = \"dd/mm/yyyy\" }",
            "\"Sexo\" = { property = \"sex\", terms = { \"F\" = \"female\" } }",
            "\"Distrito\",",
        ] {
            assert!(draft.contains(words), "{words} in\n{draft}");
        }
        let mapping = Mapping::parse("draft.toml", &filled(&draft)).unwrap();
        assert_eq!(mapping.columns["Sexo"].property, "sex");
    }

    /// What offices send: a code twice, dates of four kinds, a code of a place without its zero.
    const OFFICE: &str = "code;Nombre;Apellido paterno;Sexo;Nacimiento;UBIGEO;Edad;Notas\n\
        001;Rosa;Quispe;F;2020;050101;30;x\n002;Ana;Huamán;mujer;31/02/1980;51102;31;\n\
        007;Luis;Soto;M;12/1985;050101;;\n007;Juan;Rojas;M;14/08/1985;;cuarenta;\n";

    fn office() -> String {
        propose(("o.csv", OFFICE.as_bytes()), TableFormat::Csv, &Schema::built_in(), None).unwrap()
    }

    #[test]
    fn a_list_of_persons_is_recognised_though_its_code_repeats() {
        let draft = office();
        assert!(draft.contains("kind = \"person\""), "{draft}");
        assert!(draft.contains("id = \"code\"") && draft.contains("'007' stands in rows 4 and 5"), "{draft}");
        for (column, property) in
            [("Nombre", "given"), ("Apellido paterno", "surname1"), ("Edad", "age"), ("Notas", "remarks")]
        {
            assert!(draft.contains(&format!("\"{column}\" = {{ property = \"{property}\" }}")), "{column} in\n{draft}");
        }
        assert!(draft.contains("no whole numbers: cuarenta"), "{draft}");
        assert!(Mapping::parse("draft.toml", &filled(&draft)).is_ok());
    }

    #[test]
    fn terms_that_are_known_are_proposed_and_others_asked_for() {
        let draft = office();
        assert!(draft.contains("terms = { \"F\" = \"female\", \"M\" = \"male\", \"mujer\" = \"female\" }"), "{draft}");
        let csv = "id;Nombre;Sexo\n1;a;M\n2;b;?\n";
        let draft = propose(("o.csv", csv.as_bytes()), TableFormat::Csv, &Schema::built_in(), Some("person")).unwrap();
        assert!(draft.contains("terms = { \"?\" = \"\", \"M\" = \"\" }") && draft.contains("say for each"), "{draft}");
    }

    #[test]
    fn formats_of_dates_are_seen_from_the_cells() {
        let draft = office();
        assert!(draft.contains("format = [\"dd/mm/yyyy\", \"mm/yyyy\"]"), "{draft}");
        assert!(draft.contains("no day of the calendar: 31/02/1980"), "{draft}");
    }

    #[test]
    fn codes_of_places_ask_for_their_scheme_and_warn_of_lost_zeros() {
        let draft = office();
        assert!(draft.contains("\"UBIGEO\" = { property = \"place\", scheme = \"\", digits = 6 }"), "{draft}");
        assert!(draft.contains("inei and reniec differ: ask who made the list"), "{draft}");
        assert!(draft.contains("51102 has 5 digits, not 6"), "{draft}");
        let csv = "id;Distrito;Ubigeo;Edad\n1;Accomarca;050301;3\n";
        let draft = propose(("o.csv", csv.as_bytes()), TableFormat::Csv, &Schema::built_in(), Some("person")).unwrap();
        assert!(draft.contains("\"Ubigeo\" = { property = \"place\""), "codes go before names: {draft}");
        assert!(draft.contains("\"Distrito\","), "{draft}");
    }

    #[test]
    fn a_name_of_a_person_is_never_the_name_of_a_record() {
        let csv = "Nombre;Apellidos;Edad\nRosa;Quispe;3\nAna;Soto;4\n";
        let draft = propose(("o.csv", csv.as_bytes()), TableFormat::Csv, &Schema::built_in(), None).unwrap();
        assert!(draft.contains("id = \"\""), "{draft}");
    }

    #[test]
    fn a_draft_of_hostile_cells_is_still_a_mapping() {
        let csv = "id,\"na\"\"me\nx\"\n1,\"\"\"\n# x = 1\"\n2,\"\\\"\n";
        let draft = propose(("p.csv", csv.as_bytes()), TableFormat::Csv, &Schema::built_in(), Some("person")).unwrap();
        assert!(Mapping::parse("draft.toml", &filled(&draft)).is_ok(), "{draft}");
    }
}
