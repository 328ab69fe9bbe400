//! What a search that is being typed may go on with: operators and what they mean, their values,
//! what was searched for before.

use std::ops::Range;

use super::kept::Searches;
use super::names::{SearchNames, Somebody};
use crate::api::conversation::Conversation;
use crate::api::ids::{ChannelId, FeatureLevel, MessageId, UserId};
use crate::api::narrow::{
    ChannelOperand, ChannelsOperand, HasOperand, InOperand, IsOperand, Narrow, NarrowTerm,
    Operator, PersonOperand, Piece, pieces,
};
use crate::app::complete::Needle;
use crate::app::naming;
use crate::model::{ChannelState, Organization, View, query};
use crate::text::truncate;

/// So many values of one kind are offered.
const MOST: usize = 40;
/// So many people and channels each while it is open what a word is.
const FEW: usize = 3;
/// So many searches that were wanted before.
const RECENT: usize = 12;
/// So many cells of what a channel is about.
const BRIEF: usize = 60;

/// What a row does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Does {
    /// It writes this in the place of a part of the line.
    Write {
        /// The part, in bytes.
        range: Range<usize>,
        /// What is written.
        text: String,
    },
    /// It is a whole search.
    Run(Narrow),
}

/// A row of the box. Its texts are the server's and people's: they are made safe where they are
/// drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchRow {
    /// What it is, as it would be typed.
    pub label: String,
    /// What that means.
    pub detail: String,
    /// What it does.
    pub does: Does,
}

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// The organization.
    pub organization: &'a Organization,
    /// What is remembered.
    pub searches: &'a Searches,
    /// The view that is open.
    pub here: Option<&'a View>,
    /// The message that is selected in it.
    pub selected: Option<MessageId>,
    /// The present day of the person.
    pub today: Option<jiff::civil::Date>,
    /// Another number whenever names changed.
    pub edition: u64,
}

/// An operator, and what is said of it.
struct Known {
    key: &'static str,
    phrase: &'static str,
    /// The feature level that has it.
    since: u32,
}

const fn known(key: &'static str, phrase: &'static str, since: u32) -> Known {
    Known { key, phrase, since }
}

/// The operators, the most used first.
const OPERATORS: [Known; 15] = [
    known("channel", "messages in a channel", 0),
    known("topic", "messages in a topic", 0),
    known("sender", "messages somebody sent", 0),
    known("dm", "direct messages with exactly these people", 0),
    known("dm-including", "direct messages somebody takes part in", 0),
    known("is", "unread, starred, mentioned, followed, resolved…", 0),
    known("has", "messages with links, pictures, files, reactions", 0),
    known("mentions", "messages that mention somebody", 446),
    known(
        "channels",
        "public: the whole shared history, subscribed or not",
        0,
    ),
    known("in", "home: places that are not muted", 0),
    known("near", "go to a message, by its id", 0),
    known("with", "the conversation that a message is in now", 271),
    known("id", "one message, by its id", 0),
    known("search", "words, as they stand", 0),
    known("date", "go to a day, such as 2026-11-30", 0),
];

fn states() -> [(IsOperand, &'static str, u32); 8] {
    [
        (IsOperand::Unread, "you did not read", 0),
        (IsOperand::Starred, "you starred", 0),
        (IsOperand::Mentioned, "mention you", 0),
        (IsOperand::Followed, "are in topics you follow", 265),
        (IsOperand::Dm, "are direct messages", 0),
        (IsOperand::Resolved, "are in resolved topics", 0),
        (IsOperand::Alerted, "have one of your alert words", 0),
        (IsOperand::Muted, "are in muted places", 366),
    ]
}

fn things() -> [(HasOperand, &'static str, u32); 4] {
    [
        (HasOperand::Link, "have a link", 0),
        (HasOperand::Image, "have a picture", 0),
        (HasOperand::Attachment, "have a file", 0),
        (HasOperand::Reaction, "have a reaction", 249),
    ]
}

/// An operator that takes a person.
type OfPerson = fn(PersonOperand) -> Operator;

/// The word that the cursor is in, or behind.
fn piece_at(pieces: &[Piece], at: usize) -> Option<&Piece> {
    pieces
        .iter()
        .find(|piece| piece.range.start < at && at <= piece.range.end)
}

impl Look<'_> {
    fn has(&self, since: u32) -> bool {
        self.organization.realm().feature_level >= FeatureLevel(since)
    }

    /// The rows for a line and the cursor's place in it, in bytes.
    #[must_use]
    pub fn rows(&self, text: &str, at: usize, names: &mut SearchNames) -> Vec<SearchRow> {
        let pieces = pieces(text);
        let Some(piece) = piece_at(&pieces, at) else {
            let mut rows = Vec::new();
            if text.trim().is_empty() {
                self.remembered("", &mut rows);
                self.here(&mut rows);
            }
            self.operators("", at..at, false, &mut rows);
            return rows;
        };
        let key = piece.key.as_deref().map(str::to_ascii_lowercase);
        let Some(key) = key else {
            let mut rows = Vec::new();
            if pieces.len() == 1 && !piece.negated {
                self.remembered(text.trim(), &mut rows);
            }
            if !piece.was_quoted {
                self.operators(&piece.text, piece.range.clone(), piece.negated, &mut rows);
                self.guesses(piece, names, &mut rows);
            }
            return rows;
        };
        self.values(&key, piece, &pieces, names)
    }

    /// The channel whose topics are wanted for a line.
    #[must_use]
    pub fn topics_of(&self, text: &str, at: usize) -> Option<ChannelId> {
        let pieces = pieces(text);
        let piece = piece_at(&pieces, at)?;
        let key = piece.key.as_deref()?.to_ascii_lowercase();
        matches!(&*key, "topic" | "subject").then(|| self.channel_of(&pieces))?
    }

    /// The channel that is named in a line.
    fn channel_of(&self, pieces: &[Piece]) -> Option<ChannelId> {
        pieces
            .iter()
            .filter(|piece| !piece.negated)
            .find_map(|piece| {
                let channels = self.organization.channels();
                match piece.operator() {
                    Ok(Some(Operator::Channel(ChannelOperand::Id(id)))) => Some(id),
                    Ok(Some(Operator::Channel(ChannelOperand::Name(name)))) => {
                        channels.by_name(&name).map(ChannelState::id)
                    }
                    Ok(_) | Err(_) => None,
                }
            })
    }

    /// Saved searches and those wanted before that begin like this.
    fn remembered(&self, typed: &str, rows: &mut Vec<SearchRow>) {
        let needle = Needle::new(typed);
        for (name, narrow) in self.searches.saved() {
            if needle.quality_of(name).is_some() {
                rows.push(SearchRow {
                    label: query::written(narrow, self.organization),
                    detail: format!("saved as {name}"),
                    does: Does::Run(narrow.clone()),
                });
            }
        }
        let mut left = RECENT;
        for narrow in self.searches.recent() {
            let label = query::written(narrow, self.organization);
            let begins = label.to_lowercase().starts_with(&typed.to_lowercase());
            if left == 0 || !begins || label == typed {
                continue;
            }
            left -= 1;
            rows.push(SearchRow {
                label,
                detail: "searched before".to_owned(),
                does: Does::Run(narrow.clone()),
            });
        }
    }

    /// What limits a search to where one is.
    fn here(&self, rows: &mut Vec<SearchRow>) {
        let Some(view) = self.here else { return };
        let mut offer = |narrow: Narrow, detail: &str| {
            let mut text = query::written(&narrow, self.organization);
            let label = text.clone();
            text.push(' ');
            rows.push(SearchRow {
                label,
                detail: detail.to_owned(),
                does: Does::Write { range: 0..0, text },
            });
        };
        let me = self.organization.me();
        match view {
            View::Conversation(Conversation::Topic { channel, .. }) => {
                offer(view.narrow(me), "in this topic");
                offer(View::Channel(*channel).narrow(me), "in this channel");
            }
            View::Conversation(Conversation::Dm(_)) => {
                offer(view.narrow(me), "in this conversation");
            }
            View::Channel(_) => offer(view.narrow(me), "in this channel"),
            View::AllDms => offer(view.narrow(me), "in direct messages"),
            View::Mentions => offer(view.narrow(me), "among mentions"),
            View::Starred => offer(view.narrow(me), "among starred messages"),
            View::Combined | View::Search(_) => {}
        }
    }

    /// Operators whose names begin so, or whose phrases have a word that does.
    fn operators(
        &self,
        typed: &str,
        range: Range<usize>,
        negated: bool,
        rows: &mut Vec<SearchRow>,
    ) {
        let typed = typed.to_lowercase();
        let sign = if negated { "-" } else { "" };
        let means = |known: &&Known| {
            let mut words = known.phrase.split([' ', ',', ':', '…']);
            let by_phrase = typed.chars().count() > 2 && words.any(|word| word.starts_with(&typed));
            known.key.starts_with(&typed) || by_phrase
        };
        let found = OPERATORS.iter().filter(means);
        for known in found.filter(|known| self.has(known.since)) {
            let text = format!("{sign}{}:", known.key);
            rows.push(SearchRow {
                label: text.clone(),
                detail: if negated {
                    format!("not: {}", known.phrase)
                } else {
                    known.phrase.to_owned()
                },
                does: Does::Write {
                    range: range.clone(),
                    text,
                },
            });
        }
    }

    /// What a word without an operator may be: a channel, somebody, a state.
    fn guesses(&self, piece: &Piece, names: &mut SearchNames, rows: &mut Vec<SearchRow>) {
        if piece.text.chars().count() < 2 {
            return;
        }
        let typed = &piece.text;
        for (state, phrase, since) in states() {
            if state.word().starts_with(&typed.to_lowercase()) && self.has(since) {
                self.value(
                    Operator::Is(state),
                    &format!("messages that {phrase}"),
                    piece,
                    rows,
                );
            }
        }
        for state in self.channels(typed, FEW) {
            let operator = Operator::Channel(ChannelOperand::Id(state.id()));
            self.value(operator, "messages in this channel", piece, rows);
        }
        for user in names.people(self.organization, self.edition, typed, FEW) {
            let who = self.operand(user);
            self.value(
                Operator::Sender(who),
                &self.about(user.id, "sent by"),
                piece,
                rows,
            );
        }
    }

    fn value(&self, operator: Operator, detail: &str, piece: &Piece, rows: &mut Vec<SearchRow>) {
        let negated = piece.negated;
        let term = Narrow(vec![NarrowTerm { negated, operator }]);
        let label = query::written(&term, self.organization);
        rows.push(SearchRow {
            does: Does::Write {
                range: piece.range.clone(),
                text: format!("{label} "),
            },
            label,
            detail: if negated {
                format!("not: {detail}")
            } else {
                detail.to_owned()
            },
        });
    }

    fn about(&self, user: UserId, words: &str) -> String {
        let users = self.organization.users();
        let name = users.name(user).unwrap_or("Unknown user");
        let found = users.get(user);
        let mark = match found {
            Some(user) if user.is_bot => " (bot)",
            Some(user) if !user.is_active => " (deactivated)",
            Some(_) | None => "",
        };
        let who = if user == self.organization.me() {
            "you"
        } else {
            name
        };
        let mail = found
            .and_then(|user| user.delivery_email.as_deref())
            .unwrap_or("");
        let mail = if mail.is_empty() {
            String::new()
        } else {
            format!(" · {mail}")
        };
        format!("{words} {who}{mark}{mail}")
    }

    /// Channels whose names are like this: those one is in first, of them the lively ones.
    fn channels(&self, typed: &str, most: usize) -> Vec<&ChannelState> {
        let needle = Needle::new(typed.trim_start_matches('#'));
        let all = self.organization.channels().iter();
        let mut found: Vec<_> = all
            .filter_map(|state| {
                let quality = needle.quality_of(&state.channel.name)?;
                let traffic = state.channel.weekly_traffic.unwrap_or(0);
                let order = (!state.is_subscribed(), state.channel.is_archived);
                Some((
                    (quality, order, std::cmp::Reverse(traffic), state.sort_key()),
                    state,
                ))
            })
            .collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found
            .into_iter()
            .take(most)
            .map(|(_, state)| state)
            .collect()
    }

    /// Values of an operator that are like what is typed of one.
    fn values(
        &self,
        key: &str,
        piece: &Piece,
        pieces: &[Piece],
        names: &mut SearchNames,
    ) -> Vec<SearchRow> {
        let typed = &*piece.text;
        let mut rows = Vec::new();
        let small = typed.to_lowercase();
        let begins = |word: &str| word.starts_with(&small);
        // What something is in the words of its phrase will do: `has:file`.
        let means = |word: &str, phrase: &str| {
            let mut words = phrase.split(' ');
            begins(word)
                || (small.chars().count() > 1 && words.any(|word| word.starts_with(&small)))
        };
        let whom: Option<(OfPerson, &str)> = match key {
            "sender" | "from" => Some((Operator::Sender, "sent by")),
            "mentions" => Some((Operator::Mentions, "mentioning")),
            "dm-including" | "group-pm-with" => {
                Some((Operator::DmIncluding, "direct messages with others and"))
            }
            _ => None,
        };
        if let Some((operator, words)) = whom {
            for user in self.people(typed, names) {
                let detail = self.about(user.id, words);
                self.value(operator(self.operand(user)), &detail, piece, &mut rows);
            }
            return rows;
        }
        match key {
            "channel" | "stream" => {
                for state in self.channels(typed, MOST) {
                    let operator = Operator::Channel(ChannelOperand::Id(state.id()));
                    self.value(operator, &channel_detail(state), piece, &mut rows);
                }
            }
            "topic" | "subject" => {
                let of = self.channel_of(pieces);
                for (channel, topic) in names.topics(self.organization, of, typed, MOST) {
                    let detail = match of {
                        Some(_) if topic.as_str().is_empty() => {
                            naming::topic(self.organization, &topic).to_owned()
                        }
                        Some(_) => String::new(),
                        None => format!("in {}", naming::channel(self.organization, channel)),
                    };
                    self.value(Operator::Topic(topic), &detail, piece, &mut rows);
                }
            }
            "dm" | "pm-with" => self.direct(piece, names, &mut rows),
            "is" => {
                for (state, phrase, since) in states() {
                    if means(state.word(), phrase) && self.has(since) {
                        let detail = format!("messages that {phrase}");
                        self.value(Operator::Is(state), &detail, piece, &mut rows);
                    }
                }
            }
            "has" => {
                for (thing, phrase, since) in things() {
                    if means(thing.word(), phrase) && self.has(since) {
                        let detail = format!("messages that {phrase}");
                        self.value(Operator::Has(thing), &detail, piece, &mut rows);
                    }
                }
            }
            "in" => {
                for (place, phrase) in [
                    (InOperand::Home, "in places that are not muted"),
                    (InOperand::All, "everywhere"),
                ] {
                    if begins(place.word()) {
                        self.value(Operator::In(place), phrase, piece, &mut rows);
                    }
                }
            }
            "channels" | "streams" => {
                for (kind, phrase) in [
                    (
                        ChannelsOperand::Public,
                        "in all public channels, subscribed or not",
                    ),
                    (
                        ChannelsOperand::WebPublic,
                        "in channels that the web can read",
                    ),
                ] {
                    if begins(kind.word()) {
                        self.value(Operator::Channels(kind), phrase, piece, &mut rows);
                    }
                }
            }
            "near" | "id" | "with" => {
                let operator = match key {
                    "near" => Operator::Near,
                    "id" => Operator::Id,
                    _ => Operator::With,
                };
                if let Some(id) = self.selected.filter(|id| begins(&id.to_string())) {
                    self.value(operator(id), "the selected message", piece, &mut rows);
                }
            }
            "date" => self.days(piece, &mut rows),
            _ => {}
        }
        rows
    }

    fn operand(&self, user: Somebody) -> PersonOperand {
        query::operand(user.id, user.shared, self.organization)
    }

    fn people(&self, typed: &str, names: &mut SearchNames) -> Vec<Somebody> {
        let mut found = names.people(self.organization, self.edition, typed, MOST);
        let me = self.organization.me();
        if typed.is_empty() || "me".starts_with(&typed.to_lowercase()) {
            found.retain(|user| user.id != me);
            let me = Somebody {
                id: me,
                shared: false,
            };
            found.insert(0, me);
        }
        found
    }

    /// People of a direct message conversation: the last of them is typed.
    fn direct(&self, piece: &Piece, names: &mut SearchNames, rows: &mut Vec<SearchRow>) {
        let (before, typed) = match piece.text.rsplit_once(',') {
            Some((before, typed)) => (before, typed.trim_start()),
            None => ("", &*piece.text),
        };
        let there: Vec<PersonOperand> = before
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(|name| PersonOperand::Email(name.into()))
            .collect();
        for user in self.people(typed, names) {
            let mut people = there.clone();
            people.push(self.operand(user));
            let words = match there.len() {
                0 => "direct messages with",
                _ => "direct messages with them and",
            };
            self.value(
                Operator::Dm(people),
                &self.about(user.id, words),
                piece,
                rows,
            );
        }
    }
}

impl Look<'_> {
    fn days(&self, piece: &Piece, rows: &mut Vec<SearchRow>) {
        let Some(today) = self.today else { return };
        for (days, words) in [
            (0, "today"),
            (1, "yesterday"),
            (7, "a week ago"),
            (30, "30 days ago"),
        ] {
            let Ok(day) = today.checked_sub(jiff::Span::new().days(days)) else {
                continue;
            };
            let day = day.to_string();
            if day.starts_with(&piece.text) || words.starts_with(&*piece.text) {
                self.value(Operator::Date(day.into()), words, piece, rows);
            }
        }
    }
}

fn channel_detail(state: &ChannelState) -> String {
    let mut details = Vec::new();
    if state.channel.is_archived {
        details.push("archived".to_owned());
    } else if !state.is_subscribed() {
        details.push("not subscribed".to_owned());
    }
    let about: Vec<&str> = state.channel.description.split_whitespace().collect();
    if !about.is_empty() {
        details.push(truncate(&about.join(" "), BRIEF).to_string());
    }
    details.join(" · ")
}
