//! Which letters does a text have, whatever its case, accents, script variant and spacing?
//!
//! The fold is one pass over the characters. Each is taken apart (Unicode Standard Annex 15, compatibility
//! decomposition), loses its accent and its case, and is written in Latin where its script is Cyrillic or Greek (one
//! plain letter-by-letter romanisation, close to BGN/PCGN 1947 and ISO 843 without their diacritics). Arabic stays
//! Arabic: forms of alif, ya, kaf and ha become one, hamza, vowel points and tatweel go. Vowel signs of Indic and
//! South-East Asian scripts and the marks of kana stay, since they are letters there and not accents.

use unicode_normalization::{UnicodeNormalization, char::decompose_compatible, char::is_combining_mark};

const NOTHING: u8 = 0;

/// What each ASCII character folds to.
const ASCII: [u8; 128] = {
    let mut folds = [NOTHING; 128];
    let mut code = 0;
    while code < 128 {
        let byte = code as u8;
        folds[code] = match byte {
            b'\t'..=b'\r' | b' ' => b' ',
            b'\'' | b'`' => NOTHING,
            _ if byte.is_ascii_control() => NOTHING,
            _ => byte.to_ascii_lowercase(),
        };
        code += 1;
    }
    folds
};

/// The letters, digits and punctuation of a text: lower case, no accents, one space between words, Latin letters for
/// Cyrillic and Greek ones, plain digits, plain hyphens. Apostrophes go, so that "O'Brien" is one word.
///
/// ```
/// use link::prepare::fold::fold;
/// assert_eq!(fold("  MARÍA  Ñaupari-O’Brien "), "maria naupari-obrien");
/// assert_eq!(fold("Сергей"), "sergei");
/// assert_eq!(fold("أَحْمَد ١٢"), "احمد 12");
/// ```
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return fold_ascii(text);
    }
    let mut folded = Folded { text: String::with_capacity(text.len()), space: false, composes: false };
    for char in text.chars() {
        if char.is_ascii() {
            folded.ascii(char);
        } else if !is_apostrophe(char) {
            decompose_compatible(char, |part| folded.other(part));
        }
    }
    if folded.composes { folded.text.nfc().collect() } else { folded.text }
}

/// Most names: no character needs to be taken apart.
fn fold_ascii(text: &str) -> String {
    let mut folded = Vec::with_capacity(text.len());
    let mut owes_space = false;
    for byte in text.bytes() {
        let plain = ASCII[usize::from(byte & 0x7f)];
        if plain == b' ' {
            owes_space = !folded.is_empty();
        } else if plain != NOTHING {
            if owes_space {
                folded.push(b' ');
                owes_space = false;
            }
            folded.push(plain);
        }
    }
    String::from_utf8(folded).expect("ASCII is UTF-8")
}

/// The words of a folded text: runs of letters and digits.
///
/// ```
/// use link::prepare::fold::words;
/// assert_eq!(words("quispe-mamani, juan").collect::<Vec<_>>(), ["quispe", "mamani", "juan"]);
/// ```
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|char: char| !is_of_word(char)).filter(|word| !word.is_empty())
}

/// The first `characters` of a text.
///
/// ```
/// assert_eq!(link::prepare::fold::first("ñandú", 2), "ña");
/// ```
pub fn first(text: &str, characters: usize) -> &str {
    text.char_indices().nth(characters).map_or(text, |(end, _)| &text[..end])
}

/// A text with nothing but letters `a` to `z` and digits can go through the keys of sound byte by byte.
pub(crate) fn is_plain(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_of_word(char: char) -> bool {
    if char.is_ascii() { char.is_ascii_alphanumeric() } else { char.is_alphanumeric() || is_combining_mark(char) }
}

struct Folded {
    text: String,
    /// A space is owed before the next character.
    space: bool,
    /// Marks that stay may have to be joined with their letter again.
    composes: bool,
}

impl Folded {
    fn ascii(&mut self, char: char) {
        match ASCII[char as usize & 0x7f] {
            NOTHING => {}
            b' ' => self.space = true,
            plain => self.push(char::from(plain)),
        }
    }

    /// One part of a character that was taken apart.
    fn other(&mut self, part: char) {
        match part {
            part if part.is_ascii() => self.ascii(part),
            part if is_accent(part) || is_apostrophe(part) || is_unseen(part) => {}
            '\u{2010}'..='\u{2015}' | '\u{2212}' => self.push('-'),
            part if part.is_whitespace() => self.space = true,
            part if part.is_control() => {}
            part => part.to_lowercase().for_each(|lower| self.lower(lower)),
        }
    }

    fn lower(&mut self, char: char) {
        // Lower case may bring an accent of its own, as that of the dotted capital I does.
        if is_accent(char) {
            return;
        }
        if let Some(plain) = plain_arabic(char) {
            self.push(plain);
        } else if let Some(digit) = digit(char) {
            self.push(digit);
        } else if let Some(latin) = latin(char) {
            // Greek "ου" is one vowel.
            let after_o = char == 'υ' && self.text.ends_with('o') && !self.space;
            if after_o { self.push('u') } else { latin.chars().for_each(|char| self.push(char)) }
        } else {
            self.composes = self.composes || char >= '\u{900}';
            self.push(char);
        }
    }

    fn push(&mut self, char: char) {
        if self.space && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.space = false;
        self.text.push(char);
    }
}

/// Marks above and below letters of Latin, Greek, Cyrillic, Hebrew and Arabic.
fn is_accent(char: char) -> bool {
    matches!(char, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c2}'
        | '\u{5c4}'..='\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Signs that part or soften a letter: apostrophes, ayn and hamza of romanised Arabic, the Cyrillic signs.
fn is_apostrophe(char: char) -> bool {
    matches!(char, '\u{b4}' | '\u{2b0}'..='\u{2ff}' | '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{a78b}'..='\u{a78c}'
        | '\u{1fbd}'..='\u{1fc1}' | 'ъ' | 'ь' | 'Ъ' | 'Ь' | '\u{621}')
}

/// Characters without a shape: joiners, marks of direction, soft hyphens, selectors of variants.
fn is_unseen(char: char) -> bool {
    matches!(char, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

fn plain_arabic(char: char) -> Option<char> {
    Some(match char {
        '\u{671}'..='\u{673}' | '\u{675}' => '\u{627}',
        'ى' | 'ی' | '\u{6cd}' | '\u{6d0}' | '\u{6d2}' => 'ي',
        'ة' | '\u{6c1}' | '\u{6c3}' | '\u{6be}' | '\u{6d5}' => 'ه',
        'ک' | '\u{6aa}' => 'ك',
        _ => return None,
    })
}

fn digit(char: char) -> Option<char> {
    const ZEROS: [u32; 8] = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xed0, 0x1040, 0x17e0];
    let code = u32::from(char);
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

/// Letters that have no accent to lose, and those of Cyrillic and Greek.
fn latin(char: char) -> Option<&'static str> {
    let special = match char {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' | 'ө' => "o",
        'ł' => "l",
        'đ' | 'ð' | 'ɖ' => "d",
        'þ' => "th",
        'ı' => "i",
        'ŋ' => "ng",
        'ħ' | 'һ' => "h",
        'ŧ' => "t",
        'ə' | 'ә' => "a",
        'ƙ' | 'қ' => "k",
        'ɓ' => "b",
        'ɗ' => "d",
        'ƴ' => "y",
        _ => return cyrillic(char).or_else(|| greek(char)),
    };
    Some(special)
}

fn cyrillic(char: char) -> Option<&'static str> {
    // In the order of the alphabet from U+0430; what a sign softens is not written.
    const RUSSIAN: [&str; 32] = [
        "a", "b", "v", "g", "d", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh",
        "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya",
    ];
    let code = u32::from(char);
    if (0x430..0x450).contains(&code) {
        return Some(RUSSIAN[code as usize - 0x430]);
    }
    Some(match char {
        'ђ' => "dj",
        'є' => "ye",
        'ѕ' => "dz",
        'і' | 'ӏ' => "i",
        'ј' => "j",
        'љ' => "lj",
        'њ' => "nj",
        'ћ' => "c",
        'џ' => "dz",
        'ґ' | 'ғ' | 'ҕ' => "g",
        'җ' => "zh",
        'ҙ' => "z",
        'ҡ' | 'ҝ' | 'ҟ' => "k",
        'ң' | 'ҥ' => "n",
        'ҫ' => "s",
        'ү' | 'ұ' => "u",
        'ҳ' => "kh",
        'ҷ' | 'ҹ' => "ch",
        _ => return None,
    })
}

fn greek(char: char) -> Option<&'static str> {
    // In the order of the alphabet from U+03B1, with the final sigma in its place.
    const GREEK: [&str; 25] = [
        "a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t", "y", "f",
        "ch", "ps", "o",
    ];
    let place = u32::from(char).checked_sub(0x3b1)? as usize;
    GREEK.get(place).copied()
}
