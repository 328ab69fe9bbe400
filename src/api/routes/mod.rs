//! One typed function for each endpoint, named as in Zulip's API documentation.
//!
//! <https://zulip.com/api/rest>

pub mod events;
pub mod register;
