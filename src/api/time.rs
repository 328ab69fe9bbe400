//! Moments as the wire gives them: whole seconds or milliseconds since 1970, UTC.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// A moment in seconds since the Unix epoch, as nearly every field of Zulip's API has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(transparent)]
pub struct UnixSeconds(pub i64);

/// A moment in milliseconds since the Unix epoch: what the model takes as `now`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(transparent)]
pub struct UnixMillis(pub i64);

impl UnixMillis {
    /// The whole second that this moment lies in.
    #[must_use]
    pub fn seconds(self) -> UnixSeconds {
        UnixSeconds(self.0.div_euclid(1000))
    }

    /// The moment that lies this many milliseconds later.
    #[must_use]
    pub fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }
}

impl UnixSeconds {
    /// The first millisecond of this second.
    #[must_use]
    pub fn millis(self) -> UnixMillis {
        UnixMillis(self.0.saturating_mul(1000))
    }
}

impl<'de> Deserialize<'de> for UnixSeconds {
    /// Reads an integer or a fraction (`server_timestamp`), rounding down.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Seconds;
        impl Visitor<'_> for Seconds {
            type Value = UnixSeconds;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of seconds")
            }
            fn visit_i64<E: de::Error>(self, v: i64) -> Result<UnixSeconds, E> {
                Ok(UnixSeconds(v))
            }
            fn visit_u64<E: de::Error>(self, v: u64) -> Result<UnixSeconds, E> {
                Ok(UnixSeconds(i64::try_from(v).unwrap_or(i64::MAX)))
            }
            #[allow(clippy::cast_possible_truncation)]
            fn visit_f64<E: de::Error>(self, v: f64) -> Result<UnixSeconds, E> {
                Ok(UnixSeconds(v.floor() as i64))
            }
        }
        deserializer.deserialize_any(Seconds)
    }
}

/// Reads an ISO 8601 date and time such as `2026-11-22T06:03+00:00` (as `date_joined` has it;
/// seconds and fractions may follow). The offset is honoured. `None` for anything else.
#[must_use]
pub fn parse_iso(text: &str) -> Option<UnixSeconds> {
    let number = |from: usize, to: usize| -> Option<i64> {
        let part = text.get(from..to)?;
        part.bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| part.parse().ok())?
    };
    let bytes = text.as_bytes();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let (mut hour, mut minute, mut second, mut offset) = (0, 0, 0, 0);
    if bytes.len() > 10 {
        (hour, minute) = (number(11, 13)?, number(14, 16)?);
        let mut at = 16;
        if bytes.get(at) == Some(&b':') {
            second = number(17, 19)?;
            at = 19;
        }
        if bytes.get(at) == Some(&b'.') {
            at += 1;
            while bytes.get(at).is_some_and(u8::is_ascii_digit) {
                at += 1;
            }
        }
        match bytes.get(at) {
            None | Some(b'Z') => {}
            Some(sign @ (b'+' | b'-')) => {
                let minutes = number(at + 1, at + 3)? * 60 + number(at + 4, at + 6)?;
                offset = if *sign == b'+' { minutes } else { -minutes };
            }
            Some(_) => return None,
        }
    }
    // Days from the civil calendar (Howard Hinnant's algorithm).
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era * 146_097 + day_of_era - 719_468;
    Some(UnixSeconds(
        days * 86_400 + (hour * 60 + minute - offset) * 60 + second,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_with_and_without_seconds_and_offset() {
        assert_eq!(parse_iso("1970-01-01"), Some(UnixSeconds(0)));
        assert_eq!(
            parse_iso("2026-11-22T06:03+00:00"),
            Some(UnixSeconds(1_795_327_380))
        );
        assert_eq!(
            parse_iso("2026-11-22T06:03:07.25Z"),
            Some(UnixSeconds(1_795_327_387))
        );
        assert_eq!(
            parse_iso("2026-11-22T08:33+02:30"),
            Some(UnixSeconds(1_795_327_380))
        );
        assert_eq!(
            parse_iso("2000-02-29T00:00Z"),
            Some(UnixSeconds(951_782_400))
        );
        assert_eq!(parse_iso("yesterday"), None);
        assert_eq!(parse_iso("2026-13-01"), None);
        assert_eq!(parse_iso(""), None);
    }

    #[test]
    fn seconds_may_be_fractions() {
        let read = |text| serde_json::from_str::<UnixSeconds>(text).unwrap();
        assert_eq!(read("1795327467.3085215"), UnixSeconds(1_795_327_467));
        assert_eq!(read("12"), UnixSeconds(12));
        assert_eq!(UnixMillis(-1).seconds(), UnixSeconds(-1));
    }
}
