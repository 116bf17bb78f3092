//! On which map does a number stand? On boundaries of a pack where they hold every place, or else on the tiles of a grid. Both
//! draw the cells that the tables print and no others: what is hidden in one cell hides its whole area.

use std::collections::BTreeMap;

use figure::{
    Figure, Outcome,
    definition::Derive,
    disclosure::Words,
    outcome::{Breakdown, BreakdownCell},
    series::is_same_but_place,
};
use maud::{Markup, html};
use record::{BoundaryMap, Language, Schema, schema::Grid, short_numeral};

use super::{
    super::{Edition, layout::pick, links::Depth, places},
    UNKNOWN,
};
use crate::chart::{Area, Outline, Shown, choropleth, tiles};

/// Where numbers are drawn.
#[derive(Clone, Copy)]
enum Ground<'a> {
    /// Areas with their own shapes.
    Shapes(&'a BoundaryMap, &'a Outline),
    /// The same, for places that lie in an area of a grid that is one of these.
    Around(&'a BoundaryMap, &'a Outline, &'a Grid),
    /// Areas as tiles.
    Tiles(&'a Grid),
}

impl<'a> Ground<'a> {
    /// All, in the order in which they are tried.
    fn all(edition: &'a Edition<'a>) -> impl Iterator<Item = Self> {
        let outlines = edition.outlines();
        let grids = edition.schema.grids.values();
        let shapes = outlines.iter().map(|(map, outline)| Self::Shapes(map, outline));
        let around = outlines.iter().flat_map(move |(map, outline)| {
            edition.schema.grids.values().map(move |grid| Self::Around(map, outline, grid))
        });
        shapes.chain(around).chain(grids.map(Self::Tiles))
    }

    /// The area in which the place of a label lies, or that the label names.
    fn area(self, schema: &Schema, label: &str) -> Option<String> {
        let place = places::parse(label);
        match self {
            Self::Shapes(map, _) => own(map, schema, place).or_else(|| map.named(label).map(str::to_owned)),
            Self::Around(map, _, grid) => around((map, grid), grid.tile(place).or_else(|| grid.named(label))?.0),
            Self::Tiles(grid) => Some(grid.tile(place).or_else(|| grid.named(label))?.0.to_owned()),
        }
    }

    /// The area that a place is the whole of.
    fn whole(self, schema: &Schema, place: places::Code<'_>) -> Option<String> {
        let tile = |grid: &'a Grid| Some(grid.tile(place).filter(|_| grid.is_whole_tile(place))?.0);
        match self {
            Self::Shapes(map, _) => own(map, schema, place),
            Self::Around(map, _, grid) => around((map, grid), tile(grid)?),
            Self::Tiles(grid) => tile(grid).map(str::to_owned),
        }
    }

    fn draw(
        self,
        (title, id): (&str, &str),
        (areas, shown): (&BTreeMap<String, Area>, Shown<'_>),
        language: Language,
    ) -> Markup {
        match self {
            Self::Shapes(map, outline) | Self::Around(map, outline, _) => {
                choropleth((title, id), (map, outline), (areas, shown), language)
            }
            Self::Tiles(grid) => tiles(title, (grid, areas), language),
        }
    }
}

/// The area with a place's own code, or with what another scheme calls it.
fn own(map: &BoundaryMap, schema: &Schema, (scheme, code): places::Code<'_>) -> Option<String> {
    let code =
        if scheme == map.scheme { Some(code) } else { schema.places.crosswalk((scheme, code), &map.scheme, None).ok() };
    code.filter(|code| map.areas.contains_key(*code)).map(str::to_owned)
}

/// The area that is the whole of a tile.
fn around((map, grid): (&BoundaryMap, &Grid), tile: &str) -> Option<String> {
    let is_whole = |code: &&String| {
        let place = (map.scheme.as_str(), code.as_str());
        grid.is_whole_tile(place) && grid.tile(place).is_some_and(|(of, _)| of == tile)
    };
    map.areas.keys().find(is_whole).cloned()
}

fn area(value: Option<f64>, href: String, language: Language) -> Area {
    match value {
        Some(value) => Area::Known { value, text: short_numeral(value, language), href },
        None => Area::Hidden { text: pick(language, "not shown", "no se muestra").to_owned() },
    }
}

/// What the cells of one area say together.
#[derive(Clone, Copy)]
enum Sum {
    /// So many.
    Exact(f64),
    /// The band or the rounded count of the only cell.
    Coarse(Words),
    /// One of them is hidden, or several are printed less exactly.
    Hidden,
}

impl Sum {
    fn of(cell: &BreakdownCell) -> Self {
        match (cell.count, cell.words) {
            (Some(count), _) => Self::Exact(count),
            (None, Some(words)) => Self::Coarse(words),
            (None, None) => Self::Hidden,
        }
    }

    fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Exact(one), Self::Exact(other)) => Self::Exact(one + other),
            _ => Self::Hidden,
        }
    }

    fn exact(self) -> Option<f64> {
        match self {
            Self::Exact(sum) => Some(sum),
            Self::Coarse(_) | Self::Hidden => None,
        }
    }

    fn area(self, language: Language) -> Area {
        match self {
            Self::Coarse(words) => coarse(words, language),
            Self::Exact(_) | Self::Hidden => area(self.exact(), String::new(), language),
        }
    }
}

/// A band or a rounded count, as the table beside the map has it.
#[expect(clippy::cast_precision_loss, reason = "persons are far below 2^53")]
fn coarse(words: Words, language: Language) -> Area {
    let print = |count: i64| short_numeral(count as f64, language);
    let (value, short, is_band) = match words {
        Words::FewerThan(end) => (0, format!("<{}", print(end)), true),
        Words::Between(least, most) => (least, format!("{}–{}", print(least), print(most)), true),
        Words::OrMore(least) => (least, format!("{}+", print(least)), true),
        Words::About(rounded) => (rounded, format!("≈{}", print(rounded)), false),
    };
    Area::Coarse { value: value as f64, text: super::super::figures::coarse(words, language), short, is_band }
}

/// The cells by area, added up on a ground; nothing where one of them lies nowhere on it.
fn added<'a>(
    schema: &Schema,
    cells: impl IntoIterator<Item = &'a BreakdownCell>,
    ground: Ground<'_>,
) -> Option<BTreeMap<String, Sum>> {
    let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
    for cell in cells {
        let own = Sum::of(cell);
        sums.entry(ground.area(schema, &cell.label)?).and_modify(|sum| *sum = sum.with(own)).or_insert(own);
    }
    (!sums.is_empty()).then_some(sums)
}

/// Those whose place is known.
fn placed(breakdown: &Breakdown) -> impl Iterator<Item = &BreakdownCell> + Clone {
    breakdown.cells.iter().filter(|cell| !UNKNOWN.contains(&cell.label.as_str()))
}

/// The cells by area, on the first ground that has them all. What is hidden in one cell hides its whole area.
fn sums<'a>(edition: &'a Edition<'_>, breakdown: &Breakdown) -> Option<(Ground<'a>, BTreeMap<String, Sum>)> {
    let on = |ground| Some((ground, added(edition.schema, placed(breakdown), ground)?));
    Ground::all(edition).find_map(on)
}

/// A breakdown by place as a map; nothing where a cell lies on no ground.
pub(super) fn of_breakdown(
    edition: &Edition<'_>,
    (title, noun): (&str, &str),
    breakdown: &Breakdown,
    language: Language,
) -> Option<Markup> {
    let (ground, sums) = sums(edition, breakdown)?;
    let areas = sums.into_iter().map(|(code, sum)| (code, sum.area(language))).collect();
    let id = breakdown.column.replace(|char: char| !char.is_ascii_alphanumeric(), "-");
    Some(ground.draw((title, &format!("by-{id}")), (&areas, Shown::Counts(noun)), language))
}

/// Of a figure that is the share of one counted figure in another, both broken down by one column of places: the share in each area, of
/// the cells that the pages of the two print. Where a cell of either is hidden, so is the share.
pub(in super::super) fn shares(edition: &Edition<'_>, figure: &Figure, language: Language) -> Markup {
    let Some(Derive::Share(part, whole)) = &figure.definition.derive else { return html! {} };
    let breakdowns = |id| match edition.figure(id).map(|figure| &figure.outcome) {
        Some(Outcome::Observed { breakdowns, .. }) => breakdowns.as_slice(),
        Some(_) | None => &[],
    };
    let pairs = breakdowns(part)
        .iter()
        .filter_map(|part| Some((part, breakdowns(whole).iter().find(|whole| whole.column == part.column)?)));
    html! { @for (part, whole) in pairs {
        @if let Some((ground, areas)) = shared(edition, (part, whole), language) {
            @let title = format!("{} {}", pick(language, "Share by", "Porcentaje por"), super::column(edition.schema, &part.column, language));
            @let id = part.column.replace(|char: char| !char.is_ascii_alphanumeric(), "-");
            h2 { (title) }
            (ground.draw((figure.definition.noun.get(language), &format!("share-{id}")), (&areas, Shown::Shares), language))
        }
    } }
}

fn shared<'a>(
    edition: &'a Edition<'_>,
    (part, whole): (&Breakdown, &Breakdown),
    language: Language,
) -> Option<(Ground<'a>, BTreeMap<String, Area>)> {
    let (ground, wholes) = sums(edition, whole)?;
    let parts = added(edition.schema, placed(part), ground)?;
    // An area without a row in one of the two has no number: it may be nought or withheld.
    let share = |(code, whole): (String, Sum)| {
        let both = parts.get(&code)?.exact().zip(whole.exact());
        let value = both.map(|(part, whole)| (1_000.0 * part / whole).round() / 10.0);
        let is_share = value.is_none_or(f64::is_finite);
        is_share.then(|| (code, percent(area(value, String::new(), language), language)))
    };
    let areas: BTreeMap<String, Area> = wholes.into_iter().filter_map(share).collect();
    (areas.len() > 1).then_some((ground, areas))
}

/// A number with its sign.
fn percent(area: Area, language: Language) -> Area {
    match area {
        Area::Known { value, text, href } => Area::Known { value, text: text + pick(language, "%", "\u{a0}%"), href },
        Area::Coarse { .. } | Area::Hidden { .. } => area,
    }
}

/// What a figure says of its place.
fn of_figure(figure: &Figure, href: String, language: Language) -> Area {
    match figure.outcome {
        Outcome::Suppressed { instead: Some(words), .. } => coarse(words, language),
        Outcome::Refused { .. } => Area::Hidden { text: figure.value_text(language) },
        Outcome::Suppressed { instead: None, .. }
        | Outcome::Observed { .. }
        | Outcome::Derived { .. }
        | Outcome::Estimated { .. }
        | Outcome::Claimed { .. } => area(figure.printed(), href, language),
    }
}

/// Figures that are this one elsewhere, as a map: on the page of each, and on that of the whole country.
pub(in super::super) fn by_place(edition: &Edition<'_>, figure: &Figure, language: Language) -> Markup {
    let depth = Depth::of_section(language);
    let alike = edition.alike(figure).filter(|other| is_same_but_place(figure, other));
    let placed: Vec<(&Figure, &str)> =
        alike.filter_map(|other| Some((other, other.definition.place.as_deref()?))).collect();
    let found = Ground::all(edition).find_map(|ground| {
        let mut areas: BTreeMap<String, Area> = BTreeMap::new();
        for (other, place) in &placed {
            if let Some(code) = ground.whole(edition.schema, places::parse(place)) {
                let href = depth.figure(language, other.id());
                areas.entry(code).or_insert_with(|| of_figure(other, href, language));
            }
        }
        (areas.len() > 1).then_some((ground, areas))
    });
    let Some((ground, areas)) = found else { return html! {} };
    let noun = figure.definition.noun.get(language);
    let shown = if figure.is_share() { Shown::Shares } else { Shown::Counts(noun) };
    let population = figure.definition.population.get(language);
    html! {
        h2 { (pick(language, "The same by place", "Lo mismo por lugar")) }
        (ground.draw((population, "by-place"), (&areas, shown), language))
        @if matches!(ground, Ground::Tiles(grid) if areas.len() < grid.tiles.len()) {
            p { (pick(language, "Areas without a number have no figure here; that is not the number nought.",
                      "Las áreas sin cifra no tienen ninguna aquí; eso no equivale a cero.")) }
        }
    }
}
