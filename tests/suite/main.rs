//! All integration tests, in one binary: linking is what costs.
mod wire;

mod client;
mod raw_server;
mod tls;
mod zuliprc;
