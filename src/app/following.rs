//! What opening a target does: links within Zulip open here, others outside.

use url::Url;

use crate::api::conversation::Conversation;
use crate::api::error::ApiError;
use crate::api::ids::{ChannelId, MessageId};
use crate::api::message::Message;
use crate::api::narrow::{
    ChannelOperand, ChannelsOperand, HasOperand, InOperand, IsOperand, Narrow, NarrowTerm,
    Operator, PersonOperand,
};
use crate::content::link::{
    ChannelRef, InternalLink, LinkAnchor, LinkOperand, NarrowLink, UserRef, parse_internal,
};
use crate::content::{Address, LinkTarget, Target};
use crate::model::{Membership, Organization, View};

use super::ask::{self, AskId, Query};
use super::layer::{Layer, Question};
use super::naming;
use super::pages::Page;
use super::sheet::Sheet;
use super::state::{App, Turn};
use super::views::Landing;

/// A link whose message the server was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Following {
    /// The question.
    pub ask: AskId,
    /// What the link says the message is in.
    pub view: View,
    /// Which message, and how the link names it.
    pub anchor: LinkAnchor,
}

impl App {
    /// Where the organization's own files are: the address that one signs in at, since
    /// credentials go nowhere else; what the organization calls itself, where none is known.
    #[must_use]
    pub fn own_url(&self) -> Option<Url> {
        self.account.url.clone().or_else(|| self.realm_url())
    }

    /// The organization's address, as it tells it: what links within it begin with.
    #[must_use]
    pub fn realm_url(&self) -> Option<Url> {
        Url::parse(&self.organization.as_deref()?.realm().settings.url).ok()
    }
}

impl Turn<'_> {
    /// Opens what a piece of a message leads to.
    pub(super) fn activate(&mut self, message: MessageId, target: &Target) {
        match target {
            Target::Link(link) => self.open_link(link),
            Target::Spoiler(spoiler) => self.toggle_spoiler(message, *spoiler),
            Target::User(user) => self.open_person(*user),
            Target::Group(group) => self.open_sheet(Sheet::group(*group)),
            Target::Media(media) => self.open_media(message, media),
            Target::Time(time) => {
                let words = self.measure.moment(time.as_second());
                self.notice(&words);
            }
        }
    }

    /// Opens a link.
    pub(super) fn open_link(&mut self, link: &LinkTarget) {
        self.open_address(&link.address, link.misleads.as_ref());
    }

    /// Opens a link that somebody typed or handed over.
    pub(super) fn follow_typed(&mut self, link: &str) {
        self.open_address(&Address::new(link), None);
    }

    fn open_address(
        &mut self,
        address: &Address,
        misleads: Option<&crate::content::document::Text>,
    ) {
        let realm = self.app.realm_url();
        // The organization may be reached by another name than the one it calls itself.
        let internal = parse_internal(address, realm.as_ref())
            .or_else(|| parse_internal(address, Some(self.app.account.url.as_ref()?)));
        match internal {
            Some(InternalLink::Narrow(link)) => self.open_narrow(&link),
            Some(InternalLink::Inbox) => self.open_page(super::pages::Page::Inbox),
            Some(InternalLink::Drafts) => self.open_shelf(super::shelf::ShelfKind::Drafts),
            Some(InternalLink::Feed) => self.visit(View::Combined, Landing::FirstUnread),
            Some(InternalLink::User(user)) => self.open_person(user),
            Some(InternalLink::ChannelSettings(channel)) => match self.channel_of(&channel) {
                Ok(id) => self.visit(View::Channel(id), Landing::FirstUnread),
                Err(why) => self.complain(&why),
            },
            Some(InternalLink::Upload(_)) => self.open_upload(address),
            Some(InternalLink::Recent) => self.open_page(Page::Recent),
            Some(InternalLink::Other) | None => match address.openable(realm.as_ref()) {
                Some(url) => {
                    let address = Address::new(url.as_str()).encoded();
                    match misleads {
                        Some(named) => self.push(Layer::Question(Question::OpenMisleading {
                            named: named.clone(),
                            address,
                        })),
                        None => self.open_outside(address),
                    }
                }
                None => self.complain(&format!(
                    "Only http, https and mailto are opened, not {}",
                    address.display()
                )),
            },
        }
    }

    fn channel_of(&self, channel: &ChannelRef) -> Result<ChannelId, String> {
        let organization = self.app.organization.as_deref();
        organization
            .ok_or_else(|| "Nothing is loaded yet.".to_owned())
            .and_then(|organization| channel_id(organization, channel))
    }

    /// Opens messages that a link leads to, at the one it names.
    fn open_narrow(&mut self, link: &NarrowLink) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let view = match narrow(organization, link) {
            Ok(narrow) => View::of_narrow(narrow, organization),
            Err(why) => return self.complain(&why),
        };
        let Some(anchor) = link.anchor else {
            return self.visit(view, Landing::FirstUnread);
        };
        let (LinkAnchor::Near(id) | LinkAnchor::With(id)) = anchor;
        if let Some(message) = organization.message(id) {
            let (view, landing) = place_of(organization, message, view, anchor);
            return self.visit(view, landing);
        }
        let ask = self.inquire(Query::Message(id));
        self.app.following = Some(Following { ask, view, anchor });
        self.notice("Looking for the message…");
    }

    /// Goes to a message in its conversation, wherever that is.
    pub(super) fn show_message(&mut self, id: MessageId) {
        let known = self.app.organization.as_deref().and_then(|o| o.message(id));
        if let Some(message) = known {
            let view = View::Conversation(message.conversation.clone());
            return self.open_at(view, Landing::At(id));
        }
        let ask = self.inquire(Query::Message(id));
        // A place where no message is: the server's answer names the right one.
        let nowhere = Conversation::topic(ChannelId(0), "".into());
        self.app.following = Some(Following {
            ask,
            view: View::Conversation(nowhere),
            anchor: LinkAnchor::Near(id),
        });
        self.notice("Looking for the message…");
    }

    /// The server told where the message of a link is.
    pub(super) fn followed(&mut self, result: Result<Box<Message>, ApiError>) {
        let Some(following) = self.app.following.take() else {
            return;
        };
        self.app.notice = None;
        match (result, self.app.organization.as_deref()) {
            // Somebody reads something else meanwhile: nothing moves below it.
            (Ok(message), Some(organization)) if !self.app.layers.is_empty() => {
                let place = naming::conversation(organization, &message.conversation);
                self.notice(&format!(
                    "The message is in {place}; follow the link again to go there."
                ));
            }
            (Ok(message), Some(organization)) => {
                let (view, landing) =
                    place_of(organization, &message, following.view, following.anchor);
                self.visit(view, landing);
            }
            (Err(error), _) => {
                let why = ask::why(&error);
                self.complain(&why);
            }
            (Ok(_), None) => {}
        }
    }
}

/// Where the message of a link is to be shown: in the view that the link names while
/// it belongs there, else in the conversation it is in now.
fn place_of(
    organization: &Organization,
    message: &Message,
    view: View,
    anchor: LinkAnchor,
) -> (View, Landing) {
    let now = || View::Conversation(message.conversation.clone());
    match anchor {
        LinkAnchor::With(_) => (now(), Landing::FirstUnread),
        LinkAnchor::Near(id) => {
            let belongs = view.contains(message, organization) != Membership::No
                && view.shows(message, organization);
            (if belongs { view } else { now() }, Landing::At(id))
        }
    }
}

fn channel_id(organization: &Organization, channel: &ChannelRef) -> Result<ChannelId, String> {
    let channels = organization.channels();
    channel
        .id
        .filter(|id| channels.get(*id).is_some())
        .or_else(|| {
            let named = channels
                .iter()
                .find(|state| channel.names(&state.channel.name))?;
            Some(named.id())
        })
        .ok_or_else(|| {
            "This link leads to a channel that does not exist, or that you may not see.".to_owned()
        })
}

fn person(organization: &Organization, who: &UserRef) -> Result<PersonOperand, String> {
    let users = organization.users();
    let id = match who {
        UserRef::Me => Some(organization.me()),
        UserRef::Id(id) => users.name(*id).map(|_| *id),
        UserRef::Email(email) => users.by_email(email).map(|user| user.user_id),
    };
    id.map(PersonOperand::Id)
        .ok_or_else(|| "This link names somebody who is not known here.".to_owned())
}

/// What a link asks for, in the words of the API; or why that cannot be shown.
fn narrow(organization: &Organization, link: &NarrowLink) -> Result<Narrow, String> {
    let people = |list: &[UserRef]| -> Result<Vec<PersonOperand>, String> {
        list.iter().map(|who| person(organization, who)).collect()
    };
    let mut terms = Vec::new();
    for term in &link.terms {
        let operators = match &term.operand {
            LinkOperand::Channel(channel) => {
                let id = channel_id(organization, channel)?;
                vec![Operator::Channel(ChannelOperand::Id(id))]
            }
            LinkOperand::Topic(topic) => vec![Operator::Topic(topic.clone())],
            LinkOperand::Direct(list) => vec![Operator::Dm(people(list)?)],
            LinkOperand::DirectIncluding(list) => people(list)?
                .into_iter()
                .map(Operator::DmIncluding)
                .collect(),
            LinkOperand::Sender(who) => vec![Operator::Sender(person(organization, who)?)],
            LinkOperand::Is(word) => vec![Operator::Is(IsOperand::from_word(word))],
            LinkOperand::Has(word) => vec![Operator::Has(HasOperand::from_word(word))],
            LinkOperand::In(word) => vec![Operator::In(InOperand::from_word(word))],
            LinkOperand::Channels(word) => {
                vec![Operator::Channels(ChannelsOperand::from_word(word))]
            }
            LinkOperand::Id(id) => vec![Operator::Id(*id)],
            LinkOperand::Search(words) => vec![Operator::Search(words.as_str().into())],
            LinkOperand::Other { operator, .. } => {
                return Err(format!(
                    "This link searches by “{operator}”, which lazuli does not know."
                ));
            }
        };
        terms.extend(operators.into_iter().map(|operator| NarrowTerm {
            negated: term.negated,
            operator,
        }));
    }
    Ok(Narrow(terms))
}
