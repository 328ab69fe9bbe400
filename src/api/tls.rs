//! Trust for `cert_bundle`: these certificates and no others.

use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

use super::error::ApiError;

/// A TLS set-up that trusts the certificates in `bundle` and shows `own`, if any.
///
/// As with Zulip's Python library, the bundle may hold authorities or the server's own
/// certificate, whatever kind that is.
///
/// # Errors
/// [`ApiError::Setup`] when a file is not the PEM that it should be.
pub fn trusting_only(
    bundle: &Path,
    own: Option<&Path>,
    own_key: Option<&Path>,
) -> Result<ClientConfig, ApiError> {
    let setup = |what: String| ApiError::Setup(what);
    let trusted = certificates(bundle, "cert_bundle")?;
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(trusted.iter().cloned());
    if added == 0 {
        return Err(setup(format!(
            "cert_bundle {} holds no certificate that can be used",
            bundle.display()
        )));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let webpki =
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .build()
            .map_err(|error| setup(format!("cert_bundle {}: {error}", bundle.display())))?;
    let verifier = Arc::new(BundleVerifier {
        webpki,
        trusted,
        provider: Arc::clone(&provider),
    });
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| setup(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let mut config = match own {
        None => config.with_no_client_auth(),
        Some(own) => {
            let chain = certificates(own, "client_cert")?;
            let key_file = own_key.unwrap_or(own);
            let key = PrivateKeyDer::from_pem_file(key_file)
                .map_err(|_| setup(format!("{} does not hold a PEM key", key_file.display())))?;
            config.with_client_auth_cert(chain, key).map_err(|error| {
                setup(format!(
                    "client_cert {} can't be used: {error}",
                    own.display()
                ))
            })?
        }
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn certificates(path: &Path, what: &str) -> Result<Vec<CertificateDer<'static>>, ApiError> {
    let wrong = || {
        ApiError::Setup(format!(
            "{what} {} does not hold a PEM certificate",
            path.display()
        ))
    };
    let found: Result<Vec<_>, _> = CertificateDer::pem_file_iter(path)
        .map_err(|_| wrong())?
        .collect();
    found
        .ok()
        .filter(|found| !found.is_empty())
        .ok_or_else(wrong)
}

/// The usual checks, and one more way to pass: being, byte for byte, in the bundle.
///
/// Many servers inside an organization sign themselves with a certificate that is marked
/// as an authority; the usual checks refuse that as a server's, and OpenSSL does not.
#[derive(Debug)]
struct BundleVerifier {
    webpki: Arc<WebPkiServerVerifier>,
    trusted: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for BundleVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let usual = self.webpki.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        );
        let refused = match usual {
            Ok(verified) => return Ok(verified),
            Err(refused) => refused,
        };
        let role = matches!(
            refused,
            rustls::Error::InvalidCertificate(
                rustls::CertificateError::Other(_) | rustls::CertificateError::UnknownIssuer
            )
        );
        if role && self.trusted.iter().any(|trusted| trusted == end_entity) {
            let parsed = ParsedCertificate::try_from(end_entity)?;
            rustls::client::verify_server_name(&parsed, server_name)?;
            return Ok(ServerCertVerified::assertion());
        }
        Err(refused)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
