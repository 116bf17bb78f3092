//! Tables: columns as wide as their words ask, rows that stay together where they can, heads repeated on every page.

use super::{BOTTOM, Child, Desk, Node, Role, Setting, TOP, of_cell};
use crate::{
    block::{Cell, Run, Table},
    lines::{Line, Words},
};

/// Between columns.
const GAP: f32 = 10.0;
/// Above and below the words of a row.
const PAD: f32 = 2.5;
/// Part of the width that the header of a row may take before it is broken.
const HEADER: f32 = 0.26;
/// A row taller than this is broken rather than moved to the next page.
const MOVABLE: f32 = 240.0;

/// What every row of a table is placed by.
#[derive(Clone, Copy)]
struct Sheet<'a> {
    /// Left edge and width of each.
    columns: &'a [(f32, f32)],
    head: &'a [Cell],
    /// Left edge and width of the whole.
    across: (f32, f32),
}

/// A cell ready to be drawn.
struct Ready {
    runs: Vec<Run>,
    lines: Vec<Line>,
    column: (f32, f32),
    setting: Setting,
    role: Role,
}

impl Desk<'_> {
    pub(super) fn table(&mut self, table: &Table, (x, width): (f32, f32)) -> Node {
        let columns = self.columns(table, (x, width));
        let sheet = Sheet { columns: &columns, head: &table.head, across: (x, width) };
        let mut children = Vec::new();
        if let Some(caption) = &table.caption {
            let runs = [Run::bold(caption)];
            let setting = Setting::TABLE;
            let lines = self.lines(&runs, setting, width);
            self.room(6.0 * setting.leading);
            let words = self.place((&runs, &lines), (x, width), setting);
            children.push(Child::Node(Node { role: Role::Caption, children: words }));
        }
        self.room(4.0 * Setting::TABLE.leading);
        if !table.head.is_empty() {
            let row = self.row((&table.head, true), &Sheet { head: &[], ..sheet });
            children.push(Child::Node(Node { role: Role::Head, children: vec![Child::Node(row)] }));
        }
        self.rule((x, width));
        let mut rows = Vec::new();
        for row in &table.rows {
            rows.push(Child::Node(self.row((row, false), &sheet)));
            self.rule((x, width));
        }
        children.push(Child::Node(Node { role: Role::Rows, children: rows }));
        self.y += 10.0;
        Node { role: Role::Table { summary: table.caption.clone() }, children }
    }

    /// Left edge and width of each column.
    fn columns(&self, table: &Table, (x, width): (f32, f32)) -> Vec<(f32, f32)> {
        let rows = std::iter::once(&table.head).chain(&table.rows);
        let mut extents: Vec<(f32, f32)> = Vec::new();
        for (at, cell) in rows.flat_map(|row| row.iter().enumerate()) {
            let runs = of_cell(cell);
            let (least, most) = Words::new(&runs, (Setting::TABLE.size, self.language), self.faces).extent();
            if extents.len() <= at {
                extents.push((0.0, 0.0));
            }
            // A column of long words can divide them,
            let most = most + 1.0;
            // and one of row headers keeps its words together where that costs the others little.
            let least = if cell.is_header { most.min(width * HEADER) } else { least.min(width / 3.0) };
            extents[at] = (extents[at].0.max(least), extents[at].1.max(most));
        }
        #[expect(clippy::cast_precision_loss, reason = "tables have few columns")]
        let room = width - GAP * extents.len().saturating_sub(1) as f32;
        let (least, most) = extents.iter().fold((0.0, 0.0), |sum, extent| (sum.0 + extent.0, sum.1 + extent.1));
        let mut left = x;
        extents
            .into_iter()
            .map(|(low, high)| {
                let width = if most <= room {
                    high
                } else if least >= room {
                    low * room / least
                } else {
                    low + (high - low) * (room - least) / (most - least)
                };
                let column = (left, width);
                left += width + GAP;
                column
            })
            .collect()
    }

    fn ready(&self, (cells, is_head): (&[Cell], bool), columns: &[(f32, f32)]) -> Vec<Ready> {
        let of = |(cell, column): (&Cell, &(f32, f32))| {
            let runs = of_cell(cell);
            let setting = Setting { is_right: cell.is_number, ..Setting::TABLE };
            let role = match (is_head, cell.is_header) {
                (true, _) => Role::ColumnHeader,
                (false, true) => Role::RowHeader,
                (false, false) => Role::Cell,
            };
            let lines = self.lines(&runs, setting, column.1);
            Ready { runs, lines, column: *column, setting, role }
        };
        cells.iter().zip(columns).map(of).collect()
    }

    fn row(&mut self, (cells, is_head): (&[Cell], bool), sheet: &Sheet<'_>) -> Node {
        let ready = self.ready((cells, is_head), sheet.columns);
        let leading = Setting::TABLE.leading;
        let count = ready.iter().map(|cell| cell.lines.len()).max().unwrap_or(0);
        #[expect(clippy::cast_precision_loss, reason = "a row has few lines")]
        let height = count as f32 * leading + 2.0 * PAD;
        if height < MOVABLE && self.y + height > BOTTOM {
            self.next(sheet);
        }
        self.y += PAD;
        let mut children: Vec<Vec<Child>> = ready.iter().map(|_| Vec::new()).collect();
        for at in 0..count {
            if self.y + leading > BOTTOM {
                self.next(sheet);
            }
            for (cell, children) in ready.iter().zip(&mut children) {
                if let Some(line) = cell.lines.get(at) {
                    self.line((&cell.runs, line), (cell.column, cell.setting), children);
                }
            }
            self.y += leading;
        }
        self.y += PAD;
        let cells = ready.into_iter().zip(children);
        let cells = cells.map(|(cell, children)| Child::Node(Node { role: cell.role, children })).collect();
        Node { role: Role::Row, children: cells }
    }

    /// Begins a page with the head of the table, which is no part of the document a second time.
    fn next(&mut self, sheet: &Sheet<'_>) {
        if self.y <= TOP {
            return;
        }
        self.new_page();
        let ready = self.ready((sheet.head, true), sheet.columns);
        let (leaves, areas) = (self.leaves, self.areas.len());
        for at in 0..ready.iter().map(|cell| cell.lines.len()).max().unwrap_or(0) {
            for cell in &ready {
                if let Some(line) = cell.lines.get(at) {
                    self.line((&cell.runs, line), (cell.column, cell.setting), &mut Vec::new());
                }
            }
            self.y += Setting::TABLE.leading;
        }
        self.leaves = leaves;
        self.areas.truncate(areas);
        for mark in self.pages.last_mut().into_iter().flatten() {
            mark.leaf = None;
        }
        self.rule(sheet.across);
    }
}
