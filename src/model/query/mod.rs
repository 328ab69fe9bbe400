//! What a person searches for: read with the names that the organization has, written back as
//! it would be typed, and told in words.
//!
//! The syntax is the web app's and is read by [`crate::api::narrow`]; here names become ids, and
//! what makes no sense in this organization is told, with the place in the text.

mod check;
mod tell;
mod write;

pub use check::alike;
pub use tell::in_words;
pub use write::{operand, written};

use std::ops::Range;

use super::organization::Organization;
use crate::api::ids::UserId;
use crate::api::narrow::{
    ChannelOperand, Narrow, NarrowError, Operator, PersonOperand, Piece, assembled, pieces,
};
use crate::api::user::find_user;

/// Why something can't be searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which part of the text is meant, in bytes.
    pub range: Range<usize>,
    /// What is wrong with it, and what would be right.
    pub sentence: String,
}

/// Reads what a person typed. People and channels may be named; `me` is oneself.
///
/// # Errors
/// The first thing that makes no sense here.
pub fn read(text: &str, organization: &Organization) -> Result<Narrow, Problem> {
    let pieces = pieces(text);
    let narrow = assembled(&pieces, |piece| {
        let problem = |sentence: String| Problem {
            range: piece.range.clone(),
            sentence,
        };
        match piece.operator() {
            Ok(Some(operator)) => {
                check::is_known(&operator, organization).map_err(problem)?;
                named(operator, organization).map(Some).map_err(problem)
            }
            Ok(None) => check::is_no_slip(piece).map(|()| None).map_err(problem),
            Err(NarrowError::OpenQuote(_)) => Err(problem(
                "The quotation mark is not closed: \" at the end closes it.".to_owned(),
            )),
            Err(error @ NarrowError::BadOperand { .. }) => Err(problem(sentence(piece, &error))),
        }
    })?;
    check::fits_together(&pieces, &narrow)?;
    Ok(narrow)
}

/// Whether no operator is spelt wrongly in what a person typed. That is known before there is
/// an organization.
///
/// # Errors
/// The first that is nearly one, and which.
pub fn has_no_slip(text: &str) -> Result<(), Problem> {
    pieces(text)
        .iter()
        .filter(|piece| matches!(piece.operator(), Ok(None)))
        .try_for_each(|piece| {
            check::is_no_slip(piece).map_err(|sentence| Problem {
                range: piece.range.clone(),
                sentence,
            })
        })
}

fn sentence(piece: &Piece, error: &NarrowError) -> String {
    match error {
        NarrowError::BadOperand {
            operator, expected, ..
        } if piece.text.is_empty() => format!("{operator}: takes {expected}."),
        error @ (NarrowError::BadOperand { .. } | NarrowError::OpenQuote(_)) => {
            format!("{error}.")
        }
    }
}

/// The same by id where it was by name.
fn named(operator: Operator, organization: &Organization) -> Result<Operator, String> {
    let person = |who: PersonOperand| self::person(who, organization).map(PersonOperand::Id);
    Ok(match operator {
        Operator::Channel(ChannelOperand::Name(name)) => {
            let plain = name.strip_prefix('#').unwrap_or(&name);
            let channels = organization.channels();
            let found = channels
                .by_name(&name)
                .or_else(|| channels.by_name(plain))
                .map(super::ChannelState::id);
            let nobody = || format!("There is no channel called {name}, as far as you may know.");
            Operator::Channel(ChannelOperand::Id(found.ok_or_else(nobody)?))
        }
        Operator::Channel(ChannelOperand::Id(id)) => {
            // Channels may be called by digits.
            let by_name = || organization.channels().by_name(&id.to_string());
            let found = match organization.channels().get(id) {
                Some(_) => id,
                None => by_name().map_or(id, super::ChannelState::id),
            };
            Operator::Channel(ChannelOperand::Id(found))
        }
        Operator::Dm(people) => {
            let people: Result<Vec<_>, String> = people.into_iter().map(person).collect();
            Operator::Dm(people?)
        }
        Operator::DmIncluding(who) => Operator::DmIncluding(person(who)?),
        Operator::Sender(who) => Operator::Sender(person(who)?),
        Operator::Mentions(who) => Operator::Mentions(person(who)?),
        other @ (Operator::Channels(_)
        | Operator::Topic(_)
        | Operator::Is(_)
        | Operator::Has(_)
        | Operator::In(_)
        | Operator::Id(_)
        | Operator::With(_)
        | Operator::Near(_)
        | Operator::Date(_)
        | Operator::Search(_)) => other,
    })
}

/// Who is meant.
fn person(who: PersonOperand, organization: &Organization) -> Result<UserId, String> {
    match who {
        PersonOperand::Id(id) => Ok(id),
        PersonOperand::Email(name) if name.trim() == "me" => Ok(organization.me()),
        PersonOperand::Email(name) => find_user(organization.users().all(), name.trim())
            .map(|user| user.user_id)
            .map_err(|why| format!("{why}.")),
    }
}

#[cfg(test)]
mod tests;
