//! The one function that changes the state of the screen.

use crate::api::error::ApiError;
use crate::api::ids::ChannelId;
use crate::api::message::MessagesPage;
use crate::api::routes::channels::TopicsReply;
use crate::api::time::UnixMillis;
use crate::model::{FetchTag, Organization};

use super::channels::counting::Counting;
use super::command::Place;
use super::effect::Effect;
use super::key::Key;
use super::keymap::Found;
use super::layer::Layer;
use super::measure::Measure;
use super::state::{App, Turn};
use super::update::{Asked, LONG_BREAK_MS, Link, ListId, SessionUpdate, Update};

/// So many ms without a key, and presence is idle, unless the terminal has the
/// focus and tells so.
const IDLE_AFTER_MS: i64 = 5 * 60 * 1000;
/// After so many ms a list asks again for what it did not get.
const FETCH_AGAIN_MS: i64 = 3000;
/// The screen is looked at anew on each full minute: dates and presence change by themselves,
/// and midnight is a full minute everywhere.
const MINUTE_MS: i64 = 60_000;

/// Applies what happened at a moment. Gives what is to be done outside, in order.
pub fn update(
    app: &mut App,
    now: UnixMillis,
    update: Update,
    measure: &mut dyn Measure,
) -> Vec<Effect> {
    let minute = |at: UnixMillis| at.0.div_euclid(MINUTE_MS);
    // Who was there is there no longer; a day or a year is over.
    app.stale.people |= minute(now) != minute(app.now);
    app.stale.members |= minute(now) != minute(app.now);
    app.now = now;
    let mut turn = Turn {
        app,
        effects: Vec::new(),
        measure,
    };
    match update {
        Update::Key(key) => turn.key(Key::of(&key)),
        Update::Mouse(mouse) => {
            turn.app.started = None;
            if turn.app.login.is_none() {
                turn.mouse(mouse);
            }
        }
        Update::Paste(text) => {
            turn.app.started = None;
            turn.input();
            turn.paste(&text);
        }
        Update::Written(result) => turn.written_outside(result),
        Update::Themed(Ok(said)) => turn.notice(&said),
        Update::Themed(Err(why)) => turn.complain(&why),
        Update::Settings(now) => turn.settings_in_force(*now),
        Update::SettingKept { option, result } => turn.setting_kept(option, result),
        Update::Ending => turn.keep_draft_now(),
        Update::Focus(focused) => {
            turn.app.terminal_focused = focused;
            turn.input();
        }
        Update::Resize(columns, rows) => turn.resize_screen(columns, rows),
        Update::Resumed => turn.effect(Effect::Redraw),
        Update::Clock => {}
        Update::Session(update) => {
            let end = turn.read_to_the_end();
            turn.session(update);
            if let Some(message) = end {
                turn.stay_at_the_end(message);
            }
        }
        Update::Errand(done) => turn.errand_done(done),
        Update::SignIn(news) => turn.login_news(news),
        Update::Roster(roster) => turn.app.roster = roster,
        Update::OnScreen(shown) => turn.come_on_screen(shown),
        Update::Present(active) => turn.present(active),
    }
    turn.finish();
    turn.effects
}

/// When the state next changes by itself, if it does.
#[must_use]
pub fn deadline(app: &App) -> Option<UnixMillis> {
    // What changes by itself to the eye alone, can wait until somebody looks.
    let shown = app.shown.then_some(());
    let typing = shown
        .and(app.organization.as_deref())
        .and_then(|o| o.typing().next_deadline());
    let countdown = match &app.link {
        // Words that count seconds change with each.
        Link::Waiting { next_ms, .. } => {
            let left = next_ms - app.now.0;
            (left > 0).then(|| app.now.plus((left - 1).rem_euclid(1000) + 1))
        }
        // A short break is told in other words than a long one.
        Link::Reconnecting { since_ms } => {
            let long = UnixMillis(*since_ms).plus(LONG_BREAK_MS);
            (long > app.now).then_some(long)
        }
        Link::Connecting | Link::Live | Link::Ended { .. } => None,
    };
    let countdown = shown.and(countdown);
    let idle = (app.active && app.shown).then(|| app.last_input.plus(IDLE_AFTER_MS));
    let again = app.stalled.values().chain(app.topics_failed.values());
    let again = again.min().copied();
    let minute = shown.and(app.organization.as_ref()).map(|_| {
        let minutes = app.now.0.div_euclid(MINUTE_MS) + 1;
        UnixMillis(minutes * MINUTE_MS)
    });
    let patience = app.awaited.map(|awaited| awaited.deadline(app.now));
    let composer = app.composer_deadline();
    let outbox = app.outbox.deadline(app.now);
    let due = app.reading.due;
    let notices = app.notices.deadline();
    let tip = shown.and(app.tips.deadline());
    let started = app.started.as_ref().map(|started| started.shown_at());
    let started = started.filter(|at| *at > app.now);
    let names = app.names_deadline();
    [
        typing, countdown, idle, again, minute, due, patience, composer, outbox, started, notices,
        names, tip,
    ]
    .into_iter()
    .flatten()
    .min()
}

impl Turn<'_> {
    fn key(&mut self, key: Key) {
        self.app.notice = None;
        self.app.pressed = Some(key);
        // Whoever presses a key is there, whatever the terminal said.
        self.app.terminal_focused = true;
        self.input();
        if self.complete_by(key) || self.vi_key(key) {
            return;
        }
        let place = self.app.place();
        let found = self.found(key);
        if let Found::More = found {
            return;
        }
        if let Found::Command(command) = found {
            if (command.available)(self.app) {
                (command.run)(self);
                self.note_step(command, place);
            } else {
                let why = self.app.why_not(command);
                self.notice(&why);
            }
        } else if place == Place::Hints {
            self.type_hint(key.typed());
        } else if place == Place::AfterCtrlX {
            self.unprefix_text();
            let help = self.app.keymap.key_of("help");
            self.notice(&format!(
                "{key} is no key after Ctrl+X. {help} shows the keys."
            ));
        } else if matches!(
            place,
            Place::Filter
                | Place::Prompt
                | Place::Help
                | Place::Composer
                | Place::Recipient
                | Place::Emoji
                | Place::Form
                | Place::Login
                | Place::Search
                | Place::Find
                | Place::Jump
        ) {
            if let Some(c) = key.typed() {
                self.type_text(c.encode_utf8(&mut [0; 4]));
            }
        } else if key.code() == crossterm::event::KeyCode::Esc {
            // One more than there was to leave is no mistake.
        } else {
            let help = self.app.keymap.key_of("help");
            self.notice(&format!("{key} is no key here. {help} shows the keys."));
        }
    }

    /// The person is there.
    pub(super) fn input(&mut self) {
        self.app.last_input = self.app.now;
        let active = self.app.terminal_focused;
        if self.app.active != active {
            self.app.active = active;
            self.effect(Effect::Active(active));
        }
    }

    fn resize_screen(&mut self, columns: u16, rows: u16) {
        self.app.size = (columns, rows);
        let geometry = self.app.geometry();
        if !geometry.shows(self.app.focus) {
            self.app.focus = super::panes::Pane::Messages;
        }
        self.app.stale.all();
        self.reveal_selected();
    }

    fn session(&mut self, update: SessionUpdate) {
        match update {
            SessionUpdate::Link(link) => {
                if let Link::Ended { why } = &link {
                    self.complain(&why.clone());
                }
                if link != Link::Live && self.app.link == Link::Live {
                    self.note_cut();
                }
                if link == Link::Live {
                    // What failed on the broken connection is asked for at once.
                    self.app.stalled.clear();
                    self.app.inbox.forget_previews();
                    self.app.attachments.forget();
                    self.app.topics_asked.clear();
                    self.app.topics_failed.clear();
                }
                self.app.link = link;
            }
            SessionUpdate::Registered(organization) => self.registered(organization),
            SessionUpdate::Events(events) => {
                for event in events {
                    if !self.apply(event) {
                        break;
                    }
                }
            }
            SessionUpdate::Heard(events) => self.run_hooks(&events),
            SessionUpdate::Page { list, tag, result } => self.page_came(list, tag, result),
            SessionUpdate::Topics {
                channel,
                asked,
                result,
            } => self.topics_came(channel, asked, result),
            SessionUpdate::Matched { list, tag, result } => {
                let app = &mut *self.app;
                let (Some(organization), Some(messages)) =
                    (app.organization.as_deref(), app.views.list_mut(list))
                else {
                    return;
                };
                match result {
                    Ok(matching) => {
                        let last = messages.shown().last().copied();
                        messages.accept_matches(organization, tag, &matching);
                        self.follow_end(list, last);
                    }
                    Err(error) => {
                        messages.failed(tag);
                        self.fetch_failed(list, &error);
                    }
                }
            }
            SessionUpdate::Answer(answer) => self.answered(answer),
            SessionUpdate::Acted {
                ticket,
                act,
                result,
            } => self.acted(ticket, &act, result),
            SessionUpdate::ActWent { ticket, done } => self.act_went(ticket, done),
            SessionUpdate::Media(news) => self.media_news(news),
            SessionUpdate::Files(news) => self.file_news(news),
            SessionUpdate::Store(news) => self.store_news(news),
            SessionUpdate::Personal { order, result } => self.ordered(&order, result),
            SessionUpdate::Searches(result) => self.searches_came(result),
            SessionUpdate::Habits(habits) => self.habits_came(habits),
            SessionUpdate::Presence(reply) => {
                let now = self.app.now;
                if let Some(organization) = self.app.organization.as_deref_mut() {
                    organization.adopt_presence(reply, now);
                    self.app.stale.all();
                }
            }
            SessionUpdate::Marked { mark, result } => self.marked(&mark, result),
        }
    }

    /// A registration succeeded. Everything a person made or where they are stays;
    /// the open lists show what they held until it is fetched anew.
    fn registered(&mut self, mut organization: Box<Organization>) {
        if let Some(old) = self.app.organization.take() {
            organization.adopt_stale(*old);
        }
        organization.order_topics(self.app.topic_order);
        self.app.outbox.sign(organization.me());
        self.app.organization = Some(organization);
        self.app.registration += 1;
        // What everybody is called may have changed while nobody told.
        self.app.names += 1;
        self.app.members.people.rename();
        self.app.echo.rebuilt();
        self.app.jumping.refused.clear();
        self.ask_for_habits();
        self.app.topics_asked.clear();
        self.app.topics_failed.clear();
        self.app.stalled.clear();
        self.app.inbox.forget_previews();
        self.app.attachments.forget();
        self.app.stale.all();
        self.app.renew_emoji();
        self.ask_channel_sheets_again();
        self.app.channels.counting = Counting::default();
        self.note_missed(!self.app.landed);
        if !self.app.landed {
            self.app.landed = true;
            self.land_first();
            self.welcome();
            return;
        }
        let app = &mut *self.app;
        let Some(organization) = app.organization.as_deref() else {
            return;
        };
        let open = app.views.current().map(|v| (v.list, v.spot));
        for (id, list) in app.views.lists_mut() {
            let reading = open
                .filter(|(current, _)| *current == id)
                .and_then(|(_, spot)| spot)
                .and_then(|spot| super::scrolling::on_server(list, spot.message));
            list.rebuilt(reading, organization);
        }
        if self.app.views.page().is_some() {
            self.arrive_at_page();
        }
    }

    fn page_came(&mut self, id: ListId, tag: FetchTag, result: Result<MessagesPage, ApiError>) {
        let app = &mut *self.app;
        let (Some(organization), Some(list)) =
            (app.organization.as_deref_mut(), app.views.list_mut(id))
        else {
            return;
        };
        match result {
            Ok(page) => {
                let last = list.shown().last().copied();
                let reached = list.reached_newest();
                let provisional = list.is_provisional();
                let change = list.accept(organization, tag, page);
                let replaced = change.map(|change| change.replaced).unwrap_or_default();
                if !replaced.is_empty() {
                    // Other lists hold them too, perhaps where they live no longer.
                    for (other, list) in app.views.lists_mut() {
                        if other != id {
                            list.replaced(organization, &replaced);
                        }
                    }
                }
                let moved = app.views.go_along(id);
                // Who stayed where the view was opened, on what was known until then, is where it
                // would have been opened on this page.
                if provisional
                    && let Some(visit) = app.views.current_mut()
                    && visit.list == id
                    && visit.spot == visit.landed
                {
                    visit.spot = None;
                }
                // A page may know more of what is unread, and of topics, than events do.
                app.stale.places = true;
                // What was missed while away comes in below; a reader goes along only
                // with what arrives live.
                if reached {
                    self.follow_end(id, last);
                }
                if moved {
                    self.app.topics_of = self.app.open_channel().or(self.app.topics_of);
                }
                self.app.stalled.remove(&id);
                self.settle_echo();
                self.settle_outbox();
                self.bound_memory();
            }
            Err(error) => {
                list.failed(tag);
                self.fetch_failed(id, &error);
            }
        }
    }

    /// A list could not get what it wanted. It asks again a little later, or as soon as
    /// the connection is back.
    fn fetch_failed(&mut self, id: ListId, error: &ApiError) {
        self.app
            .stalled
            .insert(id, self.app.now.plus(FETCH_AGAIN_MS));
        if self.app.link == Link::Live {
            self.complain(&format!("Messages could not be loaded: {error}"));
        }
    }

    fn topics_came(
        &mut self,
        channel: ChannelId,
        asked: Asked,
        result: Result<TopicsReply, ApiError>,
    ) {
        if self.app.topics_asked.get(&channel) != Some(&asked) {
            return;
        }
        match result {
            Ok(reply) => {
                if let Some(organization) = self.app.organization.as_deref_mut() {
                    organization.adopt_topics(channel, reply.topics, asked.at);
                }
                self.app.topics_asked.remove(&channel);
                self.app.jumping.refused.remove(&channel);
                self.app.stale.all();
                self.show_folded_out(channel);
                self.end_awaiting(channel, true);
            }
            Err(error) => {
                tracing::info!(%error, "topics could not be fetched");
                // A refusal stays until the next registration; all else may pass.
                if error.is_passing() {
                    self.app.topics_asked.remove(&channel);
                    let again = self.app.now.plus(FETCH_AGAIN_MS);
                    self.app.topics_failed.insert(channel, again);
                } else {
                    self.app.jumping.refused.insert(channel);
                }
                self.end_awaiting(channel, false);
            }
        }
    }

    /// What every update ends with.
    fn finish(&mut self) {
        let now = self.app.now;
        if let Some(organization) = self.app.organization.as_deref_mut() {
            organization.expire_typing(now);
        }
        if self.app.active && self.app.shown && now.0 - self.app.last_input.0 >= IDLE_AFTER_MS {
            self.app.active = false;
            self.effect(Effect::Active(false));
        }
        self.close_gone_widget();
        self.lose_patience();
        self.sync_shelf();
        self.take_names_in();
        self.refine_search();
        self.settle_jump();
        self.open_awaited();
        self.list_files();
        self.keep_draft();
        self.tell_typing();
        self.settle_composer();
        self.settle_completion();
        self.settle();
        self.settle_finding();
        self.upkeep();
        self.read_what_is_shown();
        if self.app.reading.due.is_some_and(|due| due <= now) {
            self.flush_reads();
        }
        self.settle_tips();
        self.notify();
        self.app.refresh();
        self.ask_for_topics();
        self.ask_for_previews();
        self.ask_for_recent();
        self.ask_for_attachments();
        self.ask_for_emoji();
        self.show_made_channel();
        self.ask_for_counts();
        self.settle_channel_sheet();
    }

    /// Scrolls the layer on top. Gives whether there is one.
    pub(super) fn scroll_layer(&mut self, by: isize) -> bool {
        match self.app.layers.last_mut() {
            Some(Layer::Help(_)) => {
                self.scroll_help(by);
                true
            }
            Some(Layer::Sheet(_)) => {
                self.scroll_sheet(by);
                true
            }
            Some(Layer::Channel(_)) => {
                self.step_channel_sheet(by);
                true
            }
            Some(Layer::Widget(_)) => {
                self.step_widget(by);
                true
            }
            Some(Layer::Shelf(_)) => {
                self.step_shelf(by);
                true
            }
            Some(Layer::Viewer(_)) => {
                self.turn_page(by > 0);
                true
            }
            Some(Layer::Emoji(_)) => {
                self.step_emoji(by);
                true
            }
            Some(Layer::Form(_)) => {
                self.step_form(by > 0);
                true
            }
            Some(Layer::Search(_)) => {
                self.step_search(by);
                true
            }
            Some(Layer::Jump(_)) => {
                self.step_jump(by);
                true
            }
            Some(Layer::Accounts(_)) => {
                self.select_account(by.signum());
                true
            }
            Some(Layer::Tour(_)) => {
                self.turn_tour(by > 0);
                true
            }
            Some(Layer::Choices(_)) => {
                self.step_choices(by);
                true
            }
            Some(Layer::Question(_) | Layer::Hints(_) | Layer::Copy | Layer::Prompt(_)) => true,
            None => false,
        }
    }
}

/// So many messages, in words.
pub(super) fn messages(count: u64) -> String {
    match count {
        1 => "1 message".to_owned(),
        count => format!("{count} messages"),
    }
}
