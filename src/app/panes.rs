//! Which panes fit where: the geometry of the screen, a pure function of its
//! size and of what a person chose to show.

use ratatui::layout::Rect;

use crate::config::settings::Panes;

/// The parts of the screen that keys can go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pane {
    /// Views, direct messages and channels.
    Channels,
    /// The topics of one channel.
    Topics,
    /// The messages of the open view.
    Messages,
    /// The people of the organization.
    People,
}

/// How much fits beside the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breadth {
    /// 140 columns and more: channels, topics and messages side by side.
    Wide,
    /// 100 columns and more: topics fold under their channel, beside the messages.
    Medium,
    /// Fewer: the side goes over the messages when it is asked for.
    Narrow,
}

impl Breadth {
    /// What fits into so many columns.
    #[must_use]
    pub fn of(columns: u16) -> Self {
        match columns {
            140.. => Self::Wide,
            100..140 => Self::Medium,
            _ => Self::Narrow,
        }
    }
}

/// What a person chose: widths in cells, and which panes are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Width of the channels pane.
    pub channels: u16,
    /// Width of the topics pane.
    pub topics: u16,
    /// Width of the people pane.
    pub people: u16,
    /// Whether the side (channels and topics) is shown where it fits beside the
    /// messages.
    pub side: bool,
    /// Whether the side lies over the messages where it does not fit beside them.
    pub over: bool,
    /// Whether people are shown.
    pub people_shown: bool,
    /// The widest measure of text.
    pub text: u16,
}

impl Layout {
    /// The one of a person's settings.
    #[must_use]
    pub fn of(panes: &Panes) -> Self {
        let default = Self::default();
        Self {
            // Hidden is not gone: it is as wide as usual once it is asked for.
            channels: match panes.channels {
                0 => default.channels,
                channels => channels,
            },
            side: panes.channels > 0,
            topics: panes.topics,
            people: panes.people,
            text: panes.text,
            ..default
        }
    }

    /// What fits into so many columns; a topics pane of no width never does.
    #[must_use]
    pub fn breadth(&self, columns: u16) -> Breadth {
        match Breadth::of(columns) {
            Breadth::Wide if self.topics == 0 => Breadth::Medium,
            breadth => breadth,
        }
    }
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            channels: 28,
            topics: 31,
            people: 26,
            side: true,
            over: false,
            people_shown: false,
            text: MEASURE,
        }
    }
}

/// The narrowest a side pane may be made, in cells.
pub const NARROWEST: u16 = 14;
/// The narrowest the messages may become beside other panes, in cells.
pub const LEAST_MESSAGES: u16 = 52;
/// On fewer columns than this, a pane that lies over the messages takes all of them.
pub const LEAST_BESIDE: u16 = 60;
/// Cells left of messages' text: the selection's bar, a mark, air.
pub const MARGIN: u16 = 3;
/// The widest measure of text, in cells, however wide the terminal, unless a person chose
/// another.
pub const MEASURE: u16 = 100;

/// Where everything stands in one frame. Rectangles without area are not drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Geometry {
    /// The channels pane with its title, or nothing.
    pub channels: Rect,
    /// The topics pane with its title, or nothing.
    pub topics: Rect,
    /// The messages pane with its title.
    pub messages: Rect,
    /// The people pane with its title, or nothing.
    pub people: Rect,
    /// The composer below the messages, or nothing.
    pub composer: Rect,
    /// The other accounts, at the foot of the channels pane, or nothing.
    pub accounts: Rect,
    /// The one line of keys and state.
    pub footer: Rect,
    /// Whether a side pane lies over the messages.
    pub over: bool,
    /// Rows that titles take at the top of each pane: the name and its rule, the
    /// name alone, or nothing on very low screens.
    pub title_rows: u16,
    /// The widest measure of text.
    pub text: u16,
}

impl Geometry {
    /// The geometry of a screen of this size.
    ///
    /// `focus` decides which side pane lies over the messages where only one
    /// does.
    #[must_use]
    pub fn of(columns: u16, rows: u16, layout: &Layout, focus: Pane) -> Self {
        let title_rows = match rows {
            8.. => 2,
            4..8 => 1,
            _ => 0,
        };
        // A rule stands above the footer where there is room for it.
        let footer_rows = match rows {
            8.. => 2,
            2..8 => 1,
            _ => 0,
        };
        let height = rows - footer_rows.min(rows);
        let footer = Rect::new(0, rows.saturating_sub(1), columns, footer_rows.min(1));
        let at = |x: u16, width: u16| Rect::new(x, 0, width, height);
        let mut geometry = Self {
            footer,
            title_rows,
            text: layout.text,
            ..Self::default()
        };
        let breadth = layout.breadth(columns);
        let mut left = 0;
        if layout.side {
            match breadth {
                Breadth::Wide => {
                    let spare = columns.saturating_sub(LEAST_MESSAGES + 2);
                    let channels = layout.channels.clamp(NARROWEST, spare / 2);
                    let topics = layout.topics.clamp(NARROWEST, spare - channels);
                    geometry.channels = at(0, channels);
                    geometry.topics = at(channels + 1, topics);
                    left = channels + topics + 2;
                }
                Breadth::Medium => {
                    let spare = columns.saturating_sub(LEAST_MESSAGES + 1);
                    let channels = layout.channels.clamp(NARROWEST, spare);
                    geometry.channels = at(0, channels);
                    left = channels + 1;
                }
                Breadth::Narrow => {}
            }
        }
        let mut right = columns;
        if layout.people_shown && right.saturating_sub(left) > LEAST_MESSAGES + NARROWEST {
            let people = layout
                .people
                .clamp(NARROWEST, right - left - LEAST_MESSAGES - 1);
            right -= people + 1;
            geometry.people = at(right + 1, people);
        }
        geometry.messages = at(left, right - left);
        if left == 0 && layout.over {
            geometry.over = true;
            // Shreds of messages between other panes are of no use.
            let width = if columns < LEAST_BESIDE || geometry.people.width > 0 {
                right
            } else {
                columns.min(layout.channels.max(30))
            };
            geometry.channels = at(0, width);
        }
        if layout.people_shown && geometry.people.width == 0 && focus == Pane::People {
            geometry.over = true;
            let width = if columns < LEAST_BESIDE {
                columns
            } else {
                columns.min(layout.people.max(30))
            };
            geometry.people = at(columns - width, width);
            if left == 0 {
                geometry.channels = Rect::default();
            }
        }
        geometry
    }

    /// The same with a composer of so many rows below the messages.
    #[must_use]
    pub fn with_composer(mut self, rows: u16) -> Self {
        let messages = self.messages;
        let rows = rows.min(messages.height);
        self.messages.height -= rows;
        self.composer = Rect {
            y: self.messages.bottom(),
            height: rows,
            ..messages
        };
        self
    }

    /// The same with a row for each of so many other accounts below the channels.
    #[must_use]
    pub fn with_accounts(mut self, others: usize) -> Self {
        // Most of the pane stays the channels'; a rule parts the two.
        let most = (self.channels.height / 3).saturating_sub(1);
        let rows = u16::try_from(others).unwrap_or(u16::MAX).min(most);
        if rows > 0 && self.channels.width > 0 {
            self.channels.height -= rows + 1;
            self.accounts = Rect {
                y: self.channels.bottom() + 1,
                height: rows,
                ..self.channels
            };
        }
        self
    }

    /// The rectangle of a pane, with its title.
    #[must_use]
    pub fn pane(&self, pane: Pane) -> Rect {
        match pane {
            Pane::Channels => self.channels,
            Pane::Topics => self.topics,
            Pane::Messages => self.messages,
            Pane::People => self.people,
        }
    }

    /// Whether a pane is on the screen.
    #[must_use]
    pub fn shows(&self, pane: Pane) -> bool {
        self.pane(pane).area() > 0
    }

    /// The part of a pane below its title.
    #[must_use]
    pub fn body(&self, pane: Pane) -> Rect {
        let area = self.pane(pane);
        let title = self.title_rows.min(area.height);
        Rect {
            y: area.y + title,
            height: area.height - title,
            ..area
        }
    }

    /// The pane under a cell; the one on top where panes lie over each other.
    #[must_use]
    pub fn under(&self, column: u16, row: u16) -> Option<Pane> {
        [Pane::People, Pane::Channels, Pane::Topics, Pane::Messages]
            .into_iter()
            .find(|pane| self.pane(*pane).contains((column, row).into()))
    }

    /// The width of text in the messages pane, in cells: the marks' columns and air
    /// aside, the measure at most.
    #[must_use]
    pub fn measure(&self) -> u16 {
        self.body(Pane::Messages)
            .width
            .saturating_sub(4)
            .clamp(1, self.text.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn panes_come_with_the_width() {
        let layout = Layout::default();
        let wide = Geometry::of(200, 60, &layout, Pane::Messages);
        assert!(wide.shows(Pane::Channels) && wide.shows(Pane::Topics));
        let medium = Geometry::of(110, 30, &layout, Pane::Messages);
        assert!(medium.shows(Pane::Channels) && !medium.shows(Pane::Topics));
        let narrow = Geometry::of(80, 24, &layout, Pane::Messages);
        assert!(!narrow.shows(Pane::Channels));
        assert_eq!(narrow.messages.width, 80);
    }

    #[test]
    fn the_side_comes_over_the_messages_when_asked_for() {
        let layout = Layout {
            over: true,
            ..Layout::default()
        };
        let narrow = Geometry::of(80, 24, &layout, Pane::Channels);
        assert!(narrow.over);
        assert_eq!(narrow.messages.width, 80, "messages do not move");
        assert_eq!(narrow.under(3, 5), Some(Pane::Channels));
        assert_eq!(narrow.under(70, 5), Some(Pane::Messages));
    }

    #[test]
    fn what_lies_over_the_messages_leaves_no_shreds_of_them() {
        let layout = Layout {
            over: true,
            people_shown: true,
            ..Layout::default()
        };
        let tiny = Geometry::of(40, 12, &layout, Pane::Channels);
        assert_eq!((tiny.channels.width, tiny.people.width), (40, 0));
        let tiny = Geometry::of(40, 12, &layout, Pane::People);
        assert_eq!((tiny.channels.width, tiny.people.width), (0, 40));
        let both = Geometry::of(80, 24, &layout, Pane::Channels);
        assert_eq!(both.channels.right() + 1, both.people.x);
        assert_eq!(both.people.right(), 80);
        let one = Geometry::of(64, 24, &layout, Pane::People);
        assert_eq!((one.channels.width, one.people.width), (0, 30));
    }

    proptest! {
        #[test]
        fn any_size_has_a_geometry(
            columns in 0u16..400, rows in 0u16..200,
            channels in 0u16..200, topics in 0u16..200, people in 0u16..200,
            side: bool, over: bool, people_shown: bool,
        ) {
            let layout = Layout {
                channels, topics, people, side, over, people_shown, ..Layout::default()
            };
            for focus in [Pane::Channels, Pane::Topics, Pane::Messages, Pane::People] {
                let g = Geometry::of(columns, rows, &layout, focus);
                let screen = Rect::new(0, 0, columns, rows);
                for pane in [Pane::Channels, Pane::Topics, Pane::Messages, Pane::People] {
                    let area = g.pane(pane);
                    prop_assert!(area.right() <= columns && area.bottom() <= rows, "{area:?}");
                    prop_assert_eq!(area.intersection(screen).area(), area.area());
                }
                if columns >= 80 {
                    prop_assert!(g.messages.width >= LEAST_MESSAGES);
                }
            }
        }
    }
}
