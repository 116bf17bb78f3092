//! What stops a command, for whom, and with which exit code.

use std::{io, path::Path, process::ExitCode};

/// Why a command could not go on. The kind decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The command line is wrong.
    Usage,
    /// A file of the workspace or the input is wrong.
    Material,
    /// The machine is in the way.
    Machine,
    /// A mistake of the program's own.
    Internal,
    /// Ctrl-C.
    Stopped,
}

/// A failure as a person reads it: what is wrong, and what mends it.
#[derive(Debug)]
pub(crate) struct Failure {
    cause: Cause,
    messages: Vec<String>,
    hint: String,
}

impl Failure {
    /// One message with its mend.
    pub(crate) fn new(cause: Cause, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { cause, messages: vec![message.into()], hint: hint.into() }
    }

    /// Several messages, each with place, reason and mend of its own.
    pub(crate) fn several(messages: Vec<String>, hint: impl Into<String>) -> Self {
        Self { cause: Cause::Material, messages, hint: hint.into() }
    }

    /// A file or folder that the machine does not give.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the machine has many errors, we have words for some")]
    pub(crate) fn of_path(path: &Path, error: &io::Error) -> Self {
        let place = path.display();
        match error.kind() {
            io::ErrorKind::NotFound => Self::new(
                Cause::Material,
                format!("{place}: not there"),
                "check the path; `willay init` makes a new workspace",
            ),
            io::ErrorKind::PermissionDenied => Self::new(
                Cause::Machine,
                format!("{place}: no rights"),
                "give yourself the right to read and write there, or choose another folder",
            ),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::new(
                Cause::Machine,
                format!("{place}: the disk is full"),
                "make room and run the command again; what was there before is unharmed",
            ),
            io::ErrorKind::IsADirectory => {
                Self::new(Cause::Material, format!("{place}: a folder, not a file"), "name the file in it")
            }
            io::ErrorKind::NotADirectory => {
                Self::new(Cause::Material, format!("{place}: a file, not a folder"), "name the folder that it lies in")
            }
            // Only reading a file as text says so.
            io::ErrorKind::InvalidData => {
                Self::new(Cause::Material, format!("{place}: not UTF-8"), "save the file as text in UTF-8")
            }
            _ => Self::new(Cause::Machine, format!("{place}: {error}"), "mend this and run the command again"),
        }
    }

    /// A file that was named on the command line and that the machine does not give.
    pub(crate) fn of_input(path: &Path, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound {
            return Self::new(Cause::Material, format!("{}: not there", path.display()), "check the path");
        }
        Self::of_path(path, error)
    }

    /// Stopped by Ctrl-C before anything was written.
    pub(crate) fn stopped() -> Self {
        Self::new(
            Cause::Stopped,
            "stopped by Ctrl-C",
            "what stands is whole; run the same command again, and it makes what is missing",
        )
    }

    /// Whether Ctrl-C was the cause.
    pub(crate) fn is_stop(&self) -> bool {
        self.cause == Cause::Stopped
    }

    /// Prints the messages and gives the exit code.
    #[expect(clippy::print_stderr, reason = "the one place where a failure is printed")]
    pub(crate) fn report(&self) -> ExitCode {
        for message in &self.messages {
            eprintln!("error: {message}");
        }
        if self.messages.len() > 1 {
            eprintln!("\n{} errors", self.messages.len());
        }
        if !self.hint.is_empty() {
            eprintln!("mend: {}", self.hint);
        }
        ExitCode::from(match self.cause {
            Cause::Usage => 2,
            Cause::Material => 3,
            Cause::Machine => 4,
            Cause::Internal => 70,
            Cause::Stopped => 130,
        })
    }

    /// What is wrong and what mends it, for those who show it elsewhere than on the terminal.
    pub(crate) fn into_parts(self) -> (Vec<String>, String) {
        (self.messages, self.hint)
    }

    /// Adds what happened to the files before the failure, for the last line.
    pub(crate) fn nothing_written(mut self) -> Self {
        let add = "nothing was written: the ledger and the site are as they were";
        self.hint = if self.hint.is_empty() { add.to_owned() } else { format!("{}\n{add}", self.hint) };
        self
    }
}
