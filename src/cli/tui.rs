//! `lazuli` without a subcommand: the screen.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::sync::mpsc;

use crate::accounts::find::{Found, NotFound};
use crate::accounts::{Known, Security};
use crate::app::accounts::AccountIndex;
use crate::app::composer::vi::Vi;
use crate::app::effect::Effect;
use crate::app::home::first_view;
use crate::app::notify::Wishes;
use crate::app::panes::Layout;
use crate::app::settings::own::{OwnSettings, SettingsOrder};
use crate::app::state::{App, Notice};
use crate::app::tour::Welcome;
use crate::app::written::Written;
use crate::archive::Archives;
use crate::config::paths::Paths;
use crate::config::settings::{
    BackgroundChoice, BidiMode, ComposerKeys, EmojiMode, Hyperlinks, Settings,
};
use crate::config::theme::Theme;
use crate::config::theme::library::Library;
use crate::content::{Bidi, EmojiStyle};
use crate::demo;
use crate::log;
use crate::run::seats::Seats;
use crate::run::{End, Outside, Pictures, Program};
use crate::session::media::{Folders, downloads};
use crate::terminal::graphics::{Choice, Guess};
use crate::terminal::{self, Background, ColorChoice, ColorDepth};
use crate::text::SafeText;
use crate::ui::layouts::Layouts;
use crate::ui::times::Times;
use crate::ui::{Pair, Ui};

use super::chosen::{Chosen, ChosenTheme};
use super::connect::{ConnectArgs, NoCredentials};
use super::errands::{Errands, machine};
use super::programs::{Programs, notifier};
use super::seat::{Opens, Told, Ways, live, now};
use super::seen::{self, Shown};
use super::wardrobe::{Keeper, dress};

/// Arguments of the screen.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    connect: ConnectArgs,

    /// Open a lively demo organization that runs inside the program
    #[arg(long)]
    demo: bool,

    /// Open with this view and not the home view: inbox, 'channel:workshop topic:kiln', a link
    #[arg(long, value_name = "VIEW")]
    view: Option<String>,

    /// Look around: nothing is ever marked as read
    #[arg(short, long)]
    explore: bool,

    /// How many colours to use
    #[arg(long, value_enum, value_name = "WHICH")]
    color: Option<ColorChoice>,

    #[command(flatten)]
    demo_options: DemoArgs,
}

impl Args {
    /// Whether the demo organization is meant.
    pub(super) fn is_demo(&self) -> bool {
        self.demo
    }

    /// The account that these arguments mean.
    pub(super) fn account(&self) -> Result<Found, NoCredentials> {
        self.connect.one()
    }

    /// The same with the account of a zuliprc file.
    pub(super) fn with_zuliprc(mut self, file: PathBuf) -> Self {
        self.connect.config_file = vec![file];
        self
    }

    /// The same with an account that one signed in to.
    pub(super) fn with_known(mut self, known: &Known) -> Self {
        self.connect.account = vec![known.shown()];
        self
    }

    /// The same, opening with another view.
    pub(super) fn at(mut self, view: &str) -> Self {
        self.view = Some(view.to_owned());
        self
    }
}

/// What `--demo` can be told.
#[derive(Debug, clap::Args)]
struct DemoArgs {
    /// The same seed gives the same demo organization
    #[arg(long, requires = "demo", value_name = "N")]
    seed: Option<u64>,

    /// How much happens in the demo organization, in things a minute
    #[arg(long, requires = "demo", value_name = "PER_MINUTE")]
    rate: Option<f64>,
}

/// Says what is wrong in one sentence.
fn refuse(sentence: &dyn std::fmt::Display, code: u8) -> ExitCode {
    // Where nobody can be told any more, that is no reason to panic.
    let _ = writeln!(io::stderr(), "lazuli: {sentence}");
    ExitCode::from(code)
}

/// Runs the screen until the person quits.
pub fn run(args: Args) -> ExitCode {
    let paths = match Paths::from_env() {
        Ok(paths) => paths,
        Err(error) => return refuse(&error, 1),
    };
    terminal::install_panic_hook(paths.state().to_path_buf());
    let chosen = Chosen::load(&paths);
    // Who looks for it after the end finds it above the prompt.
    for problem in &chosen.problems {
        eprintln!("lazuli: {problem}");
    }
    let first_view = match args.view.as_deref().map(first_view).transpose() {
        Ok(view) => view,
        Err(error) => return refuse(&format_args!("--view: {error}"), 2),
    };
    let env = |name: &str| std::env::var(name).ok();
    match log::Filter::choose(
        args.connect.debug,
        env("LAZULI_LOG").as_deref(),
        &chosen.settings.log.level.0,
    ) {
        Ok(filter) => log::init(paths.log_file(), filter),
        Err(error) => return refuse(&error, 1),
    }
    let accounts = match accounts(&args) {
        Ok(accounts) => accounts,
        Err(error) => return refuse(&error, 1),
    };
    for problem in &chosen.problems {
        tracing::warn!(%problem, "the settings are not understood whole");
    }
    let settings = &chosen.settings;
    let colors = ColorDepth::detect(args.color.unwrap_or(settings.colors), env);
    let options = terminal_options(settings, colors, Guess::from_env(env));
    let (guard, screen, inputs) = match terminal::enter(options) {
        Ok(entered) => entered,
        Err(error) => return refuse(&error, 1),
    };
    let outcome = session_on(
        &args,
        chosen,
        &paths,
        accounts,
        colors,
        (screen, inputs),
        first_view,
    );
    drop(guard);
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Refused(why)) => refuse(&SafeText::line(why).as_str(), 1),
        Ok(Outcome::Signal(signal)) => signal.end_process(),
        Err(error) => match terminal::Signal::of_error(&error) {
            Some(signal) => signal.end_process(),
            None => refuse(&format_args!("the terminal went away: {error}"), 1),
        },
    }
}

/// The accounts to run, in order, at least one.
fn accounts(args: &Args) -> Result<Vec<Opens>, NoCredentials> {
    if args.demo {
        return Ok(vec![Opens::Demo]);
    }
    match args.connect.accounts() {
        Ok(found) => Ok(found.into_iter().map(Opens::account).collect()),
        Err(NoCredentials::NotFound(NotFound::Nobody(_)))
            if io::stdin().is_terminal() && io::stdout().is_terminal() =>
        {
            Ok(vec![Opens::Login])
        }
        Err(error) => Err(error),
    }
}

/// What is done with the terminal.
pub(super) fn terminal_options(
    settings: &Settings,
    colors: ColorDepth,
    guess: Guess,
) -> terminal::Options {
    terminal::Options {
        mouse: settings.mouse,
        synchronized: settings.terminal.synchronized,
        title: settings.terminal.title,
        probe: settings.terminal.probe,
        colors,
        pictures: (settings.pictures != Choice::Off).then_some(guess),
    }
}

enum Outcome {
    Done,
    Refused(String),
    Signal(terminal::Signal),
}

pub(super) fn look(chosen: &Chosen, colors: ColorDepth) -> Ui {
    let settings = &chosen.settings;
    let env = |name: &str| std::env::var(name).ok();
    let background = match settings.background {
        BackgroundChoice::Light => Background::Light,
        BackgroundChoice::Dark => Background::Dark,
        BackgroundChoice::Auto => Background::from_env(env).unwrap_or(Background::Dark),
    };
    let (theme, pair) = match &chosen.theme {
        ChosenTheme::One(look) => (Theme::of(look, colors), None),
        ChosenTheme::Auto { dark, light } => {
            let pair = Pair {
                dark: Theme::of(dark, colors),
                light: Theme::of(light, colors),
            };
            let theme = match background {
                Background::Dark => pair.dark.clone(),
                Background::Light => pair.light.clone(),
            };
            let asks = settings.background == BackgroundChoice::Auto;
            (theme, asks.then_some(pair))
        }
    };
    let emoji = match settings.emoji {
        EmojiMode::Glyphs => EmojiStyle::Glyph,
        EmojiMode::Simple => EmojiStyle::Simple,
        EmojiMode::Names => EmojiStyle::Name,
    };
    let bidi = match settings.bidi {
        BidiMode::Terminal => Bidi::Terminal,
        BidiMode::Reorder => Bidi::Reorder,
    };
    let marks = theme.is_monochrome();
    let layouts = Layouts::new(Times::new(TimeZone::system()), emoji, marks).ordered_by(bidi);
    let mut ui = Ui::new(theme, false, layouts);
    ui.pair = pair;
    ui.hyperlinks = match settings.terminal.hyperlinks {
        Hyperlinks::Auto => terminal::knows_hyperlinks(env),
        Hyperlinks::On => true,
        Hyperlinks::Off => false,
    };
    ui.layouts.gallery.set_external(settings.media.external);
    ui
}

pub(super) fn folders(paths: &Paths, settings: &Settings) -> Folders {
    let env = |name: &str| std::env::var(name).ok();
    let config = paths.config().parent().unwrap_or(paths.config());
    Folders {
        downloads: downloads(&settings.media.downloads, paths.home(), config, env),
        opened: paths.cache().join("opened"),
        cache: paths.cache().to_owned(),
        home: paths.home().to_owned(),
    }
}

/// How organizations are reached, as the command line says it.
fn security(connect: &ConnectArgs) -> Security {
    let whole = |path: &Option<PathBuf>| {
        let path = path.as_ref()?;
        Some(path.canonicalize().unwrap_or_else(|_| path.clone()))
    };
    Security {
        insecure: connect.insecure,
        cert_bundle: whole(&connect.cert_bundle),
        client_cert: whole(&connect.client_cert),
        client_cert_key: whole(&connect.client_cert_key),
    }
}

fn session_on(
    args: &Args,
    chosen: Chosen,
    paths: &Paths,
    accounts: Vec<Opens>,
    colors: ColorDepth,
    (screen, inputs): (terminal::Screen, terminal::Inputs),
    first_view: Option<Written>,
) -> io::Result<Outcome> {
    let mut terminal = ratatui::Terminal::new(screen)?;
    let notice = chosen.notice(paths);
    let ui = look(&chosen, colors);
    let settings = &chosen.settings;
    let own = OwnSettings {
        settings: settings.clone(),
        file: paths.shown(&paths.settings_file()),
        lines: chosen.lines.clone(),
        unkept: BTreeSet::new(),
        themes: Library::beside(&paths.settings_file()).names(),
    };
    let before = Shown::load(&seen::file(paths));
    let keys = &chosen.keys;
    let wardrobe = |settings: &Settings| dress(settings, keys, paths, args.color);
    let machine = machine(&settings.commands, |name| std::env::var(name).ok());
    let keymap = Arc::new(chosen.keymap);
    let state = |opens: &Opens| {
        let layout = Layout::of(&settings.panes);
        let mut app = App::new(opens.called(), layout, args.explore, now());
        app.keymap = Arc::clone(&keymap);
        app.home = settings.home;
        app.topic_order = settings.topic_order.into();
        app.vi = match settings.composer.keys {
            ComposerKeys::Emacs => None,
            ComposerKeys::Vi => Some(Vi::default()),
        };
        app.hooks = chosen.hooks.clone();
        app.notices.wishes = Wishes::of(&settings.notifications);
        app.own = own.clone();
        app.tips.on = settings.tips;
        app.tips.told.clone_from(&before.tips);
        app.machine = machine.clone();
        if let Opens::Login = opens {
            app.ask_to_sign_in();
        }
        app
    };
    let mut apps = accounts.iter().map(state);
    let Some(mut app) = apps.next() else {
        return Ok(Outcome::Done);
    };
    app.first_view = first_view;
    app.welcome = match (before.toured, args.demo) {
        (true, _) => Welcome::Nothing,
        (false, true) => Welcome::Tour,
        (false, false) => Welcome::Offer,
    };
    app.notice = notice.map(|sentence| Notice {
        text: SafeText::line(sentence),
        error: true,
    });
    let seats = Seats::new(app, apps.collect());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(4)
        .enable_all()
        .build()?;
    let (sender, updates) = mpsc::unbounded_channel();
    let errands = Errands {
        open: settings.commands.open.clone(),
        updates: sender.downgrade(),
    };
    let env = |name: &str| std::env::var(name).ok();
    let programs = Programs::new(&settings.notifications, env, sender.downgrade());
    let keeper = Keeper::start(paths, sender.downgrade());
    let mut options = demo::Options::default();
    if let Some(seed) = args.demo_options.seed {
        options.seed = seed;
    }
    if let Some(rate) = args.demo_options.rate {
        options.rate = rate;
    }
    let ways = Ways {
        marks_read: !args.explore,
        folders: folders(paths, settings),
        heard: chosen.hooks.kinds(),
        demo: options,
        archives: Archives::start(),
        paths: paths.clone(),
        security: security(&args.connect),
        open: settings.commands.open.clone(),
        opener: machine.opener,
    };
    let mut effects = Vec::new();
    let mut running = Vec::new();
    // The first goes first: it is the one on the screen.
    for (number, opens) in accounts.into_iter().enumerate() {
        let (ordering, orders) = mpsc::unbounded_channel();
        effects.push(ordering);
        let updates = Told {
            account: AccountIndex(number),
            updates: sender.clone(),
        };
        let archive = ways.archive(&opens);
        let life = live(opens, archive, ways.clone(), updates, orders);
        running.push(runtime.spawn(life));
    }
    drop((ways, sender));
    let outside = futures_util::future::join_all(running);
    let end = runtime.block_on(async {
        let program = Program {
            terminal: &mut terminal,
            input: inputs,
            updates,
            outside: Orders {
                effects,
                errands,
                programs,
                keeper,
                debug: args.connect.debug,
            },
            seats,
            ui,
            pictures: Pictures {
                choice: settings.pictures,
                guess: Guess::from_env(|name| std::env::var(name).ok()),
                answers: None,
            },
            themes: Library::beside(&paths.settings_file()),
            wardrobe: &wardrobe,
            light: None,
            notifier: notifier(&settings.notifications, env),
            clock: &now,
        };
        let end = program.run().await;
        // The orders' end closes the session: the queue is deleted, marks are sent.
        let closed = tokio::time::timeout(Duration::from_secs(3), outside).await;
        for ended in closed.into_iter().flatten() {
            if let Ok(Err(error)) = ended {
                return Err(error);
            }
        }
        end
    });
    runtime.shutdown_background();
    Ok(match end? {
        End::Quit | End::NoInput => Outcome::Done,
        End::Refused(why) => Outcome::Refused(why),
        End::Signal(signal) => Outcome::Signal(signal),
    })
}

/// Effects on their way to the session.
struct Orders {
    /// To each account's session.
    effects: Vec<mpsc::UnboundedSender<Effect>>,
    errands: Errands,
    programs: Programs,
    keeper: Keeper,
    /// Whether `--debug` decides what is logged.
    debug: bool,
}

impl Orders {
    /// Programs and the log go with settings that were changed; the file has them too.
    fn take_settings(&mut self, account: AccountIndex, order: SettingsOrder) {
        let settings = &order.settings;
        let env = |name: &str| std::env::var(name).ok();
        self.errands.open.clone_from(&settings.commands.open);
        self.programs.take(&settings.notifications, env);
        let asked = env("LAZULI_LOG");
        let level = &settings.log.level.0;
        if let Ok(filter) = log::Filter::choose(self.debug, asked.as_deref(), level) {
            log::change(filter);
        }
        self.keeper.keep(account, order);
    }
}

impl Outside for Orders {
    fn perform(&mut self, account: AccountIndex, effect: Effect) {
        let effect = match effect {
            Effect::Errand(errand) => return self.errands.perform(account, errand),
            Effect::Hook(run) => return self.programs.hook(account, run),
            Effect::Notify(notification) => return self.programs.notify(account, notification),
            Effect::Withdraw(id) => return self.programs.withdraw(account, id),
            Effect::Settings(order) => return self.take_settings(account, *order),
            Effect::Seen(seen) => return self.keeper.note(seen),
            effect => effect,
        };
        if let Some(effects) = self.effects.get(account.0) {
            // After the session ended nobody carries anything out.
            let _ = effects.send(effect);
        }
    }
}

#[cfg(test)]
#[path = "tui_tests.rs"]
mod tests;
