//! Words put together: what they name, and the moment that it is.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan, Zoned};

use super::Unclear;
use super::pieces::{MONTHS, Meridiem, Part, Piece, Unit, pieces};

/// What words name, before the present is looked at.
#[derive(Debug, Default)]
pub(super) struct Reading {
    day: Option<Day>,
    weekday: Option<(Weekday, Which)>,
    clock: Option<Clock>,
    part: Option<Part>,
    span: Option<Span>,
    /// Whether the span has hours or less in it.
    exact: bool,
    ago: bool,
    now: bool,
    utc: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    /// So many days from today.
    FromToday(i8),
    Date {
        year: Option<i16>,
        month: i8,
        day: i8,
    },
    OfMonth(i8),
    NextWeek,
    NextMonth,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Coming,
    Next,
    Last,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clock {
    At(Time),
    /// An hour alone: sure only where something says which half of the day.
    Hour(i8),
    Midnight,
}

/// The time of a day that is named without one.
const MORNING: i8 = 9;

/// Reads words.
pub(super) fn read(text: &str) -> Result<Reading, Unclear> {
    let pieces = pieces(text)?;
    let mut reading = Reading::default();
    let mut rest = &pieces[..];
    while let Some((_, word)) = rest.first() {
        let used = reading.take(rest, word)?;
        rest = &rest[used.max(1)..];
    }
    Ok(reading)
}

fn impossible(word: &str) -> Unclear {
    Unclear::Impossible(word.to_owned())
}

fn small(number: i64, word: &str) -> Result<i8, Unclear> {
    i8::try_from(number).map_err(|_| impossible(word))
}

impl Reading {
    /// Takes what stands first, and says how many pieces that were.
    fn take(&mut self, pieces: &[(Piece, String)], word: &str) -> Result<usize, Unclear> {
        let at = |i: usize| pieces.get(i).map(|(piece, _)| piece);
        let unknown = || Unclear::Word(word.chars().take(30).collect());
        match &pieces[0].0 {
            Piece::In | Piece::At | Piece::FromNow => Ok(1),
            Piece::Ago => {
                self.ago = true;
                Ok(1)
            }
            Piece::Now => {
                self.now = true;
                Ok(1)
            }
            Piece::Utc => {
                self.utc = true;
                Ok(1)
            }
            Piece::Amount(number, unit) => {
                self.add(*number, *unit)?;
                Ok(1)
            }
            Piece::Half => match (at(1), at(2)) {
                (Some(Piece::Unit(Unit::Hour)), _) => self.add(30, Unit::Minute).map(|()| 2),
                (Some(Piece::One), Some(Piece::Unit(Unit::Hour))) => {
                    self.add(30, Unit::Minute).map(|()| 3)
                }
                _ => Err(unknown()),
            },
            Piece::One => match at(1) {
                Some(Piece::Unit(unit)) => self.add(1, *unit).map(|()| 2),
                _ => Err(unknown()),
            },
            Piece::Unit(Unit::Day)
                if matches!((at(1), at(2)), (Some(Piece::After), Some(Piece::Tomorrow))) =>
            {
                self.day(Day::FromToday(2), word)?;
                Ok(3)
            }
            Piece::Today => self.day(Day::FromToday(0), word).map(|()| 1),
            Piece::Tomorrow => self.day(Day::FromToday(1), word).map(|()| 1),
            Piece::Yesterday => self.day(Day::FromToday(-1), word).map(|()| 1),
            Piece::Part(part) => {
                if self.part.replace(*part).is_some() {
                    return Err(Unclear::Twice(word.to_owned()));
                }
                Ok(1)
            }
            Piece::Noon => self.clock(Clock::At(Time::constant(12, 0, 0, 0)), word),
            Piece::Midnight => self.clock(Clock::Midnight, word),
            Piece::Weekday(day) => self.weekday(*day, Which::Coming, word).map(|()| 1),
            Piece::This => match at(1) {
                // "this friday", "this evening" say what "friday" and "evening" say.
                Some(Piece::Weekday(_)) => Ok(1),
                Some(Piece::Part(_)) => self.day(Day::FromToday(0), word).map(|()| 1),
                _ => Err(unknown()),
            },
            Piece::Next => match at(1) {
                Some(Piece::Weekday(day)) => self.weekday(*day, Which::Next, word).map(|()| 2),
                Some(Piece::Unit(Unit::Week)) => self.day(Day::NextWeek, word).map(|()| 2),
                Some(Piece::Unit(Unit::Month)) => self.day(Day::NextMonth, word).map(|()| 2),
                _ => Err(unknown()),
            },
            Piece::Last => match at(1) {
                Some(Piece::Weekday(day)) => self.weekday(*day, Which::Last, word).map(|()| 2),
                Some(Piece::Part(Part::Night)) => self.day(Day::FromToday(-1), word).map(|()| 1),
                _ => Err(unknown()),
            },
            Piece::Month(month) => match at(1) {
                Some(Piece::Number(day) | Piece::Ordinal(day)) => {
                    let year = year(at(2));
                    self.date(year, *month, *day, word)?;
                    Ok(2 + usize::from(year.is_some()))
                }
                _ => Err(unknown()),
            },
            Piece::Date { year, month, day } => {
                let date = Day::Date {
                    year: *year,
                    month: *month,
                    day: *day,
                };
                self.day(date, word).map(|()| 1)
            }
            Piece::Ordinal(number) | Piece::Number(number) => {
                let ordinal = matches!(pieces[0].0, Piece::Ordinal(_));
                match at(1) {
                    Some(Piece::Month(month)) => {
                        let year = year(at(2));
                        self.date(year, *month, *number, word)?;
                        Ok(2 + usize::from(year.is_some()))
                    }
                    Some(Piece::Unit(unit)) if !ordinal => self.add(*number, *unit).map(|()| 2),
                    Some(Piece::Meridiem(half)) if !ordinal => {
                        let hour = small(*number, word)?;
                        let time = twelve(hour, 0, 0, *half, word)?;
                        self.clock(Clock::At(time), word).map(|_| 2)
                    }
                    _ if ordinal => {
                        let day = small(*number, word)?;
                        if !(1..=31).contains(&day) {
                            return Err(impossible(word));
                        }
                        self.day(Day::OfMonth(day), word).map(|()| 1)
                    }
                    _ if *number > 23 => Err(Unclear::Number(*number)),
                    _ => self.clock(Clock::Hour(small(*number, word)?), word),
                }
            }
            Piece::Clock {
                hour,
                minute,
                second,
            } => {
                if let Some(Piece::Meridiem(half)) = at(1) {
                    let time = twelve(*hour, *minute, *second, *half, word)?;
                    return self.clock(Clock::At(time), word).map(|_| 2);
                }
                let time = Time::new(*hour, *minute, *second, 0).map_err(|_| impossible(word))?;
                self.clock(Clock::At(time), word)
            }
            Piece::After | Piece::Unit(_) | Piece::Meridiem(_) => Err(unknown()),
        }
    }

    fn add(&mut self, number: i64, unit: Unit) -> Result<(), Unclear> {
        let span = self.span.unwrap_or_default();
        let span = match unit {
            Unit::Second => span.try_seconds(span.get_seconds() + number),
            Unit::Minute => span.try_minutes(span.get_minutes() + number),
            Unit::Hour => span.try_hours(i64::from(span.get_hours()) + number),
            Unit::Day => span.try_days(i64::from(span.get_days()) + number),
            Unit::Week => span.try_weeks(i64::from(span.get_weeks()) + number),
            Unit::Month => span.try_months(i64::from(span.get_months()) + number),
            Unit::Year => span.try_years(i64::from(span.get_years()) + number),
        };
        self.span = Some(span.map_err(|_| Unclear::TooFar)?);
        self.exact |= matches!(unit, Unit::Second | Unit::Minute | Unit::Hour);
        Ok(())
    }

    fn day(&mut self, day: Day, word: &str) -> Result<(), Unclear> {
        if self.day.replace(day).is_some_and(|before| before != day) {
            return Err(Unclear::Twice(word.to_owned()));
        }
        Ok(())
    }

    fn date(&mut self, year: Option<i16>, month: i8, day: i64, word: &str) -> Result<(), Unclear> {
        let day = small(day, word)?;
        self.day(Day::Date { year, month, day }, word)
    }

    fn weekday(&mut self, day: Weekday, which: Which, word: &str) -> Result<(), Unclear> {
        if self.weekday.replace((day, which)).is_some() {
            return Err(Unclear::Twice(word.to_owned()));
        }
        Ok(())
    }

    fn clock(&mut self, clock: Clock, word: &str) -> Result<usize, Unclear> {
        if self.clock.replace(clock).is_some() {
            return Err(Unclear::Twice(word.to_owned()));
        }
        Ok(1)
    }

    /// The moment, seen from `now` and in its zone.
    pub(super) fn resolve(self, now: &Zoned) -> Result<Zoned, Unclear> {
        let here = now.time_zone().clone();
        let now = if self.utc {
            now.with_time_zone(TimeZone::UTC)
        } else {
            now.clone()
        };
        let at = self.resolve_there(&now)?;
        Ok(at.with_time_zone(here))
    }

    fn resolve_there(&self, now: &Zoned) -> Result<Zoned, Unclear> {
        if let Some(span) = self.span {
            return self.after(span, now);
        }
        if self.ago {
            return Err(Unclear::Word("ago".to_owned()));
        }
        let part = self.part.filter(|part| *part != Part::Tonight);
        let tonight = self.part == Some(Part::Tonight);
        let today = now.date();
        let given_day = match self.named_day(now)? {
            Some(_) if tonight && self.day != Some(Day::FromToday(0)) => {
                return Err(Unclear::Twice("tonight".to_owned()));
            }
            None if tonight => Some((today, Moves::No)),
            day => day,
        };
        let time = self.time()?;
        let Some((date, moves)) = given_day else {
            let Some((time, _)) = time else {
                return if self.now {
                    Ok(now.clone())
                } else {
                    Err(Unclear::Empty)
                };
            };
            // The next time that the clock shows it.
            let at = on(today, time, now)?;
            return if at > *now {
                Ok(at)
            } else {
                on(next(today)?, time, now)
            };
        };
        let (time, after_midnight) = match time {
            Some(time) => time,
            None if self.day == Some(Day::FromToday(0)) && part.is_none() => {
                return Err(Unclear::NoTime);
            }
            None => (Time::constant(MORNING, 0, 0, 0), false),
        };
        let date = if after_midnight { next(date)? } else { date };
        let at = on(date, time, now)?;
        if at > *now {
            return Ok(at);
        }
        match moves {
            Moves::No => Ok(at),
            Moves::Week => {
                let date = date.checked_add(7.days()).map_err(|_| Unclear::TooFar)?;
                on(date, time, now)
            }
        }
    }

    /// A span from now, or the day that is so far away at a time of its own.
    fn after(&self, span: Span, now: &Zoned) -> Result<Zoned, Unclear> {
        if self.day.is_some() || self.weekday.is_some() {
            return Err(Unclear::Twice("in".to_owned()));
        }
        let at = if self.ago {
            now.checked_sub(span)
        } else {
            now.checked_add(span)
        }
        .map_err(|_| Unclear::TooFar)?;
        match self.time()? {
            None => Ok(at),
            Some((time, false)) if !self.exact => on(at.date(), time, now),
            Some(_) => Err(Unclear::Twice("in".to_owned())),
        }
    }

    /// The time of day, and whether it is in the night after the day that is named.
    fn time(&self) -> Result<Option<(Time, bool)>, Unclear> {
        let whole = |hour: i8| Time::constant(hour, 0, 0, 0);
        let dark = matches!(self.part, Some(Part::Night | Part::Tonight));
        let time = match (self.clock, self.part) {
            (None, None) => return Ok(None),
            (None, Some(part)) => whole(match part {
                Part::Morning => MORNING,
                Part::Afternoon => 16,
                Part::Evening => 19,
                Part::Night | Part::Tonight => 20,
            }),
            (Some(Clock::Midnight), _) if dark => return Ok(Some((whole(0), true))),
            (Some(Clock::Midnight), _) => {
                if self.day.is_some() || self.weekday.is_some() {
                    return Err(Unclear::Midnight);
                }
                whole(0)
            }
            (Some(Clock::Hour(hour)), None) if (1..=12).contains(&hour) => {
                return Err(Unclear::HalfOfDay(hour));
            }
            (Some(Clock::Hour(hour)), part) => later_half(whole(hour), part),
            (Some(Clock::At(time)), part) => later_half(time, part),
        };
        Ok(Some((time, dark && time.hour() < 5)))
    }

    /// The day that is named, and what happens where it has passed.
    fn named_day(&self, now: &Zoned) -> Result<Option<(Date, Moves)>, Unclear> {
        let today = now.date();
        let far = |_| Unclear::TooFar;
        let monday = today
            .checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days())
            .map_err(far)?;
        let in_next_week = |day: Weekday| {
            let after = 7 + i64::from(day.to_monday_zero_offset());
            monday.checked_add(after.days()).map_err(far)
        };
        let date = match self.day {
            None => {
                let Some((day, which)) = self.weekday else {
                    return Ok(None);
                };
                let ahead = i64::from(day.since(today.weekday()));
                return Ok(Some(match which {
                    Which::Coming => (today.checked_add(ahead.days()).map_err(far)?, Moves::Week),
                    Which::Next => (in_next_week(day)?, Moves::No),
                    Which::Last => {
                        let back = if ahead == 0 { 7 } else { 7 - ahead };
                        (today.checked_sub(back.days()).map_err(far)?, Moves::No)
                    }
                }));
            }
            Some(Day::NextWeek) => {
                let day = self.weekday.map_or(Weekday::Monday, |(day, _)| day);
                return Ok(Some((in_next_week(day)?, Moves::No)));
            }
            Some(Day::FromToday(days)) => today.checked_add(i64::from(days).days()).map_err(far)?,
            Some(Day::NextMonth) => today.first_of_month().checked_add(1.month()).map_err(far)?,
            Some(Day::OfMonth(day)) => next_such_day(today, day)?,
            Some(Day::Date { year, month, day }) => self.dated(today, year, month, day)?,
        };
        if let Some((day, _)) = self.weekday
            && date.weekday() != day
        {
            return Err(Unclear::OtherWeekday {
                date: date.strftime("%-d %B %Y").to_string(),
                is: name(date.weekday()),
                not: name(day),
            });
        }
        Ok(Some((date, Moves::No)))
    }

    /// A date; without a year the next one there is, today included.
    fn dated(&self, today: Date, year: Option<i16>, month: i8, day: i8) -> Result<Date, Unclear> {
        let named = |year: Option<i16>| {
            let month = MONTHS[usize::try_from(month - 1).unwrap_or(0).min(11)];
            let year = year.map_or(String::new(), |year| format!(" {year}"));
            Unclear::Impossible(format!("{day} {month}{year}"))
        };
        if let Some(year) = year {
            return Date::new(year, month, day).map_err(|_| named(Some(year)));
        }
        // Eight years hold every date there is, 29 February also around 2100.
        (today.year()..=today.year().saturating_add(8))
            .filter_map(|year| Date::new(year, month, day).ok())
            .find(|date| *date >= today)
            .ok_or_else(|| named(None))
    }
}

/// What happens to a day whose time has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moves {
    /// It has passed.
    No,
    /// The same a week later is meant.
    Week,
}

/// The next day with such a number, today included.
fn next_such_day(today: Date, day: i8) -> Result<Date, Unclear> {
    let mut month = today.first_of_month();
    for _ in 0..12 {
        if let Ok(date) = Date::new(month.year(), month.month(), day)
            && date >= today
        {
            return Ok(date);
        }
        month = month.checked_add(1.month()).map_err(|_| Unclear::TooFar)?;
    }
    Err(Unclear::Impossible(format!("{day}th")))
}

fn next(date: Date) -> Result<Date, Unclear> {
    date.tomorrow().map_err(|_| Unclear::TooFar)
}

fn on(date: Date, time: Time, now: &Zoned) -> Result<Zoned, Unclear> {
    date.to_datetime(time)
        .to_zoned(now.time_zone().clone())
        .map_err(|_| Unclear::TooFar)
}

/// A year, where a number can be nothing else.
fn year(piece: Option<&Piece>) -> Option<i16> {
    match piece {
        Some(Piece::Number(number)) if (1000..=9999).contains(number) => {
            i16::try_from(*number).ok()
        }
        _ => None,
    }
}

/// A time of the twelve-hour clock.
fn twelve(hour: i8, minute: i8, second: i8, half: Meridiem, word: &str) -> Result<Time, Unclear> {
    if !(1..=12).contains(&hour) {
        return Err(impossible(word));
    }
    let hour = hour % 12 + if half == Meridiem::Pm { 12 } else { 0 };
    Time::new(hour, minute, second, 0).map_err(|_| impossible(word))
}

/// "9:30 this evening" is 21:30; "tonight 1:00" stays after midnight.
fn later_half(time: Time, part: Option<Part>) -> Time {
    let from = match part {
        None | Some(Part::Morning) => return time,
        Some(Part::Afternoon) => 1,
        Some(Part::Evening) => 4,
        Some(Part::Night | Part::Tonight) => 5,
    };
    if (from..12).contains(&time.hour()) {
        time.saturating_add(12.hours())
    } else {
        time
    }
}

fn name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
