//! Which names sound alike in Spanish or in English?
//!
//! `phonetic` keeps the consonants that [`super::skeleton`] hears, and the first sound, as the Spanish keys of Amón,
//! Moreno & Echeverri 2012, *Revista Ingenierías Universidad de Medellín* 11(20):127-138 do, but without their numbers.
//! `soundex` is the American Soundex of the US National Archives (Russell 1918, US patent 1,261,167).
//! `metaphone` follows the rules of Philips 1990, *Computer Language* 7(12):39-43; gh is silent before a consonant.

use super::skeleton::{by_word, sounds};

const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// The first sound and the consonants of each word as Spanish is heard: b = v, s = z = soft c, j = soft g = x, ll = y,
/// h silent.
///
/// ```
/// use link::prepare::sound::phonetic;
/// assert_eq!(phonetic("Vásquez").as_deref(), Some("BSKS"));
/// assert_eq!(phonetic("Basques"), phonetic("Vázquez"));
/// ```
pub fn phonetic(text: &str) -> Option<String> {
    by_word(text, |word, key| {
        let mut last = 0;
        sounds(word, |sound| {
            let is_vowel = matches!(sound, b'a' | b'e' | b'i' | b'o' | b'u');
            if sound != last && (!is_vowel || last == 0) {
                // Ll is written Y, ch is written X.
                let letter = match sound {
                    b'L' => 'Y',
                    b'C' => 'X',
                    other => char::from(other.to_ascii_uppercase()),
                };
                key.push(letter);
            }
            last = sound;
        });
    })
}

/// The American Soundex of each word: a letter and three digits.
///
/// ```
/// assert_eq!(link::prepare::sound::soundex("Ashcraft").as_deref(), Some("A261"));
/// ```
pub fn soundex(text: &str) -> Option<String> {
    by_word(text, |word, key| {
        let start = key.len();
        let mut last = b'0';
        for letter in word.bytes() {
            let code = soundex_code(letter);
            if key.len() == start {
                key.push(char::from(letter.to_ascii_uppercase()));
            } else if code > b'0' && code != last {
                key.push(char::from(code));
            }
            // h and w stand between two letters of one code as if they were not there.
            if !matches!(letter, b'h' | b'w') {
                last = code;
            }
            if key.len() == start + 4 {
                return;
            }
        }
        while key.len() < start + 4 {
            key.push('0');
        }
    })
}

fn soundex_code(letter: u8) -> u8 {
    match letter {
        b'b' | b'f' | b'p' | b'v' => b'1',
        b'c' | b'g' | b'j' | b'k' | b'q' | b's' | b'x' | b'z' => b'2',
        b'd' | b't' => b'3',
        b'l' => b'4',
        b'm' | b'n' => b'5',
        b'r' => b'6',
        _ => b'0',
    }
}

/// The Metaphone key of each word as English is heard.
///
/// ```
/// use link::prepare::sound::metaphone;
/// assert_eq!(metaphone("Knight").as_deref(), Some("NT"));
/// assert_eq!(metaphone("Catherine"), metaphone("Kathryn"));
/// ```
pub fn metaphone(text: &str) -> Option<String> {
    by_word(text, |word, key| {
        let word = word.as_bytes();
        let start = match word {
            [b'a', b'e', ..] | [b'g' | b'k' | b'p', b'n', ..] | [b'w', b'r', ..] => 1,
            _ => 0,
        };
        let mut at = start;
        while at < word.len() {
            let place = Place { word, at, start };
            let is_doubled = at > start && place.letter(-1) == word[at] && word[at] != b'c';
            let (sound, length) = if is_doubled { ("", 1) } else { place.sound() };
            key.push_str(sound);
            at += length;
        }
    })
}

/// A place in a word.
struct Place<'a> {
    word: &'a [u8],
    at: usize,
    start: usize,
}

impl Place<'_> {
    /// The letter so many steps away; 0 outside the word.
    fn letter(&self, steps: isize) -> u8 {
        let at = self.at.checked_add_signed(steps).filter(|at| *at >= self.start);
        at.and_then(|at| self.word.get(at)).copied().unwrap_or(0)
    }

    fn vowel_at(&self, steps: isize) -> bool {
        matches!(self.letter(steps), b'a' | b'e' | b'i' | b'o' | b'u')
    }

    fn soft_after(&self) -> bool {
        matches!(self.letter(1), b'e' | b'i' | b'y')
    }

    /// What is heard here, and how many letters it takes.
    fn sound(&self) -> (&'static str, usize) {
        let (next, second) = (self.letter(1), self.letter(2));
        let is_first = self.at == self.start;
        let ends_hiss = next == b'i' && matches!(second, b'a' | b'o');
        let sound = match self.letter(0) {
            b'a' if is_first => "A",
            b'e' if is_first => "E",
            b'i' if is_first => "I",
            b'o' if is_first => "O",
            b'u' if is_first => "U",
            b'b' if self.letter(-1) == b'm' && next == 0 => "",
            b'b' => "B",
            b'c' => return self.c(),
            b'd' if next == b'g' && matches!(second, b'e' | b'i' | b'y') => return ("J", 2),
            b'd' => "T",
            b'f' | b'v' => "F",
            b'g' => return self.g(),
            b'h' if self.vowel_at(1) && !matches!(self.letter(-1), b'c' | b'g' | b'p' | b's' | b't') => "H",
            b'j' => "J",
            b'k' if self.letter(-1) == b'c' => "",
            b'k' | b'q' => "K",
            b'l' => "L",
            b'm' => "M",
            b'n' => "N",
            b'p' if next == b'h' => return ("F", 2),
            b'p' => "P",
            b'r' => "R",
            b's' if next == b'c' && second == b'h' => return ("SK", 3),
            b's' if next == b'h' => return ("X", 2),
            b's' if ends_hiss => "X",
            b's' | b'z' => "S",
            b't' if next == b'h' => return ("0", 2),
            b't' if next == b'c' && second == b'h' => "",
            b't' if ends_hiss => "X",
            b't' => "T",
            b'w' if is_first && next == b'h' => return ("W", 2),
            b'w' if self.vowel_at(1) => "W",
            b'x' if is_first => "S",
            b'x' => "KS",
            b'y' if self.vowel_at(1) => "Y",
            b'0'..=b'9' => return (DIGITS[usize::from(self.letter(0) - b'0')], 1),
            _ => "",
        };
        (sound, 1)
    }

    fn c(&self) -> (&'static str, usize) {
        match self.letter(1) {
            b'h' => ("X", 2),
            b'i' if self.letter(2) == b'a' => ("X", 1),
            _ if self.soft_after() => (if self.letter(-1) == b's' { "" } else { "S" }, 1),
            _ => ("K", 1),
        }
    }

    fn g(&self) -> (&'static str, usize) {
        match self.letter(1) {
            b'h' if self.letter(2) != 0 && !self.vowel_at(2) => ("", 2),
            b'h' => ("K", 2),
            b'n' if self.letter(2) == 0 || self.word[self.at..] == *b"gned" => ("", 1),
            _ if self.soft_after() && self.letter(-1) != b'g' => ("J", 1),
            _ => ("K", 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soundex_gives_the_published_codes() {
        for (name, code) in [
            ("Robert", "R163"),
            ("Rupert", "R163"),
            ("Ashcroft", "A261"),
            ("Tymczak", "T522"),
            ("Pfister", "P236"),
            ("Honeyman", "H555"),
            ("Washington", "W252"),
            ("Lee", "L000"),
            ("Gutierrez", "G362"),
            ("Jackson", "J250"),
        ] {
            assert_eq!(soundex(name).as_deref(), Some(code), "{name}");
        }
    }

    #[test]
    fn metaphone_hears_english() {
        for (name, key) in [
            ("Smith", "SM0"),
            ("Smythe", "SM0"),
            ("Schmidt", "SKMTT"),
            ("Phillips", "FLPS"),
            ("Filips", "FLPS"),
            ("Wright", "RT"),
            ("Rite", "RT"),
            ("Knight", "NT"),
            ("Bridget", "BRJT"),
            ("Whitcomb", "WTKM"),
            ("Xavier", "SFR"),
            ("Hughes", "HKS"),
            ("Marcia", "MRX"),
            ("Jackson", "JKSN"),
        ] {
            assert_eq!(metaphone(name).as_deref(), Some(key), "{name}");
        }
    }

    #[test]
    fn the_spanish_key_joins_letters_of_one_sound() {
        for spellings in
            ["Vásquez Básques Bazquez Vasquez", "Yañes Llanez", "Giménez Jiménez Ximénez", "Hernández Ernandes"]
        {
            let keys: Vec<_> = spellings.split(' ').map(phonetic).collect();
            assert!(keys.iter().all(|key| *key == keys[0]), "{spellings}: {keys:?}");
        }
        assert_ne!(phonetic("Chavez"), phonetic("Savez"));
    }
}
