//! Why one may not edit what a message says.

use crate::api::message::Message;
use crate::api::time::UnixMillis;
use crate::model::Organization;
use crate::model::widget::Widget;

/// Why one may not edit what a message says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNotEdit {
    /// Somebody else wrote it.
    NotOwn,
    /// The organization allows no editing.
    Switched,
    /// Its channel is archived.
    Archived,
    /// It is a poll, a to-do list or a bot's choices.
    Widget,
    /// Editing was allowed for so many seconds.
    TooLate(i64),
}

impl Organization {
    /// Why one may not edit what a message says; `None` if one may, as far as is known.
    #[must_use]
    pub fn why_not_edit(&self, message: &Message, now: UnixMillis) -> Option<WhyNotEdit> {
        let settings = &self.realm().settings;
        let channel = message.channel().and_then(|id| self.channels().get(id));
        if message.sender_id != self.me() {
            Some(WhyNotEdit::NotOwn)
        } else if !settings.allow_message_editing {
            Some(WhyNotEdit::Switched)
        } else if channel.is_some_and(|state| state.channel.is_archived) {
            Some(WhyNotEdit::Archived)
        } else if Widget::of(message).is_some() {
            Some(WhyNotEdit::Widget)
        } else if !self.can_edit(message, now) {
            let limit = settings.message_content_edit_limit_seconds;
            Some(WhyNotEdit::TooLate(limit.unwrap_or(0)))
        } else {
            None
        }
    }
}
