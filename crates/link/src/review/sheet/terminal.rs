//! Pairs in a terminal: aligned, with a sign between the two values, and no colour.

use record::{Language, numeral};

use super::{Likeness, Sheet, SheetPair};

/// Values longer than so many characters go on in the next line.
const VALUE_WIDTH: usize = 34;
/// Names of fields longer than so many characters go on in the next line.
const NAME_WIDTH: usize = 20;

/// The longest name and the longest left value, in characters.
struct Widths {
    name: usize,
    left: usize,
}

impl Sheet {
    /// The sheet as plain text.
    pub fn text(&self) -> String {
        let widths = self.widths();
        let mut text = format!("{}\n{}\n", visible(&self.title), self.legend());
        for pair in &self.pairs {
            text.push_str(&self.pair_text(pair, &widths));
        }
        text
    }

    fn legend(&self) -> String {
        let signs = [Likeness::Equal, Likeness::Alike, Likeness::Differs, Likeness::Unknown];
        let lines = signs.map(|likeness| format!("  {}  {}", likeness.sign(), likeness.word(self.language)));
        lines.join("\n") + "\n"
    }

    fn widths(&self) -> Widths {
        let mut widths = Widths { name: 0, left: 0 };
        for pair in &self.pairs {
            widths.left = widths.left.max(characters(&heading(pair).0));
            for field in pair.fields() {
                widths.name = widths.name.max(characters(field.name));
                widths.left = widths.left.max(field.left.map_or(1, characters));
            }
        }
        Widths { name: widths.name.min(NAME_WIDTH), left: widths.left.min(VALUE_WIDTH) }
    }

    fn pair_text(&self, pair: &SheetPair, widths: &Widths) -> String {
        let (word, of, ask) = match self.language {
            Language::En => ("Pair", "of", "Decision (same / different / unsure):"),
            Language::Es => ("Par", "de", "Decisión (same = la misma / different = distintas / unsure = duda):"),
        };
        let mut text = format!("\n{word} {} {of} {}", pair.number, self.pairs.len());
        if let Some(bits) = pair.match_weight_bits.filter(|_| self.shows_weights) {
            text.push_str(&format!(" ({} bits)", numeral(bits, 1, self.language)));
        }
        text.push('\n');
        let (left, right) = heading(pair);
        push_row(&mut text, widths, ["", &left, " ", &right]);
        for field in pair.fields() {
            let shown = |value: Option<&str>| value.map_or_else(|| "–".to_owned(), visible);
            let (left, right) = (shown(field.left), shown(field.right));
            push_row(&mut text, widths, [&visible(field.name), &left, field.likeness().sign(), &right]);
        }
        text.push_str(&format!("  {ask} ________\n"));
        text
    }
}

/// List and id of both records.
fn heading(pair: &SheetPair) -> (String, String) {
    let name = |list: &str, id: &str| format!("{} {}", visible(list), visible(id));
    (name(&pair.left.list, &pair.left.id), name(&pair.right.list, &pair.right.id))
}

/// Name, left value, sign and right value in columns; what is too long goes on below.
fn push_row(text: &mut String, widths: &Widths, [name, left, sign, right]: [&str; 4]) {
    let columns = [wrapped(name, NAME_WIDTH), wrapped(left, VALUE_WIDTH), wrapped(right, VALUE_WIDTH)];
    let height = columns.iter().map(Vec::len).max().unwrap_or(0);
    for line in 0..height {
        let cell = |column: usize| columns[column].get(line).map_or("", String::as_str);
        let sign = if line == 0 { sign } else { " " };
        let row = format!("  {}   {}  {sign}  {}", padded(cell(0), widths.name), padded(cell(1), widths.left), cell(2));
        text.push_str(row.trim_end());
        text.push('\n');
    }
}

fn padded(text: &str, width: usize) -> String {
    text.to_owned() + &" ".repeat(width.saturating_sub(characters(text)))
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ') {
        if used > 0 && used + 1 + characters(word) > width {
            lines.push(String::new());
            used = 0;
        }
        if used > 0 {
            push_letter(&mut lines, ' ');
            used += 1;
        }
        for letter in word.chars() {
            if used == width {
                lines.push(String::new());
                used = 0;
            }
            push_letter(&mut lines, letter);
            used += 1;
        }
    }
    lines
}

fn push_letter(lines: &mut [String], letter: char) {
    lines.last_mut().expect("there is always a line").push(letter);
}

fn characters(text: &str) -> usize {
    text.chars().count()
}

/// A text without characters that would move the cursor, change colours or turn the direction of writing.
fn visible(text: &str) -> String {
    let is_hidden =
        |letter: char| letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|letter| if is_hidden(letter) { '\u{fffd}' } else { letter }).collect()
}
