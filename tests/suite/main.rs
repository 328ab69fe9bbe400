//! All integration tests, in one binary: linking is what costs.

mod client;
mod raw_server;
mod tls;
mod wire;
mod zuliprc;

mod pty_terminal;
mod support;
mod content;
