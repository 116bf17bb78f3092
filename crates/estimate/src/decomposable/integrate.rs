//! The sum over the undocumented: each graph's probability and mean, and the mixture's cells.

use super::{
    Refusal,
    curve::Peak,
    distribution::Cell,
    marginal::Evidence,
    panels::{Halvings, PARTS, POINTS, Panel, RULE, SINGLY, WIDEST, number_of, single_nodes},
    sweep::{BLOCK, Families, Room},
};

/// The grid is extended until less than this share of the posterior lies beyond it.
const END_MASS: f64 = 1e-6;

/// Nobody looks for more undocumented persons than this.
const FARTHEST: f64 = 1e18;

/// Graphs this many natural logarithms below the heaviest ask for no panels of their own.
const ASKING: f64 = 18.0;

/// Undivided panels worked on together.
const TOGETHER: u64 = 4;

/// Where the undocumented are looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    /// Fewest and most, both counted in.
    pub(super) from: f64,
    pub(super) to: f64,
    /// Every so many persons from the fewest; else person by person and panels.
    pub(super) step: Option<f64>,
    /// What is beyond is looked at up to here; else as far as the posterior goes.
    pub(super) end: Option<f64>,
}

/// One graph of the mixture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Part {
    pub(super) peak: Peak,
    /// Exponent of the tail.
    pub(super) exponent: f64,
    /// Added to the logarithm of its curve.
    pub(super) ln_scale: f64,
}

impl Part {
    pub(super) fn ln_weight(&self) -> f64 {
        self.peak.ln_area() + self.ln_scale
    }
}

/// What the sum gives. Masses are on one scale, that of the highest peak.
#[derive(Debug, Clone, Default)]
pub(super) struct Integral {
    /// Mass of each graph within the range: [graph].
    pub(super) masses: Vec<f64>,
    /// Mass times undocumented persons: [graph].
    pub(super) firsts: Vec<f64>,
    /// The mixture within the range.
    pub(super) cells: Vec<Cell>,
    /// Mass outside of the range.
    pub(super) outside: f64,
    /// Upper bound of the mass that was not looked at.
    pub(super) beyond_end: f64,
    /// Points at which every graph was computed.
    pub(super) points: usize,
    /// Exponent of the slowest tail.
    pub(super) tail_exponent: f64,
    /// The most undocumented persons that were looked at.
    pub(super) end_persons: f64,
}

/// A number of undocumented persons, and how many numbers it stands for.
#[derive(Debug, Clone, Copy)]
struct Node {
    persons: f64,
    weight: f64,
    is_inside: bool,
}

struct Work<'a> {
    evidence: &'a Evidence,
    families: &'a Families<'a>,
    parts: &'a [Part],
    range: Range,
    ln_reference: f64,
    ln_least: f64,
    room: Room,
    found: Integral,
}

/// Adds up the posteriors of graphs. `ln_least` is how far below the highest peak values may be left out.
pub(super) fn integrate(
    evidence: &Evidence,
    families: &Families<'_>,
    parts: &[Part],
    (range, ln_least): (Range, f64),
) -> Result<Integral, Refusal> {
    let ln_reference = parts.iter().map(|part| part.peak.ln_height + part.ln_scale).fold(f64::NEG_INFINITY, f64::max);
    let none = vec![0.0; parts.len()];
    let found = Integral { masses: none.clone(), firsts: none, ..Integral::default() };
    let mut work = Work { evidence, families, parts, range, ln_reference, ln_least, room: Room::new(), found };
    if range.step.is_some() {
        work.add_points();
    }
    work.add_singles();
    work.add_panels()?;
    Ok(work.found)
}

impl Work<'_> {
    /// Sums over nodes; returns the mixture's density at each.
    fn add(&mut self, nodes: &[Node]) -> Vec<f64> {
        let mut mixture = vec![0.0; nodes.len()];
        let (parts, ln_reference, ln_least) = (self.parts, self.ln_reference, self.ln_least);
        let Integral { masses, firsts, points, .. } = &mut self.found;
        for (nodes, mixture) in nodes.chunks(BLOCK).zip(mixture.chunks_mut(BLOCK)) {
            let persons: Vec<f64> = nodes.iter().map(|node| node.persons).collect();
            let inside: Vec<f64> = nodes.iter().map(|node| if node.is_inside { node.weight } else { 0.0 }).collect();
            *points += nodes.len();
            // What a whole block may hold is bounded by its highest value times its persons.
            let ln_persons = nodes.iter().map(|node| node.weight).sum::<f64>().max(1.0).ln();
            self.families.visit(&persons, &mut self.room, |graph, values| {
                let shift = parts[graph].ln_scale - ln_reference;
                let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                if highest + shift + ln_persons < -ln_least {
                    return;
                }
                let (mut mass, mut first) = (0.0, 0.0);
                for (place, value) in values.iter().enumerate() {
                    let height = (value + shift).exp();
                    mixture[place] += height;
                    mass += height * inside[place];
                    first += height * inside[place] * persons[place];
                }
                masses[graph] += mass;
                firsts[graph] += first;
            });
        }
        for (node, height) in nodes.iter().zip(&mixture).filter(|(node, _)| !node.is_inside) {
            self.found.outside += node.weight * height;
        }
        mixture
    }

    /// The points of a grid of equal steps.
    fn add_points(&mut self) {
        let step = self.range.step.unwrap_or(1.0);
        let mut low = self.range.from;
        while low <= self.range.to {
            let nodes: Vec<Node> = (0..64 * BLOCK)
                .map(|place| low + step * place as f64)
                .take_while(|persons| *persons <= self.range.to)
                .map(|persons| Node { persons, weight: step, is_inside: true })
                .collect();
            let heights = self.add(&nodes);
            for (node, height) in nodes.iter().zip(heights) {
                let at = node.persons + self.evidence.documented;
                self.found.cells.push(Cell { from: at, to: at, persons: step, mass: height * step });
                self.found.end_persons = node.persons;
            }
            low += step * (64 * BLOCK) as f64;
        }
    }

    /// Person by person.
    fn add_singles(&mut self) {
        let Range { from, to, step, .. } = self.range;
        let is_within = |persons: f64| persons >= from && persons <= to;
        let nodes: Vec<Node> = single_nodes()
            .into_iter()
            .filter(|(persons, _)| step.is_none() || !is_within(*persons))
            .map(|(persons, weight)| Node { persons, weight, is_inside: is_within(persons) })
            .collect();
        let heights = self.add(&nodes);
        for (node, height) in nodes.iter().zip(heights).filter(|(node, _)| node.is_inside) {
            let mass = height * node.weight;
            match self.found.cells.last_mut() {
                // The point at the border belongs to the correction of the number before it.
                Some(last) if node.persons >= f64::from(SINGLY) => last.mass = (last.mass + mass).max(0.0),
                Some(_) | None => {
                    let at = node.persons + self.evidence.documented;
                    self.found.cells.push(Cell { from: at, to: at, persons: 1.0, mass });
                }
            }
        }
    }

    fn add_panels(&mut self) -> Result<(), Refusal> {
        let mut asking: Vec<&Part> = self.parts.iter().collect();
        let heaviest = asking.iter().map(|part| part.ln_weight()).fold(f64::NEG_INFINITY, f64::max);
        asking.retain(|part| part.ln_weight() > heaviest - ASKING);
        asking.sort_by(|one, other| other.ln_weight().total_cmp(&one.ln_weight()));
        let mut halvings = Halvings::default();
        asking.iter().for_each(|part| halvings.ask(part.peak.at, part.peak.width));
        let farthest = asking.iter().map(|part| part.peak.at).fold(f64::from(SINGLY), f64::max);
        let slowest = self.parts.iter().map(|part| part.exponent).fold(f64::INFINITY, f64::min);
        self.found.tail_exponent = slowest;
        let last = number_of(self.range.end.unwrap_or(FARTHEST).min(FARTHEST));
        let mut number = 0;
        while number <= last {
            let numbers = number..=(number + TOGETHER - 1).min(last);
            let panels: Vec<Panel> =
                numbers.clone().flat_map(|number| halvings.panels(number)).flat_map(|panel| self.cut(panel)).collect();
            let before = self.total();
            self.add_cells(&panels);
            let added = self.total() - before;
            number = numbers.end() + 1;
            self.found.end_persons = panels.last().map_or(self.found.end_persons, |panel| panel.to.exp());
            if self.range.end.is_some() {
                continue;
            }
            // Beyond, each panel holds at most this part of the one before it.
            let width = run_width(&numbers);
            let falls = (-(slowest - 1.0) * width).exp();
            self.found.beyond_end = added * falls / (1.0 - falls);
            let is_past = number > number_of(farthest) + TOGETHER;
            if is_past && slowest > 1.0 && self.found.beyond_end < END_MASS * self.total() {
                return Ok(());
            }
        }
        let share = self.found.beyond_end / self.total();
        if self.range.end.is_none() { Err(Refusal::NoEnd { share }) } else { Ok(()) }
    }

    fn total(&self) -> f64 {
        self.found.outside + self.found.cells.iter().map(|cell| cell.mass).sum::<f64>()
    }

    /// The parts of a panel that lie within the range and without, less what points of equal steps have covered.
    fn cut(&self, panel: Panel) -> Vec<Panel> {
        let Range { from, to, step, end } = self.range;
        let mut borders = vec![panel.from, panel.to];
        for persons in [from - 0.5, to + 0.5, end.unwrap_or(f64::INFINITY) + 0.5] {
            let at = persons.max(f64::MIN_POSITIVE).ln();
            if at > panel.from && at < panel.to {
                borders.push(at);
            }
        }
        borders.sort_by(f64::total_cmp);
        let is_covered = |panel: &Panel| step.is_some() && self.is_inside(*panel);
        let is_near = |panel: &Panel| end.is_none_or(|end| panel.from < (end + 0.5).ln());
        let parts = borders.windows(2).map(|pair| Panel { from: pair[0], to: pair[1] });
        parts.filter(|panel| !is_covered(panel) && is_near(panel)).collect()
    }

    fn is_inside(&self, panel: Panel) -> bool {
        let middle = f64::midpoint(panel.from, panel.to).exp();
        middle >= self.range.from - 0.5 && middle <= self.range.to + 0.5
    }

    fn add_cells(&mut self, panels: &[Panel]) {
        let nodes: Vec<Node> = panels
            .iter()
            .flat_map(|panel| panel.nodes().map(|node| (self.is_inside(*panel), node)))
            .map(|(is_inside, (persons, weight))| Node { persons, weight, is_inside })
            .collect();
        let heights = self.add(&nodes);
        let documented = self.evidence.documented;
        for (place, panel) in panels.iter().enumerate() {
            let span = place * POINTS..(place + 1) * POINTS;
            if !nodes[span.start].is_inside {
                continue;
            }
            for cell in cells_of(*panel, &nodes[span.clone()], &heights[span]) {
                let (from, to) = (cell.from + documented, cell.to + documented);
                self.found.cells.push(Cell { from, to, ..cell });
            }
        }
    }
}

/// Width of a run of undivided panels, in natural logarithms.
fn run_width(numbers: &std::ops::RangeInclusive<u64>) -> f64 {
    (numbers.end() - numbers.start() + 1) as f64 * WIDEST
}

/// The masses of a panel's parts, which add up to the panel's own.
fn cells_of(panel: Panel, nodes: &[Node], heights: &[f64]) -> impl Iterator<Item = Cell> {
    let whole: f64 = nodes.iter().zip(heights).map(|(node, height)| node.weight * height).sum();
    let size = (panel.to - panel.from) / PARTS as f64;
    let mass = |row: &[f64; POINTS]| {
        let terms = row.iter().zip(nodes).zip(heights).map(|((share, node), height)| share * node.persons * height);
        terms.sum::<f64>().max(0.0)
    };
    let masses: Vec<f64> = RULE.parts.iter().map(mass).collect();
    let sum: f64 = masses.iter().sum();
    let scale = if sum > 0.0 { whole / sum } else { 0.0 };
    masses.into_iter().enumerate().map(move |(part, mass)| {
        let [from, to] = [part, part + 1].map(|part| (panel.from + size * part as f64).exp());
        Cell { from, to, persons: to - from, mass: mass * scale }
    })
}
