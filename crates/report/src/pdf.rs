//! Pages as a tagged PDF, which `krilla` holds against PDF/UA-1 (ISO 14289-1:2014) before it gives any bytes.

use std::{collections::BTreeMap, num::NonZeroU16};

use krilla::{
    Document, SerializeSettings,
    action::{Action, LinkAction},
    annotation::{Annotation, LinkAnnotation, Target},
    color::rgb,
    configure::{Accessibility, ConfigurationBuilder},
    destination::XyzDestination,
    geom::{PathBuilder, Point, Quadrilateral, Rect},
    metadata::{DateTime, Metadata},
    num::NormalizedF32,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::{Fill, Stroke},
    surface::Surface,
    tagging::{
        Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, SpanTag, TableHeaderScope, Tag, TagGroup,
        TagKind, TagTree,
    },
    text::{Font, GlyphId, KrillaGlyph},
};

use crate::{
    ReportError,
    block::{Link, Report},
    face::BYTES,
    layout::{Area, Child, Ink, Known, Mark, Node, PAGE, Pages, Paint, Place, Role},
};

/// Control points of a quarter of a circle (Riškus 2006, *Information Technology and Control* 35:371-378).
const KAPPA: f32 = 0.552_284_8;

/// Writes the file.
///
/// # Errors
/// Where it is no PDF/UA-1.
pub(crate) fn write(report: &Report, pages: Pages) -> Result<Vec<u8>, ReportError> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| ReportError::Invalid(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let mut ids = Ids { leaves: vec![None; pages.leaves], areas: vec![None; pages.areas.len()] };
    let fonts = fonts()?;
    for (at, marks) in pages.pages.iter().enumerate() {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| invalid("a page without a size"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for mark in marks {
            draw(&mut surface, mark, (&mut ids, &fonts));
        }
        surface.finish();
        for (index, area) in pages.areas.iter().enumerate().filter(|(_, area)| area.page == at) {
            ids.areas[index] = Some(page.add_tagged_annotation(annotation(area, &pages.known)?));
        }
        page.finish();
    }
    let mut tree = TagTree::new().with_lang(Some(report.language.tag().to_owned()));
    for node in pages.root {
        tree.push(group(node, &mut ids)?);
    }
    document.set_tag_tree(tree);
    document.set_outline(outline(&pages.known));
    document.set_metadata(metadata(report));
    document.finish().map_err(|error| ReportError::Invalid(format!("{error}: {error:?}").chars().take(600).collect()))
}

fn invalid(reason: &str) -> ReportError {
    ReportError::Invalid(reason.to_owned())
}

/// What the library calls each leaf and each area.
struct Ids {
    leaves: Vec<Option<Identifier>>,
    areas: Vec<Option<Identifier>>,
}

fn fonts() -> Result<Vec<Font>, ReportError> {
    let font = |bytes: &'static [u8]| {
        Font::new(bytes.to_vec().into(), 0).ok_or_else(|| invalid("a face of Noto Sans cannot be embedded"))
    };
    BYTES.into_iter().map(font).collect()
}

fn colour(paint: Paint) -> rgb::Color {
    let (red, green, blue) = match paint {
        Paint::Ink => (29, 28, 26),
        Paint::Soft => (93, 90, 84),
        Paint::Link => (122, 46, 14),
        Paint::Bar => (180, 85, 45),
        Paint::Rule => (205, 200, 190),
    };
    rgb::Color::new(red, green, blue)
}

fn fill(paint: Paint) -> Fill {
    Fill { paint: colour(paint).into(), opacity: NormalizedF32::ONE, ..Fill::default() }
}

fn draw(surface: &mut Surface<'_>, mark: &Mark, (ids, fonts): (&mut Ids, &[Font])) {
    let is_words = mark.ink.iter().all(|ink| matches!(ink, Ink::Words { .. }));
    let tag = match mark.leaf {
        Some(_) if is_words => ContentTag::Span(SpanTag::empty()),
        Some(_) => ContentTag::Other,
        None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Other)),
    };
    let id = surface.start_tagged(tag);
    for ink in &mark.ink {
        stroke(surface, ink, fonts);
    }
    surface.end_tagged();
    if let Some(leaf) = mark.leaf {
        ids.leaves[leaf] = Some(id);
    }
}

fn stroke(surface: &mut Surface<'_>, ink: &Ink, fonts: &[Font]) {
    let mut path = PathBuilder::new();
    let (paint, width) = match ink {
        Ink::Words { at, size, face, shaped, paint } => {
            surface.set_stroke(None);
            surface.set_fill(Some(fill(*paint)));
            let glyphs = shaped.glyphs.iter().map(|glyph| {
                let id = GlyphId::new(glyph.id);
                KrillaGlyph::new(id, glyph.advance, glyph.right, glyph.up, 0.0, glyph.of.clone(), None)
            });
            let glyphs: Vec<KrillaGlyph> = glyphs.collect();
            surface.draw_glyphs(point(*at), &glyphs, fonts[face.0].clone(), &shaped.text, *size, false);
            return;
        }
        Ink::Rect { at, size, paint } => {
            if let Some(rect) = Rect::from_xywh(at.0, at.1, size.0, size.1) {
                path.push_rect(rect);
            }
            (paint, None)
        }
        Ink::Line { from, to, width, paint } => {
            path.move_to(from.0, from.1);
            path.line_to(to.0, to.1);
            (paint, Some(*width))
        }
        Ink::Circle { centre: (x, y), radius, paint } => {
            let (r, k) = (*radius, radius * KAPPA);
            path.move_to(x + r, *y);
            path.cubic_to(x + r, y + k, x + k, y + r, *x, y + r);
            path.cubic_to(x - k, y + r, x - r, y + k, x - r, *y);
            path.cubic_to(x - r, y - k, x - k, y - r, *x, y - r);
            path.cubic_to(x + k, y - r, x + r, y - k, x + r, *y);
            path.close();
            (paint, None)
        }
    };
    let lined = width.map(|width| Stroke { paint: colour(*paint).into(), width, ..Stroke::default() });
    surface.set_fill(lined.is_none().then(|| fill(*paint)));
    surface.set_stroke(lined);
    // A bar of nought has no path: there is nothing to draw.
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

fn point((x, y): (f32, f32)) -> Point {
    Point::from_xy(x, y)
}

fn destination(place: Place) -> XyzDestination {
    // A little above, so that the heading itself is seen.
    XyzDestination::new(place.page, Point::from_xy(0.0, (place.y - 12.0).max(0.0)))
}

/// The place that an anchor names: `heading-N` for a heading, or what a block was named.
fn place_of(name: &str, known: &Known) -> Option<Place> {
    let heading = name.strip_prefix("heading-").and_then(|at| at.parse::<usize>().ok());
    let heading = heading.and_then(|at| known.headings.get(at)).map(|(_, _, place)| *place);
    heading.or_else(|| known.anchors.get(name).copied())
}

fn annotation(area: &Area, known: &Known) -> Result<Annotation, ReportError> {
    let (target, said) = match &area.link {
        Link::Address(address) => (Target::Action(Action::Link(LinkAction::new(address.clone()))), address.clone()),
        Link::Anchor { name, title } => {
            let place = place_of(name, known).ok_or_else(|| invalid(&format!("a link to nowhere: {name}")))?;
            (Target::Destination(destination(place).into()), title.clone())
        }
    };
    let boxes = area.boxes.iter().map(|[left, top, right, bottom]| {
        let corners = [(*left, *bottom), (*right, *bottom), (*right, *top), (*left, *top)];
        Quadrilateral(corners.map(point))
    });
    Ok(Annotation::new_link(LinkAnnotation::new_with_quad_points(boxes.collect(), target), Some(said)))
}

fn group(node: Node, ids: &mut Ids) -> Result<TagGroup, ReportError> {
    let mut group = TagGroup::new(kind(&node.role));
    for child in node.children {
        let id = match child {
            Child::Node(node) => {
                group.push(self::group(node, ids)?);
                continue;
            }
            Child::Leaf(leaf) => ids.leaves[leaf].take(),
            Child::Area(area) => ids.areas[area].take(),
        };
        group.push(id.ok_or_else(|| invalid("a part of the document is drawn twice or never"))?);
    }
    Ok(group)
}

fn kind(role: &Role) -> TagKind {
    match role {
        Role::Heading { level, title } => {
            Tag::Hn(NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN), Some(title.clone())).into()
        }
        Role::Paragraph => Tag::P.into(),
        Role::Quote => Tag::BlockQuote.into(),
        Role::List { is_numbered } => {
            Tag::L(if *is_numbered { ListNumbering::Decimal } else { ListNumbering::Disc }).into()
        }
        Role::Item => Tag::LI.into(),
        Role::Label => Tag::Lbl.into(),
        Role::Body => Tag::LBody.into(),
        Role::Table { summary } => Tag::Table.with_summary(summary.clone()).into(),
        Role::Head => Tag::THead.into(),
        Role::Rows => Tag::TBody.into(),
        Role::Row => Tag::TR.into(),
        Role::ColumnHeader => Tag::TH(TableHeaderScope::Column).into(),
        Role::RowHeader => Tag::TH(TableHeaderScope::Row).into(),
        Role::Cell => Tag::TD.into(),
        Role::Figure { said } => Tag::Figure(Some(said.clone())).into(),
        Role::Caption => Tag::Caption.into(),
        Role::Link => Tag::Link.into(),
        Role::Contents => Tag::TOC.into(),
        Role::Entry => Tag::TOCI.into(),
    }
}

/// Bookmarks: headings of the first three levels, each below the one that it belongs to.
fn outline(known: &Known) -> Outline {
    let mut outline = Outline::new();
    let mut open: BTreeMap<u16, OutlineNode> = BTreeMap::new();
    for (level, title, place) in known.headings.iter().filter(|(level, _, _)| *level <= 3) {
        close(&mut open, *level, &mut outline);
        open.insert(*level, OutlineNode::new(title.clone(), destination(*place)));
    }
    close(&mut open, 1, &mut outline);
    outline
}

/// Hands every bookmark of a level or deeper to the one above it.
fn close(open: &mut BTreeMap<u16, OutlineNode>, level: u16, outline: &mut Outline) {
    while let Some((deepest, node)) = open.pop_last() {
        if deepest < level {
            open.insert(deepest, node);
            return;
        }
        match open.last_entry() {
            Some(mut above) => above.get_mut().push_child(node),
            None => outline.push_child(node),
        }
    }
}

fn metadata(report: &Report) -> Metadata {
    let metadata = Metadata::new()
        .title(report.title.clone())
        .authors(vec![report.author.clone()])
        .description(report.description.clone())
        .creator("Willay".to_owned())
        .language(report.language.tag().to_owned());
    match date(report.seconds) {
        Some(date) => metadata.creation_date(date),
        None => metadata,
    }
}

/// A second as a date of the file; none where the year has no place there.
fn date(seconds: i64) -> Option<DateTime> {
    let time = ledger::Timestamp::from_seconds(seconds);
    let day = time.calendar_day()?;
    let part = |every: i64, of: i64| u8::try_from(seconds.rem_euclid(86_400) / every % of).ok();
    Some(
        DateTime::new(u16::try_from(day.year).ok()?)
            .month(day.month)
            .day(day.day)
            .hour(part(3_600, 24)?)
            .minute(part(60, 60)?)
            .second(part(1, 60)?)
            .utc_offset_hour(0)
            .utc_offset_minute(0),
    )
}
