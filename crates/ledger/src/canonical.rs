//! The one spelling of everything that is hashed: canonical JSON (RFC 8785, Rundgren, Jordan, Erdtman 2020).
//!
//! What serde writes for our entries is canonical already, because their fields are declared in the order of their names.
//! It is written once and watched; only where a key, a number or a letter might be spelled otherwise does the
//! canonicalizer write it anew. A property test holds the two to each other.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

/// Whole numbers up to here are exact as the doubles that the RFC writes.
const LARGEST_EXACT: u64 = 1 << 53;

/// Canonical JSON of anything that the ledger writes.
///
/// # Panics
/// Where a map has keys that are not text, which nothing of ours has.
pub fn canonical_json<T: Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(512);
    let mut watch = Watch::default();
    let written = value.serialize(&mut Serializer::with_formatter(&mut bytes, &mut watch));
    if written.is_ok() && !watch.is_in_doubt {
        return bytes;
    }
    serde_json_canonicalizer::to_vec(value).expect("entries hold no map with keys that are not text, and no NaN")
}

/// Writes as serde does, and notices what the RFC may spell otherwise.
#[derive(Default)]
struct Watch {
    is_in_doubt: bool,
    is_in_key: bool,
    /// The last key of each object that is open, one behind the other, and behind them the key that is being written.
    keys: Vec<u8>,
    /// Where the last key of each open object begins.
    begins: Vec<usize>,
    /// Where the key that is being written begins.
    now: usize,
}

impl Watch {
    /// Keys of plain ASCII stand in the order of their bytes.
    fn end_key(&mut self) {
        self.is_in_key = false;
        let begin = self.begins.last().copied().unwrap_or_default();
        let (last, key) = (&self.keys[begin..self.now], &self.keys[self.now..]);
        self.is_in_doubt |= !key.is_ascii() || (!last.is_empty() && last >= key);
        self.keys.drain(begin..self.now);
        self.now = self.keys.len();
    }
}

impl Formatter for &mut Watch {
    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begins.push(self.keys.len());
        CompactFormatter.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let begin = self.begins.pop().unwrap_or_default();
        self.keys.truncate(begin);
        self.now = begin;
        CompactFormatter.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, is_first: bool) -> io::Result<()> {
        self.is_in_key = true;
        self.now = self.keys.len();
        CompactFormatter.begin_object_key(writer, is_first)
    }

    fn end_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end_key();
        CompactFormatter.end_object_key(writer)
    }

    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if self.is_in_key {
            self.keys.extend_from_slice(fragment.as_bytes());
        }
        CompactFormatter.write_string_fragment(writer, fragment)
    }

    fn write_char_escape<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        escape: serde_json::ser::CharEscape,
    ) -> io::Result<()> {
        self.is_in_doubt |= self.is_in_key;
        CompactFormatter.write_char_escape(writer, escape)
    }

    fn write_u64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: u64) -> io::Result<()> {
        self.is_in_doubt |= value > LARGEST_EXACT;
        CompactFormatter.write_u64(writer, value)
    }

    fn write_i64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: i64) -> io::Result<()> {
        self.is_in_doubt |= value.unsigned_abs() > LARGEST_EXACT;
        CompactFormatter.write_i64(writer, value)
    }

    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        self.is_in_doubt = true;
        CompactFormatter.write_f64(writer, value)
    }

    fn write_f32<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        self.is_in_doubt = true;
        CompactFormatter.write_f32(writer, value)
    }

    fn write_number_str<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: &str) -> io::Result<()> {
        self.is_in_doubt = true;
        CompactFormatter.write_number_str(writer, value)
    }

    fn write_raw_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        self.is_in_doubt = true;
        CompactFormatter.write_raw_fragment(writer, fragment)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    use super::*;

    /// Any JSON, with keys and numbers at the borders of what the watch lets pass.
    fn any_json() -> impl Strategy<Value = Value> {
        let number = prop_oneof![
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            (0_u64..4).prop_map(|beyond| Value::from((LARGEST_EXACT - 2) + beyond)),
            any::<f64>().prop_filter_map("a number", |float| serde_json::Number::from_f64(float).map(Value::from)),
        ];
        let leaf =
            prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::from), number, ".*".prop_map(Value::from)];
        leaf.prop_recursive(4, 48, 6, |inner| {
            let key =
                prop_oneof!["[a-c]{0,3}", "\\PC{0,3}", Just("\u{1f600}".to_owned()), Just("\u{e000}\"".to_owned())];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec((key, inner), 0..6).prop_map(|fields| Value::from(Map::from_iter(fields))),
            ]
        })
    }

    /// Fields in an order that is not that of their names, as a map of serde_json never has them.
    #[derive(Serialize)]
    struct Shuffled<'a> {
        b: &'a Value,
        a: &'a Value,
        ab: &'a Value,
    }

    proptest! {
        #[test]
        fn is_what_the_canonicalizer_writes(value in any_json()) {
            prop_assert_eq!(canonical_json(&value), serde_json_canonicalizer::to_vec(&value).unwrap());
            let shuffled = Shuffled { b: &value, a: &value, ab: &value };
            prop_assert_eq!(canonical_json(&shuffled), serde_json_canonicalizer::to_vec(&shuffled).unwrap());
        }
    }

    #[test]
    fn keys_of_inner_objects_do_not_count_for_outer_ones() {
        let value = json!({"a": {"z": 1}, "b": {"a": {}, "b": [{"y": 0}, {"x": 0}]}, "c": 3});
        let mut watch = Watch::default();
        let mut bytes = Vec::new();
        value.serialize(&mut Serializer::with_formatter(&mut bytes, &mut watch)).unwrap();
        assert!(!watch.is_in_doubt);
        assert_eq!(bytes, serde_json_canonicalizer::to_vec(&value).unwrap());
    }
}
