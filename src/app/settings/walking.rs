//! Getting about on the page of settings: filter, sections, leaving it.

use super::{SettingRow, SettingsState, list_rows};
use crate::app::panes::Pane;
use crate::app::picker::{Filter, Row};
use crate::app::state::Turn;

impl Turn<'_> {
    /// Opens the filter of the page.
    pub fn filter_settings(&mut self) {
        let text = self.app.settings_filter().map(|f| f.text.clone());
        self.app.settings.picker.filter = Some(Filter {
            text: text.unwrap_or_default(),
            typing: true,
        });
        self.app.stale.all();
    }

    /// The filter stays; keys are commands again.
    pub fn end_settings_filter(&mut self) {
        if let Some(filter) = &mut self.app.settings.picker.filter {
            filter.typing = false;
        }
        if self.app.settings.picker.needle().is_none() {
            self.app.settings.picker.filter = None;
        }
        self.app.stale.all();
    }

    /// Shows all settings again; leaves the page where all are shown.
    pub fn leave_settings(&mut self) {
        if self.app.settings.picker.filter.take().is_some() {
            self.app.stale.all();
        } else if self.app.can_go(false) {
            self.travel(false);
        } else {
            self.go_home();
        }
    }

    /// Goes to the first row of the next section, or of the one before.
    pub fn step_settings_section(&mut self, forward: bool) {
        let height = usize::from(self.app.geometry().body(Pane::Messages).height);
        let SettingsState { picker, rows } = &mut self.app.settings;
        let at = rows
            .iter()
            .position(|row| row.key() == picker.selected.as_ref());
        let Some(at) = at else { return };
        let heading = |row: &SettingRow| matches!(row, SettingRow::Heading(_));
        let own = rows[..at].iter().rposition(heading).unwrap_or(0);
        let to = if forward {
            let next = rows[at..].iter().position(heading);
            next.map(|next| at + next + 1)
        } else if at > own + 1 {
            Some(own + 1)
        } else {
            rows[..own].iter().rposition(heading).map(|at| at + 1)
        };
        if let Some(key) = to.and_then(|to| rows.get(to)).and_then(Row::key).cloned() {
            picker.select(rows, &key, list_rows(height));
        }
    }
}
