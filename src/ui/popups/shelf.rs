//! The popup of drafts, scheduled messages, snippets and reminders.

use ratatui::layout::Rect;

use crate::app::shelf::{self, Shelf, ShelfKind, ShelfRow};
use crate::app::state::App;
use crate::config::theme::Role;
use crate::text::{SafeText, when};
use crate::ui::Ui;
use crate::ui::canvas::Canvas;
use crate::ui::list;

/// Draws the popup, over most of the screen.
pub fn draw(app: &App, ui: &Ui, screen: Rect, shown: &Shelf, canvas: &mut Canvas<'_>) {
    let (columns, rows) = Shelf::room((screen.width, screen.height));
    let inside = super::frame(screen, columns, rows + 2, "", canvas);
    if inside.height < 3 {
        return;
    }
    head(app, shown.kind, inside, canvas);
    let area = Rect {
        y: inside.y + 2,
        height: inside.height - 2,
        ..inside
    };
    let entries = shelf::rows(app, shown.kind);
    if entries.is_empty() {
        let (what, how) = shown.kind.when_empty(|name| app.keymap.key_of(name));
        canvas.word((area.x, area.y), area.width, what, Role::Notice);
        if area.height > 1 {
            canvas.word((area.x, area.y + 1), area.width, &how, Role::Dim);
        }
        return;
    }
    let seen = usize::from(area.height / 2).max(1);
    let top = shown.picker.top.min(entries.len().saturating_sub(1));
    let mut y = area.y;
    for entry in entries.iter().skip(top).take(seen) {
        let selected = shown.picker.selected.as_ref() == Some(&entry.key);
        let place = Rect {
            y,
            height: 2.min(area.bottom() - y),
            ..area
        };
        draw_entry(app, ui, entry, place, canvas);
        for line in place.y..place.bottom() {
            list::mark(canvas, place, line, selected, false);
        }
        y += 2;
    }
    let below = entries.len().saturating_sub(top + seen);
    if below > 0 {
        let words = SafeText::line(format!(" {below} more below "));
        canvas.right(
            (inside.right(), inside.bottom()),
            inside.width,
            &words,
            Role::Dim,
        );
    }
}

/// The names of the lists with how much is in each, the one that is shown marked.
fn head(app: &App, shown: ShelfKind, area: Rect, canvas: &mut Canvas<'_>) {
    let mut x = area.x;
    for kind in ShelfKind::ALL {
        let count = shelf::count(app, kind);
        let mut name = if kind == shown {
            format!("▸{}", kind.title())
        } else {
            format!(" {}", kind.title())
        };
        if count > 0 {
            name.push_str(&format!(" {count}"));
        }
        let role = if kind == shown {
            Role::Accent
        } else {
            Role::Dim
        };
        x += canvas.word((x, area.y), area.right().saturating_sub(x), &name, role) + 2;
    }
    canvas.rule(area.x, area.right(), area.y + 1);
}

fn draw_entry(app: &App, ui: &Ui, entry: &ShelfRow, area: Rect, canvas: &mut Canvas<'_>) {
    let (x, end) = (area.x + 2, area.right());
    let mut room = end.saturating_sub(x);
    if let Some(at) = entry.at {
        let words = SafeText::line(moment(app, ui, at, entry.due));
        let taken = canvas.right((end, area.y), room, &words, Role::Time);
        room = room.saturating_sub(taken + 2);
    }
    let place = SafeText::line(entry.place.as_str());
    canvas.text((x, area.y), room, &place, Role::Title);
    if area.height < 2 {
        return;
    }
    let (y, mut x) = (area.y + 1, x);
    if let Some(trouble) = &entry.trouble {
        let words = SafeText::line(format!("{trouble} · "));
        x += canvas.text((x, y), end.saturating_sub(x), &words, Role::Error);
    }
    let text = SafeText::line(first_line(&entry.text));
    canvas.text((x, y), end.saturating_sub(x), &text, Role::Text);
}

/// The first line that says something, and that there is more.
fn first_line(text: &str) -> String {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    match lines.count() {
        0 => first.to_owned(),
        1 => format!("{first}  (1 more line)"),
        more => format!("{first}  ({more} more lines)"),
    }
}

/// A moment with how far away it is; of one that has passed, what one remembers it by.
fn moment(app: &App, ui: &Ui, at: i64, due: bool) -> String {
    let times = ui.layouts.times();
    let zoned = |ms: i64| {
        jiff::Timestamp::from_millisecond(ms)
            .unwrap_or_default()
            .to_zoned(times.zone().clone())
    };
    let (at, now) = (zoned(at.saturating_mul(1000)), zoned(app.now.0));
    if due {
        let words = when::words(&at, &now, times.twenty_four);
        return format!("{words} · {}", when::distance(&at, &now));
    }
    let seconds = at.timestamp().as_second();
    if at.date() == now.date() {
        times.clock(seconds)
    } else {
        format!(
            "{} {}",
            times.date(seconds, now.timestamp().as_second()),
            times.clock(seconds)
        )
    }
}
