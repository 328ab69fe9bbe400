//! What a person set, and where files are.

pub mod paths;
pub mod settings;
//! What a person sets: credentials, settings, themes, and where files are.

pub mod zuliprc;
//! What a person can set: the account, the settings, the theme, where files are.

pub mod theme;
