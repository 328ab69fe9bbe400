//! Keys that mean something together: what was typed waits for the next.

use super::key::Key;
use super::keymap::{Found, Started};
use super::sequence::shown;
use super::state::{App, Turn};

impl App {
    /// Keys that wait for others, once it is time to say what may follow.
    #[must_use]
    pub fn waits_for_keys(&self) -> Option<&Started> {
        let started = self.started.as_ref()?;
        let there = started.place == self.place();
        (there && started.shown_at() <= self.now).then_some(started)
    }
}

impl Turn<'_> {
    /// What a key means, with those that were typed before it. [`Found::More`]: nothing is
    /// to be done now.
    pub(super) fn found(&mut self, key: Key) -> Found {
        let place = self.app.place();
        // What lies on top has changed in between: the keys before were for something else.
        let started = self.app.started.take().filter(|s| s.place == place);
        let since = started.as_ref().map_or(self.app.now, |s| s.since);
        let mut keys = started.map(|s| s.keys).unwrap_or_default();
        keys.push(key);
        let found = self.app.keymap.resolve(&keys, place);
        match found {
            Found::Command(_) => found,
            Found::More => {
                self.app.started = Some(Started { keys, place, since });
                found
            }
            Found::Nothing if keys.len() == 1 => found,
            Found::Nothing => {
                let help = self.app.keymap.key_of("help");
                // Esc takes back what was typed, and nothing else.
                if key.code() != crossterm::event::KeyCode::Esc {
                    let keys = shown(&keys);
                    self.notice(&format!("{keys} is no key here. {help} shows the keys."));
                }
                Found::More
            }
        }
    }
}
