//! The simulated people: what they do next.

use super::hash::Rng;
use super::world::World;

/// Decides, one thing after the other; the same seed gives the same.
#[derive(Debug)]
pub(crate) struct Script {
    rng: Rng,
}

impl Script {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            rng: Rng::new(seed ^ 0x5c2197),
        }
    }

    /// Does one thing.
    pub(crate) fn step(&mut self, _world: &mut World) {
        let _ = self.rng.next();
    }
}
