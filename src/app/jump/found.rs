//! The best of what is found, whatever kinds it is of.

use crate::app::complete::{Best, Quality, Said};
use crate::app::directory::Standing;

use super::Target;

/// What ranks rows: how like the name is, whether it is wanted at all, how much and how lately
/// one was there, the newest message, the kind, the place among its kind. All in one number, so
/// that it is soon seen that a row is not among the best; the least comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank(u128);

impl Rank {
    pub(super) fn new(
        quality: Quality,
        standing: Standing,
        used: u16,
        newest: u64,
        kind: u8,
        row: u32,
    ) -> Self {
        Self(
            (quality as u128) << 122
                | (standing as u128) << 120
                | u128::from(!used) << 104
                | u128::from(!newest) << 40
                | u128::from(kind) << 32
                | u128::from(row),
        )
    }

    /// The rank of something that is not used and has no messages.
    pub(super) fn plain(quality: Quality, standing: Standing, kind: u8, row: u32) -> Self {
        Self::new(quality, standing, 0, 0, kind, row)
    }

    /// The kind.
    pub(super) fn kind(self) -> u8 {
        (self.0 >> 32) as u8
    }

    /// The place among its kind.
    pub(super) fn row(self) -> usize {
        self.0 as u32 as usize
    }
}

/// The best of what was found.
#[derive(Debug)]
pub(super) struct Found {
    best: Best<Rank, ()>,
    /// What those are that are in no index.
    others: Vec<(Rank, Target)>,
}

impl Found {
    /// Nothing yet, and at most so many.
    pub(super) fn new(most: usize) -> Self {
        Self {
            best: Best::new(most),
            others: Vec::new(),
        }
    }

    /// Offers something that is in no index.
    pub(super) fn offer(&mut self, rank: Rank, to: Target) {
        if self.best.offer(rank, ()) {
            self.others.push((rank, to));
        }
    }

    /// Offers a row by its rank, or asks whether it would be wanted with it.
    pub(super) fn take(&mut self, said: Said, rank: impl FnOnce(Quality) -> Rank) -> bool {
        match said {
            Said::AtBest(quality) => self.best.accepts(&rank(quality)),
            Said::Is(quality) => self.best.offer(rank(quality), ()),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.best.len()
    }

    /// The ranks of what was found, the best first; and what those are that are in no index.
    pub(super) fn into_parts(self) -> (Vec<Rank>, Vec<(Rank, Target)>) {
        (self.best.keys().copied().collect(), self.others)
    }
}
