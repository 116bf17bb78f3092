//! In which encoding is a page written, and was it broken before it came here?
//!
//! A page is decoded by its byte-order mark, else as UTF-8 where it is that whatever it declares, else by the encoding
//! that it declares, else as windows-1252, which reads every byte (WHATWG, *Encoding Standard*, sections 4.2 and 9.1).
//! Text that was UTF-8 and was read as windows-1252 once too often ("Ã©" for "é") is repaired only where the letters
//! can have come from nothing else: they give back a letter of Spanish or English or a mark of printing.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// The bytes of a page in which its encoding is declared.
const HEAD_BYTES: usize = 4096;

/// What a repair may give back: the letters and marks that Spanish and English print beyond ASCII.
const REPAIRED: &str = "áéíóúüñÁÉÍÓÚÜÑçàèâêôÀÈ¿¡«»ºª°§·©®´¨±²³½¼¾£\u{a0}–—‘’“”„…•€™";

/// The most letters that one character becomes when it is encoded three times.
const LONGEST: usize = 9;

/// A page as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text.
    pub text: String,
    /// By which encoding it was read, such as `UTF-8`.
    pub encoding: &'static str,
    /// The encoding that the page declares, where it is another one.
    pub contradicted: Option<String>,
}

/// A text with its double encoding taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// The text.
    pub text: String,
    /// How many characters were given back.
    pub repaired: usize,
    /// Characters that are broken and were left as they are, since nobody can say what they were.
    pub broken: usize,
}

/// Decodes a page.
pub fn decode_page(bytes: &[u8]) -> Decoded {
    let declared = declared(bytes);
    let (encoding, text) = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => (encoding, encoding.decode(bytes).0.into_owned()),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => (UTF_8, text.to_owned()),
            Err(_) => {
                let encoding = declared.as_ref().and_then(|label| Encoding::for_label(label.as_bytes()));
                let encoding = encoding.filter(|encoding| *encoding != UTF_8).unwrap_or(WINDOWS_1252);
                (encoding, encoding.decode_without_bom_handling(bytes).0.into_owned())
            }
        },
    };
    let is_other = |label: &String| Encoding::for_label(label.as_bytes()) != Some(encoding) && !text.is_ascii();
    Decoded { contradicted: declared.filter(is_other), encoding: encoding.name(), text }
}

/// The label behind `charset=` in the head.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD_BYTES)]).to_lowercase();
    let (_, rest) = head.split_once("charset=")?;
    let label = rest.trim_start_matches(['"', '\'']).split(['"', '\'', ';', '>', ' ', '/']).next()?;
    Some(label.to_owned()).filter(|label| !label.is_empty())
}

/// Repairs double encoding where it is certain, and counts what stays broken.
///
/// ```
/// let found = read::document::repair("DefensorÃ\u{ad}a, aÃ±o");
/// assert_eq!((found.text.as_str(), found.repaired, found.broken), ("Defensoría, año", 2, 0));
/// ```
pub fn repair(text: &str) -> Repaired {
    let mut found = Repaired { text: String::with_capacity(text.len()), repaired: 0, broken: 0 };
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let (given, length) = match given_back(rest) {
            Some((given, length)) => {
                found.repaired += 1;
                (given, length)
            }
            None => (char, char.len_utf8()),
        };
        found.text.push(given);
        rest = &rest[length..];
    }
    found.broken = count_broken(&found.text);
    found
}

/// The character that the first letters of a text were, and their length in bytes, where that is certain. The longest
/// row of letters comes first: in a text that was encoded three times, a part of it is a character too.
fn given_back(text: &str) -> Option<(char, usize)> {
    let bytes: Vec<u8> = text.chars().take(LONGEST).map_while(byte_of).collect();
    (2..=bytes.len()).rev().find_map(|count| {
        let once = std::str::from_utf8(&bytes[..count]).ok()?;
        let given = certain(once).or_else(|| {
            let twice: Vec<u8> = once.chars().map(byte_of).collect::<Option<_>>()?;
            certain(std::str::from_utf8(&twice).ok()?)
        })?;
        Some((given, text.chars().take(count).map(char::len_utf8).sum()))
    })
}

/// The character, where there is one alone and it is one that may be given back.
fn certain(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|given| chars.next().is_none() && REPAIRED.contains(*given))
}

/// The byte of windows-1252 that is read as a character.
fn byte_of(char: char) -> Option<u8> {
    // The five bytes without a character are read as controls.
    if let '\u{80}'..='\u{9f}' = char {
        return u8::try_from(u32::from(char)).ok();
    }
    let mut buffer = [0; 4];
    let (bytes, _, is_lossy) = WINDOWS_1252.encode(char.encode_utf8(&mut buffer));
    match (&*bytes, is_lossy) {
        ([byte], false) if *byte >= 0x80 => Some(*byte),
        _ => None,
    }
}

/// Replacement characters, controls, and first letters of a pair whose second one is lost.
fn count_broken(text: &str) -> usize {
    let mut before = ' ';
    let mut broken = 0;
    for char in text.chars() {
        let is_lost = char == '\u{fffd}' || ('\u{80}'..='\u{9f}').contains(&char);
        let is_left = matches!(before, 'Ã' | 'Â') && !char.is_uppercase();
        broken += usize::from(is_lost) + usize::from(is_left);
        before = char;
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_utf_8_whatever_is_declared_and_says_so() {
        let found = decode_page("<meta charset='iso-8859-1'><p>Defensoría</p>".as_bytes());
        assert!(found.text.contains("Defensoría"));
        assert_eq!((found.encoding, found.contradicted.as_deref()), ("UTF-8", Some("iso-8859-1")));
    }

    #[test]
    fn reads_what_is_declared_and_else_windows_1252() {
        let declared = decode_page(b"<meta charset=\"koi8-r\"><p>\xd0\xc5\xd2\xd5</p>");
        assert!(declared.text.contains("перу") && declared.contradicted.is_none(), "{declared:?}");
        let wrong = decode_page(b"<meta charset=utf-8><p>a\xf1o</p>");
        assert!(wrong.text.contains("año"));
        assert_eq!((wrong.encoding, wrong.contradicted.as_deref()), ("windows-1252", Some("utf-8")));
    }

    #[test]
    fn repairs_what_was_encoded_twice_or_thrice() {
        for word in ["é", "¿Qué año?", "“así” – “no”", "Ñandú ÁÉÍÓÚ"] {
            let mut broken = word.to_owned();
            for rounds in 1..=2 {
                broken = WINDOWS_1252.decode_without_bom_handling(broken.as_bytes()).0.into_owned();
                let found = repair(&broken);
                assert_eq!((found.text.as_str(), found.broken), (word, 0), "{broken:?} in round {rounds}");
            }
        }
    }

    #[test]
    fn leaves_what_may_be_meant_and_counts_what_is_lost() {
        for word in ["«JOSÉ»", "SÃO PAULO", "café", "naïve", "Âge"] {
            assert_eq!(repair(word).text, word);
        }
        assert_eq!(repair("Defensor\u{fffd}a").broken, 1);
        assert_eq!(repair("DefensorÃa").broken, 1, "the second half is lost");
    }
}
