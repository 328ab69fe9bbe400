//! What is to be done so that drafts here and on the server are the same: a pure look at both.
//!
//! The server has no way of merging: the last writer wins there. So what the server was last
//! known to hold ([`OnServer`]) is kept with each draft, and compared with both sides:
//!
//! | here | there | done |
//! | --- | --- | --- |
//! | as known | as known | nothing |
//! | changed | as known | told to the server |
//! | as known | changed | taken over |
//! | changed | changed | both are kept, as two drafts |
//! | changed | gone | kept, as a new draft there |
//! | as known | gone | gone here too |
//! | deleted | as known | deleted there |
//! | deleted | changed | what was written there is kept |
//! | new | there with the same words | they are the same one |

use std::collections::{BTreeMap, BTreeSet};

use crate::api::conversation::{Conversation, DmKey};
use crate::api::ids::{DraftId, UserId};
use crate::api::personal::{self, Destination};
use crate::api::routes::drafts::NewDraft;
use crate::archive::{Draft, DraftKey, Heading, OnServer};

/// A draft is told to the server so long after its last change, in ms: not each word.
pub const SETTLED_MS: i64 = 4000;
/// So many drafts that vanish at once were not deleted one by one: synchronizing was turned
/// off and on again, which empties the server.
const EMPTIED: usize = 2;

/// One thing to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Here: write this instead of the draft that was seen, or take it away, unless it has
    /// changed.
    Settle {
        /// As it was seen.
        seen: Box<Draft>,
        /// What comes in its place.
        now: Option<Box<Draft>>,
    },
    /// Here: a draft of another client, unless there is one under its key by now.
    Adopt(Box<Draft>),
    /// There: a new one.
    Post(Box<Draft>),
    /// There: new words.
    Patch(DraftId, Box<Draft>),
    /// There: it was deleted here.
    Delete(DraftId, Box<Draft>),
}

/// What is to be done, and when to look again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// In this order.
    pub steps: Vec<Step>,
    /// In ms of Unix time.
    pub wake_ms: Option<i64>,
}

/// What both sides are seen with.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Who oneself is.
    pub me: UserId,
    /// The longest text that the server keeps whole, in code points.
    pub longest: usize,
    /// Now, in ms of Unix time.
    pub now_ms: i64,
}

/// Whether two texts are the same to the server, which cuts white space at the end.
fn same(one: &str, other: &str) -> bool {
    one.trim_end() == other.trim_end()
}

/// Where a draft is to go, as the server would have it.
#[must_use]
pub fn destination(draft: &Draft, me: UserId) -> Destination {
    let heading = match (&draft.key, &draft.heading) {
        (DraftKey::Conversation(Conversation::Topic { channel, topic }), _) => {
            return Destination::Topic(Some(*channel), topic.clone());
        }
        (DraftKey::Conversation(Conversation::Dm(key)), _) => {
            return Destination::People(key.operand(me));
        }
        (DraftKey::New(_), heading) => heading,
    };
    match heading {
        Some(Heading::Channel {
            channel: Some(channel),
            topic,
        }) => Destination::Topic(Some(*channel), topic.as_str().into()),
        Some(Heading::Direct(people)) if !people.is_empty() => Destination::People(people.clone()),
        // The server keeps no topic without a channel.
        Some(Heading::Channel { channel: None, .. } | Heading::Direct(_)) | None => {
            Destination::Nowhere
        }
    }
}

/// Whether both go to the same place, whoever wrote them down.
fn same_place(one: &Destination, other: &Destination, me: UserId) -> bool {
    match (one, other) {
        (Destination::People(one), Destination::People(other)) => {
            DmKey::new(one.clone(), me) == DmKey::new(other.clone(), me)
        }
        (Destination::Topic(None, _) | Destination::Nowhere, other) => {
            matches!(other, Destination::Topic(None, _) | Destination::Nowhere)
        }
        (one, other) => one == other,
    }
}

/// A draft as the server takes it.
#[must_use]
pub fn told(draft: &Draft, me: UserId) -> NewDraft {
    NewDraft {
        to: destination(draft, me),
        content: draft.text.trim_end().to_owned(),
        timestamp: draft.updated_ms.div_euclid(1000),
    }
}

fn heading(to: &Destination) -> Heading {
    match to {
        Destination::People(people) => Heading::Direct(people.clone()),
        Destination::Topic(channel, topic) => Heading::Channel {
            channel: *channel,
            topic: topic.as_str().to_owned(),
        },
        Destination::Nowhere => Heading::Channel {
            channel: None,
            topic: String::new(),
        },
    }
}

fn on_server(there: &personal::Draft) -> OnServer {
    OnServer {
        id: there.id,
        text: there.content.to_string(),
        at_ms: there.timestamp.0.saturating_mul(1000),
    }
}

/// The drafts here while a plan is made.
struct Here<'a> {
    taken: BTreeSet<DraftKey>,
    look: &'a Look,
    next: u64,
}

impl Here<'_> {
    /// A key for a draft of the server's: its conversation's, where that has none yet.
    fn key_for(&mut self, to: &Destination) -> DraftKey {
        let conversation = match to {
            Destination::Topic(Some(channel), topic) => {
                Some(Conversation::topic(*channel, topic.clone()))
            }
            Destination::People(people) if !people.is_empty() => {
                Some(Conversation::Dm(DmKey::new(people.clone(), self.look.me)))
            }
            Destination::Nowhere | Destination::Topic(None, _) | Destination::People(_) => None,
        };
        if let Some(key) = conversation.map(DraftKey::Conversation)
            && self.taken.insert(key.clone())
        {
            return key;
        }
        loop {
            self.next += 1;
            let key = DraftKey::New(self.next);
            if self.taken.insert(key.clone()) {
                return key;
            }
        }
    }

    fn draft(&self, key: DraftKey, there: &personal::Draft) -> Draft {
        let text = there.content.to_string();
        Draft {
            heading: match key {
                DraftKey::Conversation(_) => None,
                DraftKey::New(_) => Some(heading(&there.to)),
            },
            key,
            cursor: text.len(),
            text,
            updated_ms: there.timestamp.0.saturating_mul(1000),
            on_server: Some(on_server(there)),
            deleted: false,
        }
    }

    fn adopt(&mut self, there: &personal::Draft) -> Step {
        let key = self.key_for(&there.to);
        Step::Adopt(Box::new(self.draft(key, there)))
    }
}

/// What is to be done so that both sides are the same.
#[must_use]
pub fn plan(here: &[Draft], there: &BTreeMap<DraftId, personal::Draft>, look: &Look) -> Plan {
    let mut plan = Plan::default();
    let mut own = Here {
        taken: here.iter().map(|draft| draft.key.clone()).collect(),
        next: look.now_ms.cast_unsigned(),
        look,
    };
    let known: BTreeSet<DraftId> = here
        .iter()
        .filter_map(|draft| draft.on_server.as_ref())
        .map(|on| on.id)
        .collect();
    let emptied = there.is_empty() && known.len() >= EMPTIED;
    let mut unclaimed: BTreeMap<DraftId, &personal::Draft> = there
        .iter()
        .filter(|(id, _)| !known.contains(id))
        .map(|(id, draft)| (*id, draft))
        .collect();
    let mut claimed = BTreeSet::new();
    for draft in here {
        let unsettled = draft.updated_ms + SETTLED_MS;
        let settled = unsettled <= look.now_ms || draft.updated_ms > look.now_ms;
        let seen = || Box::new(draft.clone());
        let keepable = !draft.text.trim().is_empty() && draft.text.chars().count() <= look.longest;
        let Some(base) = &draft.on_server else {
            if draft.deleted || !keepable {
                continue;
            }
            let to = destination(draft, look.me);
            let twin = unclaimed
                .values()
                .find(|other| {
                    same(&other.content, &draft.text) && same_place(&other.to, &to, look.me)
                })
                .map(|other| other.id);
            if let Some(twin) = twin.and_then(|id| unclaimed.remove(&id)) {
                let mut now = draft.clone();
                now.on_server = Some(on_server(twin));
                plan.steps.push(Step::Settle {
                    seen: seen(),
                    now: Some(Box::new(now)),
                });
            } else if settled {
                plan.steps.push(Step::Post(seen()));
            } else {
                plan.wake_ms = Some(plan.wake_ms.map_or(unsettled, |at| at.min(unsettled)));
            }
            continue;
        };
        // Two that are one there were one when a file was copied: the second is new.
        let first = claimed.insert(base.id);
        let alone = || {
            let mut alone = draft.clone();
            alone.on_server = None;
            Some(Box::new(alone))
        };
        let Some(other) = there.get(&base.id).filter(|_| first) else {
            let as_known = first && !emptied && same(&draft.text, &base.text);
            plan.steps.push(Step::Settle {
                seen: seen(),
                now: if draft.deleted || as_known {
                    None
                } else {
                    alone()
                },
            });
            continue;
        };
        let moved = !draft.deleted && !same_place(&other.to, &destination(draft, look.me), look.me);
        let newer_there = other.timestamp.0.saturating_mul(1000) > base.at_ms;
        let there_changed = !same(&other.content, &base.text) || (moved && newer_there);
        let here_changed = !same(&draft.text, &base.text) || (moved && !newer_there);
        match (draft.deleted, here_changed, there_changed) {
            (true, _, false) => plan.steps.push(Step::Delete(base.id, seen())),
            (true, _, true) => {
                plan.steps.push(Step::Settle {
                    seen: seen(),
                    now: None,
                });
                plan.steps.push(own.adopt(other));
            }
            (false, false, false) => {}
            (false, true, false) if !keepable => {}
            (false, true, false) if settled => plan.steps.push(Step::Patch(base.id, seen())),
            (false, true, false) => {
                plan.wake_ms = Some(plan.wake_ms.map_or(unsettled, |at| at.min(unsettled)));
            }
            (false, true, true) if same(&draft.text, &other.content) => {
                let mut now = draft.clone();
                now.on_server = Some(on_server(other));
                plan.steps.push(Step::Settle {
                    seen: seen(),
                    now: Some(Box::new(now)),
                });
            }
            (false, true, true) => {
                plan.steps.push(Step::Settle {
                    seen: seen(),
                    now: alone(),
                });
                plan.steps.push(own.adopt(other));
            }
            (false, false, true) => {
                let stays = !moved || matches!(draft.key, DraftKey::New(_));
                plan.steps.push(Step::Settle {
                    seen: seen(),
                    now: stays.then(|| Box::new(own.draft(draft.key.clone(), other))),
                });
                if !stays {
                    plan.steps.push(own.adopt(other));
                }
            }
        }
    }
    plan.steps
        .extend(unclaimed.into_values().map(|other| own.adopt(other)));
    plan
}
