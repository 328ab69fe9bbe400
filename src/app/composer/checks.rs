//! What one should know before sending: why it can't be sent, whom it will reach.

use super::mentions::{self, Mention};
use super::recipient::Recipient;
use crate::api::conversation::Conversation;
use crate::api::ids::ChannelId;
use crate::app::naming;
use crate::app::state::App;
use crate::model::Organization;
use crate::model::permissions::sending::WhyNotSend;
use crate::text::SafeText;

/// From how many people on a wildcard mention is asked about before sending.
pub const MANY: u64 = 16;

/// What stands below the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The sentence.
    pub text: SafeText<'static>,
    /// Whether it can't be sent because of it.
    pub refused: bool,
}

/// Everybody of a place who would be notified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crowd {
    /// How many, where that is known.
    pub people: Option<u64>,
    /// Whether only those are meant who take part in the topic.
    pub topic: bool,
    /// Whether one may.
    pub allowed: bool,
}

impl Crowd {
    /// Whether it is asked about before sending: they are many, or nobody knows how many.
    #[must_use]
    pub fn is_large(&self) -> bool {
        self.people.map_or(!self.topic, |people| people >= MANY)
    }
}

impl App {
    /// What stands below the text, as of the last update: why it can't be sent, else what is
    /// worth knowing.
    #[must_use]
    pub fn composer_note(&self) -> Option<&Note> {
        self.composer.as_deref()?.note.as_ref()
    }

    pub(super) fn note_now(&self) -> Option<Note> {
        let composer = self.composer.as_deref()?;
        let organization = self.organization.as_deref()?;
        if let Some(editing) = &composer.editing {
            let sentence = "Changed elsewhere: Ctrl+Y puts that text in, saving again replaces it.";
            return editing.conflict.then(|| Note {
                text: SafeText::line(sentence),
                refused: false,
            });
        }
        let refusal = self.composer_refusal();
        if let Some(sentence) = refusal {
            return Some(Note {
                text: SafeText::line(sentence),
                refused: true,
            });
        }
        if let [first, more @ ..] = self.interrupted_uploads().as_slice() {
            let (what, them) = match more.len() {
                0 => ((*first).to_owned(), "it"),
                more => (format!("{first} and {more} more"), "them"),
            };
            return Some(Note {
                text: SafeText::line(format!(
                    "The upload of {what} was interrupted: attach {them} again."
                )),
                refused: false,
            });
        }
        let place = composer.to.conversation(organization).ok()?;
        let sentence = self
            .crowd_warning(&place)
            .or_else(|| absent(organization, &place, composer.buffer.text()))
            .or_else(|| resolved(&place))
            .or_else(|| guests(organization, &place))?;
        Some(Note {
            text: SafeText::line(sentence),
            refused: false,
        })
    }

    /// Why what is written can't be sent where it is for, as far as that is known before one
    /// types; nothing about what is only not typed yet.
    #[must_use]
    pub fn composer_refusal(&self) -> Option<String> {
        let composer = self.composer.as_deref()?;
        let organization = self.organization.as_deref()?;
        let why = match (&composer.to, composer.to.conversation(organization)) {
            // A topic's name may still be typed.
            (Recipient::Channel(field), Ok(_))
                if composer.part != super::Part::Text && field.topic.text().trim().is_empty() =>
            {
                organization.why_not_post(field.id?, self.now)?
            }
            (_, Ok(place)) => organization.why_not_send(&place, self.now)?,
            (to, Err(_)) => organization.why_not_post(to.channel()?, self.now)?,
        };
        Some(sentence(organization, why))
    }

    /// The crowd that a wildcard mention in the text reaches, if there is one.
    #[must_use]
    pub fn crowd(&self, place: &Conversation) -> Option<Crowd> {
        let organization = self.organization.as_deref()?;
        let Conversation::Topic { channel, .. } = place else {
            return None;
        };
        let text = self.composer.as_deref()?.buffer.text();
        let mut wildcards =
            mentions::of(text).filter(|mention| matches!(mention, Mention::Everybody { .. }));
        let Mention::Everybody { topic } = wildcards.next()? else {
            return None;
        };
        let state = organization.channels().get(*channel)?;
        Some(Crowd {
            // How many take part in a topic is known to the server alone.
            people: state.subscriber_count().filter(|_| !topic),
            topic,
            allowed: topic || organization.can_mention_everybody(*channel, self.now),
        })
    }

    fn crowd_warning(&self, place: &Conversation) -> Option<String> {
        let crowd = self.crowd(place)?;
        Some(match (crowd.allowed, crowd.people) {
            (false, _) => "You may not mention everybody in a channel this large.".to_owned(),
            (true, Some(1)) => "This notifies 1 person.".to_owned(),
            (true, Some(count)) => format!("This notifies {count} people."),
            (true, None) if !crowd.topic => "This notifies everybody in the channel.".to_owned(),
            (true, None) => "This notifies everybody who takes part in the topic.".to_owned(),
        })
    }
}

/// The reason in a sentence.
#[must_use]
pub fn sentence(organization: &Organization, why: WhyNotSend) -> String {
    let channel = |id: ChannelId| naming::channel(organization, id).to_owned();
    match why {
        WhyNotSend::UnknownChannel(_) => {
            "This channel does not exist any more, or you can't see it.".to_owned()
        }
        WhyNotSend::Archived(id) => {
            format!("{} is archived: nobody can write there.", channel(id))
        }
        WhyNotSend::MayNotPost(id) => {
            format!("You may read {}, and not write there.", channel(id))
        }
        WhyNotSend::NeedsTopic(id) => {
            format!("{} wants a topic: Shift+Tab goes to it.", channel(id))
        }
        WhyNotSend::OnlyNameless(id) => format!(
            "{} has no topics but “{}”: take the topic out.",
            channel(id),
            organization.realm().settings.empty_topic_display_name
        ),
        WhyNotSend::MayNotBeginTopic(id) => format!(
            "You may not begin a topic in {}: choose one that is there.",
            channel(id)
        ),
        WhyNotSend::TopicTooLong(most) => {
            format!("The topic is too long: {most} characters at most.")
        }
        WhyNotSend::Deactivated(user) => format!(
            "{} has left: the account is deactivated.",
            organization.users().name(user).unwrap_or("This person")
        ),
        WhyNotSend::NoDirectMessages => {
            "This organization does not let you write direct messages to these people.".to_owned()
        }
        WhyNotSend::MayNotBeginConversation => {
            "You may answer direct messages here, and not begin a conversation.".to_owned()
        }
    }
}

/// Who is mentioned and will not see it.
fn absent(organization: &Organization, place: &Conversation, text: &str) -> Option<String> {
    let users = organization.users();
    let away: Vec<&str> = mentions::of(text)
        .filter_map(|mention| match mention {
            Mention::Person(name, id) => Some((name, id)),
            Mention::Everybody { .. } | Mention::Group(_) => None,
        })
        .filter_map(|(name, id)| {
            let by_name = || users.all().iter().find(|user| *user.full_name == *name);
            let user = id.and_then(|id| users.get(id)).or_else(by_name)?;
            let absent = match place {
                Conversation::Topic { channel, .. } => {
                    organization
                        .channels()
                        .is_subscriber(*channel, user.user_id)
                        == Some(false)
                }
                Conversation::Dm(key) => !key.contains(user.user_id),
            };
            absent.then_some(&*user.full_name)
        })
        .collect();
    let here = match place {
        Conversation::Topic { .. } => "not subscribed, and will not be notified",
        Conversation::Dm(_) => "not in this conversation, and will not see it",
    };
    match away.as_slice() {
        [] => None,
        [one] => Some(format!("{one} is {here}.")),
        [first, rest @ ..] => Some(format!("{first} and {} more are {here}.", rest.len())),
    }
}

fn resolved(place: &Conversation) -> Option<String> {
    match place {
        Conversation::Topic { topic, .. } if topic.is_resolved() => {
            Some("This topic is marked as resolved.".to_owned())
        }
        Conversation::Topic { .. } | Conversation::Dm(_) => None,
    }
}

fn guests(organization: &Organization, place: &Conversation) -> Option<String> {
    let Conversation::Dm(key) = place else {
        return None;
    };
    if !organization.realm().settings.enable_guest_user_dm_warning {
        return None;
    }
    let users = organization.users();
    let mut guests = key
        .others(organization.me())
        .filter_map(|id| users.get(id))
        .filter(|user| user.role.is_guest());
    let first = guests.next()?;
    Some(match guests.count() {
        0 => format!("{} is a guest in this organization.", first.full_name),
        more => format!("{} and {more} more are guests.", first.full_name),
    })
}
