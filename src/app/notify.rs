//! Notifications: which messages are told to a person who does not see them, in which words,
//! and when that is taken back.

use std::collections::VecDeque;

use crate::api::conversation::Conversation;
use crate::api::ids::MessageId;
use crate::api::message::Message;
use crate::api::time::UnixMillis;
use crate::config::quiet::QuietHours;
use crate::config::settings::{Notifications, NotifyBy};
use crate::content::{self, LayoutContext};
use crate::model::{Organization, Reason, Way};
use crate::text::SafeText;

use super::effect::Effect;
use super::naming;
use super::scrolling;
use super::state::{App, Turn};

/// So many notifications at most within [`WINDOW_MS`], each about one message.
const SINGLE: usize = 3;
/// The time in ms within which notifications are counted.
const WINDOW_MS: i64 = 10_000;
/// What comes together is gathered for so many ms, and told as one.
const GATHER_MS: i64 = 1_500;
/// So many notifications at most can be taken back; the oldest are forgotten.
const REMEMBERED: usize = 64;
/// So many messages at most are gathered by name; a summary of more says no less.
const GATHERED: usize = 10_000;
/// Names in a summary.
const NAMES: usize = 3;

/// What a person wants of notifications.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wishes {
    /// Whether there are any.
    pub on: bool,
    /// Whether they show what messages say.
    pub content: bool,
    /// When there are none.
    pub quiet: QuietHours,
}

impl Wishes {
    /// Those of a person's settings.
    #[must_use]
    pub fn of(wanted: &Notifications) -> Self {
        Self {
            on: wanted.by != NotifyBy::Off,
            content: wanted.content,
            quiet: wanted.quiet.clone(),
        }
    }
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            on: true,
            content: true,
            quiet: QuietHours::default(),
        }
    }
}

/// Names a notification, within its account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NoticeId(pub u64);

/// A notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Its name.
    pub id: NoticeId,
    /// Who and where, on one line.
    pub title: SafeText<'static>,
    /// What, on one line.
    pub body: SafeText<'static>,
    /// Whether the person's settings on the server have a sound for it.
    pub sound: bool,
}

/// A message that is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Candidate {
    message: MessageId,
    reason: Reason,
    sound: bool,
}

/// What is to be told, and what was.
#[derive(Debug, Default)]
pub struct Notices {
    /// What the person wants.
    pub wishes: Wishes,
    /// What came with this update.
    fresh: Vec<Candidate>,
    /// What waits for more, to be told as one.
    gathered: Vec<Candidate>,
    /// When that is told.
    due: Option<UnixMillis>,
    /// When the last ones were told.
    told: VecDeque<UnixMillis>,
    /// What stands on the person's screen, and of which messages.
    standing: VecDeque<(NoticeId, Vec<MessageId>)>,
    made: u64,
    /// The newest message that was heard of.
    newest: Option<MessageId>,
    /// Whether events are missing: what comes next is told as one.
    cut_off: bool,
}

impl Notices {
    /// When something is to be told.
    #[must_use]
    pub fn deadline(&self) -> Option<UnixMillis> {
        self.due
    }

    fn hear(&mut self, message: MessageId) -> bool {
        let is_new = self.newest.is_none_or(|newest| message > newest);
        self.newest = self.newest.max(Some(message));
        is_new
    }
}

impl App {
    /// Whether somebody sees this account's screen.
    fn is_looked_at(&self) -> bool {
        self.shown && self.terminal_focused && self.active && self.layers.is_empty()
    }
}

impl Turn<'_> {
    /// Messages came by events.
    pub(super) fn note_arrived(&mut self, arrived: &[MessageId]) {
        let app = &mut *self.app;
        let Some(organization) = app.organization.as_deref() else {
            return;
        };
        for id in arrived {
            app.notices.hear(*id);
            let Some(message) = organization.message(*id) else {
                continue;
            };
            if let Some(reason) = organization.why_notify(message, Way::Desktop) {
                let sound = organization.why_notify(message, Way::Sound).is_some();
                app.notices.fresh.push(Candidate {
                    message: *id,
                    reason,
                    sound,
                });
            }
        }
    }

    /// A registration tells what is unread now: what came while nothing was heard is told.
    pub(super) fn note_missed(&mut self, first: bool) {
        let app = &mut *self.app;
        let Some(organization) = app.organization.as_deref() else {
            return;
        };
        let sound = organization.personal().settings.enable_sounds;
        let on = organization
            .personal()
            .settings
            .enable_desktop_notifications;
        let unreads = organization.unreads();
        let newest = app.notices.newest;
        let missed = |id: &MessageId| newest.is_some_and(|newest| *id > newest);
        let mentions: Vec<MessageId> = organization.unread_mentions();
        let mut fresh = Vec::new();
        for (key, ids) in unreads.dms() {
            if organization.is_dm_visible(key) {
                fresh.extend(
                    ids.iter()
                        .filter(|id| missed(id))
                        .map(|id| (*id, Reason::Direct)),
                );
            }
            app.notices.newest = app.notices.newest.max(ids.iter().max().copied());
        }
        fresh.retain(|(id, _)| !mentions.contains(id));
        fresh.extend(
            mentions
                .iter()
                .filter(|id| missed(id))
                .map(|id| (*id, Reason::Mention)),
        );
        for channel in unreads.channels() {
            for (_, ids) in unreads.topics(channel) {
                app.notices.newest = app.notices.newest.max(ids.iter().max().copied());
            }
        }
        let newest = app.notices.newest.max(Some(MessageId(0)));
        app.notices.newest = newest;
        if !first && on {
            app.notices.cut_off = true;
            let fresh = fresh.into_iter().map(|(message, reason)| Candidate {
                message,
                reason,
                sound,
            });
            app.notices.fresh.extend(fresh);
        }
    }

    /// The connection broke: what comes when it is back is told as one.
    pub(super) fn note_cut(&mut self) {
        self.app.notices.cut_off = true;
    }

    /// Tells what is to be told, and takes back what was read. Every update ends with it.
    pub(super) fn notify(&mut self) {
        self.withdraw_read();
        let fresh = std::mem::take(&mut self.app.notices.fresh);
        if !fresh.is_empty() {
            self.gather(fresh);
        }
        let now = self.app.now;
        if self.app.notices.due.is_some_and(|due| due <= now) {
            self.app.notices.due = None;
            let gathered = std::mem::take(&mut self.app.notices.gathered);
            self.tell_as_one(gathered);
        }
    }

    fn gather(&mut self, fresh: Vec<Candidate>) {
        let now = self.app.now;
        let quiet = {
            let moment = jiff::Timestamp::from_millisecond(now.0).ok();
            let zone = self.measure.zone();
            let wishes = &self.app.notices.wishes;
            !wishes.on || moment.is_some_and(|at| wishes.quiet.contain(&at.to_zoned(zone)))
        };
        if quiet {
            self.app.notices.cut_off = false;
            return;
        }
        let fresh: Vec<Candidate> = {
            let seen = self.in_sight();
            let unseen = |candidate: &Candidate| !seen.contains(&candidate.message);
            fresh.into_iter().filter(unseen).collect()
        };
        let notices = &mut self.app.notices;
        while notices
            .told
            .front()
            .is_some_and(|at| now.0 - at.0 > WINDOW_MS)
        {
            notices.told.pop_front();
        }
        let many = notices.told.len() + fresh.len() > SINGLE;
        let waits = many || notices.cut_off || notices.due.is_some();
        if fresh.is_empty() {
            return;
        }
        if waits {
            notices.cut_off = false;
            notices.gathered.extend(fresh);
            notices.gathered.truncate(GATHERED);
            notices.due.get_or_insert(now.plus(GATHER_MS));
            return;
        }
        for candidate in fresh {
            self.tell_one(candidate);
        }
    }

    /// The messages that the person sees as they come.
    fn in_sight(&mut self) -> Vec<MessageId> {
        if !self.app.is_looked_at() {
            return Vec::new();
        }
        let open = self.app.open_conversation().cloned();
        let mut seen: Vec<MessageId> = Vec::new();
        if let (Some(open), Some(organization)) = (open, self.app.organization.as_deref()) {
            seen.extend(organization.unreads().of(&open));
        }
        let rows = i32::from(scrolling::message_rows(self.app));
        let slots = scrolling::slots(self.app, self.measure);
        if let Some(scene) = scrolling::scene(self.app) {
            let whole = slots.iter().filter(|slot| slot.end() <= rows);
            seen.extend(whole.map(|slot| scene.id(slot.index)));
        }
        seen
    }

    fn tell_as_one(&mut self, mut gathered: Vec<Candidate>) {
        if let Some(organization) = self.app.organization.as_deref() {
            // What was read meanwhile is nothing to tell.
            gathered.retain(|candidate| organization.unreads().contains(candidate.message));
        }
        gathered.dedup_by_key(|candidate| candidate.message);
        match gathered.as_slice() {
            [] => {}
            [one] => self.tell_one(*one),
            [_, _, ..] => {
                let Some((title, body)) = self.app.summary(&gathered) else {
                    return;
                };
                let sound = gathered.iter().any(|candidate| candidate.sound);
                let messages = gathered.iter().map(|candidate| candidate.message).collect();
                self.tell(messages, title, body, sound);
            }
        }
    }

    fn tell_one(&mut self, candidate: Candidate) {
        let words = self.app.words_of(candidate);
        if let Some((title, body)) = words {
            self.tell(vec![candidate.message], title, body, candidate.sound);
        } else if let Some((title, body)) = self.app.summary(&[candidate]) {
            // It came while nothing was heard, and its words are not here.
            self.tell(vec![candidate.message], title, body, candidate.sound);
        }
    }

    fn tell(&mut self, messages: Vec<MessageId>, title: String, body: String, sound: bool) {
        let notices = &mut self.app.notices;
        notices.made += 1;
        let id = NoticeId(notices.made);
        notices.told.push_back(self.app.now);
        notices.standing.push_back((id, messages));
        if notices.standing.len() > REMEMBERED {
            notices.standing.pop_front();
        }
        self.effect(Effect::Notify(Notification {
            id,
            title: SafeText::line(title),
            body: SafeText::line(body),
            sound,
        }));
    }

    /// Takes back what is about messages that were read, here or elsewhere, or are gone.
    fn withdraw_read(&mut self) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let unreads = organization.unreads();
        let notices = &mut self.app.notices;
        let mut read = Vec::new();
        notices.standing.retain(|(id, messages)| {
            let stands = messages.iter().any(|message| unreads.contains(*message));
            if !stands {
                read.push(*id);
            }
            stands
        });
        for id in read {
            self.effect(Effect::Withdraw(id));
        }
    }
}

impl App {
    /// Which account is meant, where there are several.
    fn of_account(&self) -> String {
        let called = self.called.as_ref();
        called.map_or_else(String::new, |called| format!(" — {called}"))
    }

    /// Who says what where.
    fn words_of(&self, candidate: Candidate) -> Option<(String, String)> {
        let organization = self.organization.as_deref()?;
        let message = organization.message(candidate.message)?;
        let sender = organization.users().name(message.sender_id);
        let sender = sender.unwrap_or(&message.sender_full_name);
        let account = self.of_account();
        let title = match &message.conversation {
            Conversation::Dm(key) if key.others(organization.me()).count() > 1 => {
                format!("{sender} to {}{account}", naming::dm(organization, key))
            }
            Conversation::Dm(_) => format!("{sender}{account}"),
            place @ Conversation::Topic { .. } => {
                format!(
                    "{sender} · {}{account}",
                    naming::conversation(organization, place)
                )
            }
        };
        let settings = &organization.personal().settings;
        let hidden = !self.notices.wishes.content
            || (matches!(message.conversation, Conversation::Dm(_))
                && !settings.pm_content_in_desktop_notifications);
        let body = if hidden {
            hidden_words(candidate.reason).to_owned()
        } else {
            spoken(message)
        };
        Some((title, body))
    }

    /// Many messages in one.
    fn summary(&self, candidates: &[Candidate]) -> Option<(String, String)> {
        let organization = self.organization.as_deref()?;
        let title = match candidates.len() {
            1 => "1 new message".to_owned(),
            count => format!("{count} new messages"),
        };
        let name = &organization.realm().settings.name;
        let title = match &self.called {
            Some(called) => format!("{title} — {called}"),
            None => format!("{title} — {name}"),
        };
        let count = |reason: Reason| candidates.iter().filter(|c| c.reason == reason).count();
        let mut parts = Vec::new();
        for (reason, one, many) in [
            (Reason::Direct, "direct message", "direct messages"),
            (Reason::Mention, "mention of you", "mentions of you"),
            (
                Reason::Wildcard,
                "mention of everybody",
                "mentions of everybody",
            ),
            (Reason::AlertWord, "alert word", "alert words"),
        ] {
            match count(reason) {
                0 => {}
                1 => parts.push(format!("1 {one}")),
                n => parts.push(format!("{n} {many}")),
            }
        }
        let mut body = parts.join(", ");
        if self.notices.wishes.content {
            let senders = senders(organization, candidates);
            if !senders.is_empty() {
                if !body.is_empty() {
                    body.push_str(" · ");
                }
                body.push_str(&format!("from {senders}"));
            }
        }
        Some((title, body))
    }
}

/// What is said in place of hidden words.
fn hidden_words(reason: Reason) -> &'static str {
    match reason {
        Reason::Direct => "A direct message",
        Reason::Mention => "Mentions you",
        Reason::Wildcard => "Mentions everybody",
        Reason::AlertWord => "Has one of your alert words",
        Reason::Followed | Reason::Channel => "A new message",
    }
}

/// What a message says, on one line.
fn spoken(message: &Message) -> String {
    let document = content::parse(&message.content);
    let text = content::plain_text(&document, &LayoutContext::of_width(u16::MAX));
    let words: Vec<&str> = text.as_str().split_whitespace().collect();
    if words.is_empty() {
        return "A new message".to_owned();
    }
    words.join(" ").chars().take(400).collect()
}

/// Ben, Chika and 3 others.
fn senders(organization: &Organization, candidates: &[Candidate]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for candidate in candidates {
        let Some(message) = organization.message(candidate.message) else {
            continue;
        };
        let name = organization.users().name(message.sender_id);
        let name = name.unwrap_or(&message.sender_full_name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] if names.len() <= NAMES => format!("{} and {last}", first.join(", ")),
        all => {
            let more = all.len() + 1 - NAMES;
            format!("{} and {more} others", all[..NAMES - 1].join(", "))
        }
    }
}
