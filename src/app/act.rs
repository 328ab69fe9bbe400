//! What a person does to messages that others see, and what of it is still on its way.
//!
//! An act is shown at once, as an echo over what the server said. It is no longer an echo when
//! what the server says has it, and is taken back when the server refuses it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::api::conversation::Conversation;
use crate::api::ids::{ChannelId, MessageId, SubmessageId, TopicName, UserId};
use crate::api::message::{Message, Reaction};
use crate::api::personal::{UserStatus, VisibilityPolicy};
use crate::api::routes::personal::StatusChange;
use crate::api::routes::reactions::EmojiRef;
use crate::api::widget::Step;
use crate::model::widget::{self, Widget};

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
    /// A message is reported to the moderators.
    Report {
        /// The message.
        message: MessageId,
        /// What kind of report: a word of the server's.
        kind: Box<str>,
        /// What there is to say about it.
        description: String,
    },
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
            | Self::Report { .. } => None,
        }
    }

    /// Whether a message looks different while it is on its way.
    fn touches(&self, message: MessageId) -> bool {
        match self {
            Self::Delete { messages } => messages.contains(&message),
            Self::Move(order) => order.messages.contains(&message),
            Self::Step { .. }
            | Self::React { .. }
            | Self::Answer { .. }
            | Self::Star { .. }
            | Self::TopicPolicy { .. }
            | Self::Status { .. }
            | Self::Report { .. } => self.message() == Some(message),
        }
    }

    /// Whether doing it twice is as good as once.
    #[must_use]
    pub fn may_be_repeated(&self) -> bool {
        match self {
            Self::React { .. }
            | Self::Star { .. }
            | Self::TopicPolicy { .. }
            | Self::Status { .. } => true,
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
            Self::TopicPolicy { policy, .. } => match policy {
                VisibilityPolicy::Muted => "The topic was not muted",
                VisibilityPolicy::Unmuted => "The topic was not unmuted",
                VisibilityPolicy::Followed => "The topic was not followed",
                VisibilityPolicy::Inherit | VisibilityPolicy::Unknown(_) => {
                    "The topic was not changed"
                }
            },
            Self::Status { .. } => "Your status was not changed",
            Self::Report { .. } => "The report was not sent",
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

#[derive(Debug)]
struct Entry {
    ticket: Ticket,
    act: Act,
    /// The last submessage there was when it was ordered: its own comes later.
    after: SubmessageId,
    /// The registration it was ordered in.
    registration: u64,
    /// Whether the server took it.
    done: bool,
    /// How many of its steps are done, of those that have several.
    steps: usize,
}

/// Acts on their way, in the order in which they were ordered.
#[derive(Debug, Default)]
pub struct Echo {
    entries: Vec<Entry>,
    last: u64,
}

impl Echo {
    /// Whether nothing is on its way.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Takes an order on `message`, in the program's `registration`-th registration.
    pub fn order(&mut self, act: Act, message: Option<&Message>, registration: u64) -> Ticket {
        self.last += 1;
        let ticket = Ticket(self.last);
        let last = message.and_then(|message| message.submessages.last());
        // Of two reactions with one emoji, the later counts.
        if let Act::React { message, emoji, .. } = &act {
            let same = |entry: &Entry| matches!(&entry.act, Act::React { message: m, emoji: e, .. } if m == message && is_same(e, emoji));
            self.entries.retain(|entry| !same(entry));
        }
        self.entries.push(Entry {
            ticket,
            act,
            after: last.map_or(SubmessageId(0), |last| last.id),
            registration,
            done: false,
            steps: 0,
        });
        ticket
    }

    /// What an order came to. Gives it back if it failed and is still shown.
    pub fn answered(&mut self, ticket: Ticket, taken: bool, registration: u64) -> Option<Act> {
        let at = self.entries.iter().position(|e| e.ticket == ticket)?;
        let entry = &mut self.entries[at];
        if !taken {
            return Some(self.entries.remove(at).act);
        }
        // Its event comes and has it; unless it went to a queue that is lost, and then the
        // messages are fetched anew.
        entry.done = true;
        if entry.registration != registration || entry.act.message().is_none() {
            self.entries.remove(at);
        }
        None
    }

    /// There is a new registration, and messages are fetched anew: they have all that was
    /// taken before.
    pub fn rebuilt(&mut self) {
        self.entries.retain(|entry| !entry.done);
    }

    /// The messages with something on its way.
    #[must_use]
    pub fn messages(&self) -> BTreeSet<MessageId> {
        let messages = self.entries.iter().filter_map(|e| e.act.message());
        messages.collect()
    }

    /// What a message has by now is no echo any more.
    pub fn settle(&mut self, message: &Message, me: UserId) {
        let mut at = 0;
        while let Some(entry) = self.entries.get(at) {
            let landed = entry.act.message() == Some(message.id)
                && match &entry.act {
                    Act::Step { step, .. } => {
                        let after = entry.after;
                        let own = widget::steps(message).find(|(submessage, there)| {
                            submessage.sender_id == me && submessage.id > after && there == step
                        });
                        if let Some((submessage, _)) = own {
                            let id = submessage.id;
                            // The same step once more is another submessage.
                            for later in &mut self.entries[at + 1..] {
                                if later.act.message() == Some(message.id) {
                                    later.after = later.after.max(id);
                                }
                            }
                        }
                        own.is_some()
                    }
                    Act::React { emoji, on, .. } => has(&message.reactions, emoji, me) == *on,
                    Act::Answer { .. }
                    | Act::Star { .. }
                    | Act::Delete { .. }
                    | Act::Move(_)
                    | Act::TopicPolicy { .. }
                    | Act::Status { .. }
                    | Act::Report { .. } => false,
                };
            if landed {
                self.entries.remove(at);
            } else {
                at += 1;
            }
        }
    }

    fn on(&self, message: MessageId) -> impl Iterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.act.touches(message))
    }

    /// A message's widget with what is on its way.
    #[must_use]
    pub fn widget(&self, message: &Message, me: UserId) -> Option<Widget> {
        let mut widget = Widget::of(message)?;
        for entry in self.on(message.id) {
            if let Act::Step { step, .. } = &entry.act {
                widget.apply(me, step);
            }
        }
        Some(widget)
    }

    /// A message's reactions with what is on its way.
    #[must_use]
    pub fn reactions<'a>(&self, message: &'a Message, me: UserId) -> Cow<'a, [Reaction]> {
        let mut reactions = Cow::Borrowed(message.reactions.as_slice());
        for entry in self.on(message.id) {
            if let Act::React { emoji, on, .. } = &entry.act {
                let there = has(&reactions, emoji, me);
                if *on && !there {
                    reactions.to_mut().push(Reaction {
                        emoji_name: emoji.name.as_str().into(),
                        emoji_code: emoji.code.as_str().into(),
                        reaction_type: emoji.reaction_type.clone(),
                        user_id: me,
                    });
                } else if !*on && there {
                    reactions.to_mut().retain(|r| !is_by(r, emoji, me));
                }
            }
        }
        reactions
    }

    /// Whether a message is being deleted.
    #[must_use]
    pub fn is_going(&self, message: MessageId) -> bool {
        self.on(message)
            .any(|entry| matches!(entry.act, Act::Delete { .. }))
    }

    /// Where a message is being moved to.
    #[must_use]
    pub fn moving_to(&self, message: MessageId) -> Option<&Conversation> {
        self.on(message).find_map(|entry| match &entry.act {
            Act::Move(order) => Some(&order.to),
            Act::Step { .. }
            | Act::React { .. }
            | Act::Answer { .. }
            | Act::Star { .. }
            | Act::Delete { .. }
            | Act::TopicPolicy { .. }
            | Act::Status { .. }
            | Act::Report { .. } => None,
        })
    }

    /// Notes how many steps of an act are done. Gives the act, if it is still on its way.
    pub fn went(&mut self, ticket: Ticket, steps: usize) -> Option<&Act> {
        let entry = self.entries.iter_mut().find(|e| e.ticket == ticket)?;
        entry.steps = steps;
        Some(&entry.act)
    }

    /// How many steps of an act are done.
    #[must_use]
    pub fn steps(&self, ticket: Ticket) -> usize {
        let entry = self.entries.iter().find(|entry| entry.ticket == ticket);
        entry.map_or(0, |entry| entry.steps)
    }

    /// The registration that an order was given in.
    #[must_use]
    pub fn registration_of(&self, ticket: Ticket) -> Option<u64> {
        let entry = self.entries.iter().find(|entry| entry.ticket == ticket)?;
        Some(entry.registration)
    }

    /// Changes with what is on its way for a message.
    #[must_use]
    pub fn stamp(&self, message: MessageId) -> u64 {
        let mut hasher = DefaultHasher::new();
        for entry in self.on(message) {
            entry.ticket.hash(&mut hasher);
        }
        hasher.finish()
    }
}

fn is_same(one: &EmojiRef, other: &EmojiRef) -> bool {
    one.code == other.code && one.reaction_type == other.reaction_type
}

fn is_by(reaction: &Reaction, emoji: &EmojiRef, user: UserId) -> bool {
    reaction.user_id == user
        && *reaction.emoji_code == *emoji.code
        && reaction.reaction_type == emoji.reaction_type
}

fn has(reactions: &[Reaction], emoji: &EmojiRef, user: UserId) -> bool {
    reactions.iter().any(|there| is_by(there, emoji, user))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::message::{ReactionType, Submessage};
    use serde_json::json;

    const ME: UserId = UserId(6);
    const ID: MessageId = MessageId(1);

    fn list(steps: &[(u64, &str)]) -> Message {
        let mut message: Message = serde_json::from_value(json!({
            "id": 1, "sender_id": 7, "sender_full_name": "Ben", "timestamp": 5, "content": "",
            "type": "stream", "stream_id": 4, "subject": "t", "submessages": [{
                "id": 1, "sender_id": 7, "msg_type": "widget",
                "content": r#"{"widget_type":"todo","extra_data":{"tasks":[{"task":"t","desc":""}]}}"#,
            }],
        }))
        .unwrap();
        for ((sender, content), id) in steps.iter().zip(2..) {
            message.add_submessage(Submessage {
                id: SubmessageId(id),
                sender_id: UserId(*sender),
                msg_type: "widget".into(),
                content: (*content).into(),
            });
        }
        message
    }

    const STRIKE: &str = r#"{"key": "0,canned", "type": "strike"}"#;

    fn strike() -> Act {
        Act::Step {
            message: ID,
            step: Step::parse(STRIKE).unwrap(),
        }
    }

    fn ticked(echo: &Echo, message: &Message) -> bool {
        match echo.widget(message, ME) {
            Some(Widget::Todo(list)) => list.tasks()[0].done,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_step_is_shown_at_once_and_not_twice_when_it_comes() {
        let mut echo = Echo::default();
        let before = list(&[]);
        let ticket = echo.order(strike(), Some(&before), 1);
        assert!(ticked(&echo, &before));
        // The same step of somebody else is not it.
        echo.settle(&list(&[(7, STRIKE)]), ME);
        assert!(!echo.is_empty());
        let after = list(&[(6, STRIKE)]);
        echo.settle(&after, ME);
        assert!(echo.is_empty() && ticked(&echo, &after));
        assert_eq!(echo.answered(ticket, true, 1), None);
    }

    #[test]
    fn the_reply_may_come_before_the_event_or_after_it() {
        let mut echo = Echo::default();
        let before = list(&[]);
        let ticket = echo.order(strike(), Some(&before), 1);
        assert_eq!(echo.answered(ticket, true, 1), None);
        assert!(ticked(&echo, &before), "until the event comes");
        echo.settle(&list(&[(6, STRIKE)]), ME);
        assert!(echo.is_empty());
    }

    #[test]
    fn two_equal_steps_are_two() {
        let mut echo = Echo::default();
        let before = list(&[]);
        echo.order(strike(), Some(&before), 1);
        echo.order(strike(), Some(&before), 1);
        assert!(!ticked(&echo, &before));
        let one = list(&[(6, STRIKE)]);
        echo.settle(&one, ME);
        assert!(!echo.is_empty() && !ticked(&echo, &one));
        echo.settle(&one, ME);
        assert!(
            !echo.is_empty(),
            "the first one is not taken for the second"
        );
        let two = list(&[(6, STRIKE), (6, STRIKE)]);
        echo.settle(&two, ME);
        assert!(echo.is_empty() && !ticked(&echo, &two));
    }

    #[test]
    fn what_is_refused_is_taken_back() {
        let mut echo = Echo::default();
        let message = list(&[]);
        let ticket = echo.order(strike(), Some(&message), 1);
        assert_eq!(echo.answered(ticket, false, 1), Some(strike()));
        assert!(!ticked(&echo, &message));
        assert_eq!(echo.answered(ticket, false, 1), None);
    }

    #[test]
    fn after_a_new_registration_only_what_is_not_taken_yet_is_an_echo() {
        let mut echo = Echo::default();
        let message = list(&[]);
        let first = echo.order(strike(), Some(&message), 1);
        let second = echo.order(strike(), Some(&message), 1);
        echo.answered(first, true, 1);
        echo.rebuilt();
        assert!(ticked(&echo, &message), "the second is left");
        echo.answered(second, true, 2);
        assert!(echo.is_empty(), "the page that is fetched has it");
    }

    #[test]
    fn reactions_are_overlaid_and_the_last_wish_counts() {
        let emoji = EmojiRef {
            name: "tada".into(),
            code: "1f389".into(),
            reaction_type: ReactionType::Unicode,
        };
        let react = |on| Act::React {
            message: ID,
            emoji: emoji.clone(),
            on,
        };
        let mut echo = Echo::default();
        let mut message = list(&[]);
        let first = echo.order(react(true), Some(&message), 1);
        assert_eq!(echo.reactions(&message, ME).len(), 1);
        echo.order(react(false), Some(&message), 1);
        assert_eq!(echo.answered(first, false, 1), None, "it is not shown");
        assert!(echo.reactions(&message, ME).is_empty());
        echo.settle(&message, ME);
        assert!(echo.is_empty());
        let there = Echo::default().reactions(&message, ME).into_owned();
        assert!(there.is_empty());
        echo.order(react(true), Some(&message), 1);
        message.reactions = echo.reactions(&message, ME).into_owned();
        echo.settle(&message, ME);
        assert!(echo.is_empty() && echo.reactions(&message, ME).len() == 1);
    }
}
