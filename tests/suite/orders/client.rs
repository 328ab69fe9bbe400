//! The program's side: an organization, a list for each view, and letters on their way.

use lazuli::api::event::{Event, RawEvent};
use lazuli::api::ids::{ChannelId, MessageId, UserId};
use lazuli::api::message::MessagesPage;
use lazuli::api::narrow::Narrow;
use lazuli::api::snapshot::Snapshot;
use lazuli::api::time::UnixMillis;
use lazuli::model::{
    Changes, Conversation, DmKey, IdSet, ListRequest, MessageList, Organization, View,
};
use serde_json::Value;

use super::server::{ADA, Server};

const NOW: UnixMillis = UnixMillis(1_700_000_000_000);

/// A request on its way to the server, or its reply on the way back.
pub struct Letter {
    list: usize,
    request: ListRequest,
    reply: Option<Reply>,
}

pub enum Reply {
    Page(Value),
    Matches(Vec<MessageId>),
}

pub struct Client {
    pub org: Organization,
    pub lists: Vec<MessageList>,
    letters: Vec<Letter>,
    /// How many of the server's events have come.
    seen: usize,
}

pub fn build(server: &Server) -> Organization {
    let snapshot = Snapshot::parse(server.register().to_string().as_bytes()).unwrap();
    Organization::new(snapshot, NOW).unwrap()
}

fn views() -> Vec<View> {
    let topic = |channel, name: &str| {
        View::Conversation(Conversation::topic(ChannelId(channel), name.into()))
    };
    let dm = |others: &[u64]| {
        let others = others.iter().copied().map(UserId);
        View::Conversation(Conversation::Dm(DmKey::new(others, UserId(ADA))))
    };
    vec![
        View::Combined,
        View::Mentions,
        View::Starred,
        View::AllDms,
        View::Channel(ChannelId(1)),
        View::Channel(ChannelId(3)),
        topic(1, "kiln"),
        topic(2, "Glaze"),
        topic(3, "lunch"),
        dm(&[7]),
        dm(&[7, 8]),
        View::Search("kiln".parse::<Narrow>().unwrap()),
        View::Search("channel:1 fire".parse::<Narrow>().unwrap()),
        View::Search("is:unread".parse::<Narrow>().unwrap()),
    ]
}

impl Client {
    pub fn new(server: &Server) -> Self {
        let lists = views().into_iter().map(MessageList::new).collect();
        Self {
            org: build(server),
            lists,
            letters: Vec::new(),
            seen: server.events.len(),
        }
    }

    pub fn post(&mut self, list: usize, request: ListRequest) {
        self.letters.push(Letter {
            list,
            request,
            reply: None,
        });
    }

    /// Takes some events, as one batch or one by one.
    pub fn hear(&mut self, server: &Server, count: usize, as_batch: bool) {
        let end = (self.seen + count).min(server.events.len());
        let mut batch = Changes::default();
        for event in &server.events[self.seen..end] {
            let raw: RawEvent = serde_json::from_str(&event.to_string()).unwrap();
            let changes = self.org.apply(Event::parse(&raw).unwrap(), NOW).unwrap();
            if as_batch {
                batch.merge(changes);
            } else {
                self.show(&changes);
            }
        }
        self.show(&batch);
        self.seen = end;
    }

    pub fn show(&mut self, changes: &Changes) {
        for list in &mut self.lists {
            let before = list.shown().to_vec();
            let change = list.apply(&self.org, changes);
            check_change(&before, list.shown(), &change.added, &change.removed);
        }
    }

    /// The server answers a request now; the reply may take longer.
    pub fn answer(&mut self, server: &Server, dice: usize) {
        let mut open: Vec<&mut Letter> = self
            .letters
            .iter_mut()
            .filter(|letter| letter.reply.is_none())
            .collect();
        if open.is_empty() {
            return;
        }
        let at = dice % open.len();
        let letter = &mut open[at];
        letter.reply = Some(match &letter.request {
            ListRequest::Fetch(request) => Reply::Page(server.page(request)),
            ListRequest::Match(request) => {
                let matches = |id: &MessageId| {
                    server
                        .messages
                        .get(&id.0)
                        .is_some_and(|message| server.finds(&request.narrow, message))
                };
                Reply::Matches(request.ids.iter().copied().filter(matches).collect())
            }
        });
    }

    /// A reply comes, or the request comes to nothing.
    pub fn receive(&mut self, dice: usize, fails: bool) {
        let ready: Vec<usize> = (0..self.letters.len())
            .filter(|at| fails || self.letters[*at].reply.is_some())
            .collect();
        if ready.is_empty() {
            return;
        }
        let letter = self.letters.remove(ready[dice % ready.len()]);
        let list = &mut self.lists[letter.list];
        let tag = match &letter.request {
            ListRequest::Fetch(request) => request.tag,
            ListRequest::Match(request) => request.tag,
        };
        let before = list.shown().to_vec();
        let change = match letter.reply {
            _ if fails => {
                list.failed(tag);
                None
            }
            Some(Reply::Page(json)) => {
                let page: MessagesPage = serde_json::from_str(&json.to_string()).unwrap();
                list.accept(&mut self.org, tag, page)
            }
            Some(Reply::Matches(ids)) => list.accept_matches(&self.org, tag, &ids),
            None => None,
        };
        if let Some(change) = &change {
            for (at, other) in self.lists.iter_mut().enumerate() {
                if at != letter.list {
                    other.replaced(&self.org, &change.replaced);
                }
            }
        }
        let list = &self.lists[letter.list];
        match change {
            Some(change) => check_change(&before, list.shown(), &change.added, &change.removed),
            None => assert_eq!(before, list.shown(), "an old reply changed something"),
        }
    }

    /// The queue was lost: events are missed, everything is registered anew.
    pub fn register_anew(&mut self, server: &Server) {
        let old = std::mem::replace(&mut self.org, build(server));
        self.org.adopt_stale(old);
        self.seen = server.events.len();
        for list in &mut self.lists {
            let reading = list.shown().get(list.shown().len() / 2).copied();
            list.rebuilt(reading, &self.org);
        }
    }

    /// Lets go of messages: of all that no list needs, or of more than a list would like.
    pub fn forget(&mut self, too_much: bool) {
        let lists = self.lists.iter();
        let held: IdSet<MessageId> = if too_much {
            lists
                .flat_map(|list| list.fetched().iter().copied())
                .collect()
        } else {
            lists.flat_map(MessageList::held).collect()
        };
        self.org.retain_messages(&held);
    }

    pub fn upkeep(&mut self) -> bool {
        let mut any = false;
        for at in 0..self.lists.len() {
            while let Some(request) = self.lists[at].upkeep(&self.org) {
                self.post(at, request);
                any = true;
            }
        }
        any
    }

    /// Everything comes that is on its way, until nothing is.
    pub fn settle(&mut self, server: &Server) {
        self.hear(server, usize::MAX - self.seen, false);
        for _ in 0..200 {
            let idle = !self.upkeep() && self.letters.is_empty();
            while !self.letters.is_empty() {
                while self.letters.iter().any(|letter| letter.reply.is_none()) {
                    self.answer(server, 0);
                }
                self.receive(0, false);
            }
            if idle {
                return;
            }
        }
        panic!("the lists never had enough");
    }
}

/// What a list says has changed is what changed.
fn check_change(
    before: &[MessageId],
    after: &[MessageId],
    added: &[MessageId],
    removed: &[MessageId],
) {
    let really_added = after.iter().filter(|id| !before.contains(id));
    for id in really_added {
        assert!(added.contains(id), "{id} was added without a word");
    }
    for id in before.iter().filter(|id| !after.contains(id)) {
        assert!(removed.contains(id), "{id} went without a word");
    }
}
