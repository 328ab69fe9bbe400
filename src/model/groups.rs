//! User groups and who is in them.

use std::collections::BTreeMap;

use crate::api::event::GroupEvent;
use crate::api::group::{GroupSetting, UserGroup};
use crate::api::ids::{GroupId, UserId};

use super::CannotApply;

/// All user groups, deactivated ones included.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Groups {
    map: BTreeMap<GroupId, UserGroup>,
}

impl Groups {
    pub(super) fn new(groups: Vec<UserGroup>) -> Self {
        Self {
            map: groups.into_iter().map(|group| (group.id, group)).collect(),
        }
    }

    /// A group.
    #[must_use]
    pub fn get(&self, id: GroupId) -> Option<&UserGroup> {
        self.map.get(&id)
    }

    /// All groups by id.
    pub fn iter(&self) -> impl Iterator<Item = &UserGroup> {
        self.map.values()
    }

    /// The system group of this name, such as `role:members`.
    #[must_use]
    pub fn system(&self, name: &str) -> Option<&UserGroup> {
        self.map
            .values()
            .find(|group| group.is_system_group && *group.name == *name)
    }

    /// Whether somebody is a member, directly or through a subgroup.
    #[must_use]
    pub fn is_member(&self, group: GroupId, user: UserId) -> bool {
        self.any_holds(vec![group], user)
    }

    /// Whether a setting names somebody, directly or through a group.
    #[must_use]
    pub fn grants(&self, setting: &GroupSetting, user: UserId) -> bool {
        match setting {
            GroupSetting::Group(id) => self.any_holds(vec![*id], user),
            GroupSetting::Anonymous(group) => {
                group.direct_members.binary_search(&user).is_ok()
                    || self.any_holds(group.direct_subgroups.clone(), user)
            }
        }
    }

    /// Whether one of these groups, or of their subgroups, holds the user. Each group is looked
    /// at once, so that a circle (which no server should make) ends.
    fn any_holds(&self, mut open: Vec<GroupId>, user: UserId) -> bool {
        let mut seen = open.clone();
        while let Some(id) = open.pop() {
            let Some(group) = self.map.get(&id) else {
                continue;
            };
            if group.members.binary_search(&user).is_ok() {
                return true;
            }
            for sub in &group.direct_subgroup_ids {
                if !seen.contains(sub) {
                    seen.push(*sub);
                    open.push(*sub);
                }
            }
        }
        false
    }

    /// Whether a group is another one, or its subgroup, directly or through others.
    #[must_use]
    pub fn holds(&self, group: GroupId, other: GroupId) -> bool {
        let mut seen = vec![group];
        let mut at = 0;
        while let Some(id) = seen.get(at).copied() {
            at += 1;
            if id == other {
                return true;
            }
            for sub in self.get(id).iter().flat_map(|g| &g.direct_subgroup_ids) {
                if !seen.contains(sub) {
                    seen.push(*sub);
                }
            }
        }
        false
    }

    /// All members, subgroups' included, ascending.
    #[must_use]
    pub fn members(&self, group: GroupId) -> Vec<UserId> {
        let mut members = Vec::new();
        let mut seen = vec![group];
        let mut at = 0;
        while let Some(id) = seen.get(at).copied() {
            at += 1;
            let Some(group) = self.map.get(&id) else {
                continue;
            };
            members.extend_from_slice(&group.members);
            for sub in &group.direct_subgroup_ids {
                if !seen.contains(sub) {
                    seen.push(*sub);
                }
            }
        }
        members.sort_unstable();
        members.dedup();
        members
    }

    fn known(&mut self, id: GroupId) -> Result<&mut UserGroup, CannotApply> {
        self.map.get_mut(&id).ok_or(CannotApply::UnknownGroup(id))
    }

    pub(super) fn apply(&mut self, event: GroupEvent) -> Result<(), CannotApply> {
        match event {
            GroupEvent::Add(group) => {
                self.map.insert(group.id, *group);
            }
            GroupEvent::Update(id, update) => self.known(id)?.update(*update),
            GroupEvent::AddMembers(id, users) => add_sorted(&mut self.known(id)?.members, users),
            GroupEvent::RemoveMembers(id, users) => {
                self.known(id)?.members.retain(|user| !users.contains(user));
            }
            GroupEvent::AddSubgroups(id, groups) => {
                add_sorted(&mut self.known(id)?.direct_subgroup_ids, groups);
            }
            GroupEvent::RemoveSubgroups(id, groups) => {
                self.known(id)?
                    .direct_subgroup_ids
                    .retain(|group| !groups.contains(group));
            }
            GroupEvent::Remove(id) => {
                self.map.remove(&id).ok_or(CannotApply::UnknownGroup(id))?;
            }
        }
        Ok(())
    }
}

/// Adds ids to a sorted list without doubling one.
pub(super) fn add_sorted<T: Ord + Copy>(list: &mut Vec<T>, new: Vec<T>) {
    for id in new {
        if let Err(at) = list.binary_search(&id) {
            list.insert(at, id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn groups() -> Groups {
        Groups::new(
            serde_json::from_value(json!([
                {"id": 1, "name": "role:members", "members": [7], "direct_subgroup_ids": [2],
                 "is_system_group": true},
                {"id": 2, "name": "role:admins", "members": [8], "direct_subgroup_ids": [3]},
                {"id": 3, "name": "circle", "members": [9], "direct_subgroup_ids": [1]},
                {"id": 4, "name": "alone", "members": [10]},
            ]))
            .unwrap(),
        )
    }

    #[test]
    fn membership_is_recursive_and_ends() {
        let groups = groups();
        assert!(groups.is_member(GroupId(1), UserId(9)));
        assert!(!groups.is_member(GroupId(1), UserId(10)));
        assert!(!groups.is_member(GroupId(99), UserId(10)));
        assert_eq!(
            groups.members(GroupId(2)),
            [UserId(7), UserId(8), UserId(9)]
        );
        let setting =
            serde_json::from_value(json!({"direct_members": [5], "direct_subgroups": [4]}));
        let setting: GroupSetting = setting.unwrap();
        let granted = [5, 10, 7].map(|id| groups.grants(&setting, UserId(id)));
        assert_eq!(granted, [true, true, false]);
        assert_eq!(groups.system("role:members").unwrap().id, GroupId(1));
        assert!(groups.system("circle").is_none());
    }

    #[test]
    fn events_change_members_and_unknown_groups_do_not_fit() {
        let mut groups = groups();
        groups
            .apply(GroupEvent::AddMembers(
                GroupId(4),
                vec![UserId(3), UserId(10)],
            ))
            .unwrap();
        assert_eq!(
            groups.get(GroupId(4)).unwrap().members,
            [UserId(3), UserId(10)]
        );
        groups
            .apply(GroupEvent::AddSubgroups(GroupId(4), vec![GroupId(2)]))
            .unwrap();
        assert!(groups.is_member(GroupId(4), UserId(8)));
        groups
            .apply(GroupEvent::RemoveSubgroups(GroupId(4), vec![GroupId(2)]))
            .unwrap();
        groups
            .apply(GroupEvent::RemoveMembers(GroupId(4), vec![UserId(10)]))
            .unwrap();
        assert_eq!(groups.members(GroupId(4)), [UserId(3)]);
        let error = groups
            .apply(GroupEvent::AddMembers(GroupId(77), vec![]))
            .unwrap_err();
        assert_eq!(error, CannotApply::UnknownGroup(GroupId(77)));
    }
}
