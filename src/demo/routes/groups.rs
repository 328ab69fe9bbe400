//! User groups.

use serde_json::{Map, Value, json};

use super::{Reply, done, fields};
use crate::api::ids::{GroupId, UserId};
use crate::demo::error::{Answer, Refusal};
use crate::demo::request::Call;
use crate::demo::world::World;
use crate::demo::world::channels::PERMISSIONS;
use crate::demo::world::groups::{
    EVERYONE, Group, GroupSetting, INTERNET, NOBODY, SETTINGS, SYSTEM,
};
use crate::demo::world::realm::assets;

/// Where the setting stands that names who may change all of a group.
const MANAGE: usize = 3;

/// Since when a group is brought back by changing it.
const REACTIVATION: u64 = 386;

/// The longest name, in code points.
const LONGEST_NAME: usize = 100;

/// The group in use, where the caller manages it or one of these settings of it names them.
pub(super) fn granted(world: &World, call: &Call, settings: &[usize]) -> Answer<GroupId> {
    let id = known(world, call, settings)?;
    match world.groups.get(id) {
        Some(group) if group.deactivated => Err(Refusal::bad("User group is deactivated.")),
        Some(_) | None => Ok(id),
    }
}

/// The group, deactivated or not, where the caller manages it or one of these settings of it names
/// them.
fn known(world: &World, call: &Call, settings: &[usize]) -> Answer<GroupId> {
    let id = GroupId(call.path_id(1)?);
    let refused = || Refusal::bad("Insufficient permission");
    if SYSTEM.iter().any(|(system, ..)| *system == id) {
        return Err(refused());
    }
    let group = world
        .groups
        .get(id)
        .ok_or_else(|| Refusal::bad("Invalid user group"))?;
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
pub(super) fn people(world: &World, ids: Vec<u64>) -> Answer<Vec<UserId>> {
    let ids: Vec<UserId> = ids.into_iter().map(UserId).collect();
    match ids.iter().find(|id| world.people.get(**id).is_none()) {
        Some(id) => Err(Refusal::bad(format!("Invalid user ID: {id}"))),
        None => Ok(ids),
    }
}

/// A value for a setting of a group, as the caller gives it, that the setting can have.
fn proper_setting(world: &World, name: &str, value: &Value) -> Answer<GroupSetting> {
    let setting =
        GroupSetting::parse(value).ok_or_else(|| Refusal::bad(format!("{name} is not valid")))?;
    let groups = match &setting {
        GroupSetting::Named(group) => std::slice::from_ref(group),
        GroupSetting::Listed { subgroups, .. } => subgroups,
    };
    let rules = &assets().realm["server_supported_permission_settings"]["group"][name];
    for id in groups {
        let system = SYSTEM.iter().find(|(system, ..)| system == id);
        let refused = match (system, *id) {
            (Some(_), NOBODY) => rules["allow_nobody_group"] == false,
            (Some(_), EVERYONE) => rules["allow_everyone_group"] == false,
            (Some(_), INTERNET) => rules["allow_internet_group"] == false,
            (Some(_), _) => false,
            (None, id) => match world.groups.get(id) {
                None => return Err(Refusal::bad("Invalid user group")),
                Some(group) if group.deactivated => {
                    return Err(Refusal::bad("User group is deactivated."));
                }
                Some(_) => false,
            },
        };
        if let (true, Some((_, group, ..))) = (refused, system) {
            return Err(Refusal::bad(format!(
                "'{name}' setting cannot be set to '{group}' group."
            )));
        }
    }
    Ok(match setting {
        GroupSetting::Listed { members, subgroups } if members.is_empty() => match &*subgroups {
            [] => GroupSetting::Named(NOBODY),
            [one] => GroupSetting::Named(*one),
            _ => GroupSetting::Listed { members, subgroups },
        },
        other => other,
    })
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
            *setting = proper_setting(world, name, &value)?;
        }
    }
    let event = json!({"type": "user_group", "op": "add", "group": group.to_json()});
    world.groups.0.push(group);
    world.publish_all(&event);
    fields(json!({"group_id": id}))
}

/// `PATCH /user_groups/{id}`
pub(crate) fn change(world: &mut World, call: &Call) -> Answer<Reply> {
    let id = known(world, call, &[])?;
    let params = &call.params;
    let (name, about) = (params.loose_text("name"), params.loose_text("description"));
    let mut settings = Vec::new();
    for (index, setting) in SETTINGS.into_iter().enumerate() {
        if let Some(value) = params.value(setting)? {
            let new = value.get("new").unwrap_or(&value);
            let new = proper_setting(world, setting, new)?;
            let old = value
                .get("old")
                .map(|old| proper_setting(world, setting, old));
            let now = world.groups.get(id).map(|group| &group.settings[index]);
            if let Some(old) = old.transpose()?
                && now != Some(&old)
            {
                return Err(Refusal::code(
                    "EXPECTATION_MISMATCH",
                    "'old' value does not match the expected value.",
                ));
            }
            settings.push((index, new));
        }
    }
    let back = world.feature_level >= REACTIVATION && !params.flag("deactivated", true)?;
    if name.is_none() && about.is_none() && settings.is_empty() && !back {
        return Err(Refusal::bad("No new data supplied"));
    }
    let name = match name {
        Some(name) => Some(proper_name(world, &name, Some(id))?),
        None => None,
    };
    if back {
        reactivate(world, id);
    }
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

/// A deactivated group is used again: clients that don't know deactivated groups see a new one.
fn reactivate(world: &mut World, id: GroupId) {
    let Some(group) = world.groups.get_mut(id).filter(|group| group.deactivated) else {
        return;
    };
    group.deactivated = false;
    let group = group.to_json();
    world.publish(|queue| {
        Some(if queue.options.capabilities.include_deactivated_groups {
            json!({"type": "user_group", "op": "update", "group_id": id, "data": {"deactivated": false}})
        } else {
            json!({"type": "user_group", "op": "add", "group": group})
        })
    });
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
        .chain(named_by(world, id))
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

/// The groups in use and the channels whose settings name a group.
fn named_by(world: &World, id: GroupId) -> Vec<Value> {
    let names = |setting: &GroupSetting| match setting {
        GroupSetting::Named(group) => *group == id,
        GroupSetting::Listed { subgroups, .. } => subgroups.contains(&id),
    };
    let named = |settings: &[GroupSetting], all: &[&'static str]| -> Vec<&'static str> {
        let settings = settings.iter().zip(all);
        let named = settings.filter(|(setting, _)| names(setting));
        named.map(|(_, name)| *name).collect()
    };
    let groups = world.groups.0.iter().filter(|group| !group.deactivated);
    let groups = groups.filter_map(|group| {
        let named = named(&group.settings, &SETTINGS);
        let objection = json!({"type": "user_group", "group_id": group.id, "settings": named});
        (!named.is_empty()).then_some(objection)
    });
    let channels = world.channels.iter().filter(|channel| !channel.archived);
    let channels = channels.filter_map(|channel| {
        let named = named(&channel.permissions, &PERMISSIONS);
        let objection = json!({"type": "channel", "channel_id": channel.id, "settings": named});
        (!named.is_empty()).then_some(objection)
    });
    groups.chain(channels).collect()
}
