//! Polls, to-do lists and choices, in the place of the words they were typed with.

use std::ops::Range;

use crate::api::ids::UserId;
use crate::app::measure::Press;
use crate::config::theme::Role;
use crate::content::{self, Emphasis, Line, Paint};
use crate::model::Organization;
use crate::model::widget::{Choices, Poll, TodoList, Widget};
use crate::text::{SafeText, width};

use super::names;

/// Cells before an option: its number, and the box to tick.
const BEFORE: u16 = 6;
/// From so many cells on, votes stand beside the options, else below them.
const WIDE: u16 = 50;
/// Cells for bar, count and names beside an option, at least.
const BESIDE: u16 = 30;
/// Cells of the longest bar.
const BAR: usize = 10;

/// Cells of a line that a click means something on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// The line, from the top of the body.
    pub line: usize,
    /// Its cells.
    pub columns: Range<u16>,
    /// What a click means.
    pub press: Press,
}

/// A widget laid out.
#[derive(Debug, Default)]
pub struct Laid {
    /// Its lines, each within the width.
    pub lines: Vec<Line>,
    /// What can be clicked.
    pub buttons: Vec<Button>,
}

/// Lays a widget out for so many cells.
#[must_use]
pub fn lay_out(organization: &Organization, widget: &Widget, columns: u16) -> Laid {
    let mut page = Page {
        columns: columns.max(1),
        laid: Laid::default(),
    };
    match widget {
        Widget::Poll(poll) => page.poll(organization, poll),
        Widget::Todo(list) => page.todo(list),
        Widget::Choices(choices) => page.choices(choices),
    }
    page.laid
}

/// Who voted, as far as there is room: oneself first.
#[must_use]
pub fn voters(organization: &Organization, votes: &[UserId], room: usize) -> SafeText<'static> {
    if room == 0 || votes.is_empty() {
        return SafeText::line("");
    }
    let me = organization.me();
    let mut names: Vec<String> = Vec::new();
    if votes.contains(&me) {
        names.push("you".to_owned());
    }
    // More never fit into any line.
    let others = votes.iter().filter(|user| **user != me).take(room);
    names.extend(others.map(|user| names::person_shown(organization, *user).into_string()));
    let said = |count: usize| {
        let rest = votes.len() - count;
        let mut text = names[..count].join(", ");
        if rest > 0 {
            text.push_str(&format!(" +{rest}"));
        }
        text
    };
    let mut best = said(1);
    for count in 2..=names.len() {
        let text = said(count);
        if width(&text) > room {
            break;
        }
        best = text;
    }
    SafeText::line(best).truncate(room).into_owned()
}

struct Page {
    columns: u16,
    laid: Laid,
}

impl Page {
    /// The heading: what it is, in quiet words, and what it is about.
    fn heading(&mut self, kind: &str, about: &str, behind: &str) {
        let about = SafeText::line(about.trim());
        let text = format!("{kind}{}", about.as_str());
        let lines = content::wrap(&text, usize::from(self.columns));
        for range in lines {
            let mut line = Line::new();
            let quiet = kind.len().clamp(range.start, range.end);
            line.push_piece(&text[range.start..quiet], Role::Dim.into(), None);
            let loud = Paint::TEXT.with(Emphasis::STRONG);
            line.push_piece(&text[quiet..range.end], loud, None);
            self.laid.lines.push(line);
        }
        let taken = usize::from(self.laid.lines.last().map_or(0, Line::width));
        if let Some(line) = self.laid.lines.last_mut()
            && !behind.is_empty()
            && taken + 2 + width(behind) <= usize::from(self.columns)
        {
            line.push_piece(&format!("  {behind}"), Role::Dim.into(), None);
        }
    }

    fn nothing(&mut self, sentence: &str) {
        for range in content::wrap(sentence, usize::from(self.columns)) {
            let line = Line::of(&SafeText::line(&sentence[range]), Role::Dim);
            self.laid.lines.push(line);
        }
    }

    /// What stands before the `index`-th item on its first line: its number, if a key
    /// means it, and `mark`.
    fn before(&self, index: usize, mark: &str, role: Role) -> Line {
        let mut line = Line::new();
        let number = if index < 9 {
            (index + 1).to_string()
        } else {
            " ".to_owned()
        };
        line.push_piece(&number, Role::Key.into(), None);
        line.push_piece(" ", Paint::TEXT, None);
        line.push_piece(mark, role.into(), None);
        line
    }

    /// An item: its text wrapped beside what stands before it, all of it to be clicked.
    /// Gives its first line.
    fn item(&mut self, index: usize, before: Line, text: &str, paint: Paint, room: u16) -> usize {
        let first = self.laid.lines.len();
        let indent = " ".repeat(usize::from(before.width()));
        let mut start = Some(before);
        for range in content::wrap(text, usize::from(room)) {
            let mut line = start.take().unwrap_or_else(|| {
                let mut line = Line::new();
                line.push_piece(&indent, Paint::TEXT, None);
                line
            });
            line.push_piece(&text[range], paint, None);
            self.laid.buttons.push(Button {
                line: self.laid.lines.len(),
                columns: 0..line.width().max(1),
                press: Press::Item(index),
            });
            self.laid.lines.push(line);
        }
        first
    }

    fn poll(&mut self, organization: &Organization, poll: &Poll) {
        self.heading("Poll: ", poll.question(), "");
        if poll.options().is_empty() {
            self.nothing("Nothing to vote for yet. o, then a, adds an option.");
        }
        let me = organization.me();
        let texts: Vec<SafeText<'_>> = poll
            .options()
            .iter()
            .map(|option| SafeText::line(option.text.trim()))
            .collect();
        let longest = texts.iter().map(SafeText::width).max().unwrap_or(0);
        let longest = u16::try_from(longest).unwrap_or(u16::MAX);
        let wide = self.columns >= WIDE;
        let room = self.columns.saturating_sub(BEFORE).max(1);
        let room = if wide {
            longest.clamp(4, room - BESIDE)
        } else {
            room
        };
        let most = poll.most_votes();
        let digits = most.to_string().len();
        for (index, (option, text)) in poll.options().iter().zip(&texts).enumerate() {
            let own = option.votes.contains(&me);
            let mark = if own { "[✓] " } else { "[ ] " };
            let role = if own { Role::OwnReaction } else { Role::Dim };
            let before = self.before(index, mark, role);
            let first = self.item(index, before, text.as_str(), Paint::TEXT, room);
            let votes = option.votes.len();
            if !wide && votes == 0 {
                continue;
            }
            let mut line = if wide {
                let line = &mut self.laid.lines[first];
                let air = BEFORE + room + 2 - line.width().min(BEFORE + room + 2);
                line.push_piece(&" ".repeat(usize::from(air)), Paint::TEXT, None);
                std::mem::take(line)
            } else {
                let mut line = Line::new();
                let indent = BEFORE.min(self.columns / 4);
                line.push_piece(&" ".repeat(usize::from(indent)), Paint::TEXT, None);
                line
            };
            let bar = if self.columns < 30 { BAR / 2 } else { BAR };
            let filled = (votes * bar).div_ceil(most.max(1));
            let paint = if own {
                Role::OwnReaction
            } else {
                Role::Reaction
            };
            line.push_piece(&"▇".repeat(filled), paint.into(), None);
            let count = format!("{}{votes:>digits$}  ", " ".repeat(bar - filled + 1));
            line.push_piece(&count, paint.into(), None);
            let left = usize::from(self.columns.saturating_sub(line.width()));
            let who = voters(organization, &option.votes, left);
            line.push(&who, Role::Dim);
            if wide {
                self.laid.lines[first] = line;
            } else {
                self.laid.lines.push(line);
            }
        }
    }

    fn todo(&mut self, list: &TodoList) {
        let title = if list.title().trim().is_empty() {
            "Task list"
        } else {
            list.title()
        };
        let count = list.tasks().len();
        let done = format!("{} of {count} done", list.done());
        self.heading("To do: ", title, if count > 0 { &done } else { "" });
        if count == 0 {
            self.nothing("Nothing to do yet. o, then a, adds a task.");
        }
        let room = self.columns.saturating_sub(BEFORE).max(1);
        for (index, task) in list.tasks().iter().enumerate() {
            let text = SafeText::line(task.text.trim());
            let (mark, role, paint) = if task.done {
                let done = Paint::new(Role::Dim).with(Emphasis::STRIKE);
                ("[✓] ", Role::Success, done)
            } else {
                ("[ ] ", Role::Dim, Paint::TEXT)
            };
            let before = self.before(index, mark, role);
            let first = self.item(index, before, text.as_str(), paint, room);
            let about = SafeText::line(task.about.trim());
            if about.is_empty() {
                continue;
            }
            let line = &mut self.laid.lines[first];
            let one = self.laid.buttons.last().is_some_and(|b| b.line == first);
            let taken = usize::from(line.width()) + 2 + about.width();
            if one && taken <= usize::from(self.columns) {
                line.push_piece("  ", Paint::TEXT, None);
                line.push(&about, Role::Dim);
            } else {
                let before = Line::of(&SafeText::line("      "), Role::Text);
                self.item(index, before, about.as_str(), Role::Dim.into(), room);
            }
        }
    }

    fn choices(&mut self, choices: &Choices) {
        self.heading("", &choices.heading, "");
        for (index, choice) in choices.choices.iter().enumerate() {
            let name = SafeText::line(choice.short_name.trim());
            let name = name.truncate(usize::from(self.columns / 3).max(1));
            let mut before = self.before(index, "", Role::Text);
            before.push(&name, Role::Link);
            before.push_piece("  ", Paint::TEXT, None);
            let room = self.columns.saturating_sub(before.width()).max(1);
            let text = SafeText::line(choice.long_name.trim());
            self.item(index, before, text.as_str(), Paint::TEXT, room);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ids::SubmessageId;
    use crate::api::message::Submessage;
    use crate::model::testing::{message, organization};
    use proptest::prelude::*;
    use serde_json::json;

    fn widget(start: &serde_json::Value, steps: &[(u64, String)]) -> Widget {
        let mut message = message(1, 1, "lunch", 7);
        let start = [(7, start.to_string())];
        for ((sender, content), id) in start.iter().chain(steps).zip(1..) {
            message.add_submessage(Submessage {
                id: SubmessageId(id),
                sender_id: UserId(*sender),
                msg_type: "widget".into(),
                content: content.as_str().into(),
            });
        }
        Widget::of(&message).expect("a widget")
    }

    fn vote(sender: u64, option: usize) -> (u64, String) {
        let step = json!({"type": "vote", "key": format!("canned,{option}"), "vote": 1});
        (sender, step.to_string())
    }

    fn poll() -> Widget {
        let options = [
            "noodles",
            "日本語のとても長い名前の選択肢です",
            "bread with a long story about where it comes from",
        ];
        let start = json!({"widget_type": "poll", "extra_data": {
            "question": "Where do we eat on Friday, and who comes along?", "options": options}});
        let votes = [vote(6, 0), vote(7, 0), vote(8, 0), vote(8, 1)];
        widget(&start, &votes)
    }

    fn shown(widget: &Widget, columns: u16) -> String {
        let laid = lay_out(&organization(), widget, columns);
        let lines: Vec<String> = laid
            .lines
            .iter()
            .map(|line| format!("{}|", line.text()))
            .collect();
        lines.join("\n")
    }

    #[test]
    fn a_poll_on_a_wide_pane() {
        insta::assert_snapshot!(shown(&poll(), 100));
    }

    #[test]
    fn a_poll_on_a_narrow_pane() {
        insta::assert_snapshot!(shown(&poll(), 30));
    }

    #[test]
    fn a_list_on_a_narrow_pane() {
        let tasks = json!([{"task": "sweep the floor of the kiln room", "desc": "behind the shelves as well"},
            {"task": "釉薬を混ぜる", "desc": ""}]);
        let start =
            json!({"widget_type": "todo", "extra_data": {"task_list_title": "", "tasks": tasks}});
        let strike = (7, json!({"type": "strike", "key": "1,canned"}).to_string());
        insta::assert_snapshot!(shown(&widget(&start, &[strike]), 30));
    }

    #[test]
    fn many_voters_are_counted_where_they_do_not_fit() {
        let votes: Vec<UserId> = (6..200).map(UserId).collect();
        let text = voters(&organization(), &votes, 24);
        assert!(text.as_str().starts_with("you, ") && text.width() <= 24);
        let (names, rest) = text.as_str().rsplit_once(" +").expect("more");
        let named = names.split(", ").count();
        assert_eq!(named + rest.parse::<usize>().unwrap(), votes.len());
        assert!(voters(&organization(), &[], 24).is_empty());
    }

    proptest! {
        #[test]
        fn every_line_is_within_the_width(
            texts in prop::collection::vec("[a-z日色👩 é]{0,40}", 0..14), about: String, columns in 1_u16..140,
        ) {
            let votes: Vec<_> = (0..texts.len()).map(|option| vote(6 + option as u64 % 3, option)).collect();
            let poll = json!({"widget_type": "poll", "extra_data": {"question": about, "options": texts}});
            let tasks: Vec<_> = texts.iter().map(|t| json!({"task": t, "desc": about})).collect();
            let todo = json!({"widget_type": "todo", "extra_data": {"task_list_title": about, "tasks": tasks}});
            let choices: Vec<_> = texts.iter().map(|t| json!({"short_name": t, "long_name": about, "reply": t})).collect();
            let form = json!({"widget_type": "zform", "extra_data": {"type": "choices", "heading": about, "choices": choices}});
            for widget in [widget(&poll, &votes), widget(&todo, &[]), widget(&form, &[])] {
                let laid = lay_out(&organization(), &widget, columns);
                for line in &laid.lines {
                    // Narrower panes cut what does not fit.
                    prop_assert!(columns < 20 || line.width() <= columns, "{:?} in {columns}", line.text());
                }
                for button in &laid.buttons {
                    let line = &laid.lines[button.line];
                    prop_assert!(button.columns.start < button.columns.end && button.columns.end <= line.width().max(1));
                }
                for index in 0..widget.len() {
                    prop_assert!(laid.buttons.iter().any(|b| b.press == Press::Item(index)));
                }
            }
        }
    }
}
