//! A list one picks from: a selection that follows its row when rows come, go or
//! change places, a scroll position, and a filter.

/// The state of a list beside its rows. Rows are told by argument; `K` names a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Picker<K> {
    /// The selected row, by name.
    pub selected: Option<K>,
    /// Where the selection stood last, for when its row goes away.
    index: usize,
    /// Index of the first row in sight.
    pub top: usize,
    /// What is typed to filter by, if a filter is open.
    pub filter: Option<Filter>,
}

/// A filter: what was typed, and whether typing goes on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The text so far.
    pub text: String,
    /// Whether keys still go into it.
    pub typing: bool,
}

impl<K> Default for Picker<K> {
    fn default() -> Self {
        Self {
            selected: None,
            index: 0,
            top: 0,
            filter: None,
        }
    }
}

/// A row of a list.
pub trait Row<K> {
    /// The row's name; none for a heading, which cannot be selected.
    fn key(&self) -> Option<&K>;

    /// Whether it is nothing but air: no list in sight begins with it.
    fn is_air(&self) -> bool {
        false
    }
}

impl<K: Clone + PartialEq> Picker<K> {
    /// Brings selection and scroll in line with the rows as they are now, for a
    /// pane of so many rows. A selection whose row is gone goes to the row that
    /// came in its place.
    pub fn sync<R: Row<K>>(&mut self, rows: &[R], height: usize) {
        let found = self
            .selected
            .as_ref()
            .and_then(|key| rows.iter().position(|r| r.key() == Some(key)));
        let index = found.or_else(|| nearest(rows, self.index));
        match index {
            Some(i) => {
                self.index = i;
                self.selected = rows[i].key().cloned();
            }
            None => self.selected = None,
        }
        self.scroll_to_selection(rows, height);
    }

    fn scroll_to_selection<R: Row<K>>(&mut self, rows: &[R], height: usize) {
        let last_top = rows.len().saturating_sub(height);
        if self.selected.is_some() && height > 0 {
            // The heading above the first row of a section stays in sight with it.
            let first = if height > 1 && self.index > 0 && rows[self.index - 1].key().is_none() {
                self.index - 1
            } else {
                self.index
            };
            if first < self.top {
                self.top = first;
            } else if self.index >= self.top + height {
                self.top = self.index + 1 - height;
            }
        }
        self.top = self.top.min(last_top);
        self.skip_air(rows);
    }

    fn skip_air<R: Row<K>>(&mut self, rows: &[R]) {
        while rows.get(self.top).is_some_and(Row::is_air) {
            self.top += 1;
        }
    }

    /// Selects the next (`by` positive) or an earlier row, headings skipped.
    pub fn step<R: Row<K>>(&mut self, rows: &[R], by: isize, height: usize) {
        self.sync(rows, height);
        if self.index >= rows.len() {
            return;
        }
        let down = by > 0;
        let mut left = by.unsigned_abs();
        let mut at = self.index;
        let mut best = None;
        while left > 0 {
            let next = if down {
                at.checked_add(1).filter(|i| *i < rows.len())
            } else {
                at.checked_sub(1)
            };
            let Some(next) = next else { break };
            at = next;
            left -= 1;
            if rows[at].key().is_some() {
                best = Some(at);
            } else if by.unsigned_abs() == 1 {
                left = 1;
            }
        }
        if let Some(i) = best {
            self.index = i;
            self.selected = rows[i].key().cloned();
        }
        self.scroll_to_selection(rows, height);
    }

    /// Selects the first or the last row.
    pub fn end<R: Row<K>>(&mut self, rows: &[R], last: bool, height: usize) {
        let mut selectable = rows.iter().enumerate().filter(|(_, r)| r.key().is_some());
        let found = if last {
            selectable.next_back()
        } else {
            selectable.next()
        };
        if let Some((i, row)) = found {
            self.index = i;
            self.selected = row.key().cloned();
        }
        self.scroll_to_selection(rows, height);
    }

    /// Moves what is in sight without moving the selection further than needed.
    pub fn scroll<R: Row<K>>(&mut self, rows: &[R], by: isize, height: usize) {
        let last_top = rows.len().saturating_sub(height);
        self.top = self.top.saturating_add_signed(by).min(last_top);
        if by > 0 {
            self.skip_air(rows);
        } else {
            while rows.get(self.top).is_some_and(Row::is_air) {
                self.top = self.top.saturating_sub(1);
            }
        }
        let sight = self.top..(self.top + height).min(rows.len());
        if !sight.contains(&self.index) {
            let inside = if by > 0 {
                sight.clone().find(|i| rows[*i].key().is_some())
            } else {
                sight.clone().rev().find(|i| rows[*i].key().is_some())
            };
            if let Some(i) = inside {
                self.index = i;
                self.selected = rows[i].key().cloned();
            }
        }
    }

    /// Brings so many rows below the selected one in sight with it.
    pub fn make_room<R: Row<K>>(&mut self, rows: &[R], below: usize, height: usize) {
        self.sync(rows, height);
        let wanted = (self.index + below + 1).saturating_sub(height);
        self.top = self.top.max(wanted.min(self.index));
        self.scroll_to_selection(rows, height);
    }

    /// Selects this row.
    pub fn select<R: Row<K>>(&mut self, rows: &[R], key: &K, height: usize) {
        self.selected = Some(key.clone());
        self.sync(rows, height);
    }

    /// What is being filtered by, if anything.
    #[must_use]
    pub fn needle(&self) -> Option<&str> {
        self.filter
            .as_ref()
            .map(|f| f.text.as_str())
            .filter(|t| !t.is_empty())
    }

    /// Whether keys go into the filter.
    #[must_use]
    pub fn typing(&self) -> bool {
        self.filter.as_ref().is_some_and(|f| f.typing)
    }
}

fn nearest<K, R: Row<K>>(rows: &[R], index: usize) -> Option<usize> {
    if rows.is_empty() {
        return None;
    }
    let index = index.min(rows.len() - 1);
    (index..rows.len())
        .chain((0..index).rev())
        .find(|i| rows[*i].key().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct R(Option<u32>);
    impl Row<u32> for R {
        fn key(&self) -> Option<&u32> {
            self.0.as_ref()
        }
    }

    fn rows(keys: &[u32]) -> Vec<R> {
        keys.iter().map(|k| R((*k != 0).then_some(*k))).collect()
    }

    #[test]
    fn the_selection_follows_its_row() {
        let mut p = Picker::default();
        p.select(&rows(&[1, 2, 3]), &2, 10);
        p.sync(&rows(&[9, 8, 1, 2, 3]), 10);
        assert_eq!(p.selected, Some(2));
        p.sync(&rows(&[9, 8, 1, 7, 3]), 10);
        assert_eq!(p.selected, Some(7), "what came in its place");
        p.step(&rows(&[]), -1, 10);
        p.step(&rows(&[]), 1, 10);
        assert_eq!(p.selected, None);
    }

    #[test]
    fn headings_are_skipped_and_stay_in_sight() {
        let r = rows(&[0, 1, 2, 0, 3, 4]);
        let mut p = Picker::default();
        p.sync(&r, 2);
        assert_eq!(p.selected, Some(1));
        p.step(&r, 1, 2);
        p.step(&r, 1, 2);
        assert_eq!(p.selected, Some(3));
        p.step(&r, -1, 2);
        assert_eq!(p.selected, Some(2));
        p.step(&r, -1, 2);
        assert_eq!((p.selected, p.top), (Some(1), 0));
        p.step(&r, -1, 2);
        assert_eq!(p.selected, Some(1), "nothing further up");
    }

    #[test]
    fn no_list_in_sight_begins_with_air() {
        // 0 is air, 100 a heading.
        struct Airy(u32);
        impl Row<u32> for Airy {
            fn key(&self) -> Option<&u32> {
                (self.0 != 0 && self.0 != 100).then_some(&self.0)
            }
            fn is_air(&self) -> bool {
                self.0 == 0
            }
        }
        let rows: Vec<Airy> = [1, 2, 0, 100, 3, 4, 0, 100, 5, 6, 7].map(Airy).into();
        for height in 2..12 {
            let mut p = Picker::default();
            p.sync(&rows, height);
            let mut moves = vec![(1, false); 10];
            moves.extend([(-1, false); 10]);
            moves.extend([(1, true); 10]);
            moves.extend([(-1, true); 10]);
            for (by, wheel) in moves {
                if wheel {
                    p.scroll(&rows, by, height);
                } else {
                    p.step(&rows, by, height);
                }
                assert_ne!(rows[p.top].0, 0, "{height}");
                let at = rows.iter().position(|row| row.key() == p.selected.as_ref());
                assert!((p.top..p.top + height).contains(&at.unwrap()), "{height}");
                p.sync(&rows, height);
                assert_ne!(rows[p.top].0, 0, "{height}");
            }
        }
    }

    #[test]
    fn rows_below_come_in_sight_with_the_selected_one() {
        let r = rows(&[1, 2, 3, 4, 5, 6, 7, 8]);
        let mut p = Picker::default();
        p.select(&r, &4, 4);
        assert_eq!(p.top, 0);
        p.make_room(&r, 2, 4);
        assert_eq!((p.selected, p.top), (Some(4), 2));
        p.make_room(&r, 9, 4);
        assert_eq!(
            (p.selected, p.top),
            (Some(4), 3),
            "it stays in sight itself"
        );
        p.make_room(&r, 1, 4);
        assert_eq!(p.top, 3, "nothing moves without need");
    }

    #[test]
    fn a_page_goes_as_far_as_there_are_rows() {
        let r = rows(&[1, 2, 3, 4, 5]);
        let mut p = Picker::default();
        p.sync(&r, 3);
        p.step(&r, 10, 3);
        assert_eq!((p.selected, p.top), (Some(5), 2));
    }

    #[test]
    fn the_wheel_takes_the_selection_along() {
        let r = rows(&[1, 2, 3, 4, 5, 6]);
        let mut p = Picker::default();
        p.sync(&r, 3);
        p.scroll(&r, 2, 3);
        assert_eq!((p.selected, p.top), (Some(3), 2));
        p.scroll(&r, -9, 3);
        assert_eq!((p.selected, p.top), (Some(3), 0));
    }
}
