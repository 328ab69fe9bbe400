//! Settings of the user, the organization and the server.
//!
//! Each kind is a struct of the settings that this program reads, typed, and a map of all the
//! others as the wire had them: a setting from a newer server, or one whose value has a form
//! that this version does not know, is kept and never fatal.

mod permissions;
mod realm;
mod server;
mod user;

pub use permissions::{PermissionRule, PermissionRules};
pub use realm::{
    CommonPolicy, HistoryVisibility, RealmSettings, RealmTopicsPolicy, WildcardPolicy,
};
pub use server::{Limits, ReportType, ServerSettings, ThumbnailFormat};
pub use user::{
    ChannelView, ColorScheme, DemoteInactive, EmojiSet, HomeView, IconCount, MarkReadPolicy,
    TopicPolicyTrigger, UserSettings,
};

/// Makes a struct of typed settings with a map of the others.
macro_rules! settings {
    (
        $(#[$doc:meta])*
        $name:ident { $( $(#[$fdoc:meta])* $field:ident: $ty:ty = $default:expr, )* }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $( $(#[$fdoc])* pub $field: $ty, )*
            /// What this version does not know, by name, as the wire had it.
            pub other: ::std::collections::BTreeMap<Box<str>, ::serde_json::Value>,
        }

        impl Default for $name {
            /// What holds where the server does not say.
            fn default() -> Self {
                Self { $( $field: $default, )* other: ::std::collections::BTreeMap::new() }
            }
        }

        impl $name {
            /// Sets one by its name on the wire. A name or a form of value that this version
            /// does not know goes to `other`.
            pub fn set(&mut self, name: &str, value: ::serde_json::Value) {
                match name {
                    $( stringify!($field) => {
                        match <$ty as ::serde::Deserialize>::deserialize(&value) {
                            Ok(known) => {
                                self.$field = known;
                                self.other.remove(name);
                            }
                            Err(_) => {
                                self.other.insert(name.into(), value);
                            }
                        }
                    } )*
                    _ => {
                        self.other.insert(name.into(), value);
                    }
                }
            }
        }
    };
}
use settings;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn known_settings_are_typed_and_others_kept() {
        let mut settings = UserSettings::default();
        settings.set("twenty_four_hour_time", json!(true));
        settings.set("web_mark_read_on_scroll_policy", json!(9));
        settings.set("a_novelty", json!({"a": 1}));
        settings.set("enter_sends", json!("perhaps"));
        assert!(settings.twenty_four_hour_time && !settings.enter_sends);
        assert_eq!(
            settings.web_mark_read_on_scroll_policy,
            MarkReadPolicy::Unknown(9)
        );
        let names: Vec<&str> = settings.other.keys().map(|name| &**name).collect();
        assert_eq!(names, ["a_novelty", "enter_sends"]);
        settings.set("enter_sends", json!(true));
        assert!(settings.enter_sends && settings.other.len() == 1);
    }
}
