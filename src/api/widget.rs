//! What submessages hold: how a widget starts, and the steps taken in it.
//!
//! Other clients wrote them, so that anything may stand there. The server checks the steps of
//! polls and to-do lists to the key, and lets nobody but the author name them; the rest it
//! passes on as it comes. <https://zulip.readthedocs.io/en/latest/subsystems/widgets.html>

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How a widget starts: the content of the first submessage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// A question with options that everybody may vote for.
    Poll(PollStart),
    /// Tasks that everybody may tick.
    Todo(TodoStart),
    /// A bot offers answers.
    Choices(ChoicesStart),
}

/// A poll as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct PollStart {
    /// The question; may be empty.
    pub question: String,
    /// The options it was made with.
    pub options: Vec<String>,
}

/// A to-do list as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct TodoStart {
    /// Its title; may be empty.
    pub task_list_title: String,
    /// The tasks it was made with.
    pub tasks: Vec<TaskStart>,
}

/// A task as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TaskStart {
    /// What is to be done.
    pub task: String,
    /// More about it; may be empty.
    pub desc: String,
}

/// Answers that a bot offers (`zform`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ChoicesStart {
    /// What is asked.
    pub heading: String,
    /// The answers.
    pub choices: Vec<Choice>,
}

/// An answer that a bot offers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Choice {
    /// A letter or word that names it.
    pub short_name: String,
    /// What it means.
    pub long_name: String,
    /// The message that choosing it sends.
    pub reply: String,
}

impl Start {
    /// The widget that a first submessage starts; `None` for anything that is none, or of a
    /// kind that this version does not know.
    #[must_use]
    pub fn parse(content: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Wire {
            widget_type: String,
            #[serde(default)]
            extra_data: Value,
        }
        let wire: Wire = read(content)?;
        // Nothing at all stands for a widget without content.
        let extra = match wire.extra_data {
            Value::Null => Value::Object(serde_json::Map::new()),
            extra => extra,
        };
        match wire.widget_type.as_str() {
            "poll" => typed(extra).map(Self::Poll),
            "todo" => typed(extra).map(Self::Todo),
            "zform" if extra.get("type")? == "choices" => typed(extra).map(Self::Choices),
            _ => None,
        }
    }
}

/// A step in a widget: the content of any later submessage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Step {
    /// In a poll: a vote is given or taken back.
    Vote {
        /// The option's key: `canned,0` or `USER,INDEX`.
        key: String,
        /// 1 or -1.
        vote: i64,
    },
    /// In a poll: an option is added.
    NewOption {
        /// The number its author gave it, from 0 to [`MOST`].
        idx: i64,
        /// Its text.
        option: String,
    },
    /// In a poll: its author changes the question.
    Question {
        /// The new question.
        question: String,
    },
    /// In a to-do list: a task is added.
    NewTask {
        /// The number its author gave it, from 0 to [`MOST`].
        key: i64,
        /// What is to be done.
        task: String,
        /// More about it.
        desc: String,
        /// Whether it is done.
        completed: bool,
    },
    /// In a to-do list: a task is ticked, or the tick taken away.
    Strike {
        /// The task's key: `0,canned` or `INDEX,USER`; the other way round than in polls.
        key: String,
    },
    /// In a to-do list: its author changes the title.
    NewTaskListTitle {
        /// The new title.
        title: String,
    },
}

/// The highest number that options and tasks may have.
pub const MOST: i64 = 1000;

impl Step {
    /// The step in a submessage; `None` for anything else.
    #[must_use]
    pub fn parse(content: &str) -> Option<Self> {
        read(content)
    }

    /// The submessage for a step.
    #[must_use]
    pub fn content(&self) -> String {
        // Strings and numbers: nothing that could fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Reads JSON as all other clients do: of a key that is there twice, the last counts, and keys
/// that nobody knows are passed over.
fn read<T: serde::de::DeserializeOwned>(content: &str) -> Option<T> {
    typed(serde_json::from_str(content).ok()?)
}

/// Only objects are anything here; a list in the order of the fields is not.
fn typed<T: serde::de::DeserializeOwned>(value: Value) -> Option<T> {
    value
        .is_object()
        .then(|| serde_json::from_value(value).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_written_as_the_server_wants_them() {
        let steps = [
            Step::Vote {
                key: "canned,0".into(),
                vote: -1,
            },
            Step::NewOption {
                idx: 1,
                option: "a \"b\"".into(),
            },
            Step::Question {
                question: "?".into(),
            },
            Step::NewTask {
                key: 2,
                task: "t".into(),
                desc: String::new(),
                completed: false,
            },
            Step::Strike {
                key: "0,canned".into(),
            },
            Step::NewTaskListTitle { title: "T".into() },
        ];
        let written: Vec<String> = steps.iter().map(Step::content).collect();
        insta::assert_snapshot!(written.join("\n"), @r#"
        {"type":"vote","key":"canned,0","vote":-1}
        {"type":"new_option","idx":1,"option":"a \"b\""}
        {"type":"question","question":"?"}
        {"type":"new_task","key":2,"task":"t","desc":"","completed":false}
        {"type":"strike","key":"0,canned"}
        {"type":"new_task_list_title","title":"T"}
        "#);
        for step in steps {
            assert_eq!(Step::parse(&step.content()), Some(step));
        }
    }

    #[test]
    fn what_is_not_a_step_is_none() {
        for wrong in [
            "",
            "null",
            "[]",
            "{}",
            "7",
            "{\"type\":\"vote\"}",
            r#"{"type":"vote","key":7,"vote":1}"#,
            r#"{"type":"vote","key":"canned,0","vote":"1"}"#,
            r#"{"type":"vote","key":"canned,0","vote":true}"#,
            r#"{"type":"vote","key":"canned,0","vote":1.5}"#,
            r#"{"type":"vote","key":"canned,0","vote":null}"#,
            r#"{"type":["vote"],"key":"canned,0","vote":1}"#,
            r#"["vote","canned,0",1]"#,
            r#"{"type":"veto","key":"canned,0","vote":1}"#,
            r#"{"type":"new_option","idx":"1","option":"a"}"#,
            r#"{"type":"new_option","idx":1,"option":["a"]}"#,
            r#"{"type":"question","question":null}"#,
            r#"{"type":"new_task","key":1,"task":"t","desc":""}"#,
            r#"{"type":"new_task","key":1,"task":"t","desc":"","completed":0}"#,
            r#"{"type":"strike","key":0}"#,
            r#"{"type":"new_task_list_title"}"#,
        ] {
            assert_eq!(Step::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_everybody_else_reads_is_read() {
        let vote = Some(Step::Vote {
            key: "canned,0".into(),
            vote: 1,
        });
        for right in [
            r#" {"vote": 1, "key": "canned,0", "type": "vote"} "#,
            r#"{"type":"vote","key":"canned,0","vote":1,"because":"soup"}"#,
            r#"{"type":"vote","key":"canned,0","vote":-1,"vote":1}"#,
        ] {
            assert_eq!(Step::parse(right), vote, "{right}");
        }
    }

    #[test]
    fn starts_are_read_with_what_may_be_left_out() {
        let poll = |question: &str, options: &[&str]| {
            Some(Start::Poll(PollStart {
                question: question.into(),
                options: options.iter().map(|o| (*o).to_owned()).collect(),
            }))
        };
        for (content, start) in [
            (
                r#"{"widget_type":"poll","extra_data":{"question":"q","options":["a"]}}"#,
                poll("q", &["a"]),
            ),
            (
                r#"{"widget_type":"poll","extra_data":{"question":"q"}}"#,
                poll("q", &[]),
            ),
            (r#"{"widget_type":"poll","extra_data":{}}"#, poll("", &[])),
            (r#"{"widget_type":"poll","extra_data":null}"#, poll("", &[])),
            (r#"{"widget_type":"poll"}"#, poll("", &[])),
            (r#"{"widget_type":"poll","extra_data":[]}"#, None),
            (r#"{"widget_type":"poll","extra_data":["q",["a"]]}"#, None),
            (
                r#"{"widget_type":"poll","extra_data":{"options":[1]}}"#,
                None,
            ),
            (
                r#"{"widget_type":"poll","extra_data":{"question":null}}"#,
                None,
            ),
            (r#"{"widget_type":"rsvp","extra_data":{}}"#, None),
            (r#"{"widget_type":7,"extra_data":{}}"#, None),
            (r#"{"extra_data":{}}"#, None),
            (r#"{"type":"vote","key":"canned,0","vote":1}"#, None),
            (
                r#"{"widget_type":"todo","extra_data":{"tasks":[{"task":"t"}]}}"#,
                None,
            ),
            (r#"{"widget_type":"zform","extra_data":{}}"#, None),
            (
                r#"{"widget_type":"zform","extra_data":{"type":"form","heading":"h","choices":[]}}"#,
                None,
            ),
            (
                r#"{"widget_type":"zform","extra_data":{"type":"choices","choices":[]}}"#,
                None,
            ),
        ] {
            assert_eq!(Start::parse(content), start, "{content}");
        }
        let todo =
            r#"{"widget_type":"todo","extra_data":{"tasks":[{"task":"t","desc":"d","x":1}]}}"#;
        assert!(matches!(Start::parse(todo), Some(Start::Todo(t)) if t.tasks[0].desc == "d"));
        let form = r#"{"widget_type":"zform","extra_data":{"type":"choices","heading":"h","choices":
            [{"type":"multiple_choice","short_name":"A","long_name":"a","reply":"r"}]}}"#;
        assert!(matches!(Start::parse(form), Some(Start::Choices(c)) if c.choices[0].reply == "r"));
    }
}
