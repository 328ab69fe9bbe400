//! Options that stand before the subcommand, as many programs take them: they are read as if
//! they stood behind it.

use std::ffi::OsString;

use clap::Command;

use super::command;

/// The arguments with the subcommand first. Unchanged where no subcommand is named, or where it
/// does not know one of the options: what is wrong then is told of what was written.
pub(super) fn put_behind(mut arguments: Vec<OsString>) -> Vec<OsString> {
    // Making the table of all options takes a while: only where it is needed.
    let begins = |word: &OsString| word.as_encoded_bytes().starts_with(b"-");
    let is_early = arguments.get(1).is_some_and(begins) && arguments.len() > 2;
    if is_early && let Some(at) = subcommand_at(&command(), &arguments) {
        arguments[1..=at].rotate_right(1);
    }
    arguments
}

/// Where the subcommand stands, if options that it knows stand before it.
fn subcommand_at(lazuli: &Command, arguments: &[OsString]) -> Option<usize> {
    let mut at = 1;
    let mut before = Vec::new();
    loop {
        let word = arguments.get(at)?.to_str()?;
        if !word.starts_with('-') {
            break;
        }
        let (name, value_within) = match word.split_once('=') {
            Some((name, _)) => (name, true),
            None => (word, false),
        };
        let is_it = |option: &&clap::Arg| is_named(option, name);
        let option = lazuli.get_arguments().find(is_it)?;
        before.push(name);
        at += if option.get_action().takes_values() && !value_within {
            2
        } else {
            1
        };
    }
    let subcommand = lazuli.find_subcommand(arguments.get(at)?)?;
    let knows = |name: &&str| {
        subcommand
            .get_arguments()
            .any(|option| is_named(option, name))
    };
    (at > 1 && before.iter().all(knows)).then_some(at)
}

fn is_named(option: &clap::Arg, written: &str) -> bool {
    let mut letters = written.chars().skip(1);
    let short = (letters.next(), letters.next());
    written
        .strip_prefix("--")
        .is_some_and(|long| option.get_long() == Some(long))
        || (short == (option.get_short(), None) && short.0.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> String {
        let words = words.split(' ').map(OsString::from).collect();
        let put = put_behind(words);
        let words: Vec<_> = put.iter().filter_map(|word| word.to_str()).collect();
        words.join(" ")
    }

    #[test]
    fn options_may_stand_before_the_subcommand() {
        assert_eq!(
            read("lazuli -c work.rc unread --json"),
            "lazuli unread -c work.rc --json"
        );
        assert_eq!(
            read("lazuli --site=https://a.example --debug search glaze"),
            "lazuli search --site=https://a.example --debug glaze"
        );
        for unchanged in [
            "lazuli",
            "lazuli -c work.rc",
            "lazuli -c unread",
            "lazuli unread -c work.rc",
            "lazuli --demo unread",
            "lazuli --no-such unread",
            "lazuli -c work.rc nothing",
            "lazuli -c work.rc keys",
        ] {
            assert_eq!(read(unchanged), unchanged);
        }
    }
}
