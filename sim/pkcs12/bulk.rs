//! Many files at once: on all cores, with the lanes of each filled across files.

mod worker;

use std::collections::{BTreeMap, VecDeque};
use std::iter::Fuse;
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};

use self::worker::Worker;
use super::contents::Contents;
use super::error::OpenError;
use super::job::{Job, Poll};
use super::limits::Limits;
use super::open::Opening;
use super::profile::EncryptionProfile;
use super::seal::Sealing;
use crate::seed::Stream;

/// How many files of a thread may be between source and result. Enough that the lanes do not run
/// empty while one slow file (NSS iterates 600,000 times) holds back the results after it, and a
/// few megabytes at most when files have a few kilobytes.
const FILES_PER_THREAD: usize = 256;

/// How many bytes of files may be between source and result, whatever their number. One file more
/// than that is always taken.
const BYTES_MAX: usize = 8 << 20;

/// Opens and seals many files at once.
///
/// Results come one by one, in the order of the sources, and are the same as those of
/// [`open()`](super::open()) and [`seal()`](super::seal()) whatever the number of threads. Sources
/// are asked for no sooner than needed, so memory stays bounded however many there are; when the
/// results are dropped, the work ends within milliseconds. (A key derivation with SHA-224, SHA-384
/// or SHA-512, which no common maker uses by default, is finished first.)
///
/// ```
/// use kigen_pkcs12::{Bulk, Contents, EncryptionProfile, Limits, OpenError};
/// use kigen_pkcs12::seed::Seed;
///
/// let profile = EncryptionProfile::WindowsTripleDesSha1;
/// let jobs = (1..=20).map(|number| {
///     let stream = Seed::new(7).stream(&format!("pkcs12/{number}"));
///     (Contents::default(), "0427", profile, stream)
/// });
/// let files: Vec<Vec<u8>> = Bulk::default().seal(jobs).collect();
///
/// let pins = (1..=20).map(|number| if number == 3 { "0428" } else { "0427" });
/// let opened = Bulk::default().open(files.into_iter().zip(pins), &Limits::default());
/// for (number, contents) in (1..).zip(opened) {
///     assert_eq!(contents.err(), (number == 3).then_some(OpenError::WrongPassword));
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bulk {
    /// How many threads work. With one, it is the thread that asks for the results.
    pub threads: NonZeroUsize,
}

impl Default for Bulk {
    /// As many threads as the system grants.
    fn default() -> Self {
        let threads = thread::available_parallelism();
        Bulk {
            threads: threads.unwrap_or(NonZeroUsize::MIN),
        }
    }
}

impl Bulk {
    /// Opens files, each under its password.
    pub fn open<I, F, P>(
        self,
        files: I,
        limits: &Limits,
    ) -> impl Iterator<Item = Result<Contents, OpenError>> + use<I, F, P>
    where
        I: IntoIterator<Item = (F, P)>,
        F: AsRef<[u8]> + Send + 'static,
        P: AsRef<str> + Send + 'static,
    {
        let limits = *limits;
        let jobs = files.into_iter().map(move |(file, password)| NewOpening {
            file,
            password,
            limits,
        });
        Results::new(jobs, self.threads)
    }

    /// Writes files, each with its contents, password, profile and stream.
    pub fn seal<I, P>(self, files: I) -> impl Iterator<Item = Vec<u8>> + use<I, P>
    where
        I: IntoIterator<Item = (Contents, P, EncryptionProfile, Stream)>,
        P: AsRef<str> + Send + 'static,
    {
        let jobs = files.into_iter();
        let jobs = jobs.map(|(contents, password, profile, stream)| NewSealing {
            contents,
            password,
            profile,
            stream,
        });
        Results::new(jobs, self.threads)
    }
}

/// A job that has not begun.
trait NewJob: Send + 'static {
    type Job: Job<Outcome: Send>;

    /// Roughly how many bytes it keeps in memory.
    fn bytes(&self) -> usize;

    /// Does what can be done without keys.
    fn begin(self) -> Poll<Self::Job>;
}

type Outcome<J> = <<J as NewJob>::Job as Job>::Outcome;

struct NewOpening<F, P> {
    file: F,
    password: P,
    limits: Limits,
}

impl<F: AsRef<[u8]> + Send + 'static, P: AsRef<str> + Send + 'static> NewJob for NewOpening<F, P> {
    type Job = Opening;

    fn bytes(&self) -> usize {
        self.file.as_ref().len()
    }

    fn begin(self) -> Poll<Opening> {
        Opening::begin(self.file.as_ref(), self.password.as_ref(), &self.limits)
    }
}

struct NewSealing<P> {
    contents: Contents,
    password: P,
    profile: EncryptionProfile,
    stream: Stream,
}

impl<P: AsRef<str> + Send + 'static> NewJob for NewSealing<P> {
    type Job = Sealing<Contents>;

    fn bytes(&self) -> usize {
        let certificates = self.contents.certificates.iter();
        certificates.map(|bag| bag.certificate.der().len()).sum()
    }

    fn begin(mut self) -> Poll<Sealing<Contents>> {
        let password = self.password.as_ref();
        let sealing = Sealing::begin(self.contents, password, self.profile, &mut self.stream);
        Poll::Pending(sealing)
    }
}

/// The results, in the order of the jobs.
struct Results<I: Iterator<Item: NewJob>> {
    jobs: Fuse<I>,
    begun: u64,
    given: u64,
    /// The sizes of the jobs between those two numbers, and their sum.
    sizes: VecDeque<usize>,
    bytes: usize,
    files_max: usize,
    pool: Pool<I::Item>,
}

/// Who does the work.
enum Pool<J: NewJob> {
    /// The thread that asks for results.
    Own(Box<Worker<J::Job>>, BTreeMap<u64, Outcome<J>>),
    /// Others.
    Threads(Arc<Shared<J>>, Vec<JoinHandle<()>>),
}

/// What threads share with whoever asks for results.
struct Shared<J: NewJob> {
    state: Mutex<State<J>>,
    /// Notified when there is a job, or no more are wanted.
    job_added: Condvar,
    /// Notified when there is an outcome, or none will come.
    done: Condvar,
}

struct State<J: NewJob> {
    jobs: VecDeque<(u64, J)>,
    outcomes: BTreeMap<u64, Outcome<J>>,
    /// Nobody wants the outcomes any more.
    dropped: bool,
    /// A thread panicked, and its outcomes will not come.
    panicked: bool,
}

impl<J: NewJob> Shared<J> {
    fn lock(&self) -> MutexGuard<'_, State<J>> {
        self.state
            .lock()
            .expect("nothing panics while it holds the lock")
    }

    /// What each thread does.
    fn run(&self) {
        let mut worker = Worker::new();
        loop {
            while !worker.is_full() {
                match self.next_job(worker.is_idle()) {
                    Next::Job(number, job) => {
                        let outcome = worker.take(number, job.begin());
                        self.deliver(outcome);
                    }
                    Next::Nothing => break,
                    Next::End => return,
                }
            }
            self.deliver(worker.poll());
            if self.lock().dropped {
                return;
            }
        }
    }

    /// The next job; waits for one when told to.
    fn next_job(&self, wait: bool) -> Next<J> {
        let mut state = self.lock();
        loop {
            if state.dropped {
                return Next::End;
            }
            if let Some((number, job)) = state.jobs.pop_front() {
                return Next::Job(number, job);
            }
            if !wait {
                return Next::Nothing;
            }
            state = self
                .job_added
                .wait(state)
                .expect("nothing panics while it holds the lock");
        }
    }

    fn deliver(&self, outcomes: impl IntoIterator<Item = (u64, Outcome<J>)>) {
        let mut outcomes = outcomes.into_iter().peekable();
        if outcomes.peek().is_some() {
            self.lock().outcomes.extend(outcomes);
            self.done.notify_one();
        }
    }
}

enum Next<J> {
    Job(u64, J),
    Nothing,
    End,
}

/// Reports the panic of a thread.
struct PanicGuard<J: NewJob>(Arc<Shared<J>>);

impl<J: NewJob> Drop for PanicGuard<J> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.lock().panicked = true;
            self.0.done.notify_one();
        }
    }
}

impl<J: NewJob> Pool<J> {
    fn new(threads: NonZeroUsize) -> Self {
        let own = || Pool::Own(Box::new(Worker::new()), BTreeMap::new());
        if threads == NonZeroUsize::MIN {
            return own();
        }
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                jobs: VecDeque::new(),
                outcomes: BTreeMap::new(),
                dropped: false,
                panicked: false,
            }),
            job_added: Condvar::new(),
            done: Condvar::new(),
        });
        let started = (0..threads.get()).map_while(|_| {
            let guard = PanicGuard(Arc::clone(&shared));
            let thread = thread::Builder::new().name("kigen-bulk".to_owned());
            thread.spawn(move || guard.0.run()).ok()
        });
        let started: Vec<_> = started.collect();
        if started.is_empty() {
            return own(); // the system grants no threads
        }
        Pool::Threads(shared, started)
    }

    fn begin(&mut self, number: u64, job: J) {
        match self {
            Pool::Own(worker, outcomes) => outcomes.extend(worker.take(number, job.begin())),
            Pool::Threads(shared, _) => {
                shared.lock().jobs.push_back((number, job));
                shared.job_added.notify_one();
            }
        }
    }

    /// Whether another job would help now, other limits aside.
    fn is_hungry(&self) -> bool {
        match self {
            Pool::Own(worker, _) => !worker.is_full(),
            Pool::Threads(..) => true,
        }
    }

    /// Returns the outcome of job `number`, if it comes without another job.
    fn outcome(&mut self, number: u64) -> Option<Outcome<J>> {
        match self {
            Pool::Own(worker, outcomes) => {
                if !outcomes.contains_key(&number) {
                    outcomes.extend(worker.poll());
                }
                outcomes.remove(&number)
            }
            Pool::Threads(shared, threads) => {
                let mut state = shared.lock();
                loop {
                    if let Some(outcome) = state.outcomes.remove(&number) {
                        return Some(outcome);
                    }
                    if state.panicked {
                        state.dropped = true;
                        drop(state);
                        shared.job_added.notify_all();
                        for thread in threads.drain(..) {
                            thread.join().unwrap_or_else(|panic| resume_unwind(panic));
                        }
                        unreachable!("one of the threads panicked");
                    }
                    state = shared
                        .done
                        .wait(state)
                        .expect("nothing panics while it holds the lock");
                }
            }
        }
    }
}

impl<J: NewJob> Drop for Pool<J> {
    fn drop(&mut self) {
        if let Pool::Threads(shared, threads) = self {
            let mut state = shared.lock();
            state.dropped = true;
            state.jobs.clear();
            drop(state);
            shared.job_added.notify_all();
            for thread in threads.drain(..) {
                // A panic was reported when its outcome was missed, or no longer matters.
                let _ = thread.join();
            }
        }
    }
}

impl<I: Iterator<Item: NewJob>> Results<I> {
    fn new(jobs: I, threads: NonZeroUsize) -> Self {
        Results {
            jobs: jobs.fuse(),
            begun: 0,
            given: 0,
            sizes: VecDeque::new(),
            bytes: 0,
            files_max: FILES_PER_THREAD.saturating_mul(threads.get()),
            pool: Pool::new(threads),
        }
    }

    /// Begins as many jobs as are useful and as there is room for.
    fn feed(&mut self) {
        while self.sizes.len() < self.files_max && self.bytes < BYTES_MAX && self.pool.is_hungry() {
            let Some(job) = self.jobs.next() else {
                return;
            };
            let bytes = job.bytes();
            self.sizes.push_back(bytes);
            self.bytes += bytes;
            self.pool.begin(self.begun, job);
            self.begun += 1;
        }
    }
}

impl<I: Iterator<Item: NewJob>> Iterator for Results<I> {
    type Item = Outcome<I::Item>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            self.feed();
            if self.given == self.begun {
                return None;
            }
            if let Some(outcome) = self.pool.outcome(self.given) {
                self.given += 1;
                self.bytes -= self.sizes.pop_front().expect("a size for each job");
                return Some(outcome);
            }
        }
    }
}
