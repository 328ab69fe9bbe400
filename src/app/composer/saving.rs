//! Drafts: what is written is on the disk a moment later, and is not lost.

use super::editing::Editing;
use super::recipient::Recipient;
use super::{Composer, Desk};
use crate::api::conversation::Conversation;
use crate::api::time::UnixMillis;
use crate::app::effect::Effect;
use crate::app::state::{App, Turn};
use crate::archive::{Draft, DraftKey, Heading};

/// So many ms after a change it is kept.
const KEEP_AFTER_MS: i64 = 700;
/// What changed here in so many ms may not be in what the store tells.
const FRESH_MS: i64 = 5000;

impl Composer {
    /// When it is to be kept, if it is.
    #[must_use]
    pub fn due(&self) -> Option<UnixMillis> {
        self.due
    }

    /// What is to be kept of it; nothing of blank text.
    fn keepable(&self) -> (&str, Option<Heading>) {
        let unchanged = |editing: &Editing| editing.source == self.buffer.text();
        let text = if self.buffer.is_blank() || self.editing.as_ref().is_some_and(unchanged) {
            ""
        } else {
            self.buffer.text()
        };
        let heading = match (&self.draft, text) {
            (_, "") | (DraftKey::Conversation(_), _) => None,
            (DraftKey::New(_), _) => Some(self.to.heading()),
        };
        (text, heading)
    }

    fn as_draft(&self, now: UnixMillis) -> Draft {
        let (text, heading) = self.keepable();
        Draft {
            key: self.draft.clone(),
            heading,
            text: text.to_owned(),
            cursor: self.buffer.cursor().min(text.len()),
            updated_ms: now.0,
            on_server: None,
            deleted: false,
        }
    }

    fn is_kept(&self) -> bool {
        let (text, heading) = self.keepable();
        text == self.kept.text && heading == self.kept.heading
    }
}

impl Desk {
    /// A number for a new draft that no other has.
    pub(in crate::app) fn new_number(&mut self, now: UnixMillis) -> u64 {
        let taken = self.drafts.keys().filter_map(|key| match key {
            DraftKey::New(number) => Some(*number),
            DraftKey::Conversation(_) => None,
        });
        let least = taken.max().unwrap_or(0).max(self.last_new) + 1;
        self.last_new = least.max(now.0.unsigned_abs());
        self.last_new
    }

    /// The newest draft of a new message that was addressed alike: to the same channel, or to
    /// people.
    pub(super) fn left_like(&self, wanted: &Heading) -> Option<&Draft> {
        let alike = |draft: &&Draft| match (&draft.heading, wanted) {
            (Some(Heading::Channel { channel, .. }), Heading::Channel { channel: other, .. }) => {
                channel == other
            }
            (Some(Heading::Direct(_)), Heading::Direct(_)) => true,
            (Some(Heading::Channel { .. } | Heading::Direct(_)) | None, _) => false,
        };
        let new = self.drafts.iter().filter_map(|(key, draft)| match key {
            DraftKey::New(_) => Some(draft),
            DraftKey::Conversation(_) => None,
        });
        new.filter(|draft| !draft.deleted && !draft.text.is_empty())
            .filter(alike)
            .max_by_key(|draft| draft.updated_ms)
    }

    /// The store told all drafts. What was changed here just now is newer.
    pub(super) fn adopt(&mut self, drafts: Vec<Draft>, now: UnixMillis) {
        let fresh = |draft: &Draft| now.0 - draft.updated_ms < FRESH_MS;
        let own = std::mem::take(&mut self.drafts);
        self.drafts = drafts
            .into_iter()
            .map(|draft| (draft.key.clone(), draft))
            .collect();
        for (key, draft) in own {
            let newer = |there: &Draft| draft.updated_ms > there.updated_ms;
            let wins = |there: &Draft| {
                if draft.deleted {
                    draft.text == there.text || (fresh(&draft) && newer(there))
                } else {
                    newer(there)
                }
            };
            if self.drafts.get(&key).map_or(fresh(&draft), wins) {
                self.drafts.insert(key, draft);
            }
        }
    }
}

impl App {
    /// When the composer wants to be looked at.
    #[must_use]
    pub fn composer_deadline(&self) -> Option<UnixMillis> {
        let kept = self.composer.as_deref().and_then(Composer::due);
        kept.into_iter().chain(self.typing_deadline()).min()
    }
}

impl Turn<'_> {
    /// Keeps the draft when it is time.
    pub(in crate::app) fn keep_draft(&mut self) {
        let now = self.app.now;
        let Some(composer) = self.app.composer.as_deref_mut() else {
            return;
        };
        composer.address_anew();
        if composer.is_kept() && composer.abandoned.is_none() {
            composer.due = None;
        } else if *composer.due.get_or_insert(now.plus(KEEP_AFTER_MS)) <= now {
            self.keep_draft_now();
        }
    }

    /// Keeps the draft at once, where it changed.
    pub fn keep_draft_now(&mut self) {
        let now = self.app.now;
        let Some(composer) = self.app.composer.as_deref_mut() else {
            return;
        };
        composer.address_anew();
        composer.due = None;
        if let Some(key) = composer.abandoned.take() {
            self.app.desk.bury(&key, now);
            self.effects.push(Effect::DeleteDraft(key));
        }
        if composer.is_kept() {
            return;
        }
        let draft = composer.as_draft(now);
        composer.kept.text.clone_from(&draft.text);
        composer.kept.heading.clone_from(&draft.heading);
        let desk = &mut self.app.desk;
        let counted = desk.draft(&draft.key).is_some();
        desk.drafts.insert(draft.key.clone(), draft.clone());
        // The channels' pane says how many there are.
        self.app.stale.places |= counted != desk.draft(&draft.key).is_some();
        self.effect(Effect::SaveDraft(draft));
    }

    /// A topic that is replied to was moved: the reply goes along, with its draft.
    pub(in crate::app) fn composer_follows(&mut self, from: &Conversation, to: &Conversation) {
        let app = &mut *self.app;
        let (Some(organization), Some(composer)) =
            (app.organization.as_deref(), app.composer.as_deref_mut())
        else {
            return;
        };
        if composer.draft != DraftKey::Conversation(from.clone()) {
            return;
        }
        composer.to = Recipient::of(organization, to);
        let old = std::mem::replace(&mut composer.draft, DraftKey::Conversation(to.clone()));
        if !composer.kept.text.is_empty() {
            composer.abandoned = Some(old);
            composer.kept = super::Kept::default();
        }
    }

    /// The store told all drafts. What is being written is never lost to them: it is written
    /// on, kept again, or what came in its place is kept beside it.
    pub(in crate::app) fn drafts_came(&mut self, drafts: Vec<Draft>) {
        let now = self.app.now;
        self.app.desk.adopt(drafts, now);
        let app = &mut *self.app;
        let Some(composer) = app.composer.as_deref_mut() else {
            return;
        };
        let Some(draft) = app.desk.draft(&composer.draft).cloned() else {
            // Deleted by another client: what is here is the last of it.
            composer.kept = super::Kept::default();
            return;
        };
        if draft.text == composer.kept.text {
            return;
        }
        let untouched = composer.buffer.text() == composer.kept.text;
        // A message that came back from the outbox, or words of another client.
        if untouched || (composer.buffer.is_blank() && composer.kept.text.is_empty()) {
            composer.kept.text.clone_from(&draft.text);
            composer.kept.heading.clone_from(&draft.heading);
            composer.buffer = super::buffer::Buffer::at(&draft.text, draft.cursor);
            self.text_changed();
            return;
        }
        if composer.buffer.text() == draft.text {
            return;
        }
        let heading = composer.to.heading();
        composer.kept.text.clone_from(&draft.text);
        let beside = Draft {
            key: DraftKey::New(app.desk.new_number(now)),
            heading: Some(heading),
            on_server: None,
            updated_ms: now.0,
            ..draft
        };
        self.put_draft(beside);
        self.notice("Another client changed this draft; its words are in a draft of their own.");
    }
}

impl Composer {
    /// A reply whose recipient was changed is a new message: its draft is another one.
    fn address_anew(&mut self) {
        let DraftKey::Conversation(place) = &self.draft else {
            return;
        };
        if self.to.is_for(place) {
            return;
        }
        let old = std::mem::replace(&mut self.draft, DraftKey::New(self.number));
        if !self.kept.text.is_empty() {
            self.abandoned = Some(old);
        }
        self.kept = super::Kept::default();
    }
}

impl Recipient {
    /// Whether it says this conversation, as far as it says anything.
    fn is_for(&self, place: &Conversation) -> bool {
        match (self, place) {
            (Self::Channel(field), Conversation::Topic { channel, topic }) => {
                field.id == Some(*channel) && field.topic.text().trim() == topic.as_str().trim()
            }
            (Self::People(field), Conversation::Dm(key)) => {
                let mut chosen = field.chosen.clone();
                chosen.sort_unstable();
                // Oneself is in the conversation and not among the chosen.
                key.all().iter().filter(|id| !chosen.contains(id)).count() <= 1
                    && chosen.iter().all(|id| key.contains(*id))
            }
            (Self::Channel(_), Conversation::Dm(_))
            | (Self::People(_), Conversation::Topic { .. }) => false,
        }
    }
}

impl Turn<'_> {
    /// A draft was deleted by hand, or is scheduled: the composer that has it goes away.
    pub(in crate::app) fn forget_in_composer(&mut self, key: &DraftKey) {
        if self.app.composer.as_ref().is_some_and(|c| c.draft == *key) {
            self.app.composer = None;
        }
    }

    /// Asks when to send what is written.
    pub fn send_later(&mut self) {
        self.unprefix_text();
        if self.awaits_files(false) {
            return;
        }
        let (Some(organization), Some(composer)) = (
            self.app.organization.as_deref(),
            self.app.composer.as_deref(),
        ) else {
            return;
        };
        if composer.buffer.is_blank() {
            return self.notice("There is nothing to send yet.");
        }
        let to = match composer.to.conversation(organization) {
            Ok(to) => to,
            Err(sentence) => return self.complain(&sentence),
        };
        let text = composer.buffer.text().trim_end().to_owned();
        let draft = Some(composer.draft.clone());
        // It is a draft until the server has it.
        self.keep_draft_now();
        self.ask_when_to_send(crate::app::later::ToSchedule { to, text, draft });
    }

    /// Asks how to call what is selected, or all that is written, as a snippet.
    pub fn save_as_snippet(&mut self) {
        self.unprefix_text();
        let Some(composer) = self.app.composer.as_deref() else {
            return;
        };
        let text = match composer.buffer.selected() {
            "" => composer.buffer.text().to_owned(),
            selected => selected.to_owned(),
        };
        self.ask_for_title(text);
    }
}
