//! Vi's keys in the composer: which keys are Vi's, and what follows from them.

use std::ops::Range;

use super::vi::{Mode, Outcome};
use super::{Composer, Last};
use crate::app::command::Place;
use crate::app::key::Key;
use crate::app::state::{App, Turn};

impl App {
    /// Whether keys are typed into the text, and are no commands of Vi.
    #[must_use]
    pub fn types_into_text(&self) -> bool {
        self.vi.as_ref().is_none_or(|vi| vi.mode() == Mode::Insert)
    }

    /// Vi's mode and the keys of a command that is not whole yet, where Vi's keys count.
    #[must_use]
    pub fn vi_words(&self) -> Option<String> {
        let vi = self.vi.as_ref()?;
        Some(match &*vi.pending() {
            "" => vi.mode().name().to_owned(),
            keys => format!("{} {keys}", vi.mode().name()),
        })
    }

    /// The part of the text that is shown as selected.
    #[must_use]
    pub fn selected_text(&self, composer: &Composer) -> Option<Range<usize>> {
        let by_vi = self
            .vi
            .as_ref()
            .and_then(|vi| vi.selected(&composer.buffer));
        by_vi.or_else(|| composer.buffer.selection())
    }
}

impl Turn<'_> {
    /// Does what a key means to Vi. Whether it is Vi's.
    pub(in crate::app) fn vi_key(&mut self, key: Key) -> bool {
        if self.app.place() != Place::Composer || self.app.previewing() {
            return false;
        }
        let app = &mut *self.app;
        let (Some(vi), Some(composer)) = (app.vi.as_mut(), app.composer.as_deref_mut()) else {
            return false;
        };
        let before = composer.buffer.text().to_owned();
        let outcome = vi.key(
            key,
            &mut composer.buffer,
            &composer.rows,
            &mut app.desk.kills,
        );
        match outcome {
            Outcome::Not => {
                // What is selected is for the composer's own commands.
                vi.hand_over(&mut composer.buffer);
                return false;
            }
            Outcome::Nothing => {
                let mode = vi.mode().name();
                self.notice(&format!("{key} does nothing here in {mode} mode."));
            }
            Outcome::Done => {}
        }
        if let Some(composer) = self.app.composer.as_deref_mut() {
            composer.last = Last::Other;
            if composer.buffer.text() != before {
                composer.typed_at = Some(self.app.now);
                self.text_changed();
            }
        }
        true
    }
}
