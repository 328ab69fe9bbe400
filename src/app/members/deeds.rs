//! What a person orders from cards and from the pages of people and groups.

use super::SharedChannels;
use super::affair::Affair;
use super::groups::{GroupKey, name_of};
use crate::api::conversation::{Conversation, DmKey};
use crate::api::error::ApiError;
use crate::api::ids::{ChannelId, GroupId, UserId};
use crate::app::act::Act;
use crate::app::ask::{self, Query};
use crate::app::composer::mentions;
use crate::app::layer::{Layer, Question};
use crate::app::sheet::{Awaited, Sheet};
use crate::app::state::{App, Turn};
use crate::model::{GroupDeed, View};
use crate::text::SafeText;

/// Asked of servers that tell no more than that, about so many channels at most.
const ASKED: usize = 20;

impl App {
    /// What somebody is called.
    pub(super) fn called(&self, user: UserId) -> String {
        let organization = self.organization.as_deref();
        let name = organization.and_then(|o| o.users().name(user));
        name.unwrap_or("This person").to_owned()
    }

    /// What a group is called.
    pub(super) fn group_called(&self, group: GroupId) -> String {
        let organization = self.organization.as_deref();
        let group = organization.and_then(|o| o.groups().get(group));
        group.map_or("This group", name_of).to_owned()
    }

    /// The e-mail address of the person who is meant, where one may see it.
    #[must_use]
    pub fn target_email(&self) -> Option<String> {
        let user = self.target_person()?;
        let user = self.organization.as_deref()?.users().get(user)?;
        user.delivery_email.as_deref().map(str::to_owned)
    }

    /// Whether something could be done to the group that is meant.
    #[must_use]
    pub fn may_group(&self, deed: GroupDeed) -> bool {
        let organization = self.organization.as_deref();
        self.target_group()
            .zip(organization)
            .is_some_and(|(group, o)| o.why_not_group(group, deed, self.now).is_none())
    }

    /// Why a command makes no sense for the person or group that is meant, in a sentence.
    pub(in crate::app) fn why_not_in_members(&self, command: &str) -> Option<String> {
        let organization = self.organization.as_deref()?;
        let deed = match command {
            "group-join" => GroupDeed::Join,
            "group-leave" => GroupDeed::Leave,
            "group-add" => GroupDeed::Add,
            "group-take-out" => match self.taken_out() {
                Some((_, out)) => out.deed(organization.me()),
                None => return Some("Select a member or a subgroup of a group.".to_owned()),
            },
            "group-deactivate" => GroupDeed::Deactivate,
            "group-reactivate" => GroupDeed::Reactivate,
            "edit-in-members" if self.target_group().is_some() => GroupDeed::Describe,
            "edit-in-members" => {
                return Some("Only one's own profile can be changed here.".to_owned());
            }
            "group-create" => {
                return Some("You may not make groups in this organization.".to_owned());
            }
            "mute-person" if self.targets_oneself() => {
                return Some("You can't mute yourself.".to_owned());
            }
            "mute-person" => return Some("Nobody is selected.".to_owned()),
            "copy-email" => {
                return Some("You may not see this person's e-mail address.".to_owned());
            }
            _ => return None,
        };
        let group = match (command, self.taken_out()) {
            ("group-take-out", Some((group, _))) => group,
            _ => match self.target_group() {
                Some(group) => group,
                None => return Some("No group is selected.".to_owned()),
            },
        };
        let why = organization.why_not_group(group, deed, self.now)?;
        Some(why.sentence(deed))
    }

    /// What of the page of groups can be taken out of the group above it.
    fn taken_out(&self) -> Option<(GroupId, Out)> {
        let GroupKey { path, user } = self.members.groups.picker.selected.as_ref()?;
        match (user, &path[..]) {
            (Some(user), [.., group]) => Some((*group, Out::Person(*user))),
            (None, [.., group, sub]) => Some((*group, Out::Group(*sub))),
            (_, [] | [_]) => None,
        }
    }

    /// Whether a member or subgroup is selected that could be taken out of its group.
    #[must_use]
    pub fn can_take_out(&self) -> bool {
        let Some((group, out)) = self.taken_out() else {
            return false;
        };
        let organization = self.organization.as_deref();
        organization.is_some_and(|o| {
            let why = o.why_not_group(group, out.deed(o.me()), self.now);
            why.is_none()
        })
    }
}

/// What is taken out of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Out {
    Person(UserId),
    Group(GroupId),
}

impl Out {
    fn deed(self, me: UserId) -> GroupDeed {
        match self {
            Self::Person(user) if user == me => GroupDeed::Leave,
            Self::Person(_) | Self::Group(_) => GroupDeed::Remove,
        }
    }
}

impl Turn<'_> {
    /// Orders an affair, and shows it at once. Whether it went out.
    pub(super) fn affair(&mut self, affair: Affair) -> bool {
        let sent = self.act(Act::Affair(Box::new(affair.clone())));
        if sent {
            self.affair_here(&affair);
        }
        sent
    }

    fn leave_sheets(&mut self) {
        while matches!(self.app.layers.last(), Some(Layer::Sheet(_))) {
            self.close();
        }
    }

    /// Mutes the person who is meant, or shows what they write again.
    pub fn toggle_mute_person(&mut self) {
        if let Some(user) = self.app.target_person() {
            self.mute_or_unmute(user);
        }
    }

    /// Mutes somebody, or shows what they write again.
    pub fn mute_or_unmute(&mut self, user: UserId) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        if user == organization.me() {
            return self.complain("You can't mute yourself.");
        }
        let on = !organization.users().is_muted(user);
        let name = self.app.called(user);
        if self.affair(Affair::Mute { user, on }) {
            self.notice(&match on {
                true => format!("{name} is muted: what they write is hidden, and never unread."),
                false => format!("{name} is muted no longer."),
            });
        }
    }

    /// Writes to the person who is meant.
    pub fn write_to_person(&mut self) {
        if let Some(user) = self.app.target_person() {
            self.write_to(user);
        }
    }

    /// Opens the direct messages with somebody, ready to write.
    pub fn write_to(&mut self, user: UserId) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let place = Conversation::Dm(DmKey::new([user], organization.me()));
        self.leave_sheets();
        self.open(View::Conversation(place.clone()));
        self.open_composer(place, "", None);
    }

    /// Mentions the person or the group that is meant, in what is being written or in a reply.
    pub fn mention_target(&mut self) {
        let person = self.app.target_person();
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let user = person.and_then(|user| organization.users().get(user));
        let group = self.app.target_group();
        let group = group.and_then(|group| organization.groups().get(group));
        let words = match (user, group) {
            (Some(user), _) => mentions::mention(organization, user, false),
            (None, Some(group)) => format!("@*{}*", group.name),
            (None, None) => return,
        };
        self.leave_sheets();
        match self.app.reply_place() {
            _ if self.app.composer.is_some() => {
                self.focus_composer();
                self.put_in(&format!("{words} "));
            }
            Some(place) => {
                self.open_composer(place, "", None);
                self.put_in(&format!("{words} "));
            }
            None => {
                self.new_channel_message();
                let part = self.app.composer.as_deref().map(|composer| composer.part);
                self.put_in(&format!("{words} "));
                // Where it goes is asked first.
                if let (Some(part), Some(composer)) = (part, self.app.composer.as_deref_mut()) {
                    composer.part = part;
                }
            }
        }
    }

    /// Copies the e-mail address of the person who is meant.
    pub fn copy_email(&mut self) {
        match self.app.target_email() {
            Some(email) => self.copy(email, "the e-mail address"),
            None => self.complain("You may not see this person's e-mail address."),
        }
    }

    /// Hides from others that one is there, or shows it again.
    pub fn toggle_invisible(&mut self) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        if organization.realm().settings.presence_disabled {
            return self.complain("Nobody sees who is there in this organization.");
        }
        let shown = !organization.personal().settings.presence_enabled;
        if self.affair(Affair::Presence { shown }) {
            self.notice(match shown {
                true => "Others see again when you are there.",
                false => "You are invisible: to others you look offline. :invisible ends it.",
            });
        }
    }

    /// Opens somebody's card, and asks which channels they share with oneself.
    pub(in crate::app) fn open_person(&mut self, user: UserId) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let channels = organization.channels().iter();
        let own = channels.filter(|state| state.is_subscribed() && !state.channel.is_archived);
        let mut own: Vec<ChannelId> = own.map(crate::model::ChannelState::id).collect();
        own.sort_unstable();
        let known = organization.users().get(user).is_some();
        if user != organization.me() && known {
            let query = Query::SharedChannels {
                user,
                own,
                most: ASKED,
            };
            let channels = Awaited::Asked(self.inquire(query));
            self.app.members.shared = Some(SharedChannels { user, channels });
        }
        self.open_sheet(Sheet::person(user));
    }

    /// It is known which channels somebody and oneself are both in, or why not.
    pub(in crate::app) fn shared_channels_came(
        &mut self,
        result: Result<Option<Vec<ChannelId>>, ApiError>,
    ) {
        if let Some(shared) = &mut self.app.members.shared {
            shared.channels = match result {
                Ok(Some(channels)) => Awaited::Here(channels),
                Ok(None) => Awaited::Refused("This server does not tell.".to_owned()),
                Err(error) => Awaited::Refused(ask::why_not_told(&error)),
            };
        }
    }

    /// The group that is meant, if this can be done to it; else says why not.
    fn group_for(&mut self, deed: GroupDeed) -> Option<GroupId> {
        let group = self.app.target_group()?;
        let organization = self.app.organization.as_deref()?;
        match organization.why_not_group(group, deed, self.app.now) {
            None => Some(group),
            Some(why) => {
                self.complain(&why.sentence(deed));
                None
            }
        }
    }

    fn change_own(&mut self, group: GroupId, add: bool) -> bool {
        let Some(me) = self.app.organization.as_deref().map(|o| o.me()) else {
            return false;
        };
        self.affair(Affair::Members {
            group,
            users: vec![me],
            add,
        })
    }

    /// Joins the group that is meant.
    pub fn join_group(&mut self) {
        if let Some(group) = self.group_for(GroupDeed::Join)
            && self.change_own(group, true)
        {
            let name = self.app.group_called(group);
            self.notice(&format!("You are in {name} now."));
        }
    }

    /// Leaves the group that is meant.
    pub fn leave_group(&mut self) {
        let Some(group) = self.group_for(GroupDeed::Leave) else {
            return;
        };
        if !self.change_own(group, false) {
            return;
        }
        let name = self.app.group_called(group);
        let organization = self.app.organization.as_deref();
        let through = organization.is_some_and(|o| o.groups().is_member(group, o.me()));
        self.notice(&match through {
            true => format!("You are in {name} only through a subgroup now."),
            false => format!("You are no longer in {name}."),
        });
    }

    /// Takes the selected member or subgroup out of its group.
    pub fn take_out_of_group(&mut self) {
        let Some((group, out)) = self.app.taken_out() else {
            return self.notice("Select a member or a subgroup: Enter folds a group out.");
        };
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let deed = out.deed(organization.me());
        if let Some(why) = organization.why_not_group(group, deed, self.app.now) {
            return self.complain(&why.sentence(deed));
        }
        let (name, affair) = match out {
            Out::Person(user) => (
                self.app.called(user),
                Affair::Members {
                    group,
                    users: vec![user],
                    add: false,
                },
            ),
            Out::Group(sub) => (
                self.app.group_called(sub),
                Affair::Subgroups {
                    group,
                    groups: vec![sub],
                    add: false,
                },
            ),
        };
        if self.affair(affair) {
            let group = self.app.group_called(group);
            self.notice(&format!("{name} is no longer in {group}."));
        }
    }

    /// Brings the deactivated group that is meant back.
    pub fn reactivate_group(&mut self) {
        let Some(group) = self.group_for(GroupDeed::Reactivate) else {
            return;
        };
        let name = self.app.group_called(group);
        if self.affair(Affair::Reactivate(group)) {
            self.notice(&format!("{name} is in use again."));
        }
    }

    /// Asks whether the group that is meant shall be deactivated.
    pub fn ask_to_deactivate_group(&mut self) {
        if let Some(group) = self.group_for(GroupDeed::Deactivate) {
            let name = SafeText::line(self.app.group_called(group));
            let organization = self.app.organization.as_deref();
            let comes_back = organization.is_some_and(|o| o.can_reactivate_groups());
            self.ask(Question::DeactivateGroup {
                group,
                name,
                comes_back,
            });
        }
    }

    /// Deactivates a group.
    pub(in crate::app) fn deactivate_group(&mut self, group: GroupId) {
        let name = self.app.group_called(group);
        if self.affair(Affair::Deactivate(group)) {
            self.notice(&format!("{name} is deactivated."));
        }
    }
}
