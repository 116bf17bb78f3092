//! `willay serve --preview`: what a build would publish, for the one who writes it, anew at each change of a file.
//!
//! Everything is computed in memory: nothing is written, entered or signed. It answers this machine alone.

use std::{
    net::{Ipv4Addr, TcpListener},
    path::Path,
    process::ExitCode,
    sync::Arc,
    time::Instant,
};

use record::{counted, numeral};

use crate::{
    arguments,
    build::{self, Ground, Site, desk::Passed},
    failure::{Cause, Failure},
    language::{spoken, words},
    output::say,
    progress::Progress,
    workspace::{Workspace, read_settings},
};

mod answer;
mod door;
mod page;
mod shown;
mod watch;

use shown::{Board, Trouble};
use watch::Watch;

/// Runs `willay serve`.
pub(crate) fn run(options: &arguments::Serve) -> Result<ExitCode, Failure> {
    // Says what is no workspace before anything is shown.
    let settings = read_settings(&options.workspace)?;
    let progress = Progress::begin()?;
    let board = Arc::new(Board::counting_from(u64::from(std::process::id()) << 20));
    let door = door::open(listen(options.port)?, Arc::clone(&board))?;
    let name = settings.name.get(spoken());
    say!("{}", words!("Preview of {name}", "Vista previa de {name}"));
    say!("{} http://{}/", words!("Open  ", "Abra  "), door.address());
    say!(
        "{}\n",
        words!(
            "Ctrl-C ends it. Nothing is written, entered or signed.",
            "Ctrl-C la termina. Nada se escribe, se asienta ni se firma."
        )
    );
    let mut desk = Desk { options, kept: None };
    let mut watch = Watch::begin(&options.workspace);
    while progress.goes_on().is_continue() {
        let begun = Instant::now();
        match desk.site(watch.has_only_pages_changed(), (&progress, &board)) {
            Ok(site) => {
                let (files, seconds) = (site.files.len(), numeral(begun.elapsed().as_secs_f64(), 2, spoken()));
                say!(
                    "{}",
                    words!(
                        "{} in {seconds} s", counted(files, ["file", "files"]);
                        "{} en {seconds} s", counted(files, ["archivo", "archivos"])
                    )
                );
                let moved = words!("moved without a correction", "cambió sin una corrección");
                site.moved.iter().for_each(|one| say!("  {moved}: {one}"));
                board.show(site.files);
            }
            Err(failure) if failure.is_stop() => break,
            Err(failure) => {
                failure.report();
                let (messages, mend) = failure.into_parts();
                board.trouble(Trouble { messages, mend });
            }
        }
        progress.finish();
        watch.wait(&progress);
    }
    progress.finish();
    door.close();
    Ok(ExitCode::SUCCESS)
}

fn listen(port: u16) -> Result<TcpListener, Failure> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
        let mend = words!("leave --port out: a free one is taken then", "no ponga --port: se toma entonces uno libre");
        let message = words!("port {port} cannot be had: {error}", "no se puede tener el puerto {port}: {error}");
        Failure::new(Cause::Machine, message, mend)
    })
}

/// What is computed once and holds as long as only articles and standing pages change.
struct Desk<'a> {
    options: &'a arguments::Serve,
    kept: Option<(Workspace, Ground, Passed)>,
}

impl Desk<'_> {
    fn site(&mut self, only_pages: bool, (progress, board): (&Progress, &Board)) -> Result<Site, Failure> {
        let (mut workspace, ground, mut passed) = match self.kept.take().filter(|_| only_pages) {
            Some(kept) => kept,
            None => self.ground(&self.options.workspace, progress)?,
        };
        let show_first = |pages| board.show_first(pages);
        let site = workspace
            .read_pages_again()
            .and_then(|()| build::preview(&workspace, (&ground, &mut passed), (progress, show_first)));
        self.kept = Some((workspace, ground, passed));
        site
    }

    fn ground(&self, folder: &Path, progress: &Progress) -> Result<(Workspace, Ground, Passed), Failure> {
        let workspace = Workspace::open(folder, &self.options.ledger)?;
        let ground = build::preview_ground(&workspace, progress)?;
        Ok((workspace, ground, Passed::default()))
    }
}
