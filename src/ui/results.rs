//! What a search without results says: what it was, and what to try.

use crate::api::ids::UserId;
use crate::api::narrow::{HasOperand, IsOperand, Narrow, Operator, PersonOperand};
use crate::app::state::App;

/// What it says, and what to press.
#[must_use]
pub fn empty(app: &App, narrow: &Narrow) -> (String, String) {
    let key = |name: &str| app.keymap.key_of(name);
    let me = app
        .organization
        .as_deref()
        .map(|organization| organization.me());
    let operators: Vec<&Operator> = narrow.0.iter().map(|term| &term.operator).collect();
    let back = format!("{} goes back", key("back"));
    let is_me = |who: &PersonOperand| me.is_some_and(|me: UserId| *who == PersonOperand::Id(me));
    match operators.as_slice() {
        [Operator::Is(IsOperand::Followed)] => (
            "You follow no topic with messages yet.".to_owned(),
            format!(
                "{} on a message or a topic follows it, {back}",
                key("follow-topic")
            ),
        ),
        [Operator::Is(IsOperand::Unread)] => ("Everything is read.".to_owned(), back),
        [Operator::Has(HasOperand::Reaction), Operator::Sender(who)] if is_me(who) => (
            "Nobody reacted to your messages yet.".to_owned(),
            format!("{} on a message reacts to it, {back}", key("react")),
        ),
        [Operator::Sender(_)] => ("There is no message that you may read.".to_owned(), back),
        _ => {
            let mut tries = vec![format!("{} changes the search", key("search"))];
            let mut words = narrow.search_words();
            let several = words.next().is_some() && words.next().is_some();
            if several {
                tries.push("fewer words find more".to_owned());
            }
            if !crate::app::search::is_wide(narrow) {
                let key = key("search-public");
                tries.push(format!("{key} looks in public channels you are not in too"));
            }
            tries.push(back);
            ("Nothing was found.".to_owned(), tries.join(", "))
        }
    }
}
