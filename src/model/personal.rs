//! What belongs to the user alone: drafts, scheduled messages, snippets, reminders, alert words,
//! starred messages, navigation views, and everybody's statuses.

use std::collections::{BTreeMap, BTreeSet};

use super::hash::IdMap;
use crate::api::event::{
    DraftEvent, NavigationViewEvent, ReminderEvent, SavedSnippetEvent, ScheduledEvent, StatusEvent,
};
use crate::api::ids::{DraftId, MessageId, ReminderId, ScheduledMessageId, SnippetId, UserId};
use crate::api::personal::{
    Draft, NavigationView, Reminder, SavedSnippet, ScheduledMessage, UserStatus,
};
use crate::api::settings::UserSettings;
use crate::api::snapshot::Snapshot;

/// What belongs to the user alone.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Personal {
    /// One's own settings.
    pub settings: UserSettings,
    /// Drafts that the server keeps.
    pub drafts: BTreeMap<DraftId, Draft>,
    /// Messages to be sent later.
    pub scheduled: BTreeMap<ScheduledMessageId, ScheduledMessage>,
    /// Texts kept for reuse.
    pub snippets: BTreeMap<SnippetId, SavedSnippet>,
    /// Whether the server tells of reminders (feature level 399).
    pub tells_reminders: bool,
    /// Reminders about messages.
    pub reminders: BTreeMap<ReminderId, Reminder>,
    /// Words that messages are marked for.
    pub alert_words: Vec<Box<str>>,
    /// All starred messages, whether held or not.
    pub starred: BTreeSet<MessageId>,
    /// Views at the top of the left side, by what follows `#` in their URLs.
    pub navigation_views: BTreeMap<Box<str>, NavigationView>,
    /// Statuses of everybody who has one.
    pub statuses: IdMap<UserId, UserStatus>,
    /// Whether Zoom is connected.
    pub has_zoom_token: bool,
    /// Whether Webex is connected.
    pub has_webex_token: bool,
}

impl Personal {
    pub(super) fn new(snapshot: &mut Snapshot) -> Self {
        let mut statuses = IdMap::default();
        for (user_id, update) in snapshot.user_status.take().unwrap_or_default() {
            let mut status = UserStatus::default();
            status.update(update);
            if !status.is_empty() {
                statuses.insert(user_id, status);
            }
        }
        let flag = |name: &str| {
            snapshot
                .other
                .get(name)
                .and_then(serde_json::Value::as_bool)
        };
        let (has_zoom_token, has_webex_token) = (
            flag("has_zoom_token").unwrap_or(false),
            flag("has_webex_token").unwrap_or(false),
        );
        let views = snapshot.navigation_views.take().unwrap_or_default();
        Self {
            settings: snapshot.user_settings.take().unwrap_or_default(),
            drafts: by_id(snapshot.drafts.take(), |draft| draft.id),
            scheduled: by_id(snapshot.scheduled_messages.take(), |message| message.id),
            snippets: by_id(snapshot.saved_snippets.take(), |snippet| snippet.id),
            tells_reminders: snapshot.reminders.is_some(),
            reminders: by_id(snapshot.reminders.take(), |reminder| reminder.id),
            alert_words: snapshot.alert_words.take().unwrap_or_default(),
            starred: snapshot
                .starred_messages
                .take()
                .unwrap_or_default()
                .into_iter()
                .collect(),
            navigation_views: by_id(Some(views), |view| view.fragment.clone()),
            statuses,
            has_zoom_token,
            has_webex_token,
        }
    }

    pub(super) fn apply_draft(&mut self, event: DraftEvent) {
        match event {
            DraftEvent::Add(drafts) => {
                self.drafts
                    .extend(drafts.into_iter().map(|draft| (draft.id, draft)));
            }
            DraftEvent::Update(draft) => {
                self.drafts.insert(draft.id, draft);
            }
            DraftEvent::Remove(id) => {
                self.drafts.remove(&id);
            }
        }
    }

    pub(super) fn apply_scheduled(&mut self, event: ScheduledEvent) {
        match event {
            ScheduledEvent::Add(messages) => {
                self.scheduled
                    .extend(messages.into_iter().map(|message| (message.id, message)));
            }
            ScheduledEvent::Update(message) => {
                self.scheduled.insert(message.id, message);
            }
            ScheduledEvent::Remove(id) => {
                self.scheduled.remove(&id);
            }
        }
    }

    pub(super) fn apply_snippet(&mut self, event: SavedSnippetEvent) {
        match event {
            SavedSnippetEvent::Add(snippets) => {
                self.snippets
                    .extend(snippets.into_iter().map(|snippet| (snippet.id, snippet)));
            }
            SavedSnippetEvent::Update(snippet) => {
                self.snippets.insert(snippet.id, snippet);
            }
            SavedSnippetEvent::Remove(id) => {
                self.snippets.remove(&id);
            }
        }
    }

    pub(super) fn apply_reminder(&mut self, event: ReminderEvent) {
        match event {
            ReminderEvent::Add(reminders) => {
                self.reminders.extend(
                    reminders
                        .into_iter()
                        .map(|reminder| (reminder.id, reminder)),
                );
            }
            ReminderEvent::Update(reminder) => {
                self.reminders.insert(reminder.id, reminder);
            }
            ReminderEvent::Remove(id) => {
                self.reminders.remove(&id);
            }
        }
    }

    pub(super) fn apply_status(&mut self, event: StatusEvent) {
        let status = self.statuses.entry(event.user_id).or_default();
        status.update(event.update);
        if status.is_empty() {
            self.statuses.remove(&event.user_id);
        }
    }

    pub(super) fn apply_navigation_view(&mut self, event: NavigationViewEvent) {
        match event {
            NavigationViewEvent::Add(view) => {
                self.navigation_views.insert(view.fragment.clone(), view);
            }
            NavigationViewEvent::Update(fragment, update) => {
                if let Some(view) = self.navigation_views.get_mut(&fragment) {
                    view.is_pinned = update.is_pinned.unwrap_or(view.is_pinned);
                    if update.name.is_some() {
                        view.name = update.name;
                    }
                }
            }
            NavigationViewEvent::Remove(fragment) => {
                self.navigation_views.remove(&fragment);
            }
        }
    }
}

fn by_id<K: Ord, T>(list: Option<Vec<T>>, id: impl Fn(&T) -> K) -> BTreeMap<K, T> {
    list.unwrap_or_default()
        .into_iter()
        .map(|thing| (id(&thing), thing))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::personal::{NavigationViewUpdate, StatusUpdate};

    #[test]
    fn a_cleared_status_is_forgotten() {
        let mut personal = Personal::default();
        let event = |text: &str| StatusEvent {
            user_id: UserId(7),
            update: StatusUpdate {
                status_text: Some(text.into()),
                ..StatusUpdate::default()
            },
        };
        personal.apply_status(event("away"));
        assert_eq!(&*personal.statuses[&UserId(7)].text, "away");
        personal.apply_status(event(""));
        assert!(personal.statuses.is_empty());
    }

    #[test]
    fn navigation_views_are_kept_by_fragment() {
        let mut personal = Personal::default();
        let view = NavigationView {
            fragment: "inbox".into(),
            is_pinned: true,
            name: None,
        };
        personal.apply_navigation_view(NavigationViewEvent::Add(view));
        let update = NavigationViewUpdate {
            is_pinned: Some(false),
            name: None,
        };
        personal.apply_navigation_view(NavigationViewEvent::Update("inbox".into(), update));
        assert!(!personal.navigation_views["inbox"].is_pinned);
        personal.apply_navigation_view(NavigationViewEvent::Remove("inbox".into()));
        assert!(personal.navigation_views.is_empty());
    }
}
