//! Makes the organization: people, channels, history, and the demo person's state.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Value, json};

use super::channels::Channels;
use super::groups::{Groups, MEMBERS, MODERATORS};
use super::realm::{Linkifier, Realm, RealmEmoji};
use super::store::Store;
use super::tale::{self};
use super::{World, YOU};
use crate::demo::clock::Clock;
use crate::demo::options::Options;
use crate::demo::picture;
use crate::demo::queues::Queues;
use crate::demo::uploads::Uploads;
use crate::demo::ways_in::SignIn;

mod channels;
mod history;
mod people;
mod you;

const DAY: u64 = 86_400;

pub(super) fn found(options: &Options, site: &str) -> World {
    let clock = Clock::new(options.now);
    let now = clock.now();
    let founded = now - 4 * 365 * DAY;
    let lifespan = options.queue_lifespan_secs.map(Duration::from_secs_f64);
    let mut world = World {
        clock,
        seed: options.seed,
        site: site.to_owned(),
        unread_cap: options.unread_cap as usize,
        // As real servers have it: 50 and 90.
        poll_patience: ((options.heartbeat_secs * 1.8).ceil() as u64).max(1),
        plain: options.plain,
        feature_level: options.feature_level,
        realm: realm(site, founded),
        people: people::people(options, now, founded),
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
        closed: options.sign_in.contains(&SignIn::Deactivated),
        sign_in: options.sign_in.clone(),
        queues: Mutex::new(Queues::new(lifespan)),
        people_json: Mutex::new(HashMap::new()),
    };
    people::groups(&mut world, founded);
    channels::channels(&mut world, options, founded);
    if !options.plain {
        // What came after feature level 379.
        for (name, value) in [
            ("realm_topics_policy", json!("allow_empty_topic")),
            ("realm_can_set_topics_policy_group", json!(MEMBERS)),
            (
                "realm_can_set_delete_message_policy_group",
                json!(MODERATORS),
            ),
        ] {
            world.realm.settings.insert(name.into(), value);
        }
    }
    if let Some(leads) = world.channels.by_name("leads").map(|channel| channel.id) {
        world
            .realm
            .settings
            .insert("realm_moderation_request_channel_id".into(), json!(leads));
    }
    let (picture, file) = uploads(&mut world, now);
    let mut tale = tale::read(include_str!("../../../../assets/demo/tale.txt")).unwrap_or_default();
    for told in &mut tale {
        let with_files = |text: &str| {
            let thumbnail = picture.replacen("/user_uploads/", "/user_uploads/thumbnail/", 1);
            text.replace("{picture}", &picture)
                .replace("{thumbnail}", &format!("{thumbnail}/840x560.webp"))
                .replace("{file}", &file)
        };
        if told.content.contains("](") {
            told.content = with_files(&told.content);
        }
        told.html = told.html.as_deref().map(with_files);
    }
    let unread = history::history(&mut world, options, tale, now);
    you::you(&mut world, &unread, now);
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
        with_data(
            profile_field(5, "Shift", 3, "When you are usually here"),
            r#"{"early":{"text":"Early","order":"1"},"late":{"text":"Late","order":"2"}}"#,
        ),
        profile_field(6, "First firing", 4, ""),
        profile_field(7, "Portfolio", 5, ""),
        profile_field(8, "Learns from", 6, ""),
        with_data(profile_field(9, "GitHub", 7, ""), r#"{"subtype":"github"}"#),
        fixed_by_administrators(profile_field(10, "Key number", 1, "")),
    ];
    realm
}

fn profile_field(id: u64, name: &str, kind: u8, hint: &str) -> Value {
    json!({
        "id": id, "name": name, "type": kind, "hint": hint, "field_data": "", "order": id,
        "editable_by_user": true, "required": false,
    })
}

fn with_data(mut field: Value, data: &str) -> Value {
    field["field_data"] = json!(data);
    field
}

fn fixed_by_administrators(mut field: Value) -> Value {
    field["editable_by_user"] = json!(false);
    field
}
