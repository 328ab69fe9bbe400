//! Opening and closing parts of messages: spoilers, folded messages, code moved
//! sideways. The line that the change begins at stays where it is.

use crate::api::ids::MessageId;
use crate::config::theme::Role;
use crate::content::RegionKind;
use crate::content::document::{CodeId, SpoilerId};

use super::measure::Fold;
use super::scrolling;
use super::state::{App, Turn};

/// So many columns code is moved by.
const SIDEWAYS: u16 = 8;

impl App {
    /// Whether the selected message has a spoiler, open or closed.
    #[must_use]
    pub fn has_spoiler(&self) -> bool {
        self.selected_message()
            .is_some_and(|message| message.content.contains("spoiler-block"))
    }

    /// Whether every spoiler of the selected message is open.
    #[must_use]
    pub fn spoilers_are_open(&self) -> bool {
        self.selected_message().is_some_and(|message| {
            let all = message.content.matches("class=\"spoiler-block\"").count();
            self.opened.of(message.id).spoilers.len() >= all
        })
    }
}

impl Turn<'_> {
    /// Opens or closes a spoiler.
    pub(super) fn toggle_spoiler(&mut self, message: MessageId, spoiler: SpoilerId) {
        let open = self.app.opened.of(message).spoilers.contains(&spoiler);
        self.open_spoilers(message, &[spoiler], !open);
    }

    /// Opens all spoilers of the selected message; closes them where all are open.
    pub fn toggle_spoilers(&mut self) {
        let Some(body) = self.selected_body() else {
            return;
        };
        let spoilers: Vec<SpoilerId> = body
            .rendered
            .regions
            .iter()
            .filter_map(|region| match region.kind {
                RegionKind::Spoiler(spoiler) => Some(spoiler),
                RegionKind::Code(_)
                | RegionKind::Table(_)
                | RegionKind::Media(_)
                | RegionKind::Picture(_) => None,
            })
            .collect();
        if spoilers.is_empty() {
            self.notice("There is no spoiler in this message.");
            return;
        }
        let opened = &self.app.opened.of(body.message).spoilers;
        let open = !spoilers.iter().all(|spoiler| opened.contains(spoiler));
        self.open_spoilers(body.message, &spoilers, open);
    }

    fn open_spoilers(&mut self, message: MessageId, spoilers: &[SpoilerId], open: bool) {
        self.app.opened.change(message, |opened| {
            for spoiler in spoilers {
                if open {
                    opened.spoilers.insert(*spoiler);
                } else {
                    opened.spoilers.remove(spoiler);
                }
            }
        });
        let header = spoilers.first().map(|s| RegionKind::Spoiler(*s));
        self.keep_in_sight(message, header);
        if let (true, Some(spoiler)) = (open, header) {
            self.bring_in_sight(message, spoiler);
        }
    }

    /// What was opened in the selected message shows, where its end went below the pane,
    /// as far as its beginning stays in sight.
    fn bring_in_sight(&mut self, message: MessageId, what: RegionKind) {
        let rows = i32::from(scrolling::message_rows(self.app));
        let Some(scene) = scrolling::scene(self.app) else {
            return;
        };
        let index = scrolling::index_of(scene.shown, message);
        let content = self.measure.content(&scene, index);
        let Some(region) = content.regions.iter().find(|r| r.kind == what) else {
            return;
        };
        let row = |line: usize| i32::try_from(line).unwrap_or(0);
        let (start, end) = (row(region.lines.start), row(region.lines.end));
        if let Some(visit) = self.app.views.current_mut()
            && let Some(spot) = visit.spot.as_mut()
            && spot.message == message
        {
            let below = (spot.row + end - rows).max(0);
            spot.row -= below.min((spot.row + start).max(0));
        }
    }

    /// After something in the selected message was folded: where it begins comes in
    /// sight, if that went above the pane.
    fn keep_in_sight(&mut self, message: MessageId, what: Option<RegionKind>) {
        let line = match what {
            None => 0,
            Some(kind) => {
                let Some(scene) = scrolling::scene(self.app) else {
                    return;
                };
                let index = scene.index_of(message);
                let content = self.measure.content(&scene, index);
                let region = content.regions.iter().find(|r| r.kind == kind);
                region.map_or(0, |r| i32::try_from(r.lines.start).unwrap_or(0))
            }
        };
        if let Some(visit) = self.app.views.current_mut()
            && let Some(spot) = visit.spot.as_mut()
            && spot.message == message
            && spot.row + line < 0
        {
            spot.row = -line;
        }
    }

    /// Folds or unfolds the selected message.
    pub fn toggle_fold(&mut self) {
        if let Some(message) = self.app.selected_message().map(|m| m.id) {
            self.fold_message(message);
        }
    }

    /// Folds or unfolds a message that is folded for a reason.
    pub(super) fn fold_message(&mut self, message: MessageId) {
        match self.fold_of(message) {
            None | Some(Fold::Plain) => self.notice(
                "Messages taller than the screen are folded, and those of people you muted.",
            ),
            Some(Fold::Folded) => self.app.opened.change(message, |o| o.unfolded = true),
            Some(Fold::Unfolded) => {
                self.app.opened.change(message, |o| o.unfolded = false);
                self.keep_in_sight(message, None);
            }
        }
    }

    /// Whether a message of the open view is folded.
    pub(super) fn fold_of(&mut self, message: MessageId) -> Option<Fold> {
        let scene = scrolling::scene(self.app)?;
        let index = scene.position(message)?;
        Some(self.measure.fold(&scene, index))
    }

    /// Moves the lines of a code block in the selected message sideways; back beyond
    /// their beginning, they are wrapped again.
    pub fn move_code(&mut self, right: bool) {
        let Some(body) = self.selected_body() else {
            return;
        };
        let region = body
            .regions(|kind| matches!(kind, RegionKind::Code(_)))
            .into_iter()
            .find_map(|region| match region.kind {
                RegionKind::Code(code) => Some((code, region.lines.clone())),
                RegionKind::Table(_)
                | RegionKind::Spoiler(_)
                | RegionKind::Media(_)
                | RegionKind::Picture(_) => None,
            });
        let Some((code, lines)) = region else {
            self.notice("There is no code block in this message.");
            return;
        };
        let now = self.app.opened.of(body.message).code.get(&code).copied();
        // Marks stand where a line was wrapped, or goes on to the right.
        let goes_on = body.rendered.lines[lines].iter().any(|line| {
            line.pieces()
                .any(|piece| piece.paint.role == Role::WrapMark && piece.text != "‹")
        });
        let next = match (now, right) {
            (None | Some(_), true) if !goes_on => {
                self.notice("No line of this code goes on to the right.");
                return;
            }
            (None, true) => Some(0),
            (Some(column), true) => Some(column.saturating_add(SIDEWAYS)),
            (None | Some(0), false) => None,
            (Some(column), false) => Some(column.saturating_sub(SIDEWAYS)),
        };
        self.put_code(body.message, code, next);
    }

    fn put_code(&mut self, message: MessageId, code: CodeId, column: Option<u16>) {
        self.app.opened.change(message, |opened| {
            match column {
                Some(column) => opened.code.insert(code, column),
                None => opened.code.remove(&code),
            };
        });
        self.keep_in_sight(message, Some(RegionKind::Code(code)));
    }
}
