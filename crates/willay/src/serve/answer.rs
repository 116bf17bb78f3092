//! What is answered to a request. Nothing but what a build would publish, and only to this machine.

use std::time::Duration;

use publish::site::pictures::FOLDER;

use super::{
    page,
    shown::{Board, Shown},
};

/// How long a page waits for the next change before it asks again.
const PATIENCE: Duration = Duration::from_secs(20);

/// Behind the number of a state in which the page that asks looks as before.
const AS_SEEN: &str = " same";

/// Where the preview's own files stand.
const OWN: &str = "/.preview/";

const SCRIPT: &[u8] = include_bytes!("reload.js");
const STYLE: &[u8] = include_bytes!("preview.css");

/// Of a request, what the answer depends on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) method: &'a str,
    pub(super) target: &'a str,
    pub(super) host: Option<&'a str>,
    /// The server's own.
    pub(super) port: u16,
}

/// An answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) media: &'static str,
    pub(super) policy: String,
    /// Where a folder stands that was asked for without its last `/`.
    pub(super) location: Option<String>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    fn of(status: u16, media: &'static str, body: impl Into<Vec<u8>>) -> Self {
        let policy = "default-src 'none'; frame-ancestors 'none'".to_owned();
        Self { status, media, policy, location: None, body: body.into() }
    }

    fn words(status: u16, words: &str) -> Self {
        Self::of(status, "text/plain; charset=utf-8", format!("{words}\n"))
    }

    fn page(status: u16, page: page::Page) -> Self {
        Self { policy: page.policy, ..Self::of(status, HTML, page.html) }
    }
}

const HTML: &str = "text/html; charset=utf-8";

/// Answers a request.
pub(super) fn answer(asked: &Asked<'_>, board: &Board) -> Answer {
    // A page of another site whose name was pointed at this machine would send that name.
    let Some(host) = asked.host.filter(|host| is_own(host, asked.port)) else {
        return Answer::words(
            403,
            "This preview answers at http://127.0.0.1 and http://localhost with its port alone.",
        );
    };
    if !matches!(asked.method, "GET" | "HEAD") {
        return Answer::words(405, "This preview is only read.");
    }
    let (path, query) = asked.target.split_once('?').unwrap_or((asked.target, ""));
    match path.strip_prefix(OWN) {
        Some("changes") => {
            let (seen, page) = query.split_once("&page=").unwrap_or((query, ""));
            let seen = seen.strip_prefix("seen=").unwrap_or_default();
            let shown = board.after(seen, PATIENCE);
            let is_as_seen = name_of(page).is_some_and(|name| shown.is_as_seen(seen, &name));
            Answer::words(200, &format!("{}{}", shown.version, if is_as_seen { AS_SEEN } else { "" }))
        }
        Some("reload.js") => Answer::of(200, "text/javascript; charset=utf-8", SCRIPT),
        Some("preview.css") => Answer::of(200, "text/css; charset=utf-8", STYLE),
        Some("errors") => Answer::page(200, page::errors(&board.now(), host)),
        Some(_) => Answer::words(404, "The preview has no such file."),
        None => of_site(path, &board.now(), host),
    }
}

fn is_own(host: &str, port: u16) -> bool {
    let is_named = |name: &str| host.strip_prefix(name).is_some_and(|rest| rest == format!(":{port}"));
    is_named("127.0.0.1") || is_named("localhost")
}

/// A file of the site. Names are looked up among those that were rendered; there is no way to the disk.
fn of_site(path: &str, shown: &Shown, host: &str) -> Answer {
    let Some(files) = &shown.files else {
        return Answer::page(503, page::errors(shown, host));
    };
    let Some(name) = name_of(path) else {
        return Answer::words(400, "An address of this preview begins with / and is UTF-8.");
    };
    match shown.file(&name) {
        Some(bytes) if name.ends_with(".html") => {
            Answer::page(200, page::of_site(&String::from_utf8_lossy(bytes), shown, host))
        }
        Some(bytes) => Answer::of(200, media_of(&name), bytes.as_slice()),
        None if path.is_ascii() && files.contains_key(&format!("{name}/index.html")) => {
            Answer { location: Some(format!("{path}/")), ..Answer::words(302, "A folder.") }
        }
        None if name.starts_with(FOLDER) => {
            Answer::words(404, "A preview draws no pictures: `willay build` draws those that other sites show.")
        }
        None if name.starts_with("ledger/") || name.ends_with(".zip") => Answer::words(
            404,
            "A preview signs nothing: `willay build` makes the files of the ledger and the evidence of figures.",
        ),
        None => Answer::page(404, page::missing(&name, shown, host)),
    }
}

/// The file that stands at a path.
fn name_of(path: &str) -> Option<String> {
    let name = path.strip_prefix('/').and_then(decoded)?;
    let index = if name.is_empty() || name.ends_with('/') { "index.html" } else { "" };
    Some(name + index)
}

/// `%C3%B1` as `ñ`; none where it is no UTF-8.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%').and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

fn media_of(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json" | "jsonl" | "geojson") => "application/json",
        Some("xml") => "application/xml",
        Some("svg") => "image/svg+xml",
        Some("csv") => "text/csv; charset=utf-8",
        Some("txt" | "md" | "toml") => "text/plain; charset=utf-8",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("pdf") => "application/pdf",
        Some(_) | None => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{super::shown::Trouble, *};

    fn ask(board: &Board, target: &str) -> Answer {
        answer(&Asked { method: "GET", target, host: Some("127.0.0.1:80"), port: 80 }, board)
    }

    fn board() -> Board {
        let page = "<!DOCTYPE html><html lang=\"es\"><head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
            script-src 'self'; style-src 'self'\"><title>x</title></head><body class=\"a\"><main>Año</main></body></html>";
        let board = Board::default();
        board.show(BTreeMap::from([
            ("index.html".to_owned(), page.as_bytes().to_vec()),
            ("año/index.html".to_owned(), page.as_bytes().to_vec()),
            ("style.css".to_owned(), b"body {}".to_vec()),
        ]));
        board
    }

    #[test]
    fn only_this_machine_is_answered_and_only_readers() {
        let board = board();
        let asked = Asked { method: "GET", target: "/", host: Some("127.0.0.1:80"), port: 80 };
        for (host, status) in [
            (Some("127.0.0.1:80"), 200),
            (Some("localhost:80"), 200),
            (Some("127.0.0.1:81"), 403),
            (Some("evil.example:80"), 403),
            (Some("127.0.0.1.evil.example:80"), 403),
            (None, 403),
        ] {
            assert_eq!(answer(&Asked { host, ..asked }, &board).status, status, "{host:?}");
        }
        assert_eq!(answer(&Asked { method: "POST", ..asked }, &board).status, 405);
        for target in ["/../etc/passwd", "/%2e%2e/etc/passwd", "/ledger/key", "/.preview/x", "http://evil.example/"] {
            assert!(ask(&board, target).status >= 400, "{target}");
        }
        assert_eq!(ask(&board, "/a%C3%B1o/?x=1").status, 200);
        assert_eq!(ask(&board, "/a%C3%B1o?x=1").location.unwrap(), "/a%C3%B1o/");
        assert_eq!(ask(&board, "/style.css").media, "text/css; charset=utf-8");
    }

    #[test]
    fn a_page_is_as_it_would_be_published_but_for_the_banner_and_the_script() {
        let board = board();
        let shown = ask(&board, "/");
        let html = String::from_utf8(shown.body).unwrap();
        assert!(html.contains("<main>Año</main>") && html.contains("<body class=\"a\"><aside"), "{html}");
        assert!(html.contains("src=\"/.preview/reload.js\" data-seen=\"1\"") && !html.contains("http-equiv"), "{html}");
        assert!(html.contains("Vista previa"), "in the language of the page: {html}");
        assert_eq!(
            shown.policy,
            "default-src 'none'; script-src 'self' http://127.0.0.1:80/.preview/reload.js; style-src 'self' \
             http://127.0.0.1:80/.preview/preview.css; connect-src http://127.0.0.1:80/.preview/changes; frame-ancestors 'none'"
        );
    }

    #[test]
    fn what_cannot_be_built_is_said_on_the_pages_that_could() {
        let board = Board::default();
        assert_eq!(ask(&board, "/").status, 503);
        let messages = vec!["articles/a.en.md:3: <b> is no number\n  mend: bind it".to_owned()];
        board.trouble(Trouble { messages, mend: "mend the files".to_owned() });
        let error = String::from_utf8(ask(&board, "/").body).unwrap();
        assert!(error.contains("articles/a.en.md:3: &lt;b&gt; is no number") && error.contains("mend the files"));
        board.show(board_files());
        assert!(!String::from_utf8(ask(&board, "/").body).unwrap().contains("is no number"));
        board.trouble(Trouble { messages: vec!["lists/a.csv:1: no column".to_owned()], mend: String::new() });
        let page = String::from_utf8(ask(&board, "/").body).unwrap();
        assert!(page.contains("<main>Año</main>") && page.contains("lists/a.csv:1: no column"), "{page}");
        assert_eq!(ask(&board, "/.preview/changes?seen=2").body, b"3\n", "at once");
    }

    #[test]
    fn pages_are_shown_before_the_site_is_made_of_them_and_then_not_loaded_again() {
        let board = board();
        let newer = |text: &str| BTreeMap::from([("index.html".to_owned(), text.as_bytes().to_vec())]);
        board.show_first(newer("<main>Newer</main>"));
        assert!(String::from_utf8(ask(&board, "/").body).unwrap().contains("Newer"));
        assert_eq!(ask(&board, "/style.css").status, 200, "the rest stays");
        assert_eq!(ask(&board, "/.preview/changes?seen=1&page=/").body, b"2\n");
        let mut files = board_files();
        files.extend(newer("<main>Newer</main>"));
        files.remove("style.css");
        board.show(files);
        assert_eq!(ask(&board, "/.preview/changes?seen=2&page=/").body, b"3 same\n");
        assert_eq!(ask(&board, "/.preview/changes?seen=2&page=/style.css").body, b"3\n");
        assert_eq!(ask(&board, "/.preview/changes?seen=1&page=/").body, b"3\n", "a state that is no longer known");
        let empty = Board::default();
        empty.show_first(newer("too early"));
        assert_eq!(ask(&empty, "/").status, 503);
    }

    fn board_files() -> BTreeMap<String, Vec<u8>> {
        board().now().files.unwrap().as_ref().clone()
    }
}
