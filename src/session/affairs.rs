//! What is done to people, groups and one's own profile, and what cards ask about somebody.

use super::Shared;
use super::requests::once_more;
use crate::api::error::{ApiError, Code, NetworkKind};
use crate::api::ids::{ChannelId, UserId};
use crate::api::routes::groups::{
    create_user_group, deactivate_user_group, reactivate_user_group, update_user_group,
    update_user_group_members, update_user_group_subgroups,
};
use crate::api::routes::profile::{update_basics, update_presence_enabled, update_profile_data};
use crate::api::routes::subscriptions::get_subscribers_of_all;
use crate::api::routes::users::{get_user_channels, is_subscribed, mute_user, unmute_user};
use crate::app::members::affair::Affair;

/// Since when servers tell all of somebody's channels at once.
const ALL_CHANNELS: u32 = 440;

/// Does it.
pub(super) async fn carry_out(shared: &Shared, affair: &Affair) -> Result<(), ApiError> {
    let client = &shared.client;
    match affair {
        Affair::Mute { user, on: true } => {
            settled(shared, Code::BadRequest, || mute_user(client, *user)).await
        }
        Affair::Mute { user, on: false } => {
            settled(shared, Code::BadRequest, || unmute_user(client, *user)).await
        }
        Affair::Members { group, users, add } => {
            let (come, go) = come_or_go(users, *add);
            settled(shared, Code::BadRequest, || {
                update_user_group_members(client, *group, come, go)
            })
            .await
        }
        Affair::Subgroups { group, groups, add } => {
            let (come, go) = come_or_go(groups, *add);
            settled(shared, Code::BadRequest, || {
                update_user_group_subgroups(client, *group, come, go)
            })
            .await
        }
        Affair::Create(group) => create_user_group(client, group).await,
        Affair::Describe {
            group,
            change,
            expected,
            was: _,
        } => {
            let change = || update_user_group(client, *group, change, expected);
            // What it was before goes along: that it is no longer so is the sign.
            settled(shared, Code::ExpectationMismatch, change).await
        }
        Affair::Deactivate(group) => {
            settled(shared, Code::BadRequest, || {
                deactivate_user_group(client, *group)
            })
            .await
        }
        Affair::Reactivate(group) => {
            once_more(shared, || reactivate_user_group(client, *group)).await
        }
        Affair::Basics { change, .. } => once_more(shared, || update_basics(client, change)).await,
        Affair::Profile { fields, .. } => {
            once_more(shared, || update_profile_data(client, fields)).await
        }
        Affair::Presence { shown } => {
            once_more(shared, || update_presence_enabled(client, *shown)).await
        }
    }
}

fn come_or_go<T>(ids: &[T], add: bool) -> (&[T], &[T]) {
    if add { (ids, &[]) } else { (&[], ids) }
}

/// Makes a request that the server refuses with this code when it is so already. Where the first
/// answer was lost, such a refusal says that the request had arrived.
async fn settled<F>(shared: &Shared, already: Code, request: impl Fn() -> F) -> Result<(), ApiError>
where
    F: Future<Output = Result<(), ApiError>>,
{
    match request().await {
        Err(ApiError::Network(error)) if error.kind == NetworkKind::Closed => {
            match once_more(shared, &request).await {
                Err(error) if error.code() == Some(&already) => Ok(()),
                other => other,
            }
        }
        other => other,
    }
}

/// The channels of `own` that somebody is in too, ascending. Before feature level 440 there is no
/// one question for that: up to `most` channels are asked about one by one, and of more it is
/// asked at once who is in each of one's own, which is one answer but a long one.
pub(super) async fn shared_channels(
    shared: &Shared,
    user: UserId,
    own: &[ChannelId],
    most: usize,
) -> Result<Option<Vec<ChannelId>>, ApiError> {
    let client = &shared.client;
    if client.feature_level().0 >= ALL_CHANNELS {
        let mut theirs = once_more(shared, || get_user_channels(client, user)).await?;
        theirs.retain(|channel| own.binary_search(channel).is_ok());
        theirs.sort_unstable();
        return Ok(Some(theirs));
    }
    if own.len() > most {
        let all = once_more(shared, || get_subscribers_of_all(client)).await?;
        let theirs = all.into_iter().filter(|(channel, people)| {
            own.binary_search(channel).is_ok() && people.contains(&user)
        });
        let mut both: Vec<ChannelId> = theirs.map(|(channel, _)| channel).collect();
        both.sort_unstable();
        return Ok(Some(both));
    }
    let mut both = Vec::new();
    for channel in own {
        if once_more(shared, || is_subscribed(client, user, *channel)).await? {
            both.push(*channel);
        }
    }
    Ok(Some(both))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Rig, server};
    use super::*;
    use crate::api::group::{GroupPermission, GroupSetting};
    use crate::api::ids::GroupId;
    use crate::api::routes::groups::{GroupChange, NewGroup};
    use crate::api::scripted::Step as Answer;
    use crate::app::act::{Act, Ticket};
    use crate::app::ask::{Ask, AskId, Found, Query};
    use crate::app::effect::Effect;
    use crate::app::update::SessionUpdate;
    use serde_json::json;

    async fn outcome(rig: &mut Rig, affair: Affair) -> Result<(), ApiError> {
        let act = Act::Affair(Box::new(affair));
        let ticket = Ticket(1);
        assert!(rig.session.execute(Effect::Act { ticket, act }).is_none());
        loop {
            if let SessionUpdate::Acted { result, .. } = rig.next().await {
                return result;
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_lost_answer_and_then_a_no_mean_that_it_is_so() {
        let (mut asked, mut patched) = (0, 0);
        let mut rig = Rig::new(server(move |request| match request.what.as_str() {
            "POST users/me/muted_users/7" => {
                asked += 1;
                Some(match asked {
                    1 => Answer::fail(NetworkKind::Closed),
                    _ => Answer::no(400, "BAD_REQUEST"),
                })
            }
            "POST user_groups/21/members" => Some(Answer::no(400, "BAD_REQUEST")),
            "PATCH user_groups/21" => {
                patched += 1;
                Some(match patched {
                    2 => Answer::fail(NetworkKind::Closed),
                    _ => Answer::no(400, "EXPECTATION_MISMATCH"),
                })
            }
            "POST user_groups/create" => Some(Answer::fail(NetworkKind::Closed)),
            _ => None,
        }));
        rig.live().await;
        let mute = Affair::Mute {
            user: UserId(7),
            on: true,
        };
        outcome(&mut rig, mute).await.unwrap();
        let join = Affair::Members {
            group: GroupId(21),
            users: vec![UserId(6)],
            add: true,
        };
        assert!(
            outcome(&mut rig, join).await.is_err(),
            "the first no counts"
        );
        let describe = || {
            let of = |group| GroupChange {
                permissions: vec![(GroupPermission::Join, GroupSetting::Group(GroupId(group)))],
                ..GroupChange::default()
            };
            Affair::Describe {
                group: GroupId(21),
                change: of(14),
                was: of(9),
                expected: of(9),
            }
        };
        assert!(
            outcome(&mut rig, describe()).await.is_err(),
            "changed before"
        );
        outcome(&mut rig, describe()).await.unwrap();
        let group = NewGroup {
            name: "crew".to_owned(),
            description: String::new(),
            members: vec![UserId(6)],
            subgroups: Vec::new(),
            permissions: Vec::new(),
        };
        assert!(outcome(&mut rig, Affair::Create(group)).await.is_err());
        assert_eq!(rig.asked("POST user_groups/create").len(), 1, "not twice");
        assert_eq!(
            rig.asked("POST user_groups/21/members")[0].params["add"],
            json!([6]).to_string()
        );
    }

    #[tokio::test(start_paused = true)]
    async fn channels_in_common_are_told_by_servers_of_every_age() {
        let own: Vec<ChannelId> = [1, 2, 3].map(ChannelId).to_vec();
        let mut rig = Rig::new(server(|request| match request.what.as_str() {
            "GET users/7/subscriptions/1" | "GET users/7/subscriptions/3" => {
                Some(Answer::ok(json!({"is_subscribed": true})))
            }
            "GET users/7/subscriptions/2" => Some(Answer::ok(json!({"is_subscribed": false}))),
            "GET users/me/subscriptions" => Some(Answer::ok(json!({"subscriptions": [
                {"stream_id": 3, "subscribers": [6, 7]},
                {"stream_id": 2, "subscribers": [6]},
                {"stream_id": 1, "subscribers": [7, 6]},
                {"stream_id": 9, "subscribers": [7, 6]},
            ]}))),
            _ => None,
        }));
        rig.live().await;
        // Few are asked about one by one, many at once.
        for (most, asked) in [(3, 0), (2, 1)] {
            let query = Query::SharedChannels {
                user: UserId(7),
                own: own.clone(),
                most,
            };
            let ask = Ask {
                id: AskId(1),
                query,
            };
            assert!(rig.session.execute(Effect::Ask(ask)).is_none());
            let found = loop {
                if let SessionUpdate::Answer(answer) = rig.next().await {
                    break answer.found;
                }
            };
            let Found::SharedChannels(Ok(Some(both))) = found else {
                panic!("{found:?}");
            };
            assert_eq!(both, [1, 3].map(ChannelId));
            assert_eq!(rig.asked("GET users/me/subscriptions").len(), asked);
        }
        assert_eq!(rig.asked("GET users/7/subscriptions/2").len(), 1);
    }
}
