//! What to register for, as flags: the same for all subcommands that register.

use std::process::ExitCode;

use crate::api::Client;
use crate::api::narrow::{ChannelOperand, Narrow, NarrowError, Operator, PersonOperand};
use crate::api::routes::channels::get_stream_name;
use crate::api::routes::register::{EventNarrow, IncludeSubscribers, RegisterOptions};
use crate::api::routes::users::get_user;

use super::connect::{fail, misuse};

/// Which events, and what of a snapshot.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct QueueArgs {
    /// Only events of these types [default: all]
    #[arg(long, value_name = "TYPE,…", value_delimiter = ',')]
    pub event_types: Option<Vec<String>>,
    /// Only these sections of the snapshot [default: those of the event types]
    #[arg(long, value_name = "TYPE,…", value_delimiter = ',')]
    pub fetch_event_types: Option<Vec<String>>,
    /// Only message events that match, such as channel:workshop; may be given several times,
    /// and then all must match
    #[arg(long, value_name = "TERM")]
    pub narrow: Vec<String>,
    /// Message events of every public channel, and not only of those subscribed to
    #[arg(long)]
    pub all_public_channels: bool,
    /// Say who is subscribed to each channel
    #[arg(long)]
    pub include_subscribers: bool,
    /// Message content as it was typed, instead of as HTML
    #[arg(long)]
    pub no_apply_markdown: bool,
}

impl QueueArgs {
    /// The narrow of all `--narrow` together.
    ///
    /// # Errors
    /// The first term that is none.
    pub fn narrow(&self) -> Result<Narrow, NarrowError> {
        let mut all = Narrow::all();
        for term in &self.narrow {
            all.0.extend(term.parse::<Narrow>()?.0);
        }
        Ok(all)
    }

    /// Everything but the narrow.
    #[must_use]
    pub fn without_narrow(&self) -> RegisterOptions {
        RegisterOptions {
            apply_markdown: !self.no_apply_markdown,
            event_types: self.event_types.clone(),
            fetch_event_types: self.fetch_event_types.clone(),
            all_public_streams: self.all_public_channels.then_some(true),
            include_subscribers: if self.include_subscribers {
                IncludeSubscribers::All
            } else {
                IncludeSubscribers::No
            },
            ..RegisterOptions::default()
        }
    }

    /// What to register for. Asks the server for the names behind ids, which event queues do
    /// not know.
    ///
    /// # Errors
    /// The exit code, when a term is wrong; it has been said why.
    pub async fn options(&self, client: &Client) -> Result<RegisterOptions, ExitCode> {
        let narrow = self.narrow().map_err(|error| misuse(&error))?;
        let narrow = with_names(client, narrow).await?;
        let Some(narrow) = EventNarrow::new(narrow) else {
            return Err(misuse(
                &"Event queues know the narrows channel:NAME, topic:NAME, sender:EMAIL, is:dm, is:mentioned, is:starred, is:unread, is:alerted and is:resolved; for others use `lazuli messages --follow`",
            ));
        };
        Ok(RegisterOptions {
            narrow,
            ..self.without_narrow()
        })
    }
}

/// The same narrow with channels by name and senders by address.
///
/// # Errors
/// The exit code, when the server knows no such channel or user; it has been said.
pub async fn with_names(client: &Client, mut narrow: Narrow) -> Result<Narrow, ExitCode> {
    for term in &mut narrow.0 {
        match &mut term.operator {
            Operator::Channel(channel) => {
                if let ChannelOperand::Id(id) = channel {
                    let name = get_stream_name(client, *id).await;
                    let name = name.map_err(|error| fail(&error))?;
                    *channel = ChannelOperand::Name(name.into());
                }
            }
            Operator::Sender(person) => {
                if let PersonOperand::Id(id) = person {
                    let user = get_user(client, *id).await.map_err(|error| fail(&error))?;
                    *person = PersonOperand::Email(user.email);
                }
            }
            _ => {}
        }
    }
    Ok(narrow)
}
