//! The values that an operator may have, like what is typed of one.

use super::names::{SearchNames, Somebody, topics};
use super::offer::{Look, MOST, SearchRow, channel_detail};
use super::vocabulary::{states, things};
use crate::api::narrow::{
    ChannelOperand, ChannelsOperand, InOperand, Operator, PersonOperand, Piece,
};
use crate::app::naming;
use crate::model::query;

/// An operator that takes a person.
type OfPerson = fn(PersonOperand) -> Operator;

impl Look<'_> {
    /// Values of an operator that are like what is typed of one.
    pub(super) fn values(
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
                for (channel, topic) in topics(self.directory, of, typed, MOST) {
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

    pub(super) fn operand(&self, user: Somebody) -> PersonOperand {
        query::operand(user.id, user.shared, self.organization)
    }

    pub(super) fn people(&self, typed: &str, names: &mut SearchNames) -> Vec<Somebody> {
        let mut found = names.people(self.organization, self.directory, typed, MOST);
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

    /// Days that are like what is typed.
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
