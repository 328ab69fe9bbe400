//! Small PNG pictures made from nothing.

use super::hash::Rng;

/// A symmetric pattern of `cells` x `cells` squares, 8 pixels each.
pub(crate) fn pattern(seed: u64, cells: usize) -> Vec<u8> {
    let mut rng = Rng::new(seed);
    let colors: [[u8; 3]; 3] = std::array::from_fn(|_| {
        let value = rng.next();
        [
            value as u8 | 0x40,
            (value >> 8) as u8 | 0x40,
            (value >> 16) as u8 | 0x40,
        ]
    });
    let half = cells.div_ceil(2);
    let grid: Vec<usize> = (0..half * cells).map(|_| rng.below(3)).collect();
    draw(cells * 8, cells * 8, |x, y| {
        let (column, row) = (x / 8, y / 8);
        let column = if column < half {
            column
        } else {
            cells - 1 - column
        };
        colors[grid[row * half + column]]
    })
}

/// A PNG of the given size whose pixels a function gives.
pub(crate) fn draw(
    width: usize,
    height: usize,
    pixel: impl Fn(usize, usize) -> [u8; 3],
) -> Vec<u8> {
    let mut raw = Vec::with_capacity(height * (1 + 3 * width));
    for y in 0..height {
        raw.push(0);
        for x in 0..width {
            raw.extend_from_slice(&pixel(x, y));
        }
    }
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = Vec::new();
    header.extend_from_slice(&(width as u32).to_be_bytes());
    header.extend_from_slice(&(height as u32).to_be_bytes());
    header.extend_from_slice(&[8, 2, 0, 0, 0]);
    chunk(b"IHDR", &header, &mut out);
    chunk(b"IDAT", &stored_zlib(&raw), &mut out);
    chunk(b"IEND", &[], &mut out);
    out
}

fn chunk(kind: &[u8; 4], data: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&(data.len() as u32).to_be_bytes());
    let start = out.len();
    out.extend_from_slice(kind);
    out.extend_from_slice(data);
    let sum = crc32(&out[start..]);
    out.extend_from_slice(&sum.to_be_bytes());
}

/// Zlib without compression (RFC 1950, RFC 1951 section 3.2.4).
fn stored_zlib(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = data.chunks(65_535).peekable();
    while let Some(block) = blocks.next() {
        out.push(u8::from(blocks.peek().is_none()));
        out.extend_from_slice(&(block.len() as u16).to_le_bytes());
        out.extend_from_slice(&(!(block.len() as u16)).to_le_bytes());
        out.extend_from_slice(block);
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in data {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    out.extend_from_slice(&(b << 16 | a).to_be_bytes());
    out
}

fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(!0_u32, |mut sum, byte| {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 {
                sum >> 1 ^ 0xedb8_8320
            } else {
                sum >> 1
            };
        }
        sum
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        // Adler-32 of this word is the usual example.
        assert!(stored_zlib(b"Wikipedia").ends_with(&0x11e6_0398_u32.to_be_bytes()));
        let png = pattern(1, 5);
        assert_eq!(crate::demo::uploads::picture_size(&png), Some((40, 40)));
    }
}
