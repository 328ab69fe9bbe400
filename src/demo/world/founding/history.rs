//! The history: told messages among computed ones.

use std::collections::BTreeMap;

use super::super::cast::{CAST, ROOMS};
use super::super::filler::{self, STRETCH, Stretch};
use super::super::store::{Detail, Edit, Reaction, Submessage};
use super::super::tale::{Told, Where};
use super::super::{World, YOU};
use super::DAY;
use crate::api::ids::{ChannelId, UserId};
use crate::demo::hash::mix2;
use crate::demo::options::Options;

/// What was said in so many seconds before the start is unread.
const UNREAD_SPAN: u64 = 12 * 3_600;

/// Writes the history; gives back the ids that are unread for the demo person.
pub(super) fn history(
    world: &mut World,
    options: &Options,
    mut tale: Vec<Told>,
    now: u64,
) -> Vec<(u32, bool, bool)> {
    tale.sort_by_key(|told| std::cmp::Reverse(told.age));
    let filler = options.messages.saturating_sub(tale.len() as u32);
    world.store.reserve(filler as usize + tale.len() + 256);
    let span = (u64::from(filler) * 1_000).clamp(60 * DAY, 3 * 365 * DAY);
    let rooms = Rooms::new(world);
    let mut marks = Vec::new();
    let mut told = tale.into_iter().peekable();
    let mut time = now - span - DAY;
    let stretches = filler.div_ceil(STRETCH);
    let pause = (span / u64::from(stretches.max(1)) / u64::from(STRETCH)).min(240);
    for number in 0..filler {
        let behind = span * u64::from(stretches - number / STRETCH) / u64::from(stretches);
        let due = now - 1_800 - behind + span / u64::from(stretches.max(1));
        let due = due.min(now - 1_800) + pause * u64::from(number % STRETCH);
        while told.peek().is_some_and(|told| now - told.age <= due) {
            if let Some(told) = told.next() {
                time = time.max(now - told.age);
                tell(world, told, time, &mut marks);
            }
        }
        time = time.max(due).min(now);
        let stretch = Stretch::of(world.seed, number);
        let (place, sender, subscribed) = rooms.place(world, stretch, number);
        let id = world.store.push_filler(place, sender, time, number);
        if subscribed && now - time < UNREAD_SPAN && sender != YOU {
            marks.push((id.0 as u32, true, false));
        }
    }
    for told in told {
        time = time.max(now - told.age);
        tell(world, told, time, &mut marks);
    }
    marks
}

/// Where filler may go.
struct Rooms {
    /// Channels by kind, with whether the demo person is in them.
    by_kind: BTreeMap<&'static str, Vec<(ChannelId, bool)>>,
    /// The oldest people of each channel, whose talk fills it.
    people: usize,
}

impl Rooms {
    fn new(world: &World) -> Self {
        let mut by_kind: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for channel in world.channels.iter() {
            let entry = (channel.id, channel.has_subscriber(YOU));
            match filler::kind_of(&channel.name, channel.id.0) {
                "" => {}
                "anywhere" => {
                    by_kind.entry("anywhere").or_default().push(entry);
                }
                kind => by_kind.entry(kind).or_default().push(entry),
            }
        }
        Self {
            by_kind,
            people: world.people.len(),
        }
    }

    fn place(
        &self,
        world: &mut World,
        stretch: Stretch,
        number: u32,
    ) -> (super::super::store::PlaceId, UserId, bool) {
        let chance = stretch.chance();
        if chance.is_multiple_of(40) {
            // A conversation with the demo person, long read.
            let other = 1 + (chance >> 8) as usize % (self.people - 1).min(20_000);
            let other = YOU.0 as u32
                + if other >= CAST.len() - 3 && other < CAST.len() {
                    1
                } else {
                    other as u32
                };
            let place = world.store.direct_or_new(&[YOU.0 as u32, other]);
            let sender = if stretch.voice(number) == 0 {
                YOU
            } else {
                UserId(u64::from(other))
            };
            return (place, sender, false);
        }
        let rooms = self
            .by_kind
            .get(stretch.kind())
            .map_or(&[][..], Vec::as_slice);
        // The first channels are the liveliest.
        let pick = (chance >> 16) % (rooms.len() as u64).pow(2).max(1);
        let index = rooms.len() - 1 - (pick as f64).sqrt() as usize;
        let (channel, subscribed) = rooms[index.min(rooms.len() - 1)];
        let place = world.store.topic_or_new(channel, &stretch.topic(channel.0));
        let members = world
            .channels
            .get(channel)
            .map_or(&[][..], |channel| &channel.subscribers);
        let talkers = if channel.0 as usize <= ROOMS.len() {
            members.len().min(21)
        } else {
            members.len().min(200)
        };
        let voice = mix2(chance, stretch.voice(number) as u64);
        let sender = members
            .get((voice % talkers.max(1) as u64) as usize)
            .map_or(YOU, |id| UserId(u64::from(*id)));
        (place, sender, subscribed)
    }
}

/// Adds one told message. The marks are id, unread, starred.
fn tell(world: &mut World, told: Told, time: u64, marks: &mut Vec<(u32, bool, bool)>) {
    let place = match &told.at {
        Where::Direct(people) => world.store.direct_or_new(people),
        Where::Topic { channel, topic } => {
            let Some(channel) = world.channels.by_name(channel).map(|channel| channel.id) else {
                return;
            };
            world.store.topic_or_new(channel, topic)
        }
    };
    let client = if told.sender == YOU {
        "lazuli"
    } else {
        "website"
    };
    let mut detail = Detail::new(told.content, client);
    for (name, people) in told.reactions {
        let (code, kind) = world.emoji_identity(&name);
        for user in people {
            detail.reactions.push(Reaction {
                user,
                name: name.clone(),
                code: code.clone(),
                kind: kind.clone(),
            });
        }
    }
    if let Some(before) = told.before_edit {
        detail.last_edit = Some(time + 60);
        detail.edits.push(Edit {
            user: told.sender,
            time: time + 60,
            prev_rendered: Some(world.render(&before, None).html),
            prev_content: Some(before),
            ..Edit::default()
        });
    }
    let widget = crate::demo::widgets::of(&detail.content).map(|content| (told.sender, content));
    for (sender, content) in widget.into_iter().chain(told.submessages) {
        let id = world.number();
        detail.submessages.push(Submessage {
            id,
            sender,
            content,
        });
    }
    if let Some(html) = told.html {
        let mut rendered = world.render(&detail.content, None);
        rendered.html = html;
        let _ = detail.rendered.set(rendered);
    }
    let links = detail.content.contains("](/user_uploads/");
    let id = world.store.push(place, told.sender, time, detail);
    if links {
        let paths = world
            .rendered(id)
            .map(|rendered| rendered.uploads.clone())
            .unwrap_or_default();
        for path in paths {
            if let Some(file) = world.uploads.get_mut(&path) {
                file.messages.push(id);
            }
        }
    }
    if told.unread || told.starred {
        marks.push((id.0 as u32, told.unread, told.starred));
    }
}
