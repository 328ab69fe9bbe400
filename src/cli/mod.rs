//! The command line: one file for each subcommand.

pub mod connect;
pub mod demo_server;
pub mod events;
pub mod messages;
pub mod output;
pub mod queue_args;
pub mod register;
pub mod render;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The terminal client for Zulip.
#[derive(Debug, Parser)]
#[command(name = "lazuli", version, subcommand_required = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Events(events::Args),
    Messages(messages::Args),
    Register(register::Args),
    Render(render::Args),
    DemoServer(demo_server::Args),
}

/// Runs what the arguments of this process ask for.
pub fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Events(args) => events::run(args),
        Command::Messages(args) => messages::run(args),
        Command::Register(args) => register::run(args),
        Command::Render(args) => render::run(&args),
        Command::DemoServer(args) => demo_server::run(args),
    }
}
