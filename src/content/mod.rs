//! Message HTML to document tree to lines.
//!
//! [`parse`] makes the tree, once per message; [`layout`] makes lines of it for a
//! width; [`draw_line`] puts one of them on the screen, in a theme's styles.
//! Nothing here does I/O or looks at a clock, and nothing from the server gets
//! out of here that is not safe for a terminal.

pub mod address;
mod context;
pub mod document;
mod layout;
mod line;
pub mod link;
mod math;
mod parse;
mod rendered;

pub use address::Address;
pub use context::{CodeOverflow, EmojiStyle, Hours, LayoutContext, Names, NoNames, Pictures};
pub use document::Document;
pub use layout::layout;
pub use line::{Emphasis, Line, Paint, Piece, TargetId, draw_line};
pub use parse::parse;
pub use rendered::{LinkTarget, Region, RegionKind, Rendered, Target};
