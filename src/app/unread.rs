//! What is unread in a view.

use crate::api::conversation::Conversation;
use crate::api::ids::MessageId;
use crate::model::{Organization, View};

use super::state::App;
use super::views::UnreadLine;

/// Counts of unread messages below are told up to this many.
pub const COUNTED: usize = 999;

/// The line at the first unread message of a view; none where nothing is unread or
/// only the server knows what belongs there.
#[must_use]
pub fn line(organization: &Organization, view: &View) -> Option<UnreadLine> {
    let mut line: Option<UnreadLine> = None;
    for_each(organization, view, &mut |ids| {
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
        true
    });
    line
}

/// How many unread messages of a view are newer than a message, loaded or not; where
/// they are more than [`COUNTED`], some number above that.
#[must_use]
pub fn newer(organization: &Organization, view: &View, message: MessageId) -> usize {
    let mut count = 0;
    for_each(organization, view, &mut |ids| {
        count += ids.len() - ids.partition_point(|id| *id <= message);
        count <= COUNTED
    });
    count
}

/// Hands over the unread messages of a view, ascending in each part, until `take` has
/// enough.
fn for_each(organization: &Organization, view: &View, take: &mut dyn FnMut(&[MessageId]) -> bool) {
    let unreads = organization.unreads();
    match view {
        View::Conversation(place) => {
            take(unreads.of(place));
        }
        View::Channel(channel) => {
            for (topic, ids) in unreads.topics(*channel) {
                if organization.is_topic_visible_in_channel(*channel, topic) && !take(ids) {
                    return;
                }
            }
        }
        View::AllDms => {
            dms(organization, take);
        }
        View::Combined => {
            if !dms(organization, take) {
                return;
            }
            for channel in unreads.channels() {
                for (topic, ids) in unreads.topics(channel) {
                    if organization.is_topic_visible(channel, topic) && !take(ids) {
                        return;
                    }
                }
            }
        }
        View::Mentions => {
            take(&organization.unread_mentions());
        }
        View::Starred => {
            let starred = &organization.personal().starred;
            let both: Vec<MessageId> = starred
                .iter()
                .copied()
                .filter(|id| unreads.contains(*id))
                .collect();
            take(&both);
        }
        View::Search(_) => {}
    }
}

/// The same for direct messages. Gives whether more is wanted.
fn dms(organization: &Organization, take: &mut dyn FnMut(&[MessageId]) -> bool) -> bool {
    let unreads = organization.unreads();
    unreads
        .dms()
        .filter(|(key, _)| organization.is_dm_visible(key))
        .all(|(_, ids)| take(ids))
}

impl App {
    /// Unread messages in places that are not muted, outside the conversation or channel that is
    /// open.
    pub(super) fn count_unread_elsewhere(&self) -> usize {
        let Some(organization) = self.organization.as_deref() else {
            return 0;
        };
        let here = match self.views.current().map(|visit| &visit.view) {
            Some(View::Conversation(Conversation::Topic { channel, topic })) => {
                organization.topic_count(*channel, topic).unmuted
            }
            Some(View::Conversation(Conversation::Dm(key))) => {
                organization.unreads().of_dm(key).len()
            }
            Some(View::Channel(channel)) => organization.channel_count(*channel).unmuted,
            Some(View::AllDms) => organization.unreads().dms().map(|(_, ids)| ids.len()).sum(),
            Some(View::Combined | View::Mentions | View::Starred | View::Search(_)) | None => 0,
        };
        organization.unread_total().saturating_sub(here)
    }
}
