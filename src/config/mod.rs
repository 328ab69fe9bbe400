//! What a person can set: the account, the settings, the theme, where files are.

pub mod theme;
