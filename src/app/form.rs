//! A form: a few fields in a popup, one line of text or one choice each, with suggestions.

mod filling;

use super::channels::fields::ChannelField;
use super::line_edit::LineEdit;
use super::members::forms::MembersForm;
use super::members::who::GroupField;
use super::moving::Moving;
use crate::api::ids::{ChannelId, MessageId, ProfileFieldId};

/// The most suggestions under a field.
pub const MOST_SUGGESTED: usize = 7;
/// Said in a form that can't be sent.
pub(super) const OFFLINE: &str = "There is no connection; nothing was sent. Enter tries it again.";

/// A few fields that are filled in together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// What it is for.
    pub subject: Subject,
    /// The fields, from the top.
    pub fields: Vec<Field>,
    /// The field that keys go to.
    pub at: usize,
    /// The suggestion that is selected.
    pub suggested: Option<usize>,
    /// Why it can't be sent as it is.
    pub wrong: Option<String>,
    /// Whether anything was filled in.
    pub touched: bool,
    /// What was in the fields when the form was opened.
    was: Vec<Field>,
}

/// What a form is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// Moving messages, renaming a topic.
    Move(Moving),
    /// The own status.
    Status,
    /// Reporting a message to the moderators.
    Report(MessageId),
    /// Files that are to go with the message being written.
    Attach,
    /// Making a channel.
    NewChannel,
    /// Changing a channel.
    Channel(ChannelId),
    /// Who may do what in a channel.
    ChannelPermissions(ChannelId),
    /// One's own side of a channel.
    ChannelSide(ChannelId),
    /// Adding people to a channel.
    AddPeople(ChannelId),
    /// One's own profile, a group, who comes into one.
    Members(MembersForm),
}

impl Subject {
    /// What the form is called.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Self::Move(moving) => moving.title(),
            Self::Status => "Your status".to_owned(),
            Self::Report(_) => "Report to the moderators".to_owned(),
            Self::Attach => "Attach files".to_owned(),
            Self::NewChannel => "New channel".to_owned(),
            Self::Channel(_) => "Edit the channel".to_owned(),
            Self::ChannelPermissions(_) => {
                "Who may do what here, besides who may everywhere".to_owned()
            }
            Self::ChannelSide(_) => "Your settings for the channel".to_owned(),
            Self::AddPeople(_) => "Add people to the channel".to_owned(),
            Self::Members(form) => form.title(),
        }
    }
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Which it is.
    pub name: FieldName,
    /// What is filled in.
    pub value: Value,
}

/// Names a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldName {
    /// A channel, by its name.
    Channel,
    /// A topic.
    Topic,
    /// Which messages go along.
    Messages,
    /// Whether the old topic is told.
    OldNotice,
    /// Whether the new topic is told.
    NewNotice,
    /// An emoji, by its name.
    Emoji,
    /// The words of a status.
    Status,
    /// What kind of report.
    Kind,
    /// What there is to say.
    Description,
    /// A file, by its path.
    File,
    /// One of a form about channels.
    Of(ChannelField),
    /// What somebody or something is called.
    Name,
    /// Somebody's role.
    Role,
    /// An e-mail address.
    Email,
    /// A time zone, by its IANA name.
    TimeZone,
    /// A group.
    Group,
    /// People, and groups where these fit.
    Who,
    /// Who may do something in a group.
    May(GroupField),
    /// A field that the organization's profiles have.
    Profile(ProfileFieldId),
}

impl FieldName {
    /// What stands before it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Channel => "Channel",
            Self::Topic => "Topic",
            Self::Messages => "Move",
            Self::OldNotice => "Tell the old topic",
            Self::NewNotice => "Tell the new topic",
            Self::Emoji => "Emoji",
            Self::Status => "Status",
            Self::Kind => "Reason",
            Self::Description => "In words",
            Self::File => "File",
            Self::Of(field) => field.label(),
            Self::Name => "Name",
            Self::Role => "Role",
            Self::Email => "E-mail",
            Self::TimeZone => "Time zone",
            Self::Group => "Group",
            Self::Who => "Who",
            Self::May(field) => field.label(),
            // The form knows what the organization calls it.
            Self::Profile(_) => "",
        }
    }
}

impl FieldName {
    /// Whether several names are filled in, parted by commas.
    #[must_use]
    pub fn takes_names(self) -> bool {
        match self {
            // Suggestions for a field of a profile are people.
            Self::Who | Self::May(_) | Self::Profile(_) => true,
            Self::Of(_) => super::channels::fields::lists_names(self),
            Self::Channel
            | Self::Topic
            | Self::Messages
            | Self::OldNotice
            | Self::NewNotice
            | Self::Emoji
            | Self::Status
            | Self::Kind
            | Self::Description
            | Self::File
            | Self::Name
            | Self::Role
            | Self::Email
            | Self::TimeZone
            | Self::Group => false,
        }
    }
}

/// What is filled into a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A line of text.
    Line {
        /// The text.
        line: LineEdit,
        /// What an empty one says.
        placeholder: String,
    },
    /// One of several.
    Choice {
        /// What there is to choose from, in words.
        options: Vec<String>,
        /// Which of them.
        at: usize,
    },
    /// It can't be changed.
    Fixed {
        /// What it is.
        text: String,
        /// Why it can't.
        why: String,
    },
}

/// Something that could be filled into a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What would be filled in.
    pub text: String,
    /// What is said about it.
    pub more: String,
}

impl Suggestion {
    /// This text, with nothing said about it.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            more: String::new(),
        }
    }
}

impl Field {
    /// A line of text.
    #[must_use]
    pub fn line(name: FieldName, text: &str, placeholder: &str) -> Self {
        let value = Value::Line {
            line: LineEdit::new(text),
            placeholder: placeholder.to_owned(),
        };
        Self { name, value }
    }

    /// One of several.
    #[must_use]
    pub fn choice<S: Into<String>>(
        name: FieldName,
        options: impl IntoIterator<Item = S>,
        at: usize,
    ) -> Self {
        let options = options.into_iter().map(Into::into).collect();
        let value = Value::Choice { options, at };
        Self { name, value }
    }

    /// Yes or no.
    #[must_use]
    pub fn yes_or_no(name: FieldName, yes: bool) -> Self {
        Self::choice(name, ["no", "yes"], usize::from(yes))
    }

    /// Something that can't be changed.
    #[must_use]
    pub fn fixed(name: FieldName, text: &str, why: &str) -> Self {
        let value = Value::Fixed {
            text: text.to_owned(),
            why: why.to_owned(),
        };
        Self { name, value }
    }

    fn can_be_changed(&self) -> bool {
        match self.value {
            Value::Line { .. } | Value::Choice { .. } => true,
            Value::Fixed { .. } => false,
        }
    }
}

impl Form {
    /// Fills a line in, where it can be changed.
    pub(super) fn fill_in(&mut self, name: FieldName, text: &str) {
        let field = self.fields.iter_mut().find(|field| field.name == name);
        if let Some(Value::Line { line, .. }) = field.map(|field| &mut field.value) {
            *line = LineEdit::new(text);
            self.touched = true;
        }
    }

    /// A form whose first field that can be changed has the cursor.
    #[must_use]
    pub fn new(subject: Subject, fields: Vec<Field>) -> Self {
        let at = fields.iter().position(Field::can_be_changed).unwrap_or(0);
        Self {
            subject,
            was: fields.clone(),
            fields,
            at,
            suggested: None,
            wrong: None,
            touched: false,
        }
    }

    /// Whether a field has something else than when the form was opened. What has not is left as
    /// it is by now, which may be as somebody else made it.
    #[must_use]
    pub fn is_changed(&self, name: FieldName) -> bool {
        let of = |fields: &[Field]| {
            let field = fields.iter().find(|field| field.name == name)?;
            Some(match &field.value {
                Value::Line { line, .. } => line.text().trim().to_owned(),
                Value::Choice { at, .. } => at.to_string(),
                Value::Fixed { text, .. } => text.clone(),
            })
        };
        of(&self.fields) != of(&self.was)
    }

    /// The same, with the cursor in this field, if it can be changed.
    #[must_use]
    pub fn starting_at(mut self, name: FieldName) -> Self {
        let at = |field: &Field| field.name == name && field.can_be_changed();
        self.at = self.fields.iter().position(at).unwrap_or(self.at);
        self
    }

    /// The field that keys go to.
    #[must_use]
    pub fn field(&self) -> Option<&Field> {
        self.fields.get(self.at)
    }

    fn value(&self, name: FieldName) -> Option<&Value> {
        let field = self.fields.iter().find(|field| field.name == name)?;
        Some(&field.value)
    }

    /// What stands before a field.
    #[must_use]
    pub fn label(&self, name: FieldName) -> &str {
        match &self.subject {
            Subject::Members(form) => form.label(name),
            Subject::Move(_)
            | Subject::Status
            | Subject::Report(_)
            | Subject::Attach
            | Subject::NewChannel
            | Subject::Channel(_)
            | Subject::ChannelPermissions(_)
            | Subject::ChannelSide(_)
            | Subject::AddPeople(_) => name.label(),
        }
    }

    /// Whether a field can't be changed.
    #[must_use]
    pub fn is_fixed(&self, name: FieldName) -> bool {
        matches!(self.value(name), Some(Value::Fixed { .. }))
    }

    /// The text of a field, without the white space around it.
    #[must_use]
    pub fn text(&self, name: FieldName) -> &str {
        match self.value(name) {
            Some(Value::Line { line, .. }) => line.text().trim(),
            Some(Value::Fixed { text, .. }) => text,
            Some(Value::Choice { options, at }) => options.get(*at).map_or("", String::as_str),
            None => "",
        }
    }

    /// Which of a field's options is chosen.
    #[must_use]
    pub fn chosen(&self, name: FieldName) -> usize {
        match self.value(name) {
            Some(Value::Choice { at, .. }) => *at,
            Some(Value::Line { .. } | Value::Fixed { .. }) | None => 0,
        }
    }

    /// The line that is being typed.
    pub(super) fn line_mut(&mut self) -> Option<&mut LineEdit> {
        match &mut self.fields.get_mut(self.at)?.value {
            Value::Line { line, .. } => Some(line),
            Value::Choice { .. } | Value::Fixed { .. } => None,
        }
    }

    fn go(&mut self, down: bool) {
        let count = self.fields.len();
        for step in 1..=count {
            let at = if down {
                (self.at + step) % count
            } else {
                (self.at + count - step) % count
            };
            if self.fields[at].can_be_changed() {
                self.at = at;
                break;
            }
        }
        self.suggested = None;
    }

    fn choose(&mut self, further: bool) {
        if let Some(Field {
            value: Value::Choice { options, at },
            ..
        }) = self.fields.get_mut(self.at)
            && !options.is_empty()
        {
            let by = if further { 1 } else { options.len() - 1 };
            *at = (*at + by) % options.len();
        }
    }
}
