//! The server's names for emoji: fetched by the session, kept, and asked for again only in so
//! far as they changed.

use lazuli::api::Client;
use lazuli::api::client::Limits;
use lazuli::api::client::files::Version;
use lazuli::app::ask::{Ask, AskId, Found, Query};
use lazuli::app::effect::Effect;
use lazuli::app::update::SessionUpdate;
use lazuli::config::zuliprc::Credentials;
use lazuli::model::emoji::EmojiNames;
use lazuli::session::media::Folders;
use lazuli::session::{self, SessionOptions};

use crate::scripts::Demo;

const PATH: &str = "/static/generated/emoji/emoji_api.json";

/// What a session with this cache answers.
async fn names(client: Client, cache: &std::path::Path) -> Result<EmojiNames, String> {
    let (session, mut updates) = session::start(SessionOptions {
        heard: std::collections::BTreeSet::new(),
        archive: lazuli::archive::Archive::in_memory(),
        client,
        marks_read: false,
        wall: || 0,
        folders: Folders {
            cache: cache.to_owned(),
            ..Folders::default()
        },
    });
    let (id, query) = (AskId(1), Query::EmojiNames(PATH.into()));
    session.execute(Effect::Ask(Ask { id, query }));
    loop {
        let update = updates.recv().await.expect("an answer");
        if let SessionUpdate::Answer(answer) = update
            && let Found::EmojiNames(result) = answer.found
        {
            return result;
        }
    }
}

#[tokio::test]
async fn the_servers_names_are_fetched_and_kept_for_a_time_without_it() {
    let demo = Demo::start().await;
    let cache = tempfile::tempdir().unwrap();
    let fetched = names(demo.client("ada"), cache.path()).await.unwrap();
    assert_eq!(&fetched, EmojiNames::built_in());
    let kept: Vec<_> = std::fs::read_dir(cache.path().join("emoji"))
        .unwrap()
        .collect();
    let [Ok(file)] = &kept[..] else {
        panic!("{kept:?}")
    };
    // What was kept is believed when the server says that nothing changed, and when it says
    // nothing at all.
    let text = std::fs::read_to_string(file.path()).unwrap();
    std::fs::write(file.path(), text.replace("\"tada\"", "\"hooray\"")).unwrap();
    let kept = names(demo.client("ada"), cache.path()).await.unwrap();
    assert_eq!(&*kept.of("1f389").unwrap()[0], "hooray");
    let site = demo.client("ada").site().to_string();
    drop(demo);
    let credentials = Credentials::new("ada@example.com", "key", &site).unwrap();
    let nobody = || Client::new(&credentials).unwrap();
    assert_eq!(names(nobody(), cache.path()).await.unwrap(), kept);
    let empty = tempfile::tempdir().unwrap();
    assert!(names(nobody(), empty.path()).await.is_err());
}

#[tokio::test]
async fn an_unchanged_file_does_not_come_again() {
    let demo = Demo::start().await;
    let client = demo.client("ada");
    let url = client.site().join(PATH).unwrap();
    let ask = |have: Version| {
        let (client, url) = (client.clone(), url.clone());
        async move {
            let file = client.open_file_unless(
                &url,
                lazuli::api::client::files::Reach::Anywhere,
                Limits::ORDINARY,
                &have,
            );
            file.await.unwrap()
        }
    };
    let file = ask(Version::default()).await.expect("it comes");
    let version = file.version.clone();
    assert!(version.etag.is_some());
    assert!(ask(version).await.is_none());
    let other = Version {
        etag: Some("\"other\"".to_owned()),
        last_modified: None,
    };
    assert!(ask(other).await.is_some());
}

#[test]
fn nobody_asks_for_names_before_somebody_wants_emoji() {
    use crate::support::stage::Stage;
    let mut stage = Stage::recorded("server-10-second", 100, 30);
    stage.keys("G k j G");
    let asks = |stage: &Stage| {
        let names = |effect: &&Effect| matches!(effect, Effect::Ask(ask) if matches!(ask.query, Query::EmojiNames(_)));
        stage.left.iter().filter(names).count()
    };
    assert_eq!(asks(&stage), 0);
    stage.keys(")");
    assert_eq!(asks(&stage), 1);
    stage.keys("Esc : Esc");
    assert_eq!(asks(&stage), 1, "once");
}
