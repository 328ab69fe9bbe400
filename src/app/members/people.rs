//! The page of people: everybody of a kind, who is there first, then by name.
//!
//! The order by name is made once and kept while nobody's name changes; whoever is there is
//! picked out of it. So nothing is sorted when presence changes, or with each key.

use super::HEAD;
use crate::api::conversation::{Conversation, DmKey};
use crate::api::ids::UserId;
use crate::api::user::User;
use crate::app::pages::Page;
use crate::app::panes::Pane;
use crate::app::picker::{Picker, Row};
use crate::app::state::{App, Turn};
use crate::model::{Organization, PresenceState, View};
use crate::text::fold::fold;

/// Which people are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PeopleKind {
    /// Everybody whose account is in use, guests too.
    #[default]
    Active,
    /// Guests alone.
    Guests,
    /// Bots whose account is in use.
    Bots,
    /// People and bots whose account is not in use.
    Deactivated,
    /// Whom oneself muted.
    Muted,
}

impl PeopleKind {
    /// All of them, in the order of their keys.
    pub const ALL: [Self; 5] = [
        Self::Active,
        Self::Guests,
        Self::Bots,
        Self::Deactivated,
        Self::Muted,
    ];

    /// The command that shows it, and what it is called.
    #[must_use]
    pub fn named(self) -> (&'static str, &'static str) {
        match self {
            Self::Active => ("people-active", "people"),
            Self::Guests => ("people-guests", "guests"),
            Self::Bots => ("people-bots", "bots"),
            Self::Deactivated => ("people-deactivated", "deactivated"),
            Self::Muted => ("people-muted", "muted by you"),
        }
    }

    fn has(self, organization: &Organization, user: &User) -> bool {
        match self {
            Self::Active => user.is_active && !user.is_bot,
            Self::Guests => user.is_active && !user.is_bot && user.role.is_guest(),
            Self::Bots => user.is_active && user.is_bot,
            Self::Deactivated => !user.is_active,
            Self::Muted => organization.users().is_muted(user.user_id),
        }
    }
}

/// Somebody on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub user: UserId,
    /// Whether they are there.
    pub presence: PresenceState,
}

impl Row<UserId> for Person {
    fn key(&self) -> Option<&UserId> {
        Some(&self.user)
    }
}

/// The page.
#[derive(Debug, Default)]
pub struct PeoplePage {
    /// The selection and the filter.
    pub picker: Picker<UserId>,
    /// The rows as of now.
    pub rows: Vec<Person>,
    /// How many there are of the kind, whatever the filter.
    pub all: usize,
    /// Which are shown.
    pub kind: PeopleKind,
    /// Everybody by name, folded, as far as nobody's name changed.
    by_name: Vec<(Box<str>, UserId)>,
    /// Whether that is out of date.
    renamed: bool,
}

impl PeoplePage {
    /// Somebody came, went or is called otherwise.
    pub(in crate::app) fn rename(&mut self) {
        self.renamed = true;
    }

    /// Everybody's folded name, in its order.
    pub(in crate::app) fn by_name(&mut self, organization: &Organization) -> &[(Box<str>, UserId)] {
        let users = organization.users().all();
        if self.renamed || self.by_name.len() != users.len() {
            self.renamed = false;
            let folded = users.iter();
            let folded = folded.map(|user| (fold(&user.full_name).into(), user.user_id));
            self.by_name = folded.collect();
            self.by_name.sort_unstable();
        }
        &self.by_name
    }

    fn list(
        &mut self,
        organization: &Organization,
        own: PresenceState,
        now: crate::api::time::UnixMillis,
    ) {
        let needle = self.picker.needle().map(str::to_owned);
        let words: Vec<String> = needle
            .iter()
            .flat_map(|n| n.split_whitespace())
            .map(fold)
            .collect();
        let kind = self.kind;
        let me = organization.me();
        // One list for each presence; within each the order by name stays.
        let mut there: [Vec<Person>; 3] = Default::default();
        let mut all = 0;
        for (name, id) in self.by_name(organization) {
            let Some(user) = organization.users().get(*id) else {
                continue;
            };
            if !kind.has(organization, user) {
                continue;
            }
            all += 1;
            if !words.iter().all(|word| is_meant(user, name, word)) {
                continue;
            }
            let presence = match *id == me {
                true => own,
                false => organization.presence().state(*id, now),
            };
            there[rank(presence)].push(Person {
                user: *id,
                presence,
            });
        }
        self.all = all;
        let [active, idle, offline] = there;
        self.rows = active;
        self.rows.extend(idle);
        self.rows.extend(offline);
    }
}

/// Whether a word of the filter is in somebody's name, or in the address where it has an `@`.
fn is_meant(user: &User, name: &str, word: &str) -> bool {
    let address = || user.delivery_email.as_deref().unwrap_or(&user.email);
    name.contains(word) || (word.contains('@') && address().to_lowercase().contains(word))
}

fn rank(presence: PresenceState) -> usize {
    match presence {
        PresenceState::Active => 0,
        PresenceState::Idle => 1,
        PresenceState::Offline => 2,
    }
}

impl App {
    /// Whether oneself is there, as others see it.
    #[must_use]
    pub fn own_presence(&self) -> PresenceState {
        let hidden = self
            .organization
            .as_deref()
            .is_some_and(|o| !o.personal().settings.presence_enabled);
        match (hidden, self.active) {
            (true, _) => PresenceState::Offline,
            (false, true) => PresenceState::Active,
            (false, false) => PresenceState::Idle,
        }
    }

    pub(in crate::app) fn show_people_page(&mut self) {
        let height = usize::from(self.geometry().body(Pane::Messages).height);
        let (own, now) = (self.own_presence(), self.now);
        let page = &mut self.members.people;
        match self.organization.as_deref() {
            Some(organization) => page.list(organization, own, now),
            None => page.rows.clear(),
        }
        let rows = std::mem::take(&mut page.rows);
        page.picker.sync(&rows, height.saturating_sub(HEAD));
        page.rows = rows;
    }
}

impl Turn<'_> {
    /// Opens the page with people of a kind.
    pub fn open_people(&mut self, kind: PeopleKind) {
        self.show_people(kind);
        self.open_page(Page::People);
    }

    /// Shows people of another kind on the page; its first row is selected.
    pub fn show_people(&mut self, kind: PeopleKind) {
        let page = &mut self.app.members.people;
        if page.kind != kind {
            page.kind = kind;
            page.picker.selected = None;
            page.picker.top = 0;
        }
        self.app.stale.all();
    }

    /// Opens the direct messages with the selected person.
    pub(in crate::app) fn open_person_row(&mut self) {
        let (Some(user), Some(organization)) =
            (self.app.page_person(), self.app.organization.as_deref())
        else {
            return;
        };
        let key = DmKey::new([user], organization.me());
        self.open(View::Conversation(Conversation::Dm(key)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::picker::Filter;
    use crate::model::testing::{NOW, organization_with};
    use serde_json::json;

    fn page(organization: &Organization, kind: PeopleKind, needle: &str) -> Vec<u64> {
        let mut page = PeoplePage {
            kind,
            ..PeoplePage::default()
        };
        page.picker.filter = Some(Filter {
            text: needle.to_owned(),
            typing: false,
        });
        page.list(organization, PresenceState::Idle, NOW);
        page.rows.iter().map(|row| row.user.0).collect()
    }

    #[test]
    fn who_is_there_comes_first_and_kinds_and_letters_choose() {
        let org = organization_with(|json| {
            let now = NOW.seconds().0;
            json["server_timestamp"] = json!(now);
            json["server_presence_offline_threshold_seconds"] = json!(200);
            json["presences"] = json!({"9": {"active_timestamp": now - 10}});
            let users = json["realm_users"].as_array_mut().unwrap();
            users.push(json!({"user_id": 12, "full_name": "Émilie", "email": "em@x", "role": 400}));
            users.push(
                json!({"user_id": 13, "full_name": "Bell", "email": "bell@x",
                "role": 400, "is_bot": true}),
            );
            json["realm_non_active_users"] = json!([
                {"user_id": 14, "full_name": "Zoe", "email": "zoe@x", "role": 400,
                 "is_active": false}]);
            json["muted_users"] = json!([{"id": 8, "timestamp": 1}]);
        });
        use PeopleKind::{Active, Bots, Deactivated, Guests, Muted};
        assert_eq!(page(&org, Active, ""), [9, 6, 7, 8, 12]);
        assert_eq!(page(&org, Active, "emi"), [12]);
        assert_eq!(page(&org, Active, "I e"), [12]);
        assert_eq!(page(&org, Active, "@x"), [9, 6, 7, 8, 12]);
        assert_eq!(page(&org, Active, "ben@x"), [7]);
        assert_eq!(page(&org, Guests, ""), [9]);
        assert_eq!(page(&org, Bots, ""), [13]);
        assert_eq!(page(&org, Deactivated, ""), [14]);
        assert_eq!(page(&org, Muted, ""), [8]);
        assert!(page(&org, Active, "nobody").is_empty());
    }

    #[test]
    fn the_order_agrees_with_sorting_everybody() {
        let org = organization_with(|json| {
            let users = json["realm_users"].as_array_mut().unwrap();
            for id in 100..400_u64 {
                let name = format!(
                    "{} {}",
                    ["Ål", "zoe", "Émil", "Bo"][id as usize % 4],
                    id % 37
                );
                users.push(json!({"user_id": id, "full_name": name, "email": "x@x", "role": 400}));
            }
            let now = NOW.seconds().0;
            json["server_timestamp"] = json!(now);
            json["server_presence_offline_threshold_seconds"] = json!(200);
            let seen = (100..400_u64).filter(|id| id % 3 != 0);
            json["presences"] = seen
                .map(|id| {
                    let kind = ["active_timestamp", "idle_timestamp"][id as usize % 2];
                    (id.to_string(), json!({kind: now - 100 * (id as i64 % 4)}))
                })
                .collect();
        });
        let mut naive: Vec<&User> = org.users().all().iter().collect();
        naive.sort_by_key(|user| {
            let presence = match user.user_id == org.me() {
                true => PresenceState::Idle,
                false => org.presence().state(user.user_id, NOW),
            };
            (rank(presence), fold(&user.full_name), user.user_id)
        });
        let naive: Vec<u64> = naive.iter().map(|user| user.user_id.0).collect();
        assert_eq!(page(&org, PeopleKind::Active, ""), naive);
    }
}
