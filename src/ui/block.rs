//! What stands above a message's body: date, conversation, unread line, sender.

use crate::api::message::Message;
use crate::app::measure::Scene;
use crate::model::View;

use super::times::Times;

/// Messages of one sender further apart than this, in seconds, get the sender's
/// name and time again.
const GROUP_SECONDS: i64 = 10 * 60;

/// A row above a message's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Above {
    /// Air.
    Blank,
    /// The date of what follows.
    Date,
    /// The conversation of what follows, in views that mix several.
    Conversation,
    /// The line before the first unread, with how many there were.
    Unread(usize),
    /// Who sent it and when.
    Sender,
}

/// The rows above the message at an index.
///
/// They depend on the message before it alone, so that what comes and goes
/// elsewhere changes nothing.
#[must_use]
pub fn above(scene: &Scene<'_>, index: usize, times: &Times) -> Vec<Above> {
    let Some(message) = scene.message(index) else {
        return Vec::new();
    };
    let before = index.checked_sub(1).and_then(|i| scene.message(i));
    let mut rows = Vec::new();
    // What is not sent yet may have been written before what came since.
    let written = |b: &Message| match scene.outgoing(index) {
        Some(_) => message.timestamp.0.max(b.timestamp.0),
        None => message.timestamp.0,
    };
    let new_day = before.is_none_or(|b| times.day(b.timestamp.0) != times.day(written(b)));
    let new_place = !is_one_conversation(scene.view)
        && before.is_none_or(|b| b.conversation != message.conversation);
    let unread = scene.unread.filter(|line| line.before == message.id);
    if new_day {
        if before.is_some() {
            rows.push(Above::Blank);
        }
        rows.push(Above::Date);
    }
    if new_place || (new_day && !is_one_conversation(scene.view)) {
        if before.is_some() || new_day {
            rows.push(Above::Blank);
        }
        rows.push(Above::Conversation);
    }
    if let Some(line) = unread {
        rows.push(Above::Unread(line.count));
    }
    let starts = !rows.is_empty() || before.is_none_or(|b| !continues(b, message));
    if starts {
        let after_title = matches!(rows.last(), Some(Above::Conversation | Above::Unread(_)));
        if !after_title && (before.is_some() || new_day) {
            rows.push(Above::Blank);
        }
        if !message.is_me_message {
            rows.push(Above::Sender);
        }
    }
    rows
}

/// Whether a view has one conversation alone, which its title names.
#[must_use]
pub fn is_one_conversation(view: &View) -> bool {
    view.conversation().is_some()
}

/// Whether a message goes on under the sender's name of the one before.
fn continues(before: &Message, message: &Message) -> bool {
    before.sender_id == message.sender_id
        && message.timestamp.0 - before.timestamp.0 < GROUP_SECONDS
        && message.last_edit.is_none()
        && message.last_moved.is_none()
        && !before.is_me_message
        && !message.is_me_message
}
