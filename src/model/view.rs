//! Views: what a pane of messages can be about.

use super::membership::{Known, Membership};
use super::organization::Organization;
use crate::api::conversation::{Conversation, DmKey};
use crate::api::flags::MessageFlag;
use crate::api::ids::{ChannelId, UserId};
use crate::api::message::Message;
use crate::api::narrow::{ChannelOperand, IsOperand, Narrow, NarrowTerm, Operator, PersonOperand};

/// What a pane of messages is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum View {
    /// Everything that is not muted.
    Combined,
    /// Messages that mention oneself.
    Mentions,
    /// Starred messages.
    Starred,
    /// All direct messages.
    AllDms,
    /// A channel.
    Channel(ChannelId),
    /// A topic or a direct message conversation.
    Conversation(Conversation),
    /// Anything else.
    Search(Narrow),
}

impl View {
    /// What the server is asked for. Muted messages are asked for too: whether they are shown
    /// is decided here, and may change.
    #[must_use]
    pub fn narrow(&self, me: UserId) -> Narrow {
        match self {
            Self::Combined => Narrow::all(),
            Self::Mentions => Narrow::of([Operator::Is(IsOperand::Mentioned)]),
            Self::Starred => Narrow::of([Operator::Is(IsOperand::Starred)]),
            Self::AllDms => Narrow::of([Operator::Is(IsOperand::Dm)]),
            Self::Channel(id) => Narrow::of([Operator::Channel(ChannelOperand::Id(*id))]),
            Self::Conversation(Conversation::Topic { channel, topic }) => {
                Narrow::topic(*channel, topic.clone())
            }
            Self::Conversation(Conversation::Dm(key)) => {
                let people = key.operand(me).into_iter().map(PersonOperand::Id).collect();
                Narrow::of([Operator::Dm(people)])
            }
            Self::Search(narrow) => narrow.clone(),
        }
    }

    /// The view that a narrow means: the plainest one that says the same.
    #[must_use]
    pub fn of_narrow(narrow: Narrow, org: &Organization) -> Self {
        let channel = |operand: &ChannelOperand| match operand {
            ChannelOperand::Id(id) => Some(*id),
            ChannelOperand::Name(name) => org.channels().by_name(name).map(super::ChannelState::id),
        };
        let person = |operand: &PersonOperand| match operand {
            PersonOperand::Id(id) => Some(*id),
            PersonOperand::Email(email) => org.users().by_email(email).map(|user| user.user_id),
        };
        // An anchor does not change what the view is about.
        let terms: Vec<&NarrowTerm> = narrow
            .0
            .iter()
            .filter(|term| !matches!(term.operator, Operator::Near(_)))
            .collect();
        if terms.iter().any(|term| term.negated) {
            return Self::Search(narrow);
        }
        let operators: Vec<&Operator> = terms.iter().map(|term| &term.operator).collect();
        let plain = match operators.as_slice() {
            [] => Some(Self::Combined),
            [Operator::In(crate::api::narrow::InOperand::Home)] => Some(Self::Combined),
            [Operator::Is(IsOperand::Mentioned)] => Some(Self::Mentions),
            [Operator::Is(IsOperand::Starred)] => Some(Self::Starred),
            [Operator::Is(IsOperand::Dm)] => Some(Self::AllDms),
            [Operator::Channel(operand)] => channel(operand).map(Self::Channel),
            [Operator::Channel(operand), Operator::Topic(topic)]
            | [Operator::Topic(topic), Operator::Channel(operand)] => channel(operand)
                .map(|channel| Self::Conversation(Conversation::topic(channel, topic.clone()))),
            [Operator::Dm(people)] => {
                let people: Option<Vec<UserId>> = people.iter().map(person).collect();
                people.map(|people| {
                    Self::Conversation(Conversation::Dm(DmKey::new(people, org.me())))
                })
            }
            _ => None,
        };
        plain.unwrap_or(Self::Search(narrow))
    }

    /// Whether every message of another view that one was sent oneself is in this one as well.
    #[must_use]
    pub fn encloses(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Combined,
                Self::Channel(_) | Self::Conversation(_) | Self::AllDms | Self::Combined,
            )
            | (Self::AllDms, Self::Conversation(Conversation::Dm(_)) | Self::AllDms) => true,
            (Self::Channel(id), other) => other.channel() == Some(*id),
            (
                Self::Combined
                | Self::AllDms
                | Self::Mentions
                | Self::Starred
                | Self::Conversation(_)
                | Self::Search(_),
                _,
            ) => false,
        }
    }

    /// The conversation that it is about, if it is one: where a message can be written to.
    #[must_use]
    pub fn conversation(&self) -> Option<&Conversation> {
        match self {
            Self::Conversation(conversation) => Some(conversation),
            Self::Combined
            | Self::Mentions
            | Self::Starred
            | Self::AllDms
            | Self::Channel(_)
            | Self::Search(_) => None,
        }
    }

    /// The channel that it is about or in, if there is one.
    #[must_use]
    pub fn channel(&self) -> Option<ChannelId> {
        match self {
            Self::Channel(id) => Some(*id),
            Self::Conversation(conversation) => conversation.channel(),
            Self::Combined | Self::Mentions | Self::Starred | Self::AllDms | Self::Search(_) => {
                None
            }
        }
    }

    /// Whether it is about a channel's whole history, and not about what one got of it: then it
    /// holds messages that no event told of.
    pub(super) fn asks_channel(&self, channel: ChannelId, org: &Organization) -> bool {
        match self {
            Self::Channel(_) | Self::Conversation(_) => self.channel() == Some(channel),
            Self::Search(narrow) => narrow.0.iter().any(|term| match &term.operator {
                Operator::Channel(ChannelOperand::Id(id)) => *id == channel,
                Operator::Channel(ChannelOperand::Name(name)) => org
                    .channels()
                    .by_name(name)
                    .is_some_and(|state| state.id() == channel),
                Operator::Channels(_) => true,
                Operator::Topic(_)
                | Operator::Dm(_)
                | Operator::DmIncluding(_)
                | Operator::Sender(_)
                | Operator::Mentions(_)
                | Operator::Is(_)
                | Operator::Has(_)
                | Operator::In(_)
                | Operator::Id(_)
                | Operator::With(_)
                | Operator::Near(_)
                | Operator::Date(_)
                | Operator::Search(_) => false,
            }),
            Self::Combined | Self::Mentions | Self::Starred | Self::AllDms => false,
        }
    }

    /// Whether a message belongs in it, hidden or not.
    #[must_use]
    pub fn contains(&self, message: &Message, org: &Organization) -> Membership {
        self.membership(Known::Message(message), org)
    }

    /// Whether a message that is not held and lives here may belong in it.
    #[must_use]
    pub fn contains_place(&self, place: &Conversation, org: &Organization) -> Membership {
        self.membership(Known::Place(place), org)
    }

    fn membership(&self, known: Known<'_>, org: &Organization) -> Membership {
        let place = match known {
            Known::Message(message) => &message.conversation,
            Known::Place(place) => place,
        };
        match self {
            // Messages from before one's time are in the channel, and not among what one got.
            Self::Combined if is_historical(known) => Membership::Unknown,
            Self::Combined => match place {
                Conversation::Topic { channel, .. } if !org.is_live(*channel) => {
                    Membership::Unknown
                }
                Conversation::Topic { .. } | Conversation::Dm(_) => Membership::Yes,
            },
            Self::Mentions => org.in_narrow(known, &self.narrow(org.me())),
            Self::Starred => org.in_narrow(known, &self.narrow(org.me())),
            Self::AllDms => matches!(place, Conversation::Dm(_)).into(),
            Self::Channel(id) => (place.channel() == Some(*id)).into(),
            Self::Conversation(conversation) => (place == conversation).into(),
            Self::Search(narrow) => org.in_narrow(known, narrow),
        }
    }

    /// Whether a message that belongs in it is shown, and not hidden because it is muted.
    #[must_use]
    pub fn shows(&self, message: &Message, org: &Organization) -> bool {
        let dm_is_visible = || match &message.conversation {
            Conversation::Dm(key) => org.is_dm_visible(key),
            Conversation::Topic { .. } => true,
        };
        match self {
            Self::Combined => match &message.conversation {
                Conversation::Topic { channel, topic } => org.is_topic_visible(*channel, topic),
                Conversation::Dm(key) => org.is_dm_visible(key),
            },
            Self::Channel(_) => match &message.conversation {
                Conversation::Topic { channel, topic } => {
                    org.is_topic_visible_in_channel(*channel, topic)
                }
                Conversation::Dm(_) => true,
            },
            Self::Mentions | Self::AllDms | Self::Search(_) => dm_is_visible(),
            Self::Starred | Self::Conversation(_) => true,
        }
    }

    /// Whether messages that become read stay in it until it is opened anew: else they would
    /// vanish while they are read.
    pub(super) fn without_unread(&self) -> Option<Self> {
        let Self::Search(narrow) = self else {
            return None;
        };
        let is_unread =
            |term: &NarrowTerm| !term.negated && term.operator == Operator::Is(IsOperand::Unread);
        let rest = narrow
            .0
            .iter()
            .filter(|term| !is_unread(term))
            .cloned()
            .collect();
        narrow
            .0
            .iter()
            .any(is_unread)
            .then_some(Self::Search(Narrow(rest)))
    }
}

fn is_historical(known: Known<'_>) -> bool {
    match known {
        Known::Message(message) => message.flags.contains(&MessageFlag::Historical),
        Known::Place(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::{NOW, dm, dm_key, event, flagged, message, organization, place};
    use serde_json::json;

    #[test]
    fn narrows_and_views_say_the_same() {
        let org = organization();
        let views = [
            (View::Combined, ""),
            (View::Mentions, "is:mentioned"),
            (View::Starred, "is:starred"),
            (View::AllDms, "is:dm"),
            (View::Channel(ChannelId(1)), "channel:1"),
            (View::Conversation(place(1, "kiln")), "channel:1 topic:kiln"),
            (
                View::Conversation(Conversation::Dm(dm_key(&[7, 8]))),
                "dm:7,8",
            ),
            (View::Conversation(Conversation::Dm(dm_key(&[]))), "dm:6"),
            (View::Search("is:unread".parse().unwrap()), "is:unread"),
        ];
        for (view, text) in views {
            assert_eq!(view.narrow(org.me()).to_string(), text);
            assert_eq!(View::of_narrow(text.parse().unwrap(), &org), view);
        }
        let by_name = View::of_narrow("topic:KILN channel:Workshop near:5".parse().unwrap(), &org);
        assert_eq!(by_name, View::Conversation(place(1, "kiln")));
        let odd: Narrow = "-channel:1".parse().unwrap();
        assert_eq!(View::of_narrow(odd.clone(), &org), View::Search(odd));
    }

    #[test]
    fn muted_messages_belong_and_are_hidden() {
        let mut org = organization();
        let mute = json!({"type": "user_topic", "stream_id": 1, "topic_name": "lunch",
                          "last_updated": 1, "visibility_policy": 1});
        org.apply(event(mute), NOW).unwrap();
        let mute = json!({"type": "muted_users", "muted_users": [{"id": 8, "timestamp": 1}]});
        org.apply(event(mute), NOW).unwrap();
        let shows = |view: &View, message: &Message| {
            assert_eq!(view.contains(message, &org), Membership::Yes);
            view.shows(message, &org)
        };
        let lunch = flagged(
            message(1, 1, "Lunch", 7),
            &[MessageFlag::Starred, MessageFlag::Mentioned],
        );
        let noise = message(2, 2, "noise", 7);
        let from_muted = flagged(
            dm(3, &[8], 8),
            &[MessageFlag::Starred, MessageFlag::Mentioned],
        );
        assert!(!shows(&View::Combined, &lunch));
        assert!(!shows(&View::Combined, &noise));
        assert!(!shows(&View::Combined, &from_muted));
        assert!(!shows(&View::Channel(ChannelId(1)), &lunch));
        assert!(shows(&View::Channel(ChannelId(2)), &noise));
        assert!(shows(&View::Conversation(place(1, "lunch")), &lunch));
        assert!(shows(&View::Starred, &lunch) && shows(&View::Starred, &from_muted));
        assert!(shows(&View::Mentions, &lunch) && !shows(&View::Mentions, &from_muted));
        assert!(!shows(&View::AllDms, &from_muted));
        assert!(shows(
            &View::Conversation(Conversation::Dm(dm_key(&[8]))),
            &from_muted
        ));
    }
}
