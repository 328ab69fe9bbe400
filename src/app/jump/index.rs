//! What the box finds among the names of the organization, and in which order. The names of
//! people, channels and topics are the [`Directory`]'s; those of groups and of conversations are
//! few, and are made when the box is opened.

use crate::api::conversation::{Conversation, DmKey};
use crate::api::ids::{ChannelId, GroupId, TopicName, UserId};
use crate::app::complete::{Names, Needle, Quality, Said};
use crate::app::destination::Destination;
use crate::app::directory::{Directory, Standing};
use crate::app::naming;
use crate::model::{IdMap, Organization, View};

use super::Target;
use super::found::{Found, Rank};
use super::visits::Visits;

/// So many rows are found at most.
pub(super) const MOST: usize = 60;
/// Where fewer are like what is typed, those come too that only have its letters.
const FEW: usize = 8;
/// The most words that may be shared out between a channel's name and a topic's.
const SHARED_WORDS: usize = 4;

/// The names of a kind of which there are few.
#[derive(Debug)]
struct Kind<T> {
    names: Names,
    of: Vec<T>,
    /// The newest message of each, 0 where there is none.
    newest: Vec<u64>,
    standing: Vec<Standing>,
    /// What the visits of each are worth.
    used: Vec<u16>,
}

impl<T> Default for Kind<T> {
    fn default() -> Self {
        Self {
            names: Names::default(),
            of: Vec::new(),
            newest: Vec::new(),
            standing: Vec::new(),
            used: Vec::new(),
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

    fn find(&self, needle: &Needle, kind: u8, found: &mut Found) {
        self.names.find_best(needle, |row, said| {
            let (standing, used) = (self.standing[row], self.used[row]);
            let newest = self.newest[row];
            found.take(said, |quality| {
                Rank::new(quality, standing, used, newest, kind, number(row))
            })
        });
    }
}

fn number(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

/// What ranks the names of the directory besides, for one person: what they use.
#[derive(Debug, Default)]
struct Uses {
    /// What the visits of rows are worth; of the others nothing.
    people: IdMap<u64, u16>,
    channels: IdMap<u64, u16>,
    topics: IdMap<u64, u16>,
    /// The newest message that was written with somebody.
    newest: IdMap<UserId, u64>,
}

fn worth(uses: &IdMap<u64, u16>, row: usize) -> u16 {
    if uses.is_empty() {
        return 0;
    }
    uses.get(&(row as u64)).copied().unwrap_or(0)
}

/// What of the directory is looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Channels,
    People,
    Topics,
}

/// What had the letters of a needle; of one that goes on from it no others have.
#[derive(Debug, Default)]
struct Near {
    typed: String,
    rows: Option<Vec<u32>>,
}

/// What ranks what is found, and what is in no directory.
#[derive(Debug, Default)]
pub struct Index {
    uses: Uses,
    groups: Kind<GroupId>,
    dms: Kind<DmKey>,
    near: [Near; 3],
    /// Which state of names, of the directory and of conversations it has.
    edition: Option<Edition>,
}

/// A state of what is in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edition {
    names: u64,
    directory: u64,
    dms: usize,
}

const CHANNELS: u8 = 0;
const PEOPLE: u8 = 1;
const TOPICS: u8 = 2;
const DMS: u8 = 3;
const GROUPS: u8 = 4;
/// After all these come views and commands.
pub(super) const OTHERS: u8 = 5;

fn channel(id: ChannelId) -> Target {
    Target::To(Destination::View(View::Channel(id)))
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
    /// Makes anew what is out of date: groups and names of conversations as of `names`, what is
    /// used of the directory; when the box is `opening`, also what changes with each message
    /// and visit.
    pub(super) fn sync(
        &mut self,
        organization: &Organization,
        directory: &Directory,
        names: u64,
        visits: &Visits,
        opening: bool,
    ) {
        let now = Edition {
            names,
            directory: directory.edition(),
            dms: organization.dms().len(),
        };
        let was = self.edition.replace(now);
        if was.is_none_or(|was| was.directory != now.directory) {
            self.near = Default::default();
        }
        let names_changed = was.is_none_or(|was| was.names != names);
        if names_changed {
            self.groups = groups(organization);
        }
        // Also what is newest in them counts, which changes with each message.
        if opening || names_changed || was.is_none_or(|was| was.dms != now.dms) {
            self.dms = dms(organization);
            self.note_dms(organization);
        }
        if opening || was != Some(now) {
            self.note_visits(directory, visits, organization.me());
        }
    }

    /// Who writes with oneself comes before those who never did.
    fn note_dms(&mut self, organization: &Organization) {
        let me = organization.me();
        self.uses.newest.clear();
        for (key, newest) in organization.dms().by_newest() {
            if !key.is_group() {
                let who = key.others(me).next().unwrap_or(me);
                self.uses.newest.insert(who, newest.0);
            }
        }
    }

    fn note_visits(&mut self, directory: &Directory, visits: &Visits, me: UserId) {
        fn note(uses: &mut IdMap<u64, u16>, row: Option<usize>, worth: u16) {
            if let Some(row) = row {
                uses.insert(row as u64, worth);
            }
        }
        let uses = &mut self.uses;
        uses.people.clear();
        uses.channels.clear();
        uses.topics.clear();
        self.dms.used.fill(0);
        for (to, worth) in visits.worth() {
            match to {
                Destination::View(View::Channel(channel)) => {
                    note(&mut uses.channels, directory.channels.row(*channel), worth);
                }
                Destination::View(View::Conversation(Conversation::Topic { channel, topic })) => {
                    let row = directory.topics.row(*channel, topic);
                    note(&mut uses.topics, row, worth);
                }
                Destination::View(View::Conversation(Conversation::Dm(key))) => {
                    if key.is_group() {
                        let row = self.dms.of.iter().position(|there| there == key);
                        if let Some(row) = row {
                            self.dms.used[row] = worth;
                        }
                    } else {
                        let who = key.others(me).next().unwrap_or(me);
                        note(&mut uses.people, directory.people.row(who), worth);
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

    /// Offers a row of the directory, or asks whether it would be wanted.
    fn take(
        &self,
        directory: &Directory,
        part: Part,
        row: usize,
        said: Said,
        found: &mut Found,
    ) -> bool {
        let uses = &self.uses;
        let (kind, standing, used, newest) = match part {
            Part::Channels => {
                let channels = &directory.channels;
                let used = worth(&uses.channels, row);
                let newest = channels.newest(row).0;
                (CHANNELS, channels.standing(row), used, newest)
            }
            Part::People => {
                let people = &directory.people;
                let newest = if uses.newest.is_empty() {
                    None
                } else {
                    uses.newest.get(&people.ids()[row]).copied()
                };
                let standing = people.sort(row).standing();
                let used = worth(&uses.people, row);
                (PEOPLE, standing, used, newest.unwrap_or(0))
            }
            Part::Topics => {
                let topics = &directory.topics;
                let used = worth(&uses.topics, row);
                (TOPICS, topics.standing(row), used, topics.newest(row).0)
            }
        };
        found.take(said, |quality| {
            Rank::new(quality, standing, used, newest, kind, number(row))
        })
    }

    fn look(&self, directory: &Directory, part: Part, needle: &Needle, found: &mut Found) {
        names(directory, part).find_best(needle, |row, said| {
            self.take(directory, part, row, said, found)
        });
    }

    /// What was found, the best first.
    pub(super) fn targets(&self, directory: &Directory, found: Found) -> Vec<Target> {
        let (ranks, mut others) = found.into_parts();
        let target = |rank: &Rank| {
            if let Some(at) = others.iter().position(|(there, _)| there == rank) {
                return Some(others.swap_remove(at).1);
            }
            let row = rank.row();
            match rank.kind() {
                CHANNELS => directory.channels.ids().get(row).copied().map(channel),
                PEOPLE => directory.people.ids().get(row).copied().map(Target::Person),
                TOPICS => directory.topics.all().get(row).map(topic),
                DMS => self.dms.of.get(row).map(dm),
                GROUPS => self.groups.of.get(row).map(group),
                _ => None,
            }
        };
        ranks.iter().filter_map(target).collect()
    }

    /// Those that have the needle's letters and were not found.
    fn letters(&mut self, directory: &Directory, part: Part, needle: &Needle, found: &mut Found) {
        let names = names(directory, part);
        let typed = needle.as_str();
        let near = std::mem::take(&mut self.near[part as usize]);
        let among = near.rows.filter(|_| typed.starts_with(&near.typed));
        let (best, rows) = names.letters(needle, among.as_deref(), MOST);
        for row in best {
            if needle.quality(names.get(row)).is_none() {
                self.take(directory, part, row, Said::Is(Quality::Fuzzy), found);
            }
        }
        self.near[part as usize] = Near {
            typed: typed.to_owned(),
            rows,
        };
    }

    /// Looks through channels, topics, people, groups and conversations.
    pub(super) fn find(&mut self, directory: &Directory, needle: &Needle, found: &mut Found) {
        self.look(directory, Part::Channels, needle, found);
        self.look(directory, Part::People, needle, found);
        self.groups.find(needle, GROUPS, found);
        self.dms.find(needle, DMS, found);
        self.look(directory, Part::Topics, needle, found);
        self.find_shared(directory, needle, found);
        if found.len() < FEW {
            self.letters(directory, Part::Channels, needle, found);
            self.letters(directory, Part::People, needle, found);
            self.letters(directory, Part::Topics, needle, found);
        }
    }

    /// Looks through channels alone.
    pub(super) fn find_channels(
        &mut self,
        directory: &Directory,
        needle: &Needle,
        found: &mut Found,
    ) {
        self.look(directory, Part::Channels, needle, found);
        if found.len() < FEW {
            self.letters(directory, Part::Channels, needle, found);
        }
    }

    /// Looks through people and groups alone.
    pub(super) fn find_people(
        &mut self,
        directory: &Directory,
        needle: &Needle,
        found: &mut Found,
    ) {
        self.look(directory, Part::People, needle, found);
        self.groups.find(needle, GROUPS, found);
        if found.len() < FEW {
            self.letters(directory, Part::People, needle, found);
        }
    }

    /// The channels that a name may mean, the likest first, at most so many; one of just this
    /// name alone.
    pub(super) fn channels_like(
        &mut self,
        directory: &Directory,
        name: &str,
        most: usize,
    ) -> Vec<ChannelId> {
        let needle = Needle::new(name);
        let mut found = Found::new(most);
        let mut exact = None;
        let channels = &directory.channels;
        channels.names().find(&needle, |row, quality| {
            if quality == Quality::Exact && !needle.is_empty() {
                exact = Some(channels.ids()[row]);
            }
            self.take(
                directory,
                Part::Channels,
                row,
                Said::Is(quality),
                &mut found,
            );
        });
        if let Some(exact) = exact {
            return vec![exact];
        }
        if found.len() == 0 {
            self.letters(directory, Part::Channels, &needle, &mut found);
        }
        let targets = self.targets(directory, found).into_iter();
        targets.filter_map(|to| to.channel()).collect()
    }

    /// Looks through the topics of these channels, one channel after the other.
    pub(super) fn topics_of(
        &self,
        directory: &Directory,
        channels: &[ChannelId],
        needle: &Needle,
    ) -> Vec<Target> {
        let mut all = Vec::new();
        let names = directory.topics.names();
        for channel in channels {
            let rows = directory.topics.rows_of(*channel);
            let mut found = Found::new(MOST);
            for row in rows.clone() {
                if let Some(quality) = needle.quality(names.get(row)) {
                    self.take(directory, Part::Topics, row, Said::Is(quality), &mut found);
                }
            }
            if found.len() < FEW && !needle.is_empty() {
                let rows: Vec<u32> = rows.map(number).collect();
                let (best, _) = names.letters(needle, Some(&rows), MOST);
                for row in best {
                    if needle.quality(names.get(row)).is_none() {
                        let fuzzy = Said::Is(Quality::Fuzzy);
                        self.take(directory, Part::Topics, row, fuzzy, &mut found);
                    }
                }
            }
            all.extend(self.targets(directory, found));
        }
        all.truncate(MOST);
        all
    }

    /// Topics of which some words are typed, and the other words are of their channel: `work
    /// kil` finds `kiln` in `workshop`.
    fn find_shared(&self, directory: &Directory, needle: &Needle, found: &mut Found) {
        let words: Vec<&str> = needle.as_str().split_whitespace().collect();
        if words.len() < 2 || words.len() > SHARED_WORDS {
            return;
        }
        // Which of the words each channel's name has.
        let mut has: IdMap<ChannelId, u8> = IdMap::default();
        let channels = &directory.channels;
        for (bit, word) in words.iter().enumerate() {
            channels.names().find(&Needle::new(word), |row, quality| {
                if quality <= Quality::Word {
                    *has.entry(channels.ids()[row]).or_default() |= 1 << bit;
                }
            });
        }
        let mut shares: Vec<u8> = has.values().copied().collect();
        shares.sort_unstable();
        shares.dedup();
        let topics = &directory.topics;
        for share in shares {
            let rest = words.iter().enumerate();
            let rest = rest.filter(|(bit, _)| share & (1 << bit) == 0);
            let rest: Vec<&str> = rest.map(|(_, word)| *word).collect();
            if rest.is_empty() {
                continue;
            }
            let rest = Needle::new(&rest.join(" "));
            topics.names().find_best(&rest, |row, said| match said {
                Said::AtBest(Quality::Inside | Quality::Fuzzy) => false,
                Said::AtBest(Quality::Exact | Quality::Prefix | Quality::Word) => {
                    let at_best = Said::AtBest(Quality::Word);
                    has.get(&topics.all()[row].0) == Some(&share)
                        && self.take(directory, Part::Topics, row, at_best, found)
                }
                // What has all words by itself is found already.
                Said::Is(quality) => {
                    quality <= Quality::Word
                        && needle.quality(topics.names().get(row)).is_none()
                        && self.take(directory, Part::Topics, row, Said::Is(Quality::Word), found)
                }
            });
        }
    }
}

fn names(directory: &Directory, part: Part) -> &Names {
    match part {
        Part::Channels => directory.channels.names(),
        Part::People => directory.people.names(),
        Part::Topics => directory.topics.names(),
    }
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
