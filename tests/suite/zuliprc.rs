//! Finding and reading the zuliprc file: places, precedence, strictness, sentences.

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use lazuli::config::zuliprc::{Credentials, Error, Overrides, load};

const WHOLE: &str =
    "[api]\nemail=ada@example.com\nkey=0123456789abcdef\nsite=https://chat.example.com\n";

/// A home folder of its own, and an environment.
struct Home {
    folder: tempfile::TempDir,
    env: HashMap<String, String>,
}

impl Home {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let env = HashMap::from([("HOME".to_owned(), folder.path().display().to_string())]);
        Self { folder, env }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    fn set(mut self, name: &str, value: impl ToString) -> Self {
        self.env.insert(name.to_owned(), value.to_string());
        self
    }

    fn load_with(&self, overrides: &Overrides) -> Result<Credentials, Error> {
        load(overrides, &|name| self.env.get(name).cloned())
    }

    fn load(&self) -> Result<Credentials, Error> {
        self.load_with(&Overrides::default())
    }

    fn sentence(&self) -> String {
        let sentence = self.load().unwrap_err().to_string();
        assert!(!sentence.contains('\n'), "{sentence}");
        sentence.replace(&self.folder.path().display().to_string(), "HOME")
    }
}

fn config_file(path: &Path) -> Overrides {
    Overrides {
        config_file: Some(path.to_owned()),
        ..Overrides::default()
    }
}

#[test]
fn every_key_is_read() {
    let home = Home::new();
    let ca = home.file("ca.pem", "x");
    let cert = home.file("my.pem", "x");
    let key = home.file("my.key", "x");
    home.file(
        "zuliprc",
        format!(
            "# from the web app\n[api]\nemail = ada@example.com\nkey=abc#d;e\nsite=chat.example.com/\n\
             insecure=False\ncert_bundle={}\nclient_cert=~/my.pem\nclient_cert_key={}\n",
            ca.display(),
            key.display()
        ),
    );
    let read = home.load().unwrap();
    assert_eq!(read.email, "ada@example.com");
    assert_eq!(
        read.key.reveal(),
        "abc#d;e",
        "a `#` in a value is part of it"
    );
    assert_eq!(read.site.as_str(), "https://chat.example.com/");
    assert!(!read.insecure);
    assert_eq!(read.cert_bundle, Some(ca));
    assert_eq!(read.client_cert, Some(cert), "`~` is the home folder");
    assert_eq!(read.client_cert_key, Some(key));
    assert_eq!(read.file, Some(home.path("zuliprc")));
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_do_no_harm() {
    let home = Home::new();
    home.file(
        "zuliprc",
        format!("\u{feff}{}", WHOLE.replace('\n', "\r\n")),
    );
    assert_eq!(home.load().unwrap().key.reveal(), "0123456789abcdef");
}

#[test]
fn the_first_place_that_has_a_file_wins() {
    let mail = |name: &str| WHOLE.replace("ada", name);
    let home = Home::new();
    home.file(".zuliprc", mail("dot"));
    assert_eq!(home.load().unwrap().email, "dot@example.com");
    home.file("zuliprc", mail("home"));
    assert_eq!(home.load().unwrap().email, "home@example.com");
    home.file(".config/lazuli/zuliprc", mail("config"));
    assert_eq!(home.load().unwrap().email, "config@example.com");
    let home = {
        let xdg = home.path("xdg");
        home.file("xdg/lazuli/zuliprc", mail("xdg"));
        home.set("XDG_CONFIG_HOME", xdg.display())
    };
    assert_eq!(home.load().unwrap().email, "xdg@example.com");
    let named = home.file("elsewhere/rc", mail("env"));
    let home = home.set("ZULIP_CONFIG", named.display());
    assert_eq!(home.load().unwrap().email, "env@example.com");
    let argument = home.file("elsewhere/argument", mail("argument"));
    let read = home.load_with(&config_file(&argument)).unwrap();
    assert_eq!(read.email, "argument@example.com");
}

#[test]
fn argument_wins_over_environment_and_environment_over_file() {
    let home = Home::new();
    home.file("zuliprc", format!("{WHOLE}insecure=true\n"));
    assert!(home.load().unwrap().insecure);
    let home = home
        .set("ZULIP_EMAIL", "bob@example.com")
        .set("ZULIP_API_KEY", "from-env")
        .set("ZULIP_SITE", "https://env.example.com")
        .set("ZULIP_ALLOW_INSECURE", "false");
    let read = home.load().unwrap();
    assert_eq!(read.email, "bob@example.com");
    assert_eq!(read.key.reveal(), "from-env");
    assert_eq!(read.site.as_str(), "https://env.example.com/");
    assert!(!read.insecure);
    let read = home
        .load_with(&Overrides {
            email: Some("eve@example.com".to_owned()),
            site: Some("localhost:9991".to_owned()),
            insecure: true,
            ..Overrides::default()
        })
        .unwrap();
    assert_eq!(read.email, "eve@example.com");
    assert_eq!(read.site.as_str(), "http://localhost:9991/");
    assert!(read.insecure);
}

#[test]
fn the_environment_alone_is_enough() {
    let home = Home::new()
        .set("ZULIP_EMAIL", "bob@example.com")
        .set("ZULIP_API_KEY", "k")
        .set("ZULIP_SITE", "example.com");
    assert_eq!(home.load().unwrap().file, None);
    let home = home.set("ZULIP_CONFIG", "/no/such/file");
    assert_eq!(home.load().unwrap().file, None);
}

#[test]
fn an_open_file_is_named_with_the_chmod_that_mends_it() {
    let home = Home::new();
    let path = home.file("zuliprc", WHOLE);
    for mode in [0o640, 0o604, 0o644, 0o660] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        assert_eq!(
            home.sentence(),
            "The zuliprc file HOME/zuliprc holds your API key, and others can read it. \
             Close it with: chmod 600 HOME/zuliprc"
        );
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    assert!(home.load().is_ok());
}

#[test]
fn each_mishap_is_one_sentence_with_the_way_out() {
    let home = Home::new();
    insta::assert_snapshot!(home.sentence(), @"No zuliprc found (looked for HOME/.config/lazuli/zuliprc, HOME/zuliprc, HOME/.zuliprc), and nobody is signed in: `lazuli login` signs in. Or download the zuliprc file in Zulip's web app (Personal settings > Account & privacy > API key) and save it as ~/zuliprc; or try `lazuli --demo`.");
    let says = |text: &str| {
        home.file("zuliprc", text);
        home.sentence()
    };
    let end = "Download it anew in Zulip's web app, or see zuliprc.example.";
    let wrong = |why: &str| format!("The zuliprc file HOME/zuliprc is not complete: {why}. {end}");
    assert_eq!(says(""), wrong("it has no [api] section"));
    assert_eq!(says("key=x"), wrong("it has no [api] section"));
    assert_eq!(
        says("[api]\nemail=a@b\nke"),
        wrong("its [api] section has no `key`")
    );
    assert_eq!(says("[api]\nemail=a@b\nkey="), wrong("`key` has no value"));
    assert_eq!(says("[api]\nemail=a@b\nkey"), wrong("`key` has no value"));
    assert_eq!(
        says("[api]\nemail=a@b\nkey=k"),
        wrong("its [api] section has no `site`")
    );
    assert_eq!(
        says("[api"),
        wrong("line 1: Found opening bracket for section name but no closing bracket")
    );
    assert_eq!(
        says(&WHOLE.replace("https", "gopher")),
        "site is \"gopher://chat.example.com\"; it must be the organization's URL, such as https://example.zulipchat.com."
    );
    assert_eq!(
        says(&format!("{WHOLE}insecure=1\n")),
        "`insecure` in HOME/zuliprc is \"1\"; it must be `true` or `false`."
    );
    assert_eq!(
        says(&format!("{WHOLE}cert_bundle=/no/ca.pem\n")),
        "The cert_bundle /no/ca.pem does not exist: check the path."
    );
    home.file("my.key", "x");
    assert_eq!(
        says(&format!("{WHOLE}client_cert_key=~/my.key\n")),
        "There is no client_cert: client_cert_key names a key, so client_cert must name its certificate."
    );
    home.file("zuliprc", [0xff, 0xfe, 0x00]);
    assert_eq!(home.sentence(), wrong("it is not text"));
    home.file("zuliprc", vec![b'#'; (1 << 20) + 1]);
    assert_eq!(home.sentence(), wrong("it is far too large"));
}

#[test]
fn a_named_file_that_is_missing_or_a_folder_is_named() {
    let home = Home::new();
    let missing = config_file(&home.path("nothing"));
    let sentence = home.load_with(&missing).unwrap_err().to_string();
    assert!(
        sentence.ends_with("/nothing does not exist: check the path that --config-file gives.")
    );
    let folder = config_file(home.folder.path());
    let sentence = home.load_with(&folder).unwrap_err().to_string();
    assert!(
        sentence.ends_with("can't be read: it is a folder."),
        "{sentence}"
    );
    let home = home
        .set("ZULIP_CONFIG", "/no/such/zuliprc")
        .set("ZULIP_ALLOW_INSECURE", "true");
    assert_eq!(
        home.sentence(),
        "The zuliprc file /no/such/zuliprc does not exist: check the path that ZULIP_CONFIG gives."
    );
    let home = home.set("ZULIP_ALLOW_INSECURE", "yes");
    assert_eq!(
        home.sentence(),
        "ZULIP_ALLOW_INSECURE is \"yes\"; it must be `true` or `false`."
    );
}
