//! Chance from a seed, and the few digests the wire format needs.

use sha2::{Digest, Sha256};

/// One round of `SplitMix64`: a well mixed 64-bit value from any other.
#[must_use]
pub(crate) const fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The hash of two values, the order counting.
#[must_use]
pub(crate) const fn mix2(a: u64, b: u64) -> u64 {
    mix(mix(a) ^ b.wrapping_mul(0xd6e8_feb8_6659_fd93))
}

/// The hash of a text (FNV-1a, then mixed).
#[must_use]
pub(crate) fn mix_str(seed: u64, text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ seed;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    mix(hash)
}

/// `len` characters of `[A-Za-z0-9]` that depend on the seed and the text alone.
#[must_use]
pub(crate) fn token(seed: u64, text: &str, len: usize) -> String {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut rng = Rng::new(mix_str(seed, text));
    (0..len)
        .map(|_| char::from(ALPHABET[rng.below(62)]))
        .collect()
}

/// A reproducible source of chance.
#[derive(Debug, Clone)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(mix(seed))
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number from 0 up to, but not including, `bound` (0 when `bound` is 0).
    pub(crate) const fn below(&mut self, bound: usize) -> usize {
        if bound == 0 {
            return 0;
        }
        (self.next() % bound as u64) as usize
    }

    /// A number in [0, 1).
    pub(crate) const fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True with the given probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.fraction() < probability
    }

    /// One of the items.
    ///
    /// # Panics
    /// When there are none.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// A version 4 UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let (a, b) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            a >> 32,
            (a >> 16) & 0xffff,
            a & 0xfff,
            0x8000 | (b >> 48) & 0x3fff,
            b & 0xffff_ffff_ffff
        )
    }
}

/// SHA-256 in lower-case hex, for `prev_content_sha256`.
pub(crate) fn sha256_hex(data: &[u8]) -> String {
    Sha256::digest(data)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha256_is_that_of_a_recorded_edit() {
        assert_eq!(
            sha256_hex(b"a note to edit"),
            "e6b88e15e89176e5da5beadf1a43b3f58d3e1841c1f9062beee639d9d585732c"
        );
    }

    #[test]
    fn chance_is_reproducible() {
        let (mut a, mut b) = (Rng::new(7), Rng::new(7));
        assert_eq!(
            (0..9).map(|_| a.next()).collect::<Vec<_>>(),
            (0..9).map(|_| b.next()).collect::<Vec<_>>()
        );
        assert_eq!(token(1, "ben", 32).len(), 32);
        assert_ne!(token(1, "ben", 32), token(2, "ben", 32));
    }
}
