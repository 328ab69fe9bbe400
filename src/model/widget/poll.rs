//! Polls.

use super::next_number;
use crate::api::ids::UserId;
use crate::api::widget::{MOST, PollStart, Step};

/// A question with options that everybody may vote for, for several at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    author: UserId,
    question: String,
    options: Vec<PollOption>,
}

/// Something to vote for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollOption {
    /// What votes name it by.
    pub key: String,
    /// What it says.
    pub text: String,
    /// Who voted for it, in the order of their votes.
    pub votes: Vec<UserId>,
    /// Who added it and under what number; `None` for what the poll was made with.
    added: Option<(UserId, i64)>,
}

impl Poll {
    pub(super) fn new(author: UserId, start: PollStart) -> Self {
        let mut poll = Self {
            author,
            question: start.question,
            options: Vec::new(),
        };
        for (number, text) in start.options.into_iter().enumerate() {
            poll.add(format!("canned,{number}"), text, None);
        }
        poll
    }

    /// Adds an option, unless there is one of the same words. One of the same key gives way,
    /// with the votes for it.
    fn add(&mut self, key: String, text: String, added: Option<(UserId, i64)>) {
        if self.options.iter().any(|option| option.text == text) {
            return;
        }
        let new = PollOption {
            key,
            text,
            votes: Vec::new(),
            added,
        };
        match self.options.iter_mut().find(|option| option.key == new.key) {
            Some(option) => *option = new,
            None => self.options.push(new),
        }
    }

    pub(super) fn apply(&mut self, sender: UserId, step: &Step) {
        match step {
            Step::Vote { key, vote } => {
                let Some(option) = self.options.iter_mut().find(|option| option.key == *key) else {
                    return;
                };
                let there = option.votes.contains(&sender);
                match vote {
                    1 if !there => option.votes.push(sender),
                    -1 => option.votes.retain(|voter| *voter != sender),
                    _ => {}
                }
            }
            Step::NewOption { idx, option } if (0..=MOST).contains(idx) => {
                self.add(
                    format!("{sender},{idx}"),
                    option.clone(),
                    Some((sender, *idx)),
                );
            }
            Step::Question { question } if sender == self.author => {
                self.question.clone_from(question);
            }
            Step::NewOption { .. }
            | Step::Question { .. }
            | Step::NewTask { .. }
            | Step::Strike { .. }
            | Step::NewTaskListTitle { .. } => {}
        }
    }

    /// The question; may be empty.
    #[must_use]
    pub fn question(&self) -> &str {
        &self.question
    }

    /// The options, in the order in which they came.
    #[must_use]
    pub fn options(&self) -> &[PollOption] {
        &self.options
    }

    /// The most votes that any option has.
    #[must_use]
    pub fn most_votes(&self) -> usize {
        self.options
            .iter()
            .map(|option| option.votes.len())
            .max()
            .unwrap_or(0)
    }

    /// The step with which somebody votes for an option, or takes the vote back.
    #[must_use]
    pub fn vote(&self, user: UserId, option: usize) -> Option<Step> {
        let option = self.options.get(option)?;
        Some(Step::Vote {
            key: option.key.clone(),
            vote: if option.votes.contains(&user) { -1 } else { 1 },
        })
    }

    /// The step with which somebody adds an option; `None` if there is one of the same words,
    /// or somebody added too many.
    #[must_use]
    pub fn add_option(&self, user: UserId, text: &str) -> Option<Step> {
        if self.options.iter().any(|option| option.text == text) {
            return None;
        }
        let own = self.options.iter().filter_map(|option| option.added);
        let own = own.filter(|(by, _)| *by == user).map(|(_, idx)| idx);
        Some(Step::NewOption {
            idx: next_number(own)?,
            option: text.to_owned(),
        })
    }
}
