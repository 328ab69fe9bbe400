//! Copying: a message's text, source and address, a link or a code block in it.

use crate::api::error::ApiError;
use crate::api::ids::MessageId;
use crate::content::document::{CodeId, TableId};
use crate::content::{self, Address, RegionKind, Target, permalink};

use super::ask::{self, AskId, Query};
use super::errand::{Errand, Purpose as Run};
use super::hints::{At, Purpose, What};
use super::layer::Layer;
use super::scrolling;
use super::sheet::Sheet;
use super::state::{App, Turn};

/// A message whose source is asked for, to be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copying {
    /// The question.
    pub ask: AskId,
}

impl App {
    /// The address of a message in the web app.
    #[must_use]
    pub fn link_to(&self, message: MessageId) -> Option<String> {
        let organization = self.organization.as_deref()?;
        let message = organization.message(message)?;
        let name = message
            .channel()
            .and_then(|id| organization.channels().get(id))
            .map(|state| &*state.channel.name);
        Some(permalink::message_link(
            &self.realm_url()?,
            &message.conversation,
            name,
            organization.me(),
            message.id,
        ))
    }
}

impl App {
    /// The cells of a table in a message, as text.
    pub(super) fn table_text(&self, message: MessageId, table: TableId) -> String {
        self.organization
            .as_deref()
            .and_then(|organization| organization.message(message))
            .and_then(|message| content::table_text(&content::parse(&message.content), table))
            .unwrap_or_default()
    }
}

impl Turn<'_> {
    /// Takes the menu of what to copy away. Gives the selected message.
    fn copy_chosen(&mut self) -> Option<MessageId> {
        if self.app.layers.last() == Some(&Layer::Copy) {
            self.close();
        }
        self.app.selected_message().map(|m| m.id)
    }

    /// Copies the selected message's text.
    pub fn copy_text(&mut self) {
        let Some(message) = self.copy_chosen() else {
            return;
        };
        let Some(scene) = scrolling::scene(self.app) else {
            return;
        };
        let index = scene.index_of(message);
        let text = self.measure.plain(&scene, index);
        self.copy(text, "the message's text");
    }

    /// Copies the selected message's Markdown, once the server told it.
    pub fn copy_source(&mut self) {
        if let Some(message) = self.copy_chosen() {
            let ask = self.inquire(Query::Source(message));
            self.app.copying = Some(Copying { ask });
            self.notice("Asking for the Markdown…");
        }
    }

    /// The Markdown to be copied came.
    pub(super) fn source_to_copy(&mut self, result: Result<String, ApiError>) {
        self.app.copying = None;
        match result {
            Ok(text) => self.copy(text, "the message's Markdown"),
            Err(error) => {
                let why = format!("The Markdown was not copied. {}", ask::why(&error));
                self.complain(&why);
            }
        }
    }

    /// Copies the address of the selected message.
    pub fn copy_link(&mut self) {
        let Some(message) = self.copy_chosen() else {
            return;
        };
        match self.app.link_to(message) {
            Some(link) => self.copy(link, "the link to the message"),
            None => self.complain("The organization's address is not known."),
        }
    }

    /// Copies the address of a link in the selected message.
    pub fn copy_link_inside(&mut self) {
        self.copy_chosen();
        let Some(body) = self.selected_body() else {
            return;
        };
        let found = body
            .rendered
            .hints()
            .filter(|(_, target)| match target {
                Target::Link(_) | Target::Media(_) => true,
                Target::Spoiler(_) | Target::User(_) | Target::Group(_) | Target::Time(_) => false,
            })
            .map(|(id, target)| {
                let what = What::Target(Box::new(target.clone()));
                (body.message, At::Target(id), what)
            })
            .collect();
        self.offer(Purpose::Copy, found, "There is no link in this message.");
    }

    /// Copies where a target leads.
    pub(super) fn copy_address(&mut self, target: &Target) {
        let address = match target {
            Target::Link(link) => &link.address,
            Target::Media(media) => &media.address,
            Target::Spoiler(_) | Target::User(_) | Target::Group(_) | Target::Time(_) => return,
        };
        let realm = self.app.realm_url();
        let whole = match address.resolve(realm.as_ref()) {
            Some(url) => Address::new(url.as_str()).encoded(),
            None => address.encoded(),
        };
        self.copy(whole, "the address");
    }

    /// Copies a code block of the selected message.
    pub fn copy_code_block(&mut self) {
        self.copy_chosen();
        self.choose_code(Purpose::Copy);
    }

    /// Hands a code block of the selected message to the configured command.
    pub fn pipe_code_block(&mut self) {
        self.choose_code(Purpose::Pipe);
    }

    fn choose_code(&mut self, purpose: Purpose) {
        let Some(body) = self.selected_body() else {
            return;
        };
        let found = body
            .regions(|kind| matches!(kind, RegionKind::Code(_)))
            .into_iter()
            .filter_map(|region| match region.kind {
                RegionKind::Code(code) => {
                    Some((body.message, At::Region(region.kind), What::Code(code)))
                }
                RegionKind::Table(_)
                | RegionKind::Spoiler(_)
                | RegionKind::Media(_)
                | RegionKind::Picture(_) => None,
            })
            .collect();
        self.offer(purpose, found, "There is no code block in this message.");
    }

    fn code(&self, message: MessageId, code: CodeId) -> Option<String> {
        let message = self.app.organization.as_deref()?.message(message)?;
        let document = content::parse(&message.content);
        Some(document.code(code)?.as_written().to_owned())
    }

    pub(super) fn copy_code(&mut self, message: MessageId, code: CodeId) {
        if let Some(text) = self.code(message, code) {
            let lines = text.lines().count();
            let s = if lines == 1 { "" } else { "s" };
            self.copy(text, &format!("{lines} line{s} of code"));
        }
    }

    pub(super) fn pipe_code(&mut self, message: MessageId, code: CodeId) {
        if let (Some(command), Some(text)) =
            (self.app.machine.pipe.clone(), self.code(message, code))
        {
            self.notice(&format!("Running {}…", command.join(" ")));
            self.effect(super::effect::Effect::Errand(Errand::Run {
                command,
                input: format!("{text}\n"),
                purpose: Run::Pipe,
            }));
        }
    }

    /// Shows a table of the selected message on the whole screen.
    pub fn table(&mut self) {
        let Some(body) = self.selected_body() else {
            return;
        };
        let found = body
            .regions(|kind| matches!(kind, RegionKind::Table(_)))
            .into_iter()
            .filter_map(|region| match region.kind {
                RegionKind::Table(table) => {
                    Some((body.message, At::Region(region.kind), What::Table(table)))
                }
                RegionKind::Code(_)
                | RegionKind::Spoiler(_)
                | RegionKind::Media(_)
                | RegionKind::Picture(_) => None,
            })
            .collect();
        self.offer(Purpose::Open, found, "There is no table in this message.");
    }

    pub(super) fn show_table(&mut self, message: MessageId, table: TableId) {
        self.open_sheet(Sheet::table(message, table));
    }
}
