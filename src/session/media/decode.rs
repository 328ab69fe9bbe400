//! Bytes of a file into a picture for the terminal. Blocking, and bounded whatever the
//! file says of itself.

use std::io::Cursor;
use std::sync::Arc;

use image::{DynamicImage, ImageDecoder, ImageReader, Limits};

use crate::app::media::{Picture, PictureSize};
use crate::terminal::graphics::{Graphic, Mode};

/// A picture with more pixels than this is not decoded.
const MOST_PIXELS: u64 = 50_000_000;
/// What decoding may take in memory, in bytes.
const MOST_MEMORY: u64 = 256 << 20;

/// Decodes, turns upright, scales and encodes.
pub(super) fn picture(
    bytes: &[u8],
    size: PictureSize,
    mode: Mode,
) -> Result<Picture, &'static str> {
    let image = decode(bytes)?;
    let dimensions = (image.width(), image.height());
    let cells = match size {
        PictureSize::Cells(columns, rows) => (columns, rows),
        PictureSize::Room(columns, rows) => mode.fit(dimensions, (columns, rows)),
    };
    let area = mode.area(cells);
    // A photograph as it came is large: it is let go as soon as it can be.
    let image = if image.width() > area.0 || image.height() > area.1 {
        image.thumbnail(area.0, area.1)
    } else {
        image
    };
    let graphic = Graphic::new(mode, &image.into_rgba8(), cells);
    Ok(Picture {
        graphic: Arc::new(graphic),
        dimensions,
    })
}

/// The picture, the first one where it moves, as its maker wanted it turned.
fn decode(bytes: &[u8]) -> Result<DynamicImage, &'static str> {
    const BROKEN: &str = "it is damaged";
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| BROKEN)?;
    if reader.format().is_none() {
        return Err("it is of a kind that is not known here");
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(30_000);
    limits.max_image_height = Some(30_000);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| reason(&error))?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(BROKEN);
    }
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(TOO_MANY);
    }
    let orientation = decoder.orientation().ok();
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| reason(&error))?;
    if let Some(orientation) = orientation {
        image.apply_orientation(orientation);
    }
    Ok(image)
}

const TOO_MANY: &str = "it has too many pixels";

fn reason(error: &image::ImageError) -> &'static str {
    match error {
        image::ImageError::Limits(_) => TOO_MANY,
        image::ImageError::Unsupported(_) => "it is of a kind that is not known here",
        image::ImageError::Decoding(_)
        | image::ImageError::Encoding(_)
        | image::ImageError::Parameter(_)
        | image::ImageError::IoError(_) => "it is damaged",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::graphics::{CellPixels, Protocol};
    use image::{ImageFormat, RgbImage};

    const MODE: Mode = Mode {
        protocol: Protocol::Blocks,
        cell: CellPixels::USUAL,
        tmux: false,
        registers: 256,
    };

    fn encoded(format: ImageFormat) -> Vec<u8> {
        let image = RgbImage::from_fn(30, 20, |x, _| image::Rgb([if x < 15 { 250 } else { 5 }; 3]));
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn the_four_kinds_are_read() {
        for format in [
            ImageFormat::Png,
            ImageFormat::Jpeg,
            ImageFormat::Gif,
            ImageFormat::WebP,
        ] {
            let bytes = encoded(format);
            let picture = picture(&bytes, PictureSize::Room(60, 60), MODE).unwrap();
            assert_eq!(picture.dimensions, (30, 20), "{format:?}");
            assert_eq!(picture.graphic.cells(), (30, 10), "{format:?}");
        }
    }

    #[test]
    fn what_is_damaged_or_no_picture_is_told_apart() {
        let why = |bytes: &[u8]| picture(bytes, PictureSize::Room(9, 9), MODE).unwrap_err();
        let png = encoded(ImageFormat::Png);
        assert_eq!(why(&png[..png.len() / 2]), "it is damaged");
        assert_eq!(why(b"GIF89a"), "it is damaged");
        assert_eq!(why(b"<html>"), "it is of a kind that is not known here");
        assert_eq!(why(b""), "it is of a kind that is not known here");
    }

    #[test]
    fn a_bomb_is_refused_by_what_it_says_it_is() {
        let mut png = encoded(ImageFormat::Png);
        // The header's width and height, with its checksum made anew.
        for (at, side) in [(16, 29_000_u32), (20, 29_000)] {
            png[at..at + 4].copy_from_slice(&side.to_be_bytes());
        }
        let sum = crc32(&png[12..29]);
        png[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(
            picture(&png, PictureSize::Room(9, 9), MODE).unwrap_err(),
            "it has too many pixels"
        );
    }

    fn crc32(data: &[u8]) -> u32 {
        !data.iter().fold(!0_u32, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
            })
        })
    }
}
