//! People, groups and wildcards.

use std::cmp::Reverse;

use super::names::{Best, FEW, Said};
use super::needle::{Needle, Quality};
use super::standing::{Nearness, Place};
use super::{Candidate, MOST, Pick, Scene, Wildcard};
use crate::api::group::UserGroup;
use crate::api::ids::UserId;
use crate::api::time::UnixMillis;
use crate::api::user::User;

/// Where the web app puts whom, by what of them is like the needle: the first comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shelf {
    /// A name that begins so.
    Begins,
    /// A word of the name does.
    Word,
    GroupBegins,
    GroupWord,
    BotBegins,
    BotWord,
    /// The e-mail address begins so.
    Address,
    /// A name that has it inside.
    Inside,
    GroupInside,
    BotInside,
    Fuzzy,
    GroupFuzzy,
    BotFuzzy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Person,
    Group,
    Bot,
}

impl Shelf {
    fn of(who: Who, quality: Quality) -> Self {
        match (who, quality) {
            (Who::Person, Quality::Exact | Quality::Prefix) => Self::Begins,
            (Who::Person, Quality::Word) => Self::Word,
            (Who::Person, Quality::Inside) => Self::Inside,
            (Who::Person, Quality::Fuzzy) => Self::Fuzzy,
            (Who::Group, Quality::Exact | Quality::Prefix) => Self::GroupBegins,
            (Who::Group, Quality::Word) => Self::GroupWord,
            (Who::Group, Quality::Inside) => Self::GroupInside,
            (Who::Group, Quality::Fuzzy) => Self::GroupFuzzy,
            (Who::Bot, Quality::Exact | Quality::Prefix) => Self::BotBegins,
            (Who::Bot, Quality::Word) => Self::BotWord,
            (Who::Bot, Quality::Inside) => Self::BotInside,
            (Who::Bot, Quality::Fuzzy) => Self::BotFuzzy,
        }
    }
}

/// What ranks people, groups and wildcards among each other.
type Rank<'a> = (Shelf, bool, Nearness, Reverse<u64>, &'a str, u64);

enum Found<'a> {
    User(usize, &'a User),
    Group(&'a UserGroup),
    Wildcard(Wildcard),
}

/// What `@` may mean.
pub(super) fn mentions(scene: &Scene<'_>, typed: &str, silent: bool) -> Vec<Candidate> {
    let needle = Needle::new(typed);
    let may_mention = |group: &&UserGroup| {
        let me = scene.organization.me();
        let allowed = group.can_mention_group.as_ref();
        silent || allowed.is_none_or(|who| scene.organization.groups().grants(who, me))
    };
    let groups: Vec<&UserGroup> = scene
        .organization
        .groups()
        .iter()
        .filter(|group| !group.deactivated && is_mentionable(group))
        .filter(may_mention)
        .collect();
    let wildcards = if silent {
        Vec::new()
    } else {
        wildcards(scene, &needle)
    };
    search(scene, &needle, &groups, &wildcards, |_| true)
        .into_iter()
        .map(|found| candidate(scene, &found))
        .collect()
}

/// Whom a direct message may go to.
pub(super) fn recipients(scene: &Scene<'_>, typed: &str) -> Vec<Candidate> {
    let needle = Needle::new(typed);
    let me = scene.organization.me();
    let wanted = |user: &User| {
        // Notes to oneself have no other recipients.
        let is_me = user.user_id == me && !scene.taken.is_empty();
        !is_me && !scene.taken.contains(&user.user_id)
    };
    search(scene, &needle, &[], &[], wanted)
        .into_iter()
        .map(|found| candidate(scene, &found))
        .collect()
}

/// System groups for roles of the outside and of nobody are never mentioned.
fn is_mentionable(group: &UserGroup) -> bool {
    !(group.is_system_group && matches!(&*group.name, "role:nobody" | "role:internet"))
}

/// The wildcards that are like the needle; those that mean the channel mean the same, so that
/// only the first of them is there.
fn wildcards(scene: &Scene<'_>, needle: &Needle) -> Vec<(Wildcard, Quality)> {
    let now = UnixMillis(scene.now.timestamp().as_millisecond());
    let all: &[Wildcard] = match &scene.standing.place {
        Place::Channel { channel, .. } => {
            if scene.organization.can_mention_everybody(*channel, now) {
                &[
                    Wildcard::All,
                    Wildcard::Everyone,
                    Wildcard::Channel,
                    Wildcard::Topic,
                ]
            } else {
                &[Wildcard::Topic]
            }
        }
        Place::People(_) | Place::Nowhere => &[Wildcard::All, Wildcard::Everyone],
    };
    let level = scene.organization.realm().feature_level.0;
    let known = |wildcard: Wildcard| match wildcard {
        Wildcard::All | Wildcard::Everyone => true,
        Wildcard::Topic => level >= 224,
        Wildcard::Channel => level >= 247,
    };
    let mut has_channel = false;
    let mut found = Vec::new();
    for wildcard in all.iter().copied().filter(|wildcard| known(*wildcard)) {
        let Some(quality) = needle.quality(wildcard.word()) else {
            continue;
        };
        if wildcard != Wildcard::Topic && std::mem::replace(&mut has_channel, true) {
            continue;
        }
        found.push((wildcard, quality));
    }
    found
}

fn search<'a>(
    scene: &Scene<'a>,
    needle: &Needle,
    groups: &[&'a UserGroup],
    wildcards: &[(Wildcard, Quality)],
    wanted: impl Fn(&User) -> bool,
) -> Vec<Found<'a>> {
    let organization = scene.organization;
    let users = organization.users();
    let people = &scene.directory.people;
    let me = organization.me();
    let mut best: Best<Rank<'_>, Found<'a>> = Best::new(MOST);
    let mut seen = Vec::new();
    // Most are not among the best: only of the others it is asked whether they may be there.
    let offer = |best: &mut Best<Rank<'a>, Found<'a>>, row: usize, shelf: Option<Shelf>, said| {
        let (Said::AtBest(quality) | Said::Is(quality)) = said;
        let (id, sort) = (people.ids()[row], people.sort(row));
        let who = if sort.is_bot { Who::Bot } else { Who::Person };
        let shelf = shelf.unwrap_or(Shelf::of(who, quality));
        let nearness = if id == me {
            Nearness::Other
        } else {
            scene.standing.near(row)
        };
        let newest = match nearness {
            Nearness::Other => 0,
            Nearness::Here | Nearness::Channel | Nearness::Subscriber | Nearness::Partner => {
                scene.standing.newest(id).map_or(0, |id| id.0)
            }
        };
        let name = people.names().get(row);
        let rank = (shelf, true, nearness, Reverse(newest), name, id.0);
        let accepted = best.accepts(&rank) && sort.is_active && !sort.is_muted;
        if accepted
            && matches!(said, Said::Is(_))
            && let Some(user) = users.get(id).filter(|user| wanted(user))
        {
            best.offer(rank, Found::User(row, user));
        }
        accepted
    };
    people.names().find_best(needle, |row, said| {
        if matches!(said, Said::Is(quality) if needle.is_empty() || quality != Quality::Inside) {
            seen.push(row);
        }
        offer(&mut best, row, None, said)
    });
    if !needle.is_empty() {
        // Rows come in order, so that those of names are found by halving.
        people.addresses().find_best(needle, |row, said| {
            let (Said::AtBest(quality) | Said::Is(quality)) = said;
            let begins = matches!(quality, Quality::Exact | Quality::Prefix);
            begins
                && seen.binary_search(&row).is_err()
                && offer(&mut best, row, Some(Shelf::Address), said)
        });
    }
    for (wildcard, quality) in wildcards {
        // In a channel they come before people alike, among direct messages after them: there
        // they tell nobody more. Before anything is typed they stand behind those who are here,
        // so that none is chosen by mistake.
        let in_channel = scene.standing.place.channel().is_some();
        let nearness = if needle.is_empty() && in_channel {
            Nearness::Channel
        } else {
            Nearness::Other
        };
        let first = in_channel && !needle.is_empty();
        let newest = if in_channel { u64::MAX } else { 0 };
        let rank = (
            Shelf::of(Who::Person, *quality),
            !first,
            nearness,
            Reverse(newest),
            if in_channel { "" } else { "\u{10ffff}" },
            *wildcard as u64,
        );
        best.offer(rank, Found::Wildcard(*wildcard));
    }
    for group in groups {
        let quality = needle.quality_of(group_name(group));
        let by_role = || {
            let quality = needle.quality_of(&group.name);
            quality.filter(|quality| *quality <= Quality::Word)
        };
        let quality = quality.or_else(by_role);
        if let Some(quality) = quality {
            let rank = (
                Shelf::of(Who::Group, quality),
                true,
                Nearness::Other,
                Reverse(0),
                &*group.name,
                group.id.0,
            );
            best.offer(rank, Found::Group(group));
        }
    }
    if best.len() < FEW {
        let rows = people.names().fuzzy(needle, FEW * 2);
        for (place, row) in rows.into_iter().enumerate() {
            let sort = people.sort(row);
            let found = needle.quality(people.names().get(row)).is_some();
            if found || !sort.is_active || sort.is_muted {
                continue;
            }
            let Some(user) = users.get(people.ids()[row]).filter(|user| wanted(user)) else {
                continue;
            };
            let who = if user.is_bot { Who::Bot } else { Who::Person };
            // The nearest first, else in the order of likeness.
            let rank = (
                Shelf::of(who, Quality::Fuzzy),
                true,
                scene.standing.near(row),
                Reverse(0),
                "",
                place as u64,
            );
            best.offer(rank, Found::User(row, user));
        }
    }
    let mut found: Vec<Found<'a>> = best.into_items().collect();
    // Where nobody is nearer either, the first choice is still not everybody at once.
    let person = found
        .iter()
        .position(|found| matches!(found, Found::User(..)));
    if let (true, Some(Found::Wildcard(_)), Some(person)) =
        (needle.is_empty(), found.first(), person)
    {
        found[..=person].rotate_right(1);
    }
    // A name and its address may both be like the needle.
    let mut once: Vec<UserId> = Vec::new();
    found.retain(|found| match found {
        Found::User(_, user) => {
            let new = !once.contains(&user.user_id);
            once.push(user.user_id);
            new
        }
        Found::Group(_) | Found::Wildcard(_) => true,
    });
    found
}

/// What a group is called: the server's own go by what they are for.
fn group_name(group: &UserGroup) -> &str {
    if !group.is_system_group {
        return &group.name;
    }
    match &*group.name {
        "role:everyone" => "Everyone including guests",
        "role:members" => "Everyone except guests",
        "role:fullmembers" => "Full members",
        "role:moderators" => "Moderators",
        "role:administrators" => "Administrators",
        "role:owners" => "Owners",
        other => other,
    }
}

fn candidate(scene: &Scene<'_>, found: &Found<'_>) -> Candidate {
    match found {
        Found::User(row, user) => Candidate {
            pick: Pick::Person(user.user_id),
            sign: String::new(),
            label: user.full_name.to_string(),
            detail: person_detail(scene, *row, user),
        },
        Found::Group(group) => {
            let members = scene.organization.groups().members(group.id).len();
            let mut detail = people(members);
            if !group.is_system_group && !group.description.is_empty() {
                detail = format!("{detail} · {}", group.description);
            }
            Candidate {
                pick: Pick::Group(group.id),
                sign: String::new(),
                label: format!("@{}", group_name(group)),
                detail,
            }
        }
        Found::Wildcard(wildcard) => Candidate {
            pick: Pick::Wildcard(*wildcard),
            sign: String::new(),
            label: format!("@{}", wildcard.word()),
            detail: wildcard_detail(scene, *wildcard),
        },
    }
}

fn people(count: usize) -> String {
    match count {
        1 => "1 person".to_owned(),
        n => format!("{n} people"),
    }
}

fn wildcard_detail(scene: &Scene<'_>, wildcard: Wildcard) -> String {
    match (wildcard, &scene.standing.place) {
        (Wildcard::Topic, _) => "everyone who wrote in this topic".to_owned(),
        (
            Wildcard::All | Wildcard::Everyone | Wildcard::Channel,
            Place::Channel { channel, .. },
        ) => {
            let state = scene.organization.channels().get(*channel);
            let count = state.and_then(|state| state.subscriber_count());
            let count = count.and_then(|count| usize::try_from(count).ok());
            count.map_or_else(|| "everyone in this channel".to_owned(), people)
        }
        (
            Wildcard::All | Wildcard::Everyone | Wildcard::Channel,
            Place::People(_) | Place::Nowhere,
        ) => "everyone in this conversation".to_owned(),
    }
}

fn person_detail(scene: &Scene<'_>, row: usize, user: &User) -> String {
    let mut details: Vec<String> = Vec::new();
    if scene.directory.people.is_shared(row) {
        let address = user.delivery_email.as_deref().unwrap_or(&user.email);
        details.push(address.to_owned());
    }
    if user.user_id == scene.organization.me() {
        details.push("you".to_owned());
    }
    if user.is_bot {
        details.push("bot".to_owned());
    } else if user.role.is_guest() {
        details.push("guest".to_owned());
    }
    let place = match (&scene.standing.place, scene.standing.near(row)) {
        _ if user.user_id == scene.organization.me() => None,
        (Place::Channel { .. }, Nearness::Here) => Some("in this topic"),
        (Place::Channel { .. }, Nearness::Channel | Nearness::Subscriber) => {
            Some("in this channel")
        }
        (Place::Channel { .. }, Nearness::Partner | Nearness::Other) => scene
            .standing
            .knows_subscribers()
            .then_some("not subscribed"),
        (Place::People(_), Nearness::Here) => Some("in this conversation"),
        (
            Place::People(_) | Place::Nowhere,
            Nearness::Here
            | Nearness::Channel
            | Nearness::Subscriber
            | Nearness::Partner
            | Nearness::Other,
        ) => None,
    };
    details.extend(place.map(str::to_owned));
    details.join(" · ")
}
