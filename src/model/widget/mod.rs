//! What a message's submessages make of it: a poll, a to-do list, a bot's choices.
//!
//! A pure function of the message, so that it cannot disagree with what the events said.
//! What the other clients drop is dropped here too: two people who look at the same poll see
//! the same votes.

mod choices;
mod poll;
#[cfg(test)]
mod tests;
mod todo;

pub use choices::Choices;
pub use poll::{Poll, PollOption};
pub use todo::{Task, TodoList};

use crate::api::ids::UserId;
use crate::api::message::{Message, Submessage};
use crate::api::widget::{Start, Step};

/// A message that is more than its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Widget {
    /// A question with options that everybody may vote for.
    Poll(Poll),
    /// Tasks that everybody may tick.
    Todo(TodoList),
    /// Answers that a bot offers.
    Choices(Choices),
}

/// Which kind of widget a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A poll.
    Poll,
    /// A to-do list.
    Todo,
    /// A bot's choices.
    Choices,
}

/// The submessage that starts a message's widget: the first one, which only the message's
/// sender can have made.
fn start(message: &Message) -> Option<Start> {
    let first = message.submessages.first()?;
    (is_step(first) && first.sender_id == message.sender_id)
        .then(|| Start::parse(&first.content))?
}

fn is_step(submessage: &Submessage) -> bool {
    &*submessage.msg_type == "widget"
}

/// The steps in a message's widget, in their order.
pub fn steps(message: &Message) -> impl Iterator<Item = (&Submessage, Step)> {
    let later = message.submessages.iter().skip(1);
    later
        .filter(|submessage| is_step(submessage))
        .filter_map(|submessage| Some((submessage, Step::parse(&submessage.content)?)))
}

impl Widget {
    /// The widget that a message is; `None` for all others, and for one that cannot be read:
    /// its words then stand for it.
    #[must_use]
    pub fn of(message: &Message) -> Option<Self> {
        let mut widget = match start(message)? {
            Start::Poll(start) => Self::Poll(Poll::new(message.sender_id, start)),
            Start::Todo(start) => Self::Todo(TodoList::new(message.sender_id, start)),
            Start::Choices(start) => Self::Choices(Choices::new(start)),
        };
        for (submessage, step) in steps(message) {
            widget.apply(submessage.sender_id, &step);
        }
        Some(widget)
    }

    /// Takes a step. One that makes no sense changes nothing.
    pub fn apply(&mut self, sender: UserId, step: &Step) {
        match self {
            Self::Poll(poll) => poll.apply(sender, step),
            Self::Todo(list) => list.apply(sender, step),
            // Who chooses writes a message.
            Self::Choices(_) => {}
        }
    }

    /// How many things it has to choose from.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Poll(poll) => poll.options().len(),
            Self::Todo(list) => list.tasks().len(),
            Self::Choices(choices) => choices.choices.len(),
        }
    }

    /// Whether it has nothing to choose from.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Kind {
    /// The kind of a message, found without looking at its steps.
    #[must_use]
    pub fn of(message: &Message) -> Option<Self> {
        Some(match start(message)? {
            Start::Poll(_) => Self::Poll,
            Start::Todo(_) => Self::Todo,
            Start::Choices(_) => Self::Choices,
        })
    }
}

/// The number for what somebody adds next: one more than the highest they gave so far; `None`
/// when they gave the last.
fn next_number(given: impl Iterator<Item = i64>) -> Option<i64> {
    let next = given.max().map_or(1, |highest| highest + 1);
    (next <= crate::api::widget::MOST).then_some(next)
}
