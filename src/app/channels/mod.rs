//! All channels that one may see: the page that lists them, the sheet of one, what is ordered.

pub mod adding;
pub mod deeds;
pub mod fields;
pub mod forms;
pub mod order;
pub mod page;
pub mod sheet;
