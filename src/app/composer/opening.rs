//! Opening and closing the composer.

use super::buffer::Buffer;
use super::recipient::{ChannelField, PeopleField, Recipient};
use super::{Composer, Part};
use crate::api::conversation::{Conversation, DmKey};
use crate::api::ids::ChannelId;
use crate::app::panes::Pane;
use crate::app::state::{App, Turn};
use crate::archive::{Draft, DraftKey, Heading};
use crate::model::View;

impl App {
    /// Whether a message can be written at all.
    #[must_use]
    pub fn can_compose(&self) -> bool {
        self.organization.is_some()
    }

    /// The conversation that a reply would go to: the selected message's, else the open one.
    #[must_use]
    pub fn reply_place(&self) -> Option<Conversation> {
        match self.selected_message() {
            Some(message) => Some(message.conversation.clone()),
            None => self.open_conversation().cloned(),
        }
    }

    /// The channel that a new message would go to as things stand: the open one, or that of the
    /// selected message.
    fn new_message_channel(&self) -> Option<ChannelId> {
        self.open_channel().or_else(|| {
            self.selected_message()
                .and_then(|message| message.channel())
        })
    }
}

impl Turn<'_> {
    /// Opens the composer for a conversation. The text is that of its draft, or of `draft`,
    /// unless one is given. Where it is open for it already, it gets the keys, and the text
    /// that is given is put in where the cursor is.
    pub fn open_composer(&mut self, place: Conversation, text: &str, draft: Option<DraftKey>) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let key = draft.unwrap_or_else(|| DraftKey::Conversation(place.clone()));
        if self.app.composer.as_ref().is_some_and(|c| c.draft == key) {
            self.focus_composer();
            self.put_in(text);
            return;
        }
        let to = Recipient::of(organization, &place);
        let kept = self.app.desk.draft(&key).cloned();
        let buffer = match &kept {
            Some(draft) if text.is_empty() => Buffer::at(&draft.text, draft.cursor),
            Some(_) | None => Buffer::new(text),
        };
        self.begin(Composer::new(to, buffer, Part::Text, key), kept);
    }

    /// Opens the composer with a draft, addressed as it was.
    pub fn open_draft(&mut self, draft: &Draft) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let to = match (&draft.heading, &draft.key) {
            (Some(heading), _) => Recipient::of_heading(organization, heading),
            (None, DraftKey::Conversation(place)) => Recipient::of(organization, place),
            (None, DraftKey::New(_)) => Recipient::Channel(ChannelField::default()),
        };
        let buffer = Buffer::at(&draft.text, draft.cursor);
        let composer = Composer::new(to, buffer, Part::Text, draft.key.clone());
        self.begin(composer, Some(draft.clone()));
    }

    /// Takes the place of the composer that is open, whose text is kept as a draft.
    pub(super) fn begin(&mut self, mut composer: Composer, kept: Option<Draft>) {
        self.keep_draft_now();
        composer.number = self.app.desk.new_number(self.app.now);
        if let Some(draft) = kept {
            composer.kept.text = draft.text;
            composer.kept.heading = draft.heading;
        }
        self.app.composer = Some(Box::new(composer));
        if let Some(vi) = &mut self.app.vi {
            vi.begin();
        }
        self.focus_composer();
        self.text_changed();
    }

    /// The composer gets the keys.
    pub fn focus_composer(&mut self) {
        if self.app.focus != Pane::Messages {
            self.focus(Pane::Messages);
        }
        if let Some(composer) = self.app.composer.as_deref_mut() {
            composer.focused = true;
            composer.prefixed = false;
        }
    }

    /// Writes to the conversation of the selected message, or to the open one.
    pub fn reply(&mut self) {
        match self.app.reply_place() {
            Some(place) => self.open_composer(place, "", None),
            None => self.new_channel_message(),
        }
    }

    /// Writes to the sender of the selected message alone.
    pub fn reply_to_sender(&mut self) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        if let Some(message) = self.app.selected_message() {
            let people = DmKey::new([message.sender_id], organization.me());
            self.open_composer(Conversation::Dm(people), "", None);
        }
    }

    /// Writes a new message to a channel: the open one, if one is.
    pub fn new_channel_message(&mut self) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let channel = self.app.new_message_channel();
        let heading = Heading::Channel {
            channel,
            topic: String::new(),
        };
        let to = Recipient::of_heading(organization, &heading);
        let part = if channel.is_some() {
            Part::Topic
        } else {
            Part::Channel
        };
        self.begin_new(to, part);
    }

    /// Writes a new direct message.
    pub fn new_direct_message(&mut self) {
        if self.app.organization.is_some() {
            let to = Recipient::People(PeopleField::default());
            self.begin_new(to, Part::People);
        }
    }

    /// A message that is still to be addressed. One that was begun like it and left is there
    /// again.
    fn begin_new(&mut self, to: Recipient, part: Part) {
        let left = self.app.desk.left_like(&to.heading()).cloned();
        match left {
            Some(draft) => self.open_draft(&draft),
            None => {
                let key = DraftKey::New(self.app.desk.new_number(self.app.now));
                self.begin(Composer::new(to, Buffer::default(), part, key), None);
            }
        }
    }

    /// Closes the composer; what is written is kept as a draft.
    pub fn close_composer(&mut self) {
        if self.app.previewing() {
            self.toggle_preview();
            return;
        }
        self.keep_draft_now();
        let Some(composer) = self.app.composer.take() else {
            return;
        };
        if let Some(editing) = &composer.editing {
            if editing.source != composer.buffer.text() {
                self.notice("Not saved, but kept: editing the message again goes on with it.");
            }
        } else if !composer.buffer.is_blank() {
            let again = match (&composer.draft, &composer.to) {
                (DraftKey::Conversation(place), _) => {
                    (self.app.reply_place().as_ref() == Some(place)).then_some("reply")
                }
                (key, Recipient::Channel(_)) => {
                    let wanted = Heading::Channel {
                        channel: self.app.new_message_channel(),
                        topic: String::new(),
                    };
                    let left = self.app.desk.left_like(&wanted);
                    left.is_some_and(|draft| draft.key == *key)
                        .then_some("new-channel-message")
                }
                (DraftKey::New(_), Recipient::People(_)) => Some("new-direct-message"),
            };
            let key = self.app.keymap.key_of(again.unwrap_or("drafts"));
            self.notice(&match again {
                Some(_) => format!("Kept as a draft; {key} goes on with it."),
                None if key.is_empty() => "Kept as a draft.".to_owned(),
                None => format!("Kept as a draft; {key} shows the drafts."),
            });
        }
    }

    /// Goes to the conversation that is written to.
    pub fn show_written_conversation(&mut self) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let Some(composer) = self.app.composer.as_deref() else {
            return;
        };
        match composer.to.conversation(organization) {
            Ok(place) => {
                self.open(View::Conversation(place));
                self.focus_composer();
            }
            Err(sentence) => self.complain(&sentence),
        }
    }
}
