//! What is told before anything is asked: operators that this server does not know, slips of
//! the hand, terms that exclude each other.

use super::Problem;
use crate::api::ids::FeatureLevel;
use crate::api::narrow::{HasOperand, IsOperand, Narrow, Operator, Piece};
use crate::model::Organization;

/// The words that begin a term, older names among them.
const KEYS: [&str; 18] = [
    "channel",
    "channels",
    "topic",
    "dm",
    "dm-including",
    "sender",
    "from",
    "mentions",
    "is",
    "has",
    "in",
    "id",
    "with",
    "near",
    "date",
    "search",
    "stream",
    "subject",
];

/// Whether the organization's server knows it.
pub(super) fn is_known(operator: &Operator, organization: &Organization) -> Result<(), String> {
    let (since, what) = match operator {
        Operator::Is(IsOperand::Followed) => (265, "is:followed"),
        Operator::Is(IsOperand::Muted) => (366, "is:muted"),
        Operator::Has(HasOperand::Reaction) => (249, "has:reaction"),
        Operator::Mentions(_) => (446, "mentions:"),
        Operator::With(_) => (271, "with:"),
        Operator::Topic(topic) if topic.as_str().is_empty() => (334, "a topic without a name"),
        Operator::Date(text) => return is_date(text),
        Operator::Channel(_)
        | Operator::Channels(_)
        | Operator::Topic(_)
        | Operator::Dm(_)
        | Operator::DmIncluding(_)
        | Operator::Sender(_)
        | Operator::Is(_)
        | Operator::Has(_)
        | Operator::In(_)
        | Operator::Id(_)
        | Operator::Near(_)
        | Operator::Search(_) => return Ok(()),
    };
    let realm = organization.realm();
    if realm.feature_level >= FeatureLevel(since) {
        return Ok(());
    }
    let version = &realm.zulip_version;
    Err(format!(
        "This server (Zulip {version}) is too old for {what}."
    ))
}

fn is_date(text: &str) -> Result<(), String> {
    match text.parse::<jiff::civil::Date>() {
        Ok(_) => Ok(()),
        Err(_) => Err("date: takes a day, such as 2026-11-30.".to_owned()),
    }
}

/// Whether a word with a colon is meant as it stands, and is no operator spelt wrongly.
pub(super) fn is_no_slip(piece: &Piece) -> Result<(), String> {
    let Some(key) = piece.key.as_deref() else {
        return Ok(());
    };
    let letters = key.chars().all(|c| c.is_alphabetic() || c == '-');
    if key.is_empty() || !letters || piece.text.starts_with('/') {
        return Ok(());
    }
    match alike(key) {
        Some(meant) => Err(format!(
            "There is no operator {key}: — is {meant}: meant? In \"quotes\" it is searched for."
        )),
        None => Ok(()),
    }
}

/// The operator that a word is nearly, but is not.
#[must_use]
pub fn alike(key: &str) -> Option<&'static str> {
    let key = key.to_lowercase();
    if key.chars().count() < 3 {
        return None;
    }
    let near = |known: &&str| {
        let longer = known.len().max(key.len());
        let most = if longer > 5 { 2 } else { 1 };
        known.len() > 2 && strsim::osa_distance(known, &key) <= most
    };
    let mut found: Vec<&'static str> = KEYS.into_iter().filter(near).collect();
    found.sort_by_key(|known| strsim::osa_distance(known, &key));
    found.first().copied()
}

/// Whether the terms can hold together at all.
pub(super) fn fits_together(pieces: &[Piece], narrow: &Narrow) -> Result<(), Problem> {
    let is_of_channels = |operator: &Operator| {
        matches!(
            operator,
            Operator::Channel(_) | Operator::Channels(_) | Operator::Topic(_)
        )
    };
    let wanted = || narrow.0.iter().filter(|term| !term.negated);
    let channel = wanted().any(|term| is_of_channels(&term.operator));
    let with = wanted().any(|term| matches!(term.operator, Operator::With(_)));
    let dm = wanted().any(|term| matches!(term.operator, Operator::Dm(_)));
    if !(channel && dm) || with {
        return Ok(());
    }
    let is_dm = |piece: &&Piece| matches!(piece.operator(), Ok(Some(Operator::Dm(_))));
    let range = pieces.iter().find(is_dm).map(|piece| piece.range.clone());
    Err(Problem {
        range: range.unwrap_or_default(),
        sentence: "Direct messages are in no channel: dm: goes without channel: and topic:."
            .to_owned(),
    })
}
