//! The page of settings.

use ratatui::layout::Rect;

use crate::app::panes::Pane;
use crate::app::settings::choosing::{Choice, FEW};
use crate::app::settings::{Detail, HEAD, SettingItem, SettingKey, SettingRow, detail_rows};
use crate::app::state::App;
use crate::config::theme::Role;
use crate::content;
use crate::content::{Line, Paint};
use crate::text::SafeText;

use super::canvas::Canvas;
use super::list;
use super::pages::WIDEST;

/// Cells for where a value comes from: `line 1234`.
const ORIGIN: u16 = 11;
/// Cells for a name, where there is room.
const NAME: u16 = 42;

/// What stands beside the title.
#[must_use]
pub fn about(app: &App) -> String {
    let items = app.settings.rows.iter();
    let count = items
        .filter(|row| matches!(row, SettingRow::Item(_)))
        .count();
    match app.settings.picker.needle() {
        Some(_) => format!("{count} found"),
        None => String::new(),
    }
}

/// Draws the rows, and below them what is told of the selected one.
pub fn draw(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let area = Rect {
        width: area.width.min(WIDEST),
        ..area
    };
    let (head, below) = (HEAD as u16, detail_rows(usize::from(area.height)) as u16);
    if area.height <= head + below {
        return;
    }
    hint(app, area, canvas);
    let body = Rect {
        y: area.y + head,
        height: area.height - head - below,
        ..area
    };
    if app.settings.rows.is_empty() {
        let (x, y) = (body.x + 3, body.y + body.height / 3);
        let room = body.width.saturating_sub(4);
        canvas.word(
            (x, y),
            room,
            "No setting is called like that.",
            Role::Notice,
        );
        if y + 1 < body.bottom() {
            canvas.word((x, y + 1), room, "Esc shows all of them.", Role::Dim);
        }
        return;
    }
    let focused = app.focus == Pane::Messages;
    let rows = app.settings.rows.iter().skip(app.settings.picker.top);
    for (y, row) in (body.y..body.bottom()).zip(rows) {
        match row {
            SettingRow::Blank => {}
            SettingRow::Heading(title) => {
                let room = body.width.saturating_sub(2);
                canvas.word((body.x + 1, y), room, title, Role::Title);
            }
            SettingRow::Item(item) => {
                draw_item(
                    item,
                    Rect {
                        y,
                        height: 1,
                        ..body
                    },
                    canvas,
                );
                let selected = app.settings.picker.selected.as_ref() == Some(&item.key);
                list::mark(canvas, body, y, selected && focused, false);
            }
        }
    }
    if below > 0 {
        let place = Rect {
            y: body.bottom(),
            height: below,
            ..area
        };
        detail(app, place, canvas);
    }
}

/// The keys that one needs first, and the file.
fn hint(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let mut line = Line::new();
    let both = format!(
        "{} {}",
        app.keymap.key_of("setting-previous"),
        app.keymap.key_of("setting-next")
    );
    for (key, words) in [
        (app.keymap.key_of("setting-change"), "changes"),
        (both, "choose"),
        (app.keymap.key_of("settings-filter"), "filters by letters"),
    ] {
        line.push(&SafeText::line(key), Paint::new(Role::Key));
        line.push(
            &SafeText::line(format!(" {words}   ")),
            Paint::new(Role::Dim),
        );
    }
    let room = area.width.saturating_sub(4);
    let file = SafeText::line(format!("lazuli's own: {}", app.own.file));
    if usize::from(room.saturating_sub(line.width())) >= file.width() {
        line.push(&file, Paint::new(Role::Dim));
    }
    canvas.line((area.x + 3, area.y), room, &line);
}

fn draw_item(item: &SettingItem, area: Rect, canvas: &mut Canvas<'_>) {
    let (x, y) = (area.x + 3, area.y);
    let mut end = area.right().saturating_sub(1);
    if !item.origin.is_empty() && area.width >= 60 {
        let role = if item.set { Role::Accent } else { Role::Dim };
        let origin = SafeText::line(item.origin.as_str());
        canvas.right((end, y), ORIGIN, &origin, role);
    }
    if area.width >= 60 {
        end = end.saturating_sub(ORIGIN + 1);
    }
    let room = end.saturating_sub(x);
    let is_list = matches!(
        item.key,
        SettingKey::AlertWord(_)
            | SettingKey::Topic(..)
            | SettingKey::NewAlertWord
            | SettingKey::NewTopic(_)
    );
    let column = if is_list {
        room
    } else {
        NAME.min(room * 3 / 5)
    };
    let adds = matches!(item.key, SettingKey::NewAlertWord | SettingKey::NewTopic(_));
    let role = if adds { Role::Dim } else { Role::Text };
    canvas.text(
        (x, y),
        column.saturating_sub(2),
        &SafeText::line(item.name.as_str()),
        role,
    );
    if !is_list {
        let at = x + column;
        let role = if item.set { Role::Unread } else { Role::Text };
        let value = SafeText::line(item.value.as_str());
        canvas.text((at, y), end.saturating_sub(at), &value, role);
    }
}

/// What the selected row does, what it can be, where its value comes from.
fn detail(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    canvas.rule(area.x, area.right(), area.y);
    let detail = app.setting_detail();
    let (x, room) = (area.x + 3, area.width.saturating_sub(5));
    let last = area.bottom() - 1;
    let seen = usize::from(area.height.saturating_sub(2));
    let lines = told(app, &detail, usize::from(room.max(3)), seen);
    for ((words, role), y) in lines.iter().zip(area.y + 1..last) {
        canvas.word((x, y), room, words, *role);
    }
    let origin = SafeText::line(detail.origin);
    canvas.text((x, last), room, &origin, Role::Dim);
}

/// What is told of a row, in at most so many lines of so many cells: all that it can be with what
/// each means, where that fits; else what it is now, and the others by their words alone.
fn told(app: &App, detail: &Detail, wide: usize, most: usize) -> Vec<(String, Role)> {
    let mut lines = wrapped("", "", &detail.words, wide, Role::Text);
    let said = |choice: &Choice| match &*choice.meaning {
        "" => format!("{}.", choice.words),
        meaning => format!("{}: {meaning}", choice.words),
    };
    let mut all = Vec::new();
    for choice in &detail.choices {
        let (sign, role) = match choice.now {
            true => ("▸ ", Role::Accent),
            false => ("  ", Role::Dim),
        };
        all.extend(wrapped(sign, "  ", &said(choice), wide, role));
    }
    if lines.len() + all.len() <= most {
        lines.extend(all);
        return lines;
    }
    let now = detail.choices.iter().find(|choice| choice.now);
    if let Some(now) = now {
        lines.extend(wrapped("▸ ", "  ", &said(now), wide, Role::Accent));
    }
    let others = detail.choices.iter().filter(|choice| !choice.now);
    let others: Vec<&str> = others.map(|choice| &*choice.words).collect();
    let others = match detail.choices.len() > FEW {
        true => format!(
            "{} others: {} lists them",
            others.len(),
            app.keymap.key_of("setting-change")
        ),
        false => format!("or {}", others.join(", ")),
    };
    lines.extend(wrapped("  ", "  ", &others, wide, Role::Dim));
    lines
}

/// Words in lines, the first of them behind a sign, the others behind as much air.
fn wrapped(sign: &str, indent: &str, words: &str, wide: usize, role: Role) -> Vec<(String, Role)> {
    let room = wide.saturating_sub(sign.chars().count()).max(1);
    let lines = content::wrap(words, room).into_iter().enumerate();
    let line = |(part, line): (usize, std::ops::Range<usize>)| {
        let before = if part == 0 { sign } else { indent };
        (format!("{before}{}", &words[line]), role)
    };
    lines.map(line).collect()
}
