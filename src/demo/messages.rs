//! Messages as people see them: words, flags, and the object on the wire.

use std::borrow::Cow;

use serde_json::Value;

use super::world::World;
use super::world::account::{Account, flag};
use super::world::filler;
use super::world::store::{Detail, PlaceKind, Rendered};
use crate::api::ids::{ChannelId, MessageId, RESOLVED_PREFIX, UserId};

/// In which form a client wants messages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    pub(crate) apply_markdown: bool,
    pub(crate) client_gravatar: bool,
    /// The empty topic is named `""`; other clients get its display name.
    pub(crate) empty_topic: bool,
}

impl World {
    /// Everything of a message but its place, sender and time.
    pub(crate) fn detail(&self, id: MessageId) -> Option<Cow<'_, Detail>> {
        let row = self.store.row(id)?;
        if let Some(detail) = self.store.detail(id) {
            return Some(Cow::Borrowed(detail));
        }
        row.filler().map(|number| {
            Cow::Owned(Detail::new(
                filler::words(self.seed, number),
                client_of(number),
            ))
        })
    }

    /// The detail of a message, to be changed.
    pub(crate) fn detail_mut(&mut self, id: MessageId) -> Option<&mut Detail> {
        if self.store.detail(id).is_none() {
            let detail = self.detail(id)?.into_owned();
            self.store.keep(id, detail);
        }
        self.store.detail_mut(id)
    }

    /// What was typed.
    pub(crate) fn content(&self, id: MessageId) -> Option<Cow<'_, str>> {
        Some(match self.detail(id)? {
            Cow::Borrowed(detail) => Cow::Borrowed(detail.content.as_str()),
            Cow::Owned(detail) => Cow::Owned(detail.content),
        })
    }

    /// A message rendered; written ones are rendered once.
    pub(crate) fn rendered(&self, id: MessageId) -> Option<Cow<'_, Rendered>> {
        let sender = self.store.row(id)?.sender();
        if let Some(detail) = self.store.detail(id) {
            let rendered = detail
                .rendered
                .get_or_init(|| self.render(&detail.content, Some(sender)));
            return Some(Cow::Borrowed(rendered));
        }
        let content = self.content(id)?;
        Some(Cow::Owned(self.render(&content, Some(sender))))
    }

    /// The topic that a message is in, as written; empty for direct messages.
    pub(crate) fn topic_of(&self, id: MessageId) -> Option<&str> {
        if let Some(subject) = self
            .store
            .detail(id)
            .and_then(|detail| detail.subject.as_deref())
        {
            return Some(subject);
        }
        self.store.place_of(id).map(|place| place.topic())
    }

    /// Whether a message was sent to this person.
    pub(crate) fn received(&self, account: &Account, user: UserId, id: MessageId) -> bool {
        let Some(place) = self.store.place_of(id) else {
            return false;
        };
        let small = id.0 as u32;
        match &place.kind {
            PlaceKind::Direct(people) => people.binary_search(&(user.0 as u32)).is_ok(),
            PlaceKind::Topic { channel, .. } => {
                let sent_to = self
                    .store
                    .detail(id)
                    .and_then(|detail| detail.sent_to)
                    .unwrap_or(*channel);
                account
                    .subscriptions
                    .get(&sent_to)
                    .is_some_and(|subscription| subscription.heard(small))
                    || account.flag(id) & flag::HISTORICAL != 0
            }
        }
    }

    /// Whether a person may read a message, received or not.
    pub(crate) fn can_read(&self, user: UserId, id: MessageId) -> bool {
        let Some(place) = self.store.place_of(id) else {
            return false;
        };
        let Some(channel) = place.channel() else {
            return place.is_between(user);
        };
        let Some(channel) = self.channels.get(channel) else {
            return false;
        };
        self.can_read_channel(user, channel)
            && (channel.history_public || self.received(self.account(user), user, id))
    }

    /// The mention flags that a message has for one person.
    pub(crate) fn mention_flags(
        &self,
        account: &Account,
        user: UserId,
        id: MessageId,
        detail: &Detail,
    ) -> u16 {
        if !detail.content.contains('@') || !self.received(account, user, id) {
            return 0;
        }
        let Some(rendered) = self.rendered(id) else {
            return 0;
        };
        let mut flags = 0;
        if rendered.mentioned_users.contains(&user)
            || rendered
                .mentioned_groups
                .iter()
                .any(|group| self.in_group(user, *group))
        {
            flags |= flag::MENTIONED;
        }
        if rendered.channel_wildcard {
            flags |= flag::CHANNEL_WILDCARD;
        }
        if rendered.topic_wildcard && self.takes_part(user, id) {
            flags |= flag::TOPIC_WILDCARD;
        }
        flags
    }

    /// Whether a person wrote or reacted in a message's topic before it was sent.
    pub(crate) fn takes_part(&self, user: UserId, id: MessageId) -> bool {
        let Some(place) = self.store.place_of(id) else {
            return false;
        };
        place
            .ids
            .iter()
            .take_while(|other| u64::from(**other) <= id.0)
            .any(|other| {
                let other = MessageId(u64::from(*other));
                self.store
                    .row(other)
                    .is_some_and(|row| row.sender() == user)
                    || self.store.detail(other).is_some_and(|detail| {
                        detail
                            .reactions
                            .iter()
                            .any(|reaction| reaction.user == user)
                    })
            })
    }

    /// The flags of a message for one person, as fetches and message events have them.
    pub(crate) fn flags(&self, user: UserId, id: MessageId) -> Vec<&'static str> {
        let account = self.account(user);
        if !self.received(account, user, id) {
            return vec!["read", "historical"];
        }
        let mut flags = self.bare_flags(account, id);
        let own = account.flag(id);
        if own & (flag::CHANNEL_WILDCARD | flag::TOPIC_WILDCARD) != 0 {
            let at = flags
                .iter()
                .position(|name| *name == "has_alert_word")
                .unwrap_or(flags.len());
            flags.insert(at, "wildcard_mentioned");
        }
        flags
    }

    /// The flags without the one that sums up the wildcards: edit events have these.
    pub(crate) fn bare_flags(&self, account: &Account, id: MessageId) -> Vec<&'static str> {
        let own = account.flag(id);
        let mut flags = Vec::new();
        if !account.unread.contains(&(id.0 as u32)) {
            flags.push("read");
        }
        for (bit, name) in [
            (flag::STARRED, "starred"),
            (flag::COLLAPSED, "collapsed"),
            (flag::MENTIONED, "mentioned"),
            (flag::CHANNEL_WILDCARD, "stream_wildcard_mentioned"),
            (flag::TOPIC_WILDCARD, "topic_wildcard_mentioned"),
            (flag::ALERT_WORD, "has_alert_word"),
            (flag::HISTORICAL, "historical"),
        ] {
            if own & bit != 0 {
                flags.push(name);
            }
        }
        flags
    }

    /// A topic's name for a client.
    pub(crate) fn shown_topic<'a>(&'a self, topic: &'a str, empty_topic: bool) -> &'a str {
        if topic.is_empty() && !empty_topic {
            return self
                .realm
                .setting("empty_topic_display_name")
                .and_then(Value::as_str)
                .unwrap_or("general chat");
        }
        topic
    }

    /// A number for the conversation; clients must not rely on it.
    pub(crate) fn recipient_id(&self, id: MessageId) -> u64 {
        match self.store.row(id) {
            None => 0,
            Some(row) => match self.store.place(row.place()).channel() {
                Some(channel) => 11 + channel.0,
                None => {
                    let people = self.store.place(row.place()).people();
                    1_000_000 + people.fold(0, |sum, user| (sum * 31 + user.0) % 1_000_000_007)
                }
            },
        }
    }

    /// Whether a direct conversation or topic is out of a person's home views.
    pub(crate) fn is_muted_for(&self, account: &Account, id: MessageId) -> bool {
        self.store
            .place_of(id)
            .is_some_and(|place| match &place.kind {
                PlaceKind::Topic { channel, name } => account.is_topic_muted(*channel, name),
                PlaceKind::Direct(_) => false,
            })
    }

    /// The channel a message is in.
    pub(crate) fn channel_of(&self, id: MessageId) -> Option<ChannelId> {
        self.store.place_of(id).and_then(|place| place.channel())
    }
}

fn client_of(number: u32) -> &'static str {
    match number % 7 {
        0 => "ZulipMobile",
        1 => "ZulipElectron",
        _ => "website",
    }
}

/// Whether a topic's name says that it is resolved.
pub(crate) fn is_resolved(topic: &str) -> bool {
    topic.starts_with(RESOLVED_PREFIX)
}
