//! Quoting, forwarding, mentioning: messages that begin with somebody else's.

use super::buffer::Buffer;
use super::recipient::{ChannelField, Recipient};
use super::{Awaited, Composer, Part, mentions};
use crate::api::error::ApiError;
use crate::api::ids::MessageId;
use crate::app::ask::{self, Query};
use crate::app::state::Turn;
use crate::archive::DraftKey;

/// A quote as the web app writes it: who said it, with a link, and what.
#[must_use]
pub fn quote(name: &str, id: u64, link: &str, source: &str) -> String {
    let fence = fence(source);
    let source = source.trim_end();
    format!("@_**{name}|{id}** [said]({link}):\n{fence}quote\n{source}\n{fence}\n")
}

/// A fence of backticks that is longer than any in the text.
#[must_use]
pub fn fence(text: &str) -> String {
    let mut longest = 2;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    "`".repeat(longest + 1)
}

impl Turn<'_> {
    /// Writes to the conversation of the selected message, mentioning its sender.
    pub fn reply_with_mention(&mut self) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let Some(message) = self.app.selected_message() else {
            return;
        };
        let place = message.conversation.clone();
        let mention = match organization.users().get(message.sender_id) {
            Some(user) => mentions::mention(organization, user, false),
            None => format!("@**{}|{}**", message.sender_full_name, message.sender_id),
        };
        self.open_composer(place, "", None);
        self.put_in_apart(&format!("{mention} "));
    }

    /// Asks for the selected message's Markdown, to quote it in its conversation.
    pub fn quote(&mut self) {
        if let Some(message) = self.app.selected_message().map(|m| m.id) {
            self.await_source(Awaited::Quote(message), message);
        }
    }

    /// Asks for the selected message's Markdown, to send it to somebody else.
    pub fn forward_message(&mut self) {
        if let Some(message) = self.app.selected_message().map(|m| m.id) {
            self.await_source(Awaited::Forward(message), message);
        }
    }

    pub(super) fn await_source(&mut self, what: Awaited, message: MessageId) {
        let ask = self.inquire(Query::Source(message));
        self.app.desk.awaited = Some((ask, what));
        self.notice("Asking for the message as it was typed…");
    }

    /// The Markdown came that something waits for.
    pub(super) fn source_came(&mut self, what: Awaited, result: Result<String, ApiError>) {
        let source = match result {
            Ok(source) => source,
            Err(error) => {
                self.complain(&format!("Nothing was done. {}", ask::why(&error)));
                return;
            }
        };
        self.app.notice = None;
        match what {
            Awaited::Quote(message) => self.put_quote(message, &source, false),
            Awaited::Forward(message) => self.put_quote(message, &source, true),
            Awaited::Edit(message) => self.begin_edit(message, source),
            Awaited::Conflict(message) => self.resolve_conflict(message, source),
        }
    }

    fn put_quote(&mut self, message: MessageId, source: &str, forward: bool) {
        let Some(link) = self.app.link_to(message) else {
            self.complain("The message is gone.");
            return;
        };
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let Some(message) = organization.message(message) else {
            return;
        };
        let name = organization
            .users()
            .name(message.sender_id)
            .unwrap_or(&message.sender_full_name);
        let text = quote(name, message.sender_id.0, &link, source);
        if forward {
            let to = Recipient::Channel(ChannelField::default());
            let key = DraftKey::New(self.app.desk.new_number(self.app.now));
            let composer = Composer::new(to, Buffer::at(&text, text.len()), Part::Channel, key);
            self.begin(composer, None);
        } else {
            let place = message.conversation.clone();
            self.open_composer(place, "", None);
            self.put_in_apart(&text);
        }
    }

    /// Puts text in where the cursor is; a quote begins on a line of its own.
    fn put_in_apart(&mut self, text: &str) {
        let Some(composer) = self.app.composer.as_deref() else {
            return;
        };
        let before = &composer.buffer.text()[..composer.buffer.cursor()];
        let is_block = text.contains('\n');
        let apart = if before.is_empty() || before.ends_with('\n') {
            ""
        } else if is_block {
            "\n"
        } else if before.ends_with(char::is_whitespace) {
            ""
        } else {
            " "
        };
        let text = format!("{apart}{text}");
        self.put_in(&text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_has_a_longer_fence_than_what_it_quotes() {
        let link = "https://x.example/#narrow/dm/7-dm/near/42";
        assert_eq!(
            quote("Ben Oduya", 7, link, "see `x`\n"),
            format!("@_**Ben Oduya|7** [said]({link}):\n```quote\nsee `x`\n```\n")
        );
        assert_eq!(fence("````py\nx\n````"), "`````");
        assert_eq!(fence(""), "```");
    }
}
