use super::*;
use crate::model::testing::{dm, flagged, message, organization_with};
use serde_json::{Value, json};

/// Everything that a message in a channel is judged by.
#[derive(Debug, Clone, Copy)]
struct Case {
    /// `enable_desktop_notifications`, `enable_sounds`.
    personally: bool,
    /// The setting for channels in general.
    channels: bool,
    /// The channel's own.
    own: Option<bool>,
    /// The setting for followed topics.
    follows: bool,
    wildcards: bool,
    own_wildcards: Option<bool>,
    follows_wildcards: bool,
    muted: bool,
    policy: u8,
    flag: Option<&'static str>,
}

const MUTED: u8 = 1;
const UNMUTED: u8 = 2;
const FOLLOWED: u8 = 3;

impl Case {
    fn organization(&self, way: Way) -> Organization {
        let (general, channels, own, follows) = match way {
            Way::Desktop => (
                "enable_desktop_notifications",
                "enable_stream_desktop_notifications",
                "desktop_notifications",
                "enable_followed_topic_desktop_notifications",
            ),
            Way::Sound => (
                "enable_sounds",
                "enable_stream_audible_notifications",
                "audible_notifications",
                "enable_followed_topic_audible_notifications",
            ),
        };
        let case = *self;
        organization_with(|json| {
            json["user_settings"] = json!({
                general: case.personally,
                channels: case.channels,
                follows: case.follows,
                "wildcard_mentions_notify": case.wildcards,
                "enable_followed_topic_wildcard_mentions_notify": case.follows_wildcards,
            });
            let channel = &mut json["subscriptions"][0];
            channel["is_muted"] = json!(case.muted);
            channel[own] = json!(case.own);
            channel["wildcard_mentions_notify"] = json!(case.own_wildcards);
            json["user_topics"] = json!([{
                "stream_id": 1, "topic_name": "kiln", "last_updated": 1,
                "visibility_policy": case.policy,
            }]);
        })
    }

    fn message(&self) -> Message {
        let flags: Vec<MessageFlag> = self
            .flag
            .iter()
            .map(|flag| serde_json::from_value(json!(flag)).unwrap())
            .collect();
        flagged(message(100, 1, "kiln", 7), &flags)
    }

    /// What the web app does, in the order in which it asks.
    fn by_the_web(&self) -> bool {
        let mentioned = self.flag == Some("mentioned");
        let followed = self.policy == FOLLOWED;
        let wildcard = self.flag.is_some_and(|flag| flag.contains("wildcard"));
        if !mentioned && !followed {
            if self.muted && self.policy != UNMUTED {
                return false;
            }
            if self.policy == MUTED {
                return false;
            }
        }
        if self.own.unwrap_or(self.channels) {
            return true;
        }
        if followed && self.follows {
            return true;
        }
        if !self.personally {
            return false;
        }
        if self.flag == Some("has_alert_word") || mentioned {
            return true;
        }
        if wildcard && self.own_wildcards.unwrap_or(self.wildcards) {
            return true;
        }
        wildcard && followed && self.follows_wildcards
    }
}

fn cases() -> Vec<Case> {
    let both = [false, true];
    let three = [None, Some(false), Some(true)];
    let flags = [
        None,
        Some("mentioned"),
        Some("stream_wildcard_mentioned"),
        Some("topic_wildcard_mentioned"),
        Some("has_alert_word"),
    ];
    let mut cases = Vec::new();
    for bits in 0..32_u32 {
        let bit = |n: u32| both[(bits >> n & 1) as usize];
        for own in three {
            for own_wildcards in three {
                for policy in 0..=FOLLOWED {
                    for (muted, flag) in both.iter().flat_map(|m| flags.map(|f| (*m, f))) {
                        cases.push(Case {
                            personally: bit(0),
                            channels: bit(1),
                            follows: bit(2),
                            wildcards: bit(3),
                            follows_wildcards: bit(4),
                            own,
                            own_wildcards,
                            muted,
                            policy,
                            flag,
                        });
                    }
                }
            }
        }
    }
    cases
}

#[test]
fn every_combination_in_a_channel_is_judged_as_the_web_app_does() {
    let all = cases();
    assert_eq!(all.len(), 32 * 9 * 4 * 10);
    // One way asks other settings than the other, and nothing else: each has half.
    for (number, case) in all.iter().enumerate() {
        let way = if number % 2 == 0 {
            Way::Desktop
        } else {
            Way::Sound
        };
        let why = case.organization(way).why_notify(&case.message(), way);
        assert_eq!(
            why.is_some(),
            case.by_the_web(),
            "{way:?} {case:?}: {why:?}"
        );
    }
}

/// The settings, a message, and why it notifies.
type Row = (Value, Message, Option<Reason>);

#[test]
fn the_reason_is_the_most_personal_one() {
    let with = |flag: MessageFlag| flagged(message(1, 1, "kiln", 7), &[flag]);
    let everything = json!({"enable_stream_desktop_notifications": true});
    let nothing = json!({"enable_desktop_notifications": false});
    let rows: [Row; 10] = [
        (json!({}), message(1, 1, "kiln", 7), None),
        (
            everything.clone(),
            message(1, 1, "kiln", 7),
            Some(Reason::Channel),
        ),
        (
            everything.clone(),
            with(MessageFlag::Mentioned),
            Some(Reason::Mention),
        ),
        (
            everything.clone(),
            with(MessageFlag::HasAlertWord),
            Some(Reason::AlertWord),
        ),
        (
            json!({}),
            with(MessageFlag::TopicWildcardMentioned),
            Some(Reason::Wildcard),
        ),
        (nothing.clone(), with(MessageFlag::Mentioned), None),
        (json!({}), dm(1, &[7], 7), Some(Reason::Direct)),
        (json!({}), dm(1, &[7, 8], 8), Some(Reason::Direct)),
        (nothing, dm(1, &[7], 7), None),
        // In a muted channel, which everything else is silent in.
        (
            everything,
            flagged(message(1, 2, "noise", 7), &[MessageFlag::Mentioned]),
            Some(Reason::Mention),
        ),
    ];
    for (settings, message, expected) in rows {
        let organization = organization_with(|json| json["user_settings"] = settings.clone());
        let why = organization.why_notify(&message, Way::Desktop);
        assert_eq!(why, expected, "{settings} {:?}", message.flags);
    }
}

#[test]
fn ones_own_messages_read_ones_and_those_of_muted_people_are_silent() {
    let organization = organization_with(|json| {
        json["muted_users"] = json!([{"id": 8, "timestamp": 1}]);
        json["user_settings"] = json!({"enable_stream_desktop_notifications": true});
    });
    for way in [Way::Desktop, Way::Sound] {
        let why = |message: &Message| organization.why_notify(message, way);
        assert_eq!(why(&dm(1, &[7], 7)), Some(Reason::Direct), "loud");
        assert_eq!(why(&dm(1, &[7], 6)), None, "one's own");
        assert_eq!(why(&dm(1, &[8], 8)), None, "somebody muted");
        assert_eq!(why(&dm(1, &[7, 8], 8)), None, "in a group too");
        let mention = [MessageFlag::Mentioned];
        assert_eq!(why(&flagged(message(1, 1, "kiln", 8), &mention)), None);
        assert_eq!(why(&flagged(message(1, 1, "kiln", 6), &mention)), None);
        let read = [MessageFlag::Mentioned, MessageFlag::Read];
        assert_eq!(why(&flagged(message(1, 1, "kiln", 7), &read)), None);
        assert_eq!(why(&flagged(dm(1, &[7], 7), &[MessageFlag::Read])), None);
    }
}
