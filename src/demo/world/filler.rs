//! Talk without end: what message number n of the filler says, where and by whom.
//!
//! Everything follows from the seed and the number, so that a million messages
//! need no memory for their words.

use std::sync::LazyLock;

use crate::demo::hash::{Rng, mix2};

/// Messages that belong together: one stretch of talk in one conversation.
pub(crate) const STRETCH: u32 = 6;

/// One short exchange, with `{…}` where chance fills in.
struct Dialogue {
    /// Kind of channel: `studio`, `engineering` or `anywhere`.
    kind: &'static str,
    title: &'static str,
    /// Who speaks (0, 1, 2) and what.
    lines: Vec<(usize, &'static str)>,
}

static DIALOGUES: LazyLock<Vec<Dialogue>> = LazyLock::new(|| {
    let mut dialogues = Vec::new();
    for block in include_str!("../../../assets/demo/filler.txt").split("\n\n") {
        let mut lines = block.lines();
        let Some((kind, title)) = lines
            .next()
            .and_then(|head| head.strip_prefix("= ")?.split_once(" | "))
        else {
            continue;
        };
        let lines = lines
            .filter_map(|line| {
                let (who, text) = line.split_once(": ")?;
                Some((who.bytes().next()?.checked_sub(b'A')? as usize, text))
            })
            .collect();
        dialogues.push(Dialogue { kind, title, lines });
    }
    dialogues
});

const WORDS: [(&str, &[&str]); 8] = [
    (
        "glaze",
        &[
            "celadon",
            "tenmoku",
            "shino",
            "ash white",
            "iron red",
            "chun",
            "copper green",
            "satin blue",
            "kaki",
            "oribe",
        ],
    ),
    (
        "clay",
        &[
            "the porcelain",
            "the stoneware",
            "the raku body",
            "the new batch",
            "the groggy clay",
            "the reclaim",
        ],
    ),
    (
        "part",
        &[
            "thermocouple",
            "relay",
            "element 3",
            "the door switch",
            "the fan",
            "the SSR",
            "the display",
            "the fuse",
        ],
    ),
    (
        "ware",
        &[
            "the tall vases",
            "the bowls",
            "the test tiles",
            "the teapots",
            "the espresso cups",
            "the platters",
            "the sample mugs",
        ],
    ),
    (
        "system",
        &[
            "checkout",
            "the importer",
            "the sensor feed",
            "the label printer",
            "search",
            "the nightly backup",
            "the dashboard",
            "login",
        ],
    ),
    (
        "place",
        &[
            "the barn",
            "the north shed",
            "kiln room",
            "the glaze bench",
            "the loft",
            "van 2",
        ],
    ),
    (
        "customer",
        &[
            "Galerie Lavoie",
            "Hotel Miramar",
            "the tea house",
            "Mrs Yamada",
            "Kafé Nord",
            "the museum shop",
        ],
    ),
    (
        "day",
        &[
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "the weekend",
        ],
    ),
];

/// Fills in the `{…}` of a template.
fn fill(template: &str, rng: &mut Rng) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            rest = after;
            continue;
        };
        match name {
            "n" => out.push_str(&(2 + rng.below(38)).to_string()),
            "cone" => out.push_str(&(4 + rng.below(7)).to_string()),
            "temp" => out.push_str(&(900 + 10 * rng.below(40)).to_string()),
            "order" => out.push_str(&(1000 + rng.below(9000)).to_string()),
            other => {
                if let Some((_, words)) = WORDS.iter().find(|(word, _)| *word == other) {
                    out.push_str(rng.pick::<&str>(words));
                }
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// What a stretch of talk is about.
#[derive(Clone, Copy)]
pub(crate) struct Stretch {
    talk: &'static Dialogue,
    chance: u64,
}

impl Stretch {
    /// The stretch that message `number` belongs to.
    pub(crate) fn of(seed: u64, number: u32) -> Self {
        let chance = mix2(seed ^ 0x0f11_1e17, u64::from(number / STRETCH));
        Self {
            talk: &DIALOGUES[(chance % DIALOGUES.len() as u64) as usize],
            chance,
        }
    }

    /// `studio`, `engineering` or `anywhere`.
    pub(crate) fn kind(self) -> &'static str {
        self.talk.kind
    }

    /// A number for further decisions about this stretch.
    pub(crate) const fn chance(self) -> u64 {
        mix2(self.chance, 0x00de_c1de)
    }

    /// The topic, of which each channel has a few for each dialogue.
    pub(crate) fn topic(self, channel: u64) -> String {
        let variant = mix2(
            mix2(channel, self.chance % DIALOGUES.len() as u64),
            self.chance >> 40 & 3,
        );
        fill(self.talk.title, &mut Rng::new(variant))
    }

    /// Which of the three who talk says message `number`.
    pub(crate) fn voice(self, number: u32) -> usize {
        self.line(number).0.min(2)
    }

    fn line(self, number: u32) -> (usize, &'static str) {
        self.talk.lines[(number % STRETCH) as usize % self.talk.lines.len()]
    }
}

/// What message `number` says.
pub(crate) fn words(seed: u64, number: u32) -> String {
    let stretch = Stretch::of(seed, number);
    let mut rng = Rng::new(mix2(stretch.chance, u64::from(number % STRETCH)));
    fill(stretch.line(number).1, &mut rng)
}

/// The kind of talk that suits a channel.
pub(crate) fn kind_of(channel: &str, id: u64) -> &'static str {
    match channel {
        "workshop" | "design" | "gallery" | "suppliers" | "winter fair" => "studio",
        "firmware" | "web shop" | "infrastructure" | "firehose" | "data" => "engineering",
        "general" | "random" | "help" | "orders" | "library" => "anywhere",
        // Told only: other languages, plans, examples.
        "設計" | "leads" | "surprise" | "announcements" | "sandbox" => "",
        _ if id.is_multiple_of(2) => "studio",
        _ => "engineering",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filler_is_reproducible_and_filled_in() {
        assert!(DIALOGUES.len() >= 30, "{}", DIALOGUES.len());
        for talk in DIALOGUES.iter() {
            assert_eq!(talk.lines.len(), STRETCH as usize, "{}", talk.title);
        }
        for number in 0..2_000 {
            let text = words(3, number);
            assert_eq!(text, words(3, number));
            assert!(!text.is_empty() && !text.contains(['{', '}']), "{text}");
            let stretch = Stretch::of(3, number);
            assert!(stretch.voice(number) < 3);
            assert!(stretch.topic(4).chars().count() <= 60);
        }
    }
}
