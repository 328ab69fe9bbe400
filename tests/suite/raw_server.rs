//! A server made of bare sockets, for answers that no proper server would give.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// What to do with one request.
pub enum Answer {
    /// Write these bytes and close.
    Bytes(Vec<u8>),
    /// Write these bytes and then nothing, for ever.
    Hang(Vec<u8>),
}

/// A listening server. Stops with the runtime.
pub struct RawServer {
    /// Where it listens.
    pub port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl RawServer {
    /// Answers every request with what `answer` makes of its head; over TLS if told so.
    pub async fn start(
        tls: Option<TlsAcceptor>,
        answer: impl Fn(&str) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (Arc::clone(&requests), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (tls, log, answer) = (tls.clone(), Arc::clone(&log), Arc::clone(&answer));
                tokio::spawn(async move {
                    match tls {
                        Some(tls) => {
                            if let Ok(socket) = tls.accept(socket).await {
                                serve(socket, &log, &*answer).await;
                            }
                        }
                        None => serve(socket, &log, &*answer).await,
                    }
                });
            }
        });
        Self { port, requests }
    }

    /// The heads of all requests until now.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn serve(
    mut socket: impl AsyncRead + AsyncWrite + Unpin,
    log: &Mutex<Vec<String>>,
    answer: &(dyn Fn(&str) -> Answer + Send + Sync),
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match socket.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    log.lock().unwrap().push(head.clone());
    match answer(&head) {
        Answer::Bytes(bytes) => {
            let _ = socket.write_all(&bytes).await;
            let _ = socket.shutdown().await;
        }
        Answer::Hang(bytes) => {
            let _ = socket.write_all(&bytes).await;
            let _ = socket.flush().await;
            std::future::pending::<()>().await;
        }
    }
}

/// A whole HTTP answer.
pub fn http(status: &str, headers: &str, body: &str) -> Answer {
    let length = body.len();
    Answer::Bytes(
        format!(
            "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n{body}"
        )
        .into_bytes(),
    )
}

/// A success without anything in it.
pub fn success() -> Answer {
    http("200 OK", "", r#"{"result":"success","msg":""}"#)
}
