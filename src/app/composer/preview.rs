//! What the message will look like: rendered by the server, drawn as messages are.

use super::keys::Motion;
use super::{Composer, Part};
use crate::api::error::ApiError;
use crate::app::ask::{AskId, Query};
use crate::app::state::{App, Turn};

/// What the message will look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preview {
    /// The server was asked.
    Asked(AskId),
    /// It came.
    Here {
        /// The HTML.
        html: String,
        /// Rows that are scrolled out of sight above.
        top: usize,
    },
    /// It can't be had: why.
    Refused(String),
}

impl Composer {
    /// What it will look like, where that is shown in place of the text.
    #[must_use]
    pub fn preview(&self) -> Option<&Preview> {
        self.preview.as_ref()
    }
}

impl App {
    /// Whether what the message will look like is shown.
    #[must_use]
    pub fn previewing(&self) -> bool {
        self.composer
            .as_deref()
            .is_some_and(|c| c.preview.is_some())
    }
}

impl Turn<'_> {
    /// Shows what the message will look like, or the text again.
    pub fn toggle_preview(&mut self) {
        let Some(composer) = self.app.composer.as_deref_mut() else {
            return;
        };
        if composer.preview.take().is_some() {
            return;
        }
        if composer.buffer.is_blank() {
            self.notice("There is nothing to show yet.");
            return;
        }
        composer.part = Part::Text;
        let text = composer.buffer.text().to_owned();
        let ask = self.inquire(Query::Render(text));
        if let Some(composer) = self.app.composer.as_deref_mut() {
            composer.preview = Some(Preview::Asked(ask));
        }
    }

    /// Scrolls the preview, where it is shown, as the cursor of the text would go. Whether it is.
    pub(super) fn scroll_preview(&mut self, motion: Motion) -> bool {
        match motion {
            Motion::Up => self.move_preview(-1),
            Motion::Down => self.move_preview(1),
            Motion::Start => self.move_preview(isize::MIN),
            Motion::End => self.move_preview(isize::MAX),
            Motion::Left
            | Motion::Right
            | Motion::WordLeft
            | Motion::WordRight
            | Motion::RowStart
            | Motion::RowEnd
            | Motion::LineStart
            | Motion::LineEnd => self.move_preview(0),
        }
    }

    /// Scrolls the preview by rows, as far as there are some. Whether it is shown.
    pub(in crate::app) fn move_preview(&mut self, rows: isize) -> bool {
        let (Some(places), Some(organization)) =
            (self.app.composer_places(), self.app.organization.as_deref())
        else {
            return false;
        };
        let composer = self.app.composer.as_deref_mut();
        match composer.and_then(|composer| composer.preview.as_mut()) {
            None => false,
            Some(Preview::Asked(_) | Preview::Refused(_)) => true,
            Some(Preview::Here { html, top }) => {
                let all = self.measure.preview(organization, html, places.text.width);
                let lowest = all.saturating_sub(usize::from(places.text.height));
                *top = top.saturating_add_signed(rows).min(lowest);
                true
            }
        }
    }

    /// Whether an answer is the preview.
    pub(super) fn previews(&self, ask: AskId) -> bool {
        let preview = self
            .app
            .composer
            .as_deref()
            .and_then(|c| c.preview.as_ref());
        preview == Some(&Preview::Asked(ask))
    }

    /// The preview came.
    pub(super) fn rendered(&mut self, result: Result<String, ApiError>) {
        if let Some(composer) = self.app.composer.as_deref_mut() {
            composer.preview = Some(match result {
                Ok(html) => Preview::Here { html, top: 0 },
                Err(error) => Preview::Refused(format!("There is no preview now. {error}")),
            });
        }
    }
}
