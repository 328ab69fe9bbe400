//! Panes: the focus, their filters, and what is shown.

use crate::api::conversation::Conversation;
use crate::api::ids::ChannelId;
use crate::model::View;

use super::command::Command;
use super::panes::{Breadth, NARROWEST, Pane};
use super::picker::{Filter, Row};
use super::side::SideKey;
use super::state::{App, Turn};
use super::topics::TopicKey;

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

mod filtering;

impl App {
    /// Whether the footer names a command here: of showing and hiding a channel's topics,
    /// the one that changes something.
    #[must_use]
    pub fn is_named(&self, command: &Command) -> bool {
        let in_pane = self.geometry().shows(Pane::Topics);
        let out = |channel: &ChannelId| !in_pane && self.unfolded.contains(channel);
        let selected = match (self.focus, &self.side.selected) {
            (Pane::Channels, Some(key)) => Some(key),
            _ => None,
        };
        match (command.name, selected) {
            ("unfold", Some(SideKey::Channel(channel))) => !out(channel),
            ("fold", Some(SideKey::Channel(channel) | SideKey::Topic(channel, _))) => out(channel),
            ("unfold" | "fold", _) => false,
            ("keep-filter", _) => self.focus == Pane::Messages,
            _ => true,
        }
    }

    /// Whether a row of the focused list is selected.
    #[must_use]
    pub fn has_row(&self) -> bool {
        if self.channel_sheet().is_some() {
            return self.has_subscriber();
        }
        match self.focus {
            Pane::Channels => self.side.selected.is_some(),
            Pane::Topics => self.topics.selected.is_some(),
            Pane::People => self.people.selected.is_some(),
            Pane::Messages => self.has_page_row(),
        }
    }

    /// The filter being typed, if one is.
    pub(super) fn typing_filter(&mut self) -> Option<&mut Filter> {
        if self.channel_sheet().is_some() {
            return self.sheet_filter();
        }
        let filter = match self.focus {
            Pane::Channels => &mut self.side.filter,
            Pane::Topics => &mut self.topics.filter,
            Pane::People => &mut self.people.filter,
            Pane::Messages => self.page_filter()?,
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
        if self.scroll_layer(by) || self.step_page(by) {
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
        if self.scroll_layer(by) || self.step_page(by) {
            return;
        }
        with_list!(self.app, picker, rows, height => picker.step(rows, by, height),
            else self.page_message(down));
        self.follow_selection();
    }

    /// The first or the last row or message.
    pub fn to_end(&mut self, last: bool) {
        if self.scroll_layer(if last { isize::MAX } else { isize::MIN }) || self.end_of_page(last) {
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
        if let Some(composer) = app.composer.as_deref_mut().filter(|c| c.focused) {
            composer.focused = false;
            self.keep_draft_now();
        }
        let app = &mut *self.app;
        let was = std::mem::replace(&mut app.focus, pane);
        match pane {
            Pane::Messages => {
                app.layout.over = false;
                app.awaited = None;
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
                } else if was != Pane::Topics {
                    app.select_open_topic();
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

    /// Makes the focused side pane, or the channels, wider by so many cells, as far as the
    /// screen allows.
    pub fn resize(&mut self, by: i16) {
        let pane = match self.app.focus {
            Pane::Topics | Pane::People => self.app.focus,
            Pane::Channels | Pane::Messages => Pane::Channels,
        };
        let before = self.app.geometry().pane(pane).width;
        if before == 0 {
            let key = self.app.keymap.key_of("toggle-side");
            return self.notice(&format!("The channels are not shown. {key} shows them."));
        }
        let layout = &mut self.app.layout;
        let width = match pane {
            Pane::Topics => &mut layout.topics,
            Pane::People => &mut layout.people,
            Pane::Channels | Pane::Messages => &mut layout.channels,
        };
        let was = *width;
        // What is seen counts, not what was wished for on a larger screen.
        *width = before.saturating_add_signed(by).clamp(NARROWEST, 80);
        if self.app.geometry().pane(pane).width == before {
            match pane {
                Pane::Topics => self.app.layout.topics = was,
                Pane::People => self.app.layout.people = was,
                Pane::Channels | Pane::Messages => self.app.layout.channels = was,
            }
            let more = if by > 0 { "wider" } else { "narrower" };
            self.notice(&format!("It cannot be {more} on this screen."));
        }
        self.app.stale.all();
    }

    /// To the pane on the left: from the messages to the topics, or the channels, which
    /// come where they are hidden; from the people to the messages.
    pub fn to_the_left(&mut self) {
        match self.app.focus {
            Pane::People => self.focus(Pane::Messages),
            Pane::Messages if self.app.geometry().shows(Pane::Topics) => self.focus(Pane::Topics),
            Pane::Messages | Pane::Topics => self.focus(Pane::Channels),
            Pane::Channels => {}
        }
    }

    /// To the pane on the right of the messages, if there is one.
    pub fn to_the_right(&mut self) {
        if self.app.focus == Pane::Messages && self.app.geometry().shows(Pane::People) {
            self.focus(Pane::People);
        }
    }

    /// Folds the topics of the selected channel out or in, or goes into them where they
    /// are out already. Where topics have a pane of their own, goes there instead. Any
    /// other row is opened.
    pub fn unfold(&mut self, out: bool) {
        if self.app.focus == Pane::Topics {
            return if out {
                self.open_selected();
            } else {
                self.focus(Pane::Channels);
            };
        }
        let channel = match &self.app.side.selected {
            Some(SideKey::Channel(channel)) => *channel,
            Some(SideKey::Topic(channel, _)) if !out => *channel,
            Some(
                SideKey::Topic(..)
                | SideKey::Page(_)
                | SideKey::View(_)
                | SideKey::Shelf(_)
                | SideKey::Dm(_),
            ) if out => {
                return self.open_selected();
            }
            Some(
                SideKey::Topic(..)
                | SideKey::Page(_)
                | SideKey::View(_)
                | SideKey::Shelf(_)
                | SideKey::Dm(_),
            )
            | None => return,
        };
        let app = &mut *self.app;
        app.topics_of = Some(channel);
        if app.geometry().shows(Pane::Topics) {
            if out {
                self.focus(Pane::Topics);
            }
        } else if !out {
            app.unfolded.remove(&channel);
            app.side.selected = Some(SideKey::Channel(channel));
        } else if !app.unfolded.insert(channel) {
            let selected = app.side.selected.as_ref();
            let at = app.side_rows.iter().position(|row| row.key() == selected);
            let below = at.and_then(|at| app.side_rows.get(at + 1)?.key());
            if let Some(topic @ SideKey::Topic(..)) = below {
                app.side.selected = Some(topic.clone());
            }
        }
        self.app.stale.all();
        self.show_folded_out(channel);
    }

    /// The topics that were folded out under the selected channel come in sight.
    pub(super) fn show_folded_out(&mut self, channel: ChannelId) {
        let app = &mut *self.app;
        if app.focus != Pane::Channels
            || app.side.selected != Some(SideKey::Channel(channel))
            || !app.unfolded.contains(&channel)
        {
            return;
        }
        app.refresh();
        let selected = app.side.selected.as_ref();
        let at = app.side_rows.iter().position(|row| row.key() == selected);
        let below = app.side_rows.iter().skip(at.map_or(0, |at| at + 1));
        let topics = below
            .take_while(|row| matches!(row.key(), Some(SideKey::Topic(of, _)) if *of == channel))
            .count();
        let height = usize::from(app.geometry().body(Pane::Channels).height);
        app.side.make_room(&app.side_rows, topics, height);
    }
}

impl App {
    /// Selects the row of the open view: a list begins where one is.
    fn select_open_row(&mut self) {
        if let Some(page) = self.views.page() {
            self.side.selected = Some(SideKey::Page(page));
        }
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

    /// Selects the open topic, where its channel's topics are listed.
    fn select_open_topic(&mut self) {
        if let Some(Conversation::Topic { channel, topic }) = self.open_conversation()
            && self.topics_of == Some(*channel)
        {
            self.topics.selected = Some(TopicKey(topic.clone()));
            self.stale.all();
        }
    }

    fn show_side(&mut self) {
        match self.layout.breadth(self.size.0) {
            Breadth::Wide | Breadth::Medium => self.layout.side = true,
            Breadth::Narrow => self.layout.over = true,
        }
        self.stale.all();
    }
}
