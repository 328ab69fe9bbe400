//! Moments as the wire gives them: whole seconds or milliseconds since 1970, UTC.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
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
    let moment = text.parse::<Timestamp>().or_else(|_| {
        let local = text.parse::<DateTime>()?;
        TimeZone::UTC.to_timestamp(local)
    });
    Some(UnixSeconds(moment.ok()?.as_second()))
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
