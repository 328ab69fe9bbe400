//! Reading `config.toml`: what it says is taken, what is wrong with it is named with its
//! line and its cure, and counts as if it were not there.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::hooks::{HOOKS, HookSetting, read_hooks};
use super::option::Table;
use super::problem::{Problem, Spot, instead, listed, meant, syntax};
use super::settings::Settings;

/// The table of commands' own keys.
pub const KEYS: &str = "keys";

/// A settings file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// What it sets; the defaults where it does not or where it is wrong.
    pub settings: Settings,
    /// The keys it gives to commands, in the file's order.
    pub keys: Vec<KeySetting>,
    /// The programs that it runs when something happens, in the file's order.
    pub hooks: Vec<HookSetting>,
    /// What is wrong with it, in the file's order.
    pub problems: Vec<Problem>,
    spots: Vec<(String, Spot)>,
}

/// Keys for one command, from `[keys]` or a built-in map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySetting {
    /// The command's name.
    pub command: String,
    /// Where the name stands.
    pub spot: Spot,
    /// Its keys, none to unbind it, and where each stands.
    pub keys: Vec<(String, Spot)>,
}

impl Config {
    /// The settings of nobody who wrote any.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            settings: Settings::default(),
            keys: Vec::new(),
            hooks: Vec::new(),
            problems: Vec::new(),
            spots: Vec::new(),
        }
    }

    /// These settings and keys, as if a file had them.
    #[must_use]
    pub fn of(settings: Settings, keys: Vec<KeySetting>) -> Self {
        Self {
            settings,
            keys,
            ..Self::empty()
        }
    }

    /// Reads a file; a missing one gives the defaults.
    #[must_use]
    pub fn load(path: &Path) -> Self {
        let wrong = |sentence: String, spot| {
            let mut config = Self::empty();
            config.problems.push(Problem::new(path, spot, sentence));
            config
        };
        match std::fs::read(path).map(String::from_utf8) {
            Ok(Ok(text)) => Self::read(&text, path),
            Ok(Err(error)) => {
                let good = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes());
                let sentence = "this is not UTF-8; save the file in that encoding";
                wrong(sentence.to_owned(), Some(Spot::of(&text, good)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::empty(),
            Err(error) => wrong(format!("the file cannot be read: {error}"), None),
        }
    }

    /// Reads the text of a file; `path` is for the problems' words alone.
    #[must_use]
    pub fn read(text: &str, path: &Path) -> Self {
        let mut config = Self::empty();
        let (top, errors) = DeTable::parse_recoverable(text);
        let mut reader = Reader {
            text,
            path,
            tables: Settings::tables(),
            config: &mut config,
        };
        reader.top(top.get_ref());
        let mut broken: Vec<Problem> = errors
            .iter()
            .map(|error| {
                let at = error.span().map_or(0, |span| span.start);
                let spot = Spot::of(text, at);
                Problem::new(path, Some(spot), syntax(error.message()))
            })
            .collect();
        // What else a broken line may say is guesswork.
        let line = |problem: &Problem| problem.spot.map(|spot| spot.line);
        broken.dedup_by_key(|problem| line(problem));
        let lines: Vec<_> = broken.iter().map(line).collect();
        config.problems.retain(|p| !lines.contains(&line(p)));
        config.problems.extend(broken);
        config.problems.sort_by_key(|problem| problem.spot);
        config
    }

    /// The options that the file sets, each with its line, from 1.
    #[must_use]
    pub fn lines(&self) -> BTreeMap<String, usize> {
        let lines = self.spots.iter();
        lines
            .map(|(name, spot)| (name.clone(), spot.line))
            .collect()
    }

    /// Where the file sets an option: `theme`, `panes.channels`.
    #[must_use]
    pub fn spot(&self, option: &str) -> Option<Spot> {
        let found = self.spots.iter().find(|(name, _)| name == option);
        found.map(|(_, spot)| *spot)
    }
}

/// Reads `[keys]`, or a built-in map: commands' names, each with a key or a list of keys.
///
/// What is neither is told to `wrong` and left out.
pub fn read_keys(
    text: &str,
    table: &DeTable<'_>,
    mut wrong: impl FnMut(Spot, String),
) -> Vec<KeySetting> {
    let mut settings = Vec::new();
    for (name, value) in in_order(table) {
        let mut keys = Vec::new();
        let sentence = format!(
            "`{}` is a key, \"n\", or a list of keys, [\"n\", \"g g\"], or [] for none",
            name.get_ref()
        );
        let items: &[Spanned<DeValue<'_>>] = match value.get_ref() {
            DeValue::String(_) => std::slice::from_ref(value),
            DeValue::Array(items) => items,
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Table(_) => {
                wrong(Spot::at(text, &value.span()), sentence);
                continue;
            }
        };
        let mut whole = true;
        for item in items {
            let spot = Spot::at(text, &item.span());
            match item.get_ref().as_str() {
                Some(key) => keys.push((key.to_owned(), spot)),
                None => {
                    wrong(spot, sentence.clone());
                    whole = false;
                }
            }
        }
        if whole {
            settings.push(KeySetting {
                command: name.get_ref().to_string(),
                spot: Spot::at(text, &name.span()),
                keys,
            });
        }
    }
    settings
}

/// What a table holds, in the file's order.
pub(super) fn in_order<'a, 'i>(
    table: &'a DeTable<'i>,
) -> Vec<(
    &'a Spanned<std::borrow::Cow<'i, str>>,
    &'a Spanned<DeValue<'i>>,
)> {
    let mut all: Vec<_> = table.iter().collect();
    all.sort_by_key(|(name, _)| name.span().start);
    all
}

struct Reader<'a> {
    text: &'a str,
    path: &'a Path,
    tables: Vec<Table>,
    config: &'a mut Config,
}

impl Reader<'_> {
    fn wrong(&mut self, spot: Spot, sentence: String) {
        let problem = Problem::new(self.path, Some(spot), sentence);
        self.config.problems.push(problem);
    }

    fn top(&mut self, top: &DeTable<'_>) {
        for (name, value) in in_order(top) {
            let table = self.tables.iter().any(|t| t.name == &**name.get_ref());
            let name_is = &**name.get_ref();
            if name_is == HOOKS {
                let mut problems = Vec::new();
                let hooks = read_hooks(self.text, value, |spot, s| problems.push((spot, s)));
                self.config.hooks = hooks;
                for (spot, sentence) in problems {
                    self.wrong(spot, sentence);
                }
                continue;
            }
            if !table && name_is != KEYS {
                self.option("", name, value);
                continue;
            }
            let DeValue::Table(inner) = value.get_ref() else {
                let spot = Spot::at(self.text, &name.span());
                let sentence =
                    format!("`{name_is}` is a table: write `[{name_is}]` and its options below");
                self.wrong(spot, sentence);
                continue;
            };
            if name_is == KEYS {
                let mut problems = Vec::new();
                let keys = read_keys(self.text, inner, |spot, s| problems.push((spot, s)));
                self.config.keys = keys;
                for (spot, sentence) in problems {
                    self.wrong(spot, sentence);
                }
                continue;
            }
            for (option, value) in in_order(inner) {
                self.option(name_is, option, value);
            }
        }
    }

    fn option(
        &mut self,
        table: &str,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) {
        let spot = Spot::at(self.text, &name.span());
        let section = self.config.settings.section(table);
        match section.and_then(|section| section.set(name.get_ref(), value.get_ref())) {
            Some(Ok(())) => {
                let path = match table {
                    "" => name.get_ref().to_string(),
                    table => format!("{table}.{}", name.get_ref()),
                };
                let at = Spot::at(self.text, &value.span());
                self.config.spots.push((path, at));
            }
            Some(Err(sentence)) => {
                let at = Spot::at(self.text, &value.span());
                self.wrong(at, sentence);
            }
            None => {
                let sentence = self.unknown(table, name.get_ref(), value.get_ref());
                self.wrong(spot, sentence);
            }
        }
    }

    /// The sentence about a name that a table does not know.
    fn unknown(&self, table: &str, name: &str, value: &DeValue<'_>) -> String {
        let place = |table: &str| match table {
            "" => "at the top of the file, before the first [table]".to_owned(),
            table => format!("below `[{table}]`"),
        };
        let elsewhere = self
            .tables
            .iter()
            .find(|t| t.name != table && t.entries.iter().any(|entry| entry.name == name));
        if let Some(elsewhere) = elsewhere {
            return format!("`{name}` belongs {}", place(elsewhere.name));
        }
        let here = self.tables.iter().find(|t| t.name == table);
        let options: Vec<&str> = here
            .into_iter()
            .flat_map(|t| t.entries.iter().map(|entry| &*entry.name))
            .collect();
        let tables = self.tables.iter().map(|t| t.name).chain([KEYS, HOOKS]);
        let tables: Vec<&str> = tables.filter(|name| !name.is_empty()).collect();
        if matches!(value, DeValue::Table(_)) && table.is_empty() {
            let end = instead(name, tables);
            return format!("`[{name}]` is no table of settings; {end}");
        }
        let end = match (meant(name, options.iter().copied()), table) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, "") => format!(
                "there are {} and the tables {}",
                listed(options),
                listed(tables)
            ),
            (None, _) => format!("there are {}", listed(options)),
        };
        match table {
            "" => format!("`{name}` is no option; {end}"),
            table => format!("`{name}` is no option of `[{table}]`; {end}"),
        }
    }
}
