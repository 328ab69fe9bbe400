//! Words of a moment, each understood by itself.

use jiff::civil::Weekday;

use super::Unclear;

/// What one word or number says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    In,
    Ago,
    FromNow,
    At,
    After,
    Next,
    This,
    Last,
    Now,
    Half,
    /// "a", "an", "one".
    One,
    Today,
    Tomorrow,
    Yesterday,
    Part(Part),
    Noon,
    Midnight,
    Utc,
    Weekday(Weekday),
    Month(i8),
    Unit(Unit),
    Meridiem(Meridiem),
    Number(i64),
    /// `3rd`, `15th`.
    Ordinal(i64),
    /// `20m`, `2h`.
    Amount(i64, Unit),
    Clock {
        hour: i8,
        minute: i8,
        second: i8,
    },
    Date {
        year: Option<i16>,
        month: i8,
        day: i8,
    },
}

/// A part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Morning,
    Afternoon,
    Evening,
    Night,
    /// `tonight`: names the day as well.
    Tonight,
}

/// Before or after noon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meridiem {
    Am,
    Pm,
}

/// What spans are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// The words of a text, each with what it says. Words that say nothing ("the", "on", "and")
/// are left out.
pub(super) fn pieces(text: &str) -> Result<Vec<(Piece, String)>, Unclear> {
    let mut found = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || c == ',') {
        let lower = word.to_lowercase();
        if matches!(
            lower.as_str(),
            "" | "the" | "on" | "of" | "and" | "·" | "from"
        ) {
            continue;
        }
        // `2026-12-01t09:00`
        if let Some((date, clock)) = lower.split_once('t')
            && let (Some(date), Some(clock)) = (iso_date(date), clock_of(clock))
        {
            found.push((date?, word.to_owned()));
            found.push((clock?, word.to_owned()));
            continue;
        }
        if let Some(piece) = named(&lower) {
            found.push((piece, word.to_owned()));
        } else {
            for piece in digits(&lower).ok_or_else(|| Unclear::Word(shown(word)))?? {
                found.push((piece, word.to_owned()));
            }
        }
    }
    if found.is_empty() {
        return Err(Unclear::Empty);
    }
    Ok(found)
}

/// A word as a sentence names it: short.
fn shown(word: &str) -> String {
    word.chars().take(30).collect()
}

fn named(word: &str) -> Option<Piece> {
    let word = word.strip_suffix('.').unwrap_or(word);
    Some(match word {
        "in" => Piece::In,
        "ago" => Piece::Ago,
        "hence" => Piece::FromNow,
        "at" | "@" => Piece::At,
        "after" => Piece::After,
        "next" => Piece::Next,
        "this" | "coming" => Piece::This,
        "last" => Piece::Last,
        "now" => Piece::Now,
        "half" => Piece::Half,
        "a" | "an" | "one" => Piece::One,
        "two" => Piece::Number(2),
        "three" => Piece::Number(3),
        "today" => Piece::Today,
        "tomorrow" | "tmrw" | "tmr" => Piece::Tomorrow,
        "yesterday" => Piece::Yesterday,
        "tonight" => Piece::Part(Part::Tonight),
        "morning" => Piece::Part(Part::Morning),
        "afternoon" => Piece::Part(Part::Afternoon),
        "evening" => Piece::Part(Part::Evening),
        "night" => Piece::Part(Part::Night),
        "noon" | "midday" => Piece::Noon,
        "midnight" => Piece::Midnight,
        "utc" | "gmt" => Piece::Utc,
        "am" | "a.m" => Piece::Meridiem(Meridiem::Am),
        "pm" | "p.m" => Piece::Meridiem(Meridiem::Pm),
        _ => {
            return weekday(word)
                .map(Piece::Weekday)
                .or_else(|| month(word).map(Piece::Month))
                .or_else(|| unit(word).map(Piece::Unit));
        }
    })
}

/// Whether a word is a name, or its first letters, at least three of them.
fn short_for(word: &str, name: &str) -> bool {
    word.len() >= 3 && name.starts_with(word)
}

fn weekday(word: &str) -> Option<Weekday> {
    const NAMES: [(&str, Weekday); 7] = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    let found = NAMES.iter().find(|(name, _)| short_for(word, name))?;
    Some(found.1)
}

fn month(word: &str) -> Option<i8> {
    if word == "sept" {
        return Some(9);
    }
    let at = MONTHS
        .iter()
        .position(|name| short_for(word, &name.to_lowercase()))?;
    i8::try_from(at + 1).ok()
}

/// The months.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "s" | "sec" | "secs" | "second" | "seconds" => Unit::Second,
        "m" | "min" | "mins" | "minute" | "minutes" => Unit::Minute,
        "h" | "hr" | "hrs" | "hour" | "hours" => Unit::Hour,
        "d" | "day" | "days" => Unit::Day,
        "w" | "wk" | "wks" | "week" | "weeks" => Unit::Week,
        "mo" | "month" | "months" => Unit::Month,
        "y" | "yr" | "yrs" | "year" | "years" => Unit::Year,
        _ => return None,
    })
}

/// What begins with a digit. Nothing where it is none of what is known.
fn digits(word: &str) -> Option<Result<Vec<Piece>, Unclear>> {
    let one = |piece: Result<Piece, Unclear>| piece.map(|piece| vec![piece]);
    if let Some(date) = iso_date(word) {
        return Some(one(date));
    }
    if let Some(date) = local_date(word) {
        return Some(one(date));
    }
    // `9am`, `9:30pm`, `9.30pm`, `9a.m.`
    let bare = word.replace("a.m.", "am").replace("p.m.", "pm");
    for (ending, half) in [("am", Meridiem::Am), ("pm", Meridiem::Pm)] {
        if let Some(clock) = bare.strip_suffix(ending) {
            let clock = match whole(clock) {
                Some(number) => Ok(Piece::Number(number)),
                None => clock_of(&clock.replace('.', ":"))?,
            };
            return Some(clock.map(|clock| vec![clock, Piece::Meridiem(half)]));
        }
    }
    if let Some(clock) = clock_of(word) {
        return Some(one(clock));
    }
    if let Some(number) = whole(word) {
        return Some(Ok(vec![Piece::Number(number)]));
    }
    for ending in ["st", "nd", "rd", "th"] {
        if let Some(number) = word.strip_suffix(ending).and_then(whole) {
            return Some(Ok(vec![Piece::Ordinal(number)]));
        }
    }
    amounts(word).map(Ok)
}

/// `2h30m`, `20min`.
fn amounts(word: &str) -> Option<Vec<Piece>> {
    let mut found = Vec::new();
    let mut rest = word;
    while !rest.is_empty() {
        let letters = rest.find(|c: char| !c.is_ascii_digit())?;
        let number = whole(&rest[..letters])?;
        rest = &rest[letters..];
        let next = rest.find(|c: char| c.is_ascii_digit());
        let (name, behind) = rest.split_at(next.unwrap_or(rest.len()));
        found.push(Piece::Amount(number, unit(name)?));
        rest = behind;
    }
    (!found.is_empty()).then_some(found)
}

/// A number of at most nine digits.
fn whole(word: &str) -> Option<i64> {
    let digits = (1..=9).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| word.parse().ok())?
}

/// `14:02`, `14:02:30`; the hour of at most two digits, the rest of two.
fn clock_of(word: &str) -> Option<Result<Piece, Unclear>> {
    let parts: Vec<&str> = word.split(':').collect();
    let (hour, rest) = parts.split_first()?;
    if !(1..=2).contains(&rest.len()) || hour.len() > 2 || rest.iter().any(|r| r.len() != 2) {
        return None;
    }
    let number = |word: &&str| whole(word).and_then(|n| i8::try_from(n).ok());
    let hour = number(hour)?;
    let minute = rest.first().map_or(Some(0), number)?;
    let second = rest.get(1).map_or(Some(0), number)?;
    if hour > 23 || minute > 59 || second > 59 {
        return Some(Err(Unclear::Impossible(word.to_owned())));
    }
    Some(Ok(Piece::Clock {
        hour,
        minute,
        second,
    }))
}

/// `2026-12-01` or `2026/12/01`.
fn iso_date(word: &str) -> Option<Result<Piece, Unclear>> {
    let parts: Vec<&str> = word.split(['-', '/']).collect();
    let [year, month, day] = parts[..] else {
        return None;
    };
    if year.len() != 4 {
        return None;
    }
    Some(date(word, Some(whole(year)?), whole(month)?, whole(day)?))
}

/// `3.12.`, `3.12.2026` (the day first) or `25/12` (only where it can be one day alone).
fn local_date(word: &str) -> Option<Result<Piece, Unclear>> {
    let by = if word.contains('/') { '/' } else { '.' };
    let mut parts: Vec<&str> = word.split(by).collect();
    if by == '.' && parts.len() == 2 {
        return None; // 9.30 is a time where it is anything.
    }
    if parts.last().is_some_and(|last| last.is_empty()) {
        parts.pop();
    }
    let (first, second, year) = match parts[..] {
        [first, second] => (whole(first)?, whole(second)?, None),
        [first, second, year] if year.len() == 4 => {
            (whole(first)?, whole(second)?, Some(whole(year)?))
        }
        _ => return None,
    };
    if by == '.' || first > 12 || first == second {
        Some(date(word, year, second, first))
    } else if second > 12 {
        Some(date(word, year, first, second))
    } else {
        Some(Err(Unclear::DayOrMonth(word.to_owned())))
    }
}

fn date(word: &str, year: Option<i64>, month: i64, day: i64) -> Result<Piece, Unclear> {
    let impossible = || Unclear::Impossible(word.to_owned());
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return Err(impossible());
    }
    Ok(Piece::Date {
        year: year
            .map(i16::try_from)
            .transpose()
            .map_err(|_| impossible())?,
        month: i8::try_from(month).map_err(|_| impossible())?,
        day: i8::try_from(day).map_err(|_| impossible())?,
    })
}
