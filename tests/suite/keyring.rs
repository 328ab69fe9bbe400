//! Keys in the keyring of the desktop: a small one on a bus of its own.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value as Variant};
use zbus::{Connection, ObjectServer, fdo};

use crate::scripts::{Demo, PATIENCE};

const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";
const NONE: &str = "/";

/// A secret as it travels: session, parameters, value, type.
type Secret = (OwnedObjectPath, Vec<u8>, Vec<u8>, String);

/// What is kept: attributes, label, secret.
#[derive(Clone, Default)]
struct Kept {
    attributes: HashMap<String, String>,
    label: String,
    secret: Vec<u8>,
}

type Safe = Arc<Mutex<HashMap<u32, Kept>>>;

fn path(text: impl Into<String>) -> OwnedObjectPath {
    ObjectPath::try_from(text.into()).unwrap().into()
}

fn item_path(number: u32) -> OwnedObjectPath {
    path(format!("{COLLECTION}/{number}"))
}

/// As much of a bus as a client asks of it.
struct Bus;

#[zbus::interface(name = "org.freedesktop.DBus")]
impl Bus {
    fn hello(&self) -> String {
        ":1.7".to_owned()
    }

    fn add_match(&self, _rule: &str) {}

    fn remove_match(&self, _rule: &str) {}

    fn get_name_owner(&self, _name: &str) -> String {
        ":1.0".to_owned()
    }
}

struct Service(Safe);

#[zbus::interface(name = "org.freedesktop.Secret.Service")]
impl Service {
    fn open_session(
        &self,
        algorithm: &str,
        _input: Variant<'_>,
    ) -> fdo::Result<(OwnedValue, OwnedObjectPath)> {
        if algorithm != "plain" {
            return Err(fdo::Error::NotSupported(algorithm.to_owned()));
        }
        let output = Variant::from("").try_to_owned().unwrap();
        Ok((output, path("/org/freedesktop/secrets/session/1")))
    }

    fn search_items(
        &self,
        attributes: HashMap<String, String>,
    ) -> (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) {
        let kept = self.0.lock().unwrap();
        let fits = |kept: &Kept| {
            let mut wanted = attributes.iter();
            wanted.all(|(name, value)| kept.attributes.get(name) == Some(value))
        };
        let found = kept.iter().filter(|(_, kept)| fits(kept));
        (
            found.map(|(number, _)| item_path(*number)).collect(),
            Vec::new(),
        )
    }

    fn read_alias(&self, _name: &str) -> OwnedObjectPath {
        path(COLLECTION)
    }
}

struct Collection(Safe);

#[zbus::interface(name = "org.freedesktop.Secret.Collection")]
impl Collection {
    async fn create_item(
        &self,
        properties: HashMap<String, OwnedValue>,
        secret: Secret,
        replace: bool,
        #[zbus(object_server)] server: &ObjectServer,
    ) -> (OwnedObjectPath, OwnedObjectPath) {
        let name = "org.freedesktop.Secret.Item.Attributes";
        let attributes = properties[name].try_clone().unwrap();
        let attributes: HashMap<String, String> = attributes.try_into().unwrap();
        let label = properties["org.freedesktop.Secret.Item.Label"]
            .try_clone()
            .unwrap();
        let number = {
            let mut kept = self.0.lock().unwrap();
            let same = kept
                .iter()
                .find(|(_, kept)| replace && kept.attributes == attributes);
            let number = same.map_or(kept.len() as u32 + 1, |(number, _)| *number);
            let new = Kept {
                attributes,
                label: label.try_into().unwrap(),
                secret: secret.2,
            };
            kept.insert(number, new);
            number
        };
        let item = Item(self.0.clone(), number);
        server.at(item_path(number), item).await.unwrap();
        (item_path(number), path(NONE))
    }

    #[zbus(property)]
    fn locked(&self) -> bool {
        false
    }
}

struct Item(Safe, u32);

#[zbus::interface(name = "org.freedesktop.Secret.Item")]
impl Item {
    fn get_secret(&self, session: OwnedObjectPath) -> Secret {
        let secret = self.0.lock().unwrap()[&self.1].secret.clone();
        (session, Vec::new(), secret, "text/plain".to_owned())
    }

    fn delete(&self) -> OwnedObjectPath {
        self.0.lock().unwrap().remove(&self.1);
        path(NONE)
    }

    #[zbus(property)]
    fn locked(&self) -> bool {
        false
    }
}

/// A bus with a keyring on it.
struct Keyring {
    safe: Safe,
    socket: PathBuf,
    _folder: tempfile::TempDir,
}

impl Keyring {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("bus");
        let listener = tokio::net::UnixListener::bind(&socket).unwrap();
        let safe = Safe::default();
        let shared = Arc::clone(&safe);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let safe = Arc::clone(&shared);
                tokio::spawn(async move {
                    if let Ok(connection) = serve(stream, safe).await {
                        // As long as the client stays.
                        let mut messages = zbus::MessageStream::from(&connection);
                        while futures_util::StreamExt::next(&mut messages).await.is_some() {}
                    }
                });
            }
        });
        Self {
            safe,
            socket,
            _folder: folder,
        }
    }

    fn kept(&self) -> Vec<Kept> {
        self.safe.lock().unwrap().values().cloned().collect()
    }
}

async fn serve(stream: tokio::net::UnixStream, safe: Safe) -> zbus::Result<Connection> {
    let root = "/org/freedesktop/secrets";
    let mut builder = zbus::connection::Builder::unix_stream(stream)
        .server(zbus::Guid::generate())?
        .p2p()
        .serve_at("/org/freedesktop/DBus", Bus)?
        .serve_at(root, Service(Arc::clone(&safe)))?
        .serve_at(COLLECTION, Collection(Arc::clone(&safe)))?;
    let numbers: Vec<u32> = safe.lock().unwrap().keys().copied().collect();
    for number in numbers {
        builder = builder.serve_at(item_path(number), Item(Arc::clone(&safe), number))?;
    }
    builder.build().await
}

/// Runs a command with the keyring at hand: exit code, output, errors.
async fn run(demo: &Demo, keyring: &Keyring, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lazuli"));
    let bus = format!("unix:path={}", keyring.socket.display());
    command
        .args(args)
        .env_clear()
        .env("HOME", demo.home().join("home"))
        .env("DBUS_SESSION_BUS_ADDRESS", bus);
    let run = tokio::task::spawn_blocking(move || command.output().unwrap());
    let output = tokio::time::timeout(PATIENCE, run).await.unwrap().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    (code, text(output.stdout), text(output.stderr))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_is_in_the_keyring_where_there_is_one() {
    let demo = Demo::start().await;
    let keyring = Keyring::start().await;
    let command = format!("cat {}", demo.home().join("key").display());
    let key = demo.running.api_key("ada");
    demo.zuliprc("key", &key);
    let site = demo.running.site();
    let dev = [
        "login",
        &site,
        "--method",
        "dev",
        "--email",
        "ada@lapis.example",
    ];
    let (code, out, err) = run(&demo, &keyring, &dev).await;
    assert_eq!((code, &*err), (0, ""), "{out}");
    assert!(out.contains("The key is in the system's keyring."), "{out}");
    let kept = keyring.kept();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].secret, key.as_bytes());
    assert_eq!(kept[0].attributes["application"], "lazuli");
    assert_eq!(
        kept[0].label,
        format!("lazuli: ada@lapis.example at {site}")
    );
    let (_, out, _) = run(&demo, &keyring, &["accounts", "--json"]).await;
    let known: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (&known["key"], &known["key_at"]),
        (&"keyring".into(), &Value::Null)
    );
    let files = std::fs::read_dir(demo.home().join("home/.local/share/lazuli/accounts"));
    assert_eq!(files.into_iter().flatten().count(), 0, "no file holds it");
    // It is fetched when it is needed, and again signing in takes no second place.
    let (code, out, err) = run(&demo, &keyring, &["api", "GET", "users/me"]).await;
    assert_eq!((code, &*err), (0, ""), "{out}");
    assert!(out.contains("Ada Quill"));
    assert_eq!(run(&demo, &keyring, &dev).await.0, 0);
    assert_eq!(keyring.kept().len(), 1);
    // Kept elsewhere, it leaves the keyring; and the other way round.
    let file = [&dev[..], &["--keep", "file"]].concat();
    assert_eq!(run(&demo, &keyring, &file).await.0, 0);
    assert!(keyring.kept().is_empty());
    assert_eq!(run(&demo, &keyring, &dev).await.0, 0);
    assert_eq!(keyring.kept().len(), 1);
    let by = [
        "login",
        &site,
        "--email",
        "ada@lapis.example",
        "--key-cmd",
        &command,
    ];
    assert_eq!(run(&demo, &keyring, &by).await.0, 0);
    assert!(keyring.kept().is_empty());
    assert_eq!(run(&demo, &keyring, &dev).await.0, 0);
    let (code, out, err) = run(&demo, &keyring, &["logout"]).await;
    assert_eq!((code, &*err), (0, ""));
    assert!(out.contains("its key is removed from the keyring"), "{out}");
    assert!(keyring.kept().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_is_gone_or_empty_says_so() {
    let demo = Demo::start().await;
    let keyring = Keyring::start().await;
    let site = demo.running.site();
    let dev = [
        "login",
        &site,
        "--method",
        "dev",
        "--email",
        "ada@lapis.example",
    ];
    assert_eq!(run(&demo, &keyring, &dev).await.0, 0);
    keyring.safe.lock().unwrap().clear();
    let (code, _, err) = run(&demo, &keyring, &["unread"]).await;
    assert_eq!(code, 1);
    let why = "can't be had from the system's keyring (the keyring does not hold the key)";
    assert!(err.contains(why), "{err}");
    std::fs::remove_file(&keyring.socket).unwrap();
    let (code, _, err) = run(&demo, &keyring, &["unread"]).await;
    assert_eq!(code, 1);
    assert!(err.contains("(there is no keyring here)"), "{err}");
    let (code, _, err) = run(&demo, &keyring, &["logout"]).await;
    assert_eq!(code, 1);
    assert!(err.contains("--force"), "{err}");
    assert_eq!(run(&demo, &keyring, &["logout", "--force"]).await.0, 0);
    let wanted = [&dev[..], &["--keep", "keyring"]].concat();
    let (code, _, err) = run(&demo, &keyring, &wanted).await;
    assert_eq!(code, 1);
    assert!(
        err.contains("The key is not kept (there is no keyring here)"),
        "{err}"
    );
    let (code, out, err) = run(&demo, &keyring, &dev).await;
    assert_eq!((code, &*err), (0, ""));
    assert!(out.contains(".key. `lazuli` opens it."), "{out}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_screen_fetches_the_key_and_says_where_it_is_not() {
    let demo = Demo::start().await;
    let keyring = Keyring::start().await;
    let site = format!("{}/", demo.running.site());
    let accounts = serde_json::json!({"accounts": [{
        "site": site, "email": "ada@lapis.example", "user_id": 6, "key": "keyring",
    }]});
    let bus = format!("unix:path={}", keyring.socket.display());
    let program = || {
        crate::support::Program::lazuli([])
            .file("data/lazuli/accounts.json", &accounts.to_string())
            .env("DBUS_SESSION_BUS_ADDRESS", &bus)
    };
    let refused = program();
    tokio::task::spawn_blocking(move || {
        let (exit, screen, restored) = refused.start().exit();
        assert_eq!((exit.code, restored), (1, true));
        let text = screen.text().replace('\n', "");
        assert!(
            text.contains("(the keyring does not hold the key)"),
            "{text}"
        );
    })
    .await
    .unwrap();
    let attributes = [
        ("application", "lazuli"),
        ("site", &site),
        ("email", "ada@lapis.example"),
    ];
    let kept = Kept {
        attributes: attributes
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        label: String::new(),
        secret: demo.running.api_key("ada").into_bytes(),
    };
    keyring.safe.lock().unwrap().insert(1, kept);
    let reads = program();
    tokio::task::spawn_blocking(move || {
        let running = reads.start();
        running.wait_for("live");
        running.keys("Q");
        assert_eq!(running.exit().0.code, 0);
    })
    .await
    .unwrap();
}
