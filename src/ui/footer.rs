//! The footer: the keys that matter here, and at its right end the state of the
//! connection in words.

use ratatui::layout::Rect;

use crate::app::command::{self, Command};
use crate::app::help;
use crate::app::state::App;
use crate::app::update::{LONG_BREAK_MS, Link};
use crate::config::theme::Role;
use crate::content::{self, Line, Paint};
use crate::model::View;
use crate::text::SafeText;

use super::Ui;
use super::canvas::Canvas;

/// The footer stands below a rule from this row on.
const LEAST_ABOVE: u16 = 7;

/// Draws the footer.
pub fn draw(app: &App, ui: &Ui, area: Rect, canvas: &mut Canvas<'_>) {
    if area.height == 0 || area.width == 0 {
        return;
    }
    let (mut state, mut role) = connection(app, ui);
    let counts = app.outbox.counts();
    if counts.undecided > 0 {
        state = format!("{} not sent · {state}", messages(counts.undecided));
        role = Role::Error;
    } else if counts.waiting > 0 && app.link != Link::Live {
        state = format!("{state} · {} waiting to be sent", messages(counts.waiting));
    }
    if let Some(others) = super::accounts::in_short(app) {
        state = format!("{state} · {others}");
    }
    if area.width < 60
        && let Some((short, _)) = state.split_once(" · ")
    {
        state = short.to_owned();
    }
    if area.width < 90 {
        state = state
            .replace(" unread elsewhere", " elsewhere")
            .replace(" waiting to be sent", " waiting")
            .replace(" in other accounts", " in others");
    }
    let mut end = area.right();
    let shown = canvas.right((end, area.y), area.width, &SafeText::line(state), role);
    end -= shown.min(end);
    if shown > 0 {
        end = end.saturating_sub(2);
    }
    let x = area.x + 1;
    if let Some(started) = &app.started {
        let keys: Vec<String> = started
            .keys
            .iter()
            .map(|key| short(&key.to_string()))
            .collect();
        let words = SafeText::line(format!("{} …", keys.join(" ")));
        canvas.text((x, area.y), end.saturating_sub(x), &words, Role::Key);
        return;
    }
    if let Some(notice) = &app.notice {
        let role = if notice.error {
            Role::Error
        } else {
            Role::Notice
        };
        tell(&notice.text, role, (x, end), area, canvas);
        return;
    }
    if let Some(saving) = app.saving.first() {
        let words = SafeText::line(saving.words());
        canvas.text((x, area.y), end.saturating_sub(x), &words, Role::Notice);
        return;
    }
    if app.composer.is_none()
        && let Some(words) = app.upload_words()
    {
        let words = SafeText::line(words);
        canvas.text((x, area.y), end.saturating_sub(x), &words, Role::Notice);
        return;
    }
    if let Some(words) = app.awaited_words() {
        let words = SafeText::line(words);
        canvas.text((x, area.y), end.saturating_sub(x), &words, Role::Notice);
        return;
    }
    if let Some(tip) = app.tip() {
        tell(tip, Role::Dim, (x, end), area, canvas);
        return;
    }
    keys(app, x, end, area.y, canvas);
}

/// A sentence from `x` to before `end`. One that is longer begins on the rule above, where
/// there is one.
fn tell(
    text: &SafeText<'_>,
    role: Role,
    (x, end): (u16, u16),
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    let room = end.saturating_sub(x);
    let above = area.y.checked_sub(1).filter(|_| area.y >= LEAST_ABOVE);
    let whole = area.width.saturating_sub(2);
    let first = content::wrap(text.as_str(), usize::from(whole.max(1)))
        .into_iter()
        .next();
    match (above, first) {
        (Some(y), Some(line)) if text.width() > usize::from(room) && whole > 0 => {
            let (begin, rest) = text.as_str().split_at(line.end);
            canvas.clear(Rect { y, ..area });
            canvas.word((x, y), whole, begin.trim_end(), role);
            canvas.word((x, area.y), room, rest.trim_start(), role);
        }
        _ => {
            canvas.text((x, area.y), room, text, role);
        }
    }
}

fn keys(app: &App, mut x: u16, end: u16, y: u16, canvas: &mut Canvas<'_>) {
    // Help keeps its place: it is the way to everything that did not fit. Where there is none,
    // the way out does.
    let commands = command::footer(app, app.footer_place());
    let help = commands.iter().copied().find(|c| c.name == "help");
    let width = |command: &Command| hint(app, command).width() + 3;
    let mut out = match help {
        Some(_) => None,
        None => commands.iter().copied().find(|c| leads_out(app, c)),
    };
    let kept = help.or(out).map_or(0, width);
    let mut left = end.saturating_sub(x).saturating_sub(kept);
    let mut named = Vec::new();
    for command in commands.iter().filter(|c| c.name != "help") {
        // Where two do the same, the first is enough.
        let name = app.short_name(command);
        if named.contains(&name) {
            continue;
        }
        named.push(name);
        if out.is_some_and(|out| out.name == command.name) {
            out = None;
            left += kept;
        }
        let line = hint(app, command);
        let width = line.width() + 3;
        if width > left {
            continue;
        }
        canvas.line((x, y), width, &line);
        x += width;
        left -= width;
    }
    if let Some(help) = help {
        let line = hint(app, help);
        if x + line.width() <= end {
            canvas.line((x, y), line.width(), &line);
        }
    }
}

/// Whether a command is what Esc does.
fn leads_out(app: &App, command: &Command) -> bool {
    let keys = app.keymap.keys(command);
    keys.iter().any(|keys| keys.to_string() == "Esc")
}

/// A key and its name.
fn hint(app: &App, command: &Command) -> Line {
    let mut line = Line::new();
    let keys = app.keymap.keys(command);
    let key = match help::row_of_digits(keys) {
        Some((first, last)) => format!("{first}-{last}"),
        None => keys
            .first()
            .map(|keys| short(&keys.to_string()))
            .unwrap_or_default(),
    };
    line.push(&SafeText::line(key), Paint::new(Role::Key));
    line.push(&SafeText::line(" "), Paint::new(Role::Dim));
    line.push(
        &SafeText::line(app.short_name(command)),
        Paint::new(Role::Dim),
    );
    line
}

/// Keys in as few cells as people still understand.
#[must_use]
pub fn short(name: &str) -> String {
    let name = match name {
        "Up" => "↑".to_owned(),
        name => name.replace("+Up", "+↑"),
    };
    name.replace("Ctrl+", "^")
        .replace("Enter", "⏎")
        .replace("Down", "↓")
        .replace("Left", "←")
        .replace("Right", "→")
        .replace("Tab", "tab")
        .replace("Esc", "esc")
}

/// Whether there are more unread messages than the server told of.
fn older_unread_missing(app: &App) -> bool {
    app.organization
        .as_deref()
        .is_some_and(|organization| organization.unreads().old_missing())
}

/// The state of the connection in words.
fn connection(app: &App, ui: &Ui) -> (String, Role) {
    if app.login.is_some() {
        return ("not signed in".to_owned(), Role::Dim);
    }
    match &app.link {
        Link::Connecting => ("connecting…".to_owned(), Role::Notice),
        Link::Live => {
            let elsewhere = app.unread_elsewhere;
            if elsewhere > 0 {
                let more = if older_unread_missing(app) { "+" } else { "" };
                let words = match app.views.current().map(|visit| &visit.view) {
                    Some(View::Conversation(_) | View::Channel(_) | View::AllDms) => {
                        "unread elsewhere"
                    }
                    // What is unread may be in here as well.
                    Some(View::Combined | View::Mentions | View::Starred | View::Search(_))
                    | None => "unread",
                };
                (format!("live · {elsewhere}{more} {words}"), Role::Dim)
            } else {
                ("live".to_owned(), Role::Dim)
            }
        }
        Link::Reconnecting { since_ms } => (offline(app, ui, *since_ms, "trying"), Role::Warning),
        Link::Waiting {
            since_ms, next_ms, ..
        } => {
            let seconds = (next_ms - app.now.0 + 999).div_euclid(1000).max(0);
            let next = if seconds > 0 {
                format!("next try in {seconds} s")
            } else {
                "trying".to_owned()
            };
            (offline(app, ui, *since_ms, &next), Role::Warning)
        }
        Link::Ended { .. } => ("signed out".to_owned(), Role::Error),
    }
}

fn messages(count: usize) -> String {
    match count {
        1 => "1 message".to_owned(),
        count => format!("{count} messages"),
    }
}

/// A short break, or since when it is a long one.
fn offline(app: &App, ui: &Ui, since_ms: i64, next: &str) -> String {
    if app.now.0 - since_ms < LONG_BREAK_MS {
        format!("reconnecting · {next}")
    } else {
        let since = ui.layouts.times().clock(since_ms.div_euclid(1000));
        format!("offline since {since} · {next}")
    }
}
