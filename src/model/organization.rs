//! All that is true of an organization now.

use super::channels::Channels;
use super::dms::RecentDms;
use super::groups::Groups;
use super::hash::IdSet;
use super::journal::{Journal, Seq};
use super::messages::{MessageStore, Reconciled};
use super::order::TopicOrder;
use super::personal::Personal;
use super::presence::Presence;
use super::realm::Realm;
use super::topics::{RecentTopics, TopicPolicies};
use super::typing::Typing;
use super::unreads::{MentionKind, Unreads};
use super::users::Users;
use crate::api::conversation::Conversation;
use crate::api::flags::MessageFlag;
use crate::api::ids::{ChannelId, FolderId, GroupId, MessageId, UserId};
use crate::api::message::{Message, TopicEntry};
use crate::api::presence::PresencePoll;
use crate::api::snapshot::Snapshot;
use crate::api::time::UnixMillis;

/// A register reply that no organization can be made of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotBuild {
    /// It does not say who oneself is: `realm_user` was not asked for.
    #[error("the register reply does not say who one is; ask for realm_user")]
    NoUser,
}

/// An event that does not fit what is known: something was missed, and only a fresh register
/// mends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotApply {
    /// A change to a channel never heard of.
    #[error("an event changes channel {0}, which is not known")]
    UnknownChannel(ChannelId),
    /// A change to a group never heard of.
    #[error("an event changes user group {0}, which is not known")]
    UnknownGroup(GroupId),
    /// A change to a folder never heard of.
    #[error("an event changes channel folder {0}, which is not known")]
    UnknownFolder(FolderId),
}

/// Which sections the register reply had. Events about the others are not judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Loaded {
    pub(super) channels: bool,
    pub(super) groups: bool,
    pub(super) folders: bool,
}

/// What a fetched message brought.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TakenIn {
    /// Unread or starred messages are others than was known.
    pub(super) counts: bool,
    /// It took the place of a copy that was doubted.
    pub(super) replaced: bool,
}

/// All that is true of an organization now.
///
/// It is complete from the start ([`Organization::new`]) and changed by events alone
/// ([`Organization::apply`]), besides what replies to requests bring: messages
/// (through [`super::MessageList::accept`]), lists of topics, presence.
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    pub(super) users: Users,
    pub(super) groups: Groups,
    pub(super) channels: Channels,
    pub(super) policies: TopicPolicies,
    pub(super) topic_order: TopicOrder,
    pub(super) recent_topics: RecentTopics,
    pub(super) unreads: Unreads,
    pub(super) messages: MessageStore,
    pub(super) typing: Typing,
    pub(super) presence: Presence,
    pub(super) dms: RecentDms,
    pub(super) personal: Personal,
    pub(super) realm: Realm,
    pub(super) journal: Journal,
    pub(super) loaded: Loaded,
}

impl Organization {
    /// Makes the model of a register reply received `now`.
    ///
    /// # Errors
    /// The reply does not say who oneself is.
    pub fn new(mut snapshot: Snapshot, now: UnixMillis) -> Result<Self, CannotBuild> {
        let s = &mut snapshot;
        let me = s.user_id.ok_or(CannotBuild::NoUser)?;
        let loaded = Loaded {
            channels: s.subscriptions.is_some() || s.streams.is_some(),
            groups: s.realm_user_groups.is_some(),
            folders: s.channel_folders.is_some(),
        };
        let users = Users::new(me, s);
        let presence = Presence::new(s, &users, now);
        let typing = Typing::new(s.server.typing_started_expiry_period_milliseconds);
        let mut recent_topics = RecentTopics::default();
        let unreads = Unreads::new(s.unread_msgs.take().unwrap_or_default(), me);
        for channel in unreads.channels() {
            for (topic, ids) in unreads.topics(channel) {
                if let Some(newest) = ids.last() {
                    recent_topics.saw(channel, topic, *newest);
                }
            }
        }
        Ok(Self {
            groups: Groups::new(s.realm_user_groups.take().unwrap_or_default()),
            channels: Channels::new(s),
            policies: TopicPolicies::new(s.user_topics.take().unwrap_or_default()),
            topic_order: TopicOrder::default(),
            recent_topics,
            unreads,
            messages: MessageStore::default(),
            typing,
            presence,
            dms: RecentDms::new(
                s.recent_private_conversations.take().unwrap_or_default(),
                me,
            ),
            personal: Personal::new(s),
            realm: Realm::new(s),
            journal: Journal::default(),
            users,
            loaded,
        })
    }

    /// Who oneself is.
    #[must_use]
    pub fn me(&self) -> UserId {
        self.users.me()
    }

    /// Users, bots, and who of them is muted.
    #[must_use]
    pub fn users(&self) -> &Users {
        &self.users
    }

    /// User groups.
    #[must_use]
    pub fn groups(&self) -> &Groups {
        &self.groups
    }

    /// Channels, subscriptions and folders.
    #[must_use]
    pub fn channels(&self) -> &Channels {
        &self.channels
    }

    /// Topics' visibility policies.
    #[must_use]
    pub fn policies(&self) -> &TopicPolicies {
        &self.policies
    }

    /// Which topics channels have.
    #[must_use]
    pub fn recent_topics(&self) -> &RecentTopics {
        &self.recent_topics
    }

    /// Unread messages.
    #[must_use]
    pub fn unreads(&self) -> &Unreads {
        &self.unreads
    }

    /// The messages held.
    #[must_use]
    pub fn messages(&self) -> &MessageStore {
        &self.messages
    }

    /// A message, if it is held.
    #[must_use]
    pub fn message(&self, id: MessageId) -> Option<&Message> {
        self.messages.get(id)
    }

    /// Who is typing.
    #[must_use]
    pub fn typing(&self) -> &Typing {
        &self.typing
    }

    /// Who is there.
    #[must_use]
    pub fn presence(&self) -> &Presence {
        &self.presence
    }

    /// Direct message conversations by their newest message.
    #[must_use]
    pub fn dms(&self) -> &RecentDms {
        &self.dms
    }

    /// What belongs to the user alone.
    #[must_use]
    pub fn personal(&self) -> &Personal {
        &self.personal
    }

    /// What belongs to the organization and its server.
    #[must_use]
    pub fn realm(&self) -> &Realm {
        &self.realm
    }

    /// The place in the journal of events that a request sent now shall remember.
    #[must_use]
    pub fn now(&self) -> Seq {
        self.journal.now()
    }

    /// Forgets typing notices that expired. Whether there were any. When to call it next,
    /// `typing().next_deadline()` says.
    pub fn expire_typing(&mut self, now: UnixMillis) -> bool {
        self.typing.expire(now)
    }

    /// Takes the reply to a presence request.
    pub fn adopt_presence(&mut self, poll: PresencePoll, now: UnixMillis) {
        self.presence.adopt(poll, now);
    }

    /// Takes the topics of a channel (`GET /users/me/{id}/topics`), asked for at `asked`.
    pub fn adopt_topics(&mut self, channel: ChannelId, topics: Vec<TopicEntry>, asked: Seq) {
        self.recent_topics.adopt(channel, topics);
        let Some(since) = self.journal.since(asked) else {
            self.recent_topics.doubt(&[channel]);
            return;
        };
        for effect in since {
            super::apply::topics_after(effect, &self.messages, &mut self.recent_topics);
        }
    }

    /// Takes all subscribers of a channel (`GET /streams/{id}/members`): nobody came or went since
    /// they were asked for.
    pub fn adopt_subscribers(&mut self, channel: ChannelId, people: Vec<UserId>) {
        self.channels.adopt_subscribers(channel, people);
    }

    /// Oneself marked everything as read, successfully: then nothing older is unread either.
    pub fn old_unreads_are_read(&mut self) {
        self.unreads.old_are_read();
    }

    /// Takes over the messages of the model before, so that screens can go on showing them until
    /// they are fetched anew. Flags that the register reply tells of are set right.
    pub fn adopt_stale(&mut self, before: Self) {
        for (id, name) in before.users.learned_names() {
            self.users.learn(id, &name);
        }
        for mut message in before.messages.into_messages() {
            if !self.unreads.old_missing() {
                if self.unreads.contains(message.id) {
                    message.flags.remove(&MessageFlag::Read);
                } else {
                    message.flags.insert(&MessageFlag::Read);
                }
            }
            if self.personal.starred.contains(&message.id) {
                message.flags.insert(&MessageFlag::Starred);
            } else {
                message.flags.remove(&MessageFlag::Starred);
            }
            self.messages.adopt_stale(message);
        }
    }

    /// Lets go of all messages but these: those that views hold.
    pub fn retain_messages(&mut self, held: &IdSet<MessageId>) {
        self.messages.retain(held);
    }

    /// Whether events come for a channel's messages.
    #[must_use]
    pub(super) fn is_live(&self, channel: ChannelId) -> bool {
        !self.loaded.channels || self.channels.is_subscribed(channel)
    }

    /// Takes in a fetched message, asked for at `asked`. `None` if it is not held afterwards.
    pub(super) fn take_in(&mut self, message: Message, asked: Seq) -> Option<TakenIn> {
        self.users
            .learn(message.sender_id, &message.sender_full_name);
        let id = message.id;
        let outcome = {
            let since = self.journal.since(asked)?;
            let (loaded, channels, gains) = (self.loaded, &self.channels, since.clone());
            let doubt = |message: &Message| {
                message.channel().is_some_and(|channel| {
                    let is_live = !loaded.channels || channels.is_subscribed(channel);
                    // Before events began to come for the channel, some may have been missed.
                    !is_live || gains.clone().any(|effect| effect.gains(channel))
                })
            };
            self.messages.reconcile(message, since, doubt)
        };
        match outcome {
            Reconciled::Gone => None,
            Reconciled::Kept => Some(TakenIn::default()),
            Reconciled::Taken => Some(TakenIn {
                counts: self.learn_from(id),
                replaced: false,
            }),
            Reconciled::Replaced => Some(TakenIn {
                counts: self.learn_from(id),
                replaced: true,
            }),
        }
    }

    /// Learns from a message taken in. It may be ahead of the events: then they will say the same.
    /// Whether unread or starred messages are others than was known.
    fn learn_from(&mut self, id: MessageId) -> bool {
        let Some(message) = self.messages.get(id) else {
            return false;
        };
        match &message.conversation {
            Conversation::Topic { channel, topic } => {
                self.recent_topics.saw(*channel, topic, id);
            }
            Conversation::Dm(key) => {
                self.dms.saw(key, id);
            }
        }
        if message
            .channel()
            .is_some_and(|channel| !self.is_live(channel))
        {
            return false;
        }
        let mut changed = if message.flags.is_starred() {
            self.personal.starred.insert(id)
        } else {
            self.personal.starred.remove(&id)
        };
        if message.flags.is_read() {
            changed |= self.unreads.remove(id);
        } else if self.unreads.contains(id) || !self.unreads.old_missing() {
            changed |= self.unreads.insert(id, message.conversation.clone());
            changed |= self
                .unreads
                .set_mention(id, MentionKind::of(&message.flags));
        }
        changed
    }
}
