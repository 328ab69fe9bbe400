//! Quiet hours: when nothing is notified. `22:00-07:00`, `Mon-Fri 18:00-09:00, Sat-Sun`.

use jiff::Zoned;
use jiff::civil::Weekday;
use toml::de::DeValue;

use super::option::{Kind, Setting, quoted};

/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// When nothing is notified; nothing is said of most people's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuietHours {
    spans: Vec<Span>,
    /// As they were written.
    text: String,
}

/// A time of the day, on some days of the week.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Span {
    /// Monday first. A span over midnight belongs to the day it begins on.
    days: [bool; 7],
    /// The first quiet minute of the day.
    from: u16,
    /// The first minute that is not; not above `from` for one over midnight.
    to: u16,
}

impl QuietHours {
    /// Reads them: spans apart by commas, each with its days, its hours, or both.
    ///
    /// # Errors
    /// What is not understood, in a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(str::trim);
        let spans: Result<Vec<Span>, String> =
            parts.filter(|part| !part.is_empty()).map(span).collect();
        Ok(Self {
            spans: spans?,
            text: text.to_owned(),
        })
    }

    /// Whether it is quiet at a moment.
    #[must_use]
    pub fn contain(&self, at: &Zoned) -> bool {
        let minute =
            u16::from(at.hour().unsigned_abs()) * 60 + u16::from(at.minute().unsigned_abs());
        let today = usize::from(at.weekday().to_monday_zero_offset().unsigned_abs());
        let yesterday = (today + 6) % 7;
        self.spans.iter().any(|span| {
            if span.from < span.to {
                return span.days[today] && (span.from..span.to).contains(&minute);
            }
            (span.days[today] && minute >= span.from) || (span.days[yesterday] && minute < span.to)
        })
    }
}

impl Setting for QuietHours {
    fn kind() -> Kind {
        Kind::Text
    }

    fn read(value: &DeValue<'_>) -> Result<Self, String> {
        Self::parse(&String::read(value)?)
    }

    fn toml(&self) -> String {
        quoted(&self.text)
    }
}

fn span(text: &str) -> Result<Span, String> {
    let (mut days, mut hours) = (None, None);
    for word in text.split_whitespace() {
        let begins_with_digit = word.starts_with(|c: char| c.is_ascii_digit());
        if begins_with_digit && hours.is_none() {
            hours = Some(range(word)?);
        } else if !begins_with_digit && days.is_none() {
            days = Some(weekdays(word)?);
        } else {
            return Err(format!(
                "{text:?} is not understood; quiet hours are like \"22:00-07:00\" or \
                 \"Mon-Fri 18:00-09:00, Sat-Sun\""
            ));
        }
    }
    let (from, to) = hours.unwrap_or((0, DAY));
    Ok(Span {
        days: days.unwrap_or([true; 7]),
        from,
        to,
    })
}

fn range(word: &str) -> Result<(u16, u16), String> {
    let wrong = || format!("{word:?} are no hours; write them like \"22:00-07:00\"");
    let (from, to) = word.split_once('-').ok_or_else(wrong)?;
    let minutes = |text: &str| {
        let (hours, minutes) = text.split_once(':').unwrap_or((text, "0"));
        let hours: u16 = hours.parse().ok()?;
        let minutes: u16 = minutes.parse().ok()?;
        let whole = hours * 60 + minutes;
        (hours <= 24 && minutes < 60 && whole <= DAY).then_some(whole)
    };
    match (minutes(from), minutes(to)) {
        (Some(from), Some(to)) if from != to && from < DAY => Ok((from, to)),
        _ => Err(wrong()),
    }
}

fn weekdays(word: &str) -> Result<[bool; 7], String> {
    let day = |name: &str| {
        let all = [
            ("mon", Weekday::Monday),
            ("tue", Weekday::Tuesday),
            ("wed", Weekday::Wednesday),
            ("thu", Weekday::Thursday),
            ("fri", Weekday::Friday),
            ("sat", Weekday::Saturday),
            ("sun", Weekday::Sunday),
        ];
        let name = name.to_lowercase();
        let found = all.iter().find(|(short, _)| name.starts_with(short));
        let offset = found.map(|(_, day)| day.to_monday_zero_offset().unsigned_abs());
        offset
            .map(usize::from)
            .ok_or_else(|| format!("{word:?} is no day; days are Mon to Sun, or like \"Mon-Fri\""))
    };
    let (from, to) = word.split_once('-').unwrap_or((word, word));
    let (from, to) = (day(from)?, day(to)?);
    let mut days = [false; 7];
    let mut at = from;
    loop {
        days[at] = true;
        if at == to {
            return Ok(days);
        }
        at = (at + 1) % 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Zoned {
        format!("{text}[UTC]").parse().expect("a moment")
    }

    // 28 November 2025 is a Friday.
    #[test]
    fn hours_over_midnight_belong_to_the_day_they_begin_on() {
        let quiet = |hours: &str, moment: &str| {
            QuietHours::parse(hours)
                .expect("hours")
                .contain(&at(moment))
        };
        for (hours, moment, expected) in [
            ("", "2025-11-28T03:00:00Z", false),
            ("22:00-07:00", "2025-11-28T03:00:00Z", true),
            ("22:00-07:00", "2025-11-28T06:59:59Z", true),
            ("22:00-07:00", "2025-11-28T07:00:00Z", false),
            ("22:00-07:00", "2025-11-28T22:00:00Z", true),
            ("12-13", "2025-11-28T12:30:00Z", true),
            ("12-13", "2025-11-28T13:00:00Z", false),
            ("Sat-Sun", "2025-11-28T23:59:00Z", false),
            ("Sat-Sun", "2025-11-29T00:00:00Z", true),
            ("sat-sun", "2025-11-30T23:59:00Z", true),
            ("Fri 18:00-09:00", "2025-11-29T08:00:00Z", true),
            ("Fri 18:00-09:00", "2025-11-28T08:00:00Z", false),
            ("Mon-Fri 18:00-09:00, Sat-Sun", "2025-11-29T12:00:00Z", true),
            ("Sun-Mon", "2025-11-30T12:00:00Z", true),
            ("Sun-Mon", "2025-12-01T12:00:00Z", true),
            ("Sun-Mon", "2025-12-02T12:00:00Z", false),
            ("Monday 20:00-24:00", "2025-12-01T23:59:00Z", true),
        ] {
            assert_eq!(quiet(hours, moment), expected, "{hours:?} at {moment}");
        }
    }

    #[test]
    fn what_is_no_hours_is_said() {
        for wrong in [
            "22:00",
            "22-22",
            "25:00-07:00",
            "22:60-7",
            "Someday",
            "Mon Tue",
            "9-10 11-12",
            "24-7",
        ] {
            assert!(QuietHours::parse(wrong).is_err(), "{wrong}");
        }
    }
}
