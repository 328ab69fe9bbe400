//! A channel over the panes: everything about it, one's own side of it, and who is in it.

use crate::api::channel::Subscribers;
use crate::api::error::ApiError;
use crate::api::event::{Event, SubscriptionEvent};
use crate::api::ids::{ChannelId, UserId};
use crate::app::ask::{AskId, Query};
use crate::app::complete::Needle;
use crate::app::layer::Layer;
use crate::app::picker::{Filter, Picker, Row};
use crate::app::sheet::{Awaited, Sheet};
use crate::app::state::{App, Turn};
use crate::content::TargetId;
use crate::model::ChannelDeed;

use super::order::ChannelOrder;

/// What of a channel is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// Everything about it.
    About,
    /// Who is in it.
    Subscribers,
}

/// Cells of the popup at most.
pub const WIDTH: u16 = 96;
/// Rows of what is shown at most.
const HEIGHT: u16 = 32;

/// A channel over the panes.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelSheet {
    /// Which.
    pub channel: ChannelId,
    /// What of it is shown.
    pub tab: Tab,
    /// First row in sight of everything about it.
    pub top: usize,
    /// What is selected of what the description leads to.
    pub target: Option<TargetId>,
    /// The selection among those in it, and what is typed to filter by.
    pub people: Picker<UserId>,
    /// Those in it, as far as the filter lets them through.
    pub rows: Vec<Subscriber>,
    /// How many are in it, the filter aside.
    pub count: usize,
    /// Where e-mail becomes a message in it.
    pub email: Awaited<String>,
    /// Who is in it: here as soon as the model has all.
    pub members: Awaited<()>,
    /// Somebody came or went since that was asked.
    missed: bool,
    /// What the rows were made of.
    made_of: Option<(u64, String, Vec<UserId>)>,
}

/// Somebody who is in a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscriber(pub UserId);

impl Row<UserId> for Subscriber {
    fn key(&self) -> Option<&UserId> {
        Some(&self.0)
    }
}

impl ChannelSheet {
    /// The room inside the popup, on a screen of so many columns and rows.
    #[must_use]
    pub fn room((columns, rows): (u16, u16)) -> (u16, u16) {
        let columns = columns.saturating_sub(4).max(1);
        (columns.min(WIDTH), rows.saturating_sub(5).clamp(1, HEIGHT))
    }

    /// Rows of the list of people: the head is above it, the filter below.
    #[must_use]
    pub fn list_rows(screen: (u16, u16)) -> usize {
        usize::from(Self::room(screen).1).saturating_sub(2)
    }
}

impl App {
    /// The channel sheet on top, if one is.
    #[must_use]
    pub fn channel_sheet(&self) -> Option<&ChannelSheet> {
        match self.layers.last() {
            Some(Layer::Channel(sheet)) => Some(sheet),
            Some(_) | None => None,
        }
    }

    pub(in crate::app) fn channel_sheet_mut(&mut self) -> Option<&mut ChannelSheet> {
        match self.layers.last_mut() {
            Some(Layer::Channel(sheet)) => Some(sheet),
            Some(_) | None => None,
        }
    }

    /// The filter of the sheet on top, where it is being typed.
    pub(in crate::app) fn sheet_filter(&mut self) -> Option<&mut Filter> {
        let filter = self.channel_sheet_mut()?.people.filter.as_mut();
        filter.filter(|filter| filter.typing)
    }

    /// Whether people are listed, one of them selected.
    #[must_use]
    pub fn has_subscriber(&self) -> bool {
        self.channel_sheet()
            .is_some_and(|sheet| sheet.tab == Tab::Subscribers && sheet.people.selected.is_some())
    }

    fn sheets_mut(&mut self) -> impl Iterator<Item = &mut ChannelSheet> {
        self.layers.iter_mut().filter_map(|layer| match layer {
            Layer::Channel(sheet) => Some(&mut **sheet),
            _ => None,
        })
    }

    /// Who comes and goes while it is asked who is in a channel makes the answer old.
    pub(in crate::app) fn note_subscribers(&mut self, event: &Event) {
        let Event::Subscription(event) = event else {
            return;
        };
        let channels: Vec<ChannelId> = match event {
            SubscriptionEvent::PeerAdd(channels, _)
            | SubscriptionEvent::PeerRemove(channels, _) => channels.clone(),
            SubscriptionEvent::Add(records) => records.iter().map(|r| r.channel.id).collect(),
            SubscriptionEvent::Remove(channels) => channels.clone(),
            SubscriptionEvent::Update(..) => return,
        };
        self.channels.counting.changed(&channels);
        for sheet in self.sheets_mut() {
            sheet.missed |= channels.contains(&sheet.channel);
        }
    }
}

impl Turn<'_> {
    /// Opens the sheet of a channel.
    pub fn open_channel_sheet(&mut self, channel: ChannelId, tab: Tab) {
        if matches!(
            self.app.layers.last(),
            Some(Layer::Channel(_) | Layer::Jump(_))
        ) {
            self.close();
        }
        let email = Awaited::Asked(self.inquire(Query::ChannelEmail(channel)));
        let members = Awaited::Asked(self.inquire(Query::Subscribers(channel)));
        self.push(Layer::Channel(Box::new(ChannelSheet {
            channel,
            tab,
            top: 0,
            target: None,
            people: Picker::default(),
            rows: Vec::new(),
            count: 0,
            email,
            members,
            missed: false,
            made_of: None,
        })));
    }

    /// Where e-mail becomes a message in a channel.
    pub(in crate::app) fn channel_email_came(
        &mut self,
        id: AskId,
        result: Result<String, ApiError>,
    ) {
        for sheet in self.app.sheets_mut() {
            if sheet.email == Awaited::Asked(id) {
                sheet.email = match &result {
                    Ok(email) => Awaited::Here(email.clone()),
                    Err(error) => Awaited::Refused(crate::app::refusal::sentence(error)),
                };
            }
        }
    }

    /// Who is in a channel.
    pub(in crate::app) fn subscribers_came(
        &mut self,
        id: AskId,
        result: Result<Vec<UserId>, ApiError>,
    ) {
        if self.count_came(id, &result) {
            return;
        }
        let mut sheets = self.app.sheets_mut();
        let Some(sheet) = sheets.find(|sheet| sheet.members == Awaited::Asked(id)) else {
            return;
        };
        let channel = sheet.channel;
        match result {
            Ok(_) if sheet.missed => {
                sheet.missed = false;
                drop(sheets);
                let again = self.inquire(Query::Subscribers(channel));
                for sheet in self.app.sheets_mut() {
                    if sheet.members == Awaited::Asked(id) {
                        sheet.members = Awaited::Asked(again);
                    }
                }
            }
            Ok(people) => {
                sheet.members = Awaited::Here(());
                drop(sheets);
                if let Some(organization) = self.app.organization.as_deref_mut() {
                    organization.adopt_subscribers(channel, people);
                }
                self.app.stale.places = true;
            }
            Err(error) => {
                sheet.members = Awaited::Refused(crate::app::refusal::sentence(&error));
            }
        }
    }

    /// After a new registration it is asked anew who is in the channels that are shown.
    pub(in crate::app) fn ask_channel_sheets_again(&mut self) {
        let channels: Vec<ChannelId> = self.app.sheets_mut().map(|s| s.channel).collect();
        for channel in channels {
            let members = self.inquire(Query::Subscribers(channel));
            for sheet in self.app.sheets_mut().filter(|s| s.channel == channel) {
                sheet.members = Awaited::Asked(members);
                sheet.missed = false;
            }
        }
    }

    /// Brings the list of those in the channel in line.
    pub(in crate::app) fn settle_channel_sheet(&mut self) {
        let app = &mut *self.app;
        let (names, size) = (app.names, app.size);
        let Some(organization) = app.organization.as_deref() else {
            return;
        };
        let Some(Layer::Channel(sheet)) = app.layers.last_mut() else {
            return;
        };
        let state = organization.channels().get(sheet.channel);
        let people: &[UserId] = match state.map(|state| &state.subscribers) {
            Some(Subscribers::All(people) | Subscribers::Partial(people)) => people,
            Some(Subscribers::Unknown) | None => &[],
        };
        let typed = sheet.people.needle().unwrap_or_default();
        let height = ChannelSheet::list_rows(size);
        let made = sheet.made_of.as_ref();
        if !made.is_some_and(|(n, t, p)| *n == names && *t == typed && **p == *people) {
            let needle = (!typed.is_empty()).then(|| Needle::new(typed));
            let users = organization.users();
            let mut rows: Vec<(String, UserId)> = people
                .iter()
                .map(|id| (users.name(*id).unwrap_or_default().to_lowercase(), *id))
                .filter(|(name, _)| needle.as_ref().is_none_or(|n| n.quality_of(name).is_some()))
                .collect();
            rows.sort();
            sheet.count = people.len();
            sheet.made_of = Some((names, typed.to_owned(), people.to_vec()));
            sheet.rows = rows.into_iter().map(|(_, id)| Subscriber(id)).collect();
        }
        sheet.people.sync(&sheet.rows, height);
    }

    /// The other tab of the sheet.
    pub fn turn_channel_sheet(&mut self) {
        if let Some(sheet) = self.app.channel_sheet_mut() {
            sheet.tab = match sheet.tab {
                Tab::About => Tab::Subscribers,
                Tab::Subscribers => Tab::About,
            };
        }
    }

    /// Filters those who are in the channel.
    pub fn filter_subscribers(&mut self) {
        if let Some(sheet) = self.app.channel_sheet_mut() {
            sheet.tab = Tab::Subscribers;
            let text = sheet.people.needle().unwrap_or_default().to_owned();
            sheet.people.filter = Some(Filter { text, typing: true });
        }
    }

    /// Moves in the sheet.
    pub(in crate::app) fn step_channel_sheet(&mut self, by: isize) {
        let size = self.app.size;
        let app = &mut *self.app;
        let lines = match app.channel_sheet() {
            Some(sheet) if sheet.tab == Tab::About => self.measure.channel(app, sheet),
            Some(_) | None => 0,
        };
        let Some(sheet) = app.channel_sheet_mut() else {
            return;
        };
        match sheet.tab {
            Tab::About => {
                let room = usize::from(ChannelSheet::room(size).1);
                let lowest = lines.saturating_sub(room);
                sheet.top = sheet.top.saturating_add_signed(by).min(lowest);
            }
            Tab::Subscribers => {
                let height = ChannelSheet::list_rows(size);
                sheet.people.step(&sheet.rows, by, height);
            }
        }
    }

    /// The first row of the list, for another filter.
    pub(in crate::app) fn first_subscriber(&mut self) {
        self.settle_channel_sheet();
        let height = ChannelSheet::list_rows(self.app.size);
        if let Some(sheet) = self.app.channel_sheet_mut() {
            sheet.people.end(&sheet.rows, false, height);
        }
    }

    /// Shows who the selected person is.
    pub fn subscriber_card(&mut self) {
        let Some(sheet) = self.app.channel_sheet_mut() else {
            return;
        };
        if let Some(filter) = &mut sheet.people.filter {
            filter.typing = false;
        }
        if let Some(user) = sheet.people.selected {
            self.open_sheet(Sheet::person(user));
        }
    }

    /// Takes the selected person out of the channel; oneself leaves it.
    pub fn remove_subscriber(&mut self) {
        let Some(sheet) = self.app.channel_sheet() else {
            return;
        };
        let (channel, user) = (sheet.channel, sheet.people.selected);
        let (Some(user), Some(organization)) = (user, self.app.organization.as_deref()) else {
            return;
        };
        if user == organization.me() {
            return self.unsubscribe(channel);
        }
        let who = organization.users().name(user).unwrap_or("They").to_owned();
        if let Some(why) = self.app.why_not_channel(ChannelDeed::RemovePeople) {
            return self.complain(why);
        }
        let name = self.app.channel_name(channel);
        let order = ChannelOrder::Remove {
            channel,
            name: name.clone(),
            people: vec![user],
        };
        if self.order_channel(order) {
            self.notice(&format!("{who} is out of {name}."));
        }
    }

    /// Copies where e-mail becomes a message in the channel.
    pub fn copy_channel_email(&mut self) {
        match self.app.channel_sheet().map(|sheet| sheet.email.clone()) {
            Some(Awaited::Here(email)) => self.copy(email, "the channel's e-mail address"),
            Some(Awaited::Asked(_)) => self.notice("The address is still on its way."),
            Some(Awaited::Refused(why)) => {
                self.complain(&format!("There is no address to copy: {why}."));
            }
            None => {}
        }
    }
}
