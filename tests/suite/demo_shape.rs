//! The shape of JSON: which fields there are and of which types, learned from
//! recordings of a real server and held against what the demo server says.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// What was seen at one place of recorded JSON.
#[derive(Debug, Default)]
pub struct Shape {
    kinds: BTreeSet<&'static str>,
    /// By name, with in how many of the objects it stood.
    fields: BTreeMap<String, (Shape, usize)>,
    objects: usize,
    items: Option<Box<Shape>>,
}

/// Maps whose keys are data: ids, names, addresses.
const KEYED: [&str; 17] = [
    "presences",
    "user_status",
    "realm_emoji",
    "profile_data",
    "message_details",
    "subscribed",
    "already_subscribed",
    "presence",
    "giphy_rating_options",
    "realm_default_external_accounts",
    "group",
    "channel",
    "stream",
    "realm",
    "messages",
    "realm_authentication_methods",
    "authentication_methods",
];

/// Values that are one of several forms by design: the form is data.
const GROUP_SETTING: &str = "_group";

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

fn is_keyed(path: &str, value: &Value) -> bool {
    let last = path.rsplit('.').next().unwrap_or("");
    // `stream` and the like are maps of settings only there.
    let settings = path.contains("server_supported_permission_settings");
    let keyed = match last {
        "group" | "channel" | "stream" | "realm" => settings,
        "messages" => value.is_object(),
        _ => KEYED.contains(&last),
    };
    keyed && value.is_object()
}

impl Shape {
    /// Learns from one more example.
    pub fn learn(&mut self, value: &Value) {
        self.learn_at("", value);
    }

    fn learn_at(&mut self, path: &str, value: &Value) {
        self.kinds.insert(kind(value));
        match value {
            Value::Array(items) => {
                for item in items {
                    self.items.get_or_insert_default().learn_at(path, item);
                }
            }
            Value::Object(map) if is_keyed(path, value) => {
                for item in map.values() {
                    self.items
                        .get_or_insert_default()
                        .learn_at(&format!("{path}.*"), item);
                }
            }
            Value::Object(map) => {
                self.objects += 1;
                for (name, item) in map {
                    let (field, count) = self.fields.entry(name.clone()).or_default();
                    field.learn_at(&format!("{path}.{name}"), item);
                    *count += 1;
                }
            }
            _ => {}
        }
    }

    /// Where a value differs: missing fields, unknown fields, other types.
    pub fn differences(&self, value: &Value) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        self.compare("", value, &mut found);
        found
    }

    fn compare(&self, path: &str, value: &Value, found: &mut BTreeSet<String>) {
        let mine = kind(value);
        if !self.kinds.is_empty() && !self.kinds.contains(mine) && !path.ends_with(GROUP_SETTING) {
            let known: Vec<_> = self.kinds.iter().copied().collect();
            found.insert(format!("{path}: {mine} instead of {}", known.join(" or ")));
            return;
        }
        match value {
            Value::Array(items) => {
                if let Some(shape) = &self.items {
                    for item in items {
                        shape.compare(path, item, found);
                    }
                }
            }
            Value::Object(map) if is_keyed(path, value) => {
                if let Some(shape) = &self.items {
                    for item in map.values() {
                        shape.compare(&format!("{path}.*"), item, found);
                    }
                }
            }
            Value::Object(map) if self.objects > 0 => {
                for (name, (_, count)) in &self.fields {
                    if *count == self.objects && !map.contains_key(name) {
                        found.insert(format!("{path}.{name}: missing"));
                    }
                }
                for (name, item) in map {
                    match self.fields.get(name) {
                        Some((shape, _)) => shape.compare(&format!("{path}.{name}"), item, found),
                        None => {
                            found.insert(format!("{path}.{name}: unknown"));
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

/// What came after feature level 379 and the demo organization has nevertheless, so that it can be
/// tried: permissions of channels (396 to 441), policies for topics (392) and for deleting (407).
const NEWER: [&str; 10] = [
    ".can_create_topic_group",
    ".can_delete_any_message_group",
    ".can_delete_own_message_group",
    ".can_move_messages_out_of_channel_group",
    ".can_move_messages_within_channel_group",
    ".can_resolve_topics_group",
    ".topics_policy",
    ".realm_topics_policy",
    ".realm_can_set_topics_policy_group",
    ".realm_can_set_delete_message_policy_group",
];

/// Takes the differences that are allowed off; the rest is what fails a test.
pub fn unexplained(found: BTreeSet<String>, allowed: &[(&str, &str)]) -> Vec<String> {
    let is_newer = |difference: &str| {
        let field = difference.strip_suffix(": unknown");
        field.is_some_and(|field| NEWER.iter().any(|name| field.ends_with(name)))
    };
    found
        .into_iter()
        .filter(|difference| !is_newer(difference))
        .filter(|difference| {
            !allowed
                .iter()
                .any(|(start, _)| difference.starts_with(start))
        })
        .collect()
}

/// A recorded file of the feature level that the demo server speaks.
pub fn recorded(file: &str) -> String {
    let path = format!("{}/tests/recordings/{file}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The folders of that feature level.
pub const FOLDERS: [&str; 2] = ["server-11", "server-11-new"];

#[test]
fn a_shape_knows_missing_unknown_and_mistyped_fields() {
    let mut shape = Shape::default();
    shape.learn(&serde_json::json!({"id": 1, "name": null, "tags": [{"a": 1}]}));
    shape.learn(&serde_json::json!({"id": 2, "name": "x", "tags": [], "old": true}));
    let differs = |value| shape.differences(&value).into_iter().collect::<Vec<_>>();
    assert!(differs(serde_json::json!({"id": 3, "name": "y", "tags": [{"a": 7}]})).is_empty());
    assert_eq!(
        differs(serde_json::json!({"id": 3.5, "tags": [{"b": 7}], "new": 1})),
        [
            ".id: float instead of integer",
            ".name: missing",
            ".new: unknown",
            ".tags.a: missing",
            ".tags.b: unknown"
        ]
    );
}
