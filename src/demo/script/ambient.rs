//! What goes on besides talk: people come and go, react, mend words, set statuses.

use crate::api::ids::{MessageId, UserId};
use crate::demo::actions::edit::{Change, Propagate};
use crate::demo::actions::reactions::EmojiNamed;
use crate::demo::actions::send::{Outgoing, To};
use crate::demo::hash::Rng;
use crate::demo::world::cast::{CAST, Kind};
use crate::demo::world::{World, YOU, tale};

/// The simulated ones of the cast who are here as people.
fn somebody(world: &World, rng: &mut Rng) -> Option<UserId> {
    for _ in 0..8 {
        let at = 1 + rng.below(CAST.len() - 1);
        let user = UserId(YOU.0 + at as u64);
        let here = CAST[at].kind == Kind::Person && !world.accounts.contains_key(&user);
        if here && world.people.get(user).is_some_and(|person| person.active) {
            return Some(user);
        }
    }
    None
}

/// Those who are here stay here: presence would fade otherwise.
pub(super) fn breathe(world: &mut World, rng: &mut Rng) {
    let now = world.now();
    for _ in 0..3 {
        let Some(user) = somebody(world, rng) else {
            continue;
        };
        if let Some(person) = world.people.get_mut(user)
            && person.active_at + 600 > now
        {
            person.active_at = now;
            person.idle_at = now;
        }
    }
}

/// One thing of many.
pub(super) fn something(world: &mut World, rng: &mut Rng) {
    let Some(user) = somebody(world, rng) else {
        return;
    };
    match rng.below(10) {
        0 | 1 => come_or_go(world, rng, user),
        2 => set_status(world, rng, user),
        3..=6 => react_to_recent(world, rng, user),
        7 => mend_words(world, rng),
        8 => measure(world, rng),
        _ => vote(world, rng, user),
    }
}

fn come_or_go(world: &mut World, rng: &mut Rng, user: UserId) {
    let now = world.now();
    let Some(person) = world.people.get_mut(user) else {
        return;
    };
    if person.active_at + 300 > now {
        // Leaves the desk: idle first, then gone.
        person.active_at = now.saturating_sub(900);
        person.idle_at = if rng.chance(0.5) {
            now
        } else {
            now.saturating_sub(900)
        };
        world.presence_update += 1;
        world.tell_of_presence(user);
    } else {
        world.be_present(user, true);
    }
}

fn set_status(world: &mut World, rng: &mut Rng, user: UserId) {
    const STATUSES: [(&str, &str); 10] = [
        ("at the wheel", "dizzy"),
        ("in a meeting", "calendar"),
        ("lunch", "bowl_with_spoon"),
        ("glazing, wet hands", "paintbrush"),
        ("on the train", "train"),
        ("back at three", ""),
        ("thinking", "thinking"),
        ("", "coffee"),
        ("", ""),
        ("", ""),
    ];
    let (text, name) = *rng.pick(&STATUSES);
    let emoji = match world.find_emoji(name) {
        Some((code, kind)) => [name.to_owned(), code, kind],
        None => [String::new(), String::new(), "unicode_emoji".to_owned()],
    };
    let _ = world.change_status(user, Some(text.to_owned()), Some(emoji));
}

/// A message of the last few, if this person may see it.
fn recent(world: &World, rng: &mut Rng, user: UserId) -> Option<MessageId> {
    let last = world.store.last_id();
    (0..12)
        .map(|_| MessageId(last.saturating_sub(rng.below(40) as u64)))
        .find(|id| world.can_read(user, *id))
}

fn react_to_recent(world: &mut World, rng: &mut Rng, user: UserId) {
    const EMOJI: [&str; 12] = [
        "+1", "heart", "tada", "eyes", "joy", "fire", "rocket", "clap", "thinking", "glaze", "100",
        "pray",
    ];
    let Some(id) = recent(world, rng, user) else {
        return;
    };
    // Rather the emoji that is there already.
    let there = world.detail(id).and_then(|detail| {
        detail
            .reactions
            .first()
            .map(|reaction| reaction.name.clone())
    });
    let name = match there {
        Some(name) if rng.chance(0.6) => name,
        _ => (*rng.pick(&EMOJI)).to_owned(),
    };
    let emoji = EmojiNamed {
        name: Some(name),
        ..EmojiNamed::default()
    };
    if world.react(user, id, emoji.clone()).is_err() && rng.chance(0.3) {
        let _ = world.unreact(user, id, emoji);
    }
}

/// Somebody finds a word to mend in what they said a moment ago.
fn mend_words(world: &mut World, rng: &mut Rng) {
    let last = world.store.last_id();
    let found = (0..30)
        .map(|back| MessageId(last.saturating_sub(back)))
        .find(|id| {
            world.store.row(*id).is_some_and(|row| {
                !world.accounts.contains_key(&row.sender())
                    && tale::person("noor").is_some()
                    && row.time() + 600 > world.now()
            }) && world.store.detail(*id).is_some_and(|detail| {
                detail.edits.is_empty()
                    && detail.submessages.is_empty()
                    && detail.content.len() > 20
            })
        });
    let Some(id) = found else { return };
    let (Some(row), Some(content)) = (world.store.row(id), world.content(id)) else {
        return;
    };
    const ENDS: [&str; 4] = [
        " (edited: sorry, typing with clay on my hands)",
        " :)",
        " — today, I mean",
        "!",
    ];
    let content = format!(
        "{}{}",
        content.trim_end_matches(['.', '!']),
        rng.pick::<&str>(&ENDS)
    );
    let change = Change {
        content: Some(content),
        topic: None,
        channel: None,
        propagate: Propagate::One,
        tell_old: false,
        tell_new: true,
        prev_sha256: None,
    };
    let _ = world.change(row.sender(), id, change);
}

/// The machines report to the muted channel.
fn measure(world: &mut World, rng: &mut Rng) {
    let Some(channel) = world.channels.by_name("firehose").map(|channel| channel.id) else {
        return;
    };
    let kiln = 1 + rng.below(2);
    let (handle, topic, content) = if rng.chance(0.7) {
        let degrees = 300 + 10 * rng.below(90);
        let state = rng.pick::<&str>(&["ramp", "ramp", "hold", "cooling"]);
        (
            "kilnbot",
            format!("kiln {kiln} log"),
            format!("Kiln {kiln}: {degrees} °C, {state}."),
        )
    } else {
        let number = 1_000 + rng.below(9_000);
        (
            "builds",
            "deploys".to_owned(),
            format!(
                "**web shop** build {number}: passed, deployed in {} s.",
                20 + rng.below(70)
            ),
        )
    };
    let Some(sender) = tale::person(handle) else {
        return;
    };
    let _ = world.send(Outgoing {
        sender,
        to: To::Topic { channel, topic },
        content,
        client: "ZulipPython".to_owned(),
        read_by_sender: true,
        local: None,
        widget: None,
    });
}

/// Somebody votes in the newest poll of the lunch topic.
fn vote(world: &mut World, rng: &mut Rng, user: UserId) {
    let poll = world
        .channels
        .by_name("workshop")
        .and_then(|channel| world.store.topic(channel.id, "lunch"))
        .and_then(|place| {
            world
                .store
                .place(place)
                .ids
                .iter()
                .rev()
                .map(|id| MessageId(u64::from(*id)))
                .find(|id| {
                    world
                        .store
                        .detail(*id)
                        .is_some_and(|detail| !detail.submessages.is_empty())
                })
        });
    let Some(poll) = poll else { return };
    let turn = if rng.chance(0.8) { 1 } else { -1 };
    let content = format!(
        "{{\"type\": \"vote\", \"key\": \"canned,{}\", \"vote\": {turn}}}",
        rng.below(3)
    );
    let _ = world.submessage(user, poll, &content);
}
