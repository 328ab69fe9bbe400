//! All integration tests, in one binary: linking is what costs.

mod cli_events;
mod client;
mod content;
mod content_constructs;
mod content_laws;
mod demo_events;
mod demo_faults;
mod demo_http;
mod demo_life;
mod demo_login;
mod demo_markdown;
mod demo_messages;
mod demo_queues;
mod demo_register;
mod demo_replies;
mod demo_scale;
mod demo_shape;
mod demo_unread;
mod pty_terminal;
mod raw_server;
mod recordings;
mod screens;
mod support;
mod tls;
mod wire;
mod zuliprc;
