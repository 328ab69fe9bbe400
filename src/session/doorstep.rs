//! Sending the browser to the page of a sign-in without naming the page to anybody else.
//!
//! The page's address holds the secret that later decrypts the key, and programs are started
//! with arguments that every user of the machine can read. So the browser is given an address
//! on this machine instead, good for one visit, which sends it on.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// The head of a request is not longer than so many bytes.
const LONGEST: usize = 8 * 1024;

/// An address on this machine that leads on to a page, once.
#[derive(Debug)]
pub struct Doorstep {
    listener: TcpListener,
    token: String,
}

impl Doorstep {
    /// Opens it.
    ///
    /// # Errors
    /// When there is no port or no chance to be had.
    pub async fn open() -> io::Result<Self> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(io::Error::other)?;
        let token = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        Ok(Self { listener, token })
    }

    /// The address for the browser.
    ///
    /// # Errors
    /// When the port is gone.
    pub fn address(&self) -> io::Result<String> {
        let port = self.listener.local_addr()?.port();
        Ok(format!("http://127.0.0.1:{port}/{}", self.token))
    }

    /// Sends the first who comes with the token on to `page`; then it is over.
    pub async fn lead_to(self, page: &Url) {
        loop {
            let Ok((stream, _)) = self.listener.accept().await else {
                return;
            };
            if self.serve(stream, page).await.unwrap_or(false) {
                return;
            }
        }
    }

    /// Answers one request. Gives whether it had the token.
    async fn serve(&self, mut stream: TcpStream, page: &Url) -> io::Result<bool> {
        let mut head = Vec::new();
        while !head.windows(4).any(|end| end == b"\r\n\r\n") && head.len() < LONGEST {
            if stream.read_buf(&mut head).await? == 0 {
                break;
            }
        }
        let wanted = format!("GET /{} HTTP/1.", self.token);
        let known = head.starts_with(wanted.as_bytes());
        let answer = if known {
            format!(
                "HTTP/1.1 303 See Other\r\nLocation: {page}\r\nCache-Control: no-store\r\n\
                 Referrer-Policy: no-referrer\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
        } else {
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()
        };
        stream.write_all(answer.as_bytes()).await?;
        stream.shutdown().await?;
        Ok(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn get(address: &str) -> String {
        let url = Url::parse(address).expect("a URL");
        let port = url.port().expect("a port");
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)).await else {
            return "closed".to_owned();
        };
        let request = format!("GET {} HTTP/1.1\r\nHost: x\r\n\r\n", url.path());
        stream.write_all(request.as_bytes()).await.expect("asked");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("answered");
        answer.lines().take(2).collect::<Vec<_>>().join(" ")
    }

    #[tokio::test]
    async fn it_leads_to_the_page_once() {
        let page = Url::parse("https://chat.example.com/login?mobile_flow_otp=abc").expect("a URL");
        let step = Doorstep::open().await.expect("open");
        let address = step.address().expect("an address");
        assert!(!address.contains("abc"));
        let visit = async {
            let wrong = get(&format!("{address}0")).await;
            assert!(wrong.starts_with("HTTP/1.1 404"), "{wrong}");
            let right = get(&address).await;
            assert_eq!(right, format!("HTTP/1.1 303 See Other Location: {page}"));
        };
        tokio::join!(step.lead_to(&page), visit);
        assert_eq!(get(&address).await, "closed");
    }
}
