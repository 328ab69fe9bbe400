//! One account's life: the event queue, effects carried out, clocks.

pub mod clock;
pub mod retry;
