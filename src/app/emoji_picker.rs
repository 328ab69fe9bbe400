//! The popup in which an emoji is chosen to react with: recent ones first, found by typing.

use crate::api::ids::MessageId;
use crate::api::message::Reaction;
use crate::api::routes::reactions::EmojiRef;

use super::act::Act;
use super::layer::Layer;
use super::line_edit::LineEdit;
use super::state::{App, Turn};

/// The most rows that are found.
const MOST: usize = 200;
/// So many recent ones come first.
const RECENT: usize = 8;

/// The popup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmojiPicker {
    /// The message that is reacted to.
    pub message: MessageId,
    /// What is typed of a name.
    pub line: LineEdit,
    /// The selected row.
    pub at: usize,
}

/// A row of the popup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmojiRow {
    /// The emoji, named as the message or the search has it.
    pub emoji: EmojiRef,
    /// Its characters; none for a picture.
    pub glyph: Option<Box<str>>,
    /// Its other names.
    pub aliases: String,
    /// Whether one has reacted with it.
    pub own: bool,
    /// How many did.
    pub count: usize,
}

impl App {
    /// The emoji that one reacted with last, in the messages at hand, the last one first.
    #[must_use]
    pub fn recent_emoji(&self) -> Vec<EmojiRef> {
        let Some(organization) = self.organization.as_deref() else {
            return Vec::new();
        };
        let me = organization.me();
        let mut own: Vec<(MessageId, &Reaction)> = organization
            .messages()
            .iter()
            .flat_map(|message| message.reactions.iter().map(|r| (message.id, r)))
            .filter(|(_, reaction)| reaction.user_id == me)
            .collect();
        own.sort_by_key(|(id, _)| std::cmp::Reverse(*id));
        let mut recent: Vec<EmojiRef> = Vec::new();
        for (_, reaction) in own {
            let emoji = EmojiRef {
                name: reaction.emoji_name.to_string(),
                code: reaction.emoji_code.to_string(),
                reaction_type: reaction.reaction_type.clone(),
            };
            let is_new = |emoji: &EmojiRef| {
                let mut recent = recent.iter();
                recent.all(|r| (&r.code, &r.reaction_type) != (&emoji.code, &emoji.reaction_type))
            };
            if is_new(&emoji) {
                recent.push(emoji);
            }
            if recent.len() == RECENT {
                break;
            }
        }
        recent
    }

    /// The rows of the popup: without a search the message's own reactions, recent ones, all.
    #[must_use]
    pub fn emoji_rows(&self, picker: &EmojiPicker) -> Vec<EmojiRow> {
        let Some(organization) = self.organization.as_deref() else {
            return Vec::new();
        };
        let me = organization.me();
        let catalogue = self.emoji();
        let reactions: Vec<Reaction> = match organization.message(picker.message) {
            Some(message) => self.echo.reactions(message, me).into_owned(),
            None => Vec::new(),
        };
        let row = |emoji: EmojiRef| {
            let same = |reaction: &&Reaction| {
                *reaction.emoji_code == *emoji.code && reaction.reaction_type == emoji.reaction_type
            };
            let there: Vec<&Reaction> = reactions.iter().filter(same).collect();
            let known = catalogue.find(&emoji);
            // A reaction that is there already keeps the name it has there.
            let name = there.first().map(|r| r.emoji_name.to_string());
            let name = name.unwrap_or(emoji.name);
            let aliases = known.into_iter().flat_map(|known| known.names());
            let aliases: Vec<&str> = aliases.filter(|alias| *alias != name).collect();
            EmojiRow {
                glyph: known.and_then(|known| known.glyph.clone()),
                aliases: aliases.join(", "),
                own: there.iter().any(|reaction| reaction.user_id == me),
                count: there.len(),
                emoji: EmojiRef {
                    name,
                    code: emoji.code,
                    reaction_type: emoji.reaction_type,
                },
            }
        };
        let typed = picker.line.text().trim();
        let found = catalogue.search(typed, MOST).into_iter().map(|found| {
            let mut emoji = found.emoji.reference.clone();
            found.name.clone_into(&mut emoji.name);
            emoji
        });
        if !typed.is_empty() {
            return found.map(row).collect();
        }
        let there = reactions.iter().map(|reaction| EmojiRef {
            name: reaction.emoji_name.to_string(),
            code: reaction.emoji_code.to_string(),
            reaction_type: reaction.reaction_type.clone(),
        });
        // One that is deactivated can be joined where it is, and not be used elsewhere.
        let recent = self.recent_emoji().into_iter();
        let recent = recent.filter(|emoji| catalogue.find(emoji).is_some());
        let mut rows: Vec<EmojiRow> = Vec::new();
        for emoji in there.chain(recent).chain(found) {
            let is_there = |row: &EmojiRow| {
                row.emoji.code == emoji.code && row.emoji.reaction_type == emoji.reaction_type
            };
            if !rows.iter().any(is_there) {
                rows.push(row(emoji));
            }
        }
        rows
    }

    /// The popup, if it is on top.
    #[must_use]
    pub fn emoji_picker(&self) -> Option<&EmojiPicker> {
        self.layers.last()?.emoji()
    }
}

impl Turn<'_> {
    /// Shows the emoji to react to the selected message with.
    pub fn open_emoji(&mut self) {
        if let Some(message) = self.app.selected_message().map(|message| message.id) {
            self.push(Layer::Emoji(Box::new(EmojiPicker {
                message,
                line: LineEdit::new(""),
                at: 0,
            })));
        }
    }

    fn emoji_mut(&mut self) -> Option<&mut EmojiPicker> {
        self.app.layers.last_mut()?.emoji_mut()
    }

    /// Something else was typed: the first that fits is selected.
    pub(super) fn emoji_typed(&mut self) {
        if let Some(picker) = self.emoji_mut() {
            picker.at = 0;
        }
    }

    /// Selects another row.
    pub fn step_emoji(&mut self, by: isize) {
        let Some(picker) = self.app.emoji_picker() else {
            return;
        };
        let last = self.app.emoji_rows(picker).len().saturating_sub(1);
        if let Some(picker) = self.emoji_mut() {
            picker.at = picker.at.min(last).saturating_add_signed(by).min(last);
        }
    }

    /// Reacts with the selected one, or takes that reaction back; then the popup goes, unless
    /// it shall `stay`.
    pub fn choose_emoji(&mut self, stay: bool) {
        let Some(picker) = self.app.emoji_picker() else {
            return;
        };
        let (message, rows) = (picker.message, self.app.emoji_rows(picker));
        let Some(row) = rows.into_iter().nth(picker.at) else {
            return;
        };
        if !stay {
            self.close();
        }
        self.act(Act::React {
            message,
            emoji: row.emoji,
            on: !row.own,
        });
    }

    /// A thumb goes up for the selected message, or down again.
    pub fn toggle_thumb(&mut self) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let Some(message) = self.app.selected_message() else {
            return;
        };
        let me = organization.me();
        let thumb = self.app.emoji().thumbs_up();
        let reactions = self.app.echo.reactions(message, me);
        let same =
            |r: &&Reaction| *r.emoji_code == *thumb.code && r.reaction_type == thumb.reaction_type;
        let there: Vec<&Reaction> = reactions.iter().filter(same).collect();
        let on = !there.iter().any(|reaction| reaction.user_id == me);
        let name = there.first().map(|r| r.emoji_name.to_string());
        let emoji = EmojiRef {
            name: name.unwrap_or_else(|| thumb.name.clone()),
            ..thumb
        };
        let message = message.id;
        self.act(Act::React { message, emoji, on });
    }
}
