//! What oneself may do. The server decides; this is for not offering what it would refuse.
//!
//! Each question is answered by the newest setting that the server has: a group setting of the
//! channel or the organization, else the older policy, else what servers did before there was one.

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

    /// Whether one may delete a message.
    #[must_use]
    pub fn can_delete(&self, message: &Message, now: UnixMillis) -> bool {
        if self.is_archived(message) {
            return false;
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
            return true;
        }
        let own = settings.can_delete_own_message_group.as_ref();
        message.sender_id == self.me()
            && Self::is_in_time(message, settings.message_content_delete_limit_seconds, now)
            && (self.realm_grants(own, settings.delete_own_message_policy, true, now)
                || here(ChannelPermission::DeleteOwn))
    }

    /// Whether one may move a message to another topic of its channel.
    #[must_use]
    pub fn can_move_within(&self, message: &Message, now: UnixMillis) -> bool {
        let Some(channel) = message.channel() else {
            return false;
        };
        let settings = &self.realm.settings;
        let setting = settings.can_move_messages_between_topics_group.as_ref();
        let limit = settings.move_messages_within_stream_limit_seconds;
        !self.is_archived(message)
            && (self.realm_grants(setting, settings.edit_topic_policy, true, now)
                || self.channel_grants(channel, &ChannelPermission::MoveWithin))
            && (self.is_moderator() || Self::is_in_time(message, limit, now))
    }

    /// Whether one may move a message to another channel.
    #[must_use]
    pub fn can_move_out(&self, message: &Message, now: UnixMillis) -> bool {
        let Some(channel) = message.channel() else {
            return false;
        };
        let settings = &self.realm.settings;
        let setting = settings.can_move_messages_between_channels_group.as_ref();
        let policy = settings.move_messages_between_streams_policy;
        let limit = settings.move_messages_between_streams_limit_seconds;
        !self.is_archived(message)
            && (self.realm_grants(setting, policy, self.my_role().is_admin(), now)
                || self.channel_grants(channel, &ChannelPermission::MoveOut))
            && (self.is_moderator() || Self::is_in_time(message, limit, now))
    }

    /// Whether one may resolve topics of a channel.
    #[must_use]
    pub fn can_resolve(&self, channel: ChannelId, now: UnixMillis) -> bool {
        let settings = &self.realm.settings;
        let newer = settings.can_resolve_topics_group.as_ref();
        let setting = newer.or(settings.can_move_messages_between_topics_group.as_ref());
        let is_archived = self
            .channels
            .get(channel)
            .is_some_and(|state| state.channel.is_archived);
        !is_archived
            && (self.realm_grants(setting, settings.edit_topic_policy, true, now)
                || self.channel_grants(channel, &ChannelPermission::ResolveTopics))
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
mod tests {
    use super::*;
    use crate::model::testing::{NOW, dm_key, message, organization_with};
    use serde_json::{Value, json};

    const WORKSHOP: ChannelId = ChannelId(1);

    /// The organization with these settings, oneself in this role.
    fn with(settings: Value, role: u64) -> Organization {
        organization_with(|json| {
            for (key, value) in settings.as_object().unwrap() {
                json[key] = value.clone();
            }
            json["realm_users"][0]["role"] = json!(role);
        })
    }

    fn channel_with(settings: Value) -> Organization {
        organization_with(|json| {
            for (key, value) in settings.as_object().unwrap() {
                json["subscriptions"][0][key] = value.clone();
            }
        })
    }

    #[test]
    fn posting_follows_the_newest_setting() {
        let can = |org: &Organization| org.can_post(WORKSHOP, NOW);
        assert!(can(&channel_with(json!({}))));
        assert!(!can(&channel_with(json!({"stream_post_policy": 2}))));
        assert!(!can(&channel_with(json!({"stream_post_policy": 4}))));
        assert!(can(&channel_with(
            json!({"stream_post_policy": 2, "can_send_message_group": 14})
        )));
        assert!(!can(&channel_with(json!({"can_send_message_group": 11}))));
        assert!(!can(&channel_with(json!({"is_archived": true}))));
        let listed = json!({"direct_members": [6], "direct_subgroups": []});
        let org =
            channel_with(json!({"can_send_message_group": listed, "can_create_topic_group": 9}));
        assert!(can(&org) && !org.can_create_topic(WORKSHOP, NOW));
        assert!(!org.can_post(ChannelId(99), NOW));
    }

    #[test]
    fn full_members_have_waited_long_enough() {
        let org = |threshold: u64| {
            let mut org = channel_with(json!({"stream_post_policy": 3}));
            org.realm.settings.waiting_period_threshold = i64::try_from(threshold).unwrap();
            org.can_post(WORKSHOP, NOW)
        };
        // Ada joined in January 2020; now it is November 2023.
        assert!(org(1000) && !org(2000));
    }

    #[test]
    fn the_channels_policy_on_topics_comes_first() {
        let rule = |policy: &str, realm: Value| {
            let mut org = channel_with(json!({"topics_policy": policy}));
            org.realm.settings.set("topics_policy", realm);
            org.topic_rule(WORKSHOP)
        };
        assert_eq!(
            rule("inherit", json!("disable_empty_topic")),
            TopicRule::NeedsName
        );
        assert_eq!(
            rule("allow_empty_topic", json!("disable_empty_topic")),
            TopicRule::Any
        );
        assert_eq!(rule("empty_topic_only", Value::Null), TopicRule::OnlyEmpty);
        assert_eq!(rule("inherit", Value::Null), TopicRule::Any);
        assert_eq!(
            with(json!({"realm_mandatory_topics": true}), 400).topic_rule(WORKSHOP),
            TopicRule::NeedsName
        );
    }

    #[test]
    fn editing_ends_with_time_and_is_for_ones_own() {
        let mine = message(1, 1, "kiln", 6);
        let at = |seconds: i64| mine.timestamp.millis().plus(seconds * 1000);
        let org = with(json!({"realm_message_content_edit_limit_seconds": 60}), 400);
        assert!(org.can_edit(&mine, at(59)) && !org.can_edit(&mine, at(60)));
        assert!(!org.can_edit(&message(1, 1, "kiln", 7), at(0)));
        assert!(!with(json!({"realm_allow_message_editing": false}), 400).can_edit(&mine, at(0)));
        assert!(with(json!({}), 400).can_edit(&mine, at(1_000_000)));
    }

    #[test]
    fn deleting_is_for_administrators_and_perhaps_for_ones_own() {
        let (mine, theirs) = (message(1, 1, "kiln", 6), message(1, 1, "kiln", 7));
        let both = |org: &Organization| (org.can_delete(&mine, NOW), org.can_delete(&theirs, NOW));
        assert_eq!(both(&with(json!({}), 200)), (true, true));
        assert_eq!(
            both(&with(json!({"realm_delete_own_message_policy": 2}), 400)),
            (false, false)
        );
        assert_eq!(
            both(&with(json!({"realm_delete_own_message_policy": 5}), 400)),
            (true, false)
        );
        let groups = json!({"realm_can_delete_any_message_group": 14, "realm_can_delete_own_message_group": 9});
        assert_eq!(both(&with(groups, 400)), (true, true));
        let groups = json!({"can_delete_own_message_group": 14});
        let mut org = channel_with(groups);
        org.realm.settings.can_delete_own_message_group =
            Some(GroupSetting::Group(crate::api::ids::GroupId(9)));
        assert_eq!(both(&org), (true, false));
    }

    #[test]
    fn moving_and_resolving_have_older_and_newer_settings() {
        let kiln = message(1, 1, "kiln", 7);
        let all = |org: &Organization| {
            [
                org.can_move_within(&kiln, NOW),
                org.can_move_out(&kiln, NOW),
                org.can_resolve(WORKSHOP, NOW),
            ]
        };
        assert_eq!(all(&with(json!({}), 400)), [true, false, true]);
        let old =
            json!({"realm_edit_topic_policy": 4, "realm_move_messages_between_streams_policy": 1});
        assert_eq!(all(&with(old.clone(), 400)), [false, true, false]);
        assert_eq!(all(&with(old, 300)), [true, true, true]);
        let new = json!({"realm_edit_topic_policy": 6, "realm_can_move_messages_between_topics_group": 9,
                         "realm_can_resolve_topics_group": 15});
        assert_eq!(all(&with(new, 400)), [false, false, true]);
        let late = json!({"realm_move_messages_within_stream_limit_seconds": 1});
        let long_after = kiln.timestamp.millis().plus(10_000);
        assert!(!with(late.clone(), 400).can_move_within(&kiln, long_after));
        assert!(with(late, 300).can_move_within(&kiln, long_after));
    }

    #[test]
    fn mentioning_everybody_is_free_in_small_channels() {
        let org = |settings: Value, count: u64| {
            let mut org = with(settings, 400);
            let peers =
                crate::api::event::SubscriptionEvent::PeerAdd(vec![WORKSHOP], vec![UserId(7)]);
            org.channels.apply_subscription(&peers, org.me()).unwrap();
            org.channels.set_subscriber_count(WORKSHOP, count);
            org.can_mention_everybody(WORKSHOP, NOW)
        };
        assert!(org(json!({"realm_wildcard_mention_policy": 5}), 15));
        assert!(!org(json!({"realm_wildcard_mention_policy": 5}), 16));
        assert!(org(json!({"realm_wildcard_mention_policy": 2}), 16));
        let newer =
            json!({"realm_wildcard_mention_policy": 6, "realm_can_mention_many_users_group": 14});
        assert!(org(newer, 16));
    }

    #[test]
    fn somebody_in_the_conversation_must_be_allowed() {
        let org = with(json!({"realm_direct_message_permission_group": 11}), 400);
        assert!(org.can_write_to(&dm_key(&[7])) && !org.can_write_to(&dm_key(&[8])));
        assert!(org.can_write_to(&dm_key(&[7, 8])));
        let gone = organization_with(|json| json["realm_users"][2]["is_active"] = json!(false));
        assert!(!gone.can_write_to(&dm_key(&[8])) && gone.can_write_to(&dm_key(&[9])));
    }
}
