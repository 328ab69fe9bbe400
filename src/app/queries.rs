//! Views that are searches with a name: followed topics, reactions, messages by somebody.

use crate::api::ids::UserId;
use crate::api::narrow::{Narrow, Operator, PersonOperand};
use crate::model::{View, query};

use super::layer::Layer;
use super::panes::Pane;
use super::sheet;
use super::state::{App, Turn};
use super::views::Landing;

impl App {
    /// Who is meant: the person of the sheet on top, the selected one, or the sender of the
    /// selected message.
    #[must_use]
    pub fn target_person(&self) -> Option<UserId> {
        if let Some(layer) = self.layers.last() {
            let of_channel = layer.channel().and_then(|sheet| sheet.people.selected);
            return of_channel.or_else(|| self.person_of_sheet(&layer.sheet()?.page));
        }
        if self.focused_page().is_some() {
            return self.page_person();
        }
        match self.focus {
            Pane::People => self.people.selected,
            Pane::Messages | Pane::Channels | Pane::Topics => {
                self.selected_message().map(|message| message.sender_id)
            }
        }
    }
}

impl App {
    /// Who is meant, where that is somebody by themselves: the person of the card on top, or the
    /// selected one. A message's sender is not.
    #[must_use]
    pub fn chosen_person(&self) -> Option<UserId> {
        match self.layers.last().and_then(Layer::sheet) {
            Some(sheet) => sheet.page.person(),
            None => self.target_person(),
        }
    }

    /// Who a sheet is about: a person, or the sender of a message.
    fn person_of_sheet(&self, page: &sheet::Page) -> Option<UserId> {
        let sheet::Page::Details { message, .. } = page else {
            return page.person();
        };
        let message = self.organization.as_deref()?.message(*message)?;
        Some(message.sender_id)
    }
}

impl Turn<'_> {
    /// Shows who the sender of the selected message, or the selected person, is.
    pub fn open_card(&mut self) {
        match (self.app.target_person(), self.app.target_group()) {
            (Some(user), _) => self.open_person(user),
            (None, Some(group)) => self.open_sheet(sheet::Sheet::group(group)),
            (None, None) => {}
        }
    }

    /// Opens what a search finds that is written here, in the program.
    pub fn open_query(&mut self, text: &str) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        match query::read(text, organization) {
            Ok(narrow) => self.open_at(View::Search(narrow), Landing::Newest),
            Err(problem) => self.complain(&problem.sentence),
        }
    }

    /// Opens everything that somebody wrote.
    pub fn open_messages_by(&mut self) {
        let Some(user) = self.app.target_person() else {
            return;
        };
        self.open_messages_of(user);
    }

    /// Opens everything that somebody wrote.
    pub(super) fn open_messages_of(&mut self, user: UserId) {
        while matches!(self.app.layers.last(), Some(Layer::Sheet(_))) {
            self.close();
        }
        let sender = Operator::Sender(PersonOperand::Id(user));
        self.open_at(View::Search(Narrow::of([sender])), Landing::Newest);
    }
}
