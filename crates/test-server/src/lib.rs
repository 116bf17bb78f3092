//! A PostgreSQL server that tests start and throw away. Only tests use it; where there is no PostgreSQL, they say that
//! they are skipped.
//!
//! The server runs under `scripts/postgres-for-tests.sh serve`, which stops it when its standard input ends: with the
//! process that started it, however that ends.

use std::{
    io::{self, BufRead as _, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

/// The script's exit code where the machine has no PostgreSQL.
const NOT_INSTALLED: i32 = 3;

/// A running server.
#[derive(Debug)]
pub struct TestServer {
    script: Child,
    url: String,
}

/// The server that all tests of one process share.
static SHARED: OnceLock<Mutex<Option<TestServer>>> = OnceLock::new();

/// Counts the databases of this process.
static DATABASES: AtomicUsize = AtomicUsize::new(0);

/// The address of a new, empty database; `None`, and said by name on standard error, where there is no PostgreSQL.
///
/// # Panics
/// Where the server is there and does not start, or makes no database: the test cannot go on.
pub fn new_database(test: &str) -> Option<String> {
    let shared = SHARED.get_or_init(|| {
        let started = TestServer::start(None).unwrap_or_else(|error| panic!("the test server: {error}"));
        Mutex::new(started)
    });
    let server = shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let Some(server) = server.as_ref() else {
        skipped(test, "there is no PostgreSQL (scripts/postgres-for-tests.sh install)");
        return None;
    };
    Some(server.new_database().unwrap_or_else(|error| panic!("the test server: {error}")))
}

/// Says on standard error that a test did not run, and why. Written at once: what a test prints is not shown where it passes.
pub fn skipped(test: &str, why: &str) {
    io::stderr()
        .write_all(format!("skipped: {test}: {why}\n").as_bytes())
        .expect("standard error takes what is written");
}

impl TestServer {
    /// Starts a server; in a folder that is given its data stay, and a later start goes on from them. `None` where
    /// there is no PostgreSQL.
    ///
    /// # Errors
    /// Where the script or the server does not start.
    pub fn start(folder: Option<&Path>) -> io::Result<Option<Self>> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/postgres-for-tests.sh");
        let mut command = Command::new("bash");
        command.arg(path).arg("serve").args(folder);
        let mut script = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut url = String::new();
        if let Some(output) = script.stdout.take() {
            io::BufReader::new(output).read_line(&mut url)?;
        }
        if url.is_empty() {
            let status = script.wait()?;
            return match status.code() {
                Some(NOT_INSTALLED) => Ok(None),
                Some(_) | None => Err(io::Error::other(format!("postgres-for-tests.sh ended with {status}"))),
            };
        }
        Ok(Some(Self { script, url: url.trim().to_owned() }))
    }

    /// Makes an empty database and gives its address.
    ///
    /// # Errors
    /// Where the server refuses.
    pub fn new_database(&self) -> io::Result<String> {
        let name = format!("test_{}_{}", std::process::id(), DATABASES.fetch_add(1, Ordering::SeqCst));
        let mut client = postgres::Client::connect(&self.url, postgres::NoTls).map_err(io::Error::other)?;
        client.batch_execute(&format!("CREATE DATABASE {name}")).map_err(io::Error::other)?;
        Ok(self.url_of(&name))
    }

    /// Cuts all connections to a database.
    ///
    /// # Errors
    /// Where the server refuses.
    pub fn cut_connections(&self, url: &str) -> io::Result<()> {
        let (_, name) = url.rsplit_once('/').unwrap_or(("", url));
        let mut client = postgres::Client::connect(&self.url, postgres::NoTls).map_err(io::Error::other)?;
        let sql = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1";
        client.execute(sql, &[&name]).map(drop).map_err(io::Error::other)
    }

    /// The address of a database of this server.
    pub fn url_of(&self, name: &str) -> String {
        let (server, _) = self.url.rsplit_once('/').unwrap_or((&self.url, ""));
        format!("{server}/{name}")
    }
}

/// The number of a server's first process, from the folder in which it keeps its data.
///
/// # Errors
/// Where it does not run there.
pub fn process_in(folder: &Path) -> io::Result<u32> {
    let path: PathBuf = folder.join("data/postmaster.pid");
    let text = std::fs::read_to_string(path)?;
    text.lines().next().and_then(|line| line.trim().parse().ok()).ok_or_else(|| io::Error::other("no process number"))
}

impl Drop for TestServer {
    fn drop(&mut self) {
        drop(self.script.stdin.take());
        // The script's own exit code says nothing here: the server is stopped at once, not cleanly.
        self.script.wait().map(drop).unwrap_or_default();
    }
}
