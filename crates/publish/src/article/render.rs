//! The body as HTML: Markdown rendered with bindings as placeholders, then each placeholder as a link to its evidence.

use comrak::{Options, markdown_to_html};
use figure::Figure;
use maud::{Markup, html};
use record::{FigureId, Language};

use super::{
    Context, PageSource,
    binding::Binding,
    expand::{Expanded, Piece},
};
use crate::{
    chart::{self, Bar},
    elements,
    site::links,
};

/// Around a placeholder's number: characters that no Markdown means anything by and no source may hold.
const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';

/// Renders a page's body.
pub(super) fn html(page: &PageSource, expanded: &Expanded, context: &Context<'_>) -> String {
    let mut markdown = String::new();
    let mut at = page.body;
    for (number, piece) in expanded.pieces.iter().enumerate() {
        markdown.push_str(&page.source[at..piece.source.start].replace([OPEN, CLOSE], ""));
        markdown.push_str(&format!("{OPEN}{number}{CLOSE}"));
        at = piece.source.end;
    }
    markdown.push_str(&page.source[at..].replace([OPEN, CLOSE], ""));
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    let mut html = markdown_to_html(&markdown, &options);
    for (number, piece) in expanded.pieces.iter().enumerate() {
        let mark = format!("{OPEN}{number}{CLOSE}");
        let printed = &expanded.prose[piece.printed.clone()];
        let rendered = render(page, context, piece, printed).into_string();
        // A chart or table stands alone: its paragraph goes.
        let alone = format!("<p>{mark}</p>");
        html = if html.contains(&alone) { html.replace(&alone, &rendered) } else { html.replace(&mark, &rendered) };
    }
    html
}

fn render(page: &PageSource, context: &Context<'_>, piece: &Piece, printed: &str) -> Markup {
    let language = page.head.language;
    let depth = links::Depth::of_section(language);
    match &piece.binding {
        Binding::Number { figure, .. } => {
            let found = context.figure(figure);
            let value = found.and_then(Figure::printed).map(|value| value.to_string()).unwrap_or_default();
            let title = found.map(|figure| figure.definition.title.get(language)).unwrap_or_default();
            html! { a.fig href=(depth.figure(language, figure)) title=(title) { data value=(value) { (printed) } } }
        }
        Binding::Verdict { proceeding, .. } => {
            html! { a.verdict href=(depth.record(language, proceeding)) { (printed) } }
        }
        Binding::Quote { .. } => match &piece.passage {
            Some(passage) => html! { a.quote href=(depth.passage(passage)) { (printed) } },
            None => html! { (printed) },
        },
        Binding::Date(date) => elements::date(date, printed),
        Binding::Moving(date) => {
            html! { (elements::date(date, printed)) span.meant { " (" (date.words(language)) ")" } }
        }
        Binding::Free { reason, .. } => html! { span.free title=(reason) { (printed) } },
        Binding::Chart { title, figures } => {
            let bars = figures.iter().filter_map(|id| bar(context, id, language)).collect::<Vec<_>>();
            chart::bars(title, &bars, language)
        }
        Binding::Table { figures } => table(context, figures, language),
        Binding::Trend { to: figure, .. } | Binding::Rank { figure, .. } => {
            html! { a.fig href=(depth.figure(language, figure)) { (printed) } }
        }
        Binding::Rivals { .. } => html! {},
    }
}

fn bar(context: &Context<'_>, id: &FigureId, language: Language) -> Option<Bar> {
    let figure = context.figure(id)?;
    let depth = links::Depth::of_section(language);
    Some(Bar {
        label: figure.definition.title.get(language).to_owned(),
        value: figure.printed()?,
        interval: figure.interval(),
        text: figure.value_text(language),
        href: depth.figure(language, id),
    })
}

fn table(context: &Context<'_>, figures: &[FigureId], language: Language) -> Markup {
    let depth = links::Depth::of_section(language);
    let (what, number) = if language == Language::En { ("Figure", "Value") } else { ("Cifra", "Valor") };
    html! {
        div.scroll tabindex="0" role="group" aria-label=(elements::scrolls(language)) { table {
            thead { tr { th scope="col" { (what) } th.number scope="col" { (number) } } }
            tbody { @for figure in figures.iter().filter_map(|id| context.figure(id)) {
                tr {
                    th scope="row" { (figure.definition.title.get(language)) }
                    td.number { a.fig href=(depth.figure(language, figure.id())) {
                        data value=(figure.printed().map(|value| value.to_string()).unwrap_or_default()) { (figure.value_text(language)) }
                    } }
                }
            } }
        } }
    }
}
