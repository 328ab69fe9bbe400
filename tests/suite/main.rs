//! All integration tests, in one binary: linking is what costs.

mod client;
mod content;
mod pty_terminal;
mod raw_server;
mod screens;
mod support;
mod tls;
mod recordings;
mod wire;
mod zuliprc;
