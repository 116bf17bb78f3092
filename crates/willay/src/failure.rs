//! What stops a command, for whom, and with which exit code.

use std::{io, path::Path, process::ExitCode};

use record::counted;

use crate::language::words;

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
                words!("{place}: not there", "{place}: no existe"),
                words!(
                    "check the path; `willay init` makes a new workspace",
                    "revise la ruta; `willay init` hace un nuevo espacio de trabajo"
                ),
            ),
            io::ErrorKind::PermissionDenied => Self::new(
                Cause::Machine,
                words!("{place}: no rights", "{place}: sin permiso"),
                words!(
                    "give yourself the right to read and write there, or choose another folder",
                    "dese permiso para leer y escribir allí, o elija otra carpeta"
                ),
            ),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::new(
                Cause::Machine,
                words!("{place}: the disk is full", "{place}: el disco está lleno"),
                words!(
                    "make room and run the command again; what was there before is unharmed",
                    "haga sitio y repita la orden; lo que había antes está intacto"
                ),
            ),
            io::ErrorKind::IsADirectory => Self::new(
                Cause::Material,
                words!("{place}: a folder, not a file", "{place}: una carpeta, no un archivo"),
                words!("name the file in it", "nombre el archivo que contiene"),
            ),
            io::ErrorKind::NotADirectory => Self::new(
                Cause::Material,
                words!("{place}: a file, not a folder", "{place}: un archivo, no una carpeta"),
                words!("name the folder that it lies in", "nombre la carpeta en que está"),
            ),
            // Only reading a file as text says so.
            io::ErrorKind::InvalidData => Self::new(
                Cause::Material,
                words!("{place}: not UTF-8", "{place}: no está en UTF-8"),
                words!("save the file as text in UTF-8", "guarde el archivo como texto en UTF-8"),
            ),
            _ => Self::new(
                Cause::Machine,
                format!("{place}: {error}"),
                words!("mend this and run the command again", "arregle esto y repita la orden"),
            ),
        }
    }

    /// A file that was named on the command line and that the machine does not give.
    pub(crate) fn of_input(path: &Path, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound {
            let message = words!("{}: not there", path.display(); "{}: no existe", path.display());
            return Self::new(Cause::Material, message, words!("check the path", "revise la ruta"));
        }
        Self::of_path(path, error)
    }

    /// Stopped by Ctrl-C before anything was written.
    pub(crate) fn stopped() -> Self {
        Self::new(
            Cause::Stopped,
            words!("stopped by Ctrl-C", "detenido con Ctrl-C"),
            words!(
                "what stands is whole; run the same command again, and it makes what is missing",
                "lo que hay está entero; repita la misma orden y hará lo que falta"
            ),
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
            let count = self.messages.len();
            eprintln!(
                "\n{}",
                words!("{}", counted(count, ["error", "errors"]); "{}", counted(count, ["error", "errores"]))
            );
        }
        if !self.hint.is_empty() {
            let hint = &self.hint;
            eprintln!("{}", words!("mend: {hint}", "remedio: {hint}"));
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
        let add = words!(
            "nothing was written: the ledger and the site are as they were",
            "no se escribió nada: el libro y el sitio están como estaban"
        );
        self.hint = if self.hint.is_empty() { add } else { format!("{}\n{add}", self.hint) };
        self
    }
}
