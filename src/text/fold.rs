//! Text as it is looked for: without case, accents and other marks.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text folded: `Émilie` is `emilie`, `Łódź` is `lodz`, `Straße` is `strasse`. Syllables of
/// Hangul are taken apart, so that one that is typed half already finds.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Puts a text folded at the end of another.
pub fn fold_into(text: &str, folded: &mut String) {
    let mut rest = text;
    while !rest.is_empty() {
        // Letters of ASCII, which most are, need no table.
        let plain = rest.bytes().position(|b| !b.is_ascii());
        let (plain, other) = rest.split_at(plain.unwrap_or(rest.len()));
        let start = folded.len();
        folded.push_str(plain);
        folded[start..].make_ascii_lowercase();
        let end = other.bytes().position(|b| b.is_ascii());
        let (other, behind) = other.split_at(end.unwrap_or(other.len()));
        other
            .nfkd()
            .filter(|c| !is_combining_mark(*c))
            .for_each(|c| fold_char(c, folded));
        rest = behind;
    }
}

fn fold_char(c: char, folded: &mut String) {
    match c {
        // Letters whose stroke is no mark.
        'ø' | 'Ø' => folded.push('o'),
        'ł' | 'Ł' => folded.push('l'),
        'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
        'ħ' | 'Ħ' => folded.push('h'),
        'ı' => folded.push('i'),
        'þ' | 'Þ' => folded.push_str("th"),
        'æ' | 'Æ' => folded.push_str("ae"),
        'œ' | 'Œ' => folded.push_str("oe"),
        'ß' | 'ẞ' => folded.push_str("ss"),
        // Two letters that end words differently and are one.
        'ς' => folded.push('σ'),
        c => folded.extend(c.to_lowercase().filter(|c| !is_combining_mark(*c))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_and_marks_do_not_matter() {
        for (text, folded) in [
            ("Émilie Dûpont", "emilie dupont"),
            ("ŁÓDŹ", "lodz"),
            ("Straße", "strasse"),
            ("Дмитрий", "дмитрии"),
            ("İstanbul", "istanbul"),
            ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
            ("Ben Oduya", "ben oduya"),
            ("ﬁ ℃", "fi °c"),
        ] {
            assert_eq!(fold(text), folded);
        }
        assert!(fold("한국").starts_with(&fold("하")));
    }

    proptest! {
        /// What is folded is folded already.
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,12}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
