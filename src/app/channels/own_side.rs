//! The form of one's own side of a channel: its colour, muting, pinning and notifications.

use crate::api::channel::SubscriptionChange;
use crate::api::ids::ChannelId;
use crate::app::form::{Field, FieldName, Form, OFFLINE, Subject, Suggestion};
use crate::app::state::{App, Turn};
use crate::app::update::Link;
use crate::config::theme::Rgb;
use crate::model::ChannelDeed;

use super::fields::{COLORS, ChannelField, notify_at, notify_of, notify_options};

impl App {
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

impl Turn<'_> {
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
        let yes = |field| form.chosen(FieldName::Of(field)) == 1;
        let notify = |field| notify_of(form.chosen(FieldName::Of(field)));
        let all = [
            (ChannelField::Color, SubscriptionChange::Color(color.into())),
            (
                ChannelField::Muted,
                SubscriptionChange::Muted(yes(ChannelField::Muted)),
            ),
            (
                ChannelField::Pinned,
                SubscriptionChange::Pinned(yes(ChannelField::Pinned)),
            ),
            (
                ChannelField::Desktop,
                SubscriptionChange::Desktop(notify(ChannelField::Desktop)),
            ),
            (
                ChannelField::Audible,
                SubscriptionChange::Audible(notify(ChannelField::Audible)),
            ),
            (
                ChannelField::Push,
                SubscriptionChange::Push(notify(ChannelField::Push)),
            ),
            (
                ChannelField::Mail,
                SubscriptionChange::Email(notify(ChannelField::Mail)),
            ),
            (
                ChannelField::Wildcards,
                SubscriptionChange::WildcardMentions(notify(ChannelField::Wildcards)),
            ),
        ];
        let new = all
            .into_iter()
            .filter(|(field, to)| {
                form.is_changed(FieldName::Of(*field)) && to.as_it_is(is).as_ref() != Some(to)
            })
            .map(|(_, to)| to);
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
