//! lazuli: the terminal client for Zulip.
//!
//! One direction of flow: everything that happens becomes an update on one
//! channel; one function turns it into new state and effects; a frame is a pure
//! function of the state. Rooms import only from the floors below their own.

pub mod accounts;
pub mod api;
pub mod app;
pub mod archive;
pub mod cli;
pub mod config;
pub mod content;
pub mod demo;
pub mod log;
pub mod model;
pub mod run;
pub mod session;
pub mod signin;
pub mod terminal;
pub mod text;
pub mod ui;
