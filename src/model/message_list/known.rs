//! Beginning with what another list knows, until one's own first page has come.

use super::{Anchor, END, FetchRequest, MessageList};
use crate::api::ids::MessageId;
use crate::model::membership::Membership;
use crate::model::organization::Organization;
use crate::model::view::View;

/// What a list knows of a narrower view: messages without a gap between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    ids: Vec<MessageId>,
    reached_newest: bool,
}

impl Known {
    /// How many messages.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

impl MessageList {
    /// What this list knows of a narrower view, if it has the message where that is to be
    /// opened.
    ///
    /// Only almost without a gap: what came to a channel while one was not in it is in the
    /// channel's views, and in no wider one. The first page mends that.
    #[must_use]
    pub fn known_of(&self, view: &View, anchor: Anchor, org: &Organization) -> Option<Known> {
        if !self.loaded || self.stale || !self.view.encloses(view) {
            return None;
        }
        let belongs = |id: &MessageId| {
            let message = org.message(*id).filter(|_| org.messages().is_sure(*id));
            message.is_some_and(|message| view.contains(message, org) == Membership::Yes)
        };
        let ids: Vec<MessageId> = self.fetched.iter().copied().filter(belongs).collect();
        let has = match anchor {
            Anchor::Newest => self.reached_newest && !ids.is_empty(),
            Anchor::Message(id) => ids.binary_search(&id).is_ok(),
            Anchor::Oldest | Anchor::FirstUnread => false,
        };
        has.then_some(Known {
            ids,
            reached_newest: self.reached_newest,
        })
    }

    /// Opens the list like [`MessageList::start`], and shows what is known until the first page
    /// comes.
    pub fn start_with(
        &mut self,
        anchor: Anchor,
        known: Option<Known>,
        org: &Organization,
    ) -> FetchRequest {
        let request = self.start(anchor, org);
        if let Some(Known {
            ids,
            reached_newest,
        }) = known
        {
            self.loaded = true;
            self.stale = true;
            self.provisional = true;
            self.low = ids.first().copied().unwrap_or_default();
            self.reached_newest = reached_newest;
            self.high = if reached_newest {
                END
            } else {
                ids.last().copied().unwrap_or_default()
            };
            self.fetched = ids;
            self.shown = self.visible(org);
        }
        request
    }

    /// Whether it shows what another list knew, since its own first page has not come.
    #[must_use]
    pub fn is_provisional(&self) -> bool {
        self.provisional
    }
}

#[cfg(test)]
mod tests {
    use super::super::FetchTag;
    use super::*;
    use crate::api::conversation::Conversation;
    use crate::api::ids::{ChannelId, TopicName};
    use crate::api::message::{Message, MessagesPage};
    use crate::model::testing::{NOW, arrival, ids, message, organization};

    fn topic(name: &str) -> View {
        View::Conversation(Conversation::topic(ChannelId(1), TopicName::new(name)))
    }

    fn page(messages: &[Message], newest: bool) -> MessagesPage {
        MessagesPage {
            anchor: None,
            found_anchor: true,
            found_oldest: true,
            found_newest: newest,
            history_limited: false,
            matches: Vec::new(),
            messages: messages.to_vec(),
        }
    }

    fn feed(org: &mut Organization, newest: bool) -> MessageList {
        let mut feed = MessageList::new(View::Combined);
        let tag: FetchTag = feed.start(Anchor::Newest, org).tag;
        let messages = [
            message(10, 1, "kiln", 7),
            message(11, 1, "glaze", 7),
            message(12, 1, "Kiln", 8),
        ];
        feed.accept(org, tag, page(&messages, newest)).unwrap();
        feed
    }

    #[test]
    fn what_a_wider_list_knows_is_shown_until_the_page_comes() {
        let mut org = organization();
        let feed = feed(&mut org, true);
        let view = topic("kiln");
        let known = feed.known_of(&view, Anchor::Newest, &org);
        let mut list = MessageList::new(view);
        let request = list.start_with(Anchor::Newest, known, &org);
        assert_eq!(request.anchor, Anchor::Newest);
        assert_eq!(list.shown(), ids(&[10, 12]));
        assert!(list.is_provisional() && list.reached_newest() && !list.reached_oldest());
        // Nothing else is asked for meanwhile, and what arrives is there at once.
        assert_eq!(list.upkeep(&org), None);
        let change = org.apply(arrival(message(13, 1, "kiln", 7)), NOW).unwrap();
        list.apply(&org, &change);
        assert_eq!(list.shown(), ids(&[10, 12, 13]));
        list.check(&org).unwrap();
        // Older ones come with the page, and one that the feed never had.
        let all = [
            message(3, 1, "kiln", 7),
            message(10, 1, "kiln", 7),
            message(11, 1, "kiln", 9),
            message(12, 1, "Kiln", 8),
        ];
        list.accept(&mut org, request.tag, page(&all, true))
            .unwrap();
        assert!(!list.is_provisional() && !list.is_stale() && list.reached_oldest());
        assert_eq!(list.shown().first(), Some(&MessageId(3)));
        assert_eq!(list.shown().last(), Some(&MessageId(13)));
        list.check(&org).unwrap();
    }

    #[test]
    fn what_lacks_the_place_or_is_no_wider_lends_nothing() {
        let mut org = organization();
        let whole = feed(&mut org, true);
        let part = feed(&mut org, false);
        let known = |list: &MessageList, view: &View, anchor| {
            list.known_of(view, anchor, &org).map(|known| known.len())
        };
        let kiln = topic("kiln");
        assert_eq!(known(&part, &kiln, Anchor::Newest), None);
        assert_eq!(known(&part, &kiln, Anchor::Message(MessageId(12))), Some(2));
        assert_eq!(known(&whole, &kiln, Anchor::Message(MessageId(11))), None);
        assert_eq!(known(&whole, &kiln, Anchor::Oldest), None);
        assert_eq!(known(&whole, &topic("none"), Anchor::Newest), None);
        assert_eq!(known(&whole, &View::Starred, Anchor::Newest), None);
        assert_eq!(
            known(&whole, &View::Channel(ChannelId(1)), Anchor::Newest),
            Some(3)
        );
        // A list of its own that has a failed first page asks again.
        let view = topic("kiln");
        let lent = whole.known_of(&view, Anchor::Newest, &org);
        let mut list = MessageList::new(view);
        let request = list.start_with(Anchor::Newest, lent, &org);
        list.failed(request.tag);
        assert!(list.is_provisional() && list.upkeep(&org).is_some());
    }
}
