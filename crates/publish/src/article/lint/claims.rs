//! Does a sentence say what its figure says? Unit, population, period, rivals, and the day until which it may be used.

use figure::{Figure, compare::words::fold, qualifier::is_same, unit::CountingUnit};
use read::prose::read_prose;
use record::{FigureId, Language, Mention, MentionKind, both};

use super::{Checker, Lint};
use crate::article::{
    Context, Objection,
    binding::{Binding, Style},
    expand::Piece,
};

/// Words of a population that is what a register holds, not all that there is, without accents.
const REGISTERED: &[&str] =
    &["regist", "complain", "denunci", "file", "carpeta", "expediente", "document", "certifi", "reported", "reportad"];

/// Words that speak of everybody, without accents.
const EVERYBODY: &[&str] = &[
    "those being",
    "those who",
    "all victims",
    "all women",
    "all people",
    "all those",
    "everyone",
    "everybody",
    "every victim",
    "todas las victimas",
    "todas las personas",
    "todas las mujeres",
    "todos los que",
    "todas las que",
    "quienes",
    "cada victima",
];

/// Words that say that somebody died, without accents.
const DIED: &[&str] = &[
    "died",
    "dead",
    "deaths",
    "killed",
    "murio",
    "murieron",
    "muertos",
    "muertas",
    "muertes",
    "fallecieron",
    "fallecidos",
];

impl Checker<'_> {
    /// L04, L05, L11, L12, L16 for every figure whose value is printed.
    pub(super) fn claims(&self) -> Vec<Lint> {
        let mut lints = Vec::new();
        for piece in &self.expanded.pieces {
            let Binding::Number { figure, style } = &piece.binding else { continue };
            let Some(figure) = self.context.figure(figure) else { continue };
            let found = [
                self.unit(piece, figure, style),
                self.population(piece, figure),
                self.period(piece, figure),
                self.died(piece, figure),
                self.rivals(piece, figure),
                self.review(piece, figure),
            ];
            lints.extend(found.into_iter().flatten());
        }
        lints
    }

    pub(super) fn of_piece(&self, piece: &Piece, code: &'static str, objection: Objection) -> Lint {
        Lint::at(self.page, piece.source.start, code, objection)
    }

    /// The words of the sentence around a binding, in lower case and without accents.
    fn sentence(&self, piece: &Piece) -> &str {
        self.said_at(piece.printed.start).map_or("", |said| said.folded.as_str())
    }

    pub(super) fn mention_of(&self, piece: &Piece) -> Option<&Mention> {
        let overlaps =
            |mention: &&Mention| mention.span.start < piece.printed.end && piece.printed.start < mention.span.end;
        self.prose.mentions.iter().find(overlaps)
    }

    /// L04: the counted noun of the sentence, the figure, and the passage that it rests on count the same thing.
    fn unit(&self, piece: &Piece, figure: &Figure, style: &Style) -> Option<Lint> {
        if figure.is_share() || style.interval {
            return None;
        }
        let counted = figure.definition.counting_unit()?;
        let id = figure.id();
        let mention = self.mention_of(piece).filter(|mention| is_beside(mention, self.readable));
        if let Some(said) = mention.and_then(|mention| unit_that_differs(mention, figure, counted)) {
            let reason = both!(
                "the sentence counts {}, '{id}' counts {}", said.en, counted.en;
                "la oración cuenta {}, «{id}» cuenta {}", said.es, counted.es
            );
            let mend = both!(
                "say what was counted, in the words of the figure",
                "diga qué se contó, con las palabras de la cifra"
            );
            return Some(self.of_piece(piece, "L04", Objection::new(reason, mend)));
        }
        let said = self.context.index.passage_unit(figure)?;
        let reason = both!(
            "the passage of '{id}' counts {}, the figure {}", said.en, counted.en;
            "el pasaje de «{id}» cuenta {}, la cifra {}", said.es, counted.es
        );
        let mend = both!(
            "mend the figure's unit, or bind another figure",
            "corrija la unidad de la cifra, o enlace otra cifra"
        );
        Some(self.of_piece(piece, "L04", Objection::new(reason, mend)))
    }

    /// L05: a sentence on everybody, of a register that holds some.
    fn population(&self, piece: &Piece, figure: &Figure) -> Option<Lint> {
        let sentence = self.sentence(piece);
        let everybody = EVERYBODY.iter().find(|words| sentence.contains(*words))?;
        let population = figure.definition.population.get(self.page.head.language);
        let speaks_of_register = |text: &str| REGISTERED.iter().any(|word| text.contains(word));
        if !speaks_of_register(&fold(population)) || speaks_of_register(sentence) {
            return None;
        }
        let [en, es] = Language::ALL.map(|language| figure.definition.population.get(language));
        let reason = both!(
            "'{everybody}' is wider than what the register holds: {en}",
            "«{everybody}» abarca más que lo que contiene el registro: {es}"
        );
        let mend = both!("say whom the register holds", "diga a quiénes contiene el registro");
        Some(self.of_piece(piece, "L05", Objection::new(reason, mend)))
    }

    /// L11: the dead, where the figure counts the disappeared too.
    fn died(&self, piece: &Piece, figure: &Figure) -> Option<Lint> {
        let language = self.page.head.language;
        let definition = &figure.definition;
        let sentence = self.sentence(piece);
        let is_word = |word: &&&str| sentence.split(|char: char| !char.is_alphanumeric()).any(|said| said == **word);
        let missing =
            |text: &str| ["disappear", "desaparec", "desaparici", "missing"].iter().any(|stem| text.contains(stem));
        let word = DIED.iter().find(is_word)?;
        let counted = fold(&format!("{} {}", definition.noun.get(language), definition.title.get(language)));
        if !missing(&counted) || missing(sentence) {
            return None;
        }
        let id = figure.id();
        let reason = both!(
            "'{word}': '{id}' counts the killed and the disappeared together",
            "«{word}»: «{id}» cuenta juntos a los muertos y a los desaparecidos"
        );
        let mend = both!("say that the disappeared are among them", "diga que los desaparecidos están entre ellos");
        Some(self.of_piece(piece, "L11", Objection::new(reason, mend)))
    }

    /// L12: others count differently, and the page does not show it.
    fn rivals(&self, piece: &Piece, figure: &Figure) -> Option<Lint> {
        let rivals = rivals(figure, self.context);
        if rivals.is_empty() {
            return None;
        }
        let shown: Vec<FigureId> = self.expanded.pieces.iter().flat_map(Piece::figures).collect();
        let mut unseen = rivals;
        unseen.retain(|rival| !shown.contains(rival.id()));
        // Once for each question, at the first number that answers it.
        let question = |piece: &Piece| {
            let Binding::Number { figure, .. } = &piece.binding else { return None };
            Some(self.context.figure(figure)?.definition.question())
        };
        let first = self.expanded.pieces.iter().find(|other| question(other) == Some(figure.definition.question()))?;
        if unseen.is_empty() || first.source != piece.source {
            return None;
        }
        let id = figure.id();
        let [en, es] = Language::ALL.map(|language| {
            let named = unseen.iter().map(|rival| format!("{} ({})", rival.id(), rival.value_text(language)));
            named.collect::<Vec<_>>().join(", ")
        });
        let reason = both!(
            "'{id}' has rivals that the page does not show: {en}",
            "«{id}» tiene cifras rivales que la página no muestra: {es}"
        );
        let mend = both!(
            "write {{{{ rivals {id} }}}} on a line of its own, or bind them",
            "escriba {{{{ rivals {id} }}}} en una línea propia, o enlácelas en el texto"
        );
        Some(self.of_piece(piece, "L12", Objection::new(reason, mend)))
    }

    /// L16: the figure should have been looked at again by then.
    fn review(&self, piece: &Piece, figure: &Figure) -> Option<Lint> {
        let review = figure.definition.review_by.as_ref()?;
        let day = self.day().or(self.context.today)?;
        let last = review.bounds().1.filter(|last| *last < day)?;
        let id = figure.id();
        let reason = both!(
            "'{id}' was to be looked at again by {last}, and the page is of {day}",
            "«{id}» debía revisarse a más tardar el {last}, y la página es del {day}"
        );
        let mend = both!(
            "look at it again, then set its `review_by` to a later day",
            "revísela, y luego ponga en su `review_by` un día posterior"
        );
        Some(self.of_piece(piece, "L16", Objection::new(reason, mend)))
    }
}

/// Figures of the same question with another value; retellings are none, nor are figures of another time.
pub(in crate::article) fn rivals<'a>(figure: &Figure, context: &Context<'a>) -> Vec<&'a Figure> {
    let differs =
        |other: &&Figure| other.printed().zip(figure.printed()).is_some_and(|(left, right)| !is_same(left, right));
    let is_own = |other: &&Figure| other.definition.claim.as_ref().is_none_or(|claim| claim.retells.is_none());
    let is_rival = |other: &&Figure| other.id() != figure.id();
    let days = crate::article::trend::days;
    let is_of_its_time = |other: &&Figure| match (days(figure), days(other)) {
        (Some((first, last)), Some((from, to))) => first <= to && from <= last,
        (_, _) => true,
    };
    let answers = context.index.answers(figure).iter().copied();
    answers.filter(is_rival).filter(is_own).filter(differs).filter(is_of_its_time).collect()
}

/// The unit that the passage of a claim names, where it is another than the figure's.
pub(in crate::article) fn passage_unit(figure: &Figure) -> Option<&'static CountingUnit> {
    let claim = figure.definition.claim.as_ref()?;
    let counted = figure.definition.counting_unit()?;
    let source = read_prose(&claim.exact, None);
    let own = source.mentions.iter().find(|mention| mention.value.is_some_and(|value| is_same(value, claim.value)));
    unit_that_differs(own?, figure, counted)
}

/// The unit that a mention names, where it is another than the figure's and no aspect of it.
fn unit_that_differs(mention: &Mention, figure: &Figure, counted: &CountingUnit) -> Option<&'static CountingUnit> {
    let said = CountingUnit::of_noun(&mention.noun).filter(|_| mention.kind == MentionKind::Count)?;
    let named = CountingUnit::of_noun(figure.definition.noun.get(mention.language));
    let is_named = named.is_some_and(|named| named.name == said.name);
    (!said.is_comparable(counted) && !is_named).then_some(said)
}

/// True where the counted noun stands behind the number, not somewhere before it: "of these cases two were threats".
fn is_beside(mention: &Mention, text: &str) -> bool {
    let noun = mention.noun.split_whitespace().next().unwrap_or_default();
    let behind = text[mention.span.end..].trim_start().chars().flat_map(char::to_lowercase);
    !noun.is_empty() && behind.take(noun.chars().count()).eq(noun.chars())
}
