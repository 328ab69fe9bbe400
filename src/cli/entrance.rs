//! Signing in on the screen: carries out the orders of [`crate::app::login`], until somebody is
//! in or wants the demo organization.

use std::future::{Future, pending};
use std::path::Path;
use std::pin::Pin;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinHandle;

use crate::accounts::keys::Keep;
use crate::accounts::{KeyPlace, Security};
use crate::app::effect::Effect;
use crate::app::login::{Entered, News, Order, Page, Ticket};
use crate::app::state::Account;
use crate::app::update::Update;
use crate::config::paths::Paths;
use crate::config::zuliprc::{self, Credentials, Overrides, process_environment};
use crate::log;
use crate::session::doorstep::Doorstep;
use crate::session::login_link::{Handed, Waiting};
use crate::session::signing_in::{self, Keeping, SignedIn, Way};
use crate::signin::{External, Otp, shown};
use crate::text::SafeText;

use super::errands::Errands;
use super::seat::Told;

/// What the screen goes on with.
#[derive(Debug)]
pub enum Entry {
    /// This account.
    Account(Box<Credentials>),
    /// The demo organization.
    Demo,
}

/// Where people are let in.
pub struct Entrance {
    /// Where what is kept is kept.
    pub paths: Paths,
    /// How organizations are reached, as the command line says it.
    pub security: Security,
    /// The command that opens addresses; empty for the system's own.
    pub open: Vec<String>,
    /// Whether a browser can be opened here.
    pub opener: bool,
    /// Where the screen hears what happens.
    pub updates: Told,
}

/// Somebody who is in, and what the screen is told.
type In = (Box<Credentials>, Box<Entered>);

/// What comes of work that is under way.
enum Outcome {
    Found(Ticket, Result<Box<Way>, String>),
    People(Ticket, Result<Vec<String>, String>),
    Entered(Ticket, Result<In, String>),
}

type Work = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// A sign-in that the browser has.
struct Browsing {
    ticket: Ticket,
    otp: Otp,
    way: Way,
    page: url::Url,
    waiting: Option<Waiting>,
    doorstep: Option<JoinHandle<()>>,
}

impl Drop for Browsing {
    fn drop(&mut self) {
        if let Some(doorstep) = &self.doorstep {
            doorstep.abort();
        }
    }
}

impl Entrance {
    /// Carries out orders until somebody is in. `None` when the screen is gone.
    pub async fn attend(self, orders: &mut UnboundedReceiver<Effect>) -> Option<Entry> {
        let mut way: Option<Way> = None;
        let mut work: Option<Work> = None;
        let mut browsing: Option<Browsing> = None;
        loop {
            tokio::select! {
                // Other orders make no sense before somebody is in.
                order = orders.recv() => if let Effect::SignIn(order) = order? {
                    if order == Order::Demo {
                        self.tell(News::Demo);
                        return Some(Entry::Demo);
                    }
                    self.take(order, way.as_ref(), &mut work, &mut browsing).await;
                },
                outcome = under_way(&mut work) => {
                    work = None;
                    match outcome {
                        Outcome::Found(ticket, found) => {
                            let door = found.map(|found| {
                                let door = Box::new(found.door.clone());
                                way = Some(*found);
                                door
                            });
                            self.tell(News::Found(ticket, door));
                        }
                        Outcome::People(ticket, people) => {
                            self.tell(News::DevAccounts(ticket, people));
                        }
                        Outcome::Entered(ticket, Ok((credentials, entered))) => {
                            self.tell(News::Entered(ticket, Ok(entered)));
                            return Some(Entry::Account(credentials));
                        }
                        Outcome::Entered(ticket, Err(why)) => {
                            self.tell(News::Entered(ticket, Err(why)));
                        }
                    }
                }
                handed = handed(browsing.as_ref()) => {
                    if let Some(browsing) = &browsing {
                        work = Some(self.by_handed(browsing, handed));
                    }
                }
            }
        }
    }

    fn tell(&self, news: News) {
        // Nobody listens any more when the program ends.
        self.updates.tell(Update::SignIn(news));
    }

    async fn take(
        &self,
        order: Order,
        way: Option<&Way>,
        work: &mut Option<Work>,
        browsing: &mut Option<Browsing>,
    ) {
        let paths = self.paths.clone();
        let way = way.cloned();
        let lost = || "The organization is not known any more: go back to its address.".to_owned();
        *work = match order {
            Order::Look(ticket, site) => {
                let security = self.security.clone();
                begun(async move {
                    let found = signing_in::look(&site, &security).await;
                    Outcome::Found(ticket, found.map(Box::new))
                })
            }
            Order::Password(ticket, name, password) => begun(async move {
                let signed_in = match way {
                    Some(way) => way.by_password(&name, password.reveal()).await,
                    None => Err(lost()),
                };
                entered(ticket, &paths, signed_in, anew()).await
            }),
            Order::Key(ticket, email, key) => begun(async move {
                let key = zuliprc::ApiKey::new(key.reveal().trim());
                let signed_in = match way {
                    Some(way) => way.by_key(&email, key).await,
                    None => Err(lost()),
                };
                entered(ticket, &paths, signed_in, anew()).await
            }),
            Order::DevAccounts(ticket) => begun(async move {
                let people = match way {
                    Some(way) => way.dev_accounts().await,
                    None => Err(lost()),
                };
                Outcome::People(ticket, people)
            }),
            Order::Dev(ticket, email) => begun(async move {
                let signed_in = match way {
                    Some(way) => way.by_dev(&email).await,
                    None => Err(lost()),
                };
                entered(ticket, &paths, signed_in, anew()).await
            }),
            Order::Zuliprc(ticket, text) => begun(async move {
                let signed_in = signing_in::by_zuliprc(text.reveal()).await;
                entered(ticket, &paths, signed_in, anew()).await
            }),
            Order::ZuliprcFile(ticket, path) => begun(async move {
                match by_file(&path).await {
                    Ok((signed_in, place)) => {
                        entered(ticket, &paths, Ok(signed_in), Keeping::There(place)).await
                    }
                    Err(why) => Outcome::Entered(ticket, Err(why)),
                }
            }),
            Order::Link(ticket, link) => {
                let Some(browsing) = browsing.as_ref() else {
                    return self.tell(News::Entered(ticket, Err(lost())));
                };
                let (way, otp) = (browsing.way.clone(), browsing.otp.clone());
                begun(async move {
                    let signed_in = way.by_link(&otp, link.reveal()).await;
                    entered(ticket, &paths, signed_in, anew()).await
                })
            }
            Order::Browser(ticket, external) => {
                let begun = match way {
                    Some(way) => self.browse(ticket, way, &external).await,
                    None => Err(lost()),
                };
                let page = begun.map(|(new, page)| {
                    *browsing = Some(new);
                    page
                });
                self.tell(News::Page(ticket, page));
                None
            }
            Order::Reopen => {
                if let Some(browsing) = browsing.as_mut() {
                    self.open(browsing).await;
                }
                return;
            }
            Order::Stop => {
                *browsing = None;
                None
            }
            // Taken where the orders come in.
            Order::Demo => None,
        };
    }

    /// Makes the page of an external method, opens it, and waits for its link.
    async fn browse(
        &self,
        ticket: Ticket,
        way: Way,
        external: &External,
    ) -> Result<(Browsing, Page), String> {
        let mut random = [0; 32];
        getrandom::fill(&mut random).map_err(|error| format!("{error}."))?;
        let otp = Otp::new(random);
        log::conceal(&otp.reveal());
        let page = otp.page(&way.door.site, &external.login_url);
        let page = page.ok_or_else(|| {
            format!(
                "{} names a page of another site for {}: choose another way.",
                shown(&way.door.site),
                external.shown.as_str()
            )
        })?;
        let mut browsing = Browsing {
            ticket,
            otp,
            way,
            // Without the socket the link can still be pasted.
            waiting: Waiting::open(&self.paths).ok(),
            page,
            doorstep: None,
        };
        let opened = self.open(&mut browsing).await;
        let address = SafeText::line(browsing.page.to_string());
        Ok((browsing, Page { address, opened }))
    }

    /// Opens the page. Gives whether a browser was found.
    async fn open(&self, browsing: &mut Browsing) -> bool {
        if let Some(before) = browsing.doorstep.take() {
            before.abort();
        }
        if !self.opener {
            return false;
        }
        let Ok(doorstep) = Doorstep::open().await else {
            return false;
        };
        let Ok(address) = doorstep.address() else {
            return false;
        };
        let command = self.open.clone();
        let opening = tokio::task::spawn_blocking(move || Errands::open_with(&command, &address));
        if !matches!(opening.await, Ok(Ok(()))) {
            return false;
        }
        let page = browsing.page.clone();
        browsing.doorstep = Some(tokio::spawn(async move { doorstep.lead_to(&page).await }));
        true
    }

    /// A link that the desktop's handler brought.
    fn by_handed(&self, browsing: &Browsing, handed: Handed) -> Work {
        let (way, otp, ticket) = (browsing.way.clone(), browsing.otp.clone(), browsing.ticket);
        let paths = self.paths.clone();
        Box::pin(async move {
            let signed_in = way.by_link(&otp, &handed.link).await;
            let told = signed_in.as_ref().map(|signed_in| {
                let name = signed_in.way.door.name.as_str();
                format!(
                    "Signed in to {name} as {}: go on in lazuli.",
                    signed_in.email
                )
            });
            handed.answer(told.map_err(Clone::clone)).await;
            entered(ticket, &paths, signed_in, anew()).await
        })
    }
}

fn begun(work: impl Future<Output = Outcome> + Send + 'static) -> Option<Work> {
    Some(Box::pin(work))
}

fn anew() -> Keeping {
    Keeping::Anew(Keep::Auto)
}

async fn under_way(work: &mut Option<Work>) -> Outcome {
    match work {
        Some(work) => work.await,
        None => pending().await,
    }
}

async fn handed(browsing: Option<&Browsing>) -> Handed {
    match browsing.and_then(|browsing| browsing.waiting.as_ref()) {
        Some(waiting) => waiting.next().await,
        None => pending().await,
    }
}

/// Signs in with a zuliprc file; the key stays in it. No command is run for the key: it could
/// ask on the terminal, which the screen has.
async fn by_file(path: &str) -> Result<(SignedIn, KeyPlace), String> {
    let overrides = Overrides {
        config_file: Some(path.into()),
        ..Overrides::default()
    };
    let env = |name: &str| process_environment(name).filter(|_| name == "HOME");
    let credentials = zuliprc::load_without_command(&overrides, &env);
    let credentials = credentials.map_err(|error| error.to_string())?;
    let signed_in = signing_in::by_credentials(&credentials).await?;
    let file = credentials
        .file
        .unwrap_or_else(|| Path::new(path).to_owned());
    let file = file.canonicalize().unwrap_or(file);
    Ok((signed_in, KeyPlace::Zuliprc(file)))
}

/// Keeps somebody who is in.
async fn entered(
    ticket: Ticket,
    paths: &Paths,
    signed_in: Result<SignedIn, String>,
    keeping: Keeping,
) -> Outcome {
    let signed_in = match signed_in {
        Ok(signed_in) => signed_in,
        Err(why) => return Outcome::Entered(ticket, Err(why)),
    };
    let usual = zuliprc::glance(&process_environment);
    let kept = match signed_in.keep(paths, keeping, false, usual.as_ref()).await {
        Ok(kept) => kept,
        Err(error) => return Outcome::Entered(ticket, Err(error.to_string())),
    };
    let known = kept.known;
    let credentials = known
        .security
        .credentials(&known.site, &known.email, signed_in.key);
    let place = match &known.key {
        KeyPlace::File(_) => "in a file that you alone can read".to_owned(),
        KeyPlace::Zuliprc(path) => format!("in {}", paths.shown(path)),
        KeyPlace::Keyring | KeyPlace::Command(_) => known.key.words(),
    };
    let entered = Entered {
        account: Account {
            email: SafeText::line(known.email.clone()),
            site: SafeText::line(shown(&known.site)),
            url: Some(known.site.clone()),
        },
        words: format!("Signed in as {}. The key is {place}.", known.full_name),
    };
    Outcome::Entered(ticket, Ok((Box::new(credentials), Box::new(entered))))
}
