//! The file that a reviewer fills in: one line for each pair, in CSV or JSON Lines.

use serde::Serialize;

use super::{Sheet, SheetPair};

/// One line of the file, its last three cells empty until a person fills them.
#[derive(Serialize)]
struct Line<'a> {
    left_list: &'a str,
    left_id: &'a str,
    right_list: &'a str,
    right_id: &'a str,
    decision: &'a str,
    author: &'a str,
    reason: &'a str,
}

impl<'a> Line<'a> {
    fn of(pair: &'a SheetPair) -> Self {
        Self {
            left_list: &pair.left.list,
            left_id: &pair.left.id,
            right_list: &pair.right.list,
            right_id: &pair.right.id,
            decision: "",
            author: "",
            reason: "",
        }
    }
}

impl Sheet {
    /// The file to fill in, as CSV.
    pub fn csv(&self) -> String {
        let mut text = "left_list,left_id,right_list,right_id,decision,author,reason\n".to_owned();
        for line in self.pairs.iter().map(Line::of) {
            let known = [line.left_list, line.left_id, line.right_list, line.right_id].map(cell);
            text.push_str(&known.join(","));
            text.push_str(",,,\n");
        }
        text
    }

    /// The file to fill in, as JSON Lines.
    pub fn json_lines(&self) -> String {
        let line = |pair| serde_json::to_string(&Line::of(pair)).expect("texts can always be written as JSON");
        self.pairs.iter().map(|pair| line(pair) + "\n").collect()
    }
}

/// A cell of CSV (RFC 4180).
fn cell(text: &str) -> String {
    let is_plain = !text.contains([',', '"', '\n', '\r']) && text.trim() == text;
    if is_plain { text.to_owned() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}
