//! The parts of the report, each with what it means in a sentence, its chart and its table.

use maud::{Markup, html};

use super::{
    ClusterSize, ListRows, PersonsPosterior, PrecisionRecall, Reliability, RuleCount, TrainingStep, WeightHistogram,
    plot::{self, Square},
    rows::{Chart, Row, Table, rows},
    wording::Wording,
};
use crate::{
    review::{chance::as_f64, rate::BlockingRecall},
    weight::model::{ComparisonModel, LevelProbability, Model},
};

/// Sizes of clusters from this on are shown in ranges of these beginnings.
const SIZE_RANGES: [u64; 6] = [10, 20, 50, 100, 1_000, u64::MAX];

pub(super) fn warnings(warnings: &[String], wording: Wording) -> Markup {
    html! {
        @if !warnings.is_empty() {
            section {
                h2 { (wording.say("Before you use the result", "Antes de usar el resultado")) }
                ul.warnings { @for warning in warnings { li { (warning) } } }
            }
        }
    }
}

pub(super) fn persons(persons: &PersonsPosterior, wording: Wording) -> Markup {
    let whole = |value: f64| record::numeral(value, 0, wording.0);
    let (low, high) = (whole(persons.interval_95.low), whole(persons.interval_95.high));
    let draws = wording.count(persons.draws);
    html! {
        section {
            h2 { (wording.say("Documented persons", "Personas documentadas")) }
            p.big {
                strong { (whole(persons.median_persons)) }
                (wording.say(format!("95% credible interval {low} to {high}"), format!("intervalo creíble del 95\u{a0}%: {low} a {high}")))
            }
            p.note { (wording.say(
                format!("Median of {draws} draws of the linkage; their mean is {}. The interval says how far the doubt about links moves the count, and nothing of persons on no list.", whole(persons.mean_persons)),
                format!("Mediana de {draws} sorteos del enlace; su media es {}. El intervalo dice cuánto mueve el conteo la duda sobre los enlaces, y nada sobre las personas que no están en ninguna lista.", whole(persons.mean_persons)),
            )) }
        }
    }
}

pub(super) fn lists(lists: &[ListRows], wording: Wording) -> Markup {
    let table = Table {
        head: vec![wording.say("List", "Lista"), wording.say("Rows", "Filas")],
        rows: lists.iter().map(|list| vec![list.name.clone(), wording.count(list.rows)]).collect(),
    };
    html! { @if !lists.is_empty() { section { h2 { (wording.say("Lists", "Listas")) } (table.markup()) } } }
}

pub(super) fn blocking(rules: &[RuleCount], recall: Option<&BlockingRecall>, wording: Wording) -> Markup {
    let row = |rule: &RuleCount| Row {
        label: rule.rule.clone(),
        text: wording.count(rule.pairs),
        to: as_f64(rule.pairs),
        inner: Some(as_f64(rule.new_pairs)),
        class: "pale",
        ..Row::default()
    };
    let cells = |rule: &RuleCount| {
        let counts = [rule.pairs, rule.new_pairs, rule.largest_block];
        std::iter::once(rule.rule.clone()).chain(counts.map(|count| wording.count(count))).collect()
    };
    let head = wording.say(
        ["Rule", "Pairs", "New pairs", "Largest block, records"],
        ["Regla", "Pares", "Pares nuevos", "Mayor bloque, registros"],
    );
    let together = wording.count(rules.iter().map(|rule| rule.new_pairs).sum());
    let said: Vec<String> = rules.iter().map(|rule| said_of_rule(rule, wording)).collect();
    let chart = Chart {
        name: "blocking".to_owned(),
        title: wording.say("Pairs found by each blocking rule", "Pares hallados por cada regla de bloqueo").to_owned(),
        description: said.join("; "),
        table: Table { head: head.to_vec(), rows: rules.iter().map(cells).collect() },
    };
    html! {
        @if !rules.is_empty() || recall.is_some() {
            section {
                h2 { (wording.say("Which pairs were compared", "Qué pares se compararon")) }
                @if let Some(recall) = recall { p { (said_of_recall(recall, wording)) } }
                @if !rules.is_empty() {
                    p.note { (wording.say(
                        format!("Together the rules find {together} different pairs."),
                        format!("Juntas, las reglas hallan {together} pares distintos."),
                    )) }
                    ul.legend {
                        li { (square("pale")) (wording.say("all pairs of the rule", "todos los pares de la regla")) }
                        li { (square("bar")) (wording.say("found by no rule before it", "no hallados por una regla anterior")) }
                    }
                    (rows(&chart, &rules.iter().map(row).collect::<Vec<Row>>(), wording))
                }
            }
        }
    }
}

fn said_of_rule(rule: &RuleCount, wording: Wording) -> String {
    let (pairs, new) = (wording.count(rule.pairs), wording.count(rule.new_pairs));
    wording.say(
        format!("{}: {pairs} pairs, {new} of them new", rule.rule),
        format!("{}: {pairs} pares, {new} de ellos nuevos", rule.rule),
    )
}

fn said_of_recall(recall: &BlockingRecall, wording: Wording) -> String {
    let share = |share: f64| wording.per_cent(share);
    let (estimate, ends) = (share(recall.estimate()), recall.interval_95());
    let (low, high) = (share(ends.low), share(ends.high));
    wording.say(
        format!("An estimated {estimate} of the true pairs are among them (95% interval {low} to {high}). The others are lost to this linkage."),
        format!("Se estima que {estimate} de los pares verdaderos están entre ellos (intervalo del 95\u{a0}%: {low} a {high}). Los demás quedan fuera de este enlace."),
    )
}

/// A small square of a legend.
fn square(class: &str) -> Markup {
    html! { svg viewBox="0 0 10 10" aria-hidden="true" { rect class=(class) width="10" height="10" rx="2" {} } }
}

pub(super) fn model(model: &Model, wording: Wording) -> Markup {
    let head = wording.say(["Level", "m", "u", "bits"], ["Nivel", "m", "u", "bits"]).to_vec();
    let mut table = Table { head, rows: Vec::new() };
    let mut drawn = Vec::new();
    for comparison in &model.comparisons {
        push_comparison(comparison, &mut table, &mut drawn, wording);
    }
    let said: Vec<String> = table.rows.iter().map(|row| format!("{} {} bits", row[0], row[3])).collect();
    let chart = Chart {
        name: "model".to_owned(),
        title: wording.say("Match weight of each comparison level", "Peso de cada nivel de comparación").to_owned(),
        description: said.join("; "),
        table,
    };
    let (prior, bits) = (wording.probability(model.prior), wording.signed(model.prior_bits()));
    html! {
        section {
            h2 { (wording.say("What agreement tells", "Qué dice la concordancia")) }
            p { (wording.say(
                format!("Before anything is compared, a pair is a match with probability {prior} ({bits} bits). Each level adds its weight: to the right it speaks for a match, to the left against. One bit doubles the odds."),
                format!("Antes de comparar, un par coincide con probabilidad {prior} ({bits} bits). Cada nivel suma su peso: hacia la derecha habla a favor de una coincidencia, hacia la izquierda en contra. Un bit duplica la razón entre ambas."),
            )) }
            @if !model.interactions.is_empty() { p.note { (wording.say(
                "Comparisons that are not independent are corrected together; the corrections are not drawn.",
                "Las comparaciones que no son independientes se corrigen en conjunto; las correcciones no se dibujan.",
            )) } }
            @if let Some(relatives) = &model.relatives {
                @let share = wording.probability(relatives.share);
                p.note { (wording.say(
                    format!("Different persons who share surname, place or day, as relatives do, are told from strangers: they are {share} of all pairs. What they explain is taken from the weight of a pair; it is not drawn."),
                    format!("Las personas distintas que comparten apellido, lugar o fecha, como los parientes, se distinguen de los extraños: son {share} de todos los pares. Lo que explican se resta del peso del par; no se dibuja."),
                )) }
            }
            (rows(&chart, &drawn, wording))
        }
    }
}

fn push_comparison(comparison: &ComparisonModel, table: &mut Table, drawn: &mut Vec<Row>, wording: Wording) {
    for (at, level) in comparison.levels.iter().enumerate() {
        let bits = level.match_weight_bits();
        let is_seen = |probability: LevelProbability| matches!(probability, LevelProbability::Estimated(_));
        let is_seen = is_seen(level.m_probability) && is_seen(level.u_probability);
        let unseen = wording.say(" (not observed)", " (no observado)");
        let label = format!("{}{}", level.label, if is_seen { "" } else { unseen });
        table.rows.push(vec![
            format!("{}: {label}", comparison.name),
            wording.probability(level.m_probability.value()),
            wording.probability(level.u_probability.value()),
            wording.signed(bits),
        ]);
        drawn.push(Row {
            heading: (at == 0).then(|| comparison.name.clone()),
            label,
            text: wording.signed(bits),
            to: bits,
            class: match (is_seen, bits < 0.0) {
                (false, _) => "pale",
                (true, true) => "against",
                (true, false) => "bar",
            },
            ..Row::default()
        });
    }
}

pub(super) fn training(steps: &[TrainingStep], wording: Wording) -> Markup {
    let head = wording.say(
        ["Session", "Iteration", "Largest change", "Share of matches"],
        ["Sesión", "Iteración", "Mayor cambio", "Proporción de coincidencias"],
    );
    let cells = |step: &TrainingStep| {
        let numbers = [wording.probability(step.largest_change), wording.probability(step.prior)];
        [step.session.clone(), step.iteration.to_string()].into_iter().chain(numbers).collect()
    };
    let table = Table { head: head.to_vec(), rows: steps.iter().map(cells).collect() };
    let last = steps.last().map(|step| wording.probability(step.largest_change)).unwrap_or_default();
    html! {
        @if !steps.is_empty() {
            section {
                h2 { (wording.say("Training", "Entrenamiento")) }
                p.note { (wording.say(
                    format!("In the last iteration no probability changed by more than {last}."),
                    format!("En la última iteración ninguna probabilidad cambió más de {last}."),
                )) }
                details { summary { (wording.say("Every iteration", "Todas las iteraciones")) } (table.markup()) }
            }
        }
    }
}

pub(super) fn histogram(histogram: &WeightHistogram, threshold_bits: Option<f64>, wording: Wording) -> Markup {
    if histogram.pairs.is_empty()
        || !histogram.from_bits.is_finite()
        || histogram.bin_bits.is_nan()
        || histogram.bin_bits <= 0.0
    {
        return html! {};
    }
    let begins = |at: usize| histogram.from_bits + as_f64(at as u64) * histogram.bin_bits;
    let cells = |(at, count): (usize, &u64)| {
        vec![format!("{} … {}", wording.one(begins(at)), wording.one(begins(at + 1))), wording.count(*count)]
    };
    let pairs = wording.count(histogram.pairs.iter().sum());
    let said = match threshold_bits.map(|bits| wording.one(bits)) {
        Some(bits) => wording.say(
            format!("{pairs} pairs by match weight; the threshold is at {bits} bits."),
            format!("{pairs} pares según su peso; el umbral está en {bits} bits."),
        ),
        None => wording.say(format!("{pairs} pairs by match weight."), format!("{pairs} pares según su peso.")),
    };
    let head = wording.say(["Bits", "Pairs"], ["Bits", "Pares"]).to_vec();
    let chart = Chart {
        name: "weights".to_owned(),
        title: wording.say("Pairs by match weight (log scale)", "Pares según su peso (escala logarítmica)").to_owned(),
        description: said.clone(),
        table: Table { head, rows: histogram.pairs.iter().enumerate().map(cells).collect() },
    };
    html! {
        section {
            h2 { (wording.say("Match weights", "Pesos de los pares")) }
            p.note { (said) }
            (plot::histogram(&chart, histogram, threshold_bits, wording))
        }
    }
}

pub(super) fn clusters(sizes: &[ClusterSize], warnings: &[String], wording: Wording) -> Markup {
    let shown = in_ranges(sizes);
    let label = |(from, to, _): &(u64, u64, u64)| match (*from, *to) {
        (1, 1) => wording.say("1 record", "1 registro").to_owned(),
        (from, to) if from == to => format!("{} {}", wording.count(from), wording.say("records", "registros")),
        (from, to) => {
            let (from, to) = (wording.count(from), wording.count(to));
            wording.say(format!("{from} to {to} records"), format!("de {from} a {to} registros"))
        }
    };
    let row = |range: &(u64, u64, u64)| Row {
        label: label(range),
        text: wording.count(range.2),
        to: (1.0 + as_f64(range.2)).log10(),
        class: "bar",
        ..Row::default()
    };
    let said: Vec<String> = shown.iter().map(|range| format!("{}: {}", label(range), wording.count(range.2))).collect();
    let head = wording.say(["Size", "Clusters"], ["Tamaño", "Grupos"]).to_vec();
    let chart = Chart {
        name: "clusters".to_owned(),
        title: wording.say("Clusters by size (log scale)", "Grupos según su tamaño (escala logarítmica)").to_owned(),
        description: said.join("; "),
        table: Table { head, rows: shown.iter().map(|range| vec![label(range), wording.count(range.2)]).collect() },
    };
    html! {
        @if !shown.is_empty() || !warnings.is_empty() {
            section {
                h2 { (wording.say("Clusters", "Grupos de registros")) }
                @if !warnings.is_empty() { ul.warnings { @for warning in warnings { li { (warning) } } } }
                @if !shown.is_empty() { (rows(&chart, &shown.iter().map(row).collect::<Vec<Row>>(), wording)) }
            }
        }
    }
}

/// Small sizes one by one, large ones in ranges: `(from, to, clusters)`.
fn in_ranges(sizes: &[ClusterSize]) -> Vec<(u64, u64, u64)> {
    let mut ranges: Vec<(u64, u64, u64)> = Vec::new();
    let mut sizes: Vec<ClusterSize> = sizes.iter().filter(|size| size.clusters > 0).copied().collect();
    sizes.sort_by_key(|size| size.records);
    for size in sizes {
        let range_of = |records: u64| SIZE_RANGES.partition_point(|end| *end < records);
        match ranges.last_mut() {
            Some((from, to, clusters))
                if *to == size.records || (range_of(*from) > 0 && range_of(*from) == range_of(size.records)) =>
            {
                *to = size.records;
                *clusters += size.clusters;
            }
            Some(_) | None => ranges.push((size.records, size.records, size.clusters)),
        }
    }
    ranges
}

pub(super) fn precision_recall(points: &[PrecisionRecall], threshold_bits: Option<f64>, wording: Wording) -> Markup {
    let distance =
        |point: &PrecisionRecall| threshold_bits.map_or(f64::INFINITY, |bits| (point.threshold_bits - bits).abs());
    let nearest = points.iter().min_by(|one, other| distance(one).total_cmp(&distance(other)));
    let nearest = nearest.filter(|point| distance(point) <= 0.5);
    let f1 =
        |point: &PrecisionRecall| 2.0 * point.precision * point.recall / (point.precision + point.recall).max(1e-12);
    let said = |point: &PrecisionRecall| {
        let (bits, precision, recall) =
            (wording.one(point.threshold_bits), wording.per_cent(point.precision), wording.per_cent(point.recall));
        wording.say(
            format!("At {bits} bits {precision} of the links are right and {recall} of the true pairs are found."),
            format!(
                "Con {bits} bits, {precision} de los enlaces son correctos y se halla {recall} de los pares verdaderos."
            ),
        )
    };
    let cells = |point: &PrecisionRecall| {
        let shares = [point.precision, point.recall, f1(point)].map(|share| wording.per_cent(share));
        std::iter::once(wording.one(point.threshold_bits)).chain(shares).collect()
    };
    let head = wording
        .say(["Threshold, bits", "Precision", "Recall", "F1"], ["Umbral, bits", "Precisión", "Exhaustividad", "F1"]);
    let title =
        wording.say("Precision and recall at every threshold", "Precisión y exhaustividad con cada umbral").to_owned();
    let description = nearest.map_or_else(|| title.clone(), said);
    let table = Table { head: head.to_vec(), rows: points.iter().map(cells).collect() };
    let chart = Chart { name: "precision-recall".to_owned(), title, description, table };
    let places: Vec<(f64, f64)> = points.iter().map(|point| (point.recall, point.precision)).collect();
    let named = nearest.map(|point| {
        (
            (point.recall, point.precision),
            format!("{} {}", wording.say("threshold", "umbral"), wording.one(point.threshold_bits)),
        )
    });
    let square = Square {
        from: Square::from(&places),
        axes: wording.say(("recall", "precision"), ("exhaustividad", "precisión")),
        points: places,
        is_joined: true,
        has_diagonal: false,
        named,
    };
    html! {
        @if !points.is_empty() {
            section {
                h2 { (wording.say("Against the truth", "Frente a la verdad")) }
                @if let Some(point) = nearest { p { (said(point)) } }
                (square.figure(&chart, wording))
            }
        }
    }
}

pub(super) fn reliability(groups: &[Reliability], wording: Wording) -> Markup {
    let cells = |group: &Reliability| {
        vec![wording.per_cent(group.predicted), wording.per_cent(group.observed), wording.count(group.pairs)]
    };
    let head = wording.say(["Said", "True", "Pairs"], ["Dicho", "Cierto", "Pares"]).to_vec();
    let gap = groups.iter().map(|group| (group.predicted - group.observed).abs()).fold(0.0, f64::max) * 100.0;
    let gap = wording.one(gap);
    let description = wording.say(
        format!("Of pairs with about the same match probability, how many match: the probability is off by {gap} points at the most."),
        format!("De los pares con parecida probabilidad, cuántos coinciden: la probabilidad se aparta {gap} puntos como máximo."),
    );
    let chart = Chart {
        name: "reliability".to_owned(),
        title: wording.say("Does the probability come true?", "¿Se cumple la probabilidad?").to_owned(),
        description: description.clone(),
        table: Table { head, rows: groups.iter().map(cells).collect() },
    };
    let square = Square {
        from: 0.0,
        axes: wording.say(("match probability", "share that match"), ("probabilidad", "proporción que coincide")),
        points: groups.iter().map(|group| (group.predicted, group.observed)).collect(),
        is_joined: false,
        has_diagonal: true,
        named: None,
    };
    html! {
        @if !groups.is_empty() {
            section {
                h2 { (wording.say("Reliability", "Fiabilidad")) }
                p.note { (description) }
                (square.figure(&chart, wording))
            }
        }
    }
}
