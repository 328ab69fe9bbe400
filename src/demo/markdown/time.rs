//! `<time:…>`

use super::inline::Taken;
use crate::demo::json::{civil, escape, escape_attribute};

pub(super) fn time(rest: &str) -> Option<Taken> {
    let inside = rest.strip_prefix("<time:")?;
    let end = inside.find('>')?;
    let text = &inside[..end];
    if text.contains('\n') {
        return None;
    }
    let mut html = String::new();
    match utc(text) {
        Some(utc) => {
            html.push_str("<time datetime=\"");
            escape_attribute(&utc, &mut html);
            html.push_str("\">");
            escape(text, &mut html);
            html.push_str("</time>");
        }
        None => {
            html.push_str("<span class=\"timestamp-error\">Invalid time format: ");
            escape(text, &mut html);
            html.push_str("</span>");
        }
    }
    Some(Taken {
        length: "<time:".len() + end + 1,
        html,
    })
}

/// The moment in UTC, `2026-03-01T09:30:00Z`.
fn utc(text: &str) -> Option<String> {
    let unix = match text.parse::<i64>() {
        Ok(unix) => unix,
        Err(_) => text
            .parse::<jiff::Timestamp>()
            .map_or_else(
                |_| {
                    // Without a zone it is taken as UTC.
                    format!("{text}Z").parse::<jiff::Timestamp>()
                },
                Ok,
            )
            .ok()?
            .as_second(),
    };
    let (year, month, day) = civil(unix.div_euclid(86_400));
    let seconds = unix.rem_euclid(86_400);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    Some(format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
    ))
}
