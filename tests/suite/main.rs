//! All integration tests, in one binary: linking is what costs.

mod cli_events;
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

mod pty_terminal;
mod support;

mod demo_events;
mod demo_http;
mod demo_markdown;
mod demo_messages;
mod demo_register;
mod demo_replies;
mod demo_shape;
