//! What oneself may do. The server decides; this is for not offering what it would refuse.
//!
//! Each question is answered by the newest setting that the server has: a group setting of the
//! channel or the organization, else the older policy, else what servers did before there was one.

mod channels;
mod deleting;
pub mod editing;
mod group_settings;
mod groups;
mod moving;
pub mod sending;

pub use channels::{CannotChannel, ChannelDeed, ROLES};
pub use deleting::CannotDelete;
pub use groups::{CannotChangeGroup, GroupDeed};
pub use moving::{CannotMove, CannotResolve};

use super::organization::Organization;
use crate::api::channel::{ChannelPermission, PostPolicy, TopicsPolicy};
use crate::api::conversation::DmKey;
use crate::api::group::GroupSetting;
use crate::api::ids::{ChannelId, UserId};
use crate::api::message::Message;
use crate::api::settings::{CommonPolicy, RealmTopicsPolicy, WildcardPolicy};
use crate::api::time::UnixMillis;
use crate::api::user::Role;

/// What names a channel's topics may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TopicRule {
    /// Any, and none.
    Any,
    /// A name is needed.
    NeedsName,
    /// Only the topic without a name.
    OnlyEmpty,
}

/// From how many subscribers on a wildcard mention needs a permission.
const MANY: u64 = 15;

/// A limit in words: whole days, hours or minutes, as organizations set them.
pub(crate) fn in_words(seconds: i64) -> String {
    let (count, unit) = match seconds {
        s if s >= 86_400 && s % 86_400 == 0 => (s / 86_400, "day"),
        s if s >= 3600 && s % 3600 == 0 => (s / 3600, "hour"),
        s if s >= 60 && s % 60 == 0 => (s / 60, "minute"),
        s => (s, "second"),
    };
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{s}")
}

impl Organization {
    fn my_role(&self) -> Role {
        self.users.role(self.me())
    }

    fn granted(&self, setting: &GroupSetting) -> bool {
        self.groups.grants(setting, self.me())
    }

    /// Whether one is a moderator or above.
    fn is_moderator(&self) -> bool {
        self.my_role().number() <= Role::Moderator.number()
    }

    fn is_member(&self) -> bool {
        self.my_role().number() <= Role::Member.number()
    }

    /// Whether one joined long enough ago, or is above that.
    fn is_full_member(&self, now: UnixMillis) -> bool {
        let days = self.realm.settings.waiting_period_threshold;
        let joined = self.users.myself().and_then(|user| user.date_joined);
        let is_old = joined.is_none_or(|at| at.0.saturating_add(days * 86_400) <= now.seconds().0);
        self.is_moderator() || (self.is_member() && is_old)
    }

    fn follows(&self, policy: CommonPolicy, now: UnixMillis) -> bool {
        match policy {
            CommonPolicy::Everybody => true,
            CommonPolicy::Members => self.is_member(),
            CommonPolicy::FullMembers => self.is_full_member(now),
            CommonPolicy::Moderators => self.is_moderator(),
            CommonPolicy::Admins => self.my_role().is_admin(),
            CommonPolicy::Owners => self.my_role() == Role::Owner,
            CommonPolicy::Nobody => false,
            // What is not known is not refused here: the server will say.
            CommonPolicy::Unknown(_) => true,
        }
    }

    /// The channel's own setting grants it.
    fn channel_grants(&self, channel: ChannelId, permission: &ChannelPermission) -> bool {
        let state = self.channels.get(channel);
        state
            .and_then(|state| state.channel.permission(permission))
            .is_some_and(|setting| self.granted(setting))
    }

    /// The organization's group setting, else the older policy, else the answer given.
    fn realm_grants(
        &self,
        setting: Option<&GroupSetting>,
        policy: Option<CommonPolicy>,
        before: bool,
        now: UnixMillis,
    ) -> bool {
        match (setting, policy) {
            (Some(setting), _) => self.granted(setting),
            (None, Some(policy)) => self.follows(policy, now),
            (None, None) => before,
        }
    }

    fn is_archived(&self, message: &Message) -> bool {
        let state = message
            .channel()
            .and_then(|channel| self.channels.get(channel));
        state.is_some_and(|state| state.channel.is_archived)
    }

    /// Whether a limit in seconds, if there is one, has not passed since a message was sent.
    fn is_in_time(message: &Message, limit: Option<i64>, now: UnixMillis) -> bool {
        limit.is_none_or(|limit| now.seconds().0.saturating_sub(message.timestamp.0) < limit)
    }

    /// Whether one may write to a channel.
    #[must_use]
    pub fn can_post(&self, channel: ChannelId, now: UnixMillis) -> bool {
        let Some(state) = self.channels.get(channel) else {
            return false;
        };
        if state.channel.is_archived {
            return false;
        }
        match state.channel.permission(&ChannelPermission::SendMessage) {
            Some(setting) => self.granted(setting),
            None => match state.channel.post_policy {
                PostPolicy::Everybody | PostPolicy::Unknown(_) => true,
                PostPolicy::Admins => self.my_role().is_admin(),
                PostPolicy::Moderators => self.is_moderator(),
                PostPolicy::FullMembers => self.is_full_member(now),
            },
        }
    }

    /// Whether one may start a topic in a channel (feature level 441).
    #[must_use]
    pub fn can_create_topic(&self, channel: ChannelId, now: UnixMillis) -> bool {
        let state = self.channels.get(channel);
        let setting =
            state.and_then(|state| state.channel.permission(&ChannelPermission::CreateTopic));
        self.can_post(channel, now) && setting.is_none_or(|setting| self.granted(setting))
    }

    /// What names a channel's topics may have.
    #[must_use]
    pub fn topic_rule(&self, channel: ChannelId) -> TopicRule {
        let of_realm = || match &self.realm.settings.topics_policy {
            Some(RealmTopicsPolicy::AllowEmpty | RealmTopicsPolicy::Unknown(_)) => TopicRule::Any,
            Some(RealmTopicsPolicy::DisableEmpty) => TopicRule::NeedsName,
            None if self.realm.settings.mandatory_topics => TopicRule::NeedsName,
            None => TopicRule::Any,
        };
        match self
            .channels
            .get(channel)
            .map(|state| &state.channel.topics_policy)
        {
            Some(TopicsPolicy::AllowEmpty) => TopicRule::Any,
            Some(TopicsPolicy::DisableEmpty) => TopicRule::NeedsName,
            Some(TopicsPolicy::EmptyOnly) => TopicRule::OnlyEmpty,
            Some(TopicsPolicy::Inherit | TopicsPolicy::Unknown(_)) | None => of_realm(),
        }
    }

    /// Whether one may edit what a message says.
    #[must_use]
    pub fn can_edit(&self, message: &Message, now: UnixMillis) -> bool {
        let settings = &self.realm.settings;
        message.sender_id == self.me()
            && settings.allow_message_editing
            && !self.is_archived(message)
            && Self::is_in_time(message, settings.message_content_edit_limit_seconds, now)
    }

    /// Whether one may mention everybody in a channel.
    #[must_use]
    pub fn can_mention_everybody(&self, channel: ChannelId, now: UnixMillis) -> bool {
        let state = self.channels.get(channel);
        let known = state.and_then(|state| state.subscriber_count());
        if known.is_some_and(|count| count <= MANY) {
            return true;
        }
        let settings = &self.realm.settings;
        match (
            &settings.can_mention_many_users_group,
            settings.wildcard_mention_policy,
        ) {
            (Some(setting), _) => self.granted(setting),
            (None, Some(policy)) => match policy {
                WildcardPolicy::Everybody | WildcardPolicy::Unknown(_) => true,
                WildcardPolicy::Members => self.is_member(),
                WildcardPolicy::FullMembers => self.is_full_member(now),
                WildcardPolicy::Moderators => self.is_moderator(),
                WildcardPolicy::Admins => self.my_role().is_admin(),
                WildcardPolicy::Nobody => false,
            },
            (None, None) => true,
        }
    }

    /// Whether one may write to a direct message conversation: somebody in it must be allowed to
    /// take part in such (feature level 270), and everybody must be there to read it.
    #[must_use]
    pub fn can_write_to(&self, key: &DmKey) -> bool {
        let people: Vec<UserId> = key.others(self.me()).collect();
        let is_gone = |id: &UserId| self.users.get(*id).is_some_and(|user| !user.is_active);
        if people.iter().any(is_gone) {
            return false;
        }
        let only_bots = people
            .iter()
            .all(|id| self.users.get(*id).is_some_and(|user| user.is_bot));
        match &self.realm.settings.direct_message_permission_group {
            Some(setting) if !only_bots => {
                self.granted(setting) || people.iter().any(|id| self.groups.grants(setting, *id))
            }
            Some(_) | None => true,
        }
    }
}

#[cfg(test)]
mod channel_tests;
#[cfg(test)]
mod tests;
