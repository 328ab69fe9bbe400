//! The simulated people: what they do next.
//!
//! Scenes that were written are played once each, in an order that the seed decides,
//! then talk is made up without end. In between somebody comes or goes, reacts,
//! mends a word, sets a status; and whoever speaks to them is answered.

mod ambient;
mod scenes;

use std::collections::VecDeque;

use self::scenes::{Beat, Scene};
use super::actions::edit::{Change, Propagate};
use super::actions::reactions::EmojiNamed;
use super::actions::send::{Outgoing, To};
use super::hash::Rng;
use super::world::store::PlaceKind;
use super::world::{World, cast};
use crate::api::ids::{MessageId, RESOLVED_PREFIX, UserId};

/// Scenes played at the same time, in different places.
const AT_ONCE: usize = 2;

/// Decides, one thing after the other; the same seed gives the same.
#[derive(Debug)]
pub(crate) struct Script {
    rng: Rng,
    /// Written scenes that were not played yet, the next one last.
    left: Vec<Scene>,
    playing: VecDeque<Scene>,
    /// The newest message that was looked at for whether it wants an answer.
    seen: Option<u64>,
    /// How many scenes were made up.
    made_up: u32,
}

impl Script {
    pub(crate) fn new(seed: u64) -> Self {
        let mut rng = Rng::new(seed ^ 0x005c_2197);
        let mut left = scenes::written();
        // Fisher and Yates.
        for at in (1..left.len()).rev() {
            left.swap(at, rng.below(at + 1));
        }
        Self {
            rng,
            left,
            playing: VecDeque::new(),
            seen: None,
            made_up: 0,
        }
    }

    /// Does one thing.
    pub(crate) fn step(&mut self, world: &mut World) {
        self.listen(world);
        ambient::breathe(world, &mut self.rng);
        if self.rng.chance(0.2) {
            ambient::something(world, &mut self.rng);
        } else {
            self.play(world);
        }
        self.seen = Some(world.store.last_id());
    }

    /// Looks for words of people who are not simulated, and has somebody answer.
    fn listen(&mut self, world: &World) {
        let last = world.store.last_id();
        let seen = self.seen.replace(last).unwrap_or(last);
        for id in (seen + 1..=last).map(MessageId) {
            let Some(row) = world.store.row(id) else {
                continue;
            };
            if !world.accounts.contains_key(&row.sender()) {
                continue;
            }
            let place = world.store.place(row.place());
            let listeners: Vec<UserId> = world
                .recipients(&place.kind)
                .into_iter()
                .filter(|user| *user != row.sender() && !world.accounts.contains_key(user))
                .filter(|user| {
                    cast::role_of(*user).is_some_and(|role| role.kind == cast::Kind::Person)
                })
                .collect();
            if listeners.is_empty() {
                continue;
            }
            let asked = world
                .content(id)
                .is_some_and(|content| content.contains('?'));
            let mut scene = scenes::answer(place.kind.clone(), &listeners, asked, &mut self.rng);
            scene.newest = Some(id);
            self.playing.push_front(scene);
        }
    }

    fn play(&mut self, world: &mut World) {
        while self.playing.len() < AT_ONCE {
            let scene = self.left.pop().unwrap_or_else(|| {
                self.made_up += 1;
                scenes::made_up(world, self.made_up)
            });
            self.playing.push_back(scene);
        }
        // Mostly the one that is under way, sometimes the other.
        let at = if self.rng.chance(0.7) {
            0
        } else {
            self.rng.below(self.playing.len())
        };
        let Some(scene) = self.playing.get_mut(at) else {
            return;
        };
        if let Some(beat) = scene.beats.pop_front() {
            perform(world, scene, beat);
        }
        if scene.beats.is_empty() {
            self.playing.remove(at);
        }
    }
}

/// Where a scene plays, as a message's target for one of its people.
fn target(world: &World, scene: &Scene, user: UserId) -> Option<To> {
    Some(match scene.place(world)? {
        PlaceKind::Topic { channel, name } => To::Topic {
            channel,
            topic: name.into(),
        },
        PlaceKind::Direct(people) => {
            let mut others: Vec<UserId> = people.iter().map(|id| UserId(u64::from(*id))).collect();
            if others.len() > 1 {
                others.retain(|other| *other != user);
            }
            To::Direct(others)
        }
    })
}

/// Does one beat. What a person may not do any more, since the world has changed,
/// is left undone.
fn perform(world: &mut World, scene: &mut Scene, beat: Beat) {
    match beat {
        Beat::Type(user) => type_notice(world, scene, user, "start"),
        Beat::Say(user, content) => {
            let Some(to) = target(world, scene, user) else {
                return;
            };
            let message = Outgoing {
                sender: user,
                to,
                content,
                client: "website".to_owned(),
                read_by_sender: true,
                local: None,
                widget: None,
            };
            if let Ok(sent) = world.send(message) {
                scene.newest = Some(sent.id);
                scene.said.push((user, sent.id));
            }
            type_notice(world, scene, user, "stop");
        }
        Beat::React(user, name) => {
            let Some(id) = scene.newest else { return };
            let emoji = EmojiNamed {
                name: Some(name),
                ..EmojiNamed::default()
            };
            let _ = world.react(user, id, emoji);
        }
        Beat::Edit(user, content) => {
            if let Some(id) = scene.last_of(user) {
                let _ = world.change(user, id, change(Some(content), None));
            }
        }
        Beat::Resolve(user) => {
            let Some(PlaceKind::Topic { name, .. }) = scene.place(world) else {
                return;
            };
            if let Some(id) = scene.newest.filter(|_| !name.starts_with(RESOLVED_PREFIX)) {
                let _ = world.change(
                    user,
                    id,
                    change(None, Some(format!("{RESOLVED_PREFIX}{name}"))),
                );
            }
        }
        Beat::Rename(user, topic) => {
            if let Some(id) = scene.newest {
                let _ = world.change(user, id, change(None, Some(topic)));
            }
        }
        Beat::Delete(user) => {
            if let Some(id) = scene.last_of(user) {
                let _ = world.delete(user, id);
                scene.said.retain(|(_, said)| *said != id);
                scene.newest = scene.said.last().map(|(_, id)| *id);
            }
        }
    }
}

fn change(content: Option<String>, topic: Option<String>) -> Change {
    let propagate = if topic.is_some() {
        Propagate::All
    } else {
        Propagate::One
    };
    Change {
        content,
        topic,
        channel: None,
        propagate,
        tell_old: false,
        tell_new: true,
        prev_sha256: None,
    }
}

fn type_notice(world: &World, scene: &Scene, user: UserId, op: &str) {
    let _ = match target(world, scene, user) {
        Some(To::Topic { channel, topic }) => world.type_in_topic(user, channel, &topic, op),
        Some(To::Direct(others)) => world.type_direct(user, &others, op),
        None => Ok(()),
    };
}
