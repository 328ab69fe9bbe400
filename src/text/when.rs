//! A moment in words: `tomorrow 9am`, `in 2 hours`, `friday 14:00`, `3 dec 9:30`.
//!
//! Pure: the present and its time zone are an argument. The day and the time of day are read
//! on a calendar and a clock, so "tomorrow 9am" is 9 o'clock also where the clocks change at
//! night; a time that the clocks skip becomes the one as much later, of one that comes twice
//! the first is meant.
//!
//! What is given is kept apart from what is filled in, so that only a moment without a day or
//! year of its own moves on to its next occurrence; the crates that read dates give back one
//! moment and do not tell which it is.
//!
//! | in words | means |
//! | --- | --- |
//! | `in 2 hours`, `20m`, `1h30m`, `in half an hour` | so much from now |
//! | `in 3 days at 9am`, `in a week` | that day, at this time of day |
//! | `9pm`, `21:00`, `noon`, `midnight` | the next time that the clock shows it |
//! | `today 16:00`, `tonight`, `this evening`, `tomorrow morning` | that day |
//! | `friday 14:00` | the next Friday at 14:00, perhaps today |
//! | `next friday`, `friday next week` | the one in the week that begins next Monday |
//! | `3 dec 9:30`, `December 3rd, 2027`, `3.12.`, `2026-12-01 09:00` | that date; without a year, the next such date |
//! | `the 15th` | the next 15th of a month |
//! | `9:00 utc` | the clock of Greenwich |
//!
//! A day without a time means 9 in the morning; `morning` 9:00, `afternoon` 16:00, `evening`
//! 19:00, `tonight` 20:00.

mod pieces;
mod reading;
#[cfg(test)]
mod tests;

use jiff::Zoned;
use jiff::tz::AmbiguousOffset;
use thiserror::Error;

/// Why words name no moment that can be used; each with the way out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unclear {
    /// Nothing is written.
    #[error("Write a time, such as tomorrow 9am, friday 14:00 or in 2 hours.")]
    Empty,
    /// A word that has no meaning here.
    #[error("“{0}” says no time: write it like tomorrow 9am, friday 14:00 or in 2 hours.")]
    Word(String),
    /// Two days, two times or two spans are named.
    #[error("“{0}” comes on top of another day or time: name one of them.")]
    Twice(String),
    /// An hour that may be before or after noon.
    #[error("{0} can be in the morning or the evening: write {0}am, {0}pm or {0:02}:00.")]
    HalfOfDay(i8),
    /// Midnight of a day is its beginning or its end.
    #[error("Midnight of a day can be its beginning or its end: write 00:00 or 23:59.")]
    Midnight,
    /// A date in digits whose day and month may be either.
    #[error("{0} can be two days: write the month as a word, or year-month-day.")]
    DayOrMonth(String),
    /// A number that may be an hour, a day or anything.
    #[error("What is {0}? Write {0}:00 for an hour, or a month with a day.")]
    Number(i64),
    /// A day or a time that does not exist.
    #[error("There is no {0}.")]
    Impossible(String),
    /// A weekday that its date does not have.
    #[error("{date} is a {is}, not a {not}.")]
    OtherWeekday {
        /// The date.
        date: String,
        /// The weekday it has.
        is: &'static str,
        /// The weekday that was named.
        not: &'static str,
    },
    /// Today was named, and no time of it.
    #[error("At what time today? Write it like today 16:00.")]
    NoTime,
    /// The moment has passed.
    #[error("{0} has passed: write a time that is still to come.")]
    Past(String),
    /// Farther away than calendars go.
    #[error("That is too far away.")]
    TooFar,
}

/// The moment that words name, seen from `now` and in its zone. It may have passed where the
/// words say so (`yesterday`, `2 hours ago`, `today 9:00` at noon, a date with its year).
///
/// # Errors
/// [`Unclear`] where the words name no moment, or may mean several.
pub fn moment(words: &str, now: &Zoned) -> Result<Zoned, Unclear> {
    reading::read(words)?.resolve(now)
}

/// As [`moment`], for what is still to come: a scheduled message, a reminder.
///
/// # Errors
/// [`Unclear`], among them that the moment has passed.
pub fn later(words: &str, now: &Zoned) -> Result<Zoned, Unclear> {
    let at = moment(words, now)?;
    if at.timestamp() <= now.timestamp() {
        return Err(Unclear::Past(self::words(&at, now, true)));
    }
    Ok(at)
}

/// A moment in words, to be confirmed or shown in a list: `Tuesday 1 December 09:00`, with the
/// year where it is not that of `now`, and with the offset where the clock shows that time
/// twice. [`moment`] reads it back, to the minute, where it shows it once.
#[must_use]
pub fn words(at: &Zoned, now: &Zoned, twenty_four: bool) -> String {
    let date = if at.year() == now.with_time_zone(at.time_zone().clone()).year() {
        "%A %-d %B"
    } else {
        "%A %-d %B %Y"
    };
    let clock = if twenty_four { "%H:%M" } else { "%-I:%M %p" };
    let zone = match at.time_zone().to_ambiguous_zoned(at.datetime()).offset() {
        AmbiguousOffset::Fold { .. } => " UTC%:z",
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Gap { .. } => "",
    };
    at.strftime(&format!("{date} {clock}{zone}")).to_string()
}

/// How far away a moment is, by its two greatest units: `in 2 hours 5 minutes`,
/// `3 days ago`, `now`.
#[must_use]
pub fn distance(at: &Zoned, now: &Zoned) -> String {
    let seconds = at.timestamp().as_second() - now.timestamp().as_second();
    let minutes = seconds.abs().saturating_add(30) / 60;
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let units = [(days, "day"), (hours, "hour"), (minutes, "minute")];
    let first = units.iter().position(|(n, _)| *n > 0);
    let Some(first) = first else {
        return "now".to_owned();
    };
    let said: Vec<String> = units[first..]
        .iter()
        .take(2)
        .filter(|(n, _)| *n > 0)
        .map(|(n, unit)| format!("{n} {unit}{}", if *n == 1 { "" } else { "s" }))
        .collect();
    let said = said.join(" ");
    if seconds > 0 {
        format!("in {said}")
    } else {
        format!("{said} ago")
    }
}
