//! A narrow as it would be typed, with names instead of ids.

use crate::api::ids::UserId;
use crate::api::narrow::{ChannelOperand, Narrow, NarrowTerm, Operator, PersonOperand};
use crate::model::{ChannelState, Organization};

/// The text that reads back as this narrow.
#[must_use]
pub fn written(narrow: &Narrow, organization: &Organization) -> String {
    let last = narrow.0.len().saturating_sub(1);
    let terms = narrow.0.iter().enumerate().map(|(at, term)| {
        let plain = plain_words(term).filter(|_| at == last || term.negated);
        plain.unwrap_or_else(|| {
            let operator = with_names(&term.operator, organization);
            let negated = term.negated;
            NarrowTerm { negated, operator }.to_string()
        })
    });
    terms.collect::<Vec<_>>().join(" ")
}

/// Words as they are, where that reads back as a search for them.
fn plain_words(term: &NarrowTerm) -> Option<String> {
    let Operator::Search(words) = &term.operator else {
        return None;
    };
    let sign = if term.negated { "-" } else { "" };
    let text = format!("{sign}{words}");
    let reads_back = text
        .parse::<Narrow>()
        .is_ok_and(|narrow| narrow.0.as_slice() == std::slice::from_ref(term));
    // What would be told to be a slip is none.
    let has_colon = words.contains(':');
    (reads_back && !has_colon).then_some(text)
}

fn with_names(operator: &Operator, organization: &Organization) -> Operator {
    let person = |who: &PersonOperand| match who {
        PersonOperand::Id(id) => name_of(*id, organization).map_or_else(
            || PersonOperand::Id(*id),
            |name| PersonOperand::Email(name.into()),
        ),
        PersonOperand::Email(email) => PersonOperand::Email(email.clone()),
    };
    match operator {
        Operator::Channel(ChannelOperand::Id(id)) => {
            let channels = organization.channels();
            let state = channels.get(*id).map(|state| &*state.channel.name);
            let known = |name: &&str| channels.by_name(name).map(ChannelState::id) == Some(*id);
            Operator::Channel(match state.filter(known) {
                Some(name) => ChannelOperand::Name(name.into()),
                None => ChannelOperand::Id(*id),
            })
        }
        Operator::Dm(people) => Operator::Dm(people.iter().map(person).collect()),
        Operator::DmIncluding(who) => Operator::DmIncluding(person(who)),
        Operator::Sender(who) => Operator::Sender(person(who)),
        Operator::Mentions(who) => Operator::Mentions(person(who)),
        other @ (Operator::Channel(ChannelOperand::Name(_))
        | Operator::Channels(_)
        | Operator::Topic(_)
        | Operator::Is(_)
        | Operator::Has(_)
        | Operator::In(_)
        | Operator::Id(_)
        | Operator::With(_)
        | Operator::Near(_)
        | Operator::Date(_)
        | Operator::Search(_)) => other.clone(),
    }
}

/// Somebody as they would be typed. Whether others have the same name is told by whoever knows:
/// finding it out looks at everybody.
#[must_use]
pub fn operand(id: UserId, shared: bool, organization: &Organization) -> PersonOperand {
    match plain_name(id, organization) {
        Some(name) if shared && name != "me" => PersonOperand::Email(format!("{name}|{id}").into()),
        Some(name) => PersonOperand::Email(name.into()),
        None => PersonOperand::Id(id),
    }
}

/// A name that means this person and nobody else; `None` where only the id does.
fn name_of(id: UserId, organization: &Organization) -> Option<String> {
    let name = plain_name(id, organization)?;
    let means = |name: &str| {
        let found = crate::api::user::find_user(organization.users().all(), name);
        found.is_ok_and(|user| user.user_id == id)
    };
    if name == "me" || means(&name) {
        return Some(name);
    }
    let exact = format!("{name}|{id}");
    means(&exact).then_some(exact)
}

/// A name that can be typed as it is; `me` for oneself.
fn plain_name(id: UserId, organization: &Organization) -> Option<String> {
    if id == organization.me() {
        return Some("me".to_owned());
    }
    let name = organization.users().name(id)?;
    let odd = name.trim() != name
        || name.contains([',', '|', '@'])
        || name.is_empty()
        || name.bytes().all(|b| b.is_ascii_digit())
        || name == "me";
    (!odd).then(|| name.to_owned())
}
