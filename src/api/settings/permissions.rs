//! What settings that name who may do something can be set to.
//!
//! <https://zulip.com/api/group-setting-values#permitted-values>

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::api::group::GroupPermission;
use crate::api::wire::null_default;

/// What a new group has in this place: whoever made it.
const CREATOR: &str = "group_creator";

/// What the server says of such settings (feature level 221), as far as it is about groups.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct PermissionRules {
    /// By the names of the permissions on the wire.
    #[serde(default, deserialize_with = "null_default")]
    group: BTreeMap<Box<str>, PermissionRule>,
}

impl PermissionRules {
    /// What holds for a permission on a group; `None` where the server does not have it.
    #[must_use]
    pub fn of_group(&self, permission: &GroupPermission) -> Option<&PermissionRule> {
        self.group.get(permission.word())
    }
}

/// What one setting can be set to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PermissionRule {
    /// Whether it can be everybody, guests too.
    #[serde(default)]
    pub allow_everyone_group: bool,
    /// Whether it can be anybody on the web.
    #[serde(default)]
    pub allow_internet_group: bool,
    /// Whether it can be nobody.
    #[serde(default)]
    pub allow_nobody_group: bool,
    /// The only groups of the server's own that it can be; none where all can.
    #[serde(default)]
    pub allowed_system_groups: Vec<Box<str>>,
    /// Whether it must be one of the server's own groups.
    #[serde(default)]
    pub require_system_group: bool,
    /// The group that it is in the beginning, by its name.
    #[serde(default)]
    default_group_name: Box<str>,
}

impl PermissionRule {
    /// The name of the group that it is in the beginning; `None` for whoever made the thing.
    #[must_use]
    pub fn default_group(&self) -> Option<&str> {
        (*self.default_group_name != *CREATOR).then_some(&*self.default_group_name)
    }

    /// Whether it can be, or name, one of the server's own groups.
    #[must_use]
    pub fn takes(&self, system_group: &str) -> bool {
        let listed = self.allowed_system_groups.is_empty()
            || self
                .allowed_system_groups
                .iter()
                .any(|name| **name == *system_group);
        listed
            && match system_group {
                "role:everyone" => self.allow_everyone_group,
                "role:internet" => self.allow_internet_group,
                "role:nobody" => self.allow_nobody_group,
                _ => true,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rules_tell_the_groups_that_they_take() {
        // As a server of feature level 379 has them.
        let rules: PermissionRules = serde_json::from_value(json!({
            "realm": {"create_multiuse_invite_group": {"require_system_group": true}},
            "group": {
                "can_join_group": {"allow_everyone_group": false, "allow_internet_group": false,
                    "allow_nobody_group": true, "allowed_system_groups": [],
                    "default_for_system_groups": "role:nobody",
                    "default_group_name": "role:nobody", "require_system_group": false},
                "can_manage_group": {"allow_nobody_group": true, "allowed_system_groups": [],
                    "default_group_name": "group_creator"}},
        }))
        .unwrap();
        let join = rules.of_group(&GroupPermission::Join).unwrap();
        assert_eq!(join.default_group(), Some("role:nobody"));
        let takes = |name| join.takes(name);
        assert!(takes("role:nobody") && takes("role:members"));
        assert!(!takes("role:everyone") && !takes("role:internet"));
        let manage = rules.of_group(&GroupPermission::Manage).unwrap();
        assert_eq!(manage.default_group(), None);
        assert!(rules.of_group(&GroupPermission::Leave).is_none());
    }
}
