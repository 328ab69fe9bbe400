//! Everything that can be on the screen, by name: each variant of the closed enums of views,
//! pages and popups. A new variant does not compile until it has a name here, and a name without
//! stored screens fails the test of [`super`].

use lazuli::app::channels::sheet::Tab;
use lazuli::app::destination::Destination;
use lazuli::app::form::Subject;
use lazuli::app::layer::{Layer, Question};
use lazuli::app::members::forms::MembersForm;
use lazuli::app::pages::Page;
use lazuli::app::prompt::Purpose;
use lazuli::app::shelf::ShelfKind;
use lazuli::app::state::App;
use lazuli::app::{destination, hints, sheet};
use lazuli::model::query::read;
use lazuli::model::widget::Widget;
use lazuli::model::{Conversation, View};

/// Names the variants of an enum, and lists the names.
macro_rules! names {
    ($list:ident, $name:ident($type:ty): $($variant:pat => $word:literal,)+) => {
        const $list: &[&str] = &[$($word),+];

        fn $name(of: &$type) -> &'static str {
            match of {
                $($variant => $word,)+
            }
        }
    };
}

names! { PAGES, page(Page):
    Page::Inbox => "page inbox",
    Page::Recent => "page recent",
    Page::Files => "page files",
    Page::Channels => "page channels",
    Page::Settings => "page settings",
    Page::People => "page people",
    Page::Groups => "page groups",
}

names! { VIEWS, view(View):
    View::Combined => "view combined",
    View::Mentions => "view mentions",
    View::Starred => "view starred",
    View::AllDms => "view dms",
    View::Channel(_) => "view channel",
    View::Conversation(Conversation::Topic { .. }) => "view topic",
    View::Conversation(Conversation::Dm(_)) => "view conversation",
    View::Search(_) => "view search",
}

names! { SHELVES, shelf(ShelfKind):
    ShelfKind::Drafts => "shelf drafts",
    ShelfKind::Scheduled => "shelf scheduled",
    ShelfKind::Snippets => "shelf snippets",
    ShelfKind::Reminders => "shelf reminders",
}

names! { LAYERS, layer(Layer):
    Layer::Help(_) => "popup help",
    Layer::Question(_) => "popup question",
    Layer::Hints(_) => "popup hints",
    Layer::Copy => "popup copy",
    Layer::Sheet(_) => "popup sheet",
    Layer::Channel(_) => "popup channel",
    Layer::Choices(_) => "popup choices",
    Layer::Widget(_) => "popup widget",
    Layer::Prompt(_) => "popup prompt",
    Layer::Shelf(_) => "popup shelf",
    Layer::Viewer(_) => "popup viewer",
    Layer::Emoji(_) => "popup emoji",
    Layer::Form(_) => "popup form",
    Layer::Search(_) => "popup search",
    Layer::Jump(_) => "popup jump",
    Layer::Accounts(_) => "popup accounts",
    Layer::Tour(_) => "popup tour",
}

names! { SHEETS, sheet(sheet::Page):
    sheet::Page::Details { .. } => "sheet details",
    sheet::Page::History { .. } => "sheet history",
    sheet::Page::Source { .. } => "sheet source",
    sheet::Page::Table { .. } => "sheet table",
    sheet::Page::Person(_) => "sheet person",
    sheet::Page::Group(_) => "sheet group",
    sheet::Page::Output { .. } => "sheet output",
}

names! { TABS, tab(Tab):
    Tab::About => "channel about",
    Tab::Subscribers => "channel subscribers",
}

names! { WIDGETS, widget(Widget):
    Widget::Poll(_) => "widget poll",
    Widget::Todo(_) => "widget to-do list",
    Widget::Choices(_) => "widget choices",
}

names! { HINTS, hint(hints::Purpose):
    hints::Purpose::Open => "hints open",
    hints::Purpose::Copy => "hints copy",
    hints::Purpose::Pipe => "hints pipe",
}

names! { QUESTIONS, question(Question):
    Question::MarkAllRead => "question mark all read",
    Question::DiscardOutgoing(_) => "question discard",
    Question::DeleteReminder(_) => "question delete reminder",
    Question::NotifyMany { .. } => "question notify many",
    Question::RemoveAttachment { .. } => "question remove attachment",
    Question::Delete(_) => "question delete",
    Question::LeavePrivate { .. } => "question leave private",
    Question::ArchiveChannel { .. } => "question archive channel",
    Question::DeleteTopic { .. } => "question delete topic",
    Question::DeactivateGroup { .. } => "question deactivate group",
    Question::AttachPasted { .. } => "question attach pasted",
    Question::SendWithout(_) => "question send without",
    Question::OpenMisleading { .. } => "question misleading",
}

names! { PROMPTS, prompt(Purpose):
    Purpose::AddOption(_) => "prompt add option",
    Purpose::EditQuestion(_) => "prompt edit question",
    Purpose::AddTask(_) => "prompt add task",
    Purpose::EditTitle(_) => "prompt edit title",
    Purpose::ScheduleAt => "prompt schedule",
    Purpose::RescheduleAt(_) => "prompt reschedule",
    Purpose::RemindAt(_) => "prompt remind",
    Purpose::RemindNote(..) => "prompt remind note",
    Purpose::SnippetTitle => "prompt snippet title",
    Purpose::RenameSnippet(_) => "prompt rename snippet",
    Purpose::NameSearch => "prompt name search",
    Purpose::AlertWord => "prompt alert word",
    Purpose::Option(_) => "prompt option",
}

names! { FORMS, form(Subject):
    Subject::Move(_) => "form move",
    Subject::Status => "form status",
    Subject::Report(_) => "form report",
    Subject::Attach => "form attach",
    Subject::NewChannel => "form new channel",
    Subject::ChannelPermissions(_) => "form channel permissions",
    Subject::Channel(_) => "form channel",
    Subject::ChannelSide(_) => "form channel side",
    Subject::AddPeople(_) => "form add people",
    Subject::Members(MembersForm::Profile(_)) => "form profile",
    Subject::Members(MembersForm::Create) => "form create group",
    Subject::Members(MembersForm::Describe { .. }) => "form describe group",
    Subject::Members(MembersForm::Add(_)) => "form add to group",
}

/// The names of what is on the screen.
pub fn shown(app: &App) -> Vec<&'static str> {
    let mut names = Vec::new();
    if let Some(of) = app.views.page() {
        names.push(page(&of));
    }
    if let Some(visit) = app.views.current() {
        names.push(view(&visit.view));
    }
    let named = destination::NAMED.iter();
    names.extend(
        named
            .filter(|named| is_at(app, &named.to))
            .map(|named| named.word),
    );
    let Some(top) = app.layers.last() else {
        return names;
    };
    names.push(layer(top));
    names.extend(match top {
        Layer::Sheet(of) => Some(sheet(&of.page)),
        Layer::Channel(of) => Some(tab(&of.tab)),
        Layer::Shelf(of) => Some(shelf(&of.kind)),
        Layer::Question(of) => Some(question(of)),
        Layer::Prompt(of) => Some(prompt(&of.purpose)),
        Layer::Form(of) => Some(form(&of.subject)),
        Layer::Hints(of) => Some(hint(&of.purpose)),
        Layer::Widget(of) => app.widget(of.message).map(|of| widget(&of)),
        Layer::Help(_)
        | Layer::Copy
        | Layer::Choices(_)
        | Layer::Viewer(_)
        | Layer::Emoji(_)
        | Layer::Search(_)
        | Layer::Jump(_)
        | Layer::Accounts(_)
        | Layer::Tour(_) => None,
    });
    names
}

fn is_at(app: &App, to: &Destination) -> bool {
    match to {
        Destination::Page(page) => app.views.page() == Some(*page),
        Destination::View(view) => app.shows(view),
        Destination::Query(text) => {
            let organization = app.organization.as_deref();
            let narrow = organization.and_then(|organization| read(text, organization).ok());
            narrow.is_some_and(|narrow| app.shows(&View::Search(narrow)))
        }
        Destination::Shelf(kind) => {
            matches!(app.layers.last(), Some(Layer::Shelf(shelf)) if shelf.kind == *kind)
        }
    }
}

/// Every name.
pub fn all() -> impl Iterator<Item = &'static str> {
    // What a popup is about has names of its own.
    let whole = [
        "popup question",
        "popup sheet",
        "popup channel",
        "popup widget",
        "popup prompt",
        "popup shelf",
        "popup form",
        "popup hints",
    ];
    let lists = [
        PAGES, VIEWS, SHELVES, LAYERS, SHEETS, TABS, WIDGETS, HINTS, QUESTIONS, PROMPTS, FORMS,
    ];
    lists
        .into_iter()
        .flatten()
        .copied()
        .filter(move |name| !whole.contains(name))
}

/// The words of the views that have a name: each is the name of a scene.
pub fn words() -> impl Iterator<Item = &'static str> {
    destination::NAMED.iter().map(|named| named.word)
}
