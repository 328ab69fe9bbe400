//! Polls, to-do lists and choices: choosing, adding and editing, in the messages and in a popup.

use crate::api::ids::{MessageId, UserId};
use crate::api::widget::Step;
use crate::model::widget::{Kind, Poll, TodoList, Widget};

use super::act::Act;
use super::command::Command;
use super::layer::Layer;
use super::panes::Pane;
use super::prompt::Purpose;
use super::state::{App, Turn};

/// The popup that shows a widget in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WidgetPopup {
    /// The widget's message.
    pub message: MessageId,
    /// The selected one of its [`rows`].
    pub selected: WidgetRow,
}

impl WidgetPopup {
    /// The place of the selected row: whatever comes before it, and when it goes, the thing to
    /// choose that it belonged to.
    #[must_use]
    pub fn index(&self, rows: &[WidgetRow]) -> usize {
        let item = WidgetRow::Item(self.selected.item());
        let mut wanted = [self.selected, item].into_iter();
        wanted
            .find_map(|wanted| rows.iter().position(|row| *row == wanted))
            .unwrap_or(0)
    }
}

/// A row of the popup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WidgetRow {
    /// Something to choose: an option, a task, an answer.
    Item(usize),
    /// Somebody who voted for an option.
    Voter(usize, UserId),
}

impl WidgetRow {
    /// The thing to choose that it belongs to.
    #[must_use]
    pub fn item(self) -> usize {
        match self {
            Self::Item(item) | Self::Voter(item, _) => item,
        }
    }
}

/// The rows of the popup.
#[must_use]
pub fn rows(widget: &Widget) -> Vec<WidgetRow> {
    match widget {
        Widget::Poll(poll) => {
            let options = poll.options().iter().enumerate();
            options
                .flat_map(|(index, option)| {
                    let voters = option.votes.iter();
                    let voters = voters.map(move |user| WidgetRow::Voter(index, *user));
                    [WidgetRow::Item(index)].into_iter().chain(voters)
                })
                .collect()
        }
        Widget::Todo(_) | Widget::Choices(_) => (0..widget.len()).map(WidgetRow::Item).collect(),
    }
}

impl App {
    /// The message whose widget keys act on: the popup's, else the selected one.
    fn widget_message(&self) -> Option<MessageId> {
        if let Some(layer) = self.layers.last() {
            let Layer::Widget(popup) = layer else {
                return None;
            };
            return Some(popup.message);
        }
        (self.focus == Pane::Messages).then_some(self.selected_message()?.id)
    }

    /// The kind of widget that keys act on, if there is one.
    #[must_use]
    pub fn widget_kind(&self) -> Option<Kind> {
        Kind::of(
            self.organization
                .as_deref()?
                .message(self.widget_message()?)?,
        )
    }

    /// A message's widget as it is shown.
    #[must_use]
    pub fn widget(&self, message: MessageId) -> Option<Widget> {
        let organization = self.organization.as_deref()?;
        let message = organization.messages().get(message)?;
        self.echo.widget(message, organization.me())
    }

    fn poll(&self, message: MessageId) -> Option<Poll> {
        match self.widget(message)? {
            Widget::Poll(poll) => Some(poll),
            Widget::Todo(_) | Widget::Choices(_) => None,
        }
    }

    fn todo(&self, message: MessageId) -> Option<TodoList> {
        match self.widget(message)? {
            Widget::Todo(list) => Some(list),
            Widget::Poll(_) | Widget::Choices(_) => None,
        }
    }

    /// Whether anything can be added to the widget that keys act on.
    #[must_use]
    pub fn can_add_to_widget(&self) -> bool {
        matches!(self.widget_kind(), Some(Kind::Poll | Kind::Todo))
    }

    /// Whether the question or title of the widget that keys act on is one's own to edit.
    #[must_use]
    pub fn can_edit_widget(&self) -> bool {
        let author = || {
            let organization = self.organization.as_deref()?;
            let message = organization.message(self.widget_message()?)?;
            Some(message.sender_id == organization.me())
        };
        self.can_add_to_widget() && author() == Some(true)
    }

    /// What the footer calls a command here: some mean something else for each kind of widget.
    #[must_use]
    pub fn short_name(&self, command: &Command) -> &'static str {
        if let Some(name) = self.composer_name(command.name) {
            return name;
        }
        let Some(kind) = self.widget_kind() else {
            return match command.name {
                "open-closed" if self.spoilers_are_open() => "close spoiler",
                _ => command.short,
            };
        };
        match command.name {
            "choose" | "widget-choose" => match kind {
                Kind::Poll => "vote",
                Kind::Todo => "tick",
                Kind::Choices => "answer",
            },
            "open-closed" => match kind {
                Kind::Poll => "poll",
                Kind::Todo => "list",
                Kind::Choices => "choices",
            },
            "widget-add" => match kind {
                Kind::Poll => "add option",
                Kind::Todo | Kind::Choices => "add task",
            },
            "widget-edit" => match kind {
                Kind::Poll => "edit question",
                Kind::Todo | Kind::Choices => "rename",
            },
            _ => command.short,
        }
    }
}

impl Turn<'_> {
    /// Chooses what has the number that was pressed.
    pub fn choose_numbered(&mut self) {
        // The first key is for the first answer, whichever keys a person gave it.
        let keys = self.app.keymap.keys_of("choose");
        let pressed = self.app.pressed;
        let number = keys
            .iter()
            .position(|k| k.keys().last().copied() == pressed);
        let (Some(number), Some(message)) = (number, self.app.widget_message()) else {
            return;
        };
        self.choose(message, number);
    }

    /// Votes, ticks or answers; votes and ticks are taken back the same way.
    pub(super) fn choose(&mut self, message: MessageId, item: usize) {
        let Some(widget) = self.app.widget(message) else {
            return;
        };
        let Some(organization) = self.app.organization.as_deref() else {
            return;
        };
        let step = match &widget {
            Widget::Poll(poll) => poll.vote(organization.me(), item),
            Widget::Todo(list) => list.strike(item),
            Widget::Choices(choices) => {
                if let (Some(choice), Some(asked)) =
                    (choices.choices.get(item), organization.message(message))
                {
                    let answer = Act::Answer {
                        to: asked.conversation.clone(),
                        me: organization.me(),
                        content: choice.reply.clone(),
                    };
                    let told = format!("Answering “{}”…", choice.reply);
                    if self.act(answer) {
                        self.notice(&told);
                    }
                    return;
                }
                None
            }
        };
        match step {
            Some(step) => {
                self.act(Act::Step { message, step });
            }
            None => self.notice(&format!("There is no number {} here.", item + 1)),
        }
    }

    /// Opens the selected widget in full: everybody who voted, everything there is to do.
    pub fn open_widget(&mut self) {
        if let Some(message) = self.app.widget_message() {
            let selected = WidgetRow::Item(0);
            self.push(Layer::Widget(WidgetPopup { message, selected }));
        }
    }

    /// So many rows further in the popup.
    pub fn step_widget(&mut self, by: isize) {
        let Some(Layer::Widget(popup)) = self.app.layers.last() else {
            return;
        };
        let Some(widget) = self.app.widget(popup.message) else {
            return;
        };
        let rows = rows(&widget);
        let to = popup.index(&rows).saturating_add_signed(by);
        let Some(selected) = rows.get(to).or(rows.last()).copied() else {
            return;
        };
        if let Some(Layer::Widget(popup)) = self.app.layers.last_mut() {
            popup.selected = selected;
        }
    }

    /// One screenful further in the popup.
    pub fn page_widget(&mut self, down: bool) {
        let page = isize::try_from(self.app.size.1).unwrap_or(1) - 8;
        let page = page.max(1);
        self.step_widget(if down { page } else { -page });
    }

    /// Chooses what the selected row of the popup belongs to.
    pub fn choose_selected(&mut self) {
        if let Some(Layer::Widget(popup)) = self.app.layers.last() {
            let popup = *popup;
            self.choose(popup.message, popup.selected.item());
        }
    }

    /// Asks for something to add.
    pub fn add_to_widget(&mut self) {
        let Some(message) = self.app.widget_message() else {
            return;
        };
        match self.app.widget_kind() {
            Some(Kind::Poll) => self.prompt(Purpose::AddOption(message), ""),
            Some(Kind::Todo) => self.prompt(Purpose::AddTask(message), ""),
            Some(Kind::Choices) | None => {}
        }
    }

    /// Asks for another question or title.
    pub fn edit_widget(&mut self) {
        let Some(message) = self.app.widget_message() else {
            return;
        };
        match self.app.widget(message) {
            Some(Widget::Poll(poll)) => {
                self.prompt(Purpose::EditQuestion(message), poll.question());
            }
            Some(Widget::Todo(list)) => self.prompt(Purpose::EditTitle(message), list.title()),
            Some(Widget::Choices(_)) | None => {}
        }
    }

    /// Does with a line what it was asked for. Gives whether that was possible.
    pub(super) fn submit_widget_line(&mut self, purpose: Purpose, text: &str) -> bool {
        let Some(me) = self.app.organization.as_deref().map(|o| o.me()) else {
            return false;
        };
        let (message, step, why_not) = match purpose {
            Purpose::AddOption(message) => {
                let Some(poll) = self.app.poll(message) else {
                    return self.gone();
                };
                let why_not = "There is such an option already.";
                (message, poll.add_option(me, text), why_not)
            }
            Purpose::EditQuestion(message) => {
                let Some(poll) = self.app.poll(message) else {
                    return self.gone();
                };
                if poll.question() == text {
                    return true;
                }
                let question = text.to_owned();
                (message, Some(Step::Question { question }), "")
            }
            Purpose::AddTask(message) => {
                let Some(list) = self.app.todo(message) else {
                    return self.gone();
                };
                let (task, about) = text.split_once(": ").unwrap_or((text, ""));
                let step = list.add_task(me, task.trim(), about.trim());
                (message, step, "There is such a task already.")
            }
            // Answered elsewhere.
            Purpose::ScheduleAt
            | Purpose::RescheduleAt(_)
            | Purpose::RemindAt(_)
            | Purpose::RemindNote(..)
            | Purpose::SnippetTitle
            | Purpose::RenameSnippet(_)
            | Purpose::NameSearch
            | Purpose::AlertWord
            | Purpose::Option(_) => return true,
            Purpose::EditTitle(message) => {
                let Some(list) = self.app.todo(message) else {
                    return self.gone();
                };
                if list.title() == text {
                    return true;
                }
                let title = text.to_owned();
                (message, Some(Step::NewTaskListTitle { title }), "")
            }
        };
        match step {
            Some(step) => self.act(Act::Step { message, step }),
            None => {
                self.complain(why_not);
                false
            }
        }
    }

    fn gone(&mut self) -> bool {
        self.complain("The message is gone.");
        false
    }

    /// A popup whose message is gone goes too.
    pub(super) fn close_gone_widget(&mut self) {
        if let Some(Layer::Widget(popup)) = self.app.layers.last()
            && self.app.organization.is_some()
            && self.app.widget(popup.message).is_none()
        {
            self.close();
        }
    }
}
