//! Which spellings are one name in Spanish, Quechua and Aymara?
//!
//! Registrars wrote Quechua and Aymara names by ear and in several alphabets, and Spanish letters that sound alike are
//! exchanged. Each letter is heard as one of a few sounds, in one pass with two letters of look-ahead:
//!
//! ```text
//! k     c k q cc kk ck qq kh qh, qu before e i          s     s z, c before e i, and ch sh
//! w     w hu gu before a vowel                          j     j x, g before e i
//! l     l ll, y i between vowels or first before one    b     b v
//! n     n ñ, ni and ny before a vowel, m before b p v   f     f, ph (p at the beginning before a o u)
//! i     i e, y elsewhere                                u     u o, w before a consonant
//! ```
//!
//! h is silent, a doubled letter is one. The skeleton joins all of these (w with u); it is meant for finding pairs and
//! for a comparison level of its own, not for deciding. The Spanish key in [`super::sound`] hears the same sounds but
//! keeps ch, ll and w apart from s, l and u.
//!
//! Sources: Cerrón-Palomino 1994, *Quechumara*, on the sounds of Quechua and Aymara and their spellings; Real Academia
//! Española 2010, *Ortografía*, on letters that share a sound.

use super::{fold::is_plain, names::name};

/// A letter that is not heard.
const SILENT: u8 = 0;

/// The sounds of a name, word by word: spellings that Spanish, Quechua and Aymara writers exchange have one skeleton.
///
/// ```
/// use link::prepare::skeleton::skeleton;
/// assert_eq!(skeleton("Llactahuamán").as_deref(), Some("laktauaman"));
/// assert_eq!(skeleton("Llaqtawaman"), skeleton("Llactahuamán"));
/// ```
pub fn skeleton(text: &str) -> Option<String> {
    by_word(text, |word, key| {
        let mut last = 0;
        sounds(word, |sound| {
            let joined = match sound {
                b'e' => b'i',
                b'o' | b'w' => b'u',
                sound => sound.to_ascii_lowercase(),
            };
            // "C" is ch and sh; in lower case it would be taken for a letter that was never heard.
            let joined = if joined == b'c' { b's' } else { joined };
            if joined != last {
                key.push(char::from(joined));
            }
            last = joined;
        });
    })
}

/// A key of each word of a name; words in other alphabets are their own key.
pub(crate) fn by_word(text: &str, mut key: impl FnMut(&str, &mut String)) -> Option<String> {
    let name = name(text)?;
    let mut keys = String::with_capacity(name.len());
    for word in name.split(' ') {
        let start = keys.len();
        if start > 0 {
            keys.push(' ');
        }
        let end = keys.len();
        if is_plain(word) {
            key(word, &mut keys)
        } else {
            keys.push_str(word)
        }
        // A word without sounds, such as "h", leaves no trace.
        if keys.len() == end {
            keys.truncate(start);
        }
    }
    Some(keys).filter(|keys| !keys.is_empty())
}

/// The sounds of a plain word: small letters, and `C` for ch and sh, `L` for ll and y.
pub(crate) fn sounds(word: &str, mut emit: impl FnMut(u8)) {
    let letters = word.as_bytes();
    let (mut at, mut last) = (0, 0);
    while let Some(letter) = letters.get(at) {
        let after = |steps: usize| letters.get(at + steps).copied().unwrap_or(0);
        let (sound, length) = match letter {
            b'a' | b'e' | b'o' | b'u' | b'i' | b'y' | b'w' => vowel(*letter, last, after(1)),
            b'c' | b'g' | b'h' | b'p' | b'q' | b's' => consonant(*letter, at == 0, [after(1), after(2)]),
            b'l' if after(1) == b'l' => (b'L', 2),
            b'm' if matches!(after(1), b'b' | b'p' | b'v') => (b'n', 1),
            b'v' => (b'b', 1),
            b'x' => (b'j', 1),
            b'z' => (b's', 1),
            other => (*other, 1),
        };
        if sound != SILENT {
            emit(sound);
            last = sound;
        }
        at += length;
    }
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// Vowels, and y and w, which are vowels unless one follows; the sound before them and the letter after them decide.
fn vowel(letter: u8, last: u8, next: u8) -> (u8, usize) {
    let sound = match letter {
        b'y' | b'i' if is_vowel(next) && last == b'n' => SILENT,
        b'y' | b'i' if is_vowel(next) && (last == 0 || is_vowel(last)) => b'L',
        b'y' => b'i',
        b'w' if !is_vowel(next) && next != b'h' => b'u',
        other => other,
    };
    (sound, 1)
}

/// Consonants whose sound hangs on what follows; also how many letters the sound takes.
fn consonant(letter: u8, is_first: bool, [next, second]: [u8; 2]) -> (u8, usize) {
    let is_soft = matches!(next, b'e' | b'i') || next == b'y' && !is_vowel(second);
    let before_vowel = matches!(second, b'a' | b'e' | b'i' | b'o');
    match (letter, next) {
        (b'c', b'c') if second == b'h' => (b'C', 3),
        (b's', b'c') if second == b'h' => (b'C', 3),
        (b'c' | b's', b'h') => (b'C', 2),
        (b'c', b'c' | b'k' | b'q') => (b'k', 2),
        (b'c', _) => (if is_soft { b's' } else { b'k' }, 1),
        (b'g' | b'h', b'u') if before_vowel => (b'w', 2),
        (b'g', b'h') => (b'g', 2),
        (b'g', _) => (if is_soft { b'j' } else { b'g' }, 1),
        (b'h', _) => (SILENT, 1),
        (b'p', b'h') => (if is_first && matches!(second, b'a' | b'o' | b'u') { b'p' } else { b'f' }, 2),
        (b'q', b'u') if matches!(second, b'e' | b'i') => (b'k', 2),
        (b'q', _) => (b'k', 1),
        (other, _) => (other, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_skeleton() {
        for spellings in [
            "Huamán Guamán Waman Huaman",
            "Ccori Qori Kori Cori Kkori Qqori Cory",
            "Ñaupari Naupari Niaupari Nyaupari Ñawpari",
            "Llactahuaman Llaqtawaman Yactaguaman Llaktahuamán",
            "Quispe Kispe Qispe Quispi Kispi Qespe Ccespe",
            "Mamani Mamany Mammani",
            "Condori Kondori Cundori Qunduri",
            "Choquehuanca Chokewanka Choqueguanca Shokewanca Chuquehuanca",
            "Yupanqui Llupanqui Iupanqui Yupanki Lupanqui",
            "Chávez Chaves Shavez Chabes",
            "Cevallos Zevallos Sevallos Ceballos Cebayos",
            "Jiménez Giménez Ximénez Jimenes Gimenes",
            "Hilario Ilario",
            "Peña Penia Penna",
            "Huayhua Waywa Guaigua Huaihua",
            "Aguilar Ahuilar Awilar",
            "Cusco Cuzco Qosqo Kusku",
            "Ascencio Asencio Acencio",
            "Champi Chanpi",
            "Maya Maia Malla",
            "Phuturi Puturi",
            "Thupa Tupa Topa",
            "Benavides Venavides Benabidez",
            "Humberto Umberto Unberto",
            "Picchu Pichu",
            "Sophia Sofia",
            "Cyntia Sintia Cinthya",
            "Chauca Chawka",
        ] {
            let keys: Vec<_> = spellings.split(' ').map(skeleton).collect();
            assert!(keys.iter().all(|key| *key == keys[0] && key.is_some()), "{spellings}: {keys:?}");
        }
    }

    #[test]
    fn other_names_have_other_skeletons() {
        let names =
            "Quispe Mamani Huamán Rojas Ramos Flores Condori Cárdenas Curi Ccorahua Palomino Pariona Jayo Allcca";
        let keys: std::collections::BTreeSet<_> = names.split(' ').map(skeleton).collect();
        assert_eq!(keys.len(), names.split(' ').count());
    }

    #[test]
    fn a_name_without_sounds_or_in_another_alphabet_is_left_as_it_is() {
        assert_eq!((skeleton("H"), skeleton("h Quispe").as_deref()), (None, Some("kispi")));
        assert_eq!(skeleton("أحمد Quispe").as_deref(), Some("احمد kispi"));
        assert_eq!(skeleton("N.N."), None);
    }
}
