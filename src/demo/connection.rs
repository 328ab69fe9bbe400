//! TCP connections that can be cut from within.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use futures_util::task::AtomicWaker;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// Cuts one connection.
#[derive(Debug, Default)]
pub(crate) struct Cut {
    done: AtomicBool,
    waker: AtomicWaker,
}

impl Cut {
    pub(crate) fn now(&self) {
        self.done.store(true, Ordering::SeqCst);
        self.waker.wake();
    }
}

/// All open connections, and whether new ones are let in.
#[derive(Debug, Default)]
pub(crate) struct Switchboard {
    open: Mutex<Vec<Weak<Cut>>>,
    down: AtomicBool,
}

impl Switchboard {
    fn add(&self, cut: &Arc<Cut>) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|cut| cut.strong_count() > 0);
        open.push(Arc::downgrade(cut));
    }

    /// Resets every connection.
    pub(crate) fn cut_all(&self) {
        let open = std::mem::take(&mut *self.open.lock().unwrap_or_else(PoisonError::into_inner));
        for cut in open {
            if let Some(cut) = cut.upgrade() {
                cut.now();
            }
        }
    }

    /// Resets every connection, now and later, until [`Switchboard::up`].
    pub(crate) fn go_down(&self) {
        self.down.store(true, Ordering::SeqCst);
        self.cut_all();
    }

    pub(crate) fn up(&self) {
        self.down.store(false, Ordering::SeqCst);
    }
}

/// Accepts connections that can be cut.
pub(crate) struct Door {
    pub(crate) listener: TcpListener,
    pub(crate) switchboard: Arc<Switchboard>,
}

impl Listener for Door {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Line, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok((stream, address)) => {
                    let _ = stream.set_nodelay(true);
                    if self.switchboard.down.load(Ordering::SeqCst) {
                        reset(&stream);
                        continue;
                    }
                    let cut = Arc::new(Cut::default());
                    self.switchboard.add(&cut);
                    return (Line { stream, cut }, address);
                }
                // Out of file descriptors or the like: it may pass.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// Makes the stream's end a reset instead of an orderly close.
fn reset(stream: &TcpStream) {
    #[allow(
        deprecated,
        reason = "a zero linger does not block, which is what the warning is about"
    )]
    let _ = stream.set_linger(Some(Duration::ZERO));
}

/// A connection.
pub(crate) struct Line {
    stream: TcpStream,
    cut: Arc<Cut>,
}

impl Line {
    fn check(&self, context: &Context<'_>) -> io::Result<()> {
        self.cut.waker.register(context.waker());
        if self.cut.done.load(Ordering::SeqCst) {
            reset(&self.stream);
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Ok(())
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check(context)?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check(context)?;
        Pin::new(&mut self.stream).poll_write(context, data)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// What a handler knows of its connection.
#[derive(Clone)]
pub(crate) struct Wire(pub(crate) Arc<Cut>);

impl Connected<IncomingStream<'_, Door>> for Wire {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        Self(Arc::clone(&stream.io().cut))
    }
}
