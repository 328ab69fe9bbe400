//! What the forms about channels offer: who may do what, folders, privacy, notifications.

use crate::api::channel::{ChannelPermission, PostPolicy, Privacy, TopicsPolicy};
use crate::api::ids::FolderId;
use crate::app::form::FieldName;
use crate::app::who::Guests;
use crate::model::{ChannelDeed, Organization};

/// A field of the forms about channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelField {
    /// What a channel is called.
    Name,
    /// What a channel is for.
    About,
    /// Who can see a channel.
    Privacy,
    /// The folder it lies in.
    Folder,
    /// Who may write to it.
    MayPost,
    /// Who may begin topics.
    MayBegin,
    /// Who may join it though it is private.
    MaySubscribe,
    /// Who may add people.
    MayAdd,
    /// Who may take people out.
    MayRemove,
    /// Who may change it.
    MayAdminister,
    /// Who may resolve topics.
    MayResolve,
    /// Who may move messages to other topics.
    MayMove,
    /// Who may move messages to other channels.
    MayMoveOut,
    /// Who may delete anybody's messages.
    MayDeleteAny,
    /// Who may delete their own messages.
    MayDeleteOwn,
    /// Whether topics may be without a name.
    Topics,
    /// For how long messages are kept.
    Retention,
    /// Whether newcomers are subscribed.
    Default,
    /// Whether the organization is told.
    Announce,
    /// People, by their names.
    People,
    /// A colour.
    Color,
    /// Whether it is muted.
    Muted,
    /// Whether it is pinned.
    Pinned,
    /// Whether to be notified on the desktop.
    Desktop,
    /// Whether by sound.
    Audible,
    /// Whether on the phone.
    Push,
    /// Whether by e-mail.
    Mail,
    /// Whether of mentions of everybody.
    Wildcards,
}

impl ChannelField {
    /// What stands before it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::About => "Description",
            Self::Privacy => "Who can see it",
            Self::Folder => "Folder",
            Self::MayPost => "Who may write",
            Self::MayBegin => "Who begins topics",
            Self::MaySubscribe => "Who may join",
            Self::MayAdd => "Who may add people",
            Self::MayRemove => "Who may take out",
            Self::MayAdminister => "Who may change it",
            Self::MayResolve => "Who resolves topics",
            Self::MayMove => "Who moves in it",
            Self::MayMoveOut => "Who moves out of it",
            Self::MayDeleteAny => "Who deletes others'",
            Self::MayDeleteOwn => "Who deletes own",
            Self::Topics => "Topics",
            Self::Retention => "Days to keep",
            Self::Default => "Newcomers join it",
            Self::Announce => "Announce it",
            Self::People => "People",
            Self::Color => "Colour",
            Self::Muted => "Muted",
            Self::Pinned => "Pinned to the top",
            Self::Desktop => "Notify on screen",
            Self::Audible => "Notify by sound",
            Self::Push => "Notify the phone",
            Self::Mail => "Notify by e-mail",
            Self::Wildcards => "Notify of @all",
        }
    }
}

/// The permissions that forms have a field for, in the order of the forms.
pub(super) const PERMISSIONS: [(ChannelField, ChannelPermission); 11] = [
    (ChannelField::MayPost, ChannelPermission::SendMessage),
    (ChannelField::MayBegin, ChannelPermission::CreateTopic),
    (ChannelField::MaySubscribe, ChannelPermission::Subscribe),
    (ChannelField::MayAdd, ChannelPermission::AddSubscribers),
    (
        ChannelField::MayRemove,
        ChannelPermission::RemoveSubscribers,
    ),
    (ChannelField::MayAdminister, ChannelPermission::Administer),
    (ChannelField::MayResolve, ChannelPermission::ResolveTopics),
    (ChannelField::MayMove, ChannelPermission::MoveWithin),
    (ChannelField::MayMoveOut, ChannelPermission::MoveOut),
    (ChannelField::MayDeleteAny, ChannelPermission::DeleteAny),
    (ChannelField::MayDeleteOwn, ChannelPermission::DeleteOwn),
];

/// The permission that a field is for.
pub(super) fn permission_of(field: FieldName) -> Option<&'static ChannelPermission> {
    let FieldName::Of(field) = field else {
        return None;
    };
    let mut all = PERMISSIONS.iter();
    all.find(|(own, _)| *own == field).map(|(_, p)| p)
}

/// Whether a field is a list of who may do something.
pub(in crate::app) fn lists_names(field: FieldName) -> bool {
    permission_of(field).is_some()
}

/// What one must be allowed for to change who has a permission: what lets people see the channel
/// asks for more than the rest.
pub(super) fn deed_of(permission: &ChannelPermission) -> ChannelDeed {
    match permission {
        ChannelPermission::AddSubscribers | ChannelPermission::Subscribe => {
            ChannelDeed::ChangePrivacy
        }
        ChannelPermission::DeleteAny | ChannelPermission::DeleteOwn => ChannelDeed::ChangeDeleting,
        ChannelPermission::RemoveSubscribers
        | ChannelPermission::Administer
        | ChannelPermission::SendMessage
        | ChannelPermission::ResolveTopics
        | ChannelPermission::MoveOut
        | ChannelPermission::MoveWithin
        | ChannelPermission::CreateTopic
        | ChannelPermission::Unknown(_) => ChannelDeed::Change,
    }
}

/// Whether guests can be among those who have a permission.
pub(super) fn guests(permission: &ChannelPermission) -> Guests {
    match permission {
        ChannelPermission::AddSubscribers
        | ChannelPermission::Subscribe
        | ChannelPermission::Administer => Guests::MayNot,
        ChannelPermission::RemoveSubscribers
        | ChannelPermission::SendMessage
        | ChannelPermission::ResolveTopics
        | ChannelPermission::MoveOut
        | ChannelPermission::MoveWithin
        | ChannelPermission::DeleteAny
        | ChannelPermission::DeleteOwn
        | ChannelPermission::CreateTopic
        | ChannelPermission::Unknown(_) => Guests::May,
    }
}

/// Who may post on servers without a group setting for it.
pub(super) const POST: [(PostPolicy, &str); 4] = [
    (PostPolicy::Everybody, "everyone"),
    (PostPolicy::FullMembers, "full members"),
    (PostPolicy::Moderators, "moderators"),
    (PostPolicy::Admins, "administrators"),
];

/// Whether topics may be without a name.
pub(super) const TOPICS: [(TopicsPolicy, &str); 4] = [
    (TopicsPolicy::Inherit, "as the organization has it"),
    (TopicsPolicy::AllowEmpty, "a name or none"),
    (TopicsPolicy::DisableEmpty, "each needs a name"),
    (TopicsPolicy::EmptyOnly, "there is one, without a name"),
];

/// What a channel's privacy is called.
#[must_use]
pub fn privacy_in_words(privacy: Privacy) -> &'static str {
    match privacy {
        Privacy::Public => "public: all members can join and read it",
        Privacy::WebPublic => "web-public: anybody on the web can read it",
        Privacy::PrivateShared => "private: who joins can read what was before",
        Privacy::PrivateProtected => "private: who joins reads what comes after",
    }
}

/// For how long messages are kept, as a line.
pub(super) fn retention_written(days: Option<i64>) -> String {
    match days {
        None => String::new(),
        Some(days) if days < 0 => "for ever".to_owned(),
        Some(days) => days.to_string(),
    }
}

/// For how many days a line says that messages are kept: -1 for ever, `None` as the organization
/// has it.
pub(super) fn retention_read(line: &str) -> Result<Option<i64>, String> {
    let lower = line.trim().to_lowercase();
    match lower
        .trim_end_matches("days")
        .trim_end_matches("day")
        .trim()
    {
        "" | "default" => Ok(None),
        "for ever" | "forever" | "unlimited" => Ok(Some(-1)),
        days => match days.parse::<u32>() {
            Ok(days) if days > 0 => Ok(Some(i64::from(days))),
            Ok(_) | Err(_) => Err(
                "For how long messages are kept is a number of days, “for ever”, or empty: as the \
                 organization has it."
                    .to_owned(),
            ),
        },
    }
}

/// The folders, and none.
pub(super) fn folder_options(organization: &Organization) -> Vec<(String, Option<FolderId>)> {
    let folders = organization.channels().folders().iter();
    let folders = folders.filter(|folder| !folder.is_archived);
    let folders = folders.map(|folder| (folder.name.to_string(), Some(folder.id)));
    std::iter::once(("none".to_owned(), None))
        .chain(folders)
        .collect()
}

/// Three ways to be notified: as one's settings say, always, never.
pub(super) fn notify_options(general: bool) -> [String; 3] {
    let general = if general { "yes" } else { "no" };
    [
        format!("as your settings say: {general}"),
        "yes".to_owned(),
        "no".to_owned(),
    ]
}

/// Which of [`notify_options`] is set.
pub(super) fn notify_at(value: Option<bool>) -> usize {
    match value {
        None => 0,
        Some(true) => 1,
        Some(false) => 2,
    }
}

/// What one of [`notify_options`] means.
pub(super) fn notify_of(at: usize) -> Option<bool> {
    match at {
        1 => Some(true),
        2 => Some(false),
        _ => None,
    }
}

/// Colours that are proposed, with what they are called.
pub(super) const COLORS: [(&str, &str); 12] = [
    ("#76ce90", "green"),
    ("#fae589", "yellow"),
    ("#a6c7e5", "light blue"),
    ("#e79ab5", "pink"),
    ("#bfd56f", "lime"),
    ("#f4ae55", "orange"),
    ("#b0a5fd", "violet"),
    ("#addfe5", "cyan"),
    ("#f5ce6e", "gold"),
    ("#c2726a", "brick"),
    ("#94c849", "grass"),
    ("#5f9ea0", "teal"),
];
