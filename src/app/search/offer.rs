//! What a search that is being typed may go on with: operators and what they mean, their values,
//! what was searched for before.

use std::cmp::Reverse;
use std::ops::Range;

use super::kept::Searches;
use super::names::SearchNames;
use super::vocabulary::{Known, OPERATORS, states};
use crate::api::conversation::Conversation;
use crate::api::ids::{ChannelId, FeatureLevel, MessageId, UserId};
use crate::api::narrow::{ChannelOperand, Narrow, NarrowTerm, Operator, Piece, pieces};
use crate::app::channels::about::in_a_line;
use crate::app::complete::{Best, Needle};
use crate::app::directory::Directory;
use crate::model::{ChannelState, Organization, View, query};
use crate::text::truncate;

/// So many values of one kind are offered.
pub(super) const MOST: usize = 40;
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
    /// The names that are looked through.
    pub directory: &'a Directory,
}

/// The word that the cursor is in, or behind.
fn piece_at(pieces: &[Piece], at: usize) -> Option<&Piece> {
    pieces
        .iter()
        .find(|piece| piece.range.start < at && at <= piece.range.end)
}

impl Look<'_> {
    pub(super) fn has(&self, since: u32) -> bool {
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
    pub(super) fn channel_of(&self, pieces: &[Piece]) -> Option<ChannelId> {
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
        for user in names.people(self.organization, self.directory, typed, FEW) {
            let who = self.operand(user);
            self.value(
                Operator::Sender(who),
                &self.about(user.id, "sent by"),
                piece,
                rows,
            );
        }
    }

    pub(super) fn value(
        &self,
        operator: Operator,
        detail: &str,
        piece: &Piece,
        rows: &mut Vec<SearchRow>,
    ) {
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

    pub(super) fn about(&self, user: UserId, words: &str) -> String {
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
    pub(super) fn channels(&self, typed: &str, most: usize) -> Vec<&ChannelState> {
        let needle = Needle::new(typed.trim_start_matches('#'));
        let channels = &self.directory.channels;
        let mut found = Best::new(most);
        channels.names().find(&needle, |row, quality| {
            let all = self.organization.channels();
            let Some(state) = all.get(channels.ids()[row]) else {
                return;
            };
            let traffic = state.channel.weekly_traffic.unwrap_or(0);
            let order = (!state.is_subscribed(), state.channel.is_archived);
            let rank = (quality, order, Reverse(traffic), state.sort_key());
            found.offer(rank, state);
        });
        found.into_items().collect()
    }
}

/// What is said of a channel beside its name.
pub(super) fn channel_detail(state: &ChannelState) -> String {
    let mut details = Vec::new();
    if state.channel.is_archived {
        details.push("archived".to_owned());
    } else if !state.is_subscribed() {
        details.push("not subscribed".to_owned());
    }
    let about = in_a_line(&state.channel);
    if !about.is_empty() {
        details.push(truncate(&about, BRIEF).to_string());
    }
    details.join(" · ")
}
