//! User groups: making them, changing them, who is in them.
//!
//! <https://zulip.com/api/create-user-group>, <https://zulip.com/api/update-user-group>,
//! <https://zulip.com/api/deactivate-user-group>,
//! <https://zulip.com/api/update-user-group-members>,
//! <https://zulip.com/api/update-user-group-subgroups>

use serde::de::IgnoredAny;
use serde_json::json;

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::group::{GroupPermission, GroupSetting};
use crate::api::ids::{GroupId, UserId};
use crate::api::params::Params;

/// A group to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGroup {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Its first members.
    pub members: Vec<UserId>,
    /// Groups whose members are in it too (feature level 311).
    pub subgroups: Vec<GroupId>,
    /// Who may do what; what is not named here is as the server has it by default.
    pub permissions: Vec<(GroupPermission, GroupSetting)>,
}

/// `POST /user_groups/create`. Not to be repeated after an error that leaves open whether it
/// arrived: the name would be taken.
///
/// # Errors
/// See [`ApiError`].
pub async fn create_user_group(client: &Client, group: &NewGroup) -> Result<(), ApiError> {
    let mut params = Params::new()
        .raw("name", group.name.as_str())
        .raw("description", group.description.as_str())
        .json("members", &group.members);
    if !group.subgroups.is_empty() {
        params = params.json("subgroups", &group.subgroups);
    }
    for (permission, setting) in &group.permissions {
        let value = json!(setting).to_string();
        params = params.raw(permission.word().to_owned(), value);
    }
    let _: IgnoredAny = client.post("user_groups/create", params).await?;
    Ok(())
}

/// What of a group changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupChange {
    /// Another name.
    pub name: Option<String>,
    /// Another description.
    pub description: Option<String>,
    /// Who may do what.
    pub permissions: Vec<(GroupPermission, GroupSetting)>,
}

/// `PATCH /user_groups/{id}`. Permissions go with what they are expected to be: the server refuses
/// them where that was changed meanwhile.
///
/// # Errors
/// See [`ApiError`].
pub async fn update_user_group(
    client: &Client,
    group: GroupId,
    change: &GroupChange,
    expected: &GroupChange,
) -> Result<(), ApiError> {
    let mut params = Params::new();
    for (name, value) in [("name", &change.name), ("description", &change.description)] {
        if let Some(value) = value {
            params = params.raw(name, value.as_str());
        }
    }
    for (permission, new) in &change.permissions {
        let mut old = expected
            .permissions
            .iter()
            .filter(|(of, _)| of == permission);
        let value = match old.next() {
            Some((_, old)) => json!({"new": new, "old": old}),
            None => json!({"new": new}),
        };
        params = params.raw(permission.word().to_owned(), value.to_string());
    }
    let path = format!("user_groups/{group}");
    let _: IgnoredAny = client.patch(&path, params).await?;
    Ok(())
}

/// `PATCH /user_groups/{id}`: a deactivated group is used again (feature level 386).
///
/// # Errors
/// See [`ApiError`].
pub async fn reactivate_user_group(client: &Client, group: GroupId) -> Result<(), ApiError> {
    let path = format!("user_groups/{group}");
    let params = Params::new().json("deactivated", &false);
    let _: IgnoredAny = client.patch(&path, params).await?;
    Ok(())
}

/// `POST /user_groups/{id}/deactivate` (feature level 290).
///
/// # Errors
/// See [`ApiError`].
pub async fn deactivate_user_group(client: &Client, group: GroupId) -> Result<(), ApiError> {
    let path = format!("user_groups/{group}/deactivate");
    let _: IgnoredAny = client.post(&path, Params::new()).await?;
    Ok(())
}

/// `POST /user_groups/{id}/members`: people who come and people who go. The server refuses
/// people who are there already, and those who are not.
///
/// # Errors
/// See [`ApiError`].
pub async fn update_user_group_members(
    client: &Client,
    group: GroupId,
    add: &[UserId],
    remove: &[UserId],
) -> Result<(), ApiError> {
    change(client, group, "members", add, remove).await
}

/// `POST /user_groups/{id}/subgroups`: groups whose members come along, or no longer.
///
/// # Errors
/// See [`ApiError`].
pub async fn update_user_group_subgroups(
    client: &Client,
    group: GroupId,
    add: &[GroupId],
    remove: &[GroupId],
) -> Result<(), ApiError> {
    change(client, group, "subgroups", add, remove).await
}

async fn change<T: serde::Serialize>(
    client: &Client,
    group: GroupId,
    of: &str,
    add: &[T],
    remove: &[T],
) -> Result<(), ApiError> {
    let mut params = Params::new();
    for (name, ids) in [("add", add), ("delete", remove)] {
        if !ids.is_empty() {
            params = params.json(name, ids);
        }
    }
    let path = format!("user_groups/{group}/{of}");
    let _: IgnoredAny = client.post(&path, params).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::group::AnonymousGroup;
    use crate::api::scripted::{Scripted, Step};

    #[tokio::test]
    async fn only_what_changes_is_sent() {
        let server = Scripted::list((0..7).map(|_| Step::ok(json!({}))));
        let client = server.client();
        let id = GroupId(21);
        let new = NewGroup {
            name: "night shift".to_owned(),
            description: String::new(),
            members: vec![UserId(7)],
            subgroups: vec![GroupId(22)],
            permissions: vec![(GroupPermission::Join, GroupSetting::Group(GroupId(14)))],
        };
        create_user_group(&client, &new).await.unwrap();
        let change = GroupChange {
            name: None,
            description: Some("after ten".to_owned()),
            permissions: Vec::new(),
        };
        let was = GroupChange::default();
        update_user_group(&client, id, &change, &was).await.unwrap();
        update_user_group_members(&client, id, &[UserId(8)], &[])
            .await
            .unwrap();
        update_user_group_subgroups(&client, id, &[], &[GroupId(22)])
            .await
            .unwrap();
        deactivate_user_group(&client, id).await.unwrap();
        reactivate_user_group(&client, id).await.unwrap();
        let of = |setting| GroupChange {
            permissions: vec![(GroupPermission::AddMembers, setting)],
            ..GroupChange::default()
        };
        let listed = GroupSetting::Anonymous(Box::new(AnonymousGroup {
            direct_members: vec![UserId(7)],
            direct_subgroups: vec![GroupId(11)],
        }));
        let (new, old) = (of(listed), of(GroupSetting::Group(GroupId(9))));
        update_user_group(&client, id, &new, &old).await.unwrap();
        let log = server.log();
        assert_eq!(log[0].what, "POST user_groups/create");
        assert_eq!(log[0].param("members"), "[7]");
        assert_eq!(log[0].param("subgroups"), "[22]");
        assert_eq!(log[0].param("can_join_group"), "14");
        assert_eq!(log[1].what, "PATCH user_groups/21");
        assert_eq!(log[1].params.len(), 1);
        assert_eq!(log[1].param("description"), "after ten");
        assert_eq!(log[2].what, "POST user_groups/21/members");
        assert_eq!(log[2].param("add"), "[8]");
        assert!(!log[2].params.contains_key("delete"));
        assert_eq!(log[3].what, "POST user_groups/21/subgroups");
        assert_eq!(log[3].param("delete"), "[22]");
        assert_eq!(log[4].what, "POST user_groups/21/deactivate");
        assert_eq!(log[5].what, "PATCH user_groups/21");
        assert_eq!(log[5].param("deactivated"), "false");
        assert_eq!(log[6].params.len(), 1);
        let sent: serde_json::Value =
            serde_json::from_str(log[6].param("can_add_members_group")).unwrap();
        let new = json!({"direct_members": [7], "direct_subgroups": [11]});
        assert_eq!(sent, json!({"new": new, "old": 9}));
    }
}
