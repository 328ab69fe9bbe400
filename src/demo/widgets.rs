//! Polls and to-do lists: the first submessage, made from what was typed, and what a server
//! accepts as a step in them.

use serde_json::{Map, Value, json};

use super::error::{Answer, Refusal};

/// The widget that a message's words make, as the JSON text of a submessage.
pub(crate) fn of(content: &str) -> Option<String> {
    let name = content.split_whitespace().next()?;
    let rest = content.strip_prefix(name)?;
    let mut lines = rest.lines().map(str::trim);
    let first = lines.next().unwrap_or_default();
    // Of a list's marks, one is taken away.
    let items = lines
        .map(|line| line.strip_prefix(['*', '-']).unwrap_or(line).trim_start())
        .filter(|line| !line.is_empty());
    let widget = match name {
        "/poll" => {
            let options: Vec<&str> = items.collect();
            json!({"widget_type": "poll", "extra_data": {"question": first, "options": options}})
        }
        "/todo" => {
            let tasks: Vec<Value> = items
                .map(|line| {
                    let (task, about) = line.split_once(": ").unwrap_or((line, ""));
                    json!({"task": task.trim(), "desc": about.trim()})
                })
                .collect();
            json!({"widget_type": "todo", "extra_data": {"task_list_title": first, "tasks": tasks}})
        }
        _ => return None,
    };
    Some(python_json(&widget))
}

/// The widget that a bot sends with its message, as the JSON text of a submessage.
pub(crate) fn from_bot(content: &str) -> Answer<String> {
    let flaw = |flaw: &str| Refusal::bad(format!("Widgets: {flaw}"));
    let widget: Value = serde_json::from_str(content)
        .map_err(|_| flaw("API programmer sent invalid JSON content"))?;
    let extra = match (widget["widget_type"].as_str(), &widget["extra_data"]) {
        (Some("zform"), Value::Object(extra)) => extra,
        (Some(_), Value::Object(_)) => return Err(flaw("unknown widget type")),
        _ => return Err(flaw("widget_content is not a dict")),
    };
    let text = |map: &Map<String, Value>, key: &str| map.get(key).is_some_and(Value::is_string);
    let choices = extra.get("choices").and_then(Value::as_array);
    let sound = extra.get("type") == Some(&json!("choices"))
        && text(extra, "heading")
        && choices.is_some_and(|choices| {
            choices.iter().all(|choice| {
                let keys = ["short_name", "long_name", "reply"];
                let choice = choice.as_object();
                choice.is_some_and(|choice| keys.iter().all(|key| text(choice, key)))
            })
        });
    if !sound {
        return Err(flaw("extra_data is not a form of choices"));
    }
    Ok(python_json(&widget))
}

/// What a key of a step holds.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Number,
    Truth,
    /// 1 or -1.
    Vote,
}

/// Refuses a step that a server refuses: of a poll or a to-do list, to the key. What other
/// widgets get is not looked at.
pub(crate) fn check(start: Option<&str>, step: &Value, by_author: bool) -> Answer<()> {
    let start: Option<Value> = start.and_then(|start| serde_json::from_str(start).ok());
    let kind = start
        .as_ref()
        .and_then(|start| start["widget_type"].as_str());
    let (what, only_author) = match kind {
        Some("poll") => (
            "poll",
            "You can't edit a question unless you are the author.",
        ),
        Some("todo") => (
            "todo",
            "You can't edit the task list title unless you are the author.",
        ),
        _ => return Ok(()),
    };
    let name = format!("{what} data");
    let Some(fields) = step.as_object() else {
        return Err(Refusal::bad(format!("{name} is not a dict")));
    };
    let of_type = match fields.get("type") {
        None => return Err(Refusal::bad(format!("type key is missing from {name}"))),
        Some(Value::String(of_type)) => of_type.as_str(),
        Some(_) => return Err(Refusal::bad(format!("{name}[\"type\"] is not a string"))),
    };
    let wanted: &[(&str, Shape)] = match (what, of_type) {
        ("poll", "vote") => &[("key", Shape::Text), ("vote", Shape::Vote)],
        ("poll", "new_option") => &[("option", Shape::Text), ("idx", Shape::Number)],
        ("poll", "question") => &[("question", Shape::Text)],
        ("todo", "new_task") => &[
            ("key", Shape::Number),
            ("task", Shape::Text),
            ("desc", Shape::Text),
            ("completed", Shape::Truth),
        ],
        ("todo", "strike") => &[("key", Shape::Text)],
        ("todo", "new_task_list_title") => &[("title", Shape::Text)],
        _ => {
            return Err(Refusal::bad(format!("Unknown type for {name}: {of_type}")));
        }
    };
    if matches!(of_type, "question" | "new_task_list_title") && !by_author {
        return Err(Refusal::bad(only_author));
    }
    for (key, shape) in wanted {
        let Some(value) = fields.get(*key) else {
            return Err(Refusal::bad(format!("{key} key is missing from {name}")));
        };
        let place = format!("{name}[\"{key}\"]");
        let flaw = match shape {
            Shape::Text if !value.is_string() => format!("{place} is not a string"),
            Shape::Number if !value.is_i64() => format!("{place} is not an integer"),
            Shape::Truth if !value.is_boolean() => format!("{place} is not a boolean"),
            Shape::Vote if !value.is_i64() => format!("{place} is not an integer"),
            Shape::Vote if !matches!(value.as_i64(), Some(1 | -1)) => format!("Invalid {place}"),
            Shape::Text | Shape::Number | Shape::Truth | Shape::Vote => continue,
        };
        return Err(Refusal::bad(flaw));
    }
    let known = |key: &str| key == "type" || wanted.iter().any(|(name, _)| *name == key);
    let odd: Vec<&str> = fields
        .keys()
        .map(String::as_str)
        .filter(|key| !known(key))
        .collect();
    if odd.is_empty() {
        Ok(())
    } else {
        Err(Refusal::bad(format!(
            "Unexpected arguments: {}",
            odd.join(", ")
        )))
    }
}

/// JSON with the spaces that Python's `json.dumps` writes.
pub(crate) fn python_json(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let fields: Vec<_> = map
                .iter()
                .map(|(key, value)| {
                    format!("{}: {}", Value::from(key.as_str()), python_json(value))
                })
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(python_json).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(content: &str) -> Value {
        of(content).map_or(Value::Null, |text| serde_json::from_str(&text).unwrap())
    }

    #[test]
    fn words_become_the_widgets_that_were_recorded() {
        let poll = json!({"widget_type": "poll",
            "extra_data": {"question": "Where to eat?", "options": ["noodles", "bread"]}});
        assert_eq!(made("/poll Where to eat?\nnoodles\nbread"), poll);
        assert_eq!(made("/poll Where to eat?\n* noodles\n\n- bread\n"), poll);
        let todo = json!({"widget_type": "todo", "extra_data": {"task_list_title": "Chores",
            "tasks": [{"task": "sweep", "desc": "the floor"}, {"task": "at 9:30", "desc": ""}]}});
        assert_eq!(made("/todo Chores\nsweep: the floor\nat 9:30"), todo);
        let bare = json!({"widget_type": "poll", "extra_data": {"question": "", "options": ["a"]}});
        assert_eq!(made("/poll\na"), bare);
        assert_eq!(made("/polls"), Value::Null);
        assert_eq!(made("say /poll x"), Value::Null);
    }

    #[test]
    fn steps_are_refused_as_a_server_refuses_them() {
        let poll = of("/poll q\na").unwrap();
        let todo = of("/todo t\na").unwrap();
        let mut told = Vec::new();
        for (start, step, by_author) in [
            (&poll, r#"{"type":"vote","key":"canned,0","vote":1}"#, false),
            (&poll, r#"{"type":"vote","key":"canned,0","vote":2}"#, false),
            (
                &poll,
                r#"{"type":"vote","key":"canned,0","vote":1.0}"#,
                false,
            ),
            (&poll, r#"{"type":"vote","key":0,"vote":1}"#, false),
            (&poll, r#"{"type":"vote","key":"canned,0"}"#, false),
            (
                &poll,
                r#"{"type":"vote","key":"canned,0","vote":1,"x":1}"#,
                false,
            ),
            (&poll, r#"{"type":"question","question":"x"}"#, false),
            (&poll, r#"{"type":"question","question":"x"}"#, true),
            (&poll, r#"{"type":"strike","key":"0,canned"}"#, true),
            (&poll, "[]", true),
            (&poll, "{}", true),
            (&todo, r#"{"type":"strike","key":"0,canned"}"#, false),
            (
                &todo,
                r#"{"type":"new_task","key":1,"task":"t","desc":""}"#,
                false,
            ),
            (
                &todo,
                r#"{"type":"new_task","key":1,"task":"t","desc":"","completed":false}"#,
                false,
            ),
            (
                &todo,
                r#"{"type":"new_task_list_title","title":"x"}"#,
                false,
            ),
            (&todo, r#"{"type":"new_task_list_title","title":7}"#, true),
        ] {
            let step = serde_json::from_str(step).unwrap();
            told.push(match check(Some(start), &step, by_author) {
                Ok(()) => "taken".to_owned(),
                Err(refusal) => refusal.msg,
            });
        }
        insta::assert_snapshot!(told.join("\n"), @r#"
        taken
        Invalid poll data["vote"]
        poll data["vote"] is not an integer
        poll data["key"] is not a string
        vote key is missing from poll data
        Unexpected arguments: x
        You can't edit a question unless you are the author.
        taken
        Unknown type for poll data: strike
        poll data is not a dict
        type key is missing from poll data
        taken
        completed key is missing from todo data
        taken
        You can't edit the task list title unless you are the author.
        todo data["title"] is not a string
        "#);
    }

    #[test]
    fn a_bots_form_is_checked() {
        let form = |choice: &str| {
            format!(
                r#"{{"widget_type":"zform","extra_data":{{"type":"choices","heading":"h","choices":[{choice}]}}}}"#
            )
        };
        let choice = r#"{"type":"multiple_choice","short_name":"A","long_name":"a","reply":"r"}"#;
        assert!(from_bot(&form(choice)).is_ok());
        assert!(from_bot(&form(r#"{"short_name":"A"}"#)).is_err());
        assert!(from_bot("{").is_err());
        assert!(from_bot(r#"{"widget_type":"poll","extra_data":{}}"#).is_err());
    }
}
