//! Everything that must hold of a model, whatever happened: the oracle of the tests.

use super::message_list::MessageList;
use super::organization::Organization;
use super::unreads::MentionKind;
use crate::api::conversation::Conversation;

/// Checks an organization and the lists made of it.
///
/// # Errors
/// What does not hold, in words.
pub fn check_invariants<'a>(
    org: &Organization,
    lists: impl IntoIterator<Item = &'a MessageList>,
) -> Result<(), String> {
    org.unreads().check()?;
    if !org.users().all().is_sorted_by(|a, b| a.user_id < b.user_id) {
        return Err("users are not sorted".to_owned());
    }
    for channel in org.unreads().channels() {
        // Archived channels are not listed to older clients, their unread messages are.
        if !org.is_live(channel) && org.channels().get(channel).is_some() {
            return Err(format!(
                "unread messages in channel {channel}, which is not subscribed"
            ));
        }
    }
    for message in org.messages().iter() {
        let id = message.id;
        if let Conversation::Dm(key) = &message.conversation
            && !key.contains(org.me())
        {
            return Err(format!("direct message {id} is not one's own"));
        }
        if org.messages().is_maybe_stale(id) {
            continue;
        }
        if message
            .channel()
            .is_some_and(|channel| !org.is_live(channel))
        {
            return Err(format!(
                "message {id} is in a channel without events and not doubted"
            ));
        }
        if message.flags.is_read() && org.unreads().contains(id) {
            return Err(format!(
                "message {id} has been read and is listed as unread"
            ));
        }
        if !message.flags.is_read() && !org.unreads().contains(id) && !org.unreads().old_missing() {
            return Err(format!("message {id} is unread and not listed"));
        }
        if let Some(place) = org.unreads().place(id) {
            if *place != message.conversation {
                return Err(format!(
                    "unread message {id} is listed in {place:?} and lives elsewhere"
                ));
            }
            let kind = org.unreads().mention(id);
            let expected = MentionKind::of(&message.flags);
            if kind != expected {
                return Err(format!(
                    "unread message {id} mentions as {kind:?}, its flags say {expected:?}"
                ));
            }
        }
        if message.flags.is_starred() != org.personal().starred.contains(&id) {
            return Err(format!("message {id} is starred in one place only"));
        }
        // Of topics this need not hold: a page may be ahead of a move that took all others away.
        if let Conversation::Dm(key) = &message.conversation
            && org.dms().newest(key).is_none_or(|newest| newest < id)
        {
            return Err(format!("message {id} is newer than its conversation"));
        }
    }
    for list in lists {
        list.check(org)?;
    }
    Ok(())
}
