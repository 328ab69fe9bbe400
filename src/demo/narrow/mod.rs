//! Narrows: which messages belong in a view.
//!
//! <https://zulip.com/api/construct-narrow>

use serde_json::Value;

use super::error::{Answer, Refusal};
use super::messages::is_resolved;
use super::world::World;
use super::world::account::{Account, flag, policy};
use super::world::store::{PlaceId, PlaceKind};
use crate::api::ids::{ChannelId, MessageId, UserId};

mod candidates;
mod event;
mod term;

pub(crate) use self::candidates::Candidates;
pub(crate) use self::event::EventNarrow;

/// One condition.
#[derive(Debug, Clone)]
pub(crate) struct Term {
    pub(crate) negated: bool,
    pub(crate) kind: TermKind,
}

#[derive(Debug, Clone)]
pub(crate) enum TermKind {
    Channel(ChannelId),
    /// `channels:public`, and whether only web-public ones.
    Channels {
        web: bool,
    },
    Topic(String),
    /// Everybody in the conversation, ascending, oneself too.
    Direct(Vec<u32>),
    DirectIncluding(UserId),
    Sender(UserId),
    Is(Is),
    Has(Has),
    InHome,
    All,
    Id(u64),
    With(u64),
    Near,
    Search(Vec<String>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Is {
    Direct,
    Starred,
    Unread,
    Mentioned,
    Alerted,
    Resolved,
    Followed,
    Muted,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Has {
    Link,
    Image,
    Attachment,
    Reaction,
}

/// A narrow for one person.
#[derive(Debug, Clone, Default)]
pub(crate) struct Narrow(pub(crate) Vec<Term>);

fn wrong(desc: &str) -> Refusal {
    Refusal::code("BAD_NARROW", format!("Invalid narrow operator: {desc}")).with("desc", desc)
}

impl Narrow {
    /// Reads the `narrow` parameter: objects, or pairs as old clients send them.
    pub(crate) fn parse(world: &World, user: UserId, sent: Option<&Value>) -> Answer<Self> {
        let Some(Value::Array(sent)) = sent else {
            return match sent {
                None | Some(Value::Null) => Ok(Self::default()),
                Some(_) => Err(Refusal::bad("narrow is not a list")),
            };
        };
        let mut terms = Vec::new();
        for term in sent {
            let (operator, operand, negated) = match term {
                Value::Object(term) => (
                    term.get("operator").and_then(Value::as_str),
                    term.get("operand"),
                    term.get("negated")
                        .and_then(Value::as_bool)
                        .unwrap_or(false),
                ),
                Value::Array(pair) => (pair.first().and_then(Value::as_str), pair.get(1), false),
                _ => (None, None, false),
            };
            let operator = operator.ok_or_else(|| Refusal::bad("narrow[0] is invalid"))?;
            let operand =
                operand.ok_or_else(|| Refusal::bad("narrow[0][\"operand\"] field is missing"))?;
            // A minus is an older way of saying no.
            let (operator, negated) = match operator.strip_prefix('-') {
                Some(operator) => (operator, true),
                None => (operator, negated),
            };
            let kind = TermKind::parse(world, user, operator, operand)?;
            terms.push(Term { negated, kind });
        }
        let narrow = Self(terms);
        if narrow.channel().is_some() && narrow.direct().is_some() {
            return Err(wrong(
                "No message can be both a channel message and direct message",
            ));
        }
        Ok(narrow.resolve_with(world, user))
    }

    /// `with` puts the conversation that the message is in now in place of the one named.
    fn resolve_with(mut self, world: &World, user: UserId) -> Self {
        let Some(id) = self.0.iter().find_map(|term| match term.kind {
            TermKind::With(id) => Some(MessageId(id)),
            _ => None,
        }) else {
            return self;
        };
        self.0
            .retain(|term| !matches!(term.kind, TermKind::With(_)));
        let Some(place) = world
            .store
            .place_of(id)
            .filter(|_| world.can_read(user, id))
        else {
            return self;
        };
        self.0.retain(|term| {
            !matches!(
                term.kind,
                TermKind::Channel(_)
                    | TermKind::Topic(_)
                    | TermKind::Direct(_)
                    | TermKind::DirectIncluding(_)
            )
        });
        let plain = |kind| Term {
            negated: false,
            kind,
        };
        match &place.kind {
            PlaceKind::Topic { channel, name } => {
                self.0.push(plain(TermKind::Channel(*channel)));
                self.0.push(plain(TermKind::Topic(name.to_string())));
            }
            PlaceKind::Direct(people) => self.0.push(plain(TermKind::Direct(people.to_vec()))),
        }
        self
    }

    fn positive(&self) -> impl Iterator<Item = &TermKind> {
        self.0
            .iter()
            .filter(|term| !term.negated)
            .map(|term| &term.kind)
    }

    pub(crate) fn channel(&self) -> Option<ChannelId> {
        self.positive().find_map(|kind| match kind {
            TermKind::Channel(id) => Some(*id),
            _ => None,
        })
    }

    fn topic(&self) -> Option<&str> {
        self.positive().find_map(|kind| match kind {
            TermKind::Topic(topic) => Some(topic.as_str()),
            _ => None,
        })
    }

    fn direct(&self) -> Option<&[u32]> {
        self.positive().find_map(|kind| match kind {
            TermKind::Direct(people) => Some(people.as_slice()),
            _ => None,
        })
    }

    pub(crate) fn is(&self, what: Is) -> bool {
        self.positive()
            .any(|kind| matches!(kind, TermKind::Is(is) if *is == what))
    }

    /// The words that are searched for.
    pub(crate) fn words(&self) -> Vec<&str> {
        self.positive()
            .filter_map(|kind| match kind {
                TermKind::Search(words) => Some(words.iter().map(String::as_str)),
                _ => None,
            })
            .flatten()
            .collect()
    }

    pub(crate) fn has_search(&self) -> bool {
        self.positive()
            .any(|kind| matches!(kind, TermKind::Search(_)))
    }

    /// Whether messages that were not sent to the person belong in it too.
    pub(crate) fn shows_history(&self, world: &World, user: UserId) -> bool {
        let of_channel = self.positive().any(|kind| match kind {
            TermKind::Channel(id) => world.channels.get(*id).is_some_and(|channel| {
                world.can_read_channel(user, channel) && channel.history_public
            }),
            TermKind::Channels { .. } => !world.is_guest(user),
            _ => false,
        });
        let personal = self
            .0
            .iter()
            .any(|term| matches!(term.kind, TermKind::Is(is) if !matches!(is, Is::Resolved | Is::Followed | Is::Muted)));
        of_channel && !personal
    }

    /// The ids that may match, ascending, when they are fewer than all.
    pub(crate) fn candidates<'a>(&self, world: &'a World, account: &'a Account) -> Candidates<'a> {
        let ids =
            |place: Option<PlaceId>| place.map_or(&[][..], |place| &world.store.place(place).ids);
        if let (Some(channel), Some(topic)) = (self.channel(), self.topic()) {
            return Candidates::Listed(ids(world.store.topic(channel, topic)));
        }
        if let Some(channel) = self.channel() {
            return Candidates::Listed(world.store.channel_ids(channel));
        }
        if let Some(people) = self.direct() {
            return Candidates::Listed(ids(world.store.direct(people)));
        }
        for kind in self.positive() {
            match kind {
                TermKind::Id(id) => return Candidates::One(*id),
                TermKind::Is(Is::Unread) => return Candidates::Unread(account),
                TermKind::Is(Is::Starred | Is::Mentioned | Is::Alerted) => {
                    return Candidates::Flagged(account);
                }
                _ => {}
            }
        }
        Candidates::All(world.store.last_id())
    }

    /// Whether a message belongs in the view.
    pub(crate) fn matches(
        &self,
        world: &World,
        account: &Account,
        user: UserId,
        history: bool,
        id: MessageId,
    ) -> bool {
        let Some(place) = world.store.place_of(id) else {
            return false;
        };
        let allowed = if history {
            world.can_read(user, id)
        } else {
            world.received(account, user, id)
                && place.channel().is_none_or(|channel| {
                    // What one lost access to is gone from every view.
                    world
                        .channels
                        .get(channel)
                        .is_some_and(|channel| world.can_read_channel(user, channel))
                })
        };
        allowed
            && self
                .0
                .iter()
                .all(|term| term.kind.matches(world, account, user, id) != term.negated)
    }
}

impl TermKind {
    fn matches(&self, world: &World, account: &Account, user: UserId, id: MessageId) -> bool {
        let Some(row) = world.store.row(id) else {
            return false;
        };
        let place = world.store.place(row.place());
        match self {
            Self::Channel(channel) => place.channel() == Some(*channel),
            Self::Channels { web } => place
                .channel()
                .and_then(|channel| world.channels.get(channel))
                .is_some_and(|channel| {
                    if *web {
                        channel.web_public
                    } else {
                        !channel.invite_only
                    }
                }),
            Self::Topic(topic) => !place.is_direct() && place.topic().to_lowercase() == *topic,
            Self::Direct(people) => {
                matches!(&place.kind, PlaceKind::Direct(there) if there[..] == people[..])
            }
            Self::DirectIncluding(person) => place.is_between(*person),
            Self::Sender(sender) => row.sender() == *sender,
            Self::Is(is) => is.matches(world, account, id),
            Self::Has(has) => has.matches(world, id),
            Self::InHome => !world.is_muted_for(account, id),
            Self::All | Self::Near => true,
            // Replaced while reading, unless the message can't be read: then it says nothing.
            Self::With(_) => true,
            Self::Id(only) => id.0 == *only,
            Self::Search(words) => crate::demo::search::matches(world, user, id, words),
        }
    }
}

impl Is {
    fn matches(self, world: &World, account: &Account, id: MessageId) -> bool {
        let place = world.store.place_of(id);
        let topic_policy = || {
            place
                .and_then(|place| {
                    place
                        .channel()
                        .map(|channel| account.policy(channel, place.topic()))
                })
                .unwrap_or(policy::NONE)
        };
        match self {
            Self::Direct => place.is_some_and(|place| place.is_direct()),
            Self::Starred => account.flag(id) & flag::STARRED != 0,
            Self::Unread => account.unread.contains(&(id.0 as u32)),
            Self::Mentioned => account.flag(id) & flag::ANY_MENTION != 0,
            Self::Alerted => account.flag(id) & flag::ALERT_WORD != 0,
            Self::Resolved => place.is_some_and(|place| is_resolved(place.topic())),
            Self::Followed => topic_policy() == policy::FOLLOWED,
            Self::Muted => world.is_muted_for(account, id),
        }
    }
}

impl Has {
    fn matches(self, world: &World, id: MessageId) -> bool {
        if self == Self::Reaction {
            return world
                .store
                .detail(id)
                .is_some_and(|detail| !detail.reactions.is_empty());
        }
        // Nothing of the kind without one of these; rendering costs more than looking.
        if !world
            .content(id)
            .is_some_and(|content| content.contains(['.', '#', '-', '(']))
        {
            return false;
        }
        world.rendered(id).is_some_and(|rendered| match self {
            Self::Link => rendered.has_link,
            Self::Image => rendered.has_image,
            Self::Attachment => !rendered.uploads.is_empty(),
            Self::Reaction => false,
        })
    }
}
