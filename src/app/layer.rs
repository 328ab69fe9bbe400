//! What lies over the panes: popups and questions. Keys go to the top one first.

use super::media::Viewer;

/// Something over the panes.
#[derive(Debug, Clone, PartialEq)]
pub enum Layer {
    /// The keys, scrolled down by so many rows.
    Help {
        /// First row in sight.
        top: usize,
    },
    /// A question with yes and no.
    Question(Question),
    /// A message's pictures and files, one of them over the whole screen.
    Viewer(Box<Viewer>),
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
