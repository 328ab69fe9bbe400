//! `lazuli users`: the people of the organization.

use std::process::ExitCode;

use serde::Deserialize;

use crate::api::ids::UserId;
use crate::api::routes::users::get_raw_users;
use crate::api::user::Role;

use super::table::{Column, Table};
use super::{connect, listing, output};

const EXAMPLES: &str = "\
Examples:
  lazuli users
  lazuli users quill                         those with quill in their name or address
  lazuli users --all --json | jq -r 'select(.is_bot) | .full_name'

For people: id, name, address, what is special. With --json each line is one user as the server \
sent it.";

/// List the people and bots of the organization
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Those whose account is deactivated as well
    #[arg(short, long)]
    all: bool,
    /// Print each user as a JSON object
    #[arg(long)]
    json: bool,
    /// Only those that have this in their name or address
    #[arg(value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    connect: connect::ConnectArgs,
}

/// What is shown of a user.
#[derive(Debug, Deserialize)]
struct User {
    user_id: UserId,
    full_name: String,
    email: String,
    #[serde(default)]
    delivery_email: Option<String>,
    #[serde(default)]
    role: Option<Role>,
    #[serde(default)]
    is_bot: bool,
    #[serde(default = "yes")]
    is_active: bool,
}

fn yes() -> bool {
    true
}

impl User {
    /// Where mail reaches them, or what the API calls them.
    fn address(&self) -> &str {
        self.delivery_email.as_deref().unwrap_or(&self.email)
    }

    fn notes(&self) -> String {
        let role = match self.role {
            Some(Role::Owner) => "owner",
            Some(Role::Admin) => "administrator",
            Some(Role::Moderator) => "moderator",
            Some(Role::Guest) => "guest",
            Some(Role::Member | Role::Unknown(_)) | None => "",
        };
        let notes = [
            role,
            if self.is_bot { "bot" } else { "" },
            if self.is_active { "" } else { "deactivated" },
        ];
        let notes: Vec<&str> = notes.into_iter().filter(|note| !note.is_empty()).collect();
        notes.join(", ")
    }
}

/// Prints them.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    connect::run_to_end(async {
        let client = args.connect.client()?;
        let users = connect::ask(|| get_raw_users(&client)).await?;
        let mut users = listing::read::<User>(&users)?;
        users.retain(|(user, _)| {
            let address = user.address().to_owned();
            (args.all || user.is_active)
                && listing::holds(
                    args.name.as_deref(),
                    [&user.full_name, &user.email, &address],
                )
        });
        if args.json {
            return listing::print_json(&users);
        }
        users.sort_by_cached_key(|(user, _)| user.full_name.to_lowercase());
        let columns = [
            Column::Right,
            Column::UpTo(28),
            Column::UpTo(36),
            Column::Rest,
        ];
        let mut table = Table::new(&columns);
        for (user, _) in users {
            let (id, notes) = (user.user_id.to_string(), user.notes());
            let address = user.address().to_owned();
            table.row([id, user.full_name, address, notes]);
        }
        output::lines(table.lines())
    })
}
