//! Channels, what oneself has to do with them, and the folders they lie in.

use std::collections::BTreeMap;

use super::CannotApply;
use super::groups::add_sorted;
use crate::api::channel::{
    Channel, ChannelChange, ChannelFolder, ChannelRecord, Subscribers, Subscription,
    SubscriptionChange,
};
use crate::api::event::{ChannelEvent, FolderEvent, SubscriptionEvent};
use crate::api::ids::{ChannelId, FolderId, UserId};
use crate::api::snapshot::Snapshot;

/// What oneself has to do with a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Subscribed.
    Subscribed,
    /// Was subscribed.
    Unsubscribed,
    /// Sees it and was never subscribed.
    NeverSubscribed,
}

/// A channel and what is personal about it.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelState {
    /// The channel.
    pub channel: Channel,
    /// What oneself has to do with it.
    pub relation: Relation,
    /// Colour, muting, notifications; kept after unsubscribing, blank before subscribing.
    pub personal: Subscription,
    /// The subscribers, as far as the server told.
    pub subscribers: Subscribers,
    /// What channels are sorted by: the lower-cased name.
    sort_key: Box<str>,
}

impl ChannelState {
    fn new(record: ChannelRecord, relation: Relation) -> Self {
        Self {
            sort_key: record.channel.name.to_lowercase().into(),
            channel: record.channel,
            relation,
            personal: record.personal.unwrap_or_default(),
            subscribers: record.subscribers,
        }
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> ChannelId {
        self.channel.id
    }

    /// Whether oneself is subscribed.
    #[must_use]
    pub fn is_subscribed(&self) -> bool {
        self.relation == Relation::Subscribed
    }

    /// Whether it is muted.
    #[must_use]
    pub fn is_muted(&self) -> bool {
        self.personal.is_muted
    }

    /// How many subscribers it has, as far as the server told.
    #[must_use]
    pub fn subscriber_count(&self) -> Option<u64> {
        self.channel.subscriber_count.or(match &self.subscribers {
            Subscribers::All(all) => Some(all.len() as u64),
            Subscribers::Unknown | Subscribers::Partial(_) => None,
        })
    }

    /// The lower-cased name, for sorting.
    #[must_use]
    pub fn sort_key(&self) -> &str {
        &self.sort_key
    }
}

/// All channels that oneself sees.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Channels {
    map: BTreeMap<ChannelId, ChannelState>,
    folders: Vec<ChannelFolder>,
    /// Whether the server was asked for subscribers.
    lists_subscribers: bool,
}

impl Channels {
    pub(super) fn new(snapshot: &mut Snapshot) -> Self {
        let mut map = BTreeMap::new();
        let lists = [
            (snapshot.subscriptions.take(), Relation::Subscribed),
            (snapshot.unsubscribed.take(), Relation::Unsubscribed),
            (snapshot.never_subscribed.take(), Relation::NeverSubscribed),
            (snapshot.streams.take(), Relation::NeverSubscribed),
        ];
        for (list, relation) in lists {
            for record in list.unwrap_or_default() {
                map.entry(record.channel.id)
                    .or_insert_with(|| ChannelState::new(record, relation));
            }
        }
        let mut folders = snapshot.channel_folders.take().unwrap_or_default();
        sort_folders(&mut folders);
        let lists_subscribers = map
            .values()
            .any(|state: &ChannelState| matches!(state.subscribers, Subscribers::All(_)));
        Self {
            map,
            folders,
            lists_subscribers,
        }
    }

    /// A channel.
    #[must_use]
    pub fn get(&self, id: ChannelId) -> Option<&ChannelState> {
        self.map.get(&id)
    }

    /// All channels by id: archived, unsubscribed and never subscribed ones included.
    pub fn iter(&self) -> impl Iterator<Item = &ChannelState> {
        self.map.values()
    }

    /// The channel of this name; case does not matter.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<&ChannelState> {
        let wanted = name.to_lowercase();
        self.map.values().find(|state| *state.sort_key == *wanted)
    }

    /// Whether oneself is subscribed to the channel.
    #[must_use]
    pub fn is_subscribed(&self, id: ChannelId) -> bool {
        self.get(id).is_some_and(ChannelState::is_subscribed)
    }

    /// The folders in their order, archived ones included.
    #[must_use]
    pub fn folders(&self) -> &[ChannelFolder] {
        &self.folders
    }

    /// Whether anybody is known to be subscribed; `None` where the server did not tell.
    #[must_use]
    pub fn is_subscriber(&self, channel: ChannelId, user: UserId) -> Option<bool> {
        match &self.get(channel)?.subscribers {
            Subscribers::Unknown => None,
            Subscribers::Partial(some) => some.binary_search(&user).is_ok().then_some(true),
            Subscribers::All(all) => Some(all.binary_search(&user).is_ok()),
        }
    }

    /// Takes all subscribers of a channel.
    pub(super) fn adopt_subscribers(&mut self, channel: ChannelId, mut people: Vec<UserId>) {
        if let Some(state) = self.map.get_mut(&channel) {
            people.sort_unstable();
            people.dedup();
            state.channel.subscriber_count = Some(people.len() as u64);
            state.subscribers = Subscribers::All(people);
        }
    }

    #[cfg(test)]
    pub(super) fn set_subscriber_count(&mut self, id: ChannelId, count: u64) {
        if let Some(state) = self.map.get_mut(&id) {
            state.channel.subscriber_count = Some(count);
        }
    }

    fn known(&mut self, id: ChannelId) -> Result<&mut ChannelState, CannotApply> {
        self.map.get_mut(&id).ok_or(CannotApply::UnknownChannel(id))
    }

    /// Applies an event about oneself or other subscribers.
    pub(super) fn apply_subscription(
        &mut self,
        event: &SubscriptionEvent,
        me: UserId,
    ) -> Result<(), CannotApply> {
        match event {
            SubscriptionEvent::Add(records) => {
                for record in records {
                    let mut state = ChannelState::new(record.clone(), Relation::Subscribed);
                    if state.subscribers == Subscribers::Unknown
                        && let Some(old) = self.map.remove(&record.channel.id)
                    {
                        state.subscribers = old.subscribers;
                        state.add_subscribers(&[me]);
                    }
                    self.map.insert(record.channel.id, state);
                }
            }
            SubscriptionEvent::Remove(ids) => {
                for id in ids {
                    // Losing access and the subscription may come in either order.
                    let Some(state) = self.map.get_mut(id) else {
                        continue;
                    };
                    if state.is_subscribed() {
                        state.relation = Relation::Unsubscribed;
                        state.count_subscribers(-1);
                        state.remove_subscribers(&[me]);
                    }
                }
            }
            SubscriptionEvent::Update(id, change) => {
                let personal = &mut self.known(*id)?.personal;
                match change.clone() {
                    SubscriptionChange::Color(color) => personal.color = color,
                    SubscriptionChange::Muted(muted) => personal.is_muted = muted,
                    SubscriptionChange::Pinned(pinned) => personal.pin_to_top = pinned,
                    SubscriptionChange::Desktop(value) => personal.desktop_notifications = value,
                    SubscriptionChange::Audible(value) => personal.audible_notifications = value,
                    SubscriptionChange::Push(value) => personal.push_notifications = value,
                    SubscriptionChange::Email(value) => personal.email_notifications = value,
                    SubscriptionChange::WildcardMentions(value) => {
                        personal.wildcard_mentions_notify = value;
                    }
                    SubscriptionChange::InHomeView | SubscriptionChange::Unknown(..) => {}
                }
            }
            SubscriptionEvent::PeerAdd(channels, users) => {
                for id in channels {
                    let Some(state) = self.map.get_mut(id) else {
                        continue;
                    };
                    let added = state.add_subscribers(users);
                    state.count_subscribers(added);
                }
            }
            SubscriptionEvent::PeerRemove(channels, users) => {
                for id in channels {
                    let Some(state) = self.map.get_mut(id) else {
                        continue;
                    };
                    let removed = state.remove_subscribers(users);
                    state.count_subscribers(-removed);
                }
            }
        }
        Ok(())
    }

    /// Applies an event about channels. Gives the ids of channels that are out of reach now.
    pub(super) fn apply_channel(
        &mut self,
        event: ChannelEvent,
    ) -> Result<Vec<ChannelId>, CannotApply> {
        match event {
            ChannelEvent::Create(records) => {
                for record in records {
                    let id = record.channel.id;
                    let mut state = ChannelState::new(record, Relation::NeverSubscribed);
                    if let Some(old) = self.map.remove(&id) {
                        state.relation = old.relation;
                        state.personal = old.personal;
                        state.subscribers = old.subscribers;
                    } else if self.lists_subscribers && state.channel.first_message_id.is_none() {
                        // A new one: events will name all who are in it.
                        state.subscribers = Subscribers::All(Vec::new());
                    }
                    self.map.insert(id, state);
                }
                Ok(Vec::new())
            }
            ChannelEvent::Delete(ids) => {
                for id in &ids {
                    self.map.remove(id);
                }
                Ok(ids)
            }
            ChannelEvent::Update(id, change) => {
                self.known(id)?.change(*change);
                Ok(Vec::new())
            }
        }
    }

    /// Applies an event about folders.
    pub(super) fn apply_folder(&mut self, event: FolderEvent) -> Result<(), CannotApply> {
        match event {
            FolderEvent::Add(folder) => {
                self.folders.retain(|old| old.id != folder.id);
                self.folders.push(folder);
            }
            FolderEvent::Update(id, update) => {
                let folder = self
                    .folders
                    .iter_mut()
                    .find(|folder| folder.id == id)
                    .ok_or(CannotApply::UnknownFolder(id))?;
                if let Some(name) = update.name {
                    folder.name = name;
                }
                if let Some(description) = update.description {
                    folder.description = description;
                }
                if let Some(rendered) = update.rendered_description {
                    folder.rendered_description = rendered;
                }
                if let Some(archived) = update.is_archived {
                    folder.is_archived = archived;
                }
            }
            FolderEvent::Reorder(order) => {
                let place = |id: FolderId| order.iter().position(|other| *other == id);
                for folder in &mut self.folders {
                    if let Some(at) = place(folder.id) {
                        folder.order = i64::try_from(at).ok();
                    }
                }
            }
        }
        sort_folders(&mut self.folders);
        Ok(())
    }
}

/// Folders without an order (before feature level 414) come by id.
fn sort_folders(folders: &mut [ChannelFolder]) {
    folders.sort_by_key(|folder| (folder.order.unwrap_or(i64::MAX), folder.id));
}

impl ChannelState {
    fn change(&mut self, change: ChannelChange) {
        let channel = &mut self.channel;
        match change {
            ChannelChange::Name(name) => {
                self.sort_key = name.to_lowercase().into();
                channel.name = name;
            }
            ChannelChange::Description(text, rendered) => {
                channel.description = text;
                channel.rendered_description = rendered;
            }
            ChannelChange::Privacy {
                invite_only,
                history_public_to_subscribers,
                is_web_public,
            } => {
                channel.invite_only = invite_only;
                if let Some(public) = history_public_to_subscribers {
                    channel.history_public_to_subscribers = public;
                }
                if let Some(public) = is_web_public {
                    channel.is_web_public = public;
                }
            }
            ChannelChange::Archived(archived) => channel.is_archived = archived,
            ChannelChange::RetentionDays(days) => channel.message_retention_days = days,
            ChannelChange::FirstMessage(id) => channel.first_message_id = id,
            ChannelChange::RecentlyActive(active) => channel.is_recently_active = active,
            ChannelChange::WeeklyTraffic(traffic) => channel.weekly_traffic = traffic,
            ChannelChange::Folder(folder) => channel.folder = folder,
            ChannelChange::TopicsPolicy(policy) => channel.topics_policy = policy,
            ChannelChange::PostPolicy(policy) => channel.post_policy = policy,
            ChannelChange::Permission(permission, setting) => {
                channel.set_permission(permission, setting);
            }
            // The organization has the list of these.
            ChannelChange::Default(_) | ChannelChange::Unknown(..) => {}
        }
    }

    /// Adds to the known subscribers. How many are new, as far as that is known.
    fn add_subscribers(&mut self, users: &[UserId]) -> i64 {
        match &mut self.subscribers {
            Subscribers::Unknown => signed(users.len()),
            Subscribers::Partial(known) => {
                add_sorted(known, users.to_vec());
                signed(users.len())
            }
            Subscribers::All(all) => {
                let before = all.len();
                add_sorted(all, users.to_vec());
                signed(all.len() - before)
            }
        }
    }

    /// Takes from the known subscribers. How many went, as far as that is known.
    fn remove_subscribers(&mut self, users: &[UserId]) -> i64 {
        match &mut self.subscribers {
            Subscribers::Unknown => signed(users.len()),
            Subscribers::Partial(known) => {
                known.retain(|user| !users.contains(user));
                signed(users.len())
            }
            Subscribers::All(all) => {
                let before = all.len();
                all.retain(|user| !users.contains(user));
                signed(before - all.len())
            }
        }
    }

    fn count_subscribers(&mut self, change: i64) {
        if let Some(count) = &mut self.channel.subscriber_count {
            *count = count.saturating_add_signed(change);
        }
    }
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
