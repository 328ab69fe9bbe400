//! Ordering acts, and what becomes of them.

use crate::api::error::ApiError;
use crate::api::ids::MessageId;

use super::act::{Act, Ticket};
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
        let shown = app.echo.answered(ticket, result.is_ok(), app.registration);
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
        // The answer may have been lost, and not the order.
        let open = match &error {
            ApiError::Network(network) => !network.unsent,
            ApiError::Server { .. } | ApiError::Malformed { .. } => true,
            ApiError::Zulip(_)
            | ApiError::RateLimited { .. }
            | ApiError::Redirect { .. }
            | ApiError::Setup(_) => false,
        };
        let error = refusal::sentence(&error);
        let mut sentence = if open && !act.may_be_repeated() {
            format!("It is not known whether this was done; look before you repeat it: {error}")
        } else {
            format!("{}: {error}", act.undone())
        };
        if shown.is_some()
            && let Some((purpose, text)) = kept(act)
        {
            self.app.unsent = Some((purpose, text));
            sentence = format!("{}, and your words are kept: {error}", act.undone());
        }
        self.complain(&sentence);
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
