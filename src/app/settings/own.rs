//! lazuli's own options on the page of settings: what they are, where that comes from, and
//! changing them. What is changed holds at once, for all accounts, and goes into the file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use crate::app::composer::vi::Vi;
use crate::app::effect::Effect;
use crate::app::errand::Machine;
use crate::app::keymap::Keymap;
use crate::app::notify::Wishes;
use crate::app::panes::Layout;
use crate::app::prompt::Purpose;
use crate::app::state::{App, Turn};
use crate::config::option::{Entry, Kind, quoted};
use crate::config::settings::{ComposerKeys, Settings};

/// An option of the settings file.
#[derive(Debug)]
pub struct OwnOption {
    /// Its name with its table's: `theme`, `panes.text`.
    pub name: String,
    /// Its row of the table of options.
    pub entry: Entry,
    /// What it can be, in a few words.
    pub takes: String,
    /// What a prompt for it is called.
    pub title: String,
}

/// Names an option: its place in [`OPTIONS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OptionId(pub usize);

/// All options, in the order of the file.
pub static OPTIONS: LazyLock<Vec<OwnOption>> = LazyLock::new(|| {
    let tables = Settings::tables().into_iter();
    let options = tables.flat_map(|table| {
        let entries = table.entries.into_iter();
        entries.map(move |entry| {
            let name = match table.name {
                "" => entry.name.clone(),
                table => format!("{table}.{}", entry.name),
            };
            let takes = match entry.kind {
                Kind::Text => "a text".to_owned(),
                Kind::Words => "a program and its arguments; empty for none".to_owned(),
                Kind::Flag | Kind::Choice(_) | Kind::Whole { .. } => entry.kind.words(),
            };
            OwnOption {
                title: format!("{name}: {takes}"),
                name,
                takes,
                entry,
            }
        })
    });
    options.collect()
});

/// The titles of the options' sections: the table's name, and what the page calls it.
pub const TABLES: [(&str, &str); 8] = [
    ("", "Looks and keys"),
    ("panes", "Panes"),
    ("composer", "Writing"),
    ("media", "Pictures and files"),
    ("terminal", "Terminal"),
    ("notifications", "How notifications are shown"),
    ("commands", "Programs"),
    ("log", "Log"),
];

/// The options that take effect when the program starts, and not before.
const AT_START: [&str; 1] = ["terminal.probe"];
/// The options that are names of themes.
const THEMES: [&str; 3] = ["theme", "dark-theme", "light-theme"];

impl OptionId {
    /// The option.
    #[must_use]
    pub fn option(self) -> Option<&'static OwnOption> {
        OPTIONS.get(self.0)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.option().map_or("", |option| &option.name)
    }

    /// The option of this name; without its table's where that is enough.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let whole = |option: &OwnOption| option.name == name;
        let found = OPTIONS.iter().position(whole);
        let short = || {
            let mut all = (0..OPTIONS.len()).filter(|at| OPTIONS[*at].entry.name == name);
            all.next().filter(|_| all.next().is_none())
        };
        found.or_else(short).map(Self)
    }
}

/// What a person set of lazuli itself, and where that stands.
#[derive(Debug, Clone, Default)]
pub struct OwnSettings {
    /// What holds.
    pub settings: Settings,
    /// The settings file, as a person would write its path.
    pub file: String,
    /// The options that the file sets, each with its line, from 1.
    pub lines: BTreeMap<String, usize>,
    /// The options that hold for this run alone.
    pub unkept: BTreeSet<&'static str>,
    /// The themes there are.
    pub themes: Vec<String>,
}

/// An option that was changed: it is to hold from now on.
#[derive(Debug, Clone)]
pub struct SettingsOrder {
    /// Everything that holds.
    pub settings: Settings,
    /// What was changed.
    pub option: OptionId,
    /// What becomes of the file.
    pub keep: Keep,
}

/// What becomes of the settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    /// It sets the option to this, as TOML has it.
    Set(String),
    /// It does not set the option.
    Unset,
    /// It stays as it is.
    Nothing,
}

/// What holds from now on, as far as the state of the screen goes.
#[derive(Debug, Clone)]
pub struct InForce {
    /// The settings.
    pub settings: Settings,
    /// What was changed.
    pub option: OptionId,
    /// The keys that commands have.
    pub keymap: Arc<Keymap>,
    /// What there is on this machine.
    pub machine: Machine,
    /// What cannot hold as it was wished, in a sentence.
    pub trouble: Option<String>,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Nobody set it.
    Default,
    /// The line of the file, from 1.
    Line(usize),
    /// It was changed for this run alone.
    ThisRun,
}

impl OwnSettings {
    /// The value of an option as the file would have it.
    #[must_use]
    pub fn value(&self, id: OptionId) -> String {
        self.settings.value(id.name()).unwrap_or_default()
    }

    /// Where the value of an option comes from.
    #[must_use]
    pub fn origin(&self, id: OptionId) -> Origin {
        if self.unkept.contains(id.name()) {
            return Origin::ThisRun;
        }
        let line = self.lines.get(id.name());
        line.map_or(Origin::Default, |line| Origin::Line(*line))
    }

    /// All that an option can be, where that is a closed list, as the file has it.
    #[must_use]
    pub fn choices(&self, id: OptionId) -> Vec<String> {
        let Some(option) = id.option() else {
            return Vec::new();
        };
        match &option.entry.kind {
            Kind::Flag => vec!["false".to_owned(), "true".to_owned()],
            Kind::Choice(choices) => choices.iter().map(|c| quoted(&c.word)).collect(),
            Kind::Text if THEMES.contains(&&*option.name) => {
                let auto = (option.name == "theme").then(|| "auto".to_owned());
                let names = auto.iter().chain(&self.themes);
                names.map(|name| quoted(name)).collect()
            }
            Kind::Whole { .. } | Kind::Text | Kind::Words => Vec::new(),
        }
    }

    /// A value as one types it.
    #[must_use]
    pub fn typed(&self, id: OptionId) -> String {
        let value = self.value(id);
        match id.option().map(|option| &option.entry.kind) {
            Some(Kind::Text | Kind::Choice(_)) => serde_json::from_str(&value).unwrap_or(value),
            Some(Kind::Words) => match serde_json::from_str::<Vec<String>>(&value) {
                Ok(words) if words.iter().all(|w| is_plain(w)) => words.join(" "),
                Ok(_) | Err(_) => value,
            },
            Some(Kind::Flag | Kind::Whole { .. }) | None => value,
        }
    }
}

fn is_plain(word: &str) -> bool {
    !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || "[]\"'".contains(c))
}

/// What was typed for an option, as the file has it.
#[must_use]
pub fn read(id: OptionId, typed: &str) -> String {
    let typed = typed.trim();
    match id.option().map(|option| &option.entry.kind) {
        Some(Kind::Text | Kind::Choice(_)) => quoted(typed),
        Some(Kind::Words) if !typed.starts_with('[') => {
            let words: Vec<String> = typed.split_whitespace().map(quoted).collect();
            format!("[{}]", words.join(", "))
        }
        Some(Kind::Words | Kind::Flag | Kind::Whole { .. }) | None => typed.to_owned(),
    }
}

impl App {
    /// Whether an option is set by the file or changed for this run.
    #[must_use]
    pub fn option_is_set(&self, id: OptionId) -> bool {
        self.own.origin(id) != Origin::Default
    }
}

impl Turn<'_> {
    /// Changes an option: to what it can be next or before, or asks what it shall be.
    pub(super) fn turn_option(&mut self, id: OptionId, forward: bool) {
        let choices = self.app.own.choices(id);
        if choices.is_empty() {
            let typed = self.app.own.typed(id);
            self.prompt(Purpose::Option(id), &typed);
            return;
        }
        let now = self.app.own.value(id);
        let now = choices.iter().position(|choice| *choice == now);
        let step = if forward { 1 } else { choices.len() - 1 };
        let next = now.map_or(0, |now| (now + step) % choices.len());
        if let Err(why) = self.change_option(id, Keep::Set(choices[next].clone())) {
            self.complain(&why);
        }
    }

    /// Sets an option to one of the things that it can be.
    pub(super) fn choose_option(&mut self, id: OptionId, at: usize) {
        let choices = self.app.own.choices(id);
        let Some(value) = choices.into_iter().nth(at) else {
            return;
        };
        if let Err(why) = self.change_option(id, Keep::Set(value)) {
            self.complain(&why);
        }
    }

    /// Gives an option its default again.
    pub(super) fn reset_option(&mut self, id: OptionId) {
        if let Err(why) = self.change_option(id, Keep::Unset) {
            self.complain(&why);
        }
    }

    /// Takes what was typed for an option. Gives whether it is a value.
    pub(in crate::app) fn option_typed(&mut self, id: OptionId, typed: &str) -> bool {
        match self.change_option(id, Keep::Set(read(id, typed))) {
            Ok(()) => true,
            Err(why) => {
                self.complain(&why);
                false
            }
        }
    }

    /// Changes an option for this run alone.
    pub(in crate::app) fn change_for_now(&mut self, id: OptionId, value: &str) {
        let mut settings = self.app.own.settings.clone();
        match settings.change(id.name(), value) {
            Ok(()) => self.order_settings(settings, id, Keep::Nothing),
            Err(why) => self.complain(&format!("{why}.")),
        }
    }

    /// Changes an option, here and in the file.
    fn change_option(&mut self, id: OptionId, keep: Keep) -> Result<(), String> {
        let option = id.option().ok_or("There is no such option.")?;
        let value = match &keep {
            Keep::Set(value) => value.clone(),
            Keep::Unset => option.entry.default.clone(),
            Keep::Nothing => return Ok(()),
        };
        if THEMES.contains(&&*option.name) && !self.app.own.choices(id).contains(&value) {
            return Err(format!("There is no theme called {value}."));
        }
        let mut settings = self.app.own.settings.clone();
        settings
            .change(&option.name, &value)
            .map_err(|why| format!("{why}."))?;
        self.order_settings(settings, id, keep);
        Ok(())
    }

    fn order_settings(&mut self, settings: Settings, option: OptionId, keep: Keep) {
        self.hold(option, settings.clone());
        let own = &mut self.app.own;
        own.unkept.insert(option.name());
        let value = own.value(option);
        let name = option.name();
        self.notice(&match &keep {
            Keep::Nothing => {
                format!("{name} is {value} until the program ends; config.toml is as it was.")
            }
            _ if AT_START.contains(&name) => format!("{name} is {value} from the next start on."),
            Keep::Set(_) | Keep::Unset => format!("{name} is {value}."),
        });
        self.effect(Effect::Settings(Box::new(SettingsOrder {
            settings,
            option,
            keep,
        })));
    }

    /// These settings hold from now on: the state of the screen goes with them.
    pub(in crate::app) fn settings_in_force(&mut self, now: InForce) {
        let app = &mut *self.app;
        app.machine = now.machine;
        app.started = None;
        app.keymap = now.keymap;
        self.hold(now.option, now.settings);
        if let Some(trouble) = now.trouble {
            self.complain(&trouble);
        }
    }

    /// Goes with settings of which one was changed, as far as the state of the screen does.
    fn hold(&mut self, option: OptionId, settings: Settings) {
        let app = &mut *self.app;
        let name = option.name();
        if name.starts_with("panes.") {
            let wanted = Layout::of(&settings.panes);
            // What was made wider or hidden by keys stays so, but for what was changed.
            match name {
                "panes.channels" => {
                    app.layout.channels = wanted.channels;
                    app.layout.side = wanted.side;
                }
                "panes.topics" => app.layout.topics = wanted.topics,
                "panes.people" => app.layout.people = wanted.people,
                _ => app.layout.text = wanted.text,
            }
        }
        app.home = settings.home;
        app.topic_order = settings.topic_order.into();
        if let Some(organization) = app.organization.as_deref_mut() {
            organization.order_topics(app.topic_order);
        }
        app.tips.on = settings.tips;
        app.notices.wishes = Wishes::of(&settings.notifications);
        match settings.composer.keys {
            ComposerKeys::Emacs => app.vi = None,
            ComposerKeys::Vi => {
                app.vi.get_or_insert_with(Vi::default);
            }
        }
        app.own.settings = settings;
        app.stale.all();
        self.reveal_selected();
    }

    /// The settings file has the change, or not: the options that it sets now, or why not.
    pub(in crate::app) fn setting_kept(
        &mut self,
        option: OptionId,
        result: Result<BTreeMap<String, usize>, String>,
    ) {
        let own = &mut self.app.own;
        let (name, value, file) = (option.name(), own.value(option), own.file.clone());
        self.app.stale.places = true;
        match result {
            Ok(lines) => {
                self.app.own.lines = lines;
                self.app.own.unkept.remove(name);
            }
            Err(why) => self.complain(&format!(
                "{name} is {value} until the program ends; {file} was not written: {why}."
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_has_a_section_and_a_name_that_leads_back() {
        for (at, option) in OPTIONS.iter().enumerate() {
            let table = option.name.split_once('.').map_or("", |(table, _)| table);
            assert!(TABLES.iter().any(|(name, _)| *name == table), "{table}");
            assert_eq!(OptionId::named(&option.name), Some(OptionId(at)));
        }
        for name in AT_START.iter().chain(&THEMES) {
            assert!(OptionId::named(name).is_some(), "{name}");
        }
        assert_eq!(OptionId::named("text"), OptionId::named("panes.text"));
        // Three tables have `keys` or `command`-like names; two of the same mean none.
        assert_eq!(OptionId::named("nothing"), None);
    }

    #[test]
    fn what_is_typed_is_what_the_file_would_have() {
        let own = OwnSettings {
            themes: vec!["lapis".to_owned()],
            ..OwnSettings::default()
        };
        for (at, option) in OPTIONS.iter().enumerate() {
            let id = OptionId(at);
            assert_eq!(read(id, &own.typed(id)), own.value(id), "{}", option.name);
        }
        let open = OptionId::named("commands.open").unwrap();
        assert_eq!(read(open, "lynx -vikeys"), r#"["lynx", "-vikeys"]"#);
        assert_eq!(read(open, r#"["a b"]"#), r#"["a b"]"#);
        assert_eq!(read(open, ""), "[]");
        let theme = OptionId::named("theme").unwrap();
        assert_eq!(own.choices(theme), ["\"auto\"", "\"lapis\""]);
    }
}
