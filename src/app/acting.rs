//! Ordering acts, and what becomes of them.

use crate::api::error::ApiError;
use crate::api::ids::MessageId;
use crate::api::message::Message;

use super::act::{Act, Ticket};
use super::ask::Query;
use super::echo::Fate;
use super::effect::Effect;
use super::prompt::Purpose;
use super::refusal;
use super::state::Turn;
use super::update::Link;
use crate::api::widget::Step;

impl Turn<'_> {
    /// Does something that others see. It is shown at once, unless there is no connection:
    /// then it is not done, and the reader is told.
    pub(super) fn act(&mut self, act: Act) -> bool {
        if self.app.link != Link::Live {
            self.complain(&format!("{}: there is no connection.", act.undone()));
            return false;
        }
        let app = &mut *self.app;
        let message = act
            .message()
            .and_then(|id| app.organization.as_deref()?.messages().get(id));
        let ticket = app.echo.order(act.clone(), message, app.registration);
        let message = act.message();
        self.effect(Effect::Act { ticket, act });
        self.show_what_was_done(message);
        true
    }

    /// The selected message may have grown: who did that sees all of it.
    fn show_what_was_done(&mut self, message: Option<MessageId>) {
        let selected = self.app.selected_message().map(|message| message.id);
        if let Some(id) = message.filter(|id| selected == Some(*id)) {
            self.select_message(id);
        }
    }

    /// An act came to an end.
    pub(super) fn acted(&mut self, ticket: Ticket, act: &Act, result: Result<(), ApiError>) {
        let app = &mut *self.app;
        let steps = app.echo.steps(ticket);
        let is_current = app.echo.registration_of(ticket) == Some(app.registration);
        let fate = result.as_ref().err().map_or(Fate::Taken, fate);
        let undone = app.echo.answered(ticket, fate, app.registration);
        let error = match result {
            Ok(()) => {
                self.acted_well(act);
                return;
            }
            Err(error) => error,
        };
        if is_current {
            self.take_back(act);
        }
        if self.keep_what_was_filled_in(act, steps, &error) {
            return;
        }
        let error = refusal::sentence(&error);
        let unknown = fate == Fate::Unknown;
        if unknown && let Some(message) = act.message() {
            let ask = self.inquire(Query::Message(message));
            self.app.echo.doubt(ask, ticket);
        }
        let mut sentence = match (unknown, act.may_be_repeated()) {
            (false, _) => format!("{}: {error}", act.undone()),
            (true, true) => {
                format!("It is not known whether this was done; it may be repeated: {error}")
            }
            (true, false) => {
                format!("It is not known whether this was done; look before you repeat it: {error}")
            }
        };
        if (undone.is_some() || unknown)
            && let Some((purpose, text)) = kept(act)
        {
            self.app.unsent = Some((purpose, text));
            sentence = if unknown {
                format!("It is not known whether this was done, and your words are kept: {error}")
            } else {
                format!("{}, and your words are kept: {error}", act.undone())
            };
        }
        self.complain(&sentence);
    }

    /// The server told what a message is like after an order of unknown fate.
    pub(super) fn looked(&mut self, ticket: Ticket, result: Result<Box<Message>, ApiError>) {
        let app = &mut *self.app;
        let Some(me) = app.organization.as_deref().map(|o| o.me()) else {
            return;
        };
        // Without an answer it is known when the connection is back.
        if let Ok(message) = result
            && let Some(act) = app.echo.missing(ticket, &message, me)
        {
            let kept = kept(&act).map_or("", |_| ", and your words are kept");
            self.complain(&format!(
                "{}{kept}: the server does not have it.",
                act.undone()
            ));
        }
    }

    /// What the messages have by now is no echo any more.
    pub(super) fn settle_echo(&mut self) {
        let app = &mut *self.app;
        if app.echo.is_empty() {
            return;
        }
        let Some(organization) = app.organization.as_deref() else {
            return;
        };
        for id in app.echo.messages() {
            if let Some(message) = organization.messages().get(id) {
                app.echo.settle(message, organization.me());
            }
        }
    }
}

/// What an act came to that the server did not take. The answer may have been lost, and not
/// the order.
fn fate(error: &ApiError) -> Fate {
    match error {
        ApiError::Network(network) if network.unsent => Fate::Refused,
        ApiError::Network(_) | ApiError::Server { .. } | ApiError::Malformed { .. } => {
            Fate::Unknown
        }
        ApiError::Zulip(_)
        | ApiError::RateLimited { .. }
        | ApiError::Redirect { .. }
        | ApiError::Setup(_) => Fate::Refused,
    }
}

/// The words that a failed act would lose, and the prompt that they go back to.
fn kept(act: &Act) -> Option<(Purpose, String)> {
    let Act::Step { message, step } = act else {
        return None;
    };
    let purpose = match step {
        Step::NewOption { .. } => Purpose::AddOption(*message),
        Step::Question { .. } => Purpose::EditQuestion(*message),
        Step::NewTask { .. } => Purpose::AddTask(*message),
        Step::NewTaskListTitle { .. } => Purpose::EditTitle(*message),
        Step::Vote { .. } | Step::Strike { .. } => return None,
    };
    Some((purpose, act.typed()?))
}
