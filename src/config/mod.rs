//! What a person sets: credentials, settings, themes, and where files are.

pub mod paths;
pub mod settings;
pub mod theme;
pub mod zuliprc;
