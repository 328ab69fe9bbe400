//! Message HTML to document tree to lines.
//!
//! [`parse`] makes the tree, once per message; [`layout`] makes lines of it for a
//! width; [`draw_line`] puts one of them on the screen, in a theme's styles.
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
mod plain;
mod rendered;

pub use address::Address;
pub use context::{CodeOverflow, EmojiStyle, Hours, LayoutContext, Names, NoNames};
pub use document::Document;
pub use layout::{layout, wrap_line};
pub use line::{Emphasis, Line, Paint, Piece, TargetId, draw_line};
pub use parse::parse;
pub use plain::{plain_text, table_alone, table_text};
pub use rendered::{LinkTarget, Region, RegionKind, Rendered, Target};
