//! The page of recent conversations: its rows, their order, what is shown of them. What it is
//! made of is a list of messages of its own, kept live like any other.

use std::cmp::Reverse;

use crate::api::conversation::Conversation;
use crate::model::{Anchor, Direction, Organization, RecentConversation, View};

use super::effect::Effect;
use super::naming;
use super::pages::Page;
use super::panes::Pane;
use super::picker::{Picker, Row};
use super::state::{App, Turn};

/// So many messages are looked at first, and so many more whenever more is wanted.
const PART: usize = 1000;

/// What the rows are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RecentOrder {
    /// The newest message first.
    #[default]
    Newest,
    /// By channel and topic.
    Name,
    /// The most unread first.
    Unread,
    /// The most people first.
    People,
}

impl RecentOrder {
    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Newest => "newest first",
            Self::Name => "by name",
            Self::Unread => "most unread first",
            Self::People => "most people first",
        }
    }

    fn next(self) -> Self {
        match self {
            Self::Newest => Self::Name,
            Self::Name => Self::Unread,
            Self::Unread => Self::People,
            Self::People => Self::Newest,
        }
    }
}

/// Which kinds of conversations are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RecentKind {
    /// Topics and direct messages.
    #[default]
    All,
    /// Direct messages alone.
    Dms,
    /// Topics alone.
    Topics,
}

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RecentFilter {
    /// Only what has unread messages.
    pub unread: bool,
    /// Only where oneself takes part.
    pub participated: bool,
    /// What is muted, too.
    pub muted: bool,
    /// Which kinds.
    pub kind: RecentKind,
}

/// A switch of the filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecentSwitch {
    /// [`RecentFilter::unread`].
    Unread,
    /// [`RecentFilter::participated`].
    Participated,
    /// [`RecentFilter::muted`].
    Muted,
    /// [`RecentFilter::kind`].
    Kind,
}

/// The page.
#[derive(Debug, Default)]
pub struct RecentState {
    /// The selection.
    pub picker: Picker<Conversation>,
    /// The rows as of now.
    pub rows: Vec<RecentConversation>,
    /// How many conversations there are, shown or not.
    pub all: usize,
    /// What they are ordered by.
    pub order: RecentOrder,
    /// Which are shown.
    pub filter: RecentFilter,
    /// How many messages are looked at, beyond the first part.
    more: usize,
}

impl Row<Conversation> for RecentConversation {
    fn key(&self) -> Option<&Conversation> {
        Some(&self.place)
    }
}

/// The rows as they are now, and how many there were without the filter.
#[must_use]
pub(super) fn rows(app: &App) -> (Vec<RecentConversation>, usize) {
    let Some((organization, list)) = app.organization.as_deref().zip(app.views.recent()) else {
        return (Vec::new(), 0);
    };
    let rows = organization.recent_conversations(list.fetched());
    let all = rows.len();
    let RecentState { order, filter, .. } = app.recent;
    (arranged(rows, organization, filter, order), all)
}

/// Of these, the newest first, those that a filter leaves, in an order.
fn arranged(
    mut rows: Vec<RecentConversation>,
    organization: &Organization,
    filter: RecentFilter,
    order: RecentOrder,
) -> Vec<RecentConversation> {
    rows.retain(|row| {
        let is_dm = row.place.channel().is_none();
        (!filter.unread || row.unread > 0)
            && (!filter.participated || row.participated)
            && (filter.muted || !row.muted)
            && match filter.kind {
                RecentKind::All => true,
                RecentKind::Dms => is_dm,
                RecentKind::Topics => !is_dm,
            }
    });
    match order {
        RecentOrder::Newest => {}
        RecentOrder::Name => {
            rows.sort_by_cached_key(|row| {
                naming::conversation(organization, &row.place).to_lowercase()
            });
        }
        RecentOrder::Unread => rows.sort_by_key(|row| Reverse(row.unread)),
        RecentOrder::People => rows.sort_by_key(|row| Reverse(row.people.len())),
    }
    rows
}

impl App {
    /// The selected row of the page of recent conversations.
    #[must_use]
    pub fn recent_row(&self) -> Option<&RecentConversation> {
        let key = self.recent.picker.selected.as_ref()?;
        self.recent.rows.iter().find(|row| row.place == *key)
    }

    /// Whether older messages exist that are not looked at.
    #[must_use]
    pub fn recent_has_more(&self) -> bool {
        let list = self.views.recent();
        list.is_some_and(|list| list.is_loaded() && !list.reached_oldest())
    }

    pub(super) fn show_recent(&mut self) {
        let height = usize::from(self.geometry().body(Pane::Messages).height);
        let (rows, all) = rows(self);
        let height = height.saturating_sub(super::recent::HEAD);
        let first = self.recent.picker.selected.is_none();
        (self.recent.rows, self.recent.all) = (rows, all);
        if first {
            self.recent.picker.top = 0;
        }
        self.recent.picker.sync(&self.recent.rows, height);
    }
}

/// Rows above the table: its filters and the names of its columns.
pub const HEAD: usize = 2;

impl Turn<'_> {
    /// Messages for the page, as long as it is on the screen and they are too few.
    pub(super) fn ask_for_recent(&mut self) {
        let app = &mut *self.app;
        let Some(organization) = app.organization.as_deref() else {
            return;
        };
        if app.views.page() != Some(Page::Recent) {
            return;
        }
        let id = app.views.recent_list();
        if app.stalled.contains_key(&id) {
            return;
        }
        let wanted = PART + app.recent.more;
        let Some(list) = app.views.list_mut(id) else {
            return;
        };
        let request = if !list.is_started() {
            Some(list.start(Anchor::Newest, organization))
        } else if list.fetched().len() < wanted {
            list.want(Direction::Older, organization)
        } else {
            None
        };
        if let Some(request) = request {
            self.effect(Effect::Fetch { list: id, request });
        }
    }

    /// Looks at older messages too.
    pub fn more_recent(&mut self) {
        if self.app.recent_has_more() {
            self.app.recent.more += PART;
            self.notice("Looking at older messages…");
        }
    }

    /// Orders the rows by something else.
    pub fn order_recent(&mut self) {
        self.app.recent.order = self.app.recent.order.next();
        self.app.stale.places = true;
    }

    /// Shows more or less.
    pub fn filter_recent(&mut self, switch: RecentSwitch) {
        let filter = &mut self.app.recent.filter;
        match switch {
            RecentSwitch::Unread => filter.unread = !filter.unread,
            RecentSwitch::Participated => filter.participated = !filter.participated,
            RecentSwitch::Muted => filter.muted = !filter.muted,
            RecentSwitch::Kind => {
                filter.kind = match filter.kind {
                    RecentKind::All => RecentKind::Dms,
                    RecentKind::Dms => RecentKind::Topics,
                    RecentKind::Topics => RecentKind::All,
                }
            }
        }
        self.app.stale.places = true;
    }

    /// Opens the selected conversation.
    pub(super) fn open_recent_row(&mut self) {
        if let Some(place) = self.app.recent_row().map(|row| row.place.clone()) {
            self.open(View::Conversation(place));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::api::ids::MessageId;
    use crate::model::testing::{NOW, arrival, dm, event, flags_event, message, organization_with};

    /// A conversation as a plain count over all that was sent has it.
    #[derive(Debug, Clone, Default)]
    struct Plain {
        name: String,
        is_dm: bool,
        muted: bool,
        newest: u64,
        unread: usize,
        senders: Vec<u64>,
    }

    /// Where (0 to 3 topics of two channels, 4 and 5 people), who wrote, whether it was read.
    fn sent() -> impl Strategy<Value = Vec<(u64, u64, bool)>> {
        prop::collection::vec((0u64..6, 6u64..9, any::<bool>()), 0..40)
    }

    /// The organization in which that was sent, where one topic is muted; its conversations, the
    /// newest first; and all messages.
    fn world(sent: &[(u64, u64, bool)]) -> (Organization, Vec<Plain>, Vec<MessageId>) {
        let mut organization = organization_with(|_| {});
        let mute = json!({"type": "user_topic", "stream_id": 1, "last_updated": 1,
            "topic_name": "b", "visibility_policy": 1});
        organization.apply(event(mute), NOW).unwrap();
        let mut plain: BTreeMap<u64, Plain> = BTreeMap::new();
        for (id, (place, sender, read)) in (1..).zip(sent) {
            let (channel, topic, other) =
                (1 + place / 2, ["b", "A"][*place as usize % 2], 3 + place);
            let (new, sender) = if *place < 4 {
                (message(id, channel, topic, *sender), *sender)
            } else {
                // Of two people: one writes or oneself does.
                let sender = if *sender == 6 { 6 } else { other };
                (dm(id, &[other], sender), sender)
            };
            organization.apply(arrival(new.clone()), NOW).unwrap();
            if *read {
                let read = flags_event("add", "read", &[id]);
                organization.apply(read, NOW).unwrap();
            }
            let there = plain.entry(*place).or_default();
            there.name = naming::conversation(&organization, &new.conversation).to_lowercase();
            there.is_dm = *place >= 4;
            // A muted topic, and a muted channel.
            there.muted = matches!(*place, 0 | 2 | 3);
            there.newest = id;
            there.unread += usize::from(!read);
            there.senders.push(sender);
        }
        let mut plain: Vec<Plain> = plain.into_values().collect();
        plain.sort_by_key(|there| Reverse(there.newest));
        let ids = (1..=sent.len() as u64).map(MessageId).collect();
        (organization, plain, ids)
    }

    fn every_filter() -> impl Iterator<Item = RecentFilter> {
        let kinds = [RecentKind::All, RecentKind::Dms, RecentKind::Topics];
        (0..24_usize).map(move |at| RecentFilter {
            unread: at & 1 > 0,
            participated: at & 2 > 0,
            muted: at & 4 > 0,
            kind: kinds[at / 8],
        })
    }

    proptest! {
        /// Whatever is filtered and by whatever it is ordered: what is shown is what a plain
        /// count says, and what is alike stays in the order of the newest message.
        #[test]
        fn each_filter_and_order_is_as_a_plain_count_has_it(sent in sent()) {
            let (organization, plain, ids) = world(&sent);
            let rows = organization.recent_conversations(&ids);
            for filter in every_filter() {
                for order in [
                    RecentOrder::Newest, RecentOrder::Name, RecentOrder::Unread, RecentOrder::People,
                ] {
                    let shown = arranged(rows.clone(), &organization, filter, order);
                    let shown: Vec<u64> = shown.iter().map(|row| row.newest.0).collect();
                    let mut wanted: Vec<&Plain> = Vec::new();
                    for there in &plain {
                        if filter.unread && there.unread == 0
                            || filter.participated && !there.is_dm && !there.senders.contains(&6)
                            || !filter.muted && there.muted
                            || filter.kind == RecentKind::Dms && !there.is_dm
                            || filter.kind == RecentKind::Topics && there.is_dm
                        {
                            continue;
                        }
                        let people = |there: &Plain| {
                            let mut all = there.senders.clone();
                            all.sort_unstable();
                            all.dedup();
                            all.len()
                        };
                        // Behind the last one that it is not better than.
                        let is_better = |other: &&&Plain| match order {
                            RecentOrder::Newest => false,
                            RecentOrder::Name => there.name < other.name,
                            RecentOrder::Unread => there.unread > other.unread,
                            RecentOrder::People => people(there) > people(other),
                        };
                        let worse = wanted.iter().filter(is_better).count();
                        wanted.insert(wanted.len() - worse, there);
                    }
                    let wanted: Vec<u64> = wanted.iter().map(|there| there.newest).collect();
                    prop_assert_eq!(shown, wanted, "{:?} {:?}", filter, order);
                }
            }
        }
    }
}
