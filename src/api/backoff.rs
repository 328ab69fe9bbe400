//! How long to wait before the next try.

use std::time::Duration;

use fastrand::Rng;

/// Full jitter: each wait is anywhere between nothing and a bound that doubles.
///
/// Time is not looked at, and chance comes from the generator given at the start: a test
/// with a seed sees the same waits each time.
#[derive(Debug, Clone)]
pub struct Backoff {
    first: Duration,
    last: Duration,
    bound: Duration,
    rng: Rng,
}

impl Backoff {
    /// Waits bounded by `first`, then twice that, and so on up to `last`.
    #[must_use]
    pub fn new(first: Duration, last: Duration, rng: Rng) -> Self {
        Self {
            first,
            last,
            bound: first,
            rng,
        }
    }

    /// For a broken connection: 0.1 s to 10 s, as Zulip's own clients.
    #[must_use]
    pub fn for_connection(rng: Rng) -> Self {
        Self::new(Duration::from_millis(100), Duration::from_secs(10), rng)
    }

    /// For what should not happen at all, and would put load on the server: 1 s to 60 s.
    #[must_use]
    pub fn for_surprises(rng: Rng) -> Self {
        Self::new(Duration::from_secs(1), Duration::from_secs(60), rng)
    }

    /// The next wait.
    pub fn next_wait(&mut self) -> Duration {
        let wait = self.bound.mul_f64(self.rng.f64());
        self.bound = (self.bound * 2).min(self.last);
        wait
    }

    /// Starts over, after a success.
    pub fn reset(&mut self) {
        self.bound = self.first;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_double_from_a_tenth_to_ten_seconds() {
        let mut backoff = Backoff::for_connection(Rng::with_seed(1));
        let mut longest = Duration::ZERO;
        for tries in 0..1000_u32 {
            let bound = 0.1 * 2_f64.powi(tries.min(20) as i32);
            let wait = backoff.next_wait();
            assert!(wait.as_secs_f64() <= bound.min(10.0), "{tries}: {wait:?}");
            longest = longest.max(wait);
        }
        assert!(longest > Duration::from_secs(9), "the whole range is used");
        backoff.reset();
        assert!(backoff.next_wait() <= Duration::from_millis(100));
    }
}
