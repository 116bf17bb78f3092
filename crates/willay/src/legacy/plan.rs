//! Which article comes of which page, under which name, and where its old addresses lead.

use std::collections::{BTreeMap, BTreeSet};

use publish::old::{OldArticle, OldHead, OldSite, Reason, Redirect, Redirects, Unresolvable};
use read::legacy::{
    Dated, at_pattern,
    duplicates::{self, Proposals},
    path_of,
};

use super::folder::{Folder, Found};

/// A longer name is cut at a word.
const SLUG_CHARS: usize = 60;

/// A title on more pages than this, and than one in [`SHARED_SHARE`], is the site's and not the article's.
const SHARED_PAGES: usize = 5;
const SHARED_SHARE: usize = 20;

/// What is written.
pub(super) struct Plan {
    /// New articles.
    pub(super) articles: Vec<OldArticle>,
    /// All addresses, older ones among them.
    pub(super) redirects: Redirects,
    /// `[page]`: the slug of each.
    pub(super) slugs: Vec<String>,
    /// `[page]`: the title of each.
    pub(super) titles: Vec<String>,
    /// Pages, by place, that were taken over before from other bytes.
    pub(super) changed: BTreeSet<usize>,
    /// Copies that are proposed, by places of pages.
    pub(super) proposals: Proposals,
}

/// Plans everything.
pub(super) fn plan(found: &Folder, before: &OldSite, pattern: Option<&str>) -> Plan {
    let titles = titles(&found.pages);
    let texts: Vec<&str> = found.pages.iter().map(|found| found.page.text.as_str()).collect();
    let proposals = duplicates::propose(&texts);
    let known = known(before);
    let mut slugs = Vec::new();
    let mut used: BTreeSet<String> = before.articles.iter().map(|article| article.slug.clone()).collect();
    let (mut articles, mut changed) = (Vec::new(), BTreeSet::new());
    for (at, (page, title)) in found.pages.iter().zip(&titles).enumerate() {
        if let Some(slug) = known.get(page.file.as_str()) {
            let article = before.articles.iter().find(|article| article.slug == *slug);
            if article.is_some_and(|article| article.head.file == page.file && article.head.sha256 != page.sha256) {
                changed.insert(at);
            }
            slugs.push((*slug).to_owned());
            continue;
        }
        let slug = slug(page, title, &used);
        used.insert(slug.clone());
        articles.push(article(page, title, &slug));
        slugs.push(slug);
    }
    let redirects = redirects(found, &slugs, (before, pattern));
    Plan { articles, redirects, slugs, titles, changed, proposals }
}

/// The slug of each file that was taken over before.
fn known(before: &OldSite) -> BTreeMap<&str, &str> {
    let unresolvable = before.redirects.unresolvable.iter().map(|entry| (entry.file.as_str(), entry.article.as_str()));
    let redirects = before.redirects.redirect.iter().map(|entry| (entry.file.as_str(), entry.to.as_str()));
    // A run that was stopped may have left an article whose addresses are not written yet.
    let articles = before.articles.iter().map(|article| (article.head.file.as_str(), article.slug.as_str()));
    articles.chain(unresolvable).chain(redirects).collect()
}

/// `[page]`: the best title that is not on many pages.
fn titles(pages: &[Found]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for title in pages.iter().flat_map(|found| found.page.titles.iter().collect::<BTreeSet<_>>()) {
        *counts.entry(title).or_default() += 1;
    }
    let most = SHARED_PAGES.max(pages.len() / SHARED_SHARE);
    let best = |found: &Found| {
        let own = found.page.titles.iter().find(|title| counts[title.as_str()] <= most);
        own.or_else(|| found.page.titles.first()).cloned().unwrap_or_default()
    };
    pages.iter().map(best).collect()
}

/// A name that depends on the page alone, as long as no other page wants the same one.
fn slug(page: &Found, title: &str, used: &BTreeSet<String>) -> String {
    let words = words_of(title);
    let short = &page.sha256[..8];
    let slug = match (&page.name.id, words.is_empty()) {
        (Some(id), false) => format!("{id}-{words}"),
        (Some(id), true) => format!("article-{id}"),
        (None, false) => format!("{words}-{short}"),
        (None, true) => format!("article-{short}"),
    };
    let numbered = (2..).map(|number| format!("{slug}-{short}-{number}"));
    let mut wanted = [slug.clone(), format!("{slug}-{short}")].into_iter().chain(numbered);
    wanted.find(|wanted| !used.contains(wanted)).expect("numbers do not end")
}

/// The letters a-z and digits of a title, its words parted by `-`.
fn words_of(title: &str) -> String {
    let folded = link::prepare::fold::fold(title).to_lowercase();
    let mut slug = String::new();
    for word in folded.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if slug.len() + word.len() >= SLUG_CHARS {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
    }
    slug
}

fn article(found: &Found, title: &str, slug: &str) -> OldArticle {
    let page = &found.page;
    let (date, date_flag, date_stated) = match &page.dated {
        Dated::Day { date, .. } => (Some(date.clone()), None, None),
        Dated::Unstated => (None, None, None),
        Dated::Flagged { flag, words } => (None, Some(flag.name().to_owned()), Some(words.clone())),
    };
    let head = OldHead {
        title: title.to_owned(),
        date,
        date_flag,
        date_stated,
        file: found.file.clone(),
        sha256: found.sha256.clone(),
        encoding: page.letters.encoding.to_owned(),
        repaired: page.letters.repaired,
        broken: page.letters.broken,
    };
    OldArticle { slug: slug.to_owned(), language: page.language, head, text: page.text.clone() }
}

/// The addresses of a page: by the pattern, else by its file; and the one that it gives as its own.
fn addresses(found: &Found, pattern: Option<&str>) -> Vec<String> {
    let named = pattern.and_then(|pattern| at_pattern(pattern, &found.name)).or_else(|| path_of(&found.name.path));
    let own = found.page.canonical.as_deref().and_then(path_of);
    let mut all: Vec<String> = named.into_iter().chain(own).collect();
    all.dedup();
    all
}

/// Old entries as they stand, with those of new pages.
fn redirects(found: &Folder, slugs: &[String], (before, pattern): (&OldSite, Option<&str>)) -> Redirects {
    let mut redirects = before.redirects.clone();
    let known: BTreeSet<String> = redirects.files().into_iter().map(str::to_owned).collect();
    let taken: BTreeSet<String> = redirects.redirect.iter().map(|entry| entry.from.clone()).collect();
    let new: Vec<(&Found, &String)> =
        found.pages.iter().zip(slugs).filter(|(page, _)| !known.contains(&page.file)).collect();
    let mut claims: BTreeMap<String, usize> = BTreeMap::new();
    for (page, _) in &new {
        addresses(page, pattern).into_iter().for_each(|from| *claims.entry(from).or_default() += 1);
    }
    for (page, slug) in new {
        let file = page.file.clone();
        for from in addresses(page, pattern) {
            let is_named = path_of(&page.name.path).as_ref() == Some(&from);
            let is_offset = if is_named { page.name.is_offset } else { read::legacy::OldName::of(&from).is_offset };
            let reason = match claims[&from] {
                _ if is_offset => Some(Reason::Offset),
                1 if !taken.contains(&from) => None,
                _ => Some(Reason::Contested),
            };
            match reason {
                Some(reason) => {
                    redirects.unresolvable.push(Unresolvable {
                        file: file.clone(),
                        from,
                        article: slug.clone(),
                        reason,
                    });
                }
                None => redirects.redirect.push(Redirect { file: file.clone(), from, to: slug.clone() }),
            }
        }
    }
    redirects.redirect.sort();
    redirects.unresolvable.sort();
    redirects
}
