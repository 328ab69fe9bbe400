//! Certificates: checked, refused, let through when told so, and shown.

use std::path::PathBuf;
use std::sync::Arc;

use lazuli::api::Client;
use lazuli::api::error::{ApiError, CertificateFlaw, NetworkKind};
use lazuli::api::params::Params;
use lazuli::config::zuliprc::Credentials;
use rcgen::{BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::RootCertStore;
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use tokio_rustls::TlsAcceptor;

use crate::raw_server::{RawServer, success};

/// An authority, what it signs, and the files they are in.
struct Pki {
    folder: tempfile::TempDir,
    authority: CertifiedIssuer<'static, KeyPair>,
}

struct Signed {
    certificate: Certificate,
    key: KeyPair,
}

impl Pki {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self {
            folder: tempfile::tempdir().unwrap(),
            authority: CertifiedIssuer::self_signed(params, key).unwrap(),
        }
    }

    fn sign(&self, name: &str) -> Signed {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.authority).unwrap();
        Signed { certificate, key }
    }

    fn file(&self, name: &str, pem: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, pem).unwrap();
        path
    }

    fn authority_file(&self) -> PathBuf {
        self.file("ca.pem", &self.authority.pem())
    }
}

/// A server for `localhost` with this certificate; `clients` sign those it lets in.
async fn server(own: &Signed, clients: Option<&Pki>) -> RawServer {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap();
    let config = match clients {
        None => config.with_no_client_auth(),
        Some(pki) => {
            let mut roots = RootCertStore::empty();
            roots.add(pki.authority.der().clone()).unwrap();
            let verifier =
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
            config.with_client_cert_verifier(verifier.unwrap())
        }
    };
    let key = PrivateKeyDer::try_from(own.key.serialize_der()).unwrap();
    let chain = vec![own.certificate.der().clone()];
    let config = config.with_single_cert(chain, key).unwrap();
    RawServer::start(Some(TlsAcceptor::from(Arc::new(config))), |_| success()).await
}

fn credentials(server: &RawServer) -> Credentials {
    let site = format!("https://localhost:{}", server.port);
    Credentials::new("ada@example.com", "key", &site).unwrap()
}

async fn ask(credentials: &Credentials) -> Result<(), ApiError> {
    let client = Client::new(credentials).unwrap();
    let reply: Result<serde_json::Value, ApiError> =
        client.get("server_settings", Params::new()).await;
    reply.map(|_| ())
}

fn kind(outcome: Result<(), ApiError>) -> NetworkKind {
    match outcome {
        Err(ApiError::Network(error)) => error.kind,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_signed_is_refused() {
    let pki = Pki::new();
    let server = server(&pki.sign("localhost"), None).await;
    let outcome = ask(&credentials(&server)).await;
    let sentence = outcome.as_ref().unwrap_err().to_string();
    assert_eq!(
        kind(outcome),
        NetworkKind::Certificate(CertificateFlaw::UnknownIssuer)
    );
    assert!(sentence.contains("cert_bundle"), "{sentence}");
    assert!(server.requests().is_empty(), "nothing was sent");
}

#[tokio::test]
async fn insecure_lets_it_through() {
    let pki = Pki::new();
    let server = server(&pki.sign("elsewhere.example.com"), None).await;
    let mut credentials = credentials(&server);
    credentials.insecure = true;
    ask(&credentials).await.unwrap();
    let request = server.requests().remove(0);
    assert!(request.starts_with("GET /api/v1/server_settings HTTP/1.1\r\n"));
    assert!(request.contains("\r\nauthorization: Basic YWRhQGV4YW1wbGUuY29tOmtleQ==\r\n"));
    assert!(request.contains("\r\nuser-agent: lazuli/"));
}

#[tokio::test]
async fn cert_bundle_is_trusted_and_nothing_else() {
    let pki = Pki::new();
    let good = server(&pki.sign("localhost"), None).await;
    let mut with_bundle = credentials(&good);
    with_bundle.cert_bundle = Some(pki.authority_file());
    ask(&with_bundle).await.unwrap();

    let stranger = server(&Pki::new().sign("localhost"), None).await;
    with_bundle.site = credentials(&stranger).site;
    assert_eq!(
        kind(ask(&with_bundle).await),
        NetworkKind::Certificate(CertificateFlaw::UnknownIssuer)
    );

    let other_name = server(&pki.sign("elsewhere.example.com"), None).await;
    with_bundle.site = credentials(&other_name).site;
    assert_eq!(
        kind(ask(&with_bundle).await),
        NetworkKind::Certificate(CertificateFlaw::WrongHost)
    );
}

/// The server's own certificate in the bundle, be it marked as an authority or not.
#[tokio::test]
async fn cert_bundle_may_hold_the_servers_own_certificate() {
    for role in [IsCa::NoCa, IsCa::Ca(BasicConstraints::Unconstrained)] {
        let pki = Pki::new();
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.is_ca = role;
        let certificate = params.self_signed(&key).unwrap();
        let pem = certificate.pem();
        let server = server(&Signed { certificate, key }, None).await;
        let mut credentials = credentials(&server);
        credentials.cert_bundle = Some(pki.file("own.pem", &pem));
        ask(&credentials).await.unwrap();
        credentials.site.set_host(Some("127.0.0.1")).unwrap();
        assert_eq!(
            kind(ask(&credentials).await),
            NetworkKind::Certificate(CertificateFlaw::WrongHost)
        );
    }
}

#[tokio::test]
async fn a_client_certificate_is_shown() {
    let pki = Pki::new();
    let server = server(&pki.sign("localhost"), Some(&pki)).await;
    let mine = pki.sign("ada");
    let mut credentials = credentials(&server);
    credentials.cert_bundle = Some(pki.authority_file());
    assert!(ask(&credentials).await.is_err(), "the server insists");

    let (certificate, key) = (mine.certificate.pem(), mine.key.serialize_pem());
    credentials.client_cert = Some(pki.file("both.pem", &format!("{certificate}\n{key}")));
    ask(&credentials).await.unwrap();

    credentials.client_cert = Some(pki.file("mine.pem", &certificate));
    credentials.client_cert_key = Some(pki.file("mine.key", &key));
    ask(&credentials).await.unwrap();

    // The same with the checks off, where another piece of code carries the certificate.
    credentials.cert_bundle = None;
    credentials.insecure = true;
    ask(&credentials).await.unwrap();
}

#[tokio::test]
async fn files_that_hold_no_certificate_are_named() {
    let pki = Pki::new();
    let server = server(&pki.sign("localhost"), None).await;
    let mut credentials = credentials(&server);
    credentials.cert_bundle = Some(pki.file("empty.pem", "not a certificate"));
    let sentence = ask(&credentials).await.unwrap_err().to_string();
    assert!(sentence.contains("empty.pem"), "{sentence}");
    credentials.cert_bundle = None;
    credentials.client_cert = Some(pki.file("half.pem", &pki.sign("x").certificate.pem()));
    let sentence = ask(&credentials).await.unwrap_err().to_string();
    assert!(sentence.contains("half.pem"), "{sentence}");
}
