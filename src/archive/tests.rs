//! The store on a real disk, with everything that can be wrong with it.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tempfile::TempDir;

use super::store::{Place, Store};
use super::*;
use crate::api::conversation::{Conversation, DmKey};
use crate::api::ids::{ChannelId, DraftId, TopicName, UserId};

struct Folder {
    folder: TempDir,
}

impl Folder {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("lazuli/accounts/a.sqlite3")
    }

    fn open(&self) -> Archive {
        Archive::open(self.file())
    }

    /// Names of files in the folder that begin so.
    fn like(&self, beginning: &str) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.file().parent().unwrap())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with(beginning))
            .collect();
        names.sort();
        names
    }
}

fn topic(name: &str) -> Conversation {
    Conversation::topic(ChannelId(3), TopicName::new(name))
}

fn new(conversation: Conversation, text: &str) -> NewOutgoing {
    NewOutgoing {
        conversation,
        text: text.to_owned(),
        now_ms: 1000,
        draft: None,
    }
}

fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(work)
}

#[test]
fn drafts_and_outbox_are_there_again() {
    run(async {
        let folder = Folder::new();
        let archive = folder.open();
        assert_eq!(archive.opened().await, Ok(Opened::Ready));
        let mut reply = Draft::reply(topic("Kiln"), "hé", 5);
        archive.save_draft(reply.clone()).await.unwrap();
        reply.text = "héllo".to_owned();
        (reply.cursor, reply.updated_ms) = (3, 6);
        reply.key = DraftKey::Conversation(topic("kiln"));
        for _ in 0..2 {
            archive.save_draft(reply.clone()).await.unwrap();
        }
        let fresh = Draft {
            key: DraftKey::New(1),
            heading: Some(Heading::Channel {
                channel: Some(ChannelId(4)),
                topic: "x".to_owned(),
            }),
            on_server: Some(OnServer {
                id: DraftId(9),
                text: "y".to_owned(),
                at_ms: 8,
            }),
            updated_ms: 7,
            ..Draft::reply(topic("-"), "new", 7)
        };
        archive.save_draft(fresh.clone()).await.unwrap();
        let direct = Conversation::Dm(DmKey::of_all([UserId(6), UserId(9)]));
        let one = archive.enqueue(new(direct, "one")).await.unwrap();
        let two = archive.enqueue(new(topic("t"), "two")).await.unwrap();
        drop(archive);

        let archive = folder.open();
        assert_eq!(
            archive.drafts().await.unwrap(),
            [fresh.clone(), reply.clone()]
        );
        assert_eq!(archive.outbox().await.unwrap(), [one, two]);
        archive
            .save_draft(Draft {
                text: String::new(),
                ..reply
            })
            .await
            .unwrap();
        archive.delete_draft(fresh.key.clone(), 20).await.unwrap();
        let left = archive.drafts().await.unwrap();
        assert_eq!(left.len(), 1, "the server is to be told of the other");
        assert!(left[0].deleted && left[0].on_server == fresh.on_server);
        archive.forget_draft(fresh.key).await.unwrap();
        assert_eq!(archive.drafts().await.unwrap(), []);
    });
}

#[test]
fn a_draft_becomes_a_message_and_a_message_a_draft_in_one_instant() {
    run(async {
        let folder = Folder::new();
        let archive = folder.open();
        let draft = Draft::reply(topic("kiln"), "text", 5);
        archive.save_draft(draft.clone()).await.unwrap();
        let message = NewOutgoing {
            draft: Some(draft.key.clone()),
            ..new(topic("kiln"), "text")
        };
        let row = archive.enqueue(message).await.unwrap();
        assert_eq!(archive.drafts().await.unwrap(), []);
        let begun = Draft::reply(topic("kiln"), "more", 6);
        archive.save_draft(begun).await.unwrap();
        assert!(
            archive
                .withdraw(row.clone(), Some(draft.clone()))
                .await
                .unwrap()
        );
        assert!(!archive.withdraw(row, Some(draft)).await.unwrap(), "once");
        let drafts = archive.drafts().await.unwrap();
        assert_eq!(drafts[0].text, "text\n\nmore");
        assert_eq!(archive.outbox().await.unwrap(), []);
    });
}

#[test]
fn a_message_is_claimed_once_and_in_its_turn() {
    run(async {
        let folder = Folder::new();
        let (here, there) = (folder.open(), folder.open());
        assert_eq!(there.opened().await, Ok(Opened::Ready));
        let first = here.enqueue(new(topic("t"), "1")).await.unwrap();
        let second = here.enqueue(new(topic("T"), "2")).await.unwrap();
        let other = here.enqueue(new(topic("u"), "3")).await.unwrap();
        assert!(there.changed_elsewhere().await.unwrap());
        assert!(!there.changed_elsewhere().await.unwrap());
        let claim = |archive: &Archive, row: &Outgoing| {
            let (archive, row) = (archive.clone(), row.clone());
            async move { archive.claim(row, None, MessageId(7), 9).await.unwrap() }
        };
        assert_eq!(claim(&there, &second).await, None, "not its turn");
        let claimed = claim(&there, &first).await.unwrap();
        assert_eq!(claim(&here, &first).await, None, "taken");
        assert!(claim(&here, &other).await.is_some(), "another conversation");
        let owner = claimed.attempt.clone().unwrap().owner;
        assert_eq!(owner, there.owner().await.unwrap());
        assert!(here.lives(owner.clone()).await.unwrap());
        assert!(!here.withdraw(claimed.clone(), None).await.unwrap());
        let sent = Outgoing {
            state: OutgoingState::Sent(MessageId(8)),
            ..claimed.clone()
        };
        assert!(there.update(sent.clone()).await.unwrap());
        assert!(!here.update(sent).await.unwrap(), "an old copy");
        assert!(claim(&here, &second).await.is_some());
        drop(there);
        while here.lives(owner.clone()).await.unwrap() {
            std::thread::yield_now();
        }
        assert_eq!(folder.like("a.sqlite3.").len(), 1, "one's own lock");
    });
}

#[test]
fn what_is_made_is_private() {
    run(async {
        let folder = Folder::new();
        std::fs::create_dir_all(folder.file().parent().unwrap()).unwrap();
        std::fs::write(folder.file(), "").unwrap();
        std::fs::set_permissions(folder.file(), PermissionsExt::from_mode(0o644)).unwrap();
        let archive = folder.open();
        archive.enqueue(new(topic("t"), "1")).await.unwrap();
        let names = folder.like("a.sqlite3");
        assert_eq!(names.len(), 4, "{names:?}");
        for name in names {
            let path = folder.file().with_file_name(name);
            let mode = path.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{}", path.display());
        }
    });
}

fn damage(path: &Path, from: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    for byte in bytes.iter_mut().skip(from) {
        *byte ^= 0x5a;
    }
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn a_damaged_file_is_kept_and_a_new_one_begun() {
    run(async {
        for from in [0, 100, 4096] {
            let folder = Folder::new();
            let archive = folder.open();
            archive.enqueue(new(topic("t"), "1")).await.unwrap();
            drop(archive);
            // The last one out writes everything into the file.
            while !folder.like("a.sqlite3-wal").is_empty() {
                std::thread::yield_now();
            }
            damage(&folder.file(), from);
            let archive = folder.open();
            let opened = archive.opened().await.unwrap();
            let Opened::MovedAside { to } = opened else {
                panic!("{from}: {opened:?}");
            };
            assert!(to.is_file());
            archive.enqueue(new(topic("t"), "2")).await.unwrap();
            assert_eq!(archive.outbox().await.unwrap().len(), 1);
        }
    });
}

#[test]
fn damage_that_shows_later_is_told_and_mended() {
    let folder = Folder::new();
    let mut store = Store::open(Place::File(folder.file())).unwrap();
    let failed: Result<(), _> = store.mend(|_| Err(ArchiveError::Broken));
    assert!(
        matches!(failed, Err(ArchiveError::Damaged { .. })),
        "{failed:?}"
    );
    assert!(matches!(store.opened(), Opened::MovedAside { .. }));
    let kept = store.mend(|store| rows::enqueue(store, new(topic("t"), "1")));
    assert!(kept.is_ok() && folder.file().is_file());
    assert!(!folder.like("a.sqlite3.damaged").is_empty());
}

#[test]
fn a_newer_file_is_left_alone() {
    run(async {
        let folder = Folder::new();
        drop(Store::open(Place::File(folder.file())));
        let connection = rusqlite::Connection::open(folder.file()).unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        drop(connection);
        let before = std::fs::read(folder.file()).unwrap();
        let archive = folder.open();
        let opened = archive.opened().await.unwrap();
        let Opened::InMemory { why: Some(why) } = opened else {
            panic!("{opened:?}");
        };
        assert!(matches!(why, ArchiveError::Newer { version: 99, .. }));
        assert!(why.to_string().starts_with("A newer lazuli made "));
        archive.enqueue(new(topic("t"), "1")).await.unwrap();
        assert_eq!(archive.outbox().await.unwrap().len(), 1);
        assert_eq!(std::fs::read(folder.file()).unwrap(), before);
    });
}

#[test]
fn where_nothing_can_be_written_memory_serves() {
    run(async {
        let folder = Folder::new();
        let file = folder.folder.path().join("no-folder/a.sqlite3");
        std::fs::write(folder.folder.path().join("no-folder"), "").unwrap();
        let archive = Archive::open(file);
        let opened = archive.opened().await.unwrap();
        assert!(
            matches!(opened, Opened::InMemory { why: Some(_) }),
            "{opened:?}"
        );
        archive.enqueue(new(topic("t"), "1")).await.unwrap();
        assert_eq!(archive.outbox().await.unwrap().len(), 1);
    });
}

#[test]
fn a_full_disk_is_said_and_nothing_half_done() {
    let folder = Folder::new();
    let mut store = Store::open(Place::File(folder.file())).unwrap();
    drafts::save(&mut store, &Draft::reply(topic("t"), "draft", 1)).unwrap();
    let pages: i64 = store
        .connection()
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    let connection = store.connection();
    let limit = connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()));
    limit.unwrap();
    let large = NewOutgoing {
        draft: Some(DraftKey::Conversation(topic("t"))),
        ..new(topic("t"), &"x".repeat(100_000))
    };
    assert_eq!(rows::enqueue(&mut store, large), Err(ArchiveError::Full));
    assert_eq!(drafts::list(&mut store).unwrap()[0].text, "draft");
    assert_eq!(rows::list(&mut store).unwrap(), []);
}

#[test]
fn a_file_that_somebody_removed_is_begun_anew() {
    let folder = Folder::new();
    let mut store = Store::open(Place::File(folder.file())).unwrap();
    assert!(store.is_locked());
    std::fs::remove_dir_all(folder.file().parent().unwrap()).unwrap();
    assert_eq!(store.changed_elsewhere(), Ok(true));
    rows::enqueue(&mut store, new(topic("t"), "1")).unwrap();
    let mut other = Store::open(Place::File(folder.file())).unwrap();
    assert_eq!(rows::list(&mut other).unwrap().len(), 1);
    assert!(other.lives(&store.owner()));
}

/// A file as the first version made it, with something in each table.
#[test]
fn a_file_of_version_1_is_read() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.file().parent().unwrap()).unwrap();
    let connection = rusqlite::Connection::open(folder.file()).unwrap();
    let text = std::fs::read_to_string("src/archive/version-1.sql").unwrap();
    connection.execute_batch(&text).unwrap();
    drop(connection);
    let mut store = Store::open(Place::File(folder.file())).unwrap();
    assert_eq!(store.opened(), &Opened::Ready);
    let drafts = drafts::list(&mut store).unwrap();
    let rows = rows::list(&mut store).unwrap();
    insta::assert_debug_snapshot!((drafts, rows));
    assert_eq!(searches::list(&mut store).unwrap(), []);
    searches::note(&mut store, "is:starred", 5).unwrap();
    assert_eq!(searches::list(&mut store).unwrap().len(), 1);
    assert_eq!(habits::list(&mut store).unwrap(), []);
}

#[test]
fn what_is_used_is_remembered_with_its_count() {
    let mut store = Store::open(Place::Memory).unwrap();
    let view = |id: i64| Used::View(format!("channel:{id}"));
    for at in 0..3 {
        habits::note(&mut store, &view(1), at).unwrap();
    }
    let command = Used::Command("channel:1".to_owned());
    habits::note(&mut store, &command, 7).unwrap();
    habits::note(&mut store, &view(2), 5).unwrap();
    let habit = |what: &Used, count, used_ms| Habit {
        what: what.clone(),
        count,
        used_ms,
    };
    assert_eq!(
        habits::list(&mut store).unwrap(),
        [
            habit(&command, 1, 7),
            habit(&view(2), 1, 5),
            habit(&view(1), 3, 2)
        ]
    );
    // The oldest of a kind are forgotten, the others are left alone.
    for id in 10..10 + habits::MOST {
        habits::note(&mut store, &view(id), 100 + id).unwrap();
    }
    let all = habits::list(&mut store).unwrap();
    assert_eq!(all.len() as i64, habits::MOST + 1);
    assert_eq!(all.last(), Some(&habit(&command, 1, 7)));
    // What a later version remembers besides is passed over.
    let later = "INSERT INTO habits VALUES ('mood', 'good', 1, 1000)";
    store.connection().execute(later, []).unwrap();
    assert_eq!(habits::list(&mut store).unwrap(), all);
}

#[test]
fn searches_are_remembered_and_named() {
    let mut store = Store::open(Place::Memory).unwrap();
    let shown = |store: &mut Store| -> Vec<String> {
        let all = searches::list(store).unwrap().into_iter();
        all.map(|kept| format!("{} {}", kept.query, kept.name.unwrap_or_default()))
            .collect()
    };
    for (at, query) in ["cone", "is:starred", "cone"].into_iter().enumerate() {
        searches::note(&mut store, query, at as i64).unwrap();
    }
    assert_eq!(shown(&mut store), ["cone ", "is:starred "]);
    searches::save(&mut store, "is:starred", "stars", 9).unwrap();
    searches::save(&mut store, "sender:7", "Ben", 9).unwrap();
    assert_eq!(
        shown(&mut store),
        ["sender:7 Ben", "cone ", "is:starred stars"]
    );
    // A name means one search.
    searches::save(&mut store, "sender:8", "Ben", 10).unwrap();
    assert_eq!(shown(&mut store)[..2], ["sender:8 Ben", "sender:7 "]);
    // What has a name is not forgotten, however much is searched for.
    for n in 0..2 * searches::MOST {
        searches::note(&mut store, &format!("word{n}"), 20 + n).unwrap();
    }
    let all = searches::list(&mut store).unwrap();
    assert_eq!(all.len() as i64, searches::MOST + 2);
    assert!(all.iter().any(|kept| kept.name.as_deref() == Some("stars")));
    searches::forget(&mut store, "is:starred").unwrap();
    assert!(!shown(&mut store).iter().any(|row| row.contains("stars")));
}

#[test]
fn an_empty_file_and_two_at_once_come_to_the_newest_version() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.file().parent().unwrap()).unwrap();
    std::fs::write(folder.file(), "").unwrap();
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let file = folder.file();
            std::thread::spawn(move || Store::open(Place::File(file)).unwrap().opened().clone())
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), Opened::Ready);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Any text comes back as it was, from any kind of place.
    #[test]
    fn whatever_is_typed_comes_back(text in ".{1,60}", name in ".{0,20}", cursor in 0_usize..80) {
        let mut store = Store::open(Place::Memory).unwrap();
        let mut draft = Draft::reply(topic(&name), text.clone(), 3);
        draft.cursor = (0..=cursor.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        drafts::save(&mut store, &draft).unwrap();
        prop_assert_eq!(drafts::list(&mut store).unwrap(), vec![draft]);
        let row = rows::enqueue(&mut store, new(topic(&name), &text)).unwrap();
        prop_assert_eq!(rows::list(&mut store).unwrap(), vec![row]);
    }
}
