//! Signing in from the shell: each reason to be refused, and what is told of it.

use std::path::Path;
use std::sync::Arc;

use lazuli::demo::SignIn;
use tokio_rustls::TlsAcceptor;

use crate::cli_login::{accounts, demo, fed};
use crate::raw_server::{RawServer, http};
use crate::support::filters::ports;

/// What a refusal says: one sentence, exit code 1, and nothing is kept.
async fn refusal(home: &Path, args: &[&str], input: &str) -> String {
    let (code, out, err) = fed(home, &[&["login"], args].concat(), input).await;
    assert_eq!((code, &*out), (1, ""), "{args:?}: {err}");
    assert_eq!(err.lines().count(), 1, "{err}");
    assert!(!home.join(".local/share/lazuli/accounts.json").exists());
    ports(err.trim_end().strip_prefix("lazuli: ").unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_refusal_is_a_sentence_with_the_way_out() {
    let ada = ["--email", "ada@lapis.example", "--password-stdin"];
    let mut said = Vec::new();
    let mut note = |name: &str, sentence: String| said.push(format!("{name}: {sentence}"));
    let (usual, home) = demo(&[]).await;
    let (home, site) = (home.path(), usual.running.site());
    let right = usual.running.password().to_owned();
    note(
        "wrong password",
        refusal(home, &[&[&*site][..], &ada].concat(), "guess\n").await,
    );
    let viktor = [
        &*site,
        "--email",
        "viktor@lapis.example",
        "--password-stdin",
    ];
    note("deactivated account", refusal(home, &viktor, &right).await);
    let key = [&*site, "--email", "ada@lapis.example", "--api-key-stdin"];
    note("wrong key", refusal(home, &key, &"x".repeat(32)).await);
    let dev = [&*site, "--email", "nobody@lapis.example", "--method", "dev"];
    note("no such development account", refusal(home, &dev, "").await);
    let method = [&*site, "--method", "okta"];
    note("no such way", refusal(home, &method, "").await);
    let command = [&*site, "--email", "ada@lapis.example", "--key-cmd", "false"];
    note("no key by command", refusal(home, &command, "").await);
    note(
        "a damaged zuliprc",
        refusal(home, &["--zuliprc", "-"], "[api]\nemail=a\n").await,
    );
    note(
        "a zuliprc that runs something",
        refusal(
            home,
            &["--zuliprc", "-"],
            "[api]\nemail=a\nsite=b\nkey_cmd=touch x\n",
        )
        .await,
    );
    usual.faults(&["429:1@POST:fetch_api_key"]);
    note(
        "too many attempts",
        refusal(home, &[&[&*site][..], &ada].concat(), &right).await,
    );
    usual.faults(&["5xx:1@server_settings"]);
    let trouble = refusal(home, &[&site], "").await;
    assert!(trouble.contains("is in trouble (HTTP 5"), "{trouble}");
    for (name, how) in [
        ("no passwords", SignIn::NoPassword),
        ("password to be changed", SignIn::PasswordReset),
        ("deactivated organization", SignIn::Deactivated),
        ("too old", SignIn::TooOld),
        ("no organization", SignIn::NoOrganization),
    ] {
        let (demo, _) = demo(&[how]).await;
        let site = demo.running.site();
        let args = match how {
            SignIn::NoPassword => [&[&*site][..], &ada].concat(),
            _ => [&[&*site][..], &ada].concat(),
        };
        note(name, refusal(home, &args, &right).await);
    }
    note(
        "no address",
        refusal(home, &["ada@lapis.example"], "").await,
    );
    note(
        "no such host",
        refusal(home, &["chat.example.invalid"], "").await,
    );
    note("nobody there", refusal(home, &["localhost:1"], "").await);
    let page = RawServer::start(None, |_| {
        http(
            "200 OK",
            "Content-Type: text/html\r\n",
            "<title>Welcome</title>",
        )
    });
    let page = page.await;
    note(
        "a web page",
        refusal(home, &[&format!("localhost:{}", page.port)], "").await,
    );
    insta::assert_snapshot!(said.join("\n"));
}

/// A TLS server for `localhost` whose certificate nobody signed but itself.
async fn self_signed() -> (RawServer, String) {
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = rustls::pki_types::PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let server = RawServer::start(Some(acceptor), |_| crate::raw_server::success()).await;
    (server, cert.pem())
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_with_tls_is_told_and_nothing_is_sent() {
    let home = tempfile::tempdir().unwrap();
    let args = ["--email", "ada@lapis.example", "--password-stdin"];
    let (server, _) = self_signed().await;
    let site = format!("https://localhost:{}", server.port);
    let said = refusal(home.path(), &[&[&*site][..], &args].concat(), "s3cret").await;
    assert_eq!(
        said,
        "The certificate of localhost:0000 can't be trusted, nobody trusted here signed it: if you \
         know who did, name their certificate with --cert-bundle."
            .replace("0000", &"0".repeat(server.port.to_string().len()))
    );
    assert!(server.requests().is_empty(), "nothing was sent");
    // Plain HTTP where TLS is expected.
    let plain = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = plain.local_addr().unwrap().port();
    tokio::spawn(async move {
        use tokio::io::AsyncWriteExt;
        while let Ok((mut socket, _)) = plain.accept().await {
            let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let site = format!("https://localhost:{port}");
    let said = refusal(home.path(), &[&[&*site][..], &args].concat(), "s3cret").await;
    assert!(said.contains("No secure connection to "), "{said}");
    assert!(said.contains("write http:// before the address"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_is_sent_on_to_the_organizations_address_with_nothing_secret() {
    let (demo, home) = demo(&[]).await;
    let to = demo.running.site();
    let target = to.clone();
    let elsewhere = RawServer::start(None, move |_| {
        let location = format!("Location: {target}/api/v1/server_settings\r\n");
        http("301 Moved Permanently", &location, "")
    })
    .await;
    let from = format!("localhost:{}", elsewhere.port);
    let args = [
        "login",
        &from,
        "--email",
        "ada@lapis.example",
        "--password-stdin",
    ];
    let (code, out, err) = fed(home.path(), &args, demo.running.password()).await;
    assert_eq!((code, &*err), (0, ""), "{out}");
    assert_eq!(accounts(home.path()).await[0]["site"], format!("{to}/"));
    for request in elsewhere.requests() {
        assert!(
            request.starts_with("GET /api/v1/server_settings "),
            "{request}"
        );
        assert!(
            !request.to_lowercase().contains("authorization"),
            "{request}"
        );
    }
}
