//! A poll with everybody who voted, a to-do list, choices: in full, to be gone through.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use ratatui::layout::Rect;

use crate::api::ids::MessageId;
use crate::app::state::App;
use crate::app::widgets::{WidgetPopup, WidgetRow, rows};
use crate::config::theme::Role;
use crate::content::{Emphasis, Line, Paint, wrap_line};
use crate::model::Organization;
use crate::model::widget::Widget;
use crate::text::SafeText;
use crate::ui::canvas::Canvas;
use crate::ui::layouts::Layouts;
use crate::ui::names;

/// The widest that text in it gets, in cells.
const WIDTH: u16 = 76;

/// What stands in the popup, laid out.
#[derive(Debug)]
pub struct Laid {
    title: &'static str,
    heading: Vec<Line>,
    /// What can be selected, each with its lines.
    rows: Vec<WidgetRow>,
    blocks: Vec<Vec<Line>>,
}

/// The widget that was laid out last, and of what: a poll that many voted in costs more than
/// a frame has.
#[derive(Debug)]
pub struct Kept {
    message: MessageId,
    stamp: u64,
    laid: Arc<Laid>,
}

impl Layouts {
    fn widget(&mut self, app: &App, message: MessageId, columns: u16) -> Option<Arc<Laid>> {
        let organization = app.organization.as_deref()?;
        let steps = &organization.messages().get(message)?.submessages;
        let mut hasher = DefaultHasher::new();
        columns.hash(&mut hasher);
        app.names.hash(&mut hasher);
        app.registration.hash(&mut hasher);
        app.echo.stamp(message).hash(&mut hasher);
        steps.len().hash(&mut hasher);
        let stamp = hasher.finish();
        if let Some(kept) = &self.popup
            && (kept.message, kept.stamp) == (message, stamp)
        {
            return Some(Arc::clone(&kept.laid));
        }
        let laid = Arc::new(lay_out(organization, &app.widget(message)?, columns));
        self.popup = Some(Kept {
            message,
            stamp,
            laid: Arc::clone(&laid),
        });
        Some(laid)
    }
}

fn lay_out(organization: &Organization, widget: &Widget, columns: u16) -> Laid {
    let rows = rows(widget);
    let mut blocks: Vec<Vec<Line>> = rows
        .iter()
        .map(|row| block(organization, widget, *row, columns))
        .collect();
    if blocks.is_empty() {
        let words = SafeText::line("Nothing here yet.");
        blocks.push(vec![Line::of(&words, Role::Dim)]);
    }
    Laid {
        title: match widget {
            Widget::Poll(_) => "Poll",
            Widget::Todo(_) => "To do",
            Widget::Choices(_) => "Choices",
        },
        heading: heading(widget, columns),
        rows,
        blocks,
    }
}

/// Draws the popup, scrolled so that the selected row is in sight.
pub fn draw(
    app: &App,
    layouts: &mut Layouts,
    popup: &WidgetPopup,
    screen: Rect,
    canvas: &mut Canvas<'_>,
) {
    let columns = WIDTH.min(screen.width.saturating_sub(4)).max(1);
    let Some(laid) = layouts.widget(app, popup.message, columns) else {
        return;
    };
    let Laid {
        title,
        heading,
        rows,
        blocks,
    } = &*laid;
    let all: usize = heading.len() + 1 + blocks.iter().map(Vec::len).sum::<usize>();
    let height = u16::try_from(all).unwrap_or(u16::MAX);
    let height = height.min(screen.height.saturating_sub(4)).max(1);
    let inside = super::frame(screen, columns, height, title, canvas);
    let mut y = inside.y;
    // On a low screen the heading gives way to the rows.
    let kept = heading.len().min(usize::from(inside.height / 3));
    for line in &heading[..kept] {
        canvas.parts((inside.x, y), inside.width, line);
        y += 1;
    }
    if kept > 0 && inside.height > 6 {
        y += 1;
    }
    let selected = popup.index(rows).min(blocks.len() - 1);
    let room = usize::from(inside.bottom().saturating_sub(y));
    let first = first_in_sight(blocks, selected, room);
    for (index, lines) in blocks.iter().enumerate().skip(first) {
        for line in lines {
            if y >= inside.bottom() {
                return;
            }
            if index == selected {
                canvas.wash(Rect::new(inside.x, y, inside.width, 1), Role::Selection);
                canvas.cell(inside.x, y, '▌', Role::Accent);
            }
            let room = inside.width.saturating_sub(2);
            canvas.parts((inside.x + 2, y), room, line);
            y += 1;
        }
    }
}

/// The first block to show, so that the selected one is seen whole where it fits.
fn first_in_sight(blocks: &[Vec<Line>], selected: usize, room: usize) -> usize {
    let mut left = room.saturating_sub(blocks[selected].len());
    let mut first = selected;
    while first > 0 && blocks[first - 1].len() <= left {
        first -= 1;
        left -= blocks[first].len();
    }
    first
}

fn heading(widget: &Widget, columns: u16) -> Vec<Line> {
    let text = match widget {
        Widget::Poll(poll) => poll.question(),
        Widget::Todo(list) => list.title(),
        Widget::Choices(choices) => &choices.heading,
    };
    let paint = Paint::TEXT.with(Emphasis::STRONG);
    wrapped(text, paint, columns, 0)
}

/// Words in so many cells, from the second line on indented.
fn wrapped(text: &str, paint: Paint, columns: u16, indent: u16) -> Vec<Line> {
    wrap_line(
        &Line::of(&SafeText::line(text.trim()), paint),
        columns,
        indent,
    )
}

fn block(organization: &Organization, widget: &Widget, row: WidgetRow, columns: u16) -> Vec<Line> {
    let columns = columns.saturating_sub(2).max(1);
    let item = row.item();
    if let WidgetRow::Voter(_, user) = row {
        let name = if user == organization.me() {
            SafeText::line("you")
        } else {
            names::person_shown(organization, user)
        };
        let mut line = Line::of(&SafeText::line("    "), Role::Text);
        line.push(&name, Role::Dim);
        return vec![line];
    }
    match widget {
        Widget::Poll(poll) => {
            let option = &poll.options()[item];
            let own = option.votes.contains(&organization.me());
            let votes = match option.votes.len() {
                0 => "no votes".to_owned(),
                1 => "1 vote".to_owned(),
                n => format!("{n} votes"),
            };
            let mark = if own { "[✓]" } else { "[ ]" };
            let text = format!("{mark} {} · {votes}", option.text.trim());
            wrapped(&text, Paint::TEXT, columns, 4)
        }
        Widget::Todo(list) => {
            let task = &list.tasks()[item];
            let mark = if task.done { "[✓]" } else { "[ ]" };
            let text = format!("{mark} {}", task.text.trim());
            let mut lines = wrapped(&text, Paint::TEXT, columns, 4);
            if !task.about.trim().is_empty() {
                let about = wrapped(&task.about, Role::Dim.into(), columns.saturating_sub(4), 0);
                lines.extend(about.into_iter().map(|about| {
                    let mut line = Line::of(&SafeText::line("    "), Role::Text);
                    line.extend(about.pieces());
                    line
                }));
            }
            lines
        }
        Widget::Choices(choices) => {
            let choice = &choices.choices[item];
            let text = format!("{}  {}", choice.short_name.trim(), choice.long_name.trim());
            wrapped(&text, Paint::TEXT, columns, 4)
        }
    }
}
