//! The command line: one file for each subcommand.

mod chosen;
pub mod config;
pub mod connect;
pub mod demo_server;
mod errands;
pub mod events;
pub mod keys;
pub mod messages;
pub mod output;
pub mod queue_args;
pub mod register;
pub mod render;
pub mod send;
mod send_to;
pub mod themes;
pub mod tui;
pub mod unread;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

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
    Config(config::Args),
    Events(events::Args),
    Keys(keys::Args),
    Messages(messages::Args),
    Register(register::Args),
    Render(render::Args),
    Send(send::Args),
    Themes(themes::Args),
    Unread(unread::Args),
    DemoServer(demo_server::Args),
}

/// Runs what the arguments of this process ask for.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command {
        None => tui::run(cli.tui),
        Some(Command::Config(args)) => config::run(args),
        Some(Command::Events(args)) => events::run(args),
        Some(Command::Keys(args)) => keys::run(&args),
        Some(Command::Messages(args)) => messages::run(args),
        Some(Command::Register(args)) => register::run(args),
        Some(Command::Render(args)) => render::run(&args),
        Some(Command::Send(args)) => send::run(args),
        Some(Command::Themes(args)) => themes::run(&args),
        Some(Command::Unread(args)) => unread::run(args),
        Some(Command::DemoServer(args)) => demo_server::run(args),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
