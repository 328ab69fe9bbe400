//! Files sent to the demo organization: in one piece, and in pieces that break.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::stream;
use lazuli::api::client::Client;
use lazuli::api::client::uploads::{FileSource, RESUMABLE_FROM, Uploaded};
use lazuli::api::ids::FeatureLevel;
use lazuli::api::transport::Pieces;
use lazuli::config::zuliprc::Credentials;
use lazuli::demo::{Options, Running, Server};

/// A file whose bytes are told by their places.
struct Made {
    name: &'static str,
    length: u64,
}

fn byte(at: u64) -> u8 {
    u8::try_from(at * 31 % 251).expect("a byte")
}

impl FileSource for Made {
    fn name(&self) -> &str {
        self.name
    }

    fn length(&self) -> u64 {
        self.length
    }

    fn pieces(&self, from: u64, length: u64) -> Pieces {
        let end = from + length;
        Box::pin(stream::unfold(from, move |at| async move {
            let next = (at + 65_536).min(end);
            (at < end).then(|| (Ok((at..next).map(byte).collect()), next))
        }))
    }
}

/// A demo organization, and Ada's client for it.
async fn start() -> (Running, Client) {
    let server = Server::start(Options::scripted(false))
        .await
        .expect("a server");
    let ada = server.account("ada");
    let credentials = Credentials::new(&ada.email, &ada.api_key, &server.site());
    let client = Client::new(&credentials.expect("credentials")).expect("a client");
    client.set_feature_level(FeatureLevel(421));
    (server, client)
}

async fn send(client: &Client, file: &Made) -> (Uploaded, u64) {
    let most = Arc::new(AtomicU64::new(0));
    let told = Arc::clone(&most);
    let uploaded = client
        .upload_file(file, move |sent| {
            told.fetch_max(sent, Ordering::Relaxed);
        })
        .await
        .expect("uploaded");
    (uploaded, most.load(Ordering::Relaxed))
}

async fn comes_back(client: &Client, uploaded: &Uploaded, file: &Made) {
    let url = client.site().join(&uploaded.url).expect("an address");
    let limits = lazuli::api::client::Limits::ORDINARY;
    let stream = client
        .open_file(&url, lazuli::api::client::files::Reach::Own, limits)
        .await
        .expect("it is there");
    let bytes = stream.all().await.expect("whole");
    assert_eq!(bytes.len() as u64, file.length);
    assert!(bytes.iter().zip(0..).all(|(b, at)| *b == byte(at)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_file_goes_in_one_piece() {
    let (_server, client) = start().await;
    let file = Made {
        name: "釉薬 notes.txt",
        length: 200_000,
    };
    let (uploaded, told) = send(&client, &file).await;
    assert_eq!(uploaded.filename.as_deref(), Some("釉薬 notes.txt"));
    assert_eq!(told, file.length);
    comes_back(&client, &uploaded, &file).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_goes_in_pieces() {
    let (_server, client) = start().await;
    let file = Made {
        name: "firing.bin",
        length: RESUMABLE_FROM + 12_345,
    };
    let (uploaded, told) = send(&client, &file).await;
    assert_eq!(told, file.length);
    assert_eq!(uploaded.filename.as_deref(), Some("firing.bin"));
    comes_back(&client, &uploaded, &file).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_refused_in_the_servers_words() {
    let (_server, client) = start().await;
    let file = Made {
        name: "huge.bin",
        length: 200 << 20,
    };
    let refused = client
        .upload_file(&file, |_| {})
        .await
        .expect_err("too large");
    assert!(refused.to_string().contains("100 MiB"), "{refused}");
    assert!(!refused.is_transient());
}
