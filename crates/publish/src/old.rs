//! Articles of an old site, kept as they were: their files in the workspace, and the addresses under which they stood.
//!
//! Their numbers are bound to nothing, and every page of them says so. `archive/SLUG.LANG.txt` holds one article behind
//! a head in TOML; `redirects.toml` says where each old address leads, or why it leads nowhere.

use std::collections::{BTreeMap, BTreeSet};

use read::legacy::DateFlag;
use record::{Edtf, Language};
use serde::{Deserialize, Serialize};

/// The file of old addresses in the workspace.
pub const REDIRECTS: &str = "redirects.toml";

/// What stands before and after the head.
const FENCE: &str = "+++\n";

/// An article of an old site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldArticle {
    /// Its name, which is its address on the site for good.
    pub slug: String,
    /// Its language.
    pub language: Language,
    /// What is known of it.
    pub head: OldHead,
    /// Its text; paragraphs are parted by blank lines. Nothing in it is mark-up.
    pub text: String,
}

/// What is known of an old article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OldHead {
    /// Its title.
    pub title: String,
    /// When it was published; none where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Edtf>,
    /// Why the date that it states is not believed: the name of a [`DateFlag`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_flag: Option<String>,
    /// The date as it stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_stated: Option<String>,
    /// The file from which it was taken.
    pub file: String,
    /// SHA-256 of that file, in hexadecimal digits.
    pub sha256: String,
    /// In which encoding the file was read.
    pub encoding: String,
    /// Characters whose double encoding was taken away.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub repaired: usize,
    /// Characters that are broken and stay so.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub broken: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Why a file of old articles cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {reason}: {mend}")]
pub struct OldProblem {
    /// The file.
    pub file: String,
    /// What is wrong.
    pub reason: String,
    /// What mends it.
    pub mend: String,
}

fn problem(file: &str, reason: impl Into<String>, mend: &str) -> OldProblem {
    OldProblem { file: file.to_owned(), reason: reason.into(), mend: mend.to_owned() }
}

impl OldArticle {
    /// Its file in the workspace.
    pub fn path(&self) -> String {
        format!("archive/{}.{}.txt", self.slug, self.language.tag())
    }

    /// The file's text.
    ///
    /// # Errors
    /// Where TOML cannot hold the head.
    pub fn write(&self) -> Result<String, OldProblem> {
        let head = toml::to_string(&self.head)
            .map_err(|error| problem(&self.path(), error.to_string(), "this is a mistake of the program"))?;
        Ok(format!("{FENCE}{head}{FENCE}\n{}\n", self.text))
    }

    /// Reads a file of `archive/`.
    ///
    /// # Errors
    /// Where name or head are wrong.
    pub fn parse(file: &str, source: &str) -> Result<Self, OldProblem> {
        let name = file.rsplit('/').next().unwrap_or(file);
        let (slug, language) = match name.split('.').collect::<Vec<_>>()[..] {
            [slug, "en", "txt"] if record::id::is_slug(slug) => (slug, Language::En),
            [slug, "es", "txt"] if record::id::is_slug(slug) => (slug, Language::Es),
            _ => {
                let mend = "rename it; NAME takes a-z, 0-9 and '-'";
                return Err(problem(file, "the name is not NAME.en.txt or NAME.es.txt", mend));
            }
        };
        if matches!(slug, "index" | "undated" | "addresses") || slug.len() == 4 && slug.parse::<u16>().is_ok() {
            return Err(problem(file, "the site has a page of its own of this name", "give it another one"));
        }
        let source = source.replace("\r\n", "\n");
        let parts = source.strip_prefix(FENCE).and_then(|rest| rest.split_once(&format!("\n{FENCE}")));
        let (head, text) = parts
            .ok_or_else(|| problem(file, "it does not begin with a head between lines of +++", "see docs/legacy.md"))?;
        let head: OldHead = toml::from_str(head)
            .map_err(|error| problem(file, error.to_string().trim_end(), "mend the head; see docs/legacy.md"))?;
        if let Some(name) = head.date_flag.as_ref().filter(|name| DateFlag::from_name(name).is_none()) {
            return Err(problem(file, format!("date_flag '{name}' is none"), "take it out, or see docs/legacy.md"));
        }
        Ok(Self { slug: slug.to_owned(), language, head, text: text.trim().to_owned() })
    }

    /// Why the date that it states is not believed.
    pub fn flag(&self) -> Option<DateFlag> {
        self.head.date_flag.as_deref().and_then(DateFlag::from_name)
    }
}

/// Where old addresses lead.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redirects {
    /// Addresses that lead to an article.
    #[serde(default)]
    pub redirect: Vec<Redirect>,
    /// Addresses that lead nowhere, each with the reason.
    #[serde(default)]
    pub unresolvable: Vec<Unresolvable>,
}

/// An address that leads to an article.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redirect {
    /// The file that stood there.
    pub file: String,
    /// The old address, from the root of the site.
    pub from: String,
    /// The article's slug.
    pub to: String,
}

/// An address that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unresolvable {
    /// The file that was taken from there.
    pub file: String,
    /// The old address.
    pub from: String,
    /// The article that was made of the file.
    pub article: String,
    /// Why it leads nowhere.
    pub reason: Reason,
}

/// Why an old address leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It counted from the newest item, so that it meant something else every day.
    Offset,
    /// Several pages claim it.
    Contested,
}

impl Redirects {
    /// Reads `redirects.toml`.
    ///
    /// # Errors
    /// Where it is wrong, or leads to an article that is not there.
    pub fn parse(source: &str, slugs: &BTreeSet<&str>) -> Result<Self, Vec<OldProblem>> {
        let found: Self = toml::from_str(source)
            .map_err(|error| vec![problem(REDIRECTS, error.to_string().trim_end(), "see docs/legacy.md")])?;
        let mut problems = Vec::new();
        let mut seen = BTreeMap::new();
        for Redirect { from, to, .. } in &found.redirect {
            if !slugs.contains(to.as_str()) {
                let reason = format!("{from} leads to '{to}', which is not in archive/");
                problems.push(problem(REDIRECTS, reason, "name an article that is there"));
            }
            if read::legacy::path_of(from).as_ref() != Some(from) {
                let mend = "write it from the root of the site, such as /news.php?id=7";
                problems.push(problem(REDIRECTS, format!("'{from}' is no address"), mend));
            }
            if seen.insert(from, to).is_some_and(|other| other != to) {
                problems.push(problem(REDIRECTS, format!("{from} leads to two articles"), "keep one of the two"));
            }
        }
        if problems.is_empty() { Ok(found) } else { Err(problems) }
    }

    /// The file's text, in an order that does not depend on how it was made.
    ///
    /// # Errors
    /// Where TOML cannot hold it.
    pub fn write(&self) -> Result<String, OldProblem> {
        let mut sorted = self.clone();
        sorted.redirect.sort();
        sorted.unresolvable.sort();
        let tables = toml::to_string(&sorted)
            .map_err(|error| problem(REDIRECTS, error.to_string(), "this is a mistake of the program"))?;
        Ok(format!(
            "# Where the addresses of the old site lead. `to` is the name of an article in archive/.\n\n{tables}"
        ))
    }

    /// The files of the old site that were taken over.
    pub fn files(&self) -> BTreeSet<&str> {
        let led = self.redirect.iter().map(|redirect| redirect.file.as_str());
        led.chain(self.unresolvable.iter().map(|entry| entry.file.as_str())).collect()
    }
}

/// Everything that was taken over from an old site.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OldSite {
    /// Its articles, by slug.
    pub articles: Vec<OldArticle>,
    /// Its addresses.
    pub redirects: Redirects,
}

impl OldSite {
    /// The article of a name.
    pub fn article(&self, slug: &str) -> Option<&OldArticle> {
        self.articles
            .binary_search_by(|article| article.slug.as_str().cmp(slug))
            .ok()
            .map(|place| &self.articles[place])
    }

    /// Reads the files of `archive/`, and `redirects.toml` where it is there.
    ///
    /// # Errors
    /// Every reason for which it cannot be published.
    pub fn parse(files: &[(&str, &str)], redirects: Option<&str>) -> Result<Self, Vec<OldProblem>> {
        let (mut articles, mut problems): (Vec<OldArticle>, Vec<OldProblem>) = (Vec::new(), Vec::new());
        for (file, source) in files {
            match OldArticle::parse(file, source) {
                Ok(article) => articles.push(article),
                Err(problem) => problems.push(problem),
            }
        }
        articles.sort_by(|left, right| left.slug.cmp(&right.slug));
        for pair in articles.windows(2).filter(|pair| pair[0].slug == pair[1].slug) {
            problems.push(problem(&pair[1].path(), "another article has this name", "rename one of the two"));
        }
        let slugs = articles.iter().map(|article| article.slug.as_str()).collect();
        let redirects = redirects.map_or(Ok(Redirects::default()), |source| Redirects::parse(source, &slugs));
        match redirects {
            Ok(redirects) if problems.is_empty() => Ok(Self { articles, redirects }),
            Ok(_) => Err(problems),
            Err(more) => {
                problems.extend(more);
                Err(problems)
            }
        }
    }
}

#[cfg(test)]
mod tests;
