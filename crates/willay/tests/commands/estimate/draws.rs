//! Can the draws that `willay estimate` writes be read back?

use std::{fmt::Write as _, fs};

use serde_json::Value;

use super::Tables;

/// The draws in a file, read back: stratum, method, number, persons.
fn read_back(bytes: &[u8], format: read::TableFormat) -> Vec<[String; 4]> {
    struct Rows(Vec<[String; 4]>);
    impl read::RowSink for Rows {
        fn columns(&mut self, names: &[String]) -> Result<(), read::Stop> {
            assert_eq!(names, ["stratum", "method", "draw", "persons"]);
            Ok(())
        }
        fn row(&mut self, _: u64, cells: &[&str]) -> Result<(), read::Stop> {
            self.0.push([0, 1, 2, 3].map(|place| cells[place].to_owned()));
            Ok(())
        }
    }
    let mut rows = Rows(Vec::new());
    read::read_table(bytes, format, &read::TableOptions::default(), &mut rows).unwrap();
    rows.0
}

#[test]
fn draws_are_read_back_from_parquet_and_csv_alike() {
    let mut text = "place,a,b,c,n\n".to_owned();
    for (place, times) in [("north", 1), ("the, south", 2)] {
        for (pattern, persons) in (1_u32..8).zip([60, 50, 20, 40, 16, 14, 9]) {
            let on: Vec<String> = (0..3).map(|list| (pattern >> list & 1).to_string()).collect();
            writeln!(text, "\"{place}\",{},{}", on.join(","), persons * times).unwrap();
        }
    }
    let tables = Tables::of(&text);
    let words = "--strata place --method log-linear,graphs --replicates 50";
    let said = tables.estimated(&format!("{words} --draws @d.parquet"));
    assert!(said.contains("d.parquet"), "{said}");
    tables.estimated(&format!("{words} --draws @d.csv"));
    let parquet = read_back(&fs::read(tables.path("d.parquet")).unwrap(), read::TableFormat::Parquet);
    let csv = read_back(&fs::read(tables.path("d.csv")).unwrap(), read::TableFormat::Csv);
    assert_eq!(parquet.len(), csv.len());
    for (one, other) in parquet.iter().zip(&csv) {
        assert_eq!(one[..3], other[..3]);
        let [one, other] = [one, other].map(|row| row[3].parse::<f64>().unwrap());
        assert!((one - other).abs() <= 0.005 || one == other, "{one} {other}");
    }
    let of = |stratum: &str, method: &str| -> Vec<f64> {
        let rows = parquet.iter().filter(|row| row[0] == stratum && row[1] == method);
        rows.map(|row| row[3].parse().unwrap()).collect()
    };
    assert_eq!(of("north", "log-linear-bootstrap").len(), 50);
    let (north, total) = (of("north", "graphs"), of("(total)", "graphs"));
    assert!(north.len() == 4_000 && total.len() == 4_000 && of("the, south", "graphs").len() == 4_000);
    let median = |mut draws: Vec<f64>| {
        draws.sort_by(f64::total_cmp);
        draws[draws.len() / 2]
    };
    let result = tables.json(words);
    let found = |method: &Value| method["population_persons"].as_f64().unwrap();
    let graphs = |methods: &Value| methods.as_array().unwrap().iter().find(|one| one["method"] == "graphs").map(found);
    let printed = [graphs(&result["strata"][0]["methods"]), graphs(&result["totals"])].map(Option::unwrap);
    for (drawn, printed) in [median(north), median(total)].into_iter().zip(printed) {
        assert!((drawn / printed - 1.0).abs() < 0.02, "{drawn} {printed}");
    }
    let refused = tables.refused("--draws @d.xlsx", 2);
    assert!(refused.contains("neither in .csv nor in .parquet"), "{refused}");
}
