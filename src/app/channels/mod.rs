//! All channels that one may see: the page that lists them, the sheet of one, what is ordered.

pub mod about;
pub mod adding;
pub(super) mod counting;
pub mod deeds;
pub mod editing;
pub mod fields;
pub mod forms;
pub mod links;
pub mod order;
pub mod own_side;
pub mod page;
pub mod sheet;
