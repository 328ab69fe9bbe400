//! The state of the screen, and the one function that changes it.

pub mod command;
pub mod commands;
pub mod effect;
mod focus;
pub mod help;
pub mod key;
pub mod layer;
pub mod measure;
mod mouse;
pub mod naming;
pub mod opening;
pub mod panes;
pub mod people;
pub mod picker;
pub mod reading;
pub mod reduce;
pub mod scrolling;
pub mod side;
pub mod stale;
pub mod state;
pub mod store;
pub mod topics;
pub mod unread;
pub mod update;
pub mod viewport;
pub mod views;
