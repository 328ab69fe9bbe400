//! The people and their groups at the start.

use super::super::cast::{CAST, Kind};
use super::super::groups::Group;
use super::super::people::{Bot, People, Person, Status};
use super::super::tale::{self};
use super::super::{World, YOU};
use super::DAY;
use crate::api::ids::{GroupId, UserId};
use crate::demo::hash::mix2;
use crate::demo::markdown::emoji;
use crate::demo::options::Options;

pub(super) fn people(options: &Options, now: u64, founded: u64) -> People {
    const GIVEN: [&str; 32] = [
        "Amara", "Bruno", "Carmen", "Deniz", "Elif", "Fatou", "Goran", "Hana", "Ivan", "Jana",
        "Kenji", "Leila", "Marek", "Nadia", "Omar", "Paula", "Rosa", "Stefan", "Thandi", "Ursula",
        "Vera", "Wanjiru", "Xavi", "Yuki", "Zoe", "Anders", "Birgit", "Chen", "Diego", "Esra",
        "Freja", "Gustav",
    ];
    const FAMILY: [&str; 32] = [
        "Abebe",
        "Bauer",
        "Costa",
        "Demir",
        "Eriksen",
        "Ferrari",
        "García",
        "Haddad",
        "Ito",
        "Jovanović",
        "Kaya",
        "Larsen",
        "Moreau",
        "Nguyen",
        "Okafor",
        "Petrov",
        "Quispe",
        "Rossi",
        "Sato",
        "Tanaka",
        "Usman",
        "Varga",
        "Weber",
        "Xu",
        "Yılmaz",
        "Zielińska",
        "Ahlgren",
        "Bianchi",
        "Castro",
        "Dlamini",
        "Evans",
        "Fischer",
    ];
    let mut people = People::with_system_bots(founded);
    for (index, role) in CAST.iter().enumerate() {
        let id = people.next_id();
        let mut profile = Vec::new();
        if !role.job.is_empty() {
            profile.push((1, role.job.to_owned()));
            if index % 3 == 1 {
                profile.push((3, (4 + index % 7).to_string()));
            }
        }
        if role.handle == "ben" {
            let chika = tale::person("chika").map_or(0, |chika| chika.0);
            profile.extend([
                (5, "early".to_owned()),
                (6, "2021-03-14".to_owned()),
                (7, "https://kiln.example/ben".to_owned()),
                (8, format!("[{chika}]")),
                (9, "ben-fires".to_owned()),
                (10, "12".to_owned()),
            ]);
        }
        // Some are here now, some left their desk, some are away since yesterday.
        let (active_at, idle_at) = match (role.kind, index % 4) {
            (Kind::Person, 0 | 1) => (now - 20, now - 20),
            (Kind::Person, 2) => (now - 1_500, now - 60),
            (Kind::Person, _) => (now - DAY, now - DAY),
            (Kind::Left | Kind::Bot | Kind::Webhook, _) => (0, 0),
        };
        people.push(Person {
            id,
            name: role.name.into(),
            email: format!("{}@lapis.example", role.handle).into(),
            role: role.role,
            bot: match role.kind {
                Kind::Person | Kind::Left => None,
                Kind::Bot => Some(Bot {
                    kind: 1,
                    owner: tale::person("dmitri"),
                }),
                Kind::Webhook => Some(Bot {
                    kind: 2,
                    owner: tale::person("sami"),
                }),
            },
            active: role.kind != Kind::Left,
            timezone: role.timezone.into(),
            joined: founded + index as u64 * 20 * DAY,
            avatar_version: if index % 3 == 0 { 2 } else { 1 },
            profile,
            status: status(role.handle).map(Box::new),
            active_at,
            idle_at,
        });
    }
    for number in CAST.len()..options.people as usize {
        let chance = mix2(options.seed ^ 0x9e0, number as u64);
        let given = GIVEN[(chance % 32) as usize];
        let family = FAMILY[(chance >> 8) as usize % 32];
        let id = people.next_id();
        // Names repeat in a crowd, as they do among people.
        let name = if number < 1_024 {
            format!("{given} {family}")
        } else {
            format!(
                "{given} {}. {family}",
                char::from(b'A' + (chance >> 16) as u8 % 26)
            )
        };
        let seen = now - (chance >> 24) % (20 * DAY);
        people.push(Person {
            id,
            name: name.into(),
            email: format!("user{}@lapis.example", id.0).into(),
            role: if chance.is_multiple_of(97) { 600 } else { 400 },
            bot: None,
            active: !chance.is_multiple_of(23),
            timezone: "".into(),
            joined: founded + (chance >> 32) % (now - founded),
            avatar_version: 1 + (chance >> 40 & 1) as u32,
            profile: Vec::new(),
            status: None,
            active_at: seen,
            idle_at: seen,
        });
    }
    people
}

fn status(handle: &str) -> Option<Status> {
    let (text, name) = match handle {
        "ben" => ("at the kiln", "fire"),
        "chika" => ("drawing, back at four", "pencil"),
        "gloria" => ("on the road", "car"),
        "sami" => ("on call", ""),
        "uma" => ("", "camera"),
        _ => return None,
    };
    let emoji = if name.is_empty() {
        Default::default()
    } else {
        let code = emoji::code(name).unwrap_or("2753");
        [name.to_owned(), code.to_owned(), "unicode_emoji".to_owned()]
    };
    Some(Status {
        text: text.to_owned(),
        emoji,
    })
}

pub(super) fn groups(world: &mut World, founded: u64) {
    let named = |handles: &[&str]| -> Vec<UserId> {
        handles.iter().filter_map(|h| tale::person(h)).collect()
    };
    let mut add = |name: &str, about: &str, members: &[&str], subgroups: &[GroupId]| {
        let id = world.groups.next_id();
        let mut group = Group::new(id, name, about, YOU, founded);
        group.members = named(members);
        group.subgroups = subgroups.to_vec();
        world.groups.0.push(group);
        id
    };
    let kiln = add(
        "kiln crew",
        "Those who may fire",
        &["ben", "dmitri", "emilie", "kofi"],
        &[],
    );
    let eng = add(
        "engineers",
        "Whoever solders or compiles",
        &["ada", "dmitri", "hugo", "jun", "lena", "sami", "farah"],
        &[],
    );
    add(
        "everyone with a key",
        "To the barn, not to the organization",
        &["gloria"],
        &[kiln, eng],
    );
    let old = add("fair helpers", "Last winter", &["ines", "mateo"], &[]);
    if let Some(group) = world.groups.get_mut(old) {
        group.deactivated = true;
    }
}
