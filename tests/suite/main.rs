//! All integration tests, in one binary: linking is what costs.

mod client;
mod content;
mod pty_terminal;
mod raw_server;
mod recordings;
mod support;
mod tls;
mod wire;
mod zuliprc;
