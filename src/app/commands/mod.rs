//! What the commands do, one file for each family.

pub mod accounts;
pub mod acts;
pub mod channels;
pub mod complete;
pub mod composer;
pub mod content;
pub mod inbox;
pub mod jump;
pub mod listing;
pub mod login;
pub mod marks;
pub mod media;
pub mod moving;
pub mod opening;
pub mod outgoing;
pub mod panes;
pub mod program;
pub mod prompt;
mod rows;
pub mod search;
pub mod settings;
pub mod shelf;
pub mod text;
pub mod tour;
pub mod views;
pub mod widgets;
