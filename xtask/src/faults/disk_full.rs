//! A disk that runs full: the writer says so, what was acknowledged can be read, and with more room the work goes on.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};
use store::SqliteStore;

use super::{Trial, check, writer};

/// Fills disks of different sizes.
pub(super) fn fill(mut trial: Trial<'_>) -> Result<String> {
    for turn in 0..trial.count {
        let kib = 150 + trial.chance.below(1_500);
        let Some(disk) = SmallDisk::mount(kib)? else {
            return Ok("disk full: skipped, no right to mount a tmpfs".to_owned());
        };
        one(trial.this, &disk).with_context(|| format!("disk {turn} of {kib} KiB"))?;
    }
    Ok(format!("disk full: {} disks, nothing lost, work went on with more room", trial.count))
}

fn one(this: &Path, disk: &SmallDisk) -> Result<()> {
    let outside = tempfile::tempdir()?;
    let told = writer::acknowledged_in(outside.path());
    let place = disk.folder.path().display().to_string();
    let ended = writer::command(this, (&place, &told), &[]).output()?;
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    ensure!(!ended.status.success(), "the writer ended well on a full disk");
    ensure!(said.contains("the disk is full"), "the writer does not say that the disk is full: {said}");
    let acknowledged = check::Acknowledged::read(&told)?;
    if acknowledged.size > 0 {
        check::store_holds(&SqliteStore::open_to_read(&disk.path("ledger.sqlite"))?, &acknowledged)
            .context("read only")?;
    }
    disk.enlarge()?;
    let size = check::place(&place, &told)?;
    let went_on = writer::command(this, (&place, &told), &["3"]).output()?;
    ensure!(went_on.status.success(), "with more room: {}", String::from_utf8_lossy(&went_on.stderr));
    ensure!(check::place(&place, &told)? == size + 15, "with more room, not everything was entered");
    Ok(())
}

/// A tmpfs of a few KiB, gone with its folder.
struct SmallDisk {
    folder: tempfile::TempDir,
}

impl SmallDisk {
    /// `None` where mounting is not allowed.
    fn mount(kib: usize) -> Result<Option<Self>> {
        let folder = tempfile::tempdir()?;
        let options = format!("size={kib}k");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(folder.path()).output();
        match mounted {
            Ok(output) if output.status.success() => Ok(Some(Self { folder })),
            Ok(_) => Ok(None),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn enlarge(&self) -> Result<()> {
        let output = Command::new("mount").args(["-o", "remount,size=16m"]).arg(self.folder.path()).output()?;
        if !output.status.success() {
            bail!("remount: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg(self.folder.path()).status();
        // The folder cannot be removed then, and its name tells where it stayed.
        unmounted.map(drop).unwrap_or_default();
    }
}
