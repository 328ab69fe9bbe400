//! Boxes in which one types to find something, and small popups.

use lazuli::app::accounts::{AccountIndex, Reach, Roster, Standing};
use lazuli::app::layer::Layer;
use lazuli::app::update::Update;
use lazuli::text::SafeText;

use super::deeds;
use super::scene::{Scene, scene};
use super::visitor::Visitor;
use crate::support::Organization;

fn accounts(visitor: &mut Visitor<'_>) {
    let other = |name: &str, unread, mentions, reach| Standing {
        name: SafeText::line(name.to_owned()),
        email: SafeText::line("ada@elsewhere.example"),
        site: SafeText::line("elsewhere.example"),
        unread,
        mentions,
        reach,
    };
    let all = vec![
        visitor.app.standing(),
        other("Guild of Potters", 12, 2, Reach::Live),
        other(
            "Winter fair",
            0,
            0,
            Reach::Offline(Some("The server does not answer.".to_owned())),
        ),
    ];
    let here = AccountIndex(0);
    let all = all.into();
    visitor.update(Update::Roster(Roster { all, here }));
    visitor.push(Layer::Accounts(here));
}

const ALONE: &str = "channel:workshop topic:\"on its own\"";

/// Links and code, in a topic of their own.
fn links(o: &Organization) {
    let text = "Read [the log](https://kiln.example/log) and [ours](https://glaze.example):\n\
        ```\ncone 6\n```\nor\n```\ncone 7\n```";
    o.say("ben", "workshop", "on its own", text);
}

/// The scenes.
pub const SCENES: &[Scene] = &[
    scene("help", "inbox", "?")
        .shows("popup help")
        .empty_after("text:zzzz"),
    scene("help-messages", "channel:workshop", "G ?"),
    scene("search-box", "inbox", "/")
        .shows("popup search")
        .empty_after("text:zzzz"),
    scene("search-people", "inbox", "/ text:sender:no").live(
        "Noor called herself otherwise",
        |o| {
            let form = [("full_name", r#""Noortje de Vries""#)];
            let id = o.account("noor").user_id;
            o.ask("gloria", "PATCH", &format!("users/{id}"), &form);
        },
        "Noortje",
    ),
    scene("search-wrong", "inbox", "/ text:channel:nowhere Enter"),
    scene("jump", "inbox", "Ctrl+K")
        .shows("popup jump")
        .live(
            "Kofi began a topic",
            |o| {
                o.say("kofi", "workshop", "squeaky wheel", "It squeaks again.");
            },
            "squeaky wheel",
        )
        .empty_after("text:zzzz"),
    scene("jump-found", "inbox", "Ctrl+K text:bas").live(
        "Gloria made a channel",
        |o| deeds::new_channel(o, "basalt", "A black glaze."),
        "basalt",
    ),
    scene("palette", "inbox", ":").empty_after("text:zzzz"),
    scene("palette-command", "channel:workshop", "G : text:mark"),
    scene("palette-argument", "inbox", ": text:channel Space text:bas").live(
        "Gloria made a channel",
        |o| deeds::new_channel(o, "basalt", "A black glaze."),
        "basalt",
    ),
    scene("emoji", "channel:workshop topic:kiln", "G )")
        .shows("popup emoji")
        .empty_after("text:zzzz"),
    scene("copy", "channel:workshop topic:kiln", "G C").shows("popup copy"),
    scene("hints", ALONE, "G f")
        .after(links)
        .shows("hints open"),
    scene("hints-copy", ALONE, "G C a")
        .after(links)
        .shows("hints copy"),
    scene("hints-pipe", ALONE, "G")
        .after(links)
        .with(|visitor| {
            visitor.app.machine.pipe = Some(vec!["cat".to_owned()]);
            visitor.keys("!");
        })
        .shows("hints pipe"),
    scene("accounts", "inbox", "")
        .with(accounts)
        .shows("popup accounts"),
    scene("tour-1", "inbox", ": text:tour Enter").shows("popup tour"),
    scene("tour-2", "inbox", ": text:tour Enter Enter"),
    scene("tour-3", "inbox", ": text:tour Enter Enter Enter"),
    scene("tour-4", "inbox", ": text:tour Enter Enter Enter Enter"),
    scene(
        "tour-5",
        "inbox",
        ": text:tour Enter Enter Enter Enter Enter",
    ),
];
