//! Under which address did an old page stand? Told by the name of its file, as crawlers write it.

/// Keys of a query whose value counts from the newest item: what stands there changes with every new one.
const OFFSETS: &[&str] = &["position", "offset", "start", "limitstart", "from", "pos", "skip", "page", "pagina", "p"];

/// Keys of a query whose value names one item for good.
const IDS: &[&str] = &[
    "id",
    "article",
    "articleid",
    "article_id",
    "nid",
    "newsid",
    "news_id",
    "item",
    "itemid",
    "story",
    "idnoticia",
    "noticia",
];

/// Endings of programs that made pages.
const PROGRAMS: &[&str] = &[".php", ".asp", ".aspx", ".cgi", ".jsp", ".cfm", ".shtml"];

/// What the name of a file tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldName {
    /// The number of the item, where the name has one that stays.
    pub id: Option<String>,
    /// The address, from the root of the old site, such as `/news.php?id=7`.
    pub path: String,
    /// True where the address counts from the newest item, so that it meant something else every day.
    pub is_offset: bool,
}

impl OldName {
    /// Reads the name of a file, with `/` between its folders. `?` may be written `@` or `%3F`, as crawlers do where a
    /// disk does not take it.
    ///
    /// ```
    /// let old = read::legacy::OldName::of("news.php@position=40.html");
    /// assert_eq!((old.path.as_str(), old.is_offset), ("/news.php?position=40", true));
    /// assert_eq!(read::legacy::OldName::of("article-1314.html").id.as_deref(), Some("1314"));
    /// ```
    pub fn of(file: &str) -> Self {
        let file = file.replace("%3F", "?").replace("%3f", "?").replace("%3D", "=").replace("%26", "&");
        let file =
            PROGRAMS.iter().fold(file, |name, ending| name.replace(&format!("{ending}@"), &format!("{ending}?")));
        match file.split_once('?') {
            Some((page, query)) => {
                let query = without_ending(query);
                let pairs = || query.split('&').filter_map(|pair| pair.split_once('='));
                let value = |keys: &[&str]| {
                    pairs().find(|(key, value)| keys.contains(&key.to_lowercase().as_str()) && is_number(value))
                };
                let id = value(IDS).map(|(_, id)| id.to_owned());
                Self { is_offset: id.is_none() && value(OFFSETS).is_some(), id, path: format!("/{page}?{query}") }
            }
            None => {
                let name = file.rsplit('/').next().unwrap_or(&file);
                let stem = without_ending(name);
                let digits = stem.len() - stem.trim_end_matches(|char: char| char.is_ascii_digit()).len();
                let (word, number) = stem.split_at(stem.len() - digits);
                let word = word.trim_end_matches(['-', '_', '=']).to_lowercase();
                let is_offset = !number.is_empty() && OFFSETS.contains(&word.as_str());
                let id = (is_number(number) && !is_offset).then(|| number.to_owned());
                Self { id, path: format!("/{file}"), is_offset }
            }
        }
    }
}

/// True for the names of files that hold pages.
pub fn is_page(name: &str) -> bool {
    let lower = name.to_lowercase();
    let is_query = PROGRAMS.iter().any(|ending| {
        [format!("{ending}?"), format!("{ending}@"), format!("{ending}%3f")].iter().any(|mark| lower.contains(mark))
    });
    lower.ends_with(".html") || lower.ends_with(".htm") || is_query
}

fn is_number(text: &str) -> bool {
    (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn without_ending(name: &str) -> &str {
    name.strip_suffix(".html").or_else(|| name.strip_suffix(".htm")).unwrap_or(name)
}

/// The address of an item by a pattern with `{id}`, such as `/news.php?id={id}`; `None` where the item has no number.
pub fn at_pattern(pattern: &str, old: &OldName) -> Option<String> {
    let path = path_of(pattern)?;
    Some(path.replace("{id}", old.id.as_ref()?))
}

/// Path and query of an address, from the root of its site; `None` where it climbs or is none.
pub fn path_of(address: &str) -> Option<String> {
    let address = address.split('#').next()?.trim();
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => address,
    };
    let path = format!("/{}", path.trim_start_matches('/'));
    let is_plain =
        path.split(['/', '?']).all(|part| part != "..") && !path.contains(['\\', '\n', '\r', '\t', '"', '<', '>']);
    (is_plain && path.len() > 1).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_items_from_offsets() {
        for (file, id, path, is_offset) in [
            ("article-1314.html", Some("1314"), "/article-1314.html", false),
            ("news.php?position=40", None, "/news.php?position=40", true),
            ("news.php%3Fposition=40.html", None, "/news.php?position=40", true),
            ("a/news.php?id=7&position=3.html", Some("7"), "/a/news.php?id=7&position=3", false),
            ("page-3.html", None, "/page-3.html", true),
            ("about.htm", None, "/about.htm", false),
        ] {
            assert_eq!(
                OldName::of(file),
                OldName { id: id.map(str::to_owned), path: path.to_owned(), is_offset },
                "{file}"
            );
        }
    }

    #[test]
    fn takes_addresses_that_stay_within_the_site() {
        assert_eq!(path_of("https://old.example/a/b.php?id=3#top").as_deref(), Some("/a/b.php?id=3"));
        assert_eq!(path_of("/a/../../etc").as_deref(), None);
        assert_eq!(path_of("https://old.example"), None);
        assert_eq!(at_pattern("http://x/n/{id}", &OldName::of("article-9.html")).as_deref(), Some("/n/9"));
    }
}
