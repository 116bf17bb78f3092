//! An old site that never was: 1,500 pages with faults that are counted as they are planted. Our own words; same seed, same bytes.

use std::{collections::BTreeSet, fs, path::Path};

/// How many items it has.
pub(super) const ITEMS: usize = 1_500;

const PEOPLE: [&str; 12] = [
    "mayor", "teacher", "fisher", "judge", "nurse", "weaver", "driver", "miner", "student", "farmer", "baker", "clerk",
];
const DEEDS: [&str; 12] = [
    "mended", "painted", "opened", "measured", "named", "closed", "lent", "found", "moved", "counted", "washed", "sold",
];
const THINGS: [&str; 16] = [
    "bridge", "school", "road", "canal", "market", "clinic", "tower", "library", "well", "gate", "boat", "stage",
    "wall", "garden", "mill", "station",
];
const PLACES: [&str; 12] = [
    "Ayarpampa",
    "Lomas",
    "Quintu",
    "Marcay",
    "Salto",
    "Vega",
    "Tambora",
    "Ullani",
    "Pacra",
    "Rioseco",
    "Huertas",
    "Campana",
];
const SPANISH: [&str; 10] = [
    "El año pasado la señora midió el puente",
    "Según el niño, la canción sonó en la plaza",
    "La compañía pintó el salón",
    "Él abrió la montaña",
    "Mañana habrá más lápices",
    "El camión llevó piñas",
    "La reunión duró poco",
    "Los árboles del jardín crecieron",
    "El capitán leyó el guion",
    "La estación cerró por la niebla",
];

/// What was planted.
#[derive(Default)]
pub(super) struct Planted {
    /// Files with a null or impossible date.
    pub(super) flagged: BTreeSet<String>,
    /// Files whose name holds a number that stays.
    pub(super) ids: BTreeSet<String>,
    /// Files whose name counts from the newest item.
    pub(super) offsets: BTreeSet<String>,
    /// Pairs of files that are one text, or nearly.
    pub(super) copies: BTreeSet<(String, String)>,
    /// Files that were encoded twice throughout.
    pub(super) encoded_twice: BTreeSet<String>,
    /// Files with letters that are lost.
    pub(super) lost: BTreeSet<String>,
    /// Files that are no article.
    pub(super) refused: BTreeSet<String>,
}

/// The generator of Steele, Lea & Flood 2014 (`SplitMix64`).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let value = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((value ^ (value >> 31)) % most as u64).unwrap()
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

fn sentence(chance: &mut Chance, is_spanish: bool) -> String {
    if is_spanish {
        return format!("{} de {} con {} sacos.", chance.of(&SPANISH), chance.of(&PLACES), chance.below(900) + 2);
    }
    format!(
        "The {} of {} {} the {} near the {} with {} others and {} a {}.",
        chance.of(&PEOPLE),
        chance.of(&PLACES),
        chance.of(&DEEDS),
        chance.of(&THINGS),
        chance.of(&THINGS),
        chance.below(900) + 2,
        chance.of(&DEEDS),
        chance.of(&THINGS)
    )
}

/// UTF-8 that was read as windows-1252 and written as UTF-8 again.
fn twice(text: &str) -> String {
    let high = |byte: u8| match byte {
        0x83 => 'ƒ',
        0x89 => '‰',
        0x93 => '“',
        0x91 => '‘',
        0x9a => 'š',
        0x81 => '\u{81}',
        0x8d => '\u{8d}',
        other => char::from(other),
    };
    text.bytes().map(high).collect()
}

fn date(chance: &mut Chance, at: usize, is_spanish: bool) -> (String, bool) {
    if at.is_multiple_of(6) {
        let nulls = [
            "31 December 1969",
            "Wednesday, 31 December 1969",
            "1970-01-01 00:00:00",
            "Posted on 1 January 1970",
            "31 de diciembre de 1969",
            "0000-00-00",
            "31 February 2009",
        ];
        return (chance.of(&nulls).to_owned(), true);
    }
    let (day, year) = (chance.below(28) + 1, chance.below(12) + 2004);
    let months = if is_spanish { ["marzo", "mayo", "julio", "octubre"] } else { ["March", "May", "July", "October"] };
    let month = chance.of(&months);
    (if is_spanish { format!("{day} de {month} de {year}") } else { format!("{day} {month} {year}") }, false)
}

fn page(title: &str, date: &str, sentences: &[String]) -> String {
    let body: String = sentences.chunks(3).map(|three| format!("<p>{}</p>\n", three.join(" "))).collect();
    format!(
        "<html><head><title>The Old Bulletin</title></head><body><div id=menu><a href=/>Home</a> <a href=/news.php>News</a></div>\n\
         <h1>The Old Bulletin</h1><h2>{title}</h2><p>{date}</p>\n<div class=text><h1>{title}</h1>{body}</div>\n\
         <div id=foot>The Old Bulletin has been printed by the same six neighbours on the same small press since it began to be printed.</div></body></html>"
    )
}

/// Writes the site into a folder.
pub(super) fn write(folder: &Path) -> Planted {
    let mut chance = Chance(19_481_210);
    let mut planted = Planted::default();
    let mut originals: Vec<(String, String, Vec<String>)> = Vec::new();
    for at in 0..ITEMS {
        let file = match at % 5 {
            0 => format!("news.php?position={}.html", at * 2),
            1 => format!("news.php?id={at}"),
            _ => format!("article-{at}.html"),
        };
        if at % 5 == 0 { &mut planted.offsets } else { &mut planted.ids }.insert(file.clone());
        let is_spanish = at % 3 == 0;
        let (date, is_flagged) = date(&mut chance, at, is_spanish);
        if is_flagged {
            planted.flagged.insert(file.clone());
        }
        let is_copy = at % 10 == 7 && at > 200;
        let (title, sentences) = if is_copy {
            let (other, title, mut sentences) = originals[chance.below(originals.len())].clone();
            if at % 20 == 7 {
                // An editor changed one sentence of nine and more.
                let place = chance.below(sentences.len());
                sentences[place] = sentence(&mut chance, false);
            }
            planted.copies.insert((other.clone().min(file.clone()), other.max(file.clone())));
            (title, sentences)
        } else {
            let count = chance.below(12) + 9;
            let sentences: Vec<String> = (0..count).map(|_| sentence(&mut chance, is_spanish)).collect();
            let title = format!("{} {} {at}", chance.of(&THINGS), chance.of(&PLACES));
            originals.push((file.clone(), title.clone(), sentences.clone()));
            (title, sentences)
        };
        let html = page(&title, &date, &sentences);
        let has_accents = sentences.iter().any(|sentence| !sentence.is_ascii());
        let bytes = match at % 11 {
            1 if has_accents => {
                planted.encoded_twice.insert(file.clone());
                twice(&html).into_bytes()
            }
            2 if has_accents => html.chars().map(|char| u8::try_from(u32::from(char)).unwrap()).collect(),
            3 if has_accents => {
                planted.lost.insert(file.clone());
                html.replace(['ñ', 'ó', 'á'], "\u{fffd}").into_bytes()
            }
            _ => html.into_bytes(),
        };
        fs::write(folder.join(&file), bytes).unwrap();
    }
    for (name, bytes) in
        [("empty.html", &b""[..]), ("frame.html", b"<h1>Old</h1><p>menu</p>"), ("picture.html", b"GIF89a\0\0\0")]
    {
        fs::write(folder.join(name), bytes).unwrap();
        planted.refused.insert(name.to_owned());
    }
    fs::write(folder.join("logo.gif"), b"GIF89a").unwrap();
    planted
}
