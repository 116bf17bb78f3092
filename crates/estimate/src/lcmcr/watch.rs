//! How far is a fit, and shall it go on?

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// How far a fit is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Sweeps over all chains and temperatures so far.
    pub sweeps: u64,
    /// Sweeps after which the fit gives up; most tables need a small part of them.
    pub sweeps_max: u64,
    /// R-hat and effective draws (the fewer of bulk and tails) when the chains were last compared.
    pub last_compared: Option<(f64, f64)>,
}

/// Called from any of the fit's threads, several times a second; [`ControlFlow::Break`] ends the fit with
/// [`super::Refusal::Cancelled`]. The result does not depend on how often it is called.
pub type Watch<'a> = &'a (dyn Fn(Progress) -> ControlFlow<()> + Sync);

/// A fit under somebody's eyes.
pub(super) struct Watched<'a> {
    watch: Watch<'a>,
    sweeps: AtomicU64,
    sweeps_max: u64,
    stopped: AtomicBool,
    /// Written between rounds only.
    pub(super) last_compared: Option<(f64, f64)>,
}

impl<'a> Watched<'a> {
    pub(super) fn new(watch: Watch<'a>, sweeps_max: u64) -> Self {
        Self { watch, sweeps: AtomicU64::new(0), sweeps_max, stopped: AtomicBool::new(false), last_compared: None }
    }

    /// Tells of so many more sweeps.
    pub(super) fn tell(&self, sweeps: u64) {
        let sweeps = self.sweeps.fetch_add(sweeps, Ordering::Relaxed) + sweeps;
        let progress = Progress { sweeps, sweeps_max: self.sweeps_max, last_compared: self.last_compared };
        if (self.watch)(progress).is_break() {
            self.stopped.store(true, Ordering::Relaxed);
        }
    }

    pub(super) fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}
