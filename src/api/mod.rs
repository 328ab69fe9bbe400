//! The wire: ids, typed events and snapshot, errors, one function for each endpoint.

pub mod client;
pub mod error;
pub mod http;
pub mod ids;
pub mod params;
mod reply;
mod tls;
pub mod transport;

pub use client::Client;
pub use error::Error;
