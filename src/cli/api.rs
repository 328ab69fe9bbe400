//! `lazuli api`: any request to the server, for everything that has no command of its own.

use std::io::Read;
use std::process::ExitCode;

use clap::ValueEnum;
use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::api::Client;
use crate::api::client::Limits;
use crate::api::error::ApiError;
use crate::api::params::Params;
use crate::session::retry::Retry;

use super::{connect, output};

const EXAMPLES: &str = "\
Examples:
  lazuli api GET users/me
  lazuli api GET messages anchor=newest num_before=5 num_after=0 | jq '.messages[].id'
  lazuli api POST messages type=direct to='[6]' content='Lunch?'
  lazuli api POST messages type=channel to=2 topic=kiln content@=report.md
  git log -1 | lazuli api POST messages type=channel to=2 topic=kiln --stdin content
  lazuli api PATCH messages/18123 topic='kiln, load 18' propagate_mode=change_all
  lazuli api DELETE messages/18123/reactions emoji_name=tada

PATH is that of Zulip's API documentation (https://zulip.com/api/rest), with or without /api/v1/. \
A value goes out as it is written: what the documentation calls JSON is written as JSON, such as \
'[6]' or true, and strings as they are. KEY@=FILE takes the value from a file.

The reply goes to standard output as the server sent it, also when it is a refusal; that is said \
on standard error too. Only GET is tried again after trouble.

Exit code: 0 done; 1 refused or failed; 2 the command line makes no sense.";

/// Make any request to the server and print its reply, for what has no command of its own
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// How
    #[arg(value_enum, value_name = "METHOD", ignore_case = true)]
    method: Verb,
    /// What, such as users/me/subscriptions
    #[arg(value_name = "PATH")]
    path: String,
    /// Parameters: KEY=VALUE, or KEY@=FILE for a value from a file
    #[arg(value_name = "KEY=VALUE")]
    parameters: Vec<String>,
    /// Read the value of this key from standard input
    #[arg(long, value_name = "KEY")]
    stdin: Option<String>,
    /// Print the reply on several lines, as people read JSON
    #[arg(long)]
    pretty: bool,
    #[command(flatten)]
    connect: connect::ConnectArgs,
}

/// A method of HTTP that the API uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Verb {
    /// Look
    #[value(name = "GET")]
    Get,
    /// Make or do
    #[value(name = "POST")]
    Post,
    /// Change
    #[value(name = "PATCH")]
    Patch,
    /// Put in place
    #[value(name = "PUT")]
    Put,
    /// Take away
    #[value(name = "DELETE")]
    Delete,
}

impl Verb {
    fn method(self) -> Method {
        match self {
            Self::Get => Method::GET,
            Self::Post => Method::POST,
            Self::Patch => Method::PATCH,
            Self::Put => Method::PUT,
            Self::Delete => Method::DELETE,
        }
    }
}

/// Asks, and prints the reply.
#[must_use]
pub fn run(args: Args) -> ExitCode {
    connect::run_to_end(async {
        let mut params = Params::new();
        for word in &args.parameters {
            let (key, value) = parameter(word)?;
            params = params.raw(key, value);
        }
        if let Some(key) = &args.stdin {
            params = params.raw(key.clone(), read("-")?);
        }
        let client = args.connect.client()?;
        let (path, params) = target(&client, &args.path, params)?;
        let method = args.method.method();
        let ask = || {
            let (method, params) = (method.clone(), params.clone());
            client.call_raw(method, &path, params, Limits::ORDINARY)
        };
        let reply = if args.method == Verb::Get {
            Retry::short().run(ask).await
        } else {
            ask().await
        };
        match reply {
            Ok(reply) => print(&String::from_utf8_lossy(&reply), args.pretty),
            Err(error) => {
                if let ApiError::Zulip(refusal) = &error {
                    let mut reply = Map::new();
                    reply.insert("result".to_owned(), json!("error"));
                    reply.insert("msg".to_owned(), json!(refusal.msg));
                    reply.insert("code".to_owned(), json!(refusal.code.as_str()));
                    reply.extend(refusal.data.clone());
                    print(&Value::Object(reply).to_string(), args.pretty)?;
                }
                Err(connect::fail(&error))
            }
        }
    })
}

/// The name and value that a word of the command line gives.
fn parameter(word: &str) -> Result<(String, String), ExitCode> {
    match word.split_once('=') {
        Some((key, value)) if !key.trim_end_matches('@').is_empty() => {
            match key.strip_suffix('@') {
                Some(key) => Ok((key.to_owned(), read(value)?)),
                None => Ok((key.to_owned(), value.to_owned())),
            }
        }
        Some(_) | None => Err(connect::misuse(&format_args!(
            "{word} is no parameter: write KEY=VALUE, or KEY@=FILE"
        ))),
    }
}

/// The text of a file, or of standard input.
fn read(file: &str) -> Result<String, ExitCode> {
    let (text, name) = if file == "-" {
        let mut text = String::new();
        let read = std::io::stdin().read_to_string(&mut text);
        (read.map(|_| text), "Standard input")
    } else {
        (std::fs::read_to_string(file), file)
    };
    text.map_err(|error| connect::fail(&format_args!("{name} can't be read: {error}")))
}

/// The path below `/api/v1/`, and the parameters with those that were written behind it.
fn target(client: &Client, written: &str, params: Params) -> Result<(String, Params), ExitCode> {
    let written = written.trim();
    let (path, query) = written.split_once('?').unwrap_or((written, ""));
    let site = client.site().as_str().trim_end_matches('/');
    let path = match path.strip_prefix(site) {
        Some(path) => path,
        None if path.contains("://") => {
            return Err(connect::misuse(&format_args!(
                "{path} is not at {}: requests go to the organization alone",
                client.host()
            )));
        }
        None => path,
    };
    let path = path.trim_matches('/');
    let path = path.strip_prefix("api/v1/").unwrap_or(path);
    if !is_plain(path) {
        return Err(connect::misuse(&format_args!(
            "{written} is no path of the API: write it as in its documentation, such as users/me"
        )));
    }
    let mut all = Params::new();
    for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
        all = all.raw(key.into_owned(), value);
    }
    for (key, value) in params.iter() {
        all = all.raw(key.to_owned(), value);
    }
    Ok((path.to_owned(), all))
}

/// Whether a path leads to where it says, and not up and elsewhere.
fn is_plain(path: &str) -> bool {
    let plain = |part: &str| {
        let dots = part.to_ascii_lowercase().replace("%2e", ".");
        !part.is_empty() && dots != "." && dots != ".."
    };
    path.split('/').all(plain) && !path.contains(['\\', '#']) && !path.contains(char::is_control)
}

fn print(reply: &str, pretty: bool) -> Result<(), ExitCode> {
    if !pretty {
        return output::lines([output::json_line(reply)]);
    }
    let value: Result<Value, _> = serde_json::from_str(reply);
    match value.and_then(|value| serde_json::to_string_pretty(&value)) {
        Ok(text) => output::lines(text.lines().map(output::json_line)),
        Err(_) => output::lines([output::json_line(reply)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::zuliprc::Credentials;

    #[test]
    fn paths_stay_below_the_api() {
        let credentials = Credentials::new("a@b.c", "k", "https://example.com/zulip").unwrap();
        let client = Client::new(&credentials).unwrap();
        let of = |written: &str| target(&client, written, Params::new()).ok();
        for written in [
            "users/me",
            "/users/me",
            "/api/v1/users/me",
            "https://example.com/zulip/api/v1/users/me",
        ] {
            assert_eq!(of(written).unwrap().0, "users/me");
        }
        let (path, params) = of("messages?anchor=newest&num_before=1").unwrap();
        assert_eq!(
            (&*path, &*params.encoded()),
            ("messages", "anchor=newest&num_before=1")
        );
        for wrong in [
            "",
            "../login",
            "users/%2e%2e/x",
            "https://evil.example/api/v1/users/me",
            "a//b",
        ] {
            assert!(of(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn values_are_taken_as_written() {
        let of = |word: &str| parameter(word).ok();
        let pair = |key: &str, value: &str| Some((key.to_owned(), value.to_owned()));
        assert_eq!(of("content=@**all** a=b"), pair("content", "@**all** a=b"));
        assert_eq!(of("to=[1,2]"), pair("to", "[1,2]"));
        assert_eq!(of("topic="), pair("topic", ""));
        assert_eq!(of("Cargo.toml"), None);
        assert_eq!(of("=x"), None);
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "from a file").unwrap();
        let word = format!("content@={}", file.path().display());
        assert_eq!(of(&word), pair("content", "from a file"));
        assert_eq!(of("content@=/no/such/file"), None);
    }
}
