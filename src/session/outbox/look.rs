//! Looking for a message whose fate is unknown.
//!
//! Everything that one has sent since before the request is read, of the conversation and of all
//! others (it may have been moved), as it was typed.

use std::collections::BTreeMap;

use super::fate::Verdict;
use crate::api::Client;
use crate::api::conversation::Conversation;
use crate::api::error::ApiError;
use crate::api::ids::{MessageId, UserId};
use crate::api::message::Message;
use crate::api::narrow::{Narrow, Operator, PersonOperand};
use crate::api::routes::messages::{Anchor, GetMessages, MOST_AT_ONCE, get_messages};

/// How the server marks what it has cut.
const CUT: &str = "\n[message truncated]";

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Where it was sent to.
    pub conversation: Conversation,
    /// The text as typed.
    pub text: String,
    /// What one has sent before is older than this, or this.
    pub after: MessageId,
    /// Who oneself is.
    pub me: UserId,
    /// Messages that are known to be others.
    pub taken: Vec<MessageId>,
}

/// Looks. `None` when it is not there at this moment.
///
/// # Errors
/// See [`ApiError`]; then nothing is known.
pub async fn look(client: &Client, wanted: &Wanted) -> Result<Option<Verdict>, ApiError> {
    let sender = || Operator::Sender(PersonOperand::Id(wanted.me));
    let own = Narrow::of([sender()]);
    let here = place(&wanted.conversation, wanted.me).and(sender());
    let mut found = BTreeMap::new();
    // What one sends to a channel without being subscribed is only in the first.
    for narrow in [here, own] {
        let mut from = wanted.after;
        loop {
            let request = GetMessages {
                include_anchor: false,
                apply_markdown: false,
                ..GetMessages::new(
                    narrow.clone(),
                    Anchor::Message(from),
                    0,
                    u32::try_from(MOST_AT_ONCE).unwrap_or(u32::MAX),
                )
            };
            let page = get_messages(client, &request).await?;
            let last = page.messages.last().map(|message| message.id);
            found.extend(
                page.messages
                    .into_iter()
                    .map(|message| (message.id, message)),
            );
            match last {
                Some(last) if !page.found_newest && last > from => from = last,
                _ => break,
            }
        }
    }
    Ok(judge(wanted, found.values()))
}

fn place(conversation: &Conversation, me: UserId) -> Narrow {
    match conversation {
        Conversation::Topic { channel, topic } => Narrow::topic(*channel, topic.clone()),
        Conversation::Dm(key) => {
            let people = key.operand(me).into_iter().map(PersonOperand::Id);
            Narrow::of([Operator::Dm(people.collect())])
        }
    }
}

/// Whether one of these messages, in the order of their ids, is the one.
pub fn judge<'a>(
    wanted: &Wanted,
    messages: impl IntoIterator<Item = &'a Message>,
) -> Option<Verdict> {
    let mut alike = None;
    for message in messages {
        if message.id <= wanted.after
            || message.sender_id != wanted.me
            || wanted.taken.contains(&message.id)
        {
            continue;
        }
        let same_text = is_same_text(&wanted.text, &message.content);
        let same_place = is_same_place(&wanted.conversation, &message.conversation);
        let ours = message.client.to_lowercase().starts_with("lazuli");
        match (same_text, same_place, ours) {
            (true, true, true) => return Some(Verdict::Arrived(message.id)),
            // The same words from a phone; or moved to here, or from here to there.
            (true, true, false) => {
                alike.get_or_insert(Verdict::Alike(message.id));
            }
            (true, false, true) if message.last_moved.is_some() => {
                alike.get_or_insert(Verdict::Alike(message.id));
            }
            (false, true, true) if message.last_edit.is_some() => {
                alike.get_or_insert(Verdict::Alike(message.id));
            }
            (true, false, _) | (false, true, _) | (false, false, _) => {}
        }
    }
    alike
}

/// Whether it is the same conversation; the server trims and cuts topics.
fn is_same_place(wanted: &Conversation, found: &Conversation) -> bool {
    match (wanted, found) {
        (
            Conversation::Topic { channel, topic },
            Conversation::Topic {
                channel: found_channel,
                topic: found_topic,
            },
        ) => {
            let (wanted, found) = (topic.folded().trim(), found_topic.folded());
            let cut = found.strip_suffix("...");
            channel == found_channel
                && (wanted == found
                    || (found.is_empty() && wanted == "(no topic)")
                    || cut.is_some_and(|kept| wanted.starts_with(kept)))
        }
        (Conversation::Dm(wanted), Conversation::Dm(found)) => wanted == found,
        (Conversation::Topic { .. }, Conversation::Dm(_))
        | (Conversation::Dm(_), Conversation::Topic { .. }) => false,
    }
}

/// Whether the server made `kept` of what was typed: trimmed, perhaps cut.
fn is_same_text(typed: &str, kept: &str) -> bool {
    let (typed, kept) = (normal(typed), normal(kept));
    if typed == kept {
        return true;
    }
    match kept.strip_suffix(CUT) {
        Some(start) => typed.len() > kept.len() && typed.starts_with(start),
        None => false,
    }
}

fn normal(text: &str) -> String {
    // The separators that Python counts as space and Rust does not.
    let space = |c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c);
    let text = text.replace("\r\n", "\n");
    text.trim_end_matches(space)
        .trim_start_matches('\n')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ids::{ChannelId, TopicName};
    use crate::api::scripted::{Scripted, Step};
    use serde_json::{Value, json};

    fn message(id: u64, content: &str, change: impl FnOnce(&mut Value)) -> Value {
        let mut message = json!({
            "id": id, "sender_id": 6, "sender_full_name": "Ada", "client": "lazuli",
            "type": "stream", "stream_id": 3, "subject": "Kiln", "timestamp": 5,
            "content": content, "is_me_message": false, "flags": [], "reactions": [],
            "submessages": [], "topic_links": [], "display_recipient": "c",
        });
        change(&mut message);
        message
    }

    fn wanted(text: &str) -> Wanted {
        Wanted {
            conversation: Conversation::topic(ChannelId(3), TopicName::new("kiln")),
            text: text.to_owned(),
            after: MessageId(100),
            me: UserId(6),
            taken: vec![MessageId(105)],
        }
    }

    fn verdict(text: &str, messages: &[Value]) -> Option<Verdict> {
        let messages: Vec<Message> = messages
            .iter()
            .map(|message| serde_json::from_value(message.clone()).unwrap())
            .collect();
        judge(&wanted(text), &messages)
    }

    #[test]
    fn the_same_words_from_here_since_then_are_it() {
        let arrived = |id| Some(Verdict::Arrived(MessageId(id)));
        let alike = |id| Some(Verdict::Alike(MessageId(id)));
        let plain = |id, text| message(id, text, |_| {});
        assert_eq!(verdict("hi", &[plain(101, "hi")]), arrived(101));
        assert_eq!(verdict("\n hi \n", &[plain(101, " hi")]), arrived(101));
        assert_eq!(verdict("hi", &[plain(100, "hi")]), None, "before");
        assert_eq!(verdict("hi", &[plain(105, "hi")]), None, "another one");
        assert_eq!(verdict("hi", &[plain(101, "ho")]), None);
        let other = |name: &'static str, value: Value| message(101, "hi", |m| m[name] = value);
        assert_eq!(verdict("hi", &[other("sender_id", 7.into())]), None);
        assert_eq!(verdict("hi", &[other("subject", "x".into())]), None);
        assert_eq!(
            verdict("hi", &[other("client", "website".into())]),
            alike(101)
        );
        let moved = message(102, "hi", |m| {
            m["subject"] = "x".into();
            m["last_moved_timestamp"] = 9.into();
        });
        assert_eq!(verdict("hi", std::slice::from_ref(&moved)), alike(102));
        let edited = message(103, "ho", |m| m["last_edit_timestamp"] = 9.into());
        assert_eq!(verdict("hi", std::slice::from_ref(&edited)), alike(103));
        let all = [moved, edited, plain(104, "hi")];
        assert_eq!(verdict("hi", &all), arrived(104), "the certain one");
    }

    #[test]
    fn what_the_server_cut_is_known_again() {
        let long = "x".repeat(10_001);
        let kept = format!("{}{CUT}", "x".repeat(10_000 - CUT.len()));
        assert!(is_same_text(&long, &kept));
        assert!(!is_same_text("xy", &format!("x{CUT}")));
        assert!(is_same_text("a\r\nb\u{1f}", "a\nb"));
    }

    #[tokio::test]
    async fn it_reads_page_by_page_to_the_newest() {
        let page = |ids: &[u64], end: bool| {
            let messages: Vec<Value> = ids.iter().map(|id| message(*id, "x", |_| {})).collect();
            Step::ok(json!({"messages": messages, "found_newest": end}))
        };
        let server = Scripted::list([page(&[101], false), page(&[102], true), page(&[], true)]);
        let found = look(&server.client(), &wanted("hi")).await.unwrap();
        assert_eq!(found, None);
        let log = server.log();
        let asked: Vec<_> = log.iter().map(|asked| asked.param("anchor")).collect();
        assert_eq!(asked, ["100", "101", "100"]);
        assert_eq!(log[0].param("apply_markdown"), "false");
        let narrow = |at: usize| serde_json::from_str::<Value>(log[at].param("narrow")).unwrap();
        assert_eq!(
            narrow(0),
            json!([{"operator": "channel", "operand": 3}, {"operator": "topic", "operand": "kiln"},
                {"operator": "sender", "operand": 6}])
        );
        assert_eq!(narrow(2), json!([{"operator": "sender", "operand": 6}]));
    }
}
