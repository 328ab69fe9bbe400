//! A view as it is written: by its name, as a query of the web's search box, as a link. What
//! `--view`, `:view` and the box of `Ctrl+K` understand.

use crate::api::ids::MessageId;
use crate::api::narrow::{ChannelOperand, Narrow, Operator, PersonOperand};
use crate::api::user::find_user;
use crate::config::problem::meant;
use crate::model::{Organization, View, query};

use super::destination::{self, Destination};
use super::state::{App, Turn};
use super::views::Landing;

/// A view that is written.
#[derive(Debug, Clone, PartialEq)]
pub enum Written {
    /// One that has a name.
    Named(Destination),
    /// What messages have in common.
    Narrow(Narrow),
    /// A link into the organization, or elsewhere.
    Link(String),
}

/// Reads a view. Whether there is such a channel only the organization knows.
///
/// # Errors
/// Why it is none, in a sentence.
pub fn read(text: &str) -> Result<Written, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("Name a view, such as inbox or channel:workshop.".to_owned());
    }
    if let Some(named) = destination::named(text) {
        return Ok(Written::Named(named.to.clone()));
    }
    let is_link = ["http://", "https://", "#narrow", "/#narrow"];
    if is_link.iter().any(|start| text.starts_with(start)) {
        return Ok(Written::Link(text.to_owned()));
    }
    let narrow: Narrow = text.parse().map_err(|error| format!("{error}."))?;
    query::has_no_slip(text).map_err(|problem| problem.sentence)?;
    Ok(Written::Narrow(narrow))
}

/// The channels and people of a narrow by their ids, and the message that it is anchored at.
///
/// # Errors
/// Which of them there is not, in a sentence.
fn resolve(
    organization: &Organization,
    narrow: &Narrow,
) -> Result<(Narrow, Option<MessageId>), String> {
    let mut terms = Vec::new();
    let mut anchor = None;
    for term in &narrow.0 {
        let mut term = term.clone();
        match &mut term.operator {
            Operator::Channel(operand) => {
                if let ChannelOperand::Name(name) = &*operand {
                    *operand = ChannelOperand::Id(channel(organization, name)?);
                }
            }
            Operator::Dm(people) => {
                for who in people {
                    person(organization, who)?;
                }
            }
            Operator::DmIncluding(who) | Operator::Sender(who) | Operator::Mentions(who) => {
                person(organization, who)?;
            }
            Operator::Near(id) => {
                anchor = Some(*id);
                continue;
            }
            Operator::Channels(_)
            | Operator::Topic(_)
            | Operator::Is(_)
            | Operator::Has(_)
            | Operator::In(_)
            | Operator::Id(_)
            | Operator::With(_)
            | Operator::Date(_)
            | Operator::Search(_) => {}
        }
        terms.push(term);
    }
    Ok((Narrow(terms), anchor))
}

fn channel(organization: &Organization, name: &str) -> Result<crate::api::ids::ChannelId, String> {
    let channels = organization.channels();
    if let Some(state) = channels.by_name(name) {
        return Ok(state.id());
    }
    let names = channels.iter().map(|state| &*state.channel.name);
    Err(match meant(name, names) {
        Some(near) => format!("There is no channel called {name}; did you mean {near}?"),
        None => format!("There is no channel called {name}."),
    })
}

/// Turns a name into an id; addresses that are known too.
fn person(organization: &Organization, who: &mut PersonOperand) -> Result<(), String> {
    let PersonOperand::Email(name) = &*who else {
        return Ok(());
    };
    let users = organization.users();
    let id = if &**name == "me" {
        organization.me()
    } else {
        find_user(users.all(), name.trim())
            .map_err(|why| format!("{why}."))?
            .user_id
    };
    *who = PersonOperand::Id(id);
    Ok(())
}

impl App {
    /// Whether a written view is there.
    ///
    /// # Errors
    /// Why not, in a sentence.
    pub(super) fn can_open(&self, written: &Written) -> Result<(), String> {
        match (written, self.organization.as_deref()) {
            (Written::Narrow(narrow), Some(organization)) => {
                resolve(organization, narrow).map(|_| ())
            }
            (Written::Named(_) | Written::Narrow(_) | Written::Link(_), _) => Ok(()),
        }
    }
}

impl Turn<'_> {
    /// Opens a written view; why it is not there is said.
    pub fn open_written(&mut self, written: &Written) {
        match written {
            Written::Named(to) => self.go_to(to.clone()),
            Written::Link(link) => self.follow_typed(link),
            Written::Narrow(narrow) => {
                let Some(organization) = self.app.organization.as_deref() else {
                    return;
                };
                match resolve(organization, narrow) {
                    Ok((narrow, anchor)) => {
                        let view = View::of_narrow(narrow, organization);
                        let landing = anchor.map_or(Landing::FirstUnread, Landing::At);
                        self.open_at(view, landing);
                    }
                    Err(why) => self.complain(&why),
                }
            }
        }
    }
}
