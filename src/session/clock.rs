//! Noticing that time passed without us: the machine slept, the process was stopped, or the
//! clock was set.
//!
//! The monotonic clock stands still while the machine sleeps, and the wall clock does not:
//! every few seconds both are looked at. That is a dozen wake-ups a minute of some µs each.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::task::JoinHandle;

/// How often the clocks are compared: a sleep is noticed within this time of waking up.
pub const TICK: Duration = Duration::from_secs(4);

/// How far the clocks may drift apart between two looks.
const TOLERANCE: Duration = Duration::from_millis(1500);

/// Both clocks at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Since some moment; stands still while the machine sleeps.
    pub monotonic: Duration,
    /// Since 1970; may be set by anybody.
    pub wall: Duration,
}

impl Moment {
    /// Both clocks now, `start` being where the monotonic one began.
    #[must_use]
    pub fn now(start: Instant) -> Self {
        Self {
            monotonic: start.elapsed(),
            wall: SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default(),
        }
    }

    /// Whether more happened since `before` than a wait of one [`TICK`]: the clocks moved
    /// apart, or the wait was far too long.
    #[must_use]
    pub fn has_jumped_since(self, before: Self) -> bool {
        let monotonic = self.monotonic.saturating_sub(before.monotonic);
        let apart = match self.wall.checked_sub(before.wall) {
            Some(wall) => wall.abs_diff(monotonic) > TOLERANCE,
            None => true,
        };
        apart || monotonic > TICK + TICK
    }
}

/// Looks at the clocks (`now`) for ever, and tells `jumped` of each jump.
pub async fn watch_with(mut now: impl FnMut() -> Moment, mut jumped: impl FnMut()) {
    let mut before = now();
    loop {
        tokio::time::sleep(TICK).await;
        let moment = now();
        if moment.has_jumped_since(before) {
            jumped();
        }
        before = moment;
    }
}

/// Watches the real clocks, and SIGCONT, until the task is aborted; tells `jumped`.
pub fn watch(jumped: impl Fn() + Send + Sync + Clone + 'static) -> JoinHandle<()> {
    let start = Instant::now();
    tokio::spawn(async move {
        let also = jumped.clone();
        tokio::join!(watch_with(|| Moment::now(start), jumped), continued(also));
    })
}

#[cfg(unix)]
async fn continued(jumped: impl Fn()) {
    use tokio::signal::unix::{SignalKind, signal};
    // No portable name for it in tokio; the number differs between systems.
    let number = if cfg!(target_os = "linux") { 18 } else { 19 };
    let Ok(mut continued) = signal(SignalKind::from_raw(number)) else {
        return;
    };
    while continued.recv().await.is_some() {
        jumped();
    }
}

#[cfg(not(unix))]
async fn continued(_: impl Fn()) {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn at(monotonic: f64, wall: f64) -> Moment {
        Moment {
            monotonic: Duration::from_secs_f64(monotonic),
            wall: Duration::from_secs_f64(1e9 + wall),
        }
    }

    #[test]
    fn a_sleep_a_stop_and_a_set_clock_are_jumps() {
        let before = at(10.0, 10.0);
        assert!(!at(14.0, 14.0).has_jumped_since(before));
        assert!(!at(14.2, 14.9).has_jumped_since(before), "a little drift");
        assert!(
            at(14.0, 3600.0).has_jumped_since(before),
            "the machine slept"
        );
        assert!(
            at(70.0, 70.0).has_jumped_since(before),
            "the process was stopped"
        );
        assert!(
            at(14.0, 7.0).has_jumped_since(before),
            "the clock was set back"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_sleep_is_noticed_within_five_seconds() {
        let start = tokio::time::Instant::now();
        let asleep = Cell::new(Duration::ZERO);
        let noticed = Cell::new(None);
        let now = || Moment {
            monotonic: start.elapsed(),
            wall: start.elapsed() + asleep.get(),
        };
        let watch = watch_with(now, || noticed.set(Some(start.elapsed())));
        let life = async {
            tokio::time::sleep(Duration::from_secs(101)).await;
            assert_eq!(noticed.get(), None);
            asleep.set(Duration::from_secs(3600));
            tokio::time::sleep(Duration::from_secs(5)).await;
        };
        tokio::select! {
            () = watch => {}
            () = life => {}
        }
        let noticed = noticed.get().unwrap();
        assert!(noticed <= Duration::from_secs(106), "{noticed:?}");
    }
}
