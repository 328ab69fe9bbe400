//! What is unread in a view.

use crate::api::conversation::Conversation;
use crate::api::ids::MessageId;
use crate::model::{Organization, View};

use super::state::{App, Turn};
use super::views::UnreadLine;
use crate::text::SafeText;

use super::effect::Effect;
use super::naming;

/// The line at the first unread message of a view; none where nothing is unread or
/// only the server knows what belongs there.
#[must_use]
pub fn line(organization: &Organization, view: &View) -> Option<UnreadLine> {
    let mut line: Option<UnreadLine> = None;
    let mut add = |ids: &[MessageId]| {
        for id in ids {
            match &mut line {
                Some(line) => {
                    line.before = line.before.min(*id);
                    line.count += 1;
                }
                None => {
                    line = Some(UnreadLine {
                        before: *id,
                        count: 1,
                    });
                }
            }
        }
    };
    let unreads = organization.unreads();
    match view {
        View::Conversation(place) => add(unreads.of(place)),
        View::Channel(channel) => {
            for (topic, ids) in unreads.topics(*channel) {
                if organization.is_topic_visible_in_channel(*channel, topic) {
                    add(ids);
                }
            }
        }
        View::AllDms => {
            for (key, ids) in unreads.dms() {
                if organization.is_dm_visible(key) {
                    add(ids);
                }
            }
        }
        View::Combined => {
            for (key, ids) in unreads.dms() {
                if organization.is_dm_visible(key) {
                    add(ids);
                }
            }
            for channel in unreads.channels() {
                for (topic, ids) in unreads.topics(channel) {
                    if organization.is_topic_visible(channel, topic) {
                        add(ids);
                    }
                }
            }
        }
        View::Mentions => add(&organization.unread_mentions()),
        View::Starred => {
            let starred = &organization.personal().starred;
            let both: Vec<MessageId> = starred
                .iter()
                .copied()
                .filter(|id| unreads.contains(*id))
                .collect();
            add(&both);
        }
        View::Search(_) => {}
    }
    line
}

impl App {
    /// Unread messages in places that are not muted, outside the conversation that is
    /// open.
    pub(super) fn count_unread_elsewhere(&self) -> usize {
        let Some(organization) = self.organization.as_deref() else {
            return 0;
        };
        let here = match self.open_conversation() {
            Some(Conversation::Topic { channel, topic }) => {
                organization.topic_count(*channel, topic).unmuted
            }
            Some(Conversation::Dm(key)) => organization.unreads().of_dm(key).len(),
            None => 0,
        };
        organization.unread_total().saturating_sub(here)
    }
}

impl Turn<'_> {
    /// Names the terminal's window after the open view.
    pub(super) fn title(&mut self) {
        let (Some(organization), Some(visit)) =
            (self.app.organization.as_deref(), self.app.views.current())
        else {
            self.arrive_at_page();
            return;
        };
        let title = format!(
            "{} · {}",
            naming::view(organization, &visit.view),
            organization.realm().settings.name
        );
        self.effect(Effect::Title(SafeText::line(title)));
    }
}
