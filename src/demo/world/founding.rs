//! Makes the organization: people, channels, history, and the demo person's state.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::account::{Subscription, TopicPolicy, default_color, flag, policy};
use super::cast::{CAST, FOLDERS, Kind, Look, Members, ROOMS};
use super::channels::{Channel, Channels, Folder};
use super::filler::{self, STRETCH, Stretch};
use super::groups::{ADMINISTRATORS, Group, GroupSetting, Groups, NOBODY};
use super::people::{Bot, People, Person, Status};
use super::realm::{Linkifier, Realm, RealmEmoji};
use super::store::{Detail, Edit, Reaction, Store, Submessage};
use super::tale::{self, Told, Where};
use super::{World, YOU};
use crate::api::ids::{ChannelId, FolderId, GroupId, UserId};
use crate::demo::clock::Clock;
use crate::demo::hash::{mix, mix2};
use crate::demo::markdown::emoji;
use crate::demo::options::Options;
use crate::demo::picture;
use crate::demo::queues::Queues;
use crate::demo::uploads::Uploads;

const DAY: u64 = 86_400;
/// How many messages mostly read may hold an unread tail, in seconds.
const UNREAD_SPAN: u64 = 12 * 3_600;

pub(super) fn found(options: &Options, site: &str) -> World {
    let clock = Clock::new(options.now);
    let now = clock.now();
    let founded = now - 4 * 365 * DAY;
    let lifespan = options.queue_lifespan_secs.map(Duration::from_secs_f64);
    let mut world = World {
        clock,
        seed: options.seed,
        site: site.to_owned(),
        plain: options.plain,
        realm: realm(site, founded),
        people: people(options, now, founded),
        groups: Groups::default(),
        channels: Channels::default(),
        store: Store::default(),
        accounts: HashMap::new(),
        uploads: Uploads::new(options.seed),
        queues_made: std::sync::atomic::AtomicU64::new(0),
        presence_update: 1,
        generation: now - 3_600,
        next_number: 100,
        rotated_keys: HashMap::new(),
        closed: false,
        queues: Mutex::new(Queues::new(lifespan)),
        people_json: Mutex::new(HashMap::new()),
    };
    groups(&mut world, founded);
    channels(&mut world, options, founded);
    let (picture, file) = uploads(&mut world, now);
    let mut tale = tale::read(include_str!("../../../assets/demo/tale.txt")).unwrap_or_default();
    for told in &mut tale {
        if told.content.contains("](") {
            told.content = told
                .content
                .replace("{picture}", &picture)
                .replace("{file}", &file);
        }
    }
    let unread = history(&mut world, options, tale, now);
    you(&mut world, &unread, now);
    world
}

/// The files that told messages link: their addresses.
fn uploads(world: &mut World, now: u64) -> (String, String) {
    let owner = tale::person("noor").unwrap_or(YOU);
    let night = picture::draw(160, 100, |x, y| {
        let (dx, dy) = (x as i32 - 80, y as i32 - 62);
        let glow = 9_000 / (dx * dx + 2 * dy * dy + 60);
        let wall = if (y / 10 + (x + 8 * (y / 10 % 2)) / 16) % 2 == 0 {
            18
        } else {
            10
        };
        let door = dx.abs() < 14 && dy.abs() < 16;
        let warm = if door {
            230
        } else {
            (wall + glow * 2).min(220)
        };
        [warm as u8, (warm * 2 / 5) as u8, (30 + warm / 9) as u8]
    });
    let log = "hour  degrees\n0     20\n4     600\n8     1000\n12    1222\n16    800\n";
    let picture = world
        .uploads
        .add(owner, "kiln at night.png", Some("image/png"), night, now);
    let file = world
        .uploads
        .add(owner, "firing log.txt", Some("text/plain"), log.into(), now);
    (
        format!("/user_uploads/{picture}"),
        format!("/user_uploads/{file}"),
    )
}

fn realm(site: &str, founded: u64) -> Realm {
    let mut realm = Realm::new(site);
    realm
        .settings
        .insert("realm_date_created".into(), json!(founded));
    realm
        .settings
        .insert("realm_new_stream_announcements_stream_id".into(), json!(1));
    realm.settings.insert(
        "realm_zulip_update_announcements_stream_id".into(),
        json!(1),
    );
    realm.linkifiers = vec![
        Linkifier {
            id: 1,
            pattern: "#T(?P<id>[0-9]+)".into(),
            url_template: "https://tracker.lapis.example/tickets/{id}".into(),
        },
        Linkifier {
            id: 2,
            pattern: "LW-(?P<order>[0-9]+)".into(),
            url_template: "https://shop.lapis.example/orders/{order}".into(),
        },
    ];
    let emoji = |id, name: &str, deactivated| RealmEmoji {
        id,
        name: name.into(),
        author: YOU,
        deactivated,
        file: format!("{name}.png"),
    };
    realm.emoji = vec![
        emoji(1, "glaze", false),
        emoji(2, "cone_down", false),
        emoji(3, "old_logo", true),
    ];
    realm.profile_fields = vec![
        profile_field(1, "Job", 1, "What you do here"),
        profile_field(2, "About", 2, ""),
        profile_field(3, "Favourite cone", 1, "e.g. 6"),
        profile_field(4, "Pronouns", 8, ""),
    ];
    realm
}

fn profile_field(id: u64, name: &str, kind: u8, hint: &str) -> Value {
    json!({
        "id": id, "name": name, "type": kind, "hint": hint, "field_data": "", "order": id,
        "editable_by_user": true, "required": false,
    })
}

fn people(options: &Options, now: u64, founded: u64) -> People {
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
            role: if chance % 97 == 0 { 600 } else { 400 },
            bot: None,
            active: chance % 23 != 0,
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

fn groups(world: &mut World, founded: u64) {
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

fn channels(world: &mut World, options: &Options, founded: u64) {
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
        channel.permissions[super::channels::CAN_SEND] = room.look.may_send();
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
        permissions: [
            GroupSetting::Named(NOBODY),
            GroupSetting::only(creator),
            GroupSetting::Named(ADMINISTRATORS),
            GroupSetting::Named(super::groups::EVERYONE),
            GroupSetting::Named(NOBODY),
        ],
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
    channel.recently_active = number % 5 != 0;
    channel.weekly_traffic = Some((chance >> 8) as u32 % 200);
    channel
}

/// Writes the history; gives back the ids that are unread for the demo person.
fn history(
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
    ) -> (super::store::PlaceId, UserId, bool) {
        let chance = stretch.chance();
        if chance % 40 == 0 {
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
    let widget = super::super::widgets::of(&detail.content).map(|content| (told.sender, content));
    for (sender, content) in widget.into_iter().chain(told.submessages) {
        let id = world.number();
        detail.submessages.push(Submessage {
            id,
            sender,
            content,
        });
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

/// The demo person's own state.
fn you(world: &mut World, marks: &[(u32, bool, bool)], now: u64) {
    let id_of = |name: &str| {
        world
            .channels
            .by_name(name)
            .map_or(ChannelId(0), |channel| channel.id)
    };
    let (workshop, firehose, random, general, left) = (
        id_of("workshop"),
        id_of("firehose"),
        id_of("random"),
        id_of("general"),
        id_of("library"),
    );
    let firmware = id_of("firmware");
    let pinned_draft = json!({
        "id": 1, "type": "stream", "to": [workshop.0], "topic": "kiln",
        "content": "The second shelf again — shall we", "timestamp": now - 5_000,
    });
    let account = world.account_mut(YOU);
    account.alert_words = vec!["celadon".into(), "cobalt".into()];
    for (id, unread, starred) in marks {
        if *unread {
            account.unread.insert(*id);
        }
        if *starred {
            *account.flags.entry(*id).or_default() |= flag::STARRED;
        }
    }
    if let Some(subscription) = account.subscriptions.get_mut(&workshop) {
        subscription.pinned = true;
        subscription.color = "#4f8de4".into();
    }
    if let Some(subscription) = account.subscriptions.get_mut(&firehose) {
        subscription.muted = true;
    }
    account
        .subscriptions
        .entry(left)
        .or_insert_with(|| Subscription {
            active: false,
            heard: Vec::new(),
            ..Subscription::new(default_color(YOU, left), 0)
        });
    for (channel, topic, policy) in [
        (workshop, "glaze tests", policy::FOLLOWED),
        (workshop, "kiln", policy::FOLLOWED),
        (random, "cats", policy::MUTED),
        (general, "parking", policy::MUTED),
        (firehose, "kiln 2 alarms", policy::UNMUTED),
        (firmware, "PID drift", policy::FOLLOWED),
    ] {
        account.policies.insert(
            (channel, topic.to_lowercase()),
            TopicPolicy {
                name: topic.to_owned(),
                policy,
                updated: now - 9 * DAY,
            },
        );
    }
    if let Value::Object(draft) = pinned_draft {
        account.drafts.push(draft);
    }
    let snippet = |id: u64, title: &str, content: &str| -> Map<String, Value> {
        Map::from_iter([
            ("id".to_owned(), json!(id)),
            ("title".to_owned(), json!(title)),
            ("content".to_owned(), json!(content)),
            ("date_created".to_owned(), json!(now - 30 * DAY)),
        ])
    };
    account.snippets = vec![
        snippet(
            1,
            "kiln free",
            "The kiln is **free** from now on, key on the hook.",
        ),
        snippet(2, "thanks", "Thank you! I will look at it today."),
    ];
    let words: Vec<(u32, String)> = marks
        .iter()
        .filter_map(|(id, ..)| {
            Some((
                *id,
                world
                    .content(crate::api::ids::MessageId(u64::from(*id)))?
                    .into_owned(),
            ))
        })
        .collect();
    let account = world.account_mut(YOU);
    for (id, content) in words {
        if account.has_alert_word(&content) {
            *account.flags.entry(id).or_default() |= flag::ALERT_WORD;
        }
    }
}
