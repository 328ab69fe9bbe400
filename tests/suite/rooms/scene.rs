//! One view or popup: how one gets there, what another account does meanwhile, and the stored
//! screens of it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use lazuli::demo::Options;

use super::inventory;
use super::visitor::Visitor;
use crate::support::Organization;
use crate::support::organization::NOW;

/// The terminals of the stored screens.
pub const SIZES: [(u16, u16); 3] = [(200, 60), (100, 30), (80, 24)];

/// A screen that is not yet the stored one is given this long to become it.
const PATIENCE: Duration = Duration::from_secs(20);

/// One was waited for in vain: the others are compared as they are, lest it takes for ever.
static WRONG: AtomicBool = AtomicBool::new(false);

/// What another account, or another client of one's own, does.
type Deed = fn(&Organization);

/// What there is to see where nothing is.
#[derive(Clone, Copy)]
enum Empty {
    /// It is never empty.
    Never,
    /// What it is on the first day.
    FirstDay,
    /// What it is after these keys.
    After(&'static str),
}

/// What the server is asked for.
#[derive(Clone, Copy)]
enum Loads {
    /// Nothing that is waited for.
    Never,
    /// The view.
    View,
    /// What the keys open.
    Keys,
}

/// A view or popup.
#[derive(Clone, Copy)]
pub struct Scene {
    /// What its files are called.
    pub name: &'static str,
    /// The name of what is shown, of the [`inventory`]; `None` for what no closed enum has.
    pub shows: Option<&'static str>,
    view: &'static str,
    keys: &'static str,
    level: u64,
    before: Deed,
    put: fn(&mut Visitor<'_>),
    loads: Loads,
    live: Option<(&'static str, Deed, &'static str)>,
    empty: Empty,
}

/// What is shown after the program was opened with a view and keys were pressed.
pub const fn scene(name: &'static str, view: &'static str, keys: &'static str) -> Scene {
    Scene {
        name,
        shows: None,
        view,
        keys,
        level: 379,
        before: |_| {},
        put: |_| {},
        loads: Loads::Never,
        live: None,
        empty: Empty::Never,
    }
}

impl Scene {
    /// What of the inventory it shows.
    pub const fn shows(self, what: &'static str) -> Self {
        Self {
            shows: Some(what),
            ..self
        }
    }

    /// The feature level that it takes.
    pub const fn level(self, level: u64) -> Self {
        Self { level, ..self }
    }

    /// What happened before the program was opened.
    pub const fn after(self, before: Deed) -> Self {
        Self { before, ..self }
    }

    /// What is put on the screen that it would take an accident to see.
    pub const fn with(self, put: fn(&mut Visitor<'_>)) -> Self {
        Self { put, ..self }
    }

    /// The screen while the server is asked for the view is stored as well.
    pub const fn loads(self) -> Self {
        Self {
            loads: Loads::View,
            ..self
        }
    }

    /// The screen while the server is asked for what the keys opened is stored as well.
    pub const fn keys_load(self) -> Self {
        Self {
            loads: Loads::Keys,
            ..self
        }
    }

    /// What another account does while it is on the screen, in words; and the words that come
    /// by that, or go if there is a `-` before them.
    pub const fn live(self, what: &'static str, deed: Deed, words: &'static str) -> Self {
        Self {
            live: Some((what, deed, words)),
            ..self
        }
    }

    /// It can be empty, and is on the first day.
    pub const fn empty(self) -> Self {
        Self {
            empty: Empty::FirstDay,
            ..self
        }
    }

    /// It can be empty, and is after these keys.
    pub const fn empty_after(self, keys: &'static str) -> Self {
        Self {
            empty: Empty::After(keys),
            ..self
        }
    }

    /// Plays it at every size, and compares what is seen with what is stored.
    pub fn play(&self) {
        let organization = Organization::start(Options {
            now: Some(NOW),
            feature_level: self.level,
            ..Options::scripted(false)
        });
        (self.before)(&organization);
        let mut seats: Vec<Seat<'_>> = SIZES
            .iter()
            .map(|size| Seat::take(self, &organization, *size))
            .collect();
        if let Some((what, deed, words)) = self.live {
            deed(&organization);
            for seat in &mut seats {
                seat.watch(what, words);
            }
        }
        for mut seat in seats {
            match self.empty {
                Empty::Never => {}
                Empty::FirstDay => {
                    let size = seat.size;
                    let mut visitor = Visitor::first_day(&organization, size, self.view);
                    visitor.keys(self.keys);
                    seat.visitor = visitor;
                    seat.note("where nothing is yet", |visitor| visitor.screen());
                }
                Empty::After(keys) => {
                    seat.visitor.keys(keys);
                    seat.note(&format!("after {keys}"), |visitor| visitor.screen());
                }
            }
            compare(&seat.name, &seat.seen);
        }
    }
}

/// A visitor at one size, and what they saw.
struct Seat<'a> {
    name: String,
    size: (u16, u16),
    visitor: Visitor<'a>,
    /// The sections of the stored file, as far as they were seen.
    seen: String,
    stored: Vec<(String, String)>,
    before: String,
}

impl<'a> Seat<'a> {
    fn take(scene: &Scene, organization: &'a Organization, size: (u16, u16)) -> Self {
        let name = format!("{}-{}x{}", scene.name, size.0, size.1);
        let mut seat = Self {
            stored: stored(&name),
            name,
            size,
            visitor: Visitor::enter(organization, size, scene.view),
            seen: String::new(),
            before: String::new(),
        };
        let load = |seat: &mut Self| {
            seat.note("while it is loading", |visitor| visitor.screen());
            seat.visitor.release();
        };
        match scene.loads {
            Loads::Never => seat.visitor.release(),
            Loads::View => load(&mut seat),
            Loads::Keys => {
                seat.visitor.release();
                seat.visitor.holding = true;
            }
        }
        seat.visitor.keys(scene.keys);
        if let Loads::Keys = scene.loads {
            load(&mut seat);
        }
        (scene.put)(&mut seat.visitor);
        seat.note("as it is", |visitor| visitor.screen());
        seat.before = seat.visitor.screen();
        let shown = inventory::shown(&seat.visitor.app);
        let named = inventory::words().find(|word| *word == scene.name);
        for wanted in scene.shows.into_iter().chain(named) {
            assert!(
                shown.contains(&wanted),
                "{}: {shown:?} is shown, and not {wanted}:\n{}",
                seat.name,
                seat.before
            );
        }
        seat
    }

    /// Waits for what another account did.
    fn watch(&mut self, what: &str, words: &str) {
        let (gone, words) = match words.strip_prefix('-') {
            Some(words) => (true, words),
            None => (false, words),
        };
        let end = Instant::now() + PATIENCE;
        let had = self.before.contains(words);
        assert_eq!(had, gone, "{}: {words} before\n{}", self.name, self.before);
        while self.visitor.screen().contains(words) == gone {
            let came = self.visitor.pump(Duration::from_millis(200));
            assert!(
                came || Instant::now() < end,
                "{}: {words} after {what}\n{}",
                self.name,
                self.visitor.screen()
            );
        }
        self.visitor.settle();
        let before = self.before.clone();
        let title = format!("after {what}, the rows that changed");
        self.note(&title, |visitor| changed(&before, &visitor.screen()));
    }

    /// Adds a section; where it is not yet the stored one, what is under way may make it so.
    fn note(&mut self, title: &str, look: impl Fn(&mut Visitor<'_>) -> String) {
        self.visitor.settle();
        let stored = self.stored.iter().find(|(known, _)| known == title);
        let end = Instant::now() + PATIENCE;
        if updating() {
            while self.visitor.pump(Duration::from_millis(300)) {}
        } else if let Some((_, wanted)) = stored.cloned() {
            let mut same = false;
            while !same && Instant::now() < end && !WRONG.load(Ordering::Relaxed) {
                same = tidy(&look(&mut self.visitor)) == tidy(&wanted);
                if !same {
                    self.visitor.pump(Duration::from_millis(100));
                }
            }
            WRONG.fetch_or(!same, Ordering::Relaxed);
        }
        let seen = look(&mut self.visitor);
        self.seen.push_str(&format!("== {title}\n{seen}"));
    }
}

/// Compares with the stored file of this name.
pub fn compare(name: &str, seen: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, seen));
}

fn updating() -> bool {
    std::env::var("INSTA_UPDATE").is_ok_and(|value| value != "no")
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/suite/rooms/screens")
}

/// The stored sections, each with its title.
fn stored(name: &str) -> Vec<(String, String)> {
    let Ok(text) = std::fs::read_to_string(folder().join(format!("{name}.snap"))) else {
        return Vec::new();
    };
    let (_, text) = text
        .strip_prefix("---\n")
        .and_then(|text| text.split_once("\n---\n"))
        .expect("insta's head");
    let sections = text.split("\n== ");
    sections
        .filter_map(|section| {
            let section = section.strip_prefix("== ").unwrap_or(section);
            let (title, body) = section.split_once('\n')?;
            Some((title.to_owned(), body.to_owned()))
        })
        .collect()
}

fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned()
}

/// The rows that went (`-`) and came (`+`), with their numbers; those between stay in order.
fn changed(before: &str, after: &str) -> String {
    let (was, is): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    // How many rows stay at most, of what follows these two rows.
    let mut stay = vec![vec![0; is.len() + 1]; was.len() + 1];
    for old in (0..was.len()).rev() {
        for new in (0..is.len()).rev() {
            stay[old][new] = if was[old] == is[new] {
                stay[old + 1][new + 1] + 1
            } else {
                stay[old + 1][new].max(stay[old][new + 1])
            };
        }
    }
    let mut text = String::new();
    let (mut old, mut new) = (0, 0);
    while old < was.len() || new < is.len() {
        if old < was.len() && new < is.len() && was[old] == is[new] {
            (old, new) = (old + 1, new + 1);
        } else if new == is.len() || (old < was.len() && stay[old + 1][new] >= stay[old][new + 1]) {
            text.push_str(&format!("{old:2} - {}\n", was[old]));
            old += 1;
        } else {
            text.push_str(&format!("{new:2} + {}\n", is[new]));
            new += 1;
        }
    }
    text
}
