//! Where messages stand on the screen: the arithmetic of scrolling.
//!
//! A place is the selected message and the row of the pane on which the first
//! line of its body stands. Everything above and below is laid out from there, so
//! nothing that is inserted, grows or goes elsewhere moves what is being read.
//! Rows are cells counted from the top of the pane; a row can be negative when
//! the message is taller than what is above it on the screen.

/// How many rows a message takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Height {
    /// Rows above its body: date, conversation, unread line, sender.
    /// They depend on the message before.
    pub above: u16,
    /// Rows of its body, at least one.
    pub body: u16,
}

impl Height {
    fn total(self) -> i32 {
        i32::from(self.above) + i32::from(self.body)
    }
}

/// One message's place in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Index into the list of messages shown.
    pub index: usize,
    /// Row of the first line of the body.
    pub row: i32,
    /// How many rows it takes.
    pub height: Height,
}

impl Slot {
    /// The row of the first line above the body.
    #[must_use]
    pub fn top(&self) -> i32 {
        self.row - i32::from(self.height.above)
    }

    /// The row after the last line of the body.
    #[must_use]
    pub fn end(&self) -> i32 {
        self.row + i32::from(self.height.body)
    }
}

/// The place being read: an index into the messages shown, and the row of the
/// first line of its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Index into the list of messages shown.
    pub index: usize,
    /// Row of the first line of its body.
    pub row: i32,
}

/// A list of messages with their heights, seen through a pane.
pub struct Viewport<'a> {
    /// How many messages are shown in all.
    pub len: usize,
    /// Rows of the pane.
    pub rows: u16,
    /// The height of the message at an index.
    pub height: &'a mut dyn FnMut(usize) -> Height,
}

impl Viewport<'_> {
    fn rows(&self) -> i32 {
        i32::from(self.rows)
    }

    /// Every message with at least one row in the pane, from the top.
    ///
    /// Looks only at what is visible, so its cost does not depend on the length
    /// of the list.
    pub fn slots(&mut self, place: Place) -> Vec<Slot> {
        if self.len == 0 {
            return Vec::new();
        }
        let index = place.index.min(self.len - 1);
        let first = Slot {
            index,
            row: place.row,
            height: (self.height)(index),
        };
        let mut slots = Vec::new();
        let mut top = first.top();
        for i in (0..index).rev() {
            if top <= 0 {
                break;
            }
            let height = (self.height)(i);
            let row = top - i32::from(height.body);
            let slot = Slot {
                index: i,
                row,
                height,
            };
            top = slot.top();
            slots.push(slot);
        }
        slots.reverse();
        let mut end = first.end();
        slots.push(first);
        for i in index + 1..self.len {
            if end >= self.rows() {
                break;
            }
            let height = (self.height)(i);
            let row = end + i32::from(height.above);
            let slot = Slot {
                index: i,
                row,
                height,
            };
            end = slot.end();
            slots.push(slot);
        }
        slots.retain(|s| s.end() > 0 && s.top() < self.rows());
        slots
    }

    /// The place moved so that the pane is as full as the list allows: no room
    /// below the last message while something is above the pane, none above the
    /// first.
    ///
    /// A list shorter than the pane starts at its top.
    pub fn settle(&mut self, place: Place) -> Place {
        if self.len == 0 {
            return Place { index: 0, row: 0 };
        }
        let mut place = Place {
            index: place.index.min(self.len - 1),
            row: place.row,
        };
        // Room below the last message?
        let mut end = place.row + i32::from((self.height)(place.index).body);
        for i in place.index + 1..self.len {
            if end >= self.rows() {
                break;
            }
            end += (self.height)(i).total();
        }
        if end < self.rows() {
            place.row += self.rows() - end;
        }
        // Room above the first one? This wins: a short list starts at the top.
        let mut top = place.row - i32::from((self.height)(place.index).above);
        for i in (0..place.index).rev() {
            if top <= 0 {
                break;
            }
            top -= (self.height)(i).total();
        }
        if top > 0 {
            place.row -= top;
        }
        place
    }

    /// The place with its message in sight: whole if it fits, with what stands
    /// above it where there is room, else by its beginning.
    pub fn reveal(&mut self, place: Place) -> Place {
        if self.len == 0 {
            return place;
        }
        let height = (self.height)(place.index.min(self.len - 1));
        let mut row = place.row;
        let lowest = self.rows() - i32::from(height.body);
        row = row.min(lowest.max(i32::from(height.above)));
        let above = if height.total() <= self.rows() {
            i32::from(height.above)
        } else {
            0
        };
        row = row.max(above);
        self.settle(Place { row, ..place })
    }

    /// The place after the selection went to another message, moving the screen
    /// no more than needed.
    pub fn select(&mut self, place: Place, index: usize) -> Place {
        if self.len == 0 {
            return place;
        }
        let index = index.min(self.len - 1);
        let row = self.row_of(place, index);
        self.reveal(Place { index, row })
    }

    /// The row at which the body of a message stands, seen from a place; counted
    /// only as far as a screen's height beyond the pane.
    fn row_of(&mut self, place: Place, index: usize) -> i32 {
        let mut row = place.row;
        if index > place.index {
            for i in place.index..index {
                row += i32::from((self.height)(i).body) + i32::from((self.height)(i + 1).above);
                if row > 2 * self.rows() {
                    break;
                }
            }
        } else {
            for i in (index..place.index).rev() {
                row -= i32::from((self.height)(i + 1).above) + i32::from((self.height)(i).body);
                if row < -2 * self.rows() {
                    break;
                }
            }
        }
        row
    }

    /// One step of the selection: to the next message (`down`) or the one before;
    /// inside a message that goes beyond the pane, one line instead.
    pub fn step(&mut self, place: Place, down: bool) -> Place {
        if self.len == 0 {
            return place;
        }
        let height = (self.height)(place.index);
        let end = place.row + i32::from(height.body);
        if down {
            if end > self.rows() {
                return Place {
                    row: place.row - 1,
                    ..place
                };
            }
            if place.index + 1 < self.len {
                return self.step_to(place, place.index + 1, true);
            }
        } else {
            if place.row < 0 {
                return Place {
                    row: place.row + 1,
                    ..place
                };
            }
            if place.index > 0 {
                return self.step_to(place, place.index - 1, false);
            }
            // Above the first message there may still be its date and sender.
            let above = i32::from(height.above).min(self.rows() - 1);
            return self.settle(Place {
                row: place.row.max(above),
                ..place
            });
        }
        self.settle(place)
    }

    /// A neighbour comes in whole, or, where it is taller than the pane, by its
    /// near end.
    fn step_to(&mut self, place: Place, index: usize, down: bool) -> Place {
        let height = (self.height)(index);
        let row = self.row_of(place, index);
        if height.total() <= self.rows() {
            return self.reveal(Place { index, row });
        }
        let row = if down {
            row.min(self.rows() - 1).max(0)
        } else {
            row.max(1 - i32::from(height.body))
        };
        self.settle(Place { index, row })
    }

    /// The screen moved by some lines (positive: further down the history). The
    /// selection stays on its message while that is in sight, then goes to the
    /// nearest one that is.
    pub fn scroll(&mut self, place: Place, lines: i32) -> Place {
        let moved = self.settle(Place {
            row: place.row - lines,
            ..place
        });
        self.clamp(moved)
    }

    fn clamp(&mut self, place: Place) -> Place {
        let rows = self.rows();
        let slots = self.slots(place);
        let in_sight = |s: &Slot| s.end() > 0 && s.row < rows;
        if slots.iter().any(|s| s.index == place.index && in_sight(s)) {
            return place;
        }
        let nearest = slots
            .iter()
            .filter(|s| in_sight(s))
            .min_by_key(|s| s.index.abs_diff(place.index))
            // Only what stands above a body may be in sight, in a pane of few rows.
            .or_else(|| slots.first());
        match nearest {
            Some(s) => Place {
                index: s.index,
                row: s.row,
            },
            None => place,
        }
    }

    /// One page, two rows of the last one kept; the selection goes with it to the
    /// message at the same height, and to the very end where there is no page
    /// more.
    pub fn page(&mut self, place: Place, down: bool) -> Place {
        if self.len == 0 {
            return place;
        }
        let by = (self.rows() - 2).max(1);
        let moved = self.settle(Place {
            row: place.row - if down { by } else { -by },
            ..place
        });
        let travelled = (moved.row - place.row).abs();
        if travelled == 0 {
            let index = if down { self.len - 1 } else { 0 };
            if index == moved.index {
                return moved;
            }
            return self.select(moved, index);
        }
        // The message now where the selection was before.
        let target = place.row.clamp(0, (self.rows() - 1).max(0));
        let slots = self.slots(moved);
        let best = slots
            .iter()
            .find(|s| s.top() <= target && target < s.end())
            .or_else(|| slots.last());
        let best = best.map_or(moved, |s| Place {
            index: s.index,
            row: s.row,
        });
        self.clamp(best)
    }

    /// Whether the last line of the list is in the pane.
    pub fn at_end(&mut self, place: Place) -> bool {
        self.slots(place)
            .last()
            .is_none_or(|s| s.index + 1 == self.len && s.end() <= self.rows())
    }

    /// The place for opening a list at a message: a quarter of the pane below the
    /// top, so that what came before gives the context.
    pub fn open_at(&mut self, index: usize) -> Place {
        let row = self.rows() / 4;
        self.reveal(Place { index, row })
    }

    /// The place with the last message at the bottom.
    pub fn open_at_end(&mut self) -> Place {
        if self.len == 0 {
            return Place { index: 0, row: 0 };
        }
        let index = self.len - 1;
        let body = i32::from((self.height)(index).body);
        self.settle(Place {
            index,
            row: self.rows() - body,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn with<T>(heights: &[Height], rows: u16, f: impl FnOnce(&mut Viewport<'_>) -> T) -> T {
        let mut height = |i: usize| heights[i];
        f(&mut Viewport {
            len: heights.len(),
            rows,
            height: &mut height,
        })
    }

    fn h(above: u16, body: u16) -> Height {
        Height { above, body }
    }

    #[test]
    fn a_short_list_starts_at_the_top() {
        let heights = [h(2, 1), h(0, 1)];
        let place = with(&heights, 20, |v| v.open_at_end());
        assert_eq!(place, Place { index: 1, row: 3 });
    }

    #[test]
    fn a_long_list_ends_at_the_bottom() {
        let heights = vec![h(1, 2); 50];
        with(&heights, 20, |v| {
            let place = v.open_at_end();
            let slots = v.slots(place);
            assert_eq!(slots.last().unwrap().end(), 20);
            assert!(v.at_end(place));
        });
    }

    #[test]
    fn what_is_inserted_above_moves_nothing() {
        let few = vec![h(1, 2); 30];
        let more = vec![h(1, 2); 130];
        let before = with(&few, 20, |v| v.slots(Place { index: 20, row: 7 }));
        let after = with(&more, 20, |v| v.slots(Place { index: 120, row: 7 }));
        let rows = |s: &[Slot]| s.iter().map(|s| s.row).collect::<Vec<_>>();
        assert_eq!(rows(&before), rows(&after));
    }

    #[test]
    fn a_tall_message_scrolls_by_line_then_gives_way() {
        let heights = [h(1, 3), h(1, 50), h(1, 3)];
        with(&heights, 10, |v| {
            let mut place = v.select(Place { index: 0, row: 1 }, 1);
            let mut steps = 0;
            while place.index == 1 {
                place = v.step(place, true);
                steps += 1;
                assert!(steps < 60);
            }
            assert_eq!(place.index, 2);
            assert!((40..=52).contains(&steps), "{steps}");
        });
    }

    fn heights() -> impl Strategy<Value = Vec<Height>> {
        prop::collection::vec((0u16..4, 1u16..30).prop_map(|(a, b)| h(a, b)), 1..60)
    }

    proptest! {
        #[test]
        fn moves_keep_the_selection_in_sight_and_the_pane_full(
            heights in heights(),
            rows in 1u16..40,
            start in 0usize..60,
            moves in prop::collection::vec(0u8..8, 0..60),
        ) {
            with(&heights, rows, |v| {
                let mut place = v.open_at(start % v.len);
                for m in moves {
                    place = match m {
                        0 => v.step(place, true),
                        1 => v.step(place, false),
                        2 => v.page(place, true),
                        3 => v.page(place, false),
                        4 => v.scroll(place, 3),
                        5 => v.scroll(place, -3),
                        6 => v.select(place, 0),
                        _ => v.select(place, v.len - 1),
                    };
                    let slots = v.slots(place);
                    let selected = slots.iter().find(|s| s.index == place.index);
                    // A pane of fewer rows than stand above a body may show these alone.
                    let first = |s: &Slot| if rows < 4 { s.top() } else { s.row };
                    assert!(selected.is_some_and(|s| s.end() > 0 && first(s) < i32::from(rows)),
                        "selection out of sight: {place:?} {slots:?}");
                    for pair in slots.windows(2) {
                        assert_eq!(pair[0].end(), pair[1].top());
                        assert_eq!(pair[0].index + 1, pair[1].index);
                    }
                    let settled = v.settle(place);
                    assert_eq!(settled, place, "a move leaves nothing to settle");
                }
            });
        }

        #[test]
        fn stepping_down_reaches_the_end_and_shows_every_line(
            heights in heights(), rows in 1u16..40,
        ) {
            with(&heights, rows, |v| {
                let mut place = v.select(Place { index: 0, row: 0 }, 0);
                let mut seen = vec![0u16; v.len];
                for _ in 0..5000 {
                    for s in v.slots(place) {
                        let visible = (i32::from(rows) - s.row).clamp(0, i32::from(s.height.body));
                        let hidden = (-s.row).max(0);
                        let known = &mut seen[s.index];
                        assert!(hidden <= i32::from(*known) , "lines skipped");
                        *known = (*known).max(u16::try_from(visible).unwrap());
                    }
                    let next = v.step(place, true);
                    if next == place { break; }
                    place = next;
                }
                assert_eq!(place.index, v.len - 1);
                for (i, height) in heights.iter().enumerate() {
                    assert_eq!(seen[i], height.body, "message {i}");
                }
            });
        }
    }
}
