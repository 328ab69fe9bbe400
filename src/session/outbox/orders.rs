//! What the task is told to do.

use super::task::Outbox;
use super::{Listener, Order, fate};
use crate::app::store::{OutboxOrder, Send, StoreNews};
use crate::archive::{ArchiveError, Draft, DraftKey, NewOutgoing};

impl<L: Listener> Outbox<L> {
    /// Carries out an order.
    pub async fn order(&mut self, order: Order) {
        let now_ms = self.now_ms();
        match order {
            Order::Send(send) => self.keep(send, now_ms).await,
            Order::Decide(decided) => {
                if let Err(why) = self.decide(decided, now_ms).await {
                    self.trouble(why).await;
                }
            }
            Order::SaveDraft(draft) => {
                let key = draft.key.clone();
                let saved = self.terms.archive.save_draft(draft).await;
                self.draft(key, saved);
            }
            Order::DeleteDraft(key) => {
                let deleted = self.terms.archive.delete_draft(key.clone(), now_ms).await;
                self.draft(key, deleted);
            }
            Order::Echo(id, message) => {
                self.newest = self.newest.max(message);
                let echoed = self.change(id, |row| fate::echoed(row, message)).await;
                if let Err(why) = echoed {
                    self.trouble(why).await;
                }
            }
        }
    }

    fn draft(&mut self, key: DraftKey, result: Result<(), ArchiveError>) {
        if let Err(why) = result {
            self.listener.tell(StoreNews::DraftFailed { key, why });
        }
    }

    async fn keep(&mut self, send: Send, now_ms: i64) {
        let Send {
            key,
            conversation,
            text,
            draft,
        } = send;
        let new = NewOutgoing {
            conversation,
            text,
            now_ms,
            draft,
        };
        let kept = self.terms.archive.enqueue(new).await;
        self.stale = true;
        let result = kept.map(|outgoing| outgoing.id);
        self.listener.tell(StoreNews::Kept { key, result });
    }

    async fn decide(&mut self, order: OutboxOrder, now_ms: i64) -> Result<(), ArchiveError> {
        let archive = self.terms.archive.clone();
        let (OutboxOrder::Resend(id) | OutboxOrder::Discard(id) | OutboxOrder::Withdraw(id)) =
            order;
        self.not_before.remove(&id);
        if let OutboxOrder::Resend(_) = order {
            return self.change(id, fate::again).await;
        }
        self.stale = true;
        let rows = archive.outbox().await?;
        let Some(row) = rows.into_iter().find(|row| row.id == id) else {
            return Ok(());
        };
        let draft = match order {
            OutboxOrder::Withdraw(_) => {
                let (conversation, text) = (row.conversation.clone(), row.text.clone());
                Some(Draft::reply(conversation, text, now_ms))
            }
            OutboxOrder::Resend(_) | OutboxOrder::Discard(_) => None,
        };
        let comes_back = draft.is_some();
        if archive.withdraw(row, draft).await? && comes_back {
            self.listener
                .tell(StoreNews::Drafts(archive.drafts().await?));
        }
        Ok(())
    }
}
