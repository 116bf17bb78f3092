//! What a reader must know before using a number, in plain sentences.

use ::estimate::CaptureTable;

use super::{
    Stratum,
    answer::{Found, Statistic},
    summary::{count, persons},
    table::Input,
};

/// Dependences of pairs that are told.
const PAIRS_SHOWN: usize = 4;

/// Methods, or models as good as the best, that differ by more disagree.
const DISAGREE: f64 = 1.5;

/// More undocumented than this many for each documented: the model speaks more than the table.
const MOSTLY_UNSEEN: f64 = 5.0;

/// Warnings of a stratum.
pub(crate) fn of(stratum: &Stratum, input: &Input) -> Vec<String> {
    let mut warnings = if stratum.name.is_empty() { input.notes.clone() } else { Vec::new() };
    warnings.extend(of_lists(&stratum.table));
    warnings.extend(of_models(stratum));
    warnings.extend(of_answers(stratum));
    warnings
}

fn of_lists(table: &CaptureTable) -> Vec<String> {
    let mut warnings = Vec::new();
    if table.lists() == 2 {
        warnings.push(
            "Two lists cannot tell whether they depend on each other. If one fed the other, the number is too low; if \
             they avoid each other, too high. A third list would tell."
                .to_owned(),
        );
    } else if let Ok(usable) = table.usable() {
        warnings.extend(usable.dropped.iter().map(|dropped| format!("List {dropped}: it is left out.")));
    }
    let overlap = table.overlap();
    let names = table.names();
    let apart: Vec<String> = (overlap.pairs.iter().filter(|pair| pair.both == 0))
        .map(|pair| format!("{} and {}", names[pair.first], names[pair.second]))
        .collect();
    if !apart.is_empty() {
        warnings.push(format!("Nobody is on both of these lists: {}.", shortened(&apart)));
    }
    let mut strong: Vec<(f64, String)> = Vec::new();
    for pair in &overlap.pairs {
        for odds in pair.within.iter().filter(|odds| odds.is_strong()) {
            let how = if odds.ratio > 1.0 { "attract" } else { "avoid" };
            strong.push((
                odds.ratio.ln().abs(),
                format!(
                    "Within {}, {} and {} {how} each other (odds ratio {:.1}, 95 % {:.1} to {:.1}).",
                    names[odds.third], names[pair.first], names[pair.second], odds.ratio, odds.low, odds.high
                ),
            ));
        }
    }
    strong.sort_by(|one, other| other.0.total_cmp(&one.0));
    let more = strong.len().saturating_sub(PAIRS_SHOWN);
    warnings.extend(strong.into_iter().take(PAIRS_SHOWN).map(|(_, words)| words));
    if more > 0 {
        warnings.push(format!("{more} more pairs depend on each other within a third list."));
    }
    warnings
}

fn of_models(stratum: &Stratum) -> Vec<String> {
    let Some(models) = &stratum.models else { return Vec::new() };
    let mut warnings = Vec::new();
    if !models.is_exhaustive {
        let words = if stratum.table.lists() == 6 { " (--exhaustive 6 fits all 7,785,061, in minutes)" } else { "" };
        warnings.push(format!(
            "The log-linear models were searched downhill, {} of them: a better one may be elsewhere{words}.",
            count(models.examined)
        ));
    }
    if let Some(near) = models.average.as_ref().map(|average| average.near_best_persons)
        && near.most > DISAGREE * near.least
    {
        warnings.push(format!(
            "{} log-linear models fit about equally well (within 2 units of BIC) and say {} to {} persons.",
            near.models,
            persons(near.least),
            persons(near.most)
        ));
    }
    warnings
}

fn of_answers(stratum: &Stratum) -> Vec<String> {
    let mut warnings = Vec::new();
    let found: Vec<(&str, &Found)> = (stratum.answers.iter())
        .filter_map(|answer| Some((answer.title.as_str(), answer.outcome.as_ref().ok()?)))
        .collect();
    let numbers = || found.iter().filter(|(_, found)| found.statistic != Statistic::LowerBound);
    let least = numbers().min_by(|one, other| one.1.population_persons.total_cmp(&other.1.population_persons));
    let most = numbers().max_by(|one, other| one.1.population_persons.total_cmp(&other.1.population_persons));
    if let (Some((low_title, low)), Some((high_title, high))) = (least, most) {
        if high.population_persons > DISAGREE * low.population_persons {
            warnings.push(format!(
                "The methods disagree: {} by \"{low_title}\", {} by \"{high_title}\". The table alone cannot say which is right.",
                persons(low.population_persons),
                persons(high.population_persons)
            ));
        }
        let unseen = high.population_persons / high.documented as f64 - 1.0;
        if unseen > MOSTLY_UNSEEN {
            warnings.push(format!(
                "\"{high_title}\" puts {unseen:.0} undocumented persons beside each documented one: its assumption speaks \
                 more than the table."
            ));
        }
        if let Some((title, bound)) = found
            .iter()
            .filter(|(_, one)| one.statistic == Statistic::LowerBound)
            .max_by(|one, other| one.1.low.total_cmp(&other.1.low))
            && bound.low > low.population_persons
        {
            warnings.push(format!(
                "\"{low_title}\" lies below the lower bound's own interval (\"{title}\", from {}): persons differ, and it \
                 takes them as alike.",
                persons(bound.low)
            ));
        }
    }
    let open: Vec<String> =
        found.iter().filter(|(_, found)| found.high.is_infinite()).map(|(title, _)| format!("\"{title}\"")).collect();
    if !open.is_empty() {
        warnings.push(format!("The table sets no upper bound by {}.", shortened(&open)));
    }
    if found.is_empty() {
        warnings.push("No method gives a number for this table; the reasons stand with the methods.".to_owned());
    }
    warnings
}

fn shortened(parts: &[String]) -> String {
    let shown = 6;
    let more = if parts.len() > shown { format!(" and {} more", parts.len() - shown) } else { String::new() };
    format!("{}{more}", parts.iter().take(shown).cloned().collect::<Vec<_>>().join(", "))
}
