//! What a person set, and where files are.

pub mod paths;
pub mod settings;
