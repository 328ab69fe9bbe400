//! Letters in other fonts, and small ones above and below the line.
//!
//! Unicode's Mathematical Alphanumeric Symbols (U+1D400 to U+1D7FF), with the
//! letters that were encoded earlier elsewhere.

/// A font that Unicode has letters of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Font {
    /// `\mathbb`
    DoubleStruck,
    /// `\mathbf`, `\bm`
    Bold,
    /// `\mathcal`, `\mathscr`
    Script,
    /// `\mathfrak`
    Fraktur,
    /// `\mathsf`
    Sans,
    /// `\mathtt`
    Mono,
    /// `\mathit`
    Italic,
    /// `\mathrm` and all else
    Plain,
}

impl Font {
    /// The font a command chooses.
    pub(super) fn of_command(name: &str) -> Option<Self> {
        Some(match name {
            "mathbb" | "Bbb" => Self::DoubleStruck,
            "mathbf" | "bold" | "bm" | "boldsymbol" | "pmb" | "bf" | "textbf" => Self::Bold,
            "mathcal" | "mathscr" | "cal" => Self::Script,
            "mathfrak" | "frak" => Self::Fraktur,
            "mathsf" | "textsf" | "sf" => Self::Sans,
            "mathtt" | "texttt" | "tt" => Self::Mono,
            "mathit" | "it" => Self::Italic,
            "mathrm" | "mathnormal" | "rm" => Self::Plain,
            _ => return None,
        })
    }

    /// The character in this font, or itself where the font has none.
    pub(super) fn letter(self, c: char) -> char {
        match c {
            'A'..='Z' => self.upper(c),
            'a'..='z' => self.lower(c),
            '0'..='9' => match self {
                Self::DoubleStruck => offset('𝟘', c, '0'),
                Self::Bold => offset('𝟎', c, '0'),
                Self::Sans => offset('𝟢', c, '0'),
                Self::Mono => offset('𝟶', c, '0'),
                Self::Script | Self::Fraktur | Self::Italic | Self::Plain => c,
            },
            'Α'..='Ω' if self == Self::Bold => offset('𝚨', c, 'Α'),
            'α'..='ω' if self == Self::Bold => offset('𝛂', c, 'α'),
            _ => c,
        }
    }

    fn upper(self, c: char) -> char {
        match (self, c) {
            (Self::Plain, _) => c,
            (Self::DoubleStruck, 'C') => 'ℂ',
            (Self::DoubleStruck, 'H') => 'ℍ',
            (Self::DoubleStruck, 'N') => 'ℕ',
            (Self::DoubleStruck, 'P') => 'ℙ',
            (Self::DoubleStruck, 'Q') => 'ℚ',
            (Self::DoubleStruck, 'R') => 'ℝ',
            (Self::DoubleStruck, 'Z') => 'ℤ',
            (Self::Script, 'B') => 'ℬ',
            (Self::Script, 'E') => 'ℰ',
            (Self::Script, 'F') => 'ℱ',
            (Self::Script, 'H') => 'ℋ',
            (Self::Script, 'I') => 'ℐ',
            (Self::Script, 'L') => 'ℒ',
            (Self::Script, 'M') => 'ℳ',
            (Self::Script, 'R') => 'ℛ',
            (Self::Fraktur, 'C') => 'ℭ',
            (Self::Fraktur, 'H') => 'ℌ',
            (Self::Fraktur, 'I') => 'ℑ',
            (Self::Fraktur, 'R') => 'ℜ',
            (Self::Fraktur, 'Z') => 'ℨ',
            (Self::DoubleStruck, _) => offset('𝔸', c, 'A'),
            (Self::Bold, _) => offset('𝐀', c, 'A'),
            (Self::Script, _) => offset('𝒜', c, 'A'),
            (Self::Fraktur, _) => offset('𝔄', c, 'A'),
            (Self::Sans, _) => offset('𝖠', c, 'A'),
            (Self::Mono, _) => offset('𝙰', c, 'A'),
            (Self::Italic, _) => offset('𝐴', c, 'A'),
        }
    }

    fn lower(self, c: char) -> char {
        match (self, c) {
            (Self::Plain, _) => c,
            (Self::Script, 'e') => 'ℯ',
            (Self::Script, 'g') => 'ℊ',
            (Self::Script, 'o') => 'ℴ',
            (Self::Italic, 'h') => 'ℎ',
            (Self::DoubleStruck, _) => offset('𝕒', c, 'a'),
            (Self::Bold, _) => offset('𝐚', c, 'a'),
            (Self::Script, _) => offset('𝒶', c, 'a'),
            (Self::Fraktur, _) => offset('𝔞', c, 'a'),
            (Self::Sans, _) => offset('𝖺', c, 'a'),
            (Self::Mono, _) => offset('𝚊', c, 'a'),
            (Self::Italic, _) => offset('𝑎', c, 'a'),
        }
    }
}

fn offset(first: char, c: char, base: char) -> char {
    let at = u32::from(first) + (u32::from(c) - u32::from(base));
    char::from_u32(at).unwrap_or(c)
}

/// The text as small letters above the line, if all of it has them.
pub(super) fn superscript(text: &str) -> Option<String> {
    text.chars().filter(|c| *c != ' ').map(raised).collect()
}

/// The text as small letters below the line, if all of it has them.
pub(super) fn subscript(text: &str) -> Option<String> {
    text.chars().filter(|c| *c != ' ').map(lowered).collect()
}

fn raised(c: char) -> Option<char> {
    Some(match c {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4'..='9' => offset('⁴', c, '4'),
        '+' => '⁺',
        '−' | '-' => '⁻',
        '=' => '⁼',
        '(' => '⁽',
        ')' => '⁾',
        'a' => 'ᵃ',
        'b' => 'ᵇ',
        'c' => 'ᶜ',
        'd' => 'ᵈ',
        'e' => 'ᵉ',
        'f' => 'ᶠ',
        'g' => 'ᵍ',
        'h' => 'ʰ',
        'i' => 'ⁱ',
        'j' => 'ʲ',
        'k' => 'ᵏ',
        'l' => 'ˡ',
        'm' => 'ᵐ',
        'n' => 'ⁿ',
        'o' => 'ᵒ',
        'p' => 'ᵖ',
        'r' => 'ʳ',
        's' => 'ˢ',
        't' => 'ᵗ',
        'u' => 'ᵘ',
        'v' => 'ᵛ',
        'w' => 'ʷ',
        'x' => 'ˣ',
        'y' => 'ʸ',
        'z' => 'ᶻ',
        'A' => 'ᴬ',
        'B' => 'ᴮ',
        'D' => 'ᴰ',
        'E' => 'ᴱ',
        'G' => 'ᴳ',
        'H' => 'ᴴ',
        'I' => 'ᴵ',
        'J' => 'ᴶ',
        'K' => 'ᴷ',
        'L' => 'ᴸ',
        'M' => 'ᴹ',
        'N' => 'ᴺ',
        'O' => 'ᴼ',
        'P' => 'ᴾ',
        'R' => 'ᴿ',
        'T' => 'ᵀ',
        'U' => 'ᵁ',
        'V' => 'ⱽ',
        'W' => 'ᵂ',
        'α' => 'ᵅ',
        'β' => 'ᵝ',
        'γ' => 'ᵞ',
        'δ' => 'ᵟ',
        'θ' => 'ᶿ',
        'φ' | 'ϕ' => 'ᵠ',
        'χ' => 'ᵡ',
        '′' | '″' | '‴' | '†' | '∗' | '*' | '∘' | '°' | '⊤' => match c {
            '∘' => '°',
            '∗' => '*',
            '⊤' => 'ᵀ',
            _ => c,
        },
        _ => return None,
    })
}

fn lowered(c: char) -> Option<char> {
    Some(match c {
        '0'..='9' => offset('₀', c, '0'),
        '+' => '₊',
        '−' | '-' => '₋',
        '=' => '₌',
        '(' => '₍',
        ')' => '₎',
        'a' => 'ₐ',
        'e' => 'ₑ',
        'h' => 'ₕ',
        'i' => 'ᵢ',
        'j' => 'ⱼ',
        'k' => 'ₖ',
        'l' => 'ₗ',
        'm' => 'ₘ',
        'n' => 'ₙ',
        'o' => 'ₒ',
        'p' => 'ₚ',
        'r' => 'ᵣ',
        's' => 'ₛ',
        't' => 'ₜ',
        'u' => 'ᵤ',
        'v' => 'ᵥ',
        'x' => 'ₓ',
        'β' => 'ᵦ',
        'γ' => 'ᵧ',
        'ρ' => 'ᵨ',
        'φ' | 'ϕ' => 'ᵩ',
        'χ' => 'ᵪ',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_other_fonts() {
        let in_font =
            |font: Font, text: &str| -> String { text.chars().map(|c| font.letter(c)).collect() };
        assert_eq!(in_font(Font::DoubleStruck, "RXn1"), "ℝ𝕏𝕟𝟙");
        assert_eq!(in_font(Font::Script, "LMe"), "ℒℳℯ");
        assert_eq!(in_font(Font::Fraktur, "gH"), "𝔤ℌ");
        assert_eq!(in_font(Font::Bold, "vα"), "𝐯𝛂");
        assert_eq!(in_font(Font::Italic, "h"), "ℎ");
    }

    #[test]
    fn scripts_only_where_all_letters_have_them() {
        assert_eq!(superscript("n + 1").as_deref(), Some("ⁿ⁺¹"));
        assert_eq!(subscript("ij").as_deref(), Some("ᵢⱼ"));
        assert_eq!(subscript("q"), None);
        assert_eq!(superscript("∞"), None);
    }
}
