//! How the link of a sign-in in the browser comes to the lazuli that waits for it: by a socket
//! in the runtime folder, which its owner alone can open.
//!
//! Each waiting program has a socket of its own; `lazuli open-login` tries them all.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::time::timeout;

use crate::config::paths::{Paths, create_private};

/// A link is not longer than so many bytes.
const LONGEST: u64 = 8 * 1024;
/// How long the other side may take to say what it has to say.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long the waiting program may take to sign in.
const ANSWER: Duration = Duration::from_secs(60);

/// A socket at which a link is waited for. It goes away when dropped.
#[derive(Debug)]
pub struct Waiting {
    listener: UnixListener,
    path: PathBuf,
}

/// A link that came, and whoever waits to hear whether it was the right one.
#[derive(Debug)]
pub struct Handed {
    /// The link, as it came.
    pub link: String,
    stream: UnixStream,
}

impl Waiting {
    /// Begins to wait.
    ///
    /// # Errors
    /// When the socket can't be made.
    pub fn open(paths: &Paths) -> io::Result<Self> {
        let folder = paths.runtime();
        create_private(folder)?;
        let number = fastrand::u32(..);
        let path = folder.join(format!("login-{}-{number:x}.sock", std::process::id()));
        let listener = UnixListener::bind(&path)?;
        Ok(Self { listener, path })
    }

    /// The next link that comes.
    pub async fn next(&self) -> Handed {
        loop {
            let Ok((mut stream, _)) = self.listener.accept().await else {
                // Out of file descriptors, most likely: it may pass.
                tokio::time::sleep(Duration::from_millis(200)).await;
                continue;
            };
            let mut bytes = Vec::new();
            let mut taken = (&mut stream).take(LONGEST);
            let read = timeout(PATIENCE, taken.read_to_end(&mut bytes)).await;
            if let (Ok(Ok(_)), Ok(link)) = (read, String::from_utf8(bytes)) {
                return Handed { link, stream };
            }
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

impl Handed {
    /// Tells whoever handed it over what became of it.
    pub async fn answer(mut self, outcome: Result<String, String>) {
        let text = match outcome {
            Ok(words) => format!("ok {words}"),
            Err(why) => format!("no {why}"),
        };
        // Who does not wait for it need not know.
        let _ = timeout(PATIENCE, async {
            self.stream.write_all(text.as_bytes()).await?;
            self.stream.shutdown().await
        })
        .await;
    }
}

/// What became of a link that was handed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivered {
    /// Somebody signed in with it; in their words.
    Taken(String),
    /// Nobody could; the last reason.
    Refused(String),
    /// Nobody waits for one.
    Nobody,
}

/// Hands a link to whoever waits for it.
pub async fn deliver(paths: &Paths, link: &str) -> Delivered {
    let mut refused = None;
    for socket in sockets(paths.runtime()) {
        let Ok(answer) = timeout(ANSWER, hand(&socket, link)).await else {
            continue;
        };
        match answer {
            Ok(answer) => match answer.split_once(' ') {
                Some(("ok", words)) => return Delivered::Taken(words.to_owned()),
                Some(("no", why)) => refused = Some(why.to_owned()),
                _ => {}
            },
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                // Whoever waited there was killed.
                let _ = std::fs::remove_file(&socket);
            }
            Err(_) => {}
        }
    }
    refused.map_or(Delivered::Nobody, Delivered::Refused)
}

async fn hand(socket: &Path, link: &str) -> io::Result<String> {
    let mut stream = UnixStream::connect(socket).await?;
    stream.write_all(link.as_bytes()).await?;
    stream.shutdown().await?;
    let mut answer = String::new();
    stream.take(LONGEST).read_to_string(&mut answer).await?;
    Ok(answer)
}

fn sockets(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with("login-") && name.ends_with(".sock"))
    };
    let paths = entries.flatten().map(|entry| entry.path());
    let mut sockets: Vec<PathBuf> = paths.filter(is_ours).collect();
    sockets.sort();
    sockets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_link_finds_whoever_waits_for_it() {
        let home = tempfile::tempdir().expect("a folder");
        let paths = Paths::under(home.path());
        assert_eq!(deliver(&paths, "x").await, Delivered::Nobody);
        let (first, second) = (
            Waiting::open(&paths).expect("waiting"),
            Waiting::open(&paths).expect("waiting"),
        );
        let answer = async |waiting: &Waiting| {
            let handed = waiting.next().await;
            let right = handed.link == "zulip://login?for=second" && waiting.path == second.path;
            let outcome = if right {
                Ok("in".to_owned())
            } else {
                Err("not mine".to_owned())
            };
            handed.answer(outcome).await;
        };
        let both = async {
            let one = answer(&first);
            let two = answer(&second);
            tokio::join!(one, two);
            std::future::pending::<()>().await
        };
        tokio::select! {
            told = deliver(&paths, "zulip://login?for=second") => {
                assert_eq!(told, Delivered::Taken("in".to_owned()));
            }
            () = both => {}
        }
        drop(first);
        let (told, ()) = tokio::join!(deliver(&paths, "other"), answer(&second));
        assert_eq!(told, Delivered::Refused("not mine".to_owned()));
        // A socket whose owner was killed is in nobody's way.
        drop(second);
        std::os::unix::net::UnixListener::bind(paths.runtime().join("login-1-0.sock"))
            .expect("bound");
        assert_eq!(deliver(&paths, "x").await, Delivered::Nobody);
        assert!(sockets(paths.runtime()).is_empty());
    }
}
