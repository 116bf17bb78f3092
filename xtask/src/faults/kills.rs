//! Processes that are killed at random instants: the one that writes, and the server that it writes to.

use std::{process::Child, thread, time::Duration};

use anyhow::{Context, Result, ensure};
use test_server::TestServer;

use super::{Trial, check, writer};

/// Kills the writer. Its database must be whole each time, and the next writer goes on from it.
pub(super) fn sqlite(mut trial: Trial<'_>) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let (place, told) = (folder.path().display().to_string(), writer::acknowledged_in(folder.path()));
    let mut size = 0;
    for kill in 0..trial.count {
        let mut process = writer::command(trial.this, (&place, &told), &[]).spawn()?;
        thread::sleep(Duration::from_millis(5 + trial.chance.below(120) as u64));
        end(&mut process)?;
        size = check::place(&place, &told).with_context(|| format!("after kill {kill}"))?;
    }
    ensure!(trial.count < 10 || size > 0, "nothing was ever written: the writer does not work");
    Ok(format!("kills: {} of the writer, {size} entries, none lost or doubled", trial.count))
}

fn end(process: &mut Child) -> Result<()> {
    process.kill()?;
    process.wait()?;
    Ok(())
}

/// By turns kills the server with all its processes, and cuts the writer's connection.
pub(super) fn postgres(mut trial: Trial<'_>) -> Result<String> {
    let folder = tempfile::Builder::new().prefix("willay-faults-").tempdir()?;
    open_to_all(folder.path())?;
    let data = folder.path().join("server");
    let Some(mut server) = TestServer::start(Some(&data))? else {
        return Ok("postgres kills: skipped, there is no PostgreSQL (scripts/postgres-for-tests.sh install)".to_owned());
    };
    let url = server.new_database()?;
    let told = writer::acknowledged_in(folder.path());
    let mut size = 0;
    for kill in 0..trial.count {
        let mut process = writer::command(trial.this, (&url, &told), &[]).spawn()?;
        thread::sleep(Duration::from_millis(100 + trial.chance.below(400) as u64));
        if kill % 2 == 0 {
            kill_server(&data)?;
            // The writer must notice by itself that nobody answers.
            let status = process.wait()?;
            ensure!(!status.success(), "the writer ended well without a server");
            drop(server);
            server = start_again(&data)?;
        } else {
            server.cut_connections(&url)?;
            let status = process.wait()?;
            ensure!(!status.success(), "the writer ended well without a connection");
        }
        size = check::place(&url, &told).with_context(|| format!("after kill {kill}"))?;
    }
    drop(server);
    Ok(format!("postgres kills: {} of server and connections, {size} entries, none lost or doubled", trial.count))
}

/// The server's user must be able to reach its folder.
fn open_to_all(folder: &std::path::Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))?)
}

/// Kills the first process and each that it started: nothing of the server is left to end in order.
fn kill_server(data: &std::path::Path) -> Result<()> {
    let first = test_server::process_in(data)?;
    let children = std::process::Command::new("ps").args(["-o", "pid=", "--ppid", &first.to_string()]).output()?;
    let children = String::from_utf8_lossy(&children.stdout).into_owned();
    let all = std::iter::once(first.to_string()).chain(children.split_whitespace().map(str::to_owned));
    // A child may have ended since it was listed.
    std::process::Command::new("kill").arg("-9").args(all).output()?;
    Ok(())
}

fn start_again(data: &std::path::Path) -> Result<TestServer> {
    let mut last = None;
    for _ in 0..20 {
        match TestServer::start(Some(data)) {
            Ok(Some(server)) => return Ok(server),
            Ok(None) => anyhow::bail!("PostgreSQL is gone"),
            Err(error) => last = Some(error),
        }
        thread::sleep(Duration::from_millis(250));
    }
    Err(last.map_or_else(|| anyhow::anyhow!("the server does not start again"), anyhow::Error::from))
}
