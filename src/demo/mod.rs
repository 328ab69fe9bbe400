//! The embedded demo organization: a small Zulip server on loopback with the real
//! wire format, and the people of a pottery who talk in it.
//!
//! `lazuli --demo` runs it in the same process; `lazuli demo-server` runs it alone.
//! It speaks feature level 379, as recorded from a real server, with a few additions
//! of later levels (channel folders, reminders) that [`Options::plain`] leaves out.
//!
//! An implementation of its own: it shares nothing but ids with the client, which is
//! what makes it a test partner.

mod actions;
mod auth;
mod clock;
mod connection;
mod control;
mod diff;
mod error;
mod faults;
mod fetch;
mod hash;
mod hostile;
mod json;
mod markdown;
mod message_json;
mod messages;
mod narrow;
mod options;
mod picture;
mod queues;
mod register;
mod request;
mod routes;
mod script;
mod search;
mod server;
mod service;
mod tus;
mod uploads;
mod ways_in;
mod widgets;
mod world;

pub use faults::{Fault, FaultKind};
pub use options::Options;
pub use server::{Account, Running, Server};
pub use ways_in::SignIn;
