//! What time the organization believes it is.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

/// A clock that starts at a given moment and runs at the pace of tokio's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    /// Seconds since the Unix epoch when the clock was started.
    start: f64,
    started: Instant,
}

impl Clock {
    /// A clock that shows `at` (seconds since the Unix epoch) now, else the system's time.
    pub(crate) fn new(at: Option<u64>) -> Self {
        let start = at.map_or_else(
            || {
                SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .unwrap_or(Duration::ZERO)
                    .as_secs_f64()
            },
            |at| at as f64,
        );
        Self {
            start,
            started: Instant::now(),
        }
    }

    /// Moves the clock on.
    pub(crate) fn advance(&mut self, seconds: f64) {
        self.start += seconds;
    }

    /// Seconds since the Unix epoch.
    pub(crate) fn now(&self) -> u64 {
        self.precise() as u64
    }

    /// Seconds since the Unix epoch, with fractions.
    pub(crate) fn precise(&self) -> f64 {
        self.start + self.started.elapsed().as_secs_f64()
    }
}
