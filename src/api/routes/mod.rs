//! One typed function for each endpoint, named as in Zulip's API documentation.
//!
//! <https://zulip.com/api/rest>

pub mod attachments;
pub mod channel_settings;
pub mod channels;
pub mod drafts;
pub mod edit_content;
pub mod events;
pub mod groups;
pub mod history;
pub mod login;
pub mod messages;
pub mod moves;
pub mod personal;
pub mod presence;
pub mod profile;
pub mod reactions;
pub mod register;
pub mod reminders;
pub mod render;
pub mod scheduled;
pub mod send;
pub mod server;
pub mod settings;
pub mod snippets;
pub mod submessages;
pub mod subscriptions;
pub mod typing;
pub mod users;
