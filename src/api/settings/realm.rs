//! The organization's settings: `realm_..` of the register reply, named here without that
//! prefix, as `realm` events name them.

use super::settings;
use crate::api::group::GroupSetting;
use crate::api::ids::ChannelId;
use crate::api::time::UnixSeconds;
use crate::api::wire::{number_enum, word_enum};

number_enum! {
    /// Who may do something, on servers before the matching group setting.
    CommonPolicy: u16 {
        /// Members and above.
        Members = 1,
        /// Administrators and owners.
        Admins = 2,
        /// Members for long enough (`waiting_period_threshold`) and above.
        FullMembers = 3,
        /// Moderators and above.
        Moderators = 4,
        /// Everybody, guests included.
        Everybody = 5,
        /// Nobody.
        Nobody = 6,
        /// Owners.
        Owners = 7,
    }
}

number_enum! {
    /// Who may mention everybody, on servers before `can_mention_many_users_group`. The numbers
    /// are not those of the other policies.
    WildcardPolicy: u16 {
        /// Everybody, guests included.
        Everybody = 1,
        /// Members and above.
        Members = 2,
        /// Members for long enough and above.
        FullMembers = 3,
        /// Administrators and owners.
        Admins = 5,
        /// Nobody.
        Nobody = 6,
        /// Moderators and above.
        Moderators = 7,
    }
}

word_enum! {
    /// What of messages' edit histories may be seen (feature level 358).
    HistoryVisibility {
        /// Everything.
        All = "all",
        /// Moves only.
        Moves = "moves",
        /// Nothing.
        Nothing = "none",
    }
}

word_enum! {
    /// Whether topics may be without a name (feature level 392).
    RealmTopicsPolicy {
        /// They may.
        AllowEmpty = "allow_empty_topic",
        /// They may not.
        DisableEmpty = "disable_empty_topic",
    }
}

settings! {
    /// What holds in the organization.
    RealmSettings {
        /// Its name.
        name: Box<str> = "".into(),
        /// Where it is: scheme, host and port (older servers: `uri`).
        url: Box<str> = "".into(),
        /// What it is for, as Markdown.
        description: Box<str> = "".into(),
        /// Its picture.
        icon_url: Box<str> = "".into(),
        /// When it was made.
        date_created: Option<UnixSeconds> = None,
        /// How the topic without a name is shown (feature level 334).
        empty_topic_display_name: Box<str> = "general chat".into(),
        /// Whether topics may be without a name; `None` before feature level 392.
        topics_policy: Option<RealmTopicsPolicy> = None,
        /// Whether every message needs a topic's name, before `topics_policy`.
        mandatory_topics: bool = false,
        /// Whether messages may be edited at all.
        allow_message_editing: bool = true,
        /// For how long content may be edited; `None` for ever.
        message_content_edit_limit_seconds: Option<i64> = None,
        /// For how long one's own message may be deleted; `None` for ever.
        message_content_delete_limit_seconds: Option<i64> = None,
        /// For how long a message may be moved to another topic; `None` for ever.
        move_messages_within_stream_limit_seconds: Option<i64> = None,
        /// For how long a message may be moved to another channel; `None` for ever.
        move_messages_between_streams_limit_seconds: Option<i64> = None,
        /// What of edit histories may be seen; `None` before feature level 358.
        message_edit_history_visibility_policy: Option<HistoryVisibility> = None,
        /// Whether edit histories may be seen, before the above.
        allow_edit_history: bool = true,
        /// Whether read receipts exist.
        enable_read_receipts: bool = true,
        /// Whether presence is off.
        presence_disabled: bool = false,
        /// Days until a member counts as full member.
        waiting_period_threshold: i64 = 0,
        /// Whether guests are marked as such.
        enable_guest_user_indicator: bool = true,
        /// Whether to warn before writing to guests (feature level 348).
        enable_guest_user_dm_warning: bool = true,
        /// Days that messages are kept; -1 for ever.
        message_retention_days: Option<i64> = None,
        /// The language that the organization uses.
        default_language: Box<str> = "en".into(),
        /// The language of code blocks that name none.
        default_code_block_language: Box<str> = "".into(),
        /// Whether images are shown in messages.
        inline_image_preview: bool = true,
        /// Whether websites are previewed in messages.
        inline_url_embed_preview: bool = false,
        /// Whether anybody may read web-public channels.
        enable_spectator_access: bool = false,
        /// Which service makes video calls.
        video_chat_provider: Option<i64> = None,
        /// Jitsi's server, where it is not the usual one.
        jitsi_server_url: Option<Box<str>> = None,
        /// Where reports to moderators go; `None` before feature level 331, -1 for nowhere.
        moderation_request_channel_id: Option<i64> = None,
        /// Where new channels are announced; -1 for nowhere (older: `notifications_stream_id`).
        new_stream_announcements_stream_id: Option<i64> = None,
        /// Whether the organization's plan has limits is decided by this number.
        plan_type: u16 = 1,
        /// Bots' addresses end in this.
        bot_domain: Box<str> = "".into(),
        /// Whether names may not be changed.
        name_changes_disabled: bool = false,
        /// Whether avatars may not be changed.
        avatar_changes_disabled: bool = false,
        /// Who sees all users; others see those they share a channel with.
        can_access_all_users_group: Option<GroupSetting> = None,
        /// Who may add custom emoji.
        can_add_custom_emoji_group: Option<GroupSetting> = None,
        /// Who may add subscribers to channels.
        can_add_subscribers_group: Option<GroupSetting> = None,
        /// Who may create groups.
        can_create_groups: Option<GroupSetting> = None,
        /// Who may create private channels.
        can_create_private_channel_group: Option<GroupSetting> = None,
        /// Who may create public channels.
        can_create_public_channel_group: Option<GroupSetting> = None,
        /// Who may create web-public channels.
        can_create_web_public_channel_group: Option<GroupSetting> = None,
        /// Who may delete anybody's messages (feature level 281).
        can_delete_any_message_group: Option<GroupSetting> = None,
        /// Who may delete their own messages (feature level 291).
        can_delete_own_message_group: Option<GroupSetting> = None,
        /// Who may invite users (feature level 321).
        can_invite_users_group: Option<GroupSetting> = None,
        /// Who may manage all groups (feature level 299).
        can_manage_all_groups: Option<GroupSetting> = None,
        /// Who may mention everybody in a large channel (feature level 352).
        can_mention_many_users_group: Option<GroupSetting> = None,
        /// Who may move messages between channels (feature level 310).
        can_move_messages_between_channels_group: Option<GroupSetting> = None,
        /// Who may move messages between topics (feature level 316).
        can_move_messages_between_topics_group: Option<GroupSetting> = None,
        /// Who may resolve topics (feature level 367).
        can_resolve_topics_group: Option<GroupSetting> = None,
        /// Who may change who deletes messages in single channels (feature level 407).
        can_set_delete_message_policy_group: Option<GroupSetting> = None,
        /// Who may change whether topics of single channels need names (feature level 392).
        can_set_topics_policy_group: Option<GroupSetting> = None,
        /// Who may summarize topics (feature level 350).
        can_summarize_topics_group: Option<GroupSetting> = None,
        /// Who may start direct message conversations (feature level 270).
        direct_message_initiator_group: Option<GroupSetting> = None,
        /// One of whom must take part in each (feature level 270).
        direct_message_permission_group: Option<GroupSetting> = None,
        /// Older form of `can_move_messages_between_topics_group`.
        edit_topic_policy: Option<CommonPolicy> = None,
        /// Older form of `can_move_messages_between_channels_group`.
        move_messages_between_streams_policy: Option<CommonPolicy> = None,
        /// Older form of `can_delete_own_message_group`.
        delete_own_message_policy: Option<CommonPolicy> = None,
        /// Older form of `can_mention_many_users_group`.
        wildcard_mention_policy: Option<WildcardPolicy> = None,
        /// Older form of `can_add_subscribers_group`.
        invite_to_stream_policy: Option<CommonPolicy> = None,
        /// Older form of `can_invite_users_group`.
        invite_to_realm_policy: Option<CommonPolicy> = None,
        /// Older form of `can_add_custom_emoji_group`.
        add_custom_emoji_policy: Option<CommonPolicy> = None,
        /// Older form of `can_create_groups` and `can_manage_all_groups`.
        user_group_edit_policy: Option<CommonPolicy> = None,
    }
}

impl RealmSettings {
    /// Sets one by its name on the wire, old names included.
    pub(crate) fn set_named(&mut self, name: &str, value: serde_json::Value) {
        match name {
            "uri" => {
                if self.url.is_empty() {
                    self.set("url", value);
                }
            }
            name => self.set(name, value),
        }
    }

    /// Forgets older forms of settings that the server has in their new form: they are derived
    /// from it, and no event tells when they change.
    pub(crate) fn forget_superseded(&mut self) {
        fn forget<T>(new: Option<&GroupSetting>, old: &mut Option<T>) {
            if new.is_some() {
                *old = None;
            }
        }
        forget(
            self.can_move_messages_between_topics_group.as_ref(),
            &mut self.edit_topic_policy,
        );
        forget(
            self.can_move_messages_between_channels_group.as_ref(),
            &mut self.move_messages_between_streams_policy,
        );
        forget(
            self.can_delete_own_message_group.as_ref(),
            &mut self.delete_own_message_policy,
        );
        forget(
            self.can_mention_many_users_group.as_ref(),
            &mut self.wildcard_mention_policy,
        );
        forget(
            self.can_add_subscribers_group.as_ref(),
            &mut self.invite_to_stream_policy,
        );
        forget(
            self.can_invite_users_group.as_ref(),
            &mut self.invite_to_realm_policy,
        );
        forget(
            self.can_add_custom_emoji_group.as_ref(),
            &mut self.add_custom_emoji_policy,
        );
        forget(
            self.can_create_groups.as_ref(),
            &mut self.user_group_edit_policy,
        );
    }

    /// The channel where new channels are announced.
    #[must_use]
    pub fn announcements_channel(&self) -> Option<ChannelId> {
        let id = self.new_stream_announcements_stream_id?;
        u64::try_from(id).ok().map(ChannelId)
    }
}
