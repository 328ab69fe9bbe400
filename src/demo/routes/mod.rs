//! The endpoints, by the room of the API docs they are described in.
//!
//! <https://zulip.com/api/rest>

pub(crate) mod channels;
pub(crate) mod drafts;
pub(crate) mod events;
pub(crate) mod files;
pub(crate) mod group_members;
pub(crate) mod groups;
pub(crate) mod login;
pub(crate) mod messages;
pub(crate) mod realm;
pub(crate) mod subscriptions;
pub(crate) mod users;
pub(crate) mod write;

use serde_json::{Map, Value, json};

use super::error::Answer;
use super::request::Call;
use super::world::World;

/// What an endpoint answers.
pub(crate) enum Reply {
    /// The fields beside `result` and `msg`.
    Json(Map<String, Value>),
    /// A whole reply, written already.
    Written(Vec<u8>),
    File {
        content_type: String,
        data: std::sync::Arc<[u8]>,
    },
    Redirect(String),
}

/// An endpoint that looks.
pub(crate) type Read = fn(&World, &Call) -> Answer<Reply>;
/// An endpoint that changes something.
pub(crate) type Write = fn(&mut World, &Call) -> Answer<Reply>;

#[derive(Clone, Copy)]
pub(crate) enum Endpoint {
    Read(Read),
    Write(Write),
    /// The long poll, which waits.
    Poll,
}

/// An endpoint and who may call it.
#[derive(Clone, Copy)]
pub(crate) struct Route {
    pub(crate) endpoint: Endpoint,
    pub(crate) anonymous: bool,
}

/// A reply that says nothing but success.
pub(crate) fn done() -> Answer<Reply> {
    Ok(Reply::Json(Map::new()))
}

/// A reply with these fields; anything but an object counts as none.
pub(crate) fn fields(value: Value) -> Answer<Reply> {
    Ok(Reply::Json(match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }))
}

const fn read(endpoint: Read) -> Route {
    Route {
        endpoint: Endpoint::Read(endpoint),
        anonymous: false,
    }
}

const fn write(endpoint: Write) -> Route {
    Route {
        endpoint: Endpoint::Write(endpoint),
        anonymous: false,
    }
}

const fn open(endpoint: Read) -> Route {
    Route {
        endpoint: Endpoint::Read(endpoint),
        anonymous: true,
    }
}

/// The outcome of looking for an endpoint.
pub(crate) enum Found {
    Route(Route),
    /// The path exists, with other methods.
    Methods(Vec<&'static str>),
    Nothing,
}

/// Finds the endpoint of an API path (after `/api/v1/`).
pub(crate) fn find(method: &str, path: &[&str]) -> Found {
    if let Some(route) = api(method, path) {
        return Found::Route(route);
    }
    let methods: Vec<_> = ["GET", "POST", "PATCH", "DELETE", "PUT"]
        .into_iter()
        .filter(|other| api(other, path).is_some())
        .collect();
    if methods.is_empty() {
        Found::Nothing
    } else {
        Found::Methods(methods)
    }
}

fn api(method: &str, path: &[&str]) -> Option<Route> {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    Some(match (method, path) {
        ("GET", ["server_settings"]) => open(login::server_settings),
        ("POST", ["fetch_api_key"]) => open(login::fetch_api_key),
        ("POST", ["dev_fetch_api_key"]) => open(login::dev_fetch_api_key),
        ("GET", ["dev_list_users"]) => open(login::dev_list_users),

        ("POST", ["register"]) => read(events::register),
        ("GET", ["events"]) => Route {
            endpoint: Endpoint::Poll,
            anonymous: false,
        },
        ("DELETE", ["events"]) => read(events::delete),

        ("GET", ["messages"]) => read(messages::list),
        ("POST", ["messages"]) => write(write::send),
        ("GET", ["messages", "matches_narrow"]) => read(messages::matches_narrow),
        ("POST", ["messages", "render"]) => read(messages::render),
        ("POST", ["messages", "flags"]) => write(write::flags),
        ("POST", ["messages", "flags", "narrow"]) => write(write::flags_narrow),
        ("GET", ["messages", id]) if number(id) => read(messages::one),
        ("PATCH", ["messages", id]) if number(id) => write(write::edit),
        ("DELETE", ["messages", id]) if number(id) => write(write::delete),
        ("GET", ["messages", id, "history"]) if number(id) => read(messages::history),
        ("GET", ["messages", id, "read_receipts"]) if number(id) => read(messages::read_receipts),
        ("POST", ["messages", id, "reactions"]) if number(id) => write(write::react),
        ("DELETE", ["messages", id, "reactions"]) if number(id) => write(write::unreact),
        ("POST", ["messages", id, "typing"]) if number(id) => read(write::type_edit),
        ("POST", ["messages", id, "report"]) if number(id) => write(write::report),
        ("POST", ["mark_all_as_read"]) => write(write::mark_all_as_read),
        ("POST", ["mark_stream_as_read"]) => write(write::mark_stream_as_read),
        ("POST", ["mark_topic_as_read"]) => write(write::mark_topic_as_read),
        ("POST", ["submessage"]) => write(write::submessage),
        ("POST", ["typing"]) => read(write::typing),
        ("POST", ["message_edit_typing"]) => read(write::type_edit),
        ("POST", ["zcommand"]) => read(write::zcommand),

        ("GET", ["users"]) => read(users::list),
        ("GET", ["users", "me"]) => read(users::me),
        ("GET", ["users", "me", id, "topics"]) if number(id) => read(channels::topics),
        ("GET", ["users", "me", "subscriptions"]) => read(subscriptions::list),
        ("POST", ["users", "me", "subscriptions"]) => write(subscriptions::subscribe),
        ("DELETE", ["users", "me", "subscriptions"]) => write(subscriptions::unsubscribe),
        ("PATCH", ["users", "me", "subscriptions"]) => write(subscriptions::update),
        ("POST", ["users", "me", "subscriptions", "properties"]) => {
            write(subscriptions::properties)
        }
        ("PATCH", ["users", "me", "subscriptions", "muted_topics"]) => write(users::muted_topics),
        ("POST", ["users", "me", "presence"]) => write(users::post_presence),
        ("POST", ["users", "me", "status"]) => write(users::status),
        ("GET", ["users", "me", "alert_words"]) => read(users::alert_words),
        ("POST", ["users", "me", "alert_words"]) => write(users::add_alert_words),
        ("DELETE", ["users", "me", "alert_words"]) => write(users::remove_alert_words),
        ("POST", ["users", "me", "muted_users", id]) if number(id) => write(users::mute),
        ("DELETE", ["users", "me", "muted_users", id]) if number(id) => write(users::unmute),
        ("PATCH", ["users", "me", "profile_data"]) => write(users::profile_data),
        ("DELETE", ["users", "me", "profile_data"]) => write(users::clear_profile_data),
        ("POST", ["users", "me", "api_key", "regenerate"]) => write(users::new_key),
        ("GET", ["users", id]) if number(id) => read(users::one),
        ("PATCH", ["users", id]) if number(id) => write(users::change),
        ("DELETE", ["users", id]) if number(id) => write(users::deactivate),
        ("POST", ["users", id, "reactivate"]) if number(id) => write(users::reactivate),
        ("GET", ["users", id, "status"]) if number(id) => read(users::one_status),
        ("GET", ["users", id, "channels"]) if number(id) => read(users::channels),
        ("GET", ["users", id, "subscriptions", channel]) if number(id) && number(channel) => {
            read(users::is_subscribed)
        }
        ("GET", ["users", _, "presence"]) => read(users::one_presence),
        ("GET", ["users", _]) => read(users::one),
        ("POST", ["user_topics"]) => write(users::user_topic),
        ("PATCH", ["settings"]) => write(users::settings),

        ("GET", ["realm", "presence"]) => read(users::all_presence),
        ("PATCH", ["realm"]) => write(realm::change),
        ("POST", ["realm", "deactivate"]) => write(realm::deactivate),
        ("GET", ["realm", "emoji"]) => read(realm::emoji),
        ("POST", ["realm", "emoji", _]) => write(realm::add_emoji),
        ("DELETE", ["realm", "emoji", _]) => write(realm::remove_emoji),
        ("GET", ["realm", "linkifiers"]) => read(realm::linkifiers),
        ("POST", ["realm", "filters"]) => write(realm::add_linkifier),
        ("DELETE", ["realm", "filters", id]) if number(id) => write(realm::remove_linkifier),
        ("GET", ["realm", "profile_fields"]) => read(realm::profile_fields),
        ("POST", ["realm", "profile_fields"]) => write(realm::add_profile_field),

        ("GET", ["streams"]) => read(channels::list),
        ("GET", ["get_stream_id"]) => read(channels::id_of),
        ("POST", ["channels", "create"]) => write(channels::create),
        ("GET", ["streams", id]) if number(id) => read(channels::one),
        ("PATCH", ["streams", id]) if number(id) => write(channels::change),
        ("DELETE", ["streams", id]) if number(id) => write(channels::archive),
        ("GET", ["streams", id, "members"]) if number(id) => read(channels::members),
        ("GET", ["streams", id, "email_address"]) if number(id) => read(channels::email_address),
        ("POST", ["streams", id, "delete_topic"]) if number(id) => write(channels::delete_topic),
        ("GET", ["channel_folders"]) => read(channels::folders),

        ("GET", ["user_groups"]) => read(groups::list),
        ("POST", ["user_groups", "create"]) => write(groups::create),
        ("PATCH", ["user_groups", id]) if number(id) => write(groups::change),
        ("POST", ["user_groups", id, "deactivate"]) if number(id) => write(groups::deactivate),
        ("GET", ["user_groups", id, "members"]) if number(id) => read(group_members::members),
        ("POST", ["user_groups", id, "members"]) if number(id) => {
            write(group_members::change_members)
        }
        ("POST", ["user_groups", id, "subgroups"]) if number(id) => {
            write(group_members::change_subgroups)
        }

        ("GET", ["drafts"]) => read(drafts::drafts),
        ("POST", ["drafts"]) => write(drafts::add_drafts),
        ("PATCH", ["drafts", id]) if number(id) => write(drafts::change_draft),
        ("DELETE", ["drafts", id]) if number(id) => write(drafts::remove_draft),
        ("GET", ["scheduled_messages"]) => read(drafts::scheduled),
        ("POST", ["scheduled_messages"]) => write(drafts::schedule),
        ("PATCH", ["scheduled_messages", id]) if number(id) => write(drafts::reschedule),
        ("DELETE", ["scheduled_messages", id]) if number(id) => write(drafts::unschedule),
        ("GET", ["saved_snippets"]) => read(drafts::snippets),
        ("POST", ["saved_snippets"]) => write(drafts::add_snippet),
        ("PATCH", ["saved_snippets", id]) if number(id) => write(drafts::change_snippet),
        ("DELETE", ["saved_snippets", id]) if number(id) => write(drafts::remove_snippet),
        ("GET", ["reminders"]) => read(drafts::reminders),
        ("POST", ["reminders"]) => write(drafts::remind),
        ("DELETE", ["reminders", id]) if number(id) => write(drafts::forget_reminder),

        ("POST", ["user_uploads"]) => write(files::upload),
        ("GET", ["user_uploads", ..]) => read(files::temporary),
        ("GET", ["attachments"]) => read(files::attachments),
        ("DELETE", ["attachments", id]) if number(id) => write(files::remove),
        _ => return None,
    })
}

/// Finds what is served outside of `/api/v1/`.
pub(crate) fn find_page(method: &str, path: &[&str]) -> Option<Route> {
    Some(match (method, path) {
        ("GET", ["user_uploads", "thumbnail", ..]) => read(files::thumbnail),
        ("GET", ["user_uploads", "temporary", ..]) => open(files::download_temporary),
        ("GET", ["user_uploads", ..]) => read(files::download),
        ("GET", ["avatar", ..]) => read(files::avatar),
        ("GET", ["user_avatars", ..]) => open(files::avatar_picture),
        ("GET", ["static", "generated", "emoji", "emoji_api.json"]) => open(files::emoji_data),
        ("GET", ["static", ..]) => open(files::fixed),
        ("GET", ["accounts", "login", "social", ..]) => open(login::social),
        ("GET", ["login"]) => open(login::page),
        _ => return None,
    })
}

/// The whole text of a successful reply.
pub(crate) fn success(mut map: Map<String, Value>, ignored: &[&str]) -> Vec<u8> {
    map.insert("result".into(), json!("success"));
    map.entry("msg").or_insert_with(|| json!(""));
    if !ignored.is_empty() {
        map.insert("ignored_parameters_unsupported".into(), json!(ignored));
    }
    serde_json::to_vec(&map).unwrap_or_default()
}
