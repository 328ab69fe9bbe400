//! Numbers of bytes, in words.

/// A number of bytes for people, in units of 1024, as servers tell their limits.
#[must_use]
pub fn size(bytes: u64) -> String {
    let tenths = |unit: u64| bytes / unit * 10 + bytes % unit * 10 / unit;
    let (tenths, unit) = match bytes {
        0..1024 => return format!("{bytes} B"),
        1024..1_048_576 => (tenths(1024), "KiB"),
        1_048_576..1_073_741_824 => (tenths(1 << 20), "MiB"),
        _ => (tenths(1 << 30), "GiB"),
    };
    if tenths >= 1000 || tenths % 10 == 0 {
        format!("{} {unit}", tenths / 10)
    } else {
        format!("{}.{} {unit}", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_for_people() {
        let sizes = [0, 1023, 1024, 1_234_567, (1 << 30) - 1, 5 << 30];
        assert_eq!(
            sizes.map(size),
            ["0 B", "1023 B", "1 KiB", "1.1 MiB", "1023 MiB", "5 GiB"]
        );
    }
}
