use super::*;

fn realm() -> Url {
    Url::parse("https://chat.example/").unwrap()
}

fn parse(raw: &str) -> Option<InternalLink> {
    parse_internal(&Address::new(raw), Some(&realm()))
}

/// The terms and the anchor, briefly.
fn narrow(raw: &str) -> (Vec<LinkOperand>, Option<LinkAnchor>) {
    match parse(raw) {
        Some(InternalLink::Narrow(link)) => {
            assert!(link.terms.iter().all(|term| !term.negated), "{raw}");
            (
                link.terms.into_iter().map(|term| term.operand).collect(),
                link.anchor,
            )
        }
        found => panic!("{raw}: {found:?}"),
    }
}

fn channel(id: Option<u64>, name: &str) -> LinkOperand {
    LinkOperand::Channel(ChannelRef {
        id: id.map(ChannelId),
        name: name.to_owned(),
    })
}

fn topic(name: &str) -> LinkOperand {
    LinkOperand::Topic(TopicName::new(name))
}

fn users(ids: &[u64]) -> Vec<UserRef> {
    ids.iter().map(|id| UserRef::Id(UserId(*id))).collect()
}

#[test]
fn channels_and_topics_new_and_old() {
    let near = |id| Some(LinkAnchor::Near(MessageId(id)));
    let with = |id| Some(LinkAnchor::With(MessageId(id)));
    let glaze = vec![channel(Some(9), "9-workshop"), topic("glaze tests")];
    for (raw, anchor) in [
        ("#narrow/channel/9-workshop/topic/glaze.20tests", None),
        (
            "/#narrow/channel/9-workshop/topic/glaze.20tests/with/214",
            with(214),
        ),
        (
            "https://chat.example/#narrow/channel/9-workshop/topic/glaze.20tests/near/5",
            near(5),
        ),
        (
            "https://CHAT.example:443/#narrow/stream/9-workshop/topic/glaze%20tests",
            None,
        ),
        (
            "#narrow/stream/9-workshop/subject/glaze.20tests/near/5",
            near(5),
        ),
        ("#narrow/channel/9-workshop/topic/glaze.20tests/", None),
    ] {
        assert_eq!(narrow(raw), (glaze.clone(), anchor), "{raw}");
    }
    assert_eq!(
        narrow("#narrow/channel/9-workshop"),
        (vec![channel(Some(9), "9-workshop")], None)
    );
    assert_eq!(
        narrow("#narrow/channel/9"),
        (vec![channel(Some(9), "9")], None)
    );
    assert_eq!(
        narrow("#narrow/stream/.E8.A8.AD.E8.A8.88/topic/.E8.89.B2"),
        (vec![channel(None, "設計"), topic("色")], None)
    );
    assert_eq!(
        narrow("#narrow/channel/5-.E8.A8.AD.E8.A8.88/topic/a.2Eb.20.28c.29.21/with/1"),
        (vec![channel(Some(5), "5-設計"), topic("a.b (c)!")], with(1))
    );
}

#[test]
fn the_empty_topic_is_a_topic() {
    let there = vec![channel(Some(4), "4-workshop"), topic("")];
    let near = Some(LinkAnchor::Near(MessageId(264)));
    assert_eq!(
        narrow("#narrow/channel/4-workshop/topic//near/264"),
        (there.clone(), near)
    );
    assert_eq!(narrow("#narrow/channel/4-workshop/topic/"), (there, None));
}

#[test]
fn direct_messages_new_and_old() {
    for (raw, who) in [
        ("#narrow/dm/5-dm", users(&[5])),
        ("#narrow/dm/5,6,7-group/near/3", users(&[5, 6, 7])),
        ("#narrow/pm-with/5-pm", users(&[5])),
        ("#narrow/dm/5-Ada-Quill", users(&[5])),
        ("#narrow/dm/5,6", users(&[5, 6])),
        (
            "#narrow/pm-with/ada@x.2Eexample",
            vec![UserRef::Email("ada@x.example".into())],
        ),
    ] {
        assert_eq!(narrow(raw).0, [LinkOperand::Direct(who)], "{raw}");
    }
    assert_eq!(
        narrow("#narrow/dm-including/5-x").0,
        [LinkOperand::DirectIncluding(users(&[5]))]
    );
    assert_eq!(
        narrow("#narrow/group-pm-with/5").0,
        [LinkOperand::DirectIncluding(users(&[5]))]
    );
}

#[test]
fn other_terms() {
    for (raw, operand) in [
        ("#narrow/is/mentioned", LinkOperand::Is("mentioned".into())),
        ("#narrow/is/private", LinkOperand::Is("dm".into())),
        ("#narrow/has/image", LinkOperand::Has("image".into())),
        ("#narrow/in/home", LinkOperand::In("home".into())),
        (
            "#narrow/streams/public",
            LinkOperand::Channels("public".into()),
        ),
        (
            "#narrow/sender/5-Ada",
            LinkOperand::Sender(UserRef::Id(UserId(5))),
        ),
        ("#narrow/from/me", LinkOperand::Sender(UserRef::Me)),
        ("#narrow/id/12", LinkOperand::Id(MessageId(12))),
        (
            "#narrow/search/cone+6.2B",
            LinkOperand::Search("cone 6+".into()),
        ),
        (
            "#narrow/brand-new/x",
            LinkOperand::Other {
                operator: "brand-new".into(),
                operand: "x".into(),
            },
        ),
    ] {
        assert_eq!(narrow(raw).0, [operand], "{raw}");
    }
    let Some(InternalLink::Narrow(link)) = parse("#narrow/-is/dm/channel/9") else {
        panic!()
    };
    assert!(link.terms[0].negated && !link.terms[1].negated);
}

#[test]
fn other_pages() {
    assert_eq!(parse("#inbox"), Some(InternalLink::Inbox));
    assert_eq!(parse("/#recent"), Some(InternalLink::Recent));
    assert_eq!(parse("#narrow"), Some(InternalLink::Feed));
    assert_eq!(parse("#feed"), Some(InternalLink::Feed));
    assert_eq!(parse("#user/12"), Some(InternalLink::User(UserId(12))));
    assert!(
        matches!(parse("#channels/9/workshop/general"), Some(InternalLink::ChannelSettings(c)) if c.id == Some(ChannelId(9)))
    );
    assert_eq!(parse("#settings/profile"), Some(InternalLink::Other));
    assert_eq!(parse("/help/keyboard-shortcuts"), Some(InternalLink::Other));
    assert_eq!(
        parse("/user_uploads/2/x/plan%20of.png"),
        Some(InternalLink::Upload(
            "/user_uploads/2/x/plan%20of.png".into()
        ))
    );
}

#[test]
fn other_places_are_not_ours() {
    for raw in [
        "https://other.example/#narrow/channel/9-workshop",
        "http://chat.example/#narrow/channel/9",
        "https://chat.example:8443/#narrow/channel/9",
        "//chat.example/#narrow/channel/9",
        "mailto:ada@chat.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "",
    ] {
        assert_eq!(parse(raw), None, "{raw}");
    }
}

#[test]
fn channel_names_match_with_dashes_for_spaces() {
    let named = ChannelRef::parse("the-kiln-room");
    assert!(named.names("the kiln room") && named.names("the-kiln room") && !named.names("kiln"));
}

#[test]
fn links_that_mislead_are_told() {
    let told = |text: &str, to: &str| misleads(text, &Address::new(to), Some(&realm()));
    assert_eq!(
        told(
            "misleading https://bank.example",
            "https://evil.example/login"
        )
        .as_deref(),
        Some("bank.example")
    );
    assert_eq!(
        told("bank.example", "https://evil.example").as_deref(),
        Some("bank.example")
    );
    assert_eq!(
        told("see www.bank.example now", "https://evil.example").as_deref(),
        Some("bank.example")
    );
    assert_eq!(
        told("ada@bank.example", "mailto:eve@evil.example").as_deref(),
        Some("bank.example")
    );
    for (text, to) in [
        ("https://example.org/x_(y)", "https://example.org/x_(y)"),
        ("www.example.org", "https://example.org/"),
        ("EXAMPLE.org/path", "https://www.example.org/path"),
        ("ada@lapis.example", "mailto:ada@lapis.example"),
        ("notes.txt", "/user_uploads/2/x/notes.txt"),
        ("version 2.0 is out", "https://news.example"),
        ("e.g. this one", "https://news.example"),
        ("a link", "https://example.com"),
        ("https://münchen.example", "https://xn--mnchen-3ya.example/"),
    ] {
        assert_eq!(told(text, to), None, "{text}");
    }
}
