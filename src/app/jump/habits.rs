//! What is used again and again, from one run of the program to the next.

use crate::api::time::UnixMillis;
use crate::app::command;
use crate::app::destination::Destination;
use crate::app::effect::Effect;
use crate::app::palette::run::REMEMBERED;
use crate::app::state::{App, Turn};
use crate::archive::{Habit, Used};
use crate::model::View;

/// What the account's store is to do about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HabitOrder {
    /// Tell what is remembered.
    List,
    /// Remember that something was used.
    Note {
        /// What.
        what: Used,
        /// When.
        at: UnixMillis,
    },
}

impl App {
    /// What was used in earlier runs goes before what is used in this one.
    fn habits_came(&mut self, habits: Vec<Habit>) {
        let Some(organization) = self.organization.as_deref() else {
            return;
        };
        let (mut places, mut commands) = (Vec::new(), Vec::new());
        for habit in habits {
            match habit.what {
                Used::View(text) => {
                    if let Ok(narrow) = text.parse() {
                        let view = View::of_narrow(narrow, organization);
                        places.push((Destination::View(view), habit.count));
                    }
                }
                // A command of another version may be none here.
                Used::Command(name) => {
                    let known = command::all().find(|command| command.name == name);
                    commands.extend(known.map(|command| command.name));
                }
            }
        }
        self.jumping.visits.earlier(places);
        let used = &mut self.jumping.commands;
        for name in commands {
            if used.len() < REMEMBERED && !used.contains(&name) {
                used.insert(0, name);
            }
        }
    }
}

impl Turn<'_> {
    /// Asks for what was used in earlier runs, once.
    pub(in crate::app) fn ask_for_habits(&mut self) {
        if !std::mem::replace(&mut self.app.jumping.asked, true) {
            self.effect(Effect::Habits(HabitOrder::List));
        }
    }

    /// It came.
    pub(in crate::app) fn habits_came(&mut self, habits: Vec<Habit>) {
        self.app.habits_came(habits);
        // The rows of an open box were made without them.
        if let Some((_, edition)) = self.jump_mut().and_then(|jump| jump.seen.as_mut()) {
            *edition = None;
        }
        self.settle_jump();
    }

    /// One went there. Of views, those are remembered that the box puts in order by use.
    pub(in crate::app) fn note_visit(&mut self, view: &View) {
        let Some(me) = self.app.organization.as_deref().map(|o| o.me()) else {
            return;
        };
        self.app
            .jumping
            .visits
            .note(&Destination::View(view.clone()));
        match view {
            View::Channel(_) | View::Conversation(_) => {
                self.note_habit(Used::View(view.narrow(me).to_string()));
            }
            View::Combined | View::Mentions | View::Starred | View::AllDms | View::Search(_) => {}
        }
    }

    pub(in crate::app) fn note_habit(&mut self, what: Used) {
        let at = self.app.now;
        self.effect(Effect::Habits(HabitOrder::Note { what, at }));
    }
}
