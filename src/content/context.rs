//! What laying out needs to know besides the document: all of it an argument.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use url::Url;

use super::document::{CodeId, Media, SpoilerId};
use crate::api::ids::{ChannelId, GroupId, UserId};
use crate::text::SafeText;

/// Who and what the ids in a message are called now. `None`: unknown, and the
/// message's own words are shown.
pub trait Names {
    /// A person's current name.
    fn user(&self, id: UserId) -> Option<SafeText<'_>>;
    /// A group's current name.
    fn group(&self, id: GroupId) -> Option<SafeText<'_>>;
    /// A channel's current name, without `#`.
    fn channel(&self, id: ChannelId) -> Option<SafeText<'_>>;
    /// Whether this is oneself.
    fn is_self(&self, id: UserId) -> bool;
    /// Whether one is a member of this group, directly or by a group in it.
    fn is_own_group(&self, id: GroupId) -> bool;
}

/// Knows which pictures are shown as pictures, and how large.
pub trait Pictures {
    /// The columns and rows that a picture takes where there are so many columns.
    /// `None`: it stays a labelled line.
    fn cells(&self, media: &Media, columns: u16) -> Option<(u16, u16)>;
}

/// Knows nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoNames;

impl Names for NoNames {
    fn user(&self, _: UserId) -> Option<SafeText<'_>> {
        None
    }

    fn group(&self, _: GroupId) -> Option<SafeText<'_>> {
        None
    }

    fn channel(&self, _: ChannelId) -> Option<SafeText<'_>> {
        None
    }

    fn is_self(&self, _: UserId) -> bool {
        false
    }

    fn is_own_group(&self, _: GroupId) -> bool {
        false
    }
}

/// How times of day are written (`twenty_four_hour_time`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Hours {
    /// `6:30 PM`.
    Twelve,
    /// `18:30`.
    #[default]
    TwentyFour,
}

/// How emoji are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum EmojiStyle {
    /// As glyphs.
    #[default]
    Glyph,
    /// As glyphs where all terminals agree on the width; sequences (joined,
    /// flags, skin tones, keycaps, variation selectors) by name. For terminals
    /// that draw sequences wider or narrower than they should.
    Simple,
    /// By name: `:tada:`.
    Name,
}

/// Who puts Hebrew, Arabic and their like in order on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Bidi {
    /// The terminal, which is given the order in which one speaks ([UAX #9]).
    ///
    /// [UAX #9]: https://www.unicode.org/reports/tr9/
    #[default]
    Terminal,
    /// This program, line by line after wrapping, for terminals that draw
    /// characters as they come. Paragraphs that run to the left stand at the right.
    Reorder,
}

/// What happens to lines of code that are longer than the width.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CodeOverflow {
    /// They go on in the next line, with a mark.
    Wrap,
    /// They are cut, and shown from this column on.
    Scroll(u16),
}

/// What a message is laid out for.
#[derive(Clone, Copy)]
pub struct LayoutContext<'a> {
    /// Cells a line may take; at least one.
    pub width: u16,
    /// Current names, and what is one's own.
    pub names: &'a dyn Names,
    /// The zone of times.
    pub time_zone: &'a TimeZone,
    /// How times of day are written.
    pub hours: Hours,
    /// The spoilers that are open.
    pub open_spoilers: &'a BTreeSet<SpoilerId>,
    /// How emoji are shown.
    pub emoji: EmojiStyle,
    /// Whether boxes show what links lead to (not `hide_link_previews`).
    pub previews: bool,
    /// Words marked wherever they stand alone, apart from code and links:
    /// the alert words, if the message has the flag `has_alert_word`.
    pub alert_words: &'a [String],
    /// Words marked like search hits, for searches the server did not mark.
    pub search_words: &'a [String],
    /// The sender's name if this is a `/me` message (`is_me_message`).
    pub me_sender: Option<&'a SafeText<'a>>,
    /// The organization's address: links below it are links within Zulip.
    pub realm: Option<&'a Url>,
    /// What happens to long lines of code.
    pub code: CodeOverflow,
    /// Who puts text that runs to the left in order.
    pub bidi: Bidi,
    /// The code blocks that are cut instead, each from a column on.
    pub scrolled: &'a BTreeMap<CodeId, u16>,
    /// Whether code, and what is struck through, have marks around them: for
    /// monochrome themes, where no style would tell them apart.
    pub marks: bool,
    /// Which pictures get room below their labels; `None` for none.
    pub pictures: Option<&'a dyn Pictures>,
}

static UTC: TimeZone = TimeZone::UTC;
static NO_SPOILERS: BTreeSet<SpoilerId> = BTreeSet::new();
static NONE_SCROLLED: BTreeMap<CodeId, u16> = BTreeMap::new();

impl LayoutContext<'static> {
    /// For this width, without names, in UTC, spoilers closed.
    #[must_use]
    pub fn of_width(width: u16) -> Self {
        Self {
            width,
            names: &NoNames,
            time_zone: &UTC,
            hours: Hours::TwentyFour,
            open_spoilers: &NO_SPOILERS,
            emoji: EmojiStyle::Glyph,
            previews: true,
            alert_words: &[],
            search_words: &[],
            me_sender: None,
            realm: None,
            code: CodeOverflow::Wrap,
            bidi: Bidi::Terminal,
            scrolled: &NONE_SCROLLED,
            marks: false,
            pictures: None,
        }
    }
}
