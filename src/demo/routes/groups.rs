//! User groups.

use serde_json::{Map, Value, json};

use super::{Reply, done, fields};
use crate::api::ids::{GroupId, UserId};
use crate::demo::error::{Answer, Refusal};
use crate::demo::request::Call;
use crate::demo::world::World;
use crate::demo::world::groups::{Group, GroupSetting, SETTINGS, SYSTEM};

/// Where `can_manage_group` stands.
const CAN_MANAGE: usize = 3;

fn managed(world: &World, call: &Call) -> Answer<GroupId> {
    let id = GroupId(call.path_id(1)?);
    let group = world
        .groups
        .get(id)
        .ok_or_else(|| Refusal::bad("Invalid user group"))?;
    if world.is_admin(call.me()) || world.allowed(call.me(), &group.settings[CAN_MANAGE]) {
        Ok(id)
    } else {
        Err(Refusal::bad("Insufficient permission"))
    }
}

fn tell_update(world: &World, id: GroupId, data: &Map<String, Value>) {
    world.publish_all(&json!({"type": "user_group", "op": "update", "group_id": id, "data": data}));
}

/// `GET /user_groups`
pub(crate) fn list(world: &World, call: &Call) -> Answer<Reply> {
    let all = call.params.flag("include_deactivated_groups", false)?;
    let mut groups: Vec<Value> = SYSTEM
        .iter()
        .map(|(id, name, about, subgroup)| {
            let members: Vec<UserId> = world.direct_members(*id).map(|person| person.id).collect();
            let mut group = json!({
                "id": id, "name": name, "description": about, "members": members,
                "direct_subgroup_ids": subgroup.iter().collect::<Vec<_>>(), "is_system_group": true,
                "creator_id": null, "date_created": null, "deactivated": false,
            });
            for setting in SETTINGS {
                group[setting] = json!(crate::demo::world::groups::NOBODY);
            }
            group
        })
        .collect();
    groups.extend(
        world
            .groups
            .0
            .iter()
            .filter(|group| all || !group.deactivated)
            .map(Group::to_json),
    );
    fields(json!({"user_groups": groups}))
}

/// `POST /user_groups/create`
pub(crate) fn create(world: &mut World, call: &Call) -> Answer<Reply> {
    let params = &call.params;
    let name = params.need_text("name")?;
    if world.is_guest(call.me()) {
        return Err(Refusal::bad("Insufficient permission"));
    }
    if world
        .groups
        .0
        .iter()
        .any(|group| group.name.eq_ignore_ascii_case(&name))
    {
        return Err(Refusal::bad(format!("User group '{name}' already exists.")));
    }
    let id = world.groups.next_id();
    let about = params.text("description").unwrap_or_default();
    let mut group = Group::new(id, &name, &about, call.me(), world.now());
    group.members = params
        .need::<Vec<u64>>("members")?
        .into_iter()
        .map(UserId)
        .collect();
    group.subgroups = params
        .json::<Vec<u64>>("subgroups")?
        .unwrap_or_default()
        .into_iter()
        .map(GroupId)
        .collect();
    for (setting, name) in group.settings.iter_mut().zip(SETTINGS) {
        if let Some(value) = params.value(name)? {
            *setting = GroupSetting::parse(&value)
                .ok_or_else(|| Refusal::bad(format!("{name} is not valid")))?;
        }
    }
    let event = json!({"type": "user_group", "op": "add", "group": group.to_json()});
    world.groups.0.push(group);
    world.publish_all(&event);
    fields(json!({"group_id": id}))
}

/// `PATCH /user_groups/{id}`
pub(crate) fn change(world: &mut World, call: &Call) -> Answer<Reply> {
    let id = managed(world, call)?;
    let params = &call.params;
    let (name, about) = (params.loose_text("name"), params.loose_text("description"));
    let mut settings = Vec::new();
    for (index, setting) in SETTINGS.iter().enumerate() {
        if let Some(value) = params.value(setting)? {
            let new = value.get("new").unwrap_or(&value);
            let new = GroupSetting::parse(new)
                .ok_or_else(|| Refusal::bad(format!("{setting} is not valid")))?;
            settings.push((index, new));
        }
    }
    if name.is_none() && about.is_none() && settings.is_empty() {
        return Err(Refusal::bad("No new data supplied"));
    }
    let group = world
        .groups
        .get_mut(id)
        .ok_or_else(|| Refusal::bad("Invalid user group"))?;
    let mut changes = Vec::new();
    if let Some(name) = name {
        changes.push(("name", json!(name)));
        group.name = name;
    }
    if let Some(about) = about {
        changes.push(("description", json!(about)));
        group.description = about;
    }
    for (index, new) in settings {
        if group.settings[index] != new {
            changes.push((SETTINGS[index], new.to_json()));
            group.settings[index] = new;
        }
    }
    for (key, value) in changes {
        tell_update(world, id, &Map::from_iter([(key.to_owned(), value)]));
    }
    done()
}

/// `POST /user_groups/{id}/deactivate`
pub(crate) fn deactivate(world: &mut World, call: &Call) -> Answer<Reply> {
    let id = managed(world, call)?;
    let used: Vec<Value> = world
        .groups
        .0
        .iter()
        .filter(|group| !group.deactivated && group.subgroups.contains(&id))
        .map(|group| json!({"type": "subgroup", "supergroup_ids": [group.id]}))
        .collect();
    if !used.is_empty() {
        return Err(Refusal::code(
            "CANNOT_DEACTIVATE_GROUP_IN_USE",
            "Cannot deactivate user group in use.",
        )
        .with("objections", used));
    }
    if let Some(group) = world.groups.get_mut(id) {
        group.deactivated = true;
    }
    // Clients that don't know deactivated groups see it go.
    world.publish(|queue| {
        Some(if queue.options.capabilities.include_deactivated_groups {
            json!({"type": "user_group", "op": "update", "group_id": id, "data": {"deactivated": true}})
        } else {
            json!({"type": "user_group", "op": "remove", "group_id": id})
        })
    });
    done()
}

/// `GET /user_groups/{id}/members`
pub(crate) fn members(world: &World, call: &Call) -> Answer<Reply> {
    let id = GroupId(call.path_id(1)?);
    let direct = call.params.flag("direct_member_only", false)?;
    let members = match world.groups.get(id) {
        Some(group) if direct => group.members.clone(),
        Some(_) => world.members_of(id),
        None if SYSTEM.iter().any(|(system, ..)| *system == id) && direct => {
            world.direct_members(id).map(|person| person.id).collect()
        }
        None if SYSTEM.iter().any(|(system, ..)| *system == id) => world.members_of(id),
        None => return Err(Refusal::bad("Invalid user group")),
    };
    fields(json!({"members": members}))
}

fn list_of(call: &Call, name: &str) -> Answer<Vec<u64>> {
    Ok(call.params.json(name)?.unwrap_or_default())
}

/// `POST /user_groups/{id}/members`
pub(crate) fn change_members(world: &mut World, call: &Call) -> Answer<Reply> {
    let id = managed(world, call)?;
    let ids = |name: &str| -> Answer<Vec<UserId>> {
        Ok(list_of(call, name)?.into_iter().map(UserId).collect())
    };
    let (add, remove) = (ids("add")?, ids("delete")?);
    let (sub_add, sub_remove) = (
        list_of(call, "add_subgroups")?,
        list_of(call, "delete_subgroups")?,
    );
    let group = world
        .groups
        .get_mut(id)
        .ok_or_else(|| Refusal::bad("Invalid user group"))?;
    if let Some(there) = add.iter().find(|user| group.members.contains(user)) {
        return Err(Refusal::bad(format!(
            "User {there} is already a member of this group"
        )));
    }
    group.members.extend(&add);
    group.members.retain(|user| !remove.contains(user));
    group.members.sort_unstable();
    if !add.is_empty() {
        world.tell_membership(id, "add_members", &add);
    }
    if !remove.is_empty() {
        world.tell_membership(id, "remove_members", &remove);
    }
    set_subgroups(world, id, &sub_add, &sub_remove);
    done()
}

/// `POST /user_groups/{id}/subgroups`
pub(crate) fn change_subgroups(world: &mut World, call: &Call) -> Answer<Reply> {
    let id = managed(world, call)?;
    let (add, remove) = (list_of(call, "add")?, list_of(call, "delete")?);
    set_subgroups(world, id, &add, &remove);
    done()
}

fn set_subgroups(world: &mut World, id: GroupId, add: &[u64], remove: &[u64]) {
    let Some(group) = world.groups.get_mut(id) else {
        return;
    };
    group.subgroups.extend(add.iter().map(|id| GroupId(*id)));
    group.subgroups.retain(|sub| !remove.contains(&sub.0));
    group.subgroups.sort_unstable();
    group.subgroups.dedup();
    for (op, ids) in [("add_subgroups", add), ("remove_subgroups", remove)] {
        if !ids.is_empty() {
            world.publish_all(&json!({"type": "user_group", "op": op, "group_id": id, "direct_subgroup_ids": ids}));
        }
    }
}
