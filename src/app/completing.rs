//! The popup of completion: when it opens, what is chosen in it, what becomes of the choice.
//! What there is to choose is found by [`super::complete`].

use jiff::{Timestamp, Zoned};

use super::command;
use super::complete::{self, Candidate, Kind, Offer, Pick, Place, Query, Scene, Standing, trigger};
use super::composer::recipient::Recipient;
use super::composer::{Composer, Part};
use super::key::Key;
use super::keymap::Found;
use super::line_edit::LineEdit;
use super::state::{App, Turn};
use crate::api::ids::ChannelId;
use crate::model::Organization;
use crate::text::{SafeText, width};

/// Rows of the popup in sight at most.
const ROWS: usize = 8;

/// The widest popup, in cells.
const WIDEST: usize = 76;

/// The narrowest.
const NARROWEST: usize = 24;

/// What is typed, as it was looked at last.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    part: Part,
    text: String,
    cursor: usize,
}

/// An open popup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Popup {
    /// What may be chosen.
    pub offer: Offer,
    /// Which is chosen; none in fields whose text may be something new.
    pub selected: Option<usize>,
    /// The first in sight.
    pub top: usize,
    /// How many topics were known of the channel concerned.
    known: Option<(ChannelId, bool)>,
}

/// Completion while one writes.
#[derive(Debug, Default)]
pub struct Completing {
    pub(super) popup: Option<Popup>,
    seen: Option<Seen>,
    /// Where a popup was closed: it does not come back there.
    dismissed: Option<(Part, usize)>,
    /// Where a snippet was asked for.
    snippet: Option<usize>,
    /// Whether the names that were looked through last were not all there yet.
    partial: bool,
    /// The conversation written to, as of a registration.
    standing: Option<(u64, Standing)>,
}

impl Popup {
    /// The choice.
    #[must_use]
    pub fn chosen(&self) -> Option<&Candidate> {
        self.offer.candidates.get(self.selected?)
    }

    /// The candidates in sight, with their places.
    pub fn in_sight(&self) -> impl Iterator<Item = (usize, &Candidate)> {
        let rows = self.offer.candidates.iter().enumerate();
        rows.skip(self.top).take(ROWS)
    }

    /// Cells for the sign, the label and the detail of its rows.
    #[must_use]
    pub fn columns(&self) -> [usize; 3] {
        let widest = |text: fn(&Candidate) -> &str| {
            let widths = self.offer.candidates.iter().map(|candidate| {
                let text = SafeText::line(text(candidate));
                width(text.as_str())
            });
            widths.max().unwrap_or(0)
        };
        [
            widest(|candidate| &candidate.sign),
            widest(|candidate| &candidate.label),
            widest(|candidate| &candidate.detail),
        ]
    }

    pub(super) fn cells(&self) -> usize {
        let [sign, label, detail] = self.columns();
        // The frame and a cell before, one behind the sign, two before the detail, one and the
        // frame at the end.
        let sign = if sign > 0 { sign + 1 } else { 0 };
        let detail = if detail > 0 { detail + 2 } else { 0 };
        let hint = self.offer.hint.as_deref().map_or(0, width);
        (4 + sign + label + detail)
            .max(hint + 4)
            .clamp(NARROWEST, WIDEST)
    }

    pub(super) fn rows(&self) -> usize {
        self.offer.candidates.len().clamp(1, ROWS)
    }

    fn step(&mut self, by: isize) {
        let count = self.offer.candidates.len();
        if count == 0 {
            return;
        }
        let at = match self.selected {
            Some(at) => (at.cast_signed() + by).rem_euclid(count.cast_signed()),
            None if by > 0 => 0,
            None => count.cast_signed() - 1,
        };
        let at = at.cast_unsigned();
        self.selected = Some(at);
        self.top = self.top.min(at).max((at + 1).saturating_sub(ROWS));
    }
}

impl Seen {
    fn of(composer: &Composer) -> Self {
        let (text, cursor) = match (composer.part, &composer.to) {
            (Part::Channel, Recipient::Channel(field)) => (field.name.text(), field.name.at()),
            (Part::Topic, Recipient::Channel(field)) => (field.topic.text(), field.topic.at()),
            (Part::People, Recipient::People(field)) => (field.line.text(), field.line.at()),
            (Part::Text | Part::Channel | Part::Topic | Part::People, _) => {
                (composer.buffer.text(), composer.buffer.cursor())
            }
        };
        Self {
            part: composer.part,
            text: text.to_owned(),
            cursor,
        }
    }

    /// What is being completed, where the whole field is not.
    fn query(&self, snippet: Option<usize>) -> Option<Query> {
        match self.part {
            Part::Channel => Some(complete::whole_field(Kind::ToChannel, &self.text)),
            Part::Topic => Some(complete::whole_field(Kind::ToTopic, &self.text)),
            Part::People => Some(complete::whole_field(Kind::ToPerson, &self.text)),
            Part::Text => match snippet {
                Some(anchor) => {
                    let needle = self.text.get(anchor..self.cursor)?;
                    (!needle.contains('\n')).then(|| Query {
                        kind: Kind::Snippet,
                        range: anchor..self.cursor,
                        needle: needle.to_owned(),
                    })
                }
                None => trigger::find(&self.text, self.cursor),
            },
        }
    }
}

impl Composer {
    /// Where it writes to, as far as that is known.
    fn writes_to(&self, organization: &Organization) -> Place {
        match &self.to {
            Recipient::Channel(field) => field.id.map_or(Place::Nowhere, |channel| {
                let topic = field.topic_name(organization);
                Place::Channel {
                    channel,
                    topic: Some(topic),
                }
            }),
            Recipient::People(field) => Place::People(field.chosen.clone()),
        }
    }
}

impl App {
    /// The open popup of completion.
    #[must_use]
    pub fn completion(&self) -> Option<&Popup> {
        self.composing()?;
        self.completing.popup.as_ref()
    }

    /// Whose keys the footer names: those of the popup while it is open.
    #[must_use]
    pub fn footer_place(&self) -> command::Place {
        if self.completion().is_some() {
            command::Place::Completing
        } else {
            self.place()
        }
    }

    /// Whether something in it is chosen.
    #[must_use]
    pub fn has_completion(&self) -> bool {
        self.completion()
            .is_some_and(|popup| popup.chosen().is_some())
    }
}

/// What completion looks at, if an organization is there.
fn look<T>(
    app: &mut App,
    zone: jiff::tz::TimeZone,
    fresh: bool,
    work: impl FnOnce(&Scene<'_>, &Composer) -> T,
) -> Option<T> {
    let composer = app.composer.as_deref()?;
    let organization = app.organization.as_deref()?;
    let completing = &mut app.completing;
    let place = composer.writes_to(organization);
    let is_same = completing
        .standing
        .as_ref()
        .is_some_and(|(names, standing)| *names == app.names && standing.place == place);
    if fresh || !is_same {
        completing.standing = Some((app.names, Standing::new(organization, place)));
    }
    // All that changes is done.
    let app: &App = app;
    let composer = app.composer.as_deref()?;
    let organization = app.organization.as_deref()?;
    let taken = match &composer.to {
        Recipient::People(field) => field.chosen.as_slice(),
        Recipient::Channel(_) => &[],
    };
    let now: Zoned = Timestamp::from_millisecond(app.now.0).ok()?.to_zoned(zone);
    let scene = Scene {
        organization,
        directory: &app.directory,
        emoji: app.emoji(),
        standing: &app.completing.standing.as_ref()?.1,
        taken,
        now: &now,
        twenty_four: organization.personal().settings.twenty_four_hour_time,
    };
    Some(work(&scene, composer))
}

impl Turn<'_> {
    /// After everything: the popup goes along with what is typed.
    pub(super) fn settle_completion(&mut self) {
        // Vi's commands complete nothing.
        let types = self.app.types_into_text();
        let typing = |composer: &&Composer| types || composer.part != Part::Text;
        let now = self.app.composing().filter(typing).map(Seen::of);
        let completing = &mut self.app.completing;
        let before = std::mem::replace(&mut completing.seen, now.clone());
        let Some(now) = now else {
            completing.popup = None;
            completing.dismissed = None;
            completing.snippet = None;
            completing.partial = false;
            return;
        };
        let same_part = before
            .as_ref()
            .is_some_and(|before| before.part == now.part);
        let edited = before
            .as_ref()
            .is_some_and(|before| before.text != now.text);
        let moved = before
            .as_ref()
            .is_some_and(|before| before.cursor != now.cursor);
        let learnt = completing.popup.as_ref().and_then(|popup| popup.known);
        let learnt = learnt.is_some_and(|(channel, known)| {
            let organization = self.app.organization.as_deref();
            organization.is_some_and(|o| o.recent_topics().is_complete(channel) != known)
        });
        let came = self.app.completing.partial && !self.app.takes_names_in();
        let is_open = self.app.completing.popup.is_some();
        let asked = self.app.completing.snippet.is_some();
        match (same_part, now.part) {
            // Text that is there already is nothing that is being typed.
            (false, Part::Text) => self.close_completion(),
            (false, Part::Channel | Part::Topic | Part::People) => {
                self.app.completing.dismissed = None;
                self.offer_completion(&now);
            }
            (true, _) if edited || learnt || came || asked && !is_open => {
                self.offer_completion(&now)
            }
            (true, _) if moved && is_open => self.offer_completion(&now),
            (true, _) => {}
        }
    }

    /// Does what a key means in the popup. Whether it means something there: else it is the
    /// composer's.
    pub(super) fn complete_by(&mut self, key: Key) -> bool {
        if self.app.completion().is_none() {
            return false;
        }
        let found = self.app.keymap.resolve(&[key], command::Place::Completing);
        let Found::Command(command) = found else {
            return false;
        };
        if !(command.available)(self.app) {
            return false;
        }
        (command.run)(self);
        true
    }

    fn close_completion(&mut self) {
        self.app.completing.popup = None;
        self.app.completing.snippet = None;
    }

    fn offer_completion(&mut self, now: &Seen) {
        let completing = &mut self.app.completing;
        let Some(query) = now.query(completing.snippet) else {
            completing.dismissed = None;
            return self.close_completion();
        };
        if completing.dismissed == Some((now.part, query.range.start)) {
            return self.close_completion();
        }
        completing.dismissed = None;
        let before = completing.popup.take();
        self.app.completing.partial = self.app.takes_names_in();
        let zone = self.measure.zone();
        let found = look(self.app, zone, before.is_none(), |scene, _| {
            let channel = complete::channel_of(scene, &query);
            let channel = channel.map(|channel| {
                let topics = scene.organization.recent_topics();
                (channel, topics.is_complete(channel))
            });
            (scene.offer(query), channel)
        });
        let Some((offer, known)) = found else { return };
        if let Some((channel, false)) = known {
            self.ask_for_topics_of(channel);
        }
        self.app.completing.popup = offer.map(|offer| {
            let is_free = match offer.query.kind {
                // A new topic may be meant, and an empty field may stay empty.
                Kind::ToTopic => true,
                Kind::ToChannel | Kind::ToPerson => offer.query.needle.trim().is_empty(),
                Kind::Mention { .. }
                | Kind::Channel
                | Kind::Topic { .. }
                | Kind::Message { .. }
                | Kind::Emoji
                | Kind::Slash
                | Kind::Language { .. }
                | Kind::Time
                | Kind::Snippet => offer.candidates.is_empty(),
            };
            Popup {
                offer,
                selected: (!is_free).then_some(0),
                top: 0,
                known,
            }
        });
    }

    /// The next or the one before is chosen.
    pub fn step_completion(&mut self, by: isize) {
        if let Some(popup) = &mut self.app.completing.popup {
            popup.step(by);
        }
    }

    /// Takes the popup away, until something else is being completed.
    pub fn dismiss_completion(&mut self) {
        let Some(popup) = self.app.completing.popup.take() else {
            return;
        };
        self.app.completing.snippet = None;
        if let Some(composer) = self.app.composing() {
            let at = (composer.part, popup.offer.query.range.start);
            self.app.completing.dismissed = Some(at);
        }
    }

    /// Writes what is chosen.
    pub fn accept_completion(&mut self) {
        let Some(popup) = self.app.completing.popup.take() else {
            return;
        };
        self.app.completing.snippet = None;
        let Some(candidate) = popup.chosen() else {
            return;
        };
        let (query, pick) = (&popup.offer.query, &candidate.pick);
        let zone = self.measure.zone();
        let written = look(self.app, zone, false, |scene, composer| {
            let seen = Seen::of(composer);
            scene.write(&seen.text, query, pick)
        });
        let (Some(written), Some(composer)) = (written, self.app.composer.as_deref_mut()) else {
            return;
        };
        let mut goes_on = false;
        match (composer.part, &mut composer.to, pick) {
            (Part::People, Recipient::People(field), Pick::Person(id)) => {
                if !field.chosen.contains(id) {
                    field.chosen.push(*id);
                }
                field.line = LineEdit::default();
            }
            (Part::Channel, Recipient::Channel(field), Pick::Channel(id)) => {
                field.name = LineEdit::new(&written.text);
                field.id = Some(*id);
                goes_on = true;
            }
            (Part::Topic, Recipient::Channel(field), _) => {
                field.topic = LineEdit::new(&written.text);
                goes_on = true;
            }
            (Part::Text | Part::Channel | Part::Topic | Part::People, _, _) => {
                let buffer = &mut composer.buffer;
                buffer.replace_selecting(written.range, &written.text, written.select);
                self.text_changed();
            }
        }
        // What was just written is not completed again.
        self.app.completing.seen = self.app.composer.as_deref().map(Seen::of);
        if goes_on {
            self.next_part(true);
        }
    }

    /// Asks which saved snippet is to be put in.
    pub fn choose_snippet(&mut self) {
        let has = self
            .app
            .organization
            .as_deref()
            .is_some_and(|organization| !organization.personal().snippets.is_empty());
        if !has {
            self.notice("You have no saved snippets.");
            return;
        }
        if let Some(composer) = self.app.writing() {
            self.app.completing.snippet = Some(composer.buffer.cursor());
            self.app.completing.popup = None;
        }
    }
}
