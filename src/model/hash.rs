//! Maps keyed by the server's numeric ids, with a hash that suits them.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A map keyed by a numeric id.
pub type IdMap<K, V> = HashMap<K, V, BuildHasherDefault<IdHasher>>;

/// A set of numeric ids.
pub type IdSet<K> = HashSet<K, BuildHasherDefault<IdHasher>>;

/// Multiplies and mixes: ids are small, dense and given by the server's database, so nobody
/// chooses them to collide.
#[derive(Debug, Default, Clone, Copy)]
pub struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, id: u64) {
        let mixed = (self.0.rotate_left(5) ^ id).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ids::MessageId;
    use std::hash::{BuildHasher, BuildHasherDefault};

    #[test]
    fn neighbouring_ids_spread() {
        let hash = |id| BuildHasherDefault::<IdHasher>::default().hash_one(MessageId(id));
        let buckets: HashSet<u64> = (0..1000).map(|id| hash(id) & 0xffff).collect();
        assert!(buckets.len() > 950, "{}", buckets.len());
        let tops: HashSet<u64> = (0..1000).map(|id| hash(id) >> 57).collect();
        assert!(tops.len() > 100, "{}", tops.len());
    }
}
