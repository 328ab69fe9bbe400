//! What the permissions on a group can be given to, and who has them in the beginning.
//!
//! <https://zulip.com/api/group-setting-values>

use super::super::organization::Organization;
use crate::api::group::{AnonymousGroup, GroupPermission, GroupSetting, UserGroup};
use crate::api::ids::GroupId;

/// Since when a group can be made with subgroups in it.
const SUBGROUPS_AT_ONCE: u32 = 311;

impl Organization {
    /// Whether the server has a permission, of a group or of those to be made.
    #[must_use]
    pub fn has_group_permission(
        &self,
        permission: &GroupPermission,
        of: Option<&UserGroup>,
    ) -> bool {
        match of {
            Some(group) => group.permission(permission).is_some(),
            None => {
                let rules = &self.realm.server.supported_permission_settings;
                rules.of_group(permission).is_some()
            }
        }
    }

    /// Who has a permission on a group that oneself is about to make.
    #[must_use]
    pub fn new_group_setting(&self, permission: &GroupPermission) -> GroupSetting {
        let rules = &self.realm.server.supported_permission_settings;
        let named = rules.of_group(permission).and_then(|rule| {
            let group = self.groups.system(rule.default_group()?)?;
            Some(GroupSetting::Group(group.id))
        });
        named.unwrap_or_else(|| {
            GroupSetting::Anonymous(Box::new(AnonymousGroup {
                direct_members: vec![self.me()],
                direct_subgroups: Vec::new(),
            }))
        })
    }

    /// Whether a permission on a group can name a group: it is in use, and none of the server's
    /// own that the permission is not for.
    #[must_use]
    pub fn can_be_granted_to(&self, permission: &GroupPermission, group: GroupId) -> bool {
        let Some(group) = self.groups.get(group) else {
            return false;
        };
        if !group.is_system_group {
            let rules = &self.realm.server.supported_permission_settings;
            let rule = rules.of_group(permission);
            return !group.deactivated && rule.is_none_or(|rule| !rule.require_system_group);
        }
        match self
            .realm
            .server
            .supported_permission_settings
            .of_group(permission)
        {
            Some(rule) => rule.takes(&group.name),
            // Guests may leave and mention; nobody from outside may anything.
            None => match (&*group.name, permission) {
                ("role:internet", _) => false,
                ("role:everyone", GroupPermission::Leave | GroupPermission::Mention) => true,
                ("role:everyone", _) => false,
                _ => true,
            },
        }
    }

    /// Whether a group can be made with subgroups in it.
    #[must_use]
    pub fn can_nest_at_once(&self) -> bool {
        self.realm.feature_level.0 >= SUBGROUPS_AT_ONCE
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::organization_with;
    use serde_json::json;

    #[test]
    fn permissions_name_what_the_server_takes() {
        let rule = |everyone: bool, default: &str| {
            json!({"allow_everyone_group": everyone, "allow_internet_group": false,
                "allow_nobody_group": true, "allowed_system_groups": [],
                "default_group_name": default, "require_system_group": false})
        };
        let org = organization_with(|json| {
            json["server_supported_permission_settings"] = json!({"group": {
                "can_join_group": rule(false, "role:nobody"),
                "can_mention_group": rule(true, "role:members"),
                "can_manage_group": rule(false, "group_creator"),
            }});
            let groups = json["realm_user_groups"].as_array_mut().unwrap();
            groups.push(json!({"id": 20, "name": "crew", "members": []}));
            groups.push(json!({"id": 21, "name": "old", "members": [], "deactivated": true}));
        });
        let id = |name: &str| org.groups().system(name).unwrap().id;
        let (everyone, members) = (id("role:everyone"), id("role:members"));
        assert!(!org.can_be_granted_to(&GroupPermission::Join, everyone));
        assert!(org.can_be_granted_to(&GroupPermission::Mention, everyone));
        assert!(org.can_be_granted_to(&GroupPermission::Join, members));
        assert!(org.can_be_granted_to(&GroupPermission::Join, GroupId(20)));
        assert!(!org.can_be_granted_to(&GroupPermission::Join, GroupId(21)));
        assert!(!org.can_be_granted_to(&GroupPermission::Join, GroupId(99)));
        assert!(org.has_group_permission(&GroupPermission::Join, None));
        assert!(!org.has_group_permission(&GroupPermission::Leave, None));
        let mention = org.new_group_setting(&GroupPermission::Mention);
        assert_eq!(mention, GroupSetting::Group(members));
        let manage = org.new_group_setting(&GroupPermission::Manage);
        assert!(org.groups().grants(&manage, org.me()));
    }
}
