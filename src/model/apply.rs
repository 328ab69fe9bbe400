//! Applying events: one exhaustive `match` that names every event and who hears of it.

use super::changes::{Changes, Part};
use super::journal::Effect;
use super::messages::MessageStore;
use super::organization::{CannotApply, Organization};
use super::topics::RecentTopics;
use crate::api::channel::{ChannelChange, SubscriptionChange};
use crate::api::conversation::Conversation;
use crate::api::event::{ChannelEvent, Event, RealmEvent, SubscriptionEvent};
use crate::api::ids::ChannelId;
use crate::api::time::UnixMillis;

impl Organization {
    /// Applies an event received `now`.
    ///
    /// # Errors
    /// The event does not fit what is known. The model is as before then, but something was
    /// missed: register anew.
    pub fn apply(&mut self, event: Event, now: UnixMillis) -> Result<Changes, CannotApply> {
        let mut changes = Changes::default();
        let c = &mut changes;
        match event {
            Event::Message(event) => self.apply_message(*event, c),
            Event::UpdateMessage(event) => self.apply_update(event, c),
            Event::DeleteMessages(event) => self.apply_delete(event, c),
            Event::Flags(event) => self.apply_flags(event, c),
            Event::Reaction(event) => self.apply_reaction(event, c),
            Event::Submessage(event) => self.apply_submessage(event, c),
            Event::Typing(event) => {
                let changed = self.typing.apply(event, self.users.me(), now);
                c.part(Part::Typing, changed);
            }
            Event::TypingEdit(event) => {
                let changed = self.typing.apply_edit(&event, self.users.me(), now);
                c.part(Part::Typing, changed);
            }
            Event::Presence(event) => {
                self.presence.apply(event, now);
                c.part(Part::Presence, true);
            }
            Event::Status(event) => {
                self.personal.apply_status(event);
                c.part(Part::Statuses, true);
            }
            Event::UserTopic(topic) => {
                let changed = self.policies.set(topic);
                c.visibility |= changed;
                c.part(Part::Topics, true);
                c.part(Part::Unreads, changed);
            }
            Event::MutedUsers(muted) => {
                self.users.set_muted(muted);
                c.visibility = true;
                c.part(Part::Users, true);
                c.part(Part::Unreads, true);
            }
            Event::Subscription(event) => self.apply_subscription(&event, c)?,
            Event::Channel(event) => self.apply_channel(event, c)?,
            Event::Folder(event) => {
                judged(self.loaded.folders, self.channels.apply_folder(event))?;
                c.part(Part::Channels, true);
            }
            Event::DefaultChannels(channels) => {
                self.realm.set_default_channels(&channels);
                c.part(Part::Realm, true);
            }
            Event::User(event) => {
                let changed = self.users.apply(event);
                c.part(Part::Users, changed);
            }
            Event::Group(event) => {
                judged(self.loaded.groups, self.groups.apply(event))?;
                c.part(Part::Groups, true);
            }
            Event::Realm(event) => {
                c.realm_deactivated = event == RealmEvent::Deactivated;
                self.realm.apply(event);
                c.part(Part::Realm, true);
            }
            Event::Emoji(event) => {
                self.realm.apply_emoji(event);
                c.part(Part::Realm, true);
            }
            Event::Linkifiers(linkifiers) => {
                self.realm.linkifiers = linkifiers;
                c.part(Part::Realm, true);
            }
            Event::Playgrounds(playgrounds) => {
                self.realm.playgrounds = playgrounds;
                c.part(Part::Realm, true);
            }
            Event::RealmDomains(event) => {
                self.realm.apply_domains(event);
                c.part(Part::Realm, true);
            }
            Event::ProfileFields(fields) => {
                self.realm.set_profile_fields(fields);
                c.part(Part::Realm, true);
            }
            Event::UserSettings(change) => {
                self.personal.settings.set(&change.property, change.value);
                c.part(Part::Settings, true);
            }
            Event::Drafts(event) => {
                self.personal.apply_draft(event);
                c.part(Part::Personal, true);
            }
            Event::SavedSnippets(event) => {
                self.personal.apply_snippet(event);
                c.part(Part::Personal, true);
            }
            Event::Scheduled(event) => {
                self.personal.apply_scheduled(event);
                c.part(Part::Personal, true);
            }
            Event::Reminders(event) => {
                self.personal.apply_reminder(event);
                c.part(Part::Personal, true);
            }
            Event::AlertWords(words) => {
                self.personal.alert_words = words;
                c.part(Part::Personal, true);
            }
            Event::NavigationView(event) => {
                self.personal.apply_navigation_view(event);
                c.part(Part::Personal, true);
            }
            Event::HasZoomToken(value) => {
                self.personal.has_zoom_token = value;
                c.part(Part::Personal, true);
            }
            Event::HasWebexToken(value) => {
                self.personal.has_webex_token = value;
                c.part(Part::Personal, true);
            }
            Event::Attachment(_) => c.part(Part::Attachments, true),
            Event::InvitesChanged => c.part(Part::Invites, true),
            Event::Restart(event) => {
                self.realm.apply_restart(&event);
                c.part(Part::Realm, true);
                c.restart = Some(event);
            }
            Event::Unknown(_) => c.unknown += 1,
            // Nothing here shows these, or another event says the same.
            Event::LegacyMutedTopics
            | Event::LegacyFilters
            | Event::LegacySettings(_)
            | Event::DefaultChannelGroups(_)
            | Event::Bot(_)
            | Event::NewUserDefaults(_)
            | Event::Export(_)
            | Event::OnboardingSteps(_)
            | Event::Device(_)
            | Event::WebReloadClient
            | Event::Heartbeat => {}
        }
        Ok(changes)
    }

    fn apply_subscription(
        &mut self,
        event: &SubscriptionEvent,
        c: &mut Changes,
    ) -> Result<(), CannotApply> {
        judged(
            self.loaded.channels,
            self.channels.apply_subscription(event, self.users.me()),
        )?;
        c.part(Part::Channels, true);
        match event {
            SubscriptionEvent::Add(records) => {
                let ids: Vec<ChannelId> = records.iter().map(|record| record.channel.id).collect();
                // Nothing told of new topics until now.
                self.recent_topics.doubt(&ids);
                self.journal.push(Effect::Gained(ids.clone()));
                c.gained.extend(ids);
                c.visibility = true;
            }
            SubscriptionEvent::Remove(ids) => self.lose(ids, c),
            SubscriptionEvent::Update(_, SubscriptionChange::Muted(_)) => {
                c.visibility = true;
                c.part(Part::Unreads, true);
            }
            SubscriptionEvent::Update(_, SubscriptionChange::Unknown(..)) => c.unknown += 1,
            SubscriptionEvent::Update(..)
            | SubscriptionEvent::PeerAdd(..)
            | SubscriptionEvent::PeerRemove(..) => {}
        }
        Ok(())
    }

    fn apply_channel(&mut self, event: ChannelEvent, c: &mut Changes) -> Result<(), CannotApply> {
        c.part(Part::Channels, true);
        if let ChannelEvent::Update(_, change) = &event {
            match **change {
                ChannelChange::Unknown(..) => c.unknown += 1,
                ChannelChange::Name(_)
                | ChannelChange::Description(..)
                | ChannelChange::Privacy { .. }
                | ChannelChange::Archived(_)
                | ChannelChange::RetentionDays(_)
                | ChannelChange::FirstMessage(_)
                | ChannelChange::RecentlyActive(_)
                | ChannelChange::WeeklyTraffic(_)
                | ChannelChange::Folder(_)
                | ChannelChange::TopicsPolicy(_)
                | ChannelChange::PostPolicy(_)
                | ChannelChange::Permission(..)
                | ChannelChange::Default(_) => {}
            }
        }
        match self.channels.apply_channel(event) {
            Ok(gone) => {
                if !gone.is_empty() {
                    self.lose(&gone, c);
                    self.recent_topics.forget(&gone);
                }
                Ok(())
            }
            Err(error) => judged(self.loaded.channels, Err(error)),
        }
    }

    /// No more events come from these channels. What a fresh register reply would no longer list
    /// goes at once, because no event says so.
    fn lose(&mut self, channels: &[ChannelId], c: &mut Changes) {
        for channel in channels {
            let changed = self.unreads.drop_channel(*channel);
            c.part(Part::Unreads, changed);
        }
        self.messages.mark_stale(|message| {
            message
                .channel()
                .is_some_and(|channel| channels.contains(&channel))
        });
        self.recent_topics.doubt(channels);
        c.visibility = true;
    }
}

/// What does not fit counts only where the section was loaded.
fn judged(loaded: bool, result: Result<(), CannotApply>) -> Result<(), CannotApply> {
    if loaded { result } else { Ok(()) }
}

/// Does to the lists of topics what an effect on messages means for them.
pub(super) fn topics_after(effect: &Effect, messages: &MessageStore, topics: &mut RecentTopics) {
    match effect {
        Effect::Arrived(id) => {
            if let Some(Conversation::Topic { channel, topic }) =
                messages.get(*id).map(|message| &message.conversation)
            {
                topics.saw(*channel, topic, *id);
            }
        }
        Effect::Updated(update) => {
            if let Some(moved) = &update.moved {
                topics.moved(moved, &update.message_ids);
            }
        }
        Effect::Deleted(gone) => {
            if let Some((channel, topic)) = &gone.topic {
                topics.deleted(*channel, topic, &gone.message_ids);
            }
        }
        Effect::Flags(_) | Effect::Reaction(_) | Effect::Submessage(_) | Effect::Gained(_) => {}
    }
}
