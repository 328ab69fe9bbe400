//! Sixels: each row of cells is a picture of its own, all with one palette.
//!
//! <https://vt100.net/docs/vt3xx-gp/chapter14.html>

use std::collections::BTreeMap;
use std::io::Write;

use color_quant::NeuQuant;
use image::RgbaImage;

use super::is_solid;

/// So many pixels are looked at for finding a palette; of larger pictures, as many
/// as are spread evenly, but no fewer than one in thirty.
const SAMPLES: usize = 20_000;

/// The bytes of each row, to be written where it begins.
pub(super) fn rows(image: &RgbaImage, rows: u16, registers: u16) -> Vec<Vec<u8>> {
    let (palette, pixels) = quantize(image, usize::from(registers.clamp(2, 256)));
    let width = image.width() as usize;
    let height = (image.height() / u32::from(rows.max(1))).max(1) as usize;
    pixels
        .chunks(width * height)
        .take(usize::from(rows))
        .map(|part| strip(part, width, &palette))
        .collect()
}

/// A palette, and for each pixel its place in it; `None` for those not seen.
fn quantize(image: &RgbaImage, most: usize) -> (Vec<[u8; 3]>, Vec<Option<u16>>) {
    let solid = |pixel: &[u8; 4]| is_solid(pixel[3]);
    let mut exact: BTreeMap<[u8; 3], u16> = BTreeMap::new();
    for image::Rgba(pixel) in image.pixels().filter(|pixel| solid(&pixel.0)) {
        let [red, green, blue, _] = *pixel;
        let next = u16::try_from(exact.len()).unwrap_or(u16::MAX);
        exact.entry([red, green, blue]).or_insert(next);
        if exact.len() > most {
            break;
        }
    }
    if exact.len() <= most {
        let mut palette = vec![[0; 3]; exact.len()];
        for (color, index) in &exact {
            palette[usize::from(*index)] = *color;
        }
        let index = |&image::Rgba([r, g, b, a]): &image::Rgba<u8>| {
            is_solid(a)
                .then(|| exact.get(&[r, g, b]).copied())
                .flatten()
        };
        return (palette, image.pixels().map(index).collect());
    }
    let opaque: Vec<u8> = image
        .pixels()
        .filter(|pixel| solid(&pixel.0))
        .flat_map(|image::Rgba([r, g, b, _])| [*r, *g, *b, 255])
        .collect();
    let sampling = (opaque.len() / 4 / SAMPLES).clamp(1, 30);
    let network = NeuQuant::new(sampling as i32, most, &opaque);
    let palette = network
        .color_map_rgb()
        .chunks_exact(3)
        .map(|color| [color[0], color[1], color[2]])
        .collect();
    // Neighbours are often alike, and a search is not cheap.
    let mut last = None;
    let index = |&image::Rgba([r, g, b, a]): &image::Rgba<u8>| {
        if !is_solid(a) {
            return None;
        }
        if let Some((color, index)) = last
            && color == [r, g, b]
        {
            return Some(index);
        }
        let index = u16::try_from(network.index_of(&[r, g, b, 255])).unwrap_or_default();
        last = Some(([r, g, b], index));
        Some(index)
    };
    (palette, image.pixels().map(index).collect())
}

/// A picture of its own from some lines of pixels.
fn strip(pixels: &[Option<u16>], width: usize, palette: &[[u8; 3]]) -> Vec<u8> {
    let mut out = Vec::with_capacity(pixels.len() / 2 + 256);
    let height = pixels.len() / width.max(1);
    // Pixels not named keep what is there; the size is given, in pixels of 1 to 1.
    let _ = write!(out, "\x1bP0;1;0q\"1;1;{width};{height}");
    let mut used = vec![false; palette.len()];
    for index in pixels.iter().flatten() {
        if let Some(used) = used.get_mut(usize::from(*index)) {
            *used = true;
        }
    }
    let percent = |part: u8| (u32::from(part) * 100 + 127) / 255;
    for (index, [red, green, blue]) in palette.iter().enumerate() {
        if used[index] {
            let (red, green, blue) = (percent(*red), percent(*green), percent(*blue));
            let _ = write!(out, "#{index};2;{red};{green};{blue}");
        }
    }
    // Six lines of pixels make a band, written colour by colour.
    let mut bits: Vec<u8> = vec![0; width];
    for band in pixels.chunks(width.max(1) * 6) {
        let mut colors: Vec<u16> = band.iter().flatten().copied().collect();
        colors.sort_unstable();
        colors.dedup();
        for (nth, color) in colors.iter().enumerate() {
            if nth > 0 {
                out.push(b'$');
            }
            let _ = write!(out, "#{color}");
            bits.fill(0);
            for (line, pixels) in band.chunks(width).enumerate() {
                for (bits, pixel) in bits.iter_mut().zip(pixels) {
                    if *pixel == Some(*color) {
                        *bits |= 1 << line;
                    }
                }
            }
            runs(&bits, &mut out);
        }
        out.push(b'-');
    }
    out.extend_from_slice(b"\x1b\\");
    out
}

/// Columns of six pixels each; what repeats is counted, what is empty at the end is
/// left away.
fn runs(columns: &[u8], out: &mut Vec<u8>) {
    let end = columns.iter().rposition(|c| *c != 0).map_or(0, |at| at + 1);
    for run in columns[..end].chunk_by(|a, b| a == b) {
        let sixel = b'?' + run[0];
        if run.len() > 3 {
            let _ = write!(out, "!{}", run.len());
            out.push(sixel);
        } else {
            out.extend(std::iter::repeat_n(sixel, run.len()));
        }
    }
}
