//! Frames: a pure function of the state, one file for each pane and popup.

pub mod accounts;
pub mod all_channels;
pub mod attachments;
pub mod block;
pub mod canvas;
pub mod channels;
pub mod completion;
pub mod composer;
pub mod finding;
pub mod footer;
pub mod gallery;
pub mod hints;
pub mod hyperlinks;
pub mod inbox;
pub mod layouts;
pub mod list;
pub mod login;
pub mod members;
pub mod messages;
pub mod names;
pub mod outgoing;
pub mod pages;
pub mod people;
pub mod pictures;
pub mod popups;
pub mod previews;
pub mod reactions;
pub mod recent;
pub mod results;
pub mod settings;
pub mod sheets;
pub mod start;
pub mod sticky;
pub mod times;
pub mod title;
pub mod topic_line;
pub mod topics;
pub mod widgets;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::layer::Layer;
use crate::app::pages::Page;
use crate::app::panes::{Geometry, Pane};
use crate::app::state::App;
use crate::config::theme::{Background, ColorDepth, Role, Theme};

use canvas::Canvas;
use layouts::Layouts;
use previews::Previews;

/// The themes for a dark and a light background.
#[derive(Debug)]
pub struct Pair {
    /// For a dark one.
    pub dark: Theme,
    /// For a light one.
    pub light: Theme,
}

/// How frames look, and what is laid out already.
#[derive(Debug)]
pub struct Ui {
    /// The styles.
    pub theme: Theme,
    /// Messages laid out.
    pub layouts: Layouts,
    /// Messages in a few words.
    pub previews: Previews,
    /// The themes for the terminal's background, where the theme goes with it.
    pub pair: Option<Pair>,
    /// Whether links are told to the terminal (OSC 8).
    pub hyperlinks: bool,
}

impl Ui {
    /// A look for a terminal.
    #[must_use]
    pub fn new(theme: Theme, auto: bool, layouts: Layouts) -> Self {
        let depth = theme.depth();
        let pair = auto.then(|| Pair {
            dark: Theme::suited(depth, Background::Dark),
            light: Theme::suited(depth, Background::Light),
        });
        Self {
            theme,
            layouts,
            previews: Previews::default(),
            pair,
            hyperlinks: false,
        }
    }

    /// The terminal told its background: the theme goes with it.
    pub fn background(&mut self, light: bool) {
        if let Some(pair) = &self.pair {
            self.theme = if light { &pair.light } else { &pair.dark }.clone();
        }
    }

    /// Other settings: everything that depends on them is another, the theme only if `theme`.
    pub fn change(&mut self, other: Self, theme: bool) {
        if theme {
            self.theme = other.theme;
            self.pair = other.pair;
        }
        self.hyperlinks = other.hyperlinks;
        self.layouts.change(&other.layouts);
        self.previews = Previews::default();
    }

    /// Another theme, whatever the background.
    pub fn take(&mut self, theme: Theme) {
        self.theme = theme;
        self.pair = None;
    }

    /// The person wants light colours, or dark ones: those of their settings, where these have
    /// both.
    pub fn wear(&mut self, light: bool) {
        if self.pair.is_some() {
            return self.background(light);
        }
        let ground = if light {
            Background::Light
        } else {
            Background::Dark
        };
        self.theme = Theme::suited(self.depth(), ground);
    }

    /// The depth of colour frames are made for.
    #[must_use]
    pub fn depth(&self) -> ColorDepth {
        self.theme.depth()
    }
}

/// Draws the state.
pub fn draw(app: &App, ui: &mut Ui, frame: &mut Frame<'_>) {
    let screen = frame.area();
    ui.layouts.sync(app);
    ui.layouts.gallery.begin(app.now);
    let geometry = Geometry::of(screen.width, screen.height, &app.layout, app.focus)
        .with_composer(app.composer_rows())
        .with_accounts(app.roster.others().count());
    let theme = ui.theme.clone();
    let mut canvas = Canvas {
        buf: frame.buffer_mut(),
        theme: &theme,
        bidi: ui.layouts.bidi(),
    };
    canvas.wash(screen, Role::Text);
    if let Some(login) = &app.login {
        let above = Rect {
            height: geometry.footer.y.saturating_sub(screen.y),
            ..screen
        };
        let cursor = login::draw(app, login, above, &mut canvas);
        footer::draw(app, ui, geometry.footer, &mut canvas);
        crate::terminal::settle_widths(canvas.buf);
        if let Some(cursor) = cursor {
            frame.set_cursor_position(cursor);
        }
        return;
    }
    let mut first = None;
    if let (Some(organization), Some(page)) = (app.organization.as_deref(), app.views.page()) {
        let area = geometry.body(Pane::Messages);
        match page {
            Page::Inbox => inbox::draw(app, organization, ui, area, &mut canvas),
            Page::Recent => recent::draw(app, organization, ui, area, &mut canvas),
            Page::Files => attachments::draw(app, ui, area, &mut canvas),
            Page::Channels => all_channels::draw(app, organization, area, &mut canvas),
            Page::Settings => settings::draw(app, area, &mut canvas),
            Page::People => members::people::draw(app, organization, ui, area, &mut canvas),
            Page::Groups => members::groups::draw(app, organization, area, &mut canvas),
        }
    } else if app.organization.is_some() {
        first = messages::draw(app, ui, geometry.body(Pane::Messages), &mut canvas);
    } else {
        start::draw(app, geometry.body(Pane::Messages), &mut canvas);
    }
    title::draw(app, &geometry, Pane::Messages, &mut canvas);
    let finding = finding::draw(app, &geometry, &mut canvas);
    for pane in [Pane::Topics, Pane::Channels, Pane::People] {
        let area = geometry.pane(pane);
        if area.area() == 0 {
            continue;
        }
        if geometry.over {
            canvas.clear(area);
        }
        let body = geometry.body(pane);
        match pane {
            Pane::Channels => channels::draw(app, body, &mut canvas),
            Pane::Topics => topics::draw(app, body, &mut canvas),
            Pane::People => people::draw(app, body, &mut canvas),
            Pane::Messages => {}
        }
        title::draw(app, &geometry, pane, &mut canvas);
    }
    accounts::draw(app, &geometry, &mut canvas);
    let writing = composer::draw(app, ui, &mut canvas);
    completion::draw(app, &mut canvas);
    rules(&geometry, screen, &mut canvas);
    if let Some(first) = first {
        sticky::draw(app, ui, &geometry, &first, &mut canvas);
    }
    footer::draw(app, ui, geometry.footer, &mut canvas);
    let top_sheet = app
        .layers
        .iter()
        .rposition(|layer| matches!(layer, Layer::Sheet(_)));
    let mut cursor = finding.or(writing.filter(|_| app.composing().is_some()));
    for (number, layer) in app.layers.iter().enumerate() {
        cursor = None;
        match layer {
            Layer::Help(help) => popups::help::draw(&app.keymap, screen, help, &mut canvas),
            Layer::Question(question) => {
                popups::question::draw(&app.keymap, screen, question, &mut canvas)
            }
            Layer::Hints(hints) => {
                hints::draw(app, ui, &geometry, hints, &mut canvas);
            }
            Layer::Copy => popups::copy::draw(&app.keymap, screen, &mut canvas),
            // One sheet at a time: what lies below would only confuse.
            Layer::Sheet(_) if top_sheet != Some(number) => {}
            Layer::Sheet(sheet) => popups::sheet::draw(app, ui, screen, sheet, &mut canvas),
            Layer::Channel(sheet) => {
                cursor = popups::channel::draw(app, ui, screen, sheet, &mut canvas);
            }
            Layer::Widget(popup) => {
                popups::widget::draw(app, &mut ui.layouts, popup, screen, &mut canvas);
            }
            Layer::Prompt(prompt) => {
                cursor = Some(popups::prompt::draw(app, ui, screen, prompt, &mut canvas));
            }
            Layer::Shelf(shelf) => popups::shelf::draw(app, ui, screen, shelf, &mut canvas),
            Layer::Emoji(picker) => {
                let style = ui.layouts.emoji();
                let at = popups::emoji::draw(app, picker, style, screen, &mut canvas);
                cursor = Some(at);
            }
            Layer::Search(search) => {
                cursor = Some(popups::search::draw(app, search, screen, &mut canvas));
            }
            Layer::Jump(jump) => {
                let style = ui.layouts.emoji();
                cursor = Some(popups::jump::draw(app, jump, style, screen, &mut canvas));
            }
            Layer::Accounts(selected) => {
                popups::accounts::draw(app, *selected, screen, &mut canvas);
            }
            Layer::Choices(choosing) => {
                popups::choices::draw(app, choosing, screen, &mut canvas);
            }
            Layer::Tour(tour) => popups::tour::draw(app, screen, *tour, &mut canvas),
            Layer::Form(form) => cursor = popups::form::draw(app, form, screen, &mut canvas),
            Layer::Viewer(viewer) => {
                let gallery = &mut ui.layouts.gallery;
                popups::viewer::draw(screen, viewer, gallery, &mut canvas);
            }
        }
    }
    popups::following::draw(app, screen, &mut canvas);
    crate::terminal::settle_widths(canvas.buf);
    ui.layouts.gallery.easel.settle(canvas.buf);
    if let Some(cursor) = cursor {
        frame.set_cursor_position(cursor);
    }
}

/// The thin rules between panes: below the titles, beside the panes, above the
/// footer.
fn rules(geometry: &Geometry, screen: Rect, canvas: &mut Canvas<'_>) {
    let bottom = geometry.messages.bottom().max(geometry.composer.bottom());
    let below_titles = (geometry.title_rows == 2).then(|| geometry.messages.y + 1);
    if let Some(y) = below_titles {
        canvas.rule(screen.x, screen.right(), y);
    }
    let above_footer = (geometry.footer.y > bottom).then_some(bottom);
    if let Some(y) = above_footer {
        canvas.rule(screen.x, screen.right(), y);
    }
    let mut columns = Vec::new();
    for pane in [Pane::Channels, Pane::Topics] {
        let area = geometry.pane(pane);
        if area.area() > 0 {
            columns.push(area.right());
        }
    }
    if geometry.people.area() > 0 && geometry.people.x > 0 {
        columns.push(geometry.people.x - 1);
    }
    for x in columns.into_iter().filter(|x| *x < screen.right()) {
        for y in screen.y..bottom {
            canvas.cell(x, y, '│', Role::Rule);
        }
        if let Some(y) = below_titles {
            canvas.cell(x, y, '┼', Role::Rule);
        }
        if let Some(y) = above_footer {
            canvas.cell(x, y, '┴', Role::Rule);
        }
    }
    let accounts = geometry.accounts;
    if accounts.area() > 0 && accounts.right() < screen.right() {
        canvas.cell(accounts.right(), accounts.y - 1, '┤', Role::Rule);
    }
}
