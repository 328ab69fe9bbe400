//! The organization's own settings, and the parts of them that never change.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use crate::api::ids::UserId;

/// What every registration says alike, by section, taken from a server of the
/// feature level that is spoken here. `{site}` stands for the organization's address.
#[derive(Debug)]
pub(crate) struct Assets {
    pub(crate) always: Map<String, Value>,
    pub(crate) realm: Map<String, Value>,
    pub(crate) user_settings: Map<String, Value>,
    /// Sections that are sent as they are, by the name they are asked for.
    pub(crate) fixed: Map<String, Value>,
}

/// The fixed parts, read once.
pub(crate) fn assets() -> &'static Assets {
    static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
        let text = include_str!("../../../assets/demo/register.json");
        let mut sections: Map<String, Value> = serde_json::from_str(text).unwrap_or_default();
        let mut take = |name: &str| match sections.remove(name) {
            Some(Value::Object(map)) => map,
            _ => Map::new(),
        };
        let (always, realm) = (take("always"), take("realm"));
        let user_settings = match take("user_settings").remove("user_settings") {
            Some(Value::Object(map)) => map,
            _ => Map::new(),
        };
        Assets {
            always,
            realm,
            user_settings,
            fixed: sections,
        }
    });
    &ASSETS
}

/// Turns what matches into a link: a fixed text before digits.
#[derive(Debug, Clone)]
pub(crate) struct Linkifier {
    pub(crate) id: u64,
    pub(crate) pattern: String,
    pub(crate) url_template: String,
}

impl Linkifier {
    /// The text before the digits, and the name of the group that they are, if the
    /// pattern is of that form; others are kept and told, but link nothing here.
    pub(crate) fn prefix(&self) -> Option<(&str, &str)> {
        let (prefix, rest) = self.pattern.split_once("(?P<")?;
        let (group, digits) = rest.split_once('>')?;
        let plain = |c: char| c.is_alphanumeric() || "#-_/ ".contains(c);
        (prefix.chars().all(plain) && matches!(digits, "[0-9]+)" | "\\d+)"))
            .then_some((prefix, group))
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({"id": self.id, "pattern": self.pattern, "url_template": self.url_template})
    }
}

/// A custom emoji.
#[derive(Debug, Clone)]
pub(crate) struct RealmEmoji {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) author: UserId,
    pub(crate) deactivated: bool,
    pub(crate) file: String,
}

impl RealmEmoji {
    pub(crate) fn source_url(&self) -> String {
        format!("/user_avatars/2/emoji/images/{}", self.file)
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({
            "id": self.id.to_string(),
            "name": self.name,
            "source_url": self.source_url(),
            "still_url": null,
            "deactivated": self.deactivated,
            "author_id": self.author,
        })
    }
}

/// The organization's settings.
#[derive(Debug, Default)]
pub(crate) struct Realm {
    /// Named as in the reply to register: most start with `realm_`.
    pub(crate) settings: Map<String, Value>,
    pub(crate) linkifiers: Vec<Linkifier>,
    pub(crate) emoji: Vec<RealmEmoji>,
    pub(crate) profile_fields: Vec<Value>,
    pub(crate) playgrounds: Vec<Value>,
}

impl Realm {
    pub(crate) fn new(site: &str) -> Self {
        let settings = assets()
            .realm
            .iter()
            .map(|(name, value)| (name.clone(), with_site(value, site)))
            .collect();
        Self {
            settings,
            ..Self::default()
        }
    }

    pub(crate) fn setting(&self, name: &str) -> Option<&Value> {
        self.settings.get(&format!("realm_{name}"))
    }

    pub(crate) fn is_on(&self, name: &str) -> bool {
        self.setting(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// A limit in seconds; `None` for no limit.
    pub(crate) fn limit(&self, name: &str) -> Option<u64> {
        self.setting(name).and_then(Value::as_u64)
    }

    pub(crate) fn name(&self) -> &str {
        self.setting("name").and_then(Value::as_str).unwrap_or("")
    }

    pub(crate) fn emoji_json(&self) -> Map<String, Value> {
        self.emoji
            .iter()
            .map(|emoji| (emoji.id.to_string(), emoji.to_json()))
            .collect()
    }
}

/// Long text (2) and pronouns aside, only these profile fields are rendered.
pub(crate) fn is_rendered_field(field: u64) -> bool {
    field == 2
}

/// Puts the organization's address where `{site}` stands.
pub(crate) fn with_site(value: &Value, site: &str) -> Value {
    match value {
        Value::String(text) if text.contains("{site}") => json!(text.replace("{site}", site)),
        Value::Array(items) => items.iter().map(|item| with_site(item, site)).collect(),
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| (key.clone(), with_site(value, site)))
            .collect(),
        other => other.clone(),
    }
}
