//! Whom a message is for: the fields above the text, and what they mean.

use crate::api::conversation::{Conversation, DmKey};
use crate::api::ids::{ChannelId, TopicName, UserId};
use crate::api::user::User;
use crate::app::line_edit::LineEdit;
use crate::app::naming;
use crate::archive::Heading;
use crate::model::Organization;

/// Whom a message is for, as far as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// A topic of a channel.
    Channel(ChannelField),
    /// People.
    People(PeopleField),
}

/// A channel and a topic that are being typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChannelField {
    /// The channel's name as typed.
    pub name: LineEdit,
    /// The channel of this name.
    pub id: Option<ChannelId>,
    /// The topic as typed.
    pub topic: LineEdit,
}

/// People who are being chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PeopleField {
    /// Who is chosen, in the order of choosing; oneself only for notes to self.
    pub chosen: Vec<UserId>,
    /// A name or address that is being typed.
    pub line: LineEdit,
}

impl Recipient {
    /// The fields of a conversation.
    #[must_use]
    pub fn of(organization: &Organization, place: &Conversation) -> Self {
        match place {
            Conversation::Topic { channel, topic } => Self::Channel(ChannelField {
                name: LineEdit::new(naming::channel(organization, *channel)),
                id: Some(*channel),
                topic: LineEdit::new(topic.as_str()),
            }),
            Conversation::Dm(key) => Self::People(PeopleField {
                chosen: key.operand(organization.me()),
                line: LineEdit::default(),
            }),
        }
    }

    /// The fields of a draft.
    #[must_use]
    pub fn of_heading(organization: &Organization, heading: &Heading) -> Self {
        match heading {
            Heading::Channel { channel, topic } => Self::Channel(ChannelField {
                name: channel.map_or_else(LineEdit::default, |id| {
                    LineEdit::new(naming::channel(organization, id))
                }),
                id: *channel,
                topic: LineEdit::new(topic),
            }),
            Heading::Direct(people) => Self::People(PeopleField {
                chosen: people.clone(),
                line: LineEdit::default(),
            }),
        }
    }

    /// The same for a draft.
    #[must_use]
    pub fn heading(&self) -> Heading {
        match self {
            Self::Channel(field) => Heading::Channel {
                channel: field.id,
                topic: field.topic.text().trim().to_owned(),
            },
            Self::People(field) => Heading::Direct(field.chosen.clone()),
        }
    }

    /// The channel, where one is chosen.
    #[must_use]
    pub fn channel(&self) -> Option<ChannelId> {
        match self {
            Self::Channel(field) => field.id,
            Self::People(_) => None,
        }
    }

    /// Where the message goes; or what is missing, in a sentence.
    ///
    /// # Errors
    /// A sentence for the person who types.
    pub fn conversation(&self, organization: &Organization) -> Result<Conversation, String> {
        match self {
            Self::Channel(field) => field.conversation(organization),
            Self::People(field) => {
                let mut people = field.chosen.clone();
                people.extend(person(organization, field.line.text())?);
                if people.is_empty() {
                    return Err("For whom? Shift+Tab goes to the names.".to_owned());
                }
                Ok(Conversation::Dm(DmKey::new(people, organization.me())))
            }
        }
    }
}

impl ChannelField {
    /// The channel of the name that is typed.
    pub fn look_up(&mut self, organization: &Organization) {
        let name = self.name.text().trim().trim_start_matches('#').trim();
        let found = organization.channels().by_name(name);
        self.id = found.map(|state| state.id());
    }

    /// The topic's name as the server takes it: the words for no topic mean none.
    #[must_use]
    pub fn topic_name(&self, organization: &Organization) -> TopicName {
        let typed = self.topic.text().trim();
        let settings = &organization.realm().settings;
        if typed == "(no topic)" || typed == &*settings.empty_topic_display_name {
            TopicName::new("")
        } else {
            TopicName::new(typed)
        }
    }

    fn conversation(&self, organization: &Organization) -> Result<Conversation, String> {
        let name = self.name.text().trim();
        let Some(channel) = self.id else {
            return Err(if name.is_empty() {
                "In which channel? Shift+Tab goes to its name.".to_owned()
            } else {
                format!("There is no channel “{name}” that you can see.")
            });
        };
        Ok(Conversation::topic(channel, self.topic_name(organization)))
    }
}

impl PeopleField {
    /// Chooses who is typed. Nothing typed is fine.
    ///
    /// # Errors
    /// A sentence where nobody, or more than one person, has this name.
    pub fn choose(&mut self, organization: &Organization) -> Result<(), String> {
        if let Some(id) = person(organization, self.line.text())? {
            if !self.chosen.contains(&id) {
                self.chosen.push(id);
            }
            self.line = LineEdit::default();
        }
        Ok(())
    }
}

/// Whom a typed name, address or `name|id` means; `None` where nothing is typed.
fn person(organization: &Organization, typed: &str) -> Result<Option<UserId>, String> {
    let typed = typed.trim().trim_start_matches('@').trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let users = organization.users();
    let by_id = typed
        .rsplit_once('|')
        .and_then(|(_, id)| id.parse().ok())
        .and_then(|id| users.get(UserId(id)));
    let by_address = |user: &&User| {
        user.email.eq_ignore_ascii_case(typed)
            || user
                .delivery_email
                .as_ref()
                .is_some_and(|email| email.eq_ignore_ascii_case(typed))
    };
    if let Some(user) = by_id.or_else(|| users.all().iter().find(by_address)) {
        return Ok(Some(user.user_id));
    }
    let wanted: String = typed.chars().flat_map(char::to_lowercase).collect();
    let named: Vec<&User> = users
        .all()
        .iter()
        // Ends at the first letter that differs: there may be many people.
        .filter(|user| {
            let name = user.full_name.chars().flat_map(char::to_lowercase);
            name.eq(wanted.chars())
        })
        .collect();
    let active: Vec<&&User> = named.iter().filter(|user| user.is_active).collect();
    match (active.as_slice(), named.as_slice()) {
        ([one], _) => Ok(Some(one.user_id)),
        ([], [one]) => Ok(Some(one.user_id)),
        ([], []) => Err(format!("Nobody here is called “{typed}”.")),
        ([one, ..], _) => Err(format!(
            "Several people are called “{typed}”; write an address, or {typed}|{} and the like.",
            one.user_id
        )),
        ([], [one, ..]) => Err(format!(
            "Several people were called “{typed}”; write an address, or {typed}|{} and the like.",
            one.user_id
        )),
    }
}
