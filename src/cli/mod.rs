//! The command line: one file for each subcommand.

pub mod accounts;
pub mod api;
pub mod channels;
mod chosen;
pub mod completions;
pub mod config;
pub mod connect;
pub mod demo_server;
pub mod doctor;
pub mod download;
mod early;
mod entrance;
mod errands;
pub mod events;
mod hook;
pub mod keys;
mod listing;
pub mod login;
pub mod logout;
pub mod man;
pub mod mark_read;
mod message_lines;
pub mod messages;
mod narrow_args;
pub mod open;
pub mod open_login;
pub mod output;
pub mod paging;
mod programs;
mod progress;
pub mod queue_args;
pub mod register;
pub mod render;
pub mod search;
mod seat;
mod seen;
pub mod send;
mod send_files;
mod send_other;
mod send_to;
pub mod table;
pub mod themes;
pub mod topics;
pub mod tui;
pub mod unread;
pub mod users;
mod wardrobe;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

/// The terminal client for Zulip.
#[derive(Debug, Parser)]
#[command(
    name = "lazuli",
    version,
    about = "The terminal client for Zulip",
    long_about = "The terminal client for Zulip: channels, topics and messages side by side, live.\n\n\
        Without a subcommand it opens the screen. Who is not signed in yet is asked where and how; \
        a zuliprc file of Zulip's web app (Personal settings > Account & privacy > API key) does \
        too.",
    after_help = "Examples:\n  \
        lazuli --demo                      try it without an account\n  \
        lazuli login chat.example.com      sign in\n  \
        lazuli                             open it, or the account of ~/zuliprc\n  \
        lazuli -c work.zuliprc --explore   look around, mark nothing as read\n  \
        lazuli --view 'channel:workshop topic:kiln'\n  \
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
    Login(login::Args),
    Logout(logout::Args),
    Accounts(accounts::Args),
    Config(config::Args),
    Events(events::Args),
    Keys(keys::Args),
    Messages(messages::Args),
    Open(open::Args),
    Search(search::Args),
    Register(register::Args),
    Render(render::Args),
    Send(send::Args),
    Themes(themes::Args),
    Unread(unread::Args),
    Channels(channels::Args),
    Topics(topics::Args),
    Users(users::Args),
    MarkRead(mark_read::Args),
    Download(download::Args),
    Api(api::Args),
    Doctor(doctor::Args),
    DemoServer(demo_server::Args),
    Completions(completions::Args),
    Man(man::Args),
    OpenLogin(open_login::Args),
}

/// The whole command line, for what is made from it.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs what the arguments of this process ask for.
pub fn main() -> ExitCode {
    let mut arguments = early::put_behind(std::env::args_os().collect());
    if arguments
        .get(1)
        .is_some_and(|name| name == "search" || name == "mark-read")
    {
        arguments = narrow_args::set_off(arguments);
    }
    let first = arguments.get(1).and_then(|first| first.to_str());
    let first = first.map(str::to_owned);
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            return connect::misuse(&in_a_sentence(&error, first.as_deref()));
        }
        // Help and the version: who reads them may have gone.
        Err(error) => {
            let text = error.render();
            let shown = if std::io::stdout().is_terminal() {
                text.ansi().to_string()
            } else {
                text.to_string()
            };
            let printed = output::bytes(shown.as_bytes());
            return printed.err().unwrap_or(ExitCode::SUCCESS);
        }
    };
    match cli.command {
        None => tui::run(cli.tui),
        Some(Command::Login(args)) => login::run(args),
        Some(Command::Logout(args)) => logout::run(args),
        Some(Command::Accounts(args)) => accounts::run(&args),
        Some(Command::OpenLogin(args)) => open_login::run(&args),
        Some(Command::Config(args)) => config::run(args),
        Some(Command::Events(args)) => events::run(args),
        Some(Command::Keys(args)) => keys::run(&args),
        Some(Command::Messages(args)) => messages::run(args),
        Some(Command::Open(args)) => open::run(args),
        Some(Command::Register(args)) => register::run(args),
        Some(Command::Render(args)) => render::run(&args),
        Some(Command::Send(args)) => send::run(args),
        Some(Command::Themes(args)) => themes::run(&args),
        Some(Command::Unread(args)) => unread::run(args),
        Some(Command::Search(args)) => search::run(args),
        Some(Command::MarkRead(args)) => mark_read::run(args),
        Some(Command::Download(args)) => download::run(args),
        Some(Command::Doctor(args)) => doctor::run(args),
        Some(Command::Api(args)) => api::run(args),
        Some(Command::Channels(args)) => channels::run(args),
        Some(Command::Topics(args)) => topics::run(args),
        Some(Command::Users(args)) => users::run(args),
        Some(Command::DemoServer(args)) => demo_server::run(args),
        Some(Command::Completions(args)) => completions::run(&args),
        Some(Command::Man(args)) => man::run(&args),
    }
}

/// What is wrong with the command line, where to read more, and nothing else. `first` is the
/// first argument: perhaps a subcommand.
fn in_a_sentence(error: &clap::Error, first: Option<&str>) -> String {
    let text = error.render().to_string();
    let mut paragraphs = text.split("\n\n").map(|paragraph| {
        let words: Vec<&str> = paragraph.split_whitespace().collect();
        words.join(" ")
    });
    let wrong = paragraphs.next().unwrap_or_default();
    let wrong = wrong.strip_prefix("error: ").unwrap_or(&wrong).to_owned();
    let tips = paragraphs.filter_map(|paragraph| {
        let tip = paragraph.strip_prefix("tip: ")?;
        Some(format!("; {tip}"))
    });
    let lazuli = command();
    let mut names = lazuli.get_subcommands().map(clap::Command::get_name);
    let name = first.filter(|first| names.any(|name| name == *first));
    let help = name.map_or_else(String::new, |name| format!("{name} "));
    let tips: String = tips.collect();
    format!("{wrong}{tips}; `lazuli {help}--help` says more")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn what_is_wrong_is_one_sentence() {
        let said = |words: &str| {
            let error = Cli::try_parse_from(words.split(' ')).expect_err("wrong");
            in_a_sentence(&error, words.split(' ').nth(1))
        };
        assert_eq!(
            said("lazuli messages --before x"),
            "invalid value 'x' for '--before <ID>': a message's id is a number; `lazuli messages --help` says more"
        );
        assert_eq!(
            said("lazuli topics"),
            "the following required arguments were not provided: <CHANNEL>; `lazuli topics --help` says more"
        );
        assert_eq!(
            said("lazuli serch"),
            "unrecognized subcommand 'serch'; some similar subcommands exist: 'users', 'search'; `lazuli --help` says more"
        );
    }
}
