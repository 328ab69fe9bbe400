//! Getting in: from the address that a person types to a key that works. Pure; the requests
//! are sent by [`crate::session::signing_in`].
//!
//! <https://zulip.com/api/http-headers>, <https://zulip.com/api/fetch-api-key>,
//! <https://zulip.com/api/get-server-settings>

pub mod address;
pub mod door;
pub mod link;
pub mod refusal;
pub mod secret;

pub use address::{address, shown};
pub use door::{Door, External, Method, UserNames};
pub use link::{LoginLink, Otp};
pub use secret::Secret;
