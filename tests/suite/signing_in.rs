//! Signing in on the screen, without its outside: steps, and how they look.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use lazuli::api::ids::FeatureLevel;
use lazuli::app::effect::Effect;
use lazuli::app::login::{Entered, Login, News, Order, Page, Step, Ticket};
use lazuli::app::state::Account;
use lazuli::app::update::Update;
use lazuli::signin::{Door, External, Method, Secret, UserNames};
use lazuli::text::SafeText;
use url::Url;

use crate::support::stage::Stage;

struct Screen {
    stage: Stage,
    orders: Vec<Order>,
}

fn account() -> Account {
    Account {
        email: SafeText::line("nobody"),
        site: SafeText::line("nowhere"),
        url: None,
    }
}

fn door() -> Door {
    let external = External {
        name: "github".to_owned(),
        shown: SafeText::line("GitHub"),
        login_url: "/accounts/login/social/github".to_owned(),
    };
    Door {
        site: Url::parse("https://chat.example.com").expect("a URL"),
        realm: None,
        name: SafeText::line("Lapis Works"),
        description: SafeText::line("Pots by hand, kilns by wire. A made-up organization."),
        version: SafeText::line("11.0"),
        level: FeatureLevel(421),
        methods: vec![
            Method::Password(UserNames::Email),
            Method::External(external),
            Method::Dev,
            Method::ApiKey,
            Method::Zuliprc,
        ],
    }
}

impl Screen {
    fn new() -> Self {
        Self::sized(80, 24)
    }

    fn sized(columns: u16, rows: u16) -> Self {
        let mut stage = Stage::new(columns, rows);
        stage.app.ask_to_sign_in();
        let orders = Vec::new();
        Self { stage, orders }
    }

    fn update(&mut self, update: Update) {
        self.stage.update(update);
        for effect in self.stage.left.drain(..) {
            if let Effect::SignIn(order) = effect {
                self.orders.push(order);
            }
        }
    }

    fn key(&mut self, code: KeyCode) {
        self.update(Update::Key(KeyEvent::new(code, KeyModifiers::NONE)));
    }

    fn types(&mut self, text: &str) {
        text.chars().for_each(|c| self.key(KeyCode::Char(c)));
    }

    fn enter(&mut self) {
        self.key(KeyCode::Enter);
    }

    fn ordered(&mut self) -> Order {
        assert_eq!(self.orders.len(), 1, "{:?}", self.orders);
        self.orders.remove(0)
    }

    fn news(&mut self, news: News) {
        self.update(Update::SignIn(news));
    }

    fn login(&self) -> &Login {
        self.stage.app.login.as_deref().expect("signing in")
    }

    fn wrong(&self) -> &str {
        self.login()
            .wrong
            .as_ref()
            .map_or("", |wrong| wrong.as_str())
    }

    /// At the organization's door.
    fn at_door() -> Self {
        Self::at_door_sized(80, 24)
    }

    fn at_door_sized(columns: u16, rows: u16) -> Self {
        let mut screen = Self::sized(columns, rows);
        screen.types("chat.example.com");
        screen.enter();
        let Order::Look(ticket, _) = screen.ordered() else {
            panic!("no look");
        };
        screen.news(News::Found(ticket, Ok(Box::new(door()))));
        screen
    }
}

#[test]
fn an_address_is_read_before_anybody_is_asked() {
    let mut screen = Screen::new();
    screen.enter();
    assert!(
        screen
            .wrong()
            .starts_with("Write the organization's address")
    );
    screen.types("ada@example.com");
    assert_eq!(screen.wrong(), "", "typing takes the sentence away");
    screen.enter();
    assert!(
        screen
            .wrong()
            .starts_with("That is a person's e-mail address")
    );
    assert!(screen.orders.is_empty());
    assert_eq!(screen.login().address.text(), "ada@example.com", "it stays");
    screen.update(Update::Key(KeyEvent::new(
        KeyCode::Char('u'),
        KeyModifiers::CONTROL,
    )));
    screen.update(Update::Paste(" Chat.Example.com/#narrow/is/dm ".to_owned()));
    screen.enter();
    let site = Url::parse("https://chat.example.com").expect("a URL");
    assert_eq!(screen.ordered(), Order::Look(Ticket(1), site));
}

#[test]
fn what_comes_too_late_changes_nothing() {
    let mut screen = Screen::new();
    screen.types("a.example");
    screen.enter();
    assert!(matches!(screen.ordered(), Order::Look(Ticket(1), _)));
    screen.enter();
    assert!(screen.orders.is_empty(), "one question at a time");
    screen.key(KeyCode::Esc);
    assert_eq!(screen.ordered(), Order::Stop);
    screen.news(News::Found(Ticket(1), Ok(Box::new(door()))));
    assert_eq!(screen.login().step, Step::Address);
    screen.enter();
    let Order::Look(ticket, _) = screen.ordered() else {
        panic!("no look");
    };
    screen.news(News::Found(
        ticket,
        Err("Nothing answers there.".to_owned()),
    ));
    assert_eq!(screen.wrong(), "Nothing answers there.");
    assert_eq!(screen.login().address.text(), "a.example");
}

#[test]
fn a_password_is_asked_for_after_the_name_and_never_shown() {
    let mut screen = Screen::at_door();
    screen.enter();
    assert_eq!(screen.login().step, Step::Password(UserNames::Email));
    screen.types("ada@example.com");
    screen.enter();
    screen.enter();
    assert_eq!(screen.wrong(), "Write the password.");
    screen.types("p4ss wörd");
    assert_eq!(screen.login().secret.dots().text(), "•••••••••");
    assert!(!format!("{:?}", screen.stage.app).contains("p4ss"));
    screen.enter();
    let order = screen.ordered();
    assert!(!format!("{order:?}").contains("p4ss"));
    let password = Secret::new("p4ss wörd");
    let name = "ada@example.com".to_owned();
    assert_eq!(
        order,
        Order::Password(screen.login().ticket, name, password)
    );
    let ticket = screen.login().ticket;
    screen.news(News::Entered(ticket, Err("That is wrong.".to_owned())));
    assert_eq!(screen.wrong(), "That is wrong.");
    assert_eq!(
        screen.login().secret.dots().text().chars().count(),
        9,
        "it stays"
    );
    // Back to the name, back to the ways: the name stays, the password is forgotten.
    screen.key(KeyCode::Esc);
    screen.key(KeyCode::Esc);
    assert_eq!(screen.login().step, Step::Method);
    assert_eq!(screen.login().secret.dots().text(), "");
    screen.enter();
    assert!(screen.login().at_secret, "the name is there already");
    assert_eq!(screen.login().name.text(), "ada@example.com");
}

#[test]
fn whoever_is_in_reads_on() {
    let mut screen = Screen::at_door();
    screen.types("4");
    screen.types("bot@example.com");
    screen.enter();
    screen.update(Update::Paste("0123456789abcdef".to_owned()));
    screen.enter();
    let Order::Key(ticket, email, key) = screen.ordered() else {
        panic!("no key");
    };
    assert_eq!(
        (email.as_str(), key.reveal()),
        ("bot@example.com", "0123456789abcdef")
    );
    let entered = Entered {
        account: account(),
        words: "Signed in.".to_owned(),
    };
    screen.news(News::Entered(ticket, Ok(Box::new(entered))));
    assert!(screen.stage.app.login.is_none());
    assert_eq!(screen.stage.app.account.email.as_str(), "nobody");
    assert_eq!(
        screen.stage.app.notice.as_ref().map(|n| n.text.as_str()),
        Some("Signed in.")
    );
}

#[test]
fn the_browsers_link_is_taken_as_soon_as_it_is_pasted() {
    let mut screen = Screen::at_door();
    screen.key(KeyCode::Down);
    screen.enter();
    let Order::Browser(ticket, external) = screen.ordered() else {
        panic!("no browser");
    };
    assert_eq!(external.name, "github");
    let page = Page {
        address: SafeText::line("https://chat.example.com/x?mobile_flow_otp=0tp0tp"),
        opened: false,
    };
    screen.news(News::Page(ticket, Ok(page)));
    assert!(!format!("{:?}", screen.stage.app).contains("0tp0tp"));
    screen.enter();
    assert!(screen.wrong().contains("zulip://"));
    screen.update(Update::Paste("zulip://login?realm=x".to_owned()));
    let Order::Link(_, link) = screen.ordered() else {
        panic!("no link");
    };
    assert_eq!(link.reveal(), "zulip://login?realm=x");
    screen.key(KeyCode::Esc);
    assert_eq!(
        screen.ordered(),
        Order::Stop,
        "nobody waits for it any more"
    );
    assert_eq!(screen.login().step, Step::Method);
}

#[test]
fn a_zuliprc_is_pasted_whole_or_named() {
    let mut screen = Screen::at_door();
    screen.types("5");
    let text = "[api]\nemail=a@b.c\nkey=k3y\nsite=https://b.c\n";
    screen.update(Update::Paste(text.to_owned()));
    let Order::Zuliprc(ticket, pasted) = screen.ordered() else {
        panic!("no zuliprc");
    };
    assert_eq!(pasted.reveal(), text);
    screen.news(News::Entered(ticket, Err("It is not complete.".to_owned())));
    screen.types("~/zuliprc");
    screen.enter();
    let path = "~/zuliprc".to_owned();
    assert_eq!(screen.ordered(), Order::ZuliprcFile(Ticket(3), path));
}

#[test]
fn development_accounts_and_the_demo_are_one_choice_away() {
    let mut screen = Screen::at_door();
    screen.types("3");
    let Order::DevAccounts(ticket) = screen.ordered() else {
        panic!("no question");
    };
    let people = vec!["iago@zulip.com".to_owned(), "hamlet@zulip.com".to_owned()];
    screen.news(News::DevAccounts(ticket, Ok(people)));
    screen.key(KeyCode::Down);
    screen.enter();
    assert!(matches!(screen.ordered(), Order::Dev(_, who) if who == "hamlet@zulip.com"));
    let mut screen = Screen::new();
    screen.update(Update::Key(KeyEvent::new(
        KeyCode::Char('t'),
        KeyModifiers::CONTROL,
    )));
    assert_eq!(screen.ordered(), Order::Demo);
    screen.news(News::Demo);
    assert!(screen.stage.app.login.is_none());
}

/// Each step in turn, as it looks.
fn looks(columns: u16, rows: u16) -> String {
    let mut all = String::new();
    let mut look = |name: &str, screen: &mut Screen| {
        all.push_str(&format!("=== {name}\n{}\n", screen.stage.screen()));
    };
    let mut screen = Screen::sized(columns, rows);
    look("the address", &mut screen);
    screen.types("chat.example.com");
    screen.enter();
    look("looking", &mut screen);
    let refused = "chat.example.com is not a Zulip server, it sent a web page, “Welcome to nginx”: \
        give the address that a browser shows while Zulip is open in it.";
    screen.news(News::Found(Ticket(1), Err(refused.to_owned())));
    look("no organization", &mut screen);
    let mut screen = Screen::at_door_sized(columns, rows);
    look("the ways", &mut screen);
    screen.enter();
    screen.types("ada@example.com");
    screen.enter();
    screen.types("p4ss");
    look("a password", &mut screen);
    screen.enter();
    let wrong = "That name or password is wrong: try again, or set a new password at \
        chat.example.com/accounts/password/reset/.";
    screen.news(News::Entered(Ticket(2), Err(wrong.to_owned())));
    look("a wrong one", &mut screen);
    let mut screen = Screen::at_door_sized(columns, rows);
    screen.types("2");
    let address = format!(
        "https://chat.example.com/accounts/login/social/github?mobile_flow_otp={}",
        "7be38894".repeat(8)
    );
    let page = Page {
        address: SafeText::line(address),
        opened: true,
    };
    screen.news(News::Page(Ticket(2), Ok(page)));
    look("the browser", &mut screen);
    all
}

#[test]
fn each_step_at_80_by_24() {
    insta::assert_snapshot!(looks(80, 24));
}

#[test]
fn each_step_at_40_by_12() {
    insta::assert_snapshot!(looks(40, 12));
}

#[test]
fn each_step_at_200_by_60() {
    insta::assert_snapshot!(looks(200, 60));
}
