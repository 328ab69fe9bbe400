//! The form that makes a channel, and what it has in common with the forms that change one.

use crate::api::channel::{ChannelPermission, Privacy};
use crate::api::group::GroupSetting;
use crate::api::ids::ChannelId;
use crate::api::routes::channel_settings::NewChannel;
use crate::app::form::{Field, FieldName, Form, OFFLINE, Subject, Suggestion};
use crate::app::state::{App, Turn};
use crate::app::update::Link;
use crate::app::who;
use crate::model::Organization;

use super::fields::{
    ChannelField, PERMISSIONS, TOPICS, folder_options, guests, permission_of, privacy_in_words,
    retention_read,
};
use super::order::ChannelOrder;

/// The most code points of a channel's name.
const LONGEST_NAME: usize = 60;
/// The most code points of what it is for.
const LONGEST_ABOUT: usize = 1024;
/// What an empty field of a new channel says of a permission.
const USUAL: &str = "as is usual";

impl App {
    /// The kinds of channels that one may make.
    fn may_make(&self, organization: &Organization) -> Vec<Privacy> {
        let all = Privacy::ALL.into_iter();
        all.filter(|privacy| organization.can_create_channel(*privacy, self.now))
            .collect()
    }

    /// Why one may not make channels, in a sentence.
    #[must_use]
    pub fn why_not_create_channel(&self) -> Option<&'static str> {
        match self.organization.as_deref() {
            None => Some("Not yet: the organization is not known."),
            Some(organization) if self.may_make(organization).is_empty() => {
                Some("You may not make channels in this organization.")
            }
            Some(_) => None,
        }
    }

    /// What could be filled into a form about a channel: people, or who may do something.
    pub(in crate::app) fn suggested_for_channels(
        &self,
        form: &Form,
        field: FieldName,
    ) -> Vec<Suggestion> {
        match (permission_of(field), self.organization.as_deref()) {
            (Some(permission), Some(organization)) if !form.is_fixed(field) => {
                who::suggested(organization, form.text(field), guests(permission))
            }
            _ => self.suggested_people(form, field),
        }
    }
}

/// The name that is filled in, if it will do.
pub(super) fn name_of(
    organization: &Organization,
    form: &Form,
    of: Option<ChannelId>,
) -> Result<String, String> {
    let name = form.text(FieldName::Of(ChannelField::Name));
    let taken = organization.channels().by_name(name);
    match name {
        "" => Err("The channel needs a name.".to_owned()),
        name if name.chars().count() > LONGEST_NAME => Err(format!(
            "The name is longer than {LONGEST_NAME} characters."
        )),
        name => match taken {
            Some(state) if Some(state.id()) != of => {
                let archived = if state.channel.is_archived {
                    ", archived"
                } else {
                    ""
                };
                Err(format!(
                    "There is a channel called {} already{archived}.",
                    state.channel.name
                ))
            }
            Some(_) | None => Ok(name.to_owned()),
        },
    }
}

/// The description that is filled in, if it will do.
pub(super) fn about_of(form: &Form) -> Result<String, String> {
    let about = form.text(FieldName::Of(ChannelField::About));
    if about.chars().count() > LONGEST_ABOUT {
        return Err(format!(
            "The description is longer than {LONGEST_ABOUT} characters."
        ));
    }
    Ok(about.to_owned())
}

/// Who is to have a permission, as a field says; with the field's label where it says nothing
/// that is understood.
pub(super) fn who_of(
    organization: &Organization,
    form: &Form,
    field: ChannelField,
    permission: &ChannelPermission,
) -> Result<GroupSetting, String> {
    let line = form.text(FieldName::Of(field));
    who::read(organization, line, guests(permission))
        .map_err(|why| format!("{}: {why}", field.label()))
}

/// Which of several options is chosen, by its words.
pub(super) fn chosen<T: Clone>(
    form: &Form,
    field: ChannelField,
    options: &[(String, T)],
) -> Option<T> {
    let text = form.text(FieldName::Of(field));
    let found = options.iter().find(|(words, _)| words == text);
    found.map(|(_, value)| value.clone())
}

/// The privacy that is chosen.
pub(super) fn privacy_of(form: &Form) -> Option<Privacy> {
    let text = form.text(FieldName::Of(ChannelField::Privacy));
    let mut all = Privacy::ALL.into_iter();
    all.find(|privacy| privacy_in_words(*privacy) == text)
}

impl Turn<'_> {
    /// Asks what a new channel shall be.
    pub fn open_new_channel(&mut self, name: &str) {
        if let Some(why) = self.app.why_not_create_channel() {
            return self.complain(why);
        }
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let of = FieldName::Of;
        let kinds = self.app.may_make(organization);
        let mut fields = vec![
            Field::line(of(ChannelField::Name), name, "what it is called"),
            Field::line(of(ChannelField::About), "", "what it is for"),
            Field::choice(
                of(ChannelField::Privacy),
                kinds.into_iter().map(privacy_in_words),
                0,
            ),
            Field::line(
                of(ChannelField::People),
                "",
                "who else is in it: names, groups, #channels",
            ),
        ];
        let settings = &organization.realm().settings;
        let folders = folder_options(organization);
        if folders.len() > 1 {
            let names = folders.into_iter().map(|(name, _)| name);
            fields.push(Field::choice(of(ChannelField::Folder), names, 0));
        }
        if settings.announcements_channel().is_some() {
            fields.push(Field::yes_or_no(of(ChannelField::Announce), false));
        }
        if organization.can_choose_defaults() {
            fields.push(Field::yes_or_no(of(ChannelField::Default), false));
        }
        if settings.topics_policy.is_some() {
            let words = TOPICS.iter().map(|(_, words)| *words);
            fields.push(Field::choice(of(ChannelField::Topics), words, 0));
        }
        if organization.why_not_keep_otherwise().is_none() {
            fields.push(retention_field(organization, ""));
        }
        let like = organization
            .channels()
            .iter()
            .find(|state| !state.channel.is_archived)
            .map(|state| &state.channel);
        for (field, permission) in PERMISSIONS {
            // What the server has for others it has for a new one.
            if like.is_some_and(|channel| channel.permission(&permission).is_some()) {
                fields.push(Field::line(of(field), "", USUAL));
            }
        }
        self.open_form(Form::new(Subject::NewChannel, fields));
    }

    /// Makes the channel that is filled in.
    pub(in crate::app) fn submit_new_channel(&mut self, form: &Form) -> Result<(), String> {
        if self.app.link != Link::Live {
            return Err(OFFLINE.to_owned());
        }
        let Some(organization) = self.app.organization.as_deref() else {
            return Err(OFFLINE.to_owned());
        };
        let yes = |field| form.chosen(FieldName::Of(field)) == 1;
        let name = name_of(organization, form, None)?;
        let privacy = privacy_of(form).unwrap_or(Privacy::Public);
        if privacy.is_private() && yes(ChannelField::Default) {
            return Err("Newcomers can't be put into a private channel.".to_owned());
        }
        let mut permissions = Vec::new();
        for (field, permission) in PERMISSIONS {
            if form.text(FieldName::Of(field)).is_empty() {
                continue;
            }
            let setting = who_of(organization, form, field, &permission)?;
            permissions.push((permission, setting));
        }
        let mut subscribers = self
            .app
            .people_in(form.text(FieldName::Of(ChannelField::People)))?;
        subscribers.push(organization.me());
        subscribers.sort_unstable();
        subscribers.dedup();
        let topics = form.chosen(FieldName::Of(ChannelField::Topics));
        let new = NewChannel {
            description: about_of(form)?,
            privacy,
            announce: yes(ChannelField::Announce) && !privacy.is_private(),
            folder: chosen(form, ChannelField::Folder, &folder_options(organization)).flatten(),
            topics_policy: (topics > 0).then(|| TOPICS[topics].0.clone()),
            retention_days: retention_read(form.text(FieldName::Of(ChannelField::Retention)))?,
            is_default: yes(ChannelField::Default),
            permissions,
            subscribers,
            name: name.clone(),
        };
        if self.order_channel(ChannelOrder::Create(Box::new(new))) {
            self.app.channels.making.push(name.clone());
            self.notice(&format!("Making the channel {name}…"));
        }
        Ok(())
    }
}

/// The field for how long messages are kept: what it says empty is what the organization has.
pub(super) fn retention_field(organization: &Organization, text: &str) -> Field {
    let general = organization.realm().settings.message_retention_days;
    let general = match general {
        Some(days) if days > 0 => format!("{days} days"),
        Some(_) | None => "for ever".to_owned(),
    };
    let placeholder = format!("as the organization: {general}");
    Field::line(FieldName::Of(ChannelField::Retention), text, &placeholder)
}
