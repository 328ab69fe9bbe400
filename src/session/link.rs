//! What state the connection is in, in the words of the screen.

use crate::api::queue::Waiting;
use crate::app::update::Link;

/// A single hiccup with a wait shorter than this is not worth a word, in ms.
const HICCUP_MS: i64 = 1000;

/// Follows the connection.
#[derive(Debug, Default)]
pub(super) struct LinkState {
    registered: bool,
    live: bool,
    /// When it stopped being live.
    since_ms: Option<i64>,
}

impl LinkState {
    /// A registration is under way.
    pub fn connecting(&mut self, now_ms: i64) -> Link {
        if self.registered {
            self.reconnecting(now_ms)
        } else {
            Link::Connecting
        }
    }

    /// Something is being tried right now.
    pub fn reconnecting(&mut self, now_ms: i64) -> Link {
        self.live = false;
        let since_ms = *self.since_ms.get_or_insert(now_ms);
        Link::Reconnecting { since_ms }
    }

    /// There is a queue.
    pub fn registered(&mut self) -> Link {
        self.registered = true;
        self.live = true;
        self.since_ms = None;
        Link::Live
    }

    /// The server answered a poll. `None` when that is nothing new.
    pub fn answered(&mut self) -> Option<Link> {
        self.since_ms = None;
        (!std::mem::replace(&mut self.live, true)).then_some(Link::Live)
    }

    /// A try failed, and the next comes in `wait_ms`. `None` when it is not worth a word.
    pub fn waiting(&mut self, waiting: &Waiting, wait_ms: i64, now_ms: i64) -> Option<Link> {
        let since_ms = *self.since_ms.get_or_insert(now_ms);
        if self.live && waiting.failures <= 1 && wait_ms < HICCUP_MS {
            return None;
        }
        self.live = false;
        Some(Link::Waiting {
            since_ms,
            next_ms: now_ms + wait_ms,
            why: waiting.error.to_string(),
        })
    }

    /// Whether events arrive.
    pub fn is_live(&self) -> bool {
        self.live
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::error::ApiError;
    use tokio::time::Instant;

    fn waiting(failures: u32) -> Waiting {
        Waiting {
            until: Instant::now(),
            failures,
            error: ApiError::Setup("why".to_owned()),
        }
    }

    #[test]
    fn a_hiccup_is_not_shown_and_an_outage_is_dated_from_its_start() {
        let mut state = LinkState::default();
        assert_eq!(state.connecting(0), Link::Connecting);
        assert_eq!(state.registered(), Link::Live);
        assert_eq!(state.answered(), None);
        assert_eq!(state.waiting(&waiting(1), 90, 1000), None);
        assert_eq!(state.answered(), None);
        assert_eq!(state.waiting(&waiting(1), 90, 2000), None);
        let shown = state.waiting(&waiting(2), 150, 2100);
        let (since_ms, next_ms, why) = (2000, 2250, "why".to_owned());
        assert_eq!(
            shown,
            Some(Link::Waiting {
                since_ms,
                next_ms,
                why
            })
        );
        assert_eq!(state.reconnecting(2250), Link::Reconnecting { since_ms });
        assert_eq!(state.answered(), Some(Link::Live));
        let shown = state.waiting(&waiting(1), 60_000, 9000);
        assert!(
            matches!(shown, Some(Link::Waiting { since_ms: 9000, .. })),
            "a long wait"
        );
        assert_eq!(
            state.connecting(9100),
            Link::Reconnecting { since_ms: 9000 }
        );
    }
}
