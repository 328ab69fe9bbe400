//! Whether one may join, leave, change or make a user group, and if not, why.
//!
//! <https://zulip.com/api/group-setting-values>

use super::super::organization::Organization;
use crate::api::group::{GroupSetting, UserGroup};
use crate::api::ids::GroupId;
use crate::api::time::UnixMillis;

/// Since when groups can be deactivated.
const DEACTIVATION: u32 = 290;
/// Since when all of a deactivated group can be changed, and not its name alone.
const CHANGING_DEACTIVATED: u32 = 340;
/// Since when groups can be brought back.
const REACTIVATION: u32 = 386;

/// What is done to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupDeed {
    /// Joining it oneself.
    Join,
    /// Leaving it oneself.
    Leave,
    /// Adding people or groups.
    Add,
    /// Taking people or groups out.
    Remove,
    /// Renaming it, describing it anew, saying who may do what.
    Describe,
    /// Deactivating it.
    Deactivate,
    /// Using it again.
    Reactivate,
}

impl GroupDeed {
    /// The rest of `You may not …`.
    fn words(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Leave => "leave",
            Self::Add => "add anybody to",
            Self::Remove => "take anybody out of",
            Self::Describe => "change",
            Self::Deactivate => "deactivate",
            Self::Reactivate => "bring back",
        }
    }
}

/// Why something can't be done to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotChangeGroup {
    /// There is no such group.
    Unknown,
    /// It is one of the server's own: who is in it follows from the roles.
    System,
    /// It is deactivated.
    Deactivated,
    /// It is in use.
    InUse,
    /// One is a direct member already.
    Member,
    /// One is no direct member.
    NoMember,
    /// One may not do it.
    NotAllowed,
    /// The server is too old for it.
    TooOld,
}

impl CannotChangeGroup {
    /// In a sentence, for what was to be done.
    #[must_use]
    pub fn sentence(self, deed: GroupDeed) -> String {
        match self {
            Self::Unknown => "There is no such group any more.".to_owned(),
            Self::System => {
                "This is one of the server's own groups: people's roles decide who is in it."
                    .to_owned()
            }
            Self::Deactivated => "This group is deactivated.".to_owned(),
            Self::InUse => "This group is in use.".to_owned(),
            Self::Member => "You are in this group.".to_owned(),
            Self::NoMember => "You are not in this group by yourself.".to_owned(),
            Self::NotAllowed => format!("You may not {} this group.", deed.words()),
            Self::TooOld => {
                let version = match deed {
                    GroupDeed::Reactivate => "11",
                    GroupDeed::Join
                    | GroupDeed::Leave
                    | GroupDeed::Add
                    | GroupDeed::Remove
                    | GroupDeed::Describe
                    | GroupDeed::Deactivate => "10",
                };
                format!("This server can't do that yet (Zulip {version} can).")
            }
        }
    }
}

impl Organization {
    /// Why something can't be done to a group; `None` where it can.
    #[must_use]
    pub fn why_not_group(
        &self,
        id: GroupId,
        deed: GroupDeed,
        now: UnixMillis,
    ) -> Option<CannotChangeGroup> {
        let Some(group) = self.groups.get(id) else {
            return Some(CannotChangeGroup::Unknown);
        };
        if group.is_system_group {
            return Some(CannotChangeGroup::System);
        }
        let is_in = group.members.binary_search(&self.me()).is_ok();
        let level = self.realm.feature_level.0;
        match deed {
            GroupDeed::Reactivate if !group.deactivated => return Some(CannotChangeGroup::InUse),
            GroupDeed::Reactivate if level < REACTIVATION => {
                return Some(CannotChangeGroup::TooOld);
            }
            GroupDeed::Describe if group.deactivated && level < CHANGING_DEACTIVATED => {
                return Some(CannotChangeGroup::Deactivated);
            }
            GroupDeed::Reactivate | GroupDeed::Describe => {}
            GroupDeed::Join
            | GroupDeed::Leave
            | GroupDeed::Add
            | GroupDeed::Remove
            | GroupDeed::Deactivate
                if group.deactivated =>
            {
                return Some(CannotChangeGroup::Deactivated);
            }
            GroupDeed::Join if is_in => return Some(CannotChangeGroup::Member),
            GroupDeed::Leave if !is_in => return Some(CannotChangeGroup::NoMember),
            GroupDeed::Deactivate if level < DEACTIVATION => {
                return Some(CannotChangeGroup::TooOld);
            }
            GroupDeed::Join
            | GroupDeed::Leave
            | GroupDeed::Add
            | GroupDeed::Remove
            | GroupDeed::Deactivate => {}
        }
        let has = |setting: &Option<GroupSetting>| {
            setting
                .as_ref()
                .is_some_and(|setting| self.granted(setting))
        };
        let granted = self.manages_group(group, now)
            || match deed {
                GroupDeed::Join => has(&group.can_join_group) || has(&group.can_add_members_group),
                GroupDeed::Leave => {
                    has(&group.can_leave_group) || has(&group.can_remove_members_group)
                }
                GroupDeed::Add => has(&group.can_add_members_group),
                GroupDeed::Remove => has(&group.can_remove_members_group),
                GroupDeed::Describe | GroupDeed::Deactivate | GroupDeed::Reactivate => false,
            };
        (!granted).then_some(CannotChangeGroup::NotAllowed)
    }

    /// Whether one may change everything about a group.
    fn manages_group(&self, group: &UserGroup, now: UnixMillis) -> bool {
        let settings = &self.realm.settings;
        let own = group.can_manage_group.as_ref();
        if own.is_some_and(|setting| self.granted(setting)) {
            return true;
        }
        match (
            &settings.can_manage_all_groups,
            settings.user_group_edit_policy,
        ) {
            (Some(setting), _) => self.granted(setting),
            // Older servers let members of the group change it, and moderators any.
            (None, Some(policy)) => {
                self.follows(policy, now)
                    && (self.is_moderator() || self.groups.is_member(group.id, self.me()))
            }
            (None, None) => self.my_role().is_admin(),
        }
    }

    /// Whether the server can bring deactivated groups back.
    #[must_use]
    pub fn can_reactivate_groups(&self) -> bool {
        self.realm.feature_level.0 >= REACTIVATION
    }

    /// Whether one may make a group.
    #[must_use]
    pub fn can_create_group(&self, now: UnixMillis) -> bool {
        let settings = &self.realm.settings;
        self.is_member()
            && self.realm_grants(
                settings.can_create_groups.as_ref(),
                settings.user_group_edit_policy,
                true,
                now,
            )
    }

    /// Whether a group could be made a subgroup of another: it is not one already, and does not
    /// hold the other itself.
    #[must_use]
    pub fn can_nest_group(&self, parent: GroupId, child: GroupId) -> bool {
        let known = |id| self.groups.get(id).filter(|group| !group.deactivated);
        let (Some(above), Some(_)) = (known(parent), known(child)) else {
            return false;
        };
        !above.direct_subgroup_ids.contains(&child) && !self.groups.holds(child, parent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::{NOW, organization_with};
    use serde_json::{Value, json};

    /// Ada (6) is a member; `crew` (20) has these settings.
    fn with(crew: Value, realm: Value) -> Organization {
        organization_with(|json| {
            let mut group = json!({"id": 20, "name": "crew", "members": [8],
                "direct_subgroup_ids": [21], "can_manage_group": 9, "can_join_group": 9,
                "can_leave_group": 9, "can_add_members_group": 9,
                "can_remove_members_group": 9});
            for (key, value) in crew.as_object().unwrap() {
                group[key] = value.clone();
            }
            let groups = json["realm_user_groups"].as_array_mut().unwrap();
            groups.push(group);
            groups.push(json!({"id": 21, "name": "inner", "members": [6]}));
            json["realm_can_manage_all_groups"] = json!(11);
            for (key, value) in realm.as_object().unwrap() {
                json[key] = value.clone();
            }
        })
    }

    fn why(org: &Organization, deed: GroupDeed) -> Option<CannotChangeGroup> {
        org.why_not_group(GroupId(20), deed, NOW)
    }

    use CannotChangeGroup::{
        Deactivated, InUse, Member, NoMember, NotAllowed, System, TooOld, Unknown,
    };
    use GroupDeed::{Add, Deactivate, Describe, Join, Leave, Reactivate, Remove};

    #[test]
    fn each_deed_follows_its_setting_through_subgroups() {
        let org = with(json!({}), json!({}));
        for deed in [Join, Add, Remove, Describe, Deactivate] {
            assert_eq!(why(&org, deed), Some(NotAllowed), "{deed:?}");
        }
        assert_eq!(why(&org, Leave), Some(NoMember), "by a subgroup alone");
        // `inner` has Ada; a list has the group that has her.
        for setting in [
            json!(21),
            json!({"direct_members": [], "direct_subgroups": [21]}),
        ] {
            let org = with(json!({"can_join_group": setting}), json!({}));
            assert_eq!(why(&org, Join), None);
            assert_eq!(why(&org, Add), Some(NotAllowed));
        }
        let org = with(json!({"can_add_members_group": 14}), json!({}));
        assert_eq!((why(&org, Join), why(&org, Add)), (None, None));
        assert_eq!(why(&org, Remove), Some(NotAllowed));
        let org = with(json!({"can_leave_group": 15, "members": [6, 8]}), json!({}));
        assert_eq!(why(&org, Leave), None);
        assert_eq!(why(&org, Join), Some(Member));
        assert_eq!(why(&org, Remove), Some(NotAllowed));
    }

    #[test]
    fn who_manages_may_do_all_of_it() {
        for org in [
            with(json!({"can_manage_group": 14}), json!({})),
            with(json!({}), json!({"realm_can_manage_all_groups": 15})),
        ] {
            for deed in [Join, Add, Remove, Describe, Deactivate] {
                assert_eq!(why(&org, deed), None, "{deed:?}");
            }
        }
        let old = with(
            json!({"can_manage_group": 14}),
            json!({"zulip_feature_level": 280}),
        );
        assert_eq!(why(&old, Deactivate), Some(TooOld));
    }

    #[test]
    fn the_servers_own_the_gone_and_the_unknown_stay_as_they_are() {
        let org = with(
            json!({"can_manage_group": 14, "deactivated": true}),
            json!({}),
        );
        assert_eq!(why(&org, Join), Some(Deactivated));
        assert_eq!(why(&org, Deactivate), Some(Deactivated));
        assert_eq!(why(&org, Describe), None, "its name, and who may do what");
        assert_eq!(org.why_not_group(GroupId(14), Leave, NOW), Some(System));
        assert_eq!(org.why_not_group(GroupId(99), Leave, NOW), Some(Unknown));
    }

    #[test]
    fn what_was_deactivated_is_brought_back_by_those_who_manage_it() {
        let gone = |manage: u64, level: u64| {
            let crew = json!({"can_manage_group": manage, "deactivated": true});
            with(crew, json!({"zulip_feature_level": level}))
        };
        assert_eq!(why(&gone(14, 386), Reactivate), None);
        assert_eq!(why(&gone(9, 386), Reactivate), Some(NotAllowed));
        assert_eq!(why(&gone(14, 385), Reactivate), Some(TooOld));
        assert_eq!(why(&gone(14, 339), Describe), Some(Deactivated));
        let here = with(json!({"can_manage_group": 14}), json!({}));
        assert_eq!(why(&here, Reactivate), Some(InUse));
    }

    #[test]
    fn groups_are_made_by_those_who_may_and_never_in_a_circle() {
        let org = with(json!({}), json!({"realm_can_create_groups": 11}));
        assert!(!org.can_create_group(NOW));
        let org = with(json!({}), json!({"realm_can_create_groups": 14}));
        assert!(org.can_create_group(NOW));
        assert!(!org.can_nest_group(GroupId(20), GroupId(21)), "it is one");
        assert!(!org.can_nest_group(GroupId(21), GroupId(20)), "a circle");
        assert!(!org.can_nest_group(GroupId(20), GroupId(20)));
        assert!(org.can_nest_group(GroupId(21), GroupId(11)));
    }
}
