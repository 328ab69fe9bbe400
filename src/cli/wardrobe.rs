//! What settings make of the screen, at the start and whenever one is changed; and the thread
//! that writes what is changed into the settings file.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use tokio::sync::mpsc::WeakUnboundedSender;

use super::chosen::Chosen;
use super::errands::machine;
use super::programs::notifier;
use super::seen::{self, Shown};
use super::tui::{folders, look, terminal_options};
use crate::app::accounts::AccountIndex;
use crate::app::settings::own::{Keep, SettingsOrder};
use crate::app::tips::Seen;
use crate::app::update::Update;
use crate::config::edit::keep;
use crate::config::file::{Config, KeySetting};
use crate::config::paths::Paths;
use crate::config::settings::Settings;
use crate::run::dress::Dress;
use crate::terminal::graphics::Guess;
use crate::terminal::{ColorChoice, ColorDepth};

/// What settings make of the screen, with the person's own keys; `color` counts before them.
#[must_use]
pub fn dress(
    settings: &Settings,
    keys: &[KeySetting],
    paths: &Paths,
    color: Option<ColorChoice>,
) -> Dress {
    let env = |name: &str| std::env::var(name).ok();
    let config = Config::of(settings.clone(), keys.to_vec());
    let chosen = Chosen::of(config, &paths.settings_file());
    let colors = ColorDepth::detect(color.unwrap_or(settings.colors), env);
    Dress {
        ui: look(&chosen, colors),
        terminal: terminal_options(settings, colors, Guess::from_env(env)),
        pictures: settings.pictures,
        notifier: notifier(&settings.notifications, env),
        machine: machine(&settings.commands, env),
        downloads: folders(paths, settings).downloads,
        trouble: chosen.notice(paths),
        keymap: Arc::new(chosen.keymap),
    }
}

/// Something to be written.
#[derive(Debug)]
enum Order {
    /// A change of the settings file.
    Setting(AccountIndex, Box<SettingsOrder>),
    /// What was shown.
    Seen(Seen),
}

/// Writes what is changed into the settings file, and what was shown, one after the other, in
/// a thread of its own.
#[derive(Debug)]
pub struct Keeper(Sender<Order>);

impl Keeper {
    /// For the files of these folders. What becomes of each change is told to `updates`, as long as somebody
    /// listens. Ends when it is dropped; what was ordered before is written all the same.
    #[must_use]
    pub fn start(paths: &Paths, updates: WeakUnboundedSender<(AccountIndex, Update)>) -> Self {
        let (sender, orders) = channel();
        let (path, shown) = (paths.settings_file(), seen::file(paths));
        std::thread::spawn(move || write_all(&path, &shown, &orders, &updates));
        Self(sender)
    }

    /// Writes a change.
    pub fn keep(&self, account: AccountIndex, order: SettingsOrder) {
        // The thread lives as long as this does.
        let _ = self.0.send(Order::Setting(account, Box::new(order)));
    }

    /// Remembers what was shown.
    pub fn note(&self, seen: Seen) {
        // As above.
        let _ = self.0.send(Order::Seen(seen));
    }
}

fn write_all(
    path: &Path,
    shown: &Path,
    orders: &Receiver<Order>,
    updates: &WeakUnboundedSender<(AccountIndex, Update)>,
) {
    while let Ok(order) = orders.recv() {
        let (account, order) = match order {
            Order::Setting(account, order) => (account, order),
            Order::Seen(seen) => {
                // Another run may have told something meanwhile.
                Shown::load(shown).note(seen, shown);
                continue;
            }
        };
        let value = match &order.keep {
            Keep::Set(value) => Some(value.as_str()),
            Keep::Unset => None,
            Keep::Nothing => continue,
        };
        let result = keep(path, order.option.name(), value);
        let result = match result {
            Ok(()) => Ok(Config::load(path).lines()),
            Err(error) => {
                tracing::warn!(%error, "the settings file was not written");
                Err(error.to_string())
            }
        };
        let update = Update::SettingKept {
            option: order.option,
            result,
        };
        if let Some(updates) = updates.upgrade() {
            // Nobody listens any more when the program ends.
            let _ = updates.send((account, update));
        }
    }
}
