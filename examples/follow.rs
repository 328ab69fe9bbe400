//! Prints every message, as it comes, for ever: `cargo run --example follow`.
//!
//! Connects as the zuliprc says, like `lazuli` itself.

use futures_util::StreamExt;
use lazuli::api::Client;
use lazuli::api::follow::FollowOptions;
use lazuli::config::zuliprc::{Overrides, load, process_environment};
use lazuli::text::SafeText;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let credentials = load(&Overrides::default(), &process_environment)?;
    let client = Client::new(&credentials)?;

    let mut options = FollowOptions::default();
    options.register.event_types = Some(vec!["message".to_owned()]);
    options.register.apply_markdown = false;

    let mut events = client.events(options);
    while let Some(event) = events.next().await {
        let event = event?;
        if &*event.kind == "message" {
            let message = &event.value()["message"];
            let line = format!("{}: {}", message["sender_full_name"], message["content"]);
            // Whatever a server sends is made safe before a terminal sees it.
            println!("{}", SafeText::line(line));
        }
    }
    Ok(())
}
