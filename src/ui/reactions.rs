//! The row of reactions below a message.

use crate::api::ids::UserId;
use crate::api::message::{Reaction, ReactionType};
use crate::app::measure::Press;
use crate::app::reacting::groups;
use crate::config::theme::Role;
use crate::content::{EmojiStyle, Line};
use crate::model::Organization;
use crate::text::{SafeText, width};

use super::names;
use super::widgets::{Button, Laid};

/// With so many reactions at most, names stand where counts would, if the person's
/// setting `display_emoji_reaction_users` says so.
const NAMED: usize = 3;

/// The lines of the row, each within so many cells; none without reactions. Those that one
/// takes part in stand in brackets.
#[must_use]
pub fn lay_out(
    organization: &Organization,
    reactions: &[Reaction],
    columns: u16,
    emoji: EmojiStyle,
) -> Laid {
    let named = reactions.len() <= NAMED
        && organization
            .personal()
            .settings
            .display_emoji_reaction_users;
    let me = organization.me();
    let mut laid = Laid::default();
    let mut line = Line::new();
    for (index, group) in groups(reactions).into_iter().enumerate() {
        let own = group.who.contains(&me);
        let (open, close, role) = if own {
            ("[", "]", Role::OwnReaction)
        } else {
            ("", "", Role::Reaction)
        };
        let who = if named {
            names_of(organization, &group.who)
        } else {
            group.who.len().to_string()
        };
        let text = SafeText::line(format!("{open}{} {who}", glyph(group.first, emoji)));
        let text = text.truncate(usize::from(columns).saturating_sub(close.len()).max(1));
        let text = SafeText::line(format!("{}{close}", text.as_str()));
        let wide = u16::try_from(width(text.as_str())).unwrap_or(columns);
        if !line.is_empty() && line.width() + 2 + wide > columns {
            laid.lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(&SafeText::line("  "), Role::Text);
        }
        let start = line.width();
        line.push(&text, role);
        laid.buttons.push(Button {
            line: laid.lines.len(),
            columns: start..line.width(),
            press: Press::Reaction(index),
        });
    }
    if !line.is_empty() {
        laid.lines.push(line);
    }
    laid
}

/// Their names, oneself as `you`.
pub(super) fn names_of(organization: &Organization, who: &[UserId]) -> String {
    let names: Vec<String> = who
        .iter()
        .map(|user| {
            if *user == organization.me() {
                "you".to_owned()
            } else {
                names::person_shown(organization, *user).into_string()
            }
        })
        .collect();
    names.join(", ")
}

/// An emoji as a glyph, or by name where it has none or names are wanted.
#[must_use]
pub fn glyph(reaction: &Reaction, style: EmojiStyle) -> String {
    let name = || format!(":{}:", reaction.emoji_name);
    if reaction.reaction_type != ReactionType::Unicode {
        return name();
    }
    let glyph = unicode(&reaction.emoji_code);
    let glyph = match style {
        EmojiStyle::Glyph => glyph,
        EmojiStyle::Simple => glyph.filter(|glyph| glyph.chars().count() == 1),
        EmojiStyle::Name => None,
    };
    glyph.unwrap_or_else(name)
}

/// The glyph of code points in hexadecimal, joined by `-`.
#[must_use]
pub fn unicode(code: &str) -> Option<String> {
    code.split('-')
        .map(|hex| char::from_u32(u32::from_str_radix(hex, 16).ok()?))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::{organization, organization_with};

    fn reaction(name: &str, code: &str, user: u64) -> Reaction {
        Reaction {
            emoji_name: name.into(),
            emoji_code: code.into(),
            reaction_type: if code.len() < 4 {
                ReactionType::Realm
            } else {
                ReactionType::Unicode
            },
            user_id: UserId(user),
        }
    }

    fn told(laid: &Laid) -> Vec<&str> {
        laid.lines.iter().map(Line::text).collect()
    }

    #[test]
    fn own_reactions_stand_in_brackets_and_custom_ones_by_name() {
        let few = [
            reaction("tada", "1f389", 7),
            reaction("kiln", "12", 6),
            reaction("party", "1f389", 6),
        ];
        let named = organization_with(|snapshot| {
            snapshot["user_settings"]["display_emoji_reaction_users"] = true.into();
        });
        let counted = organization_with(|snapshot| {
            snapshot["user_settings"]["display_emoji_reaction_users"] = false.into();
        });
        let laid = lay_out(&counted, &few, 40, EmojiStyle::Glyph);
        assert_eq!(told(&laid), ["[🎉 2]  [:kiln: 1]"]);
        let laid = lay_out(&named, &few, 40, EmojiStyle::Name);
        assert_eq!(told(&laid), ["[:tada: Ben, you]  [:kiln: you]"]);
        let presses: Vec<_> = laid
            .buttons
            .iter()
            .map(|b| (b.columns.clone(), b.press))
            .collect();
        assert_eq!(
            presses,
            [(0..17, Press::Reaction(0)), (19..31, Press::Reaction(1))]
        );
    }

    #[test]
    fn the_row_wraps_within_the_width() {
        let codes = (0..40).map(|n| format!("1f3{:02x}", 0x80 + n));
        let many: Vec<Reaction> = codes.map(|code| reaction("x", &code, 7)).collect();
        let long = reaction(&"long".repeat(30), "77", 6);
        for columns in 8..90 {
            let mut all = many.clone();
            all.push(long.clone());
            let laid = lay_out(&organization(), &all, columns, EmojiStyle::Glyph);
            assert!(
                laid.lines.iter().all(|line| line.width() <= columns),
                "{columns}"
            );
            assert_eq!(laid.buttons.len(), all.len());
            for button in &laid.buttons {
                assert!(button.columns.end <= laid.lines[button.line].width());
            }
        }
    }
}
