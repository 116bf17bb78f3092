//! Do pages hold everything once, in the order of reading, and do the contents name the right ones?

use std::collections::BTreeMap;

use super::*;
use crate::block::Table;

fn report(blocks: Vec<Block>) -> Report {
    Report {
        language: Language::En,
        title: "T".to_owned(),
        author: "A".to_owned(),
        description: String::new(),
        seconds: 0,
        foot: "foot".to_owned(),
        blocks,
    }
}

fn laid_out(report: &Report) -> Pages {
    let faces = Faces::load().unwrap();
    let known = pages(report, &faces, &Known::default()).known;
    let second = pages(report, &faces, &known);
    assert_eq!(second.known, known, "the second round moves nothing");
    second
}

/// The words of a part of the document, and the pages on which they stand.
fn said(pages: &Pages, node: &Node) -> (String, Vec<usize>) {
    let mut leaves = BTreeMap::new();
    for (page, mark) in
        pages.pages.iter().enumerate().flat_map(|(page, marks)| marks.iter().map(move |mark| (page, mark)))
    {
        if let Some(leaf) = mark.leaf {
            assert!(leaves.insert(leaf, (page, mark)).is_none(), "leaf {leaf} is drawn twice");
        }
    }
    let (mut words, mut on) = (String::new(), Vec::new());
    let mut read = |leaf: usize| {
        let (page, mark) = leaves[&leaf];
        on.push(page);
        for ink in &mark.ink {
            if let Ink::Words { shaped, .. } = ink {
                words.push_str(&shaped.text);
            }
        }
    };
    each_leaf(node, &mut read);
    (words, on)
}

fn each_leaf(node: &Node, read: &mut impl FnMut(usize)) {
    for child in &node.children {
        match child {
            Child::Node(node) => each_leaf(node, read),
            Child::Leaf(leaf) => read(*leaf),
            Child::Area(_) => {}
        }
    }
}

#[test]
fn the_contents_name_the_pages_on_which_headings_stand() {
    let mut blocks = vec![Block::NewPage, Block::Contents { title: "Contents".to_owned() }];
    for chapter in ["One", "Two"] {
        blocks.push(Block::heading(1, chapter));
        blocks.extend((0..90).map(|at| Block::plain(format!("Paragraph {at} of {chapter}."), Manner::Body)));
        blocks.push(Block::heading(2, format!("End of {chapter}")));
    }
    let pages = laid_out(&report(blocks));
    let contents = pages.root.iter().find(|node| node.role == Role::Contents).unwrap();
    let (words, _) = said(&pages, contents);
    let page = |title: &str| pages.known.headings.iter().find(|(_, of, _)| of == title).unwrap().2.page + 1;
    let expected: String =
        ["One", "End of One", "Two", "End of Two"].iter().map(|title| format!("{title}{}", page(title))).collect();
    assert_eq!(words, expected);
    assert!(page("Two") > page("One") + 1 && page("One") == 3);
}

#[test]
fn a_table_goes_on_with_its_head_as_an_artifact_and_loses_no_row() {
    let cell = |text: String, is_header| Cell { text: vec![Run::plain(text)], is_header, is_number: false };
    let rows = (0..80).map(|at| vec![cell(format!("row{at}"), true), cell("words ".repeat(at % 7), false)]);
    let head = vec![cell("What".to_owned(), true), cell("Said".to_owned(), true)];
    let table = Table { caption: None, head, rows: rows.collect() };
    let pages = laid_out(&report(vec![Block::heading(1, "T"), Block::Table(table)]));
    let node = pages.root.iter().find(|node| matches!(node.role, Role::Table { .. })).unwrap();
    let (words, on) = said(&pages, node);
    assert!((0..80).all(|at| words.contains(&format!("row{at}"))) && words.matches("What").count() == 1, "{words}");
    assert!(on.is_sorted() && on.last().unwrap() > &1);
    for marks in &pages.pages[1..=*on.last().unwrap()] {
        let heads = marks.iter().filter(|mark| mark.leaf.is_none()).flat_map(|mark| &mark.ink);
        assert!(heads.into_iter().any(|ink| matches!(ink, Ink::Words { shaped, .. } if shaped.text == "What")));
    }
    // Cells without words keep their place.
    let Child::Node(body) = node.children.last().unwrap() else { panic!() };
    for row in &body.children {
        let Child::Node(row) = row else { panic!() };
        assert!(
            row.children.len() == 2
                && row.children.iter().all(|cell| matches!(cell, Child::Node(cell) if !cell.children.is_empty()))
        );
    }
}

#[test]
fn a_link_over_two_lines_is_one_part_with_one_area_and_a_skipped_level_is_closed() {
    let link = Link::Address("https://example.org/".to_owned());
    let text = vec![Run::plain("Before "), Run::linked("many words ".repeat(20), link)];
    let heading = |level| Block::heading(level, format!("H{level}"));
    let pages = laid_out(&report(vec![heading(1), heading(4), Block::Paragraph { text, manner: Manner::Body }]));
    assert_eq!(pages.areas.len(), 1);
    assert!(pages.areas[0].boxes.len() > 1);
    assert_eq!(pages.known.headings[1].0, 2, "no level is skipped");
}
