//! Glyphs whose width terminals disagree about.
//!
//! A family, a flag, a hand of some colour are several characters that a new
//! terminal shows as one picture of two cells, and an older one as a row of
//! pictures, over its neighbours to the right. Nobody can ask it beforehand. So
//! the neighbours are drawn after such a glyph, whatever stood there before, and
//! again when it goes.

use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth};
use unicode_width::UnicodeWidthChar;

/// The cells that a symbol may cover beyond those it should, in a terminal that
/// draws each of its characters.
fn spill(symbol: &str, width: u16) -> u16 {
    let most: usize = symbol
        .chars()
        .map(|c| match c {
            // Letters that make flags: one cell by the tables, two when drawn.
            '\u{1f1e6}'..='\u{1f1ff}' => 2,
            c => c.width().unwrap_or(0),
        })
        .sum();
    u16::try_from(most)
        .unwrap_or(u16::MAX)
        .saturating_sub(width)
}

/// Whether a symbol is a sequence of characters drawn as one wide glyph: what
/// older terminals take apart, or draw in one cell.
pub(super) fn is_disputed(symbol: &str) -> bool {
    // The shortest is a keycap; ratatui keeps what takes no more bytes inline.
    symbol.len() > 4 && !symbol.starts_with('\x1b') && symbol.cell_width() > 1
}

/// Marks cells of a finished frame so that, by ratatui's comparison with the
/// frame before, no half of a wide glyph and nothing a disputed one ran over is
/// left behind. To be called at the end of drawing a frame.
pub fn settle_widths(buffer: &mut Buffer) {
    let width = usize::from(buffer.area.width);
    if width == 0 {
        return;
    }
    for row in buffer.content.chunks_mut(width) {
        let mut column = 0;
        // Cells before this one may be run over.
        let mut until = 0;
        while let Some(cell) = row.get_mut(column) {
            let symbol = cell.symbol();
            if symbol.len() == 1 && column >= until {
                column += 1;
                continue;
            }
            let cells = cell.cell_width().max(1);
            let next = column + usize::from(cells);
            let reach = next + usize::from(spill(symbol, cells));
            let disputed = is_disputed(symbol);
            if column < until {
                // Drawn with each frame, since the glyph to its left may be.
                mark(cell);
            }
            if disputed {
                until = until.max(reach);
            }
            // The cells under a wide glyph are not drawn. They are once it is
            // gone, because they then differ from what they were: terminals give
            // the half they clear any style.
            for under in row.iter_mut().take(next).skip(column + 1) {
                mark(under);
            }
            column = next;
        }
    }
}

/// Has a cell drawn, whether or not it changed; and, since it is not equal to a
/// cell without the mark, once more when it has none.
fn mark(cell: &mut Cell) {
    if cell.diff_option == CellDiffOption::None {
        cell.set_diff_option(CellDiffOption::AlwaysUpdate);
    }
}
