//! How many colours the terminal shows, whether its background is light, and
//! colours brought down to what it can show.

use ratatui::style::Color;

/// What a person asked for about colours (`--color`, `colors` in `config.toml`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ColorChoice {
    /// What the environment says: `NO_COLOR`, `COLORTERM`, `TERM`.
    #[default]
    Auto,
    /// No colours; bold, dim, underline and reverse stay.
    None,
    /// The terminal's own sixteen colours.
    #[value(name = "16")]
    Ansi16,
    /// The xterm palette of 256 colours.
    #[value(name = "256")]
    Indexed256,
    /// 24-bit colours.
    Truecolor,
}

/// How many colours are sent to the terminal. Ordered from fewest to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColorDepth {
    /// No colours; attributes (bold, reverse, …) only.
    None,
    /// The sixteen named colours.
    Ansi16,
    /// xterm's 256 colours.
    Indexed256,
    /// 24-bit colours.
    TrueColor,
}

/// `TERM` prefixes and names of terminals that show 24-bit colours but, for
/// instance over ssh, come without `COLORTERM`.
const TRUECOLOR_TERMS: [&str; 9] = [
    "xterm-kitty",
    "xterm-ghostty",
    "alacritty",
    "foot",
    "wezterm",
    "contour",
    "rio",
    "iterm2",
    "iTerm2.app",
];

impl ColorDepth {
    /// The depth for this choice and environment. An explicit choice wins; then
    /// `NO_COLOR` (<https://no-color.org>: set and not empty), `COLORTERM`,
    /// `TERM_PROGRAM`, `TERM`.
    pub fn detect(choice: ColorChoice, env: impl Fn(&str) -> Option<String>) -> Self {
        match choice {
            ColorChoice::None => return Self::None,
            ColorChoice::Ansi16 => return Self::Ansi16,
            ColorChoice::Indexed256 => return Self::Indexed256,
            ColorChoice::Truecolor => return Self::TrueColor,
            ColorChoice::Auto => {}
        }
        if env("NO_COLOR").is_some_and(|value| !value.is_empty()) {
            return Self::None;
        }
        let term = env("TERM").unwrap_or_default();
        if term == "dumb" {
            return Self::None;
        }
        if matches!(
            env("COLORTERM").as_deref(),
            Some("truecolor" | "24bit" | "direct")
        ) {
            // GNU screen hands its outer terminal's COLORTERM down without being
            // able to pass such colours on.
            if term.starts_with("screen") && env("TMUX").is_none() {
                return Self::Indexed256;
            }
            return Self::TrueColor;
        }
        if env("TERM_PROGRAM").as_deref() == Some("Apple_Terminal") {
            return Self::Indexed256;
        }
        if term.ends_with("-direct")
            || term.contains("truecolor")
            || TRUECOLOR_TERMS.iter().any(|name| term.starts_with(name))
        {
            return Self::TrueColor;
        }
        if term.contains("256") || env("TMUX").is_some() {
            return Self::Indexed256;
        }
        Self::Ansi16
    }

    /// The nearest colour this depth can show.
    pub fn lower(self, color: Color) -> Color {
        match self {
            Self::TrueColor => color,
            Self::None => Color::Reset,
            Self::Indexed256 => match color {
                Color::Rgb(r, g, b) => Color::Indexed(Rgb(r, g, b).nearest_indexed()),
                other => other,
            },
            Self::Ansi16 => match color {
                Color::Rgb(r, g, b) => Rgb(r, g, b).nearest_ansi(),
                Color::Indexed(index) => match named(index) {
                    Some(color) => color,
                    None => Rgb::of_index(index).nearest_ansi(),
                },
                other => other,
            },
        }
    }
}

/// A 24-bit colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rgb(
    /// Red, 0 to 255.
    pub u8,
    /// Green, 0 to 255.
    pub u8,
    /// Blue, 0 to 255.
    pub u8,
);

impl Rgb {
    /// What a colour looks like: exactly, or as xterm shows it. `None` for the terminal's own
    /// text or background.
    pub fn of_color(color: Color) -> Option<Self> {
        match color {
            Color::Reset => None,
            Color::Rgb(red, green, blue) => Some(Self(red, green, blue)),
            Color::Indexed(index) => Some(Self::of_index(index)),
            named => ANSI.iter().find(|(c, _)| *c == named).map(|(_, rgb)| *rgb),
        }
    }

    /// Whether dark text is read better on this colour than light text.
    pub fn is_light(self) -> bool {
        // Perceived brightness (ITU-R BT.601 weights), in thousandths of 255.
        let Rgb(r, g, b) = self;
        299 * u32::from(r) + 587 * u32::from(g) + 114 * u32::from(b) > 127_500
    }

    /// Reads an X11 colour as terminals answer OSC 10 and 11: `rgb:h/h/h` with
    /// one to four digits each, `rgba:…`; or `#rrggbb` and `#rgb`, as Zulip writes
    /// the colours of channels.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(hex) = text.strip_prefix('#') {
            if !hex.is_ascii() || hex.len() % 3 != 0 {
                return None;
            }
            let n = hex.len() / 3;
            let part = |i: usize| channel(hex.get(i * n..(i + 1) * n)?);
            return Some(Rgb(part(0)?, part(1)?, part(2)?));
        }
        let rest = text
            .strip_prefix("rgb:")
            .or_else(|| text.strip_prefix("rgba:"))?;
        let mut parts = rest.split('/').map(channel);
        Some(Rgb(parts.next()??, parts.next()??, parts.next()??))
    }

    /// The colour at a place of xterm's palette; the first sixteen as xterm has
    /// them, since a terminal's own are not known.
    fn of_index(index: u8) -> Self {
        const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
        match index {
            0..=15 => ANSI[usize::from(index)].1,
            16..=231 => {
                let i = usize::from(index - 16);
                Rgb(STEPS[i / 36], STEPS[i / 6 % 6], STEPS[i % 6])
            }
            232..=255 => {
                let level = 8 + 10 * (index - 232);
                Rgb(level, level, level)
            }
        }
    }

    fn distance(self, other: Rgb) -> u32 {
        // "Redmean": close to perceived difference, in integers.
        let mean = (u32::from(self.0) + u32::from(other.0)) / 2;
        let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
        (((512 + mean) * square(self.0, other.0)) >> 8)
            + 4 * square(self.1, other.1)
            + (((767 - mean) * square(self.2, other.2)) >> 8)
    }

    fn nearest_indexed(self) -> u8 {
        // Only the cube and the greys: the first sixteen differ on each terminal.
        let step = |v: u8| match v {
            0..=47 => 0u8,
            48..=114 => 1,
            _ => (v - 35) / 40,
        };
        let cube = 16 + 36 * step(self.0) + 6 * step(self.1) + step(self.2);
        let level = (u32::from(self.0) + u32::from(self.1) + u32::from(self.2)) / 3;
        let grey = 232 + (level.saturating_sub(3) / 10).min(23) as u8;
        if Rgb::of_index(grey).distance(self) < Rgb::of_index(cube).distance(self) {
            grey
        } else {
            cube
        }
    }

    /// One of the sixteen. A colour with a hue keeps it: these stand for
    /// something, and the nearest by distance is too often a grey.
    fn nearest_ansi(self) -> Color {
        let Rgb(r, g, b) = self;
        let (low, high) = (r.min(g).min(b), r.max(g).max(b));
        if high - low <= 40 {
            return GREYS
                .iter()
                .min_by_key(|(_, rgb)| rgb.distance(self))
                .map_or(Color::Reset, |(color, _)| *color);
        }
        let light = u16::from(low) + u16::from(high) > 340;
        let (dark, bright) = match self.hue() {
            20..75 => (Color::Yellow, Color::LightYellow),
            75..160 => (Color::Green, Color::LightGreen),
            160..200 => (Color::Cyan, Color::LightCyan),
            200..262 => (Color::Blue, Color::LightBlue),
            262..330 => (Color::Magenta, Color::LightMagenta),
            _ => (Color::Red, Color::LightRed),
        };
        if light { bright } else { dark }
    }

    /// The place on the colour circle, in degrees from red.
    fn hue(self) -> i32 {
        let [r, g, b] = [self.0, self.1, self.2].map(i32::from);
        let (low, high) = (r.min(g).min(b), r.max(g).max(b));
        let spread = (high - low).max(1);
        let degrees = if high == r {
            60 * (g - b) / spread
        } else if high == g {
            120 + 60 * (b - r) / spread
        } else {
            240 + 60 * (r - g) / spread
        };
        degrees.rem_euclid(360)
    }
}

fn channel(hex: &str) -> Option<u8> {
    if hex.is_empty() || hex.len() > 4 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(hex, 16).ok()?;
    let most = 16u32.pow(hex.len() as u32) - 1;
    u8::try_from((value * 255 + most / 2) / most).ok()
}

fn named(index: u8) -> Option<Color> {
    ANSI.get(usize::from(index)).map(|(color, _)| *color)
}

/// The sixteen colours and what they look like in xterm.
const ANSI: [(Color, Rgb); 16] = [
    (Color::Black, Rgb(0, 0, 0)),
    (Color::Red, Rgb(205, 0, 0)),
    (Color::Green, Rgb(0, 205, 0)),
    (Color::Yellow, Rgb(205, 205, 0)),
    (Color::Blue, Rgb(0, 0, 238)),
    (Color::Magenta, Rgb(205, 0, 205)),
    (Color::Cyan, Rgb(0, 205, 205)),
    (Color::Gray, Rgb(229, 229, 229)),
    (Color::DarkGray, Rgb(127, 127, 127)),
    (Color::LightRed, Rgb(255, 0, 0)),
    (Color::LightGreen, Rgb(0, 255, 0)),
    (Color::LightYellow, Rgb(255, 255, 0)),
    (Color::LightBlue, Rgb(92, 92, 255)),
    (Color::LightMagenta, Rgb(255, 0, 255)),
    (Color::LightCyan, Rgb(0, 255, 255)),
    (Color::White, Rgb(255, 255, 255)),
];

const GREYS: [(Color, Rgb); 4] = [ANSI[0], ANSI[8], ANSI[7], ANSI[15]];
/// Whether the terminal's background is light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Background {
    /// Light text on a dark ground.
    Dark,
    /// Dark text on a light ground.
    Light,
}

impl Background {
    /// What the environment says: `COLORFGBG`, as rxvt, Konsole and others set
    /// it (`foreground;background` or `foreground;default;background`, palette
    /// places). `None` when it says nothing.
    pub fn from_env(env: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let value = env("COLORFGBG")?;
        let place: u8 = value.rsplit(';').next()?.trim().parse().ok()?;
        // 7 and 15 are the whites; 9 to 14 are bright hues.
        Some(match place {
            0..=6 | 8 => Self::Dark,
            7 | 9..=15 => Self::Light,
            16..=255 if Rgb::of_index(place).is_light() => Self::Light,
            16..=255 => Self::Dark,
        })
    }
}

impl From<Rgb> for Background {
    fn from(rgb: Rgb) -> Self {
        if rgb.is_light() {
            Self::Light
        } else {
            Self::Dark
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn env<'a>(pairs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        move |name| {
            let (_, value) = pairs.iter().find(|(key, _)| *key == name)?;
            Some((*value).to_owned())
        }
    }

    fn auto(pairs: &[(&str, &str)]) -> ColorDepth {
        ColorDepth::detect(ColorChoice::Auto, env(pairs))
    }

    #[test]
    fn the_environment_tells_the_depth() {
        use ColorDepth::{Ansi16, Indexed256, None, TrueColor};
        assert_eq!(auto(&[("TERM", "xterm-256color")]), Indexed256);
        assert_eq!(auto(&[("TERM", "xterm")]), Ansi16);
        assert_eq!(auto(&[("TERM", "linux")]), Ansi16);
        assert_eq!(auto(&[]), Ansi16);
        assert_eq!(auto(&[("TERM", "dumb")]), None);
        assert_eq!(auto(&[("TERM", "xterm-kitty")]), TrueColor);
        let modern = [("TERM", "xterm-256color"), ("COLORTERM", "truecolor")];
        assert_eq!(auto(&modern), TrueColor);
        assert_eq!(auto(&[("COLORTERM", "truecolor"), ("NO_COLOR", "1")]), None);
        assert_eq!(
            auto(&[("COLORTERM", "truecolor"), ("NO_COLOR", "")]),
            TrueColor
        );
        let screen = [("TERM", "screen-256color"), ("COLORTERM", "truecolor")];
        assert_eq!(auto(&screen), Indexed256);
        let tmux = [
            ("TERM", "screen-256color"),
            ("COLORTERM", "truecolor"),
            ("TMUX", "/tmp/tmux-0/default,1,0"),
        ];
        assert_eq!(auto(&tmux), TrueColor);
        assert_eq!(auto(&[("TERM", "screen"), ("TMUX", "x")]), Indexed256);
    }

    #[test]
    fn a_choice_wins_over_the_environment() {
        let env = env(&[("NO_COLOR", "1")]);
        assert_eq!(
            ColorDepth::detect(ColorChoice::Truecolor, &env),
            ColorDepth::TrueColor
        );
        assert_eq!(
            ColorDepth::detect(ColorChoice::Ansi16, &env),
            ColorDepth::Ansi16
        );
    }

    #[test]
    fn colours_come_down_and_keep_their_hue() {
        let at = |depth: ColorDepth, r, g, b| depth.lower(Color::Rgb(r, g, b));
        assert_eq!(at(ColorDepth::None, 255, 0, 0), Color::Reset);
        assert_eq!(at(ColorDepth::TrueColor, 1, 2, 3), Color::Rgb(1, 2, 3));
        assert_eq!(at(ColorDepth::Indexed256, 255, 0, 0), Color::Indexed(196));
        assert_eq!(
            at(ColorDepth::Indexed256, 128, 128, 128),
            Color::Indexed(244)
        );
        // Zulip's default channel colours.
        assert_eq!(at(ColorDepth::Ansi16, 0x76, 0xce, 0x90), Color::Green);
        assert_eq!(at(ColorDepth::Ansi16, 0xf4, 0xae, 0x55), Color::Yellow);
        assert_eq!(
            at(ColorDepth::Ansi16, 0xbd, 0x86, 0xe5),
            Color::LightMagenta
        );
        assert_eq!(at(ColorDepth::Ansi16, 0x1f, 0x5f, 0xb0), Color::Blue);
        assert_eq!(at(ColorDepth::Ansi16, 0xe4, 0x52, 0x3d), Color::Red);
        assert_eq!(at(ColorDepth::Ansi16, 20, 20, 24), Color::Black);
        assert_eq!(ColorDepth::Ansi16.lower(Color::Indexed(9)), Color::LightRed);
        assert_eq!(ColorDepth::Ansi16.lower(Color::Indexed(255)), Color::Gray);
    }

    #[test]
    fn every_place_of_the_palette_is_its_own_nearest() {
        for index in 16..=255u8 {
            let rgb = Rgb::of_index(index);
            let back = Rgb::of_index(rgb.nearest_indexed());
            assert_eq!(back, rgb, "place {index}");
        }
    }

    #[test]
    fn answers_about_the_background_are_read() {
        assert_eq!(Rgb::parse("rgb:ffff/ffff/ffff"), Some(Rgb(255, 255, 255)));
        assert_eq!(Rgb::parse("rgb:1e1e/1e1e/2e2e"), Some(Rgb(30, 30, 46)));
        assert_eq!(Rgb::parse("rgb:f/0/8"), Some(Rgb(255, 0, 136)));
        assert_eq!(Rgb::parse("rgba:0000/0000/0000/cccc"), Some(Rgb(0, 0, 0)));
        assert_eq!(Rgb::parse("#fdf6e3"), Some(Rgb(253, 246, 227)));
        for wrong in [
            "",
            "rgb:",
            "rgb:1/2",
            "rgb:12345/0/0",
            "rgb:x/y/z",
            "#12é",
            "#",
        ] {
            assert_eq!(Rgb::parse(wrong), None, "{wrong}");
        }
        assert!(Rgb(253, 246, 227).is_light());
        assert!(!Rgb(30, 30, 46).is_light());
    }

    #[test]
    fn colorfgbg_tells_light_from_dark() {
        let of = |value| Background::from_env(env(&[("COLORFGBG", value)]));
        assert_eq!(of("15;0"), Some(Background::Dark));
        assert_eq!(of("0;15"), Some(Background::Light));
        assert_eq!(of("0;default;15"), Some(Background::Light));
        assert_eq!(of("7;8"), Some(Background::Dark));
        assert_eq!(of("0;7"), Some(Background::Light));
        assert_eq!(of("0;default"), None);
        assert_eq!(of(""), None);
        assert_eq!(Background::from_env(|_| None), None);
    }

    proptest! {
        #[test]
        fn any_colour_lowers_to_what_the_depth_has(r: u8, g: u8, b: u8) {
            let ansi = ColorDepth::Ansi16.lower(Color::Rgb(r, g, b));
            prop_assert!(ANSI.iter().any(|(color, _)| *color == ansi));
            let indexed = ColorDepth::Indexed256.lower(Color::Rgb(r, g, b));
            prop_assert!(matches!(indexed, Color::Indexed(16..)));
        }

        #[test]
        fn reading_a_colour_never_panics(text in ".{0,24}") {
            let _ = Rgb::parse(&text);
        }
    }
}
