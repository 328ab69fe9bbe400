//! What a person set, and where files are.

pub mod paths;
