//! The organization: who there is, what was said, and what each person keeps.

pub(crate) mod account;
pub(crate) mod cast;
pub(crate) mod channels;
pub(crate) mod filler;
pub(crate) mod founding;
pub(crate) mod groups;
pub(crate) mod people;
pub(crate) mod realm;
pub(crate) mod store;
pub(crate) mod tale;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use self::account::Account;
use self::channels::{Channel, Channels};
use self::groups::Groups;
use self::people::People;
use self::realm::Realm;
use self::store::Store;
use super::clock::Clock;
use super::error::{Answer, Refusal};
use super::hash::token;
use super::options::Options;
use super::queues::{Queue, Queues};
use super::uploads::Uploads;
use super::ways_in::SignIn;
use crate::api::ids::{ChannelId, UserId};

/// The person whose account `lazuli --demo` uses.
pub(crate) const YOU: UserId = UserId(6);
/// Zulip's own bots, which belong to every organization.
pub(crate) const EMAIL_GATEWAY: UserId = UserId(1);
pub(crate) const NOTIFICATION_BOT: UserId = UserId(4);
pub(crate) const WELCOME_BOT: UserId = UserId(5);

/// Everything that is true in the organization now.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) seed: u64,
    /// Where the organization lives: `http://127.0.0.1:PORT`.
    pub(crate) site: String,
    /// How many unread messages a registration lists, the newest ones.
    pub(crate) unread_cap: usize,
    /// How long a client shall wait for the answer to a poll, in seconds.
    pub(crate) poll_patience: u64,
    /// Nothing newer than the feature level that is told.
    pub(crate) plain: bool,
    /// What is unusual about signing in.
    pub(crate) sign_in: Vec<SignIn>,
    /// The feature level that is told.
    pub(crate) feature_level: u64,
    pub(crate) realm: Realm,
    pub(crate) people: People,
    pub(crate) groups: Groups,
    pub(crate) channels: Channels,
    pub(crate) store: Store,
    pub(crate) accounts: HashMap<UserId, Account>,
    pub(crate) uploads: Uploads,
    pub(crate) queues_made: std::sync::atomic::AtomicU64,
    pub(crate) presence_update: u64,
    pub(crate) generation: u64,
    /// Numbers for drafts, submessages, scheduled messages and the like.
    pub(crate) next_number: u64,
    /// Keys that were made anew, by person.
    pub(crate) rotated_keys: HashMap<UserId, u32>,
    /// The organization was deactivated.
    pub(crate) closed: bool,
    pub(crate) queues: Mutex<Queues>,
    /// What register says of all people, in bytes: the same for everybody.
    pub(crate) people_json: Mutex<HashMap<(bool, bool), std::sync::Arc<str>>>,
}

impl World {
    /// The organization at its start.
    pub(crate) fn found(options: &Options, site: &str) -> Self {
        founding::found(options, site)
    }

    /// Whether this is unusual about signing in.
    pub(crate) fn signs_in(&self, how: SignIn) -> bool {
        self.sign_in.contains(&how)
    }

    pub(crate) fn queues(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts an event into every queue for which `event` makes one.
    pub(crate) fn publish(&self, event: impl Fn(&Queue) -> Option<Value>) {
        self.queues().publish(event);
    }

    /// The same event for everybody.
    pub(crate) fn publish_all(&self, event: &Value) {
        self.publish(|_| Some(event.clone()));
    }

    /// The same event for one person.
    pub(crate) fn publish_to(&self, user: UserId, event: &Value) {
        self.publish(|queue| (queue.user == user).then(|| event.clone()));
    }

    pub(crate) fn now(&self) -> u64 {
        self.clock.now()
    }

    pub(crate) fn number(&mut self) -> u64 {
        self.next_number += 1;
        self.next_number
    }

    /// A person's API key.
    pub(crate) fn api_key(&self, user: UserId) -> String {
        let turn = self.rotated_keys.get(&user).copied().unwrap_or(0);
        token(self.seed, &format!("api key {user} {turn}"), 32)
    }

    /// A person's account, which exists as soon as somebody signed in to it.
    pub(crate) fn account(&self, user: UserId) -> &Account {
        self.accounts.get(&user).unwrap_or(&account::NOBODY)
    }

    pub(crate) fn account_mut(&mut self, user: UserId) -> &mut Account {
        if !self.accounts.contains_key(&user) {
            let account = Account::open(self, user);
            self.accounts.insert(user, account);
        }
        self.accounts.entry(user).or_default()
    }

    /// A channel that this person may know of.
    pub(crate) fn visible_channel(&self, user: UserId, id: ChannelId) -> Answer<&Channel> {
        self.channels
            .get(id)
            .filter(|channel| self.can_see_channel(user, channel))
            .ok_or_else(Refusal::no_channel)
    }

    /// A channel in which this person may read.
    pub(crate) fn readable_channel(&self, user: UserId, id: ChannelId) -> Answer<&Channel> {
        self.channels
            .get(id)
            .filter(|channel| self.can_read_channel(user, channel))
            .ok_or_else(Refusal::no_channel)
    }

    pub(crate) fn is_guest(&self, user: UserId) -> bool {
        self.people
            .get(user)
            .is_some_and(|person| person.role == 600)
    }

    pub(crate) fn is_admin(&self, user: UserId) -> bool {
        self.people
            .get(user)
            .is_some_and(|person| person.role <= 200)
    }

    pub(crate) fn is_owner(&self, user: UserId) -> bool {
        let person = self.people.get(user);
        person.is_some_and(|person| person.role == 100)
    }

    /// Whether a person is a moderator or above.
    pub(crate) fn is_moderator(&self, user: UserId) -> bool {
        let person = self.people.get(user);
        person.is_some_and(|person| person.role <= 300)
    }

    /// Whether a person may know that there is a channel, and who is in it.
    /// Administrators know of all.
    pub(crate) fn can_see_channel(&self, user: UserId, channel: &Channel) -> bool {
        self.can_read_channel(user, channel) || self.is_admin(user)
    }

    /// Whether a person may read what was said in a channel, subscribed or not.
    pub(crate) fn can_read_channel(&self, user: UserId, channel: &Channel) -> bool {
        channel.web_public
            || channel.has_subscriber(user)
            || (!channel.invite_only && !self.is_guest(user))
    }

    /// Forgets what was cached about people.
    pub(crate) fn people_changed(&self) {
        self.people_json
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}
