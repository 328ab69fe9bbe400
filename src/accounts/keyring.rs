//! The keyring of the desktop: the Secret Service that GNOME, KDE and KeePassXC offer over
//! D-Bus. <https://specifications.freedesktop.org/secret-service/latest/>
//!
//! macOS has a keychain of its own, which is not spoken to: there a key is kept in a file, or
//! printed by `security find-generic-password -w`.

use std::time::Duration;

use url::Url;

use crate::config::zuliprc::ApiKey;

/// How long a keyring may take, a person's unlocking it included.
const PATIENCE: Duration = Duration::from_secs(120);

/// Why the keyring does not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// There is none here.
    #[error("there is no keyring here")]
    None,
    /// It stays locked.
    #[error("the keyring stayed locked")]
    Locked,
    /// It does not hold the key.
    #[error("the keyring does not hold the key")]
    Missing,
    /// It did not answer in time.
    #[error("the keyring did not answer")]
    Late,
    /// Something else, in its words.
    #[error("the keyring failed: {0}")]
    Other(String),
}

/// Whose key.
#[derive(Debug, Clone, Copy)]
pub struct Owner<'a> {
    /// The organization.
    pub site: &'a Url,
    /// The address in the API.
    pub email: &'a str,
}

/// Keeps a key, in place of one that is there already.
pub async fn keep(owner: Owner<'_>, key: &ApiKey) -> Result<(), KeyringError> {
    in_time(service::keep(owner, key)).await
}

/// The key of an account.
pub async fn fetch(owner: Owner<'_>) -> Result<ApiKey, KeyringError> {
    in_time(service::fetch(owner)).await
}

/// Forgets the key of an account. It is no failure if it is gone already.
pub async fn forget(owner: Owner<'_>) -> Result<(), KeyringError> {
    in_time(service::forget(owner)).await
}

async fn in_time<T>(
    work: impl Future<Output = Result<T, KeyringError>>,
) -> Result<T, KeyringError> {
    let late = |_| Err(KeyringError::Late);
    tokio::time::timeout(PATIENCE, work)
        .await
        .unwrap_or_else(late)
}

#[cfg(all(unix, not(target_os = "macos")))]
mod service {
    use std::collections::HashMap;

    use secret_service::{EncryptionType, Error, Item, SecretService};

    use super::{KeyringError, Owner};
    use crate::config::zuliprc::ApiKey;
    use crate::signin::shown;

    impl From<Error> for KeyringError {
        fn from(error: Error) -> Self {
            match error {
                Error::Locked | Error::Prompt | Error::PromptDisconnected => Self::Locked,
                Error::NoResult => Self::Missing,
                Error::Unavailable => Self::None,
                // No bus answers where one should be, or nobody on it keeps secrets.
                Error::Zbus(error) if is_absence(&error.to_string()) => Self::None,
                Error::ZbusFdo(error) if is_absence(&error.to_string()) => Self::None,
                error => Self::Other(error.to_string()),
            }
        }
    }

    /// Whether an error says that there is nothing, by the names that D-Bus has for it.
    fn is_absence(error: &str) -> bool {
        let names = [
            "Failed to connect",
            "I/O error",
            "ServiceUnknown",
            "NameHasNoOwner",
        ];
        names.iter().any(|name| error.contains(name))
    }

    fn attributes<'a>(owner: Owner<'a>) -> HashMap<&'static str, &'a str> {
        HashMap::from([
            ("application", "lazuli"),
            ("site", owner.site.as_str()),
            ("email", owner.email),
        ])
    }

    async fn connect() -> Result<SecretService<'static>, KeyringError> {
        if !has_bus() {
            return Err(KeyringError::None);
        }
        match SecretService::connect(EncryptionType::Dh).await {
            Ok(service) => Ok(service),
            Err(Error::Unavailable) => Err(KeyringError::None),
            // Not every service encrypts on the way; all take secrets as they are. The way is a
            // socket of the person's own.
            Err(_) => Ok(SecretService::connect(EncryptionType::Plain).await?),
        }
    }

    /// Whether a session bus may be there. Without one the library would try to start one.
    fn has_bus() -> bool {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        set("DBUS_SESSION_BUS_ADDRESS").is_some()
            || set("XDG_RUNTIME_DIR")
                .is_some_and(|folder| std::path::Path::new(&folder).join("bus").exists())
    }

    pub(super) async fn keep(owner: Owner<'_>, key: &ApiKey) -> Result<(), KeyringError> {
        let service = connect().await?;
        let collection = service.get_default_collection().await?;
        if collection.is_locked().await? {
            collection.unlock().await?;
        }
        let label = format!("lazuli: {} at {}", owner.email, shown(owner.site));
        let secret = key.reveal().as_bytes();
        let item = collection
            .create_item(&label, attributes(owner), secret, true, "text/plain")
            .await?;
        // Some take everything and keep nothing.
        if read(&item).await? == *key {
            Ok(())
        } else {
            Err(KeyringError::Missing)
        }
    }

    async fn read(item: &Item<'_>) -> Result<ApiKey, KeyringError> {
        let secret = item.get_secret().await?;
        match String::from_utf8(secret) {
            Ok(key) if !key.is_empty() => Ok(ApiKey::new(key)),
            _ => Err(KeyringError::Missing),
        }
    }

    pub(super) async fn fetch(owner: Owner<'_>) -> Result<ApiKey, KeyringError> {
        let service = connect().await?;
        let found = service.search_items(attributes(owner)).await?;
        if let Some(item) = found.unlocked.first() {
            return read(item).await;
        }
        let item = found.locked.first().ok_or(KeyringError::Missing)?;
        item.unlock().await?;
        read(item).await
    }

    pub(super) async fn forget(owner: Owner<'_>) -> Result<(), KeyringError> {
        let service = connect().await?;
        let found = service.search_items(attributes(owner)).await?;
        for item in &found.locked {
            item.unlock().await?;
        }
        for item in found.unlocked.iter().chain(&found.locked) {
            item.delete().await?;
        }
        Ok(())
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
mod service {
    use super::{KeyringError, Owner};
    use crate::config::zuliprc::ApiKey;

    pub(super) async fn keep(_: Owner<'_>, _: &ApiKey) -> Result<(), KeyringError> {
        Err(KeyringError::None)
    }

    pub(super) async fn fetch(_: Owner<'_>) -> Result<ApiKey, KeyringError> {
        Err(KeyringError::None)
    }

    pub(super) async fn forget(_: Owner<'_>) -> Result<(), KeyringError> {
        Err(KeyringError::None)
    }
}
