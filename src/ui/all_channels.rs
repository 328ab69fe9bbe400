//! The page of all channels.

use ratatui::layout::Rect;

use crate::api::ids::ChannelId;
use crate::app::channels::about::in_a_line;
use crate::app::channels::page::{HEAD, Kind, Order, Which};
use crate::app::panes::Pane;
use crate::app::state::App;
use crate::config::theme::{Rgb, Role};
use crate::content::{Line, Paint};
use crate::model::{ChannelState, Organization};
use crate::text::SafeText;

use super::canvas::Canvas;
use super::{list, names};

/// A page with a description in each row may be this wide, in cells.
const WIDEST: u16 = 150;
/// Cells for a count of people.
const PEOPLE: u16 = 9;
/// Cells for messages a week.
const WEEKLY: u16 = 9;
/// Cells for a folder, where there is room for it.
const FOLDER: u16 = 16;

/// What stands beside the title.
#[must_use]
pub fn about(app: &App) -> String {
    let (shown, all) = (app.channels.rows.len(), app.channels.all);
    match all {
        0 => String::new(),
        1 if shown == 1 => "one channel".to_owned(),
        all if shown == all => format!("{all} channels"),
        all => format!("{shown} of {all} channels"),
    }
}

/// Where the columns end, from the right.
struct Columns {
    name: u16,
    /// Where folders begin; none where they have no room.
    folder: Option<u16>,
    /// Where the numbers of people end.
    people: u16,
    /// Where the numbers of messages end.
    weekly: u16,
    /// Where descriptions begin.
    about: u16,
}

impl Columns {
    fn of(area: Rect) -> Self {
        let name = if area.width >= 110 { 30 } else { 22 };
        let mut x = area.x + 5 + name;
        let folder = (area.width >= 100).then_some(x + 1);
        if folder.is_some() {
            x += FOLDER + 1;
        }
        let people = x + PEOPLE;
        let weekly = people + WEEKLY;
        Self {
            name,
            folder,
            people,
            weekly,
            about: weekly + 3,
        }
    }
}

/// Draws the rows.
pub fn draw(app: &App, organization: &Organization, area: Rect, canvas: &mut Canvas<'_>) {
    let area = Rect {
        width: area.width.min(WIDEST),
        ..area
    };
    if usize::from(area.height) <= HEAD {
        return;
    }
    let columns = Columns::of(area);
    head(app, area, canvas);
    let y = area.y + 1;
    let state = &app.channels;
    if let Some(filter) = &state.picker.filter {
        let words = SafeText::line(format!("filter: {}", filter.text));
        let taken = canvas.text((area.x + 3, y), columns.name + 1, &words, Role::Input);
        if filter.typing {
            canvas.cell(area.x + 3 + taken, y, '▏', Role::Accent);
        }
    } else {
        canvas.word((area.x + 5, y), columns.name, "channel", Role::Dim);
    }
    if let Some(x) = columns.folder {
        canvas.word((x, y), FOLDER, "folder", Role::Dim);
    }
    let word = |words: &'static str| SafeText::line(words);
    canvas.right((columns.people, y), PEOPLE, &word("people"), Role::Dim);
    canvas.right((columns.weekly, y), WEEKLY, &word("a week"), Role::Dim);
    let left = area.right().saturating_sub(columns.about);
    canvas.word((columns.about, y), left, "what it is for", Role::Dim);
    let head = HEAD as u16;
    let body = Rect {
        y: area.y + head,
        height: area.height - head,
        ..area
    };
    if state.rows.is_empty() {
        return empty(app, body, canvas);
    }
    let focused = app.focus == Pane::Messages;
    let rows = state.rows.iter().skip(state.picker.top);
    for (y, row) in (body.y..body.bottom()).zip(rows) {
        if let Some(channel) = organization.channels().get(row.0) {
            draw_row(organization, channel, &columns, (body, y), canvas);
        }
        let selected = state.picker.selected == Some(row.0);
        list::mark(canvas, body, y, selected && focused, false);
    }
}

/// The filters and the order, each with its key.
fn head(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let state = &app.channels;
    let mut line = Line::new();
    for (command, words, on) in [
        ("channels-filter", "filter", state.picker.filter.is_some()),
        (
            "channels-which",
            state.which.name(),
            state.which != Which::All,
        ),
        ("channels-kind", state.kind.name(), state.kind != Kind::All),
        (
            "channels-order",
            state.order.name(),
            state.order != Order::Name,
        ),
    ] {
        let key = SafeText::line(app.keymap.key_of(command));
        line.push(&key, Paint::new(Role::Key));
        let sign = if on { " ✓" } else { " " };
        let role = if on { Role::Accent } else { Role::Dim };
        let words = SafeText::line(format!("{sign}{words}   "));
        line.push(&words, Paint::new(role));
    }
    if let Some(name) = state.making.last() {
        let words = SafeText::line(format!("making {name}…"));
        line.push(&words, Paint::new(Role::Notice));
    }
    canvas.line((area.x + 3, area.y), area.width.saturating_sub(4), &line);
}

fn empty(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let (x, y) = (area.x + 3, area.y + area.height / 3);
    let limit = area.width.saturating_sub(4);
    let key = |name: &str| app.keymap.key_of(name);
    let (sentence, hint) = if app.channels.all == 0 {
        (
            "There are no channels that you may see.",
            format!("{} makes one", key("create-channel")),
        )
    } else if app.channels.picker.typing() {
        (
            "No channel is like that.",
            format!("{} shows all again", key("clear-filter")),
        )
    } else if app.channels.picker.filter.is_some() {
        (
            "No channel is like that.",
            format!(
                "{} shows all again, {} makes a new one",
                key("channels-unfilter"),
                key("create-channel")
            ),
        )
    } else {
        (
            "No channel is like that.",
            format!(
                "{} and {} show others",
                key("channels-which"),
                key("channels-kind")
            ),
        )
    };
    canvas.word((x, y), limit, sentence, Role::Notice);
    if y + 1 < area.bottom() {
        canvas.word((x, y + 1), limit, &hint, Role::Dim);
    }
}

/// The name of the folder that a channel lies in.
fn folder(organization: &Organization, state: &ChannelState) -> Option<SafeText<'static>> {
    let id = state.channel.folder?;
    let mut folders = organization.channels().folders().iter();
    let folder = folders.find(|folder| folder.id == id)?;
    Some(SafeText::line(folder.name.to_string()))
}

/// A channel's mark in its own colour.
pub(super) fn mark(
    organization: &Organization,
    channel: ChannelId,
    at: (u16, u16),
    canvas: &mut Canvas<'_>,
) {
    let sign = names::channel_mark(organization, channel);
    canvas.cell(at.0, at.1, sign, Role::ChannelMark);
    let state = organization.channels().get(channel);
    let color = state.and_then(|state| Rgb::parse(&state.personal.color));
    if let (Some(color), Some(cell)) = (color, canvas.buf.cell_mut(at)) {
        cell.set_style(canvas.theme.channel_mark(color));
    }
}

fn draw_row(
    organization: &Organization,
    state: &ChannelState,
    columns: &Columns,
    (area, y): (Rect, u16),
    canvas: &mut Canvas<'_>,
) {
    let channel = &state.channel;
    if state.is_subscribed() {
        canvas.cell(area.x + 1, y, '✓', Role::Active);
    }
    mark(organization, state.id(), (area.x + 3, y), canvas);
    let dim = channel.is_archived || state.is_muted();
    let paint = match (dim, state.is_subscribed()) {
        (true, _) => Role::Dim,
        (false, true) => Role::Unread,
        (false, false) => Role::Text,
    };
    let name = SafeText::line(&*channel.name);
    let (x, end) = (area.x + 5, area.x + 5 + columns.name);
    let taken = canvas.text((x, y), columns.name, &name, paint);
    let word = match (channel.is_archived, state.is_muted()) {
        (true, _) => "archived",
        (false, true) => "muted",
        (false, false) => "",
    };
    let left = end.saturating_sub(x + taken + 1);
    if usize::from(left) >= word.len() {
        canvas.word((x + taken + 1, y), left, word, Role::Dim);
    }
    if let (Some(x), Some(name)) = (columns.folder, folder(organization, state)) {
        canvas.text((x, y), FOLDER, &name, Role::Dim);
    }
    let number = |count: Option<u64>| {
        let count = count.map(|count| usize::try_from(count).unwrap_or(usize::MAX));
        SafeText::line(count.map_or_else(|| "–".to_owned(), list::number))
    };
    let people = number(state.subscriber_count());
    canvas.right((columns.people, y), PEOPLE, &people, Role::Text);
    let weekly = number(channel.weekly_traffic);
    canvas.right((columns.weekly, y), WEEKLY, &weekly, Role::Dim);
    let left = area.right().saturating_sub(columns.about + 1);
    let about = SafeText::line(in_a_line(channel));
    canvas.text((columns.about, y), left, &about, Role::Dim);
}
