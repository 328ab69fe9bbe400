//! User groups: making them, changing them, who is in them.
//!
//! <https://zulip.com/api/create-user-group>, <https://zulip.com/api/update-user-group>,
//! <https://zulip.com/api/deactivate-user-group>,
//! <https://zulip.com/api/update-user-group-members>,
//! <https://zulip.com/api/update-user-group-subgroups>

use serde::de::IgnoredAny;

use crate::api::client::Client;
use crate::api::error::ApiError;
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
}

/// `POST /user_groups/create`. Not to be repeated after an error that leaves open whether it
/// arrived: the name would be taken.
///
/// # Errors
/// See [`ApiError`].
pub async fn create_user_group(client: &Client, group: &NewGroup) -> Result<(), ApiError> {
    let params = Params::new()
        .raw("name", group.name.as_str())
        .raw("description", group.description.as_str())
        .json("members", &group.members);
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
}

/// `PATCH /user_groups/{id}`.
///
/// # Errors
/// See [`ApiError`].
pub async fn update_user_group(
    client: &Client,
    group: GroupId,
    change: &GroupChange,
) -> Result<(), ApiError> {
    let mut params = Params::new();
    for (name, value) in [("name", &change.name), ("description", &change.description)] {
        if let Some(value) = value {
            params = params.raw(name, value.as_str());
        }
    }
    let path = format!("user_groups/{group}");
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
    use crate::api::scripted::{Scripted, Step};
    use serde_json::json;

    #[tokio::test]
    async fn only_what_changes_is_sent() {
        let server = Scripted::list((0..5).map(|_| Step::ok(json!({}))));
        let client = server.client();
        let id = GroupId(21);
        let new = NewGroup {
            name: "night shift".to_owned(),
            description: String::new(),
            members: vec![UserId(7)],
        };
        create_user_group(&client, &new).await.unwrap();
        let change = GroupChange {
            name: None,
            description: Some("after ten".to_owned()),
        };
        update_user_group(&client, id, &change).await.unwrap();
        update_user_group_members(&client, id, &[UserId(8)], &[])
            .await
            .unwrap();
        update_user_group_subgroups(&client, id, &[], &[GroupId(22)])
            .await
            .unwrap();
        deactivate_user_group(&client, id).await.unwrap();
        let log = server.log();
        assert_eq!(log[0].what, "POST user_groups/create");
        assert_eq!(log[0].param("members"), "[7]");
        assert_eq!(log[1].what, "PATCH user_groups/21");
        assert_eq!(log[1].params.len(), 1);
        assert_eq!(log[1].param("description"), "after ten");
        assert_eq!(log[2].what, "POST user_groups/21/members");
        assert_eq!(log[2].param("add"), "[8]");
        assert!(!log[2].params.contains_key("delete"));
        assert_eq!(log[3].what, "POST user_groups/21/subgroups");
        assert_eq!(log[3].param("delete"), "[22]");
        assert_eq!(log[4].what, "POST user_groups/21/deactivate");
    }
}
