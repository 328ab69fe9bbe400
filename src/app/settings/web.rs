//! What is set on the web, and the way there.

use super::SettingKey;
use super::server::{SERVER, ServerSection};
use crate::app::state::Turn;

/// What is set on the web: what it is called, what is there, and what follows the
/// organization's address.
pub const WEB: [(&str, &str, &str); 8] = [
    (
        "Your profile",
        "Your name, picture and what you tell of yourself.",
        "#settings/profile",
    ),
    (
        "Account and privacy",
        "Your address, your password, your API key, who sees your address, leaving.",
        "#settings/account-and-privacy",
    ),
    (
        "All preferences",
        "Everything that is set for yourself, what concerns browsers alone too.",
        "#settings/preferences",
    ),
    (
        "All notifications",
        "Every notification with its table of ways, and the sound.",
        "#settings/notifications",
    ),
    (
        "Your bots",
        "Bots that you made, and their keys.",
        "#settings/your-bots",
    ),
    (
        "The organization",
        "Its name, picture and description.",
        "#organization/organization-profile",
    ),
    (
        "Organization settings, permissions",
        "What holds for everybody, and who may do what.",
        "#organization/organization-settings",
    ),
    (
        "Users of the organization",
        "Roles, invitations, deactivation.",
        "#organization/users",
    ),
];

impl Turn<'_> {
    /// Opens the page of the web app where the selected setting is.
    pub fn open_setting_on_web(&mut self) {
        let fragment = match self.app.setting_row() {
            Some(SettingKey::Web(at)) => WEB.get(*at).map_or("#settings", |(_, _, to)| *to),
            Some(SettingKey::Server(at)) => match SERVER.get(*at).map(|s| s.section) {
                Some(ServerSection::Notifications | ServerSection::Elsewhere) => {
                    "#settings/notifications"
                }
                Some(ServerSection::Privacy) => "#settings/account-and-privacy",
                Some(ServerSection::Reading | ServerSection::Topics) | None => {
                    "#settings/preferences"
                }
            },
            Some(SettingKey::AlertWord(_) | SettingKey::NewAlertWord) => "#settings/alert-words",
            Some(SettingKey::Topic(..) | SettingKey::NewTopic(_)) => "#settings/topics",
            Some(SettingKey::Option(_)) => {
                return self.notice("This is lazuli's own; the web app does not have it.");
            }
            Some(SettingKey::Shelf | SettingKey::Searches) | None => "#settings",
        };
        self.open_on_web(fragment);
    }

    pub(super) fn open_on_web(&mut self, fragment: &str) {
        match self.app.own_url() {
            Some(mut url) => {
                url.set_fragment(Some(fragment.trim_start_matches('#')));
                self.open_outside(url.to_string());
            }
            None => self.notice("The organization's address is not known yet."),
        }
    }
}
