//! What lies over the panes: popups and questions. Keys go to the top one first.

use crate::text::SafeText;

use super::hints::Hints;
use super::sheet::Sheet;

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
    /// Letters over what can be opened, waiting to be typed.
    Hints(Hints),
    /// What of a message is to be copied.
    Copy,
    /// Something to be read: details, a history, a source, a table.
    Sheet(Box<Sheet>),
}

/// Something that is asked before it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Mark everything as read?
    MarkAllRead,
    /// Open a link whose text names another place than it leads to?
    OpenMisleading {
        /// The place that the text names.
        named: SafeText<'static>,
        /// Where it leads.
        address: String,
    },
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
    pub fn sentence(&self) -> SafeText<'static> {
        match self {
            Self::MarkAllRead => SafeText::line("Mark everything in this organization as read?"),
            Self::OpenMisleading { named, address } => SafeText::line(format!(
                "The text of this link says {named}, but it leads to {address} — open it?"
            )),
        }
    }
}
