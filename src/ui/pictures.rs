//! Pictures over the rows that were kept for them.

use ratatui::layout::Rect;

use crate::config::theme::Role;
use crate::content::document::MediaKind;
use crate::content::{RegionKind, Rendered, Target};

use super::canvas::Canvas;
use super::gallery::{Gallery, Seen};

/// Draws the pictures of a message whose first line stands on row `row` of `room`;
/// `x` is the column of its text. Those in sight and not at hand are asked for.
pub fn draw(
    rendered: &Rendered,
    row: i32,
    x: u16,
    columns: u16,
    room: Rect,
    gallery: &mut Gallery,
    canvas: &mut Canvas<'_>,
) {
    let screen_row = |line: usize| {
        let row = row + i32::try_from(line).ok()?;
        let row = u16::try_from(row).ok()?;
        (row < room.height).then(|| room.y + row)
    };
    for region in &rendered.regions {
        let (RegionKind::Picture(target) | RegionKind::Media(target)) = region.kind else {
            continue;
        };
        let Some(Target::Media(media)) = rendered.target(target) else {
            continue;
        };
        let in_sight = region.lines.clone().any(|l| screen_row(l).is_some());
        if !in_sight || media.kind != MediaKind::Image {
            continue;
        }
        let first = region.lines.start;
        if let RegionKind::Media(_) = region.kind {
            let last = region.lines.end.saturating_sub(1);
            if let Some(why) = gallery.measure(media, columns)
                && let (Some(y), Some(line)) = (screen_row(last), rendered.lines.get(last))
            {
                let left = line.width() + 1;
                let limit = columns.saturating_sub(left);
                let why = crate::text::SafeText::line(format!("not shown: {why}"));
                canvas.text((x + left, y), limit, &why, Role::MediaFacts);
            }
            continue;
        }
        let span = rendered.lines.get(first).and_then(|l| l.columns_of(target));
        let Some(span) = span else { continue };
        let cells = (span.len() as u16, region.lines.len() as u16);
        let at = x + span.start;
        match gallery.thumbnail(media, cells) {
            Some(Seen::Ready(graphic)) => {
                let easel = gallery.easel.clone();
                for (line, row) in region.lines.clone().zip(0..) {
                    if let Some(y) = screen_row(line) {
                        easel.hang(&graphic, row, (at, y), span.len() as u16, canvas.buf);
                    }
                }
            }
            Some(Seen::Coming) => {
                note("loading…", first, &screen_row, at, columns, canvas);
            }
            Some(Seen::None(why)) => {
                let why = format!("not shown: {why}");
                note(&why, first, &screen_row, at, columns, canvas);
            }
            None => {}
        }
    }
    // Pictures among words have no lines of their own before their size is known.
    let among = rendered.targets.iter().filter_map(|target| match target {
        Target::Media(media) => Some(media),
        Target::Link(_)
        | Target::Spoiler(_)
        | Target::User(_)
        | Target::Group(_)
        | Target::Time(_) => None,
    });
    for media in among {
        gallery.measure(media, columns);
    }
}

/// Words where the picture will be.
fn note(
    words: &str,
    line: usize,
    screen_row: &dyn Fn(usize) -> Option<u16>,
    x: u16,
    columns: u16,
    canvas: &mut Canvas<'_>,
) {
    if let Some(y) = screen_row(line) {
        canvas.word((x, y), columns, words, Role::MediaFacts);
    }
}
