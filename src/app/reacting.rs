//! Reactions: how they are grouped, and toggling them.

use crate::api::ids::{MessageId, UserId};
use crate::api::message::Reaction;
use crate::api::routes::reactions::EmojiRef;

use super::act::Act;
use super::state::{App, Turn};

/// The reactions with one emoji.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group<'a> {
    /// The first of them: later ones may name the emoji otherwise.
    pub first: &'a Reaction,
    /// Who reacted, in the order of their reactions.
    pub who: Vec<UserId>,
}

/// The reactions of a message by their emoji, in the order of the first of each.
#[must_use]
pub fn groups(reactions: &[Reaction]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for reaction in reactions {
        match groups.iter_mut().find(|group| {
            group.first.reaction_type == reaction.reaction_type
                && group.first.emoji_code == reaction.emoji_code
        }) {
            Some(group) => group.who.push(reaction.user_id),
            None => groups.push(Group {
                first: reaction,
                who: vec![reaction.user_id],
            }),
        }
    }
    groups
}

impl App {
    /// Whether one has reacted to a message with this emoji.
    #[must_use]
    pub fn reacted_with(&self, message: MessageId, emoji: &EmojiRef) -> bool {
        let Some(organization) = self.organization.as_deref() else {
            return false;
        };
        let Some(known) = organization.message(message) else {
            return false;
        };
        let me = organization.me();
        self.echo.reactions(known, me).iter().any(|reaction| {
            reaction.user_id == me
                && *reaction.emoji_code == *emoji.code
                && reaction.reaction_type == emoji.reaction_type
        })
    }

    /// Whether a message is selected.
    #[must_use]
    pub fn can_react(&self) -> bool {
        self.selected_message().is_some()
    }
}

impl Turn<'_> {
    /// Toggles the first reaction of the selected message; where there is none, a thumb goes
    /// up.
    pub fn toggle_first_reaction(&mut self) {
        if let Some(message) = self.app.selected_message() {
            self.toggle_reaction(message.id, 0);
        }
    }

    /// Joins in with one of a message's reactions, or takes the own one away.
    pub(super) fn toggle_reaction(&mut self, message: MessageId, index: usize) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let Some(known) = organization.messages().get(message) else {
            return;
        };
        let me = organization.me();
        let reactions = self.app.echo.reactions(known, me);
        let groups = groups(&reactions);
        let (emoji, on) = match groups.get(index) {
            // Its own code and type, whatever the name means by now.
            Some(group) => (
                EmojiRef {
                    name: group.first.emoji_name.to_string(),
                    code: group.first.emoji_code.to_string(),
                    reaction_type: group.first.reaction_type.clone(),
                },
                !group.who.contains(&me),
            ),
            None if index == 0 => (self.app.emoji().thumbs_up(), true),
            None => return,
        };
        self.act(Act::React { message, emoji, on });
    }
}
