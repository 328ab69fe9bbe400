//! The messages: compact rows, an index for each conversation, and details for
//! those that were written rather than computed.
//!
//! A million messages are 16 bytes each here; what a filler message says is
//! computed from its number whenever somebody reads it.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::api::ids::{ChannelId, MessageId, UserId};

/// Index of a conversation in [`Store`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct PlaceId(u32);

/// A message that was written has no filler number.
const WRITTEN: u32 = u32::MAX;
/// The place of a deleted message.
const GONE: u32 = u32::MAX;

/// One message, without its words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    place: u32,
    sender: u32,
    time: u32,
    filler: u32,
}

impl Row {
    pub(crate) const fn place(self) -> PlaceId {
        PlaceId(self.place)
    }
    pub(crate) const fn sender(self) -> UserId {
        UserId(self.sender as u64)
    }
    pub(crate) const fn time(self) -> u64 {
        self.time as u64
    }
    /// The number that a filler message's words are computed from.
    pub(crate) fn filler(self) -> Option<u32> {
        (self.filler != WRITTEN).then_some(self.filler)
    }
}

/// A conversation.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) kind: PlaceKind,
    /// The messages in it, ascending.
    pub(crate) ids: Vec<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PlaceKind {
    Topic {
        channel: ChannelId,
        name: Box<str>,
    },
    /// Everybody in it, ascending, the sender too.
    Direct(Box<[u32]>),
}

impl Place {
    pub(crate) fn channel(&self) -> Option<ChannelId> {
        match &self.kind {
            PlaceKind::Topic { channel, .. } => Some(*channel),
            PlaceKind::Direct(_) => None,
        }
    }

    pub(crate) fn topic(&self) -> &str {
        match &self.kind {
            PlaceKind::Topic { name, .. } => name,
            PlaceKind::Direct(_) => "",
        }
    }

    /// The people of a direct conversation; none for a topic.
    pub(crate) fn people(&self) -> impl Iterator<Item = UserId> + '_ {
        let people: &[u32] = match &self.kind {
            PlaceKind::Topic { .. } => &[],
            PlaceKind::Direct(people) => people,
        };
        people.iter().map(|id| UserId(u64::from(*id)))
    }

    pub(crate) fn is_between(&self, user: UserId) -> bool {
        match &self.kind {
            PlaceKind::Topic { .. } => false,
            PlaceKind::Direct(people) => people.binary_search(&(user.0 as u32)).is_ok(),
        }
    }

    pub(crate) fn is_direct(&self) -> bool {
        matches!(self.kind, PlaceKind::Direct(_))
    }
}

/// One reaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reaction {
    pub(crate) user: UserId,
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) kind: String,
}

/// One entry of a widget's log.
#[derive(Debug, Clone)]
pub(crate) struct Submessage {
    pub(crate) id: u64,
    pub(crate) sender: UserId,
    pub(crate) content: String,
}

/// One change of a message's words or place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Edit {
    pub(crate) user: UserId,
    pub(crate) time: u64,
    pub(crate) prev_content: Option<String>,
    pub(crate) prev_rendered: Option<String>,
    /// Old and new topic.
    pub(crate) topic: Option<(String, String)>,
    /// Old and new channel.
    pub(crate) channel: Option<(ChannelId, ChannelId)>,
}

/// A message rendered, and what was found in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rendered {
    pub(crate) html: String,
    pub(crate) mentioned_users: Vec<UserId>,
    pub(crate) mentioned_groups: Vec<crate::api::ids::GroupId>,
    pub(crate) channel_wildcard: bool,
    pub(crate) topic_wildcard: bool,
    pub(crate) has_link: bool,
    pub(crate) has_image: bool,
    /// Paths of the uploads it links.
    pub(crate) uploads: Vec<String>,
}

/// Everything of a message but its place, sender and time.
#[derive(Debug, Clone, Default)]
pub(crate) struct Detail {
    /// As it was typed.
    pub(crate) content: String,
    pub(crate) rendered: OnceLock<Rendered>,
    pub(crate) client: &'static str,
    pub(crate) client_name: Option<Box<str>>,
    /// The topic as this message has it, where it differs from the place's in case.
    pub(crate) subject: Option<Box<str>>,
    pub(crate) reactions: Vec<Reaction>,
    pub(crate) submessages: Vec<Submessage>,
    pub(crate) edits: Vec<Edit>,
    pub(crate) last_edit: Option<u64>,
    pub(crate) last_moved: Option<u64>,
    /// The channel it was sent to, if it was moved to another.
    pub(crate) sent_to: Option<ChannelId>,
}

impl Detail {
    pub(crate) fn new(content: String, client: &'static str) -> Self {
        Self {
            content,
            client,
            ..Self::default()
        }
    }

    pub(crate) fn is_me(&self) -> bool {
        self.content.starts_with("/me ") && !self.content.contains("\n\n")
    }
}

#[derive(Debug, Default)]
pub(crate) struct Store {
    rows: Vec<Row>,
    details: HashMap<u32, Box<Detail>>,
    places: Vec<Place>,
    topics: HashMap<(ChannelId, Box<str>), PlaceId>,
    directs: HashMap<Box<[u32]>, PlaceId>,
    channel_ids: HashMap<ChannelId, Vec<u32>>,
    channel_topics: HashMap<ChannelId, Vec<PlaceId>>,
}

impl Store {
    pub(crate) fn reserve(&mut self, messages: usize) {
        self.rows.reserve_exact(messages);
    }

    /// The id of the newest message that ever was; 0 before the first.
    pub(crate) fn last_id(&self) -> u64 {
        self.rows.len() as u64
    }

    pub(crate) fn row(&self, id: MessageId) -> Option<Row> {
        let index = usize::try_from(id.0.checked_sub(1)?).ok()?;
        self.rows
            .get(index)
            .copied()
            .filter(|row| row.place != GONE)
    }

    pub(crate) fn place(&self, id: PlaceId) -> &Place {
        &self.places[id.0 as usize]
    }

    pub(crate) fn place_of(&self, id: MessageId) -> Option<&Place> {
        self.row(id).map(|row| self.place(row.place()))
    }

    pub(crate) fn places(&self) -> impl Iterator<Item = &Place> {
        self.places.iter()
    }

    pub(crate) fn topic(&self, channel: ChannelId, name: &str) -> Option<PlaceId> {
        self.topics
            .get(&(channel, name.to_lowercase().into_boxed_str()))
            .copied()
    }

    pub(crate) fn topic_or_new(&mut self, channel: ChannelId, name: &str) -> PlaceId {
        let key = (channel, name.to_lowercase().into_boxed_str());
        if let Some(place) = self.topics.get(&key) {
            return *place;
        }
        let place = self.add_place(PlaceKind::Topic {
            channel,
            name: name.into(),
        });
        self.topics.insert(key, place);
        self.channel_topics.entry(channel).or_default().push(place);
        place
    }

    /// The conversation of exactly these people.
    pub(crate) fn direct(&self, people: &[u32]) -> Option<PlaceId> {
        self.directs.get(people).copied()
    }

    pub(crate) fn direct_or_new(&mut self, people: &[u32]) -> PlaceId {
        if let Some(place) = self.direct(people) {
            return place;
        }
        let place = self.add_place(PlaceKind::Direct(people.into()));
        self.directs.insert(people.into(), place);
        place
    }

    fn add_place(&mut self, kind: PlaceKind) -> PlaceId {
        let id = PlaceId(self.places.len() as u32);
        self.places.push(Place {
            kind,
            ids: Vec::new(),
        });
        id
    }

    /// Adds the newest message.
    pub(crate) fn push(
        &mut self,
        place: PlaceId,
        sender: UserId,
        time: u64,
        detail: Detail,
    ) -> MessageId {
        let id = self.push_row(place, sender, time, WRITTEN);
        self.details.insert(id.0 as u32, Box::new(detail));
        id
    }

    /// Adds the newest message, whose words follow from `number`.
    pub(crate) fn push_filler(
        &mut self,
        place: PlaceId,
        sender: UserId,
        time: u64,
        number: u32,
    ) -> MessageId {
        self.push_row(place, sender, time, number)
    }

    fn push_row(&mut self, place: PlaceId, sender: UserId, time: u64, filler: u32) -> MessageId {
        self.rows.push(Row {
            place: place.0,
            sender: sender.0 as u32,
            time: time as u32,
            filler,
        });
        let id = self.rows.len() as u32;
        let at = &mut self.places[place.0 as usize];
        at.ids.push(id);
        if let Some(channel) = at.channel() {
            self.channel_ids.entry(channel).or_default().push(id);
        }
        MessageId(u64::from(id))
    }

    /// What was written, or changed since; `None` for untouched filler.
    pub(crate) fn detail(&self, id: MessageId) -> Option<&Detail> {
        self.details.get(&(id.0 as u32)).map(|detail| &**detail)
    }

    pub(crate) fn detail_mut(&mut self, id: MessageId) -> Option<&mut Detail> {
        self.details
            .get_mut(&(id.0 as u32))
            .map(|detail| &mut **detail)
    }

    /// Keeps a filler message's computed detail, so that it can change.
    pub(crate) fn keep(&mut self, id: MessageId, detail: Detail) {
        self.details.insert(id.0 as u32, Box::new(detail));
    }

    /// The written messages with an `@`, for whom they mention.
    pub(crate) fn written(&self) -> impl Iterator<Item = (MessageId, &Detail)> {
        self.details
            .iter()
            .map(|(id, detail)| (MessageId(u64::from(*id)), &**detail))
    }

    pub(crate) fn delete(&mut self, id: MessageId) {
        self.unlist(id);
        if let Some(row) = self.rows.get_mut(id.0 as usize - 1) {
            row.place = GONE;
        }
        self.details.remove(&(id.0 as u32));
    }

    /// Takes a message out of the indexes of its place.
    fn unlist(&mut self, id: MessageId) {
        let Some(row) = self.row(id) else { return };
        let small = id.0 as u32;
        let place = &mut self.places[row.place as usize];
        if let Ok(at) = place.ids.binary_search(&small) {
            place.ids.remove(at);
        }
        if let Some(ids) = place
            .channel()
            .and_then(|channel| self.channel_ids.get_mut(&channel))
            && let Ok(at) = ids.binary_search(&small)
        {
            ids.remove(at);
        }
    }

    pub(crate) fn relocate(&mut self, id: MessageId, to: PlaceId) {
        self.unlist(id);
        let small = id.0 as u32;
        if let Some(row) = self.rows.get_mut(id.0 as usize - 1) {
            row.place = to.0;
        }
        let place = &mut self.places[to.0 as usize];
        insert_sorted(&mut place.ids, small);
        if let Some(channel) = place.channel() {
            insert_sorted(self.channel_ids.entry(channel).or_default(), small);
        }
    }

    /// All messages of a channel, ascending.
    pub(crate) fn channel_ids(&self, channel: ChannelId) -> &[u32] {
        self.channel_ids.get(&channel).map_or(&[], Vec::as_slice)
    }

    /// All topics that a channel ever had; some may be empty now.
    pub(crate) fn channel_topics(&self, channel: ChannelId) -> &[PlaceId] {
        self.channel_topics.get(&channel).map_or(&[], Vec::as_slice)
    }
}

fn insert_sorted(ids: &mut Vec<u32>, id: u32) {
    if let Err(at) = ids.binary_search(&id) {
        ids.insert(at, id);
    }
}
