//! To-do lists.

use super::next_number;
use crate::api::ids::UserId;
use crate::api::widget::{MOST, Step, TodoStart};

/// Tasks that everybody may tick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TodoList {
    author: UserId,
    title: String,
    tasks: Vec<Task>,
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What steps name it by.
    pub key: String,
    /// What is to be done.
    pub text: String,
    /// More about it; may be empty.
    pub about: String,
    /// Whether it is ticked.
    pub done: bool,
    /// Who added it and under what number; `None` for what the list was made with.
    added: Option<(UserId, i64)>,
}

impl TodoList {
    pub(super) fn new(author: UserId, start: TodoStart) -> Self {
        let mut list = Self {
            author,
            title: start.task_list_title,
            tasks: Vec::new(),
        };
        for (number, task) in start.tasks.into_iter().enumerate() {
            list.add(Task {
                key: format!("{number},canned"),
                text: task.task,
                about: task.desc,
                done: false,
                added: None,
            });
        }
        list
    }

    /// Adds a task, unless there is one of the same words. One of the same key gives way.
    fn add(&mut self, new: Task) {
        if self.has(&new.text) {
            return;
        }
        match self.tasks.iter_mut().find(|task| task.key == new.key) {
            Some(task) => *task = new,
            None => self.tasks.push(new),
        }
    }

    fn has(&self, text: &str) -> bool {
        self.tasks.iter().any(|task| task.text == text)
    }

    pub(super) fn apply(&mut self, sender: UserId, step: &Step) {
        match step {
            Step::NewTask {
                key,
                task,
                desc,
                completed,
            } if (0..=MOST).contains(key) => self.add(Task {
                key: format!("{key},{sender}"),
                text: task.clone(),
                about: desc.clone(),
                done: *completed,
                added: Some((sender, *key)),
            }),
            Step::Strike { key } => {
                if let Some(task) = self.tasks.iter_mut().find(|task| task.key == *key) {
                    task.done = !task.done;
                }
            }
            Step::NewTaskListTitle { title } if sender == self.author => {
                self.title.clone_from(title);
            }
            Step::NewTask { .. }
            | Step::NewTaskListTitle { .. }
            | Step::Vote { .. }
            | Step::NewOption { .. }
            | Step::Question { .. } => {}
        }
    }

    /// The title; may be empty.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The tasks, in the order in which they came.
    #[must_use]
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// How many are ticked.
    #[must_use]
    pub fn done(&self) -> usize {
        self.tasks.iter().filter(|task| task.done).count()
    }

    /// The step that ticks a task, or takes the tick away.
    #[must_use]
    pub fn strike(&self, task: usize) -> Option<Step> {
        let task = self.tasks.get(task)?;
        Some(Step::Strike {
            key: task.key.clone(),
        })
    }

    /// The step with which somebody adds a task; `None` if there is one of the same words, or
    /// somebody added too many.
    #[must_use]
    pub fn add_task(&self, user: UserId, text: &str, about: &str) -> Option<Step> {
        if self.has(text) {
            return None;
        }
        let own = self.tasks.iter().filter_map(|task| task.added);
        let own = own.filter(|(by, _)| *by == user).map(|(_, key)| key);
        Some(Step::NewTask {
            key: next_number(own)?,
            task: text.to_owned(),
            desc: about.to_owned(),
            completed: false,
        })
    }
}
