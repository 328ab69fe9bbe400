//! Message HTML to document tree to lines.
//!
//! [`parse`] makes the tree, once per message; [`layout`] makes lines of it for a
//! width; [`draw_line`] puts one of them on the screen, in a theme's styles.
//! [`plain_text`] gives the words alone, for notifications and copies.
//!
//! html2text was measured for all of this, on recorded messages: it knows no
//! classes (so no mentions, no colours of code), drops times, rules, alignment and
//! pictures without a name, prints formulas three times and shows what spoilers
//! hide, in almost four times the time. So it serves where it is the
//! better of the two: for elements without a node, in plain text.
//!
//! Nothing here does I/O or looks at a clock, and nothing from the server gets
//! out of here that is not safe for a terminal.

pub mod address;
mod context;
pub mod document;
mod find;
mod layout;
mod line;
pub mod link;
mod math;
mod parse;
pub mod permalink;
mod rendered;
mod table;
mod typed;

pub use address::Address;
pub use context::{Bidi, CodeOverflow, EmojiStyle, Hours, LayoutContext, Names, NoNames, Pictures};
pub use document::Document;
pub use layout::{
    layout, parts_in_order, pieces_in_order, plain_text, prose_in_order, words_in_order, wrap,
    wrap_line,
};
pub use line::{Emphasis, Line, Paint, Piece, TargetId, draw_line};
pub use parse::parse;
pub use rendered::{LinkTarget, Region, RegionKind, Rendered, Target};
pub use table::{table_alone, table_text};
pub use typed::html_of;
