//! Who is in a user group, and which groups are.

use serde_json::json;

use super::groups::{granted, people};
use super::{Reply, done, fields};
use crate::api::ids::{GroupId, UserId};
use crate::demo::error::{Answer, Refusal};
use crate::demo::request::Call;
use crate::demo::world::World;
use crate::demo::world::groups::SYSTEM;

/// Where the settings stand that name who may do something.
const ADD_MEMBERS: usize = 0;
const JOIN: usize = 1;
const LEAVE: usize = 2;
const REMOVE_MEMBERS: usize = 5;

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
