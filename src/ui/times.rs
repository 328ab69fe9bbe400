//! Times of day and dates as the person reads them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The person's zone and habits.
#[derive(Debug, Clone)]
pub struct Times {
    zone: TimeZone,
    /// 14:02 instead of 2:02 PM.
    pub twenty_four: bool,
}

impl Times {
    /// Times of a zone.
    #[must_use]
    pub fn new(zone: TimeZone) -> Self {
        Self {
            zone,
            twenty_four: true,
        }
    }

    /// The zone.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    fn zoned(&self, seconds: i64) -> jiff::Zoned {
        Timestamp::from_second(seconds)
            .unwrap_or(Timestamp::UNIX_EPOCH)
            .to_zoned(self.zone.clone())
    }

    /// The day that a moment (seconds of Unix time) is on.
    #[must_use]
    pub fn day(&self, seconds: i64) -> Date {
        self.zoned(seconds).date()
    }

    /// `14:02` or `2:02 PM`.
    #[must_use]
    pub fn clock(&self, seconds: i64) -> String {
        let format = if self.twenty_four {
            "%H:%M"
        } else {
            "%-I:%M %p"
        };
        self.zoned(seconds).strftime(format).to_string()
    }

    /// A moment of the last days as short as it is clear: the clock time today, else
    /// `yesterday`, the weekday, `20 Nov`, `20 Nov 2025`.
    #[must_use]
    pub fn ago(&self, seconds: i64, now: i64) -> String {
        let (then, today) = (self.day(seconds), self.day(now));
        let days = (today - then).get_days();
        match days {
            0 => self.clock(seconds),
            1 => "yesterday".to_owned(),
            2..=6 => then.strftime("%A").to_string(),
            _ if then.year() == today.year() => then.strftime("%-d %b").to_string(),
            _ => then.strftime("%-d %b %Y").to_string(),
        }
    }

    /// A moment to the second, in the person's zone, which is named, and in UTC:
    /// `Friday 20 November 2026, 14:02:05 Europe/Berlin (CET, UTC+01:00) · 13:02 UTC`.
    #[must_use]
    pub fn moment(&self, seconds: i64) -> String {
        let local = self.zoned(seconds);
        let clock = if self.twenty_four {
            "%H:%M:%S"
        } else {
            "%-I:%M:%S %p"
        };
        let there = local
            .strftime(&format!("%A %-d %B %Y, {clock}"))
            .to_string();
        let utc = local.with_time_zone(TimeZone::UTC);
        if local.offset() == utc.offset() {
            return format!("{there} UTC");
        }
        let short = local.strftime("%Z").to_string();
        let zone = match self.zone.iana_name() {
            Some(name) => format!("{name} ({short}, UTC{})", local.strftime("%:z")),
            None => format!("UTC{}", local.strftime("%:z")),
        };
        format!("{there} {zone} · {} UTC", utc.strftime("%H:%M"))
    }

    /// `Friday 20 November`, with the year where it is not the year of `now`.
    #[must_use]
    pub fn date(&self, seconds: i64, now: i64) -> String {
        let (then, now) = (self.zoned(seconds), self.zoned(now));
        let format = if then.year() == now.year() {
            "%A %-d %B"
        } else {
            "%A %-d %B %Y"
        };
        then.strftime(format).to_string()
    }

    /// The same in few cells: `Fri 20 Nov`.
    #[must_use]
    pub fn short_date(&self, seconds: i64, now: i64) -> String {
        let (then, now) = (self.zoned(seconds), self.zoned(now));
        let format = if then.year() == now.year() {
            "%a %-d %b"
        } else {
            "%a %-d %b %Y"
        };
        then.strftime(format).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_in_the_zone_and_habit() {
        let mut times = Times::new(TimeZone::fixed(jiff::tz::offset(2)));
        // 2026-11-20 22:30:00 UTC
        let moment = 1_795_213_800;
        assert_eq!(times.clock(moment), "00:30");
        assert_eq!(times.date(moment, moment), "Saturday 21 November");
        assert_eq!(
            times.date(moment, moment + 40 * 86_400),
            "Saturday 21 November"
        );
        assert_eq!(
            times.date(moment, moment + 50 * 86_400),
            "Saturday 21 November 2026"
        );
        assert_eq!(times.short_date(moment, moment), "Sat 21 Nov");
        assert_eq!(
            times.short_date(moment, moment + 50 * 86_400),
            "Sat 21 Nov 2026"
        );
        assert_eq!(
            times.moment(moment),
            "Saturday 21 November 2026, 00:30:00 UTC+02:00 · 22:30 UTC"
        );
        times.twenty_four = false;
        assert_eq!(times.clock(moment), "12:30 AM");
    }
}
