//! Averages over decomposable graphs against the answers of dga 2.0.2, on its own grids and on ours.

use estimate::decomposable::{Grid, Posterior, Settings, average};

use super::data::{close, near, table, text};

/// Every number from 1 on, as dga's help pages do.
fn bounded(table_name: &str, cell_weight: Option<f64>, (to, step): (u64, u64)) -> Option<Posterior> {
    let table = table(table_name)?;
    let settings = Settings {
        cell_weight,
        grid: Grid::Every { from: 1, to, step },
        share_outside_max: 1.0,
        drop_nats: f64::INFINITY,
        keep_graphs: usize::MAX,
        ..Settings::default()
    };
    Some(average(&table, &settings).unwrap())
}

/// The cliques of a graph, in one order.
fn cliques(model: &str, between: char) -> Vec<String> {
    let mut cliques: Vec<String> = model.trim_matches(['[', ']']).split(between).map(str::to_owned).collect();
    cliques.sort_unstable();
    cliques
}

/// Posterior and mean of every graph, to 1e-4 of each however small.
fn every_graph(file: &str, found: Option<Posterior>) {
    let (Some(text), Some(found)) = (text(&format!("golden/{file}")), found) else { return };
    let mut rows = 0;
    for line in text.lines().skip(1).filter(|line| !line.is_empty()) {
        let parts: Vec<&str> = line.trim().split(',').collect();
        let wanted: Vec<f64> = parts[1..].iter().map(|part| part.parse().unwrap()).collect();
        let name = cliques(parts[0].trim_matches('"'), '|');
        let graph = found.graphs.iter().find(|graph| cliques(&graph.model, ',') == name);
        let graph = graph.unwrap_or_else(|| panic!("{file}: no graph {line}"));
        close(&format!("{file} {} posterior", graph.model), graph.probability, wanted[0], 1e-4);
        close(&format!("{file} {} mean", graph.model), graph.mean_persons, wanted[1], 1e-4);
        rows += 1;
    }
    assert_eq!(rows as u64, found.graphs_examined, "{file}");
    println!("{file}: {rows} graphs the same");
}

/// Mean to 1e-4 and the five quantiles exactly.
fn summary(what: &str, found: &Option<Posterior>, mean: f64, quantiles: [f64; 5]) {
    let Some(found) = found else { return };
    near(&format!("{what} mean"), found.summary.mean, mean, 1e-4);
    let summary = found.summary;
    assert_eq!(
        [summary.low, summary.quartile_25, summary.median, summary.quartile_75, summary.high],
        quantiles,
        "{what}"
    );
}

#[test]
fn three_and_four_lists_are_as_in_dga() {
    let spina = bounded("my_spina3", Some(1.0), (300, 1));
    summary("my_spina3", &spina, 733.7219, [682.0, 715.0, 732.0, 751.0, 798.0]);
    every_graph("dga_models_my_spina3_d1.csv", spina);
    let kosovo = bounded("kosovo_lcmcr", None, (50_000, 1));
    summary("kosovo", &kosovo, 12_749.349_3, [9_827.0, 11_601.0, 12_595.0, 13_747.0, 16_544.0]);
    every_graph("dga_models_kosovo_lcmcr_d2^-4.csv", kosovo);
}

#[test]
fn the_five_lists_of_madigan_and_york_are_as_in_dga() {
    let published = bounded("my_five", Some(0.5), (300, 1));
    summary("my_five, 1/2", &published, 617.8159, [588.0, 606.0, 616.0, 628.0, 655.0]);
    every_graph("dga_models_my_five_d0.5.csv", published);
    let default = bounded("my_five", None, (3_000, 1));
    summary("my_five", &default, 618.9107, [590.0, 607.0, 618.0, 629.0, 656.0]);
    every_graph("dga_models_my_five_d2^-5.csv", default);
}

#[test]
fn the_slavery_tables_are_as_in_dga_on_its_grids() {
    let united_kingdom = bounded("ukdat_5", None, (40_000, 1));
    summary("ukdat_5", &united_kingdom, 21_264.937_9, [10_387.0, 12_670.0, 22_985.0, 26_482.0, 33_439.0]);
    every_graph("dga_models_ukdat_5_d2^-5.csv", united_kingdom);
    let coarse = bounded("ukdat_5", None, (60_000, 10));
    summary("ukdat_5 by 10", &coarse, 21_281.968_4, [10_385.0, 12_675.0, 22_995.0, 26_495.0, 33_505.0]);
    let netherlands = bounded("ned_5", None, (150_000, 25));
    summary("ned_5 by 25", &netherlands, 63_801.524_9, [41_185.0, 46_110.0, 48_760.0, 52_510.0, 154_985.0]);
    if let Some(found) = &netherlands {
        assert!(found.share_outside > 0.1, "what dga cuts off without a word: {}", found.share_outside);
    }
    every_graph("dga_models_ned_5_d2^-5.csv", netherlands);
}

/// Means to 1e-4. The reference's quantiles are whole points of a grid of 665 points, up to 0.7 % apart; those of a fine
/// grid of equal steps, which is dga's way, are met to 2e-4.
fn adaptive(name: &str, grid: Grid, mean: f64, quantiles: [f64; 5]) {
    let Some(table) = table(name) else { return };
    let found = average(&table, &Settings { grid, ..Settings::default() }).unwrap();
    println!("{name}: {:?}, {} points, {} kept", found.summary, found.points, found.graphs_kept);
    assert!(found.end_share < 1e-6);
    close(&format!("{name} mean"), found.summary.mean, mean, 1e-4);
    let summary = found.summary;
    let mine = [summary.low, summary.quartile_25, summary.median, summary.quartile_75, summary.high];
    for (mine, theirs) in mine.into_iter().zip(quantiles) {
        close(&format!("{name} quantile"), mine, theirs, 7e-3);
    }
    let every = Grid::Every { from: 0, to: 800_000, step: 20 };
    let every = average(&table, &Settings { grid: every, ..Settings::default() }).unwrap().summary;
    let fine = [every.low, every.quartile_25, every.median, every.quartile_75, every.high];
    for (mine, fine) in mine.into_iter().zip(fine) {
        // The quantile of points lies up to a step above.
        assert!((mine - fine).abs() < 2e-4 * fine + 20.0, "{name}: {mine} {fine}");
    }
}

#[test]
fn adaptive_grids_agree_with_the_longest_ones() {
    adaptive("ukdat_5", Grid::Adaptive, 21_282.27, [10_436.0, 12_703.0, 23_005.0, 26_401.0, 33_372.0]);
    // The reference stops at 800,000; without a limit the mean is 90,570, because the tail is long.
    let limited = Grid::UpTo { undocumented_max: 800_000 };
    adaptive("ned_5", limited, 90_558.70, [41_829.0, 46_726.0, 50_573.0, 152_297.0, 210_666.0]);
}

#[test]
fn six_lists_agree_with_the_reference() {
    adaptive("ukdat", Grid::Adaptive, 14_101.44, [10_240.0, 11_497.0, 12_325.0, 13_645.0, 26_098.0]);
    adaptive("ned", Grid::Adaptive, 147_230.9, [116_136.0, 135_614.0, 146_635.0, 158_609.0, 185_754.0]);
}

#[test]
fn the_netherlands_have_two_hills() {
    let Some(table) = table("ned_5") else { return };
    let found = average(&table, &Settings::default()).unwrap();
    let hills: Vec<f64> = found.hills.iter().map(|hill| hill.at).collect();
    assert_eq!(hills.len(), 2, "{hills:?}");
    assert!(hills[0] < 60_000.0 && hills[1] > 120_000.0, "{hills:?}");
}

#[test]
fn seven_lists_of_peru_are_averaged() {
    let Some(table) = table("peru_cvr_national_7list") else { return };
    let found = average(&table, &Settings::default()).unwrap();
    println!("{:?} {} points, {} kept, {:?}", found.summary, found.points, found.graphs_kept, found.graphs.first());
    assert_eq!(found.graphs_examined, 617_675);
    close("peru, seven lists", found.summary.mean, 215_557.0, 1e-3);
}
