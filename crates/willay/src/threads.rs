//! Work on many things at once.

use crate::failure::Failure;

/// More threads than this only wait for each other: a folder takes one new name at a time.
const MOST_THREADS: usize = 4;

/// Does something with each of many on several threads, and gives what came of them in their order, or what went wrong
/// with the first.
pub(crate) fn each<T: Sync, R: Send>(
    all: &[T],
    work: impl Fn(&T) -> Result<Option<R>, Failure> + Sync,
) -> Result<Vec<R>, Failure> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    let part = all.len().div_ceil(threads).max(1);
    let of_part = |part: &[T]| part.iter().filter_map(|one| work(one).transpose()).collect::<Result<Vec<R>, Failure>>();
    let of_part = &of_part;
    let done: Vec<Result<Vec<R>, Failure>> = std::thread::scope(|scope| {
        let started: Vec<_> = all.chunks(part).map(|part| scope.spawn(move || of_part(part))).collect();
        started.into_iter().map(|one| one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    let mut gathered = Vec::new();
    for part in done {
        gathered.extend(part?);
    }
    Ok(gathered)
}
