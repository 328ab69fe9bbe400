//! The real binary in a pseudo-terminal, and what a person would see of it.
//!
//! [`Program`] says what to run, [`Running`] is a run: keys go in by name, and
//! every wait is for something on the screen, woken by the bytes that change it
//! and ended by a deadline; nothing sleeps. Each run has a home folder of its own
//! and an environment of which nothing is inherited.

#![allow(dead_code, unused_imports)] // Each user of this folder uses another part of it.

pub mod audit;
pub mod filters;
pub mod keys;
pub mod organization;
pub mod program;
pub mod proxy;
pub mod running;
pub mod screen;
pub mod stage;
pub mod stored;
pub mod usage;

pub use organization::{Organization, until};
pub use program::Program;
pub use proxy::{Network, Proxy};
pub use running::{Exit, Running};
pub use screen::Screen;
pub use usage::Usage;
