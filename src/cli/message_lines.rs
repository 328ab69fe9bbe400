//! Messages as people read them on a command line.

use std::process::ExitCode;

use jiff::tz::TimeZone;
use serde_json::Value;

use crate::content::{LayoutContext, layout, parse};
use crate::text::SafeText;

use super::output::{self, NO_TOPIC};
use super::render;
use super::table::{Column, Table};

/// How messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As the server sent them, an object a line.
    Json,
    /// One a line.
    Lines,
    /// With all their lines, as the message pane shows them.
    Full,
}

impl Form {
    /// Prints messages.
    ///
    /// # Errors
    /// See [`output::lines`].
    pub fn print(self, messages: &[Value]) -> Result<(), ExitCode> {
        match self {
            Self::Json => output::lines(messages.iter().map(|message| {
                let json = message.to_string();
                output::json_line(&json).into_owned()
            })),
            Self::Lines => output::lines(lines(messages)),
            Self::Full => output::lines(messages.iter().flat_map(full)),
        }
    }
}

fn text<'a>(message: &'a Value, name: &str) -> &'a str {
    message[name].as_str().unwrap_or_default()
}

fn time(message: &Value) -> String {
    let seconds = message["timestamp"].as_i64().unwrap_or_default();
    let time = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    let time = time.to_zoned(TimeZone::system());
    time.strftime("%Y-%m-%d %H:%M").to_string()
}

/// Where it is: `#workshop > kiln`, or the people.
fn place(message: &Value) -> String {
    match &message["display_recipient"] {
        Value::String(channel) => {
            let topic = Some(text(message, "subject")).filter(|topic| !topic.is_empty());
            format!("#{channel} > {}", topic.unwrap_or(NO_TOPIC))
        }
        Value::Array(people) => {
            let names = people
                .iter()
                .filter_map(|person| person["full_name"].as_str());
            format!("DM {}", names.collect::<Vec<_>>().join(", "))
        }
        _ => String::new(),
    }
}

/// One line for each message: id, time, place, sender and text.
fn lines(messages: &[Value]) -> Vec<String> {
    let columns = [
        Column::Right,
        Column::UpTo(16),
        Column::UpTo(36),
        Column::Rest,
    ];
    let mut table = Table::new(&columns);
    for message in messages {
        let said = format!(
            "{}: {}",
            text(message, "sender_full_name"),
            text(message, "content")
        );
        table.row([
            message["id"].to_string(),
            time(message),
            place(message),
            said,
        ]);
    }
    table.lines()
}

/// A message with all its lines, and an empty one.
fn full(message: &Value) -> Vec<String> {
    let head = format!(
        "{}  {}  {}  {}",
        message["id"],
        time(message),
        place(message),
        text(message, "sender_full_name")
    );
    let zone = TimeZone::system();
    let context = LayoutContext {
        time_zone: &zone,
        ..LayoutContext::of_width(render::width().saturating_sub(2).max(1))
    };
    let document = parse(text(message, "content"));
    let theme = render::theme(render::When::Auto);
    let mut lines = vec![SafeText::line(head).into_string()];
    for line in layout(&document, &context).lines {
        let line = match &theme {
            Some(theme) => render::styled(&line, theme),
            None => line.text().trim_end().to_owned(),
        };
        lines.push(if line.is_empty() {
            line
        } else {
            format!("  {line}")
        });
    }
    lines.push(String::new());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_line_for_people_is_safe_and_one_line() {
        let lines = lines(&[json!({
            "id": 7, "timestamp": 0, "display_recipient": "work\u{1b}[31mshop", "subject": "kiln",
            "sender_full_name": "Ada", "content": "a\nb\u{202e}c",
        })]);
        assert_eq!(lines.len(), 1);
        assert!(lines[0].starts_with("7  "), "{lines:?}");
        assert!(
            lines[0].ends_with("  #workshop > kiln  Ada: a bc"),
            "{lines:?}"
        );
    }

    #[test]
    fn all_of_a_message_is_its_head_and_its_lines() {
        let message = json!({
            "id": 7, "timestamp": 0, "display_recipient": [{"full_name": "Ben"}],
            "sender_full_name": "Ben\u{1b}[2J", "content": "<p>a</p><ul><li>b\u{9b}c</li></ul>",
        });
        let lines = full(&message);
        assert!(lines[0].ends_with("  DM Ben  Ben"), "{lines:?}");
        assert_eq!(lines[1], "  a");
        assert!(!lines.concat().contains(char::is_control), "{lines:?}");
        assert_eq!(lines.last().map(String::as_str), Some(""));
    }
}
