//! Running commands by name, with what they take.

use crate::api::conversation::Conversation;
use crate::api::ids::UserId;
use crate::app::act::Act;
use crate::app::command::{Command, all};
use crate::app::effect::Effect;
use crate::app::state::Turn;
use crate::archive::Used;

use super::argument::Value;
use super::taking;

/// So many commands that were run are remembered.
pub const REMEMBERED: usize = 50;

impl Turn<'_> {
    /// Runs the command of a row, or goes on to what it takes where it does nothing without.
    pub(in crate::app) fn choose_command(&mut self, name: &'static str) {
        if taking(name).is_some_and(|taking| taking.needed) {
            if let Some(jump) = self.jump_mut() {
                jump.line = crate::app::line_edit::LineEdit::new(&format!(":{name} "));
            }
            return;
        }
        let Some(command) = all().find(|command| command.name == name) else {
            return;
        };
        if !self.leave_for(command) {
            return;
        }
        (command.run)(self);
    }

    /// Closes the box for a command. Where that makes no sense now, says why instead.
    fn leave_for(&mut self, command: &'static Command) -> bool {
        if let Some(why) = self.app.why_not_from_palette(command) {
            self.complain(&why);
            return false;
        }
        let used = &mut self.app.jumping.commands;
        used.retain(|name| *name != command.name);
        used.push(command.name);
        if used.len() > REMEMBERED {
            used.remove(0);
        }
        self.note_habit(Used::Command(command.name.to_owned()));
        self.close();
        self.note_by_name(command);
        true
    }

    /// Runs a command with what is typed for it.
    pub(in crate::app) fn run_with(&mut self, name: &'static str, text: &str) {
        let Some(taking) = taking(name) else { return };
        if text.trim().is_empty() && !taking.needed && name != "set-status" {
            return self.choose_command(name);
        }
        let value = match taking.argument.read(self.app, text) {
            Ok(value) => value,
            Err(why) => return self.complain(&why),
        };
        // A place of which only the channel is chosen goes on to its topics.
        if let Value::Topic(_, topic) = &value
            && topic.as_str().is_empty()
            && text.trim_end().ends_with('>')
        {
            let typed = format!(":{name} {text}");
            if let Some(jump) = self.jump_mut()
                && jump.line.text().trim_end() != typed.trim_end()
            {
                jump.line = crate::app::line_edit::LineEdit::new(&typed);
                return;
            }
        }
        if let Value::Topic(channel, topic) = &value
            && matches!(name, "mute-topic" | "follow-topic")
        {
            let (channel, topic) = (*channel, topic.clone());
            self.close();
            return self.toggle_policy_by_name(name, channel, topic);
        }
        if let Value::Topic(channel, topic) = &value
            && name == "delete-topic"
        {
            let (channel, topic) = (*channel, topic.clone());
            self.close();
            return self.ask_to_delete_that_topic(channel, topic);
        }
        if let Value::Channel(channel) = value {
            self.close();
            return self.run_on_channel(name, channel);
        }
        if let Value::Name(text) = &value {
            self.close();
            return self.open_new_channel(text);
        }
        if let Value::Person(user) = value {
            self.close();
            return self.with_person(name, user);
        }
        let Some(command) = all().find(|command| command.name == name) else {
            return;
        };
        if let Value::View(written) = &value
            && let Err(why) = self.app.can_open(written)
        {
            return self.complain(&why);
        }
        if self.leave_for(command) {
            self.carry_out(value);
        }
    }

    /// Runs a command about somebody who is named, and need not be selected.
    fn with_person(&mut self, name: &str, user: UserId) {
        match name {
            "mute-person" => self.mute_or_unmute(user),
            "messages-by" => self.open_messages_of(user),
            "write-to-person" => self.write_to(user),
            _ => self.open_person(user),
        }
    }

    fn carry_out(&mut self, value: Value) {
        match value {
            Value::View(written) => self.open_written(&written),
            Value::Day(day) => self.go_to_day(day),
            Value::Message(id) => self.show_message(id),
            Value::Theme(name) => self.effect(Effect::Theme(name)),
            Value::Setting(option, value) => self.change_for_now(option, &value),
            Value::Status { text, emoji } => {
                if let Err(why) = self.set_status(&text, &emoji) {
                    self.complain(&why);
                }
            }
            Value::Emoji(emoji) => {
                let message = self.app.selected_message().map(|message| message.id);
                if let Some(message) = message {
                    let on = !self.app.reacted_with(message, &emoji);
                    self.act(Act::React { message, emoji, on });
                }
            }
            // Each of these commands does it its own way.
            Value::Channel(_) | Value::Name(_) | Value::Person(_) => {}
            Value::Topic(channel, topic) => {
                self.open_move_to(Conversation::topic(channel, topic));
            }
        }
    }
}
