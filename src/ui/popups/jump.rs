//! The box that leads everywhere: a line, and what is meant by it.

use ratatui::layout::Rect;

use crate::app::jump::describe::{Described, Sign, describe};
use crate::app::jump::query::Query;
use crate::app::jump::{Jump, Lacking, Target, rows_in_sight};
use crate::app::palette;
use crate::app::state::App;
use crate::config::theme::{Rgb, Role};
use crate::content::{EmojiStyle, Paint};
use crate::text::{self, SafeText};
use crate::ui::canvas::Canvas;
use crate::ui::footer::short;
use crate::ui::{list, names};

/// Cells of the popup.
const WIDTH: u16 = 84;
/// The least cells for what is said beside a name.
const DETAIL: u16 = 12;

/// Draws the box. Gives where its cursor stands.
pub fn draw(
    app: &App,
    jump: &Jump,
    style: EmojiStyle,
    screen: Rect,
    canvas: &mut Canvas<'_>,
) -> (u16, u16) {
    let height = rows_in_sight(screen.height);
    let width = WIDTH.min(screen.width.saturating_sub(4));
    let title = match jump.query() {
        Query::Command(_) => "Command",
        Query::Anything(_)
        | Query::Channel(_)
        | Query::Person(_)
        | Query::Topic { .. }
        | Query::Message(_)
        | Query::Link(_) => "Jump to",
    };
    let inside = super::frame(screen, width, height + 2, title, canvas);
    let (shown, column) = jump.line.window(usize::from(inside.width));
    if jump.line.text().is_empty() {
        let words = "a few letters; # channels, @ people, channel> topics, : commands";
        canvas.word((inside.x, inside.y), inside.width, words, Role::Placeholder);
    } else {
        let text = SafeText::line(shown);
        canvas.text((inside.x, inside.y), inside.width, &text, Role::Input);
    }
    canvas.rule(inside.x, inside.right(), inside.y + 1);
    let cursor = (inside.x + u16::try_from(column).unwrap_or(0), inside.y);
    let list = Rect {
        y: (inside.y + 2).min(inside.bottom()),
        height: inside.height.saturating_sub(2),
        ..inside
    };
    if jump.rows.is_empty() {
        nothing(app, jump, list, canvas);
        return cursor;
    }
    let described: Vec<(usize, Described)> = jump
        .rows
        .iter()
        .enumerate()
        .skip(jump.top)
        .take(usize::from(list.height))
        .map(|(index, target)| (index, describe(app, target)))
        .collect();
    let is_command = |(index, _): &(usize, Described)| {
        matches!(
            jump.rows.get(*index),
            Some(Target::Command(_) | Target::With { .. })
        )
    };
    // The names of commands stand in a column, what they do beside them.
    let widest = described.iter().filter(|row| is_command(row));
    let widest = widest.map(|(_, row)| text::width(&row.label)).max();
    let keys = described
        .iter()
        .map(|(_, row)| text::width(&short(&row.key)));
    let keys = u16::try_from(keys.max().unwrap_or(0)).unwrap_or(u16::MAX);
    let column = u16::try_from(widest.unwrap_or(0)).unwrap_or(u16::MAX);
    let column = column.min(list.width * 2 / 5);
    for (row, y) in described.iter().zip(list.y..list.bottom()) {
        let line = Rect {
            y,
            height: 1,
            ..list
        };
        let column = is_command(row).then_some(column);
        draw_row(
            app,
            &row.1,
            row.0 == jump.at,
            (column, keys),
            style,
            line,
            canvas,
        );
    }
    foot(app, jump, inside, canvas);
    cursor
}

/// What Enter and the others do, and how many rows there are more.
fn foot(app: &App, jump: &Jump, inside: Rect, canvas: &mut Canvas<'_>) {
    let room = usize::from(inside.height.saturating_sub(2));
    let below = jump.rows.len().saturating_sub(jump.top + room);
    let key = |name: &str| short(&app.keymap.key_of(name));
    let (enter, other) = app.jump_choices();
    let mut words = format!(" {} {enter}", key("jump-open"));
    if let Some(other) = other {
        words.push_str(&format!(" · {} {other}", key("jump-other")));
    }
    let channel = jump.selected().is_some_and(|row| row.channel().is_some());
    if channel {
        words.push_str(&format!(" · {} topics", key("jump-complete")));
    }
    words.push(' ');
    let y = inside.bottom();
    let taken = canvas.word((inside.x, y), inside.width, &words, Role::Dim);
    if below > 0 {
        let more = SafeText::line(format!(" {below} more below "));
        let room = inside.width.saturating_sub(taken + 1);
        if usize::from(room) >= more.width() {
            canvas.right((inside.right(), y), room, &more, Role::Dim);
        }
    }
}

/// What is said where nothing is found.
fn nothing(app: &App, jump: &Jump, area: Rect, canvas: &mut Canvas<'_>) {
    let organization = app.organization.as_deref();
    let lacking = app.jump_lacks_topics().zip(organization);
    let sentence = match (jump.query(), lacking) {
        (_, Some(((channel, lacking), organization))) => {
            let name = names::channel(organization, channel);
            let name = name.as_str();
            match lacking {
                Lacking::Loading => format!("Loading the topics of {name}…"),
                Lacking::Failed => {
                    format!("The topics of {name} could not be loaded; it is tried again.")
                }
                Lacking::Refused => {
                    format!("The server does not tell the topics of {name}; you may not read it.")
                }
            }
        }
        (Query::Command(typed), None) => match palette::split(typed) {
            Some((taking, _)) => taking.argument.hint().to_owned(),
            None => "No command is called so.".to_owned(),
        },
        (Query::Topic { channel, .. }, None) if jump.channels.is_empty() => {
            format!("No channel is called {channel}.")
        }
        (
            Query::Topic { .. }
            | Query::Anything(_)
            | Query::Channel(_)
            | Query::Person(_)
            | Query::Message(_),
            None,
        ) if app.takes_names_in() => "Looking through all names…".to_owned(),
        (Query::Topic { .. }, None) => "No topic there is called so.".to_owned(),
        (
            Query::Anything(_)
            | Query::Channel(_)
            | Query::Person(_)
            | Query::Message(_)
            | Query::Link(_),
            None,
        ) => "Nothing is called so. A channel's own topics are found by channel>topic.".to_owned(),
    };
    let lines = crate::content::wrap(&sentence, usize::from(area.width.max(1)));
    for (line, y) in lines.into_iter().zip(area.y..area.bottom()) {
        let text = SafeText::line(&sentence[line]);
        canvas.text((area.x, y), area.width, &text, Role::Notice);
    }
}

fn draw_row(
    app: &App,
    row: &Described,
    here: bool,
    (column, keys): (Option<u16>, u16),
    style: EmojiStyle,
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    let y = area.y;
    list::mark(canvas, area, y, here, false);
    sign(app, &row.sign, style, (area.x + 2, y), canvas);
    let x = area.x + 5;
    let mut end = area.right();
    if keys > 0 && keys + 30 < area.width {
        let key = SafeText::line(short(&row.key));
        canvas.right((end, y), keys, &key, Role::Key);
        end -= keys + 1;
    }
    end = list::count(canvas, (end, y), row.unread, row.mentioned, row.dim);
    let role = match (row.dim, row.unread > 0) {
        (true, _) => Role::Dim,
        (false, true) => Role::Unread,
        (false, false) => Role::Text,
    };
    let room = end.saturating_sub(x);
    let label = SafeText::line(row.label.as_str());
    let label_room = match (column, row.detail.is_empty()) {
        (Some(column), false) => column.min(room),
        (None, false) => room.saturating_sub(DETAIL).max(room / 2),
        (_, true) => room,
    };
    let taken = canvas.text((x, y), label_room, &label, Paint::new(role));
    let x = x + column.map_or(taken, |column| column.max(taken)) + 2;
    if row.detail.is_empty() || x >= end {
        return;
    }
    let detail = SafeText::line(row.detail.as_str());
    let room = end - x;
    if column.is_some() {
        canvas.text((x, y), room, &detail, Role::Dim);
    } else {
        canvas.right(
            (end.saturating_sub(1), y),
            room.saturating_sub(1),
            &detail,
            Role::Dim,
        );
    }
}

fn sign(app: &App, sign: &Sign, style: EmojiStyle, (x, y): (u16, u16), canvas: &mut Canvas<'_>) {
    match sign {
        Sign::Nothing => {}
        Sign::Channel(id) => {
            let Some(organization) = app.organization.as_deref() else {
                return;
            };
            let mark = names::channel_mark(organization, *id);
            canvas.cell(x, y, mark, Role::ChannelMark);
            let state = organization.channels().get(*id);
            let color = state.and_then(|state| Rgb::parse(&state.personal.color));
            if let (Some(color), Some(cell)) = (color, canvas.buf.cell_mut((x, y))) {
                cell.set_style(canvas.theme.channel_mark(color));
            }
        }
        Sign::Presence(state) => {
            let (mark, role) = list::presence(*state);
            canvas.cell(x, y, mark, role);
        }
        Sign::People => canvas.cell(x, y, '∴', Role::Dim),
        Sign::Command => canvas.cell(x, y, ':', Role::Dim),
        Sign::Glyph(glyph) => {
            let shown = match style {
                EmojiStyle::Glyph => true,
                EmojiStyle::Simple => glyph.chars().count() == 1,
                EmojiStyle::Name => false,
            };
            if shown {
                canvas.text((x, y), 2, &SafeText::line(&**glyph), Role::Text);
            }
        }
    }
}
