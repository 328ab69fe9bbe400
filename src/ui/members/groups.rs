//! The page of groups.

use ratatui::layout::Rect;

use crate::api::group::UserGroup;
use crate::app::members::HEAD;
use crate::app::members::groups::{Belonging, GroupRow, GroupsKind, name_of};
use crate::app::panes::Pane;
use crate::app::state::App;
use crate::config::theme::Role;
use crate::model::Organization;
use crate::text::SafeText;
use crate::ui::canvas::Canvas;
use crate::ui::pages::WIDEST;
use crate::ui::{list, names};

/// Cells for how many people are in a group: `12,345 people`.
const PEOPLE: u16 = 15;
/// Cells for how oneself belongs to it: `in a subgroup`.
const OWN: u16 = 15;
/// Cells that each level stands further in.
const STEP: u16 = 3;

/// What stands beside the title.
#[must_use]
pub fn about(app: &App) -> String {
    let page = &app.members.groups;
    super::counted((page.shown, page.all), ("group", "groups"))
}

/// Draws the rows that are in sight.
pub fn draw(app: &App, organization: &Organization, area: Rect, canvas: &mut Canvas<'_>) {
    let area = Rect {
        width: area.width.min(WIDEST),
        ..area
    };
    if usize::from(area.height) <= HEAD {
        return;
    }
    let page = &app.members.groups;
    let kinds = GroupsKind::ALL.map(|kind| {
        let (command, words) = kind.named();
        (command, words, kind == page.kind)
    });
    let limit = area.width.saturating_sub(4);
    super::kinds(app, &kinds, (area.x + 3, area.y), limit, canvas);
    let second = (area.x + 3, area.y + 1);
    super::filter(app, page.picker.filter.as_ref(), second, limit, canvas);
    let head = HEAD as u16;
    let body = Rect {
        y: area.y + head,
        height: area.height - head,
        ..area
    };
    if page.rows.is_empty() {
        let (sentence, hint) = none(app, organization);
        return super::empty(body, sentence, &hint, canvas);
    }
    let focused = app.focus == Pane::Messages;
    let rows = page.rows.iter().skip(page.picker.top);
    for (y, row) in (body.y..body.bottom()).zip(rows) {
        let line = Rect {
            y,
            height: 1,
            ..body
        };
        draw_row(app, organization, row, line, canvas);
        let selected = match row {
            GroupRow::Group { key, .. } | GroupRow::Member(key) => {
                page.picker.selected.as_ref() == Some(key)
            }
            GroupRow::About { .. } => false,
        };
        list::mark(canvas, body, y, selected && focused, false);
    }
}

/// Why there are no rows, and what to press.
fn none(app: &App, organization: &Organization) -> (&'static str, String) {
    let page = &app.members.groups;
    let key = |name: &str| app.keymap.key_of(name);
    let all = format!("{} shows all groups", key("groups-all"));
    if page.all > 0 {
        // While letters are typed, the keys of the page are letters too.
        let hint = match page.picker.typing() {
            true => format!("{} empties the filter", key("clear-filter")),
            false => format!("{} empties the filter, {all}", key("show-all")),
        };
        return ("No group is called that.", hint);
    }
    match page.kind {
        GroupsKind::All if organization.can_create_group(app.now) => (
            "There are no groups.",
            format!("{} makes one", key("group-create")),
        ),
        GroupsKind::All => ("There are no groups.", format!("{} goes back", key("back"))),
        GroupsKind::Mine => ("You are in no group.", all),
        GroupsKind::Roles => ("This server tells of no groups of its own.", all),
        GroupsKind::Deactivated => ("No group is deactivated.", all),
    }
}

fn draw_row(
    app: &App,
    organization: &Organization,
    row: &GroupRow,
    area: Rect,
    canvas: &mut Canvas<'_>,
) {
    let y = area.y;
    let left = |depth: usize| {
        let steps = u16::try_from(depth).unwrap_or(u16::MAX);
        (area.x + 3).saturating_add(steps.saturating_mul(STEP))
    };
    let room = |x: u16| area.right().saturating_sub(x + 1);
    match row {
        GroupRow::About { depth, words } => {
            let x = left(*depth) + 2;
            canvas.text((x, y), room(x), &SafeText::line(words.clone()), Role::Dim);
        }
        GroupRow::Member(key) => {
            let x = left(key.path.len());
            let Some(user) = key.user else { return };
            let is_me = user == organization.me();
            let presence = match is_me {
                true => app.own_presence(),
                false => organization.presence().state(user, app.now),
            };
            let (sign, role) = list::presence(presence);
            canvas.cell(x, y, sign, role);
            let name = names::person(organization, user);
            let taken = canvas.text((x + 2, y), room(x + 2), &name, Role::Text);
            if is_me {
                let x = x + 3 + taken;
                canvas.word((x, y), room(x), "(you)", Role::Dim);
            }
        }
        GroupRow::Group {
            key,
            people,
            own,
            unfolded,
        } => {
            let Some(group) = key
                .path
                .last()
                .and_then(|id| organization.groups().get(*id))
            else {
                return;
            };
            let x = left(key.path.len() - 1);
            let sign = if *unfolded { '▾' } else { '▸' };
            canvas.cell(x, y, sign, Role::Dim);
            let mut end = area.right().saturating_sub(1);
            let count = match people {
                0 => "nobody".to_owned(),
                1 => "one person".to_owned(),
                people => format!("{people} people"),
            };
            canvas.right((end, y), PEOPLE, &SafeText::line(count), Role::Dim);
            end = end.saturating_sub(PEOPLE);
            let (words, role) = match own {
                Belonging::No => ("", Role::Dim),
                Belonging::Direct => ("✓ you", Role::Accent),
                Belonging::Through => ("in a subgroup", Role::Dim),
            };
            if area.width >= 60 {
                canvas.right((end, y), OWN, &SafeText::line(words), role);
                end = end.saturating_sub(OWN);
            }
            name_and_about(group, (x + 2, y), end, canvas);
        }
    }
}

/// What a group is called, and what it is for where there is room.
fn name_and_about(group: &UserGroup, (x, y): (u16, u16), end: u16, canvas: &mut Canvas<'_>) {
    let room = end.saturating_sub(x + 1);
    let name = SafeText::line(name_of(group).to_owned());
    let role = match group.deactivated {
        true => Role::Dim,
        false => Role::Unread,
    };
    let taken = canvas.text((x, y), room, &name, role);
    let left = room.saturating_sub(taken + 2);
    if left >= 8 {
        let about = SafeText::line(&*group.description);
        canvas.text((x + taken + 2, y), left, &about, Role::Dim);
    }
}
