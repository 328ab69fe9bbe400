//! What a person sets: credentials, settings, themes, and where files are.

pub mod zuliprc;
