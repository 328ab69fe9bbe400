//! What the event queue says to the outbox.

use std::sync::Arc;

use tokio::sync::mpsc::WeakUnboundedSender;
use tokio::sync::watch;

use super::Order;
use crate::api::event::Event;
use crate::api::ids::{MessageId, QueueId, UserId};
use crate::archive::LocalId;

/// What is known of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Whether it can be reached.
    pub online: bool,
    /// Who oneself is there.
    pub me: UserId,
    /// The event queue that brings the events of what is sent.
    pub queue: Option<QueueId>,
    /// The newest message known.
    pub newest: MessageId,
}

/// Takes what the event queue says. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Ear {
    standing: Arc<watch::Sender<Option<Standing>>>,
    orders: WeakUnboundedSender<Order>,
}

impl Ear {
    /// One that tells the task behind `orders`, and what it watches. It does not keep that
    /// task from ending.
    #[must_use]
    pub fn new(orders: WeakUnboundedSender<Order>) -> (Self, watch::Receiver<Option<Standing>>) {
        let (standing, watched) = watch::channel(None);
        let standing = Arc::new(standing);
        (Self { standing, orders }, watched)
    }

    /// There is a new queue.
    pub fn registered(&self, me: UserId, queue: Option<QueueId>, newest: Option<MessageId>) {
        self.standing.send_modify(|standing| {
            let known = standing.as_ref().map(|standing| standing.newest);
            *standing = Some(Standing {
                online: true,
                me,
                queue,
                newest: newest.max(known).unwrap_or(MessageId(0)),
            });
        });
    }

    /// The server can be reached, or not.
    pub fn online(&self, online: bool) {
        self.standing.send_if_modified(|standing| match standing {
            Some(standing) => std::mem::replace(&mut standing.online, online) != online,
            None => false,
        });
    }

    /// Events came, and were told to everybody else.
    pub fn hear(&self, heard: Heard) {
        let Heard { newest, own } = heard;
        self.standing.send_if_modified(|standing| {
            if let Some(standing) = standing {
                standing.newest = standing.newest.max(newest);
            }
            // Nothing to be done about that now.
            false
        });
        for (local, id) in own {
            // Nobody listens any more when the session ends.
            if let Some(orders) = self.orders.upgrade() {
                let _ = orders.send(Order::Echo(local, id));
            }
        }
    }
}

/// What events say to the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// The newest message among them.
    newest: MessageId,
    /// Messages that this queue sent, by the names it gave them.
    own: Vec<(LocalId, MessageId)>,
}

impl Heard {
    /// What these say.
    #[must_use]
    pub fn of(events: &[Event]) -> Self {
        let mut heard = Self {
            newest: MessageId(0),
            own: Vec::new(),
        };
        for event in events {
            let Event::Message(event) = event else {
                continue;
            };
            let id = event.message.id;
            heard.newest = heard.newest.max(id);
            let local = event.local_message_id.as_deref();
            if let Some(local) = local.and_then(|local| local.parse().ok()) {
                heard.own.push((LocalId(local), id));
            }
        }
        heard
    }
}
