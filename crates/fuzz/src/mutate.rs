//! Small changes of bytes, drawn from a seed: the same seed gives the same inputs.

/// What parsers stumble over.
const TOKENS: &[&str] = &[
    "\"",
    "\n",
    "\r\n",
    ";",
    ",",
    "\t",
    "\u{feff}",
    "\0",
    "\\",
    "\u{202e}",
    "{",
    "}",
    "[",
    "]",
    "<",
    ">",
    "&#0;",
    "]]>",
    "<![CDATA[",
    "..",
    "/",
    "~",
    "?",
    "-",
    "0",
    "99999999999999999999",
    "-1",
    "1e999",
    "NaN",
    "null",
    "[[[[[[[[",
    "\u{e9}",
    "\u{1F600}",
    "=",
    "'",
    "9999-12-31",
    "-9999",
    "0000",
    "XXXX",
    "2016-02-30",
    "R1048576C16384",
    "XFD1048576",
    "POLYGON",
];

/// Numbers from a seed: SplitMix64 (Steele, Lea, Flood 2014, *OOPSLA*, 453-472).
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// Begins at a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub const fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound; 0 where the bound is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let drawn = self.draw() % (bound.max(1) as u64);
        usize::try_from(drawn).unwrap_or(0)
    }
}

/// One to eight changes of an input; pieces of another may come in. Never longer than `longest` bytes.
pub fn mutated(input: &[u8], other: &[u8], chance: &mut Chance, longest: usize) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=chance.below(8) {
        change(&mut bytes, other, chance);
    }
    bytes.truncate(longest);
    bytes
}

fn change(bytes: &mut Vec<u8>, other: &[u8], chance: &mut Chance) {
    let at = chance.below(bytes.len() + 1);
    match chance.below(7) {
        0 => flip(bytes, at, 1 << chance.below(8)),
        1 => flip(bytes, at, chance.draw().to_le_bytes()[0]),
        2 => drop(bytes.drain(piece(bytes.len(), chance))),
        3 => insert(bytes, at, bytes[piece(bytes.len(), chance)].to_vec().as_slice()),
        4 => insert(bytes, at, other[piece(other.len(), chance)].to_vec().as_slice()),
        5 => insert(bytes, at, TOKENS[chance.below(TOKENS.len())].as_bytes()),
        _ => {
            // A digit becomes another: numbers, dates and lengths at their edges.
            let digit = bytes.iter().skip(at).position(u8::is_ascii_digit);
            if let Some(digit) = digit {
                bytes[at + digit] = b"0139"[chance.below(4)];
            }
        }
    }
}

fn flip(bytes: &mut [u8], at: usize, mask: u8) {
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= mask;
    }
}

fn insert(bytes: &mut Vec<u8>, at: usize, piece: &[u8]) {
    bytes.splice(at..at, piece.iter().copied());
}

/// A piece of so many bytes, mostly short.
fn piece(length: usize, chance: &mut Chance) -> std::ops::Range<usize> {
    let from = chance.below(length + 1);
    let most = if chance.below(4) == 0 { length } else { 16 };
    from..(from + chance.below(most + 1)).min(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_inputs_and_another_gives_others() {
        let run = |seed: u64| {
            let mut chance = Chance::new(seed);
            (0..50).map(|_| mutated(b"id;name\n1;Rosa\n", b"xyz", &mut chance, 100)).collect::<Vec<_>>()
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
        assert!(run(1).iter().all(|input| input.len() <= 100));
    }

    #[test]
    fn nothing_can_be_changed_too() {
        let mut chance = Chance::new(3);
        assert!((0..500).any(|_| !mutated(b"", b"", &mut chance, 100).is_empty()));
    }
}
