//! Pictures and files through a session, against the demo organization and servers that
//! are wrong in every way.

use std::io::Cursor;
use std::path::Path;
use std::time::Duration;

use image::{ImageFormat, RgbImage};
use lazuli::api::Client;
use lazuli::api::client::files::Reach;
use lazuli::app::effect::Effect;
use lazuli::app::media::{MediaNews, MediaOrder, NoPicture, Picture, PictureRequest, PictureSize};
use lazuli::app::update::SessionUpdate;
use lazuli::config::zuliprc::Credentials;
use lazuli::session::media::Folders;
use lazuli::session::{self, Session, SessionOptions};
use lazuli::terminal::graphics::{CellPixels, Mode, Protocol};
use lazuli::text::SafeText;
use tempfile::TempDir;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;
use url::Url;

use crate::raw_server::{Answer, RawServer, http};

const PATIENCE: Duration = Duration::from_secs(20);

/// A session of which only pictures and files are of interest.
struct Fetcher {
    session: Session,
    updates: UnboundedReceiver<SessionUpdate>,
    home: TempDir,
    site: String,
}

impl Fetcher {
    fn new(port: u16) -> Self {
        let site = format!("http://127.0.0.1:{port}");
        let credentials = Credentials::new("ada@example.com", "key", &site).unwrap();
        let home = tempfile::tempdir().unwrap();
        let (session, updates) = session::start(SessionOptions {
            heard: std::collections::BTreeSet::new(),
            archive: lazuli::archive::Archive::in_memory(),
            client: Client::new(&credentials).unwrap(),
            marks_read: false,
            wall: || 0,
            folders: Folders {
                downloads: home.path().join("Downloads"),
                opened: home.path().join("opened"),
                cache: home.path().join("cache"),
                home: home.path().to_owned(),
            },
        });
        Self {
            session,
            updates,
            home,
            site,
        }
    }

    fn request(&self, path: &str) -> PictureRequest {
        PictureRequest {
            url: Url::parse(&self.site).unwrap().join(path).unwrap(),
            size: PictureSize::Room(40, 12),
            mode: Mode {
                protocol: Protocol::Blocks,
                cell: CellPixels::USUAL,
                tmux: false,
                registers: 256,
            },
            full: false,
            reach: Reach::Anywhere,
        }
    }

    fn show(&self, paths: &[&str]) {
        let requests = paths.iter().map(|path| self.request(path)).collect();
        let order = Effect::Media(MediaOrder::Show(requests));
        assert!(self.session.execute(order).is_none());
    }

    async fn news(&mut self) -> MediaNews {
        let news = async {
            loop {
                match self.updates.recv().await {
                    Some(SessionUpdate::Media(news)) => return news,
                    Some(_) => {}
                    None => panic!("the session ended"),
                }
            }
        };
        timeout(PATIENCE, news).await.expect("news in time")
    }

    async fn picture(&mut self, path: &str) -> Result<Picture, NoPicture> {
        self.picture_of(self.request(path)).await
    }

    async fn picture_of(&mut self, request: PictureRequest) -> Result<Picture, NoPicture> {
        let order = Effect::Media(MediaOrder::Show(vec![request.clone()]));
        assert!(self.session.execute(order).is_none());
        match self.news().await {
            MediaNews::Picture(told, result) => {
                assert_eq!(told, request);
                result
            }
            other => panic!("{other:?}"),
        }
    }

    /// Saves a file; gives how it went, and how often progress was told.
    async fn save(&mut self, path: &str, name: &str) -> (Result<String, String>, usize) {
        let order = MediaOrder::Save {
            id: 7,
            url: self.request(path).url,
            name: SafeText::line(name.to_owned()).into_owned(),
        };
        self.session.execute(Effect::Media(order));
        let mut told = 0;
        loop {
            match self.news().await {
                MediaNews::Progress { id: 7, .. } => told += 1,
                MediaNews::Saved { id: 7, result } => {
                    return (result.map_err(|why| why.as_str().to_owned()), told);
                }
                other => panic!("{other:?}"),
            }
        }
    }

    fn files(&self) -> Vec<String> {
        names(&self.home.path().join("Downloads"))
    }
}

fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.unwrap().file_name().into_string().unwrap()
    };
    let mut names: Vec<_> = entries.map(name).collect();
    names.sort();
    names
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let image = RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, 9]));
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn file(kind: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut bytes = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n"
    )
    .into_bytes();
    bytes.extend(body);
    bytes
}

/// A server whose files are these, by path.
async fn server(answer: impl Fn(&str) -> Option<Answer> + Send + Sync + 'static) -> RawServer {
    RawServer::start(None, move |head| {
        let path = head.split(' ').nth(1).unwrap_or_default();
        answer(path).unwrap_or_else(|| http("503 Service Unavailable", "", ""))
    })
    .await
}

/// The requests for a path, whole heads.
fn asked(server: &RawServer, path: &str) -> Vec<String> {
    let mut heads = server.requests();
    heads.retain(|head| head.split(' ').nth(1) == Some(path));
    heads
}

fn has_credentials(head: &str) -> bool {
    head.to_ascii_lowercase().contains("authorization")
}

async fn why_not(answer: impl Fn() -> Answer + Send + Sync + 'static) -> NoPicture {
    let server = server(move |path| (path == "/a.png").then(&answer)).await;
    let mut fetcher = Fetcher::new(server.port);
    fetcher.picture("/a.png").await.expect_err("no picture")
}

#[tokio::test]
async fn a_picture_comes_with_credentials_from_the_own_origin_alone() {
    let away = server(|path| match path {
        "/away.png" => Some(Answer::Bytes(file("image/png", &png(60, 30)))),
        _ => None,
    })
    .await;
    let target = format!("Location: http://127.0.0.1:{}/away.png\r\n", away.port);
    let own = server(move |path| match path {
        "/own.png" => Some(Answer::Bytes(file("image/png", &png(80, 40)))),
        "/moved.png" => Some(http("302 Found", "Location: /own.png\r\n", "")),
        "/elsewhere.png" => Some(http("302 Found", &target, "")),
        _ => None,
    })
    .await;
    let mut fetcher = Fetcher::new(own.port);
    let picture = fetcher.picture("/own.png").await.unwrap();
    assert_eq!(picture.dimensions, (80, 40));
    assert_eq!(picture.graphic.cells(), (40, 10));
    assert!(asked(&own, "/own.png").iter().all(|h| has_credentials(h)));
    // Within the origin a redirect keeps them, away from it it does not.
    fetcher.picture("/moved.png").await.unwrap();
    assert_eq!(asked(&own, "/own.png").len(), 2);
    assert!(asked(&own, "/own.png").iter().all(|h| has_credentials(h)));
    let picture = fetcher.picture("/elsewhere.png").await.unwrap();
    assert_eq!(picture.dimensions, (60, 30));
    // An address of another origin gets none from the beginning.
    let foreign = format!("http://127.0.0.1:{}/away.png", away.port);
    fetcher.picture(&foreign).await.unwrap();
    let heads = asked(&away, "/away.png");
    assert_eq!(heads.len(), 2);
    assert!(!heads.iter().any(|head| has_credentials(head)), "{heads:?}");
    // Where other hosts are not to be asked, a redirect does not lead to them either.
    for path in ["/elsewhere.png", foreign.as_str()] {
        let near = PictureRequest {
            reach: Reach::Own,
            ..fetcher.request(path)
        };
        let no = fetcher.picture_of(near).await.unwrap_err();
        assert_eq!(no.why.as_str(), "it is on another host");
        assert!(!no.again);
    }
    assert_eq!(asked(&away, "/away.png").len(), 2);
}

#[tokio::test]
async fn what_is_no_picture_has_its_reason() {
    let page = why_not(|| Answer::Bytes(file("text/html; charset=utf-8", b"<html>"))).await;
    assert_eq!(page.why.as_str(), "it is no picture (text/html)");
    assert!(!page.again);
    let garbage = why_not(|| Answer::Bytes(file("image/png", b"hello"))).await;
    assert_eq!(
        garbage.why.as_str(),
        "it is of a kind that is not known here"
    );
    let half = why_not(|| Answer::Bytes(file("image/png", &png(9, 9)[..60]))).await;
    assert_eq!(half.why.as_str(), "it is damaged");
    let gone = why_not(|| http("404 Not Found", "", "")).await;
    assert_eq!(gone.why.as_str(), "it is not there any more");
    let secret = why_not(|| http("403 Forbidden", "", "")).await;
    assert_eq!(secret.why.as_str(), "you may not see it");
    let round = why_not(|| http("302 Found", "Location: /a.png\r\n", "")).await;
    assert_eq!(round.why.as_str(), "its address leads nowhere");
    let script = why_not(|| http("302 Found", "Location: file:///etc/passwd\r\n", "")).await;
    assert_eq!(script.why.as_str(), "its address leads nowhere");
}

#[tokio::test]
async fn what_is_too_large_is_not_taken() {
    let said = why_not(|| {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 5000000\r\n\r\n";
        Answer::Hang(head.as_bytes().to_vec())
    });
    assert_eq!(said.await.why.as_str(), "it is larger than 4 MB");
    let unsaid = why_not(|| {
        let mut bytes = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n".to_vec();
        bytes.resize(5 << 20, 0);
        Answer::Bytes(bytes)
    });
    let unsaid = unsaid.await;
    assert_eq!(unsaid.why.as_str(), "it is larger than 4 MB");
    assert!(!unsaid.again);
}

#[tokio::test]
async fn what_breaks_off_may_be_tried_again() {
    let cut = why_not(|| {
        let bytes = file("image/png", &png(99, 99));
        Answer::Bytes(bytes[..bytes.len() - 20].to_vec())
    });
    assert!(cut.await.again);
    assert!(why_not(|| http("502 Bad Gateway", "", "")).await.again);
}

#[tokio::test]
async fn a_few_are_fetched_at_once_and_what_is_out_of_sight_makes_room() {
    let server = server(|path| match path {
        "/good.png" => Some(Answer::Bytes(file("image/png", &png(8, 8)))),
        slow if slow.starts_with("/slow") => Some(Answer::Hang(Vec::new())),
        _ => None,
    })
    .await;
    let mut fetcher = Fetcher::new(server.port);
    let slow = ["/slow1", "/slow2", "/slow3", "/slow4", "/slow5"];
    fetcher.show(&slow);
    let count = || slow.iter().map(|p| asked(&server, p).len()).sum::<usize>();
    timeout(PATIENCE, async {
        while count() < 3 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .expect("three are asked for");
    // Three hold all the places: this one comes when they are let go, and not before.
    assert!(fetcher.picture("/good.png").await.is_ok());
    assert_eq!(count(), 3);
}

#[tokio::test]
async fn files_are_saved_whole_under_a_new_name() {
    let server = server(|path| match path {
        "/log.txt" => Some(Answer::Bytes(file("text/plain", b"hello"))),
        "/cut.txt" => {
            let bytes = file("text/plain", &[b'x'; 5000]);
            Some(Answer::Bytes(bytes[..900].to_vec()))
        }
        "/gone.txt" => Some(http("404 Not Found", "", "")),
        _ => None,
    })
    .await;
    let mut fetcher = Fetcher::new(server.port);
    let (saved, told) = fetcher.save("/log.txt", "firing log.txt").await;
    assert_eq!(saved.unwrap(), "~/Downloads/firing log.txt");
    assert!(told >= 1);
    let (saved, _) = fetcher.save("/log.txt", "firing log.txt").await;
    assert_eq!(saved.unwrap(), "~/Downloads/firing log (1).txt");
    let (saved, _) = fetcher.save("/log.txt", "../../../x\u{1b}[2J.txt").await;
    assert_eq!(saved.unwrap(), "~/Downloads/_.._.._x.txt");
    let whole = ["_.._.._x.txt", "firing log (1).txt", "firing log.txt"];
    assert_eq!(fetcher.files(), whole);
    for name in whole {
        let path = fetcher.home.path().join("Downloads").join(name);
        assert_eq!(std::fs::read(path).unwrap(), b"hello");
    }
    // What does not come whole leaves nothing behind.
    assert!(fetcher.save("/cut.txt", "cut.txt").await.0.is_err());
    let (gone, _) = fetcher.save("/gone.txt", "gone.txt").await;
    assert_eq!(gone.unwrap_err(), "it is not there any more");
    assert_eq!(fetcher.files(), whole);
    assert_eq!(names(fetcher.home.path()), ["Downloads"]);
    assert!(
        asked(&server, "/log.txt")
            .iter()
            .all(|h| has_credentials(h))
    );
}
