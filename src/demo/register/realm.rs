//! The organization's settings, and what belongs to it.

use serde_json::{Value, json};

use super::{Request, fixed};
use crate::demo::json::Fields;
use crate::demo::world::World;
use crate::demo::world::groups::{NOBODY, SETTINGS, SYSTEM};

pub(super) fn write(world: &World, request: &Request<'_>, fields: &mut Fields<'_>) {
    let realm = &world.realm;
    if request.wants("realm") {
        for (name, value) in &realm.settings {
            fields.value(name, value);
        }
        fields.number("server_generation", world.generation);
    }
    for section in [
        "giphy",
        "video_calls",
        "realm_billing",
        "realm_embedded_bots",
        "realm_incoming_webhook_bots",
        "realm_user_settings_defaults",
        "stop_words",
    ] {
        if request.wants(section) {
            fixed(fields, section);
        }
    }
    if request.wants("custom_profile_fields") {
        fixed(fields, "custom_profile_fields");
        fields.value("custom_profile_fields", &json!(realm.profile_fields));
    }
    if request.wants("realm_domains") {
        fields.raw("realm_domains", "[]");
    }
    if request.wants("realm_emoji") {
        fields.value("realm_emoji", &Value::Object(realm.emoji_json()));
    }
    if request.wants("realm_linkifiers") {
        // Clients that don't know URL templates are told of none.
        let known = if request.options.capabilities.linkifier_url_template {
            realm
                .linkifiers
                .iter()
                .map(|linkifier| linkifier.to_json())
                .collect()
        } else {
            Vec::new()
        };
        fields.value("realm_linkifiers", &json!(known));
    }
    if request.wants("realm_filters") {
        fields.raw("realm_filters", "[]");
    }
    if request.wants("realm_playgrounds") {
        fields.value("realm_playgrounds", &json!(realm.playgrounds));
    }
    if request.wants("realm_user_groups") {
        groups(world, request, fields);
    }
    if request.wants("default_streams") {
        fields.list("realm_default_streams", &world.channels.default);
    }
    if request.wants("default_stream_groups") {
        fields.raw("realm_default_stream_groups", "[]");
    }
    if !world.plain && request.wants("channel_folders") {
        let folders: Vec<Value> = world
            .channels
            .folders
            .iter()
            .enumerate()
            .map(|(order, folder)| folder.to_json(order))
            .collect();
        fields.value("channel_folders", &json!(folders));
    }
}

fn groups(world: &World, request: &Request<'_>, fields: &mut Fields<'_>) {
    fields.raw("realm_user_groups", "[");
    let out = fields.out();
    for (index, (id, name, about, subgroup)) in SYSTEM.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        let mut group = Fields::open(out);
        for setting in SETTINGS {
            group.number(setting, NOBODY);
        }
        group
            .number("id", id)
            .text("name", name)
            .text("description", about)
            .list("members", world.direct_members(*id).map(|person| person.id))
            .list("direct_subgroup_ids", subgroup.iter())
            .raw("creator_id", "null")
            .raw("date_created", "null")
            .flag("deactivated", false)
            .flag("is_system_group", true);
        group.close();
    }
    let out = fields.out();
    for group in &world.groups.0 {
        if group.deactivated && !request.options.capabilities.include_deactivated_groups {
            continue;
        }
        out.push(',');
        out.push_str(&group.to_json().to_string());
    }
    out.push(']');
}
