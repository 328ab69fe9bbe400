//! What is typed of a name, and how well a name is that.

use frizbee::{CaseMatching, Config, Matcher};
use memchr::memmem::{self, Finder};

use crate::text::fold::fold;

/// So many bytes of all names are looked at to find out which word is the rarest.
const SAMPLE: usize = 8 * 1024;

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
    pub(super) folded: String,
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

    pub(super) fn matcher(&self) -> Matcher {
        let typos = u16::from(self.folded.len() >= 5);
        let config = Config::default()
            .casing(CaseMatching::Respect)
            .max_typos(Some(typos));
        Matcher::new(&self.folded, &config)
    }

    /// Whether it makes sense to look for its letters apart: not for words in a row, which
    /// are a sentence that goes on behind a name, and not for one letter.
    pub(super) fn may_be_fuzzy(&self) -> bool {
        self.folded.chars().count() > 1 && !self.folded.contains(char::is_whitespace)
    }
}

/// Whether a word of the name begins with the needle's first letter: letters that are anywhere
/// are in too many names.
pub(super) fn begins_alike(needle: &Needle, folded: &str) -> bool {
    let first = needle.folded.chars().next();
    first.is_some_and(|first| {
        let mut found = folded.match_indices(first);
        found.any(|(at, _)| is_word_start(folded, at))
    })
}

/// Whether a name has all of these letters, in this order.
pub(super) fn has_letters(name: &str, letters: &str) -> bool {
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

/// A set of letters. Some letters are the same in it, so that it may tell of more than there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Letters(u32);

impl Letters {
    fn of(letter: char) -> Self {
        Self(1 << (letter as u32 % 32))
    }

    /// The letters that words of a name begin with.
    pub(super) fn beginning(name: &str) -> Self {
        let mut all = 0;
        let mut inside = false;
        for c in name.chars() {
            if !inside {
                all |= Self::of(c).0;
            }
            inside = c.is_alphanumeric();
        }
        Self(all)
    }

    fn has(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }
}

/// A needle, ready to be looked for in many names. It is not empty.
#[derive(Debug)]
pub(super) struct Looking<'a> {
    length: usize,
    whole: Finder<'a>,
    /// Its words, where it has several.
    words: Vec<Finder<'a>>,
    initials: Letters,
}

impl<'a> Looking<'a> {
    pub(super) fn new(needle: &'a Needle) -> Self {
        let words = || needle.folded.split_whitespace();
        let initials = words().filter_map(|word| word.chars().next());
        let several = words().nth(1).is_some();
        Self {
            length: needle.folded.len(),
            whole: Finder::new(&needle.folded),
            words: words().filter(|_| several).map(Finder::new).collect(),
            initials: Letters(initials.fold(0, |all, c| all | Letters::of(c).0)),
        }
    }

    /// What every name that is like the needle has, and few others.
    pub(super) fn rarest(&self, names: &[u8]) -> &Finder<'a> {
        let sample = &names[..names.len().min(SAMPLE)];
        let often = |word: &&Finder<'a>| word.find_iter(sample).count();
        self.words.iter().min_by_key(often).unwrap_or(&self.whole)
    }

    /// How well a name of this length can be the needle at best, if its words begin with these
    /// letters.
    pub(super) fn at_best(&self, initials: Letters, length: usize) -> Quality {
        if !initials.has(self.initials) {
            Quality::Inside
        } else if length == self.length {
            Quality::Exact
        } else {
            Quality::Prefix
        }
    }

    /// How well a name, folded already, is the needle: as [`Needle::quality`].
    pub(super) fn quality(&self, folded: &str) -> Option<Quality> {
        let mut best = None;
        for at in self.whole.find_iter(folded.as_bytes()) {
            match quality_at(folded, at, self.length) {
                Quality::Inside => best = best.or(Some(Quality::Inside)),
                first @ (Quality::Exact | Quality::Prefix | Quality::Word | Quality::Fuzzy) => {
                    return Some(first);
                }
            }
        }
        if !self.words.is_empty() && self.words.iter().all(|word| begins(word, folded)) {
            return Some(Quality::Word);
        }
        best
    }
}

fn begins(word: &Finder<'_>, folded: &str) -> bool {
    let mut found = word.find_iter(folded.as_bytes());
    found.any(|at| is_word_start(folded, at))
}
