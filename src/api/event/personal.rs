//! Events about what belongs to the user alone.

use serde::Deserialize;
use serde_json::Value;

use super::{Parsed, read};
use crate::api::ids::{DraftId, ReminderId, ScheduledMessageId, SnippetId};
use crate::api::personal::{
    Draft, NavigationView, NavigationViewUpdate, Reminder, SavedSnippet, ScheduledMessage,
};

/// A setting has a new value.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SettingChange {
    /// Its name on the wire.
    pub property: Box<str>,
    /// Its new value.
    pub value: Value,
}

/// Legacy twins of `user_settings`, never sent from feature level 439.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegacySetting {
    /// `update_display_settings`.
    Display,
    /// `update_global_notifications`.
    Notifications,
}

/// Reads the three ops that drafts, snippets, scheduled messages and reminders share.
macro_rules! kept_things {
    (
        $(#[$doc:meta])*
        $event:ident { $thing:ty, $id:ty, add: $many:literal, update: $one:literal, remove: $gone:literal }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $event {
            /// New ones.
            Add(Vec<$thing>),
            /// One changed.
            Update($thing),
            /// One less.
            Remove($id),
        }

        impl $event {
            pub(super) fn read(op: &str, text: &str) -> Parsed<Self> {
                #[derive(Deserialize)]
                struct Add {
                    #[serde(rename = $many)]
                    add: OneOrMany<$thing>,
                }
                #[derive(Deserialize)]
                struct Update {
                    #[serde(rename = $one)]
                    update: $thing,
                }
                #[derive(Deserialize)]
                struct Remove {
                    #[serde(rename = $gone)]
                    remove: $id,
                }
                Ok(Some(match op {
                    "add" => Self::Add(match read::<Add>(text)?.add {
                        OneOrMany::One(one) => vec![one],
                        OneOrMany::Many(many) => many,
                    }),
                    "update" => Self::Update(read::<Update>(text)?.update),
                    "remove" => Self::Remove(read::<Remove>(text)?.remove),
                    _ => return Ok(None),
                }))
            }
        }
    };
}

/// One thing, or a list of them.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    Many(Vec<T>),
    One(T),
}

kept_things! {
    /// Drafts on the server changed.
    DraftEvent { Draft, DraftId, add: "drafts", update: "draft", remove: "draft_id" }
}
kept_things! {
    /// Saved snippets changed.
    SavedSnippetEvent {
        SavedSnippet, SnippetId,
        add: "saved_snippet", update: "saved_snippet", remove: "saved_snippet_id"
    }
}
kept_things! {
    /// Messages to be sent later changed, or were sent (`Remove`).
    ScheduledEvent {
        ScheduledMessage, ScheduledMessageId,
        add: "scheduled_messages", update: "scheduled_message", remove: "scheduled_message_id"
    }
}
kept_things! {
    /// Reminders changed, or came (`Remove`).
    ReminderEvent {
        Reminder, ReminderId, add: "reminders", update: "reminder", remove: "reminder_id"
    }
}

/// The views at the top of the left side changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NavigationViewEvent {
    /// A new one.
    Add(NavigationView),
    /// The one with this fragment changed.
    Update(Box<str>, NavigationViewUpdate),
    /// The one with this fragment is gone.
    Remove(Box<str>),
}

impl NavigationViewEvent {
    pub(super) fn read(op: &str, text: &str) -> Parsed<Self> {
        #[derive(Deserialize)]
        struct Add {
            navigation_view: NavigationView,
        }
        #[derive(Deserialize)]
        struct Update {
            fragment: Box<str>,
            data: NavigationViewUpdate,
        }
        #[derive(Deserialize)]
        struct Remove {
            fragment: Box<str>,
        }
        Ok(Some(match op {
            "add" => Self::Add(read::<Add>(text)?.navigation_view),
            "update" => {
                let wire: Update = read(text)?;
                Self::Update(wire.fragment, wire.data)
            }
            "remove" => Self::Remove(read::<Remove>(text)?.fragment),
            _ => return Ok(None),
        }))
    }
}
