//! What places and people are called, as the server wrote it. Made safe where it is
//! drawn.

use crate::api::conversation::{Conversation, DmKey};
use crate::api::ids::{ChannelId, TopicName};
use crate::model::{Organization, View, query};

/// A topic's name; the organization's word for the empty one.
#[must_use]
pub fn topic<'a>(organization: &'a Organization, topic: &'a TopicName) -> &'a str {
    if topic.as_str().is_empty() {
        &organization.realm().settings.empty_topic_display_name
    } else {
        topic.as_str()
    }
}

/// The people of a conversation but oneself, by name; oneself for notes to self.
#[must_use]
pub fn dm(organization: &Organization, key: &DmKey) -> String {
    let me = organization.me();
    let name = |user| organization.users().name(user).unwrap_or("Unknown user");
    let others: Vec<&str> = key.others(me).map(name).collect();
    if others.is_empty() {
        format!("{} (you)", name(me))
    } else {
        others.join(", ")
    }
}

/// What a view is called.
#[must_use]
pub fn view(organization: &Organization, view: &View) -> String {
    match view {
        View::Combined => "Combined feed".to_owned(),
        View::Mentions => "Mentions".to_owned(),
        View::Starred => "Starred messages".to_owned(),
        View::AllDms => "Direct messages".to_owned(),
        View::Channel(id) => channel(organization, *id).to_owned(),
        View::Conversation(place) => conversation(organization, place),
        View::Search(narrow) => query::in_words(narrow, organization),
    }
}

/// Where a message is: `workshop › glaze tests`, or the people.
#[must_use]
pub fn conversation(organization: &Organization, place: &Conversation) -> String {
    match place {
        Conversation::Topic {
            channel: id,
            topic: name,
        } => format!(
            "{} › {}",
            channel(organization, *id),
            topic(organization, name)
        ),
        Conversation::Dm(key) => dm(organization, key),
    }
}

/// A channel's name.
#[must_use]
pub fn channel(organization: &Organization, id: ChannelId) -> &str {
    organization
        .channels()
        .get(id)
        .map_or("unknown channel", |state| &state.channel.name)
}
