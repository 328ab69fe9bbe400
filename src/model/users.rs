//! The people and bots of an organization, and those whom oneself muted.

use std::collections::VecDeque;
use std::sync::Arc;

use super::hash::IdMap;
use crate::api::conversation::DmKey;
use crate::api::event::UserEvent;
use crate::api::ids::UserId;
use crate::api::personal::MutedUser;
use crate::api::snapshot::Snapshot;
use crate::api::time::UnixSeconds;
use crate::api::user::{Role, User};

/// Everybody known.
#[derive(Debug, Clone, PartialEq)]
pub struct Users {
    me: UserId,
    /// Sorted by id: compact, and new users come at the end.
    list: Vec<User>,
    muted: IdMap<UserId, Option<UnixSeconds>>,
    /// Names of people who are in no list (guests see few, and some are deleted), learnt from
    /// their messages or from the time before they went.
    learned: IdMap<UserId, Arc<str>>,
    log: Log,
}

/// So many changes are remembered, for those who keep something made of everybody.
const REMEMBERED: usize = 256;

/// Who changed lately. It is no part of what everybody is: all are equal.
#[derive(Debug, Clone, Default)]
struct Log {
    /// How many changes there were before those that are remembered.
    before: u64,
    ids: VecDeque<UserId>,
}

impl Log {
    fn note(&mut self, id: UserId) {
        if self.ids.len() == REMEMBERED {
            self.ids.pop_front();
            self.before += 1;
        }
        self.ids.push_back(id);
    }
}

impl PartialEq for Log {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Users {
    pub(super) fn new(me: UserId, snapshot: &mut Snapshot) -> Self {
        let mut list = snapshot.realm_users.take().unwrap_or_default();
        list.append(snapshot.realm_non_active_users.get_or_insert_default());
        list.append(snapshot.cross_realm_bots.get_or_insert_default());
        if !list.is_sorted_by_key(|user| user.user_id) {
            list.sort_by_key(|user| user.user_id);
        }
        list.dedup_by_key(|user| user.user_id);
        list.shrink_to_fit();
        let mut users = Self {
            me,
            list,
            muted: IdMap::default(),
            learned: IdMap::default(),
            log: Log {
                // What was made of nobody at all is out of date.
                before: 1,
                ids: VecDeque::new(),
            },
        };
        users.set_muted(snapshot.muted_users.take().unwrap_or_default());
        users
    }

    /// Who oneself is.
    #[must_use]
    pub fn me(&self) -> UserId {
        self.me
    }

    /// Oneself, where users were asked for.
    #[must_use]
    pub fn myself(&self) -> Option<&User> {
        self.get(self.me)
    }

    /// Somebody; `None` for people whom the server does not tell of.
    #[must_use]
    pub fn get(&self, id: UserId) -> Option<&User> {
        self.position(id).ok().and_then(|at| self.list.get(at))
    }

    fn position(&self, id: UserId) -> Result<usize, usize> {
        self.list.binary_search_by_key(&id, |user| user.user_id)
    }

    /// Everybody, deactivated people and the server's bots included, by id.
    #[must_use]
    pub fn all(&self) -> &[User] {
        &self.list
    }

    /// Somebody's name now, or the last one known; `None` for people never heard of.
    #[must_use]
    pub fn name(&self, id: UserId) -> Option<&str> {
        match self.get(id) {
            Some(user) => Some(&user.full_name),
            None => self.learned.get(&id).map(|name| &**name),
        }
    }

    /// The user with this address in the API.
    #[must_use]
    pub fn by_email(&self, email: &str) -> Option<&User> {
        self.list
            .iter()
            .find(|user| user.email.eq_ignore_ascii_case(email))
    }

    /// Somebody's role; guests' for people unknown, which grants the least.
    #[must_use]
    pub fn role(&self, id: UserId) -> Role {
        self.get(id).map_or(Role::Guest, |user| user.role)
    }

    /// Whether oneself muted this person.
    #[must_use]
    pub fn is_muted(&self, id: UserId) -> bool {
        self.muted.contains_key(&id)
    }

    /// Whom oneself muted, by id.
    #[must_use]
    pub fn muted(&self) -> Vec<MutedUser> {
        let mut muted: Vec<MutedUser> = self
            .muted
            .iter()
            .map(|(id, at)| MutedUser {
                id: *id,
                timestamp: *at,
            })
            .collect();
        muted.sort_by_key(|user| user.id);
        muted
    }

    /// Whether a conversation is hidden: there are others in it, and all of them are muted.
    #[must_use]
    pub fn is_dm_muted(&self, key: &DmKey) -> bool {
        let mut others = key.others(self.me).peekable();
        others.peek().is_some() && others.all(|user| self.is_muted(user))
    }

    /// How many changes there were: the place after the last of them.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.log.before + self.log.ids.len() as u64
    }

    /// Who came, went or changed since such a place, or was muted or is no more; perhaps several
    /// times. `None` where that is remembered no longer.
    #[must_use]
    pub fn changed_since(&self, seq: u64) -> Option<Vec<UserId>> {
        let skip = usize::try_from(seq.checked_sub(self.log.before)?).ok()?;
        Some(self.log.ids.iter().skip(skip).copied().collect())
    }

    pub(super) fn set_muted(&mut self, muted: Vec<MutedUser>) {
        let before = std::mem::take(&mut self.muted);
        self.muted = muted
            .into_iter()
            .map(|user| (user.id, user.timestamp))
            .collect();
        let now = &self.muted;
        let freed = before.keys().filter(|id| !now.contains_key(id));
        let caught = now.keys().filter(|id| !before.contains_key(id));
        freed.chain(caught).for_each(|id| self.log.note(*id));
    }

    /// Remembers the name of somebody who is in no list.
    pub(super) fn learn(&mut self, id: UserId, name: &Arc<str>) {
        if self.position(id).is_err() {
            self.learned.insert(id, Arc::clone(name));
        }
    }

    /// The names learnt of people who are in no list.
    pub(super) fn learned_names(&self) -> Vec<(UserId, Arc<str>)> {
        self.learned
            .iter()
            .map(|(id, name)| (*id, Arc::clone(name)))
            .collect()
    }

    /// Applies an event. Whether somebody changed.
    pub(super) fn apply(&mut self, event: UserEvent) -> bool {
        self.log.note(match &event {
            UserEvent::Add(user) => user.user_id,
            UserEvent::Update(update) => update.user_id,
            UserEvent::Remove(id) => *id,
        });
        match event {
            UserEvent::Add(user) => {
                self.learned.remove(&user.user_id);
                match self.position(user.user_id) {
                    Ok(at) => {
                        if let Some(old) = self.list.get_mut(at) {
                            *old = *user;
                        }
                    }
                    Err(at) => self.list.insert(at, *user),
                }
                true
            }
            // Updates of people whom one may not see are no sign of a mistake.
            UserEvent::Update(update) => match self.position(update.user_id) {
                Ok(at) => {
                    if let Some(user) = self.list.get_mut(at) {
                        user.update(*update);
                    }
                    true
                }
                Err(_) => false,
            },
            UserEvent::Remove(id) => match self.position(id) {
                Ok(at) => {
                    let user = self.list.remove(at);
                    self.learned.insert(id, Arc::from(user.full_name));
                    true
                }
                Err(_) => false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::{organization, user};

    #[test]
    fn names_outlive_their_owners() {
        let mut users = organization().users;
        assert_eq!(users.name(UserId(7)), Some("Ben"));
        assert!(users.apply(UserEvent::Remove(UserId(7))));
        assert_eq!(
            (users.name(UserId(7)), users.get(UserId(7))),
            (Some("Ben"), None)
        );
        users.learn(UserId(99), &Arc::from("Deleted"));
        assert_eq!(users.name(UserId(99)), Some("Deleted"));
        assert_eq!(users.name(UserId(98)), None);
        assert!(users.apply(UserEvent::Add(Box::new(user(99, "Again")))));
        assert_eq!(users.name(UserId(99)), Some("Again"));
        assert!(users.all().is_sorted_by_key(|user| user.user_id));
    }

    #[test]
    fn who_changed_is_remembered_for_a_while() {
        let mut users = organization().users;
        assert_eq!(users.changed_since(0), None);
        let start = users.seq();
        assert_eq!(users.changed_since(start), Some(vec![]));
        assert!(users.apply(UserEvent::Add(Box::new(user(99, "New")))));
        assert!(users.apply(UserEvent::Remove(UserId(7))));
        let later = users.seq();
        let muted = |id| MutedUser {
            id: UserId(id),
            timestamp: None,
        };
        users.set_muted(vec![muted(8)]);
        users.set_muted(vec![muted(9)]);
        let [new, gone, eight, nine] = [99, 7, 8, 9].map(UserId);
        let all = vec![new, gone, eight, eight, nine];
        assert_eq!(users.changed_since(start), Some(all));
        assert_eq!(users.changed_since(later), Some(vec![eight, eight, nine]));
        for _ in 0..REMEMBERED {
            users.apply(UserEvent::Remove(UserId(500)));
        }
        assert_eq!(users.changed_since(later), None);
        assert_eq!(users.changed_since(users.seq()), Some(vec![]));
    }

    #[test]
    fn a_conversation_is_muted_when_all_others_are() {
        let mut users = organization().users;
        let me = users.me();
        let muted = |id| MutedUser {
            id: UserId(id),
            timestamp: None,
        };
        users.set_muted(vec![muted(7)]);
        assert!(users.is_dm_muted(&DmKey::new([UserId(7)], me)));
        assert!(!users.is_dm_muted(&DmKey::new([UserId(7), UserId(8)], me)));
        assert!(!users.is_dm_muted(&DmKey::new([], me)));
        users.set_muted(vec![muted(7), muted(8)]);
        assert!(users.is_dm_muted(&DmKey::new([UserId(7), UserId(8)], me)));
    }
}
