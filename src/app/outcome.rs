//! What becomes of stars, moves and the like: what was shown in advance is taken back when the
//! server refuses, and what a person filled in or marked is there again.

use crate::api::conversation::Conversation;
use crate::api::error::ApiError;
use crate::api::event::{DeleteMessages, Event};
use crate::api::ids::MessageId;

use super::act::{Act, Ticket};
use super::form::Subject;
use super::refusal;
use super::state::Turn;

impl Turn<'_> {
    /// So many steps of an act are done.
    pub(super) fn act_went(&mut self, ticket: Ticket, done: usize) {
        let Some(act) = self.app.echo.went(ticket, done) else {
            return;
        };
        let words = match act {
            Act::Delete { messages } => format!("Deleted {done} of {}…", messages.len()),
            Act::Move(order) => format!("Moved {done} of {}…", order.messages.len()),
            Act::Step { .. }
            | Act::React { .. }
            | Act::Answer { .. }
            | Act::Star { .. }
            | Act::TopicPolicy { .. }
            | Act::Status { .. }
            | Act::Channel(_)
            | Act::Setting { .. }
            | Act::AlertWord { .. }
            | Act::Report { .. }
            | Act::Affair(_) => return,
        };
        self.notice(&words);
    }

    /// The server did it: what of that is not seen is said.
    pub(super) fn acted_well(&mut self, act: &Act) {
        match act {
            Act::Move(order) => {
                let organization = self.app.organization.as_deref();
                if let Some(words) = organization.map(|o| order.done(o)) {
                    self.notice(&words);
                }
            }
            Act::Delete { messages } => {
                self.gone_here(messages);
                let count = messages.len();
                if count == 1 {
                    self.notice("The message is deleted.");
                } else {
                    self.notice(&format!("{count} messages are deleted."));
                }
            }
            Act::Channel(order) => self.channel_done(order),
            Act::Report { .. } => self.notice("The moderators got your report."),
            Act::Affair(affair) => self.affair_done(affair),
            Act::Step { .. }
            | Act::React { .. }
            | Act::Answer { .. }
            | Act::Star { .. }
            | Act::TopicPolicy { .. }
            | Act::Status { .. }
            | Act::Setting { .. }
            | Act::AlertWord { .. } => {}
        }
        self.forget_sent_form(act);
    }

    /// Applies to the model what the server is about to say of deleted messages.
    fn gone_here(&mut self, messages: &[MessageId]) {
        for id in messages {
            let organization = self.app.organization.as_deref();
            let Some(message) = organization.and_then(|o| o.message(*id)) else {
                continue;
            };
            let topic = match &message.conversation {
                Conversation::Topic { channel, topic } => Some((*channel, topic.clone())),
                Conversation::Dm(_) => None,
            };
            self.apply(Event::DeleteMessages(DeleteMessages {
                message_ids: vec![*id],
                topic,
            }));
        }
    }

    /// The server refused: what the model was told in advance is taken back.
    pub(super) fn take_back(&mut self, act: &Act) {
        match act {
            Act::Star { messages, on } => self.star_here(messages.clone(), !on),
            Act::TopicPolicy {
                channel,
                topic,
                policy,
                was,
            } => {
                let organization = self.app.organization.as_deref();
                let now = organization.map(|o| o.policies().get(*channel, topic));
                // It may have been set anew meanwhile.
                if now == Some(*policy) {
                    self.set_policy_here(*channel, topic, *was);
                }
            }
            Act::Status { change, was } => self.restore_status(change, was),
            Act::Channel(order) => self.take_channel_back(order),
            Act::Setting { name, value, was } => self.restore_setting(name, value, was),
            Act::AlertWord { word, on } => self.set_alert_word_here(word, !on),
            Act::Affair(affair) => self.affair_refused(affair),
            Act::Step { .. }
            | Act::React { .. }
            | Act::Answer { .. }
            | Act::Delete { .. }
            | Act::Move(_)
            | Act::Report { .. } => {}
        }
    }

    /// The server refused: the form and the marks are there again. Gives whether the reader was
    /// told already, which is so when a part was done.
    pub(super) fn keep_what_was_filled_in(
        &mut self,
        act: &Act,
        done: usize,
        error: &ApiError,
    ) -> bool {
        let (messages, word) = match act {
            Act::Delete { messages } => (messages, "deleted"),
            Act::Move(order) => (&order.messages, "moved"),
            Act::Status { .. } | Act::Report { .. } | Act::Channel(_) | Act::Affair(_) => {
                self.restore_sent_form(act);
                return false;
            }
            Act::Star { messages, .. } => {
                self.mark_again(messages);
                return false;
            }
            Act::Step { .. }
            | Act::React { .. }
            | Act::Answer { .. }
            | Act::TopicPolicy { .. }
            | Act::Setting { .. }
            | Act::AlertWord { .. } => {
                return false;
            }
        };
        self.restore_sent_form(act);
        let (gone, left) = messages.split_at(done.min(messages.len()));
        if matches!(act, Act::Delete { .. }) {
            self.gone_here(gone);
        }
        if messages.len() > 1 {
            self.mark_again(left);
        }
        if done == 0 {
            return false;
        }
        let all = messages.len();
        let why = refusal::sentence(error);
        self.complain(&format!(
            "{done} of {all} messages were {word}, the others are marked: {why}"
        ));
        true
    }

    fn restore_sent_form(&mut self, act: &Act) {
        if let Some(form) = self.app.sent_form.take_if(|form| is_of(&form.subject, act)) {
            self.app.kept_form = Some(form);
        }
    }

    fn forget_sent_form(&mut self, act: &Act) {
        self.app.sent_form.take_if(|form| is_of(&form.subject, act));
    }
}

/// Whether an act came of a form about this.
fn is_of(subject: &Subject, act: &Act) -> bool {
    match (subject, act) {
        (Subject::Move(moving), Act::Move(order)) => {
            let mut ordered = order.messages.iter();
            ordered.all(|id| moving.messages.contains(id))
        }
        (Subject::Status, Act::Status { .. }) => true,
        (subject, Act::Channel(order)) => order.is_of(subject),
        (Subject::Report(one), Act::Report { message, .. }) => one == message,
        (Subject::Members(form), Act::Affair(affair)) => form.is_of(affair),
        (
            Subject::Move(_)
            | Subject::Status
            | Subject::Report(_)
            | Subject::Attach
            | Subject::NewChannel
            | Subject::Channel(_)
            | Subject::ChannelPermissions(_)
            | Subject::ChannelSide(_)
            | Subject::AddPeople(_)
            | Subject::Members(_),
            _,
        ) => false,
    }
}
