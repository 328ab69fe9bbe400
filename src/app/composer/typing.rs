//! Telling others that one types. <https://zulip.com/api/set-typing-status>

use crate::api::conversation::Conversation;
use crate::api::ids::{MessageId, UserId};
use crate::api::time::UnixMillis;
use crate::app::effect::Effect;
use crate::app::state::{App, Turn};

/// Where one types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypingAt {
    /// In a conversation, as whom.
    Conversation(Conversation, UserId),
    /// At a message that is being changed (feature level 361).
    Message(MessageId),
}

/// What others were told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    at: TypingAt,
    /// When they were told last.
    since: UnixMillis,
}

impl App {
    /// ms without a key after which one has stopped, and ms after which one goes on telling.
    fn typing_times(&self) -> Option<(i64, i64)> {
        let server = &self.organization.as_deref()?.realm().server;
        let time = |ms: u64| i64::try_from(ms).ok();
        Some((
            time(server.typing_stopped_wait_period_milliseconds)?,
            time(server.typing_started_wait_period_milliseconds)?,
        ))
    }

    /// Where others are to see one type now.
    fn types_at(&self) -> Option<TypingAt> {
        let composer = self.composer.as_deref()?;
        let organization = self.organization.as_deref()?;
        let (stopped, _) = self.typing_times()?;
        let typed = composer.typed_at?;
        if self.now.0 - typed.0 >= stopped || composer.buffer.is_blank() {
            return None;
        }
        let place = composer.to.conversation(organization).ok()?;
        let settings = &organization.personal().settings;
        let me = organization.me();
        let wanted = match &place {
            Conversation::Topic { .. } => settings.send_stream_typing_notifications,
            Conversation::Dm(key) => {
                settings.send_private_typing_notifications && key.others(me).next().is_some()
            }
        };
        wanted.then_some(match &composer.editing {
            Some(editing) => TypingAt::Message(editing.message),
            None => TypingAt::Conversation(place, me),
        })
    }

    /// When typing notices want to be looked at.
    #[must_use]
    pub fn typing_deadline(&self) -> Option<UnixMillis> {
        let told = self.desk.told.as_ref()?;
        let (stopped, again) = self.typing_times()?;
        let typed = self.composer.as_deref().and_then(|c| c.typed_at);
        let stops = typed.map(|typed| typed.plus(stopped));
        Some(stops.map_or(self.now, |stops| stops.min(told.since.plus(again))))
    }
}

impl Turn<'_> {
    /// Others learn that one began, goes on or stopped typing.
    pub(in crate::app) fn tell_typing(&mut self) {
        let now = self.app.now;
        let at = self.app.types_at();
        if let Some(told) = self
            .app
            .desk
            .told
            .take_if(|told| at.as_ref() != Some(&told.at))
        {
            self.effect(Effect::Typing {
                at: told.at,
                on: false,
            });
        }
        let Some(at) = at else { return };
        let again = self.app.typing_times().map_or(i64::MAX, |(_, again)| again);
        let told = self.app.desk.told.as_ref();
        if told.is_none_or(|told| now.0 - told.since.0 >= again) {
            self.app.desk.told = Some(Told {
                at: at.clone(),
                since: now,
            });
            self.effect(Effect::Typing { at, on: true });
        }
    }
}
