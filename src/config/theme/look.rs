//! A theme as it is written: a file of colours, and of styles for roles that want another
//! than these colours give them.

use std::borrow::Cow;
use std::path::Path;

use ratatui::style::{Color, Modifier, Style};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::file::in_order;
use crate::config::problem::{Problem, Spot, instead, meant, syntax};

use super::palette::{self, Palette};
use super::{Background, BuiltIn, Rgb, Role};

/// A theme at full depth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Its name.
    pub name: String,
    /// What it is like, in one sentence.
    pub about: String,
    /// The background it is made for.
    pub background: Background,
    /// Its colours.
    pub palette: Palette,
    pub(super) styles: [Style; Role::COUNT],
    pub(super) monochrome: bool,
}

impl Look {
    /// The look of a palette.
    #[must_use]
    fn of(name: &str, about: &str, background: Background, palette: Palette) -> Self {
        let styles = Role::ALL.map(|role| palette::style(&palette, role));
        Self {
            name: name.to_owned(),
            about: about.to_owned(),
            background,
            palette,
            styles,
            monochrome: false,
        }
    }

    /// No colours: what colours tell elsewhere, modifiers tell here.
    pub(super) fn monochrome() -> Self {
        let about = "No colours: bold, dim, underlined and reversed text tells it all.";
        let name = BuiltIn::Monochrome.name();
        let mut look = Self::of(name, about, Background::Dark, Palette::PLAIN);
        look.monochrome = true;
        for style in &mut look.styles {
            *style = Style {
                fg: None,
                bg: None,
                underline_color: None,
                ..*style
            };
        }
        // Bold alone would be any bold word.
        let own = &mut look.styles[Role::OwnMention as usize];
        *own = own.add_modifier(Modifier::REVERSED);
        look
    }

    /// Whether it is made of colours that a terminal of sixteen has.
    #[must_use]
    pub fn is_of_sixteen(&self) -> bool {
        let rich = |color: Option<Color>| {
            matches!(color, Some(Color::Rgb(..) | Color::Indexed(16..=u8::MAX)))
        };
        !self
            .styles
            .iter()
            .any(|style| rich(style.fg) || rich(style.bg))
    }

    /// The style of a role.
    #[must_use]
    pub const fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }

    /// Reads a theme file. What is wrong with it is told, and counts as if it were not
    /// there: those colours are the ones of `dark` or `light`.
    #[must_use]
    pub fn read(name: &str, text: &str, path: &Path) -> (Self, Vec<Problem>) {
        let (top, errors) = DeTable::parse_recoverable(text);
        let mut reader = Reader {
            text,
            path,
            problems: Vec::new(),
        };
        let look = reader.look(name, top.get_ref());
        let mut problems = reader.problems;
        if !errors.is_empty() {
            // What else a broken file seems to say is guesswork.
            problems.clear();
        }
        for error in errors {
            let spot = error.span().map(|span| Spot::at(text, &span));
            problems.push(Problem::new(path, spot, syntax(error.message())));
        }
        problems.sort_by_key(|problem| problem.spot);
        (look, problems)
    }
}

/// The names of the sixteen colours.
const NAMED: [(&str, Color); 17] = [
    ("default", Color::Reset),
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("white", Color::Gray),
    ("bright-black", Color::DarkGray),
    ("bright-red", Color::LightRed),
    ("bright-green", Color::LightGreen),
    ("bright-yellow", Color::LightYellow),
    ("bright-blue", Color::LightBlue),
    ("bright-magenta", Color::LightMagenta),
    ("bright-cyan", Color::LightCyan),
    ("bright-white", Color::White),
];

/// The modifiers a style can have.
const MODIFIERS: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
];

type Name<'a> = Spanned<Cow<'a, str>>;

struct Reader<'a> {
    text: &'a str,
    path: &'a Path,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn wrong<T>(&mut self, at: &Spanned<T>, sentence: String) {
        let spot = Spot::at(self.text, &at.span());
        let problem = Problem::new(self.path, Some(spot), sentence);
        self.problems.push(problem);
    }

    fn look(&mut self, name: &str, top: &DeTable<'_>) -> Look {
        let mut about = String::new();
        let mut background = None;
        let (mut colors, mut roles) = (None, None);
        for (key, value) in in_order(top) {
            match (&**key.get_ref(), value.get_ref()) {
                ("about", DeValue::String(words)) => about = words.to_string(),
                ("about", _) => self.wrong(value, "`about` is a text in quotes".to_owned()),
                ("background", value_is) => match value_is.as_str() {
                    Some("dark") => background = Some(Background::Dark),
                    Some("light") => background = Some(Background::Light),
                    _ => self.wrong(value, "`background` is \"dark\" or \"light\"".to_owned()),
                },
                ("colors", DeValue::Table(table)) => colors = Some(table),
                ("roles", DeValue::Table(table)) => roles = Some(table),
                (table @ ("colors" | "roles"), _) => {
                    self.wrong(key, format!("`{table}` is a table: write `[{table}]`"));
                }
                (other, _) => {
                    let end = instead(other, ["about", "background", "colors", "roles"]);
                    self.wrong(key, format!("`{other}` is nothing of a theme's; {end}"));
                }
            }
        }
        if background.is_none() {
            let sentence =
                "`background = \"dark\"` or `\"light\"` is missing: what the theme is for";
            let missing = !self
                .problems
                .iter()
                .any(|p| p.sentence.starts_with("`background`"));
            if missing {
                let spot = Some(Spot { line: 1, column: 1 });
                let problem = Problem::new(self.path, spot, sentence.to_owned());
                self.problems.push(problem);
            }
        }
        let background = background.unwrap_or(Background::Dark);
        let palette = self.palette(name, background, colors);
        let mut look = Look::of(name, &about, background, palette);
        for (role, style) in roles.into_iter().flat_map(in_order) {
            self.role(role, style, &mut look);
        }
        look
    }

    /// The colours; those that are missing are the built-in theme's for the background.
    fn palette(
        &mut self,
        name: &str,
        background: Background,
        colors: Option<&DeTable<'_>>,
    ) -> Palette {
        let base = match background {
            Background::Dark => BuiltIn::Dark,
            Background::Light => BuiltIn::Light,
        };
        let mut palette = if name == base.name() {
            Palette::PLAIN
        } else {
            base.look().palette.clone()
        };
        for (name, value) in colors.into_iter().flat_map(in_order) {
            let name_is = &**name.get_ref();
            if Palette::PLAIN.get(name_is).is_none() {
                let end = instead(name_is, Palette::NAMES.iter().map(|(name, _)| *name));
                self.wrong(name, format!("`{name_is}` is no colour of a theme; {end}"));
            } else if let Some(color) = self.color(value, None) {
                palette.set(name_is, color);
            }
        }
        palette
    }

    /// A colour; in roles, one of the theme's own by its name too.
    fn color(&mut self, value: &Spanned<DeValue<'_>>, own: Option<&Palette>) -> Option<Color> {
        let number = match value.get_ref() {
            DeValue::Integer(number) => u8::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        let name = value.get_ref().as_str();
        let color = number
            .map(Color::Indexed)
            .or_else(|| own.and_then(|palette| palette.get(name?)))
            .or_else(|| {
                NAMED
                    .iter()
                    .find(|(n, _)| Some(*n) == name)
                    .map(|(_, c)| *c)
            })
            .or_else(|| {
                let name = name.filter(|name| matches!(name.len(), 4 | 7))?;
                let Rgb(red, green, blue) = Rgb::parse(name).filter(|_| name.starts_with('#'))?;
                Some(Color::Rgb(red, green, blue))
            });
        if color.is_none() {
            let names = NAMED.iter().map(|(name, _)| *name);
            let names = names.chain(own.iter().flat_map(|_| Palette::NAMES.iter().map(|n| n.0)));
            let near = name.and_then(|name| meant(name, names));
            let near = near.map(|near| format!("; did you mean \"{near}\"?"));
            let own = own.map_or("", |_| ", one of [colors]");
            self.wrong(
                value,
                format!(
                    "a colour is \"#rrggbb\", \"red\", \"bright-red\", \"default\"{own} or a number to 255{}",
                    near.unwrap_or_default()
                ),
            );
        }
        color
    }

    fn role(&mut self, name: &Name<'_>, value: &Spanned<DeValue<'_>>, look: &mut Look) {
        let name_is = &**name.get_ref();
        let Some(role) = Role::from_name(name_is) else {
            let end = match meant(name_is, Role::ALL.iter().map(|role| role.name())) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "docs/themes.md lists them".to_owned(),
            };
            self.wrong(name, format!("`{name_is}` is no role; {end}"));
            return;
        };
        let DeValue::Table(table) = value.get_ref() else {
            if let Some(color) = self.color(value, Some(&look.palette)) {
                let slot = &mut look.styles[role as usize];
                *slot = slot.fg(color);
            }
            return;
        };
        // What is written stands in place of all that the colours would give it.
        let mut style = Style::new();
        for (key, value) in in_order(table) {
            let key_is = &**key.get_ref();
            let modifier = MODIFIERS.iter().find(|(name, _)| *name == key_is);
            match (key_is, modifier, value.get_ref()) {
                ("fg", _, _) => {
                    let color = self.color(value, Some(&look.palette));
                    style.fg = color.or(style.fg);
                }
                ("bg", _, _) => {
                    let color = self.color(value, Some(&look.palette));
                    style.bg = color.or(style.bg);
                }
                (_, Some((_, modifier)), DeValue::Boolean(true)) => {
                    style = style.add_modifier(*modifier);
                }
                (_, Some(_), DeValue::Boolean(false)) => {}
                (_, Some(_), _) => self.wrong(value, format!("`{key_is}` is true or false")),
                (_, None, _) => {
                    let parts = ["fg", "bg", "bold", "dim", "italic", "underline", "reverse"];
                    let end = instead(key_is, parts);
                    self.wrong(key, format!("`{key_is}` is nothing of a style's; {end}"));
                }
            }
        }
        if role == Role::Text {
            // The ground is what everything stands on.
            style.bg = style.bg.or(look.styles[role as usize].bg);
        }
        look.styles[role as usize] = style;
    }
}
