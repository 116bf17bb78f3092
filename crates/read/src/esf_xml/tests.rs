//! Do events with acts, involvements and persons come in whole, and is everything else told?

use std::sync::LazyLock;

use proptest::prelude::*;
use record::Value;

use super::*;

#[derive(Default)]
struct Kept(Vec<ListRow>, Vec<Problem>);

impl ListSink for Kept {
    fn row(&mut self, row: ListRow) -> Result<(), Stop> {
        self.0.push(row);
        Ok(())
    }
    fn passed_over(&mut self, _: u64) {}
    fn problem(&mut self, problem: Problem) -> Result<(), Stop> {
        self.1.push(problem);
        Ok(())
    }
}

static SCHEMA: LazyLock<Schema> = LazyLock::new(Schema::built_in);

fn read(bytes: &[u8]) -> Kept {
    let mut kept = Kept::default();
    read_esf_xml(("events.xml", bytes), &SCHEMA, Access::Public, &mut kept).unwrap();
    kept
}

fn value(kept: &Kept, record: &str, property: &str) -> Option<Cell> {
    let row = kept.0.iter().find(|row| row.record.as_str() == record)?;
    row.cells.iter().find(|cell| cell.property == property).cloned()
}

const EVENTS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<events>
  <event id="EV-1">
    <event_title>Killings &amp; arrests</event_title>
    <initial_date note="as told">1985-08</initial_date>
    <acts>
      <act uuid="A_1">
        <victim><person id="P 1"><person_name>Rosa</person_name><sex>02000000000039</sex></person></victim>
        <type_of_act>08010100000004</type_of_act>
        <involvements>
          <involvement id="I1"><degree_of_involvement>010100000000</degree_of_involvement></involvement>
        </involvements>
        <arrest id="D1"><type_of_court>02000000000032</type_of_court><type_of_court>Civilian</type_of_court></arrest>
      </act>
    </acts>
  </event>
</events>"#;

#[test]
fn records_within_records_refer_to_them() {
    let kept = read(EVENTS.as_bytes());
    assert_eq!(kept.1, []);
    let records: Vec<&str> = kept.0.iter().map(|row| row.record.as_str()).collect();
    assert_eq!(records, ["event/ev-1", "act/a-1", "person/p-1", "involvement/i1", "arrest-details/d1"]);
    let found = |record: &str, property: &str| value(&kept, record, property).map(|cell| cell.value);
    assert_eq!(found("event/ev-1", "title"), Some(Value::Text("Killings & arrests".to_owned())));
    assert_eq!(value(&kept, "event/ev-1", "initial-date").unwrap().note.as_deref(), Some("as told"));
    assert_eq!(found("act/a-1", "event"), Some(Value::Reference("event/ev-1".parse().unwrap())));
    assert_eq!(found("act/a-1", "victim"), Some(Value::Reference("person/p-1".parse().unwrap())));
    assert_eq!(found("act/a-1", "type"), Some(Value::Term("forced-sterilisation".to_owned())));
    assert_eq!(found("person/p-1", "sex"), Some(Value::Term("female".to_owned())));
    assert_eq!(value(&kept, "person/p-1", "sex").unwrap().original.as_deref(), Some("02000000000039"));
    assert_eq!(found("involvement/i1", "act"), Some(Value::Reference("act/a-1".parse().unwrap())));
    let courts = kept.0.iter().find(|row| row.record.kind() == "arrest-details").unwrap();
    assert_eq!(courts.cells.iter().filter(|cell| cell.property == "court-type").count(), 2);
}

#[test]
fn what_is_wrong_is_told_with_its_line_and_the_rest_is_kept() {
    let xml = "<events>\n<event id=\"1\"><title>A</title></event>\n<event id=\"1\"><title>B</title></event>\n\
        <event><title>C</title></event>\n<event id=\"2\">\n<initial_date>0000-00-00</initial_date></event>\n\
        <event id=\"3\"><colour>red</colour>\n<title note=\"x\">D</title></event>\n</events>";
    let kept = read(xml.as_bytes());
    assert_eq!(kept.0.iter().map(|row| row.record.as_str()).collect::<Vec<_>>(), ["event/1"]);
    let mut told: Vec<_> = kept.1.iter().map(|problem| problem.row.unwrap()).collect();
    told.sort_unstable();
    assert_eq!(told, [3, 4, 6, 7, 8], "{:#?}", kept.1);
}

#[test]
fn latin_1_is_read_where_it_is_declared() {
    let xml =
        b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><person id=\"1\"><person_name>Mu\xf1oz</person_name></person>";
    assert_eq!(value(&read(xml), "person/1", "name").unwrap().value, Value::Text("Muñoz".to_owned()));
    assert_eq!(read(&xml[44..]).1.len(), 1, "undeclared, it is no UTF-8");
}

#[test]
fn entities_and_broken_files_are_refused() {
    for xml in [
        "<!DOCTYPE a [<!ENTITY x \"y\">]><event id=\"1\"><title>&x;</title></event>",
        "<event id=\"1\"><title>A</event>",
        "<event id=\"1\"><title>A</title>",
        "",
        "no xml",
    ] {
        let kept = read(xml.as_bytes());
        assert!(kept.0.is_empty() && kept.1.len() == 1, "{xml}: {:?}", kept.1);
    }
}

proptest! {
    #[test]
    fn never_panics(xml in "(<(event|act|title|victim) ?(id=\"[0-9]\")?/?>|</(event|act|title)>|&[a-z]{1,4};|[a-z0-9 <>&]){0,30}") {
        let _kept = read(xml.as_bytes());
    }
}
