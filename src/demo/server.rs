//! Starting and stopping the organization.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::auth::PASSWORD;
use super::connection::{Door, Switchboard, Wire};
use super::control;
use super::faults::{FaultKind, Faults};
use super::options::Options;
use super::script::Script;
use super::service;
use super::world::{World, YOU, cast, tale};

/// What all requests share.
pub(crate) struct Shared {
    world: RwLock<World>,
    faults: Mutex<Faults>,
    pub(crate) script: Mutex<Script>,
    pub(crate) switchboard: Arc<Switchboard>,
    pub(crate) heartbeat: Duration,
    pub(crate) latency: Duration,
    /// Whether looking may take long enough to be done beside the other tasks.
    pub(crate) large: bool,
    /// Things that simulated people do in a minute.
    pub(crate) rate: watch::Sender<f64>,
}

impl Shared {
    pub(crate) fn world(&self) -> RwLockReadGuard<'_, World> {
        self.world.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn world_mut(&self) -> RwLockWriteGuard<'_, World> {
        self.world.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One thing that a simulated person does.
    pub(crate) fn step(&self) {
        let mut script = self.script.lock().unwrap_or_else(PoisonError::into_inner);
        script.step(&mut self.world_mut());
    }
}

/// The demo organization's server.
#[derive(Debug)]
pub struct Server;

impl Server {
    /// Starts the organization on 127.0.0.1, on the runtime this is awaited on.
    ///
    /// # Errors
    /// When the port can't be taken.
    pub async fn start(options: Options) -> io::Result<Running> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
        let address = listener.local_addr()?;
        let site = format!("http://{address}");
        let large = options.messages > 20_000 || options.people > 2_000 || options.channels > 500;
        let world = if large {
            let (options, site) = (options.clone(), site.clone());
            tokio::task::spawn_blocking(move || World::found(&options, &site))
                .await
                .map_err(io::Error::other)?
        } else {
            World::found(&options, &site)
        };
        let shared = Arc::new(Shared {
            world: RwLock::new(world),
            faults: Mutex::new(Faults::new(options.faults.clone(), options.seed)),
            script: Mutex::new(Script::new(options.seed)),
            switchboard: Arc::new(Switchboard::default()),
            heartbeat: Duration::from_secs_f64(options.heartbeat_secs),
            latency: options.latency(),
            large,
            rate: watch::Sender::new(options.rate),
        });
        let door = Door {
            listener,
            switchboard: Arc::clone(&shared.switchboard),
        };
        let app =
            service::router(Arc::clone(&shared)).into_make_service_with_connect_info::<Wire>();
        let tasks = vec![
            tokio::spawn(async move {
                // It serves until it is aborted.
                let _ = axum::serve(door, app).await;
            }),
            tokio::spawn(keep_house(Arc::clone(&shared))),
            tokio::spawn(live(Arc::clone(&shared))),
        ];
        Ok(Running {
            address,
            shared,
            tasks,
        })
    }
}

/// Each second: old queues go, what is due is sent, timed faults strike.
async fn keep_house(shared: Arc<Shared>) {
    let mut ticks = tokio::time::interval(Duration::from_secs(1));
    let mut since = [0.0_f64; 2];
    loop {
        ticks.tick().await;
        shared.world().queues().sweep();
        if shared.world().has_due() {
            shared.world_mut().send_due();
        }
        for (kind, since) in [FaultKind::ExpireQueues, FaultKind::Restart]
            .into_iter()
            .zip(&mut since)
        {
            *since += 1.0;
            let every = shared.faults().every(kind);
            if every.is_some_and(|every| *since >= every) {
                *since = 0.0;
                shared.faults().struck(kind);
                match kind {
                    FaultKind::Restart => control::restart(&shared, false),
                    _ => {
                        shared.world().queues().expire(None);
                    }
                }
            }
        }
    }
}

/// The simulated people act, at uneven intervals.
async fn live(shared: Arc<Shared>) {
    let mut chance = super::hash::Rng::new(shared.world().seed ^ 0x11fe);
    let mut rates = shared.rate.subscribe();
    loop {
        let rate = *rates.borrow_and_update();
        let pause = async {
            if rate <= 0.0 {
                return std::future::pending().await;
            }
            let seconds = 60.0 / rate * (0.4 + 1.2 * chance.fraction());
            tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
        };
        tokio::select! {
            () = pause => shared.step(),
            changed = rates.changed() => {
                if changed.is_err() {
                    return;
                }
            }
        }
    }
}

/// Somebody who can sign in.
#[derive(Debug, Clone)]
pub struct Account {
    /// How [`Running::zuliprc`] and the control endpoint call them.
    pub handle: &'static str,
    /// Their name.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
    /// Their API key.
    pub api_key: String,
    /// Their id.
    pub user_id: crate::api::ids::UserId,
}

/// A running organization. It stops when this is dropped.
pub struct Running {
    address: SocketAddr,
    shared: Arc<Shared>,
    tasks: Vec<JoinHandle<()>>,
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Running {
    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The organization's address: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn site(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The password of everybody.
    #[must_use]
    pub const fn password(&self) -> &'static str {
        PASSWORD
    }

    /// The people with a handle; the first is the one that `--demo` uses.
    #[must_use]
    pub fn accounts(&self) -> Vec<Account> {
        let world = self.shared.world();
        cast::CAST
            .iter()
            .filter_map(|role| {
                let person = world.people.get(tale::person(role.handle)?)?;
                Some(Account {
                    handle: role.handle,
                    name: person.name.to_string(),
                    email: person.email.to_string(),
                    api_key: world.api_key(person.id),
                    user_id: person.id,
                })
            })
            .collect()
    }

    /// The account of a handle (`ada`, `ben`, …) or of an email address; an unknown
    /// name gives the demo person's.
    #[must_use]
    pub fn account(&self, person: &str) -> Account {
        let mut accounts = self.accounts();
        let at = accounts
            .iter()
            .position(|account| account.handle == person || account.email == person)
            .unwrap_or(0);
        accounts.swap_remove(at)
    }

    /// The API key of a handle.
    #[must_use]
    pub fn api_key(&self, person: &str) -> String {
        self.account(person).api_key
    }

    /// The text of a zuliprc file for a handle.
    #[must_use]
    pub fn zuliprc(&self, person: &str) -> String {
        let account = self.account(person);
        format!(
            "[api]\nemail={}\nkey={}\nsite={}\n",
            account.email,
            account.api_key,
            self.site()
        )
    }

    /// Does what `POST /demo/control` does, without the network.
    ///
    /// # Errors
    /// The sentence that the endpoint would answer with.
    pub fn control(&self, request: &Value) -> Result<Value, String> {
        control::control(&self.shared, request).map_err(|refusal| refusal.msg)
    }

    /// Stops serving and cuts every connection.
    pub fn shutdown(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
        self.shared.switchboard.go_down();
    }
}

// The demo person is the first of the cast.
const _: () = assert!(YOU.0 == 6);
