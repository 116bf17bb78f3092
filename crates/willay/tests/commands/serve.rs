//! Does the preview show what a build would publish, anew at each change, to this machine alone, and leave no trace?

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::workspace::{EPOCH, Workspace, files, willay};

/// How long a build of the example may take on a slow machine.
const PATIENCE: Duration = Duration::from_secs(120);

const ARTICLE: &str = "articles/peru-in-numbers-2016.en.md";
const PAGE: &str = "/articles/peru-in-numbers-2016.html";

/// A running preview; it ends with the test.
struct Preview {
    child: Child,
    address: String,
}

impl Preview {
    fn of(workspace: &Workspace) -> Self {
        let mut child = crate::workspace::command()
            .args(["serve", "--preview", workspace.root().to_str().unwrap()])
            .env("SOURCE_DATE_EPOCH", EPOCH)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut lines =
            lines.filter_map(|line| Some(line.strip_prefix("Open   http://")?.trim_end_matches('/').to_owned()));
        let address = lines.next().expect("the preview says its address");
        // What it says later must find a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    /// The whole answer to a request.
    fn ask(&self, method: &str, path: &str, host: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        self.ask("GET", path, &self.address)
    }

    /// Asks until an answer has these words.
    fn until(&self, path: &str, words: &str) -> String {
        let begun = Instant::now();
        let mut seen = String::new();
        loop {
            let answer = self.get(path);
            if answer.contains(words) {
                return answer;
            }
            assert!(begun.elapsed() < PATIENCE, "{words:?} never came in\n{answer}");
            // Answered at once where the state is another than that which was seen, else at the next change.
            seen = self.get(&format!("/.preview/changes?seen={seen}")).lines().last().unwrap().to_owned();
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        // Where the test has already ended it there is nothing to kill.
        self.child.kill().ok();
        self.child.wait().unwrap();
    }
}

#[test]
fn a_saved_article_is_shown_and_nothing_is_written() {
    let workspace = Workspace::example();
    let before = files(&workspace.root());
    let preview = Preview::of(&workspace);
    let page = preview.until(PAGE, "<aside class=\"willay-preview\">");
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("frame-ancestors 'none'"), "{page}");
    let published = workspace.read(ARTICLE);
    workspace.edit(ARTICLE, "\n## ", "\nSaved a moment ago.\n\n## ");
    preview.until(PAGE, "Saved a moment ago.");
    // An error is told with its place and mend, over the page as it was.
    workspace.edit(ARTICLE, "Saved a moment ago.", "They counted 4711 persons.");
    let broken = preview.until(PAGE, "willay-broken");
    assert!(broken.contains("Saved a moment ago.") && broken.starts_with("HTTP/1.1 200"), "{broken}");
    // The link that skips to the text stays the first of the page, and the mistake is told aloud.
    assert!(broken.contains("</a><aside class=\"willay-preview willay-broken\"><div role=\"alert\">"), "{broken}");
    let errors = preview.get("/.preview/errors");
    assert!(errors.contains(ARTICLE) && errors.contains("4711") && errors.contains("mend: "), "{errors}");
    // Figures change too, and a mended article is shown again.
    std::fs::write(workspace.path(ARTICLE), published).unwrap();
    workspace.edit("willay.toml", "Peru in numbers", "Peru counted");
    let mended = preview.until(PAGE, "Peru counted");
    assert!(!mended.contains("Saved a moment ago.") && !mended.contains("willay-broken"), "{mended}");
    workspace.edit("willay.toml", "Peru counted", "Peru in numbers");
    drop(preview);
    assert!(files(&workspace.root()) == before, "the preview wrote into the workspace");
}

#[test]
fn only_this_machine_is_answered_with_what_is_public() {
    let workspace = Workspace::fresh();
    let preview = Preview::of(&workspace);
    preview.until("/", "<aside class=\"willay-preview\">");
    assert!(preview.ask("GET", "/", "evil.example").starts_with("HTTP/1.1 403"));
    assert!(preview.ask("POST", "/", &preview.address).starts_with("HTTP/1.1 405"));
    for path in ["/willay.toml", "/../willay.toml", "/.willay/secret", "/ledger/key", "/ledger/checkpoint"] {
        assert!(preview.get(path).starts_with("HTTP/1.1 404"), "{path}");
    }
    // Each file that a build publishes, and none of what it signs or draws.
    let workspace_built = workspace.built();
    for (name, bytes) in workspace_built.site() {
        let is_of_build = name.starts_with("ledger/") || name.ends_with(".zip") || name.ends_with(".png");
        let status = if is_of_build { "HTTP/1.1 404" } else { "HTTP/1.1 200" };
        let answer = preview.get(&format!("/{name}"));
        assert!(answer.starts_with(status), "{name}: {answer}");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if name == "style.css" {
            assert!(answer.ends_with(&text), "{answer}");
        }
        if name.contains("articles/") && name.ends_with(".html") {
            let main = &text[text.find("<main").unwrap()..text.find("</main>").unwrap()];
            assert!(answer.contains(main), "{name} is shown as it is published: {answer}");
        }
    }
}

#[test]
fn what_cannot_be_served_is_refused_with_its_mend() {
    let workspace = Workspace::fresh();
    let root = workspace.root();
    let ran = willay(&["serve", root.to_str().unwrap()]);
    assert!(ran.code == 2 && ran.err.contains("--preview"), "{}", ran.err);
    let ran = willay(&["serve", "--preview", root.join("articles").to_str().unwrap()]);
    assert!(ran.code == 3 && ran.err.contains("willay.toml") && ran.err.contains("mend:"), "{}", ran.err);
    let preview = Preview::of(&workspace);
    let port = preview.address.rsplit(':').next().unwrap();
    let ran = willay(&["serve", "--preview", root.to_str().unwrap(), "--port", port]);
    assert!(ran.code == 4 && ran.err.contains(port) && ran.err.contains("mend:"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn the_preview_ends_cleanly_at_ctrl_c() {
    let workspace = Workspace::fresh();
    let mut preview = Preview::of(&workspace);
    preview.until("/", "<aside class=\"willay-preview\">");
    let stopped = Command::new("kill").args(["-INT", &preview.child.id().to_string()]).status().unwrap();
    assert!(stopped.success());
    assert_eq!(preview.child.wait().unwrap().code(), Some(0));
}
