//! The channel above and below, in the order of the left side.

use crate::api::ids::ChannelId;
use crate::model::View;

use super::state::{App, Turn};

impl App {
    /// The channel below (`next`) or above the one that is open, round from the end to the
    /// beginning as on the web; from elsewhere the first or the last.
    #[must_use]
    pub fn channel_beside(&self, next: bool) -> Option<ChannelId> {
        let channels = self.sections.iter().flat_map(|section| &section.channels);
        let channels: Vec<ChannelId> = channels.map(|(id, _)| *id).collect();
        let last = channels.len().checked_sub(1)?;
        let at = self
            .open_channel()
            .and_then(|open| channels.iter().position(|id| *id == open));
        let at = match (at, next) {
            (None, true) => 0,
            (None, false) => last,
            (Some(_), _) if last == 0 && self.shows(&View::Channel(channels[0])) => return None,
            (Some(at), true) => (at + 1) % (last + 1),
            (Some(at), false) => at.checked_sub(1).unwrap_or(last),
        };
        channels.get(at).copied()
    }
}

impl Turn<'_> {
    /// Opens the channel below or above.
    pub fn open_channel_beside(&mut self, next: bool) {
        if let Some(channel) = self.app.channel_beside(next) {
            self.open_channel_row(channel);
        }
    }
}
