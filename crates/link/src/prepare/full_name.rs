//! Which part of a full name is given, which is a surname, which came with a marriage?
//!
//! Spanish order is assumed where nothing else is known: given names, surname of the father, surname of the mother,
//! then "de" and the husband's surname. A comma, surnames in capitals beside other words, initials and well-known given
//! names say more. What cannot be known from the text is guessed, and the guess is always the same: the second of three
//! words is a surname unless it is a common given name, and a bare "de" after a surname is a marriage ("Pérez de
//! Cuéllar" is misread so; give such surnames in columns of their own).

use super::{
    fold::{first, fold, words},
    given_names::is_given_name,
    names::{
        CHARACTERS_LOOKED_AT, WORDS_LOOKED_AT, is_generation, is_honorific, is_inner_particle, is_particle,
        is_placeholder,
    },
};

/// The parts of a full name, folded, in the order in which they stood. Particles stay with their surname.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameParts {
    /// Titles before the name.
    pub honorifics: Vec<String>,
    /// Given names and initials; names joined by a hyphen are one.
    pub given: Vec<String>,
    /// Surnames by birth: in Spanish names the father's, then the mother's.
    pub surnames: Vec<String>,
    /// The surname that came with a marriage, as after "de" or "vda. de".
    pub married: Option<String>,
    /// "jr", "ii" and the like.
    pub generation: Option<String>,
    /// What stood in brackets, in quotation marks or after "alias".
    pub alias: Option<String>,
}

/// Words that are one name: "de la cruz", and "jean claude" where it was written with a hyphen.
#[derive(Debug, Clone, Default)]
struct Unit {
    particles: String,
    text: String,
    is_upper: bool,
}

/// Takes a full name apart; a placeholder has no parts.
///
/// ```
/// use link::prepare::full_name::parse_full_name;
/// let parts = parse_full_name("Flora Quispe de Huamán");
/// assert_eq!((parts.given, parts.surnames), (vec!["flora".to_owned()], vec!["quispe".to_owned()]));
/// assert_eq!(parts.married.as_deref(), Some("huaman"));
/// assert_eq!(parse_full_name("QUISPE MAMANI, Juan").surnames, ["quispe", "mamani"]);
/// ```
pub fn parse_full_name(text: &str) -> NameParts {
    let text = first(text, CHARACTERS_LOOKED_AT);
    if is_placeholder(text) {
        return NameParts::default();
    }
    let (text, alias) = split_alias(text);
    let mut parts = NameParts { alias, ..NameParts::default() };
    let (before, after) = text.split_once(',').unwrap_or((&text, ""));
    let (mut head, mut tail) = (units(before), units(&after.replace(',', " ")));
    parts.generation = take_generation(&mut tail, 0).or_else(|| take_generation(&mut head, 1));
    if tail.is_empty() {
        parts.honorifics = take_honorifics(&mut head);
        parts.married = take_married(&mut head, 2);
        let maiden = take_maiden(&mut head);
        let given = given_units(&mut head);
        parts.given.extend(head.drain(..given).map(Unit::whole));
        if !maiden.is_empty() && !head.is_empty() {
            parts.married = Some(joined(head.drain(..)));
        }
        head.extend(maiden);
    } else {
        parts.honorifics = take_honorifics(&mut tail);
        parts.given = tail.into_iter().map(Unit::whole).collect();
        parts.married = take_married(&mut head, 1);
    }
    parts.surnames = head.into_iter().map(Unit::whole).collect();
    parts
}

/// The name without its alias, and the alias: what stands in brackets or quotation marks, or after "alias" or "(a)".
fn split_alias(text: &str) -> (String, Option<String>) {
    let (mut plain, mut alias) = (String::with_capacity(text.len()), String::new());
    let mut rest = text;
    while let Some(opening) = rest.find(['(', '[', '«', '“', '"']) {
        let (before, quoted) = rest.split_at(opening);
        let quoted = quoted.trim_start_matches(['(', '[', '«', '“', '"']);
        let (inside, after) = quoted.split_once([')', ']', '»', '”', '"']).unwrap_or((quoted, ""));
        push(&mut plain, before.trim());
        rest = after;
        let found = fold(inside);
        if words(&found).next().is_some_and(is_maiden_sign) {
            push(&mut plain, inside);
        } else if matches!(found.as_str(), "a" | "alias" | "aka") {
            push(&mut alias, std::mem::take(&mut rest));
        } else {
            push(&mut alias, inside);
        }
    }
    push(&mut plain, rest.trim());
    if let Some(sign) = plain.split_whitespace().find(|word| is_alias_sign(word)) {
        let at = sign.as_ptr() as usize - plain.as_ptr() as usize;
        push(&mut alias, &plain[at + sign.len()..]);
        plain.truncate(at);
    }
    let folded = fold(&alias);
    let found: Vec<&str> = words(&folded).skip_while(|word| is_alias_sign(word)).take(WORDS_LOOKED_AT).collect();
    (plain, Some(found.join(" ")).filter(|alias| !alias.is_empty()))
}

fn is_alias_sign(word: &str) -> bool {
    let bare = word.trim_end_matches(['.', ':']);
    ["alias", "aka", "a.k.a", "apodado", "apodada"].iter().any(|sign| bare.eq_ignore_ascii_case(sign))
}

fn is_maiden_sign(word: &str) -> bool {
    matches!(word, "nee" | "nacida" | "geb" | "geborene")
}

fn units(text: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut particles = String::new();
    let pieces = text.split(|char: char| char.is_whitespace() || matches!(char, '.' | ';' | '/' | ':'));
    for piece in pieces.filter(|piece| !piece.is_empty()).take(2 * WORDS_LOOKED_AT) {
        let folded = fold(piece);
        let mut unit = Unit { is_upper: is_upper(piece), ..Unit::default() };
        for word in words(&folded) {
            let is_prefix = is_particle(word) || is_prefix(word) || !units.is_empty() && is_inner_particle(word);
            push(if is_prefix && unit.text.is_empty() { &mut particles } else { &mut unit.text }, word);
        }
        if !unit.text.is_empty() {
            unit.particles = std::mem::take(&mut particles);
            units.push(unit);
        }
    }
    if !particles.is_empty() {
        units.push(Unit { text: particles, ..Unit::default() });
    }
    units
}

/// A first part of a name that is a name only with the next word.
fn is_prefix(word: &str) -> bool {
    matches!(word, "san" | "santa" | "mc" | "mac" | "saint" | "abu" | "abou" | "abd" | "abdul" | "abdel" | "umm")
}

fn is_upper(piece: &str) -> bool {
    let mut letters = piece.chars().filter(|char| char.is_alphabetic());
    letters.clone().nth(1).is_some() && letters.all(char::is_uppercase)
}

fn push(words: &mut String, word: &str) {
    if !words.is_empty() {
        words.push(' ');
    }
    words.push_str(word);
}

fn joined(units: impl Iterator<Item = Unit>) -> String {
    units.map(Unit::whole).collect::<Vec<_>>().join(" ")
}

impl Unit {
    fn whole(self) -> String {
        if self.particles.is_empty() { self.text } else { format!("{} {}", self.particles, self.text) }
    }

    fn is_initial(&self) -> bool {
        self.text.chars().nth(1).is_none()
    }

    /// Given names are known by themselves, or by the devotion that they name: "del Carmen".
    fn is_given(&self) -> bool {
        if self.particles.is_empty() {
            return self.is_initial() || is_given_name(self.text.split(' ').next().unwrap_or_default());
        }
        let is_devotion = matches!(
            self.text.as_str(),
            "carmen"
                | "rosario"
                | "pilar"
                | "milagro"
                | "milagros"
                | "angeles"
                | "jesus"
                | "fatima"
                | "lourdes"
                | "mar"
                | "socorro"
                | "transito"
                | "guadalupe"
                | "mercedes"
                | "nieves"
                | "concepcion"
                | "dios"
                | "asis"
                | "luz"
                | "paz"
                | "pia"
                | "pura"
                | "dolores"
                | "remedios"
                | "consuelo"
                | "rocio"
                | "sol"
        );
        is_devotion && self.particles.starts_with('d')
    }
}

fn take_generation(units: &mut Vec<Unit>, keep: usize) -> Option<String> {
    let is_last = units.len() > keep && units.last().is_some_and(|unit| is_generation(&unit.text));
    if is_last { units.pop().map(Unit::whole) } else { None }
}

fn take_honorifics(units: &mut Vec<Unit>) -> Vec<String> {
    let titles = units.iter().take_while(|unit| is_honorific(&unit.text)).count();
    units.drain(..titles.min(units.len().saturating_sub(1))).map(Unit::whole).collect()
}

/// "vda. de Rojas" anywhere; "de Rojas" as the last name or last but one, after at least `before` others of which the
/// nearest is no given name.
fn take_married(units: &mut Vec<Unit>, before: usize) -> Option<String> {
    let is_widow = |unit: &Unit| unit.particles.split(' ').any(|word| matches!(word, "vda" | "viuda"));
    let is_wife = |unit: &Unit| unit.particles == "de" || unit.particles.starts_with("de de");
    let found = units.iter().position(is_widow).or_else(|| {
        let at = units.iter().rposition(is_wife)?;
        let nearest = &units[at.checked_sub(1)?];
        let is_late = at >= before && at + 2 >= units.len() && !units[at].is_given();
        (is_late && (before == 1 || !nearest.is_given())).then_some(at)
    })?;
    let particles = std::mem::take(&mut units[found].particles);
    let words = particles.split(' ').skip_while(|word| matches!(*word, "vda" | "viuda"));
    let after_first_de = words.enumerate().filter(|(at, word)| *at > 0 || *word != "de").map(|(_, word)| word);
    units[found].particles = after_first_de.collect::<Vec<_>>().join(" ");
    Some(joined(units.drain(found..)))
}

/// "née Jones": what follows is the surname by birth.
fn take_maiden(units: &mut Vec<Unit>) -> Vec<Unit> {
    let Some(sign) = units.iter().position(|unit| is_maiden_sign(&unit.text)) else { return Vec::new() };
    if sign == 0 || sign + 1 == units.len() {
        return Vec::new();
    }
    units.drain(sign..).skip(1).collect()
}

/// How many of the units are given names; puts surnames that stood first, in capitals, behind them.
fn given_units(units: &mut [Unit]) -> usize {
    let count = units.len();
    let upper = units.iter().filter(|unit| unit.is_upper).count();
    if upper > 0 && upper < count {
        if units[count - upper..].iter().all(|unit| unit.is_upper) {
            return count - upper;
        }
        if units[..upper].iter().all(|unit| unit.is_upper) {
            units.rotate_left(upper);
            return count - upper;
        }
    }
    match count {
        0..=2 => count.min(1),
        3 => 1 + usize::from(units[1].is_given()),
        _ => count - 2 + usize::from(units[count - 2].is_initial()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Given names; surnames; married.
    fn parts(text: &str) -> String {
        let parts = parse_full_name(text);
        format!("{}; {}; {}", parts.given.join("+"), parts.surnames.join("+"), parts.married.unwrap_or_default())
    }

    #[test]
    fn the_parts_of_a_full_name_are_found() {
        for (written, expected) in [
            ("Juan Quispe", "juan; quispe; "),
            ("Juan Quispe Mamani", "juan; quispe+mamani; "),
            ("Juan Carlos Quispe", "juan+carlos; quispe; "),
            ("Juan Carlos Quispe Mamani", "juan+carlos; quispe+mamani; "),
            ("María del Carmen Ñaupari Ccori", "maria+del carmen; naupari+ccori; "),
            ("Juan de Dios Huamán Rojas", "juan+de dios; huaman+rojas; "),
            ("Flora Quispe de Huamán", "flora; quispe; huaman"),
            ("Flora Quispe Mamani de Huamán", "flora; quispe+mamani; huaman"),
            ("Flora Quispe de De la Cruz", "flora; quispe; de la cruz"),
            ("Juan Quispe Vda. de Rojas", "juan; quispe; rojas"),
            ("Rosa viuda de Rojas", "rosa; ; rojas"),
            ("QUISPE MAMANI, Juan", "juan; quispe+mamani; "),
            ("Quispe de Huamán, Flora Luz", "flora+luz; quispe; huaman"),
            ("De la Cruz Huamán, Flora", "flora; de la cruz+huaman; "),
            ("Juan de la Cruz", "juan; de la cruz; "),
            ("María Luisa de Rojas", "maria+luisa; de rojas; "),
            ("QUISPE MAMANI Juan", "juan; quispe+mamani; "),
            ("Sergey Viktorovich LAVROV", "sergey+viktorovich; lavrov; "),
            ("Hans J. Friedrich", "hans+j; friedrich; "),
            ("Jean-Claude Juncker", "jean claude; juncker; "),
            ("José San Martín Rojas", "jose; san martin+rojas; "),
            ("Bashar al-Assad", "bashar; al assad; "),
            ("Martin Luther King, Jr.", "martin; luther+king; "),
            ("Mary Smith née Jones", "mary; jones; smith"),
            ("Mary Smith (née Jones)", "mary; jones; smith"),
            ("Hannibal", "hannibal; ; "),
            ("N.N.", "; ; "),
            ("Miguel Díaz-Canel", "miguel; diaz canel; "),
        ] {
            assert_eq!(parts(written), expected, "{written}");
        }
    }

    #[test]
    fn titles_generation_and_alias_are_kept_apart() {
        let parts = parse_full_name("Sr. Juan \"El Cóndor\" Quispe Mamani, Jr.");
        assert_eq!((parts.honorifics, parts.generation), (vec!["sr".to_owned()], Some("jr".to_owned())));
        assert_eq!((parts.alias.as_deref(), parts.surnames.len()), (Some("el condor"), 2));
        for text in ["Juan Quispe (a) Cóndor", "Juan Quispe alias Cóndor", "Juan Quispe (alias Cóndor)"] {
            let parts = parse_full_name(text);
            assert_eq!((parts.alias.as_deref(), parts.surnames), (Some("condor"), vec!["quispe".to_owned()]), "{text}");
        }
    }
}
