//! What the message will look like: rendered by the server, drawn as messages are.

use super::{Composer, Part};
use crate::api::error::ApiError;
use crate::app::ask::{AskId, Query};
use crate::app::state::{App, Turn};

/// What the message will look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preview {
    /// The server was asked.
    Asked(AskId),
    /// The HTML.
    Here(String),
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
                Ok(html) => Preview::Here(html),
                Err(error) => Preview::Refused(format!("There is no preview now. {error}")),
            });
        }
    }
}
