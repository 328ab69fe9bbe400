//! What a person does to messages that others see. What of it is still on its way is the
//! [`Echo`](super::echo::Echo).

use std::hash::Hash;

use crate::api::conversation::Conversation;
use crate::api::ids::{ChannelId, MessageId, TopicName, UserId};
use crate::api::personal::{UserStatus, VisibilityPolicy};
use crate::api::routes::personal::StatusChange;
use crate::api::routes::reactions::EmojiRef;
use crate::api::widget::Step;

use super::channels::order::ChannelOrder;
use super::members::affair::Affair;
use super::moving::MoveOrder;

/// Names an act, so that its outcome finds it. Never used twice while the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticket(pub u64);

/// Something that a person does to messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// A step in a widget.
    Step {
        /// The widget's message.
        message: MessageId,
        /// The step.
        step: Step,
    },
    /// A reaction is added, or taken away.
    React {
        /// The message.
        message: MessageId,
        /// The emoji, as the message has it.
        emoji: EmojiRef,
        /// Whether it shall be there.
        on: bool,
    },
    /// The answer that a bot offered is sent.
    Answer {
        /// The conversation of the bot's message.
        to: Conversation,
        /// Who oneself is.
        me: UserId,
        /// The answer, in Markdown.
        content: String,
    },
    /// Stars are put on messages, or taken away. Only those that change are named.
    Star {
        /// The messages.
        messages: Vec<MessageId>,
        /// Whether they shall have a star.
        on: bool,
    },
    /// Messages are deleted, one after the other.
    Delete {
        /// The messages, ascending.
        messages: Vec<MessageId>,
    },
    /// Messages are moved, a topic is renamed, resolved or unresolved.
    Move(Box<MoveOrder>),
    /// A topic is muted, unmuted, followed, or none of these.
    TopicPolicy {
        /// The topic's channel.
        channel: ChannelId,
        /// The topic.
        topic: TopicName,
        /// What it shall be.
        policy: VisibilityPolicy,
        /// What it was.
        was: VisibilityPolicy,
    },
    /// The own status changes.
    Status {
        /// What changes.
        change: StatusChange,
        /// What it was.
        was: UserStatus,
    },
    /// Something is done to a channel or who is in it.
    Channel(Box<ChannelOrder>),
    /// One of the person's settings on the server changes.
    Setting {
        /// Its name on the wire.
        name: &'static str,
        /// What it shall be.
        value: serde_json::Value,
        /// What it was.
        was: serde_json::Value,
    },
    /// An alert word is added, or taken away.
    AlertWord {
        /// The word, or several.
        word: String,
        /// Whether it shall be one.
        on: bool,
    },
    /// A message is reported to the moderators.
    Report {
        /// The message.
        message: MessageId,
        /// What kind of report: a word of the server's.
        kind: Box<str>,
        /// What there is to say about it.
        description: String,
    },
    /// Something is done to people, to groups or to one's own profile.
    Affair(Box<Affair>),
}

impl Act {
    /// The message whose shown content it changes until the server has it.
    #[must_use]
    pub fn message(&self) -> Option<MessageId> {
        match self {
            Self::Step { message, .. } | Self::React { message, .. } => Some(*message),
            Self::Answer { .. }
            | Self::Star { .. }
            | Self::Delete { .. }
            | Self::Move(_)
            | Self::TopicPolicy { .. }
            | Self::Status { .. }
            | Self::Channel(_)
            | Self::Setting { .. }
            | Self::AlertWord { .. }
            | Self::Report { .. }
            | Self::Affair(_) => None,
        }
    }

    /// Whether a message looks different while it is on its way.
    pub(super) fn touches(&self, message: MessageId) -> bool {
        match self {
            Self::Delete { messages } => messages.contains(&message),
            Self::Move(order) => order.messages.contains(&message),
            Self::Channel(order) => order.takes(message),
            Self::Step { .. }
            | Self::React { .. }
            | Self::Answer { .. }
            | Self::Star { .. }
            | Self::TopicPolicy { .. }
            | Self::Status { .. }
            | Self::Setting { .. }
            | Self::AlertWord { .. }
            | Self::Report { .. }
            | Self::Affair(_) => self.message() == Some(message),
        }
    }

    /// Whether doing it twice is as good as once.
    #[must_use]
    pub fn may_be_repeated(&self) -> bool {
        match self {
            Self::React { .. }
            | Self::Star { .. }
            | Self::TopicPolicy { .. }
            | Self::Status { .. }
            | Self::Setting { .. }
            | Self::AlertWord { .. } => true,
            Self::Channel(order) => order.may_be_repeated(),
            Self::Affair(affair) => affair.may_be_repeated(),
            // Each time Notification Bot would tell; and what is gone can't be looked at again.
            Self::Answer { .. } | Self::Delete { .. } | Self::Move(_) | Self::Report { .. } => {
                false
            }
            Self::Step { step, .. } => match step {
                Step::Vote { .. } | Step::Question { .. } | Step::NewTaskListTitle { .. } => true,
                // The second tick takes the first one away.
                Step::NewOption { .. } | Step::NewTask { .. } | Step::Strike { .. } => false,
            },
        }
    }

    /// What became of it when it failed.
    #[must_use]
    pub fn undone(&self) -> &'static str {
        match self {
            Self::Step { step, .. } => match step {
                Step::Vote { vote: 1, .. } => "Your vote was not counted",
                Step::Vote { .. } => "Your vote was not taken back",
                Step::NewOption { .. } => "The option was not added",
                Step::Question { .. } => "The question was not changed",
                Step::NewTask { .. } => "The task was not added",
                Step::Strike { .. } => "The tick was not changed",
                Step::NewTaskListTitle { .. } => "The title was not changed",
            },
            Self::React { on: true, .. } => "The reaction was not added",
            Self::React { on: false, .. } => "The reaction was not taken away",
            Self::Answer { .. } => "The answer was not sent",
            Self::Star { on: true, .. } => "The star was not put on",
            Self::Star { on: false, .. } => "The star was not taken away",
            Self::Delete { messages } if messages.len() == 1 => "The message was not deleted",
            Self::Delete { .. } => "The messages were not deleted",
            Self::Move(order) => order.undone(),
            Self::Channel(order) => order.undone(),
            Self::TopicPolicy { policy, .. } => match policy {
                VisibilityPolicy::Muted => "The topic was not muted",
                VisibilityPolicy::Unmuted => "The topic was not unmuted",
                VisibilityPolicy::Followed => "The topic was not followed",
                VisibilityPolicy::Inherit | VisibilityPolicy::Unknown(_) => {
                    "The topic was not changed"
                }
            },
            Self::Status { .. } => "Your status was not changed",
            Self::Setting { .. } => "The setting was not changed",
            Self::AlertWord { on: true, .. } => "The alert word was not added",
            Self::AlertWord { on: false, .. } => "The alert word was not taken away",
            Self::Report { .. } => "The report was not sent",
            Self::Affair(affair) => affair.undone(),
        }
    }

    /// The words in it that a person typed.
    #[must_use]
    pub fn typed(&self) -> Option<String> {
        let Self::Step { step, .. } = self else {
            return None;
        };
        match step {
            Step::NewOption { option: text, .. }
            | Step::Question { question: text }
            | Step::NewTaskListTitle { title: text } => Some(text.clone()),
            Step::NewTask { task, desc, .. } if desc.is_empty() => Some(task.clone()),
            Step::NewTask { task, desc, .. } => Some(format!("{task}: {desc}")),
            Step::Vote { .. } | Step::Strike { .. } => None,
        }
    }
}
