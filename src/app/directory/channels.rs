//! Channels by name.

use super::Standing;
use crate::api::ids::{ChannelId, MessageId};
use crate::app::complete::Names;
use crate::model::Organization;

/// The channels of an organization, in the order of the model, which is by id.
#[derive(Debug, Default)]
pub struct Channels {
    names: Names,
    of: Vec<ChannelId>,
    newest: Vec<MessageId>,
    standing: Vec<Standing>,
}

impl Channels {
    /// Takes in all of them: there are never so many that a key would wait for it.
    pub(super) fn take(&mut self, organization: &Organization) {
        let all = || organization.channels().iter();
        self.names = Names::new(all().map(|state| &*state.channel.name));
        self.of = all().map(|state| state.id()).collect();
        self.newest = vec![MessageId(0); self.of.len()];
        self.standing = all()
            .map(|state| {
                if state.channel.is_archived {
                    Standing::Gone
                } else if state.is_subscribed() && !state.is_muted() {
                    Standing::Usual
                } else {
                    Standing::Aside
                }
            })
            .collect();
    }

    /// The newest message of one.
    pub(super) fn note_newest(&mut self, channel: ChannelId, newest: MessageId) {
        if let Some(row) = self.row(channel) {
            self.newest[row] = newest;
        }
    }

    /// Their names.
    #[must_use]
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Which channels they are, by row.
    #[must_use]
    pub fn ids(&self) -> &[ChannelId] {
        &self.of
    }

    /// The row of a channel.
    #[must_use]
    pub fn row(&self, channel: ChannelId) -> Option<usize> {
        self.of.binary_search(&channel).ok()
    }

    /// The newest message in one that is known; 0 where none is.
    #[must_use]
    pub fn newest(&self, row: usize) -> MessageId {
        self.newest[row]
    }

    /// How it stands.
    #[must_use]
    pub fn standing(&self, row: usize) -> Standing {
        self.standing[row]
    }

    /// How a channel stands; one that is out of reach is gone.
    #[must_use]
    pub fn standing_of(&self, channel: ChannelId) -> Standing {
        self.row(channel)
            .map_or(Standing::Gone, |row| self.standing[row])
    }
}
