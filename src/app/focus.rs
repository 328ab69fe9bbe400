//! Panes: the focus, their filters, and what is shown.

use crate::api::conversation::Conversation;
use crate::model::View;

use super::panes::{Breadth, Pane};
use super::picker::Filter;
use super::side::SideKey;
use super::state::{App, Turn};

/// The rows of a list, in the shape that its picker wants.
macro_rules! with_list {
    ($app:expr, $picker:ident, $rows:ident, $height:ident => $body:expr, else $other:expr) => {{
        let $height = usize::from($app.geometry().body($app.focus).height);
        match $app.focus {
            Pane::Channels => {
                let ($picker, $rows) = (&mut $app.side, &$app.side_rows);
                $body
            }
            Pane::Topics => {
                let ($picker, $rows) = (&mut $app.topics, &$app.topic_rows);
                $body
            }
            Pane::People => {
                let ($picker, $rows) = (&mut $app.people, &$app.people_rows);
                $body
            }
            Pane::Messages => $other,
        }
    }};
}

impl App {
    /// Whether the selected row can be folded out.
    #[must_use]
    pub fn can_unfold(&self) -> bool {
        matches!(self.side.selected, Some(SideKey::Channel(_)))
    }

    /// The filter being typed, if one is.
    pub(super) fn typing_filter(&mut self) -> Option<&mut Filter> {
        let filter = match self.focus {
            Pane::Channels => &mut self.side.filter,
            Pane::Topics => &mut self.topics.filter,
            Pane::People => &mut self.people.filter,
            Pane::Messages => return None,
        };
        filter.as_mut().filter(|f| f.typing)
    }

    /// The panes that the focus goes through, in order.
    fn order(&self) -> Vec<Pane> {
        let geometry = self.geometry();
        [Pane::Messages, Pane::Channels, Pane::Topics, Pane::People]
            .into_iter()
            .filter(|pane| geometry.shows(*pane))
            .collect()
    }
}

impl Turn<'_> {
    /// One row or message further.
    pub fn step(&mut self, by: isize) {
        if self.scroll_layer(by) {
            return;
        }
        with_list!(self.app, picker, rows, height => picker.step(rows, by, height),
            else self.step_message(by > 0));
        self.follow_selection();
    }

    /// One screenful further.
    pub fn page(&mut self, down: bool) {
        let page = isize::try_from(self.app.geometry().body(self.app.focus).height)
            .unwrap_or(1)
            .saturating_sub(2)
            .max(1);
        let by = if down { page } else { -page };
        if self.scroll_layer(by) {
            return;
        }
        with_list!(self.app, picker, rows, height => picker.step(rows, by, height),
            else self.page_message(down));
        self.follow_selection();
    }

    /// The first or the last row or message.
    pub fn to_end(&mut self, last: bool) {
        if self.scroll_layer(if last { isize::MAX } else { isize::MIN }) {
            return;
        }
        with_list!(self.app, picker, rows, height => picker.end(rows, last, height),
            else self.end_of_messages(last));
        self.follow_selection();
    }

    /// The topics listed are those of the selected channel.
    fn follow_selection(&mut self) {
        if self.app.focus == Pane::Channels
            && let Some(SideKey::Channel(channel)) = self.app.side.selected
            && self.app.topics_of != Some(channel)
        {
            self.app.topics_of = Some(channel);
            self.app.stale.all();
        }
    }

    /// Gives a pane the focus, showing it where it is hidden.
    pub fn focus(&mut self, pane: Pane) {
        let app = &mut *self.app;
        let was = std::mem::replace(&mut app.focus, pane);
        match pane {
            Pane::Messages => {
                app.layout.over = false;
                app.topics_of = app.open_channel().or(app.topics_of);
                app.stale.all();
            }
            Pane::Channels => {
                if was != Pane::Channels {
                    app.select_open_row();
                }
                app.show_side();
            }
            Pane::Topics => {
                if !app.geometry().shows(Pane::Topics) {
                    app.focus = Pane::Channels;
                    app.select_open_row();
                    app.show_side();
                }
            }
            Pane::People => {
                app.layout.people_shown = true;
                app.stale.all();
            }
        }
    }

    /// The next or the last pane of those on the screen. Where only messages are,
    /// the side comes over them.
    pub fn cycle_pane(&mut self, forward: bool) {
        let order = self.app.order();
        if order.len() == 1 {
            self.focus(Pane::Channels);
            return;
        }
        let at = order
            .iter()
            .position(|pane| *pane == self.app.focus)
            .unwrap_or(0);
        let step = if forward { 1 } else { order.len() - 1 };
        self.focus(order[(at + step) % order.len()]);
    }

    /// Filters the topics where these have the focus, else the channels.
    pub fn filter_side(&mut self) {
        let pane = if self.app.focus == Pane::Topics {
            Pane::Topics
        } else {
            Pane::Channels
        };
        self.filter(pane);
    }

    /// Opens the filter of a list.
    pub fn filter(&mut self, pane: Pane) {
        self.focus(pane);
        let filter = Some(Filter {
            text: String::new(),
            typing: true,
        });
        match self.app.focus {
            Pane::Channels => self.app.side.filter = filter,
            Pane::Topics => self.app.topics.filter = filter,
            Pane::People => self.app.people.filter = filter,
            Pane::Messages => {}
        }
        self.app.stale.all();
    }

    /// Types into the filter.
    pub(super) fn type_into_filter(&mut self, text: &str) {
        if let Some(filter) = self.app.typing_filter() {
            filter.text.extend(text.chars().filter(|c| !c.is_control()));
            self.select_first();
        }
    }

    /// Takes the last character of the filter back.
    pub fn filter_backspace(&mut self) {
        if let Some(filter) = self.app.typing_filter() {
            filter.text.pop();
            self.select_first();
        }
    }

    /// Empties the filter.
    pub fn filter_empty(&mut self) {
        if let Some(filter) = self.app.typing_filter() {
            filter.text.clear();
            self.select_first();
        }
    }

    /// Another filter, another best match: the first one.
    fn select_first(&mut self) {
        self.app.stale.all();
        self.app.refresh();
        with_list!(self.app, picker, rows, height => picker.end(rows, false, height), else ());
        self.follow_selection();
    }

    /// Takes the filter away; the selection stays.
    pub fn clear_filter(&mut self) {
        match self.app.focus {
            Pane::Channels => self.app.side.filter = None,
            Pane::Topics => self.app.topics.filter = None,
            Pane::People => self.app.people.filter = None,
            Pane::Messages => {}
        }
        self.app.stale.all();
    }

    /// Shows or hides the side.
    pub fn toggle_side(&mut self) {
        let app = &mut *self.app;
        match app.layout.breadth(app.size.0) {
            Breadth::Wide | Breadth::Medium => {
                app.layout.side = !app.layout.side;
                if app.layout.side {
                    self.focus(Pane::Channels);
                } else if matches!(app.focus, Pane::Channels | Pane::Topics) {
                    self.focus(Pane::Messages);
                }
            }
            Breadth::Narrow => {
                if app.layout.over {
                    self.focus(Pane::Messages);
                } else {
                    self.focus(Pane::Channels);
                }
            }
        }
    }

    /// Shows or hides the people.
    pub fn toggle_people(&mut self) {
        if self.app.layout.people_shown {
            self.app.layout.people_shown = false;
            self.app.people.filter = None;
            if self.app.focus == Pane::People {
                self.focus(Pane::Messages);
            }
        } else {
            self.focus(Pane::People);
        }
        self.app.stale.all();
    }

    /// Makes the focused side pane, or the channels, wider by so many cells.
    pub fn resize(&mut self, by: i16) {
        let layout = &mut self.app.layout;
        let width = match self.app.focus {
            Pane::Topics => &mut layout.topics,
            Pane::People => &mut layout.people,
            Pane::Channels | Pane::Messages => &mut layout.channels,
        };
        *width = width
            .saturating_add_signed(by)
            .clamp(super::panes::NARROWEST, 80);
    }

    /// Folds the topics of the selected channel out or in. Where topics have a pane
    /// of their own, goes there instead.
    pub fn unfold(&mut self, out: bool) {
        let wide = self.app.geometry().shows(Pane::Topics);
        match (self.app.focus, out) {
            (Pane::Topics, false) => self.focus(Pane::Channels),
            (Pane::Channels, _) => {
                let channel = match &self.app.side.selected {
                    Some(SideKey::Channel(channel) | SideKey::Topic(channel, _)) => *channel,
                    Some(SideKey::View(_) | SideKey::Dm(_)) | None => return,
                };
                self.app.topics_of = Some(channel);
                if wide {
                    if out {
                        self.focus(Pane::Topics);
                    }
                } else if out {
                    self.app.unfolded.insert(channel);
                } else {
                    self.app.unfolded.remove(&channel);
                    self.app.side.selected = Some(SideKey::Channel(channel));
                }
                self.app.stale.all();
            }
            (Pane::Topics | Pane::Messages | Pane::People, _) => {}
        }
    }
}

impl App {
    /// Selects the row of the open view: a list begins where one is.
    fn select_open_row(&mut self) {
        let Some(view) = self.open_view() else { return };
        self.side.selected = Some(match view {
            View::Conversation(Conversation::Dm(key)) => SideKey::Dm(key.clone()),
            View::Conversation(Conversation::Topic { channel, topic }) => {
                let folds = self.layout.breadth(self.size.0) != Breadth::Wide;
                if folds && self.unfolded.contains(channel) {
                    SideKey::Topic(*channel, topic.clone())
                } else {
                    SideKey::Channel(*channel)
                }
            }
            View::Channel(channel) => SideKey::Channel(*channel),
            View::Combined | View::Mentions | View::Starred | View::AllDms | View::Search(_) => {
                SideKey::View(view.clone())
            }
        });
    }

    fn show_side(&mut self) {
        match self.layout.breadth(self.size.0) {
            Breadth::Wide | Breadth::Medium => self.layout.side = true,
            Breadth::Narrow => self.layout.over = true,
        }
        self.stale.all();
    }
}
