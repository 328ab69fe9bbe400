//! The wire: ids, typed events and snapshot, errors, one function for each endpoint.

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
