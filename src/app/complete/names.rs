//! Names that are looked through while one types: folded once, kept in one piece, so that all
//! of a large organization is looked at within a key's time.

use super::needle::{Letters, Looking, Needle, Quality, begins_alike, has_letters};
use crate::text::fold::{fold, fold_into};
use frizbee::{CaseMatching, Config, Matcher};

/// So many names at most are compared letter by letter.
const MOST_LIKENED: usize = 10_000;
/// Fuzzy ones stand in where there are fewer than this.
pub(super) const FEW: usize = 5;

/// Many names, by the places they came in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// All of them folded, each followed by a line end.
    all: String,
    /// Where each begins.
    starts: Vec<u32>,
    /// The letters that words of each begin with.
    initials: Vec<Letters>,
}

/// What is said of a row to who looks for the best ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// It may be as good as this: is it to be looked at?
    AtBest(Quality),
    /// It is like the needle.
    Is(Quality),
}

impl Names {
    /// These names.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut this = Self::default();
        names.into_iter().for_each(|name| this.push(name));
        this
    }

    /// Puts a name behind all others.
    pub fn push(&mut self, name: &str) {
        let from = self.all.len();
        // No organization has names of so many bytes: what comes behind is called nothing.
        self.starts.push(u32::try_from(from).unwrap_or(u32::MAX));
        fold_into(name, &mut self.all);
        if self.all[from..].contains('\n') {
            let one_line = self.all[from..].replace('\n', " ");
            self.all.replace_range(from.., &one_line);
        }
        self.initials.push(Letters::beginning(&self.all[from..]));
        self.all.push('\n');
    }

    /// Puts names in the place of some.
    pub fn splice<'a>(
        &mut self,
        rows: std::ops::Range<usize>,
        names: impl IntoIterator<Item = &'a str>,
    ) {
        if rows.start == self.len() {
            return names.into_iter().for_each(|name| self.push(name));
        }
        let new = Self::new(names);
        let place = |row: usize| {
            let start = self.starts.get(row);
            start.map_or(self.all.len(), |start| *start as usize)
        };
        let (from, to) = (place(rows.start), place(rows.end));
        self.all.replace_range(from..to, &new.all);
        let starts = new.starts.iter().map(|start| from as u32 + start);
        self.starts.splice(rows.clone(), starts);
        let count = new.len();
        self.initials.splice(rows.clone(), new.initials);
        for start in &mut self.starts[rows.start + count..] {
            *start = (*start as usize - to + from + new.all.len()) as u32;
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// A name, folded.
    #[must_use]
    pub fn get(&self, row: usize) -> &str {
        let from = self.starts[row] as usize;
        let to = self.end(row);
        &self.all[from..to]
    }

    fn end(&self, row: usize) -> usize {
        let next = self.starts.get(row + 1);
        next.map_or(self.all.len(), |next| *next as usize) - 1
    }

    /// Tells of every name that is like the needle, by its place; fuzzy ones are not told of.
    pub fn find(&self, needle: &Needle, mut found: impl FnMut(usize, Quality)) {
        self.find_best(needle, |row, said| {
            if let Said::Is(quality) = said {
                found(row, quality);
            }
            true
        });
    }

    /// The same where only the best are wanted: of each name it is said first how good it could
    /// be, and where that is not wanted it is not looked at. So it costs little that very many
    /// are like a needle.
    pub fn find_best(&self, needle: &Needle, mut take: impl FnMut(usize, Said) -> bool) {
        if needle.is_empty() {
            for row in 0..self.len() {
                if take(row, Said::AtBest(Quality::Prefix)) {
                    take(row, Said::Is(Quality::Prefix));
                }
            }
            return;
        }
        let looking = Looking::new(needle);
        let rarest = looking.rarest(self.all.as_bytes());
        let mut row = 0;
        loop {
            while row < self.len() && !take(row, Said::AtBest(self.at_best(row, &looking))) {
                row += 1;
            }
            let Some(from) = self.starts.get(row) else {
                return;
            };
            let from = *from as usize;
            let Some(at) = rarest.find(&self.all.as_bytes()[from..]) else {
                return;
            };
            let before = row;
            while self
                .starts
                .get(row + 1)
                .is_some_and(|next| *next as usize <= from + at)
            {
                row += 1;
            }
            let wanted = row == before || take(row, Said::AtBest(self.at_best(row, &looking)));
            if wanted && let Some(quality) = looking.quality(self.get(row)) {
                take(row, Said::Is(quality));
            }
            row += 1;
        }
    }

    /// How good a name could be, as far as it is known without looking at it.
    fn at_best(&self, row: usize, looking: &Looking<'_>) -> Quality {
        let from = self.starts[row] as usize;
        looking.at_best(self.initials[row], self.end(row) - from)
    }

    /// The rows among some whose names have all of the needle's letters in its order, and a word
    /// that begins with its first: the likest first, at most so many. Where `among` is `None`,
    /// all rows are looked at. With them comes every row that has the letters at all, if these
    /// were looked for: only those can be like a needle that goes on from this one.
    #[must_use]
    pub fn letters(
        &self,
        needle: &Needle,
        among: Option<&[u32]>,
        most: usize,
    ) -> (Vec<usize>, Option<Vec<u32>>) {
        self.letters_by(needle, among, most, |row| self.get(row))
    }

    /// The same where the name that counts is only a part of each.
    pub fn letters_by<'a>(
        &'a self,
        needle: &Needle,
        among: Option<&[u32]>,
        most: usize,
        part: impl Fn(usize) -> &'a str,
    ) -> (Vec<usize>, Option<Vec<u32>>) {
        if !needle.may_be_fuzzy() {
            return (Vec::new(), None);
        }
        let has = |row: &u32| has_letters(part(*row as usize), &needle.folded);
        let having: Vec<u32> = match among {
            Some(rows) => rows.iter().copied().filter(has).collect(),
            None => (0..u32::try_from(self.len()).unwrap_or(u32::MAX))
                .filter(has)
                .collect(),
        };
        // Of letters that very many have, some of these will do.
        let near = having.iter().take(MOST_LIKENED);
        let near: Vec<usize> = near
            .map(|row| *row as usize)
            .filter(|row| begins_alike(needle, part(*row)))
            .collect();
        let texts: Vec<&str> = near.iter().map(|row| part(*row)).collect();
        let config = Config::default()
            .casing(CaseMatching::Respect)
            .max_typos(Some(0));
        let found = Matcher::new(&needle.folded, &config).match_list(&texts);
        let best = found.iter().map(|found| near[found.index as usize]);
        (best.take(most).collect(), Some(having))
    }

    /// The names that have the needle's letters in its order, perhaps but one: the best first,
    /// at most so many.
    #[must_use]
    pub fn fuzzy(&self, needle: &Needle, most: usize) -> Vec<usize> {
        if !needle.may_be_fuzzy() {
            return Vec::new();
        }
        let rows: Vec<&str> = self.all.lines().collect();
        let found = needle.matcher().match_list(&rows);
        found
            .iter()
            .map(|found| found.index as usize)
            .filter(|row| begins_alike(needle, rows[*row]))
            .take(most)
            .collect()
    }
}

/// The best few of many, in order: what is kept is bounded, and what is not among the best so
/// far is turned away by one comparison.
#[derive(Debug)]
pub struct Best<K, T> {
    most: usize,
    kept: Vec<(K, T)>,
}

impl<K: Ord, T> Best<K, T> {
    /// None yet, and at most so many.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self {
            most,
            kept: Vec::with_capacity(most + 1),
        }
    }

    /// Whether one of this key would be among the best.
    pub fn accepts(&self, key: &K) -> bool {
        self.kept.len() < self.most || self.kept.last().is_some_and(|(worst, _)| worst > key)
    }

    /// Takes one in if it is among the best; lesser keys are better. Whether it is.
    pub fn offer(&mut self, key: K, item: T) -> bool {
        if !self.accepts(&key) {
            return false;
        }
        let at = self.kept.partition_point(|(kept, _)| *kept <= key);
        if self.kept.len() == self.most {
            self.kept.pop();
        }
        self.kept.insert(at, (key, item));
        true
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Their keys, the best first.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.kept.iter().map(|(key, _)| key)
    }

    /// Them, the best first.
    pub fn into_items(self) -> impl Iterator<Item = T> {
        self.kept.into_iter().map(|(_, item)| item)
    }
}

/// The texts like a needle among a few, with what ranks those that are alike, best first.
/// Fuzzy ones stand in where there are [`FEW`] only.
pub(super) fn rank<T, R: Ord>(
    needle: &Needle,
    most: usize,
    items: impl IntoIterator<Item = (T, R)>,
    text: impl Fn(&T) -> String,
) -> Vec<(T, Quality)> {
    let mut best = Best::new(most);
    let mut others = Vec::new();
    for (at, (item, rank)) in items.into_iter().enumerate() {
        let folded = fold(&text(&item));
        match needle.quality(&folded) {
            Some(quality) => {
                best.offer((quality, rank, at), (item, quality));
            }
            None => others.push((folded, item)),
        }
    }
    let few = FEW.min(most);
    if best.len() < few && needle.may_be_fuzzy() {
        let texts: Vec<&str> = others.iter().map(|(text, _)| text.as_str()).collect();
        let found = needle.matcher().match_list(&texts);
        let wanted: Vec<usize> = found
            .iter()
            .map(|found| found.index as usize)
            .filter(|at| begins_alike(needle, texts[*at]))
            .take(few - best.len())
            .collect();
        let mut taken: Vec<(usize, T)> = others
            .into_iter()
            .enumerate()
            .filter_map(|(at, (_, item))| {
                let place = wanted.iter().position(|wanted| *wanted == at)?;
                Some((place, item))
            })
            .collect();
        taken.sort_by_key(|(place, _)| *place);
        let fuzzy = taken.into_iter().map(|(_, item)| (item, Quality::Fuzzy));
        return best.into_items().chain(fuzzy).collect();
    }
    best.into_items().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(names: &Names, typed: &str) -> Vec<(usize, Quality)> {
        let mut all = Vec::new();
        names.find(&Needle::new(typed), |row, quality| all.push((row, quality)));
        all
    }

    #[test]
    fn names_are_found_by_their_beginnings_words_and_insides() {
        let names = Names::new(["Émilie Dûpont", "Emil", "Emmanuel Ortiz", "Noemi", "Ben"]);
        assert_eq!(
            found(&names, "EMIL"),
            [(0, Quality::Prefix), (1, Quality::Exact)]
        );
        assert_eq!(
            found(&names, "em"),
            [
                (0, Quality::Prefix),
                (1, Quality::Prefix),
                (2, Quality::Prefix),
                (3, Quality::Inside)
            ]
        );
        assert_eq!(found(&names, "dup"), [(0, Quality::Word)]);
        assert_eq!(found(&names, "or em"), [(2, Quality::Word)]);
        assert_eq!(found(&names, "emmanuel o"), [(2, Quality::Prefix)]);
        assert_eq!(found(&names, "").len(), 5);
        assert_eq!(found(&names, "x"), []);
        let fuzzy = |typed| names.fuzzy(&Needle::new(typed), 5);
        assert_eq!(fuzzy("emdu"), [0]);
        assert_eq!(fuzzy("ben said"), Vec::<usize>::new());
    }

    proptest! {
        /// Looking through all at once finds what looking at each finds.
        #[test]
        fn all_at_once_is_as_each_alone(
            names in prop::collection::vec("[a-cÉß ]{0,8}", 0..20),
            typed in "[a-ce ]{0,4}",
        ) {
            let all = Names::new(names.iter().map(String::as_str));
            let needle = Needle::new(&typed);
            let each: Vec<(usize, Quality)> = names
                .iter()
                .enumerate()
                .filter_map(|(row, name)| Some((row, needle.quality_of(name)?)))
                .collect();
            prop_assert_eq!(found(&all, &typed), each);
        }

        /// Names in the place of others are as if they had been there from the start.
        #[test]
        fn splicing_is_as_being_there_from_the_start(
            mut names in prop::collection::vec("[a-cÉß\n ]{0,8}", 0..12),
            others in prop::collection::vec("[a-cÉß\n ]{0,8}", 0..5),
            from in 0..12_usize,
            count in 0..4_usize,
        ) {
            let mut all = Names::new(names.iter().map(String::as_str));
            let from = from.min(names.len());
            let to = (from + count).min(names.len());
            all.splice(from..to, others.iter().map(String::as_str));
            names.splice(from..to, others);
            prop_assert_eq!(&all, &Names::new(names.iter().map(String::as_str)));
        }

        /// The best few are those that sorting all would put first.
        #[test]
        fn the_best_are_the_first_of_all(mut keys in prop::collection::vec(0..50_u8, 0..40)) {
            let mut best = Best::new(7);
            for (at, key) in keys.iter().enumerate() {
                best.offer((*key, at), *key);
            }
            let best: Vec<u8> = best.into_items().collect();
            keys.sort_unstable();
            keys.truncate(7);
            prop_assert_eq!(best, keys);
        }
    }
}
