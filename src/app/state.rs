//! The state of the screen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::api::ids::{ChannelId, MessageId, UserId};
use crate::api::message::Message;
use crate::api::time::UnixMillis;
use crate::config::settings::HomeChoice;
use crate::model::{Organization, Section, TopicOrder, View};
use crate::text::SafeText;

use super::accounts::Roster;
use super::attaching::Attaching;
use super::attachments::AttachmentsState;
use super::awaiting::Awaited;
use super::channels::page::ChannelsState;
use super::command::Place;
use super::completing::Completing;
use super::composer::vi::Vi;
use super::composer::{Composer, Desk, Part};
use super::copying::Copying;
use super::dates::Dating;
use super::directory::Directory;
use super::echo::Echo;
use super::effect::Effect;
use super::emoji::EmojiShelf;
use super::errand::Machine;
use super::finding::Finding;
use super::following::Following;
use super::form::Form;
use super::hooks::Hooks;
use super::inbox::InboxState;
use super::jump::Jumping;
use super::key::Key;
use super::keymap::{Keymap, Started};
use super::later::ToSchedule;
use super::layer::Layer;
use super::marking::Marked;
use super::measure::Measure;
use super::media::Saving;
use super::members::Members;
use super::notify::Notices;
use super::opened::OpenedMessages;
use super::outgoing::Outbox;
use super::pages::Page;
use super::panes::{Geometry, Layout, Pane};
use super::people::PersonRow;
use super::picker::Picker;
use super::prompt::Purpose;
use super::recent::RecentState;
use super::search::Searches;
use super::settings::SettingsState;
use super::settings::own::OwnSettings;
use super::shelf::Taken;
use super::side::{SideKey, SideRow};
use super::stale::Stale;
use super::tips::Tips;
use super::topics::{TopicKey, TopicRow};
use super::tour::Welcome;
use super::undoing::ReadChange;
use super::update::{Asked, Link, ListId};
use super::views::Views;
use super::written::Written;

/// Who is signed in where, as far as it is known before the server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The e-mail address that signs in.
    pub email: SafeText<'static>,
    /// The organization's address without its scheme.
    pub site: SafeText<'static>,
    /// The same, whole; `None` for the demo organization.
    pub url: Option<url::Url>,
}

/// A sentence for the reader, in the footer until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The sentence.
    pub text: SafeText<'static>,
    /// Whether something went wrong.
    pub error: bool,
}

/// Reads waiting to be told to the server.
#[derive(Debug, Default)]
pub struct Reading {
    /// Messages seen since the last batch.
    pub seen: BTreeSet<MessageId>,
    /// When they are to be sent.
    pub due: Option<UnixMillis>,
}

/// Everything the screen is made of.
#[derive(Debug)]
pub struct App {
    /// Who is signed in where.
    pub account: Account,
    /// The organization, once registered.
    pub organization: Option<Box<Organization>>,
    /// The state of the connection.
    pub link: Link,
    /// All accounts that are signed in, as this one knows of them.
    pub roster: Roster,
    /// What this account is called among the others; `None` where there are none.
    pub called: Option<SafeText<'static>>,
    /// Whether this account is the one on the screen. Nothing is read on one that is not.
    pub shown: bool,
    /// What is notified.
    pub notices: Notices,
    /// The person's own programs that are run when something happens.
    pub hooks: Hooks,
    /// What was said of programs that failed: each is said once.
    pub(super) failures: BTreeSet<String>,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// Whether the terminal has the focus. True where terminals do not tell.
    pub terminal_focused: bool,
    /// The pane that keys go to.
    pub focus: Pane,
    /// What panes are shown and how wide.
    pub layout: Layout,
    /// The visited views and their messages.
    pub views: Views,
    /// The list of views, conversations and channels.
    pub side: Picker<SideKey>,
    /// Its rows as of now.
    pub side_rows: Vec<SideRow>,
    /// Channels whose topics are folded out under them.
    pub unfolded: BTreeSet<ChannelId>,
    /// The channel whose topics are listed.
    pub topics_of: Option<ChannelId>,
    /// The list of topics.
    pub topics: Picker<TopicKey>,
    /// Its rows as of now.
    pub topic_rows: Vec<TopicRow>,
    /// Channels whose topics were asked for since the last registration.
    pub topics_asked: BTreeMap<ChannelId, Asked>,
    /// Channels whose topics could not be fetched, and when they are asked for again.
    pub topics_failed: BTreeMap<ChannelId, UnixMillis>,
    /// The channel that is opened once its topics are known.
    pub awaited: Option<Awaited>,
    /// Lists that did not get what they wanted, and when they ask again.
    pub stalled: BTreeMap<ListId, UnixMillis>,
    /// How many registrations there were.
    pub registration: u64,
    /// Changes whenever names that messages show may have changed.
    pub names: u64,
    /// What is called how, as far as a box wanted it.
    pub directory: Directory,
    /// The inbox.
    pub inbox: InboxState,
    /// What is remembered of searches.
    pub searches: Searches,
    /// Words that are being found in what is loaded.
    pub finding: Option<Box<Finding>>,
    /// The page of recent conversations.
    pub recent: RecentState,
    /// The page of files.
    pub attachments: AttachmentsState,
    /// The page of all channels.
    pub channels: ChannelsState,
    /// The page of settings.
    pub settings: SettingsState,
    /// What is set of lazuli itself.
    pub own: OwnSettings,
    /// The pages of people and groups.
    pub members: Members,
    /// The list of people.
    pub people: Picker<UserId>,
    /// Its rows as of now.
    pub people_rows: Vec<PersonRow>,
    /// Popups and questions, the top one last.
    pub layers: Vec<Layer>,
    /// A sentence for the reader.
    pub notice: Option<Notice>,
    /// What is told who takes long ways.
    pub tips: Tips,
    /// What awaits somebody who has just come.
    pub welcome: Welcome,
    /// Files that are being saved.
    pub saving: Vec<Saving>,
    /// How many files were to be saved until now.
    pub saved: u64,
    /// Nothing is ever marked as read.
    pub explore: bool,
    /// Reads waiting to be told to the server.
    pub reading: Reading,
    /// What was marked by hand and can be taken back, the last change last.
    pub read_changes: Vec<ReadChange>,
    /// The moment of the last update.
    pub now: UnixMillis,
    /// Which rows and counts are out of date.
    pub stale: Stale,
    /// The sections of channels as of now.
    pub sections: Vec<Section>,
    /// Whether `n` leads anywhere.
    pub next_topic: bool,
    /// Whether `p` leads anywhere.
    pub next_dm: bool,
    /// Unread messages in places that are not muted, outside the open conversation.
    pub unread_elsewhere: usize,
    /// Unread messages that the window's title says.
    pub unread_badge: usize,
    /// Whether a first view was opened.
    pub landed: bool,
    /// Whether presence was last reported as active. Not before the first key: nobody may be
    /// there.
    pub active: bool,
    /// When a key was last pressed.
    pub last_input: UnixMillis,
    /// What is opened and folded in messages.
    pub opened: OpenedMessages,
    /// How many questions were asked.
    pub asks: u64,
    /// The link that waits for the server to say where its message is.
    pub following: Option<Following>,
    /// The message whose source is to be copied once it is here.
    pub copying: Option<Copying>,
    /// What there is on this machine.
    pub machine: Machine,
    /// What others were told, and the server did not confirm yet.
    pub echo: Echo,
    /// Messages on their way out.
    pub outbox: Outbox,
    /// What was deleted and can be brought back, the last one last.
    pub taken: Vec<Taken>,
    /// What is to be scheduled, while its time is asked for.
    pub to_schedule: Option<ToSchedule>,
    /// What is to be saved as a snippet, while its title is asked for.
    pub to_save: Option<String>,
    /// Words typed into a prompt and not sent.
    pub unsent: Option<(Purpose, String)>,
    /// The key that was pressed last.
    pub pressed: Option<Key>,
    /// The message that is being written.
    pub composer: Option<Box<Composer>>,
    /// What outlives the composer: drafts, what was cut.
    pub desk: Desk,
    /// Files on their way up.
    pub attaching: Attaching,
    /// Vi's keys in the composer, where the person has set them.
    pub vi: Option<Vi>,
    /// Completion while one writes.
    pub completing: Completing,
    /// The emoji that can be chosen.
    pub(super) shelf: EmojiShelf,
    /// Messages that are marked, to do the same with all.
    pub(super) marked: Marked,
    /// The form that was left last.
    pub(super) kept_form: Option<Form>,
    /// The form whose order went out last.
    pub(super) sent_form: Option<Form>,
    /// What the home view is.
    pub home: HomeChoice,
    /// In which order the topics of a channel stand.
    pub topic_order: TopicOrder,
    /// What is opened first instead of it.
    pub first_view: Option<Written>,
    /// The day whose first message the server was asked for.
    pub dating: Option<Dating>,
    /// Where one was and what one ran from the box that leads everywhere, and its names.
    pub jumping: Jumping,
    /// The keys that commands have.
    pub keymap: Arc<Keymap>,
    /// Signing in, while nobody is.
    pub login: Option<Box<super::login::Login>>,
    /// The first of several keys that together mean a command.
    pub started: Option<Started>,
}

impl App {
    /// The state before anything happened.
    #[must_use]
    pub fn new(account: Account, layout: Layout, explore: bool, now: UnixMillis) -> Self {
        Self {
            account,
            organization: None,
            link: Link::Connecting,
            roster: Roster::default(),
            called: None,
            shown: true,
            notices: Notices::default(),
            hooks: Hooks::default(),
            failures: BTreeSet::new(),
            size: (80, 24),
            terminal_focused: true,
            focus: Pane::Messages,
            layout,
            views: Views::default(),
            side: Picker::default(),
            side_rows: Vec::new(),
            unfolded: BTreeSet::new(),
            topics_of: None,
            topics: Picker::default(),
            topic_rows: Vec::new(),
            topics_asked: BTreeMap::new(),
            topics_failed: BTreeMap::new(),
            awaited: None,
            stalled: BTreeMap::new(),
            registration: 0,
            names: 0,
            directory: Directory::default(),
            inbox: InboxState::default(),
            searches: Searches::default(),
            finding: None,
            recent: RecentState::default(),
            attachments: AttachmentsState::default(),
            channels: ChannelsState::default(),
            settings: SettingsState::default(),
            own: OwnSettings::default(),
            members: Members::default(),
            people: Picker::default(),
            people_rows: Vec::new(),
            layers: Vec::new(),
            notice: None,
            tips: Tips::default(),
            welcome: Welcome::Nothing,
            saving: Vec::new(),
            saved: 0,
            explore,
            reading: Reading::default(),
            read_changes: Vec::new(),
            now,
            stale: Stale::everything(),
            sections: Vec::new(),
            next_topic: false,
            next_dm: false,
            unread_elsewhere: 0,
            unread_badge: 0,
            landed: false,
            active: false,
            last_input: now,
            opened: OpenedMessages::default(),
            asks: 0,
            following: None,
            copying: None,
            machine: Machine::default(),
            echo: Echo::default(),
            outbox: Outbox::default(),
            taken: Vec::new(),
            to_schedule: None,
            to_save: None,
            unsent: None,
            pressed: None,
            composer: None,
            desk: Desk::default(),
            attaching: Attaching::default(),
            vi: None,
            completing: Completing::default(),
            shelf: EmojiShelf::default(),
            marked: Marked::default(),
            kept_form: None,
            sent_form: None,
            home: HomeChoice::Auto,
            topic_order: TopicOrder::default(),
            first_view: None,
            dating: None,
            jumping: Jumping::default(),
            keymap: Keymap::web(),
            login: None,
            started: None,
        }
    }

    /// Where everything stands on the screen.
    #[must_use]
    pub fn geometry(&self) -> Geometry {
        Geometry::of(self.size.0, self.size.1, &self.layout, self.focus)
            .with_composer(self.composer_rows())
            .with_accounts(self.roster.others().count())
    }

    /// Whose keys count: the top layer's, the filter's, or the focused pane's.
    #[must_use]
    pub fn place(&self) -> Place {
        if let Some(layer) = self.layers.last() {
            return layer.place();
        }
        self.place_without_layers()
    }

    /// Whose keys count below all that lies over the panes.
    #[must_use]
    pub fn place_without_layers(&self) -> Place {
        if self.login.is_some() {
            return Place::Login;
        }
        if let Some(composer) = self.composer.as_deref().filter(|c| c.focused) {
            return match composer.part {
                _ if composer.prefixed => Place::AfterCtrlX,
                Part::Text => Place::Composer,
                Part::Channel | Part::Topic | Part::People => Place::Recipient,
            };
        }
        if self.finding.as_ref().is_some_and(|finding| finding.typing) {
            return Place::Find;
        }
        let (place, typing) = match self.focus {
            Pane::Channels => (Place::Channels, self.side.typing()),
            Pane::Topics => (Place::Topics, self.topics.typing()),
            Pane::Messages => match self.views.page() {
                Some(Page::Inbox) => (Place::Inbox, false),
                Some(Page::Recent) => (Place::Recent, false),
                Some(Page::Files) => (Place::Files, false),
                Some(Page::Channels) => (Place::AllChannels, self.channels.picker.typing()),
                Some(Page::Settings) => (Place::Settings, self.settings.picker.typing()),
                Some(Page::People) => (Place::AllPeople, self.members.people.picker.typing()),
                Some(Page::Groups) => (Place::Groups, self.members.groups.picker.typing()),
                None if self.outgoing_choices().is_some() => (Place::Outgoing, false),
                None => (Place::Messages, false),
            },
            Pane::People => (Place::People, self.people.typing()),
        };
        if typing { Place::Filter } else { place }
    }

    /// Whether this view is on the screen.
    #[must_use]
    pub fn shows(&self, view: &View) -> bool {
        self.views.current().is_some_and(|v| v.view == *view)
    }

    /// The selected message of the open view.
    #[must_use]
    pub fn selected_message(&self) -> Option<&Message> {
        let spot = self.views.current()?.spot?;
        self.organization.as_ref()?.message(spot.message)
    }

    /// Whether a visit after or before this one exists.
    #[must_use]
    pub fn can_go(&self, forward: bool) -> bool {
        self.views.can_travel(forward)
    }

    /// Whether the connection waits for its next try.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        matches!(self.link, Link::Waiting { .. })
    }

    /// Whether the selected message's channel, or the feed of direct messages, is
    /// another view than this one.
    #[must_use]
    pub fn can_widen(&self) -> bool {
        self.wider_view().is_some_and(|v| !self.shows(&v))
    }

    /// Whether the selected message's conversation is another view than this one.
    #[must_use]
    pub fn can_narrow(&self) -> bool {
        self.selected_message()
            .is_some_and(|m| !self.shows(&View::Conversation(m.conversation.clone())))
    }

    /// The channel feed of the selected message, or the feed of direct messages.
    #[must_use]
    pub fn wider_view(&self) -> Option<View> {
        let conversation = match self.selected_message() {
            Some(message) => message.conversation.clone(),
            None => self.views.current()?.view.conversation()?.clone(),
        };
        Some(match conversation.channel() {
            Some(channel) => View::Channel(channel),
            None => View::AllDms,
        })
    }
}

/// One turn of the reducer: the state, the moment, and what is to be done outside.
pub struct Turn<'a> {
    /// The state that changes.
    pub app: &'a mut App,
    /// What is to be done outside, in order.
    pub effects: Vec<Effect>,
    /// Knows how tall messages are.
    pub measure: &'a mut dyn Measure,
}

impl Turn<'_> {
    /// Adds an effect.
    pub fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Tells the reader something until the next key.
    pub fn notice(&mut self, text: &str) {
        self.app.notice = Some(Notice {
            text: SafeText::line(text.to_owned()),
            error: false,
        });
    }

    /// Tells the reader that something went wrong, until the next key.
    pub fn complain(&mut self, text: &str) {
        self.app.notice = Some(Notice {
            text: SafeText::line(text.to_owned()),
            error: true,
        });
    }

    /// Puts a layer on top.
    pub fn push(&mut self, layer: Layer) {
        self.app.layers.push(layer);
    }

    /// Takes the top layer away.
    pub fn close(&mut self) {
        self.app.layers.pop();
    }
}
