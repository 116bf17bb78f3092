//! Does the program do what its users expect, on real workspaces, run as they run it?
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod acceptance;
mod archives;
mod bind;
mod breakage;
mod browser;
mod build;
mod canary;
mod check;
mod database;
mod disclosure;
mod doors;
mod erase;
mod estimate;
mod evidence;
mod export;
mod history;
mod import;
mod legacy;
mod link;
mod offices;
mod records;
mod report;
mod search;
mod tampering;
mod workspace;
