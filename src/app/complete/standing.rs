//! Who has what to do with the conversation that one writes to: found out once for it, not
//! with each key.

use std::collections::HashMap;

use crate::api::channel::Subscribers;
use crate::api::conversation::Conversation;
use crate::api::ids::{ChannelId, MessageId, TopicName, UserId};
use crate::model::Organization;

/// Where one writes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Place {
    /// Nowhere yet.
    #[default]
    Nowhere,
    /// A channel; the topic may be yet to be named.
    Channel {
        /// The channel.
        channel: ChannelId,
        /// The topic.
        topic: Option<TopicName>,
    },
    /// People, oneself not counted.
    People(Vec<UserId>),
}

impl Place {
    /// The channel, if it is one.
    #[must_use]
    pub fn channel(&self) -> Option<ChannelId> {
        match self {
            Self::Channel { channel, .. } => Some(*channel),
            Self::Nowhere | Self::People(_) => None,
        }
    }
}

/// How near somebody is to a conversation, the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Nearness {
    /// Takes part in the direct messages, or wrote in the topic lately.
    Here,
    /// Wrote in the channel lately.
    Channel,
    /// Is subscribed to the channel.
    Subscriber,
    /// One had direct messages with them.
    Partner,
    /// None of this.
    #[default]
    Other,
}

/// Who has what to do with a conversation.
#[derive(Debug, Default)]
pub struct Standing {
    /// The conversation.
    pub place: Place,
    /// Of everybody, in the model's order.
    near: Vec<Nearness>,
    /// The newest message of those who wrote here, or with whom one wrote.
    newest: HashMap<UserId, MessageId>,
    /// Whether it is known who is subscribed.
    knows_subscribers: bool,
}

impl Standing {
    /// Finds out who has what to do with a conversation.
    #[must_use]
    pub fn new(organization: &Organization, place: Place) -> Self {
        let me = organization.me();
        let mut near: HashMap<UserId, Nearness> = HashMap::new();
        let mut newest: HashMap<UserId, MessageId> = HashMap::new();
        // The nearer is told later and stays.
        for (key, id) in organization.dms().by_newest() {
            for user in key.others(me) {
                near.insert(user, Nearness::Partner);
                let known = newest.entry(user).or_insert(id);
                *known = (*known).max(id);
            }
        }
        let mut knows_subscribers = false;
        let mut subscribers: &[UserId] = &[];
        match &place {
            Place::Nowhere => {}
            Place::People(people) => {
                near.extend(people.iter().map(|user| (*user, Nearness::Here)));
            }
            Place::Channel { channel, topic } => {
                let state = organization.channels().get(*channel);
                match state.map(|state| &state.subscribers) {
                    Some(Subscribers::All(all)) => {
                        subscribers = all;
                        knows_subscribers = true;
                    }
                    Some(Subscribers::Partial(some)) => subscribers = some,
                    Some(Subscribers::Unknown) | None => {}
                }
                let mut wrote: HashMap<UserId, (Nearness, MessageId)> = HashMap::new();
                for message in organization.messages().iter() {
                    let Conversation::Topic {
                        channel: of,
                        topic: about,
                    } = &message.conversation
                    else {
                        continue;
                    };
                    if of != channel || message.sender_id == me {
                        continue;
                    }
                    let is_here = topic.as_ref().is_some_and(|topic| topic == about);
                    let nearness = if is_here {
                        Nearness::Here
                    } else {
                        Nearness::Channel
                    };
                    let known = wrote
                        .entry(message.sender_id)
                        .or_insert((nearness, message.id));
                    if nearness < known.0 || nearness == known.0 && message.id > known.1 {
                        *known = (nearness, message.id);
                    }
                }
                for (user, (nearness, id)) in wrote {
                    near.insert(user, nearness);
                    newest.insert(user, id);
                }
            }
        }
        let mut subscribers = subscribers.iter().peekable();
        let near = organization
            .users()
            .all()
            .iter()
            .map(|user| {
                let id = user.user_id;
                while subscribers.peek().is_some_and(|other| **other < id) {
                    subscribers.next();
                }
                let is_subscriber = subscribers.peek().is_some_and(|other| **other == id);
                let known = near.get(&id).copied().unwrap_or_default();
                if is_subscriber {
                    known.min(Nearness::Subscriber)
                } else {
                    known
                }
            })
            .collect();
        Self {
            place,
            near,
            newest,
            knows_subscribers,
        }
    }

    /// How near somebody is, by their place in the model.
    #[must_use]
    pub fn near(&self, row: usize) -> Nearness {
        self.near.get(row).copied().unwrap_or_default()
    }

    /// The newest message that counts for somebody.
    #[must_use]
    pub fn newest(&self, user: UserId) -> Option<MessageId> {
        self.newest.get(&user).copied()
    }

    /// Whether who is no subscriber is known not to be one.
    #[must_use]
    pub fn knows_subscribers(&self) -> bool {
        self.knows_subscribers
    }
}
