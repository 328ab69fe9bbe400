//! The wire: ids, typed events and snapshot, errors, one function for each endpoint.

pub mod channel;
pub mod conversation;
pub mod event;
pub mod flags;
pub mod group;
pub mod ids;
pub mod message;
pub mod narrow;
pub mod personal;
pub mod presence;
pub mod realm;
pub mod settings;
pub mod snapshot;
pub mod time;
pub mod unread;
pub mod user;
mod wire;
pub mod backoff;
pub mod client;
pub mod error;
pub mod http;
pub mod ids;
pub mod params;
pub mod queue;
mod reply;
pub mod routes;
#[cfg(test)]
pub(crate) mod scripted;
mod tls;
pub mod transport;

pub use client::Client;
pub use error::ApiError;
