//! Which words of a name tell persons apart, and when is a name no name?
//!
//! Honorifics and particles say little and come and go between lists; "N.N." and its like say nothing and must not
//! make two persons agree. No word is dropped where nothing would be left: a person called "Don" keeps the name.
//!
//! Keys of names look at the first [`CHARACTERS_LOOKED_AT`] characters and [`WORDS_LOOKED_AT`] words of a folded text.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::fold::{first, fold, words};

/// Keys of names look no further into a text: far beyond any name, and near enough to keep a stray document cheap.
pub const CHARACTERS_LOOKED_AT: usize = 512;

/// Keys of names look at no more words than these.
pub const WORDS_LOOKED_AT: usize = 32;

type Words = LazyLock<FxHashSet<&'static str>>;

fn set(words: &'static str) -> FxHashSet<&'static str> {
    words.split_whitespace().collect()
}

static PARTICLES: Words =
    Words::new(|| set("de del la las los y vda viuda van von der den al el bin ibn bint بن ابن بنت"));

static INNER_PARTICLES: Words = Words::new(|| set("ben da das do dos di du ter zu ould oglu"));

static HONORIFICS: Words = Words::new(|| {
    set("\
         sr sra srta senor senora senorita don dona dr dra doctor doctora ing lic prof profesor profesora abog arq \
         padre fray hno hna sor mons gral cnel crl cmdt tnte tte sgto sub cabo soldado alferez mr mrs ms miss mx sir \
         dame rev hon gen col capt lt sgt president presidente monsieur madame mme herr frau sheikh shaikh sheik \
         shaykh haji hajji hadji mullah mulla maulawi mawlawi ustaz qari الشيخ الحاج \
         الدكتور")
});

static GENERATIONS: Words = Words::new(|| set("jr jnr sr snr junior ii iii iv esq phd md"));

static PLACEHOLDER_BEGINNINGS: Words = Words::new(|| {
    set("\
         n nn na s sn sin no not unknown unidentified unnamed name names withheld desconocido desconocida \
         desconocidos ignorado ignorada se anonimo anonima anonymous reservado reservada identidad identity nombre \
         null none ninguno ninguna xx xxx xxxx por tbd inconnu nao man woman male female hombre mujer varon persona \
         person مجهول غير")
});

static DESCRIPTIONS: Words = Words::new(|| {
    set("\
         man woman male female boy girl child infant baby person victim hombre mujer varon masculino femenino nino \
         nina persona victima adulto adulta adult menor m f n nn civil civilian body cuerpo cadaver sexo de name \
         nombre y sin apellido apellidos")
});

static UNKNOWN: Words = Words::new(|| {
    let phrases = "n n|nn|na|n a|n/d|n/i|s n|sn|s/d|s/i|sin nombre|sin nombres|sin dato|sin datos|sin informacion|\
        sin identificar|sin apellido|sin apellidos|no name|no data|no identificado|no identificada|\
        no identificados|no consta|no disponible|no registra|no registrado|no precisa|no especificado|no se sabe|\
        not available|not known|not identified|not released|not named|unknown|unknown name|unidentified|unnamed|\
        name unknown|name withheld|names withheld|name not released|name not known|withheld|withheld by police|\
        name withheld by police|desconocido|desconocida|desconocidos|ignorado|ignorada|se desconoce|se ignora|\
        anonimo|anonima|anonymous|reservado|reservada|identidad reservada|identidad desconocida|identity unknown|\
        identity withheld|nombre desconocido|nombre reservado|nombre no identificado|null|none|ninguno|ninguna|\
        xx|xxx|xxxx|por determinar|por identificar|tbd|inconnu|nao identificado|man unidentified|\
        hombre no identificado|mujer no identificada|varon no identificado|persona no identificada|\
        hombre desconocido|mujer desconocida|persona desconocida|person unknown|مجهول|مجهول الهويه|غير معروف";
    phrases.split('|').collect()
});

/// The words of a name that tell persons apart, folded, with one space between them; nothing for a placeholder.
///
/// ```
/// use link::prepare::names::name;
/// assert_eq!(name("Dra. María de la CRUZ").as_deref(), Some("maria cruz"));
/// assert_eq!(name("Bashar al-Assad").as_deref(), Some("bashar assad"));
/// assert_eq!(name("N.N."), None);
/// ```
pub fn name(text: &str) -> Option<String> {
    let folded = fold(text);
    let folded = first(&folded, CHARACTERS_LOOKED_AT);
    if is_folded_placeholder(folded) {
        return None;
    }
    let mut kept = String::with_capacity(folded.len());
    let mut last_start = 0;
    for word in words(folded).take(WORDS_LOOKED_AT) {
        let is_first = kept.is_empty();
        if is_particle(word) || if is_first { is_honorific(word) } else { is_inner_particle(word) } {
            continue;
        }
        if !is_first {
            kept.push(' ');
        }
        last_start = kept.len();
        kept.push_str(word);
    }
    while last_start > 0 && is_generation(&kept[last_start..]) {
        kept.truncate(last_start - 1);
        last_start = kept.rfind(' ').map_or(0, |space| space + 1);
    }
    if kept.is_empty() {
        kept = words(folded).take(WORDS_LOOKED_AT).collect::<Vec<_>>().join(" ");
    }
    Some(kept).filter(|kept| !kept.is_empty() && !is_folded_placeholder(kept))
}

/// True for what stands where a name is not known: nothing, signs, "N.N.", "desconocido", "name withheld".
///
/// ```
/// use link::prepare::names::is_placeholder;
/// assert!(["NN", "-", "No identificado", "n/a", "N.N. (varón)"].iter().all(|text| is_placeholder(text)));
/// assert!(!is_placeholder("Nina Nuñez"));
/// ```
pub fn is_placeholder(text: &str) -> bool {
    is_folded_placeholder(first(&fold(text), CHARACTERS_LOOKED_AT))
}

pub(crate) fn is_folded_placeholder(folded: &str) -> bool {
    let mut rest = words(folded);
    let Some(first) = rest.next() else { return true };
    if !begins_placeholder(first) {
        return false;
    }
    // Few names begin like a placeholder, so these may cost an allocation.
    let found: Vec<&str> = words(folded).take(WORDS_LOOKED_AT).collect();
    let whole = found.join(" ");
    if is_unknown(&whole) || is_unknown(folded) {
        return true;
    }
    let known = (1..found.len()).filter(|length| is_unknown(&found[..*length].join(" "))).max();
    known.is_some_and(|length| found[length..].iter().all(|word| is_description(word)))
}

fn begins_placeholder(word: &str) -> bool {
    PLACEHOLDER_BEGINNINGS.contains(word)
}

fn is_unknown(phrase: &str) -> bool {
    UNKNOWN.contains(phrase)
}

/// What may follow a placeholder without making it a name.
fn is_description(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit()) || DESCRIPTIONS.contains(word)
}

/// A word that joins the parts of a name and comes and goes between lists.
pub(crate) fn is_particle(word: &str) -> bool {
    PARTICLES.contains(word)
}

/// A particle that may be a name of its own where it stands first, as "Ben" and "Do" may.
pub(crate) fn is_inner_particle(word: &str) -> bool {
    INNER_PARTICLES.contains(word)
}

/// A title before a name.
pub(crate) fn is_honorific(word: &str) -> bool {
    HONORIFICS.contains(word)
}

/// A word after a name that tells father from son; lists seldom agree on it.
pub(crate) fn is_generation(word: &str) -> bool {
    GENERATIONS.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn honorifics_particles_and_signs_go_and_names_stay() {
        for (written, expected) in [
            ("Sr. Don Juan de Dios QUISPE", "juan dios quispe"),
            ("Quispe Mamani, Juan", "quispe mamani juan"),
            ("Rosa Vda. de Rojas", "rosa rojas"),
            ("Martin Luther King, Jr.", "martin luther king"),
            ("Ben Netanyahu", "ben netanyahu"),
            ("Isa Ben Tarif", "isa tarif"),
            ("Don", "don"),
            ("De la", "de la"),
            ("Jr.", "jr"),
            ("Sheikh Isa bin Tarif", "isa tarif"),
            ("Nieves Nina", "nieves nina"),
            ("No Quispe", "no quispe"),
            ("S. Quispe", "s quispe"),
        ] {
            assert_eq!(name(written).as_deref(), Some(expected), "{written}");
        }
    }

    #[test]
    fn a_placeholder_is_no_information() {
        let placeholders = "N.N.|NN|n. n.|unknown|Unknown male|name withheld|Name withheld by police|DESCONOCIDO|\
            Sin nombre|No identificado|Sr. N.N.|-|?|...|n/a|N/A|s/n|S/N|s.n.|N.N. (varón)|NN 12|Sin datos|xxx|\
            s/d|N/D|Unidentified man|Hombre no identificado|Se desconoce|مجهول الهوية|identidad reservada|| |\u{200b}|NN NN";
        for text in placeholders.split('|') {
            assert_eq!(name(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_that_begins_like_a_placeholder_is_a_name() {
        for text in [
            "Na Hye-sok",
            "N. Nazarbayev",
            "Sinforosa",
            "No Rojas",
            "Null Meyer",
            "Unknown Quispe",
            "S. D. Quispe",
            "N. I.",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
