//! The wire: ids, typed events and snapshot, errors, one function for each endpoint.

pub mod ids;
