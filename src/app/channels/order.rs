//! What a person does to channels that the server has to do. Each is shown at once, by the event
//! that is about to come, and taken back when the server refuses.

use crate::api::channel::{ChannelChange, ChannelRecord, SubscriptionChange};
use crate::api::event::{ChannelEvent, Event, SubscriptionEvent};
use crate::api::ids::{ChannelId, MessageId, TopicName, UserId};
use crate::api::realm::DefaultChannel;
use crate::api::routes::channel_settings::NewChannel;
use crate::app::form::Subject;
use crate::model::Organization;

/// Something that is done to a channel, to who is in it, or to one's own side of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChannelOrder {
    /// Oneself is subscribed.
    Subscribe {
        /// To which channel.
        channel: ChannelId,
        /// Its name, as it was when this was ordered.
        name: String,
    },
    /// Oneself leaves.
    Unsubscribe {
        /// Which channel.
        channel: ChannelId,
        /// Its name.
        name: String,
    },
    /// Others are subscribed.
    Add {
        /// To which channel.
        channel: ChannelId,
        /// Its name.
        name: String,
        /// Those who are not in it.
        people: Vec<UserId>,
    },
    /// Others are taken out.
    Remove {
        /// Of which channel.
        channel: ChannelId,
        /// Its name.
        name: String,
        /// Those who are in it.
        people: Vec<UserId>,
    },
    /// A channel is made.
    Create(Box<NewChannel>),
    /// Something about a channel changes, archiving included.
    Change {
        /// Which channel.
        channel: ChannelId,
        /// What changes.
        to: Vec<ChannelChange>,
        /// The same as it was.
        was: Vec<ChannelChange>,
    },
    /// Colour, muting, pinning or notifications change.
    Personal {
        /// Of which channel.
        channel: ChannelId,
        /// What changes.
        to: Vec<SubscriptionChange>,
        /// The same as it was.
        was: Vec<SubscriptionChange>,
    },
    /// A topic is deleted with all its messages.
    DeleteTopic {
        /// The topic's channel.
        channel: ChannelId,
        /// The topic.
        topic: TopicName,
        /// Those of its messages that are held here.
        messages: Vec<MessageId>,
    },
}

impl ChannelOrder {
    /// Whether doing it twice is as good as once.
    #[must_use]
    pub fn may_be_repeated(&self) -> bool {
        match self {
            Self::Subscribe { .. }
            | Self::Unsubscribe { .. }
            | Self::Add { .. }
            | Self::Remove { .. }
            | Self::Personal { .. }
            | Self::DeleteTopic { .. } => true,
            // Each time Notification Bot would tell; one of that name is there already.
            Self::Create(_) | Self::Change { .. } => false,
        }
    }

    /// The channel that it is about, where there is one already.
    #[must_use]
    pub fn channel(&self) -> Option<ChannelId> {
        match self {
            Self::Subscribe { channel, .. }
            | Self::Unsubscribe { channel, .. }
            | Self::Add { channel, .. }
            | Self::Remove { channel, .. }
            | Self::Change { channel, .. }
            | Self::Personal { channel, .. }
            | Self::DeleteTopic { channel, .. } => Some(*channel),
            Self::Create(_) => None,
        }
    }

    /// What became of it when it failed.
    #[must_use]
    pub fn undone(&self) -> &'static str {
        match self {
            Self::Subscribe { .. } => "You were not subscribed",
            Self::Unsubscribe { .. } => "You did not leave the channel",
            Self::Add { people, .. } if people.len() == 1 => "They were not added",
            Self::Add { .. } => "These people were not added",
            Self::Remove { .. } => "They were not taken out of the channel",
            Self::Create(_) => "The channel was not made",
            Self::Change { to, .. } => match to.as_slice() {
                [ChannelChange::Name(_)] => "The channel was not renamed",
                [ChannelChange::Archived(true)] => "The channel was not archived",
                [ChannelChange::Archived(false)] => "The channel is still archived",
                _ => "The channel was not changed",
            },
            Self::Personal { to, .. } => match to.as_slice() {
                [SubscriptionChange::Muted(true)] => "The channel was not muted",
                [SubscriptionChange::Muted(false)] => "The channel is still muted",
                [SubscriptionChange::Pinned(true)] => "The channel was not pinned",
                [SubscriptionChange::Pinned(false)] => "The channel is still pinned",
                _ => "Your settings for the channel were not changed",
            },
            Self::DeleteTopic { .. } => "The topic was not deleted, or only some of it",
        }
    }

    /// Whether a message goes away with it.
    #[must_use]
    pub fn takes(&self, message: MessageId) -> bool {
        match self {
            Self::DeleteTopic { messages, .. } => messages.contains(&message),
            Self::Subscribe { .. }
            | Self::Unsubscribe { .. }
            | Self::Add { .. }
            | Self::Remove { .. }
            | Self::Create(_)
            | Self::Change { .. }
            | Self::Personal { .. } => false,
        }
    }

    /// What the server is about to say of it.
    #[must_use]
    pub fn ahead(&self, organization: &Organization) -> Vec<Event> {
        match self {
            Self::Subscribe { channel, .. } => joined(organization, *channel),
            Self::Unsubscribe { channel, .. } => left(*channel),
            Self::Add {
                channel, people, ..
            } => peers(organization, *channel, people, true),
            Self::Remove {
                channel, people, ..
            } => peers(organization, *channel, people, false),
            Self::Change { channel, to, .. } => changed(organization, *channel, to),
            Self::Personal { channel, to, .. } => side(*channel, to),
            Self::Create(_) | Self::DeleteTopic { .. } => Vec::new(),
        }
    }

    /// What makes the model as it was, where nobody changed it otherwise meanwhile.
    #[must_use]
    pub fn back(&self, organization: &Organization) -> Vec<Event> {
        match self {
            Self::Subscribe { channel, .. } => left(*channel),
            Self::Unsubscribe { channel, .. } => joined(organization, *channel),
            Self::Add {
                channel, people, ..
            } => peers(organization, *channel, people, false),
            Self::Remove {
                channel, people, ..
            } => peers(organization, *channel, people, true),
            Self::Change { channel, to, was } => {
                let still = |change: &ChannelChange| {
                    as_it_is(organization, *channel, change).as_ref() == Some(change)
                };
                let back = to.iter().zip(was).filter(|(to, _)| still(to));
                let back: Vec<ChannelChange> = back.map(|(_, was)| was.clone()).collect();
                changed(organization, *channel, &back)
            }
            Self::Personal { channel, to, was } => {
                let Some(state) = organization.channels().get(*channel) else {
                    return Vec::new();
                };
                let still = |change: &SubscriptionChange| {
                    change.as_it_is(&state.personal).as_ref() == Some(change)
                };
                let back = to.iter().zip(was).filter(|(to, _)| still(to));
                let back: Vec<SubscriptionChange> = back.map(|(_, was)| was.clone()).collect();
                side(*channel, &back)
            }
            Self::Create(_) | Self::DeleteTopic { .. } => Vec::new(),
        }
    }
}

fn joined(organization: &Organization, channel: ChannelId) -> Vec<Event> {
    let Some(state) = organization.channels().get(channel) else {
        return Vec::new();
    };
    if state.is_subscribed() {
        return Vec::new();
    }
    let mut record = ChannelRecord {
        channel: state.channel.clone(),
        personal: Some(state.personal.clone()),
        subscribers: crate::api::channel::Subscribers::Unknown,
    };
    if let Some(count) = &mut record.channel.subscriber_count {
        *count += 1;
    }
    vec![Event::Subscription(SubscriptionEvent::Add(vec![record]))]
}

fn left(channel: ChannelId) -> Vec<Event> {
    vec![Event::Subscription(SubscriptionEvent::Remove(vec![
        channel,
    ]))]
}

/// Nothing where it is not known who is in it: the count would be changed twice.
fn peers(
    organization: &Organization,
    channel: ChannelId,
    people: &[UserId],
    come: bool,
) -> Vec<Event> {
    let state = organization.channels().get(channel);
    let known = state
        .is_some_and(|state| matches!(state.subscribers, crate::api::channel::Subscribers::All(_)));
    if !known {
        return Vec::new();
    }
    let (channels, people) = (vec![channel], people.to_vec());
    vec![Event::Subscription(if come {
        SubscriptionEvent::PeerAdd(channels, people)
    } else {
        SubscriptionEvent::PeerRemove(channels, people)
    })]
}

/// The same of a channel as this has it, as it is now; none where that can't be told.
pub(super) fn as_it_is(
    organization: &Organization,
    channel: ChannelId,
    change: &ChannelChange,
) -> Option<ChannelChange> {
    let state = organization.channels().get(channel)?;
    if let ChannelChange::Default(_) = change {
        let is_default = organization.realm().default_channels.contains(&channel);
        return Some(ChannelChange::Default(is_default));
    }
    change.as_it_is(&state.channel)
}

fn changed(
    organization: &Organization,
    channel: ChannelId,
    changes: &[ChannelChange],
) -> Vec<Event> {
    let event = |change: &ChannelChange| {
        let ChannelChange::Default(on) = change else {
            return Event::Channel(ChannelEvent::Update(channel, Box::new(change.clone())));
        };
        let defaults = organization.realm().default_channels.iter().copied();
        let others = defaults.filter(|id| *id != channel);
        let all = others.chain(on.then_some(channel));
        Event::DefaultChannels(all.map(DefaultChannel).collect())
    };
    changes.iter().map(event).collect()
}

fn side(channel: ChannelId, changes: &[SubscriptionChange]) -> Vec<Event> {
    let event = |change: &SubscriptionChange| {
        Event::Subscription(SubscriptionEvent::Update(channel, change.clone()))
    };
    changes.iter().map(event).collect()
}

impl ChannelOrder {
    /// Whether it came of a form about this.
    pub(in crate::app) fn is_of(&self, subject: &Subject) -> bool {
        match (self, subject) {
            (Self::Create(_), Subject::NewChannel) => true,
            (
                Self::Change { channel, .. },
                Subject::Channel(of) | Subject::ChannelPermissions(of),
            )
            | (Self::Personal { channel, .. }, Subject::ChannelSide(of))
            | (Self::Add { channel, .. }, Subject::AddPeople(of)) => channel == of,
            (
                Self::Create(_)
                | Self::Change { .. }
                | Self::Personal { .. }
                | Self::Add { .. }
                | Self::Subscribe { .. }
                | Self::Unsubscribe { .. }
                | Self::Remove { .. }
                | Self::DeleteTopic { .. },
                _,
            ) => false,
        }
    }
}
