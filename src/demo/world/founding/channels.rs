//! The channels at the start, and who is in them.

use super::super::cast::{FOLDERS, Look, Members, ROOMS};
use super::super::channels::{Channel, Folder, usual_permissions};
use super::super::tale::{self};
use super::super::{World, YOU};
use super::DAY;
use crate::api::ids::{ChannelId, FolderId, UserId};
use crate::demo::hash::{mix, mix2};
use crate::demo::options::Options;

pub(super) fn channels(world: &mut World, options: &Options, founded: u64) {
    for (index, (name, about)) in FOLDERS.iter().enumerate() {
        world.channels.folders.push(Folder {
            id: FolderId(index as u64 + 1),
            name: (*name).to_owned(),
            description: (*about).to_owned(),
            created: founded,
        });
    }
    let everybody: Vec<u32> = world
        .people
        .iter()
        .filter(|person| person.active && person.bot.is_none())
        .map(|person| person.id.0 as u32)
        .collect();
    for (index, room) in ROOMS.iter().enumerate() {
        let mut members: Vec<u32> = match room.members {
            Members::Everybody => everybody.clone(),
            Members::All(handles) => handles
                .iter()
                .filter_map(|handle| tale::person(handle))
                .map(|id| id.0 as u32)
                .collect(),
        };
        members.sort_unstable();
        let creator = members.first().map_or(YOU, |id| UserId(u64::from(*id)));
        let mut channel = plain_channel(
            ChannelId(index as u64 + 1),
            room.name,
            room.about,
            founded + index as u64 * 5 * DAY,
            creator,
        );
        channel.folder = room.folder.map(|folder| FolderId(folder as u64 + 1));
        channel.subscribers = members;
        channel.invite_only = room.look == Look::Private;
        channel.history_public = true;
        channel.web_public = room.look == Look::WebPublic;
        channel.archived = room.look == Look::Archived;
        channel.recently_active = !matches!(room.look, Look::Quiet | Look::Archived);
        channel.weekly_traffic = channel
            .recently_active
            .then_some(10 + 13 * index as u32 % 90);
        channel.permissions[super::super::channels::CAN_SEND] = room.look.may_send();
        world.channels.insert(channel);
    }
    for number in ROOMS.len()..options.channels as usize {
        world
            .channels
            .insert(made_channel(options.seed, number, &everybody, founded));
    }
    world.channels.default = [1, 11, 13].map(ChannelId).to_vec();
    let mut described = Vec::new();
    for channel in world.channels.iter() {
        described.push((channel.id, world.render_description(&channel.description)));
    }
    for (id, html) in described {
        if let Some(channel) = world.channels.get_mut(id) {
            channel.rendered_description = html;
        }
    }
}

fn plain_channel(id: ChannelId, name: &str, about: &str, created: u64, creator: UserId) -> Channel {
    Channel {
        id,
        name: name.to_owned(),
        description: about.to_owned(),
        rendered_description: String::new(),
        created,
        creator: Some(creator),
        invite_only: false,
        web_public: false,
        history_public: true,
        archived: false,
        retention_days: None,
        folder: None,
        recently_active: true,
        weekly_traffic: None,
        permissions: usual_permissions(creator),
        topics_policy: "inherit".to_owned(),
        subscribers: Vec::new(),
    }
}

/// One of the channels that only large organizations have.
fn made_channel(seed: u64, number: usize, everybody: &[u32], founded: u64) -> Channel {
    const FIRST: [&str; 16] = [
        "kiln", "glaze", "clay", "studio", "team", "project", "site", "class", "batch", "support",
        "build", "market", "press", "tools", "export", "archive",
    ];
    const SECOND: [&str; 16] = [
        "north", "south", "east", "west", "red", "blue", "green", "white", "alder", "birch",
        "cedar", "elm", "hazel", "juniper", "larch", "maple",
    ];
    let chance = mix2(seed ^ 0xc4a, number as u64);
    let name = format!(
        "{} {} {number}",
        FIRST[number % 16],
        SECOND[number / 16 % 16]
    );
    let mut members = Vec::new();
    // A few channels are large, most are small.
    let share = match number % 20 {
        0 => 40,
        1..=4 => 200,
        _ => 1_000,
    };
    let gap = share.min(everybody.len() / 4).max(1);
    let mut at = (chance % gap as u64) as usize;
    while let Some(member) = everybody.get(at) {
        members.push(*member);
        at += 1 + (mix(chance ^ at as u64) % (2 * gap as u64)) as usize;
    }
    // The demo person is in about one of eight, the first ones more likely.
    let you = YOU.0 as u32;
    let listens = number % 8 == 1;
    match members.binary_search(&you) {
        Ok(at) if !listens => {
            members.remove(at);
        }
        Err(at) if listens => members.insert(at, you),
        Ok(_) | Err(_) => {}
    }
    let creator = members.first().map_or(YOU, |id| UserId(u64::from(*id)));
    let mut channel = plain_channel(
        ChannelId(number as u64 + 1),
        &name,
        "",
        founded + chance % (3 * 365 * DAY),
        creator,
    );
    channel.subscribers = members;
    channel.recently_active = !number.is_multiple_of(5);
    channel.weekly_traffic = Some((chance >> 8) as u32 % 200);
    channel
}
