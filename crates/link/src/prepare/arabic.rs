//! Which names are one in Arabic script and in its many romanisations?
//!
//! Written Arabic varies in a few letters, which [`super::fold`] joins; both scripts vary in where words are parted
//! ("عبد الله", "عبدالله"; "Abd al-Aziz", "Abdulaziz") and in the article. [`arabic`] mends that and stays in its
//! script. Romanisations also vary in every vowel and in how a consonant is written, so [`consonants`] keeps one letter
//! for each consonant as most romanisations hear it, and gives an Arabic text and its romanisation the same key:
//!
//! ```text
//! a  a first vowel, ع          k  k kh q c خ ق ك         s  s soft-c س ص       j  j g dj ج
//! t  t th ت ث ط                d  d dh د ذ ض             z  z zh ز ظ           x  sh ch tch ش
//! b  b p ب                     f  f v ph ف               g  gh غ               h  h ح ه, not at the end
//! w  w ou, y  y: only first
//! ```
//!
//! Source: UN Group of Experts on Geographical Names 2017, *Report on romanization systems: Arabic*, for the letters.

use super::{
    fold::{first, fold, words},
    names::{CHARACTERS_LOOKED_AT, WORDS_LOOKED_AT, is_folded_placeholder},
};

/// A name with the parts of compound names joined and without articles and "bin", in its own script.
///
/// ```
/// use link::prepare::arabic::arabic;
/// assert_eq!(arabic("أحمد عبد الله المصرى").as_deref(), Some("احمد عبدله مصري"));
/// assert_eq!(arabic("احمد عبدالله المصري"), arabic("أحمد عبد الله المصرى"));
/// assert_eq!(arabic("Abd al-Aziz ibn Saud").as_deref(), Some("abdaziz saud"));
/// ```
pub fn arabic(text: &str) -> Option<String> {
    Some(compounds(text).join(" ")).filter(|found| !found.is_empty())
}

/// The consonants of each part of a romanised or Arabic name.
///
/// ```
/// use link::prepare::arabic::consonants;
/// assert_eq!(consonants("Muhammad Abdulaziz").as_deref(), Some("mhmd abdzz"));
/// assert_eq!(consonants("Mohamed 'Abd al-'Aziz"), consonants("محمد عبد العزيز"));
/// ```
pub fn consonants(text: &str) -> Option<String> {
    let keys =
        compounds(text).into_iter().map(|part| if part.is_ascii() { latin_key(&part) } else { arabic_key(&part) });
    let keys: Vec<String> = keys.filter(|key| !key.is_empty()).collect();
    Some(keys.join(" ")).filter(|keys| !keys.is_empty())
}

/// The parts of a name after joining.
fn compounds(text: &str) -> Vec<String> {
    let folded = fold(text);
    let folded = first(&folded, CHARACTERS_LOOKED_AT);
    if is_folded_placeholder(folded) {
        return Vec::new();
    }
    let mut parts: Vec<String> = Vec::new();
    let mut begun = "";
    let mut rest = words(folded).take(WORDS_LOOKED_AT).peekable();
    while let Some(word) = rest.next() {
        let next = rest.peek().copied().unwrap_or("");
        if !next.is_empty() && (is_article(word, next) || is_son(word, parts.is_empty())) {
            continue;
        }
        if let Some(beginning) = beginning(word).filter(|_| !next.is_empty() && begun.is_empty()) {
            begun = beginning;
            continue;
        }
        let last = parts.last_mut().filter(|_| begun.is_empty());
        match (ending(word), last) {
            (Some(ending), Some(last)) => last.push_str(ending),
            (_, _) => parts.push(part(std::mem::take(&mut begun), word)),
        }
    }
    parts
}

fn is_article(word: &str, next: &str) -> bool {
    if matches!(word, "al" | "el" | "ul" | "il" | "ال") {
        return true;
    }
    // "ar-Rahman", "as-Sisi": the article sounds like the letter after it.
    let consonant = word.strip_prefix(['a', 'e']).unwrap_or("");
    matches!(consonant, "d" | "n" | "r" | "s" | "sh" | "t" | "z") && next.starts_with(consonant)
}

fn is_son(word: &str, is_first: bool) -> bool {
    matches!(word, "bin" | "ibn" | "bint" | "بن" | "ابن" | "بنت") || !is_first && word == "ben"
}

/// What a compound name begins with.
fn beginning(word: &str) -> Option<&'static str> {
    match word {
        "عبد" => Some("عبد"),
        "ابو" | "ابا" | "ابي" => Some("ابو"),
        "ام" => Some("ام"),
        "abu" | "abou" | "abo" => Some("abu"),
        "umm" | "um" | "om" | "oum" => Some("umm"),
        "abd" | "abdul" | "abdel" | "abdal" | "abdol" | "abdil" | "abdu" | "abdur" | "abder" | "abdar" | "abdus"
        | "abdes" | "abdas" | "abdun" | "abden" | "abdud" | "abded" => Some("abd"),
        _ => None,
    }
}

/// What a compound name ends with: it belongs to the word before.
fn ending(word: &str) -> Option<&'static str> {
    match word {
        "الدين" => Some("دين"),
        "الله" => Some("له"),
        "din" | "deen" | "dine" | "eddin" | "eddine" | "uddin" | "uddeen" | "addin" | "aldin" => Some("din"),
        "allah" | "ullah" | "ulla" | "allaah" => Some("lah"),
        _ => None,
    }
}

/// A word without its article, behind what the compound began with.
fn part(begun: &str, word: &str) -> String {
    if !begun.is_empty() {
        let bare = word.strip_prefix("ال").or_else(|| word.strip_prefix("al").filter(|rest| *rest == "lah"));
        return format!("{begun}{}", bare.filter(|bare| !bare.is_empty()).unwrap_or(word));
    }
    let is_long = |rest: &&str, least: usize| rest.chars().nth(least - 1).is_some();
    if let Some(rest) = word.strip_prefix("عبدال").filter(|rest| is_long(rest, 2)) {
        return format!("عبد{rest}");
    }
    let bare = word.strip_prefix("ال").filter(|rest| is_long(rest, 3)).unwrap_or(word);
    for (written, ending) in [("الدين", "دين"), ("الله", "له")] {
        if let Some(beginning) = bare.strip_suffix(written).filter(|beginning| is_long(beginning, 2)) {
            return format!("{beginning}{ending}");
        }
    }
    if bare.len() < word.len() {
        return bare.to_owned();
    }
    // "abdulaziz", "abdurrahman": the article inside.
    let inside = word.strip_prefix("abd").and_then(|rest| rest.strip_prefix(['a', 'e', 'i', 'o', 'u']));
    if let Some(rest) = inside.filter(|rest| is_long(rest, 3) && rest.is_ascii()) {
        let letters = rest.as_bytes();
        if letters[0] == b'l' || letters[0] == letters[1] {
            return format!("abd{}", &rest[1..]);
        }
    }
    word.to_owned()
}

fn latin_key(word: &str) -> String {
    let letters = word.as_bytes();
    let mut key = String::with_capacity(letters.len());
    let (mut at, mut last) = (0, 0);
    while let Some(letter) = letters.get(at) {
        let after = |steps: usize| letters.get(at + steps).copied().unwrap_or(0);
        let (sound, length) = latin_sound(*letter, at == 0, [after(1), after(2)]);
        let is_final_h = *letter == b'h' && after(1) == 0;
        if sound != 0 && sound != last && !is_final_h {
            key.push(char::from(sound));
        }
        last = sound;
        at += length;
    }
    key
}

/// The consonant heard, 0 where none is, and how many letters it takes.
fn latin_sound(letter: u8, is_first: bool, [next, second]: [u8; 2]) -> (u8, usize) {
    let is_vowel = |letter: u8| matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u');
    match (letter, next) {
        (b'o', b'u') if is_first && is_vowel(second) => (b'w', 2),
        (b'i', next) if is_first && is_vowel(next) => (b'y', 1),
        (letter, _) if is_vowel(letter) => (if is_first { b'a' } else { 0 }, 1),
        (b'w' | b'y', _) => (if is_first { letter } else { 0 }, 1),
        (b't', b'c') if second == b'h' => (b'x', 3),
        (b'k', b'h') => (b'k', 2),
        (b'g', b'h') => (b'g', 2),
        (b'd', b'h') => (b'd', 2),
        (b'd', b'j') => (b'j', 2),
        (b't', b'h') => (b't', 2),
        (b'z', b'h') => (b'z', 2),
        (b's' | b'c', b'h') => (b'x', 2),
        (b'p', b'h') => (b'f', 2),
        (b'c', b'e' | b'i' | b'y') => (b's', 1),
        (b'c' | b'q' | b'x', _) => (b'k', 1),
        (b'g', _) => (b'j', 1),
        (b'p', _) => (b'b', 1),
        (b'v', _) => (b'f', 1),
        (other, _) => (other, 1),
    }
}

fn arabic_key(word: &str) -> String {
    let mut key = String::with_capacity(word.len());
    let mut letters = word.chars().enumerate().peekable();
    while let Some((at, letter)) = letters.next() {
        let is_last = letters.peek().is_none();
        let sound = match letter {
            'ا' | 'ع' if at == 0 => 'a',
            'و' if at == 0 => 'w',
            'ي' if at == 0 => 'y',
            'ا' | 'ع' | 'و' | 'ي' => continue,
            'ه' | 'ح' if is_last => continue,
            'ه' | 'ح' => 'h',
            'ب' | 'پ' => 'b',
            'ت' | 'ث' | 'ط' | 'ٹ' => 't',
            'ج' | 'گ' => 'j',
            'خ' | 'ق' | 'ك' => 'k',
            'د' | 'ذ' | 'ض' | 'ڈ' => 'd',
            'ر' | 'ڑ' => 'r',
            'ز' | 'ظ' | 'ژ' => 'z',
            'س' | 'ص' => 's',
            'ش' | 'چ' => 'x',
            'غ' => 'g',
            'ف' | 'ڤ' => 'f',
            'ل' => 'l',
            'م' => 'm',
            'ن' | 'ں' => 'n',
            other => other,
        };
        key.push(sound);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_of_writing_one_arabic_name_are_one() {
        for spellings in [
            "عبد الله|عبدالله|عَبْدُ اللّٰه",
            "أحمد|احمد|إحمد|أَحْمَد|احمـــد",
            "فاطمة|فاطمه",
            "مصطفى|مصطفي|مصطفی",
            "أبو بكر|ابو بكر|ابا بكر",
            "صلاح الدين|صلاح الدّين|صلاحالدين",
            "نصر الله|نصرالله",
            "محمد بن سلمان|محمد سلمان",
            "١٢ محمد|12 محمد|۱۲ محمد",
            "Abd al-Aziz|Abdul Aziz|Abdulaziz|Abdelaziz|Abd El Aziz|'Abd al-'Azīz",
            "Abd ar-Rahman|Abdurrahman|Abdul Rahman|Abd al-Rahman|Abdur Rahman",
            "Abdullah|Abd Allah|Abdallah|Abdellah",
            "Abu Bakr|Abou Bakr",
            "Bashar al-Assad|Bashar Assad|Bashar el Assad",
        ] {
            let keys: Vec<_> = spellings.split('|').map(arabic).collect();
            assert!(keys.iter().all(|key| *key == keys[0] && key.is_some()), "{spellings}: {keys:?}");
        }
    }

    #[test]
    fn romanisations_and_the_arabic_name_have_the_same_consonants() {
        for spellings in [
            "محمد|Mohammed|Muhammad|Mohamed|Mohamad|Muhammed|Mouhamad",
            "عبد العزيز|Abd al-Aziz|Abdulaziz|Abdel Aziz",
            "عبد الله|Abdullah|Abdalla|Abd Allah|Abdellah",
            "يوسف|Yusuf|Yousef|Youssef|Yousif",
            "حسين|Hussein|Husayn|Hossein|Houssein",
            "عمر|Omar|Umar",
            "علي|Ali|Aly",
            "خالد|Khalid|Khaled",
            "قاسم|Qasim|Kasem|Casim|Qassem",
            "فاطمة|Fatima|Fatimah|Fatma",
            "صلاح الدين|Salah al-Din|Salahuddin|Salah Eddine|Salaheddin",
            "شريف|Sharif|Cherif|Shareef",
            "عائشة|Aisha|Ayesha|Aicha",
            "الأسد|al-Assad|Assad|el-Asad",
            "نصر الله|Nasrallah|Nasr Allah|Nasrullah",
            "وليد|Walid|Oualid|Waleed",
            "جمال|Jamal|Gamal|Djamel",
            "Osama bin Laden|Usama ibn Ladin",
            "فرناندو بيريز|Fernando Pérez",
            "ابراهيم|Ibrahim|Ebrahim|Ibraheem",
        ] {
            let keys: Vec<_> = spellings.split('|').map(consonants).collect();
            assert!(keys.iter().all(|key| *key == keys[0] && key.is_some()), "{spellings}: {keys:?}");
        }
    }

    #[test]
    fn a_word_alone_is_never_dropped() {
        assert_eq!((arabic("Al").as_deref(), arabic("bin").as_deref()), (Some("al"), Some("bin")));
        assert_eq!((arabic("Abdul").as_deref(), arabic("NN"), consonants("-")), (Some("abdul"), None, None));
    }
}
