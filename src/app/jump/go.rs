//! What becomes of a row that is chosen.

use crate::api::conversation::{Conversation, DmKey};
use crate::api::ids::{ChannelId, UserId};
use crate::api::settings::ChannelView;
use crate::app::act::Act;
use crate::app::destination::Destination;
use crate::app::naming;
use crate::app::palette;
use crate::app::sheet::Sheet;
use crate::app::state::{App, Turn};
use crate::model::View;

use super::Target;
use super::query::Query;

impl App {
    /// What Enter and the other key do with the selected row, in two words each; the same
    /// where there is but one thing to do.
    #[must_use]
    pub fn jump_choices(&self) -> (&'static str, Option<&'static str>) {
        let Some(target) = self.jump().and_then(|jump| jump.selected()) else {
            return ("open", None);
        };
        match target {
            Target::To(Destination::View(View::Channel(_))) if self.channels_open_as_feeds() => {
                ("feed", Some("newest topic"))
            }
            Target::To(Destination::View(View::Channel(_))) => ("newest topic", Some("feed")),
            Target::To(Destination::View(View::Conversation(Conversation::Topic { .. }))) => {
                ("topic", Some("its channel"))
            }
            Target::Search { .. } => ("search", None),
            Target::To(_) | Target::Message(_) | Target::Link(_) => ("open", None),
            Target::Person(_) => ("messages", Some("who it is")),
            Target::Group(_) => ("who is in it", None),
            Target::Command(name) => match palette::taking(name) {
                Some(taking) if taking.needed => ("go on", None),
                Some(_) | None => ("do it", None),
            },
            Target::With { .. } => ("do it", None),
            Target::React(_) => ("react", None),
        }
    }

    fn channels_open_as_feeds(&self) -> bool {
        let organization = self.organization.as_deref();
        organization.is_some_and(|organization| {
            match organization.personal().settings.web_channel_default_view {
                ChannelView::Feed | ChannelView::Unknown(_) => true,
                ChannelView::TopTopic | ChannelView::Topics | ChannelView::TopUnreadTopic => false,
            }
        })
    }
}

impl Turn<'_> {
    /// Opens the selected row, or what else it stands for: a channel's feed and not its newest
    /// topic, a person's card and not what is written with them.
    pub fn choose_jump(&mut self, other: bool) {
        let partial = self.app.takes_names_in();
        let Some(jump) = self.jump_mut() else { return };
        let by_name = match jump.query() {
            Query::Anything(typed) => !typed.is_empty(),
            Query::Channel(_) | Query::Person(_) | Query::Topic { .. } => true,
            Query::Command(_) | Query::Message(_) | Query::Link(_) => false,
        };
        if partial && by_name && jump.at == 0 {
            jump.waiting = Some(other);
            return;
        }
        let Some(target) = jump.selected().cloned() else {
            return self.choose_typed();
        };
        match target {
            Target::Command(name) => return self.choose_command(name),
            Target::With { command, text, .. } => return self.run_with(command, &text),
            Target::To(_)
            | Target::Person(_)
            | Target::Group(_)
            | Target::React(_)
            | Target::Message(_)
            | Target::Search { .. }
            | Target::Link(_) => {}
        }
        self.close();
        match target {
            Target::To(Destination::View(View::Channel(channel))) => {
                self.jump_to_channel(channel, other);
            }
            Target::To(Destination::View(View::Conversation(Conversation::Topic {
                channel,
                ..
            }))) if other => self.open(View::Channel(channel)),
            Target::To(to) => self.go_to(to),
            Target::Person(user) if other => self.open_person(user),
            Target::Person(user) => self.open_dm_with(user),
            Target::Group(group) => self.open_sheet(Sheet::group(group)),
            Target::Message(id) => self.show_message(id),
            Target::Link(link) => self.follow_typed(&link),
            Target::Search { narrow, .. } => self.search(narrow),
            Target::React(emoji) => {
                let message = self.app.selected_message().map(|message| message.id);
                if let Some(message) = message {
                    let on = !self.app.reacted_with(message, &emoji);
                    self.act(Act::React { message, emoji, on });
                }
            }
            Target::Command(_) | Target::With { .. } => {}
        }
    }

    /// Nothing is found: what is typed may still mean something to a command.
    fn choose_typed(&mut self) {
        let Some(jump) = self.jump_mut() else { return };
        let Query::Command(typed) = jump.query() else {
            return self.complain("Nothing is called so. Esc closes the box.");
        };
        let typed = typed.to_owned();
        match palette::split(&typed) {
            Some((taking, argument)) => self.run_with(taking.command, argument),
            None => self.complain("No command is called so. Esc closes the box."),
        }
    }

    fn open_dm_with(&mut self, user: UserId) {
        if let Some(organization) = self.app.organization.as_deref() {
            let key = DmKey::new([user], organization.me());
            self.open(View::Conversation(Conversation::Dm(key)));
        }
    }

    fn jump_to_channel(&mut self, channel: ChannelId, other: bool) {
        let feeds = self.app.channels_open_as_feeds();
        match (other, feeds) {
            (false, _) => self.open_channel_row(channel),
            (true, false) => self.open(View::Channel(channel)),
            (true, true) => self.open_newest_of(channel),
        }
    }

    /// Writes the selected row into the line, to go on from it: a channel with `>` for its
    /// topics, a command with what it takes.
    pub fn complete_jump(&mut self) {
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let Some(target) = self.app.jump().and_then(|jump| jump.selected()) else {
            return;
        };
        let text = match target {
            Target::To(Destination::View(View::Channel(channel))) => {
                format!("{}>", naming::channel(organization, *channel))
            }
            Target::To(Destination::View(View::Conversation(Conversation::Topic {
                channel,
                topic,
            }))) => format!(
                "{}>{}",
                naming::channel(organization, *channel),
                topic.as_str()
            ),
            Target::Person(user) => {
                format!("@{}", organization.users().name(*user).unwrap_or_default())
            }
            Target::Command(name) => match palette::taking(name) {
                Some(_) => format!(":{name} "),
                None => format!(":{name}"),
            },
            Target::With { command, text, .. } => format!(":{command} {text}"),
            Target::React(emoji) => format!(":{}", emoji.name),
            Target::To(_)
            | Target::Group(_)
            | Target::Message(_)
            | Target::Search { .. }
            | Target::Link(_) => return,
        };
        if let Some(jump) = self.jump_mut() {
            jump.line = crate::app::line_edit::LineEdit::new(&text);
        }
    }
}
