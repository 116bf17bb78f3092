//! What the page must hold, and what it must not. The persons in it are invented.

use record::Language;

use super::waterfall::{Frequency, Waterfall, steps};
use super::*;
use crate::{
    pattern::PatternShape,
    review::sheet::SheetRecord,
    weight::model::{ComparisonModel, Interaction, LevelModel, LevelProbability},
};

fn comparison(name: &str, levels: &[(&str, f64, f64)]) -> ComparisonModel {
    let level = |(label, m, u): &(&str, f64, f64)| LevelModel {
        label: (*label).to_owned(),
        m_probability: if *m > 0.0 { LevelProbability::Estimated(*m) } else { LevelProbability::NotObserved(1e-6) },
        u_probability: LevelProbability::Estimated(*u),
    };
    ComparisonModel { name: name.to_owned(), levels: levels.iter().map(level).collect() }
}

fn example_model() -> Model {
    let name = |name| {
        comparison(
            name,
            &[
                ("the same", 0.71, 0.004),
                ("the same sound", 0.17, 0.003),
                ("Jaro-Winkler 0.88 or more", 0.07, 0.012),
                ("else", 0.05, 0.981),
            ],
        )
    };
    let born = [
        ("the same day", 0.62, 0.0001),
        ("day and month exchanged", 0.03, 0.0001),
        ("the same year", 0.21, 0.018),
        ("in doubt", 0.0, 0.2),
        ("else", 0.14, 0.78),
    ];
    let sex = comparison("sex", &[("the same", 0.98, 0.6), ("else", 0.02, 0.4)]);
    let bits = vec![vec![-1.3, 0.0, 0.0, 0.2], vec![0.0; 4], vec![0.0; 4], vec![0.4, 0.0, 0.0, 0.0]];
    Model {
        prior: 0.000_21,
        comparisons: vec![name("given"), name("surname1"), comparison("birth-date", &born), sex],
        interactions: vec![Interaction { comparisons: (0, 1), bits }],
        relatives: None,
    }
}

fn record(list: &str, id: &str, values: [&str; 4]) -> SheetRecord {
    let names = ["given", "surname1", "birth-date", "sex"];
    let value = |(name, text): (&str, &str)| (name.to_owned(), Some(text.to_owned()).filter(|text| !text.is_empty()));
    SheetRecord { list: list.to_owned(), id: id.to_owned(), values: names.into_iter().zip(values).map(value).collect() }
}

fn example_waterfalls(model: &Model) -> Vec<Waterfall> {
    let shape = PatternShape::new(&[5, 5, 6, 3]).unwrap();
    let common = (1, Frequency { value: "Quispe".to_owned(), bits: -1.2 });
    let rare = (0, Frequency { value: "Teófila <script>alert(1)</script>".to_owned(), bits: 2.4 });
    vec![
        Waterfall {
            left: record("parish", "p-0412", ["Teófila <script>alert(1)</script>", "Quispe", "1961-03-08", "female"]),
            right: record("commission", "c-1177", ["TEOFILA", "Quispe", "1961", ""]),
            steps: steps(model, &shape, shape.encode(&[1, 1, 3, 0]), &[common.clone(), rare]),
        },
        Waterfall {
            left: record("parish", "p-0009", ["Máximo", "Quispe", "1955-11-30", "male"]),
            right: record("press", "7", ["Hilario", "Quispe", "1971-02-01", "male"]),
            steps: steps(model, &shape, shape.encode(&[4, 1, 5, 1]), &[common]),
        },
    ]
}

fn example_blocking() -> Vec<RuleCount> {
    let rule = |rule: &str, pairs, new_pairs, largest_block| RuleCount {
        rule: rule.to_owned(),
        pairs,
        new_pairs,
        largest_block,
    };
    vec![
        rule("birth-date", 18_204, 18_204, 31),
        rule("the same sound of surname1 and surname2", 61_377, 55_910, 212),
        rule("first letters of given, place and year of death within the same province", 23_008, 9_114, 95),
        rule("surname2 + death-date", 4_310, 402, 12),
    ]
}

fn example_training() -> Vec<TrainingStep> {
    (1..=9)
        .map(|at| TrainingStep {
            session: "birth-date".to_owned(),
            iteration: at,
            largest_change: 0.3_f64.powi(at as i32),
            prior: 0.0002 + 0.001 / f64::from(at * at),
        })
        .collect()
}

fn example_histogram() -> WeightHistogram {
    let pairs = (0..40).map(|at| {
        let bump = |middle: f64, height: f64, width: f64| height * (-((f64::from(at) - middle) / width).powi(2)).exp();
        bump(9.0, 42_000.0, 4.0).round() as u64 + bump(31.0, 900.0, 3.5).round() as u64
    });
    WeightHistogram { from_bits: -20.0, bin_bits: 1.0, pairs: pairs.collect() }
}

fn example(model: &Model) -> Report<'_> {
    let curve = (0..30).map(|at| {
        let bits = f64::from(at) - 10.0;
        PrecisionRecall {
            threshold_bits: bits,
            precision: 1.0 - 0.45 / (1.0 + (bits / 2.5).exp()),
            recall: 0.97 - 0.5 / (1.0 + ((14.0 - bits) / 2.0).exp()),
        }
    });
    let deciles = (0..10).map(|at| {
        let predicted = f64::from(at) / 10.0 + 0.05;
        Reliability { predicted, observed: predicted.powf(1.2), pairs: 900 - 80 * at as u64 }
    });
    let sizes = [(1, 3_120), (2, 812), (3, 207), (4, 31), (5, 6), (9, 1), (14, 1), (17, 1), (63, 1)];
    Report {
        title: "Linkage of three lists, invented".to_owned(),
        lists: ["parish", "commission", "press"]
            .into_iter()
            .zip([1_902, 3_211, 711])
            .map(|(name, rows)| ListRows { name: name.to_owned(), rows })
            .collect(),
        blocking: example_blocking(),
        blocking_recall: Some(BlockingRecall::new(0.941, 0.912, 0.967).unwrap()),
        model: Some(model),
        training: example_training(),
        warnings: vec!["the column 'place' is missing in 61 % of the rows of 'press'".to_owned()],
        histogram: Some(example_histogram()),
        threshold_bits: Some(6.0),
        waterfalls: example_waterfalls(model),
        cluster_sizes: sizes.into_iter().map(|(records, clusters)| ClusterSize { records, clusters }).collect(),
        cluster_warnings: vec!["1 cluster holds 63 records; look at its weakest links".to_owned()],
        precision_recall: curve.collect(),
        reliability: deciles.collect(),
        persons: Some(PersonsPosterior {
            mean_persons: 4_181.6,
            median_persons: 4_180.0,
            interval_95: Ends { low: 4_122.0, high: 4_251.0 },
            draws: 1_000,
        }),
    }
}

#[test]
fn every_chart_says_what_it_shows_and_has_its_table() {
    let model = example_model();
    for language in Language::ALL {
        let page = example(&model).html(language);
        let count = |what: &str| page.matches(what).count();
        assert_eq!(count("<figure"), 8, "blocking, model, weights, clusters, two curves, two waterfalls");
        let figures: Vec<&str> =
            page.split("<figure").skip(1).filter_map(|rest| rest.split("</figure>").next()).collect();
        for figure in figures {
            for part in
                ["role=\"img\"", "aria-labelledby=", "<title id=", "<desc id=", "<details>", "<table>", "scope=\"row\""]
            {
                assert!(figure.contains(part), "{part} is not in {figure}");
            }
        }
        let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!((ids.len(), all), (16, 16));
        assert!(page.contains(&format!("<html lang=\"{}\"", language.tag())));
    }
}

#[test]
fn what_is_written_is_escaped_and_nothing_is_fetched() {
    let model = example_model();
    let mut report = example(&model);
    report.title = "<script>title</script>".to_owned();
    report.lists[0].name = "<script>list</script>".to_owned();
    report.blocking[0].rule = "\"><script>rule</script>".to_owned();
    report.warnings.push("<script>warning</script>".to_owned());
    let page = report.html(Language::Es);
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;rule"), "{page}");
    for outside in ["http", "url(", "@import", "src=", "href=", "<link", "onload", "NaN"] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn record_values_come_only_with_waterfalls() {
    let model = example_model();
    let mut report = example(&model);
    let values = ["Teófila", "TEOFILA", "Quispe", "1961", "Máximo", "Hilario", "p-0412", "c-1177", "female"];
    let page = report.html(Language::En);
    assert!(values.iter().all(|value| page.contains(value)) && page.contains("Confidential"));
    report.waterfalls.clear();
    for language in Language::ALL {
        let page = report.html(language);
        assert!(values.iter().all(|value| !page.contains(value)), "{page}");
        assert!(!page.contains("class=\"secret\""));
    }
}

#[test]
fn a_waterfall_reads_in_words() {
    let model = example_model();
    let waterfalls = example_waterfalls(&model);
    let words = waterfalls[0].words(Language::En);
    let lines: Vec<&str> = words.lines().collect();
    assert_eq!(lines[0], "before comparing −12.2 bits");
    // log2(0.71 / 0.004) = 7.47; less 1.2 as the surname is common, more 2.4 as the given name is rare.
    assert_eq!(lines[1], "given: the same (Teófila <script>alert(1)</script> is rare: 2.4 bits more) +9.9 bits");
    assert_eq!(lines[2], "surname1: the same (Quispe is common: 1.2 bits less) +6.3 bits");
    assert_eq!(lines[4..6], ["sex: not known 0.0 bits", "given and surname1 together −1.3 bits"]);
    let spanish = waterfalls[0].words(Language::Es);
    assert!(spanish.contains("Quispe es frecuente: 1,2 bits menos") && spanish.contains("sex: no consta"), "{spanish}");
}

#[test]
fn the_steps_add_up_to_the_weight_of_the_model() {
    let model = example_model();
    let shape = PatternShape::new(&[5, 5, 6, 3]).unwrap();
    for code in 0..shape.codes() {
        let sum: f64 = steps(&model, &shape, code, &[]).iter().map(waterfall::Step::bits).sum();
        assert!((sum - model.weight_bits(&shape, code)).abs() < 1e-9);
    }
}

#[test]
fn what_is_not_known_is_not_shown() {
    let empty = Report { title: "Nothing yet".to_owned(), ..Report::default() }.html(Language::En);
    assert!(!empty.contains("<section") && !empty.contains("<h2"), "{empty}");
    let odd = Report {
        histogram: Some(WeightHistogram { from_bits: f64::NAN, bin_bits: 0.0, pairs: vec![1] }),
        precision_recall: vec![PrecisionRecall { threshold_bits: 0.0, precision: 0.0, recall: 0.0 }],
        ..Report::default()
    };
    assert!(!odd.html(Language::En).contains("NaN"));
}
