//! Pictures: what the terminal can show, and pictures made into what it takes.
//!
//! Bytes that draw a picture reach the terminal through one door: a [`Graphic`],
//! made here from pixels and nothing else, hung on the [`Easel`] of a frame. Cells
//! never hold them, so that nothing which goes through a cell needs to be let past
//! the painter's filter. A ready-made widget would do just that, and holds each
//! picture in the cells of two frames besides.
//!
//! Three of the four ways are rows that can stand alone: scrolling, or something
//! that lies over a part, leaves out rows and makes none anew.

mod detect;
mod easel;
mod iterm2;
mod kitty;
mod sixel;
#[cfg(test)]
mod tests;

use std::fmt;

use image::{RgbaImage, imageops};
use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::style::Color;

pub use detect::{Answers, Choice, Guess};
pub use easel::Easel;

pub(super) use easel::Wall;
pub(super) use kitty::{QUERY as KITTY_QUERY, QUERY_ID, farewell, is_placeholder, through_tmux};

/// The size of a cell in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CellPixels {
    /// Pixels across.
    pub width: u16,
    /// Pixels down.
    pub height: u16,
}

impl CellPixels {
    /// What is taken where the terminal does not say.
    pub const USUAL: Self = Self {
        width: 10,
        height: 20,
    };
}

/// A way of showing pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// Kitty's, by Unicode placeholders.
    /// <https://sw.kovidgoyal.net/kitty/graphics-protocol/>
    Kitty,
    /// iTerm2's inline images. <https://iterm2.com/documentation-images.html>
    Iterm2,
    /// DEC's sixels.
    Sixel,
    /// Half a cell is a pixel.
    Blocks,
}

/// How pictures are shown here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mode {
    /// The way.
    pub protocol: Protocol,
    /// The size of a cell.
    pub cell: CellPixels,
    /// Whether what is not text has to be handed through tmux.
    pub tmux: bool,
    /// How many colours a sixel picture may have.
    pub registers: u16,
}

/// A picture has at most this many pixels when it goes to the terminal.
const MOST_PIXELS: f64 = 1_600_000.0;

/// A sixel picture is at most so many pixels wide: xterm takes no wider ones unless
/// it is told to (`maxGraphicSize`).
const WIDEST_SIXEL: u16 = 1000;

/// More rows or columns than this cannot be told in kitty's placeholders.
const MOST_CELLS: u16 = 297;

impl Mode {
    /// The pixels of a cell, as far as they can be used.
    fn pixels(self) -> (u16, u16) {
        match self.protocol {
            Protocol::Blocks => (1, 2),
            Protocol::Kitty | Protocol::Iterm2 | Protocol::Sixel => {
                (self.cell.width.max(1), self.cell.height.max(1))
            }
        }
    }

    /// The columns and rows that a picture of so many pixels takes in a room:
    /// its shape is kept, and it is never enlarged.
    #[must_use]
    pub fn fit(self, (width, height): (u32, u32), room: (u16, u16)) -> (u16, u16) {
        let (across, down) = self.pixels();
        let widest = match self.protocol {
            Protocol::Sixel => WIDEST_SIXEL / across,
            Protocol::Kitty | Protocol::Iterm2 | Protocol::Blocks => MOST_CELLS,
        };
        let (across, down) = (f64::from(across), f64::from(down));
        let (width, height) = (f64::from(width.max(1)), f64::from(height.max(1)));
        let room = (
            room.0.min(widest).clamp(1, MOST_CELLS),
            room.1.clamp(1, MOST_CELLS),
        );
        let mut scale = (f64::from(room.0) * across / width)
            .min(f64::from(room.1) * down / height)
            .min(1.0);
        if self.protocol == Protocol::Sixel {
            // Sixels are not scaled by the terminal.
            scale = scale.min((MOST_PIXELS / (width * height)).sqrt());
        }
        let cells = |pixels: f64, one: f64, most: u16| {
            // Rounding errors must not make a row more.
            let cells = (pixels * scale / one - 1e-6).ceil();
            (cells.max(1.0) as u16).min(most)
        };
        (cells(width, across, room.0), cells(height, down, room.1))
    }

    /// The pixels that a picture in so many columns and rows is made of.
    #[must_use]
    pub fn area(self, (columns, rows): (u16, u16)) -> (u32, u32) {
        let (columns, rows) = (u32::from(columns.max(1)), u32::from(rows.max(1)));
        let (across, down) = self.pixels();
        let (across, down) = (u32::from(across), u32::from(down));
        let scaled = matches!(self.protocol, Protocol::Kitty | Protocol::Iterm2);
        let all = f64::from(columns * across) * f64::from(rows * down);
        if !scaled || all <= MOST_PIXELS {
            return (columns * across, rows * down);
        }
        // The terminal enlarges it to its cells again.
        let scale = (MOST_PIXELS / all).sqrt();
        let less = |pixels: u32| (f64::from(pixels) * scale).max(1.0) as u32;
        (columns * less(across), rows * less(down))
    }
}

/// A picture made into what the terminal takes, for so many cells.
pub struct Graphic {
    id: u32,
    columns: u16,
    rows: u16,
    kind: Kind,
}

enum Kind {
    /// What hands the picture over, once.
    Kitty(Vec<u8>),
    /// The bytes of each row of cells.
    Rows(Vec<Vec<u8>>),
    /// The upper and lower colour of each cell, row by row.
    Blocks(Vec<[Option<[u8; 3]>; 2]>),
}

impl fmt::Debug for Graphic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Graphic({}, {}×{})", self.id, self.columns, self.rows)
    }
}

impl Graphic {
    /// Makes a picture ready for an area of so many columns and rows. Takes
    /// milliseconds for a small one, a second for the largest.
    #[must_use]
    pub fn new(mode: Mode, picture: &RgbaImage, (columns, rows): (u16, u16)) -> Self {
        let image = fitted(picture, mode.area((columns, rows)));
        let id = kitty::next_id();
        let kind = match mode.protocol {
            Protocol::Kitty => Kind::Kitty(kitty::transmit(id, &image, (columns, rows), mode.tmux)),
            Protocol::Iterm2 => Kind::Rows(iterm2::rows(&image, columns, rows, mode.tmux)),
            Protocol::Sixel => Kind::Rows(sixel::rows(&image, rows, mode.registers)),
            Protocol::Blocks => Kind::Blocks(blocks(&image)),
        };
        Self {
            id,
            columns,
            rows,
            kind,
        }
    }

    /// Columns and rows.
    #[must_use]
    pub fn cells(&self) -> (u16, u16) {
        (self.columns, self.rows)
    }

    /// What it takes in memory, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let inside = match &self.kind {
            Kind::Kitty(bytes) => bytes.len(),
            Kind::Rows(rows) => rows.iter().map(|row| row.len() + 24).sum(),
            Kind::Blocks(cells) => std::mem::size_of_val(cells.as_slice()),
        };
        inside + std::mem::size_of::<Self>()
    }

    /// Puts one row of it into cells. What more there is to it goes by the easel.
    fn paint(&self, row: u16, (x, y): (u16, u16), columns: u16, buffer: &mut Buffer) {
        for column in 0..columns {
            let Some(cell) = buffer.cell_mut((x + column, y)) else {
                return;
            };
            match &self.kind {
                Kind::Kitty(_) => {
                    let [_, red, green, blue] = self.id.to_be_bytes();
                    cell.reset();
                    cell.set_symbol(&kitty::placeholder(row, column));
                    cell.set_fg(Color::Rgb(red, green, blue));
                }
                Kind::Rows(_) => {
                    cell.reset();
                    cell.set_diff_option(CellDiffOption::Skip);
                }
                Kind::Blocks(cells) => {
                    let at = usize::from(row) * usize::from(self.columns) + usize::from(column);
                    let rgb = |[red, green, blue]: [u8; 3]| Color::Rgb(red, green, blue);
                    match cells.get(at).copied().unwrap_or_default() {
                        [None, None] => {
                            cell.set_char(' ');
                        }
                        [Some(upper), None] => {
                            cell.set_char('▀').set_fg(rgb(upper));
                        }
                        [None, Some(lower)] => {
                            cell.set_char('▄').set_fg(rgb(lower));
                        }
                        [Some(upper), Some(lower)] => {
                            cell.set_char('▀').set_fg(rgb(upper)).set_bg(rgb(lower));
                        }
                    }
                }
            }
        }
    }
}

/// The picture in an area of pixels: shrunk to it in its own shape, never enlarged,
/// with nothing right of it and below.
fn fitted(picture: &RgbaImage, (width, height): (u32, u32)) -> RgbaImage {
    let (own_width, own_height) = (picture.width().max(1), picture.height().max(1));
    let scale = (f64::from(width) / f64::from(own_width))
        .min(f64::from(height) / f64::from(own_height))
        .min(1.0);
    let scaled =
        |pixels: u32, most: u32| ((f64::from(pixels) * scale).round() as u32).clamp(1, most.max(1));
    let size = (scaled(own_width, width), scaled(own_height, height));
    let mut area = RgbaImage::new(width.max(1), height.max(1));
    if size == picture.dimensions() {
        imageops::replace(&mut area, picture, 0, 0);
    } else {
        let small = imageops::thumbnail(picture, size.0, size.1);
        imageops::replace(&mut area, &small, 0, 0);
    }
    area
}

/// Whether a pixel is seen.
fn is_solid(alpha: u8) -> bool {
    alpha >= 128
}

fn blocks(image: &RgbaImage) -> Vec<[Option<[u8; 3]>; 2]> {
    let at = |x: u32, y: u32| {
        let [red, green, blue, alpha] = image.get_pixel(x, y).0;
        is_solid(alpha).then_some([red, green, blue])
    };
    (0..image.height() / 2)
        .flat_map(|row| (0..image.width()).map(move |x| [at(x, 2 * row), at(x, 2 * row + 1)]))
        .collect()
}

/// The picture as PNG, quickly.
fn png(image: &RgbaImage) -> Vec<u8> {
    use image::ImageEncoder;
    use image::codecs::png::{CompressionType, FilterType, PngEncoder};
    let mut bytes = Vec::new();
    // Writing to memory, of a size that fits: nothing can fail.
    let _ = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive)
        .write_image(
            image.as_raw(),
            image.width(),
            image.height(),
            image::ExtendedColorType::Rgba8,
        );
    bytes
}
