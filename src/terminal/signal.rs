//! The signals that end or stop the program.

use rustix::process::{getpgrp, getppid, getsid};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};

/// A signal that asks the program to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Signal {
    /// SIGTERM.
    Terminate,
    /// SIGHUP, or the terminal went away.
    Hangup,
    /// SIGINT sent from outside; Ctrl+C is a key.
    Interrupt,
    /// SIGQUIT.
    Quit,
}

/// All signals the terminal room listens to.
pub(super) const LISTENED: [i32; 7] =
    [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH];

impl Signal {
    pub(super) fn of(number: i32) -> Option<Self> {
        match number {
            SIGTERM => Some(Self::Terminate),
            SIGHUP => Some(Self::Hangup),
            SIGINT => Some(Self::Interrupt),
            SIGQUIT => Some(Self::Quit),
            _ => None,
        }
    }

    /// The signal that an error in writing to the terminal announces: it is gone (EIO), and
    /// SIGHUP may come a moment later or not at all.
    #[must_use]
    pub fn of_error(error: &std::io::Error) -> Option<Self> {
        let gone = rustix::io::Errno::IO.raw_os_error();
        (error.raw_os_error() == Some(gone)).then_some(Self::Hangup)
    }

    /// The number the system gives this signal.
    pub fn number(self) -> i32 {
        match self {
            Self::Terminate => SIGTERM,
            Self::Hangup => SIGHUP,
            Self::Interrupt => SIGINT,
            Self::Quit => SIGQUIT,
        }
    }

    /// Ends the process as this signal would have, had nobody caught it, so that
    /// a shell or a service manager sees why. Restores the terminal if that has
    /// not happened. Nothing is dropped.
    pub fn end_process(self) -> ! {
        super::state::restore();
        // SIGQUIT's own action is a core dump, of which nobody has any use.
        if self != Self::Quit {
            let _ = signal_hook::low_level::emulate_default_handler(self.number());
        }
        std::process::exit(128 + self.number());
    }
}

/// Stops this process until SIGCONT. Returns when it goes on, or at once when
/// nobody is there who could continue it.
pub(super) fn stop() {
    if can_be_continued() {
        let _ = signal_hook::low_level::raise(signal_hook::consts::SIGSTOP);
    }
}

/// Whether a shell watches over this job, who could continue it after a stop.
/// Without one (the program was started as a terminal's only program) the system
/// ignores Ctrl+Z, and so must we: a job-control shell gives each job a process
/// group of its own, so a group that holds the session's leader has none, and
/// neither has one whose parent was replaced by a process outside the session.
pub(super) fn can_be_continued() -> bool {
    let (Some(parent), Ok(session)) = (getppid(), getsid(None)) else {
        return false;
    };
    getpgrp() != session && getsid(Some(parent)).is_ok_and(|theirs| theirs == session)
}
