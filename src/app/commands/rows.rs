//! Rows of the command table that many commands share.

/// A row of the table without a place in the footer.
macro_rules! quiet {
    ($name:literal, $short:literal, $keys:expr, $places:expr, $sentence:literal, $run:expr) => {
        Command {
            name: $name,
            sentence: $sentence,
            short: $short,
            keys: $keys,
            places: $places,
            footer: 0,
            available: always,
            run: $run,
        }
    };
}

/// A row of the table with these places.
macro_rules! row {
    ($name:literal, $short:literal, $keys:expr, $places:expr, $footer:literal, $available:expr, $sentence:literal, $run:expr) => {
        Command {
            name: $name,
            sentence: $sentence,
            short: $short,
            keys: $keys,
            places: $places,
            footer: $footer,
            available: $available,
            run: $run,
        }
    };
}

pub(super) use {quiet, row};
