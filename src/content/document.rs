//! The document tree: what a message says, apart from how it looks.
//!
//! Closed on purpose: whatever the server can put into a message has a node, and
//! what has none becomes `Unknown`, which keeps the HTML and shows the text. All
//! text in the tree is safe; addresses are kept as they came, in [`Address`].

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use super::address::Address;
use crate::api::ids::{ChannelId, GroupId, UserId};
use crate::text::SafeText;

/// Safe text that the tree owns.
pub type Text = SafeText<'static>;

/// A message's content.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Document {
    /// Its blocks, first to last.
    pub blocks: Vec<Block>,
    /// The elements there was no node for, each kind once: `u`, `span.new-thing`.
    pub unknown: Vec<String>,
}

/// A spoiler's number in its document, in order of appearance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SpoilerId(pub u16);

/// A code block's number in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct CodeId(pub u16);

/// A table's number in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct TableId(pub u16);

/// Something that stands on lines of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Block {
    /// A paragraph; in a tight list item, the words that stand there without one.
    Paragraph {
        /// What it says.
        content: Vec<Inline>,
    },
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
        /// What it says.
        content: Vec<Inline>,
    },
    /// A rule across.
    Rule,
    /// A quote.
    Quote {
        /// What is quoted.
        blocks: Vec<Block>,
    },
    /// A list.
    List(List),
    /// A code block.
    Code(CodeBlock),
    /// A formula on lines of its own.
    Math {
        /// TeX.
        tex: Text,
    },
    /// A table.
    Table(Table),
    /// A spoiler.
    Spoiler(Spoiler),
    /// A picture, film or sound that the server shows below the text.
    Media(Media),
    /// A box that shows what a link leads to.
    Preview(Preview),
    /// A tweet, from the years when the server fetched them.
    Tweet(Tweet),
    /// An element without a node.
    Unknown {
        /// Its name and class.
        element: Text,
        /// Its HTML, at most a few thousand bytes.
        html: Text,
        /// What it holds.
        blocks: Vec<Block>,
    },
    /// Here something was left out, as it was too long or too deep.
    Cut(Cut),
}

/// Why something was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Cut {
    /// The message has more elements than are shown.
    TooLong,
    /// Its elements are nested deeper than is shown.
    TooDeep,
}

/// A bullet or numbered list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct List {
    /// The first number; `None` for bullets.
    pub start: Option<u64>,
    /// Whether the items are paragraphs with air between them.
    pub loose: bool,
    /// The items.
    pub items: Vec<Vec<Block>>,
}

/// A code block.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CodeBlock {
    /// Its number.
    pub id: CodeId,
    /// The language's name, if one was given or guessed.
    pub language: Option<Text>,
    /// The code, its lines parted by `\n`, none at the end.
    pub text: Text,
    /// What the code consists of: lengths in bytes that add up to the text's.
    pub runs: Vec<CodeRun>,
    /// The code with its tabs, where it has any: for copying, never for drawing.
    #[serde(skip)]
    pub written: Option<Box<str>>,
}

impl CodeBlock {
    /// The code as it was written, without other control characters than ends of
    /// lines and tabs.
    #[must_use]
    pub fn as_written(&self) -> &str {
        self.written.as_deref().unwrap_or(self.text.as_str())
    }
}

/// A piece of code of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CodeRun {
    /// Bytes.
    pub len: u32,
    /// What it is.
    pub token: Token,
    /// Whether it was searched for, or its line is highlighted.
    pub hit: bool,
}

/// What a piece of code is: Pygments' token classes, grouped.
///
/// <https://pygments.org/docs/tokens/>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names are Pygments' own")]
pub enum Token {
    Text,
    Keyword,
    Type,
    Function,
    Class,
    Builtin,
    Decorator,
    Constant,
    Variable,
    Attribute,
    Tag,
    String,
    Escape,
    Number,
    Operator,
    Punctuation,
    Comment,
    Preproc,
    Deleted,
    Inserted,
    Heading,
    Emphasis,
    Strong,
    Prompt,
    Output,
    Error,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// Its number.
    pub id: TableId,
    /// How each column is aligned; as many as the widest row has cells.
    pub columns: Vec<Align>,
    /// The header cells.
    pub head: Vec<Vec<Inline>>,
    /// The rows below, each of cells.
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// The alignment of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Align {
    #[default]
    Left,
    Center,
    Right,
}

/// A spoiler.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Spoiler {
    /// Its number.
    pub id: SpoilerId,
    /// What is said about it; may be empty.
    pub header: Vec<Block>,
    /// What is hidden.
    pub content: Vec<Block>,
}

/// A picture, film or sound.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Media {
    /// What it is.
    pub kind: MediaKind,
    /// Its title or file name.
    pub name: Option<Text>,
    /// What opens when it is opened: the original.
    pub address: Address,
    /// What to fetch to show it: the server's thumbnail, where there is one.
    pub preview: Option<Address>,
    /// Width and height of the original in pixels.
    pub dimensions: Option<(u32, u32)>,
    /// Its media type, as `image/png`.
    pub content_type: Option<Text>,
    /// Whether it moves.
    pub animated: bool,
    /// Whether the server is still making the thumbnail.
    pub loading: bool,
}

/// What a [`Media`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum MediaKind {
    Image,
    Video,
    Audio,
    YouTube,
    /// A film from Vimeo or another site that can be embedded.
    Embed,
}

/// What a link leads to, as the server saw it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Preview {
    /// Where it leads.
    pub address: Address,
    /// The page's title.
    pub title: Vec<Inline>,
    /// The page's description.
    pub description: Vec<Inline>,
    /// A picture of it.
    pub image: Option<Address>,
}

/// A tweet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tweet {
    /// Where it was.
    pub address: Address,
    /// What it said.
    pub content: Vec<Inline>,
    /// Who said it.
    pub author: Vec<Inline>,
    /// Pictures in it.
    pub media: Vec<Media>,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Inline {
    /// Words.
    Text {
        /// The words.
        text: Text,
    },
    /// The line ends here.
    Break,
    /// Bold.
    Strong {
        /// What is bold.
        content: Vec<Inline>,
    },
    /// Italic.
    Emphasis {
        /// What is italic.
        content: Vec<Inline>,
    },
    /// Struck through.
    Strike {
        /// What is struck.
        content: Vec<Inline>,
    },
    /// Code between backticks.
    Code {
        /// The code.
        content: Vec<Inline>,
    },
    /// What was searched for.
    Highlight {
        /// The words found.
        content: Vec<Inline>,
    },
    /// A link.
    Link(Link),
    /// A mention.
    Mention(Mention),
    /// An emoji.
    Emoji {
        /// The characters.
        glyph: Text,
        /// Its name, without colons.
        name: Text,
    },
    /// An emoji that is a picture: the organization's own.
    CustomEmoji {
        /// Its name, without colons.
        name: Text,
        /// The picture.
        source: Address,
    },
    /// A point in time.
    Time {
        /// When.
        #[serde(serialize_with = "in_words")]
        utc: Timestamp,
        /// As it was typed.
        text: Text,
    },
    /// A formula.
    Math {
        /// TeX.
        tex: Text,
    },
    /// What the server could not read: a formula, a time.
    Broken {
        /// The server's words.
        text: Text,
    },
    /// A picture or sound among the words.
    Media(Media),
    /// An element without a node.
    Unknown {
        /// Its name and class.
        element: Text,
        /// Its HTML, at most a few thousand bytes.
        html: Text,
        /// What it holds.
        content: Vec<Inline>,
    },
    /// Here something was left out.
    Cut(Cut),
}

/// A link.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Link {
    /// Where it leads.
    pub address: Address,
    /// What the author called it besides its text.
    pub title: Option<Text>,
    /// What the server says that it leads to.
    pub kind: LinkKind,
    /// Its text.
    pub content: Vec<Inline>,
}

/// What the server marked a link as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// Nothing: any link, also one to a conversation that was pasted as an address.
    Plain,
    /// `#channel`.
    Channel(ChannelId),
    /// `#channel > topic`.
    Topic(ChannelId),
    /// `#channel > topic @ 💬`: one message.
    Message,
}

/// A mention.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mention {
    /// Whom it names.
    pub who: Mentioned,
    /// Whether it notifies nobody, and has no `@`.
    pub silent: bool,
    /// As the server wrote it, with the `@`: what to show for somebody unknown.
    pub text: Text,
}

/// Whom a mention names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mentioned {
    /// A person or bot.
    User(UserId),
    /// Somebody, in a message so old that it has no id.
    Unidentified,
    /// A group.
    Group(GroupId),
    /// Everyone in the conversation: `@all`, `@everyone`, `@channel`.
    Everyone,
    /// Everyone who takes part in the topic.
    Topic,
}

/// Writes a time as RFC 3339.
fn in_words<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}
