//! What a command says while it works: one line a step on standard error, and a bar for the long ones.

use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use crate::failure::{Cause, Failure};

/// The steps of one command; also where Ctrl-C is noticed.
pub(crate) struct Progress {
    began: Instant,
    bar: indicatif::ProgressBar,
    stop: Arc<AtomicBool>,
}

impl Progress {
    /// Begins to listen for Ctrl-C.
    pub(crate) fn begin() -> Result<Self, Failure> {
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        ctrlc::set_handler(move || flag.store(true, Ordering::SeqCst))
            .map_err(|error| Failure::new(Cause::Internal, format!("cannot listen for Ctrl-C: {error}"), ""))?;
        let style = indicatif::ProgressStyle::with_template("  {spinner} {msg}")
            .unwrap_or_else(|_| indicatif::ProgressStyle::default_spinner());
        let bar = indicatif::ProgressBar::no_length().with_style(style);
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        Ok(Self { began: Instant::now(), bar, stop })
    }

    /// Says which step begins; fails where Ctrl-C was pressed.
    pub(crate) fn step(&self, name: &str) -> Result<(), Failure> {
        if self.stop.load(Ordering::SeqCst) {
            self.bar.finish_and_clear();
            return Err(Failure::stopped());
        }
        self.bar.set_message(name.to_owned());
        Ok(())
    }

    /// Says which share of a step is done; false where Ctrl-C was pressed. May be called from any thread.
    pub(crate) fn watch(&self, name: &str, share: f64) -> bool {
        if share > 0.0 {
            self.bar.set_message(format!("{name}: {:.0} %", 100.0 * share));
        } else {
            self.bar.set_message(name.to_owned());
        }
        !self.stop.load(Ordering::SeqCst)
    }

    /// Whether the work is still wanted: false where Ctrl-C was pressed. May be asked from any thread.
    pub(crate) fn goes_on(&self) -> ControlFlow<()> {
        if self.stop.load(Ordering::SeqCst) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Whether Ctrl-C was pressed, for work that outlives this borrow.
    pub(crate) fn is_stopped(&self) -> impl Fn() -> bool + Send + use<> {
        let stop = Arc::clone(&self.stop);
        move || stop.load(Ordering::SeqCst)
    }

    /// From here on the command writes; Ctrl-C is not obeyed until it is whole.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    /// Seconds since the command began.
    pub(crate) fn seconds(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }
}
