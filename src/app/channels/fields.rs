//! What the forms about channels offer: who may do what, folders, privacy, notifications.

use crate::api::channel::{ChannelPermission, PostPolicy, Privacy, TopicsPolicy};
use crate::api::group::GroupSetting;
use crate::api::ids::FolderId;
use crate::app::form::FieldName;
use crate::model::{Organization, ROLES};

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
    /// Who may join it though it is private.
    MaySubscribe,
    /// Who may add people.
    MayAdd,
    /// Who may take people out.
    MayRemove,
    /// Who may change it.
    MayAdminister,
    /// Whether topics may be without a name.
    Topics,
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
            Self::MaySubscribe => "Who may join",
            Self::MayAdd => "Who may add people",
            Self::MayRemove => "Who may take out",
            Self::MayAdminister => "Who may change it",
            Self::Topics => "Topics",
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

/// The permissions that forms have a field for.
pub(super) const PERMISSIONS: [(FieldName, ChannelPermission); 5] = [
    (
        FieldName::Of(ChannelField::MayPost),
        ChannelPermission::SendMessage,
    ),
    (
        FieldName::Of(ChannelField::MaySubscribe),
        ChannelPermission::Subscribe,
    ),
    (
        FieldName::Of(ChannelField::MayAdd),
        ChannelPermission::AddSubscribers,
    ),
    (
        FieldName::Of(ChannelField::MayRemove),
        ChannelPermission::RemoveSubscribers,
    ),
    (
        FieldName::Of(ChannelField::MayAdminister),
        ChannelPermission::Administer,
    ),
];

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

/// The settings that may be chosen for a permission, as they are called; the present one is among
/// them.
pub(super) fn who_options(
    organization: &Organization,
    permission: &ChannelPermission,
    now: Option<&GroupSetting>,
) -> Vec<(String, GroupSetting)> {
    let mut options: Vec<(String, GroupSetting)> = Vec::new();
    for (group, words) in ROLES {
        // Guests are given nothing but to write.
        if group == "role:everyone" && *permission != ChannelPermission::SendMessage {
            continue;
        }
        if let Some(group) = organization.groups().system(group) {
            options.push((words.to_owned(), GroupSetting::Group(group.id)));
        }
    }
    let own = organization.groups().iter();
    for group in own.filter(|group| !group.is_system_group && !group.deactivated) {
        options.push((
            format!("the group {}", group.name),
            GroupSetting::Group(group.id),
        ));
    }
    let me = GroupSetting::Anonymous(Box::new(crate::api::group::AnonymousGroup {
        direct_members: vec![organization.me()],
        direct_subgroups: Vec::new(),
    }));
    options.push(("only you".to_owned(), me));
    if let Some(now) = now
        && !options.iter().any(|(_, setting)| setting == now)
    {
        options.push((organization.who(now), now.clone()));
    }
    options
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
