//! All names of the organization, ready to be looked through at each key: made when the box is
//! first opened, and again in the parts that changed.

use std::cmp::Reverse;

use crate::api::conversation::{Conversation, DmKey};
use crate::api::ids::{ChannelId, GroupId, MessageId, TopicName, UserId};
use crate::app::complete::{Best, Names, Needle, Quality};
use crate::app::destination::Destination;
use crate::app::naming;
use crate::model::{IdMap, Organization, View};

use super::Target;
use super::visits::Visits;

/// So many rows are found at most.
pub(super) const MOST: usize = 60;
/// Where fewer are like what is typed, those come too that only have its letters.
const FEW: usize = 8;
/// The most words that may be shared out between a channel's name and a topic's.
const SHARED_WORDS: usize = 4;

/// How far back something stands that few want.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// As all do.
    Usual,
    /// Muted, not subscribed, a bot.
    Aside,
    /// Archived, deactivated.
    Gone,
}

/// What ranks rows: how like the name is, whether it is wanted at all, how much and how lately
/// one was there, the newest message, the kind, the place in the index.
pub(super) type Rank = (Quality, Standing, Reverse<u16>, Reverse<u64>, u8, u32);

/// The best of what was found.
pub(super) type Found = Best<Rank, Target>;

/// The names of one kind.
#[derive(Debug)]
struct Kind<T> {
    names: Names,
    of: Vec<T>,
    /// The newest message of each, 0 where there is none.
    newest: Vec<u64>,
    standing: Vec<Standing>,
    /// What the visits of each are worth.
    used: Vec<u16>,
    /// What had the letters of a needle; of one that goes on from it no others have.
    near: Option<(String, Vec<u32>)>,
}

impl<T> Default for Kind<T> {
    fn default() -> Self {
        Self {
            names: Names::default(),
            of: Vec::new(),
            newest: Vec::new(),
            standing: Vec::new(),
            used: Vec::new(),
            near: None,
        }
    }
}

/// One name, before it is in the index.
struct Entry<'a, T> {
    name: &'a str,
    of: T,
    newest: u64,
    standing: Standing,
}

impl<T> Kind<T> {
    fn new<'a>(entries: impl IntoIterator<Item = Entry<'a, T>>) -> Self {
        let mut this = Self::default();
        let names = entries.into_iter().map(|entry| {
            this.of.push(entry.of);
            this.newest.push(entry.newest);
            this.standing.push(entry.standing);
            entry.name
        });
        this.names = Names::new(names);
        this.used = vec![0; this.of.len()];
        this
    }

    fn rank(&self, row: usize, quality: Quality, kind: u8) -> Rank {
        (
            quality,
            self.standing[row],
            Reverse(self.used[row]),
            Reverse(self.newest[row]),
            kind,
            u32::try_from(row).unwrap_or(u32::MAX),
        )
    }

    fn offer(&self, row: usize, quality: Quality, kind: u8, found: &mut Found, to: Make<T>) {
        let rank = self.rank(row, quality, kind);
        if found.accepts(&rank) {
            found.offer(rank, to(&self.of[row]));
        }
    }

    fn find(&self, needle: &Needle, kind: u8, found: &mut Found, to: Make<T>) {
        self.names.find(needle, |row, quality| {
            self.offer(row, quality, kind, found, to);
        });
    }

    /// Those that have the needle's letters and were not found.
    fn letters(&mut self, needle: &Needle, kind: u8, found: &mut Found, to: Make<T>) {
        let typed = needle.as_str();
        let among = self.near.take();
        let among = among.filter(|(before, _)| typed.starts_with(before.as_str()));
        let among = among.as_ref().map(|(_, rows)| rows.as_slice());
        let (best, near) = self.names.letters(needle, among, MOST);
        for row in best {
            if needle.quality(self.names.get(row)).is_none() {
                self.offer(row, Quality::Fuzzy, kind, found, to);
            }
        }
        self.near = near.map(|near| (typed.to_owned(), near));
    }
}

/// What a row stands for.
type Make<T> = fn(&T) -> Target;

/// The names of an organization.
#[derive(Debug, Default)]
pub struct Index {
    people: Kind<UserId>,
    groups: Kind<GroupId>,
    channels: Kind<ChannelId>,
    topics: Kind<(ChannelId, TopicName)>,
    /// Where the topics of a channel are in it.
    topics_of: IdMap<ChannelId, std::ops::Range<u32>>,
    dms: Kind<DmKey>,
    /// Which state of names, of topics and of conversations it has.
    edition: Option<Edition>,
}

/// A state of what is in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edition {
    names: u64,
    topics: u64,
    dms: usize,
}

const CHANNELS: u8 = 0;
const PEOPLE: u8 = 1;
const TOPICS: u8 = 2;
const DMS: u8 = 3;
const GROUPS: u8 = 4;
/// After all these come views and commands.
pub(super) const OTHERS: u8 = 5;

fn channel(id: &ChannelId) -> Target {
    Target::To(Destination::View(View::Channel(*id)))
}

fn person(id: &UserId) -> Target {
    Target::Person(*id)
}

fn group(id: &GroupId) -> Target {
    Target::Group(*id)
}

fn topic((channel, topic): &(ChannelId, TopicName)) -> Target {
    let place = Conversation::topic(*channel, topic.clone());
    Target::To(Destination::View(View::Conversation(place)))
}

fn dm(key: &DmKey) -> Target {
    let place = Conversation::Dm(key.clone());
    Target::To(Destination::View(View::Conversation(place)))
}

impl Index {
    /// Makes anew what is out of date: names as of `names`, topics, conversations, what
    /// they were used; when the box is `opening`, also what changes with each message and visit.
    pub(super) fn sync(
        &mut self,
        organization: &Organization,
        names: u64,
        visits: &Visits,
        opening: bool,
    ) {
        let now = Edition {
            names,
            topics: organization.recent_topics().edition(),
            dms: organization.dms().len(),
        };
        let was = self.edition.replace(now);
        let names_changed = was.is_none_or(|was| was.names != names);
        if names_changed {
            self.people = people(organization);
            self.groups = groups(organization);
        }
        if names_changed || was.is_none_or(|was| was.topics != now.topics) {
            self.take_topics(organization);
            self.take_channels(organization);
        }
        // Also what is newest in them counts, which changes with each message.
        if opening || names_changed || was.is_none_or(|was| was.dms != now.dms) {
            self.dms = dms(organization);
            self.note_dms(organization);
        }
        if opening || was != Some(now) {
            self.note_visits(visits, organization.me());
        }
    }

    /// There is a newer message in a topic.
    pub(super) fn note_newest(&mut self, channel: ChannelId, topic: &TopicName, id: MessageId) {
        for row in self.rows_of(channel) {
            if self.topics.of[row].1 == *topic {
                self.topics.newest[row] = id.0.max(self.topics.newest[row]);
            }
        }
        if let Ok(row) = self.channels.of.binary_search(&channel) {
            self.channels.newest[row] = id.0.max(self.channels.newest[row]);
        }
    }

    /// Where the topics of a channel are.
    fn rows_of(&self, channel: ChannelId) -> std::ops::Range<usize> {
        let rows = self.topics_of.get(&channel).cloned().unwrap_or_default();
        rows.start as usize..rows.end as usize
    }

    fn take_topics(&mut self, organization: &Organization) {
        let known = organization.recent_topics().all();
        let mut last: Option<(ChannelId, Standing)> = None;
        self.topics = Kind::new(known.map(|(channel, name, newest)| {
            // They come channel by channel.
            let standing = match last {
                Some((of, standing)) if of == channel => standing,
                Some(_) | None => standing_of(organization, channel),
            };
            last = Some((channel, standing));
            Entry {
                name: naming::topic(organization, name),
                of: (channel, name.clone()),
                newest: newest.0,
                standing,
            }
        }));
        self.topics_of.clear();
        for (row, (channel, _)) in (0_u32..).zip(&self.topics.of) {
            let rows = self.topics_of.entry(*channel).or_insert(row..row);
            rows.end = row + 1;
        }
    }

    fn take_channels(&mut self, organization: &Organization) {
        let newest = |channel: ChannelId| {
            let rows = self.rows_of(channel);
            self.topics.newest[rows].iter().copied().max().unwrap_or(0)
        };
        self.channels = Kind::new(organization.channels().iter().map(|state| Entry {
            name: &state.channel.name,
            of: state.id(),
            newest: newest(state.id()),
            standing: standing_of(organization, state.id()),
        }));
    }

    /// Who writes with oneself comes before those who never did.
    fn note_dms(&mut self, organization: &Organization) {
        let me = organization.me();
        for (key, newest) in organization.dms().by_newest() {
            if key.is_group() {
                continue;
            }
            let who = key.others(me).next().unwrap_or(me);
            if let Ok(row) = self.people.of.binary_search(&who) {
                self.people.newest[row] = newest.0;
            }
        }
    }

    fn note_visits(&mut self, visits: &Visits, me: UserId) {
        fn note<T: PartialEq>(kind: &mut Kind<T>, wanted: &T, worth: u16) {
            if let Some(row) = kind.of.iter().position(|there| there == wanted) {
                kind.used[row] = worth;
            }
        }
        self.people.used.fill(0);
        self.channels.used.fill(0);
        self.topics.used.fill(0);
        self.dms.used.fill(0);
        for (to, worth) in visits.worth() {
            match to {
                Destination::View(View::Channel(channel)) => {
                    note(&mut self.channels, channel, worth);
                }
                Destination::View(View::Conversation(Conversation::Topic { channel, topic })) => {
                    for row in self.rows_of(*channel) {
                        if self.topics.of[row].1 == *topic {
                            self.topics.used[row] = worth;
                        }
                    }
                }
                Destination::View(View::Conversation(Conversation::Dm(key))) => {
                    if key.is_group() {
                        note(&mut self.dms, key, worth);
                    } else {
                        note(
                            &mut self.people,
                            &key.others(me).next().unwrap_or(me),
                            worth,
                        );
                    }
                }
                Destination::Page(_)
                | Destination::Query(_)
                | Destination::Shelf(_)
                | Destination::View(
                    View::Combined
                    | View::Mentions
                    | View::Starred
                    | View::AllDms
                    | View::Search(_),
                ) => {}
            }
        }
    }

    /// Looks through channels, topics, people, groups and conversations.
    pub(super) fn find(&mut self, needle: &Needle, found: &mut Found) {
        self.channels.find(needle, CHANNELS, found, channel);
        self.people.find(needle, PEOPLE, found, person);
        self.groups.find(needle, GROUPS, found, group);
        self.dms.find(needle, DMS, found, dm);
        self.topics.find(needle, TOPICS, found, topic);
        self.find_shared(needle, found);
        if found.len() < FEW {
            self.channels.letters(needle, CHANNELS, found, channel);
            self.people.letters(needle, PEOPLE, found, person);
            self.topics.letters(needle, TOPICS, found, topic);
        }
    }

    /// Looks through channels alone.
    pub(super) fn find_channels(&mut self, needle: &Needle, found: &mut Found) {
        self.channels.find(needle, CHANNELS, found, channel);
        if found.len() < FEW {
            self.channels.letters(needle, CHANNELS, found, channel);
        }
    }

    /// Looks through people and groups alone.
    pub(super) fn find_people(&mut self, needle: &Needle, found: &mut Found) {
        self.people.find(needle, PEOPLE, found, person);
        self.groups.find(needle, GROUPS, found, group);
        if found.len() < FEW {
            self.people.letters(needle, PEOPLE, found, person);
        }
    }

    /// The channels that a name may mean, the likest first, at most so many; one of just this
    /// name alone.
    pub(super) fn channels_like(&mut self, name: &str, most: usize) -> Vec<ChannelId> {
        let needle = Needle::new(name);
        let mut found = Found::new(most);
        let mut exact = None;
        self.channels.names.find(&needle, |row, quality| {
            let channels = &self.channels;
            if quality == Quality::Exact && !needle.is_empty() {
                exact = Some(channels.of[row]);
            }
            channels.offer(row, quality, CHANNELS, &mut found, channel);
        });
        if let Some(exact) = exact {
            return vec![exact];
        }
        if found.len() == 0 {
            self.channels
                .letters(&needle, CHANNELS, &mut found, channel);
        }
        found.into_items().filter_map(|to| to.channel()).collect()
    }

    /// Looks through the topics of these channels, one channel after the other.
    pub(super) fn topics_of(&self, channels: &[ChannelId], needle: &Needle) -> Vec<Target> {
        let mut all = Vec::new();
        for channel in channels {
            let rows = self.rows_of(*channel);
            let mut found = Found::new(MOST);
            for row in rows.clone() {
                if let Some(quality) = needle.quality(self.topics.names.get(row)) {
                    self.topics.offer(row, quality, TOPICS, &mut found, topic);
                }
            }
            if found.len() < FEW && !needle.is_empty() {
                let rows: Vec<u32> = rows.filter_map(|row| u32::try_from(row).ok()).collect();
                let (best, _) = self.topics.names.letters(needle, Some(&rows), MOST);
                for row in best {
                    if needle.quality(self.topics.names.get(row)).is_none() {
                        let fuzzy = Quality::Fuzzy;
                        self.topics.offer(row, fuzzy, TOPICS, &mut found, topic);
                    }
                }
            }
            all.extend(found.into_items());
        }
        all.truncate(MOST);
        all
    }

    /// Topics of which some words are typed, and the other words are of their channel: `work
    /// kil` finds `kiln` in `workshop`.
    fn find_shared(&self, needle: &Needle, found: &mut Found) {
        let words: Vec<&str> = needle.as_str().split_whitespace().collect();
        if words.len() < 2 || words.len() > SHARED_WORDS {
            return;
        }
        // Which of the words each channel's name has.
        let mut has: IdMap<ChannelId, u8> = IdMap::default();
        for (bit, word) in words.iter().enumerate() {
            let channels = &self.channels;
            channels.names.find(&Needle::new(word), |row, quality| {
                if quality <= Quality::Word {
                    *has.entry(channels.of[row]).or_default() |= 1 << bit;
                }
            });
        }
        let mut shares: Vec<u8> = has.values().copied().collect();
        shares.sort_unstable();
        shares.dedup();
        for share in shares {
            let rest = words.iter().enumerate();
            let rest = rest.filter(|(bit, _)| share & (1 << bit) == 0);
            let rest: Vec<&str> = rest.map(|(_, word)| *word).collect();
            if rest.is_empty() {
                continue;
            }
            let topics = &self.topics;
            topics
                .names
                .find(&Needle::new(&rest.join(" ")), |row, quality| {
                    let of_channel = has.get(&topics.of[row].0) == Some(&share);
                    // What has all words by itself is found already.
                    if of_channel
                        && quality <= Quality::Word
                        && needle.quality(topics.names.get(row)).is_none()
                    {
                        topics.offer(row, Quality::Word, TOPICS, found, topic);
                    }
                });
        }
    }
}

fn people(organization: &Organization) -> Kind<UserId> {
    let users = organization.users();
    Kind::new(users.all().iter().map(|user| Entry {
        name: &user.full_name,
        of: user.user_id,
        newest: 0,
        standing: if !user.is_active {
            Standing::Gone
        } else if user.is_bot || users.is_muted(user.user_id) {
            Standing::Aside
        } else {
            Standing::Usual
        },
    }))
}

fn groups(organization: &Organization) -> Kind<GroupId> {
    let groups = organization.groups().iter();
    let groups = groups.filter(|group| !group.is_system_group && !group.deactivated);
    Kind::new(groups.map(|group| Entry {
        name: &group.name,
        of: group.id,
        newest: 0,
        standing: Standing::Usual,
    }))
}

fn standing_of(organization: &Organization, channel: ChannelId) -> Standing {
    match organization.channels().get(channel) {
        Some(state) if state.channel.is_archived => Standing::Gone,
        Some(state) if state.is_subscribed() && !state.is_muted() => Standing::Usual,
        Some(_) => Standing::Aside,
        None => Standing::Gone,
    }
}

/// Conversations of several; those of two are found by the other.
fn dms(organization: &Organization) -> Kind<DmKey> {
    let all = organization.dms().by_newest();
    let named: Vec<(String, DmKey, u64)> = all
        .into_iter()
        .filter(|(key, _)| key.is_group())
        .map(|(key, newest)| (naming::dm(organization, key), key.clone(), newest.0))
        .collect();
    Kind::new(named.iter().map(|(name, key, newest)| Entry {
        name,
        of: key.clone(),
        newest: *newest,
        standing: if organization.is_dm_visible(key) {
            Standing::Usual
        } else {
            Standing::Aside
        },
    }))
}
