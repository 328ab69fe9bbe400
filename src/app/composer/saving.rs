//! Drafts: what is written is on the disk a moment later, and is not lost.

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
        let text = if self.buffer.is_blank() {
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
    pub(super) fn new_number(&mut self, now: UnixMillis) -> u64 {
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
            if self.drafts.get(&key).map_or(fresh(&draft), newer) {
                self.drafts.insert(key, draft);
            }
        }
    }
}

impl App {
    /// When the composer wants to be looked at.
    #[must_use]
    pub fn composer_deadline(&self) -> Option<UnixMillis> {
        self.composer.as_deref().and_then(Composer::due)
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
            self.app.desk.drafts.remove(&key);
            self.effects.push(Effect::DeleteDraft(key));
        }
        if composer.is_kept() {
            return;
        }
        let draft = composer.as_draft(now);
        composer.kept.text.clone_from(&draft.text);
        composer.kept.heading.clone_from(&draft.heading);
        self.app
            .desk
            .drafts
            .insert(draft.key.clone(), draft.clone());
        self.effect(Effect::SaveDraft(draft));
    }

    /// The store told all drafts.
    pub(super) fn drafts_came(&mut self, drafts: Vec<Draft>) {
        let now = self.app.now;
        self.app.desk.adopt(drafts, now);
        // A message that came back from the outbox is written on where nothing else is.
        let Some(composer) = self.app.composer.as_deref_mut() else {
            return;
        };
        if composer.buffer.is_blank()
            && composer.kept.text.is_empty()
            && let Some(draft) = self.app.desk.draft(&composer.draft)
        {
            composer.kept.text.clone_from(&draft.text);
            composer.kept.heading.clone_from(&draft.heading);
            composer.buffer = super::buffer::Buffer::at(&draft.text, draft.cursor);
            self.text_changed();
        }
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
