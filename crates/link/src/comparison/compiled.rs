//! All comparisons over all records: what any pair's pattern is, and what its values' rarity adds.

use crate::{
    columns::{counts, places},
    comparison::{
        dates::Dates,
        expression::{Expression, Measure, Predicate},
        gathered::{Gathered, Need, Strip},
        letters::Words,
        measure,
        memory::Memory,
        operand::{Cells, Operand},
        program::{Compiler, Program, Two},
        sets::Sets,
        stock::{InvalidComparison, Plan, plan},
        strip::Behind,
    },
    fields::{FieldError, Fields, Values},
    pattern::{PatternCode, PatternShape, TooManyPatterns},
    settings::Settings,
    table::{MISSING, ValueNumber},
};

/// Comparisons ready to run on the records of a table.
#[derive(Debug)]
pub(crate) struct Comparisons {
    pub(crate) plans: Vec<Plan>,
    pub(crate) shape: PatternShape,
    programs: Vec<Program>,
    compiler: Compiler,
    operands: Vec<Operand>,
    /// `[operand]`: what its tests look at.
    needs: Vec<Need>,
    cells: Cells,
    /// `[comparison][level - 1]`: whose rarity counts.
    rarities: Vec<Vec<Vec<Rarity>>>,
}

/// The patterns of a strip, and room to make them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Codes {
    pub(crate) codes: Vec<PatternCode>,
    levels: Vec<u8>,
}

/// A value whose rarity adds to the weight.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rarity {
    operand: usize,
    /// The operand on the right-hand record; another one where values are exchanged.
    right: usize,
    share: f32,
}

/// Why comparisons cannot be made ready.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompareError {
    /// A comparison of the settings.
    #[error(transparent)]
    Comparison(#[from] InvalidComparison),
    /// A column or transform.
    #[error("comparison '{comparison}': {error}")]
    Field {
        /// Its name.
        comparison: String,
        /// What is wrong.
        error: FieldError,
    },
    /// Too many levels together.
    #[error(transparent)]
    TooMany(#[from] TooManyPatterns),
    /// No comparison at all.
    #[error("the settings name no comparison")]
    None,
}

impl Comparisons {
    /// Makes the settings' comparisons ready.
    ///
    /// # Errors
    /// Where a comparison or one of its fields cannot be read.
    pub(crate) fn of(settings: &Settings, fields: &mut Fields<'_>, rows: usize) -> Result<Self, CompareError> {
        if settings.comparisons.is_empty() {
            return Err(CompareError::None);
        }
        let plans: Vec<Plan> = settings.comparisons.iter().map(plan).collect::<Result<_, _>>()?;
        let mut compiler = Compiler::default();
        let compile = |plan: &Plan, compiler: &mut Compiler| {
            let levels: Vec<Expression> = plan.levels.iter().map(|level| level.when.clone()).collect();
            compiler.program(&levels, &plan.known)
        };
        let programs: Vec<Program> = plans.iter().map(|plan| compile(plan, &mut compiler)).collect();
        let sizes: Vec<u8> = programs.iter().map(|program| u8::try_from(program.levels()).unwrap_or(u8::MAX)).collect();
        let (mut operands, mut columns) = (Vec::new(), Vec::new());
        let crossed = crossed(&plans);
        for atom in compiler.atoms.clone() {
            let owner = plans.iter().find(|plan| plan.known.contains(&atom)).map_or("", |plan| &plan.name);
            let (operand, cells) = operand(&atom, (&plans, &crossed), fields)
                .map_err(|error| CompareError::Field { comparison: owner.to_owned(), error })?;
            operands.push(operand);
            columns.push(cells);
        }
        let rarities = plans.iter().map(|plan| rarities(plan, &mut compiler)).collect();
        let mut needs = vec![Need::default(); operands.len()];
        programs.iter().for_each(|program| program.needs(&mut needs));
        Ok(Self {
            shape: PatternShape::new(&sizes)?,
            cells: Cells::of(&columns, rows),
            plans,
            programs,
            compiler,
            operands,
            needs,
            rarities,
        })
    }

    /// A thread's memory.
    pub(crate) fn memory(&self) -> Memory {
        self.compiler.memory()
    }

    /// Brings records together, to compare each with many.
    pub(crate) fn gather(&self, rows: &[u32], gathered: &mut Gathered) {
        gathered.fill(rows, (&self.cells, &self.operands), &self.needs);
    }

    /// The patterns of one record beside many: `codes[place]`.
    pub(crate) fn patterns(&self, strip: Strip<'_>, (memory, work): (&mut Memory, &mut Codes)) {
        let behind = Behind { cells: &self.cells, operands: &self.operands };
        work.codes.clear();
        work.codes.resize(strip.until - strip.from, 0);
        work.levels.resize(strip.until - strip.from, 0);
        for (comparison, program) in self.programs.iter().enumerate() {
            program.strip(strip, behind, (memory, &mut work.levels));
            let stride = self.shape.stride(comparison);
            for (code, level) in work.codes.iter_mut().zip(&work.levels) {
                *code += stride * PatternCode::from(*level);
            }
        }
    }

    /// The pattern of one pair.
    pub(crate) fn pattern(&self, (left, right): (u32, u32), memory: &mut Memory) -> PatternCode {
        let pair = Two::of(&self.cells, &self.operands, left, right);
        let levels = self.programs.iter().enumerate();
        levels.map(|(at, program)| self.shape.stride(at) * u64::from(program.level(pair, memory))).sum()
    }

    /// Bits that the rarity of the values on which a pair agrees adds to its weight.
    pub(crate) fn rarity_bits(&self, code: PatternCode, left: u32, right: u32) -> f32 {
        let pair = Two::of(&self.cells, &self.operands, left, right);
        let mut bits = 0.0;
        for (comparison, levels) in self.rarities.iter().enumerate() {
            let level = usize::from(self.shape.level(code, comparison));
            if level > 0 {
                bits += levels[level - 1].iter().map(|rarity| rarity.bits(pair)).sum::<f32>();
            }
        }
        bits
    }

    /// The most that rarity can add to a pair of each level: `[comparison][level]`.
    pub(crate) fn most_rarity_bits(&self) -> Vec<Vec<f32>> {
        let most = |rarity: &Rarity| {
            let operand = &self.operands[rarity.operand];
            let rarest = operand.frequency_bits.iter().copied().fold(0.0, f32::min);
            rarity.share * (operand.collision_bits - rarest).max(0.0)
        };
        let of_level = |level: &Vec<Rarity>| level.iter().map(most).sum::<f32>();
        let of_comparison =
            |levels: &Vec<Vec<Rarity>>| std::iter::once(0.0).chain(levels.iter().map(of_level)).collect();
        self.rarities.iter().map(of_comparison).collect()
    }

    /// The rarity of one comparison's level, for an explanation.
    pub(crate) fn rarity_of(&self, comparison: usize, code: PatternCode, (left, right): (u32, u32)) -> f32 {
        let level = usize::from(self.shape.level(code, comparison));
        let pair = Two::of(&self.cells, &self.operands, left, right);
        if level == 0 { 0.0 } else { self.rarities[comparison][level - 1].iter().map(|rarity| rarity.bits(pair)).sum() }
    }
}

impl Rarity {
    #[inline]
    fn bits(&self, pair: Two<'_>) -> f32 {
        let operand = &pair.operands[self.operand];
        let (left, right) = (pair.left[self.operand], pair.right[self.right]);
        if left == MISSING || right == MISSING {
            return 0.0;
        }
        // Of two similar values the more common one says how surprising the likeness is.
        let other = pair.operands[self.right].frequency_bits[right as usize];
        self.share * (operand.collision_bits - operand.frequency_bits[left as usize].max(other))
    }
}

/// Whose rarity counts at each level: every value on which a conjunction says that the records agree.
fn rarities(plan: &Plan, compiler: &mut Compiler) -> Vec<Vec<Rarity>> {
    let of_level = |level: &super::stock::PlannedLevel| {
        let mut found = Vec::new();
        if level.term_frequency > 0.0 {
            agreed(&level.when, &mut |predicate| {
                let operand = compiler.operand(&predicate.atoms[0]);
                let share = level.term_frequency;
                match predicate.measure {
                    Measure::Same | Measure::JaroWinkler => found.push(Rarity { operand, right: operand, share }),
                    Measure::Swapped => {
                        let second = compiler.operand(&predicate.atoms[1]);
                        found.push(Rarity { operand, right: second, share });
                        found.push(Rarity { operand: second, right: operand, share });
                    }
                    Measure::Missing
                    | Measure::Crossed
                    | Measure::CrossedJaroWinkler
                    | Measure::Levenshtein
                    | Measure::DamerauLevenshtein
                    | Measure::Initial
                    | Measure::Words
                    | Measure::Jaccard
                    | Measure::Days
                    | Measure::Months
                    | Measure::Years
                    | Measure::Contains
                    | Measure::DayMonthSwapped
                    | Measure::OneDigit
                    | Measure::TwoParts
                    | Measure::Km
                    | Measure::Difference
                    | Measure::Share
                    | Measure::Cosine
                    | Measure::Shared
                    | Measure::Gap => {}
                }
            });
        }
        found
    };
    plan.levels.iter().map(of_level).collect()
}

/// Visits the predicates of a conjunction; what only one of several alternatives says is not agreed.
fn agreed(level: &Expression, visit: &mut dyn FnMut(&Predicate)) {
    match level {
        Expression::Is(predicate) => visit(predicate),
        Expression::All(parts) => parts.iter().for_each(|part| agreed(part, visit)),
        Expression::Else | Expression::Any(_) | Expression::Not(_) => {}
    }
}

/// Atoms whose values are compared with each other's, crosswise: they need common numbers.
fn crossed(plans: &[Plan]) -> Vec<Vec<String>> {
    let mut groups: Vec<Vec<String>> = Vec::new();
    for level in plans.iter().flat_map(|plan| &plan.levels) {
        level.when.predicates(&mut |predicate| {
            if predicate.atoms.len() > 1 {
                let mut group = predicate.atoms.clone();
                let (touched, rest): (Vec<_>, Vec<_>) =
                    groups.drain(..).partition(|known| known.iter().any(|atom| group.contains(atom)));
                group.extend(touched.into_iter().flatten());
                group.sort();
                group.dedup();
                groups = rest;
                groups.push(group);
            }
        });
    }
    groups
}

/// Reads the values of an atom as its measures need them.
fn operand(
    atom: &str,
    (plans, crossed): (&[Plan], &[Vec<String>]),
    fields: &mut Fields<'_>,
) -> Result<(Operand, Vec<ValueNumber>), FieldError> {
    let frequencies = fields.frequencies(atom);
    let Values { texts, cells } = match crossed.iter().find(|atoms| atoms.iter().any(|other| other == atom)) {
        Some(atoms) => fields.with_common_numbers(atom, atoms)?,
        None => fields.atom(atom)?.clone(),
    };
    let mut operand = Operand::default();
    operand.count(&cells, texts.len());
    if let Some(shares) = frequencies {
        operand.know(&texts, &shares);
    }
    let mut measures = Vec::new();
    for level in plans.iter().flat_map(|plan| &plan.levels) {
        level.when.predicates(&mut |predicate| {
            if predicate.atoms.iter().any(|named| named == atom) {
                measures.push(predicate.measure);
            }
        });
    }
    let any = |wanted: &[Measure]| measures.iter().any(|measure| wanted.contains(measure));
    let days = [
        Measure::Days,
        Measure::Months,
        Measure::Years,
        Measure::Contains,
        Measure::DayMonthSwapped,
        Measure::OneDigit,
        Measure::TwoParts,
    ];
    if any(&days) {
        operand.dates = Dates::of(&texts);
    }
    if any(&[Measure::Km]) {
        operand.points = std::iter::once(None).chain(texts.iter().map(places::parse_point)).collect();
    }
    if any(&[Measure::Difference, Measure::Share]) {
        operand.read_numbers(&texts);
    }
    if any(&[Measure::Gap]) {
        operand.counts = std::iter::once(None).chain(texts.iter().map(counts::parse)).collect();
    }
    if any(&[Measure::Shared]) {
        operand.sets = Sets::of(&texts);
    }
    if any(&[Measure::Cosine]) {
        operand.read_vectors(&texts);
    }
    if measures.iter().any(|measure| measure::reads_text(*measure)) {
        let mut words = Words::of(texts);
        if any(&[Measure::Words, Measure::Jaccard]) {
            words.split();
        }
        operand.words = Some(words);
    }
    Ok((operand, cells))
}
