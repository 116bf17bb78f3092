//! What time it is: SOURCE_DATE_EPOCH where it is set, so that a build can be repeated, else the machine's clock.

use std::time::{SystemTime, UNIX_EPOCH};

use ledger::Timestamp;

use crate::failure::{Cause, Failure};

/// The time that new entries carry.
pub(crate) fn now() -> Result<Timestamp, Failure> {
    match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => text.trim().parse().map(Timestamp::from_seconds).map_err(|_| {
            Failure::new(
                Cause::Usage,
                format!("SOURCE_DATE_EPOCH is '{text}'"),
                "set it to whole seconds since 1970-01-01, or unset it",
            )
        }),
        Err(_) => {
            let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs());
            Ok(Timestamp::from_seconds(i64::try_from(seconds).unwrap_or(i64::MAX)))
        }
    }
}
