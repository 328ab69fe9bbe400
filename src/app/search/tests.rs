use super::names::SearchNames;
use super::offer::{Does, Look};
use super::*;
use crate::app::directory::Directory;
use crate::model::Organization;
use crate::model::testing::{dm_key, organization, place};

fn look<'a>(
    organization: &'a Organization,
    searches: &'a Searches,
    here: Option<&'a View>,
    directory: &'a Directory,
) -> Look<'a> {
    Look {
        organization,
        searches,
        here,
        selected: Some(crate::api::ids::MessageId(42)),
        today: Some(jiff::civil::date(2026, 11, 30)),
        directory,
    }
}

/// What a typed line may become: the lines after each row was taken.
fn lines(typed: &str, here: Option<&View>) -> Vec<String> {
    let organization = organization();
    let searches = Searches::default();
    let directory = Directory::whole(&organization);
    let look = look(&organization, &searches, here, &directory);
    let rows = look.rows(typed, typed.len(), &mut SearchNames::default());
    let lines = rows.into_iter().map(|row| match row.does {
        Does::Write { range, text } => {
            let mut line = typed.to_owned();
            line.replace_range(range, &text);
            line
        }
        Does::Run(narrow) => narrow.to_string(),
    });
    lines.collect()
}

#[test]
fn operators_are_offered_by_name_and_by_what_they_mean() {
    assert_eq!(lines("sen", None)[0], "sender:");
    assert!(lines("cone -cha", None).contains(&"cone -channel:".to_owned()));
    // By a word of the phrase.
    assert!(lines("somebody", None).contains(&"sender:".to_owned()));
    // All of them, where a new word begins; this server does not know `mentions:`.
    let all = lines("cone ", None);
    assert_eq!(all[0], "cone channel:");
    assert!(!all.contains(&"cone mentions:".to_owned()), "{all:?}");
}

#[test]
fn values_are_written_so_that_they_read_back() {
    assert_eq!(lines("channel:work", None), ["channel:workshop "]);
    assert_eq!(lines("-channel:fire", None), ["-channel:firehose "]);
    assert_eq!(lines("sender:be", None)[0], "sender:Ben ");
    assert_eq!(lines("sender:m", None)[0], "sender:me ");
    assert_eq!(lines("dm:Ben,chi", None)[0], "dm:Ben,Chika ");
    assert_eq!(lines("is:st", None), ["is:starred "]);
    assert_eq!(lines("has:file", None), ["has:attachment "]);
    assert_eq!(lines("near:4", None), ["near:42 "]);
    assert_eq!(lines("date:yes", None), ["date:2026-11-29 "]);
    assert_eq!(lines("channels:", None).len(), 2);
    // A word may be a person or a channel.
    let guesses = lines("cone work", None);
    assert!(
        guesses.contains(&"cone channel:workshop ".to_owned()),
        "{guesses:?}"
    );
    for line in lines("x sender:", None) {
        assert!(query::read(&line, &organization()).is_ok(), "{line}");
    }
}

#[test]
fn an_empty_line_offers_where_one_is() {
    let topic = View::Conversation(place(1, "glaze tests"));
    let offered = lines("", Some(&topic));
    assert_eq!(
        offered[..2],
        [
            "channel:workshop topic:\"glaze tests\" ",
            "channel:workshop "
        ]
    );
    let dm = View::Conversation(crate::model::Conversation::Dm(dm_key(&[7])));
    assert_eq!(lines("", Some(&dm))[0], "dm:Ben ");
}
