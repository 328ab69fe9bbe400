//! The forms that change a channel: what it is, and who may do what in it.

use crate::api::channel::{ChannelChange, ChannelPermission, Privacy};
use crate::api::ids::ChannelId;
use crate::app::form::{Field, FieldName, Form, OFFLINE, Subject};
use crate::app::state::Turn;
use crate::app::update::Link;
use crate::app::who;
use crate::content;
use crate::model::{CannotChannel, ChannelDeed, ChannelState, Organization};

use super::fields::{
    ChannelField, PERMISSIONS, POST, TOPICS, deed_of, folder_options, privacy_in_words,
    retention_read, retention_written,
};
use super::forms::{about_of, chosen, name_of, privacy_of, retention_field, who_of};

/// A field that can be changed, or one that says why it can't.
fn unless(why: Option<CannotChannel>, text: &str, field: Field) -> Field {
    match why {
        Some(why) => Field::fixed(field.name, text, why.brief()),
        None => field,
    }
}

impl Turn<'_> {
    /// The channel and the organization for a form about it; says why not where one may not.
    fn for_form(&mut self, channel: ChannelId) -> Option<(&Organization, &ChannelState)> {
        let now = self.app.now;
        let why =
            self.app
                .organization
                .as_deref()?
                .why_not_in_channel(ChannelDeed::Change, channel, now);
        if let Some(why) = why {
            self.complain(why.sentence());
            return None;
        }
        let organization = self.app.organization.as_deref()?;
        Some((organization, organization.channels().get(channel)?))
    }

    /// Asks what of a channel shall change, beginning at this field.
    pub fn open_channel_form(&mut self, channel: ChannelId, at: FieldName) {
        let now = self.app.now;
        let Some((organization, state)) = self.for_form(channel) else {
            return;
        };
        let why = |deed| organization.why_not_in_channel(deed, channel, now);
        let of = FieldName::Of;
        let about = &state.channel;
        let mut fields = vec![
            Field::line(of(ChannelField::Name), &about.name, "what it is called"),
            Field::line(
                of(ChannelField::About),
                &about.description,
                "what it is for",
            ),
        ];
        let is = Privacy::of(about);
        let may = |p: &Privacy| *p == is || organization.can_create_channel(*p, now);
        let kinds: Vec<Privacy> = Privacy::ALL.into_iter().filter(may).collect();
        let chosen = kinds.iter().position(|p| *p == is).unwrap_or(0);
        let words = kinds.into_iter().map(privacy_in_words);
        fields.push(unless(
            why(ChannelDeed::ChangePrivacy),
            privacy_in_words(is),
            Field::choice(of(ChannelField::Privacy), words, chosen),
        ));
        let folders = folder_options(organization);
        if folders.len() > 1 {
            let chosen = folders.iter().position(|(_, id)| *id == about.folder);
            let names = folders.into_iter().map(|(name, _)| name);
            fields.push(Field::choice(
                of(ChannelField::Folder),
                names,
                chosen.unwrap_or(0),
            ));
        }
        if organization.realm().settings.topics_policy.is_some() {
            let chosen = TOPICS.iter().position(|(p, _)| *p == about.topics_policy);
            let chosen = chosen.unwrap_or(0);
            let words = TOPICS.iter().map(|(_, words)| *words);
            fields.push(unless(
                why(ChannelDeed::ChangeTopics),
                TOPICS[chosen].1,
                Field::choice(of(ChannelField::Topics), words, chosen),
            ));
        }
        let kept = retention_written(about.message_retention_days);
        let shown = match kept.as_str() {
            "" => "as the organization",
            kept => kept,
        };
        fields.push(unless(
            why(ChannelDeed::ChangeRetention),
            shown,
            retention_field(organization, &kept),
        ));
        let default = organization.realm().default_channels.contains(&channel);
        fields.push(unless(
            why(ChannelDeed::ChangeDefault),
            if default { "yes" } else { "no" },
            Field::yes_or_no(of(ChannelField::Default), default),
        ));
        let form = Form::new(Subject::Channel(channel), fields).starting_at(at);
        self.open_form(form);
    }

    /// Asks who may do what in a channel.
    pub fn open_channel_permissions(&mut self, channel: ChannelId) {
        let now = self.app.now;
        let Some((organization, state)) = self.for_form(channel) else {
            return;
        };
        let mut fields = Vec::new();
        for (field, permission) in PERMISSIONS {
            let name = FieldName::Of(field);
            // Everybody joins a public one.
            if permission == ChannelPermission::Subscribe && !state.channel.invite_only {
                continue;
            }
            let Some(setting) = state.channel.permission(&permission) else {
                if field == ChannelField::MayPost {
                    let policy = state.channel.post_policy;
                    let at = POST.iter().position(|(known, _)| *known == policy);
                    let words = POST.iter().map(|(_, words)| *words);
                    fields.push(Field::choice(name, words, at.unwrap_or(0)));
                }
                continue;
            };
            let text = who::written(organization, setting);
            fields.push(unless(
                organization.why_not_in_channel(deed_of(&permission), channel, now),
                &text,
                Field::line(name, &text, who::PLACEHOLDER),
            ));
        }
        self.open_form(Form::new(Subject::ChannelPermissions(channel), fields));
    }

    /// Orders what was changed in one of the forms about a channel.
    pub(in crate::app) fn submit_channel(
        &mut self,
        channel: ChannelId,
        form: &Form,
    ) -> Result<(), String> {
        if self.app.link != Link::Live {
            return Err(OFFLINE.to_owned());
        }
        let organization = self.app.organization.as_deref();
        let state = organization.and_then(|o| Some((o, o.channels().get(channel)?)));
        let Some((organization, state)) = state else {
            return Err("The channel is not there any more.".to_owned());
        };
        let to = match form.subject {
            Subject::ChannelPermissions(_) => permissions_changed(organization, state, form)?,
            _ => channel_changed(organization, state, form)?,
        };
        if to.is_empty() {
            self.notice("Nothing was changed.");
        } else if self.set_channel(channel, to) {
            let name = self.app.channel_name(channel);
            self.notice(&format!("{name} is changed."));
        }
        Ok(())
    }
}

/// What the form about a channel changes.
fn channel_changed(
    organization: &Organization,
    state: &ChannelState,
    form: &Form,
) -> Result<Vec<ChannelChange>, String> {
    let about = &state.channel;
    let changed = |field| form.is_changed(FieldName::Of(field));
    let mut to = Vec::new();
    let name = name_of(organization, form, Some(state.id()))?;
    if changed(ChannelField::Name) && *name != *about.name {
        to.push(ChannelChange::Name(name.into()));
    }
    let words = about_of(form)?;
    if changed(ChannelField::About) && *words != *about.description {
        // As one's own words are shown until the server has rendered them.
        let html = content::html_of(&words);
        to.push(ChannelChange::Description(words.into(), html.into()));
    }
    let is = Privacy::of(about);
    let privacy = privacy_of(form).filter(|_| changed(ChannelField::Privacy));
    let privacy = privacy.unwrap_or(is);
    if privacy != is {
        to.push(ChannelChange::Privacy {
            invite_only: privacy.is_private(),
            history_public_to_subscribers: Some(privacy.shares_history()),
            is_web_public: Some(privacy == Privacy::WebPublic),
        });
    }
    let folder = chosen(form, ChannelField::Folder, &folder_options(organization));
    if let Some(folder) = folder
        && changed(ChannelField::Folder)
        && folder != about.folder
    {
        to.push(ChannelChange::Folder(folder));
    }
    let topics = form.text(FieldName::Of(ChannelField::Topics));
    let topics = TOPICS.iter().find(|(_, words)| *words == topics);
    if let Some((policy, _)) = topics
        && changed(ChannelField::Topics)
        && *policy != about.topics_policy
    {
        to.push(ChannelChange::TopicsPolicy(policy.clone()));
    }
    if changed(ChannelField::Retention) {
        let days = retention_read(form.text(FieldName::Of(ChannelField::Retention)))?;
        if days != about.message_retention_days {
            to.push(ChannelChange::RetentionDays(days));
        }
    }
    let defaults = &organization.realm().default_channels;
    let is_default = defaults.contains(&state.id());
    let default = match changed(ChannelField::Default) {
        true => form.chosen(FieldName::Of(ChannelField::Default)) == 1,
        false => is_default,
    };
    if default && privacy.is_private() {
        return Err("Newcomers can't be put into a private channel.".to_owned());
    }
    if default != is_default {
        to.push(ChannelChange::Default(default));
    }
    Ok(to)
}

/// What the form about who may do what changes.
fn permissions_changed(
    organization: &Organization,
    state: &ChannelState,
    form: &Form,
) -> Result<Vec<ChannelChange>, String> {
    let about = &state.channel;
    let mut to = Vec::new();
    for (field, permission) in PERMISSIONS {
        let name = FieldName::Of(field);
        // What was not touched need not be understood.
        if !form.is_changed(name) {
            continue;
        }
        let Some(now) = about.permission(&permission) else {
            let policy = POST[form.chosen(name).min(POST.len() - 1)].0;
            if policy != about.post_policy {
                to.push(ChannelChange::PostPolicy(policy));
            }
            continue;
        };
        let setting = who_of(organization, form, field, &permission)?;
        if setting != *now {
            to.push(ChannelChange::Permission(permission, setting));
        }
    }
    Ok(to)
}
