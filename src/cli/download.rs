//! `lazuli download`: a file of the organization's, or one that a message links.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;
use tokio::fs::OpenOptions;
use tokio::io::AsyncWriteExt;
use url::Url;

use crate::api::Client;
use crate::api::client::files::FileStream;
use crate::api::client::files::Reach;
use crate::content::address::Address;
use crate::session::media::{FILE, keep, safe_name};
use crate::text::SafeText;

use super::progress::Progress;
use super::{connect, output};

const EXAMPLES: &str = "\
Examples:
  lazuli download /user_uploads/2/ab/XyZ/kiln.png
  lazuli download https://chat.example.com/user_uploads/2/ab/XyZ/kiln.png --output ~/Pictures
  lazuli download /user_uploads/2/ab/XyZ/log.txt --output - | less
  lazuli search --json has:attachment | jq -r .content | grep -o '/user_uploads/[^\"]*' |
      sort -u | xargs -n 1 lazuli download

Prints where the file is. Nothing is ever overwritten: a file of a name that is taken becomes \
`kiln (1).png`. Names are made harmless. Only the organization itself is shown who you are.";

/// Download a file that a message links
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The file's address; a path is one of the organization's
    #[arg(value_name = "URL|PATH")]
    address: String,
    /// A folder, a file that does not exist yet, or - for standard output [default: this folder]
    #[arg(short, long, value_name = "WHERE")]
    output: Option<PathBuf>,
    /// Print a JSON object: {"path": …, "size": …, "content_type": …}
    #[arg(long, conflicts_with = "quiet")]
    json: bool,
    /// Print nothing, and show no progress
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    connect: connect::ConnectArgs,
}

/// Downloads.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    connect::run_to_end(async {
        let client = args.connect.client()?;
        let url = resolve(&client, &args.address)?;
        let name = Address::new(&args.address).file_name();
        let name = name.map_or_else(|| "file".to_owned(), SafeText::into_string);
        let fail = |why: &dyn std::fmt::Display| {
            connect::fail(&format_args!("{name} can't be downloaded: {why}"))
        };
        let stream = client.open_file(&url, Reach::Anywhere, FILE).await;
        let stream = stream.map_err(|error| fail(&error))?;
        if is_login_page(&client, &url, &name, &stream) {
            return Err(fail(
                &"the server sent a web page instead; you may not see it",
            ));
        }
        let content_type = stream.content_type.clone();
        let to = args.output.as_deref().unwrap_or(Path::new("."));
        if to == Path::new("-") {
            return pipe(stream, &fail).await;
        }
        let mut size = 0;
        let progress = Progress::new(&safe_name(&name), args.quiet);
        let saved = if to.is_dir() {
            keep(stream, to, &name, |now, all| {
                size = now;
                progress.show(now, all);
            })
            .await
        } else {
            write_new(stream, to, |now, all| {
                size = now;
                progress.show(now, all);
            })
            .await
        };
        drop(progress);
        let path = saved.map_err(|why| fail(&why))?;
        let path = path.strip_prefix(".").unwrap_or(&path).to_owned();
        if args.quiet {
            return Ok(());
        }
        let line = if args.json {
            let path = path.to_string_lossy();
            json!({"path": path, "size": size, "content_type": content_type}).to_string()
        } else {
            SafeText::line(path.to_string_lossy()).into_string()
        };
        output::lines([line])
    })
}

/// The address that is meant.
fn resolve(client: &Client, written: &str) -> Result<Url, ExitCode> {
    let address = Address::new(written);
    let url = address.resolve(Some(client.site()));
    let url = url.filter(|url| !address.is_empty() && matches!(url.scheme(), "http" | "https"));
    url.ok_or_else(|| {
        connect::misuse(&format_args!(
            "{written:?} is no address of a file: give one that begins with https://, or with /user_uploads/"
        ))
    })
}

/// Some servers lead who may not see a file to a page where one signs in.
fn is_login_page(client: &Client, url: &Url, name: &str, stream: &FileStream) -> bool {
    let page = stream.content_type.as_deref().unwrap_or_default();
    let ending = name.rsplit('.').next().unwrap_or_default();
    client.is_own(url)
        && page.starts_with("text/html")
        && !["html", "htm", "xhtml"].contains(&ending.to_ascii_lowercase().as_str())
}

async fn pipe(
    mut stream: FileStream,
    fail: &impl Fn(&dyn std::fmt::Display) -> ExitCode,
) -> Result<(), ExitCode> {
    while let Some(piece) = stream.next().await.map_err(|error| fail(&error))? {
        output::bytes(&piece)?;
    }
    Ok(())
}

/// Writes a file that is not there yet; what is not whole does not stay.
async fn write_new(
    mut stream: FileStream,
    path: &Path,
    mut progress: impl FnMut(u64, Option<u64>),
) -> Result<PathBuf, String> {
    let disk = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            format!(
                "{} exists already, and nothing is overwritten",
                path.display()
            )
        }
        kind => format!("{kind} ({})", path.display()),
    };
    let mut options = OpenOptions::new();
    let file = options.write(true).create_new(true).mode(0o600);
    let mut file = file.open(path).await.map_err(disk)?;
    let unfinished = Unfinished(Some(path));
    let mut got = 0;
    while let Some(piece) = stream.next().await.map_err(|error| error.to_string())? {
        file.write_all(&piece).await.map_err(disk)?;
        got += piece.len() as u64;
        progress(got, stream.length);
    }
    file.flush().await.map_err(disk)?;
    unfinished.finish();
    Ok(path.to_owned())
}

/// A file that is removed unless it becomes whole.
struct Unfinished<'a>(Option<&'a Path>);

impl Unfinished<'_> {
    fn finish(mut self) {
        self.0 = None;
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if let Some(path) = self.0 {
            // Nothing can be done about what stays.
            let _ = std::fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::zuliprc::Credentials;

    #[test]
    fn paths_are_the_organizations_and_nothing_else_is_an_address() {
        let credentials = Credentials::new("a@b.c", "k", "https://example.com").unwrap();
        let client = Client::new(&credentials).unwrap();
        let of = |written: &str| resolve(&client, written).ok().map(String::from);
        let own = Some("https://example.com/user_uploads/2/a.png".to_owned());
        assert_eq!(of("/user_uploads/2/a.png"), own);
        assert_eq!(of("user_uploads/2/a.png"), own);
        assert_eq!(of("https://x.org/a"), Some("https://x.org/a".to_owned()));
        for wrong in ["", "file:///etc/passwd", "javascript:x", "http://"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }
}
