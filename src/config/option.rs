//! The table of options: declared once with `settings!`, it is the structs that
//! the program reads, their defaults, the reader of the file, the file that
//! `lazuli config init` writes, `docs/config.md` and the JSON schema.
//!
//! A derived schema (`schemars`) would be a second description beside the reader's:
//! it sorts names, knows nothing of places in the file, and something has still to
//! check ranges and to say what is wrong. This table is one.

use clap::ValueEnum;
use toml::de::DeValue;

use super::problem::meant;

/// What an option can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// True or false.
    Flag,
    /// One of a few words.
    Choice(Vec<Choice>),
    /// A whole number in a range, both ends included.
    Whole {
        /// The least.
        least: u16,
        /// The most.
        most: u16,
    },
    /// Any text.
    Text,
    /// A list of texts.
    Words,
}

/// One of the words an option can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The word.
    pub word: String,
    /// What it means, in one sentence.
    pub meaning: String,
}

impl Kind {
    /// The words of an enum, by its `clap` names and help.
    #[must_use]
    pub fn of_enum<T: ValueEnum>() -> Self {
        let choice = |value: &T| {
            let value = value.to_possible_value()?;
            let mut meaning = value
                .get_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            // `clap` takes the full stop of a comment away.
            if !meaning.is_empty() && !meaning.ends_with(['.', '?', '!']) {
                meaning.push('.');
            }
            Some(Choice {
                word: value.get_name().to_owned(),
                meaning,
            })
        };
        Self::Choice(T::value_variants().iter().filter_map(choice).collect())
    }

    /// The same, a whole number from `least` to `most`.
    #[must_use]
    pub fn within(self, range: std::ops::RangeInclusive<u16>) -> Self {
        match self {
            Self::Whole { .. } => Self::Whole {
                least: *range.start(),
                most: *range.end(),
            },
            other @ (Self::Flag | Self::Choice(_) | Self::Text | Self::Words) => other,
        }
    }

    /// What it can be, in a few words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Flag => "true or false".to_owned(),
            Self::Choice(choices) => {
                let words: Vec<String> = choices.iter().map(|c| format!("{:?}", c.word)).collect();
                match words.split_last() {
                    Some((last, rest)) if !rest.is_empty() => {
                        format!("{} or {last}", rest.join(", "))
                    }
                    Some((last, _)) => last.clone(),
                    None => String::new(),
                }
            }
            Self::Whole { least, most } => format!("a whole number from {least} to {most}"),
            Self::Text => "a text in quotes".to_owned(),
            Self::Words => "a list of texts, [\"like\", \"this\"]".to_owned(),
        }
    }

    /// Checks a value.
    ///
    /// # Errors
    /// What `name` can be, and what it is instead.
    pub fn check(&self, name: &str, value: &DeValue<'_>) -> Result<(), String> {
        let fits = match (self, value) {
            (Self::Flag, DeValue::Boolean(_)) | (Self::Text, DeValue::String(_)) => true,
            (Self::Choice(choices), DeValue::String(word)) => {
                choices.iter().any(|choice| choice.word == **word)
            }
            (Self::Whole { least, most }, DeValue::Integer(_)) => {
                whole(value).is_some_and(|n| (*least..=*most).contains(&n))
            }
            (Self::Words, DeValue::Array(items)) => items
                .iter()
                .all(|item| matches!(item.get_ref(), DeValue::String(_))),
            (Self::Flag | Self::Choice(_) | Self::Whole { .. } | Self::Text | Self::Words, _) => {
                false
            }
        };
        if fits {
            return Ok(());
        }
        let mut sentence = format!("`{name}` is {}, not {}", self.words(), described(value));
        if let (Self::Choice(choices), DeValue::String(word)) = (self, value)
            && let Some(near) = meant(word, choices.iter().map(|choice| &*choice.word))
        {
            sentence.push_str(&format!("; did you mean {near:?}?"));
        }
        Err(sentence)
    }
}

/// A value in the words of a sentence that says it is the wrong one.
fn described(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("the text {text:?}"),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(truth) => truth.to_string(),
        DeValue::Datetime(moment) => format!("the date {moment}"),
        DeValue::Array(items) if items.is_empty() => "an empty list".to_owned(),
        DeValue::Array(_) => "this list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

/// The whole number of a value, if it is one and not too large.
fn whole(value: &DeValue<'_>) -> Option<u16> {
    let DeValue::Integer(number) = value else {
        return None;
    };
    u16::from_str_radix(number.as_str(), number.radix()).ok()
}

/// A type of options.
pub trait Setting: Sized {
    /// What it can be.
    fn kind() -> Kind;

    /// Reads a value that its kind let pass.
    ///
    /// # Errors
    /// What is still wrong with it, in a sentence.
    fn read(value: &DeValue<'_>) -> Result<Self, String>;

    /// Its value as the file has it.
    fn toml(&self) -> String;
}

/// A text as TOML has it.
#[must_use]
pub fn quoted(text: &str) -> String {
    // JSON's escapes are a part of TOML's.
    serde_json::Value::from(text).to_string()
}

/// Why a value of the wrong kind comes to a reader: a mistake of ours, told all the same.
const UNCHECKED: &str = "it is of another kind";

impl Setting for bool {
    fn kind() -> Kind {
        Kind::Flag
    }

    fn read(value: &DeValue<'_>) -> Result<Self, String> {
        value.as_bool().ok_or_else(|| UNCHECKED.to_owned())
    }

    fn toml(&self) -> String {
        self.to_string()
    }
}

impl Setting for u16 {
    fn kind() -> Kind {
        Kind::Whole {
            least: 0,
            most: Self::MAX,
        }
    }

    fn read(value: &DeValue<'_>) -> Result<Self, String> {
        whole(value).ok_or_else(|| UNCHECKED.to_owned())
    }

    fn toml(&self) -> String {
        self.to_string()
    }
}

impl Setting for String {
    fn kind() -> Kind {
        Kind::Text
    }

    fn read(value: &DeValue<'_>) -> Result<Self, String> {
        let text = value.as_str().ok_or_else(|| UNCHECKED.to_owned())?;
        Ok(text.to_owned())
    }

    fn toml(&self) -> String {
        quoted(self)
    }
}

impl Setting for Vec<String> {
    fn kind() -> Kind {
        Kind::Words
    }

    fn read(value: &DeValue<'_>) -> Result<Self, String> {
        let items = value.as_array().ok_or_else(|| UNCHECKED.to_owned())?;
        items
            .iter()
            .map(|item| String::read(item.get_ref()))
            .collect()
    }

    fn toml(&self) -> String {
        let items: Vec<String> = self.iter().map(|item| quoted(item)).collect();
        format!("[{}]", items.join(", "))
    }
}

/// Makes enums that `clap` knows the words of types of options.
macro_rules! choices {
    ($($type:ty),* $(,)?) => {
        $(impl $crate::config::option::Setting for $type {
            fn kind() -> $crate::config::option::Kind {
                $crate::config::option::Kind::of_enum::<Self>()
            }

            fn read(value: &toml::de::DeValue<'_>) -> Result<Self, String> {
                clap::ValueEnum::from_str(value.as_str().unwrap_or_default(), false)
            }

            fn toml(&self) -> String {
                let value = clap::ValueEnum::to_possible_value(self);
                let name = value.as_ref().map(|value| value.get_name());
                $crate::config::option::quoted(name.unwrap_or_default())
            }
        })*
    };
}
pub(super) use choices;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name, in kebab case.
    pub name: String,
    /// What it does: sentences, in paragraphs.
    pub words: String,
    /// What it can be.
    pub kind: Kind,
    /// Its default as the file has it.
    pub default: String,
}

/// A table of the file: its name, what it is about, its options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name; empty for the top of the file.
    pub name: &'static str,
    /// What it is about.
    pub words: String,
    /// Its options, in the order in which they are documented.
    pub entries: Vec<Entry>,
}

/// Something that options are kept in: one table of the file.
pub trait Section {
    /// Its part of the table.
    fn table() -> Table
    where
        Self: Sized;

    /// The value of the option of this name, as the file has it.
    fn get(&self, name: &str) -> Option<String>;

    /// Takes a value for the option of this name. `None`: there is no such option.
    fn set(&mut self, name: &str, value: &DeValue<'_>) -> Option<Result<(), String>>;
}

/// The name of an option, from that of its field.
#[must_use]
pub fn named(field: &str) -> String {
    field.replace('_', "-")
}

/// A documentation comment without the blanks of its source.
#[must_use]
pub fn said(lines: &[&str]) -> String {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
    let paragraphs: Vec<String> = lines
        .split(|line| line.is_empty())
        .map(|lines| lines.join(" "))
        .collect();
    paragraphs.join("\n\n")
}

/// Declares a table of the file: `field: Type = default => least..=most`, each with
/// its documentation, which is what a person reads of it.
macro_rules! settings {
    (
        $(#[doc = $doc:literal])*
        $name:ident $table:literal {
            $(
                $(#[doc = $words:literal])*
                $field:ident: $type:ty = $default:expr $(=> $range:expr)?
            ),* $(,)?
        }
        $(tables {
            $(
                $(#[doc = $about:literal])*
                $inner:ident: $section:ident
            ),* $(,)?
        })?
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            $(
                $(#[doc = $words])*
                pub $field: $type,
            )*
            $($(
                $(#[doc = $about])*
                pub $inner: $section,
            )*)?
        }

        impl Default for $name {
            fn default() -> Self {
                Self {
                    $($field: $default,)*
                    $($($inner: Default::default(),)*)?
                }
            }
        }

        impl $crate::config::option::Section for $name {
            fn table() -> $crate::config::option::Table {
                use $crate::config::option::{Entry, Setting, Table, named, said};
                let default = Self::default();
                Table {
                    name: $table,
                    words: said(&[$($doc),*]),
                    entries: vec![
                        $(Entry {
                            name: named(stringify!($field)),
                            words: said(&[$($words),*]),
                            kind: <$type as Setting>::kind()$(.within($range))?,
                            default: default.$field.toml(),
                        },)*
                    ],
                }
            }

            fn get(&self, name: &str) -> Option<String> {
                use $crate::config::option::{Setting, named};
                $(
                    if name == named(stringify!($field)) {
                        return Some(self.$field.toml());
                    }
                )*
                None
            }

            fn set(
                &mut self,
                name: &str,
                value: &toml::de::DeValue<'_>,
            ) -> Option<Result<(), String>> {
                use $crate::config::option::{Setting, named};
                $(
                    if name == named(stringify!($field)) {
                        let kind = <$type as Setting>::kind()$(.within($range))?;
                        return Some(kind.check(name, value).and_then(|()| {
                            self.$field = <$type as Setting>::read(value)?;
                            Ok(())
                        }));
                    }
                )*
                None
            }
        }

        $(
            impl $name {
                /// Every table of the file, the top first.
                #[must_use]
                pub fn tables() -> Vec<$crate::config::option::Table> {
                    use $crate::config::option::Section;
                    vec![
                        <Self as Section>::table(),
                        $(<$section as Section>::table(),)*
                    ]
                }

                /// The value of an option (`theme`, `panes.text`), as the file has it.
                #[must_use]
                pub fn value(&self, option: &str) -> Option<String> {
                    use $crate::config::option::Section;
                    let (table, name) = option.split_once('.').unwrap_or(("", option));
                    match table {
                        $table => self.get(name),
                        $(stringify!($inner) => self.$inner.get(name),)*
                        _ => None,
                    }
                }

                /// The part of the settings that a table of the file is; the top has no name.
                pub fn section(
                    &mut self,
                    name: &str,
                ) -> Option<&mut dyn $crate::config::option::Section> {
                    match name {
                        $table => Some(self),
                        $(stringify!($inner) => Some(&mut self.$inner),)*
                        _ => None,
                    }
                }
            }
        )?
    };
}
pub(super) use settings;
