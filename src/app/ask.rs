//! Questions to the server that are answered once: what popups show, where a link
//! leads. One door for all of them; a new question is a variant here and in
//! `session/answers.rs`.

use crate::api::error::ApiError;
use crate::api::ids::{AttachmentId, ChannelId, MessageId, UserId};
use crate::api::message::Message;
use crate::api::routes::attachments::Attachments;
use crate::api::routes::edit_content::DetachedUpload;
use crate::api::routes::history::Version;
use crate::model::emoji::EmojiNames;

use super::effect::Effect;
use super::state::Turn;

/// Names one question, never used twice while the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct AskId(pub u64);

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Its name, to be given back with the answer.
    pub id: AskId,
    /// What is asked.
    pub query: Query,
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// A message, as HTML.
    Message(MessageId),
    /// Some messages by id, as HTML (feature level 300).
    Messages(Vec<MessageId>),
    /// A message's Markdown source.
    Source(MessageId),
    /// What a message was before, and where.
    History(MessageId),
    /// Who read a message.
    Receipts(MessageId),
    /// What Markdown becomes.
    Render(String),
    /// Change what a message says.
    Edit {
        /// The message.
        message: MessageId,
        /// What it is to say.
        content: String,
        /// The SHA-256 of what it says, in hexadecimal.
        before: String,
    },
    /// The files that one uploaded.
    Attachments,
    /// Delete a file of one's own.
    RemoveAttachment(AttachmentId),
    /// Which channels somebody and oneself are both in.
    SharedChannels {
        /// Who.
        user: UserId,
        /// The channels that oneself is in, ascending.
        own: Vec<ChannelId>,
        /// Of servers that only tell of one channel at a time, so many are asked about at most.
        most: usize,
    },
    /// Nothing but an answer.
    Ping,
    /// Where e-mail becomes a message in a channel.
    ChannelEmail(ChannelId),
    /// Who is in a channel.
    Subscribers(ChannelId),
    /// Who is in each of one's channels.
    AllSubscribers,
    /// The first message from a moment on.
    FirstSince(super::dates::FirstSince),
    /// What the server calls the standard emoji: the address of the list.
    EmojiNames(Box<str>),
}

/// The answer to an [`Ask`].
#[derive(Debug)]
pub struct Answer {
    /// The question's name.
    pub id: AskId,
    /// What was found.
    pub found: Found,
}

/// What was found, a variant for each [`Query`].
#[derive(Debug)]
pub enum Found {
    /// The message.
    Message(Result<Box<Message>, ApiError>),
    /// Those of the messages that there are.
    Messages(Result<Vec<Message>, ApiError>),
    /// The message's Markdown.
    Source(Result<String, ApiError>),
    /// Its versions, oldest first.
    History(Result<Vec<Version>, ApiError>),
    /// Who read it.
    Receipts(Result<Vec<UserId>, ApiError>),
    /// The HTML.
    Rendered(Result<String, ApiError>),
    /// It is changed; files that no message links any more.
    Edited(Result<Vec<DetachedUpload>, ApiError>),
    /// The files.
    Attachments(Result<Attachments, ApiError>),
    /// The file is deleted.
    AttachmentRemoved(Result<(), ApiError>),
    /// The first message from the moment on and when it was sent, in seconds of Unix time;
    /// `None` where all are older.
    FirstSince(Result<Option<(MessageId, crate::api::time::UnixSeconds)>, ApiError>),
    /// The address.
    ChannelEmail(Result<String, ApiError>),
    /// Everybody who is in the channel.
    Subscribers(Result<Vec<UserId>, ApiError>),
    /// Everybody who is in them, by channel.
    AllSubscribers(Result<Vec<(ChannelId, Vec<UserId>)>, ApiError>),
    /// The channels that both are in, ascending; `None` where the server does not tell.
    SharedChannels(Result<Option<Vec<ChannelId>>, ApiError>),
    /// The server is there.
    Pinged(Result<(), ApiError>),
    /// The names, from the server or as they were kept; or why there are none, in a sentence.
    EmojiNames(Result<EmojiNames, String>),
}

impl Turn<'_> {
    /// Asks the server. Gives the question's name.
    pub(super) fn inquire(&mut self, query: Query) -> AskId {
        self.app.asks += 1;
        let id = AskId(self.app.asks);
        self.effect(Effect::Ask(Ask { id, query }));
        id
    }

    /// An answer came: it belongs to a popup, a link that is followed, a copy to be
    /// made, or to nobody any more.
    pub(super) fn answered(&mut self, answer: Answer) {
        let Answer { id, found } = answer;
        if let Found::EmojiNames(result) = found {
            self.emoji_names_came(result);
        } else if let Found::ChannelEmail(result) = found {
            self.channel_email_came(id, result);
        } else if let Found::Subscribers(result) = found {
            self.subscribers_came(id, result);
        } else if let Found::AllSubscribers(result) = found {
            self.all_subscribers_came(id, result);
        } else if let Some(ticket) = self.app.echo.doubted(id) {
            if let Found::Message(result) = found {
                self.looked(ticket, result);
            }
        } else if let Found::FirstSince(result) = found {
            self.day_found(id, result);
        } else if self.app.following.as_ref().is_some_and(|f| f.ask == id) {
            if let Found::Message(result) = found {
                self.followed(result);
            }
        } else if self.app.copying.as_ref().is_some_and(|c| c.ask == id) {
            if let Found::Source(result) = found {
                self.source_to_copy(result);
            }
        } else if self.app.inbox.asked == Some(id) {
            if let Found::Messages(result) = found {
                self.app.inbox.previews_came(result.unwrap_or_default());
            }
        } else if self.app.attachments.asked == Some(id) {
            if let Found::Attachments(result) = found {
                self.attachments_came(result);
            }
        } else if self
            .app
            .attachments
            .removing
            .is_some_and(|(asked, _)| asked == id)
        {
            if let Found::AttachmentRemoved(result) = found {
                self.attachment_removed(result);
            }
        } else if self.app.members.asked() == Some(id) {
            if let Found::SharedChannels(result) = found {
                self.shared_channels_came(result);
            }
        } else if let Some(found) = self.answer_composer(id, found) {
            self.answer_sheet(id, found);
        }
    }
}

/// Why a question about a message got no answer, in a sentence.
#[must_use]
pub fn why(error: &ApiError) -> String {
    match error {
        ApiError::Zulip(no) if no.status == 400 || no.status == 404 => {
            "The server knows no such message, or you may not read it.".to_owned()
        }
        ApiError::Network(_)
        | ApiError::Zulip(_)
        | ApiError::RateLimited { .. }
        | ApiError::Server { .. }
        | ApiError::Malformed { .. }
        | ApiError::Redirect { .. }
        | ApiError::Setup(_) => format!("{error}."),
    }
}

/// Why the server does not tell something about somebody, in a sentence.
#[must_use]
pub fn why_not_told(error: &ApiError) -> String {
    match error {
        ApiError::Zulip(_) => "The server does not tell you.".to_owned(),
        ApiError::Network(_)
        | ApiError::RateLimited { .. }
        | ApiError::Server { .. }
        | ApiError::Malformed { .. }
        | ApiError::Redirect { .. }
        | ApiError::Setup(_) => format!("{error}."),
    }
}
