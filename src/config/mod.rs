//! What a person set, and where files are.

pub mod paths;
pub mod settings;
//! What a person sets: credentials, settings, themes, and where files are.

pub mod zuliprc;
