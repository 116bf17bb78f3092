//! The text of Markdown, with its paragraphs, without its signs.

use comrak::{Arena, Options, nodes::NodeValue, parse_document};

use super::DocumentText;

#[expect(clippy::wildcard_enum_match_arm, reason = "every other node adds no text of its own")]
pub(super) fn read(source: &str) -> DocumentText {
    let body = without_front_matter(source);
    let arena = Arena::new();
    let root = parse_document(&arena, body, &Options::default());
    let mut text = String::new();
    let mut title = None;
    for node in root.descendants() {
        match &node.data.borrow().value {
            NodeValue::Text(words) => text.push_str(words),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::CodeBlock(block) => {
                end_block(&mut text);
                text.push_str(&block.literal);
            }
            NodeValue::SoftBreak | NodeValue::LineBreak => text.push('\n'),
            NodeValue::Heading(heading) => {
                end_block(&mut text);
                if heading.level == 1 && title.is_none() {
                    title = Some(text.len());
                }
            }
            NodeValue::Paragraph | NodeValue::Item(_) => end_block(&mut text),
            _ => {}
        }
    }
    let title = title.and_then(|at| text[at..].lines().next()).map(str::to_owned);
    let date = text.lines().take(12).find_map(|line| crate::prose::date_line(line.trim()));
    text.push('\n');
    DocumentText { title, date, text, pages: Vec::new() }
}

fn end_block(text: &mut String) {
    if !text.is_empty() && !text.ends_with("\n\n") {
        text.push_str("\n\n");
    }
}

/// Drops TOML or YAML front matter.
fn without_front_matter(source: &str) -> &str {
    for fence in ["+++", "---"] {
        if let Some(rest) = source.strip_prefix(fence)
            && let Some((_, body)) = rest.split_once(&format!("\n{fence}"))
        {
            return body;
        }
    }
    source
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_paragraphs_and_drops_signs() {
        let found = read("# A *note*\n\nTen were **convicted**,\nsix acquitted.\n\n- one\n- two\n");
        assert_eq!(found.title.as_deref(), Some("A note"));
        assert_eq!(found.text, "A note\n\nTen were convicted,\nsix acquitted.\n\none\n\ntwo\n");
    }
}
