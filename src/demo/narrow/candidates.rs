//! Ids to pick a view from, without looking at all there are.

use super::super::world::account::Account;

/// Ids in ascending order, from which a view's messages are picked.
pub(crate) enum Candidates<'a> {
    Listed(&'a [u32]),
    Unread(&'a Account),
    Flagged(&'a Account),
    One(u64),
    All(u64),
}

impl<'a> Candidates<'a> {
    /// Those below an id, newest first.
    pub(crate) fn before(&self, id: u64) -> Box<dyn Iterator<Item = u64> + 'a> {
        let small = u32::try_from(id).unwrap_or(u32::MAX);
        match *self {
            Self::Listed(ids) => {
                let end = ids.partition_point(|other| *other < small);
                Box::new(ids[..end].iter().rev().map(|id| u64::from(*id)))
            }
            Self::Unread(account) => {
                Box::new(account.unread.range(..small).rev().map(|id| u64::from(*id)))
            }
            Self::Flagged(account) => Box::new(
                account
                    .flags
                    .range(..small)
                    .rev()
                    .map(|(id, _)| u64::from(*id)),
            ),
            Self::One(only) => Box::new((only < id).then_some(only).into_iter()),
            Self::All(last) => Box::new((1..id.min(last + 1)).rev()),
        }
    }

    /// Those from an id on, oldest first.
    pub(crate) fn from(&self, id: u64) -> Box<dyn Iterator<Item = u64> + 'a> {
        let small = u32::try_from(id).unwrap_or(u32::MAX);
        match *self {
            Self::Listed(ids) => {
                let start = ids.partition_point(|other| *other < small);
                Box::new(ids[start..].iter().map(|id| u64::from(*id)))
            }
            Self::Unread(account) => {
                Box::new(account.unread.range(small..).map(|id| u64::from(*id)))
            }
            Self::Flagged(account) => {
                Box::new(account.flags.range(small..).map(|(id, _)| u64::from(*id)))
            }
            Self::One(only) => Box::new((only >= id).then_some(only).into_iter()),
            Self::All(last) => Box::new(id.max(1)..=last),
        }
    }
}
