//! The network between a client and a server: a TCP proxy that can stop forwarding.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;

/// What the network does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// It carries everything.
    Up,
    /// A black hole: connections stay open and nothing ever comes through. Those that were
    /// open when it began are dead for ever, as after a router forgot them.
    Silent,
    /// Nothing listens: connections are refused, and those that were open are cut.
    Refused,
}

/// A network of one address. Stops when this is dropped.
pub struct Proxy {
    runtime: Option<tokio::runtime::Runtime>,
    port: u16,
    network: watch::Sender<Network>,
    sent: Arc<AtomicU64>,
}

impl Proxy {
    /// Carries what comes to a port of its own to `server`.
    pub fn to(server: SocketAddr) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let listener = {
            let _entered = runtime.enter();
            listen(0)
        };
        let port = listener.local_addr().expect("an address").port();
        let (network, seen) = watch::channel(Network::Up);
        let sent = Arc::new(AtomicU64::new(0));
        runtime.spawn(serve(listener, port, server, seen, Arc::clone(&sent)));
        Self {
            runtime: Some(runtime),
            port,
            network,
            sent,
        }
    }

    /// Where it listens.
    pub fn site(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A zuliprc that leads here instead of to the server.
    pub fn zuliprc(&self, servers: &str) -> String {
        let lines = servers.lines().map(|line| match line.split_once('=') {
            Some(("site", _)) => format!("site={}\n", self.site()),
            _ => format!("{line}\n"),
        });
        lines.collect()
    }

    /// From now on it does this.
    pub fn set(&self, network: Network) {
        self.network.send_replace(network);
    }

    /// How many bytes clients have sent in all.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // Also where another runtime waits for this one.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn listen(port: u16) -> TcpListener {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_reuseaddr(true).expect("a port used again");
    socket
        .bind(SocketAddr::from(([127, 0, 0, 1], port)))
        .expect("a port");
    socket.listen(128).expect("a listener")
}

async fn serve(
    listener: TcpListener,
    port: u16,
    server: SocketAddr,
    mut network: watch::Receiver<Network>,
    sent: Arc<AtomicU64>,
) {
    let mut listener = Some(listener);
    loop {
        let now = *network.borrow_and_update();
        match (&listener, now) {
            (_, Network::Refused) => listener = None,
            (None, Network::Up | Network::Silent) => listener = Some(listen(port)),
            (Some(_), Network::Up | Network::Silent) => {}
        }
        tokio::select! {
            changed = network.changed() => if changed.is_err() {
                return;
            },
            Some(Ok((client, _))) = async {
                match &listener {
                    Some(listener) => Some(listener.accept().await),
                    None => std::future::pending().await,
                }
            } => {
                tokio::spawn(carry(client, server, network.clone(), Arc::clone(&sent)));
            }
        }
    }
}

/// Carries one connection for as long as the network is up.
async fn carry(
    mut client: TcpStream,
    server: SocketAddr,
    mut network: watch::Receiver<Network>,
    sent: Arc<AtomicU64>,
) {
    let up = *network.borrow() == Network::Up;
    if up {
        let Ok(mut server) = TcpStream::connect(server).await else {
            return;
        };
        let (mut asked, mut answered) = (vec![0; 64 << 10], vec![0; 64 << 10]);
        loop {
            let step = tokio::select! {
                biased;
                () = until(&mut network, |network| network != Network::Up) => break,
                read = client.read(&mut asked) => match read {
                    Ok(n) if n > 0 => {
                        sent.fetch_add(n as u64, Ordering::SeqCst);
                        server.write_all(&asked[..n]).await
                    }
                    _ => return,
                },
                read = server.read(&mut answered) => match read {
                    Ok(n) if n > 0 => client.write_all(&answered[..n]).await,
                    _ => return,
                },
            };
            if step.is_err() {
                return;
            }
        }
    }
    // It stays open, and dead, until the whole network is cut.
    until(&mut network, |network| network == Network::Refused).await;
}

/// Waits until the network is so, or is no more.
async fn until(network: &mut watch::Receiver<Network>, wanted: impl Fn(Network) -> bool) {
    let _ = network.wait_for(|network| wanted(*network)).await;
}
