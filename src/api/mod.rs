//! The wire: ids, typed events and snapshot, errors, one function for each endpoint.

pub mod backoff;
pub mod channel;
pub mod client;
pub mod conversation;
pub mod error;
pub mod event;
pub mod flags;
pub mod follow;
pub mod group;
pub mod http;
pub mod ids;
pub mod message;
pub mod narrow;
pub mod params;
pub mod personal;
pub mod presence;
pub mod queue;
pub mod realm;
mod reply;
pub mod routes;
#[cfg(test)]
pub(crate) mod scripted;
pub mod settings;
pub mod snapshot;
pub mod time;
mod tls;
pub mod transport;
pub mod unread;
pub mod user;
pub mod widget;
mod wire;

pub use client::Client;
pub use error::ApiError;
