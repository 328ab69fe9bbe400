//! What the search box finds among the names of the organization, and in which order.

use std::cmp::Reverse;

use crate::api::ids::{ChannelId, MessageId, TopicName, UserId};
use crate::app::complete::{Best, Needle, Quality, Said};
use crate::app::directory::Directory;
use crate::model::{IdMap, Organization};

/// Where fewer are like what is typed, those come too that only have its letters.
const FEW: usize = 5;

/// Somebody who was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Somebody {
    /// Who.
    pub id: UserId,
    /// Whether others have the same name.
    pub shared: bool,
}

/// What ranks people; found out when it is wanted first, and let go with the box.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SearchNames {
    /// When somebody last wrote, or was written to, among what is at hand.
    lately: Option<IdMap<UserId, MessageId>>,
}

impl SearchNames {
    /// People whose names are like this, the best first: who wrote lately before others.
    pub fn people(
        &mut self,
        organization: &Organization,
        directory: &Directory,
        typed: &str,
        most: usize,
    ) -> Vec<Somebody> {
        let lately = self.lately.get_or_insert_with(|| lately(organization));
        let people = &directory.people;
        let needle = Needle::new(typed.trim_start_matches('@'));
        let mut best = Best::new(most);
        people.names().find_best(&needle, |row, said| {
            let sort = people.sort(row);
            let newest = lately.get(&people.ids()[row]).map_or(0, |id| id.0);
            let order = |quality| {
                let order = (quality, !sort.is_active, sort.is_bot);
                (order, Reverse(newest), row)
            };
            match said {
                Said::AtBest(quality) => best.accepts(&order(quality)),
                Said::Is(quality) => best.offer(order(quality), row),
            }
        });
        let mut found: Vec<usize> = best.into_items().collect();
        if found.len() < FEW {
            let (rows, _) = people.names().letters(&needle, None, FEW);
            let others: Vec<usize> = rows
                .into_iter()
                .filter(|row| !found.contains(row))
                .collect();
            found.extend(others);
        }
        let somebody = |row: usize| Somebody {
            id: people.ids()[row],
            shared: people.is_shared(row),
        };
        found.into_iter().map(somebody).collect()
    }
}

/// Topics whose names are like this, of a channel or of all, the best first: those with newer
/// messages before others. A resolved topic is found by its name, whatever stands before it.
pub fn topics(
    directory: &Directory,
    of: Option<ChannelId>,
    typed: &str,
    most: usize,
) -> Vec<(ChannelId, TopicName)> {
    let topics = &directory.topics;
    let names = topics.names();
    let needle = Needle::new(typed);
    let mut best = Best::new(most);
    let order = |row: usize, quality| (quality, Reverse(topics.newest(row)), row);
    let rows = of.map(|channel| topics.rows_of(channel));
    match &rows {
        Some(rows) => {
            for row in rows.clone() {
                if let Some(quality) = needle.quality(topics.bare(row)) {
                    best.offer(order(row, quality), row);
                }
            }
        }
        // What is like its bare name, is like its whole one too.
        None => names.find_best(&needle, |row, said| match said {
            // A bare name may be just what is typed where the whole one is not.
            Said::AtBest(quality) => {
                let bare = quality > Quality::Word || topics.is_bare(row);
                let at_best = if bare { quality } else { Quality::Exact };
                best.accepts(&order(row, at_best))
            }
            Said::Is(quality) if topics.is_bare(row) => best.offer(order(row, quality), row),
            Said::Is(_) => needle
                .quality(topics.bare(row))
                .is_some_and(|quality| best.offer(order(row, quality), row)),
        }),
    }
    let mut found: Vec<usize> = best.into_items().collect();
    if found.len() < FEW {
        let rows = rows.map(|rows| {
            let rows = rows.filter_map(|row| u32::try_from(row).ok());
            rows.collect::<Vec<u32>>()
        });
        let (more, _) = names.letters_by(&needle, rows.as_deref(), FEW, |row| topics.bare(row));
        let more: Vec<usize> = more
            .into_iter()
            .filter(|row| !found.contains(row))
            .collect();
        found.extend(more);
    }
    found
        .into_iter()
        .map(|row| topics.all()[row].clone())
        .collect()
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
