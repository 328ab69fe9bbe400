//! The forms about channels: making one, changing one, and one's own side of it.

use crate::api::channel::{ChannelChange, Privacy, SubscriptionChange};
use crate::api::ids::ChannelId;
use crate::api::routes::channel_settings::NewChannel;
use crate::app::form::{Field, FieldName, Form, OFFLINE, Subject, Suggestion};
use crate::app::state::{App, Turn};
use crate::app::update::Link;
use crate::config::theme::Rgb;
use crate::model::{ChannelDeed, Organization};

use super::fields::{
    COLORS, ChannelField, PERMISSIONS, POST, TOPICS, folder_options, notify_at, notify_of,
    notify_options, privacy_in_words, who_options,
};
use super::order::ChannelOrder;

/// The most code points of a channel's name.
const LONGEST_NAME: usize = 60;
/// The most code points of what it is for.
const LONGEST_ABOUT: usize = 1024;

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

    /// What could be filled into a form about one's own side of a channel.
    pub(in crate::app) fn suggested_colors(form: &Form, field: FieldName) -> Vec<Suggestion> {
        if field != FieldName::Of(ChannelField::Color) {
            return Vec::new();
        }
        let typed = form.text(field).to_lowercase();
        let exact = Rgb::parse(&typed).is_some();
        let fits = |(color, name): &&(&str, &str)| {
            exact || color.contains(&*typed) || name.contains(&*typed)
        };
        let colors = COLORS.iter().filter(fits);
        colors
            .map(|(color, name)| Suggestion {
                text: (*color).to_owned(),
                more: (*name).to_owned(),
            })
            .collect()
    }
}

/// The name that is filled in, if it will do.
fn name_of(
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

fn about_of(form: &Form) -> Result<String, String> {
    let about = form.text(FieldName::Of(ChannelField::About));
    if about.chars().count() > LONGEST_ABOUT {
        return Err(format!(
            "The description is longer than {LONGEST_ABOUT} characters."
        ));
    }
    Ok(about.to_owned())
}

fn chosen<T: Clone>(form: &Form, field: FieldName, options: &[(String, T)]) -> Option<T> {
    let text = form.text(field);
    let found = options.iter().find(|(words, _)| words == text);
    found.map(|(_, value)| value.clone())
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
        let kinds = self.app.may_make(organization);
        let mut fields = vec![
            Field::line(FieldName::Of(ChannelField::Name), name, "what it is called"),
            Field::line(FieldName::Of(ChannelField::About), "", "what it is for"),
            Field::choice(
                FieldName::Of(ChannelField::Privacy),
                kinds.into_iter().map(privacy_in_words),
                0,
            ),
        ];
        let like = organization
            .channels()
            .iter()
            .find(|state| !state.channel.is_archived)
            .map(|state| &state.channel);
        let folders = folder_options(organization);
        if folders.len() > 1 {
            let names = folders.into_iter().map(|(name, _)| name);
            fields.push(Field::choice(FieldName::Of(ChannelField::Folder), names, 0));
        }
        for (field, permission) in PERMISSIONS {
            // What the server has for others it has for a new one.
            if like.is_some_and(|channel| channel.permission(&permission).is_some()) {
                let options = who_options(organization, &permission, None).into_iter();
                let names = options.map(|(name, _)| name);
                let names = std::iter::once("as is usual".to_owned()).chain(names);
                fields.push(Field::choice(field, names, 0));
            }
        }
        if organization.realm().settings.topics_policy.is_some() {
            let words = TOPICS.iter().map(|(_, words)| *words);
            fields.push(Field::choice(FieldName::Of(ChannelField::Topics), words, 0));
        }
        if organization
            .realm()
            .settings
            .announcements_channel()
            .is_some()
        {
            fields.push(Field::yes_or_no(
                FieldName::Of(ChannelField::Announce),
                false,
            ));
        }
        fields.push(Field::line(
            FieldName::Of(ChannelField::People),
            "",
            "who else is in it: names, groups, #channels; parted by commas",
        ));
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
        let name = name_of(organization, form, None)?;
        let privacy = Privacy::ALL
            .into_iter()
            .find(|privacy| {
                privacy_in_words(*privacy) == form.text(FieldName::Of(ChannelField::Privacy))
            })
            .unwrap_or(Privacy::Public);
        let mut permissions = Vec::new();
        for (field, permission) in PERMISSIONS {
            let options = who_options(organization, &permission, None);
            if let Some(setting) = chosen(form, field, &options) {
                permissions.push((permission, setting));
            }
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
            announce: form.chosen(FieldName::Of(ChannelField::Announce)) == 1
                && !privacy.is_private(),
            folder: chosen(
                form,
                FieldName::Of(ChannelField::Folder),
                &folder_options(organization),
            )
            .flatten(),
            topics_policy: (topics > 0).then(|| TOPICS[topics].0.clone()),
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

    /// Asks what of a channel shall change, beginning at this field.
    pub fn open_channel_form(&mut self, channel: ChannelId, at: FieldName) {
        let now = self.app.now;
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let Some(state) = organization.channels().get(channel) else {
            return;
        };
        let why = organization.why_not_in_channel(ChannelDeed::Change, channel, now);
        if let Some(why) = why.map(crate::model::CannotChannel::sentence) {
            return self.complain(why);
        }
        let about = &state.channel;
        let mut fields = vec![
            Field::line(
                FieldName::Of(ChannelField::Name),
                &about.name,
                "what it is called",
            ),
            Field::line(
                FieldName::Of(ChannelField::About),
                &about.description,
                "what it is for",
            ),
        ];
        let is = Privacy::of(about);
        let shown = ChannelDeed::ChangePrivacy;
        if let Some(why) = organization.why_not_in_channel(shown, channel, now) {
            let words = privacy_in_words(is);
            fields.push(Field::fixed(
                FieldName::Of(ChannelField::Privacy),
                words,
                why.sentence(),
            ));
        } else {
            let may = |p: &Privacy| *p == is || organization.can_create_channel(*p, now);
            let kinds: Vec<Privacy> = Privacy::ALL.into_iter().filter(may).collect();
            let at = kinds.iter().position(|p| *p == is).unwrap_or(0);
            let words = kinds.into_iter().map(privacy_in_words);
            fields.push(Field::choice(
                FieldName::Of(ChannelField::Privacy),
                words,
                at,
            ));
        }
        let folders = folder_options(organization);
        if folders.len() > 1 {
            let at = folders.iter().position(|(_, id)| *id == about.folder);
            let names = folders.into_iter().map(|(name, _)| name);
            fields.push(Field::choice(
                FieldName::Of(ChannelField::Folder),
                names,
                at.unwrap_or(0),
            ));
        }
        for (field, permission) in PERMISSIONS {
            let Some(now) = about.permission(&permission) else {
                if field == FieldName::Of(ChannelField::MayPost) {
                    let at = POST
                        .iter()
                        .position(|(policy, _)| *policy == about.post_policy);
                    let words = POST.iter().map(|(_, words)| *words);
                    fields.push(Field::choice(field, words, at.unwrap_or(0)));
                }
                continue;
            };
            let options = who_options(organization, &permission, Some(now));
            let at = options.iter().position(|(_, setting)| setting == now);
            let names = options.into_iter().map(|(name, _)| name);
            fields.push(Field::choice(field, names, at.unwrap_or(0)));
        }
        if organization.realm().settings.topics_policy.is_some() {
            let at = TOPICS.iter().position(|(p, _)| *p == about.topics_policy);
            let words = TOPICS.iter().map(|(_, words)| *words);
            fields.push(Field::choice(
                FieldName::Of(ChannelField::Topics),
                words,
                at.unwrap_or(0),
            ));
        }
        let form = Form::new(Subject::Channel(channel), fields).starting_at(at);
        self.open_form(form);
    }

    /// Orders what was changed in the form about a channel.
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
        let about = &state.channel;
        let mut to = Vec::new();
        let name = name_of(organization, form, Some(channel))?;
        if *name != *about.name {
            to.push(ChannelChange::Name(name.into()));
        }
        let words = about_of(form)?;
        if *words != *about.description {
            to.push(ChannelChange::Description(
                words.clone().into(),
                rendered(&words).into(),
            ));
        }
        let privacy = Privacy::ALL.into_iter().find(|privacy| {
            privacy_in_words(*privacy) == form.text(FieldName::Of(ChannelField::Privacy))
        });
        if let Some(privacy) = privacy.filter(|privacy| *privacy != Privacy::of(about)) {
            to.push(ChannelChange::Privacy {
                invite_only: privacy.is_private(),
                history_public_to_subscribers: Some(privacy.shares_history()),
                is_web_public: Some(privacy == Privacy::WebPublic),
            });
        }
        if let Some(folder) = chosen(
            form,
            FieldName::Of(ChannelField::Folder),
            &folder_options(organization),
        ) && folder != about.folder
        {
            to.push(ChannelChange::Folder(folder));
        }
        for (field, permission) in PERMISSIONS {
            let now = about.permission(&permission);
            if now.is_none() {
                let policy = POST[form.chosen(field).min(POST.len() - 1)].0;
                if field == FieldName::Of(ChannelField::MayPost) && policy != about.post_policy {
                    to.push(ChannelChange::PostPolicy(policy));
                }
                continue;
            }
            let options = who_options(organization, &permission, now);
            if let Some(setting) = chosen(form, field, &options)
                && Some(&setting) != now
            {
                to.push(ChannelChange::Permission(permission, setting));
            }
        }
        let topics = TOPICS
            .iter()
            .find(|(_, words)| *words == form.text(FieldName::Of(ChannelField::Topics)));
        if let Some((policy, _)) = topics.filter(|(policy, _)| *policy != about.topics_policy) {
            to.push(ChannelChange::TopicsPolicy(policy.clone()));
        }
        if to.is_empty() {
            self.notice("Nothing was changed.");
        } else if self.set_channel(channel, to) {
            let name = self.app.channel_name(channel);
            self.notice(&format!("{name} is changed."));
        }
        Ok(())
    }

    /// Asks how one wants to see a channel and be notified of it.
    pub fn open_channel_options(&mut self, channel: ChannelId) {
        let now = self.app.now;
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let Some(state) = organization.channels().get(channel) else {
            return;
        };
        if let Some(why) = organization.why_not_in_channel(ChannelDeed::Personal, channel, now) {
            return self.complain(why.sentence());
        }
        let (side, settings) = (&state.personal, &organization.personal().settings);
        let notify = |name, general: Option<bool>, value| match general {
            Some(general) => Field::choice(name, notify_options(general), notify_at(value)),
            None => Field::choice(
                name,
                ["as your settings say", "yes", "no"],
                notify_at(value),
            ),
        };
        let desktop = settings.enable_stream_desktop_notifications;
        let audible = settings.enable_stream_audible_notifications;
        let fields = vec![
            Field::line(
                FieldName::Of(ChannelField::Color),
                &side.color,
                "#rrggbb, or a name",
            ),
            Field::yes_or_no(FieldName::Of(ChannelField::Muted), side.is_muted),
            Field::yes_or_no(FieldName::Of(ChannelField::Pinned), side.pin_to_top),
            notify(
                FieldName::Of(ChannelField::Desktop),
                Some(desktop),
                side.desktop_notifications,
            ),
            notify(
                FieldName::Of(ChannelField::Audible),
                Some(audible),
                side.audible_notifications,
            ),
            notify(
                FieldName::Of(ChannelField::Push),
                None,
                side.push_notifications,
            ),
            notify(
                FieldName::Of(ChannelField::Mail),
                None,
                side.email_notifications,
            ),
            notify(
                FieldName::Of(ChannelField::Wildcards),
                Some(settings.wildcard_mentions_notify),
                side.wildcard_mentions_notify,
            ),
        ];
        let form = Form::new(Subject::ChannelSide(channel), fields);
        self.open_form(form.starting_at(FieldName::Of(ChannelField::Muted)));
    }

    /// Orders what was changed in the form about one's own side of a channel.
    pub(in crate::app) fn submit_channel_side(
        &mut self,
        channel: ChannelId,
        form: &Form,
    ) -> Result<(), String> {
        if self.app.link != Link::Live {
            return Err(OFFLINE.to_owned());
        }
        let organization = self.app.organization.as_deref();
        let Some(state) = organization.and_then(|o| o.channels().get(channel)) else {
            return Err("The channel is not there any more.".to_owned());
        };
        let typed = form.text(FieldName::Of(ChannelField::Color)).to_lowercase();
        let named = COLORS.iter().find(|(_, name)| *name == typed);
        let color = named.map_or(&*typed, |(color, _)| color);
        let is = &state.personal;
        if color.len() != 7 || Rgb::parse(color).is_none() {
            return Err("A colour is written as #rrggbb, such as #76ce90.".to_owned());
        }
        let notify = |name| notify_of(form.chosen(name));
        let all = [
            SubscriptionChange::Color(color.into()),
            SubscriptionChange::Muted(form.chosen(FieldName::Of(ChannelField::Muted)) == 1),
            SubscriptionChange::Pinned(form.chosen(FieldName::Of(ChannelField::Pinned)) == 1),
            SubscriptionChange::Desktop(notify(FieldName::Of(ChannelField::Desktop))),
            SubscriptionChange::Audible(notify(FieldName::Of(ChannelField::Audible))),
            SubscriptionChange::Push(notify(FieldName::Of(ChannelField::Push))),
            SubscriptionChange::Email(notify(FieldName::Of(ChannelField::Mail))),
            SubscriptionChange::WildcardMentions(notify(FieldName::Of(ChannelField::Wildcards))),
        ];
        let new = all
            .into_iter()
            .filter(|to| to.as_it_is(is).as_ref() != Some(to));
        let to: Vec<SubscriptionChange> = new.collect();
        if to.is_empty() {
            self.notice("Nothing was changed.");
        } else if self.set_side(channel, to) {
            let name = self.app.channel_name(channel);
            self.notice(&format!("Your settings for {name} are changed."));
        }
        Ok(())
    }
}

/// The words as HTML, until the server has rendered them.
fn rendered(words: &str) -> String {
    let escaped = words
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!("<p>{escaped}</p>")
}
