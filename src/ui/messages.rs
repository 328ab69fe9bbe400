//! The pane of messages.

use ratatui::layout::Rect;

use crate::api::ids::MessageId;
use crate::api::message::Message;
use crate::app::finding::FindNeedle;
use crate::app::measure::Scene;
use crate::app::panes::{MARGIN, Pane};
use crate::app::scrolling;
use crate::app::state::App;
use crate::app::unread;
use crate::app::viewport::Slot;
use crate::config::theme::{Rgb, Role};
use crate::content::{self, Emphasis, Line, Paint};
use crate::model::View;
use crate::text::SafeText;

use super::block::{self, Above};
use super::canvas::Canvas;
use super::{Ui, finding, hyperlinks, names, pictures, topic_line};

/// Cells before the name of a conversation above a message: its mark.
pub(super) const HEADING: u16 = 2;

/// Draws the messages in sight and the line below them. Gives the first one in sight.
pub fn draw(app: &App, ui: &mut Ui, area: Rect, canvas: &mut Canvas<'_>) -> Option<Slot> {
    if area.height == 0 || area.width <= MARGIN {
        return None;
    }
    let rows = scrolling::message_rows(app).min(area.height);
    let room = Rect {
        height: rows,
        ..area
    };
    let slots = scrolling::slots(app, &mut ui.layouts);
    let scene = scrolling::scene(app)?;
    if slots.is_empty() {
        empty(app, room, canvas);
    }
    let selected = app.views.current().and_then(|v| v.spot).map(|s| s.message);
    for slot in &slots {
        let Some(message) = scene.message(slot.index) else {
            continue;
        };
        let here = selected == Some(message.id) && app.focus == Pane::Messages;
        draw_above(&scene, slot, message, here, ui, room, canvas);
        draw_body(app, &scene, slot, message, here, ui, room, canvas);
        if app.is_marked(message.id) {
            draw_mark(slot, room, canvas);
        }
    }
    if area.height > rows {
        below(app, &scene, slots.last(), area, canvas);
    }
    slots.first().copied()
}

/// The row of the screen for a row of the pane, where it is in sight.
fn screen_row(room: Rect, row: i32) -> Option<u16> {
    let row = u16::try_from(row).ok()?;
    (row < room.height).then(|| room.y + row)
}

fn draw_above(
    scene: &Scene<'_>,
    slot: &Slot,
    message: &Message,
    here: bool,
    ui: &Ui,
    room: Rect,
    canvas: &mut Canvas<'_>,
) {
    let rows = block::above(scene, slot.index, ui.layouts.times());
    for (row, y) in rows.iter().zip(slot.top()..) {
        let Some(y) = screen_row(room, y) else {
            continue;
        };
        let (x, width) = (room.x + MARGIN, scene.columns);
        match row {
            Above::Blank => {}
            Above::Date => {
                let date = SafeText::line(
                    ui.layouts
                        .times()
                        .date(message.timestamp.0, scene.now.seconds().0),
                );
                let taken = u16::try_from(date.width()).unwrap_or(width);
                let left = x + width.saturating_sub(taken) / 2;
                canvas.text((left, y), width, &date, Role::Separator);
            }
            Above::Conversation => conversation(scene, message, (room.x, y), width, canvas),
            Above::Unread(count) => {
                canvas.wash(Rect::new(x, y, width, 1), Role::UnreadLine);
                for cell in x..x + width {
                    canvas.cell(cell, y, '─', Role::UnreadLine);
                }
                let words = SafeText::line(format!(" {count} unread "));
                let taken = u16::try_from(words.width()).unwrap_or(width);
                let left = x + width.saturating_sub(taken) / 2;
                canvas.text((left, y), width, &words, Role::UnreadLine);
            }
            Above::Sender => {
                sender(scene, message, ui, (x, y), width, canvas);
                if here {
                    canvas.cell(room.x, y, '▌', Role::Accent);
                }
            }
        }
    }
}

/// The header of a conversation, in views that mix several.
fn conversation(
    scene: &Scene<'_>,
    message: &Message,
    (left, y): (u16, u16),
    width: u16,
    canvas: &mut Canvas<'_>,
) {
    let x = left + MARGIN;
    let from = x + conversation_title(scene, message, (x, y), width, canvas) + 1;
    canvas.rule(from, (x + width).max(from), y);
}

/// What the header of a conversation says: its mark and its name. Gives the cells it
/// took.
pub fn conversation_title(
    scene: &Scene<'_>,
    message: &Message,
    (x, y): (u16, u16),
    width: u16,
    canvas: &mut Canvas<'_>,
) -> u16 {
    let organization = scene.organization;
    let channel = message.conversation.channel();
    let mark = channel.map_or('@', |id| names::channel_mark(organization, id));
    canvas.cell(x, y, mark, Role::ChannelMark);
    canvas.cell(x + 1, y, ' ', Role::Text);
    let color = channel
        .and_then(|id| organization.channels().get(id))
        .and_then(|state| Rgb::parse(&state.personal.color));
    if let Some(color) = color
        && let Some(cell) = canvas.buf.cell_mut((x, y))
    {
        cell.set_style(canvas.theme.channel_mark(color));
    }
    let room = width.saturating_sub(HEADING);
    let line = topic_line::heading(scene, message, room);
    canvas.parts((x + HEADING, y), room, &line);
    HEADING + line.width()
}

/// Who sent it, with the marks that concern the sender and the message, and when.
fn sender(
    scene: &Scene<'_>,
    message: &Message,
    ui: &Ui,
    (x, y): (u16, u16),
    width: u16,
    canvas: &mut Canvas<'_>,
) {
    let organization = scene.organization;
    let times = ui.layouts.times();
    let mut right = Line::new();
    if let Some(edited) = message.last_edit {
        let text = format!("edited {}  ", times.clock(edited.0));
        right.push(&SafeText::line(text), Role::Mark);
    } else if message.last_moved.is_some() {
        right.push(&SafeText::line("moved  "), Role::Mark);
    }
    if message.flags.is_starred() {
        right.push(&SafeText::line("★  "), Role::Mark);
    }
    right.push(
        &SafeText::line(times.clock(message.timestamp.0)),
        Role::Time,
    );
    let end = x + width.saturating_sub(right.width());
    canvas.line((end, y), right.width(), &right);
    let room = end.saturating_sub(x + 1);
    let unfolded = scene.opened.of(message.id).unfolded;
    let name = names::sender_shown(organization, message, unfolded);
    let mut taken = canvas.text((x, y), room, &name, Role::Sender);
    let hidden = organization.users().is_muted(message.sender_id) && !unfolded;
    let marks = if hidden {
        Vec::new()
    } else {
        names::sender_marks(organization, message)
    };
    for mark in marks {
        let left = room.saturating_sub(taken + 1);
        if left < 3 {
            break;
        }
        taken += 1 + canvas.text((x + taken + 1, y), left, &mark, Role::SenderMark);
    }
}

/// What is marked in a message, while words are found in it.
fn marked_in(app: &App, message: MessageId) -> Option<FindNeedle> {
    let finding = app.finding.as_deref()?;
    finding.has(message).then(|| finding.needle())?
}

#[expect(clippy::too_many_arguments, reason = "all of it decides what is drawn")]
fn draw_body(
    app: &App,
    scene: &Scene<'_>,
    slot: &Slot,
    message: &Message,
    here: bool,
    ui: &mut Ui,
    room: Rect,
    canvas: &mut Canvas<'_>,
) {
    let body = ui.layouts.body(scene, slot.index);
    let unread = scene.organization.unreads().contains(message.id);
    let needle = marked_in(app, message.id);
    let mut first = true;
    for (line, row) in body.lines().zip(slot.row..) {
        let Some(y) = screen_row(room, row) else {
            first = false;
            continue;
        };
        let found = needle
            .as_ref()
            .and_then(|needle| finding::marked(line, needle));
        let line = found.as_ref().unwrap_or(line);
        canvas.line((room.x + MARGIN, y), scene.columns, line);
        if ui.hyperlinks {
            let realm = ui.layouts.realm();
            hyperlinks::mark(
                line,
                &body.rendered,
                message.id,
                realm,
                (room.x + MARGIN, y),
                canvas,
            );
        }
        if here {
            canvas.cell(room.x, y, '▌', Role::Accent);
        }
        if first {
            if message.flags.is_mention() {
                let role = if unread { Role::MentionMark } else { Role::Dim };
                canvas.cell(room.x + 1, y, '@', role);
            } else if unread {
                canvas.cell(room.x + 1, y, '•', Role::UnreadCount);
            }
            if message.is_me_message {
                let time = SafeText::line(ui.layouts.times().clock(message.timestamp.0));
                let time_width = u16::try_from(time.width()).unwrap_or(8);
                if line.width() + time_width < scene.columns {
                    let end = room.x + MARGIN + scene.columns;
                    canvas.right((end, y), time_width, &time, Role::Time);
                }
            }
        }
        first = false;
    }
    pictures::draw(
        &body.rendered,
        slot.row,
        room.x + MARGIN,
        scene.columns,
        room,
        &mut ui.layouts.gallery,
        canvas,
    );
}

/// The sign of a marked message, beside all of its rows.
fn draw_mark(slot: &Slot, room: Rect, canvas: &mut Canvas<'_>) {
    for row in slot.row..slot.end() {
        if let Some(y) = screen_row(room, row) {
            canvas.cell(room.x + 1, y, '┃', Role::Accent);
        }
    }
    if let Some(y) = screen_row(room, slot.row) {
        canvas.cell(room.x + 1, y, '◆', Role::Accent);
    }
}

/// The line below the messages: who types, and what there is further down.
fn below(app: &App, scene: &Scene<'_>, last: Option<&Slot>, area: Rect, canvas: &mut Canvas<'_>) {
    let y = area.bottom() - 1;
    let x = area.x + MARGIN;
    let end = (x + scene.columns).min(area.right());
    let list = app.views.current_list();
    let mut room = end.saturating_sub(x);
    let beyond = last.map_or(0, |slot| scene.len() - slot.index - 1);
    let more = list.is_some_and(|l| !l.reached_newest());
    let new = last.map_or(0, |slot| new_below(scene, slot, more));
    let uncounted = more && matches!(scene.view, View::Search(_));
    // Of the last message.
    let hidden = last.map_or(0, |slot| {
        slot.end() - i32::from(scrolling::message_rows(app))
    });
    let note = match (new, beyond, more) {
        (0, 0, _) if hidden > 0 => format!(
            "{hidden} {} below ↓",
            if hidden == 1 { "line" } else { "lines" }
        ),
        (0, 0, true) if last.is_some() => "loading…".to_owned(),
        (0, 0, _) => String::new(),
        (0, n, false) => format!("{n} more ↓"),
        (0, n, true) => format!("{n}+ more ↓"),
        (n, _, _) if n > unread::COUNTED || uncounted => {
            format!("{}+ new ↓", n.min(unread::COUNTED))
        }
        (n, _, _) => format!("{n} new ↓"),
    };
    let marked = app.marked().len();
    let note = match (marked, note.as_str()) {
        (0, _) => note,
        (marked, "") => format!("{marked} marked"),
        (marked, note) => format!("{marked} marked · {note}"),
    };
    let taken = canvas.right((end, y), room, &SafeText::line(note), Role::Notice);
    room = room.saturating_sub(taken + 2);
    let typing = names::typing(scene.organization, scene.view);
    if !typing.is_empty() {
        canvas.text(
            (x, y),
            room,
            &typing,
            Paint::new(Role::Notice).with(Emphasis::ITALIC),
        );
    }
}

/// Unread messages below the last one in sight, those not loaded yet (`more`) too where
/// the model knows of them.
fn new_below(scene: &Scene<'_>, last: &Slot, more: bool) -> usize {
    if more && !matches!(scene.view, View::Search(_)) {
        return unread::newer(scene.organization, scene.view, scene.id(last.index));
    }
    // What is on its way stands below all that is shown, and is not unread.
    let below = scene.shown.get(last.index + 1..).unwrap_or_default();
    below
        .iter()
        .rev()
        .take(unread::COUNTED + 1)
        .filter(|id| scene.organization.unreads().contains(**id))
        .count()
}

/// What an empty view says: what it is, and what to press.
fn empty(app: &App, room: Rect, canvas: &mut Canvas<'_>) {
    let Some(visit) = app.views.current() else {
        return;
    };
    let settled = app
        .views
        .current_list()
        .is_some_and(|list| list.is_loaded());
    let (sentence, hint) = if settled {
        nothing(app, &visit.view)
    } else {
        ("Loading messages…".to_owned(), String::new())
    };
    let y = room.y + room.height / 3;
    let limit = room.width.saturating_sub(MARGIN + 1);
    canvas.word((room.x + MARGIN, y), limit, &sentence, Role::Notice);
    let lines = content::wrap(&hint, usize::from(limit.max(1)));
    for (line, y) in lines.into_iter().zip(y + 1..room.bottom()) {
        canvas.word(
            (room.x + MARGIN, y),
            limit,
            hint[line].trim_end(),
            Role::Dim,
        );
    }
}

/// What a view says that has no messages, and what to press then.
fn nothing(app: &App, view: &View) -> (String, String) {
    let key = |name: &str| app.keymap.key_of(name);
    let on = || {
        let (next, feed) = (key("next-unread-topic"), key("combined-feed"));
        format!("{next} goes to the next unread topic, {feed} to the combined feed")
    };
    let (sentence, hint) = match view {
        View::Combined => (
            "Nothing here yet.",
            format!(
                "{} shows the channels, {} finds people",
                key("toggle-side"),
                key("filter-people")
            ),
        ),
        View::Mentions => ("Nobody mentioned you yet.", on()),
        View::Starred => (
            "You starred nothing yet.",
            format!("{} on a message stars it, {}", key("star"), on()),
        ),
        View::AllDms => (
            "No direct messages yet.",
            format!(
                "{} writes one, {} finds people",
                key("new-direct-message"),
                key("filter-people")
            ),
        ),
        View::Channel(_) => (
            "No messages in this channel yet.",
            begin(app, "new-channel-message"),
        ),
        View::Conversation(_) => ("No messages here yet.", begin(app, "reply")),
        View::Search(narrow) => return super::results::empty(app, narrow),
    };
    (sentence.to_owned(), hint)
}

/// How the first message of the open view is written, where one may write there.
fn begin(app: &App, command: &str) -> String {
    let key = |name: &str| app.keymap.key_of(name);
    let refused = app.organization.as_deref().and_then(|organization| {
        let view = &app.views.current()?.view;
        match view.conversation() {
            Some(place) => organization.why_not_send(place, app.now),
            None => organization.why_not_post(view.channel()?, app.now),
        }
    });
    let write = match refused {
        None => format!("{} writes the first one", key(command)),
        Some(_) => format!("{} shows the channels", key("toggle-side")),
    };
    format!("{write}, {} goes back", key("back"))
}
