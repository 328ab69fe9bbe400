//! What one may do to channels, by settings and roles.

use serde_json::{Value, json};

use super::{CannotChannel, ChannelDeed};
use crate::api::channel::Privacy;
use crate::api::group::GroupSetting;
use crate::api::ids::ChannelId;
use crate::model::Organization;
use crate::model::testing::{NOW, organization_with};

const WORKSHOP: ChannelId = ChannelId(1);

/// The organization with the channel and oneself like that.
fn with(channel: Value, role: u64, subscribed: bool) -> Organization {
    organization_with(|json| {
        json["realm_users"][0]["role"] = json!(role);
        let mut workshop = json["subscriptions"][0].take();
        for (key, value) in channel.as_object().unwrap() {
            workshop[key] = value.clone();
        }
        let rest: Vec<Value> = json["subscriptions"].as_array().unwrap()[1..].to_vec();
        json["subscriptions"] = json!(rest);
        let list = if subscribed {
            "subscriptions"
        } else {
            "unsubscribed"
        };
        match json[list].as_array_mut() {
            Some(list) => list.push(workshop),
            None => json[list] = json!([workshop]),
        }
    })
}

fn why(organization: &Organization, deed: ChannelDeed) -> Option<CannotChannel> {
    organization.why_not_in_channel(deed, WORKSHOP, NOW)
}

const MEMBER: u64 = 400;
const GUEST: u64 = 600;
const ADMIN: u64 = 200;

#[test]
fn joining_goes_by_privacy_and_by_whom_the_settings_let_in() {
    let join = |channel, role| why(&with(channel, role, false), ChannelDeed::Subscribe);
    assert_eq!(join(json!({}), MEMBER), None);
    assert_eq!(join(json!({}), GUEST), Some(CannotChannel::Guest));
    assert_eq!(join(json!({"is_web_public": true}), GUEST), None);
    let private = json!({"invite_only": true});
    assert_eq!(join(private.clone(), MEMBER), Some(CannotChannel::Closed));
    assert_eq!(join(private, ADMIN), Some(CannotChannel::Closed));
    let listed = json!({"direct_members": [6], "direct_subgroups": []});
    let open = json!({"invite_only": true, "can_subscribe_group": listed});
    assert_eq!(join(open, MEMBER), None);
    let archived = json!({"is_archived": true});
    assert_eq!(join(archived, MEMBER), Some(CannotChannel::Archived));
    let inside = with(json!({}), MEMBER, true);
    assert_eq!(
        why(&inside, ChannelDeed::Subscribe),
        Some(CannotChannel::InIt)
    );
    assert_eq!(why(&inside, ChannelDeed::Unsubscribe), None);
}

#[test]
fn changing_goes_by_the_channels_own_setting_and_administrators_always_may() {
    let nobody = json!({"direct_members": [], "direct_subgroups": []});
    let listed = json!({"direct_members": [6], "direct_subgroups": []});
    let mine = json!({"can_administer_channel_group": listed});
    let others = json!({"can_administer_channel_group": nobody});
    for deed in [
        ChannelDeed::Change,
        ChannelDeed::Archive,
        ChannelDeed::RemovePeople,
    ] {
        assert_eq!(why(&with(mine.clone(), MEMBER, true), deed), None);
        assert_eq!(
            why(&with(others.clone(), MEMBER, true), deed),
            Some(CannotChannel::NotAllowed(deed))
        );
        assert_eq!(why(&with(others.clone(), ADMIN, true), deed), None);
    }
    // Who sees only that there is a private channel does not decide who reads it.
    let private = json!({"invite_only": true});
    let org = with(private, ADMIN, false);
    assert_eq!(why(&org, ChannelDeed::Change), None);
    let deed = ChannelDeed::ChangePrivacy;
    assert_eq!(why(&org, deed), Some(CannotChannel::NotAllowed(deed)));
    let archived = with(json!({"is_archived": true}), ADMIN, true);
    assert_eq!(why(&archived, ChannelDeed::Unarchive), None);
    assert_eq!(
        why(&archived, ChannelDeed::Change),
        Some(CannotChannel::Archived)
    );
    assert_eq!(
        why(&org, ChannelDeed::Unarchive),
        Some(CannotChannel::NotArchived)
    );
}

#[test]
fn adding_people_needs_a_view_of_the_channel_and_somebodys_leave() {
    let deed = ChannelDeed::AddPeople;
    assert_eq!(why(&with(json!({}), MEMBER, true), deed), None);
    assert_eq!(
        why(&with(json!({}), GUEST, true), deed),
        Some(CannotChannel::NotAllowed(deed))
    );
    let outside = with(json!({"invite_only": true}), MEMBER, false);
    assert_eq!(why(&outside, deed), Some(CannotChannel::NotAllowed(deed)));
}

#[test]
fn making_channels_goes_by_kind_and_role() {
    let org = |role| with(json!({}), role, true);
    assert!(org(MEMBER).can_create_channel(Privacy::Public, NOW));
    assert!(!org(GUEST).can_create_channel(Privacy::Public, NOW));
    assert!(!org(ADMIN).can_create_channel(Privacy::WebPublic, NOW));
}

#[test]
fn a_setting_is_told_in_names() {
    let org = with(json!({}), MEMBER, true);
    let setting = |json: Value| -> GroupSetting { serde_json::from_value(json).unwrap() };
    assert_eq!(
        org.who(&setting(
            json!({"direct_members": [], "direct_subgroups": []})
        )),
        "nobody"
    );
    let me = setting(json!({"direct_members": [6, 7], "direct_subgroups": []}));
    let words = org.who(&me);
    assert!(words.starts_with("you and "), "{words}");
    let gone = setting(json!(4711));
    assert_eq!(org.who(&gone), "a group that is not there any more");
}
