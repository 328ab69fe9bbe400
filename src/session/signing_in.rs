//! The requests by which somebody gets in. What goes wrong is a sentence with the way out.

use std::future::Future;

use url::Url;

use crate::accounts::keys::{self, Keep, KeyError};
use crate::accounts::{KeyPlace, KeyringError, Known, Registry, RegistryError, Security};
use crate::api::Client;
use crate::api::error::ApiError;
use crate::api::routes::login::{self, FetchedKey};
use crate::api::routes::server::{ServerSettingsReply, get_server_settings};
use crate::api::routes::users::{OwnUser, get_own_user};
use crate::config::paths::Paths;
use crate::config::zuliprc::{self, ApiKey, Glance};
use crate::content::{self, LayoutContext};
use crate::log;
use crate::signin::refusal::{Tried, sentence};
use crate::signin::{Door, Otp, address, shown};
use crate::text::SafeText;

/// So often a server may send on to another address before it is given up.
const MOST_REDIRECTS: usize = 4;

/// A way to an organization.
#[derive(Debug, Clone)]
pub struct Way {
    /// What was found there.
    pub door: Door,
    /// How it is reached.
    pub security: Security,
}

/// A key that works, and whose it is. Not kept yet.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Where.
    pub way: Way,
    /// The address in the API that goes with the key.
    pub email: String,
    /// The key.
    pub key: ApiKey,
    /// Who it is.
    pub user: OwnUser,
}

fn anonymous(site: &Url, security: &Security) -> Client {
    Client::anonymous(&security.credentials(site, "", ApiKey::new("")))
}

/// Asks what there is at an address. Nothing secret goes along, so one is sent on to another
/// address as a browser is; the address at the end is what the person is shown.
///
/// # Errors
/// A sentence: there is no organization that lets people in.
pub async fn look(site: &Url, security: &Security) -> Result<Way, String> {
    let mut site = site.clone();
    for _ in 0..MOST_REDIRECTS {
        let answer = get_server_settings(&anonymous(&site, security)).await;
        match answer {
            Ok(reply) => {
                let site = own_address(site, &reply, security).await;
                let door = Door::new(&site, &reply, plain).map_err(|why| why.to_string())?;
                let security = security.clone();
                return Ok(Way { door, security });
            }
            Err(error) => {
                let next = match &error {
                    ApiError::Redirect { to, .. } => address(to).ok(),
                    _ => None,
                };
                match next.filter(|next| may_follow(&site, next)) {
                    Some(next) => site = next,
                    None => return Err(sentence(&error, Tried::Address, &shown(&site))),
                }
            }
        }
    }
    Err(format!(
        "{} sends on from one address to the next without end: check the address.",
        shown(&site)
    ))
}

/// The text of a description, on one line.
fn plain(html: &str) -> SafeText<'static> {
    let document = content::parse(html);
    let text = content::plain_text(&document, &LayoutContext::of_width(u16::MAX));
    SafeText::line(text.into_string())
}

/// What came over TLS does not go on without it, and nothing goes on to itself.
fn may_follow(from: &Url, to: &Url) -> bool {
    to != from && (to.scheme() == "https" || from.scheme() == "http")
}

/// The address that the organization calls its own, if it answers there as well; else the one
/// that was asked: the other may be behind a proxy or a tunnel.
async fn own_address(asked: Url, reply: &ServerSettingsReply, security: &Security) -> Url {
    let own = reply.realm().and_then(|realm| address(realm).ok());
    let Some(own) = own.filter(|own| own.origin() != asked.origin() && may_follow(&asked, own))
    else {
        return asked;
    };
    match get_server_settings(&anonymous(&own, security)).await {
        Ok(there) if there.realm() == reply.realm() => own,
        Ok(_) | Err(_) => asked,
    }
}

impl Way {
    fn client(&self) -> Client {
        anonymous(&self.door.site, &self.security)
    }

    fn host(&self) -> String {
        shown(&self.door.site)
    }

    async fn tell<T>(
        &self,
        tried: Tried,
        answer: impl Future<Output = Result<T, ApiError>>,
    ) -> Result<T, String> {
        let host = self.host();
        answer.await.map_err(|error| sentence(&error, tried, &host))
    }

    /// Gets a key for a name and a password.
    ///
    /// # Errors
    /// A sentence.
    pub async fn by_password(&self, name: &str, password: &str) -> Result<SignedIn, String> {
        log::conceal(password);
        let client = self.client();
        let key = login::fetch_api_key(&client, name.trim(), password);
        let key = self.tell(Tried::Password, key).await?;
        self.fetched(key).await
    }

    /// The accounts of a development server.
    ///
    /// # Errors
    /// A sentence.
    pub async fn dev_accounts(&self) -> Result<Vec<String>, String> {
        let client = self.client();
        self.tell(Tried::Dev, login::dev_list_users(&client)).await
    }

    /// Gets the key of a development server's account.
    ///
    /// # Errors
    /// A sentence.
    pub async fn by_dev(&self, email: &str) -> Result<SignedIn, String> {
        let client = self.client();
        let key = login::dev_fetch_api_key(&client, email.trim());
        let key = self.tell(Tried::Dev, key).await?;
        self.fetched(key).await
    }

    /// Opens the link at the end of a sign-in in the browser.
    ///
    /// # Errors
    /// A sentence.
    pub async fn by_link(&self, otp: &Otp, pasted: &str) -> Result<SignedIn, String> {
        let link = crate::signin::LoginLink::find(pasted).map_err(|why| why.to_string())?;
        let (email, key) = otp
            .open(&link, &self.door.sites())
            .map_err(|why| why.to_string())?;
        self.fetched(FetchedKey { email, key }).await
    }

    async fn fetched(&self, key: FetchedKey) -> Result<SignedIn, String> {
        self.by_key(&key.email, key.key).await
    }

    /// Sees whether a key works, and whose it is.
    ///
    /// # Errors
    /// A sentence.
    pub async fn by_key(&self, email: &str, key: ApiKey) -> Result<SignedIn, String> {
        log::conceal(key.reveal());
        let email = email.trim().to_owned();
        let credentials = self
            .security
            .credentials(&self.door.site, &email, key.clone());
        let client = Client::new(&credentials).map_err(|error| format!("{error}."))?;
        let user = self.tell(Tried::Key, get_own_user(&client)).await?;
        Ok(SignedIn {
            way: self.clone(),
            email,
            key,
            user,
        })
    }
}

/// Signs in with a zuliprc's text: it says where, too.
///
/// # Errors
/// A sentence.
pub async fn by_zuliprc(text: &str) -> Result<SignedIn, String> {
    let credentials = zuliprc::parse(text).map_err(|error| error.to_string())?;
    by_credentials(&credentials).await
}

/// Signs in with what a zuliprc says.
///
/// # Errors
/// A sentence.
pub async fn by_credentials(credentials: &zuliprc::Credentials) -> Result<SignedIn, String> {
    log::conceal(credentials.key.reveal());
    let security = Security {
        insecure: credentials.insecure,
        cert_bundle: credentials.cert_bundle.clone(),
        client_cert: credentials.client_cert.clone(),
        client_cert_key: credentials.client_cert_key.clone(),
    };
    let way = look(&credentials.site, &security).await?;
    way.by_key(&credentials.email, credentials.key.clone())
        .await
}

/// Where a key that was had in some other way stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keeping {
    /// It is kept anew.
    Anew(Keep),
    /// It stays where it is.
    There(KeyPlace),
}

/// What became of an account that is known now.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The account.
    pub known: Known,
    /// Why a keyring that is there did not take the key.
    pub keyring: Option<KeyringError>,
}

/// Why an account that one got into is not known all the same.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// Its key is not kept.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The list can't be written.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl SignedIn {
    /// Keeps the key, and the account in the list. It becomes the default where nothing else
    /// would be opened: no other account, no zuliprc; or when `default` says so.
    ///
    /// # Errors
    /// See [`KeepError`].
    pub async fn keep(
        &self,
        paths: &Paths,
        keeping: Keeping,
        default: bool,
        zuliprc: Option<&Glance>,
    ) -> Result<Kept, KeepError> {
        // A list that can't be read is no reason to leave a key behind.
        Registry::load(paths)?;
        let site = &self.way.door.site;
        let (key, keyring) = match keeping {
            Keeping::Anew(keep) => keys::keep(paths, site, &self.email, &self.key, keep).await?,
            Keeping::There(place) => (place, None),
        };
        let known = Known {
            site: site.clone(),
            email: self.email.clone(),
            user_id: self.user.user_id,
            full_name: self.user.full_name.to_string(),
            organization: self.way.door.name.as_str().to_owned(),
            key,
            security: self.way.security.clone(),
            default: false,
        };
        let (old, known) = Registry::change(paths, |registry| {
            let alone = registry.all().is_empty() && zuliprc.is_none();
            let old = registry.put(known.clone());
            if default || alone {
                registry.choose(Some(&known));
            }
            let now = registry.all().iter().find(|other| other.is_same(&known));
            (old, now.cloned().unwrap_or(known))
        })?;
        // The key of before is in another place, or under another name: nobody needs it.
        if let Some(old) = old.filter(|old| old.key != known.key || old.email != known.email)
            && let Err(error) = keys::forget(&old).await
        {
            tracing::info!(%error, "an old key is left behind");
        }
        Ok(Kept { known, keyring })
    }
}
