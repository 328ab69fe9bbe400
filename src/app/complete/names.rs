//! Names that are looked through while one types: folded once, kept in one piece, so that all
//! of a large organization is looked at within a key's time.

use frizbee::{CaseMatching, Config, Matcher};
use memchr::memmem;

use crate::text::fold::{fold, fold_into};

/// So many names at most are compared letter by letter.
const MOST_LIKENED: usize = 10_000;
/// Fuzzy ones stand in where there are fewer than this.
pub(super) const FEW: usize = 5;

/// How well a name is what was typed, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quality {
    /// It is what was typed.
    Exact,
    /// It begins so.
    Prefix,
    /// Words of it begin so.
    Word,
    /// It has that somewhere.
    Inside,
    /// It has those letters in that order.
    Fuzzy,
}

/// What was typed, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needle {
    folded: String,
}

impl Needle {
    /// What was typed.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        Self {
            folded: fold(typed.trim_start()),
        }
    }

    /// Whether nothing was typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.folded.is_empty()
    }

    /// Folded.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.folded
    }

    /// How well one name, folded already, is this; fuzzy matches are none.
    #[must_use]
    pub fn quality(&self, folded: &str) -> Option<Quality> {
        if self.is_empty() {
            return Some(Quality::Prefix);
        }
        let found = memmem::find_iter(folded.as_bytes(), self.folded.as_bytes());
        let best = found
            .map(|at| quality_at(folded, at, self.folded.len()))
            .min();
        match best {
            Some(Quality::Inside) | None if self.has_words(folded) => Some(Quality::Word),
            best => best,
        }
    }

    /// Whether several words were typed, and each begins a word of the name, in any order.
    fn has_words(&self, folded: &str) -> bool {
        let mut words = self.folded.split_whitespace();
        let (Some(first), Some(second)) = (words.next(), words.next()) else {
            return false;
        };
        [first, second].into_iter().chain(words).all(|word| {
            memmem::find_iter(folded.as_bytes(), word.as_bytes())
                .any(|at| is_word_start(folded, at))
        })
    }

    /// How well one name is this.
    #[must_use]
    pub fn quality_of(&self, name: &str) -> Option<Quality> {
        self.quality(&fold(name))
    }

    fn matcher(&self) -> Matcher {
        let typos = u16::from(self.folded.len() >= 5);
        let config = Config::default()
            .casing(CaseMatching::Respect)
            .max_typos(Some(typos));
        Matcher::new(&self.folded, &config)
    }

    /// Whether it makes sense to look for its letters apart: not for words in a row, which
    /// are a sentence that goes on behind a name, and not for one letter.
    fn may_be_fuzzy(&self) -> bool {
        self.folded.chars().count() > 1 && !self.folded.contains(char::is_whitespace)
    }
}

/// Whether a word of the name begins with the needle's first letter: letters that are anywhere
/// are in too many names.
fn begins_alike(needle: &Needle, folded: &str) -> bool {
    let first = needle.folded.chars().next();
    first.is_some_and(|first| {
        let mut found = folded.match_indices(first);
        found.any(|(at, _)| is_word_start(folded, at))
    })
}

/// Whether a name has all of these letters, in this order.
fn has_letters(name: &str, letters: &str) -> bool {
    if letters.is_ascii() {
        // Of what is not ASCII no byte is.
        let mut rest = name.bytes();
        letters.bytes().all(|wanted| rest.any(|b| b == wanted))
    } else {
        let mut rest = name.chars();
        letters.chars().all(|wanted| rest.any(|c| c == wanted))
    }
}

fn is_word_start(name: &str, at: usize) -> bool {
    name[..at]
        .chars()
        .next_back()
        .is_none_or(|before| !before.is_alphanumeric())
}

fn quality_at(name: &str, at: usize, length: usize) -> Quality {
    if at == 0 {
        if length == name.len() {
            Quality::Exact
        } else {
            Quality::Prefix
        }
    } else if is_word_start(name, at) {
        Quality::Word
    } else {
        Quality::Inside
    }
}

/// Many names, by the places they came in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// All of them folded, each followed by a line end.
    all: String,
    /// Where each begins.
    starts: Vec<u32>,
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
        for start in &mut self.starts[rows.start + new.len()..] {
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
        if needle.is_empty() {
            (0..self.len()).for_each(|row| found(row, Quality::Prefix));
            return;
        }
        // The longest of several words is in the fewest names.
        let words: Vec<&str> = needle.folded.split_whitespace().collect();
        let rarest = match words.as_slice() {
            [] | [_] => needle.folded.as_str(),
            several => several.iter().max_by_key(|word| word.len()).unwrap_or(&""),
        };
        let finder = memmem::Finder::new(rarest);
        let whole = rarest.len() == needle.folded.len();
        let mut row = 0;
        let mut from = 0;
        while let Some(at) = finder.find(&self.all.as_bytes()[from..]) {
            let at = from + at;
            while self
                .starts
                .get(row + 1)
                .is_some_and(|next| *next as usize <= at)
            {
                row += 1;
            }
            let (name, at) = (self.get(row), at - self.starts[row] as usize);
            // The first place that it is at says mostly all.
            let quality = if whole && is_word_start(name, at) {
                Some(quality_at(name, at, rarest.len()))
            } else {
                needle.quality(name)
            };
            if let Some(quality) = quality {
                found(row, quality);
            }
            row += 1;
            let Some(next) = self.starts.get(row) else {
                return;
            };
            from = *next as usize;
        }
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

    /// Takes one in if it is among the best; lesser keys are better.
    pub fn offer(&mut self, key: K, item: T) {
        if !self.accepts(&key) {
            return;
        }
        let at = self.kept.partition_point(|(kept, _)| *kept <= key);
        self.kept.insert(at, (key, item));
        self.kept.truncate(self.most);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len()
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
            Some(quality) => best.offer((quality, rank, at), (item, quality)),
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
