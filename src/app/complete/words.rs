//! Commands, moments, saved snippets.

use super::names::rank;
use super::needle::Needle;
use super::{Candidate, MOST, Pick, Scene, Slash};
use crate::text::truncate;
use crate::text::when::{self, Unclear};

/// Commands at the beginning of a message.
pub(super) fn commands(typed: &str) -> Vec<Candidate> {
    let needle = Needle::new(typed);
    let all = [
        (Slash::Me, "me", "says what you do: /me is away"),
        (Slash::Poll, "poll", "makes a poll"),
        (Slash::Todo, "todo", "makes a to-do list for everyone here"),
        (Slash::Dark, "dark", "puts on dark colours here"),
        (Slash::Light, "light", "puts on light colours here"),
        (Slash::Ping, "ping", "asks the server how fast it answers"),
    ];
    rank(
        &needle,
        MOST,
        all.into_iter().map(|row| (row, ())),
        |(_, word, _)| (*word).to_owned(),
    )
    .into_iter()
    .map(|((slash, word, detail), _)| Candidate {
        pick: Pick::Slash(slash),
        sign: "/".to_owned(),
        label: word.to_owned(),
        detail: detail.to_owned(),
    })
    .collect()
}

/// Moments that are proposed while little is typed.
const PROPOSED: [&str; 8] = [
    "in 1 hour",
    "today 16:00",
    "tonight",
    "tomorrow 9:00",
    "tomorrow 14:00",
    "next monday 9:00",
    "noon",
    "now",
];

/// Moments: what the words mean, and others that begin so. The sentence says why words that go
/// on to nothing mean none.
pub(super) fn times(scene: &Scene<'_>, typed: &str) -> (Vec<Candidate>, Option<String>) {
    let typed = typed.trim();
    let mut found: Vec<Candidate> = Vec::new();
    let mut why = None;
    let meant = match typed.parse::<jiff::Timestamp>() {
        Ok(at) => Ok(at.to_zoned(scene.now.time_zone().clone())),
        Err(_) => when::moment(typed, scene.now),
    };
    match meant {
        Ok(at) => found.push(moment(scene, at, "")),
        Err(Unclear::Empty) => {}
        Err(reason) => why = Some(reason.to_string()),
    }
    let begin = typed.to_lowercase();
    for words in PROPOSED {
        if !words.starts_with(&begin) || words == begin {
            continue;
        }
        if let Ok(at) = when::moment(words, scene.now)
            && (at >= *scene.now || words == "now")
        {
            found.push(moment(scene, at, words));
        }
    }
    if !found.is_empty() {
        why = None;
    }
    (found, why)
}

fn moment(scene: &Scene<'_>, at: jiff::Zoned, proposed: &str) -> Candidate {
    let distance = when::distance(&at, scene.now);
    let detail = match proposed {
        "" => distance,
        words if words == distance => String::new(),
        words => format!("{words} · {distance}"),
    };
    Candidate {
        sign: String::new(),
        label: when::words(&at, scene.now, scene.twenty_four),
        detail,
        pick: Pick::Time(at),
    }
}

/// Saved snippets by their titles.
pub(super) fn snippets(scene: &Scene<'_>, typed: &str) -> Vec<Candidate> {
    let needle = Needle::new(typed);
    let all = scene.organization.personal().snippets.values();
    let all = all.map(|snippet| (snippet, snippet.title.to_lowercase()));
    rank(&needle, MOST, all, |snippet| snippet.title.to_string())
        .into_iter()
        .map(|(snippet, _)| {
            let words: Vec<&str> = snippet.content.split_whitespace().collect();
            Candidate {
                pick: Pick::Snippet(snippet.id),
                sign: String::new(),
                label: snippet.title.to_string(),
                detail: truncate(&words.join(" "), 60).to_string(),
            }
        })
        .collect()
}
