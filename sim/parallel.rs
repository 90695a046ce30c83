//! The same work for many things, on all cores.

#[cfg(any(test, feature = "scenario"))]
use std::convert::Infallible;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Returns what `work` makes of each item, in order.
///
/// # Errors
///
/// The error of the first item, in order, that has one. Once there is an error, no further item is
/// begun.
pub(crate) fn try_map<T: Sync, R: Send, E: Send>(
    items: &[T],
    work: impl Fn(&T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    try_map_on(cores, items, work)
}

/// The same on so many threads.
///
/// # Errors
///
/// As [`try_map`].
fn try_map_on<T: Sync, R: Send, E: Send>(
    threads: usize,
    items: &[T],
    work: impl Fn(&T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::with_capacity(items.len()));
    thread::scope(|scope| {
        for _ in 0..threads.min(items.len()) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(at) else {
                        break;
                    };
                    let result = work(item);
                    if result.is_err() {
                        next.store(items.len(), Ordering::Relaxed);
                    }
                    let mut results = results.lock().expect("nothing panics with the lock held");
                    results.push((at, result));
                }
            });
        }
    });
    let mut results = results
        .into_inner()
        .expect("nothing panics with the lock held");
    // Items are begun in order, so each one before the first error has its result.
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

/// The same for work that cannot fail.
#[cfg(any(test, feature = "scenario"))]
pub(crate) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let Ok(results) = try_map(items, |item| Ok::<R, Infallible>(work(item)));
    results
}

/// The same on so many threads.
#[cfg(feature = "fleet")]
pub(crate) fn map_on<T: Sync, R: Send>(
    threads: usize,
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let Ok(results) = try_map_on(threads.max(1), items, |item| {
        Ok::<R, Infallible>(work(item))
    });
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1_000).collect();
        assert_eq!(map(&items, |item| *item), items);
        assert_eq!(map(&items[..0], |item| *item), items[..0]);
    }

    #[test]
    fn the_first_error_in_their_order_is_the_one_that_is_told() {
        let items: Vec<usize> = (0..1_000).collect();
        for _ in 0..20 {
            let odd = |item: &usize| item.is_multiple_of(2).then_some(*item).ok_or(*item);
            assert_eq!(try_map(&items, odd), Err(1));
        }
    }
}
