//! The themes that are built in: files like those a person writes, and one without
//! colours.

use std::path::Path;
use std::sync::OnceLock;

use super::{Background, ColorDepth, Look};

/// Declares the themes once: variant, name, file.
macro_rules! themes {
    ($($(#[$doc:meta])* $theme:ident $name:literal),* $(,)?) => {
        /// The themes that are built in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum BuiltIn {
            $($(#[$doc])* $theme,)*
            /// No colours.
            Monochrome,
        }

        impl BuiltIn {
            /// All, in the order in which they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$theme,)* Self::Monochrome];

            /// Its name in `config.toml` and on the command line.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$theme => $name,)*
                    Self::Monochrome => "monochrome",
                }
            }

            /// Its file; the one without colours has none.
            #[must_use]
            pub const fn file(self) -> Option<&'static str> {
                match self {
                    $(Self::$theme => Some(include_str!(concat!("built-in/", $name, ".toml"))),)*
                    Self::Monochrome => None,
                }
            }
        }
    };
}

themes! {
    /// For dark backgrounds, on the terminal's own.
    Dark "dark",
    /// For light backgrounds, on the terminal's own.
    Light "light",
    /// Ultramarine and gold.
    Lapis "lapis",
    /// Charcoal and amber.
    Ember "ember",
    /// Greens and earth.
    Moss "moss",
    /// Violet, low in glare.
    Dusk "dusk",
    /// Warm paper and ink.
    Paper "paper",
    /// Cool grey-blue.
    Mist "mist",
    /// Rose and sand.
    Dawn "dawn",
    /// White on black.
    HighContrastDark "high-contrast-dark",
    /// Black on white.
    HighContrastLight "high-contrast-light",
    /// The terminal's own sixteen colours on a dark background.
    Sixteen "16-color",
    /// The terminal's own sixteen colours on a light background.
    SixteenLight "16-color-light",
}

/// How many there are.
const COUNT: usize = BuiltIn::ALL.len();

impl BuiltIn {
    /// The theme of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|theme| theme.name() == name)
    }

    /// What suits a terminal of this depth and background.
    #[must_use]
    pub const fn suited(depth: ColorDepth, background: Background) -> Self {
        match (depth, background) {
            (ColorDepth::None, _) => Self::Monochrome,
            (ColorDepth::Ansi16, Background::Dark) => Self::Sixteen,
            (ColorDepth::Ansi16, Background::Light) => Self::SixteenLight,
            (ColorDepth::Indexed256 | ColorDepth::TrueColor, Background::Dark) => Self::Dark,
            (ColorDepth::Indexed256 | ColorDepth::TrueColor, Background::Light) => Self::Light,
        }
    }

    /// How it looks at full depth. Read once.
    #[must_use]
    pub fn look(self) -> &'static Look {
        static LOOKS: [OnceLock<Look>; COUNT] = [const { OnceLock::new() }; COUNT];
        LOOKS[self as usize].get_or_init(|| match self.file() {
            None => Look::monochrome(),
            Some(text) => {
                let (look, problems) = Look::read(self.name(), text, Path::new(self.name()));
                debug_assert!(problems.is_empty(), "{problems:?}");
                look
            }
        })
    }
}
