//! The same work on many things, on all processors.

use std::sync::atomic::{AtomicUsize, Ordering};

/// What comes of each, in order. Each thread takes the next one that nobody has begun, so that long ones hold up nobody.
pub(crate) fn map<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(all.len());
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done: Vec<(usize, R)> = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(one) = all.get(at) else { return done };
            done.push((at, work(one)));
        }
    };
    let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
        let started: Vec<_> = (0..threads).map(|_| scope.spawn(take)).collect();
        let ended = started.into_iter().map(|one| one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        ended.flatten().collect()
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_stand_in_the_order_of_what_they_came_of() {
        let all: Vec<u64> = (0..1_000).collect();
        let squares = super::map(&all, |one| one * one);
        assert!(squares.iter().zip(&all).all(|(square, one)| *square == one * one) && squares.len() == all.len());
        assert!(super::map(&[0_u8; 0], |one| *one).is_empty());
    }
}
