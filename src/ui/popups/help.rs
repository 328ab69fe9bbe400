//! The help screen: every key, place by place, found by typing.

use ratatui::layout::Rect;

use crate::app::help::{self, Help, HelpRow};
use crate::app::keymap::Keymap;
use crate::config::theme::Role;
use crate::content::Line;
use crate::text::SafeText;
use crate::ui::canvas::Canvas;
use crate::ui::footer::short;

/// Draws the help screen, scrolled and filtered. Its size does not change with the filter.
pub fn draw(keymap: &Keymap, screen: Rect, help: &Help, canvas: &mut Canvas<'_>) {
    let all = help::rows(keymap, screen.width, &Help::at(help.from)).len();
    let rows = help::rows(keymap, screen.width, help);
    let (keys_width, room) = help::columns(screen.width);
    let (head, height) = help::heights(screen.height, all);
    let inside = super::frame(screen, help::WIDTH, height, "Keys", canvas);
    filter(inside, help, canvas);
    let list = Rect {
        y: (inside.y + head).min(inside.bottom()),
        height: inside.height.saturating_sub(head),
        ..inside
    };
    if rows.is_empty() {
        let key = keymap.key_of("leave-help");
        let sentence = format!("Nothing matches. {key} shows all.");
        canvas.word((list.x, list.y), list.width, &sentence, Role::Dim);
    }
    let below = rows
        .len()
        .saturating_sub(help.top + usize::from(list.height));
    for (row, y) in rows.iter().skip(help.top).zip(list.y..list.bottom()) {
        let x = list.x + keys_width + 2;
        match row {
            HelpRow::Blank => {}
            HelpRow::Title(title, here) => {
                let taken = canvas.word((list.x, y), list.width, title, Role::Title);
                if *here {
                    let room = list.width.saturating_sub(taken);
                    canvas.word((list.x + taken, y), room, " · you are here", Role::Dim);
                }
            }
            HelpRow::Keys(keys, sentence) => {
                canvas.word((list.x + 1, y), keys_width, keys, Role::Key);
                canvas.word((x, y), room, sentence, Role::Text);
            }
            HelpRow::More(sentence) => {
                canvas.word((x, y), room, sentence, Role::Text);
            }
        }
    }
    let close = short(&keymap.key_of("leave-help"));
    let hint = match (below > 0, help.top > 0) {
        (true, _) => format!(" {below} more below · ↑ ↓ · {close} "),
        (false, true) => format!(" ↑ ↓ · {close} "),
        (false, false) => format!(" {close} "),
    };
    canvas.right(
        (inside.right(), inside.bottom()),
        inside.width,
        &SafeText::line(hint),
        Role::Dim,
    );
}

/// What is typed, or that one may type.
fn filter(inside: Rect, help: &Help, canvas: &mut Canvas<'_>) {
    let mut line = Line::new();
    if help.filter.is_empty() {
        line.push(&SafeText::line("▏"), Role::Accent);
        line.push(
            &SafeText::line("type a word or a key to find it"),
            Role::Dim,
        );
    } else {
        line.push(&SafeText::line("filter: "), Role::Dim);
        line.push(&SafeText::line(&*help.filter), Role::Input);
        line.push(&SafeText::line("▏"), Role::Accent);
    }
    canvas.line((inside.x, inside.y), inside.width, &line);
}
