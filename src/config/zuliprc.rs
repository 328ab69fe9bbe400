//! Who connects where: the zuliprc file and its environment variables.
//!
//! Precedence and strictness are those of Zulip's Python library: argument, then
//! environment variable, then file. <https://zulip.com/api/configuring-python-bindings>

use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

use configparser::ini::Ini;
use url::Url;

use super::key_command;

mod error;

pub use error::Error;

/// What a zuliprc may call a command that prints the key: our name and zulip-terminal's.
const KEY_COMMANDS: [&str; 2] = ["key_cmd", "passcmd"];

/// A zuliprc larger than this many bytes is not one.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// An API key. Never shown: its `Debug` is redacted and it has no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// The key with this text.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The secret itself, for the one header it belongs in.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

/// Everything needed to talk to one organization as one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The address to log in with.
    pub email: String,
    /// The API key that goes with it.
    pub key: ApiKey,
    /// The organization's URL, without a trailing slash in its path, query or fragment.
    pub site: Url,
    /// Whether the server's certificate goes unchecked.
    pub insecure: bool,
    /// PEM file of the only certificates to trust.
    pub cert_bundle: Option<PathBuf>,
    /// PEM file of a certificate to show to the server.
    pub client_cert: Option<PathBuf>,
    /// PEM file of that certificate's key, where it is not in the same file.
    pub client_cert_key: Option<PathBuf>,
    /// The zuliprc that was read, if one was.
    pub file: Option<PathBuf>,
}

impl Credentials {
    /// Credentials for `site`, everything else at its default.
    ///
    /// # Errors
    /// When `site` is not the URL of a web server.
    pub fn new(email: &str, key: &str, site: &str) -> Result<Self, Error> {
        Ok(Self {
            email: email.to_owned(),
            key: ApiKey::new(key),
            site: clean_site(site, "the site")?,
            insecure: false,
            cert_bundle: None,
            client_cert: None,
            client_cert_key: None,
            file: None,
        })
    }
}

/// What the command line says about the connection; each wins over all else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `--config-file`
    pub config_file: Option<PathBuf>,
    /// `--user`
    pub email: Option<String>,
    /// `--site`
    pub site: Option<String>,
    /// `--insecure`
    pub insecure: bool,
    /// `--cert-bundle`
    pub cert_bundle: Option<PathBuf>,
    /// `--client-cert`
    pub client_cert: Option<PathBuf>,
    /// `--client-cert-key`
    pub client_cert_key: Option<PathBuf>,
}

/// Reads an environment variable by name. An argument, so that tests need no real one.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The process's environment. Empty variables count as unset.
#[must_use]
pub fn process_environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Finds and reads the credentials.
///
/// # Errors
/// When there are none, or they cannot be right; see [`Error`].
pub fn load(overrides: &Overrides, env: Environment<'_>) -> Result<Credentials, Error> {
    let from_env = FromEnvironment::read(env)?;
    let found = find(overrides, env, from_env.is_enough(overrides))?;
    let file = found.as_deref().map(FromFile::read).transpose()?;
    merge(overrides, from_env, file, found, env)
}

/// Whether a file is named, or the environment says enough without one: then nothing else
/// counts.
#[must_use]
pub fn is_given(overrides: &Overrides, env: Environment<'_>) -> bool {
    overrides.config_file.is_some()
        || env("ZULIP_CONFIG").is_some()
        || FromEnvironment::read(env).map_or(true, |from_env| from_env.is_enough(overrides))
}

/// A zuliprc at a glance: whose it is, not their key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    /// The file.
    pub path: PathBuf,
    /// The address to log in with.
    pub email: String,
    /// The organization's URL.
    pub site: Url,
}

/// The zuliprc in the first of the usual places that has one, if it can be read.
#[must_use]
pub fn glance(env: Environment<'_>) -> Option<Glance> {
    glance_at(usual_places(env).into_iter().find(|path| path.exists())?)
}

/// A zuliprc file, if it can be read and says whose it is.
#[must_use]
pub fn glance_at(path: PathBuf) -> Option<Glance> {
    let file = FromFile::read(&path).ok()?;
    Some(Glance {
        email: file.need("email").ok()?,
        site: clean_site(&file.need("site").ok()?, "site").ok()?,
        path,
    })
}

/// The text of a zuliprc that was pasted.
///
/// # Errors
/// When it is not complete.
pub fn parse(text: &str) -> Result<Credentials, Error> {
    let path = PathBuf::from("that was pasted");
    let file = FromFile::parse(&path, text)?;
    // Whoever had it pasted gets no command run.
    file.need("key")?;
    let env = |_: &str| None;
    let from_env = FromEnvironment::read(&env)?;
    merge(&Overrides::default(), from_env, Some(file), None, &env)
}

/// [`load`], where a command for the key must not be run.
///
/// # Errors
/// As there; a file that has a command instead of a key is not complete.
pub fn load_without_command(
    overrides: &Overrides,
    env: Environment<'_>,
) -> Result<Credentials, Error> {
    if let Some(path) = find(overrides, env, false)? {
        FromFile::read(&path)?.need("key")?;
    }
    load(overrides, env)
}

struct FromEnvironment {
    email: Option<String>,
    key: Option<String>,
    site: Option<String>,
    insecure: Option<bool>,
    cert_bundle: Option<PathBuf>,
    client_cert: Option<PathBuf>,
    client_cert_key: Option<PathBuf>,
}

impl FromEnvironment {
    fn read(env: Environment<'_>) -> Result<Self, Error> {
        let path = |name| env(name).map(|value| expanded(&value, env));
        Ok(Self {
            email: env("ZULIP_EMAIL"),
            key: env("ZULIP_API_KEY"),
            site: env("ZULIP_SITE"),
            insecure: env("ZULIP_ALLOW_INSECURE")
                .map(|value| strict_bool(&value, || "ZULIP_ALLOW_INSECURE".to_owned()))
                .transpose()?,
            cert_bundle: path("ZULIP_CERT_BUNDLE"),
            client_cert: path("ZULIP_CERT"),
            client_cert_key: path("ZULIP_CERT_KEY"),
        })
    }

    /// Whether no file is needed.
    fn is_enough(&self, overrides: &Overrides) -> bool {
        self.key.is_some()
            && (overrides.email.is_some() || self.email.is_some())
            && (overrides.site.is_some() || self.site.is_some())
    }
}

/// Anything but `true` and `false` is an error, so that nobody turns checks off by a slip.
fn strict_bool(value: &str, from: impl Fn() -> String) -> Result<bool, Error> {
    match value.to_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Error::Value {
            from: from(),
            value: value.to_owned(),
            must: "it must be `true` or `false`",
        }),
    }
}

/// `~` and `~/…` made a path in the home folder.
pub(super) fn expanded(path: &str, env: Environment<'_>) -> PathBuf {
    match (path.strip_prefix('~'), env("HOME")) {
        (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => {
            PathBuf::from(home).join(rest.trim_start_matches('/'))
        }
        _ => PathBuf::from(path),
    }
}

/// Where the file is looked for when nothing names one, first match wins.
fn usual_places(env: Environment<'_>) -> Vec<PathBuf> {
    let home = env("HOME").map(PathBuf::from);
    let config = env("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| home.as_ref().map(|home| home.join(".config")));
    let mut places = Vec::new();
    places.extend(config.map(|config| config.join("lazuli/zuliprc")));
    places.extend(home.iter().map(|home| home.join("zuliprc")));
    places.extend(home.iter().map(|home| home.join(".zuliprc")));
    places
}

/// Every zuliprc there is: in the usual places, and files in lazuli's configuration folder whose
/// names end so.
#[must_use]
pub fn all_files(env: Environment<'_>) -> Vec<PathBuf> {
    let places = usual_places(env);
    let folder = places.first().and_then(|first| first.parent());
    let entries = folder.and_then(|folder| std::fs::read_dir(folder).ok());
    let named = entries.into_iter().flatten().filter_map(|entry| {
        let path = entry.ok()?.path();
        let name = path.file_name()?.to_str()?;
        name.ends_with("zuliprc").then_some(path)
    });
    let mut named: Vec<PathBuf> = named.collect();
    named.sort();
    let mut all: Vec<PathBuf> = places.into_iter().filter(|path| path.exists()).collect();
    named.retain(|path| !all.contains(path));
    all.append(&mut named);
    all
}

fn find(
    overrides: &Overrides,
    env: Environment<'_>,
    optional: bool,
) -> Result<Option<PathBuf>, Error> {
    if let Some(path) = &overrides.config_file {
        let path = expanded(&path.to_string_lossy(), env);
        return if path.exists() {
            Ok(Some(path))
        } else {
            Err(Error::Missing {
                path,
                named_by: "--config-file",
            })
        };
    }
    if let Some(path) = env("ZULIP_CONFIG") {
        let path = expanded(&path, env);
        return match (path.exists(), optional) {
            (true, _) => Ok(Some(path)),
            (false, true) => Ok(None),
            (false, false) => Err(Error::Missing {
                path,
                named_by: "ZULIP_CONFIG",
            }),
        };
    }
    let places = usual_places(env);
    match places.iter().find(|path| path.exists()) {
        Some(path) => Ok(Some(path.clone())),
        None if optional => Ok(None),
        None => Err(Error::NotFound { looked: places }),
    }
}

struct FromFile {
    path: PathBuf,
    ini: Ini,
}

impl FromFile {
    fn read(path: &Path) -> Result<Self, Error> {
        let unreadable = |why: String| Error::Unreadable {
            path: path.to_owned(),
            why,
        };
        let wrong = |why: &str| Error::Wrong {
            path: path.to_owned(),
            why: why.to_owned(),
        };
        let file = std::fs::File::open(path).map_err(|error| unreadable(system_words(&error)))?;
        let metadata = file
            .metadata()
            .map_err(|error| unreadable(system_words(&error)))?;
        if metadata.is_dir() {
            return Err(unreadable("it is a folder".to_owned()));
        }
        refuse_if_open_to_others(path, &metadata)?;
        let mut bytes = Vec::new();
        file.take(MAX_FILE_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| unreadable(system_words(&error)))?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(wrong("it is far too large"));
        }
        let text = String::from_utf8(bytes).map_err(|_| wrong("it is not text"))?;
        Self::parse(path, &text)
    }

    fn parse(path: &Path, text: &str) -> Result<Self, Error> {
        let wrong = |why: &str| Error::Wrong {
            path: path.to_owned(),
            why: why.to_owned(),
        };
        let mut ini = Ini::new();
        // A `#` or `;` inside a value belongs to the value, as in Python.
        ini.set_inline_comment_symbols(Some(&[]));
        ini.read(text.trim_start_matches('\u{feff}').to_owned())
            .map_err(|why| wrong(&why))?;
        if !ini.get_map_ref().contains_key("api") {
            return Err(wrong("it has no [api] section"));
        }
        Ok(Self {
            path: path.to_owned(),
            ini,
        })
    }

    /// The value of `name`, if the file has a line for it.
    fn get(&self, name: &str) -> Result<Option<String>, Error> {
        let section = self.ini.get_map_ref().get("api");
        match section.and_then(|section| section.get(name)) {
            None => Ok(None),
            Some(Some(value)) if !value.is_empty() => Ok(Some(value.clone())),
            Some(_) => Err(Error::Wrong {
                path: self.path.clone(),
                why: format!("`{name}` has no value"),
            }),
        }
    }

    /// The key: written there, or printed by the command that is.
    fn key(&self, env: Environment<'_>) -> Result<String, Error> {
        let mut found = None;
        for name in KEY_COMMANDS {
            if let Some(command) = self.get(name)? {
                found = found.or(Some((name, command)));
            }
        }
        let Some((name, command)) = found else {
            return self.need("key");
        };
        if self.get("key")?.is_some() {
            return Err(Error::Wrong {
                path: self.path.clone(),
                why: format!("it has both `key` and `{name}`; one of them is enough"),
            });
        }
        let key = key_command::run(&command, env).map_err(|why| Error::Command {
            path: self.path.clone(),
            name,
            why,
        })?;
        Ok(key.reveal().to_owned())
    }

    fn need(&self, name: &str) -> Result<String, Error> {
        self.get(name)?.ok_or_else(|| Error::Wrong {
            path: self.path.clone(),
            why: format!("its [api] section has no `{name}`"),
        })
    }
}

/// The system's reason without Rust's "(os error 13)".
pub(super) fn system_words(error: &std::io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or_default();
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}

#[cfg(unix)]
fn refuse_if_open_to_others(path: &Path, metadata: &std::fs::Metadata) -> Result<(), Error> {
    use std::os::unix::fs::MetadataExt;
    if metadata.mode() & 0o077 == 0 {
        Ok(())
    } else {
        Err(Error::Open {
            path: path.to_owned(),
        })
    }
}

#[cfg(not(unix))]
fn refuse_if_open_to_others(_: &Path, _: &std::fs::Metadata) -> Result<(), Error> {
    Ok(())
}

fn merge(
    overrides: &Overrides,
    from_env: FromEnvironment,
    file: Option<FromFile>,
    path: Option<PathBuf>,
    env: Environment<'_>,
) -> Result<Credentials, Error> {
    let need = |over: Option<String>, name: &'static str, what, way_out| match (over, &file) {
        (Some(value), _) => Ok(value),
        (None, Some(file)) => file.need(name),
        (None, None) => Err(Error::Incomplete { what, way_out }),
    };
    let certificate = |over: &Option<PathBuf>, variable: Option<PathBuf>, name: &'static str| {
        let path = match (over, variable, &file) {
            (Some(path), _, _) => Some(path.clone()),
            (None, Some(path), _) => Some(path),
            (None, None, Some(file)) => file.get(name)?.map(|value| expanded(&value, env)),
            (None, None, None) => None,
        };
        match path {
            Some(path) if !path.is_file() => Err(Error::NoSuchCertificate { what: name, path }),
            path => Ok(path),
        }
    };

    let email = need(
        overrides.email.clone().or(from_env.email),
        "email",
        "e-mail address to log in with",
        "set ZULIP_EMAIL, or download a zuliprc file in Zulip's web app",
    )?;
    let key = match (from_env.key, &file) {
        (Some(key), _) => key,
        (None, Some(file)) => file.key(env)?,
        (None, None) => {
            return Err(Error::Incomplete {
                what: "API key",
                way_out: "set ZULIP_API_KEY, or download a zuliprc file in Zulip's web app",
            });
        }
    };
    let site = need(
        overrides.site.clone().or(from_env.site),
        "site",
        "site to connect to",
        "give --site, set ZULIP_SITE, or download a zuliprc file in Zulip's web app",
    )?;
    let insecure = match (overrides.insecure, from_env.insecure, &file) {
        (true, _, _) => true,
        (false, Some(insecure), _) => insecure,
        (false, None, Some(file)) => match file.get("insecure")? {
            Some(value) => {
                strict_bool(&value, || format!("`insecure` in {}", file.path.display()))?
            }
            None => false,
        },
        (false, None, None) => false,
    };
    let cert_bundle = certificate(&overrides.cert_bundle, from_env.cert_bundle, "cert_bundle")?;
    let client_cert = certificate(&overrides.client_cert, from_env.client_cert, "client_cert")?;
    let client_cert_key = certificate(
        &overrides.client_cert_key,
        from_env.client_cert_key,
        "client_cert_key",
    )?;
    if client_cert.is_none() && client_cert_key.is_some() {
        return Err(Error::Incomplete {
            what: "client_cert",
            way_out: "client_cert_key names a key, so client_cert must name its certificate",
        });
    }
    Ok(Credentials {
        email,
        key: ApiKey::new(key),
        site: clean_site(&site, "site")?,
        insecure,
        cert_bundle,
        client_cert,
        client_cert_key,
        file: path,
    })
}

/// The organization's URL out of what people write: `localhost…` is plain HTTP, a bare
/// host is HTTPS, and what follows the host's path (a view's `#narrow/…`) is dropped.
fn clean_site(site: &str, from: &str) -> Result<Url, Error> {
    let wrong = || Error::Value {
        from: from.to_owned(),
        value: site.to_owned(),
        must: "it must be the organization's URL, such as https://example.zulipchat.com",
    };
    let site = site.trim();
    let with_scheme = if site.starts_with("http://") || site.starts_with("https://") {
        site.to_owned()
    } else if site.contains("://") {
        return Err(wrong());
    } else if site.starts_with("localhost") {
        format!("http://{site}")
    } else {
        format!("https://{site}")
    };
    let mut url = Url::parse(&with_scheme).map_err(|_| wrong())?;
    if !url.has_host() || !url.username().is_empty() || url.password().is_some() {
        return Err(wrong());
    }
    url.set_fragment(None);
    url.set_query(None);
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix("/api").unwrap_or(path).to_owned();
    url.set_path(&path);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(text: &str) -> String {
        clean_site(text, "site").unwrap().to_string()
    }

    #[test]
    fn a_site_is_cleaned_as_the_python_library_does() {
        assert_eq!(site("localhost:9991"), "http://localhost:9991/");
        assert_eq!(site("chat.example.com"), "https://chat.example.com/");
        assert_eq!(
            site("http://chat.example.com//"),
            "http://chat.example.com/"
        );
        assert_eq!(
            site("https://example.com/zulip/"),
            "https://example.com/zulip"
        );
        assert_eq!(site("https://example.com/api"), "https://example.com/");
        assert_eq!(
            site(" https://example.com/#narrow/is/dm "),
            "https://example.com/"
        );
        for bad in [
            "ftp://example.com",
            "https://",
            "",
            "https://a:b@example.com",
            "not a host",
        ] {
            assert!(clean_site(bad, "site").is_err(), "{bad:?}");
        }
    }

    #[test]
    fn only_true_and_false_are_booleans() {
        let from = || "x".to_owned();
        assert_eq!(strict_bool("TRUE", from), Ok(true));
        assert_eq!(strict_bool("false", from), Ok(false));
        for bad in ["1", "yes", "", "truee"] {
            assert!(strict_bool(bad, from).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_key_is_never_printed() {
        let credentials = Credentials::new("a@example.com", "s3cret", "example.com").unwrap();
        assert!(!format!("{credentials:?}").contains("s3cret"));
    }
}
