//! Languages of code blocks: those that Pygments knows, and Zulip's own blocks.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::names::rank;
use super::needle::Needle;
use super::standing::Place;
use super::{Candidate, Pick, Scene};
use crate::api::conversation::Conversation;

/// A language's name, a tab, and what it is called in fences: the lexers of Pygments 2.
/// <https://pygments.org/docs/lexers/>
const PYGMENTS: &str = include_str!("languages.tsv");

/// Blocks that are no code. <https://zulip.com/help/format-your-message-using-markdown>
const BLOCKS: [(&str, &str); 4] = [
    ("quote", "a quotation"),
    ("spoiler", "hidden until it is opened"),
    ("math", "formulas in LaTeX"),
    ("text", "plain text"),
];

/// Languages that are written about most, the first most.
const COMMON: [&str; 22] = [
    "python",
    "javascript",
    "typescript",
    "java",
    "bash",
    "rust",
    "go",
    "c",
    "cpp",
    "csharp",
    "html",
    "css",
    "sql",
    "json",
    "yaml",
    "console",
    "diff",
    "markdown",
    "php",
    "ruby",
    "kotlin",
    "swift",
];

/// How many are shown.
const MOST: usize = 12;

/// Languages that begin so: the organization's default and those used here before first.
pub(super) fn candidates(scene: &Scene<'_>, typed: &str) -> Vec<Candidate> {
    let needle = Needle::new(typed);
    let realm = scene.organization.realm();
    let default = &*realm.settings.default_code_block_language;
    let used = used_here(scene);
    let mut all: Vec<(&str, &str)> = BLOCKS.to_vec();
    for line in PYGMENTS.lines() {
        if let Some((name, words)) = line.split_once('\t') {
            all.extend(words.split(' ').map(|word| (word, name)));
        }
    }
    let playgrounds = realm.playgrounds.iter();
    all.extend(playgrounds.map(|playground| (&*playground.pygments_language, &*playground.name)));
    let ranked = all.into_iter().map(|(word, name)| {
        let common = COMMON.iter().rev().position(|common| *common == word);
        let is_used = used.contains(name) || used.contains(word);
        let order = (
            word != default,
            !is_used,
            Reverse(common),
            !BLOCKS.iter().any(|(block, _)| *block == word),
            word.len(),
        );
        ((word, name), order)
    });
    let mut seen: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    for ((word, name), _) in rank(&needle, 60, ranked, |(word, _)| (*word).to_owned()) {
        // One word for each language is enough.
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let detail = if word == default {
            format!("{name} · the default here")
        } else if used.contains(name) || used.contains(word) {
            format!("{name} · used here")
        } else {
            name.to_owned()
        };
        found.push(Candidate {
            pick: Pick::Language(word.to_owned()),
            sign: String::new(),
            label: word.to_owned(),
            detail,
        });
        if found.len() == MOST {
            break;
        }
    }
    found
}

/// The names of languages that held messages of the conversation's channel, or of the
/// conversation, have code in.
fn used_here(scene: &Scene<'_>) -> BTreeSet<String> {
    const MARK: &str = "data-code-language=\"";
    let here = |place: &Conversation| match (&scene.standing.place, place) {
        (Place::Channel { channel, .. }, Conversation::Topic { channel: of, .. }) => channel == of,
        (Place::People(people), Conversation::Dm(key)) => key
            .others(scene.organization.me())
            .eq(people.iter().copied()),
        (Place::Nowhere, _)
        | (Place::Channel { .. }, Conversation::Dm(_))
        | (Place::People(_), Conversation::Topic { .. }) => false,
    };
    let mut used = BTreeSet::new();
    for message in scene.organization.messages().iter() {
        if !here(&message.conversation) {
            continue;
        }
        for (at, mark) in message.content.match_indices(MARK) {
            if let Some((name, _)) = message.content[at + mark.len()..].split_once('"') {
                used.insert(name.to_owned());
            }
        }
    }
    used
}
