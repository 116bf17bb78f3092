//! Every reason for which a page is refused: it fires where it should, and stays silent beside it, in both languages.

use std::collections::BTreeMap;

use figure::{Figure, Member, Outcome, Proceedings, parse_definitions};
use proptest::prelude::*;
use read::{DocumentText, read_document};
use record::{
    Access, DocumentId, Language, ListId, MediaType, Origin, RecordId, Statement, Value, date::Day, number_words,
    numeral,
};

use super::{Context, FigureIndex, Lint, check_page, parse_page};

mod languages;

const FIGURES: &str = include_str!("tests/figures.toml");

const REPORT: &str = "The report says around 70% of the disputes, and 69,280. All of them were finally acquitted.";

struct Fixture {
    figures: Vec<Figure>,
    proceedings: Proceedings,
    documents: BTreeMap<String, (DocumentId, DocumentText)>,
}

impl Fixture {
    fn new() -> Self {
        let (definitions, problems) = parse_definitions("figures/f.toml", FIGURES);
        assert!(problems.is_empty(), "{problems:?}");
        let id = DocumentId::from_digest([7; 32]);
        let text = read_document(REPORT.as_bytes(), MediaType::Text).unwrap();
        let counts = BTreeMap::from([
            ("killed", 108.0),
            ("one", 1.0),
            ("acquitted", 52.0),
            ("listed", 43.0),
            ("first-count", 69.0),
            ("second-count", 62.0),
            ("stale", 12.0),
            ("then", 31.0),
            ("later", 47.0),
            ("lost", 25.0),
            ("part", 10.0),
            ("whole", 12.0),
            ("conflicts-2014", 210.0),
            ("conflicts-2015", 150.0),
            ("conflicts-2016", 200.0),
        ]);
        let figures = definitions.into_iter().map(|definition| {
            let outcome = match &definition.claim {
                Some(claim) => Outcome::Claimed { passage: text.passage(id, &claim.exact).unwrap() },
                None if definition.id.as_str() == "few" => Outcome::Suppressed { threshold: 3, instead: None },
                None => Outcome::Observed {
                    value: counts[definition.id.as_str()],
                    withheld: counts[definition.id.as_str()],
                    members: members(definition.id.as_str()),
                    breakdowns: Vec::new(),
                    held_at: None,
                },
            };
            Figure { definition, outcome }
        });
        let mut figures: Vec<Figure> = figures.collect();
        figures.sort_by(|left, right| left.id().cmp(right.id()));
        let statements = decision("2016-09-22");
        let documents = BTreeMap::from([("documents/report.md".to_owned(), (id, text))]);
        Self { figures, proceedings: Proceedings::of(statements.iter()), documents }
    }

    /// Codes of everything wrong with a body, in order.
    fn codes(&self, language: &str, body: &str) -> Vec<&'static str> {
        self.codes_of(&format!("+++\ntitle = \"T\"\nsummary = \"S\"\ndate = \"2017-03-20\"\n+++\n\n{body}\n"), language)
    }

    fn context<'a>(&'a self, index: &'a FigureIndex<'a>) -> Context<'a> {
        Context {
            figures: &self.figures,
            index,
            proceedings: &self.proceedings,
            documents: &self.documents,
            today: Day::new(2017, 3, 20),
            threshold: 3,
        }
    }

    fn codes_of(&self, source: &str, language: &str) -> Vec<&'static str> {
        self.lints(source, language).iter().map(|lint| lint.code).collect()
    }

    /// Everything wrong with a page, its head included.
    fn lints(&self, source: &str, language: &str) -> Vec<Lint> {
        let index = FigureIndex::of(&self.figures);
        let context = self.context(&index);
        let page = parse_page(&format!("articles/a.{language}.md"), source);
        page.and_then(|page| check_page(&page, &context)).err().unwrap_or_default()
    }
}

/// Ten records, all public; and the same with two that are not.
fn members(figure: &str) -> Vec<Member> {
    let count = match figure {
        "part" => 10,
        "whole" => 12,
        _ => 0,
    };
    let member = |number: u64| Member {
        record: format!("person/p{number}").parse().unwrap(),
        weight: 1.0,
        is_public: number < 10,
        statements: Vec::new(),
    };
    (0..count).map(member).collect()
}

/// Statements on one trial with one acquittal of a first instance, an appeal announced.
fn decision(date: &str) -> Vec<Statement> {
    let trial: RecordId = "proceeding/trial".parse().unwrap();
    let of = |record: &str, property: &str, value: Value| {
        Statement::plain(
            record.parse().unwrap(),
            (property, value),
            Origin::row("decisions".parse::<ListId>().unwrap(), DocumentId::from_digest([1; 32]), 2),
            Access::Public,
        )
    };
    vec![
        of("proceeding/trial", "title", Value::Text("The trial".to_owned())),
        of("decision/d", "proceeding", Value::Reference(trial)),
        of("decision/d", "outcome", Value::Term("acquitted".to_owned())),
        of("decision/d", "finality", Value::Term("appeal-announced".to_owned())),
        of("decision/d", "date", Value::Date(date.parse().unwrap())),
    ]
}

/// One row: language, body, the codes that it must give.
type Row = (&'static str, &'static str, &'static [&'static str]);

const ROWS: &[Row] = &[
    // L01: a number that nothing binds.
    ("en", "There were 108 women.", &["L01"]),
    ("en", "There were {{ killed }} women.", &[]),
    ("en", "Forty-three cases were heard.", &["L01"]),
    ("en", "{{ one | words | capital }} case was heard in 2016, on 3 May, under article 5 of Law 30364.", &[]),
    ("en", "The majority of victims spoke.", &["L01"]),
    ("en", "It cost {{ free \"14\" because \"a price, not a figure\" }} soles.", &[]),
    ("es", "Hubo 108 mujeres.", &["L01"]),
    ("es", "Hubo {{ killed }} mujeres.", &[]),
    ("es", "Cuarenta y tres casos se vieron.", &["L01"]),
    ("es", "La mayoría de las víctimas habló.", &["L01"]),
    ("es", "Según el artículo 5 de la Ley 30364, del 3 de mayo de 2016, se oyó un caso.", &[]),
    ("en", "There \u{ff14}\u{ff12} people died.", &["L01"]),
    ("en", "There ٤٢ people died.", &["L01"]),
    ("en", "There 1.2e3 people died.", &["L01"]),
    ("en", "There 3½ people died.", &["L01"]),
    ("en", "A hundred people died.", &["L01"]),
    ("en", "A dozen people died, half of them women.", &["L01", "L01"]),
    ("es", "Murieron un centenar de personas.", &["L01"]),
    ("es", "Murieron una docena de personas, la mitad mujeres.", &["L01", "L01"]),
    // L02: a number or qualifier that the value does not bear.
    ("en", "There were over {{ killed | as 110 }} women.", &["L02"]),
    ("en", "There were over {{ killed | as 100 }} women.", &[]),
    ("en", "There were {{ killed | as 110 }} women.", &["L02"]),
    ("es", "Hubo más de {{ killed | as 110 }} mujeres.", &["L02"]),
    ("es", "Hubo más de {{ killed | as 100 }} mujeres.", &[]),
    // L03: the claimant's qualifier is kept.
    ("en", "{{ share | percent }} of the disputes were about land.", &["L03"]),
    ("en", "Around {{ share | percent }} of the disputes were about land.", &[]),
    ("es", "El {{ share | percent }} de las disputas eran por tierras.", &["L03"]),
    ("es", "Alrededor del {{ share | percent }} de las disputas eran por tierras.", &[]),
    // L06: verdicts need a decision by the page's date.
    ("en", "They were convicted in Lima.", &["L06"]),
    ("en", "The court acquitted {{ acquitted }} accused.", &[]),
    ("en", "They were {{ verdict proceeding/trial convicted \"found guilty\" }}.", &["L06"]),
    ("en", "They were {{ verdict proceeding/trial acquitted \"acquitted\" }}.", &[]),
    ("en", "They were {{ verdict proceeding/trial acquitted \"finally acquitted\" }}.", &["L06"]),
    ("en", "The {{ acquitted }} accused were finally acquitted.", &["L06"]),
    ("es", "Fueron condenados en Lima.", &["L06"]),
    ("es", "El tribunal absolvió a {{ acquitted }} acusados.", &[]),
    ("es", "Fueron {{ verdict proceeding/trial acquitted \"absueltos\" }}.", &[]),
    ("es", "Los {{ acquitted }} acusados fueron finalmente absueltos.", &["L06"]),
    // L07: pointing words.
    ("en", "See the table above.", &["L07"]),
    ("en", "Last July people marched.", &[]),
    ("en", "This Monday people marched.", &["L07"]),
    ("es", "Vea el cuadro de arriba.", &["L07"]),
    ("en", "On {{ date \"2016-07\" }} people marched above all for land.", &[]),
    ("es", "El mes pasado hubo marchas.", &[]),
    ("es", "Este lunes hubo marchas.", &["L07"]),
    // L05: a time that moves is held against the figure's period, as it was meant on the day of the article, 20 March 2017.
    ("en", "Last year there were {{ conflicts-2016 }} conflicts.", &[]),
    ("en", "This year there were {{ conflicts-2016 }} conflicts.", &["L05"]),
    ("en", "Yesterday there were {{ listed }} victims in the complaints.", &["L05"]),
    ("es", "El año pasado hubo {{ conflicts-2016 }} conflictos.", &[]),
    ("es", "En febrero del año pasado, y en todo el año pasado, hubo {{ conflicts-2016 }} conflictos.", &[]),
    ("es", "El mes pasado las denuncias nombran a {{ listed }} víctimas.", &["L05"]),
    ("es", "Este año hubo {{ conflicts-2016 }} conflictos.", &["L05"]),
    ("es", "Ayer la Defensoría informó de {{ conflicts-2016 }} conflictos.", &[]),
    ("en", "Last month the office reported {{ conflicts-2016 }} conflicts.", &[]),
    // … and so are months and ranges.
    ("en", "Between 2014 and 2016 complaints name {{ listed }} victims.", &["L05"]),
    ("en", "In May 2014 complaints name {{ listed }} victims.", &["L05"]),
    ("es", "En mayo de 2014 las denuncias nombran a {{ listed }} víctimas.", &["L05"]),
    ("es", "Entre 2014 y 2016 las denuncias nombran a {{ listed }} víctimas.", &["L05"]),
    ("es", "En mayo de 2015 las denuncias nombran a {{ listed }} víctimas.", &[]),
    ("es", "En julio de 2016 hubo marchas.", &[]),
    // L08: quotations stand in their source.
    ("en", "The report says {{ quote documents/report.md \"finally acquitted\" }}.", &[]),
    ("en", "The report says {{ quote documents/report.md \"never acquitted\" }}.", &["L08"]),
    ("en", "The report says “they were never there”.", &["L08"]),
    ("es", "El informe dice «que nunca estuvieron allí».", &["L08"]),
    // L10: estimates are called so and carry their interval.
    ("en", "The war took {{ dead }} people.", &["L10"]),
    ("en", "An estimate has {{ dead }} people, interval {{ dead | interval }}.", &[]),
    ("es", "La guerra dejó {{ dead }} personas.", &["L10"]),
    ("es", "Se estima que fueron {{ dead }} personas, con un intervalo de {{ dead | interval }}.", &[]),
    // L13: a name is no word that begins a sentence; the word beside it is told as it stands.
    ("es", "En Accomarca murieron niños.", &[]),
    ("es", "En Accomarca Rosa Quispe y otros niños murieron.", &["L13"]),
    ("en", "In Accomarca girls died.", &[]),
    // L04: what is counted.
    ("es", "Hubo {{ conflicts-2016 }} protestas.", &["L04"]),
    ("es", "Hubo {{ conflicts-2016 }} conflictos.", &[]),
    ("en", "There were {{ killed }} protests.", &["L04"]),
    ("en", "There were {{ killed }} victims.", &[]),
    ("es", "Hubo {{ killed }} casos.", &["L04"]),
    ("es", "Hubo {{ killed }} personas.", &[]),
    ("en", "Of these cases {{ killed }} were heard.", &[]),
    // L05: no wider than the register.
    ("en", "In 2016 there were {{ listed }} victims.", &["L05"]),
    ("en", "There were {{ listed }} victims among those who were trafficked.", &["L05"]),
    ("en", "In 2016 there were {{ killed }} women.", &[]),
    ("en", "A report of 2016 has {{ listed }} victims from complaints.", &[]),
    ("en", "In May 2016 there were {{ listed }} victims.", &["L05"]),
    ("en", "In May 2015 there were {{ listed }} victims.", &[]),
    ("es", "En mayo de 2016 hubo {{ listed }} víctimas.", &["L05"]),
    ("es", "En setiembre de 2016 hubo {{ listed }} víctimas.", &["L05"]),
    ("es", "En 2016 hubo {{ listed }} víctimas.", &["L05"]),
    ("es", "Fueron {{ listed }} víctimas, quienes hablaron.", &["L05"]),
    ("es", "El informe de 2016 tiene {{ listed }} víctimas en denuncias.", &[]),
    // L09: whose number it is.
    ("en", "All over the country {{ quote documents/report.md \"around 70% of the disputes\" }}.", &["L09"]),
    ("en", "According to the report {{ quote documents/report.md \"around 70% of the disputes\" }}.", &[]),
    ("es", "Eran {{ quote documents/report.md \"around 70% of the disputes\" }}.", &["L09"]),
    ("es", "Según el informe eran {{ quote documents/report.md \"around 70% of the disputes\" }}.", &[]),
    // L11: the disappeared are among them.
    ("en", "There {{ lost }} people died.", &["L11"]),
    ("en", "There {{ lost }} people died or disappeared.", &[]),
    ("es", "Allí murieron {{ lost }} personas.", &["L11"]),
    ("es", "Allí {{ lost }} personas murieron o desaparecieron.", &[]),
    // L12: rivals are shown.
    ("en", "There were {{ first-count }} people.", &["L12"]),
    ("en", "There were {{ first-count }} people.\n\n{{ rivals first-count }}", &[]),
    ("en", "There were {{ first-count }} people, or {{ second-count }} people.", &[]),
    ("es", "Hubo {{ first-count }} personas.", &["L12"]),
    ("es", "Hubo {{ first-count }} personas.\n\n{{ rivals first-count }}", &[]),
    ("en", "{{ rivals killed }}", &["L00"]),
    ("en", "In {{ date \"2016\" }} there were {{ then }} people.", &[]),
    // L13: no name beside a minor or sexual violence.
    ("en", "Rosa Quispe was raped by soldiers.", &["L13"]),
    ("en", "A girl, Rosa Quispe, spoke.", &["L13"]),
    ("en", "A girl spoke to Amnesty International in Lima.", &[]),
    ("en", "Rosa Quispe grapes.", &[]),
    ("es", "Rosa Quispe fue violada por soldados.", &["L13"]),
    ("es", "Una niña habló con la Defensoría del Pueblo.", &[]),
    // L14: what is hidden stays hidden.
    ("en", "There were {{ few }} people.", &["L14"]),
    ("en", "There were {{ whole }} people.", &["L14"]),
    ("es", "Hubo {{ few }} personas.", &["L14"]),
    ("es", "Hubo {{ part }} personas.", &["L14"]),
    // L15: rises and falls, first and last places.
    ("en", "Conflicts rose.", &["L15"]),
    ("en", "They rose from {{ conflicts-2015 }} conflicts to {{ conflicts-2016 }} conflicts.", &[]),
    ("en", "They fell from {{ conflicts-2015 }} conflicts to {{ conflicts-2016 }} conflicts.", &["L15"]),
    ("en", "They {{ trend conflicts-2015 conflicts-2016 \"rose by a third\" }}.", &[]),
    ("en", "They {{ trend conflicts-2015 conflicts-2016 \"rose by nearly a half\" }}.", &["L15"]),
    ("en", "They {{ trend conflicts-2015 conflicts-2016 \"rose by 50\" }}.", &[]),
    ("en", "They {{ trend conflicts-2015 conflicts-2016 \"rose by 33.3%\" }}.", &[]),
    ("en", "They {{ trend conflicts-2015 conflicts-2016 \"rose by over 34%\" }}.", &["L15"]),
    ("en", "They {{ trend conflicts-2015 conflicts-2016 \"doubled\" }}.", &["L15"]),
    ("en", "They {{ trend conflicts-2014 conflicts-2016 \"fell\" }}.", &["L15"]),
    ("en", "They {{ trend conflicts-2016 conflicts-2015 \"fell\" }}.", &["L15"]),
    ("en", "They {{ trend killed conflicts-2016 \"rose\" }}.", &["L15"]),
    ("en", "They {{ trend few conflicts-2016 \"rose\" }}.", &["L14"]),
    ("en", "They {{ trend conflicts-2015 conflicts-2017 \"rose\" }}.", &["L00"]),
    ("en", "They were {{ rank conflicts-2016 \"the highest since 2014\" }}.", &[]),
    ("en", "They were {{ rank conflicts-2016 \"the highest since 2013\" }}.", &["L15"]),
    ("en", "They were {{ rank conflicts-2016 \"the lowest since 2014\" }}.", &["L15"]),
    ("es", "Los conflictos aumentaron.", &["L15"]),
    ("es", "Subieron de {{ conflicts-2015 }} conflictos a {{ conflicts-2016 }} conflictos.", &[]),
    ("es", "Los conflictos {{ trend conflicts-2015 conflicts-2016 \"aumentaron en 50\" }}.", &[]),
    ("es", "Los conflictos {{ trend conflicts-2015 conflicts-2016 \"disminuyeron un tercio\" }}.", &["L15"]),
    ("es", "Los conflictos {{ trend conflicts-2014 conflicts-2015 \"disminuyeron casi un tercio\" }}.", &["L15"]),
    ("es", "Los conflictos {{ trend conflicts-2014 conflicts-2015 \"disminuyeron en 60\" }}.", &[]),
    ("es", "Fue {{ rank conflicts-2016 \"el más alto desde 2014\" }}.", &[]),
    ("es", "Fue {{ rank conflicts-2015 \"el más alto desde 2013\" }}.", &["L15"]),
    // L16: looked at again in time.
    ("en", "There were {{ stale }} people.", &["L16"]),
    ("es", "Hubo {{ stale }} personas.", &["L16"]),
    // L17: no date is no date.
    ("en", "On {{ date \"1970-01-01\" }} people marched.", &["L17"]),
    ("en", "On 1 January 1970 people marched, on 11 January 1970 too.", &["L17"]),
    ("es", "El {{ date \"1900-01-01\" }} hubo marchas.", &["L17"]),
    ("es", "El 1 de enero de 1970 hubo marchas.", &["L17"]),
    ("es", "El {{ date \"1970-01-02\" }} hubo marchas.", &[]),
    // L00: a binding that means nothing.
    ("en", "There were {{ kiled }} women.", &["L00"]),
    ("en", "There were {{ killed | loudly }} women.", &["L00"]),
    ("en", "There were {{ killed women.", &["L00"]),
    ("en", "See ![a picture](https://example.org/x.png) and [a link](https://example.org/x.png).", &["L00"]),
    ("en", "See [a link](https://example.org/x.png).", &[]),
    ("en", "It cost {{ free \"14\" }} soles.", &["L00"]),
];

#[test]
fn each_reason_fires_where_it_should_and_only_there() {
    let fixture = Fixture::new();
    let wrong: Vec<String> = ROWS
        .iter()
        .filter_map(|(language, body, expected)| {
            let found = fixture.codes(language, body);
            (found != *expected).then(|| format!("{body}\n  expected {expected:?}, found {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_examples_of_each_code_do_what_they_say() {
    let fixture = Fixture::new();
    for code in super::codes() {
        for (tag, language) in [("en", Language::En), ("es", Language::Es)] {
            let body = code.examples.refused.get(language);
            assert_eq!(fixture.codes(tag, body), [code.code.as_str()], "{body}");
            let body = code.examples.published.get(language);
            assert_eq!(fixture.codes(tag, body), [""; 0], "{body}");
            for text in [&code.title, &code.fires, &code.mend, &code.waiver] {
                assert!(!text.get(language).is_empty(), "{}", code.code);
            }
        }
    }
}

#[test]
fn the_manual_of_codes_is_the_table() {
    assert_eq!(include_str!("../../../../docs/lints.md"), super::manual(), "run willay explain --manual");
}

/// Codes of a page whose head has these waivers.
fn waived(waivers: &str, body: &str) -> Vec<&'static str> {
    let head = "title = \"T\"\nsummary = \"S\"\ndate = \"2017-03-20\"";
    Fixture::new().codes_of(&format!("+++\n{head}\nwaive = [{waivers}]\n+++\n\n{body}\n"), "en")
}

#[test]
fn a_waiver_accepts_one_code_at_its_words_and_nothing_else() {
    let rose = "{ code = \"L15\", words = \"Prices rose\", reason = \"a figure of speech here\" }";
    assert_eq!(waived(rose, "Prices rose."), [""; 0]);
    assert_eq!(waived(rose, "Prices rose. Conflicts rose."), ["L15"]);
    assert_eq!(waived(rose, "Prices are high."), ["L00"], "an unused waiver is an error");
    assert_eq!(waived(&rose.replace("L15", "L99"), "Prices rose."), ["L00", "L15"]);
    assert_eq!(waived(&rose.replace("a figure of speech here", "why not"), "Prices rose."), ["L00"]);
}

#[test]
fn numbers_quotations_and_small_counts_have_no_waiver_and_names_need_a_basis() {
    let waiver = |code: &str, words: &str, more: &str| {
        format!("{{ code = \"{code}\", words = '{words}', reason = \"the editor says so\"{more} }}")
    };
    assert_eq!(waived(&waiver("L01", "19 people", ""), "Here 19 people spoke."), ["L00", "L01"]);
    assert_eq!(waived(&waiver("L14", "{{ whole }}", ""), "There were {{ whole }} people."), ["L00", "L14"]);
    let body = "Judge Rosa Quispe heard the girl.";
    assert_eq!(waived(&waiver("L13", "Judge Rosa Quispe", ""), body), ["L00"]);
    assert_eq!(waived(&waiver("L13", "Judge Rosa Quispe", ", basis = \"not-the-victim\""), body), [""; 0]);
    assert_eq!(waived(&waiver("L15", "rose", ", basis = \"consent\""), "Prices rose."), ["L00"]);
}

/// A draft bound by what is proposed for it, and why numbers were left alone.
fn proposed(language: &str, body: &str) -> (String, Vec<String>) {
    let fixture = Fixture::new();
    let index = FigureIndex::of(&fixture.figures);
    let context = fixture.context(&index);
    let head = "+++\ntitle = \"T\"\nsummary = \"S\"\ndate = \"2017-03-20\"\n+++\n\n";
    let page = parse_page(&format!("articles/a.{language}.md"), &format!("{head}{body}")).unwrap();
    let proposals = super::propose(&page, &context);
    let text = super::bound(&page, &proposals);
    let left = proposals.into_iter().filter_map(|proposal| proposal.binding.err());
    let left = left.map(|reason| reason.into_words(Language::En)).collect();
    (text.strip_prefix(head).unwrap().to_owned(), left)
}

#[test]
fn a_plain_draft_gets_bindings_that_print_the_same_characters() {
    for (language, plain, bound) in [
        (
            "en",
            "In Peru 200 conflicts of land were active.",
            "In Peru {{ conflicts-2016 }} conflicts of land were active.",
        ),
        (
            "en",
            "Over 190 land conflicts were active.",
            "Over {{ conflicts-2016 | as 190 }} land conflicts were active.",
        ),
        (
            "es",
            "En el Perú hubo 200 conflictos por tierras.",
            "En el Perú hubo {{ conflicts-2016 }} conflictos por tierras.",
        ),
        (
            "en",
            "Two hundred land conflicts were active.",
            "{{ conflicts-2016 | words | capital }} land conflicts were active.",
        ),
    ] {
        assert_eq!(proposed(language, plain), (bound.to_owned(), Vec::new()));
    }
}

#[test]
fn a_number_that_no_figure_fits_is_left_alone_with_the_reason() {
    let (text, left) = proposed("en", "There 19 horses ran, and {{ killed }} women spoke.");
    assert_eq!(text, "There 19 horses ran, and {{ killed }} women spoke.");
    assert!(matches!(&left[..], [reason] if reason.starts_with("no figure fits")), "{left:?}");
    let (text, left) = proposed("en", "In 2015 there were 200 land conflicts.");
    assert_eq!(text, "In 2015 there were 200 land conflicts.");
    assert!(left[0].starts_with("no figure fits"), "a figure of another year: {left:?}");
    let (text, left) = proposed("en", "In all 0200 land conflicts were active.");
    assert_eq!(text, "In all 0200 land conflicts were active.");
    assert!(left.is_empty(), "with a nought in front it is a code: {left:?}");
}

#[test]
fn a_decision_after_the_day_of_the_page_does_not_count() {
    let mut fixture = Fixture::new();
    let later = decision("2018-01-01");
    fixture.proceedings = Proceedings::of(later.iter());
    assert_eq!(fixture.codes("en", "The court acquitted {{ acquitted }} accused."), ["L06"]);
}

#[test]
fn numbers_stay_out_of_title_and_summary() {
    let page = "+++\ntitle = \"108 women\"\nsummary = \"Forty-three cases\"\ndate = \"2017-03-20\"\n+++\n\nText.\n";
    assert_eq!(Fixture::new().codes_of(page, "en"), ["L01", "L01"]);
}

#[test]
fn a_protected_word_is_told_as_it_stands() {
    let source = "+++\ntitle = \"T\"\nsummary = \"S\"\ndate = \"2017-03-20\"\n+++\n\nRosa Quispe vio violencia sexual y niños.\n";
    let lints = Fixture::new().lints(source, "es");
    let reason = lints[0].reason.get(Language::Es);
    assert!(reason.starts_with("«Rosa Quispe» está junto a «niños»"), "{reason}");
}

#[test]
fn a_time_that_moves_is_printed_with_what_it_meant() {
    let fixture = Fixture::new();
    let index = FigureIndex::of(&fixture.figures);
    let context = fixture.context(&index);
    let of = |file: &str, head: &str, body: &str| {
        let source = format!("+++\ntitle = \"T\"\nsummary = \"S\"\n{head}\n+++\n\n{body}\n");
        check_page(&parse_page(file, &source).unwrap(), &context)
    };
    let date = "date = \"2017-03-20\"";
    let page = of("articles/a.es.md", date, "Ayer, en la {{ date \"2016-07\" }} y el mes pasado, se marchó.").unwrap();
    for words in [
        "<time datetime=\"2017-03-19\">Ayer</time><span class=\"meant\"> (19 de marzo de 2017)</span>, en la ",
        "y <time datetime=\"2017-02\">el mes pasado</time><span class=\"meant\"> (febrero de 2017)</span>, se",
    ] {
        assert!(page.html.contains(words), "{words}\n{}", page.html);
    }
    let lints = of("pages/a.es.md", "", "El año pasado hubo {{ conflicts-2016 }} conflictos.").unwrap_err();
    assert!(
        lints.len() == 1 && lints[0].code == "L07" && lints[0].reason.get(Language::Es).contains("página permanente")
    );
    let lints = of("articles/a.es.md", date, "El mes pasado hubo {{ conflicts-2016 }} conflictos.").unwrap_err();
    let reason = lints[0].reason.get(Language::Es);
    assert_eq!(reason, "«El mes pasado (febrero de 2017)» es otro tiempo que el período de «conflicts-2016»: 2016");
}

#[test]
fn a_lint_names_place_reason_and_mend() {
    let fixture = Fixture::new();
    let index = FigureIndex::of(&fixture.figures);
    let context = Context {
        figures: &fixture.figures,
        index: &index,
        proceedings: &fixture.proceedings,
        documents: &fixture.documents,
        today: None,
        threshold: 3,
    };
    let source = "+++\ntitle = \"T\"\nsummary = \"S\"\ndate = \"2017-03-20\"\n+++\n\nIn Lima 19 people spoke.\n";
    let lints = check_page(&parse_page("articles/a.en.md", source).unwrap(), &context).unwrap_err();
    let text = lints[0].words(Language::En);
    assert!(text.starts_with("articles/a.en.md:7:9: L01 '19' is bound to no figure"), "{text}");
    assert!(text.contains("In Lima 19 people spoke.") && text.contains("mend: bind it"), "{text}");
}

proptest! {
    /// Fail closed: whatever number is written before a counted noun, unbound, the page is refused.
    #[test]
    fn no_unbound_number_is_ever_published(value in 2u32..999_999, words: bool, spanish: bool) {
        let (tag, language) = if spanish { ("es", Language::Es) } else { ("en", Language::En) };
        let number = if words { number_words(u64::from(value), language).unwrap() } else { numeral(f64::from(value), 0, language) };
        let body = if spanish { format!("Allí murieron {number} personas.") } else { format!("There {number} people died.") };
        prop_assert_eq!(Fixture::new().codes(tag, &body), vec!["L01"], "{}", body);
    }

    /// Whatever is bound prints its own value, and nothing panics on any text between the braces.
    #[test]
    fn no_binding_panics(inside in "\\PC{0,40}") {
        let fixture = Fixture::new();
        fixture.codes("en", &format!("Words {{{{ {inside} }}}} words."));
    }
}
