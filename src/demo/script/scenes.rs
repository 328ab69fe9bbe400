//! Scenes: written ones, made-up ones, and answers to people.

use std::collections::VecDeque;

use crate::api::ids::{MessageId, UserId};
use crate::demo::hash::{Rng, mix2};
use crate::demo::world::filler::{self, STRETCH, Stretch};
use crate::demo::world::store::PlaceKind;
use crate::demo::world::{World, tale};

/// One thing that somebody does in a scene.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Beat {
    Type(UserId),
    Say(UserId, String),
    /// To the newest message of the scene.
    React(UserId, String),
    /// Changes what they said last.
    Edit(UserId, String),
    Resolve(UserId),
    Rename(UserId, String),
    Delete(UserId),
}

/// Where a scene plays.
#[derive(Debug, Clone)]
enum Place {
    /// By the channel's name, which may not be there.
    Topic(String, String),
    Known(PlaceKind),
}

/// A few people and what they do, in one conversation.
#[derive(Debug, Clone)]
pub(super) struct Scene {
    place: Place,
    pub(super) beats: VecDeque<Beat>,
    pub(super) newest: Option<MessageId>,
    pub(super) said: Vec<(UserId, MessageId)>,
}

impl Scene {
    fn new(place: Place, beats: impl IntoIterator<Item = Beat>) -> Self {
        Self {
            place,
            beats: beats.into_iter().collect(),
            newest: None,
            said: Vec::new(),
        }
    }

    pub(super) fn last_of(&self, user: UserId) -> Option<MessageId> {
        self.said
            .iter()
            .rev()
            .find(|(other, _)| *other == user)
            .map(|(_, id)| *id)
    }

    /// The conversation, wherever it is now: topics are followed when they move.
    pub(super) fn place(&self, world: &World) -> Option<PlaceKind> {
        if let Some(place) = self.newest.and_then(|id| world.store.place_of(id)) {
            return Some(place.kind.clone());
        }
        match &self.place {
            Place::Known(place) => Some(place.clone()),
            Place::Topic(channel, topic) => Some(PlaceKind::Topic {
                channel: world.channels.by_name(channel)?.id,
                name: topic.as_str().into(),
            }),
        }
    }
}

/// The written scenes.
pub(super) fn written() -> Vec<Scene> {
    read(include_str!("../../../assets/demo/live.txt"))
}

/// Reads scenes: `§§ place`, then `who: words`, `+ emoji who…`, `~who: words`,
/// `!resolve who`, `!delete who`, `!topic new name who`. Blank lines between.
fn read(text: &str) -> Vec<Scene> {
    let mut scenes: Vec<Scene> = Vec::new();
    for line in text.lines() {
        if let Some(place) = line.strip_prefix("§§ ") {
            if let Some(place) = read_place(place) {
                scenes.push(Scene::new(place, []));
            }
        } else if let Some(scene) = scenes.last_mut() {
            scene.beats.extend(read_beats(line));
        }
    }
    scenes
}

fn read_place(text: &str) -> Option<Place> {
    if let Some(people) = text.strip_prefix("dm ") {
        let mut ids = people
            .split_whitespace()
            .map(|handle| tale::person(handle).map(|id| id.0 as u32))
            .collect::<Option<Vec<_>>>()?;
        ids.sort_unstable();
        return Some(Place::Known(PlaceKind::Direct(ids.into())));
    }
    let (channel, topic) = text.split_once(" > ")?;
    Some(Place::Topic(channel.to_owned(), topic.to_owned()))
}

fn read_beats(line: &str) -> Vec<Beat> {
    let who = |handle: &str| tale::person(handle.trim());
    let beats = || -> Option<Vec<Beat>> {
        if let Some(reaction) = line.strip_prefix("+ ") {
            let (emoji, people) = reaction.split_once(' ')?;
            return Some(
                people
                    .split_whitespace()
                    .filter_map(who)
                    .map(|user| Beat::React(user, emoji.to_owned()))
                    .collect(),
            );
        }
        if let Some(direction) = line.strip_prefix('!') {
            let (verb, rest) = direction.split_once(' ')?;
            return Some(vec![match verb {
                "resolve" => Beat::Resolve(who(rest)?),
                "delete" => Beat::Delete(who(rest)?),
                _ => {
                    let (topic, user) = rest.rsplit_once(' ')?;
                    Beat::Rename(who(user)?, topic.to_owned())
                }
            }]);
        }
        if let Some(edit) = line.strip_prefix('~') {
            let (user, text) = edit.split_once(": ")?;
            return Some(vec![Beat::Edit(who(user)?, text.to_owned())]);
        }
        let (user, text) = line.split_once(": ")?;
        let user = who(user)?;
        Some(vec![Beat::Type(user), Beat::Say(user, text.to_owned())])
    };
    beats().unwrap_or_default()
}

/// A scene out of the same stuff as the computed history.
pub(super) fn made_up(world: &World, number: u32) -> Scene {
    // Beyond every number that the history used.
    let first = u32::MAX / STRETCH * STRETCH - number.saturating_mul(STRETCH) - STRETCH;
    let stretch = Stretch::of(world.seed, first);
    let chance = stretch.chance();
    let fits: Vec<_> = world
        .channels
        .iter()
        .take(32)
        .filter(|channel| {
            !channel.archived
                && channel.subscribers.len() > 3
                && filler::kind_of(&channel.name, channel.id.0) == stretch.kind()
        })
        .collect();
    let Some(channel) = fits.get((chance >> 8) as usize % fits.len().max(1)) else {
        return Scene::new(Place::Topic(String::new(), String::new()), []);
    };
    // People without an account of their own talk; the others are somebody.
    let people: Vec<UserId> = channel
        .subscribers
        .iter()
        .take(21)
        .map(|id| UserId(u64::from(*id)))
        .filter(|user| !world.accounts.contains_key(user))
        .collect();
    let place = PlaceKind::Topic {
        channel: channel.id,
        name: stretch.topic(channel.id.0).into(),
    };
    let mut beats = Vec::new();
    for line in first..first + STRETCH {
        let voice = mix2(chance, stretch.voice(line) as u64);
        let Some(user) = people.get((voice % people.len().max(1) as u64) as usize) else {
            break;
        };
        beats.push(Beat::Type(*user));
        beats.push(Beat::Say(*user, filler::words(world.seed, line)));
        if mix2(chance, u64::from(line)).is_multiple_of(4)
            && let Some(other) = people.get((voice + 1) as usize % people.len())
        {
            beats.push(Beat::React(*other, "+1".to_owned()));
        }
    }
    Scene::new(Place::Known(place), beats)
}

/// Somebody answers, or at least nods.
pub(super) fn answer(place: PlaceKind, listeners: &[UserId], asked: bool, rng: &mut Rng) -> Scene {
    const ANSWERS: [&str; 8] = [
        "Good question. I look it up and tell you.",
        "I think so, but ask me again after lunch.",
        "Yes. At least it was so on Tuesday.",
        "Not before the kiln is cold.",
        "Let me see… yes, that should work.",
        "Ben would know. Ben always knows.",
        "In the blue folder, second page.",
        "No idea, but I like the question.",
    ];
    const REMARKS: [&str; 8] = [
        "Good, thank you!",
        "Noted.",
        "I was about to say the same.",
        "Makes sense to me.",
        "Fine. I write it on the wall.",
        "That is the best news today.",
        "Understood, on it.",
        "Then let us do it so.",
    ];
    const NODS: [&str; 5] = ["+1", "eyes", "tada", "smile", "ok"];
    let user = *rng.pick(listeners);
    let other = *rng.pick(listeners);
    let text = if asked {
        rng.pick::<&str>(&ANSWERS)
    } else {
        rng.pick::<&str>(&REMARKS)
    };
    let nod = Beat::React(other, (*rng.pick::<&str>(&NODS)).to_owned());
    let mut beats = Vec::new();
    if rng.chance(0.6) {
        beats.push(nod);
    }
    beats.push(Beat::Type(user));
    beats.push(Beat::Say(user, (*text).to_owned()));
    Scene::new(Place::Known(place), beats)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::markdown::emoji;
    use crate::demo::world::cast::ROOMS;

    #[test]
    fn the_written_scenes_are_sound() {
        let scenes = written();
        assert!(scenes.len() >= 15);
        for scene in &scenes {
            if let Place::Topic(channel, topic) = &scene.place {
                assert!(ROOMS.iter().any(|room| room.name == channel), "{channel}");
                assert!(!topic.is_empty());
            }
            assert!(scene.beats.len() >= 4, "{scene:?}");
            for beat in &scene.beats {
                if let Beat::React(_, name) = beat {
                    assert!(emoji::code(name).is_some(), "{name}");
                }
            }
        }
    }

    #[test]
    fn every_line_of_the_scenes_is_understood() {
        for line in include_str!("../../../assets/demo/live.txt").lines() {
            let understood =
                line.is_empty() || line.starts_with("§§ ") || !read_beats(line).is_empty();
            assert!(understood, "{line}");
        }
    }
}
