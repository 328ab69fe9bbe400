//! What lies over the panes: popups and questions. Keys go to the top one first.

use super::prompt::Prompt;
use super::widgets::WidgetPopup;

/// Something over the panes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layer {
    /// The keys, scrolled down by so many rows.
    Help {
        /// First row in sight.
        top: usize,
    },
    /// A question with yes and no.
    Question(Question),
    /// A poll, to-do list or choices in full.
    Widget(WidgetPopup),
    /// One line of text is asked for.
    Prompt(Prompt),
}

/// Something that is asked before it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Mark everything as read?
    MarkAllRead,
}

impl Layer {
    /// The help screen at its beginning.
    #[must_use]
    pub fn help() -> Self {
        Self::Help { top: 0 }
    }
}

impl Question {
    /// The question in words.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::MarkAllRead => "Mark everything in this organization as read?",
        }
    }
}
