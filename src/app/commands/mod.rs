//! What the commands do, one file for each family.

pub mod accounts;
pub mod acts;
pub mod complete;
pub mod composer;
pub mod content;
pub mod groups;
pub mod inbox;
pub mod jump;
pub mod listing;
pub mod marks;
pub mod media;
pub mod members;
pub mod moving;
pub mod opening;
pub mod outgoing;
pub mod panes;
pub mod program;
pub mod prompt;
mod rows;
pub mod search;
pub mod shelf;
pub mod text;
pub mod views;
pub mod widgets;
