//! How long does an index of a million statements take, and how long a search in it?
//!
//! `cargo run --release -p search --example search_a_million [PERSONS]`, under `/usr/bin/time -v` for its memory. Persons
//! are made of names of a few hundred; each has five statements. A candidate is made when it is asked for, as from a ledger.
#![expect(clippy::print_stdout, reason = "an example prints what it measures")]

use std::{error::Error, time::Instant};

use record::{Access, DocumentId, ListId, Origin, RecordId, Schema, Statement, Value};
use search::{
    Filters, Index, Query, SearchError,
    subject::{Candidate, mark, of_record},
};

const GIVEN: &str =
    "Rosa Luis Ana José Pepe Flora Teófilo Martina Juan María Felipe Inés Hilda Nélida Mario Julia Pedro Sixto";
const SURNAMES: &str = "Quispe Mamani Huamán Condori Rojas Flores Palomino Ccori Choquehuanca Yupanqui Vásquez Jiménez \
    Ceballos Ñaupari Llactahuamán Ramos Cárdenas Torres Paredes Salas Aguilar Chávez Núñez Gutiérrez Pariona Allcca";
const NOTES: &str = "detenido desaparecido asesinada torturados testigo campesina autoridad estudiante de la comunidad \
    durante el conflicto por miembros del ejército en la plaza según su familia y los vecinos del lugar en la noche";

fn main() -> Result<(), Box<dyn Error>> {
    let persons: u64 = std::env::args().nth(1).map_or(Ok(200_000), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("public.sqlite");
    let schema = Schema::built_in();
    let list: ListId = "a".parse()?;
    let all = |changed: u64| {
        let (schema, list) = (&schema, &list);
        (0..persons).filter_map(move |number| candidate(schema, list, (number, number % 1000 < changed)).ok())
    };
    let began = Instant::now();
    let (mut index, changes) = Index::make::<SearchError>(&path, (all(0), "1"), &|_| true)?;
    let bytes = std::fs::metadata(&path)?.len();
    let seconds = began.elapsed().as_secs_f64();
    println!("made: {} records, {} statements in {seconds:.1} s, {} MiB", changes.added, 5 * persons, bytes >> 20);
    for (words, changed) in [("nothing changed", 0), ("1 in 1000 changed", 1)] {
        let began = Instant::now();
        let changes = index.follow::<SearchError>((all(changed), words), &|_| true)?;
        println!("followed, {words}: {} changed in {:.1} s", changes.changed, began.elapsed().as_secs_f64());
    }
    for (words, tests) in [
        ("guaman llaktawaman teofilo", &[][..]),
        ("rosa quispe", &[]),
        ("desaparecidos", &[]),
        ("chokewanka palonimo", &[]),
        ("rosa", &["birth-date>=1960-05".to_owned(), "sex=female".to_owned()]),
        ("", &["birth-date=1960-05".to_owned()]),
    ] {
        let began = Instant::now();
        let query = Some(words).filter(|words| !words.is_empty()).map(Query::parse).transpose()?;
        let answer = index.find(query.as_ref(), &Filters::parse(&schema, (None, None), tests)?, 20)?;
        let milliseconds = began.elapsed().as_secs_f64() * 1000.0;
        println!("{words:?} {tests:?}: {} found, {} possibly, {milliseconds:.0} ms", answer.total(), answer.possibly);
    }
    Ok(())
}

/// One person with five statements, drawn by its number.
fn candidate<'a>(
    schema: &'a Schema,
    list: &ListId,
    (number, is_changed): (u64, bool),
) -> Result<Candidate<'a, SearchError>, Box<dyn Error>> {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut draw = |words: &str| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let words: Vec<&str> = words.split_whitespace().collect();
        words[usize::try_from(state >> 33).unwrap_or(0) % words.len()].to_owned()
    };
    let name = format!("{} {} {}", draw(GIVEN), draw(SURNAMES), draw(SURNAMES));
    let notes: Vec<String> = (0..8).map(|_| draw(NOTES)).collect();
    let date = format!("19{}-0{}", 40 + number % 50, 1 + number % 9).parse()?;
    let occupation = if is_changed { "changed".to_owned() } else { draw(NOTES) };
    let record: RecordId = format!("person/p{number}").parse()?;
    let values = [
        ("name", Value::Text(name)),
        ("sex", Value::Term(draw("female male"))),
        ("birth-date", Value::Date(date)),
        ("remarks", Value::Text(notes.join(" "))),
        ("comments", Value::Text(occupation)),
    ];
    let said: Vec<(u64, Statement)> = (0..)
        .zip(values)
        .map(|(at, (property, value))| {
            let list_document = DocumentId::from_digest([1; 32]);
            let origin = Origin::row(list.clone(), list_document, number + 2);
            (5 * number + at, Statement::plain(record.clone(), (property, value), origin, Access::Public))
        })
        .collect();
    let borrowed: Vec<(u64, &Statement)> = said.iter().map(|(entry, said)| (*entry, said)).collect();
    let mark = mark(1, &borrowed);
    let make = move || {
        let said: Vec<(u64, &Statement)> = said.iter().map(|(entry, said)| (*entry, said)).collect();
        Ok(of_record(schema, &record, &said))
    };
    Ok(Candidate { name: format!("person/p{number}"), mark, make: Box::new(make) })
}
