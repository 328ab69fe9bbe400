//! What is offered where, in which order, and what is written then.

use jiff::Zoned;
use jiff::civil::date;
use serde_json::{Value, json};

use super::*;
use crate::api::ids::{ChannelId, UserId};
use crate::app::directory::Directory;
use crate::model::emoji::EmojiNames;
use crate::model::testing::{arrival, dm, message, organization_with};

/// Sunday 29 November 2026, 10:30 in Berlin.
fn now() -> Zoned {
    date(2026, 11, 29)
        .at(10, 30, 0, 0)
        .in_tz("Europe/Berlin")
        .expect("Berlin is known")
}

fn person(id: u64, name: &str) -> Value {
    json!({"user_id": id, "full_name": name, "email": format!("user{id}@x"),
           "delivery_email": format!("mail{id}@x.example"), "role": 400})
}

/// Ada (6) and others. In `workshop` (1), of which all subscribers are known, Émilie (20) wrote
/// in `glaze tests` and Emmanuel (21) in `kiln`; Emma (22) is subscribed, Emil (23) had direct
/// messages with Ada, Emre (24) nothing, Emptied (25) was deactivated, Embot (26) is a bot,
/// Emu (27) is muted.
fn organization() -> Organization {
    let mut organization = organization_with(|json| {
        let users = json["realm_users"].as_array_mut().expect("a list");
        users.extend([
            person(20, "Émilie Dûpont"),
            person(21, "Emmanuel Ortiz"),
            person(22, "Emma"),
            person(23, "Emil"),
            person(24, "Emre"),
            person(26, "Embot"),
            person(27, "Emu"),
            person(30, "Sam"),
            person(31, "Sam"),
            person(32, "all"),
        ]);
        users[9]["is_bot"] = json!(true);
        let mut gone = person(25, "Emptied");
        gone["is_active"] = json!(false);
        json["realm_non_active_users"] = json!([gone]);
        json["muted_users"] = json!([{"id": 27, "timestamp": 1}]);
        json["subscriptions"][0]["subscribers"] = json!([6, 7, 20, 21, 22]);
        json["subscriptions"][0]["subscriber_count"] = json!(128);
        json["never_subscribed"] = json!([
            {"stream_id": 3, "name": "Elsewhere"},
            {"stream_id": 4, "name": "c* & co", "subscribers": []},
            {"stream_id": 5, "name": "work in progress", "is_archived": true},
        ]);
        let groups = json["realm_user_groups"].as_array_mut().expect("a list");
        groups.push(
            json!({"id": 40, "name": "embers", "members": [6, 7], "description": "Fire",
                           "is_system_group": false}),
        );
        groups.push(
            json!({"id": 41, "name": "emperors", "members": [6], "description": "",
                           "is_system_group": false, "can_mention_group": 9}),
        );
        json["saved_snippets"] = json!([
            {"id": 1, "title": "Thanks", "content": "Thank you for\nthe report.", "date_created": 1},
            {"id": 2, "title": "Out", "content": "I am out", "date_created": 1},
        ]);
        json["realm_emoji"] = json!({"1": {"id": "1", "name": "kiln_hot", "source_url": "/x",
                                           "deactivated": false, "author_id": 6}});
    });
    for message in [
        message(100, 1, "glaze tests", 20),
        message(101, 1, "kiln", 21),
        message(102, 1, "[odd] topic", 7),
        dm(103, &[23], 23),
    ] {
        organization
            .apply(arrival(message), crate::model::testing::NOW)
            .expect("fits");
    }
    organization
}

/// What one sees at `|` while writing to a place.
struct Writing {
    organization: Organization,
    place: Place,
    taken: Vec<UserId>,
}

impl Writing {
    fn in_topic() -> Self {
        Self {
            organization: organization(),
            place: Place::Channel {
                channel: ChannelId(1),
                topic: Some("Glaze tests".into()),
            },
            taken: Vec::new(),
        }
    }

    fn to(people: &[u64]) -> Self {
        Self {
            place: Place::People(people.iter().copied().map(UserId).collect()),
            ..Self::in_topic()
        }
    }

    fn with<T>(&self, work: impl FnOnce(Scene<'_>) -> T) -> T {
        let directory = Directory::whole(&self.organization);
        let standing = Standing::new(&self.organization, self.place.clone());
        let own = self.organization.realm().emoji.values();
        let emoji = EmojiCatalogue::new(EmojiNames::built_in(), own);
        work(Scene {
            organization: &self.organization,
            directory: &directory,
            emoji: &emoji,
            standing: &standing,
            taken: &self.taken,
            now: &now(),
            twenty_four: true,
        })
    }

    /// Labels and details at `|`.
    fn offers(&self, marked: &str) -> Vec<(String, String)> {
        let cursor = marked.find('|').expect("a cursor");
        let text = marked.replacen('|', "", 1);
        let Some(query) = trigger::find(&text, cursor) else {
            return Vec::new();
        };
        self.shown(query)
    }

    fn shown(&self, query: Query) -> Vec<(String, String)> {
        let offer = self.with(|scene| scene.offer(query));
        let candidates = offer.into_iter().flat_map(|offer| offer.candidates);
        candidates
            .map(|candidate| (candidate.label, candidate.detail))
            .collect()
    }

    fn labels(&self, marked: &str) -> Vec<String> {
        self.offers(marked)
            .into_iter()
            .map(|(label, _)| label)
            .collect()
    }

    /// The text after the candidate of this label is chosen, with `|` at the cursor and
    /// brackets around what is selected.
    fn chosen(&self, marked: &str, label: &str) -> String {
        let cursor = marked.find('|').expect("a cursor");
        let text = marked.replacen('|', "", 1);
        self.with(|scene| {
            let query = trigger::find(&text, cursor).expect("a query");
            let offer = scene.offer(query).expect("an offer");
            let candidate = offer
                .candidates
                .iter()
                .find(|candidate| candidate.label == label)
                .unwrap_or_else(|| panic!("no {label} at {marked}"));
            let written = scene.write(&text, &offer.query, &candidate.pick);
            let (from, to) = (written.select.start, written.select.end);
            let mut new = written.text.clone();
            if from == to {
                new.insert(to, '|');
            } else {
                new.insert(to, ']');
                new.insert(from, '[');
            }
            format!(
                "{}{new}{}",
                &text[..written.range.start],
                &text[written.range.end..]
            )
        })
    }
}

fn row(label: &str, detail: &str) -> (String, String) {
    (label.to_owned(), detail.to_owned())
}

#[test]
fn who_is_in_the_conversation_comes_first() {
    let writing = Writing::in_topic();
    assert_eq!(
        writing.offers("hi @em|"),
        [
            row("Émilie Dûpont", "in this topic"),
            row("Emmanuel Ortiz", "in this channel"),
            row("Emma", "in this channel"),
            row("Emil", "not subscribed"),
            row("Emre", "not subscribed"),
            row("@embers", "2 people · Fire"),
            row("Embot", "bot · not subscribed"),
        ]
    );
    assert_eq!(Writing::to(&[24]).labels("@em|")[..2], ["Emre", "Emil"]);
}

#[test]
fn a_wildcard_comes_first_where_it_is_typed_and_not_before() {
    let writing = Writing::in_topic();
    assert_eq!(writing.offers("@al|")[0], row("@all", "128 people"));
    assert_eq!(writing.offers("@ev|")[0], row("@everyone", "128 people"));
    assert_eq!(writing.labels("@top|"), ["@topic"]);
    let bare = writing.labels("@|");
    assert_eq!(bare[..3], ["Émilie Dûpont", "@all", "@topic"]);
    let elsewhere = Writing {
        place: Place::Channel {
            channel: ChannelId(3),
            topic: None,
        },
        ..Writing::in_topic()
    };
    assert_eq!(elsewhere.labels("@|")[..3], ["Emil", "@all", "@topic"]);
    assert!(!writing.labels("@_|").contains(&"@topic".to_owned()));
    // Among direct messages they tell nobody more, and come last.
    let direct = Writing::to(&[24]).labels("@al|");
    assert_eq!(
        direct,
        ["all", "@all"],
        "the person of that name, then everybody"
    );
    assert!(Writing::to(&[24]).labels("@top|").is_empty());
}

#[test]
fn names_are_found_without_accents_by_words_by_address_and_nearly() {
    let writing = Writing::in_topic();
    assert_eq!(writing.labels("@dup|")[0], "Émilie Dûpont");
    assert_eq!(writing.labels("@ortiz em|"), ["Emmanuel Ortiz"]);
    assert_eq!(writing.labels("@mail24|"), ["Emre"]);
    assert_eq!(writing.labels("@emanuel|"), ["Emmanuel Ortiz"]);
    assert!(writing.labels("@emma said that|").is_empty());
    assert_eq!(writing.labels("@emptied|"), [""; 0], "deactivated");
    assert!(
        writing.labels("@emperors|").is_empty(),
        "not to be mentioned by everybody"
    );
    assert_eq!(writing.labels("@_emperors|"), ["@emperors"]);
}

#[test]
fn mentions_are_written_as_the_server_reads_them() {
    let writing = Writing::in_topic();
    assert_eq!(
        writing.chosen("hi @em|", "Émilie Dûpont"),
        "hi @**Émilie Dûpont** |"
    );
    assert_eq!(
        writing.chosen("hi @em| there", "Emma"),
        "hi @**Emma** |there"
    );
    assert_eq!(writing.chosen("@_em|, yes", "Emma"), "@_**Emma** |, yes");
    assert_eq!(writing.chosen("@**em|", "Emma"), "@**Emma** |");
    assert_eq!(writing.chosen("@emb|", "@embers"), "@*embers* |");
    assert_eq!(writing.chosen("@_emb|", "@embers"), "@_*embers* |");
    assert_eq!(writing.chosen("@eve|", "@everyone"), "@**everyone** |");
    // Two have that name, and one is called like a wildcard.
    assert_eq!(
        writing.offers("@sam|")[0],
        row("Sam", "mail30@x.example · not subscribed")
    );
    assert_eq!(writing.chosen("@sam|", "Sam"), "@**Sam|30** |");
    let direct = Writing::to(&[24]);
    assert_eq!(direct.chosen("@al|", "all"), "@_**all|32** |");
    // Who does not take part in the direct messages is not told.
    assert_eq!(direct.chosen("@emr|", "Emre"), "@**Emre** |");
    assert_eq!(direct.chosen("@emma|", "Emma"), "@_**Emma** |");
}

#[test]
fn channels_and_topics() {
    let writing = Writing::in_topic();
    assert_eq!(
        writing.labels("#wor|"),
        ["workshop"],
        "not what is archived"
    );
    assert_eq!(
        writing.offers("#else|")[0],
        row("Elsewhere", "not subscribed")
    );
    assert_eq!(
        writing.chosen("see #wor|", "workshop"),
        "see #**workshop** |"
    );
    assert_eq!(
        writing.chosen("#c|", "c* & co"),
        "[#c&#42; &amp; co](#narrow/channel/4-c*-.26-co) |"
    );
    assert_eq!(
        writing.offers("#**workshop>|"),
        [
            row("workshop", "the channel itself"),
            row("[odd] topic", "1 unread"),
            row("kiln", "1 unread"),
            row("glaze tests", "1 unread"),
        ]
    );
    for typed in [
        "#**workshop>gl|",
        "#workshop>gl|",
        "#**workshop** >gl|",
        "#>gl|",
    ] {
        assert_eq!(
            writing.chosen(typed, "glaze tests"),
            "#**workshop>glaze tests** |",
            "{typed}"
        );
    }
    assert_eq!(
        writing.chosen("#**workshop** >|", "workshop"),
        "#**workshop** |"
    );
    assert_eq!(
        writing.chosen("#>od|", "[odd] topic"),
        "[#workshop > &#91;odd&#93; topic](#narrow/channel/1-workshop/topic/.5Bodd.5D.20topic) |"
    );
    assert_eq!(
        writing.offers("#>new thing|").last(),
        Some(&row("new thing", "new topic"))
    );
    assert_eq!(
        writing.chosen("#workshop>glaze tests@|", "Émilie Dûpont"),
        "#**workshop>glaze tests@100** |"
    );
    assert!(writing.labels("#nowhere>x|").is_empty());
    let own = |typed| writing.shown(whole_field(Kind::ToTopic, typed));
    assert_eq!(own("k"), [row("kiln", "1 unread")]);
    assert!(own("kiln").is_empty(), "typed in full");
}

#[test]
fn recipients() {
    let mut writing = Writing::to(&[]);
    let people = |writing: &Writing, text: &str| {
        let query = whole_field(Kind::ToPerson, text);
        writing
            .shown(query)
            .into_iter()
            .map(|(label, _)| label)
            .collect::<Vec<_>>()
    };
    assert_eq!(people(&writing, "em")[0], "Emil", "one wrote to him");
    writing.taken = vec![UserId(23)];
    assert_eq!(people(&writing, "em")[0], "Émilie Dûpont");
    assert!(!people(&writing, "ada").contains(&"Ada".to_owned()));
    let channels = writing.shown(whole_field(Kind::ToChannel, ""));
    assert_eq!(channels[0].0, "workshop", "muted ones after");
}

#[test]
fn emoji_languages_commands_and_snippets() {
    let writing = Writing::in_topic();
    assert_eq!(writing.labels(":ta|")[0], ":tada:");
    assert_eq!(
        writing.offers(":kiln|")[0],
        row(":kiln_hot:", "of this organization")
    );
    assert_eq!(writing.chosen("nice :tad|", ":tada:"), "nice :tada: |");
    assert_eq!(writing.chosen("nice(:tad|)", ":tada:"), "nice( :tada: |)");
    assert_eq!(writing.labels("```pyt|")[0], "python");
    assert_eq!(writing.chosen("```pyt|", "python"), "```python\n|\n```");
    assert_eq!(
        writing.chosen("```pyt|\nx\n```", "python"),
        "```python\n|\nx\n```"
    );
    assert_eq!(
        writing.chosen("~~~~spo|", "spoiler"),
        "~~~~spoiler |\n\n~~~~"
    );
    assert_eq!(
        writing.labels("/|"),
        ["me", "poll", "todo", "dark", "light", "ping"]
    );
    assert_eq!(writing.chosen("/po|", "poll"), "/poll [Question]");
    let snippets = writing.shown(Query {
        kind: Kind::Snippet,
        range: 0..0,
        needle: "tha".to_owned(),
    });
    assert_eq!(snippets, [row("Thanks", "Thank you for the report.")]);
}

#[test]
fn times() {
    let writing = Writing::in_topic();
    assert_eq!(
        writing.offers("<time:tomorrow 9am|")[0],
        row("Monday 30 November 09:00", "in 22 hours 30 minutes")
    );
    assert_eq!(
        writing.chosen("at <time:tomorrow 9am|", "Monday 30 November 09:00"),
        "at <time:2026-11-30T09:00:00+01:00> |"
    );
    assert!(writing.labels("<time|").len() > 4);
    let hint = writing.with(|scene| {
        let query = trigger::find("<time:friday 5", 14).expect("a query");
        scene.offer(query).expect("an offer").hint
    });
    assert_eq!(
        hint.as_deref(),
        Some("5 can be in the morning or the evening: write 5am, 5pm or 05:00.")
    );
}
