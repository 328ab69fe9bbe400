//! What one may do to a channel and who is in it, and if not, why.

use super::super::channels::ChannelState;
use super::super::organization::Organization;
use crate::api::channel::{ChannelPermission, Privacy};
use crate::api::group::GroupSetting;
use crate::api::ids::ChannelId;
use crate::api::time::UnixMillis;
use crate::api::user::Role;

/// The plan of hosted organizations that have not all of Zulip (`realm_plan_type`).
const LIMITED: u16 = 2;

/// Something that is done to a channel or one's own side of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelDeed {
    /// Subscribing oneself.
    Subscribe,
    /// Leaving it.
    Unsubscribe,
    /// Subscribing others.
    AddPeople,
    /// Taking others out.
    RemovePeople,
    /// Changing its name, description or folder.
    Change,
    /// Changing who can see it, or who may let people in.
    ChangePrivacy,
    /// Changing whether its topics need names.
    ChangeTopics,
    /// Changing who may delete messages in it.
    ChangeDeleting,
    /// Changing for how long its messages are kept.
    ChangeRetention,
    /// Making it one that newcomers are put into, or not.
    ChangeDefault,
    /// Archiving it.
    Archive,
    /// Taking it out of the archive.
    Unarchive,
    /// Changing one's own side: colour, muting, pinning, notifications.
    Personal,
    /// Deleting a topic.
    DeleteTopic,
}

/// Why one can't.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotChannel {
    /// There is no such channel, or one may not see it.
    Unknown,
    /// It is archived.
    Archived,
    /// It is not archived.
    NotArchived,
    /// One is in it already.
    InIt,
    /// One is not in it.
    NotInIt,
    /// It is private: somebody in it has to let one in.
    Closed,
    /// It is not for guests.
    Guest,
    /// The organization's plan does not have it.
    Plan,
    /// Its settings, or the organization's, let others do it.
    NotAllowed(ChannelDeed),
}

impl CannotChannel {
    /// In a sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Unknown => "There is no such channel, or you may not see it.",
            Self::Archived => "This channel is archived: nothing changes in it any more.",
            Self::NotArchived => "This channel is not archived.",
            Self::InIt => "You are subscribed to this channel already.",
            Self::NotInIt => "You are not subscribed to this channel.",
            Self::Closed => "This channel is private: somebody who is in it has to add you.",
            Self::Guest => "Guests do not join channels by themselves: somebody has to add you.",
            Self::Plan => "This organization's plan does not have it.",
            Self::NotAllowed(deed) => match deed {
                ChannelDeed::ChangeTopics => "You may not change whether topics need names.",
                ChannelDeed::ChangeDeleting => "You may not change who deletes messages.",
                ChannelDeed::ChangeRetention => {
                    "Only owners change for how long messages are kept."
                }
                ChannelDeed::ChangeDefault => "Only administrators choose channels for newcomers.",
                ChannelDeed::AddPeople => "You may not add people to this channel.",
                ChannelDeed::RemovePeople => "You may not take people out of this channel.",
                ChannelDeed::Archive | ChannelDeed::Unarchive => {
                    "You may not archive this channel or take it out of the archive."
                }
                ChannelDeed::ChangePrivacy => "You may not change who can see this channel.",
                ChannelDeed::DeleteTopic => "You may not delete topics.",
                ChannelDeed::Subscribe
                | ChannelDeed::Unsubscribe
                | ChannelDeed::Change
                | ChannelDeed::Personal => "You may not change this channel.",
            },
        }
    }
}

impl CannotChannel {
    /// In a few words, beside what can't be changed.
    #[must_use]
    pub fn brief(self) -> &'static str {
        match self {
            Self::Unknown => "you may not see it",
            Self::Archived => "archived",
            Self::NotArchived => "not archived",
            Self::InIt => "you are in it",
            Self::NotInIt => "you are not in it",
            Self::Closed => "it is private",
            Self::Guest => "not for guests",
            Self::Plan => "not in this plan",
            Self::NotAllowed(deed) => match deed {
                ChannelDeed::ChangeRetention => "owners set it",
                ChannelDeed::ChangeDefault => "administrators set it",
                ChannelDeed::ChangePrivacy
                | ChannelDeed::ChangeTopics
                | ChannelDeed::ChangeDeleting
                | ChannelDeed::Subscribe
                | ChannelDeed::Unsubscribe
                | ChannelDeed::AddPeople
                | ChannelDeed::RemovePeople
                | ChannelDeed::Change
                | ChannelDeed::Archive
                | ChannelDeed::Unarchive
                | ChannelDeed::Personal
                | ChannelDeed::DeleteTopic => "you may not change it",
            },
        }
    }
}

impl Organization {
    /// Why one may not do this to a channel; `None` where nothing is known against it.
    #[must_use]
    pub fn why_not_in_channel(
        &self,
        deed: ChannelDeed,
        channel: ChannelId,
        now: UnixMillis,
    ) -> Option<CannotChannel> {
        let Some(state) = self.channels().get(channel) else {
            return Some(CannotChannel::Unknown);
        };
        let archived = state.channel.is_archived;
        let no = |allowed: bool| (!allowed).then_some(CannotChannel::NotAllowed(deed));
        match deed {
            ChannelDeed::Unarchive if !archived => return Some(CannotChannel::NotArchived),
            ChannelDeed::Unarchive | ChannelDeed::Unsubscribe => {}
            ChannelDeed::Subscribe
            | ChannelDeed::AddPeople
            | ChannelDeed::RemovePeople
            | ChannelDeed::Change
            | ChannelDeed::ChangePrivacy
            | ChannelDeed::ChangeTopics
            | ChannelDeed::ChangeDeleting
            | ChannelDeed::ChangeRetention
            | ChannelDeed::ChangeDefault
            | ChannelDeed::Archive
            | ChannelDeed::Personal
            | ChannelDeed::DeleteTopic => {
                if archived {
                    return Some(CannotChannel::Archived);
                }
            }
        }
        let is_in = state.is_subscribed();
        match deed {
            ChannelDeed::Subscribe if is_in => Some(CannotChannel::InIt),
            ChannelDeed::Subscribe if self.can_read(channel) => None,
            ChannelDeed::Subscribe if self.my_role() == Role::Guest => Some(CannotChannel::Guest),
            ChannelDeed::Subscribe => Some(CannotChannel::Closed),
            ChannelDeed::Unsubscribe | ChannelDeed::Personal => {
                (!is_in).then_some(CannotChannel::NotInIt)
            }
            ChannelDeed::AddPeople => no(self.can_add_people(channel, now)),
            ChannelDeed::RemovePeople => no(self.can_administer(channel)
                || self.channel_grants(channel, &ChannelPermission::RemoveSubscribers)),
            ChannelDeed::Change | ChannelDeed::Archive | ChannelDeed::Unarchive => {
                no(self.can_administer(channel))
            }
            ChannelDeed::ChangePrivacy => {
                no(self.can_administer(channel) && self.can_read(channel))
            }
            ChannelDeed::ChangeTopics => {
                let setting = self.realm.settings.can_set_topics_policy_group.as_ref();
                no(self.can_administer(channel) && self.realm_grants(setting, None, true, now))
            }
            ChannelDeed::ChangeDeleting => {
                let settings = &self.realm.settings;
                let setting = settings.can_set_delete_message_policy_group.as_ref();
                no(self.can_administer(channel) && self.realm_grants(setting, None, true, now))
            }
            ChannelDeed::ChangeRetention => self.why_not_keep_otherwise(),
            ChannelDeed::ChangeDefault => no(self.can_choose_defaults()),
            ChannelDeed::DeleteTopic => {
                let setting = self.realm.settings.can_delete_any_message_group.as_ref();
                no(
                    self.realm_grants(setting, None, self.my_role().is_admin(), now)
                        || self.channel_grants(channel, &ChannelPermission::DeleteAny),
                )
            }
        }
    }

    /// Why one may not decide for how long messages of a channel, a new one included, are kept.
    #[must_use]
    pub fn why_not_keep_otherwise(&self) -> Option<CannotChannel> {
        if self.my_role() != Role::Owner {
            Some(CannotChannel::NotAllowed(ChannelDeed::ChangeRetention))
        } else if self.realm.settings.plan_type == LIMITED {
            Some(CannotChannel::Plan)
        } else {
            None
        }
    }

    /// Whether one may choose the channels that newcomers are put into.
    #[must_use]
    pub fn can_choose_defaults(&self) -> bool {
        self.my_role().is_admin()
    }

    /// Whether one may read what is said in a channel, subscribed or not.
    fn can_read(&self, channel: ChannelId) -> bool {
        let Some(state) = self.channels().get(channel) else {
            return false;
        };
        let guest = self.my_role() == Role::Guest;
        state.is_subscribed()
            || state.channel.is_web_public
            || (!state.channel.invite_only && !guest)
            || (!guest
                && (self.channel_grants(channel, &ChannelPermission::Subscribe)
                    || self.channel_grants(channel, &ChannelPermission::AddSubscribers)))
    }

    /// Whether one may change a channel's settings.
    fn can_administer(&self, channel: ChannelId) -> bool {
        self.my_role().is_admin() || self.channel_grants(channel, &ChannelPermission::Administer)
    }

    fn can_add_people(&self, channel: ChannelId, now: UnixMillis) -> bool {
        let settings = &self.realm.settings;
        let everywhere = self.realm_grants(
            settings.can_add_subscribers_group.as_ref(),
            settings.invite_to_stream_policy,
            true,
            now,
        );
        let not_guest = self.my_role() != Role::Guest;
        let here = self.channel_grants(channel, &ChannelPermission::AddSubscribers);
        not_guest
            && (here || (self.can_read(channel) && (everywhere || self.can_administer(channel))))
    }

    /// Whether one may make channels that are seen so.
    #[must_use]
    pub fn can_create_channel(&self, privacy: Privacy, now: UnixMillis) -> bool {
        let settings = &self.realm.settings;
        let setting = match privacy {
            Privacy::Public => settings.can_create_public_channel_group.as_ref(),
            Privacy::WebPublic if !settings.enable_spectator_access => return false,
            Privacy::WebPublic => settings.can_create_web_public_channel_group.as_ref(),
            Privacy::PrivateShared | Privacy::PrivateProtected => {
                settings.can_create_private_channel_group.as_ref()
            }
        };
        self.my_role() != Role::Guest && self.realm_grants(setting, None, self.is_member(), now)
    }

    /// Who has a permission in a channel, in words: those whom the channel names, and those who
    /// have it in all channels. `None` where the server does not have the permission.
    #[must_use]
    pub fn who_in_channel(
        &self,
        state: &ChannelState,
        permission: &ChannelPermission,
    ) -> Option<String> {
        let here = state.channel.permission(permission)?;
        let settings = &self.realm.settings;
        let everywhere = match permission {
            ChannelPermission::AddSubscribers => settings.can_add_subscribers_group.as_ref(),
            ChannelPermission::ResolveTopics => settings.can_resolve_topics_group.as_ref(),
            ChannelPermission::MoveWithin => {
                settings.can_move_messages_between_topics_group.as_ref()
            }
            ChannelPermission::MoveOut => {
                settings.can_move_messages_between_channels_group.as_ref()
            }
            ChannelPermission::DeleteAny => settings.can_delete_any_message_group.as_ref(),
            ChannelPermission::DeleteOwn => settings.can_delete_own_message_group.as_ref(),
            ChannelPermission::Administer => {
                let mut who = self.who(here);
                if !who.contains("administrators") {
                    who.push_str("; administrators always may");
                }
                return Some(who);
            }
            ChannelPermission::RemoveSubscribers
            | ChannelPermission::SendMessage
            | ChannelPermission::Subscribe
            | ChannelPermission::CreateTopic
            | ChannelPermission::Unknown(_) => None,
        };
        let everywhere = everywhere.map(|setting| self.who(setting));
        let here = self.who(here);
        Some(match everywhere {
            None => here,
            Some(everywhere) if everywhere == "nobody" || everywhere == here => here,
            Some(everywhere) if here == "nobody" || everywhere == "everyone" => {
                format!("{everywhere}, as everywhere")
            }
            Some(everywhere) => format!("{here}; {everywhere} as everywhere"),
        })
    }

    /// The people and groups that a setting names, in words: `administrators and Ben Oduya`.
    /// Who is in a group that people made stands behind its name, its subgroups' members too.
    #[must_use]
    pub fn who(&self, setting: &GroupSetting) -> String {
        let (people, groups) = match setting {
            GroupSetting::Group(id) => (&[][..], std::slice::from_ref(id)),
            GroupSetting::Anonymous(group) => (&*group.direct_members, &*group.direct_subgroups),
        };
        let mut parts: Vec<String> = Vec::new();
        for id in groups {
            let Some(group) = self.groups.get(*id) else {
                parts.push("a group that is not there any more".to_owned());
                continue;
            };
            if let Some(role) = role_in_words(&group.name).filter(|_| group.is_system_group) {
                if group.name.as_ref() != "role:nobody" || groups.len() + people.len() == 1 {
                    parts.push(role.to_owned());
                }
                continue;
            }
            parts.push(format!("{} ({})", group.name, self.names_of(*id)));
        }
        let name = |id| self.users.name(id).unwrap_or("somebody you can't see");
        parts.extend(people.iter().map(|id| match *id == self.me() {
            true => "you".to_owned(),
            false => name(*id).to_owned(),
        }));
        match parts.as_slice() {
            [] => "nobody".to_owned(),
            [one] => one.clone(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
    }

    /// A few members of a group, subgroups' included, and how many more there are.
    fn names_of(&self, group: crate::api::ids::GroupId) -> String {
        /// So many are named.
        const NAMED: usize = 4;
        let members = self.groups.members(group);
        let names = members.iter().filter_map(|id| self.users.name(*id));
        let mut words: Vec<String> = names.take(NAMED).map(str::to_owned).collect();
        let more = members.len().saturating_sub(words.len());
        if members.is_empty() {
            return "nobody is in it".to_owned();
        }
        if more > 0 {
            words.push(format!("{more} more"));
        }
        words.join(", ")
    }
}

/// The roles that settings name, by their groups' names, the widest first.
pub const ROLES: [(&str, &str); 7] = [
    ("role:everyone", "everyone"),
    ("role:members", "members"),
    ("role:fullmembers", "full members"),
    ("role:moderators", "moderators"),
    ("role:administrators", "administrators"),
    ("role:owners", "owners"),
    ("role:nobody", "nobody"),
];

/// What a system group is called.
fn role_in_words(name: &str) -> Option<&'static str> {
    match name {
        "role:internet" => Some("anybody on the web"),
        name => {
            let role = ROLES.iter().find(|(group, _)| *group == name)?;
            Some(role.1)
        }
    }
}
