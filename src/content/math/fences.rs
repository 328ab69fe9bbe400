//! Delimiters as tall as what they hold.
//!
//! The pieces are those of Unicode's Miscellaneous Technical block, made to join.

/// The rows of a delimiter, top to bottom.
pub(super) fn tall(delimiter: &str, height: usize) -> Vec<&'static str> {
    let Some([top, extension, middle, bottom, small]) = pieces(delimiter) else {
        return Vec::new();
    };
    match height {
        0 => Vec::new(),
        1 => vec![small],
        2 if middle != extension => {
            // A brace of two rows.
            if matches!(delimiter, "{" | "⎰") {
                vec!["⎰", "⎱"]
            } else {
                vec!["⎱", "⎰"]
            }
        }
        _ => (0..height)
            .map(|row| match row {
                0 => top,
                row if row + 1 == height => bottom,
                row if row == height / 2 => middle,
                _ => extension,
            })
            .collect(),
    }
}

/// Top, extension, middle, bottom, and the delimiter of one row.
fn pieces(delimiter: &str) -> Option<[&'static str; 5]> {
    Some(match delimiter {
        "(" | "⟮" => ["⎛", "⎜", "⎜", "⎝", "("],
        ")" | "⟯" => ["⎞", "⎟", "⎟", "⎠", ")"],
        "[" => ["⎡", "⎢", "⎢", "⎣", "["],
        "]" => ["⎤", "⎥", "⎥", "⎦", "]"],
        "{" => ["⎧", "⎪", "⎨", "⎩", "{"],
        "}" => ["⎫", "⎪", "⎬", "⎭", "}"],
        "⎰" => ["⎧", "⎪", "⎪", "⎭", "⎰"],
        "⎱" => ["⎫", "⎪", "⎪", "⎩", "⎱"],
        "⌈" => ["⎡", "⎢", "⎢", "⎢", "⌈"],
        "⌉" => ["⎤", "⎥", "⎥", "⎥", "⌉"],
        "⌊" => ["⎢", "⎢", "⎢", "⎣", "⌊"],
        "⌋" => ["⎥", "⎥", "⎥", "⎦", "⌋"],
        "|" | "∣" => ["│", "│", "│", "│", "|"],
        "‖" | "∥" => ["║", "║", "║", "║", "‖"],
        "⟨" => ["╱", "│", "⟨", "╲", "⟨"],
        "⟩" => ["╲", "│", "⟩", "╱", "⟩"],
        _ => return None,
    })
}
