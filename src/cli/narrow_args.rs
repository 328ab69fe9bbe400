//! Narrows from the command line: the syntax of the web's search box, people by name too.

use std::ffi::OsString;
use std::process::ExitCode;

use crate::api::Client;
use crate::api::ids::UserId;
use crate::api::narrow::{Narrow, NarrowError, Operator, PersonOperand};
use crate::api::routes::users::{get_own_user, get_users};
use crate::api::user::User;

use super::{connect, send_to};

/// What `--help` says of the syntax.
pub const SYNTAX: &str = "\
Terms are those of the search box in Zulip's web app, and all must match:
  channel:NAME  topic:\"TWO WORDS\"  dm:PERSON,PERSON  dm-including:PERSON  sender:PERSON
  is:unread|starred|mentioned|dm|followed|resolved|muted|alerted
  has:link|image|attachment|reaction  in:home|all  channels:public  id:N  near:N  with:N
A - before a term turns it around; other words are searched for, \"in quotes\" as a phrase. PERSON \
is an address, an id, a name or me.";

/// The narrow that all words together make. A single one is read as the search box would;
/// of several, each term whose quotes the shell has taken away is one.
///
/// # Errors
/// When a term makes no sense.
pub fn read(words: &[String]) -> Result<Narrow, NarrowError> {
    if let [query] = words {
        return query.parse();
    }
    let quoted = |word: &String| match word.split_once(':') {
        Some((operator, operand)) if is_term_in_pieces(operator, operand) => {
            let operand = operand.replace('\\', "\\\\");
            format!("{operator}:\"{operand}\"")
        }
        Some(_) | None => word.clone(),
    };
    let words: Vec<String> = words.iter().map(quoted).collect();
    words.join(" ").parse()
}

/// The arguments with each that is a negated term (`-sender:me`) set off from what begins an
/// option, by a space that means nothing in a query.
pub fn set_off(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let negated = |word: &str| {
        let operator = word.strip_prefix('-').and_then(|word| word.split_once(':'));
        operator.is_some_and(|(operator, _)| {
            operator.len() > 1
                && operator
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b == b'-')
        })
    };
    let set_off = |word: OsString| match word.to_str() {
        Some(text) if negated(text) && !text.starts_with("--") => format!(" {text}").into(),
        Some(_) | None => word,
    };
    arguments.into_iter().map(set_off).collect()
}

fn is_term_in_pieces(operator: &str, operand: &str) -> bool {
    let mut letters = operator.trim_start().trim_start_matches('-').chars();
    letters.all(|c| c.is_ascii_alphabetic() || c == '-')
        && operand.contains(char::is_whitespace)
        && !operand.contains('"')
}

/// The same narrow with people by id where they were named otherwise than by address.
///
/// # Errors
/// The exit code, when nobody or more than one is called so; it has been said.
pub async fn with_people(client: &Client, mut narrow: Narrow) -> Result<Narrow, ExitCode> {
    let mut everybody: Option<Vec<User>> = None;
    for term in &mut narrow.0 {
        let people = match &mut term.operator {
            Operator::Dm(people) => people.iter_mut().collect(),
            Operator::DmIncluding(person)
            | Operator::Sender(person)
            | Operator::Mentions(person) => vec![person],
            Operator::Channel(_)
            | Operator::Channels(_)
            | Operator::Topic(_)
            | Operator::Is(_)
            | Operator::Has(_)
            | Operator::In(_)
            | Operator::Id(_)
            | Operator::With(_)
            | Operator::Near(_)
            | Operator::Date(_)
            | Operator::Search(_) => Vec::new(),
        };
        for person in people {
            let PersonOperand::Email(name) = &*person else {
                continue;
            };
            if name.contains('@') {
                continue;
            }
            let id = if &**name == "me" {
                connect::ask(|| get_own_user(client)).await?.user_id
            } else {
                let users = match &everybody {
                    Some(users) => users,
                    None => everybody.insert(connect::ask(|| get_users(client)).await?),
                };
                UserId(send_to::find(users, name).map_err(|why| connect::fail(&why))?)
            };
            *person = PersonOperand::Id(id);
        }
    }
    Ok(narrow)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(words: &[&str]) -> String {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        read(&words).unwrap().to_string()
    }

    #[test]
    fn quotes_that_the_shell_took_are_put_back() {
        assert_eq!(
            shown(&["channel:web shop", "-topic:a b", "cone", "six"]),
            "channel:\"web shop\" -topic:\"a b\" search:\"cone six\""
        );
        assert_eq!(
            shown(&["channel:workshop topic:\"glaze tests\" cone"]),
            "channel:workshop topic:\"glaze tests\" search:cone"
        );
        assert_eq!(
            shown(&["see http://x y:", "z"]),
            "search:\"see http://x y: z\""
        );
        assert_eq!(shown(&[]), "");
    }

    #[test]
    fn negated_terms_are_no_options() {
        let words = [
            "lazuli",
            "-sender:me",
            "-n",
            "2",
            "--since",
            "a:b",
            "-c:x",
            "--site:x",
        ];
        let set_off = set_off(words.map(OsString::from));
        assert_eq!(set_off[1], " -sender:me");
        assert_eq!(set_off[2..], words[2..]);
        assert_eq!(shown(&[" -topic:a b", "x"]), "-topic:\"a b\" search:x");
    }
}
