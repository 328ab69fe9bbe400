//! The accounts that one signed in to with `lazuli login`: who and where they are, and where
//! the key of each is kept.
//!
//! A zuliprc file needs no entry here: one that is named, or lies in one of the usual places,
//! goes on working as it is. [`find`] says which account counts.

pub mod find;
mod keyring;
pub mod keys;
mod storage;

use std::path::PathBuf;

use url::Url;

use crate::api::ids::UserId;
use crate::config::zuliprc::{ApiKey, Credentials};
use crate::signin::shown;

pub use keyring::KeyringError;
pub use storage::{Registry, RegistryError};

/// An account that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The organization's address.
    pub site: Url,
    /// The address in the API that goes with the key.
    pub email: String,
    /// The person's id.
    pub user_id: UserId,
    /// The person's name, raw, as it was when they signed in.
    pub full_name: String,
    /// The organization's name, raw, as it was then.
    pub organization: String,
    /// Where the key is.
    pub key: KeyPlace,
    /// How the organization is reached.
    pub security: Security,
    /// Whether it is opened where none is named.
    pub default: bool,
}

/// Where a key is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyPlace {
    /// In the keyring of the desktop.
    Keyring,
    /// In a file of lazuli's own, which holds the key alone.
    File(PathBuf),
    /// In a zuliprc file of the person's, which is read anew each time.
    Zuliprc(PathBuf),
    /// A command prints it; written as in a zuliprc's `key_cmd`.
    Command(String),
}

impl KeyPlace {
    /// Its name in the file and in JSON.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::File(_) => "file",
            Self::Zuliprc(_) => "zuliprc",
            Self::Command(_) => "command",
        }
    }

    /// What stands behind the name: a path, or a command.
    #[must_use]
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::Keyring => None,
            Self::File(path) | Self::Zuliprc(path) => Some(path.display().to_string()),
            Self::Command(command) => Some(command.clone()),
        }
    }

    /// The place in words, to follow “the key is”.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Keyring => "in the system's keyring".to_owned(),
            Self::File(path) | Self::Zuliprc(path) => format!("in {}", path.display()),
            Self::Command(command) => format!("what `{command}` prints"),
        }
    }
}

/// What is special about the connection: see the zuliprc's options of these names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Security {
    /// Whether the server's certificate goes unchecked.
    pub insecure: bool,
    /// PEM file of the only certificates to trust.
    pub cert_bundle: Option<PathBuf>,
    /// PEM file of a certificate to show to the server.
    pub client_cert: Option<PathBuf>,
    /// PEM file of that certificate's key.
    pub client_cert_key: Option<PathBuf>,
}

impl Security {
    /// Credentials that reach `site` in this way.
    #[must_use]
    pub fn credentials(&self, site: &Url, email: &str, key: ApiKey) -> Credentials {
        Credentials {
            email: email.to_owned(),
            key,
            site: site.clone(),
            insecure: self.insecure,
            cert_bundle: self.cert_bundle.clone(),
            client_cert: self.client_cert.clone(),
            client_cert_key: self.client_cert_key.clone(),
            file: None,
        }
    }
}

impl Known {
    /// Whether it is the account of this person there. A person has one account in an
    /// organization, whatever their address is by now.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.site == other.site && (self.user_id == other.user_id || self.email == other.email)
    }

    /// Who and where, as people say it.
    #[must_use]
    pub fn shown(&self) -> String {
        format!("{} at {}", self.email, shown(&self.site))
    }

    /// Whether a person who writes this may mean it: a part of the address, the site, or one
    /// of the names.
    fn answers_to(&self, wanted: &str) -> bool {
        let wanted = wanted.to_lowercase();
        let site = shown(&self.site);
        [
            &self.email,
            &site,
            &self.full_name,
            &self.organization,
            &self.shown(),
        ]
        .iter()
        .any(|name| name.to_lowercase().contains(&wanted))
    }

    /// Whether one of its names is this, whole.
    fn is_called(&self, wanted: &str) -> bool {
        let site = shown(&self.site);
        [&self.email, &site, &self.organization, &self.shown()]
            .iter()
            .any(|name| name.eq_ignore_ascii_case(wanted))
    }
}

/// Why a name does not say which account is meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unclear {
    /// None is called so.
    #[error("No account is called “{wanted}”{}", known_ones(.known))]
    Unknown {
        /// What was asked for.
        wanted: String,
        /// All there are.
        known: Vec<String>,
    },
    /// Several are called so.
    #[error("“{wanted}” may be {}: say more of it.", listed(.matching, "or"))]
    Several {
        /// What was asked for.
        wanted: String,
        /// Those that may be meant.
        matching: Vec<String>,
    },
}

fn known_ones(known: &[String]) -> String {
    if known.is_empty() {
        "; none is known: `lazuli login` signs in.".to_owned()
    } else {
        format!(": there is {}.", listed(known, "and"))
    }
}

fn listed(names: &[String], word: &str) -> String {
    match names {
        [] => String::new(),
        [name] => name.clone(),
        [start @ .., last] => format!("{} {word} {last}", start.join(", ")),
    }
}

/// The account that a name means: by the whole of one of its names, else by a part.
///
/// # Errors
/// When none or several are called so.
pub fn pick<'a>(known: &'a [Known], wanted: &str) -> Result<&'a Known, Unclear> {
    let wanted = wanted.trim();
    let whole: Vec<&Known> = known.iter().filter(|k| k.is_called(wanted)).collect();
    let matching = match whole.len() {
        0 => known.iter().filter(|k| k.answers_to(wanted)).collect(),
        _ => whole,
    };
    match matching[..] {
        [one] => Ok(one),
        [] => Err(Unclear::Unknown {
            wanted: wanted.to_owned(),
            known: known.iter().map(Known::shown).collect(),
        }),
        _ => Err(Unclear::Several {
            wanted: wanted.to_owned(),
            matching: matching.into_iter().map(Known::shown).collect(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn known(email: &str, site: &str, id: u64) -> Known {
        Known {
            site: Url::parse(site).expect("a URL"),
            email: email.to_owned(),
            user_id: UserId(id),
            full_name: "Ada Quill".to_owned(),
            organization: "Lapis Works".to_owned(),
            key: KeyPlace::Keyring,
            security: Security::default(),
            default: false,
        }
    }

    #[test]
    fn a_name_means_one_account_or_says_which_it_may_mean() {
        let all = [
            known("ada@lapis.example", "https://lapis.example", 5),
            known("ada@lapis.example", "https://kiln.example:8443", 9),
            known("ben@lapis.example", "https://lapis.example", 7),
        ];
        let which =
            |wanted: &str| pick(&all, wanted).map_or_else(|error| error.to_string(), |k| k.shown());
        assert_eq!(which("BEN"), "ben@lapis.example at lapis.example");
        assert_eq!(which("kiln"), "ada@lapis.example at kiln.example:8443");
        assert_eq!(
            which("ada@lapis.example at lapis.example"),
            "ada@lapis.example at lapis.example"
        );
        assert_eq!(
            which("ada"),
            "“ada” may be ada@lapis.example at lapis.example, ada@lapis.example at \
             kiln.example:8443 or ben@lapis.example at lapis.example: say more of it."
        );
        assert!(which("chika").starts_with("No account is called “chika”: there is ada@"));
        assert_eq!(
            pick(&[], "x").expect_err("none").to_string(),
            "No account is called “x”; none is known: `lazuli login` signs in."
        );
    }
}
