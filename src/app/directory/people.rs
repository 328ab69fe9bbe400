//! People by name.

use super::Standing;
use crate::api::ids::UserId;
use crate::api::user::User;
use crate::app::complete::Names;
use crate::model::Users;

/// After more changes than this all are taken in anew.
const MOST_CHANGES: usize = 64;

/// What kind of user somebody is, as far as it counts for who comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// Not deactivated.
    pub is_active: bool,
    /// A bot.
    pub is_bot: bool,
    /// Muted by oneself.
    pub is_muted: bool,
}

impl Sort {
    fn of(user: &User, users: &Users) -> Self {
        Self {
            is_active: user.is_active,
            is_bot: user.is_bot,
            is_muted: users.is_muted(user.user_id),
        }
    }

    /// How far back they stand.
    #[must_use]
    pub fn standing(self) -> Standing {
        if !self.is_active {
            Standing::Gone
        } else if self.is_bot || self.is_muted {
            Standing::Aside
        } else {
            Standing::Usual
        }
    }
}

/// The people of an organization, in the order of the model, which is by id. While they are
/// being taken in, the first of them.
#[derive(Debug, Default)]
pub struct People {
    names: Names,
    /// Of the first of them; in the same order. Empty where nobody is to see one.
    addresses: Names,
    of: Vec<UserId>,
    sorts: Vec<Sort>,
    /// Names that several have, as hashes in order; none before all are here.
    shared: Option<Vec<u64>>,
    /// How many there are to be.
    total: usize,
    /// Up to which of the model's changes they are.
    seq: u64,
}

impl People {
    /// Brings those who are here in line with the model.
    pub(super) fn sync(&mut self, users: &Users) {
        let changed = users.changed_since(self.seq);
        self.seq = users.seq();
        self.total = users.all().len();
        match changed {
            Some(changed) if changed.len() <= MOST_CHANGES => {
                changed.into_iter().for_each(|id| self.bring(id, users));
            }
            Some(_) | None => {
                *self = Self {
                    seq: self.seq,
                    total: self.total,
                    ..Self::default()
                };
            }
        }
    }

    /// Brings somebody in line with the model, if they are among those who are here.
    fn bring(&mut self, id: UserId, users: &Users) {
        let all = users.all();
        let at = self.of.binary_search(&id);
        let user = all.binary_search_by_key(&id, |user| user.user_id);
        let user = user.ok().map(|at| &all[at]);
        let rows = match at {
            Ok(at) => at..at + 1,
            // Those behind are still to come.
            Err(at) if at == self.of.len() => return,
            Err(at) => at..at,
        };
        self.names
            .splice(rows.clone(), user.map(|user| &*user.full_name));
        if self.addresses.len() >= rows.end {
            self.addresses.splice(rows.clone(), user.map(address));
        }
        self.of.splice(rows.clone(), user.map(|user| user.user_id));
        self.sorts
            .splice(rows, user.map(|user| Sort::of(user, users)));
        self.shared = None;
    }

    /// Takes in up to so many more. How many were taken in.
    pub(super) fn take(&mut self, users: &Users, most: usize) -> usize {
        let from = self.of.len();
        let all = &users.all()[from.min(users.all().len())..];
        let next = &all[..all.len().min(most)];
        for user in next {
            self.names.push(&user.full_name);
            self.of.push(user.user_id);
            self.sorts.push(Sort::of(user, users));
        }
        if !next.is_empty() {
            self.shared = None;
        }
        if self.of.len() == self.total && self.shared.is_none() && next.len() < most {
            self.shared = Some(self.find_shared());
            // Looking through all names costs less than taking them in.
            return next.len() + self.total / 4;
        }
        next.len()
    }

    /// Takes in up to so many more addresses. How many were taken in.
    pub(super) fn take_addresses(&mut self, users: &Users, most: usize) -> usize {
        let from = self.addresses.len();
        let all = &users.all()[from.min(users.all().len())..];
        let next = &all[..all.len().min(most)];
        next.iter()
            .for_each(|user| self.addresses.push(address(user)));
        next.len()
    }

    pub(super) fn is_whole(&self) -> bool {
        self.of.len() == self.total && self.shared.is_some()
    }

    pub(super) fn has_addresses(&self) -> bool {
        self.addresses.len() == self.total
    }

    /// Their names.
    #[must_use]
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Their e-mail addresses, as far as they are here.
    #[must_use]
    pub fn addresses(&self) -> &Names {
        &self.addresses
    }

    /// Who they are, by row.
    #[must_use]
    pub fn ids(&self) -> &[UserId] {
        &self.of
    }

    /// The row of somebody.
    #[must_use]
    pub fn row(&self, id: UserId) -> Option<usize> {
        self.of.binary_search(&id).ok()
    }

    /// What kind of user somebody is.
    #[must_use]
    pub fn sort(&self, row: usize) -> Sort {
        self.sorts[row]
    }

    /// Whether others have the same name, but for case and accents. Not before all are here.
    #[must_use]
    pub fn is_shared(&self, row: usize) -> bool {
        let shared = self.shared.as_deref().unwrap_or_default();
        shared.binary_search(&hash(self.names.get(row))).is_ok()
    }

    fn find_shared(&self) -> Vec<u64> {
        let rows = 0..self.names.len();
        let mut all: Vec<u64> = rows.map(|row| hash(self.names.get(row))).collect();
        // Most are the only ones whose bits are set by them, and need not be put in order.
        let bits = (all.len() * 16).next_power_of_two().max(64);
        let (mut once, mut again) = (vec![0_u64; bits / 64], vec![0_u64; bits / 64]);
        let place = |hash: u64| {
            let bit = hash as usize & (bits - 1);
            (bit / 64, 1_u64 << (bit % 64))
        };
        for hash in &all {
            let (word, bit) = place(*hash);
            again[word] |= once[word] & bit;
            once[word] |= bit;
        }
        all.retain(|hash| {
            let (word, bit) = place(*hash);
            again[word] & bit != 0
        });
        all.sort_unstable();
        let pairs = all.windows(2).filter(|pair| pair[0] == pair[1]);
        let mut shared: Vec<u64> = pairs.map(|pair| pair[0]).collect();
        shared.dedup();
        shared
    }
}

fn address(user: &User) -> &str {
    user.delivery_email.as_deref().unwrap_or("")
}

/// Names differ in it where they differ, but once in very many years; it is quick.
fn hash(name: &str) -> u64 {
    const MIXES: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut hash = name.len() as u64;
    for bytes in name.as_bytes().chunks(8) {
        let mut word = [0; 8];
        word[..bytes.len()].copy_from_slice(bytes);
        hash = (hash.rotate_left(23) ^ u64::from_le_bytes(word)).wrapping_mul(MIXES);
        hash ^= hash >> 29;
    }
    hash.wrapping_mul(MIXES) ^ (hash >> 32)
}
