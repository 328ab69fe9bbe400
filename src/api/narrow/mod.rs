//! Narrows: which messages a request or a view is about.
//!
//! <https://zulip.com/api/construct-narrow>

mod parse;
mod show;

use serde_json::{Value, json};

use super::ids::{ChannelId, FeatureLevel, MessageId, TopicName, UserId};
use super::wire::word_enum;

pub use parse::{NarrowError, Piece, assembled, pieces};

/// A list of terms that all must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Narrow(pub Vec<NarrowTerm>);

/// One term.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NarrowTerm {
    /// Whether it must not hold.
    pub negated: bool,
    /// What it says.
    pub operator: Operator,
}

/// What a term says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Operator {
    /// In this channel.
    Channel(ChannelOperand),
    /// In any channel of this kind.
    Channels(ChannelsOperand),
    /// In this topic.
    Topic(TopicName),
    /// In the direct message conversation with exactly these people (the others, or oneself).
    Dm(Vec<PersonOperand>),
    /// In a direct message conversation that this person takes part in.
    DmIncluding(PersonOperand),
    /// Sent by this person.
    Sender(PersonOperand),
    /// Mentions this person directly (feature level 446).
    Mentions(PersonOperand),
    /// Has this state.
    Is(IsOperand),
    /// Holds this.
    Has(HasOperand),
    /// In the places that the user wants to see, or in all.
    In(InOperand),
    /// This message.
    Id(MessageId),
    /// In the conversation that holds this message now (feature level 271).
    With(MessageId),
    /// Around this message: an anchor, no condition.
    Near(MessageId),
    /// Around this date: an anchor, no condition (feature level 445).
    Date(Box<str>),
    /// Holds these words.
    Search(Box<str>),
}

/// A channel by id or name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ChannelOperand {
    /// By id.
    Id(ChannelId),
    /// By name.
    Name(Box<str>),
}

/// Somebody by id or address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PersonOperand {
    /// By id.
    Id(UserId),
    /// By address in the API.
    Email(Box<str>),
}

word_enum! {
    /// Kinds of channels.
    ChannelsOperand {
        /// Public: the shared history, subscribed or not.
        Public = "public",
        /// Web-public.
        WebPublic = "web-public",
    }
}

word_enum! {
    /// States of a message.
    IsOperand {
        /// Direct.
        Dm = "dm" | "private" | "pm",
        /// Starred.
        Starred = "starred",
        /// Unread.
        Unread = "unread",
        /// Mentions the reader in one way or another.
        Mentioned = "mentioned",
        /// Holds an alert word.
        Alerted = "alerted",
        /// In a resolved topic.
        Resolved = "resolved",
        /// In a followed topic (feature level 265).
        Followed = "followed",
        /// In a muted place (feature level 366).
        Muted = "muted",
    }
}

word_enum! {
    /// What a message may hold.
    HasOperand {
        /// A link.
        Link = "link",
        /// An image.
        Image = "image",
        /// A file.
        Attachment = "attachment",
        /// A reaction (feature level 249).
        Reaction = "reaction",
    }
}

word_enum! {
    /// Which places.
    InOperand {
        /// Those that are not muted.
        Home = "home",
        /// All.
        All = "all",
    }
}

impl Operator {
    /// The term that wants this.
    #[must_use]
    pub fn wanted(self) -> NarrowTerm {
        NarrowTerm {
            negated: false,
            operator: self,
        }
    }

    /// The term that does not want this.
    #[must_use]
    pub fn unwanted(self) -> NarrowTerm {
        NarrowTerm {
            negated: true,
            operator: self,
        }
    }

    /// The operator's name for a server.
    #[must_use]
    pub fn name(&self, level: FeatureLevel) -> &'static str {
        let by_level = |from, new, old| {
            if level >= FeatureLevel(from) {
                new
            } else {
                old
            }
        };
        match self {
            Self::Channel(_) => by_level(250, "channel", "stream"),
            Self::Channels(_) => by_level(250, "channels", "streams"),
            Self::Topic(_) => "topic",
            Self::Dm(_) => by_level(177, "dm", "pm-with"),
            Self::DmIncluding(_) => by_level(177, "dm-including", "group-pm-with"),
            Self::Sender(_) => "sender",
            Self::Mentions(_) => "mentions",
            Self::Is(_) => "is",
            Self::Has(_) => "has",
            Self::In(_) => "in",
            Self::Id(_) => "id",
            Self::With(_) => "with",
            Self::Near(_) => "near",
            Self::Date(_) => "date",
            Self::Search(_) => "search",
        }
    }

    /// The operand for a server.
    fn operand(&self, level: FeatureLevel) -> Value {
        let person = |person: &PersonOperand| match person {
            PersonOperand::Id(id) => json!(id.0),
            PersonOperand::Email(email) => json!(email),
        };
        match self {
            Self::Channel(ChannelOperand::Id(id)) => json!(id.0),
            Self::Channel(ChannelOperand::Name(name)) => json!(name),
            Self::Channels(kind) => json!(kind.word()),
            Self::Topic(topic) => json!(topic.as_str()),
            Self::Dm(people) => Value::Array(people.iter().map(person).collect()),
            Self::DmIncluding(who) | Self::Sender(who) | Self::Mentions(who) => person(who),
            Self::Is(IsOperand::Dm) if level < FeatureLevel(177) => json!("private"),
            Self::Is(state) => json!(state.word()),
            Self::Has(thing) => json!(thing.word()),
            Self::In(place) => json!(place.word()),
            Self::Id(id) | Self::With(id) | Self::Near(id) => json!(id.0),
            Self::Date(text) | Self::Search(text) => json!(text),
        }
    }

    /// Whether the server is asked about it: anchors and "everywhere" are no conditions.
    fn is_condition(&self) -> bool {
        !matches!(
            self,
            Self::Near(_) | Self::Date(_) | Self::In(InOperand::All)
        )
    }
}

impl Narrow {
    /// Everything.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// The narrow of these terms.
    #[must_use]
    pub fn of(operators: impl IntoIterator<Item = Operator>) -> Self {
        Self(operators.into_iter().map(Operator::wanted).collect())
    }

    /// A topic of a channel.
    #[must_use]
    pub fn topic(channel: ChannelId, topic: TopicName) -> Self {
        Self::of([
            Operator::Channel(ChannelOperand::Id(channel)),
            Operator::Topic(topic),
        ])
    }

    /// This narrow and one more term.
    #[must_use]
    pub fn and(mut self, operator: Operator) -> Self {
        self.0.push(operator.wanted());
        self
    }

    /// The JSON for `narrow` of `GET /messages`, `POST /messages/flags/narrow` and the like.
    #[must_use]
    pub fn to_json(&self, level: FeatureLevel) -> Value {
        let terms = self.0.iter().filter(|term| term.operator.is_condition());
        Value::Array(
            terms
                .map(|term| {
                    let mut object = json!({
                        "operator": term.operator.name(level),
                        "operand": term.operator.operand(level),
                    });
                    if term.negated {
                        object["negated"] = Value::Bool(true);
                    }
                    object
                })
                .collect(),
        )
    }

    /// The JSON for `narrow` of `POST /register`: pairs of words. It knows channels by name,
    /// topics, senders by address, and `is`; `None` where a term is something else.
    #[must_use]
    pub fn to_event_filter(&self, level: FeatureLevel) -> Option<Value> {
        let pairs = self
            .0
            .iter()
            .filter(|term| term.operator.is_condition())
            .map(|term| {
                let fits = match &term.operator {
                    Operator::Channel(ChannelOperand::Name(_))
                    | Operator::Topic(_)
                    | Operator::Sender(PersonOperand::Email(_)) => true,
                    Operator::Is(state) => !matches!(state, IsOperand::Followed | IsOperand::Muted),
                    Operator::Channel(ChannelOperand::Id(_))
                    | Operator::Sender(PersonOperand::Id(_))
                    | Operator::Channels(_)
                    | Operator::Dm(_)
                    | Operator::DmIncluding(_)
                    | Operator::Mentions(_)
                    | Operator::Has(_)
                    | Operator::In(_)
                    | Operator::Id(_)
                    | Operator::With(_)
                    | Operator::Near(_)
                    | Operator::Date(_)
                    | Operator::Search(_) => false,
                };
                (fits && !term.negated)
                    .then(|| json!([term.operator.name(level), term.operator.operand(level)]))
            });
        pairs.collect::<Option<Vec<Value>>>().map(Value::Array)
    }

    /// The message that the narrow asks to be shown around.
    #[must_use]
    pub fn near(&self) -> Option<MessageId> {
        self.0.iter().find_map(|term| {
            if let Operator::Near(id) | Operator::With(id) = term.operator {
                Some(id)
            } else {
                None
            }
        })
    }

    /// The words that are searched for, without quotes.
    pub fn search_words(&self) -> impl Iterator<Item = &str> {
        let wanted = self.0.iter().filter(|term| !term.negated);
        let texts = wanted.filter_map(|term| {
            if let Operator::Search(text) = &term.operator {
                Some(&**text)
            } else {
                None
            }
        });
        texts
            .flat_map(str::split_whitespace)
            .map(|word| word.trim_matches('"'))
            .filter(|word| !word.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_depend_on_the_level() {
        let narrow = Narrow::topic(ChannelId(4), TopicName::new("Kiln"));
        let new = json!([{"operator":"channel","operand":4},{"operator":"topic","operand":"Kiln"}]);
        let old = json!([{"operator":"stream","operand":4},{"operator":"topic","operand":"Kiln"}]);
        assert_eq!(narrow.to_json(FeatureLevel(379)), new);
        assert_eq!(narrow.to_json(FeatureLevel(249)), old);
        let narrow = Narrow::of([Operator::Is(IsOperand::Dm)]);
        assert_eq!(
            narrow.to_json(FeatureLevel(277)),
            json!([{"operator":"is","operand":"dm"}])
        );
    }

    #[test]
    fn negation_is_said_and_anchors_are_not() {
        let mut narrow = Narrow::of([Operator::Near(MessageId(7))]);
        narrow.0.push(Operator::Is(IsOperand::Muted).unwanted());
        assert_eq!(
            narrow.to_json(FeatureLevel(379)),
            json!([{"operator":"is","operand":"muted","negated":true}])
        );
        assert_eq!(narrow.near(), Some(MessageId(7)));
    }

    #[test]
    fn event_filters_know_few_operators() {
        let level = FeatureLevel(379);
        let by_name = Operator::Channel(ChannelOperand::Name("workshop".into()));
        let narrow = Narrow::of([by_name, Operator::Topic("kiln".into())]);
        let pairs = json!([["channel", "workshop"], ["topic", "kiln"]]);
        assert_eq!(narrow.to_event_filter(level), Some(pairs));
        let search = Narrow::of([Operator::Search("glaze".into())]);
        assert_eq!(search.to_event_filter(level), None);
    }
}
