//! The people, and oneself.

use std::sync::{Arc, PoisonError};

use serde_json::{Value, json};

use super::Request;
use crate::demo::json::Fields;
use crate::demo::world::World;
use crate::demo::world::groups::GroupSetting;

pub(super) fn write(world: &World, request: &Request<'_>, fields: &mut Fields<'_>) {
    if request.wants("realm_user") {
        let gravatar = request.options.client_gravatar;
        fields.raw("realm_users", &list(world, true, gravatar));
        fields.raw("realm_non_active_users", &list(world, false, gravatar));
        system_bots(world, fields);
        oneself(world, request, fields);
    }
    if request.wants("realm_bot") {
        bots(world, request, fields);
    }
    if request.wants("user_status") {
        let statuses: Value = world
            .people
            .iter()
            .filter_map(|person| {
                let status = person.status.as_deref()?;
                Some((person.id.to_string(), Value::Object(status.to_json())))
            })
            .collect();
        fields.value("user_status", &statuses);
    }
    if request.wants("presence") {
        presence(world, request, fields);
    }
}

/// The people as JSON, made once until somebody changes.
fn list(world: &World, active: bool, client_gravatar: bool) -> Arc<str> {
    let mut cache = world
        .people_json
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let json = cache.entry((active, client_gravatar)).or_insert_with(|| {
        let mut out = String::with_capacity(world.people.len() * 256);
        out.push('[');
        for person in world.people.iter().filter(|person| person.active == active) {
            if out.len() > 1 {
                out.push(',');
            }
            person.write(&mut out, client_gravatar, true);
        }
        out.push(']');
        out.into()
    });
    Arc::clone(json)
}

fn system_bots(world: &World, fields: &mut Fields<'_>) {
    let bots: Vec<Value> = world
        .people
        .system_bots()
        .map(|bot| {
            let mut map = bot.to_json(true, false);
            let picture = bot
                .name
                .to_lowercase()
                .replace(' ', if bot.id.0 == 1 { "" } else { "-" });
            map.insert(
                "avatar_url".into(),
                json!(format!(
                    "{}/static/images/static_avatars/{picture}.png",
                    world.site
                )),
            );
            map.insert("is_active".into(), json!(true));
            map.insert("is_system_bot".into(), json!(true));
            Value::Object(map)
        })
        .collect();
    fields.value("cross_realm_bots", &json!(bots));
}

fn oneself(world: &World, request: &Request<'_>, fields: &mut Fields<'_>) {
    let Some(me) = world.people.get(request.user) else {
        return;
    };
    let source = if me.avatar_version > 1 { "U" } else { "G" };
    let picture = me.avatar_url(false);
    let medium = picture.as_str().map_or_else(String::new, |url| {
        url.replace(".png?", "-medium.png?")
            .replace("identicon&", "identicon&s=500&")
    });
    fields
        .number("user_id", me.id)
        .text("email", &me.email)
        .text("delivery_email", &me.email)
        .text("full_name", &me.name)
        .text("avatar_source", source)
        .value("avatar_url", &picture)
        .text("avatar_url_medium", &medium)
        .flag("is_admin", me.role <= 200)
        .flag("is_owner", me.role == 100)
        .flag("is_moderator", me.role == 300)
        .flag("is_guest", me.role == 600);
    let may = |setting: &str| {
        world
            .realm
            .setting(setting)
            .and_then(GroupSetting::parse)
            .is_none_or(|setting| world.allowed(me.id, &setting))
    };
    let private = may("can_create_private_channel_group");
    let public = may("can_create_public_channel_group");
    fields
        .flag("can_create_private_streams", private)
        .flag("can_create_public_streams", public)
        .flag("can_create_streams", private || public)
        .flag(
            "can_create_web_public_streams",
            may("can_create_web_public_channel_group"),
        )
        .flag("can_invite_others_to_realm", may("can_invite_users_group"));
}

/// One's own bots; an administrator has all of them.
fn bots(world: &World, request: &Request<'_>, fields: &mut Fields<'_>) {
    let all = world.is_admin(request.user);
    let bots: Vec<Value> = world
        .people
        .iter()
        .filter_map(|person| {
            let bot = person
                .bot
                .filter(|bot| all || bot.owner == Some(request.user))?;
            Some(json!({
                "user_id": person.id, "email": person.email, "full_name": person.name,
                "bot_type": bot.kind, "owner_id": bot.owner, "is_active": person.active,
                "api_key": world.api_key(person.id), "avatar_url": person.avatar_url(false),
                "default_sending_stream": null, "default_events_register_stream": null,
                "default_all_public_streams": false, "services": [],
            }))
        })
        .collect();
    fields.value("realm_bots", &json!(bots));
}

fn presence(world: &World, request: &Request<'_>, fields: &mut Fields<'_>) {
    let since = world.now().saturating_sub(request.history_days * 86_400);
    fields.raw("presences", "");
    let slim = request.options.slim_presence;
    let out = fields.out();
    let mut presences = Fields::open(out);
    for person in world.people.iter() {
        if !person.active || person.bot.is_some() || person.idle_at.max(person.active_at) <= since {
            continue;
        }
        if slim {
            presences.raw(&person.id.to_string(), "");
            let mut entry = Fields::open(presences.out());
            entry
                .number("active_timestamp", person.active_at)
                .number("idle_timestamp", person.idle_at);
            entry.close();
        } else {
            presences.value(
                &person.email,
                &super::super::routes::users::legacy_presence(person),
            );
        }
    }
    presences.close();
    fields
        .number("presence_last_update_id", world.presence_update)
        .number("server_timestamp", world.clock.precise());
}
