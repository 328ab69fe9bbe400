//! Adding people to a channel: names, groups and other channels, in one line.

use crate::api::channel::Subscribers;
use crate::api::ids::{ChannelId, UserId};
use crate::app::complete::Needle;
use crate::app::form::{Field, FieldName, Form, MOST_SUGGESTED, OFFLINE, Subject, Suggestion};
use crate::app::state::{App, Turn};
use crate::app::update::Link;
use crate::model::ChannelDeed;

use super::fields::ChannelField;
use super::order::ChannelOrder;

/// The line before the name that is being typed, and that name.
fn last_name(line: &str) -> (&str, &str) {
    match line.rsplit_once(',') {
        Some((before, name)) => (before, name.trim_start()),
        None => ("", line),
    }
}

impl App {
    /// The people whom a line of names means: people, groups' members, channels' subscribers.
    pub(super) fn people_in(&self, line: &str) -> Result<Vec<UserId>, String> {
        let Some(organization) = self.organization.as_deref() else {
            return Ok(Vec::new());
        };
        let mut people = Vec::new();
        for name in line
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            let lower = name.to_lowercase();
            let active = |id: &UserId| {
                organization
                    .users()
                    .get(*id)
                    .is_some_and(|user| user.is_active)
            };
            if let Some(channel) = name.strip_prefix('#') {
                let state = organization.channels().by_name(channel);
                let state =
                    state.ok_or_else(|| format!("There is no channel called {channel}."))?;
                match &state.subscribers {
                    Subscribers::All(all) => people.extend(all.iter().copied().filter(active)),
                    Subscribers::Unknown | Subscribers::Partial(_) => {
                        return Err(format!(
                            "It is not known yet who is in {channel}: open its sheet once."
                        ));
                    }
                }
                continue;
            }
            let users = organization.users().all().iter();
            let mut same = users.filter(|user| {
                user.is_active
                    && (user.full_name.to_lowercase() == lower
                        || user.delivery_email.as_deref() == Some(name)
                        || format!("{}|{}", user.full_name, user.user_id).to_lowercase() == lower)
            });
            if let Some(user) = same.next() {
                if same.next().is_some() {
                    return Err(format!(
                        "Several people are called {name}: write their address, or name|number."
                    ));
                }
                people.push(user.user_id);
                continue;
            }
            let mut groups = organization.groups().iter();
            let group = groups.find(|group| {
                !group.is_system_group && !group.deactivated && group.name.to_lowercase() == lower
            });
            match group {
                Some(group) => {
                    let members = organization.groups().members(group.id);
                    people.extend(members.into_iter().filter(active));
                }
                None => {
                    return Err(format!("Nobody and no group is called {name}."));
                }
            }
        }
        people.sort_unstable();
        people.dedup();
        Ok(people)
    }

    /// Names that fit what is typed behind the last comma.
    pub(in crate::app) fn suggested_people(
        &self,
        form: &Form,
        field: FieldName,
    ) -> Vec<Suggestion> {
        let (FieldName::Of(ChannelField::People), Some(organization)) =
            (field, self.organization.as_deref())
        else {
            return Vec::new();
        };
        let (before, typed) = last_name(form.text(field));
        let before = match before {
            "" => String::new(),
            before => format!("{before}, "),
        };
        if typed.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(crate::app::complete::Quality, String, String)> = Vec::new();
        if let Some(typed) = typed.strip_prefix('#') {
            let needle = Needle::new(typed);
            for state in organization.channels().iter() {
                if let Some(quality) = needle.quality_of(&state.channel.name) {
                    let more = match state.subscriber_count() {
                        Some(count) => format!("{count} subscribers"),
                        None => "channel".to_owned(),
                    };
                    found.push((quality, format!("#{}", state.channel.name), more));
                }
            }
        } else {
            let needle = Needle::new(typed);
            let groups = organization.groups().iter();
            for group in groups.filter(|group| !group.is_system_group && !group.deactivated) {
                if let Some(quality) = needle.quality_of(&group.name) {
                    let count = organization.groups().members(group.id).len();
                    found.push((quality, group.name.to_string(), format!("group of {count}")));
                }
            }
            let users = organization.users().all().iter();
            for user in users.filter(|user| user.is_active) {
                if let Some(quality) = needle.quality_of(&user.full_name) {
                    let more = user.delivery_email.as_deref().unwrap_or_default();
                    found.push((quality, user.full_name.to_string(), more.to_owned()));
                }
            }
        }
        found.sort();
        let rows = found.into_iter().take(MOST_SUGGESTED);
        rows.map(|(_, name, more)| Suggestion {
            text: format!("{before}{name}"),
            more,
        })
        .collect()
    }
}

impl Turn<'_> {
    /// Asks whom to add to a channel.
    pub fn open_add_people(&mut self, channel: ChannelId, people: &str) {
        let organization = self.app.organization.as_deref();
        let why = organization
            .and_then(|o| o.why_not_in_channel(ChannelDeed::AddPeople, channel, self.app.now));
        if let Some(why) = why {
            return self.complain(why.sentence());
        }
        let line = Field::line(
            FieldName::Of(ChannelField::People),
            people,
            "names, groups, #channels; parted by commas",
        );
        self.open_form(Form::new(Subject::AddPeople(channel), vec![line]));
    }

    /// Adds those who are named.
    pub(in crate::app) fn submit_add_people(
        &mut self,
        channel: ChannelId,
        form: &Form,
    ) -> Result<(), String> {
        if self.app.link != Link::Live {
            return Err(OFFLINE.to_owned());
        }
        let named = self
            .app
            .people_in(form.text(FieldName::Of(ChannelField::People)))?;
        if named.is_empty() {
            return Err("Write who shall be added.".to_owned());
        }
        let Some(organization) = self.app.organization.as_deref() else {
            return Err(OFFLINE.to_owned());
        };
        let me = organization.me();
        let is_in = |id: &UserId| organization.channels().is_subscriber(channel, *id) == Some(true);
        let people: Vec<UserId> = named
            .iter()
            .copied()
            .filter(|id| *id != me && !is_in(id))
            .collect();
        let joins = named.contains(&me) && !organization.channels().is_subscribed(channel);
        if people.is_empty() && !joins {
            return Err("They are all in it already.".to_owned());
        }
        let first = people.first().and_then(|id| organization.users().name(*id));
        let who = match (people.len(), first) {
            (1, Some(name)) => name.to_owned(),
            (count, _) => format!("{count} people"),
        };
        let name = self.app.channel_name(channel);
        if joins {
            self.subscribe(channel);
        }
        if !people.is_empty() {
            let order = ChannelOrder::Add {
                channel,
                name: name.clone(),
                people,
            };
            if self.order_channel(order) {
                self.notice(&format!("{who} added to {name}."));
            }
        }
        Ok(())
    }
}
