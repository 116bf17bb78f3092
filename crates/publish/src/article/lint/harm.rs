//! Could a page do harm? Victims who can be told by name, small counts by subtraction, and words of others without a name.

use figure::{
    Figure, Outcome,
    compare::words::{fold, is_function_word},
};
use record::{MentionKind, both};

use super::{Checker, Lint, Said};
use crate::article::{Objection, binding::Binding};

/// Words of a minor, or of sexual violence, without accents.
const PROTECTED: &[&str] = &[
    "year-old",
    "girl",
    "boy",
    "minor",
    "schoolgirl",
    "niña",
    "nina",
    "nino",
    "adolescente",
    "teenager",
    "raped",
    "rape",
    "sexually",
    "sexual violence",
    "violada",
    "violado",
    "violacion sexual",
    "violencia sexual",
    "abuso sexual",
];

/// Words in the names of bodies, places and documents, which are no person's.
const BODIES: &[&str] = &[
    "Court",
    "Tribunal",
    "Corte",
    "Commission",
    "Comisión",
    "Amnesty",
    "Amnistía",
    "International",
    "Internacional",
    "Human",
    "Rights",
    "Watch",
    "Ministry",
    "Ministerio",
    "Public",
    "Público",
    "Prosecutor",
    "Office",
    "Defensoría",
    "Pueblo",
    "Police",
    "Policía",
    "National",
    "Nacional",
    "United",
    "Nations",
    "Naciones",
    "Unidas",
    "State",
    "Estado",
    "Peru",
    "Perú",
    "Penal",
    "Sala",
    "Code",
    "Código",
    "Law",
    "Ley",
    "Institute",
    "Instituto",
    "Support",
    "Group",
    "Truth",
    "Reconciliation",
    "Verdad",
    "University",
    "Universidad",
    "Juzgado",
    "Army",
    "Ejército",
    "Lima",
    "Shining",
    "Path",
    "Sendero",
    "Luminoso",
    "Federal",
];

/// Words by which a sentence says whose words it quotes, without accents.
const ATTRIBUTION: &[&str] = &[
    "say",
    "said",
    "write",
    "wrote",
    "report",
    "accord",
    "told",
    "tell",
    "retell",
    "state",
    "article",
    "interview",
    "testi",
    "letter",
    "speaks",
    "dice",
    "dijo",
    "escrib",
    "informe",
    "segun",
    "afirm",
    "senal",
    "declar",
    "cuenta",
    "relat",
    "carta",
    "articulo",
    "entrevista",
];

/// The word of a minor or of sexual violence that a folded text holds.
fn protected_word(folded: &str) -> Option<&'static str> {
    let holds = |word: &&&str| folded.match_indices(**word).any(|(at, _)| !folded[..at].ends_with(char::is_alphabetic));
    PROTECTED.iter().find(holds).copied()
}

/// The words of a text, as they stand in it, that a folded word was found by.
fn as_written(text: &str, folded: &str) -> String {
    let words: Vec<&str> = text.split(|char: char| !char.is_alphanumeric() && char != '-').collect();
    let count = folded.split(' ').count();
    let found = words.windows(count).find(|words| fold(&words.join(" ")).starts_with(folded));
    found.map_or_else(|| folded.to_owned(), |words| words.join(" "))
}

/// True where a text has words of a minor or of sexual violence.
pub(crate) fn speaks_of_protected(text: &str) -> bool {
    protected_word(&fold(text)).is_some()
}

impl Checker<'_> {
    /// L09: a number in a quotation is somebody's, and the sentence says whose.
    pub(super) fn quoted_numbers(&self) -> Vec<Lint> {
        let mut lints = Vec::new();
        for piece in self.expanded.pieces.iter().filter(|piece| piece.passage.is_some()) {
            let is_within = |at: usize| piece.printed.contains(&at);
            let number =
                self.prose.mentions.iter().find(|mention| is_within(mention.span.start) && mention.kind.is_claim());
            let Some(mention) = number else { continue };
            let (from, to) = (mention.sentence.start, mention.sentence.end);
            let before = &self.readable[from.min(piece.printed.start)..piece.printed.start];
            let after = &self.readable[piece.printed.end..to.max(piece.printed.end)];
            let around = fold(&format!("{before} {after}"));
            let mut words = around.split(|char: char| !char.is_alphanumeric());
            if words.any(|word| ATTRIBUTION.iter().any(|stem| word.starts_with(stem))) {
                continue;
            }
            let words = &self.readable[mention.span.clone()];
            let reason = both!(
                "'{words}' is somebody's number, and the sentence does not say whose",
                "«{words}» es un número de alguien, y la oración no dice de quién"
            );
            let mend = both!(
                "name who says it: the report says …, according to …",
                "nombre a quien lo dice: el informe dice …, según …"
            );
            lints.push(Lint::at(self.page, piece.source.start, "L09", Objection::new(reason, mend)));
        }
        lints
    }

    /// L13: a name beside words of a minor or of sexual violence.
    pub(super) fn protected_persons(&self) -> Vec<Lint> {
        let mut lints = Vec::new();
        for Said { span: sentence, folded } in self.said {
            let text = &self.readable[sentence.clone()];
            let Some((at, name)) = person(text) else { continue };
            let young = self.prose.mentions.iter().find(|mention| {
                mention.sentence == *sentence
                    && mention.kind == MentionKind::Age
                    && mention.value.is_some_and(|age| age < 18.0)
            });
            let why = protected_word(folded).map(|word| as_written(text, word));
            let why = why.or_else(|| young.map(|mention| self.readable[mention.span.clone()].to_owned()));
            let Some(why) = why else { continue };
            let reason = both!(
                "'{name}' stands beside '{why}': a minor or a victim of sexual violence may be told by name",
                "«{name}» está junto a «{why}»: se podría reconocer por su nombre a un menor o a una víctima de violencia sexual"
            );
            let mend = both!(
                "leave the name out; where it is not the victim's, or the victim consents, accept it with its basis",
                "quite el nombre; si no es el de la víctima, o si ella consiente, acéptelo en el encabezado con su basis (`willay explain L13`)"
            );
            lints.push(self.lint(sentence.start + at, "L13", Objection::new(reason, mend)));
        }
        lints
    }

    /// L14: two public counts whose difference is a small number of records that are not public.
    pub(super) fn differencing(&self) -> Vec<Lint> {
        let mut lints = Vec::new();
        for piece in &self.expanded.pieces {
            let Binding::Number { figure, .. } = &piece.binding else { continue };
            let Some(figure) = self.context.figure(figure) else { continue };
            let breach = self.context.index.beside(figure).iter().find_map(|other| {
                [(figure, *other), (*other, figure)].into_iter().find(|(part, whole)| self.is_breach(part, whole))
            });
            let Some((part, whole)) = breach else { continue };
            let (whole, part, threshold) = (whole.id(), part.id(), self.context.threshold);
            let reason = both!(
                "'{whole}' less '{part}' is fewer than {threshold} persons or records that are not public",
                "«{whole}» menos «{part}» son menos de {threshold} personas o registros que no son públicos"
            );
            let mend = both!("publish only one of the two", "publique solo una de las dos");
            lints.push(Lint::at(self.page, piece.source.start, "L14", Objection::new(reason, mend)));
        }
        lints
    }

    #[expect(clippy::cast_precision_loss, reason = "thresholds are small")]
    fn is_breach(&self, part: &Figure, whole: &Figure) -> bool {
        let is_waived =
            |figure: &Figure| figure.definition.disclosure.as_ref().is_some_and(|rule| rule.waived.is_some());
        if part.id() == whole.id() || is_waived(part) || is_waived(whole) {
            return false;
        }
        let (Outcome::Observed { members: few, .. }, Outcome::Observed { members: all, .. }) =
            (&part.outcome, &whole.outcome)
        else {
            return false;
        };
        let within: std::collections::BTreeSet<_> = few.iter().map(|member| &member.record).collect();
        let rest: Vec<_> = all.iter().filter(|member| !within.contains(&member.record)).collect();
        let is_part = all.len() == rest.len() + within.len() && !few.is_empty();
        let weight: f64 = rest.iter().map(|member| member.weight).sum();
        is_part && weight > 0.0 && weight < self.context.threshold as f64 && rest.iter().any(|member| !member.is_public)
    }
}

/// Two words with capitals in a row that are no body's name, and where they stand.
fn person(text: &str) -> Option<(usize, &str)> {
    let mut last: Option<(usize, usize)> = None;
    let mut at = 0;
    for word in text.split_inclusive(|char: char| char.is_whitespace()) {
        let plain = word.trim_matches(|char: char| !char.is_alphanumeric());
        let start = at + word.find(plain).unwrap_or(0);
        at += word.len();
        let stem = plain.strip_suffix("’s").or(plain.strip_suffix("'s")).unwrap_or(plain);
        let is_name = stem.chars().next().is_some_and(char::is_uppercase)
            && stem.chars().nth(1).is_some_and(char::is_lowercase)
            && !is_function_word(&fold(stem))
            && !BODIES.contains(&stem);
        match last {
            Some((from, end)) if is_name && text[end..start].trim().is_empty() => {
                return Some((from, &text[from..start + stem.len()]));
            }
            Some(_) | None => last = is_name.then_some((start, start + plain.len())),
        }
    }
    None
}
