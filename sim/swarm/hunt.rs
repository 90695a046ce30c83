//! Playing one world after another, on several threads, in order for whoever looks.

use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;

use super::{Swarm, WorldPlayed};

/// How many worlds may wait for whoever takes them, for each thread.
const WAITING_MAX: usize = 4;

/// Plays worlds on so many threads, as long as another one `may_begin`, and has them taken in their
/// order. Whatever the number of threads is, those that were taken are the first of the numbers.
pub fn hunt<B>(
    swarm: Swarm,
    worlds: Range<u64>,
    threads: usize,
    may_begin: &(dyn Fn() -> bool + Sync),
    mut take: impl FnMut(WorldPlayed) -> ControlFlow<B>,
) -> ControlFlow<B> {
    let next = AtomicU64::new(worlds.start);
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let threads = threads.max(1);
        let (send, receive) = sync_channel(threads * WAITING_MAX);
        for _ in 0..threads {
            let send = send.clone();
            scope.spawn(|| {
                let send = send;
                while !is_over.load(Ordering::Relaxed) && may_begin() {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    // What has begun is played to its end, so that no number is left out.
                    if number >= worlds.end || send.send(swarm.play(number)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        let mut waiting = BTreeMap::new();
        let mut at = worlds.start;
        for played in receive {
            waiting.insert(played.number, played);
            while let Some(played) = waiting.remove(&at) {
                at += 1;
                let taken = take(played);
                if taken.is_break() {
                    is_over.store(true, Ordering::Relaxed);
                    return taken;
                }
            }
        }
        ControlFlow::Continue(())
    })
}
