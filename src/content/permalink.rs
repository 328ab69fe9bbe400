//! Links to messages and conversations, as the web app makes them.
//!
//! <https://zulip.com/help/link-to-a-message-or-conversation>

use url::Url;

use super::address::encode_component;
use crate::api::conversation::Conversation;
use crate::api::ids::{ChannelId, MessageId, TopicName, UserId};

/// The address of a message in the web app. `channel_name` is the name of its
/// channel, where it is in one.
#[must_use]
pub fn message_link(
    realm: &Url,
    place: &Conversation,
    channel_name: Option<&str>,
    me: UserId,
    message: MessageId,
) -> String {
    let place = match place {
        Conversation::Topic { channel, topic } => {
            let channel = channel_part(*channel, channel_name);
            format!("{channel}/topic/{}", fragment(topic.as_str()))
        }
        Conversation::Dm(key) => {
            let people: Vec<String> = key
                .operand(me)
                .into_iter()
                .map(|id| id.to_string())
                .collect();
            let kind = if key.is_group() { "group" } else { "dm" };
            format!("dm/{}-{kind}", people.join(","))
        }
    };
    let base = realm.as_str().trim_end_matches('/');
    format!("{base}/#narrow/{place}/near/{message}")
}

/// The address of a channel within its organization: `#narrow/channel/9-workshop`.
#[must_use]
pub fn channel_fragment(channel: ChannelId, name: &str) -> String {
    format!("#narrow/{}", channel_part(channel, Some(name)))
}

/// The address of a topic within its organization.
#[must_use]
pub fn topic_fragment(channel: ChannelId, name: &str, topic: &TopicName) -> String {
    let channel = channel_fragment(channel, name);
    format!("{channel}/topic/{}", fragment(topic.as_str()))
}

fn channel_part(channel: ChannelId, name: Option<&str>) -> String {
    let slug = name.map_or(String::new(), |name| {
        format!("-{}", fragment(&name.replace(' ', "-")))
    });
    format!("channel/{channel}{slug}")
}

/// Encodes a part of a fragment: percent-encoding with `.` in place of `%`, and
/// parentheses too, which would end a link in Markdown.
fn fragment(part: &str) -> String {
    encode_component(part)
        .replace('.', "%2E")
        .replace('(', "%28")
        .replace(')', "%29")
        .replace('%', ".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::conversation::DmKey;
    use crate::content::Address;
    use crate::content::link::{InternalLink, LinkAnchor, LinkOperand, parse_internal};

    #[test]
    fn links_are_the_web_apps_and_read_back() {
        let realm = Url::parse("https://chat.example/").unwrap();
        let me = UserId(6);
        let link =
            |place: &Conversation, name| message_link(&realm, place, name, me, MessageId(42));
        let topic = Conversation::topic(ChannelId(9), TopicName::new("glaze (v1.2) 色/é"));
        let address = link(&topic, Some("work shop"));
        assert_eq!(
            address,
            "https://chat.example/#narrow/channel/9-work-shop/topic/\
             glaze.20.28v1.2E2.29.20.E8.89.B2.2F.C3.A9/near/42"
        );
        let Some(InternalLink::Narrow(read)) =
            parse_internal(&Address::new(&address), Some(&realm))
        else {
            panic!("no link within Zulip");
        };
        assert_eq!(read.anchor, Some(LinkAnchor::Near(MessageId(42))));
        assert_eq!(
            read.terms[1].operand,
            LinkOperand::Topic(TopicName::new("glaze (v1.2) 色/é"))
        );
        let dm =
            |people: &[u64]| Conversation::Dm(DmKey::new(people.iter().map(|id| UserId(*id)), me));
        assert_eq!(
            link(&dm(&[7]), None),
            "https://chat.example/#narrow/dm/7-dm/near/42"
        );
        assert_eq!(
            link(&dm(&[9, 7]), None),
            "https://chat.example/#narrow/dm/7,9-group/near/42"
        );
        let nameless = Conversation::topic(ChannelId(9), TopicName::new(""));
        assert_eq!(
            link(&nameless, None),
            "https://chat.example/#narrow/channel/9/topic//near/42"
        );
    }
}
