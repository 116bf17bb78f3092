//! How does a command speak? Lines on standard output; a reader who went away (`| head`) ends it without noise.

use std::{
    fmt::Arguments,
    io::{self, Write as _},
};

use crate::failure::{Cause, Failure};

/// The program as it was called, so that a proposed command can be copied.
pub(crate) fn program() -> String {
    std::env::args().next().unwrap_or_else(|| "willay".to_owned())
}

/// Writes one line on standard output.
macro_rules! say {
    ($($words:tt)*) => { $crate::output::line(format_args!($($words)*)) };
}
pub(crate) use say;

/// Writes one line. Ends the program where nobody can read it any more: quietly where the reader closed the pipe, with
/// the failure's own exit code where the machine refuses.
pub(crate) fn line(words: Arguments<'_>) {
    if let Err(error) = writeln!(io::stdout().lock(), "{words}") {
        if error.kind() == io::ErrorKind::BrokenPipe {
            std::process::exit(0);
        }
        Failure::new(
            Cause::Machine,
            format!("standard output: {error}"),
            "make room, or send the output somewhere else; what the command did is done",
        )
        .report();
        std::process::exit(4);
    }
}
