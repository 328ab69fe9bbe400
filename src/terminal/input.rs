//! The thread that listens to the terminal and to signals.
//!
//! One thread waits (`poll(2)`) for keys, signals and a word from the program,
//! and does nothing that could make it wait for anything else. So it can always
//! restore the terminal and end the process, whatever the rest of the program is
//! stuck in.

use std::io;
use std::os::unix::net::UnixStream;
use std::pin::Pin;
use std::sync::mpsc;
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::Event;
use futures_util::Stream;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::stdio::stdin;
use signal_hook::consts::{SIGCONT, SIGTSTP, SIGWINCH};
use signal_hook::iterator::backend::SignalDelivery;
use signal_hook::iterator::exfiltrator::SignalOnly;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::color::Rgb;
use super::graphics::Answers;
use super::parse::{Parsed, Parser};
use super::signal::{self, LISTENED, Signal};
use super::state::{self, Phase};

/// One thing that came from the terminal or, as a signal, from the system.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// A key (presses only), mouse event, paste, change of focus or new size.
    Event(Event),
    /// The background's colour, the answer to [`super::Host::ask`].
    Background(Rgb),
    /// What the terminal knows of pictures, when all that was asked is answered.
    Graphics(Answers),
    /// The program is asked to end. It has [`GRACE`] for an orderly end; then
    /// the terminal is restored and the process ended without it. The same
    /// signal sent again ends it at once.
    Signal(Signal),
    /// The terminal is ours again after a stop or after another program had it,
    /// and holds nothing of what was drawn: draw everything.
    Resumed,
}

/// How long an orderly end may take after a signal.
pub const GRACE: Duration = Duration::from_secs(2);

/// A signal sent twice by one cause (a closing terminal and its shell both send
/// SIGHUP) comes within this time.
const SAME_CAUSE: Duration = Duration::from_millis(300);

/// What comes from the terminal, in order.
#[derive(Debug)]
pub struct Inputs(UnboundedReceiver<Input>);

impl Inputs {
    /// What has already come, without waiting.
    pub fn try_next(&mut self) -> Option<Input> {
        self.0.try_recv().ok()
    }
}

impl Stream for Inputs {
    type Item = Input;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Input>> {
        self.0.poll_recv(context)
    }
}

/// A word from the program to the thread; answered when it was done.
enum Word {
    /// Read keys from now on.
    Read(mpsc::SyncSender<()>),
    /// Leave the keys to somebody else.
    Pause(mpsc::SyncSender<()>),
    /// Wait until questions asked are answered, at most this long.
    Settle(Duration, mpsc::SyncSender<()>),
}

/// The program's end of the thread.
#[derive(Debug)]
pub(super) struct Listener {
    words: mpsc::Sender<Word>,
    wake: UnixStream,
}

impl Listener {
    /// Starts the thread. Signals are caught from now on; keys are read when
    /// [`Listener::read`] says so.
    pub(super) fn start() -> io::Result<(Self, Inputs)> {
        let (signal_read, signal_write) = UnixStream::pair()?;
        let signals = SignalDelivery::with_pipe(signal_read, signal_write, SignalOnly, LISTENED)?;
        let (wake, woken) = UnixStream::pair()?;
        woken.set_nonblocking(true)?;
        let (words, hear) = mpsc::channel();
        let (send, receive) = unbounded_channel();
        thread::Builder::new()
            .name("terminal".to_owned())
            .stack_size(256 * 1024)
            .spawn(move || {
                Thread {
                    signals,
                    woken,
                    words: hear,
                    inputs: send,
                    parser: Parser::default(),
                    parsed: Vec::new(),
                    answers: Answers::default(),
                    told: None,
                    reading: false,
                    patience: None,
                    ending: None,
                    settling: None,
                }
                .run();
            })?;
        Ok((Self { words, wake }, Inputs(receive)))
    }

    pub(super) fn read(&self) {
        self.say(Word::Read);
    }

    /// Returns when the thread reads no more keys.
    pub(super) fn pause(&self) {
        self.say(Word::Pause);
    }

    /// Returns when every answer came, or after `limit`.
    pub(super) fn settle(&self, limit: Duration) {
        self.say(|done| Word::Settle(limit, done));
    }

    fn say(&self, word: impl FnOnce(mpsc::SyncSender<()>) -> Word) {
        let (done, wait) = mpsc::sync_channel(1);
        if self.words.send(word(done)).is_ok() {
            // A full pipe wakes the thread as well.
            let _ = io::Write::write(&mut &self.wake, &[0]);
            let _ = wait.recv_timeout(Duration::from_secs(1));
        }
    }
}

struct Thread {
    signals: SignalDelivery<UnixStream, SignalOnly>,
    woken: UnixStream,
    words: mpsc::Receiver<Word>,
    inputs: UnboundedSender<Input>,
    parser: Parser,
    parsed: Vec<Parsed>,
    /// What came in answers about pictures until now.
    answers: Answers,
    /// What of it was told.
    told: Option<Answers>,
    reading: bool,
    /// When the pending bytes are no longer waited on.
    patience: Option<Instant>,
    /// The signal that ends the program, when it came, and the latest end.
    ending: Option<(Signal, Instant, Instant)>,
    settling: Option<(Instant, mpsc::SyncSender<()>)>,
}

/// What `poll` found.
struct Ready {
    signals: bool,
    words: bool,
    keys: bool,
}

impl Thread {
    fn run(mut self) {
        let mut buffer = vec![0; 4096];
        loop {
            let ready = self.wait();
            if ready.words {
                self.take_words();
            }
            // A signal may mean that others had the terminal meanwhile, and took the keys that
            // were seen before: to read them would wait for the next ones, deaf to everything.
            if ready.signals {
                self.take_signals();
            } else if ready.keys && self.reading {
                self.take_keys(&mut buffer);
            }
            self.look_at_the_clock();
        }
    }

    fn wait(&self) -> Ready {
        let next = [
            self.patience,
            self.ending.map(|(_, _, end)| end),
            self.settling.as_ref().map(|(end, _)| *end),
        ];
        let timeout = next.into_iter().flatten().min().map(|at| {
            let left = at.saturating_duration_since(Instant::now());
            // Not a moment too early: a timeout is rounded down otherwise.
            Timespec::try_from(left + Duration::from_micros(100)).unwrap_or_default()
        });
        let keys = stdin();
        let mut fds = [
            PollFd::new(self.signals.get_read(), PollFlags::IN),
            PollFd::new(&self.woken, PollFlags::IN),
            PollFd::new(&keys, PollFlags::IN),
        ];
        // Given back, it has lines for the shell.
        let keys_are_ours = self.reading && state::inside();
        let watched = if keys_are_ours { 3 } else { 2 };
        match poll(&mut fds[..watched], timeout.as_ref()) {
            Ok(_) => Ready {
                signals: !fds[0].revents().is_empty(),
                words: !fds[1].revents().is_empty(),
                keys: keys_are_ours && !fds[2].revents().is_empty(),
            },
            // Interrupted, most likely by one of our signals: look at them. Any
            // other failure is none a retry would mend, nor one to spin on.
            Err(rustix::io::Errno::INTR) => Ready {
                signals: true,
                words: false,
                keys: false,
            },
            Err(_) => {
                thread::sleep(Duration::from_millis(50));
                Ready {
                    signals: true,
                    words: true,
                    keys: false,
                }
            }
        }
    }

    fn send(&self, input: Input) {
        // Nobody listens any more: the program is ending.
        let _ = self.inputs.send(input);
    }

    fn take_words(&mut self) {
        let mut drain = [0; 64];
        while matches!(io::Read::read(&mut self.woken, &mut drain), Ok(n) if n > 0) {}
        while let Ok(word) = self.words.try_recv() {
            let done = match word {
                Word::Read(done) => {
                    self.reading = true;
                    done
                }
                Word::Pause(done) => {
                    self.reading = false;
                    self.give_up();
                    done
                }
                Word::Settle(limit, done) if self.reading && state::asked() => {
                    self.settling = Some((Instant::now() + limit, done));
                    continue;
                }
                Word::Settle(_, done) => done,
            };
            let _ = done.try_send(());
        }
    }

    fn take_keys(&mut self, buffer: &mut [u8]) {
        match rustix::io::read(stdin(), &mut *buffer) {
            // The terminal was closed. Whether SIGHUP comes as well depends on
            // who started us.
            Ok(0) | Err(rustix::io::Errno::IO) => {
                self.reading = false;
                self.end_by(Signal::Hangup);
            }
            Ok(n) => {
                self.parser.feed(&buffer[..n], &mut self.parsed);
                self.patience = self.parser.patience().map(|more| Instant::now() + more);
                self.hand_on();
            }
            Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => {}
            Err(_) => {
                self.reading = false;
                self.end_by(Signal::Hangup);
            }
        }
    }

    fn give_up(&mut self) {
        self.parser.give_up(&mut self.parsed);
        self.patience = None;
        self.hand_on();
    }

    fn hand_on(&mut self) {
        for parsed in std::mem::take(&mut self.parsed) {
            match parsed {
                Parsed::Event(event) => self.send(Input::Event(event)),
                Parsed::Background(rgb) => self.send(Input::Background(rgb)),
                Parsed::KittyKeyboard => super::screen::speak_kitty(),
                Parsed::SchemeChanged => super::screen::ask_background(),
                Parsed::KittyGraphics => self.answers.kitty = true,
                Parsed::CellPixels(cell) => self.answers.cell = Some(cell),
                Parsed::ColorRegisters(number) => self.answers.registers = Some(number),
                Parsed::Attributes { sixel } => {
                    self.answers.sixel = sixel;
                    if self.told != Some(self.answers) {
                        self.told = Some(self.answers);
                        self.send(Input::Graphics(self.answers));
                    }
                    state::set_asked(false);
                    if let Some((_, done)) = self.settling.take() {
                        let _ = done.try_send(());
                    }
                }
            }
        }
    }

    fn look_at_the_clock(&mut self) {
        let now = Instant::now();
        if self.patience.is_some_and(|end| end <= now) {
            self.give_up();
        }
        if let Some((signal, _, end)) = self.ending
            && end <= now
        {
            signal.end_process();
        }
        if let Some((_, done)) = self.settling.take_if(|(end, _)| *end <= now) {
            let _ = done.try_send(());
        }
    }

    fn take_signals(&mut self) {
        let mut pending: Vec<i32> = self.signals.pending().collect();
        if pending.contains(&SIGCONT) {
            // Their order is not known; to go on after a stop is the safe one.
            pending.retain(|number| *number != SIGTSTP);
        }
        for number in pending {
            match number {
                SIGWINCH => {
                    if let Ok((columns, rows)) = super::screen::size() {
                        self.send(Input::Event(Event::Resize(columns, rows)));
                    }
                }
                SIGTSTP => self.stop(),
                SIGCONT => self.resume(),
                number => {
                    if let Some(signal) = Signal::of(number) {
                        self.end_by(signal);
                    }
                }
            }
        }
    }

    /// Ctrl+Z, or SIGTSTP from elsewhere.
    fn stop(&mut self) {
        if !signal::can_be_continued() {
            return;
        }
        state::suspend();
        // SIGCONT, which ends this, is caught as well: see `resume`.
        signal::stop();
    }

    /// The process goes on: after a stop of ours, or after SIGSTOP.
    fn resume(&mut self) {
        match state::phase() {
            Phase::Inside | Phase::Suspended => match state::resume() {
                Ok(true) => self.send(Input::Resumed),
                Ok(false) => {}
                Err(_) => self.end_by(Signal::Hangup),
            },
            Phase::Away | Phase::Lent => {}
        }
    }

    fn end_by(&mut self, signal: Signal) {
        let now = Instant::now();
        match (state::phase(), self.ending) {
            // Keys of the other program's: it is the one who gets them.
            (Phase::Lent, _) if matches!(signal, Signal::Interrupt | Signal::Quit) => {}
            (_, Some((_, came, _))) => {
                if now.duration_since(came) > SAME_CAUSE {
                    signal.end_process();
                }
            }
            (Phase::Away, None) => signal.end_process(),
            (Phase::Inside | Phase::Suspended | Phase::Lent, None) => {
                self.ending = Some((signal, now, now + GRACE));
                if self.inputs.send(Input::Signal(signal)).is_err() {
                    signal.end_process();
                }
            }
        }
    }
}
