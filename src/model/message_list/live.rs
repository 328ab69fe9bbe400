//! What events change in a list.

use super::fetch::belongs;
use super::{Kind, ListChange, MessageList};
use crate::api::conversation::Conversation;
use crate::api::event::AddOrRemove;
use crate::api::flags::MessageFlag;
use crate::api::ids::MessageId;
use crate::api::narrow::{HasOperand, InOperand, IsOperand, NarrowTerm, Operator};
use crate::model::changes::Changes;
use crate::model::journal::{Effect, Seq, edit_flags};
use crate::model::membership::Membership;
use crate::model::organization::Organization;
use crate::model::view::View;

/// Why a message is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cause {
    /// It is new.
    Arrival,
    /// What it says changed: a search may find it now, or no longer.
    Edit,
    /// It lives elsewhere.
    Move,
    /// Something else about it.
    Other,
}

impl MessageList {
    /// Takes over what events changed. The organization is the one after the events; changes of
    /// several events may be merged.
    pub fn apply(&mut self, org: &Organization, changes: &Changes) -> ListChange {
        let mut change = ListChange::default();
        if !self.loaded {
            return change;
        }
        for id in &changes.removed {
            self.ask.remove(id);
            self.take_out(*id, &mut change);
        }
        for moved in &changes.moved {
            for id in &moved.ids {
                self.hits.remove(id);
            }
            self.moved(&moved.ids, &moved.from, &moved.to, org, &mut change);
        }
        for flagged in &changes.flagged {
            if flagged.is_set {
                self.flagged(&flagged.flag, &flagged.ids, org, &mut change);
            }
        }
        let mut touched: Vec<MessageId> = changes.touched.iter().copied().collect();
        touched.sort_unstable();
        for id in touched {
            let cause = if changes.edited.contains(&id) {
                Cause::Edit
            } else {
                Cause::Other
            };
            let was_shown = self.position(id).is_some();
            self.consider(id, cause, org, &mut change);
            if was_shown && self.position(id).is_some() {
                change.changed.push(id);
            }
        }
        for id in &changes.edited {
            self.hits.remove(id);
            self.ask_about_edit(*id, org);
        }
        for id in &changes.arrived {
            self.consider(*id, Cause::Arrival, org, &mut change);
        }
        if changes.visibility {
            self.look_anew(org, &mut change);
        }
        if changes
            .gained
            .iter()
            .any(|channel| self.view.asks_channel(*channel, org))
        {
            self.go_stale();
        }
        change
    }

    /// Another list's page brought newer copies of messages: they may live elsewhere now.
    pub fn replaced(&mut self, org: &Organization, ids: &[MessageId]) -> ListChange {
        let mut change = ListChange::default();
        for id in ids {
            let was_shown = self.position(*id).is_some();
            self.consider(*id, Cause::Move, org, &mut change);
            if was_shown && self.position(*id).is_some() {
                change.changed.push(*id);
            }
        }
        change
    }

    /// Repeats what happened since a request was sent whose reply has just been taken in.
    pub(super) fn repeat_since(&mut self, asked: Seq, org: &Organization, change: &mut ListChange) {
        for effect in org.journal.since(asked).into_iter().flatten() {
            match effect {
                Effect::Arrived(id) if org.messages().contains(*id) => {
                    self.consider(*id, Cause::Arrival, org, change);
                }
                Effect::Arrived(id) => {
                    // It was deleted, or let go before this list could say that it needs it.
                    let mut later = org.journal.since(asked).into_iter().flatten();
                    if self.in_range(*id) && !later.any(|effect| effect.deletes(*id)) {
                        self.go_stale();
                    }
                }
                Effect::Updated(update) => {
                    if let Some(moved) = &update.moved {
                        let from =
                            Conversation::topic(moved.from_channel, moved.from_topic.clone());
                        let to = Conversation::topic(moved.to_channel, moved.to_topic.clone());
                        self.moved(&update.message_ids, &from, &to, org, change);
                    }
                    let cause = if update.content.is_some() {
                        Cause::Edit
                    } else {
                        Cause::Other
                    };
                    self.consider(update.message_id, cause, org, change);
                    if update.content.is_some() {
                        self.ask_about_edit(update.message_id, org);
                    }
                    for flag in edit_flags(update) {
                        self.flagged(&flag, &[update.message_id], org, change);
                    }
                }
                Effect::Deleted(gone) => {
                    for id in &gone.message_ids {
                        self.ask.remove(id);
                        self.take_out(*id, change);
                    }
                }
                Effect::Flags(event) => {
                    if event.op == AddOrRemove::Add && !event.all {
                        self.flagged(&event.flag, &event.messages, org, change);
                    }
                    for id in &event.messages {
                        self.consider(*id, Cause::Other, org, change);
                    }
                }
                Effect::Reaction(event) => {
                    self.reacted(event.message_id, org, change);
                }
                Effect::Submessage(_) => {}
                Effect::Gained(channels) => {
                    if channels
                        .iter()
                        .any(|channel| self.view.asks_channel(*channel, org))
                    {
                        self.go_stale();
                    }
                }
            }
        }
    }

    /// Messages went from one conversation to another.
    fn moved(
        &mut self,
        ids: &[MessageId],
        from: &Conversation,
        to: &Conversation,
        org: &Organization,
        change: &mut ListChange,
    ) {
        for id in ids {
            if self.has(*id) || org.messages().is_sure(*id) {
                self.consider(*id, Cause::Move, org, change);
            } else if self.in_range(*id)
                && self.view.contains_place(to, org) != Membership::No
                && self.view.contains_place(from, org) != Membership::Yes
            {
                // It belongs between those that are known, and nobody here knows what it says.
                self.go_stale();
            }
        }
    }

    /// A flag was set on messages: those not held may belong here now.
    fn flagged(
        &mut self,
        flag: &MessageFlag,
        ids: &[MessageId],
        org: &Organization,
        change: &mut ListChange,
    ) {
        if !depends_on(&self.view, flag) {
            return;
        }
        for id in ids {
            if self.has(*id) || org.messages().is_sure(*id) {
                self.consider(*id, Cause::Other, org, change);
            } else if self.in_range(*id) {
                self.go_stale();
            }
        }
    }

    /// Somebody reacted to a message, or took it back.
    fn reacted(&mut self, id: MessageId, org: &Organization, change: &mut ListChange) {
        self.consider(id, Cause::Other, org, change);
        let asks = matches!(&self.view, View::Search(narrow)
            if narrow.0.iter().any(|term| term.operator == Operator::Has(HasOperand::Reaction)));
        if asks && org.message(id).is_none() && self.in_range(id) {
            // It may belong between those that are known.
            self.go_stale();
        }
    }

    /// A message that is not held was edited: a search may find it now.
    fn ask_about_edit(&mut self, id: MessageId, org: &Organization) {
        if let View::Search(narrow) = &self.view
            && narrow
                .0
                .iter()
                .any(|term| only_server_knows(&term.operator))
            && !org.messages().is_sure(id)
            && self.in_range(id)
        {
            self.ask.insert(id);
        }
    }

    /// Looks at a message that is held: whether it belongs here now.
    fn consider(
        &mut self,
        id: MessageId,
        cause: Cause,
        org: &Organization,
        change: &mut ListChange,
    ) {
        let Some(message) = org.message(id) else {
            return;
        };
        if !self.in_range(id) {
            return;
        }
        let is_in = self.has(id);
        if !is_in && cause != Cause::Arrival && org.messages().is_maybe_stale(id) {
            // A doubted copy is no reason to list a message.
            return;
        }
        match self.view.contains(message, org) {
            Membership::Yes => self.put(id, org, change),
            Membership::No => {
                if is_in && !belongs(&self.view, message, org, true) {
                    self.take_out(id, change);
                } else if is_in {
                    self.put(id, org, change);
                }
            }
            Membership::Unknown => {
                let only_server_knows = matches!(self.view, View::Search(_));
                let asks = only_server_knows
                    && match cause {
                        Cause::Arrival => !is_in && !self.is_asking(id),
                        Cause::Edit => true,
                        Cause::Move => !is_in,
                        Cause::Other => false,
                    };
                if asks {
                    self.ask.insert(id);
                } else if is_in || (cause == Cause::Arrival && !only_server_knows) {
                    // What the server sent to oneself belongs with all that one got.
                    self.put(id, org, change);
                }
            }
        }
    }

    /// Whether a message is in the list, shown or hidden.
    fn has(&self, id: MessageId) -> bool {
        self.fetched.binary_search(&id).is_ok()
    }

    /// Whether the server is being asked about a message.
    fn is_asking(&self, id: MessageId) -> bool {
        self.under_way.iter().any(|request| match &request.kind {
            Kind::Match(ids) => ids.contains(&id),
            Kind::Opening | Kind::Older | Kind::Newer => false,
        })
    }

    /// Puts a message in its place, shown or hidden.
    pub(super) fn put(&mut self, id: MessageId, org: &Organization, change: &mut ListChange) {
        if let Err(at) = self.fetched.binary_search(&id) {
            self.fetched.insert(at, id);
        }
        match (self.shown.binary_search(&id), self.is_visible(id, org)) {
            (Err(at), true) => {
                self.shown.insert(at, id);
                change.added.push(id);
            }
            (Ok(at), false) => {
                self.shown.remove(at);
                change.removed.push(id);
            }
            (Ok(_), true) | (Err(_), false) => {}
        }
    }

    /// Takes a message out.
    pub(super) fn take_out(&mut self, id: MessageId, change: &mut ListChange) {
        if let Ok(at) = self.fetched.binary_search(&id) {
            self.fetched.remove(at);
        }
        if let Ok(at) = self.shown.binary_search(&id) {
            self.shown.remove(at);
            change.removed.push(id);
        }
    }

    /// What is muted changed: looks at every message anew.
    fn look_anew(&mut self, org: &Organization, change: &mut ListChange) {
        if let View::Search(narrow) = &self.view {
            let depends = |term: &NarrowTerm| {
                matches!(
                    term.operator,
                    Operator::Is(IsOperand::Followed | IsOperand::Muted)
                        | Operator::In(InOperand::Home)
                )
            };
            if narrow.0.iter().any(depends) {
                // Messages that are not held may belong here now.
                self.go_stale();
            }
            for id in self.fetched.clone() {
                self.consider(id, Cause::Other, org, change);
            }
        } else {
            for id in self.fetched.clone() {
                self.put(id, org, change);
            }
        }
    }
}

/// Whether the content of a message decides, in ways that the server alone knows.
fn only_server_knows(operator: &Operator) -> bool {
    match operator {
        Operator::Search(_) | Operator::Mentions(_) | Operator::With(_) => true,
        Operator::Has(thing) => *thing != HasOperand::Reaction,
        Operator::Channel(_)
        | Operator::Channels(_)
        | Operator::Topic(_)
        | Operator::Dm(_)
        | Operator::DmIncluding(_)
        | Operator::Sender(_)
        | Operator::Is(_)
        | Operator::In(_)
        | Operator::Id(_)
        | Operator::Near(_)
        | Operator::Date(_) => false,
    }
}

/// Whether setting a flag can bring messages into a view.
fn depends_on(view: &View, flag: &MessageFlag) -> bool {
    let wanted = match flag {
        MessageFlag::Starred => IsOperand::Starred,
        MessageFlag::Mentioned
        | MessageFlag::ChannelWildcardMentioned
        | MessageFlag::TopicWildcardMentioned
        | MessageFlag::WildcardMentioned => IsOperand::Mentioned,
        MessageFlag::HasAlertWord => IsOperand::Alerted,
        MessageFlag::Read
        | MessageFlag::Collapsed
        | MessageFlag::Historical
        | MessageFlag::HideLinkPreviews
        | MessageFlag::Unknown(_) => return false,
    };
    match view {
        View::Starred => wanted == IsOperand::Starred,
        View::Mentions => wanted == IsOperand::Mentioned,
        View::Search(narrow) => narrow
            .0
            .iter()
            .any(|term| !term.negated && term.operator == Operator::Is(wanted.clone())),
        View::Combined | View::AllDms | View::Channel(_) | View::Conversation(_) => false,
    }
}
