//! Moments in words, read and written back.

use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};
use proptest::prelude::*;

use super::{Unclear, distance, later, moment, words};

/// Sunday 29 November 2026, 10:30 in Berlin.
fn now() -> Zoned {
    date(2026, 11, 29)
        .at(10, 30, 0, 0)
        .in_tz("Europe/Berlin")
        .expect("Berlin is known")
}

#[track_caller]
fn reads(text: &str, expected: &str) {
    match moment(text, &now()) {
        Ok(at) => assert_eq!(
            at.strftime("%a %Y-%m-%d %H:%M").to_string(),
            expected,
            "{text}"
        ),
        Err(why) => panic!("{text}: {why}"),
    }
}

#[test]
fn spans_from_now() {
    reads("in 2 hours", "Sun 2026-11-29 12:30");
    reads("in 20m", "Sun 2026-11-29 10:50");
    reads("20 minutes", "Sun 2026-11-29 10:50");
    reads("1h30m", "Sun 2026-11-29 12:00");
    reads("in 1 hour and 5 min", "Sun 2026-11-29 11:35");
    reads("in an hour", "Sun 2026-11-29 11:30");
    reads("in half an hour", "Sun 2026-11-29 11:00");
    reads("in a week", "Sun 2026-12-06 10:30");
    reads("two hours from now", "Sun 2026-11-29 12:30");
    reads("in 3 days at 9am", "Wed 2026-12-02 09:00");
    reads("in 2 weeks 14:00", "Sun 2026-12-13 14:00");
    reads("2 hours ago", "Sun 2026-11-29 08:30");
    reads("now", "Sun 2026-11-29 10:30");
}

#[test]
fn times_of_the_clock_are_the_next_such_time() {
    reads("9pm", "Sun 2026-11-29 21:00");
    reads("9 PM", "Sun 2026-11-29 21:00");
    reads("9am", "Mon 2026-11-30 09:00");
    reads("9:30", "Mon 2026-11-30 09:30");
    reads("10:30", "Mon 2026-11-30 10:30");
    reads("at 14", "Sun 2026-11-29 14:00");
    reads("9.45pm", "Sun 2026-11-29 21:45");
    reads("noon", "Sun 2026-11-29 12:00");
    reads("12am", "Mon 2026-11-30 00:00");
    reads("12 pm", "Sun 2026-11-29 12:00");
    reads("midnight", "Mon 2026-11-30 00:00");
    reads("11:00 utc", "Sun 2026-11-29 12:00");
}

#[test]
fn days_by_name() {
    reads("tomorrow 9am", "Mon 2026-11-30 09:00");
    reads("tomorrow", "Mon 2026-11-30 09:00");
    reads("9:15 Tomorrow", "Mon 2026-11-30 09:15");
    reads("day after tomorrow at noon", "Tue 2026-12-01 12:00");
    reads("today 16:00", "Sun 2026-11-29 16:00");
    reads("today 9:00", "Sun 2026-11-29 09:00");
    reads("tonight", "Sun 2026-11-29 20:00");
    reads("tonight at 11", "Sun 2026-11-29 23:00");
    reads("tonight 9:30", "Sun 2026-11-29 21:30");
    reads("tonight 1am", "Mon 2026-11-30 01:00");
    reads("midnight tonight", "Mon 2026-11-30 00:00");
    reads("this afternoon", "Sun 2026-11-29 16:00");
    reads("tomorrow morning", "Mon 2026-11-30 09:00");
    reads("tomorrow evening at 7", "Mon 2026-11-30 19:00");
    reads("friday 14:00", "Fri 2026-12-04 14:00");
    reads("fri, 2pm", "Fri 2026-12-04 14:00");
    reads("sunday 9:00", "Sun 2026-12-06 09:00");
    reads("sunday 11:00", "Sun 2026-11-29 11:00");
    reads("this tue", "Tue 2026-12-01 09:00");
    reads("next monday", "Mon 2026-11-30 09:00");
    reads("next sunday", "Sun 2026-12-06 09:00");
    reads("next week", "Mon 2026-11-30 09:00");
    reads("friday next week 8am", "Fri 2026-12-04 08:00");
    reads("next month", "Tue 2026-12-01 09:00");
    reads("yesterday 14:00", "Sat 2026-11-28 14:00");
    reads("last friday noon", "Fri 2026-11-27 12:00");
}

#[test]
fn dates() {
    reads("3 dec 9:30", "Thu 2026-12-03 09:30");
    reads("Dec 3 at 9:30pm", "Thu 2026-12-03 21:30");
    reads("December 3rd, 2027", "Fri 2027-12-03 09:00");
    reads("the 3rd of december", "Thu 2026-12-03 09:00");
    reads("3 november", "Wed 2027-11-03 09:00");
    reads("29 feb", "Tue 2028-02-29 09:00");
    reads("2026-12-01 09:00", "Tue 2026-12-01 09:00");
    reads("2026-12-01T09:00", "Tue 2026-12-01 09:00");
    reads("3.12. 8:00", "Thu 2026-12-03 08:00");
    reads("3.12.2027", "Fri 2027-12-03 09:00");
    reads("25/12", "Fri 2026-12-25 09:00");
    reads("12/25/2026", "Fri 2026-12-25 09:00");
    reads("the 15th", "Tue 2026-12-15 09:00");
    reads("the 31st", "Thu 2026-12-31 09:00");
    reads("thursday 3 december 9:30", "Thu 2026-12-03 09:30");
}

#[track_caller]
fn refuses(text: &str, sentence: &str) {
    match later(text, &now()) {
        Ok(at) => panic!("{text} is read as {at}"),
        Err(why) => assert_eq!(why.to_string(), sentence, "{text}"),
    }
}

#[test]
fn what_names_no_moment_or_several_is_refused_with_the_way_out() {
    refuses(
        " ",
        "Write a time, such as tomorrow 9am, friday 14:00 or in 2 hours.",
    );
    refuses(
        "soonish",
        "“soonish” says no time: write it like tomorrow 9am, friday 14:00 or in 2 hours.",
    );
    refuses(
        "friday 5",
        "5 can be in the morning or the evening: write 5am, 5pm or 05:00.",
    );
    refuses(
        "3/4 9:00",
        "3/4 can be two days: write the month as a word, or year-month-day.",
    );
    refuses(
        "friday midnight",
        "Midnight of a day can be its beginning or its end: write 00:00 or 23:59.",
    );
    refuses("30 feb", "There is no 30 February.");
    refuses("29 feb 2027", "There is no 29 February 2027.");
    refuses("25:00", "There is no 25:00.");
    refuses("13pm", "There is no 13pm.");
    refuses("today", "At what time today? Write it like today 16:00.");
    refuses(
        "monday 3 december",
        "3 December 2026 is a Thursday, not a Monday.",
    );
    refuses(
        "today 9:00",
        "Sunday 29 November 09:00 has passed: write a time that is still to come.",
    );
    refuses(
        "29 november 9:00",
        "Sunday 29 November 09:00 has passed: write a time that is still to come.",
    );
    refuses(
        "2 hours ago",
        "Sunday 29 November 08:30 has passed: write a time that is still to come.",
    );
    refuses(
        "9am 10am",
        "“10am” comes on top of another day or time: name one of them.",
    );
    refuses("in 999999999 years", "That is too far away.");
    refuses(
        "42",
        "What is 42? Write 42:00 for an hour, or a month with a day.",
    );
}

#[test]
fn clocks_that_change_at_night_are_read_off_the_wall() {
    let at = |text: &str, now: &str| {
        let now: Zoned = now.parse().expect("a moment");
        moment(text, &now).expect("readable").to_string()
    };
    // The night in which the clocks skip from 2 to 3.
    let spring = "2026-03-28T20:00[Europe/Berlin]";
    assert_eq!(
        at("tomorrow 9am", spring),
        "2026-03-29T09:00:00+02:00[Europe/Berlin]"
    );
    assert_eq!(
        at("tomorrow 2:30", spring),
        "2026-03-29T03:30:00+02:00[Europe/Berlin]"
    );
    assert_eq!(
        at("in 24 hours", spring),
        "2026-03-29T21:00:00+02:00[Europe/Berlin]"
    );
    assert_eq!(
        at("in 1 day", spring),
        "2026-03-29T20:00:00+02:00[Europe/Berlin]"
    );
    // The night in which 2 o'clock comes twice.
    let autumn = "2026-10-24T20:00[Europe/Berlin]";
    assert_eq!(
        at("tomorrow 2:30", autumn),
        "2026-10-25T02:30:00+02:00[Europe/Berlin]"
    );
}

#[test]
fn moments_are_written_back_in_words() {
    let said = |text: &str, twenty_four: bool| {
        words(
            &moment(text, &now()).expect("readable"),
            &now(),
            twenty_four,
        )
    };
    assert_eq!(said("2026-12-01 09:00", true), "Tuesday 1 December 09:00");
    assert_eq!(
        said("2026-12-01 21:00", false),
        "Tuesday 1 December 9:00 PM"
    );
    assert_eq!(
        said("3 november 8:05", true),
        "Wednesday 3 November 2027 08:05"
    );
    let twice: Zoned = "2026-10-25T02:30+01:00[Europe/Berlin]"
        .parse()
        .expect("one");
    assert_eq!(
        words(&twice, &now(), true),
        "Sunday 25 October 02:30 UTC+01:00"
    );

    let away = |text: &str| distance(&moment(text, &now()).expect("readable"), &now());
    assert_eq!(away("in 2 hours 5 minutes"), "in 2 hours 5 minutes");
    assert_eq!(away("1 day ago"), "1 day ago");
    assert_eq!(away("tomorrow 9am"), "in 22 hours 30 minutes");
    assert_eq!(away("in 3 days 20m"), "in 3 days");
    assert_eq!(away("now"), "now");
}

fn zones() -> impl Strategy<Value = TimeZone> {
    prop::sample::select(vec![
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "America/Sao_Paulo",
    ])
    .prop_map(|name| TimeZone::get(name).expect("a zone"))
}

/// A moment of the years 2001 to 2100, to the minute.
fn moments() -> impl Strategy<Value = Zoned> {
    (16_300_000..68_300_000_i64, zones()).prop_map(|(minutes, zone)| {
        jiff::Timestamp::from_second(minutes * 60)
            .expect("in range")
            .to_zoned(zone)
    })
}

proptest! {
    /// What is written in words is read back as the same moment, wherever the clock shows it
    /// once, and where it lies less than a year ahead also without its year.
    #[test]
    fn words_are_read_back(now in moments(), ahead in 1..500_000_i64, twelve in any::<bool>()) {
        let at = now.checked_add(ahead.minutes()).expect("in range");
        let twice = at.time_zone().to_ambiguous_zoned(at.datetime()).is_ambiguous();
        prop_assume!(!twice);
        prop_assert_eq!(later(&words(&at, &now, !twelve), &now), Ok(at));
    }

    /// A time of day alone is always ahead, and at most a day.
    #[test]
    fn a_time_alone_is_within_a_day(now in moments(), hour in 0..24_i8, minute in 0..60_i8) {
        let at = later(&format!("{hour}:{minute:02}"), &now).expect("a time");
        prop_assert!(at > now);
        prop_assert!(at.date() <= now.date().tomorrow().expect("in range"));
    }

    /// A weekday is always ahead, on that day, and at most a week.
    #[test]
    fn a_weekday_is_within_a_week(now in moments(), day in 0..7_usize, hour in 3..24_i8) {
        let day = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][day];
        let at = later(&format!("{day} {hour}:00"), &now).expect("a weekday");
        prop_assert!(at > now);
        prop_assert_eq!(at.strftime("%a").to_string().to_lowercase(), day);
        prop_assert!(at.date().since(now.date()).expect("days").get_days() <= 7);
    }

    /// Nothing that is typed panics, and what is refused names a way out in one sentence.
    #[test]
    fn anything_is_read_or_refused(now in moments(), text in "[a-z0-9 :./€é-]{0,24}") {
        if let Err(why) = moment(&text, &now) {
            prop_assert!(!why.to_string().contains('\n'));
        }
    }

    /// So do known words in any order.
    #[test]
    fn any_order_of_words(
        now in moments(),
        picked in prop::collection::vec(prop::sample::select(vec![
            "in", "2", "9", "hours", "tomorrow", "tonight", "friday", "next", "last", "week",
            "month", "3rd", "dec", "2027", "9am", "pm", "14:00", "noon", "midnight", "ago",
            "half", "an", "day", "after", "this", "evening", "999999999", "years", "2026-12-01",
            "12/12", "utc", "now", "at",
        ]), 0..6),
    ) {
        let text = picked.join(" ");
        if let Err(Unclear::Word(word)) = moment(&text, &now) {
            prop_assert!(text.contains(&word));
        }
    }
}
