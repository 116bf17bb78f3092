//! What people knew, judged and named before, in words.

use link::review::{accuracy::NotEstimable, rate::Rate};

use super::{Outcome, count, per_cent, several};
use crate::{
    link::{canonical::Changes, draws::Draws, sample::Estimate, truth::Evaluation},
    output::say,
};

/// Clusters that are named.
const SHOWN: usize = 5;

/// Prints what there is.
pub(super) fn print(outcome: &Outcome) {
    if let Some(changes) = &outcome.clusters.changes {
        print_changes(changes);
    }
    if let Some(truth) = &outcome.evaluation {
        print_truth(truth);
    }
    if let Some(sample) = &outcome.sample {
        print_sample(sample);
    }
    if let Some(drawn) = &outcome.draws {
        print_draws(drawn);
    }
}

fn print_draws(drawn: &Draws) {
    let (persons, reached, mixing) =
        (drawn.draws.persons(), drawn.draws.persons_reached(), &drawn.draws.persons_mixing);
    let said = |of: &link::sample::Summary| format!("{:.0} ({:.0} to {:.0})", of.mean, of.low, of.high);
    say!("\nPersons, in {} of the records", several(drawn.draws.draws.len() as u64, "drawn partition"));
    say!("  {:>24}  mean and 95 % interval, from the pairs that the rules reach", said(&reached));
    if drawn.is_corrected {
        say!("  {:>24}  with the matches that no rule reaches", said(&persons));
    }
    say!("  R-hat {:.3}, {:.0} effective draws: above 1.01, draw more", mixing.r_hat, mixing.effective_draws);
}

fn print_changes(changes: &Changes) {
    say!("\nSince the earlier run");
    say!("  {:>12}  new", several(changes.new as u64, "cluster"));
    say!("  {:>12}  joined a cluster that was there", several(changes.joined as u64, "record"));
    let named = |title: &str, all: Vec<String>| {
        say!("  {:>12}  {title}", several(all.len() as u64, "cluster"));
        all.iter().take(SHOWN).for_each(|one| say!("                {one}"));
        if all.len() > SHOWN {
            say!("                and {} more", count((all.len() - SHOWN) as u64));
        }
    };
    named(
        "merged into another",
        changes.merged.iter().map(|(id, absorbed)| format!("{absorbed} is now {id}")).collect(),
    );
    let split = changes
        .split
        .iter()
        .map(|(from, id, records)| format!("{} left {from} and are in {id}", several(*records as u64, "record")));
    named("split", split.collect());
    named("gone, as none of their records is there", changes.gone.clone());
}

fn print_truth(truth: &Evaluation) {
    let clusters = &truth.clusters;
    say!(
        "\nAgainst the truth  {} records, {} entities, {} true pairs",
        count(truth.rows),
        count(clusters.entities),
        count(clusters.true_pairs)
    );
    if truth.elsewhere > 0 {
        say!("  {} of the truth are in no list", several(truth.elsewhere, "row"));
    }
    let rates = |name: &str, [precision, recall, f1]: [f64; 3]| {
        say!("  {name:<24}  precision {precision:.4}   recall {recall:.4}   F1 {f1:.4}");
    };
    rates("pairs within clusters", [clusters.pair_precision(), clusters.pair_recall(), clusters.pair_f1()]);
    rates("records (B-cubed)", [clusters.b_cubed_precision, clusters.b_cubed_recall, clusters.b_cubed_f1()]);
    if let Some((best, f1)) = truth.best() {
        rates(&format!("pairs, best at {:.0} bits", best.threshold_bits), [best.precision, best.recall, f1]);
    }
    say!(
        "  {} hold several entities; {} are in several clusters",
        several(clusters.over_merged_clusters, "cluster"),
        count(clusters.split_entities)
    );
    match truth.candidate_recall {
        Some(recall) => say!("  the rules find {} of the true pairs", per_cent(recall)),
        None => say!("  the share of true pairs that the rules find was not computed: there are none, or too many"),
    }
    say!(
        "  calibration: {:.0} matches expected among the kept pairs, {} true",
        truth.matches.0,
        count(truth.matches.1)
    );
    for bin in &truth.reliability {
        say!(
            "    said {:>7}   true {:>7}   {}",
            per_cent(bin.predicted),
            per_cent(bin.observed),
            several(bin.pairs, "pair")
        );
    }
}

fn print_sample(sample: &Estimate) {
    say!("\nAs people judged  {} of the sample", several(sample.judged as u64, "pair"));
    if sample.elsewhere > 0 {
        say!("  {} judged that this run did not keep: they are left out", several(sample.elsewhere as u64, "pair"));
    }
    let accuracy = &sample.accuracy;
    print_rate("precision", &accuracy.precision);
    print_rate("recall among candidates", &accuracy.recall_in_candidates);
    if let Some(recall) = &accuracy.recall {
        print_rate("recall, with blocking", recall);
    }
    print_rate("F1 among candidates", &accuracy.f1_in_candidates);
    if let Some(alpha) = sample.alpha {
        say!("  agreement of those who judged the same pairs: Krippendorff's alpha {alpha:.2}");
    }
}

fn print_rate(name: &str, rate: &Result<Rate, NotEstimable>) {
    match rate {
        Ok(rate) => {
            let (interval, unsure) = (rate.interval_95, rate.unsure_bounds);
            say!(
                "  {name:<24}  {}   95 %: {} to {}",
                per_cent(rate.estimate),
                per_cent(interval.low),
                per_cent(interval.high)
            );
            if unsure.high - unsure.low > 1e-9 {
                say!(
                    "  {:<24}  {} to {}, however the unsure pairs turn out",
                    "",
                    per_cent(unsure.low),
                    per_cent(unsure.high)
                );
            }
        }
        Err(why) => say!("  {name:<24}  cannot be told: {why}"),
    }
}
