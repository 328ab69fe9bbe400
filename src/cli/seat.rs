//! One account's life behind the screen: signing in where nobody is, the demo organization, the
//! session.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::mpsc;

use crate::accounts::Security;
use crate::accounts::find::Found;
use crate::api::Client;
use crate::api::time::UnixMillis;
use crate::app::accounts::AccountIndex;
use crate::app::effect::Effect;
use crate::app::state::Account;
use crate::app::update::{Link, SessionUpdate, Update};
use crate::archive::{Archive, Archives, account_file};
use crate::config::paths::Paths;
use crate::config::zuliprc::Credentials;
use crate::demo;
use crate::session::media::Folders;
use crate::session::{self, Session, SessionOptions};
use crate::text::SafeText;

use super::entrance::{Entrance, Entry};

/// What an account's part of the screen begins with.
#[derive(Debug)]
pub enum Opens {
    /// The demo organization inside the program, whose credentials come with it.
    Demo,
    /// An account, whose key may still have to be fetched.
    Account(Found),
    /// An account whose key can't be had, and why.
    Keyless(Box<Account>, String),
    /// Nobody is signed in: it asks.
    Login,
}

impl Opens {
    /// The account, but for a key that may ask on the terminal: that one is fetched at once,
    /// while the terminal is still there to ask on.
    #[must_use]
    pub fn account(found: Found) -> Self {
        if !found.may_ask_on_the_terminal() {
            return Self::Account(found);
        }
        let account = Box::new(account_of(&found));
        match found.credentials_now() {
            Ok(credentials) => Self::Account(Found::Ready(Box::new(credentials))),
            Err(why) => Self::Keyless(account, why.to_string()),
        }
    }

    /// How it is called while nothing more is known.
    #[must_use]
    pub fn called(&self) -> Account {
        match self {
            Self::Account(found) => account_of(found),
            Self::Keyless(account, _) => (**account).clone(),
            Self::Demo | Self::Login => Account {
                email: SafeText::line("a small organization inside this program"),
                site: SafeText::line("lazuli demo"),
                url: None,
            },
        }
    }
}

fn account_of(found: &Found) -> Account {
    let site = found.site().as_str();
    let bare = site
        .trim_start_matches("https://")
        .trim_start_matches("http://")
        .trim_end_matches('/');
    Account {
        email: SafeText::line(found.email().to_owned()),
        site: SafeText::line(bare.to_owned()),
        url: url::Url::parse(site).ok(),
    }
}

/// Where an account's session tells what happens.
#[derive(Debug, Clone)]
pub struct Told {
    /// The account.
    pub account: AccountIndex,
    /// To the screen.
    pub updates: mpsc::UnboundedSender<(AccountIndex, Update)>,
}

impl Told {
    /// Gives whether anybody listens.
    pub fn tell(&self, update: Update) -> bool {
        self.updates.send((self.account, update)).is_ok()
    }

    /// Tells the screen that there is nothing to connect with, and waits for its end.
    async fn ended(&self, why: String, orders: &mut mpsc::UnboundedReceiver<Effect>) {
        self.tell(Update::Session(SessionUpdate::Link(Link::Ended { why })));
        while orders.recv().await.is_some() {}
    }
}

/// How sessions do what they do, the same for all.
#[derive(Debug, Clone)]
pub struct Ways {
    /// Whether what is read is marked so.
    pub marks_read: bool,
    /// Where files go.
    pub folders: Folders,
    /// The kinds of events that hooks are about.
    pub heard: BTreeSet<Box<str>>,
    /// What the demo organization is like.
    pub demo: demo::Options,
    /// The files of all accounts.
    pub archives: Archives,
    /// Where the program keeps what it keeps.
    pub paths: Paths,
    /// How organizations are reached, as the command line says it.
    pub security: Security,
    /// The command that opens addresses; empty for the system's own.
    pub open: Vec<String>,
    /// Whether a browser can be opened here.
    pub opener: bool,
}

impl Ways {
    fn file(&self, site: &url::Url, email: &str) -> PathBuf {
        account_file(self.paths.data(), site, email)
    }

    /// What has an account's drafts and outbox. Opened before there is a key: that takes a while.
    #[must_use]
    pub fn archive(&self, opens: &Opens) -> Option<Archive> {
        match opens {
            Opens::Account(found) => {
                let file = self.file(found.site(), found.email());
                Some(self.archives.open(file))
            }
            Opens::Demo | Opens::Keyless(..) | Opens::Login => None,
        }
    }
}

/// An account's life, until the screen has no more orders for it.
///
/// # Errors
/// When the demo organization can't be started.
pub async fn live(
    opens: Opens,
    archive: Option<Archive>,
    ways: Ways,
    updates: Told,
    mut orders: mpsc::UnboundedReceiver<Effect>,
) -> io::Result<()> {
    let opens = match opens {
        Opens::Login => {
            let entrance = Entrance {
                paths: ways.paths.clone(),
                security: ways.security.clone(),
                open: ways.open.clone(),
                opener: ways.opener,
                updates: updates.clone(),
            };
            match entrance.attend(&mut orders).await {
                Some(Entry::Account(credentials)) => Opens::Account(Found::Ready(credentials)),
                Some(Entry::Demo) => Opens::Demo,
                None => return Ok(()),
            }
        }
        opens @ (Opens::Demo | Opens::Account(_) | Opens::Keyless(..)) => opens,
    };
    let running;
    let (credentials, archive) = match opens {
        Opens::Account(found) => {
            let credentials = match found.credentials().await {
                Ok(credentials) => credentials,
                Err(why) => {
                    updates.ended(why.to_string(), &mut orders).await;
                    return Ok(());
                }
            };
            let file = || ways.file(&credentials.site, &credentials.email);
            let archive = archive.unwrap_or_else(|| ways.archives.open(file()));
            (credentials, archive)
        }
        Opens::Keyless(_, why) => {
            updates.ended(why, &mut orders).await;
            return Ok(());
        }
        Opens::Demo | Opens::Login => {
            running = demo::Server::start(ways.demo.clone()).await?;
            let person = running.account("ada");
            let credentials = Credentials::new(&person.email, &person.api_key, &running.site())
                .map_err(io::Error::other)?;
            // What happens in the demo organization ends with it.
            (credentials, Archive::in_memory())
        }
    };
    serve(credentials, archive, ways, updates, orders).await;
    Ok(())
}

/// What the session tells goes to the screen, what the screen orders to the session.
async fn serve(
    credentials: Credentials,
    archive: Archive,
    ways: Ways,
    updates: Told,
    mut orders: mpsc::UnboundedReceiver<Effect>,
) {
    let client = match Client::new(&credentials) {
        Ok(client) => client,
        Err(error) => return updates.ended(error.to_string(), &mut orders).await,
    };
    let (session, mut told): (Session, _) = session::start(SessionOptions {
        client,
        archive,
        marks_read: ways.marks_read,
        wall: || now().0,
        folders: ways.folders,
        heard: ways.heard,
    });
    // The thread of the archives ends when nobody holds them.
    drop(ways.archives);
    loop {
        tokio::select! {
            update = told.recv() => match update {
                Some(update) => {
                    if !updates.tell(Update::Session(update)) {
                        break;
                    }
                }
                None => break,
            },
            order = orders.recv() => match order {
                Some(effect) => if let Some(Effect::Discard(old)) = session.execute(effect) {
                    // Freeing many people's records takes a while.
                    tokio::task::spawn_blocking(move || drop(old));
                },
                None => break,
            },
        }
    }
    session.close().await;
}

/// The time by the system's clock.
#[must_use]
pub fn now() -> UnixMillis {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    UnixMillis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
