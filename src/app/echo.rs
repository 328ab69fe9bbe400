//! What a person did of which the server has not said yet that it is so.
//!
//! An act is shown at once, as an echo over what the server said. It is no longer an echo when
//! what the server says has it, and is taken back when the server refuses it. One of unknown
//! fate stays until it is known.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::api::conversation::Conversation;
use crate::api::ids::{MessageId, SubmessageId, UserId};
use crate::api::message::{Message, Reaction};
use crate::api::routes::reactions::EmojiRef;
use crate::model::widget::{self, Widget};

use super::act::{Act, Ticket};
use super::ask::AskId;

/// What an order came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The server took it.
    Taken,
    /// It was not done.
    Refused,
    /// Nobody knows: the answer was lost, or is none.
    Unknown,
}

#[derive(Debug)]
struct Entry {
    ticket: Ticket,
    act: Act,
    /// The last submessage there was when it was ordered: its own comes later.
    after: SubmessageId,
    /// The registration it was ordered in.
    registration: u64,
    /// What it came to, when the server answered or did not.
    fate: Option<Fate>,
    /// How many of its steps are done, of those that have several.
    steps: usize,
}

impl Entry {
    /// Whether a message has it; for a step, by which submessage.
    fn landed(&self, message: &Message, me: UserId) -> Option<Option<SubmessageId>> {
        if self.act.message() != Some(message.id) {
            return None;
        }
        match &self.act {
            Act::Step { step, .. } => {
                let own = widget::steps(message).find(|(submessage, there)| {
                    submessage.sender_id == me && submessage.id > self.after && there == step
                });
                own.map(|(submessage, _)| Some(submessage.id))
            }
            Act::React { emoji, on, .. } => {
                (has(&message.reactions, emoji, me) == *on).then_some(None)
            }
            Act::Answer { .. }
            | Act::Star { .. }
            | Act::Delete { .. }
            | Act::Move(_)
            | Act::TopicPolicy { .. }
            | Act::Status { .. }
            | Act::Channel(_)
            | Act::Setting { .. }
            | Act::AlertWord { .. }
            | Act::Report { .. }
            | Act::Affair(_) => None,
        }
    }
}

/// Acts on their way, in the order in which they were ordered.
#[derive(Debug, Default)]
pub struct Echo {
    entries: Vec<Entry>,
    last: u64,
    /// Messages that were asked for, to see whether an order is in them.
    doubts: Vec<(AskId, Ticket)>,
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
            fate: None,
            steps: 0,
        });
        ticket
    }

    /// What an order came to. Gives it back if it failed and was shown until now.
    ///
    /// One of unknown fate stays shown until that is known: by its event, by a look at the
    /// message, or when the messages are fetched anew.
    pub fn answered(&mut self, ticket: Ticket, fate: Fate, registration: u64) -> Option<Act> {
        let at = self.entries.iter().position(|e| e.ticket == ticket)?;
        let entry = &mut self.entries[at];
        if fate == Fate::Refused {
            return Some(self.entries.remove(at).act);
        }
        // Its event comes and has it; unless it went to a queue that is lost, and then the
        // messages are fetched anew.
        entry.fate = Some(fate);
        if entry.registration != registration || entry.act.message().is_none() {
            self.entries.remove(at);
        }
        None
    }

    /// The server was asked for the message of an order of unknown fate.
    pub fn doubt(&mut self, ask: AskId, ticket: Ticket) {
        self.doubts.push((ask, ticket));
    }

    /// The order that an answer tells of.
    pub fn doubted(&mut self, ask: AskId) -> Option<Ticket> {
        let at = self.doubts.iter().position(|(asked, _)| *asked == ask)?;
        Some(self.doubts.remove(at).1)
    }

    /// Gives an order back that is not in its message as the server has it, and shows it no
    /// longer. One that is in it stays until its event comes.
    pub fn missing(&mut self, ticket: Ticket, message: &Message, me: UserId) -> Option<Act> {
        let at = self.entries.iter().position(|e| e.ticket == ticket)?;
        if self.entries[at].landed(message, me).is_some() {
            return None;
        }
        Some(self.entries.remove(at).act)
    }

    /// There is a new registration, and messages are fetched anew: they have all that was
    /// taken before.
    pub fn rebuilt(&mut self) {
        self.entries.retain(|entry| entry.fate.is_none());
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
            let landed = entry.landed(message, me);
            if let Some(Some(id)) = landed {
                // The same step once more is another submessage.
                for later in &mut self.entries[at + 1..] {
                    if later.act.message() == Some(message.id) {
                        later.after = later.after.max(id);
                    }
                }
            }
            if landed.is_some() {
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
            .any(|entry| matches!(entry.act, Act::Delete { .. } | Act::Channel(_)))
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
            | Act::Channel(_)
            | Act::Setting { .. }
            | Act::AlertWord { .. }
            | Act::Report { .. }
            | Act::Affair(_) => None,
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
    use crate::api::widget::Step;
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
        assert_eq!(echo.answered(ticket, Fate::Taken, 1), None);
    }

    #[test]
    fn the_reply_may_come_before_the_event_or_after_it() {
        let mut echo = Echo::default();
        let before = list(&[]);
        let ticket = echo.order(strike(), Some(&before), 1);
        assert_eq!(echo.answered(ticket, Fate::Taken, 1), None);
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
        assert_eq!(echo.answered(ticket, Fate::Refused, 1), Some(strike()));
        assert!(!ticked(&echo, &message));
        assert_eq!(echo.answered(ticket, Fate::Refused, 1), None);
    }

    #[test]
    fn what_nobody_knows_is_shown_until_it_is_known() {
        let mut echo = Echo::default();
        let before = list(&[]);
        let ticket = echo.order(strike(), Some(&before), 1);
        assert_eq!(echo.answered(ticket, Fate::Unknown, 1), None);
        assert!(ticked(&echo, &before), "neither its event nor a fetch came");
        let after = list(&[(6, STRIKE)]);
        echo.settle(&after, ME);
        assert!(echo.is_empty() && ticked(&echo, &after), "it was done");
        let ticket = echo.order(strike(), Some(&after), 1);
        echo.answered(ticket, Fate::Unknown, 1);
        assert!(!ticked(&echo, &after));
        // The server is asked for the message: it may have it, before its event comes.
        let third = list(&[(6, STRIKE), (6, STRIKE)]);
        assert_eq!(echo.missing(ticket, &third, ME), None);
        assert!(!ticked(&echo, &after));
        assert_eq!(echo.missing(ticket, &after, ME), Some(strike()));
        assert!(ticked(&echo, &after));
        let ticket = echo.order(strike(), Some(&after), 1);
        echo.answered(ticket, Fate::Unknown, 1);
        echo.rebuilt();
        assert!(ticked(&echo, &after), "the messages fetched anew tell");
    }

    #[test]
    fn after_a_new_registration_only_what_is_not_taken_yet_is_an_echo() {
        let mut echo = Echo::default();
        let message = list(&[]);
        let first = echo.order(strike(), Some(&message), 1);
        let second = echo.order(strike(), Some(&message), 1);
        echo.answered(first, Fate::Taken, 1);
        echo.rebuilt();
        assert!(ticked(&echo, &message), "the second is left");
        echo.answered(second, Fate::Taken, 2);
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
        assert_eq!(
            echo.answered(first, Fate::Refused, 1),
            None,
            "it is not shown"
        );
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
