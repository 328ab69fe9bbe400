//! What is done to people, groups and one's own profile. Each is shown at once, by the event
//! that the server is about to send, and taken back by its opposite when the server refuses.

use crate::api::event::{Event, GroupEvent, SettingChange, UserEvent};
use crate::api::group::GroupUpdate;
use crate::api::ids::{GroupId, ProfileFieldId, UserId};
use crate::api::personal::MutedUser;
use crate::api::routes::groups::{GroupChange, NewGroup};
use crate::api::routes::profile::{BasicsChange, ProfileValue};
use crate::api::time::UnixSeconds;
use crate::api::user::{ProfileUpdate, UserUpdate};
use crate::app::state::Turn;
use crate::model::Organization;

/// Something that is done to people, to groups or to one's own profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Affair {
    /// Somebody is muted, or no longer.
    Mute {
        /// Who.
        user: UserId,
        /// Whether they shall be.
        on: bool,
    },
    /// People come into a group, or go.
    Members {
        /// The group.
        group: GroupId,
        /// The people.
        users: Vec<UserId>,
        /// Whether they come.
        add: bool,
    },
    /// Groups become subgroups of a group, or are no longer.
    Subgroups {
        /// The group.
        group: GroupId,
        /// The subgroups.
        groups: Vec<GroupId>,
        /// Whether they come.
        add: bool,
    },
    /// A group is made.
    Create(NewGroup),
    /// A group gets another name or description, or others may do something in it.
    Describe {
        /// The group.
        group: GroupId,
        /// What changes.
        change: GroupChange,
        /// What these were.
        was: GroupChange,
        /// What these were when somebody began to change them: the server does it only where
        /// that is still so.
        expected: GroupChange,
    },
    /// A group is used no longer.
    Deactivate(GroupId),
    /// A group is used again.
    Reactivate(GroupId),
    /// The own name or time zone changes.
    Basics {
        /// What changes.
        change: BasicsChange,
        /// What these were.
        was: BasicsChange,
    },
    /// Fields of the own profile are filled in or emptied.
    Profile {
        /// What they shall be.
        fields: Vec<(ProfileFieldId, ProfileValue)>,
        /// What they were.
        was: Vec<(ProfileFieldId, ProfileValue)>,
    },
    /// Others see that one is there, or not.
    Presence {
        /// Whether they do.
        shown: bool,
    },
}

impl Affair {
    /// Whether doing it twice is as good as once.
    #[must_use]
    pub fn may_be_repeated(&self) -> bool {
        match self {
            Self::Describe { .. }
            | Self::Basics { .. }
            | Self::Profile { .. }
            | Self::Reactivate(_)
            | Self::Presence { .. } => true,
            Self::Mute { .. }
            | Self::Members { .. }
            | Self::Subgroups { .. }
            | Self::Create(_)
            | Self::Deactivate(_) => false,
        }
    }

    /// What became of it when it failed.
    #[must_use]
    pub fn undone(&self) -> &'static str {
        match self {
            Self::Mute { on: true, .. } => "The person was not muted",
            Self::Mute { on: false, .. } => "The person was not unmuted",
            Self::Members { add: true, .. } => "Nobody was added to the group",
            Self::Members { add: false, .. } => "Nobody was taken out of the group",
            Self::Subgroups { add: true, .. } => "The group was not added",
            Self::Subgroups { add: false, .. } => "The group was not taken out",
            Self::Create(_) => "The group was not made",
            Self::Describe { .. } => "The group was not changed",
            Self::Deactivate(_) => "The group was not deactivated",
            Self::Reactivate(_) => "The group was not brought back",
            Self::Basics { .. } | Self::Profile { .. } => "Your profile was not changed",
            Self::Presence { .. } => "Whether others see you was not changed",
        }
    }

    /// What the server is about to say of it; nothing of a group that has no number yet.
    fn events(&self, organization: &Organization) -> Vec<Event> {
        match self {
            Self::Mute { user, on } => vec![muting(organization, *user, *on)],
            Self::Members { group, users, add } => vec![Event::Group(match add {
                true => GroupEvent::AddMembers(*group, users.clone()),
                false => GroupEvent::RemoveMembers(*group, users.clone()),
            })],
            Self::Subgroups { group, groups, add } => vec![Event::Group(match add {
                true => GroupEvent::AddSubgroups(*group, groups.clone()),
                false => GroupEvent::RemoveSubgroups(*group, groups.clone()),
            })],
            Self::Create(_) => Vec::new(),
            Self::Describe { group, change, .. } => vec![describing(*group, change)],
            Self::Deactivate(group) => vec![deactivating(*group, true)],
            Self::Reactivate(group) => vec![deactivating(*group, false)],
            Self::Basics { change, .. } => basics(organization.me(), change),
            Self::Profile { fields, .. } => filling(organization.me(), fields),
            Self::Presence { shown } => vec![setting("presence_enabled", (*shown).into())],
        }
    }

    /// What takes it back, as far as it is still so: it may have been done anew meanwhile.
    fn opposite(&self, organization: &Organization) -> Vec<Event> {
        let group = |id: &GroupId| organization.groups().get(*id);
        match self {
            Self::Mute { user, on } if organization.users().is_muted(*user) == *on => {
                vec![muting(organization, *user, !on)]
            }
            Self::Members {
                group: id,
                users,
                add,
            } if group(id).is_some() => {
                let back = Self::Members {
                    group: *id,
                    users: users.clone(),
                    add: !add,
                };
                back.events(organization)
            }
            Self::Subgroups {
                group: id,
                groups,
                add,
            } if group(id).is_some() => {
                let back = Self::Subgroups {
                    group: *id,
                    groups: groups.clone(),
                    add: !add,
                };
                back.events(organization)
            }
            Self::Describe {
                group: id,
                change,
                was,
                expected: _,
            } => {
                let now = group(id);
                let is = |now: &str, change: &Option<String>| {
                    change.as_ref().is_none_or(|change| *now == **change)
                };
                let same = now.is_some_and(|now| {
                    let mut permissions = change.permissions.iter();
                    is(&now.name, &change.name)
                        && is(&now.description, &change.description)
                        && permissions.all(|(of, new)| now.permission(of) == Some(new))
                });
                match same {
                    true => vec![describing(*id, was)],
                    false => Vec::new(),
                }
            }
            Self::Deactivate(id) if group(id).is_some() => vec![deactivating(*id, false)],
            Self::Reactivate(id) if group(id).is_some() => vec![deactivating(*id, true)],
            Self::Basics { was, .. } => basics(organization.me(), was),
            Self::Profile { was, .. } => filling(organization.me(), was),
            Self::Presence { shown } => vec![setting("presence_enabled", (!shown).into())],
            Self::Mute { .. }
            | Self::Members { .. }
            | Self::Subgroups { .. }
            | Self::Create(_)
            | Self::Deactivate(_)
            | Self::Reactivate(_) => Vec::new(),
        }
    }
}

/// Everybody whom one muted, with this person or without.
fn muting(organization: &Organization, user: UserId, on: bool) -> Event {
    let mut muted = organization.users().muted();
    muted.retain(|muted| muted.id != user);
    if on {
        muted.push(MutedUser {
            id: user,
            timestamp: None::<UnixSeconds>,
        });
    }
    Event::MutedUsers(muted)
}

fn describing(group: GroupId, change: &GroupChange) -> Event {
    let update = GroupUpdate {
        name: change.name.as_deref().map(Into::into),
        description: change.description.as_deref().map(Into::into),
        permissions: change.permissions.clone(),
        ..GroupUpdate::default()
    };
    Event::Group(GroupEvent::Update(group, Box::new(update)))
}

fn deactivating(group: GroupId, deactivated: bool) -> Event {
    let update = GroupUpdate {
        deactivated: Some(deactivated),
        ..GroupUpdate::default()
    };
    Event::Group(GroupEvent::Update(group, Box::new(update)))
}

fn user(update: UserUpdate) -> Event {
    Event::User(UserEvent::Update(Box::new(update)))
}

fn setting(name: &str, value: serde_json::Value) -> Event {
    Event::UserSettings(SettingChange {
        property: name.into(),
        value,
    })
}

fn basics(me: UserId, change: &BasicsChange) -> Vec<Event> {
    let update = UserUpdate {
        user_id: me,
        full_name: change.full_name.as_deref().map(Into::into),
        timezone: change.timezone.as_deref().map(Into::into),
        ..UserUpdate::default()
    };
    let zone = change.timezone.as_deref();
    let zone = zone.map(|zone| setting("timezone", zone.into()));
    std::iter::once(user(update)).chain(zone).collect()
}

fn filling(me: UserId, fields: &[(ProfileFieldId, ProfileValue)]) -> Vec<Event> {
    let one = |(id, value): &(ProfileFieldId, ProfileValue)| {
        let value = match value {
            ProfileValue::Nothing => None,
            ProfileValue::Text(text) => Some(text.as_str().into()),
            ProfileValue::Users(users) => {
                let text = serde_json::to_string(users).unwrap_or_default();
                Some(text.into())
            }
        };
        user(UserUpdate {
            user_id: me,
            custom_profile_field: Some(ProfileUpdate {
                id: *id,
                value,
                rendered_value: None,
            }),
            ..UserUpdate::default()
        })
    };
    fields.iter().map(one).collect()
}

impl Turn<'_> {
    /// Applies to the model what the server is about to say of an affair.
    pub(in crate::app) fn affair_here(&mut self, affair: &Affair) {
        let organization = self.app.organization.as_deref();
        let events = organization.map(|organization| affair.events(organization));
        self.apply_all(events.unwrap_or_default());
    }

    /// The server refused an affair: the model is as it was.
    pub(in crate::app) fn affair_refused(&mut self, affair: &Affair) {
        let organization = self.app.organization.as_deref();
        let events = organization.map(|organization| affair.opposite(organization));
        self.apply_all(events.unwrap_or_default());
    }

    /// The server did it: what of that is not seen is said.
    pub(in crate::app) fn affair_done(&mut self, affair: &Affair) {
        match affair {
            Affair::Create(group) => {
                self.notice(&format!("The group {} is made.", group.name));
            }
            Affair::Mute { .. }
            | Affair::Members { .. }
            | Affair::Subgroups { .. }
            | Affair::Describe { .. }
            | Affair::Deactivate(_)
            | Affair::Reactivate(_)
            | Affair::Basics { .. }
            | Affair::Profile { .. }
            | Affair::Presence { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::group::{GroupPermission, GroupSetting};
    use crate::model::testing::{NOW, organization_with};
    use serde_json::json;

    fn affairs() -> Vec<Affair> {
        let text = |text: &str| Some(text.to_owned());
        let (group, user) = (GroupId(20), UserId(7));
        vec![
            Affair::Mute { user, on: true },
            Affair::Members {
                group,
                users: vec![user, UserId(6)],
                add: true,
            },
            Affair::Members {
                group,
                users: vec![UserId(8)],
                add: false,
            },
            Affair::Subgroups {
                group,
                groups: vec![GroupId(11)],
                add: true,
            },
            Affair::Describe {
                group,
                change: GroupChange {
                    name: text("night crew"),
                    description: None,
                    permissions: vec![(GroupPermission::Join, GroupSetting::Group(GroupId(14)))],
                },
                was: GroupChange {
                    name: text("crew"),
                    description: None,
                    permissions: vec![(GroupPermission::Join, GroupSetting::Group(GroupId(9)))],
                },
                expected: GroupChange::default(),
            },
            Affair::Deactivate(group),
            Affair::Reactivate(GroupId(21)),
            Affair::Basics {
                change: BasicsChange {
                    full_name: text("Ada Quill"),
                    timezone: text("Europe/Berlin"),
                },
                was: BasicsChange {
                    full_name: text("Ada"),
                    timezone: text(""),
                },
            },
            Affair::Profile {
                fields: vec![(ProfileFieldId(2), ProfileValue::Users(vec![user]))],
                was: vec![(ProfileFieldId(2), ProfileValue::Nothing)],
            },
            Affair::Presence { shown: false },
        ]
    }

    #[test]
    fn what_is_shown_in_advance_is_taken_back_whole() {
        let organization = || {
            organization_with(|json| {
                let groups = json["realm_user_groups"].as_array_mut().unwrap();
                groups.push(json!({"id": 20, "name": "crew", "members": [8],
                    "can_join_group": 9}));
                groups.push(json!({"id": 21, "name": "old", "members": [], "deactivated": true}));
            })
        };
        let parts = |org: &Organization| {
            let groups: Vec<_> = org.groups().iter().cloned().collect();
            let settings = format!("{:?}", org.personal().settings);
            (org.users().clone(), groups, settings)
        };
        for affair in affairs() {
            let mut changed = organization();
            let before = parts(&changed);
            for event in affair.events(&changed) {
                changed.apply(event, NOW).unwrap();
            }
            assert_ne!(parts(&changed), before, "{affair:?}");
            for event in affair.opposite(&changed) {
                changed.apply(event, NOW).unwrap();
            }
            assert_eq!(parts(&changed), before, "{affair:?}");
        }
    }

    #[test]
    fn what_was_done_anew_meanwhile_is_not_taken_back() {
        let mut org = organization_with(|_| {});
        let user = UserId(7);
        let mute = Affair::Mute { user, on: true };
        for event in mute.events(&org) {
            org.apply(event, NOW).unwrap();
        }
        let unmute = Affair::Mute { user, on: false };
        for event in unmute.events(&org) {
            org.apply(event, NOW).unwrap();
        }
        assert!(mute.opposite(&org).is_empty());
    }
}
