//! What a person sets: credentials, settings, themes, and where files are.

pub mod documents;
pub mod edit;
pub mod file;
#[cfg(test)]
mod file_tests;
pub mod hooks;
pub mod key_command;
pub mod option;
pub mod paths;
pub mod problem;
pub mod quiet;
pub mod settings;
pub mod theme;
pub mod zuliprc;
