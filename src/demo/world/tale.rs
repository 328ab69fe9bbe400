//! Reads the told part of the history: messages that people wrote by hand.
//!
//! Lines that start with `§` are directions, all others are the words of the
//! message before them:
//!
//! ```text
//! §§ workshop > glaze tests         where; or `§§ dm ada ben`
//! § ben 3d4h unread starred         who, how long ago, and marks for the demo person
//! §+ fire chika dmitri              reactions to it
//! §~ What it said before an edit
//! §* chika {"type":"vote",…}        a submessage
//! §! <p>…</p>                       its HTML, where no Markdown makes it so
//! ```

use super::cast;
use crate::api::ids::UserId;

/// Where a told message stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Where {
    Topic { channel: String, topic: String },
    Direct(Vec<u32>),
}

#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) at: Where,
    pub(crate) sender: UserId,
    /// Seconds before the start.
    pub(crate) age: u64,
    pub(crate) content: String,
    pub(crate) unread: bool,
    pub(crate) starred: bool,
    /// Emoji name and who.
    pub(crate) reactions: Vec<(String, Vec<UserId>)>,
    pub(crate) before_edit: Option<String>,
    pub(crate) submessages: Vec<(UserId, String)>,
    /// The rendering, where it is not made from the words.
    pub(crate) html: Option<String>,
}

/// The person of a handle.
pub(crate) fn person(handle: &str) -> Option<UserId> {
    cast::index_of(handle).map(|index| UserId(super::YOU.0 + index as u64))
}

/// Reads a tale. Directions that make no sense are told as an error with their line.
pub(crate) fn read(text: &str) -> Result<Vec<Told>, String> {
    let mut tale: Vec<Told> = Vec::new();
    let mut at = None;
    for (number, line) in text.lines().enumerate() {
        let wrong = |what: &str| format!("line {}: {what}: {line}", number + 1);
        if let Some(place) = line.strip_prefix("§§ ") {
            at = Some(read_place(place).ok_or_else(|| wrong("no such place"))?);
        } else if let Some(header) = line.strip_prefix("§ ") {
            let mut words = header.split_whitespace();
            let sender = words.next().and_then(person).ok_or_else(|| wrong("who?"))?;
            let age = words
                .next()
                .and_then(read_age)
                .ok_or_else(|| wrong("when?"))?;
            let marks: Vec<_> = words.collect();
            tale.push(Told {
                at: at.clone().ok_or_else(|| wrong("where?"))?,
                sender,
                age,
                content: String::new(),
                unread: marks.contains(&"unread"),
                starred: marks.contains(&"starred"),
                reactions: Vec::new(),
                before_edit: None,
                submessages: Vec::new(),
                html: None,
            });
        } else if let Some(direction) = line.strip_prefix('§') {
            let told = tale
                .last_mut()
                .ok_or_else(|| wrong("nothing was said yet"))?;
            read_direction(told, direction).ok_or_else(|| wrong("what?"))?;
        } else if let Some(told) = tale.last_mut() {
            told.content.push_str(line);
            told.content.push('\n');
        }
    }
    for told in &mut tale {
        told.content.truncate(told.content.trim_end().len());
        let start = told.content.len() - told.content.trim_start_matches('\n').len();
        told.content.drain(..start);
    }
    Ok(tale)
}

fn read_place(place: &str) -> Option<Where> {
    if let Some(people) = place.strip_prefix("dm ") {
        let mut ids = people
            .split_whitespace()
            .map(|handle| person(handle).map(|id| id.0 as u32))
            .collect::<Option<Vec<_>>>()?;
        ids.sort_unstable();
        return Some(Where::Direct(ids));
    }
    let (channel, topic) = place.split_once(" >")?;
    Some(Where::Topic {
        channel: channel.to_owned(),
        topic: topic.trim().to_owned(),
    })
}

fn read_direction(told: &mut Told, direction: &str) -> Option<()> {
    if let Some(reaction) = direction.strip_prefix("+ ") {
        let mut words = reaction.split_whitespace();
        let emoji = words.next()?.to_owned();
        let people = words.map(person).collect::<Option<Vec<_>>>()?;
        told.reactions.push((emoji, people));
    } else if let Some(html) = direction.strip_prefix("! ") {
        let kept = told.html.get_or_insert_default();
        if !kept.is_empty() {
            kept.push('\n');
        }
        kept.push_str(html);
    } else if let Some(before) = direction.strip_prefix("~ ") {
        told.before_edit = Some(before.to_owned());
    } else {
        let (handle, content) = direction.strip_prefix("* ")?.split_once(' ')?;
        told.submessages.push((person(handle)?, content.to_owned()));
    }
    Some(())
}

/// `3d4h10m` in seconds.
fn read_age(text: &str) -> Option<u64> {
    let mut seconds = 0;
    let mut number = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            number.push(c);
            continue;
        }
        let unit = match c {
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        seconds += number.parse::<u64>().ok()? * unit;
        number.clear();
    }
    (number.is_empty() && !text.is_empty()).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tale_is_read() {
        let tale = read("§§ workshop > kiln\n§ ben 1d2h unread\nhot\n\n* list\n§+ fire chika\n§§ dm ben ada\n§ ada 3m\nyes\n").expect("a tale");
        assert_eq!(tale.len(), 2);
        assert_eq!(tale[0].content, "hot\n\n* list");
        assert!(tale[0].unread);
        assert_eq!(tale[0].age, 93_600);
        assert_eq!(tale[0].reactions[0].1, [UserId(8)]);
        assert_eq!(tale[1].at, Where::Direct(vec![6, 7]));
        assert!(read("§ nobody 3m").is_err());
    }

    #[test]
    fn the_told_history_is_sound() {
        let tale = read(include_str!("../../../assets/demo/tale.txt")).expect("a sound tale");
        assert!(tale.len() > 100);
        for told in &tale {
            if let Where::Topic { channel, .. } = &told.at {
                assert!(
                    cast::ROOMS.iter().any(|room| room.name == channel),
                    "{channel}"
                );
            }
            assert!(!told.content.is_empty());
            for (name, _) in &told.reactions {
                let known = crate::demo::markdown::emoji::code(name).is_some();
                assert!(
                    known || ["glaze", "zulip"].contains(&name.as_str()),
                    "{name}"
                );
            }
        }
    }
}
