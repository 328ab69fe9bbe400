//! Which account counts, out of what is named, what the environment says, what one signed in
//! to, and the zuliprc files in the usual places.

use super::{Known, Registry, RegistryError, Unclear, keys, pick};
use crate::config::paths::Paths;
use crate::config::zuliprc::{self, Credentials, Environment, Overrides};
use crate::signin::address;

/// An account that is to be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Everything is there, from a zuliprc or the environment.
    Ready(Box<Credentials>),
    /// One that is known; its key is to be fetched.
    Known(Box<Known>, Box<Overrides>),
}

/// Why no account counts.
#[derive(Debug, thiserror::Error)]
pub enum NotFound {
    /// None is known at all, and no zuliprc is anywhere.
    #[error(transparent)]
    Nobody(zuliprc::Error),
    /// A zuliprc or the environment is wrong.
    #[error(transparent)]
    Zuliprc(zuliprc::Error),
    /// The name says nothing, or too little.
    #[error(transparent)]
    Unclear(#[from] Unclear),
    /// The list can't be read.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The key can't be had.
    #[error(transparent)]
    Key(#[from] keys::KeyError),
}

/// The account that counts: one that is named; what `--config-file` or the environment give;
/// the one that was chosen as default; a zuliprc in a usual place; the one signed in to first.
///
/// # Errors
/// See [`NotFound`].
pub fn find(
    account: Option<&str>,
    overrides: &Overrides,
    paths: Option<&Paths>,
    env: Environment<'_>,
) -> Result<Found, NotFound> {
    if account.is_none() && zuliprc::is_given(overrides, env) {
        let ready = zuliprc::load(overrides, env).map_err(NotFound::Zuliprc)?;
        return Ok(Found::Ready(Box::new(ready)));
    }
    // What is chosen wins over a zuliprc that merely lies there.
    let registry = paths.map_or_else(|| Ok(Registry::default()), Registry::load)?;
    let known = |known: &Known| {
        Ok(Found::Known(
            Box::new(known.clone()),
            Box::new(overrides.clone()),
        ))
    };
    if let Some(account) = account {
        return known(pick(registry.all(), account)?);
    }
    let named = overrides.email.is_some() || overrides.site.is_some();
    let meant = if named {
        registry
            .all()
            .iter()
            .find(|known| is_meant(known, overrides))
    } else {
        registry.default_account()
    };
    if let Some(meant) = meant {
        return known(meant);
    }
    match zuliprc::load(overrides, env) {
        Ok(ready) => Ok(Found::Ready(Box::new(ready))),
        Err(error @ zuliprc::Error::NotFound { .. }) => match registry.all().first() {
            Some(first) if !named => known(first),
            _ => Err(NotFound::Nobody(error)),
        },
        Err(error) => Err(NotFound::Zuliprc(error)),
    }
}

/// Whether `--user` and `--site` say this account.
fn is_meant(known: &Known, overrides: &Overrides) -> bool {
    let email = overrides.email.as_deref();
    let site = overrides.site.as_deref();
    email.is_none_or(|email| known.email.eq_ignore_ascii_case(email.trim()))
        && site.is_none_or(|site| address(site).is_ok_and(|url| url == known.site))
}

impl Found {
    /// The address that signs in.
    #[must_use]
    pub fn email(&self) -> &str {
        match self {
            Self::Ready(credentials) => &credentials.email,
            Self::Known(known, _) => &known.email,
        }
    }

    /// The organization.
    #[must_use]
    pub fn site(&self) -> &url::Url {
        match self {
            Self::Ready(credentials) => &credentials.site,
            Self::Known(known, _) => &known.site,
        }
    }

    /// Whether it is the same account.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.site().origin() == other.site().origin()
            && self.email().eq_ignore_ascii_case(other.email())
    }

    /// Whether fetching the key may ask on the terminal, so that it must be done before the
    /// screen has it.
    #[must_use]
    pub fn may_ask_on_the_terminal(&self) -> bool {
        match self {
            Self::Ready(_) => false,
            Self::Known(known, _) => match known.key {
                super::KeyPlace::Keyring | super::KeyPlace::File(_) => false,
                super::KeyPlace::Zuliprc(_) | super::KeyPlace::Command(_) => true,
            },
        }
    }

    /// Everything that connects as it.
    ///
    /// # Errors
    /// When the key can't be had.
    pub async fn credentials(self) -> Result<Credentials, keys::KeyError> {
        match self {
            Self::Ready(credentials) => Ok(*credentials),
            Self::Known(known, overrides) => {
                let credentials = keys::credentials(&known).await?;
                Ok(overridden(credentials, &overrides))
            }
        }
    }

    /// The same, for whoever can wait.
    ///
    /// # Errors
    /// As there.
    pub fn credentials_now(self) -> Result<Credentials, keys::KeyError> {
        match self {
            Self::Ready(credentials) => Ok(*credentials),
            known @ Self::Known(..) => keys::now(known.credentials()),
        }
    }
}

/// What the command line says about the connection counts here too.
fn overridden(mut credentials: Credentials, overrides: &Overrides) -> Credentials {
    credentials.insecure |= overrides.insecure;
    let take = |to: &mut Option<std::path::PathBuf>, from: &Option<std::path::PathBuf>| {
        if from.is_some() {
            to.clone_from(from);
        }
    };
    take(&mut credentials.cert_bundle, &overrides.cert_bundle);
    take(&mut credentials.client_cert, &overrides.client_cert);
    take(&mut credentials.client_cert_key, &overrides.client_cert_key);
    credentials
}
