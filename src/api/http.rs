//! The transport over the real network: reqwest with rustls.
//!
//! Building a client reads the system's certificates and takes 7-28 ms: it happens on
//! first use, away from the async threads, and not at all for plain HTTP.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, Once};
use std::time::Duration;

use reqwest::header::CONTENT_LENGTH;
use reqwest::multipart::{Form, Part};
use tokio::sync::OnceCell;

use super::error::{ApiError, CertificateFlaw, NetworkError, NetworkKind};
use super::tls;
use super::transport::{Body, Boxed, Request, Response, Transport, Upload};
use crate::config::zuliprc::Credentials;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(15);
/// After how much silence a connection is probed, and how far apart.
const KEEP_ALIVE: Duration = Duration::from_secs(30);
const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(5);
const KEEP_ALIVE_RETRIES: u32 = 3;
/// How long the system goes on delivering what was sent and is not acknowledged, also after
/// the connection or the program is gone: what did not arrive by then never will.
#[cfg(target_os = "linux")]
const DELIVERY: Duration = Duration::from_secs(30);

/// What is needed to build the client, again and again.
#[derive(Clone)]
struct Setup {
    host: String,
    loopback: bool,
    plain: bool,
    insecure: bool,
    cert_bundle: Option<PathBuf>,
    client_cert: Option<PathBuf>,
    client_cert_key: Option<PathBuf>,
}

/// Requests over HTTP/1.1 and HTTP/2.
pub struct HttpTransport {
    setup: Setup,
    client: Mutex<Arc<OnceCell<reqwest::Client>>>,
}

impl HttpTransport {
    /// A transport with the certificates that `credentials` name. Reads nothing yet.
    #[must_use]
    pub fn new(credentials: &Credentials) -> Self {
        let site = &credentials.site;
        let host = site.host_str().unwrap_or_default().to_owned();
        let loopback = match site.host() {
            Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        Self {
            setup: Setup {
                host: match site.port() {
                    Some(port) => format!("{host}:{port}"),
                    None => host,
                },
                loopback,
                plain: site.scheme() == "http",
                insecure: credentials.insecure,
                cert_bundle: credentials.cert_bundle.clone(),
                client_cert: credentials.client_cert.clone(),
                client_cert_key: credentials.client_cert_key.clone(),
            },
            client: Mutex::default(),
        }
    }

    async fn client(&self) -> Result<reqwest::Client, ApiError> {
        let cell = match self.client.lock() {
            Ok(cell) => Arc::clone(&cell),
            Err(poisoned) => Arc::clone(&poisoned.into_inner()),
        };
        let build = || async {
            let setup = self.setup.clone();
            tokio::task::spawn_blocking(move || setup.build())
                .await
                .unwrap_or_else(|error| Err(ApiError::Setup(error.to_string())))
        };
        cell.get_or_try_init(build).await.cloned()
    }
}

impl HttpTransport {
    async fn answered(&self, builder: reqwest::RequestBuilder) -> Result<Response, ApiError> {
        let host = self.setup.host.clone();
        let mut response = builder.send().await.map_err(|error| sort(&host, &error))?;
        Ok(Response {
            status: response.status(),
            headers: std::mem::take(response.headers_mut()),
            body: Box::new(HttpBody { host, response }),
        })
    }
}

impl Setup {
    fn build(&self) -> Result<reqwest::Client, ApiError> {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            // An error means that somebody else has already chosen one; that will do.
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(CONNECT)
            .tcp_nodelay(true)
            .tcp_keepalive(KEEP_ALIVE)
            .tcp_keepalive_interval(KEEP_ALIVE_INTERVAL)
            .tcp_keepalive_retries(KEEP_ALIVE_RETRIES)
            .http2_keep_alive_interval(KEEP_ALIVE)
            .http2_keep_alive_timeout(KEEP_ALIVE_INTERVAL * KEEP_ALIVE_RETRIES)
            .pool_idle_timeout(Duration::from_secs(60));
        #[cfg(target_os = "linux")]
        {
            builder = builder.tcp_user_timeout(DELIVERY);
        }
        if self.loopback {
            builder = builder.no_proxy();
        }
        if self.plain {
            builder = builder.tls_certs_only([]);
        } else if self.insecure {
            builder = self
                .with_identity(builder)?
                .tls_danger_accept_invalid_certs(true);
        } else if let Some(bundle) = &self.cert_bundle {
            let own = self.client_cert.as_deref();
            let config = tls::trusting_only(bundle, own, self.client_cert_key.as_deref())?;
            builder = builder.tls_backend_preconfigured(config);
        } else {
            builder = self.with_identity(builder)?;
        }
        builder
            .build()
            .map_err(|error| ApiError::Setup(format!("HTTPS can't be set up: {}", chain(&error))))
    }

    fn with_identity(
        &self,
        builder: reqwest::ClientBuilder,
    ) -> Result<reqwest::ClientBuilder, ApiError> {
        let Some(cert) = &self.client_cert else {
            return Ok(builder);
        };
        let mut pem = read(cert)?;
        if let Some(key) = &self.client_cert_key {
            pem.push(b'\n');
            pem.extend(read(key)?);
        }
        let identity = reqwest::Identity::from_pem(&pem).map_err(|_| {
            ApiError::Setup(format!(
                "client_cert {} does not hold a PEM certificate with its key (the key may be in a file of its own: client_cert_key)",
                cert.display()
            ))
        })?;
        Ok(builder.identity(identity))
    }
}

fn read(path: &Path) -> Result<Vec<u8>, ApiError> {
    std::fs::read(path)
        .map_err(|error| ApiError::Setup(format!("{} can't be read: {error}", path.display())))
}

impl Transport for HttpTransport {
    fn send(&self, request: Request) -> Boxed<'_, Result<Response, ApiError>> {
        Box::pin(async move {
            let client = self.client().await?;
            let mut builder = client
                .request(request.method, request.url)
                .headers(request.headers);
            if let Some(body) = request.body {
                builder = builder.body(body);
            }
            self.answered(builder).await
        })
    }

    fn upload(&self, request: Request, upload: Upload) -> Boxed<'_, Result<Response, ApiError>> {
        Box::pin(async move {
            let client = self.client().await?;
            let builder = client
                .request(request.method, request.url)
                .headers(request.headers);
            let body = reqwest::Body::wrap_stream(upload.pieces);
            let builder = match upload.name {
                Some(name) => {
                    let part = Part::stream_with_length(body, upload.length).file_name(name);
                    builder.multipart(Form::new().part("file", part))
                }
                None => builder.header(CONTENT_LENGTH, upload.length).body(body),
            };
            self.answered(builder).await
        })
    }

    fn reset(&self) {
        let fresh = Arc::default();
        match self.client.lock() {
            Ok(mut cell) => *cell = fresh,
            Err(poisoned) => *poisoned.into_inner() = fresh,
        }
    }
}

struct HttpBody {
    host: String,
    response: reqwest::Response,
}

impl Body for HttpBody {
    fn read<'a>(&'a mut self, buffer: &'a mut Vec<u8>) -> Boxed<'a, Result<usize, NetworkError>> {
        Box::pin(async move {
            // An empty piece is not the end.
            loop {
                return match self.response.chunk().await {
                    Ok(Some(piece)) if piece.is_empty() => continue,
                    Ok(Some(piece)) => {
                        buffer.extend_from_slice(&piece);
                        Ok(piece.len())
                    }
                    Ok(None) => Ok(0),
                    Err(error) => Err(NetworkError {
                        host: self.host.clone(),
                        kind: match kind(&error) {
                            NetworkKind::Timeout => NetworkKind::Timeout,
                            _ => NetworkKind::Closed,
                        },
                        detail: chain(&error),
                        unsent: false,
                    }),
                };
            }
        })
    }
}

fn sort(host: &str, error: &reqwest::Error) -> ApiError {
    ApiError::Network(NetworkError {
        host: host.to_owned(),
        kind: kind(error),
        detail: chain(error),
        unsent: error.is_connect(),
    })
}

/// Everything an error says, its causes too, without the URL (it holds parameters).
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        if error.downcast_ref::<reqwest::Error>().is_none() {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&error.to_string());
        }
        next = error.source();
    }
    text
}

fn kind(error: &reqwest::Error) -> NetworkKind {
    if error.is_timeout() {
        return NetworkKind::Timeout;
    }
    if error.is_dns() {
        return NetworkKind::Resolve;
    }
    let mut found = NetworkKind::Other;
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
            return tls_kind(tls);
        }
        next = match cause.downcast_ref::<std::io::Error>() {
            // An I/O error's `source` skips what it wraps.
            Some(io) => {
                found = io_kind(io.kind());
                io.get_ref()
                    .map(|inner| inner as &(dyn std::error::Error + 'static))
            }
            None => cause.source(),
        };
    }
    if found != NetworkKind::Other {
        return found;
    }
    // hyper's own errors have no public type here; their words are stable.
    let text = chain(error);
    if text.contains("invalid HTTP") {
        NetworkKind::NotHttp
    } else if text.contains("connection closed") || text.contains("connection error") {
        NetworkKind::Closed
    } else {
        NetworkKind::Other
    }
}

fn io_kind(kind: std::io::ErrorKind) -> NetworkKind {
    use std::io::ErrorKind as Io;
    match kind {
        Io::ConnectionRefused => NetworkKind::Refused,
        Io::ConnectionReset | Io::ConnectionAborted | Io::BrokenPipe | Io::UnexpectedEof => {
            NetworkKind::Closed
        }
        Io::HostUnreachable
        | Io::NetworkUnreachable
        | Io::NetworkDown
        | Io::AddrNotAvailable
        | Io::PermissionDenied => NetworkKind::Unreachable,
        Io::TimedOut => NetworkKind::Timeout,
        _ => NetworkKind::Other,
    }
}

fn tls_kind(error: &rustls::Error) -> NetworkKind {
    use rustls::CertificateError as Flaw;
    let rustls::Error::InvalidCertificate(flaw) = error else {
        return NetworkKind::Tls;
    };
    NetworkKind::Certificate(match flaw {
        // An issuer of the right name and the wrong key is as unknown as any other.
        Flaw::UnknownIssuer | Flaw::BadSignature => CertificateFlaw::UnknownIssuer,
        Flaw::NotValidForName | Flaw::NotValidForNameContext { .. } => CertificateFlaw::WrongHost,
        Flaw::Expired
        | Flaw::ExpiredContext { .. }
        | Flaw::NotValidYet
        | Flaw::NotValidYetContext { .. } => CertificateFlaw::Expired,
        _ => CertificateFlaw::Other,
    })
}
