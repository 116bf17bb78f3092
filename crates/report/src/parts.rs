//! The parts of a report in their order: cover, contents, pages, figures, what is withheld and estimated, how to check.

use std::collections::BTreeMap;

use figure::{Figure, Outcome};
use publish::{CheckedPage, Edition, site::paper};
use record::{FigureId, Language, short_numeral};

use crate::{
    Plan, ReportError,
    block::{Block, Link, Manner, Report, Run},
    page_html::{Led, Reader},
};

/// One of two texts.
const fn pick(language: Language, en: &'static str, es: &'static str) -> &'static str {
    match language {
        Language::En => en,
        Language::Es => es,
    }
}

/// The figures of a report with the numbers of their notes.
struct Notes<'a> {
    edition: &'a Edition<'a>,
    language: Language,
    /// In order of first appearance.
    figures: Vec<&'a Figure>,
    numbers: BTreeMap<&'a FigureId, usize>,
}

/// Puts a report together.
///
/// # Errors
/// Where the plan names a page that is not there, or a page holds what cannot be printed.
pub(crate) fn whole(edition: &Edition<'_>, plan: &Plan, language: Language) -> Result<Report, ReportError> {
    let chosen = plan.chosen(edition, language)?;
    let notes = Notes::of(edition, &chosen, language);
    let mut blocks = cover(edition, plan, language);
    blocks.push(Block::NewPage);
    blocks.push(Block::Contents { title: pick(language, "Contents", "Contenido").to_owned() });
    for page in &chosen {
        blocks.extend(notes.read(&paper::page(edition, page), true)?);
    }
    notes.figures(&mut blocks)?;
    notes.withheld(&mut blocks);
    check(edition, language, &mut blocks);
    let name = edition.settings.name.get(language);
    let day = edition.as_of.time.day();
    Ok(Report {
        language,
        title: format!("{}: {}", name, plan.title.get(language)),
        author: name.to_owned(),
        description: edition.settings.description.get(language).to_owned(),
        seconds: edition.as_of.time.seconds(),
        foot: format!("{name} · {} · {day}", plan.title.get(language)),
        blocks,
    })
}

fn cover(edition: &Edition<'_>, plan: &Plan, language: Language) -> Vec<Block> {
    let as_of = &edition.as_of;
    let day = as_of.time.day();
    let date = day.parse::<record::Edtf>().map_or(day, |date| date.words(language));
    let fact = |name: &str, text: String| Block::Paragraph {
        text: vec![Run::bold(format!("{name}: ")), Run::plain(text)],
        manner: Manner::Cover,
    };
    let address = edition.settings.base_url.clone();
    vec![
        Block::plain(edition.settings.name.get(language), Manner::House),
        Block::plain(plan.title.get(language), Manner::Title),
        Block::plain(edition.settings.description.get(language), Manner::Cover),
        fact(pick(language, "Period", "Período"), plan.period.words(language)),
        fact(pick(language, "As of", "Al"), date),
        fact(
            pick(language, "Ledger", "Libro"),
            format!(
                "{} {}, {} {}",
                pick(language, "entry", "asiento"),
                as_of.size,
                pick(language, "root", "raíz"),
                as_of.root
            ),
        ),
        fact(pick(language, "Licence", "Licencia"), edition.settings.licence.clone()),
        Block::Paragraph { text: vec![Run::linked(address.clone(), Link::Address(address))], manner: Manner::Cover },
    ]
}

impl<'a> Notes<'a> {
    fn of(edition: &'a Edition<'a>, chosen: &[&'a CheckedPage], language: Language) -> Self {
        let mut notes = Self { edition, language, figures: Vec::new(), numbers: BTreeMap::new() };
        let ids = chosen.iter().flat_map(|page| &page.figures);
        for figure in ids.filter_map(|id| edition.figure(id)) {
            if !notes.numbers.contains_key(figure.id()) {
                notes.figures.push(figure);
                notes.numbers.insert(figure.id(), notes.figures.len());
            }
        }
        notes
    }

    /// Where a link of the site leads from paper: to the figures of this report, or to the site.
    fn link(&self, href: &str) -> Led {
        if href.is_empty() || href.starts_with('#') {
            return (None, None);
        }
        let is_whole = ["http:", "https:", "mailto:"].iter().any(|scheme| href.starts_with(scheme));
        if is_whole {
            return (Some(Link::Address(href.to_owned())), None);
        }
        let path = href.trim_start_matches("../").trim_start_matches("./");
        let named = path.trim_start_matches("es/").strip_prefix("figures/").and_then(|name| name.strip_suffix(".html"));
        let figure = named.and_then(|id| id.parse::<FigureId>().ok());
        match figure.and_then(|id| Some((self.edition.figure(&id)?, *self.numbers.get(&id)?))) {
            Some((figure, number)) => {
                let title = format!(
                    "{} {number}: {}: {}",
                    pick(self.language, "Figure", "Cifra"),
                    figure.definition.title.get(self.language),
                    figure.value_text(self.language)
                );
                (Some(Link::Anchor { name: anchor(figure), title }), Some(format!("[{number}]")))
            }
            None => (Some(Link::Address(paper::address(self.edition, path))), None),
        }
    }

    fn read(&self, html: &str, has_marks: bool) -> Result<Vec<Block>, ReportError> {
        let link = |href: &str| {
            let (link, mark) = self.link(href);
            (link, mark.filter(|_| has_marks))
        };
        Reader { link: &link }.read(html)
    }

    fn figures(&self, blocks: &mut Vec<Block>) -> Result<(), ReportError> {
        let language = self.language;
        blocks.push(Block::heading(1, pick(language, "The figures", "Las cifras")));
        blocks.push(Block::plain(
            pick(
                language,
                "Every number that this report binds, in the order in which they appear. Each says what is counted, by whom, and who \
                 says otherwise; its address leads to the records and to the words of the sources.",
                "Cada número que este informe vincula, en el orden en que aparecen. Cada uno dice qué se cuenta, quién lo cuenta y quién \
                 dice otra cosa; su dirección lleva a los registros y a las palabras de las fuentes.",
            ),
            Manner::Body,
        ));
        for (at, figure) in self.figures.iter().enumerate() {
            let title = format!("[{}] {}", at + 1, figure.definition.title.get(language));
            blocks.push(Block::Heading { level: 2, text: vec![Run::plain(title)], anchor: Some(anchor(figure)) });
            let inside = self.read(&paper::figure(self.edition, figure, language), false)?;
            blocks.extend(inside.into_iter().map(|block| lowered(block, 2)));
            let address = paper::address_of(self.edition, figure, language);
            let check = pick(language, "Check it at", "Verifíquela en");
            blocks.push(Block::Paragraph {
                text: vec![Run::bold(format!("{check}: ")), Run::linked(address.clone(), Link::Address(address))],
                manner: Manner::Body,
            });
        }
        Ok(())
    }

    fn withheld(&self, blocks: &mut Vec<Block>) {
        let language = self.language;
        let title = pick(language, "What is withheld, and what is estimated", "Qué se reserva y qué se estima");
        blocks.push(Block::heading(1, title));
        blocks.push(Block::plain(paper::hidden(self.edition, language), Manner::Body));
        let withheld = |figure: &&Figure| match &figure.outcome {
            Outcome::Observed { withheld, .. } if *withheld > 0.0 => Some(short_numeral(*withheld, language)),
            Outcome::Observed { .. }
            | Outcome::Derived { .. }
            | Outcome::Estimated { .. }
            | Outcome::Claimed { .. }
            | Outcome::Suppressed { .. }
            | Outcome::Refused { .. } => None,
        };
        let counted = self.figures.iter().filter_map(|figure| Some((*figure, withheld(figure)?))).collect();
        self.listed(
            (
                pick(language, "Withheld records that are counted", "Registros reservados que se cuentan"),
                pick(
                    language,
                    "In this report no figure counts withheld records.",
                    "En este informe ninguna cifra cuenta registros reservados.",
                ),
            ),
            counted,
            blocks,
        );
        let estimates = self.figures.iter().filter(|figure| figure.is_estimate());
        let estimates = estimates.map(|figure| (*figure, figure.value_text(language))).collect();
        self.listed(
            (
                pick(language, "Estimates: never a count", "Estimaciones: nunca un conteo"),
                pick(
                    language,
                    "In this report no figure is an estimate.",
                    "En este informe ninguna cifra es una estimación.",
                ),
            ),
            estimates,
            blocks,
        );
        let silent = self.figures.iter().filter(|figure| figure.printed().is_none());
        let silent = silent.map(|figure| (*figure, figure.value_text(language))).collect();
        self.listed(
            (
                pick(language, "Figures without a number", "Cifras sin número"),
                pick(
                    language,
                    "In this report every figure has a number.",
                    "En este informe cada cifra tiene un número.",
                ),
            ),
            silent,
            blocks,
        );
    }

    fn listed(&self, (title, none): (&str, &str), figures: Vec<(&Figure, String)>, blocks: &mut Vec<Block>) {
        blocks.push(Block::heading(2, title));
        if figures.is_empty() {
            return blocks.push(Block::plain(none, Manner::Body));
        }
        let item = |(figure, said): (&Figure, String)| {
            let title = figure.definition.title.get(self.language);
            let link = Link::Anchor { name: anchor(figure), title: title.to_owned() };
            let text = vec![Run::linked(title, link), Run::plain(format!(": {said}"))];
            vec![Block::Paragraph { text, manner: Manner::Body }]
        };
        blocks.push(Block::List { is_numbered: false, items: figures.into_iter().map(item).collect() });
    }
}

/// Where a figure stands in the report.
fn anchor(figure: &Figure) -> String {
    format!("figure-{}", figure.id())
}

/// A block with its headings so many levels lower.
fn lowered(block: Block, by: u16) -> Block {
    match block {
        Block::Heading { level, text, anchor } => Block::Heading { level: level + by - 1, text, anchor },
        Block::Quote(blocks) => Block::Quote(blocks.into_iter().map(|block| lowered(block, by)).collect()),
        Block::Paragraph { .. }
        | Block::List { .. }
        | Block::Table(_)
        | Block::Chart { .. }
        | Block::Contents { .. }
        | Block::NewPage => block,
    }
}

fn check(edition: &Edition<'_>, language: Language, blocks: &mut Vec<Block>) {
    let root = edition.as_of.root;
    let size = edition.as_of.size;
    let steps = match language {
        Language::En => [
            "Find the note behind a number, and its figure above: what is counted, by whom, up to when.".to_owned(),
            "Open the figure's address: it leads to each record, and from there to the highlighted words of a source.".to_owned(),
            "Or copy the whole site and run “willay verify site”: it checks every file, every hash and every signature, without a \
             network."
                .to_owned(),
            format!("Compare the ledger: this report was made from its first {size} entries, whose root is {root}."),
            "A number of the site that differs from this report has moved since: the page of the figure lists every value that was \
             published, with the reason."
                .to_owned(),
            "Nobody can check from here whether a source tells the truth, or whether a record was never entered.".to_owned(),
        ],
        Language::Es => [
            "Busque la nota detrás de un número, y su cifra más arriba: qué se cuenta, quién lo cuenta, hasta cuándo.".to_owned(),
            "Abra la dirección de la cifra: lleva a cada registro, y de ahí a las palabras resaltadas de una fuente.".to_owned(),
            "O copie el sitio entero y ejecute «willay verify site»: comprueba cada archivo, cada huella y cada firma, sin \
             conexión."
                .to_owned(),
            format!("Compare el libro: este informe se hizo con sus primeros {size} asientos, cuya raíz es {root}."),
            "Un número del sitio que difiere de este informe ha cambiado desde entonces: la página de la cifra muestra cada valor \
             publicado, con el motivo."
                .to_owned(),
            "Nadie puede verificar desde aquí si una fuente dice la verdad, ni si un registro nunca se ingresó.".to_owned(),
        ],
    };
    blocks.push(Block::heading(1, pick(language, "How to check", "Cómo verificar")));
    let items = steps.map(|step| vec![Block::plain(step, Manner::Body)]);
    blocks.push(Block::List { is_numbered: true, items: items.into() });
}
