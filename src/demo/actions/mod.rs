//! What people do, and which events that makes for whom.
//!
//! Routes call these with what they parsed; the simulated people call them too.

pub(crate) mod channels;
pub(crate) mod delete;
pub(crate) mod due;
pub(crate) mod edit;
pub(crate) mod flags;
pub(crate) mod moving;
pub(crate) mod notices;
pub(crate) mod people;
pub(crate) mod personal;
pub(crate) mod reactions;
pub(crate) mod send;
pub(crate) mod subscriptions;
pub(crate) mod typing;
