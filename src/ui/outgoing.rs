//! What is said of a message that the server does not have yet.

use crate::app::outgoing::Words;
use crate::config::theme::Role;
use crate::content::{Line, Rendered, wrap_line};
use crate::text::SafeText;

/// Air between a text and the words at its end.
const AIR: u16 = 3;

/// Says how far a message is: a word or two at the end of its last line, where there is
/// room, so that its going away moves nothing. Gives the lines below it.
pub fn say(words: &Words, rendered: &mut Rendered, columns: u16) -> Vec<Line> {
    match words {
        Words::Nothing => Vec::new(),
        Words::Tag(tag) => {
            let tag = SafeText::line(*tag);
            let width = u16::try_from(tag.width()).unwrap_or(columns);
            match rendered.lines.last_mut() {
                Some(last) if last.width() + AIR + width <= columns => {
                    let air = columns - last.width() - width;
                    last.push(&SafeText::line(" ".repeat(usize::from(air))), Role::Text);
                    last.push(&tag, Role::Notice);
                    Vec::new()
                }
                Some(_) | None => vec![Line::of(&tag, Role::Notice)],
            }
        }
        Words::Note(note) => {
            let role = if note.starts_with('◷') {
                Role::Notice
            } else {
                Role::Error
            };
            wrap_line(&Line::of(&SafeText::line(note.as_str()), role), columns, 2)
        }
    }
}
