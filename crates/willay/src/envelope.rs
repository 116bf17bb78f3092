//! Bundles in a form that only their recipient can open: age (X25519), around the signed bundle.
//!
//! age does not authenticate the sender (Valsorda 2019, "age and authenticated encryption"): the signature and the
//! recipient's name are within.

use std::{
    fs,
    io::{Read, Write},
    path::Path,
    str::FromStr,
};

use age::x25519::{Identity, Recipient};
use ledger::Secret;

use crate::failure::{Cause, Failure};

/// No bundle is larger, sealed or open.
pub(crate) const LARGEST_BYTES: u64 = 256 << 20;

/// The key with which this workspace opens what is sent to it, derived from its secret.
pub(crate) fn identity(secret: &Secret) -> Result<Identity, Failure> {
    let internal = |reason: String| Failure::new(Cause::Internal, format!("the exchange key: {reason}"), "");
    let prefix = bech32::Hrp::parse("AGE-SECRET-KEY-").map_err(|error| internal(error.to_string()))?;
    let text = bech32::encode_upper::<bech32::Bech32>(prefix, &secret.exchange_key());
    Identity::from_str(&text.map_err(|error| internal(error.to_string()))?).map_err(|error| internal(error.to_owned()))
}

/// The key to which others encrypt for this workspace.
pub(crate) fn recipient(secret: &Secret) -> Result<String, Failure> {
    Ok(identity(secret)?.to_public().to_string())
}

/// Encrypts for one recipient.
pub(crate) fn seal(recipient: &str, bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let key = Recipient::from_str(recipient).map_err(|reason| {
        let hint = "copy the line `recipient` that `willay office` prints in the other office";
        Failure::new(
            Cause::Material,
            format!("willay.toml: the recipient '{recipient}' is no key of age: {reason}"),
            hint,
        )
    })?;
    age::encrypt(&key, bytes).map_err(|error| Failure::new(Cause::Internal, format!("encryption: {error}"), ""))
}

/// Decrypts a file that was encrypted to this workspace. Bounded before and after.
pub(crate) fn open(path: &Path, identity: &Identity) -> Result<Vec<u8>, Failure> {
    let file = fs::File::open(path).map_err(|error| Failure::of_input(path, &error))?;
    let size = file.metadata().map_err(|error| Failure::of_input(path, &error))?.len();
    if size > LARGEST_BYTES {
        return Err(too_large(path, size));
    }
    let refuse = |reason: String| {
        let hint = "ask for the bundle again; nothing was written";
        Failure::new(Cause::Material, format!("{}: {reason}", path.display()), hint)
    };
    let decryptor = age::Decryptor::new(std::io::BufReader::new(file)).map_err(|error| refuse(said(&error)))?;
    let reader =
        decryptor.decrypt(std::iter::once(identity as &dyn age::Identity)).map_err(|error| refuse(said(&error)))?;
    let mut bytes = Vec::new();
    // age checks each piece as it is read; a file that was cut ends in an error.
    reader
        .take(LARGEST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| refuse(format!("cut off or damaged ({error})")))?;
    if bytes.len() as u64 > LARGEST_BYTES {
        return Err(too_large(path, bytes.len() as u64));
    }
    Ok(bytes)
}

fn said(error: &age::DecryptError) -> String {
    if matches!(error, age::DecryptError::NoMatchingKeys) {
        return "it was encrypted for another office".to_owned();
    }
    format!("no bundle that can be opened ({error})")
}

fn too_large(path: &Path, size: u64) -> Failure {
    Failure::new(
        Cause::Material,
        format!("{}: {} MiB; a bundle has at most {} MiB", path.display(), size >> 20, LARGEST_BYTES >> 20),
        "ask for it in several bundles",
    )
}

/// Writes a file whole or not at all, readable by its owner alone.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let refusal = |error: &std::io::Error| Failure::of_path(path, error);
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| refusal(&error))?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(|error| refusal(&error))?;
    file.persist(path).map_err(|error| refusal(&error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_recipient_opens_it_and_no_cut_or_changed_byte_passes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bundle.age");
        let ours = identity(&Secret::from_bytes([1; 32])).unwrap();
        let others = identity(&Secret::from_bytes([2; 32])).unwrap();
        let sealed = seal(&ours.to_public().to_string(), b"what cusco says").unwrap();
        write(&path, &sealed).unwrap();
        assert_eq!(open(&path, &ours).unwrap(), b"what cusco says");
        assert!(open(&path, &others).is_err());
        for at in 0..sealed.len() {
            let mut bad = sealed.clone();
            bad[at] ^= 1;
            fs::write(&path, &bad).unwrap();
            assert!(open(&path, &ours).is_err(), "byte {at} was changed unseen");
            fs::write(&path, &sealed[..at]).unwrap();
            assert!(open(&path, &ours).is_err(), "cut at {at} unseen");
        }
    }

    #[test]
    fn a_huge_file_is_refused_before_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bundle.age");
        fs::File::create(&path).unwrap().set_len(LARGEST_BYTES + 1).unwrap();
        assert!(open(&path, &identity(&Secret::from_bytes([1; 32])).unwrap()).is_err());
    }
}
