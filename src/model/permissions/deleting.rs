//! Whether one may delete a message, and if not, why.

use super::super::organization::Organization;
use crate::api::channel::ChannelPermission;
use crate::api::message::Message;
use crate::api::time::UnixMillis;

/// Why a message can't be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotDelete {
    /// Its channel is archived.
    Archived,
    /// Somebody else's, and one may delete one's own at most.
    NotYours,
    /// One may not delete one's own either.
    NotAllowed,
    /// It is too old: so many seconds are given.
    TooLate(i64),
}

impl CannotDelete {
    /// In a sentence.
    #[must_use]
    pub fn sentence(self) -> String {
        match self {
            Self::Archived => {
                "This channel is archived: its messages can't be deleted any more.".to_owned()
            }
            Self::NotYours => "You may not delete what others wrote.".to_owned(),
            Self::NotAllowed => "You may not delete messages here.".to_owned(),
            Self::TooLate(seconds) => format!(
                "It is too late: messages can be deleted within {}.",
                super::in_words(seconds)
            ),
        }
    }
}

impl Organization {
    /// Whether one may delete a message.
    #[must_use]
    pub fn can_delete(&self, message: &Message, now: UnixMillis) -> bool {
        self.why_not_delete(message, now).is_none()
    }

    /// Why one may not delete a message; `None` where one may.
    #[must_use]
    pub fn why_not_delete(&self, message: &Message, now: UnixMillis) -> Option<CannotDelete> {
        if self.is_archived(message) {
            return Some(CannotDelete::Archived);
        }
        let settings = &self.realm.settings;
        let any = settings.can_delete_any_message_group.as_ref();
        let here = |permission| {
            message
                .channel()
                .is_some_and(|channel| self.channel_grants(channel, &permission))
        };
        if self.realm_grants(any, None, self.my_role().is_admin(), now)
            || here(ChannelPermission::DeleteAny)
        {
            return None;
        }
        // One's bots' messages are one's own.
        let sender = self.users.get(message.sender_id);
        let is_own = message.sender_id == self.me()
            || sender.is_some_and(|sender| sender.bot_owner_id == Some(self.me()));
        if !is_own {
            return Some(CannotDelete::NotYours);
        }
        let own = settings.can_delete_own_message_group.as_ref();
        if !self.realm_grants(own, settings.delete_own_message_policy, true, now)
            && !here(ChannelPermission::DeleteOwn)
        {
            return Some(CannotDelete::NotAllowed);
        }
        let limit = settings.message_content_delete_limit_seconds;
        let late = !Self::is_in_time(message, limit, now);
        late.then(|| CannotDelete::TooLate(limit.unwrap_or_default()))
    }
}
