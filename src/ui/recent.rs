//! The page of recent conversations.

use ratatui::layout::Rect;

use crate::api::conversation::Conversation;
use crate::app::panes::Pane;
use crate::app::recent::{HEAD, RecentKind};
use crate::app::state::App;
use crate::config::theme::{Rgb, Role};
use crate::content::{Line, Paint};
use crate::model::{Organization, RecentConversation};
use crate::text::SafeText;

use super::canvas::Canvas;
use super::pages::{COUNT, TIME, WIDEST};
use super::{Ui, list, names};

/// So many people are named at most.
const NAMED: usize = 5;

/// What stands beside the title.
#[must_use]
pub fn about(app: &App) -> String {
    let (shown, all) = (app.recent.rows.len(), app.recent.all);
    match all {
        0 => String::new(),
        all if shown == all => format!("{all} conversations"),
        all => format!("{shown} of {all} conversations"),
    }
}

/// Draws the rows.
pub fn draw(
    app: &App,
    organization: &Organization,
    ui: &mut Ui,
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    let area = Rect {
        width: area.width.min(WIDEST),
        ..area
    };
    if usize::from(area.height) <= HEAD {
        return;
    }
    head(app, area, canvas);
    let head = HEAD as u16;
    let body = Rect {
        y: area.y + head,
        height: area.height - head,
        ..area
    };
    if app.recent.rows.is_empty() {
        return empty(app, body, canvas);
    }
    let focused = app.focus == Pane::Messages;
    let rows = app.recent.rows.iter().skip(app.recent.picker.top);
    for (y, row) in (body.y..body.bottom()).zip(rows) {
        let line = Rect {
            y,
            height: 1,
            ..body
        };
        draw_row(app, organization, ui, row, line, canvas);
        let selected = app.recent.picker.selected.as_ref() == Some(&row.place);
        list::mark(canvas, body, y, selected && focused, false);
    }
}

/// The filters and the order, each with its key.
fn head(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let filter = app.recent.filter;
    let kind = match filter.kind {
        RecentKind::All => "all kinds",
        RecentKind::Dms => "direct messages",
        RecentKind::Topics => "topics",
    };
    let switches = [
        ("recent-unread", "unread", filter.unread),
        ("recent-participated", "you took part", filter.participated),
        ("recent-muted", "muted too", filter.muted),
        ("recent-kind", kind, filter.kind != RecentKind::All),
        ("recent-order", app.recent.order.name(), false),
    ];
    let room = area.width.saturating_sub(4);
    // Where the air is too much, less of it.
    let line = |air: usize| {
        let mut line = Line::new();
        for (command, words, on) in switches {
            if line.width() > 0 {
                line.push(&SafeText::line(" ".repeat(air)), Paint::new(Role::Dim));
            }
            let key = SafeText::line(app.keymap.key_of(command));
            line.push(&key, Paint::new(Role::Key));
            let sign = if on { " ✓" } else { " " };
            let role = if on { Role::Accent } else { Role::Dim };
            line.push(&SafeText::line(format!("{sign}{words}")), Paint::new(role));
        }
        line
    };
    let wide = line(3);
    let line = if wide.width() > room { line(2) } else { wide };
    canvas.line((area.x + 3, area.y), room, &line);
}

fn empty(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let (x, y) = (area.x + 3, area.y + area.height / 3);
    let limit = area.width.saturating_sub(4);
    let loaded = app.views.recent().is_some_and(|list| list.is_loaded());
    let key = |name: &str| app.keymap.key_of(name);
    let (sentence, hint) = if !loaded {
        ("Loading conversations…", String::new())
    } else if app.recent.all > 0 {
        let more = if app.recent_has_more() {
            format!(", {} looks at older messages", key("recent-more"))
        } else {
            String::new()
        };
        (
            "No conversation is like that.",
            format!("The keys above show more{more}"),
        )
    } else {
        (
            "No conversations yet.",
            format!(
                "{} writes to a channel, {} to somebody",
                key("new-channel-message"),
                key("new-direct-message")
            ),
        )
    };
    canvas.word((x, y), limit, sentence, Role::Notice);
    if y + 1 < area.bottom() {
        canvas.word((x, y + 1), limit, &hint, Role::Dim);
    }
}

fn draw_row(
    app: &App,
    organization: &Organization,
    ui: &Ui,
    row: &RecentConversation,
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    let y = area.y;
    let now = app.now.0.div_euclid(1000);
    let mut end = area.right().saturating_sub(1);
    let time = SafeText::line(ui.layouts.times().ago(row.at.0, now));
    let taken = canvas.right((end, y), TIME, &time, Role::Dim);
    end = end.saturating_sub(if area.width >= 50 { TIME } else { taken + 2 });
    let columns_end = end.saturating_sub(COUNT);
    list::count(canvas, (end, y), row.unread, row.mentioned, row.muted);
    let left = area.x + 3;
    let room = columns_end.saturating_sub(left);
    let paint = Paint::new(match (row.muted, row.unread > 0) {
        (true, _) => Role::Dim,
        (false, true) => Role::Unread,
        (false, false) => Role::Text,
    });
    // The name of the conversation, and who takes part where there is room for both.
    let both = room >= 40;
    let column = if both { room * 3 / 5 } else { room };
    match &row.place {
        Conversation::Dm(key) => {
            let one = key
                .others(organization.me())
                .next()
                .filter(|_| !key.is_group());
            let (mark, role) = match one {
                Some(id) => list::presence(organization.presence().state(id, app.now)),
                None => ('∴', Role::Dim),
            };
            canvas.cell(left, y, mark, role);
            let name = names::dm(organization, key);
            canvas.text((left + 2, y), column.saturating_sub(2), &name, paint);
        }
        Conversation::Topic { channel, topic } => {
            let mark = names::channel_mark(organization, *channel);
            canvas.cell(left, y, mark, Role::ChannelMark);
            let state = organization.channels().get(*channel);
            let color = state.and_then(|state| Rgb::parse(&state.personal.color));
            if let (Some(color), Some(cell)) = (color, canvas.buf.cell_mut((left, y))) {
                cell.set_style(canvas.theme.channel_mark(color));
            }
            let name = names::channel(organization, *channel);
            let limit = (column / 2)
                .max(column.saturating_sub(30))
                .saturating_sub(2);
            let taken = canvas.text((left + 2, y), limit, &name, Role::Dim);
            let x = left + 2 + taken;
            canvas.word((x, y), 3, " › ", Role::Dim);
            let limit = column.saturating_sub(2 + taken + 3);
            canvas.text((x + 3, y), limit, &names::topic(organization, topic), paint);
        }
    }
    if both {
        let others = row.people.iter().copied();
        let me = organization.me();
        let named: Vec<String> = others
            .take(NAMED)
            .map(|user| match user == me {
                true => "you".to_owned(),
                false => names::person_shown(organization, user).as_str().to_owned(),
            })
            .collect();
        let more = row.people.len().saturating_sub(NAMED);
        let more = if more > 0 {
            format!(" +{more}")
        } else {
            String::new()
        };
        let words = SafeText::line(format!("{}{more}", named.join(", ")));
        let x = left + column + 2;
        canvas.text((x, y), columns_end.saturating_sub(x), &words, Role::Dim);
    }
}
