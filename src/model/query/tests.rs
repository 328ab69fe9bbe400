use super::*;
use crate::api::ids::{ChannelId, MessageId, TopicName};
use crate::api::narrow::{HasOperand, IsOperand, NarrowTerm};
use crate::model::testing::organization;
use proptest::prelude::*;

#[test]
fn people_and_channels_are_named() {
    let org = organization();
    for (typed, narrow) in [
        ("channel:workshop cone", "channel:1 search:cone"),
        ("channel:#Workshop", "channel:1"),
        ("sender:me", "sender:6"),
        ("sender:ben", "sender:7"),
        ("dm:ben,chika@x", "dm:7,8"),
        ("-sender:\"ben\"", "-sender:7"),
        ("sender:7", "sender:7"),
    ] {
        let read = read(typed, &org).unwrap_or_else(|problem| panic!("{typed}: {problem:?}"));
        assert_eq!(read.to_string(), narrow, "{typed}");
    }
}

#[test]
fn what_makes_no_sense_is_told_at_its_place() {
    let org = organization();
    for (typed, place, words) in [
        ("cone chanel:x", "chanel:x", "is channel: meant?"),
        ("is:odd cone", "is:odd", "is: takes dm, starred"),
        ("is: cone", "is:", "is: takes dm"),
        (
            "cone channel:nowhere",
            "channel:nowhere",
            "no channel called nowhere",
        ),
        (
            "-sender:nobody x",
            "-sender:nobody",
            "Nobody here is called nobody",
        ),
        ("topic:\"a b", "topic:\"a b", "not closed"),
        ("near:here", "near:here", "a message's id"),
        ("channel:workshop dm:ben", "dm:ben", "in no channel"),
        ("date:soon", "date:soon", "takes a day"),
    ] {
        let problem = read(typed, &org).unwrap_err();
        assert_eq!(&typed[problem.range.clone()], place, "{problem:?}");
        assert!(problem.sentence.contains(words), "{problem:?}");
        assert!(problem.sentence.ends_with('.'), "{problem:?}");
    }
    for fine in [
        "see http://x.example",
        "12:30",
        "re: the kiln",
        "note:x",
        "a-b:c",
    ] {
        assert!(read(fine, &org).is_ok(), "{fine}");
    }
}

#[test]
fn a_narrow_is_told_in_words() {
    let org = organization();
    for (typed, words) in [
        (
            "channel:workshop topic:kiln cone six",
            "Search: “cone six”, in #workshop, in topic “kiln”",
        ),
        ("is:followed", "Followed topics"),
        ("has:reaction sender:me", "Reactions to your messages"),
        ("sender:ben", "Messages by Ben"),
        (
            "-is:muted -\"a b\"",
            "Search: not \"a b\", not in muted places",
        ),
        ("", "Search"),
    ] {
        let narrow = read(typed, &org).unwrap();
        assert_eq!(in_words(&narrow, &org), words, "{typed}");
    }
}

fn term() -> impl Strategy<Value = NarrowTerm> {
    let text = "[a-z0-9 \"\\\\:+%,|-]{0,8}";
    let person = || (5u64..10).prop_map(|id| PersonOperand::Id(UserId(id)));
    let operator = prop_oneof![
        (1u64..5).prop_map(|id| Operator::Channel(ChannelOperand::Id(ChannelId(id)))),
        text.prop_map(|name| Operator::Topic(TopicName::new(&name))),
        person().prop_map(Operator::Sender),
        prop::collection::vec(person(), 1..3).prop_map(Operator::Dm),
        (0u64..50).prop_map(|id| Operator::Near(MessageId(id))),
        Just(Operator::Is(IsOperand::Followed)),
        Just(Operator::Has(HasOperand::Image)),
        text.prop_map(|words| Operator::Search(words.into())),
    ];
    (any::<bool>(), operator).prop_map(|(negated, operator)| NarrowTerm { negated, operator })
}

proptest! {
    /// What is written reads back as the same narrow.
    #[test]
    fn what_is_written_reads_back(terms in prop::collection::vec(term(), 0..4)) {
        let org = organization();
        let narrow = Narrow(terms);
        let shown = written(&narrow, &org);
        match read(&shown, &org) {
            Ok(read) => prop_assert_eq!(format!("{read:?}"), format!("{narrow:?}"), "{}", shown),
            // Only what excludes each other is refused.
            Err(problem) => prop_assert!(problem.sentence.contains("in no channel"), "{problem:?} {shown}"),
        }
    }

    /// Any text is read or told of, and the place that is told of is in it.
    #[test]
    fn any_text_can_be_typed(text in any::<String>()) {
        let org = organization();
        if let Err(problem) = read(&text, &org) {
            prop_assert!(text.get(problem.range).is_some());
        }
    }

    /// The same for texts that are nearly right.
    #[test]
    fn nearly_right_texts_can_be_typed(text in "(-?(channel|is|has|dm|sender|topic|near|date|chanel):?(\"|work|ben|me|,|kiln| |é){0,4} ?){0,4}") {
        let org = organization();
        match read(&text, &org) {
            Ok(narrow) => {
                let again = read(&written(&narrow, &org), &org);
                prop_assert_eq!(again, Ok(narrow));
            }
            Err(problem) => prop_assert!(text.get(problem.range).is_some()),
        }
    }
}
