//! iTerm2's inline images: each row of cells is a picture of its own.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::{RgbaImage, imageops};

/// The bytes of each row, to be written where it begins.
pub(super) fn rows(image: &RgbaImage, columns: u16, rows: u16, tmux: bool) -> Vec<Vec<u8>> {
    let height = image.height() / u32::from(rows.max(1));
    (0..u32::from(rows))
        .map(|row| {
            let part = imageops::crop_imm(image, 0, row * height, image.width(), height);
            let png = super::png(&part.to_image());
            let sequence = format!(
                "\x1b]1337;File=inline=1;size={};width={columns};height=1;\
                 preserveAspectRatio=0;doNotMoveCursor=1:{}\x07",
                png.len(),
                STANDARD.encode(&png)
            )
            .into_bytes();
            if tmux {
                super::through_tmux(&sequence)
            } else {
                sequence
            }
        })
        .collect()
}
