//! What is one's own: settings, topics, muted people, drafts and the like.

use serde_json::{Value, json};

use super::{Request, fixed};
use crate::demo::json::Fields;
use crate::demo::world::World;

pub(super) fn write(world: &World, request: &Request<'_>, fields: &mut Fields<'_>) {
    let user = request.user;
    let account = world.account(user);
    let empty_topic = request.options.capabilities.empty_topic_name;
    if request.wants("user_settings") {
        fields.value("user_settings", &Value::Object(account.settings.clone()));
    }
    if request.wants("user_topic") {
        fields.value("user_topics", &world.user_topics(user, empty_topic));
    }
    // Only clients that ask for nothing in particular get the older form besides.
    let names_successor = request
        .fetch
        .is_some_and(|fetch| fetch.iter().any(|name| name == "user_topic"));
    if request.wants("muted_topics") && !names_successor {
        fields.value("muted_topics", &world.muted_topics(user));
    }
    if request.wants("muted_users") {
        fields.value("muted_users", &world.muted_users(user));
    }
    if request.wants("alert_words") {
        fields.value("alert_words", &json!(account.alert_words));
    }
    if request.wants("drafts") {
        fields.value("drafts", &json!(account.drafts));
    }
    if request.wants("scheduled_messages") {
        fields.value("scheduled_messages", &json!(account.scheduled));
    }
    if request.wants("saved_snippets") {
        fields.value("saved_snippets", &json!(account.snippets));
    }
    if request.wants("onboarding_steps") {
        fixed(fields, "onboarding_steps");
    }
    if !world.plain && request.wants("reminders") {
        fields.value("reminders", &json!(account.reminders));
    }
}
