//! The command line: one file for each subcommand.

pub mod channels;
pub mod completions;
pub mod connect;
pub mod demo_server;
mod errands;
pub mod events;
mod listing;
pub mod man;
pub mod messages;
pub mod output;
pub mod queue_args;
pub mod register;
pub mod render;
pub mod send;
mod send_to;
pub mod table;
pub mod topics;
pub mod tui;
pub mod unread;
pub mod users;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

/// The terminal client for Zulip.
#[derive(Debug, Parser)]
#[command(
    name = "lazuli",
    version,
    about = "The terminal client for Zulip",
    long_about = "The terminal client for Zulip: channels, topics and messages side by side, live.\n\n\
        Without a subcommand it opens the screen, signed in with the zuliprc file that Zulip's \
        web app lets you download (Personal settings > Account & privacy > API key).",
    after_help = "Examples:\n  \
        lazuli --demo                      try it without an account\n  \
        lazuli                             with ~/zuliprc\n  \
        lazuli -c work.zuliprc --explore   look around, mark nothing as read\n  \
        lazuli unread --json               for a status bar\n  \
        lazuli events --event-types message | jq .message.content",
    args_conflicts_with_subcommands = true
)]
struct Cli {
    #[command(flatten)]
    tui: tui::Args,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Events(events::Args),
    Messages(messages::Args),
    Register(register::Args),
    Render(render::Args),
    Send(send::Args),
    Unread(unread::Args),
    Channels(channels::Args),
    Topics(topics::Args),
    Users(users::Args),
    DemoServer(demo_server::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// The whole command line, for what is made from it.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs what the arguments of this process ask for.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command {
        None => tui::run(cli.tui),
        Some(Command::Events(args)) => events::run(args),
        Some(Command::Messages(args)) => messages::run(args),
        Some(Command::Register(args)) => register::run(args),
        Some(Command::Render(args)) => render::run(&args),
        Some(Command::Send(args)) => send::run(args),
        Some(Command::Unread(args)) => unread::run(args),
        Some(Command::Channels(args)) => channels::run(args),
        Some(Command::Topics(args)) => topics::run(args),
        Some(Command::Users(args)) => users::run(args),
        Some(Command::DemoServer(args)) => demo_server::run(args),
        Some(Command::Completions(args)) => completions::run(&args),
        Some(Command::Man(args)) => man::run(&args),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
