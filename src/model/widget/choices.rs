//! Choices that a bot offers (`zform`).

use crate::api::widget::{Choice, ChoicesStart};

/// Answers that a bot offers: choosing one sends it as a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// What is asked.
    pub heading: String,
    /// The answers.
    pub choices: Vec<Choice>,
}

impl Choices {
    pub(super) fn new(start: ChoicesStart) -> Self {
        Self {
            heading: start.heading,
            choices: start.choices,
        }
    }
}
