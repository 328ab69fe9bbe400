//! The organization's own settings, emoji, linkifiers and profile fields.

use serde_json::{Map, Value, json};

use super::{Reply, done, fields};
use crate::demo::error::{Answer, Refusal};
use crate::demo::request::Call;
use crate::demo::world::World;
use crate::demo::world::groups::GroupSetting;
use crate::demo::world::realm::{Linkifier, RealmEmoji};

fn need_admin(world: &World, call: &Call) -> Answer<()> {
    if world.is_admin(call.me()) {
        return Ok(());
    }
    Err(Refusal::bad("Must be an organization administrator"))
}

/// `PATCH /realm`
pub(crate) fn change(world: &mut World, call: &Call) -> Answer<Reply> {
    need_admin(world, call)?;
    let names: Vec<String> = world
        .realm
        .settings
        .keys()
        .filter_map(|name| name.strip_prefix("realm_").map(str::to_owned))
        .collect();
    let mut reply = Map::new();
    for name in names {
        let Some(raw) = call.params.raw(&name) else {
            continue;
        };
        let key = format!("realm_{name}");
        if name.ends_with("_group")
            || name == "can_create_groups"
            || name == "can_manage_all_groups"
        {
            let value: Value = serde_json::from_str(raw).unwrap_or(Value::Null);
            let new = value.get("new").unwrap_or(&value);
            let setting = GroupSetting::parse(new)
                .ok_or_else(|| Refusal::bad(format!("Invalid {name}")))?
                .to_json();
            if world.realm.settings.get(&key) != Some(&setting) {
                world.realm.settings.insert(key, setting.clone());
                reply.insert(name.clone(), setting.clone());
                world.publish_all(&json!({
                    "type": "realm", "op": "update_dict", "property": "default",
                    "data": {name: setting},
                }));
            }
            continue;
        }
        let value = match world.realm.settings.get(&key) {
            Some(Value::String(_)) => Value::String(raw.to_owned()),
            _ => serde_json::from_str(raw).map_err(|_| Refusal::bad(format!("Invalid {name}")))?,
        };
        let policy = ["all", "moves", "none"];
        if name == "message_edit_history_visibility_policy"
            && !policy.contains(&value.as_str().unwrap_or(""))
        {
            return Err(Refusal::bad(format!("Invalid {name}")));
        }
        if world.realm.settings.get(&key) != Some(&value) {
            world.realm.settings.insert(key, value.clone());
            // The reply has the policy's number where the event has its name.
            let answered = match policy.iter().position(|known| value == *known) {
                Some(number) if name.ends_with("visibility_policy") => json!(number + 1),
                _ => value.clone(),
            };
            reply.insert(name.clone(), answered);
            world.publish_all(
                &json!({"type": "realm", "op": "update", "property": name, "value": value}),
            );
        }
    }
    Ok(Reply::Json(reply))
}

/// `POST /realm/deactivate`
pub(crate) fn deactivate(world: &mut World, call: &Call) -> Answer<Reply> {
    if world
        .people
        .get(call.me())
        .is_none_or(|person| person.role > 100)
    {
        return Err(Refusal::bad("Must be an organization owner"));
    }
    world.closed = true;
    world.publish_all(&json!({"type": "realm", "op": "deactivated", "realm_id": 2}));
    done()
}

/// `GET /realm/emoji`
pub(crate) fn emoji(world: &World, _call: &Call) -> Answer<Reply> {
    fields(json!({"emoji": world.realm.emoji_json()}))
}

fn tell_emoji(world: &World) {
    world.publish_all(
        &json!({"type": "realm_emoji", "op": "update", "realm_emoji": world.realm.emoji_json()}),
    );
}

/// `POST /realm/emoji/{name}`
pub(crate) fn add_emoji(world: &mut World, call: &Call) -> Answer<Reply> {
    let name = call.path.get(2).cloned().unwrap_or_default();
    if call.files.len() != 1 {
        return Err(Refusal::bad("You must upload exactly one file."));
    }
    if world
        .realm
        .emoji
        .iter()
        .any(|emoji| emoji.name == name && !emoji.deactivated)
    {
        return Err(Refusal::bad(
            "A custom emoji with this name already exists.",
        ));
    }
    let id = world.realm.emoji.len() as u64 + 1;
    world.realm.emoji.push(RealmEmoji {
        id,
        file: format!("{name}.png"),
        name,
        author: call.me(),
        deactivated: false,
    });
    tell_emoji(world);
    done()
}

/// `DELETE /realm/emoji/{name}`
pub(crate) fn remove_emoji(world: &mut World, call: &Call) -> Answer<Reply> {
    let name = call.path.get(2).map_or("", String::as_str);
    let emoji = world
        .realm
        .emoji
        .iter_mut()
        .find(|emoji| emoji.name == name && !emoji.deactivated);
    emoji
        .ok_or_else(|| Refusal::bad(format!("Emoji '{name}' does not exist")))?
        .deactivated = true;
    tell_emoji(world);
    done()
}

/// `GET /realm/linkifiers`
pub(crate) fn linkifiers(world: &World, _call: &Call) -> Answer<Reply> {
    let linkifiers: Vec<Value> = world
        .realm
        .linkifiers
        .iter()
        .map(Linkifier::to_json)
        .collect();
    fields(json!({"linkifiers": linkifiers}))
}

fn tell_linkifiers(world: &World) {
    let linkifiers: Vec<Value> = world
        .realm
        .linkifiers
        .iter()
        .map(Linkifier::to_json)
        .collect();
    world.publish_all(&json!({"type": "realm_linkifiers", "realm_linkifiers": linkifiers}));
}

/// `POST /realm/filters`
pub(crate) fn add_linkifier(world: &mut World, call: &Call) -> Answer<Reply> {
    need_admin(world, call)?;
    let id = world
        .realm
        .linkifiers
        .iter()
        .map(|linkifier| linkifier.id)
        .max()
        .unwrap_or(0)
        + 1;
    let linkifier = Linkifier {
        id,
        pattern: call.params.need_text("pattern")?,
        url_template: call.params.need_text("url_template")?,
    };
    world.realm.linkifiers.push(linkifier);
    tell_linkifiers(world);
    fields(json!({"id": id}))
}

/// `DELETE /realm/filters/{id}`
pub(crate) fn remove_linkifier(world: &mut World, call: &Call) -> Answer<Reply> {
    need_admin(world, call)?;
    let id = call.path_id(2)?;
    world
        .realm
        .linkifiers
        .retain(|linkifier| linkifier.id != id);
    tell_linkifiers(world);
    done()
}

/// `GET /realm/profile_fields`
pub(crate) fn profile_fields(world: &World, _call: &Call) -> Answer<Reply> {
    fields(json!({"custom_fields": world.realm.profile_fields}))
}

/// `POST /realm/profile_fields`
pub(crate) fn add_profile_field(world: &mut World, call: &Call) -> Answer<Reply> {
    need_admin(world, call)?;
    let id = world.realm.profile_fields.len() as u64 + 1;
    let field = json!({
        "id": id, "name": call.params.need_text("name")?, "type": call.params.need::<u64>("field_type")?,
        "hint": call.params.text("hint").unwrap_or_default(),
        "field_data": call.params.text("field_data").unwrap_or_default(),
        "order": id, "required": call.params.flag("required", false)?,
        "editable_by_user": call.params.flag("editable_by_user", true)?,
    });
    world.realm.profile_fields.push(field);
    let event = json!({"type": "custom_profile_fields", "fields": world.realm.profile_fields});
    world.publish_all(&event);
    fields(json!({"id": id}))
}
