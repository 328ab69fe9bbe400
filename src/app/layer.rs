//! What lies over the panes: popups and questions. Keys go to the top one first.

use crate::api::ids::{AttachmentId, ChannelId, GroupId, MessageId, ReminderId, TopicName};
use crate::archive::LocalId;
use crate::text::{SafeText, size};

use super::accounts::AccountIndex;
use super::attaching::FileHere;
use super::channels::sheet::ChannelSheet;
use super::command::Place;
use super::emoji_picker::EmojiPicker;
use super::form::Form;
use super::help::Help;
use super::hints::Hints;
use super::jump::Jump;
use super::media::Viewer;
use super::prompt::Prompt;
use super::search::SearchBox;
use super::settings::choosing::Choices;
use super::sheet::Sheet;
use super::shelf::Shelf;
use super::tour::Tour;
use super::widgets::WidgetPopup;

/// Something over the panes.
#[derive(Debug, Clone, PartialEq)]
pub enum Layer {
    /// The keys.
    Help(Help),
    /// A question with yes and no.
    Question(Question),
    /// Letters over what can be opened, waiting to be typed.
    Hints(Hints),
    /// What of a message is to be copied.
    Copy,
    /// Something to be read: details, a history, a source, a table.
    Sheet(Box<Sheet>),
    /// A channel: everything about it and who is in it.
    Channel(Box<ChannelSheet>),
    /// A poll, to-do list or choices in full.
    Widget(WidgetPopup),
    /// One line of text is asked for.
    Prompt(Prompt),
    /// Drafts, scheduled messages, snippets or reminders.
    Shelf(Box<Shelf>),
    /// A message's pictures and files, one of them over the whole screen.
    Viewer(Box<Viewer>),
    /// An emoji is chosen.
    Emoji(Box<EmojiPicker>),
    /// A few fields are filled in.
    Form(Box<Form>),
    /// A search is typed.
    Search(Box<SearchBox>),
    /// The box that leads everywhere.
    Jump(Box<Jump>),
    /// The accounts, with the selected one.
    Accounts(AccountIndex),
    /// The tour.
    Tour(Tour),
    /// What a setting can be.
    Choices(Choices),
}

/// Something that is asked before it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Mark everything as read?
    MarkAllRead,
    /// Forget a message that was not sent?
    DiscardOutgoing(LocalId),
    /// Delete a reminder?
    DeleteReminder(ReminderId),
    /// Send a message that notifies many?
    NotifyMany {
        /// How many people, where that is known.
        people: Option<u64>,
    },
    /// Delete a file that was uploaded?
    RemoveAttachment {
        /// The file.
        id: AttachmentId,
        /// What it is called.
        name: SafeText<'static>,
        /// How many messages it is in.
        messages: usize,
    },
    /// Delete these messages?
    Delete(Vec<MessageId>),
    /// Leave a private channel?
    LeavePrivate {
        /// The channel.
        channel: ChannelId,
        /// Its name.
        name: SafeText<'static>,
    },
    /// Archive a channel?
    ArchiveChannel {
        /// The channel.
        channel: ChannelId,
        /// Its name.
        name: SafeText<'static>,
    },
    /// Delete a topic with all its messages?
    DeleteTopic {
        /// The topic's channel.
        channel: ChannelId,
        /// The topic.
        topic: TopicName,
        /// Both as they are shown.
        name: SafeText<'static>,
    },
    /// Deactivate a group?
    DeactivateGroup {
        /// The group.
        group: GroupId,
        /// What it is called.
        name: SafeText<'static>,
        /// Whether the server can bring it back.
        comes_back: bool,
    },
    /// Attach the files whose paths were pasted?
    AttachPasted {
        /// The files.
        files: Vec<FileHere>,
        /// What was pasted.
        text: String,
    },
    /// Send the message without the files of these names, which never went up?
    SendWithout(Vec<String>),
    /// Open a link whose text names another place than it leads to?
    OpenMisleading {
        /// The place that the text names.
        named: SafeText<'static>,
        /// Where it leads.
        address: String,
    },
}

impl Layer {
    /// Whose keys count while it is on top.
    #[must_use]
    pub fn place(&self) -> Place {
        match self {
            Self::Help(_) => Place::Help,
            Self::Question(_) => Place::Question,
            Self::Hints(_) => Place::Hints,
            Self::Copy => Place::Copy,
            Self::Sheet(_) => Place::Sheet,
            Self::Channel(sheet) if sheet.people.typing() => Place::Filter,
            Self::Channel(_) => Place::ChannelSheet,
            Self::Widget(_) => Place::Widget,
            Self::Prompt(_) => Place::Prompt,
            Self::Shelf(_) => Place::Shelf,
            Self::Viewer(_) => Place::Viewer,
            Self::Emoji(_) => Place::Emoji,
            Self::Form(_) => Place::Form,
            Self::Search(_) => Place::Search,
            Self::Jump(_) => Place::Jump,
            Self::Accounts(_) => Place::Accounts,
            Self::Tour(_) => Place::Tour,
            Self::Choices(_) => Place::Choices,
        }
    }
}

/// What a layer of one kind holds, where it is of that kind: a new kind is a line here.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident($what:ty): $read:ident, $change:ident;)*) => {
        impl Layer {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $read(&self) -> Option<&$what> {
                    let Self::$variant(kind) = self else {
                        return None;
                    };
                    Some(kind)
                }

                $(#[$doc])*
                #[must_use]
                pub fn $change(&mut self) -> Option<&mut $what> {
                    let Self::$variant(kind) = self else {
                        return None;
                    };
                    Some(kind)
                }
            )*
        }
    };
}

kinds! {
    /// The sheet, if it is one.
    Sheet(Sheet): sheet, sheet_mut;
    /// The channel's sheet, if it is one.
    Channel(ChannelSheet): channel, channel_mut;
    /// The shelf, if it is one.
    Shelf(Shelf): shelf, shelf_mut;
    /// The viewer, if it is one.
    Viewer(Viewer): viewer, viewer_mut;
    /// The prompt, if it is one.
    Prompt(Prompt): prompt, prompt_mut;
    /// The form, if it is one.
    Form(Form): form, form_mut;
    /// The box that leads everywhere, if it is that.
    Jump(Jump): jump, jump_mut;
    /// The box of searches, if it is that.
    Search(SearchBox): search, search_mut;
    /// The emoji, if they are that.
    Emoji(EmojiPicker): emoji, emoji_mut;
}

impl Question {
    /// The question in words.
    #[must_use]
    pub fn sentence(&self) -> SafeText<'static> {
        match self {
            Self::MarkAllRead => SafeText::line("Mark everything in this organization as read?"),
            Self::Delete(messages) => SafeText::line(match messages.len() {
                1 => "Delete this message for everybody? It can't be brought back.".to_owned(),
                count => {
                    format!("Delete {count} messages for everybody? They can't be brought back.")
                }
            }),
            Self::RemoveAttachment { name, messages, .. } => SafeText::line(match messages {
                0 => format!("Delete {name}? It can't be brought back."),
                1 => format!("Delete {name}? The message that has it loses it for everybody."),
                count => format!("Delete {name}? {count} messages lose it for everybody."),
            }),
            Self::LeavePrivate { name, .. } => SafeText::line(format!(
                "Leave {name}? It is private: somebody in it would have to add you again."
            )),
            Self::ArchiveChannel { name, .. } => SafeText::line(format!(
                "Archive {name}? Everybody can still read it, and nobody can write to it."
            )),
            Self::DeleteTopic { name, .. } => SafeText::line(format!(
                "Delete {name} with all its messages for everybody? It can't be brought back."
            )),
            Self::DeactivateGroup {
                name, comes_back, ..
            } => SafeText::line(format!(
                "Deactivate the group {name} for everybody? Nobody can mention it any more. {}",
                match comes_back {
                    true => "It can be brought back from the list of deactivated groups.",
                    false => "This server can't bring it back.",
                }
            )),
            Self::DiscardOutgoing(_) => {
                SafeText::line("Forget this message? It is not sent, and its words are gone.")
            }
            Self::DeleteReminder(_) => SafeText::line("Delete this reminder?"),
            Self::AttachPasted { files, .. } => SafeText::line(match files.as_slice() {
                [one] => format!(
                    "Attach {} ({}) in place of its path? Others will see the file.",
                    one.name,
                    size(one.length)
                ),
                several => format!(
                    "Attach these {} files ({}) in place of their paths? Others will see them.",
                    several.len(),
                    size(several.iter().map(|file| file.length).sum())
                ),
            }),
            Self::SendWithout(names) => SafeText::line(match names.as_slice() {
                [one] => format!("{one} never went up. Send the message without it?"),
                several => format!(
                    "{} never went up. Send the message without them?",
                    several.join(" and ")
                ),
            }),
            Self::NotifyMany { people } => SafeText::line(match people {
                Some(people) => format!("This notifies {people} people. Send it?"),
                None => "This notifies everybody in the channel. Send it?".to_owned(),
            }),
            Self::OpenMisleading { named, address } => SafeText::line(format!(
                "The text of this link says {named}, but it leads to {address} — open it?"
            )),
        }
    }
}
