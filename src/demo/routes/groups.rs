//! User groups.

use serde_json::{Map, Value, json};

use super::{Reply, done, fields};
use crate::api::ids::{GroupId, UserId};
use crate::demo::error::{Answer, Refusal};
use crate::demo::request::Call;
use crate::demo::world::World;
use crate::demo::world::groups::{Group, GroupSetting, SETTINGS, SYSTEM};

/// Where the settings stand that name who may do something.
const ADD_MEMBERS: usize = 0;
const JOIN: usize = 1;
const LEAVE: usize = 2;
const MANAGE: usize = 3;
const REMOVE_MEMBERS: usize = 5;

/// The longest name, in code points.
const LONGEST_NAME: usize = 100;

/// The group, where the caller manages it or one of these settings of it names them.
fn granted(world: &World, call: &Call, settings: &[usize]) -> Answer<GroupId> {
    let id = GroupId(call.path_id(1)?);
    let refused = || Refusal::bad("Insufficient permission");
    if SYSTEM.iter().any(|(system, ..)| *system == id) {
        return Err(refused());
    }
    let group = world
        .groups
        .get(id)
        .ok_or_else(|| Refusal::bad("Invalid user group"))?;
    if group.deactivated {
        return Err(Refusal::bad("User group is deactivated."));
    }
    let me = call.me();
    let of_realm = world.realm.setting("can_manage_all_groups");
    let manages = of_realm
        .and_then(GroupSetting::parse)
        .is_some_and(|setting| world.allowed(me, &setting))
        || world.allowed(me, &group.settings[MANAGE]);
    let named = |setting: &usize| world.allowed(me, &group.settings[*setting]);
    if manages || settings.iter().any(named) {
        Ok(id)
    } else {
        Err(refused())
    }
}

fn managed(world: &World, call: &Call) -> Answer<GroupId> {
    granted(world, call, &[])
}

/// A name that a group may have, which no other has.
fn proper_name(world: &World, name: &str, of: Option<GroupId>) -> Answer<String> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Refusal::bad("User group name can't be empty!"));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(Refusal::bad(format!(
            "User group name cannot exceed {LONGEST_NAME} characters."
        )));
    }
    for prefix in ["@", "role:", "user:", "stream:", "channel:"] {
        if name.starts_with(prefix) {
            return Err(Refusal::bad(format!(
                "User group name cannot start with '{prefix}'."
            )));
        }
    }
    let mut others = world.groups.0.iter().filter(|group| Some(group.id) != of);
    if others.any(|group| group.name.eq_ignore_ascii_case(name)) {
        return Err(Refusal::bad(format!("User group '{name}' already exists.")));
    }
    Ok(name.to_owned())
}

/// These people, who must be there.
fn people(world: &World, ids: Vec<u64>) -> Answer<Vec<UserId>> {
    let ids: Vec<UserId> = ids.into_iter().map(UserId).collect();
    match ids.iter().find(|id| world.people.get(**id).is_none()) {
        Some(id) => Err(Refusal::bad(format!("Invalid user ID: {id}"))),
        None => Ok(ids),
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
    let allowed = world
        .realm
        .setting("can_create_groups")
        .and_then(GroupSetting::parse)
        .is_some_and(|setting| world.allowed(call.me(), &setting));
    if !allowed {
        return Err(Refusal::bad("Insufficient permission"));
    }
    let name = proper_name(world, &name, None)?;
    let id = world.groups.next_id();
    let about = params.text("description").unwrap_or_default();
    let mut group = Group::new(id, &name, &about, call.me(), world.now());
    group.members = people(world, params.need("members")?)?;
    group.members.sort_unstable();
    group.members.dedup();
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
    let name = match name {
        Some(name) => Some(proper_name(world, &name, Some(id))?),
        None => None,
    };
    let group = world
        .groups
        .get_mut(id)
        .ok_or_else(|| Refusal::bad("Invalid user group"))?;
    let mut changes = Vec::new();
    if let Some(name) = name.filter(|name| *name != group.name) {
        changes.push(("name", json!(name)));
        group.name = name;
    }
    if let Some(about) = about.filter(|about| *about != group.description) {
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

/// Who may add these people and take those out: oneself is a case of its own.
fn may_change(world: &World, call: &Call, add: &[UserId], remove: &[UserId]) -> Answer<GroupId> {
    let me = call.me();
    let only_me = |users: &[UserId]| users.iter().all(|user| *user == me);
    let mut id = GroupId(call.path_id(1)?);
    if !add.is_empty() {
        let joins: &[usize] = if only_me(add) {
            &[ADD_MEMBERS, JOIN]
        } else {
            &[ADD_MEMBERS]
        };
        id = granted(world, call, joins)?;
    }
    if !remove.is_empty() {
        let leaves: &[usize] = if only_me(remove) {
            &[REMOVE_MEMBERS, LEAVE]
        } else {
            &[REMOVE_MEMBERS]
        };
        id = granted(world, call, leaves)?;
    }
    Ok(id)
}

/// `POST /user_groups/{id}/members`
pub(crate) fn change_members(world: &mut World, call: &Call) -> Answer<Reply> {
    let add = people(world, list_of(call, "add")?)?;
    let remove = people(world, list_of(call, "delete")?)?;
    let (sub_add, sub_remove) = (
        list_of(call, "add_subgroups")?,
        list_of(call, "delete_subgroups")?,
    );
    if add.is_empty() && remove.is_empty() && sub_add.is_empty() && sub_remove.is_empty() {
        return Err(Refusal::bad(
            "Nothing to do. Specify at least one of \"add\", \"delete\", \"add_subgroups\" or \"delete_subgroups\".",
        ));
    }
    let id = may_change(world, call, &add, &remove)?;
    check_subgroups(world, call, &sub_add, &sub_remove)?;
    let group = world
        .groups
        .get_mut(id)
        .ok_or_else(|| Refusal::bad("Invalid user group"))?;
    if let Some(there) = add.iter().find(|user| group.members.contains(user)) {
        return Err(Refusal::bad(format!(
            "User {there} is already a member of this group"
        )));
    }
    if let Some(away) = remove.iter().find(|user| !group.members.contains(user)) {
        return Err(Refusal::bad(format!(
            "There is no user '{away}' in this user group"
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
    let (add, remove) = (list_of(call, "add")?, list_of(call, "delete")?);
    if add.is_empty() && remove.is_empty() {
        return Err(Refusal::bad(
            "Nothing to do. Specify at least one of \"add\" or \"delete\".",
        ));
    }
    check_subgroups(world, call, &add, &remove)?;
    set_subgroups(world, GroupId(call.path_id(1)?), &add, &remove);
    done()
}

/// Whether the caller may nest these groups and take those out, and whether that can be.
fn check_subgroups(world: &World, call: &Call, add: &[u64], remove: &[u64]) -> Answer<()> {
    if !add.is_empty() {
        granted(world, call, &[ADD_MEMBERS])?;
    }
    if !remove.is_empty() {
        granted(world, call, &[REMOVE_MEMBERS])?;
    }
    let id = GroupId(call.path_id(1)?);
    let there = |sub: u64| {
        let group = world.groups.get(id);
        group.is_some_and(|group| group.subgroups.contains(&GroupId(sub)))
    };
    for sub in add {
        let known = SYSTEM.iter().any(|(system, ..)| system.0 == *sub)
            || world
                .groups
                .get(GroupId(*sub))
                .is_some_and(|group| !group.deactivated);
        if !known {
            return Err(Refusal::bad(format!("Invalid user group ID: {sub}")));
        }
        if there(*sub) {
            return Err(Refusal::bad(format!(
                "User group {sub} is already a subgroup of this group."
            )));
        }
        if world.nests(GroupId(*sub), id) {
            return Err(Refusal::bad(format!(
                "User group {id} is already a subgroup of one of the passed subgroups."
            )));
        }
    }
    if let Some(away) = remove.iter().find(|sub| !there(**sub)) {
        return Err(Refusal::bad(format!(
            "User group {away} is not a subgroup of this group."
        )));
    }
    Ok(())
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
