//! Who can see a channel, as the one choice that people make of it.

use super::Channel;

/// Who can see a channel and what was said in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Privacy {
    /// Everybody in the organization but guests.
    Public,
    /// Anybody on the web.
    WebPublic,
    /// Subscribers; they can read what was sent before they came.
    PrivateShared,
    /// Subscribers; they can read what is sent once they are there.
    PrivateProtected,
}

impl Privacy {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Public,
        Self::WebPublic,
        Self::PrivateShared,
        Self::PrivateProtected,
    ];

    /// What a channel has.
    #[must_use]
    pub fn of(channel: &Channel) -> Self {
        match channel {
            channel if channel.is_web_public => Self::WebPublic,
            channel if !channel.invite_only => Self::Public,
            channel if channel.history_public_to_subscribers => Self::PrivateShared,
            _ => Self::PrivateProtected,
        }
    }

    /// Whether only subscribers see it.
    #[must_use]
    pub fn is_private(self) -> bool {
        match self {
            Self::PrivateShared | Self::PrivateProtected => true,
            Self::Public | Self::WebPublic => false,
        }
    }

    /// Whether those who come later can read what was sent before.
    #[must_use]
    pub fn shares_history(self) -> bool {
        self != Self::PrivateProtected
    }
}
