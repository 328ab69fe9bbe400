//! What the commands do, one file for each family.

pub mod acts;
pub mod content;
pub mod marks;
pub mod media;
pub mod moving;
pub mod panes;
pub mod program;
pub mod prompt;
pub mod views;
pub mod widgets;
