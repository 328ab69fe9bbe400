use proptest::prelude::*;
use serde_json::json;

use super::found::Found;
use super::index::{Index, MOST};
use super::*;
use crate::app::directory::Directory;
use crate::model::testing::{dm_key, organization_with};
use crate::text::fold::fold;

/// An organization of these channels, topics of each, and people.
fn organization(
    channels: &[(String, Vec<String>)],
    people: &[String],
) -> crate::model::Organization {
    let mut organization = organization_with(|json| {
        let rows = channels.iter().enumerate().map(|(id, (name, _))| {
            json!({"stream_id": 100 + id, "name": name, "color": "#112233", "is_muted": id % 3 == 2})
        });
        json["subscriptions"] = rows.collect();
        let users = people.iter().enumerate().map(|(id, name)| {
            json!({"user_id": 20 + id, "full_name": name, "email": format!("u{id}@x"),
                   "role": 400, "is_bot": id % 4 == 3, "date_joined": "2020-01-01T00:00+00:00"})
        });
        let all = json["realm_users"].as_array().unwrap().iter().cloned();
        json["realm_users"] = all.chain(users).collect();
        json["recent_private_conversations"] = json!([{"user_ids": [7, 8], "max_message_id": 40}]);
    });
    for (id, (_, topics)) in channels.iter().enumerate() {
        let entries = topics.iter().enumerate().map(|(at, name)| {
            serde_json::from_value(json!({"name": name, "max_id": 1000 * (at + 1) + id})).unwrap()
        });
        let at = organization.now();
        organization.adopt_topics(ChannelId(100 + id as u64), entries.collect(), at);
    }
    organization
}

fn found((directory, index): &mut (Directory, Index), typed: &str) -> Vec<Target> {
    let mut found = Found::new(MOST);
    index.find(directory, &Needle::new(typed), &mut found);
    index.targets(directory, found)
}

fn fresh(organization: &crate::model::Organization, visits: &Visits) -> (Directory, Index) {
    let directory = Directory::whole(organization);
    let mut index = Index::default();
    index.sync(organization, &directory, 1, visits, true);
    (directory, index)
}

/// What a row is called, its channel's name among that.
fn called(organization: &crate::model::Organization, target: &Target) -> String {
    match target {
        Target::To(Destination::View(view)) => {
            crate::app::naming::view(organization, view).replace(" › ", " ")
        }
        Target::Person(id) => organization.users().name(*id).unwrap().to_owned(),
        Target::Group(id) => organization.groups().get(*id).unwrap().name.to_string(),
        other => panic!("{other:?}"),
    }
}

/// Whether a name is like what is typed, by the plainest of rules: all words are in it, or all
/// letters in their order.
fn is_like(name: &str, typed: &str) -> bool {
    let (name, typed) = (fold(name), fold(typed.trim_start()));
    let words = typed.split_whitespace().all(|word| name.contains(word));
    let mut rest = name.chars();
    words || typed.chars().all(|c| rest.any(|there| there == c))
}

fn worlds() -> impl Strategy<Value = (Vec<(String, Vec<String>)>, Vec<String>)> {
    let name = "[a-dÉ]{1,4}( [a-d]{1,4})?";
    let channel = (name, prop::collection::vec(name, 0..6));
    let unique = |channels: Vec<(String, Vec<String>)>| {
        let mut seen = std::collections::HashSet::new();
        let new = channels
            .into_iter()
            .filter(|(name, _)| seen.insert(name.to_lowercase()));
        new.collect()
    };
    (
        prop::collection::vec(channel, 0..6).prop_map(unique),
        prop::collection::vec(name, 0..8),
    )
}

proptest! {
    /// Nothing is found that is not like what is typed; what has it as it is typed is found;
    /// better matches come first; and typing on finds what typing at once finds.
    #[test]
    fn what_is_found_is_like_what_is_typed(
        (channels, people) in worlds(),
        typed in "[a-de]{1,3}( [a-d]{1,2})?",
    ) {
        let organization = organization(&channels, &people);
        let visits = Visits::default();
        let mut index = fresh(&organization, &visits);
        let mut letters = String::new();
        for c in typed.chars() {
            letters.push(c);
            let rows = found(&mut index, &letters);
            for row in &rows {
                let name = called(&organization, row);
                prop_assert!(is_like(&name, &letters), "{} for {}", name, letters);
            }
            prop_assert_eq!(&rows, &found(&mut fresh(&organization, &visits), &letters));
            prop_assert_eq!(&rows, &found(&mut index, &letters), "the order is stable");
            if rows.len() < MOST {
                let folded = fold(&letters);
                for user in organization.users().all() {
                    if fold(&user.full_name).contains(folded.trim_start()) {
                        prop_assert!(rows.contains(&Target::Person(user.user_id)));
                    }
                }
            }
            let once: std::collections::HashSet<String> =
                rows.iter().map(|row| format!("{row:?}")).collect();
            prop_assert_eq!(once.len(), rows.len(), "nothing twice");
        }
    }

    /// A name that is what is typed comes before one that only begins so, and that before one
    /// that has it inside, whatever was used.
    #[test]
    fn likeness_counts_before_use((channels, people) in worlds(), typed in "[a-d]{1,2}") {
        let organization = organization(&channels, &people);
        let mut visits = Visits::default();
        for state in organization.channels().iter().take(2) {
            visits.note(&Destination::View(View::Channel(state.id())));
        }
        let rows = found(&mut fresh(&organization, &visits), &typed);
        let needle = Needle::new(&typed);
        let likeness: Vec<Option<Quality>> = rows
            .iter()
            .map(|row| {
                let name = match row {
                    Target::To(Destination::View(View::Conversation(Conversation::Topic {
                        topic, ..
                    }))) => topic.as_str().to_owned(),
                    other => called(&organization, other),
                };
                needle.quality_of(&name)
            })
            .collect();
        let ranks: Vec<u8> = likeness
            .iter()
            .map(|quality| quality.map_or(9, |quality| quality as u8))
            .collect();
        prop_assert!(ranks.is_sorted(), "{:?}", ranks);
    }
}

fn small() -> crate::model::Organization {
    let topics = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    organization(
        &[
            ("workshop".to_owned(), topics(&["kiln", "glaze tests"])),
            ("world".to_owned(), topics(&["kilnwork"])),
            ("noise".to_owned(), topics(&["kiln"])),
        ],
        &["Kim Lund".to_owned(), "Gloria Teller".to_owned()],
    )
}

fn names(organization: &crate::model::Organization, rows: &[Target]) -> Vec<String> {
    rows.iter().map(|row| called(organization, row)).collect()
}

#[test]
fn words_may_be_of_the_channel_and_the_topic() {
    let organization = small();
    let mut index = fresh(&organization, &Visits::default());
    let rows = found(&mut index, "work kil");
    assert_eq!(names(&organization, &rows), ["workshop kiln"]);
    let rows = found(&mut index, "gl te");
    assert_eq!(
        names(&organization, &rows),
        ["workshop glaze tests", "Gloria Teller"]
    );
    // What is muted stands behind.
    let rows = found(&mut index, "kiln");
    assert_eq!(
        names(&organization, &rows)[..2],
        ["workshop kiln", "noise kiln"]
    );
}

#[test]
fn use_counts_before_what_is_newest() {
    let organization = small();
    let mut visits = Visits::default();
    let before = names(
        &organization,
        &found(&mut fresh(&organization, &visits), "wor"),
    );
    // `workshop` has the newer message.
    assert_eq!(before[..2], ["workshop", "world"]);
    visits.note(&Destination::View(View::Channel(ChannelId(101))));
    let after = names(
        &organization,
        &found(&mut fresh(&organization, &visits), "wor"),
    );
    assert_eq!(after[..2], ["world", "workshop"]);
}

#[test]
fn what_stands_before_a_sign_means_a_channel() {
    let organization = small();
    let (directory, mut index) = fresh(&organization, &Visits::default());
    assert_eq!(
        index.channels_like(&directory, "WORKSHOP", 3),
        [ChannelId(100)]
    );
    assert_eq!(
        index.channels_like(&directory, "wor", 3),
        [ChannelId(100), ChannelId(101)]
    );
    let rows = index.topics_of(&directory, &[ChannelId(100)], &Needle::new(""));
    assert_eq!(
        names(&organization, &rows),
        ["workshop glaze tests", "workshop kiln"]
    );
    let rows = index.topics_of(&directory, &[ChannelId(100)], &Needle::new("gts"));
    assert_eq!(names(&organization, &rows), ["workshop glaze tests"]);
}

#[test]
fn conversations_of_several_are_found_by_each() {
    let organization = small();
    let mut index = fresh(&organization, &Visits::default());
    let there = Destination::View(View::Conversation(Conversation::Dm(dm_key(&[7, 8]))));
    for typed in ["Ben", "chika", "ben chi"] {
        let rows = found(&mut index, typed);
        assert!(
            rows.contains(&Target::To(there.clone())),
            "{typed}: {rows:?}"
        );
    }
    let mut found = Found::new(MOST);
    let (directory, index) = &mut index;
    index.find_people(directory, &Needle::new("kl"), &mut found);
    let people = index.targets(directory, found);
    assert_eq!(names(&organization, &people), ["Kim Lund"], "letters apart");
}
