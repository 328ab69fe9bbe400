//! The state of the screen, and the one function that changes it.

pub mod key;
pub mod panes;
pub mod viewport;
