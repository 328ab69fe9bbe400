//! Hooks: programs of a person's own that are run when something happens, with what happened as
//! JSON on their standard input. Here is decided which; `cli/` runs them, by no shell.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use crate::api::event::RawEvent;
use crate::api::flags::{Flags, MessageFlag};
use crate::api::ids::MessageId;
use crate::api::message::Message;
use crate::api::narrow::Narrow;
use crate::model::{Conversation, Membership, Organization, View};

use super::effect::Effect;
use super::state::Turn;

/// What a hook is run on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum On {
    /// A message came, one's own too.
    Message,
    /// A message of somebody else mentions the person, alone or among all.
    Mention,
    /// A direct message of somebody else came.
    Dm,
    /// An event of this type came.
    Event(Box<str>),
}

impl On {
    /// What a word means: `message`, `mention`, `dm`, or an event's type.
    #[must_use]
    pub fn of(word: &str) -> Self {
        match word {
            "message" => Self::Message,
            "mention" => Self::Mention,
            "dm" => Self::Dm,
            other => Self::Event(other.into()),
        }
    }

    /// The type of the events it is about.
    #[must_use]
    pub fn kind(&self) -> &str {
        match self {
            Self::Message | Self::Mention | Self::Dm => "message",
            Self::Event(kind) => kind,
        }
    }
}

/// A hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// What it is run on.
    pub on: On,
    /// Only for messages in this narrow.
    pub narrow: Option<Narrow>,
    /// The program and its arguments, not empty.
    pub command: Arc<[String]>,
    /// So many seconds it may take; then it is ended.
    pub seconds: u16,
}

/// All hooks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hooks(pub Arc<[Hook]>);

impl Hooks {
    /// The types of events that any of them is about.
    #[must_use]
    pub fn kinds(&self) -> BTreeSet<Box<str>> {
        self.0.iter().map(|hook| hook.on.kind().into()).collect()
    }
}

/// One run of a hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookRun {
    /// The program and its arguments.
    pub command: Arc<[String]>,
    /// The event's type, which it finds in `$LAZULI_EVENT`.
    pub kind: Box<str>,
    /// What it gets on its standard input: one line of JSON.
    pub json: String,
    /// So many seconds it may take.
    pub seconds: u16,
}

impl Turn<'_> {
    /// Events came that hooks may be about; the model knows of them already.
    pub(super) fn run_hooks(&mut self, events: &[RawEvent]) {
        let hooks = self.app.hooks.clone();
        for event in events {
            let runs = runs(&hooks, self.app.organization.as_deref(), event);
            for run in runs {
                self.effect(Effect::Hook(run));
            }
        }
    }
}

/// What an event runs.
fn runs(hooks: &Hooks, organization: Option<&Organization>, event: &RawEvent) -> Vec<HookRun> {
    let mut runs = Vec::new();
    // Made once, and only where a hook asks for it.
    let mut heard: Option<Option<Heard>> = None;
    for hook in hooks.0.iter().filter(|hook| hook.on.kind() == &*event.kind) {
        let json = match &hook.on {
            On::Event(_) if hook.narrow.is_none() => event.raw.get().to_owned(),
            on @ (On::Event(_) | On::Message | On::Mention | On::Dm) => {
                let heard = heard.get_or_insert_with(|| Heard::of(event));
                let (Some(heard), Some(organization)) = (heard, organization) else {
                    continue;
                };
                if !heard.suits(on, hook.narrow.as_ref(), organization) {
                    continue;
                }
                match on {
                    On::Event(_) => event.raw.get().to_owned(),
                    On::Message | On::Mention | On::Dm => heard.json.clone(),
                }
            }
        };
        runs.push(HookRun {
            command: Arc::clone(&hook.command),
            kind: event.kind.clone(),
            json,
            seconds: hook.seconds,
        });
    }
    runs
}

/// A message of an event.
struct Heard {
    id: MessageId,
    flags: Flags,
    /// The message as `GET /messages` has it: with its flags.
    json: String,
}

impl Heard {
    /// `None` where the event is about no single message.
    fn of(event: &RawEvent) -> Option<Self> {
        let mut whole: Value = serde_json::from_str(event.raw.get()).ok()?;
        let told = whole.get("flags").cloned().unwrap_or_default();
        let flags: Vec<MessageFlag> = serde_json::from_value(told.clone()).unwrap_or_default();
        let (id, json) = match whole.get_mut("message") {
            Some(message) => {
                message["flags"] = told;
                (message.get("id")?.as_u64()?, message.to_string())
            }
            None => (whole.get("message_id")?.as_u64()?, String::new()),
        };
        Some(Self {
            id: MessageId(id),
            flags: Flags::of(flags),
            json,
        })
    }

    fn suits(&self, on: &On, narrow: Option<&Narrow>, organization: &Organization) -> bool {
        let Some(message) = organization.message(self.id) else {
            return false;
        };
        let others = message.sender_id != organization.me();
        let right = match on {
            On::Message | On::Event(_) => true,
            On::Mention => others && self.flags.is_mention(),
            On::Dm => others && matches!(message.conversation, Conversation::Dm(_)),
        };
        right && narrow.is_none_or(|narrow| is_in(narrow, message, organization))
    }
}

/// Whether a message is certainly in a narrow.
fn is_in(narrow: &Narrow, message: &Message, organization: &Organization) -> bool {
    let view = View::of_narrow(narrow.clone(), organization);
    view.contains(message, organization) == Membership::Yes
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{NOW, organization};

    fn event(mut json: Value) -> RawEvent {
        json["id"] = json!(1);
        serde_json::from_str(&json.to_string()).expect("an event")
    }

    fn message(id: u64, sender: u64, flags: &[&str], dm: bool) -> Value {
        let to = if dm {
            json!([{"id": 6, "email": "", "full_name": "Ada"}, {"id": 7, "email": "", "full_name": "Ben"}])
        } else {
            json!("workshop")
        };
        json!({"type": "message", "flags": flags, "message": {
            "id": id, "sender_id": sender, "sender_full_name": "Ben", "content": "<p>x</p>",
            "type": if dm { "private" } else { "stream" }, "stream_id": if dm { None } else { Some(1) },
            "subject": if dm { "" } else { "kiln" }, "display_recipient": to, "timestamp": 1,
            "client": "test", "is_me_message": false, "reactions": [], "submessages": [],
            "topic_links": [],
        }})
    }

    /// Which of the hooks an event runs, and with what.
    fn ran(hooks: &[(&str, Option<&str>)], json: Value) -> Vec<(usize, String)> {
        let mut organization = organization();
        let raw = event(json);
        let typed = crate::api::event::Event::parse(&raw).expect("typed");
        organization.apply(typed, NOW).expect("applied");
        let hooks: Vec<Hook> = hooks
            .iter()
            .enumerate()
            .map(|(number, (on, narrow))| Hook {
                on: On::of(on),
                narrow: narrow.map(|narrow| narrow.parse().expect("a narrow")),
                command: [number.to_string()].into(),
                seconds: 5,
            })
            .collect();
        runs(&Hooks(hooks.into()), Some(&organization), &raw)
            .into_iter()
            .map(|run| (run.command[0].parse().expect("a number"), run.json))
            .collect()
    }

    fn which(hooks: &[(&str, Option<&str>)], json: Value) -> Vec<usize> {
        ran(hooks, json)
            .into_iter()
            .map(|(number, _)| number)
            .collect()
    }

    #[test]
    fn a_message_runs_what_is_about_it() {
        let hooks = [
            ("message", None),
            ("mention", None),
            ("dm", None),
            ("message", Some("channel:workshop")),
            ("message", Some("channel:workshop topic:lunch")),
            ("typing", None),
            ("message", Some("is:dm")),
        ];
        assert_eq!(which(&hooks, message(1, 7, &[], false)), [0, 3]);
        assert_eq!(
            which(&hooks, message(1, 7, &["mentioned"], false)),
            [0, 1, 3]
        );
        assert_eq!(
            which(&hooks, message(1, 6, &["mentioned", "read"], false)),
            [0, 3]
        );
        assert_eq!(which(&hooks, message(1, 7, &[], true)), [0, 2, 6]);
        assert_eq!(which(&hooks, message(1, 6, &["read"], true)), [0, 6]);
    }

    #[test]
    fn the_message_comes_with_its_flags_and_an_event_as_it_is() {
        let [(_, json)] = &ran(&[("message", None)], message(5, 7, &["mentioned"], false))[..]
        else {
            panic!("one run");
        };
        let message: Value = serde_json::from_str(json).expect("JSON");
        assert_eq!(
            (&message["id"], &message["flags"]),
            (&json!(5), &json!(["mentioned"]))
        );
        let typing = json!({"type": "typing", "op": "start", "message_type": "direct",
            "sender": {"user_id": 7, "email": ""}, "recipients": [{"user_id": 6, "email": ""}]});
        let [(_, json)] = &ran(&[("typing", None), ("message", None)], typing)[..] else {
            panic!("one run");
        };
        assert!(json.contains(r#""op":"start""#), "{json}");
    }
}
