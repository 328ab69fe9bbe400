//! Whether a message is in a narrow: yes, no, or only the server knows.

use super::organization::Organization;
use crate::api::conversation::{Conversation, DmKey};
use crate::api::flags::MessageFlag;
use crate::api::ids::UserId;
use crate::api::message::Message;
use crate::api::narrow::{
    ChannelOperand, ChannelsOperand, HasOperand, InOperand, IsOperand, Narrow, Operator,
    PersonOperand,
};
use crate::api::personal::VisibilityPolicy;

/// An answer that may be unknown here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membership {
    /// It is in.
    Yes,
    /// It is not.
    No,
    /// Only the server knows.
    Unknown,
}

impl Membership {
    /// In both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            (Self::Unknown, Self::Yes | Self::Unknown) | (Self::Yes, Self::Unknown) => {
                Self::Unknown
            }
        }
    }

    /// The opposite.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl From<bool> for Membership {
    fn from(is_in: bool) -> Self {
        if is_in { Self::Yes } else { Self::No }
    }
}

/// What is known of a message: all of it, or where it lives.
#[derive(Clone, Copy)]
pub(super) enum Known<'a> {
    Message(&'a Message),
    Place(&'a Conversation),
}

impl<'a> Known<'a> {
    fn place(self) -> &'a Conversation {
        match self {
            Self::Message(message) => &message.conversation,
            Self::Place(place) => place,
        }
    }

    /// What the message says, if there is one.
    fn ask(self, question: impl FnOnce(&Message) -> bool) -> Membership {
        match self {
            Self::Message(message) => question(message).into(),
            Self::Place(_) => Membership::Unknown,
        }
    }
}

impl Organization {
    /// Whether what is known is in a narrow.
    pub(super) fn in_narrow(&self, known: Known<'_>, narrow: &Narrow) -> Membership {
        narrow.0.iter().fold(Membership::Yes, |all, term| {
            let holds = self.holds(known, &term.operator);
            all.and(if term.negated { holds.negated() } else { holds })
        })
    }

    fn person(&self, operand: &PersonOperand) -> Option<UserId> {
        match operand {
            PersonOperand::Id(id) => Some(*id),
            PersonOperand::Email(email) => self.users().by_email(email).map(|user| user.user_id),
        }
    }

    fn holds(&self, known: Known<'_>, operator: &Operator) -> Membership {
        let place = known.place();
        let dm = match place {
            Conversation::Dm(key) => Some(key),
            Conversation::Topic { .. } => None,
        };
        match operator {
            Operator::Channel(ChannelOperand::Id(id)) => (place.channel() == Some(*id)).into(),
            Operator::Channel(ChannelOperand::Name(name)) => match self.channels().by_name(name) {
                Some(state) => (place.channel() == Some(state.id())).into(),
                None => Membership::No,
            },
            Operator::Channels(kind) => {
                let state = place.channel().and_then(|id| self.channels().get(id));
                match (kind, state) {
                    (_, None) if dm.is_some() => Membership::No,
                    (ChannelsOperand::Public, Some(state)) => (!state.channel.invite_only).into(),
                    (ChannelsOperand::WebPublic, Some(state)) => state.channel.is_web_public.into(),
                    (ChannelsOperand::Unknown(_), _) | (_, None) => Membership::Unknown,
                }
            }
            Operator::Topic(topic) => match place {
                Conversation::Topic { topic: actual, .. } => (actual == topic).into(),
                Conversation::Dm(_) => Membership::No,
            },
            Operator::Dm(people) => {
                let people: Option<Vec<UserId>> =
                    people.iter().map(|who| self.person(who)).collect();
                match (people, dm) {
                    (_, None) => Membership::No,
                    (Some(people), Some(key)) => (*key == DmKey::new(people, self.me())).into(),
                    (None, Some(_)) => Membership::Unknown,
                }
            }
            Operator::DmIncluding(who) => match (self.person(who), dm) {
                (_, None) => Membership::No,
                (Some(user), Some(key)) => key.contains(user).into(),
                (None, Some(_)) => Membership::Unknown,
            },
            Operator::Sender(who) => match self.person(who) {
                Some(user) => known.ask(|message| message.sender_id == user),
                None => Membership::Unknown,
            },
            Operator::Is(state) => self.is_in_state(known, state),
            Operator::Has(HasOperand::Reaction) => {
                known.ask(|message| !message.reactions.is_empty())
            }
            Operator::In(InOperand::Home) => self.is_visible(place).into(),
            Operator::In(InOperand::All) | Operator::Near(_) | Operator::Date(_) => Membership::Yes,
            Operator::Id(id) => known.ask(|message| message.id == *id),
            Operator::Has(
                HasOperand::Link
                | HasOperand::Image
                | HasOperand::Attachment
                | HasOperand::Unknown(_),
            )
            | Operator::In(InOperand::Unknown(_))
            | Operator::With(_)
            | Operator::Mentions(_)
            | Operator::Search(_) => Membership::Unknown,
        }
    }

    fn is_in_state(&self, known: Known<'_>, state: &IsOperand) -> Membership {
        let place = known.place();
        let topic = match place {
            Conversation::Topic { channel, topic } => Some((*channel, topic)),
            Conversation::Dm(_) => None,
        };
        match state {
            IsOperand::Dm => topic.is_none().into(),
            IsOperand::Starred => known.ask(|message| message.flags.is_starred()),
            IsOperand::Unread => known.ask(|message| !message.flags.is_read()),
            IsOperand::Mentioned => known.ask(|message| message.flags.is_mention()),
            IsOperand::Alerted => {
                known.ask(|message| message.flags.contains(&MessageFlag::HasAlertWord))
            }
            IsOperand::Resolved => topic.is_some_and(|(_, topic)| topic.is_resolved()).into(),
            IsOperand::Followed => topic
                .is_some_and(|(channel, topic)| {
                    self.policies().get(channel, topic) == VisibilityPolicy::Followed
                })
                .into(),
            IsOperand::Muted => (!self.is_visible(place)).into(),
            IsOperand::Unknown(_) => Membership::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::{dm, flagged, message, organization};

    #[test]
    fn three_values_combine() {
        use Membership::{No, Unknown, Yes};
        for (a, b, both) in [
            (Yes, Yes, Yes),
            (Yes, No, No),
            (Yes, Unknown, Unknown),
            (No, Unknown, No),
            (No, No, No),
            (Unknown, Unknown, Unknown),
        ] {
            assert_eq!((a.and(b), b.and(a)), (both, both));
        }
        assert_eq!(
            [Yes, No, Unknown].map(Membership::negated),
            [No, Yes, Unknown]
        );
    }

    #[test]
    fn operators_answer_or_leave_it_to_the_server() {
        let org = organization();
        let kiln = flagged(message(1, 1, "✔ Kiln", 7), &[MessageFlag::Starred]);
        let note = dm(2, &[7, 8], 8);
        let answers = |narrow: &str| {
            let narrow: Narrow = narrow.parse().unwrap();
            [&kiln, &note].map(|message| org.in_narrow(Known::Message(message), &narrow))
        };
        use Membership::{No, Unknown, Yes};
        for (narrow, expected) in [
            ("channel:Workshop topic:\"✔ kiln\"", [Yes, No]),
            ("channel:2", [No, No]),
            ("channel:nowhere", [No, No]),
            ("channels:public", [Yes, No]),
            ("dm:7,chika@x", [No, Yes]),
            ("dm:7", [No, No]),
            ("dm-including:8", [No, Yes]),
            ("sender:ben@x", [Yes, No]),
            ("sender:nobody@x", [Unknown, Unknown]),
            ("is:starred", [Yes, No]),
            ("is:unread -is:starred", [No, Yes]),
            ("is:resolved", [Yes, No]),
            ("is:dm", [No, Yes]),
            ("is:muted", [No, No]),
            ("in:home", [Yes, Yes]),
            ("has:reaction", [No, No]),
            ("id:2", [No, Yes]),
            ("glaze", [Unknown, Unknown]),
            ("is:dm glaze", [No, Unknown]),
            ("-has:link is:dm", [No, Unknown]),
            ("with:1", [Unknown, Unknown]),
            ("", [Yes, Yes]),
        ] {
            assert_eq!(answers(narrow), expected, "{narrow}");
        }
    }

    #[test]
    fn of_a_place_alone_less_is_known() {
        let org = organization();
        let place = crate::model::testing::place(1, "kiln");
        let answer = |narrow: &str| org.in_narrow(Known::Place(&place), &narrow.parse().unwrap());
        assert_eq!(answer("channel:1 topic:KILN"), Membership::Yes);
        assert_eq!(answer("channel:2 is:starred"), Membership::No);
        assert_eq!(answer("is:starred"), Membership::Unknown);
    }
}
