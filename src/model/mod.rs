//! What an organization is right now: users, channels, topics, unread messages, messages and
//! lists of them. Pure: no I/O, no clock, no chance; `now` is an argument.

mod apply;
mod apply_messages;
mod changes;
mod channels;
mod dms;
pub mod emoji;
mod groups;
mod hash;
mod inbox;
mod invariants;
mod journal;
mod membership;
mod message_list;
mod messages;
mod notify;
mod order;
mod organization;
pub mod permissions;
mod personal;
mod presence;
pub mod query;
mod realm;
mod recent;
#[cfg(test)]
pub(crate) mod testing;
mod topics;
mod typing;
mod unreads;
mod users;
mod view;
mod visibility;
pub mod widget;

pub use crate::api::conversation::{Conversation, DmKey};
pub use changes::{Changes, Flagged, Moved, Part, Parts};
pub use channels::{ChannelState, Channels, Relation};
pub use dms::RecentDms;
pub use groups::Groups;
pub use hash::{IdHasher, IdMap, IdSet};
pub use inbox::{Inbox, InboxChannel, InboxEntry, InboxSection};
pub use invariants::check_invariants;
pub use journal::Seq;
pub use membership::Membership;
pub use message_list::{
    Anchor, Direction, FetchRequest, FetchTag, Known, ListChange, ListRequest, MatchRequest,
    MessageList,
};
pub use messages::MessageStore;
pub use notify::{Reason, Way};
pub use order::{FirstUnread, Section, SectionKind, Standing, TopicOrder, TopicRow};
pub use organization::{CannotApply, CannotBuild, Organization};
pub use permissions::{
    CannotChangeGroup, CannotChannel, CannotDelete, CannotMove, CannotResolve, ChannelDeed,
    GroupDeed, ROLES, TopicRule,
};
pub use personal::Personal;
pub use presence::{Presence, PresenceState};
pub use realm::Realm;
pub use recent::RecentConversation;
pub use topics::{RecentTopic, RecentTopics, TopicPolicies, TopicsState};
pub use typing::Typing;
pub use unreads::{MentionKind, Unreads};
pub use users::Users;
pub use view::View;
pub use visibility::UnreadCount;
