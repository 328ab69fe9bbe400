//! What `lazuli send` does besides sending now: later, changed, or as a reaction.

use std::collections::BTreeMap;
use std::process::ExitCode;

use jiff::Zoned;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use url::Url;

use crate::api::client::Limits;
use crate::api::client::files::Reach;
use crate::api::conversation::Conversation;
use crate::api::error::Code;
use crate::api::ids::{MessageId, UserId};
use crate::api::message::ReactionType;
use crate::api::routes::edit_content::edit_message_content;
use crate::api::routes::messages::get_message;
use crate::api::routes::reactions::{EmojiRef, add_reaction, add_reaction_by_name};
use crate::api::routes::register::get_emoji_data_url;
use crate::api::routes::scheduled::schedule_message;
use crate::api::time::UnixSeconds;
use crate::api::{ApiError, Client};
use crate::text::when;

use super::{connect, output};

/// The moment that words name.
///
/// # Errors
/// The exit code, when they name none that is to come; it has been said.
pub(super) fn moment(words: &str) -> Result<Zoned, ExitCode> {
    when::later(words, &Zoned::now()).map_err(|why| connect::misuse(&why))
}

/// Has the server send it later. Prints the id of what is scheduled.
///
/// # Errors
/// The exit code of what failed; it has been said.
pub(super) async fn schedule(
    client: &Client,
    to: &Conversation,
    me: UserId,
    text: &str,
    at: &Zoned,
    json: bool,
) -> Result<(), ExitCode> {
    let seconds = UnixSeconds(at.timestamp().as_second());
    let id = schedule_message(client, to, me, text, seconds).await;
    let id = id.map_err(|error| connect::fail(&error))?;
    connect::note(format_args!(
        "to be sent {} ({})",
        when::words(at, &Zoned::now(), true),
        when::distance(at, &Zoned::now())
    ));
    let line = if json {
        json!({"scheduled_message_id": id, "scheduled_delivery_timestamp": seconds.0}).to_string()
    } else {
        id.to_string()
    };
    output::lines([line])
}

/// Changes what a message says, if it says by then what it says now. Prints its id.
///
/// # Errors
/// The exit code of what failed; it has been said.
pub(super) async fn edit(
    client: &Client,
    id: MessageId,
    text: &str,
    json: bool,
) -> Result<(), ExitCode> {
    let before = connect::ask(|| get_message(client, id, false)).await?;
    let before = Sha256::digest(before.content.as_bytes());
    let before: String = before.iter().map(|byte| format!("{byte:02x}")).collect();
    let edited = edit_message_content(client, id, text, &before).await;
    edited.map_err(|error| match error.code() {
        Some(Code::ExpectationMismatch) => connect::fail(
            &"The message was changed by somebody else just now; nothing was overwritten: look at it and try again",
        ),
        Some(_) | None => connect::fail(&error),
    })?;
    print_id(id, json)
}

/// Adds a reaction. Having it already is as good.
///
/// # Errors
/// The exit code of what failed; it has been said.
pub(super) async fn react(
    client: &Client,
    id: MessageId,
    emoji: &str,
    json: bool,
) -> Result<(), ExitCode> {
    let name = emoji.trim().trim_matches(':');
    let named = name
        .chars()
        .all(|c| c.is_alphanumeric() || "_-+".contains(c));
    let added = if named && !name.is_empty() {
        add_reaction_by_name(client, id, name).await
    } else {
        add_reaction(client, id, &of_glyph(client, name).await?).await
    };
    match added {
        Ok(()) => print_id(id, json),
        Err(error) if error.code() == Some(&Code::ReactionAlreadyExists) => print_id(id, json),
        Err(error) => Err(connect::fail(&error)),
    }
}

/// The emoji with these characters, by the server's own names.
async fn of_glyph(client: &Client, glyph: &str) -> Result<EmojiRef, ExitCode> {
    #[derive(Deserialize)]
    struct Data {
        code_to_names: BTreeMap<String, Vec<String>>,
    }
    let none = || {
        connect::misuse(&format_args!(
            "{glyph:?} is no emoji: give its name, such as tada, or its character"
        ))
    };
    if glyph.is_empty() || glyph.is_ascii() {
        return Err(none());
    }
    let address = connect::ask(|| get_emoji_data_url(client)).await?;
    let url: Url = client.site().join(&address).map_err(|_| none())?;
    let file = async {
        client
            .open_file(&url, Reach::Anywhere, Limits::ORDINARY)
            .await?
            .all()
            .await
    };
    let file = file.await.map_err(|error| {
        connect::fail(&format_args!("The names of emoji can't be had: {error}"))
    })?;
    let data: Data = client
        .decode(&file)
        .map_err(|error: ApiError| connect::fail(&error))?;
    // Servers leave out what only says that it is to be a picture.
    let code = |plain: bool| {
        let chars = glyph.chars().filter(|c| !plain || *c != '\u{fe0f}');
        let codes: Vec<String> = chars.map(|c| format!("{:04x}", u32::from(c))).collect();
        codes.join("-")
    };
    [code(false), code(true)]
        .into_iter()
        .find_map(|code| {
            let name = data.code_to_names.get(&code)?.first()?.clone();
            Some(EmojiRef {
                name,
                code,
                reaction_type: ReactionType::Unicode,
            })
        })
        .ok_or_else(none)
}

fn print_id(id: MessageId, json: bool) -> Result<(), ExitCode> {
    let line = if json {
        json!({ "id": id }).to_string()
    } else {
        id.to_string()
    };
    output::lines([line])
}
