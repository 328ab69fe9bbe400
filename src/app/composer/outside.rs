//! Writing with the person's own editor.

use crate::app::effect::Effect;
use crate::app::state::Turn;

impl Turn<'_> {
    /// Lends the terminal to `$VISUAL` or `$EDITOR` with the text.
    pub fn write_outside(&mut self) {
        self.unprefix_text();
        let Some(composer) = self.app.composer.as_deref() else {
            return;
        };
        let text = composer.buffer.text().to_owned();
        if self.app.machine.editor.is_empty() {
            self.complain("Which editor? Set VISUAL or EDITOR, and start lazuli again.");
            return;
        }
        // On the disk before somebody else has it.
        self.keep_draft_now();
        let command = self.app.machine.editor.clone();
        self.effect(Effect::Write { command, text });
    }

    /// The editor is closed: its text is the composer's, as one step to take back.
    pub(in crate::app) fn written_outside(&mut self, result: Result<String, String>) {
        let text = match result {
            Ok(text) => text,
            Err(why) => {
                self.complain(&format!("The text is as it was. {why}"));
                return;
            }
        };
        // Editors end a file with a line feed.
        let text = text.trim_end_matches(['\r', '\n']);
        self.edit_text(|buffer| {
            if buffer.text() != text {
                buffer.replace(0..buffer.text().len(), text);
            }
        });
    }
}
