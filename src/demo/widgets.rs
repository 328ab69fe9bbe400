//! Polls and to-do lists: the first submessage, made from what was typed.

use serde_json::{Value, json};

/// The widget that a message's words make, as the JSON text of a submessage.
pub(crate) fn of(content: &str) -> Option<String> {
    let (first, rest) = content.split_once('\n').unwrap_or((content, ""));
    let lines = || rest.lines().map(str::trim).filter(|line| !line.is_empty());
    let widget = if let Some(question) = command(first, "/poll") {
        let options: Vec<_> = lines()
            .map(|line| line.trim_start_matches("* ").trim_start_matches("- "))
            .collect();
        json!({"widget_type": "poll", "extra_data": {"question": question, "options": options}})
    } else {
        let title = command(first, "/todo")?;
        let tasks: Vec<Value> = lines()
            .map(|line| {
                let line = line.trim_start_matches("* ").trim_start_matches("- ");
                let (task, about) = line.split_once(':').unwrap_or((line, ""));
                json!({"task": task.trim(), "desc": about.trim()})
            })
            .collect();
        json!({"widget_type": "todo", "extra_data": {"task_list_title": title, "tasks": tasks}})
    };
    Some(python_json(&widget))
}

fn command<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let rest = line.strip_prefix(name)?;
    (rest.is_empty() || rest.starts_with(' ')).then(|| rest.trim())
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
