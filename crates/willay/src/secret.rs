//! The workspace's secret: 32 bytes from which the signing key and the salts are derived.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use ledger::Secret;

use crate::failure::{Cause, Failure};

/// Where the secret lies within the state folder.
fn path_in(state_folder: &Path) -> PathBuf {
    state_folder.join("secret")
}

/// Reads the secret; `None` where the workspace has none yet.
pub(crate) fn load(state_folder: &Path) -> Result<Option<Secret>, Failure> {
    let path = path_in(state_folder);
    match fs::read_to_string(&path) {
        Ok(text) => parse(&path, &text).map(Some),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::of_path(&path, &error)),
    }
}

/// Reads the secret, or draws one from the operating system where the workspace has none yet.
pub(crate) fn load_or_create(state_folder: &Path) -> Result<Secret, Failure> {
    match load(state_folder)? {
        Some(secret) => Ok(secret),
        None => create(&path_in(state_folder)),
    }
}

/// Reads the secret, or draws one that is not kept.
pub(crate) fn load_or_draw(state_folder: &Path) -> Result<Secret, Failure> {
    match load(state_folder)? {
        Some(secret) => Ok(secret),
        None => draw().map(Secret::from_bytes),
    }
}

fn draw() -> Result<[u8; 32], Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::new(Cause::Machine, format!("the machine gives no random numbers: {error}"), ""))?;
    Ok(bytes)
}

fn parse(path: &Path, text: &str) -> Result<Secret, Failure> {
    text.trim().parse::<record::DocumentId>().map(|hex| Secret::from_bytes(*hex.digest())).map_err(|_| {
        Failure::new(
            Cause::Material,
            format!("{}: not a secret of 64 hexadecimal digits", path.display()),
            "put back the file from your backup; without it, published checkpoints cannot be continued",
        )
    })
}

fn create(path: &Path) -> Result<Secret, Failure> {
    let refusal = |error| Failure::of_path(path, &error);
    let bytes = draw()?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(refusal)?;
    let text = record::DocumentId::from_digest(bytes).to_string();
    file.write_all(format!("{text}\n").as_bytes()).and_then(|()| file.sync_all()).map_err(refusal)?;
    Ok(Secret::from_bytes(bytes))
}
