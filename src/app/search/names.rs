//! What the search box looks through: people and topics, folded once when they are wanted first,
//! and let go with the box.

use std::collections::HashSet;

use crate::api::ids::{ChannelId, MessageId, TopicName, UserId};
use crate::app::complete::{Names, Needle, Quality};
use crate::model::{IdMap, Organization};
use crate::text::fold::fold;

/// Somebody who was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Somebody {
    /// Who.
    pub id: UserId,
    /// Whether others have the same name.
    pub shared: bool,
}

/// People, as they are looked through.
#[derive(Debug, Clone, PartialEq)]
struct People {
    edition: u64,
    names: Names,
    /// Names that several people have.
    shared: HashSet<Box<str>>,
    /// When somebody last wrote, or was written to, among what is at hand.
    lately: IdMap<UserId, MessageId>,
}

/// Topics, as they are looked through.
#[derive(Debug, Clone, PartialEq)]
struct Topics {
    /// Of which channel; of all that are known without one.
    of: Option<ChannelId>,
    /// Whether all of that channel were known.
    complete: bool,
    topics: Vec<(ChannelId, TopicName, MessageId)>,
    names: Names,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SearchNames {
    people: Option<People>,
    topics: Option<Topics>,
}

/// The best few by their keys; lesser keys are better.
fn best<K: Ord, T>(mut found: Vec<(K, T)>, most: usize) -> Vec<T> {
    if found.len() > most {
        found.select_nth_unstable_by(most, |a, b| a.0.cmp(&b.0));
        found.truncate(most);
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found.into_iter().map(|(_, item)| item).collect()
}

impl SearchNames {
    /// People whose names are like this, the best first: who wrote lately before others.
    pub fn people(
        &mut self,
        organization: &Organization,
        edition: u64,
        typed: &str,
        most: usize,
    ) -> Vec<Somebody> {
        let users = organization.users();
        let all = users.all();
        let fits = |people: &People| people.edition == edition && people.names.len() == all.len();
        if !self.people.as_ref().is_some_and(fits) {
            self.people = None;
        }
        let people = self.people.get_or_insert_with(|| People {
            edition,
            names: Names::new(all.iter().map(|user| &*user.full_name)),
            shared: shared(organization),
            lately: lately(organization),
        });
        let needle = Needle::new(typed.trim_start_matches('@'));
        let mut found = Vec::new();
        let rank = |row: usize, quality: Quality| {
            let user = &all[row];
            let newest = people.lately.get(&user.user_id).map_or(0, |id| id.0);
            let order = (quality, !user.is_active, user.is_bot);
            (order, std::cmp::Reverse(newest), row)
        };
        people.names.find(&needle, |row, quality| {
            found.push((rank(row, quality), row));
        });
        let mut found = best(found, most);
        if found.len() < 5 {
            let (rows, _) = people.names.letters(&needle, None, 5);
            let others: Vec<usize> = rows
                .into_iter()
                .filter(|row| !found.contains(row))
                .collect();
            found.extend(others);
        }
        let somebody = |row: usize| Somebody {
            id: all[row].user_id,
            shared: people.shared.contains(people.names.get(row)),
        };
        found.into_iter().map(somebody).collect()
    }

    /// Topics whose names are like this, the best first: those with newer messages before others.
    pub fn topics(
        &mut self,
        organization: &Organization,
        of: Option<ChannelId>,
        typed: &str,
        most: usize,
    ) -> Vec<(ChannelId, TopicName)> {
        let recent = organization.recent_topics();
        let complete = of.is_some_and(|channel| recent.is_complete(channel));
        let fits = |topics: &Topics| topics.of == of && topics.complete == complete;
        if !self.topics.as_ref().is_some_and(fits) {
            self.topics = None;
        }
        let known = self.topics.get_or_insert_with(|| {
            let all = recent
                .all()
                .filter(|(channel, _, _)| of.is_none_or(|wanted| wanted == *channel));
            let topics: Vec<_> = all
                .map(|(channel, name, newest)| (channel, name.clone(), newest))
                .collect();
            // A resolved topic is found by its name, whatever stands before it.
            let names = topics.iter().map(|(_, name, _)| name.unresolved());
            Topics {
                of,
                complete,
                names: Names::new(names),
                topics,
            }
        });
        let needle = Needle::new(typed);
        let mut found = Vec::new();
        known.names.find(&needle, |row, quality| {
            let newest = std::cmp::Reverse(known.topics[row].2);
            found.push(((quality, newest, row), row));
        });
        let mut rows = best(found, most);
        if rows.len() < 5 {
            let (more, _) = known.names.letters(&needle, None, 5);
            let more: Vec<usize> = more.into_iter().filter(|row| !rows.contains(row)).collect();
            rows.extend(more);
        }
        let topic = |row: usize| (known.topics[row].0, known.topics[row].1.clone());
        rows.into_iter().map(topic).collect()
    }
}

/// Names, folded, that several people have.
fn shared(organization: &Organization) -> HashSet<Box<str>> {
    let users = organization.users().all();
    let mut once: HashSet<String> = HashSet::with_capacity(users.len());
    let mut shared = HashSet::new();
    for user in users {
        let name = fold(&user.full_name);
        if let Some(name) = once.replace(name) {
            shared.insert(name.into());
        }
    }
    shared
}

/// Who wrote when last, among the messages at hand and in direct messages.
fn lately(organization: &Organization) -> IdMap<UserId, MessageId> {
    let mut lately: IdMap<UserId, MessageId> = IdMap::default();
    let mut note = |user: UserId, id: MessageId| {
        let newest = lately.entry(user).or_insert(id);
        *newest = (*newest).max(id);
    };
    for message in organization.messages().iter() {
        note(message.sender_id, message.id);
    }
    let me = organization.me();
    for (key, newest) in organization.dms().by_newest() {
        if !key.is_group() {
            key.others(me).for_each(|user| note(user, newest));
        }
    }
    lately.remove(&me);
    lately
}
