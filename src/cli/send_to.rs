//! Where a message goes, from what was written on the command line.

use std::process::ExitCode;

use crate::api::Client;
use crate::api::conversation::{Conversation, DmKey};
use crate::api::error::ApiError;
use crate::api::ids::{ChannelId, TopicName, UserId};
use crate::api::routes::channels::get_stream_id;
use crate::api::routes::users::{get_own_user, get_users};
use crate::api::user::{User, find_user};
use crate::archive::Archive;

use super::connect;

/// Where a message goes, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Recipients {
    /// A topic of a channel, by name or id.
    Topic { channel: String, topic: String },
    /// People, by address, name or id.
    People(Vec<String>),
}

/// Finds the conversation. What the server said once about a name is remembered, and serves
/// when it can't be reached.
///
/// # Errors
/// The exit code, when there is no such channel or person; it has been said.
pub(super) async fn resolve(
    client: &Client,
    archive: &Archive,
    me: Option<UserId>,
    recipients: &Recipients,
) -> Result<Conversation, ExitCode> {
    match recipients {
        Recipients::Topic { channel, topic } => {
            let name = channel.trim_start_matches('#');
            let id = match name.parse() {
                Ok(id) => id,
                Err(_) => {
                    let ask = async { Ok(Ok(get_stream_id(client, name).await?.0)) };
                    remembered(archive, &format!("channel {name}"), ask).await?
                }
            };
            let topic = TopicName::new(topic.trim());
            Ok(Conversation::topic(ChannelId(id), topic))
        }
        Recipients::People(people) => {
            let me = match me {
                Some(me) => {
                    // A memory that can't be written is no reason not to send.
                    let _ = archive.note("me".to_owned(), me.to_string()).await;
                    me
                }
                None => {
                    let ask = async { Ok(Ok(get_own_user(client).await?.user_id.0)) };
                    UserId(remembered(archive, "me", ask).await?)
                }
            };
            let mut ids = Vec::new();
            for person in people {
                let id = match person.parse() {
                    Ok(id) => id,
                    Err(_) => {
                        let ask = async { Ok(find(&get_users(client).await?, person)) };
                        remembered(archive, &format!("person {person}"), ask).await?
                    }
                };
                ids.push(UserId(id));
            }
            Ok(Conversation::Dm(DmKey::new(ids, me)))
        }
    }
}

/// The channel of this name or id.
///
/// # Errors
/// The exit code, when there is none; it has been said.
pub(super) async fn channel(client: &Client, named: &str) -> Result<ChannelId, ExitCode> {
    let name = named.trim_start_matches('#');
    match name.parse() {
        Ok(id) => Ok(ChannelId(id)),
        Err(_) => connect::ask(|| get_stream_id(client, name)).await,
    }
}

/// The one person who is called so.
pub(super) fn find(users: &[User], named: &str) -> Result<u64, String> {
    find_user(users, named)
        .map(|user| user.user_id.0)
        .map_err(|why| why.to_string())
}

/// The id that the server knows now, or that it said before.
async fn remembered(
    archive: &Archive,
    key: &str,
    ask: impl Future<Output = Result<Result<u64, String>, ApiError>>,
) -> Result<u64, ExitCode> {
    let key = key.to_lowercase();
    match ask.await {
        Ok(Ok(id)) => {
            let _ = archive.note(key, id.to_string()).await;
            Ok(id)
        }
        Ok(Err(why)) => Err(connect::fail(&why)),
        Err(error) if error.is_passing() => {
            let noted = archive.noted(key).await.ok().flatten();
            let noted = noted.and_then(|id| id.parse().ok());
            noted.ok_or_else(|| connect::fail(&error))
        }
        Err(error) => Err(connect::fail(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_person_is_found_by_name_and_address_when_there_is_one() {
        let user = |id: u64, name: &str, active: bool| -> User {
            let user = json!({"user_id": id, "full_name": name, "email": format!("user{id}@x"),
                "delivery_email": format!("{id}@example.com"), "is_active": active});
            serde_json::from_value(user).unwrap()
        };
        let users = [
            user(1, "Ada", true),
            user(2, "Ben", true),
            user(3, "Ben", true),
            user(4, "ada", false),
        ];
        assert_eq!(find(&users, "@ADA"), Ok(1), "the active one");
        assert_eq!(find(&users, "4@example.com"), Ok(4));
        assert_eq!(find(&users, "user3@x"), Ok(3));
        assert!(find(&users, "ben").unwrap_err().contains("2, 3"));
        assert!(find(&users, "chika").is_err());
    }
}
