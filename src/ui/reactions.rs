//! The row of reactions below a message.

use crate::api::message::{Message, Reaction, ReactionType};
use crate::config::theme::Role;
use crate::content::{EmojiStyle, Line};
use crate::model::Organization;
use crate::text::{SafeText, width};

use super::names;

/// With so many reactions at most, names stand where counts would, if the person's
/// setting `display_emoji_reaction_users` says so.
const NAMED: usize = 3;

/// The lines of the row, each within so many cells; none without reactions.
#[must_use]
pub fn lines(
    organization: &Organization,
    message: &Message,
    columns: u16,
    emoji: EmojiStyle,
) -> Vec<Line> {
    let mut groups: Vec<(&Reaction, Vec<&Reaction>)> = Vec::new();
    for reaction in &message.reactions {
        match groups.iter_mut().find(|(r, _)| {
            r.reaction_type == reaction.reaction_type && r.emoji_code == reaction.emoji_code
        }) {
            Some((_, who)) => who.push(reaction),
            None => groups.push((reaction, vec![reaction])),
        }
    }
    let named = message.reactions.len() <= NAMED
        && organization
            .personal()
            .settings
            .display_emoji_reaction_users;
    let me = organization.me();
    let mut lines = Vec::new();
    let mut line = Line::new();
    for (reaction, who) in groups {
        let mut text = glyph(reaction, emoji);
        text.push(' ');
        if named {
            let names: Vec<String> = who
                .iter()
                .map(|r| {
                    if r.user_id == me {
                        "you".to_owned()
                    } else {
                        names::person_shown(organization, r.user_id).into_string()
                    }
                })
                .collect();
            text.push_str(&names.join(", "));
        } else {
            text.push_str(&who.len().to_string());
        }
        let role = if who.iter().any(|r| r.user_id == me) {
            Role::OwnReaction
        } else {
            Role::Reaction
        };
        let text = SafeText::line(text);
        let text = text.truncate(usize::from(columns));
        let wide = u16::try_from(width(text.as_str())).unwrap_or(columns);
        if !line.is_empty() && line.width() + 2 + wide > columns {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(&SafeText::line("  "), Role::Text);
        }
        line.push(&text, role);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// An emoji as a glyph, or by name where it has none or names are wanted.
#[must_use]
pub fn glyph(reaction: &Reaction, style: EmojiStyle) -> String {
    let name = || format!(":{}:", reaction.emoji_name);
    match (&reaction.reaction_type, style) {
        (ReactionType::Unicode, EmojiStyle::Glyph) => {
            unicode(&reaction.emoji_code).unwrap_or_else(name)
        }
        (ReactionType::Unicode, EmojiStyle::Simple) => unicode(&reaction.emoji_code)
            .filter(|g| g.chars().count() == 1)
            .unwrap_or_else(name),
        _ => name(),
    }
}

/// The glyph of code points in hexadecimal, joined by `-`.
#[must_use]
pub fn unicode(code: &str) -> Option<String> {
    code.split('-')
        .map(|hex| char::from_u32(u32::from_str_radix(hex, 16).ok()?))
        .collect()
}
