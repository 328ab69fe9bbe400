//! What others see: one thing after the other, in the order in which a person did it.
//!
//! Nothing here waits for better times: who voted wants to know at once whether it counted.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;

use super::Shared;
use super::requests::once_more;
use crate::api::error::{ApiError, Code, NetworkKind};
use crate::api::ids::MessageId;
use crate::api::routes::messages::{
    FlagOp, MOST_AT_ONCE, SettableFlag, get_message, update_message_flags,
};
use crate::api::routes::moves::{delete_message, move_message, report_message};
use crate::api::routes::personal::{update_status, update_user_topic};
use crate::api::routes::reactions::{add_reaction, remove_reaction};
use crate::api::routes::send::{SendMessage, send_message};
use crate::api::routes::settings::{add_alert_words, remove_alert_words, update_setting};
use crate::api::routes::submessages::add_submessage;
use crate::api::widget::Step;
use crate::app::act::{Act, Ticket};
use crate::app::update::SessionUpdate;

/// Carries acts out until nobody orders any more.
pub(super) async fn run(shared: Arc<Shared>, mut wanted: UnboundedReceiver<(Ticket, Act)>) {
    while let Some((ticket, act)) = wanted.recv().await {
        let went = |done| shared.tell(SessionUpdate::ActWent { ticket, done });
        let result = carry_out(&shared, &act, went).await;
        if let Err(error) = &result {
            shared.heed(error);
        }
        shared.tell(SessionUpdate::Acted {
            ticket,
            act,
            result,
        });
    }
}

/// Does it. Of what has several steps, tells how many are done.
async fn carry_out(shared: &Shared, act: &Act, went: impl Fn(usize)) -> Result<(), ApiError> {
    let client = &shared.client;
    match act {
        Act::Step { message, step } => {
            let ask = || add_submessage(client, *message, step);
            match step {
                // Twice is as good as once.
                Step::Vote { .. } | Step::Question { .. } | Step::NewTaskListTitle { .. } => {
                    once_more(shared, ask).await
                }
                // Twice is not: the second tick takes the first one away.
                Step::NewOption { .. } | Step::NewTask { .. } | Step::Strike { .. } => ask().await,
            }
        }
        Act::React { message, emoji, on } => {
            let result = if *on {
                once_more(shared, || add_reaction(client, *message, emoji)).await
            } else {
                once_more(shared, || remove_reaction(client, *message, emoji)).await
            };
            match result {
                Err(error)
                    if matches!(
                        error.code(),
                        Some(Code::ReactionAlreadyExists | Code::ReactionDoesNotExist)
                    ) =>
                {
                    Ok(())
                }
                other => other,
            }
        }
        Act::Answer { to, me, content } => {
            let message = SendMessage {
                conversation: to.clone(),
                me: *me,
                content: content.clone(),
                local: None,
            };
            send_message(client, &message).await.map(|_| ())
        }
        Act::Star { messages, on } => {
            let op = if *on { FlagOp::Add } else { FlagOp::Remove };
            for part in messages.chunks(MOST_AT_ONCE) {
                let ask = || update_message_flags(client, part, op, SettableFlag::Starred);
                once_more(shared, ask).await?;
            }
            Ok(())
        }
        Act::Delete { messages } => {
            for (done, message) in messages.iter().enumerate() {
                if done > 0 {
                    went(done);
                }
                delete(shared, *message, messages.len() > 1).await?;
            }
            Ok(())
        }
        Act::Move(order) => {
            let steps = order.messages.iter().zip(&order.changes);
            for (done, (message, change)) in steps.enumerate() {
                if done > 0 {
                    went(done);
                }
                let many = order.messages.len() > 1;
                patiently(many, || move_message(client, *message, change)).await?;
            }
            Ok(())
        }
        Act::TopicPolicy {
            channel,
            topic,
            policy,
            ..
        } => {
            let ask = || update_user_topic(client, *channel, topic, *policy);
            once_more(shared, ask).await
        }
        Act::Status { change, .. } => once_more(shared, || update_status(client, change)).await,
        Act::Channel(order) => super::channels::carry_out(shared, order).await,
        Act::Setting { name, value, .. } => {
            once_more(shared, || update_setting(client, name, value)).await
        }
        Act::AlertWord { word, on } => {
            let words = [word.as_str()];
            if *on {
                once_more(shared, || add_alert_words(client, &words)).await
            } else {
                once_more(shared, || remove_alert_words(client, &words)).await
            }
        }
        Act::Report {
            message,
            kind,
            description,
        } => report_message(client, *message, kind, description).await,
        Act::Affair(affair) => super::affairs::carry_out(shared, affair).await,
    }
}

/// The longest that one step of many waits because the server asks to: its limit is counted by
/// the minute.
const LONGEST_WAIT: Duration = Duration::from_secs(70);

/// Makes a request; of `many`, once more after the time that the server asks to wait, if it
/// does. Who did one thing only does not wait for it.
pub(super) async fn patiently<T, F>(many: bool, request: impl Fn() -> F) -> Result<T, ApiError>
where
    F: Future<Output = Result<T, ApiError>>,
{
    match request().await {
        Err(ApiError::RateLimited {
            retry_after: Some(wait),
            ..
        }) if many && wait <= LONGEST_WAIT => {
            tokio::time::sleep(wait).await;
            request().await
        }
        other => other,
    }
}

/// Deletes a message. When the answer was lost and the message is gone the second time, that is
/// what was wanted.
async fn delete(shared: &Shared, message: MessageId, many: bool) -> Result<(), ApiError> {
    let client = &shared.client;
    let ask = || patiently(many, || delete_message(client, message));
    let first = ask().await;
    match &first {
        Err(ApiError::Network(error)) if error.kind == NetworkKind::Closed => {
            match once_more(shared, ask).await {
                Err(ApiError::Zulip(_)) if is_gone(shared, message).await => Ok(()),
                other => other,
            }
        }
        _ => first,
    }
}

/// Whether the server says that there is no such message.
async fn is_gone(shared: &Shared, message: MessageId) -> bool {
    let found = get_message(&shared.client, message, false).await;
    matches!(found, Err(ApiError::Zulip(_)))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Rig, server};
    use super::*;
    use crate::api::conversation::Conversation;
    use crate::api::ids::{ChannelId, TopicName, UserId};
    use crate::api::message::ReactionType;
    use crate::api::routes::reactions::EmojiRef;
    use crate::api::scripted::Step as Answer;
    use crate::app::effect::Effect;
    use serde_json::json;

    const MESSAGE: MessageId = MessageId(121);

    fn step(text: &str) -> Act {
        Act::Step {
            message: MESSAGE,
            step: Step::parse(text).unwrap(),
        }
    }

    fn react(on: bool) -> Act {
        Act::React {
            message: MESSAGE,
            emoji: EmojiRef {
                name: "tada".to_owned(),
                code: "1f389".to_owned(),
                reaction_type: ReactionType::Unicode,
            },
            on,
        }
    }

    const VOTE: &str = r#"{"type":"vote","key":"canned,0","vote":1}"#;
    const STRIKE: &str = r#"{"type":"strike","key":"0,canned"}"#;

    impl Rig {
        async fn acted(&mut self) -> (u64, Result<(), ApiError>) {
            loop {
                if let SessionUpdate::Acted { ticket, result, .. } = self.next().await {
                    return (ticket.0, result);
                }
            }
        }
    }

    fn order(rig: &Rig, acts: impl IntoIterator<Item = Act>) {
        for (act, ticket) in acts.into_iter().zip(1..) {
            let ticket = Ticket(ticket);
            assert!(rig.session.execute(Effect::Act { ticket, act }).is_none());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn acts_go_one_after_the_other_and_each_tells_its_end() {
        let mut rig = Rig::new(server(|asked| match asked.what.as_str() {
            "POST submessage" => Some(Answer::ok(json!({})).after(Duration::from_secs(1))),
            "POST messages" => Some(Answer::ok(json!({"id": 9}))),
            _ => None,
        }));
        rig.live().await;
        let answer = Act::Answer {
            to: Conversation::topic(ChannelId(4), TopicName::new("kiln")),
            me: UserId(9),
            content: "answer a".to_owned(),
        };
        order(&rig, [step(VOTE), step(STRIKE), answer, react(true)]);
        for ticket in 1..=4 {
            let (told, result) = rig.acted().await;
            assert_eq!(told, ticket);
            result.unwrap();
        }
        let acts = rig.server.log().into_iter().filter(|asked| {
            asked.what.contains("submessage") || asked.what.starts_with("POST messages")
        });
        let acts: Vec<String> = acts.map(|asked| asked.what).collect();
        assert_eq!(
            acts,
            [
                "POST submessage",
                "POST submessage",
                "POST messages",
                "POST messages/121/reactions"
            ]
        );
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_so_already_is_done_and_what_is_refused_is_not() {
        let mut rig = Rig::new(server(|asked| match asked.what.as_str() {
            "POST messages/121/reactions" => Some(Answer::no(400, "REACTION_ALREADY_EXISTS")),
            "DELETE messages/121/reactions" => Some(Answer::no(400, "REACTION_DOES_NOT_EXIST")),
            "POST submessage" => Some(Answer::no(400, "BAD_REQUEST")),
            _ => None,
        }));
        rig.live().await;
        order(&rig, [react(true), react(false), step(VOTE)]);
        assert!(rig.acted().await.1.is_ok());
        assert!(rig.acted().await.1.is_ok());
        assert!(rig.acted().await.1.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn only_what_may_happen_twice_is_tried_twice() {
        let mut broken = 0;
        let mut rig = Rig::new(server(move |asked| {
            (asked.what == "POST submessage").then(|| {
                broken += 1;
                match broken {
                    1 | 3 => Answer::fail(NetworkKind::Closed),
                    _ => Answer::ok(json!({})),
                }
            })
        }));
        rig.live().await;
        order(&rig, [step(VOTE), step(STRIKE)]);
        assert!(rig.acted().await.1.is_ok());
        assert!(rig.acted().await.1.is_err(), "it may have been done");
        assert_eq!(rig.asked("POST submessage").len(), 3);
    }
}
