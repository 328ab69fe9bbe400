//! Reading narrows that a person wrote: `channel:workshop topic:"glaze tests" -is:muted words`.

use std::ops::Range;
use std::str::FromStr;

use super::{
    ChannelOperand, ChannelsOperand, HasOperand, InOperand, IsOperand, Narrow, NarrowTerm,
    Operator, PersonOperand,
};
use crate::api::ids::{ChannelId, MessageId, TopicName, UserId};

/// Why a narrow could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NarrowError {
    /// A quotation mark without its partner.
    #[error("a quotation mark is not closed in {0:?}")]
    OpenQuote(String),
    /// The operand does not fit the operator.
    #[error("{operator}:{operand} is not understood; {operator}: takes {expected}")]
    BadOperand {
        /// The operator.
        operator: &'static str,
        /// What it was given.
        operand: String,
        /// What it takes.
        expected: &'static str,
    },
}

/// A word as it was written: the part before a colon, and the rest with the quotes removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
    /// Whether a `-` stands before it.
    pub negated: bool,
    /// What stands before its first colon outside of quotes, as written.
    pub key: Option<String>,
    /// Where the rest stands, quotes included, in bytes.
    pub operand: Range<usize>,
    /// The rest without quotes and backslashes.
    pub text: String,
    /// Whether the rest began with a quotation mark.
    pub was_quoted: bool,
    /// Whether every quotation mark in it has its partner.
    pub closed: bool,
}

/// Cuts a text into words; quotes hold words together, a backslash takes away the meaning of
/// the next quotation mark or backslash. Takes any text: what is being typed, too.
#[must_use]
pub fn pieces(input: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut chars = input.char_indices().peekable();
    loop {
        while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {}
        let Some(&(start, _)) = chars.peek() else {
            return pieces;
        };
        let negated = chars.next_if(|(_, c)| *c == '-').is_some();
        let first = chars.peek().map_or(input.len(), |(at, _)| *at);
        let mut piece = Piece {
            range: start..input.len(),
            negated,
            key: None,
            operand: first..input.len(),
            text: String::new(),
            was_quoted: false,
            closed: true,
        };
        while let Some((at, c)) = chars.next_if(|(_, c)| !piece.closed || !c.is_whitespace()) {
            match c {
                '"' => {
                    piece.was_quoted |= piece.text.is_empty();
                    piece.closed = !piece.closed;
                }
                '\\' if matches!(chars.peek(), Some((_, '"' | '\\'))) => {
                    piece.text.extend(chars.next().map(|(_, c)| c));
                }
                ':' if piece.closed && piece.key.is_none() && !piece.was_quoted => {
                    piece.key = Some(std::mem::take(&mut piece.text));
                    piece.operand.start = at + 1;
                }
                c => piece.text.push(c),
            }
        }
        let end = chars.peek().map_or(input.len(), |(at, _)| *at);
        piece.range.end = end;
        piece.operand.end = end;
        pieces.push(piece);
    }
}

fn person(text: &str) -> PersonOperand {
    match text.parse() {
        Ok(id) => PersonOperand::Id(UserId(id)),
        Err(_) => PersonOperand::Email(text.into()),
    }
}

/// An operand as the web's search box writes it into one word: `+` for a space, and
/// percent-encoded what would be read as something else. A `+` that joins no two words is
/// one, as in `C++`.
fn decoded(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let joins = |at: usize| {
        let word = |at: Option<usize>| {
            let c = at.and_then(|at| chars.get(at));
            c.is_some_and(|c| *c != '+')
        };
        chars[at] == '+' && word(at.checked_sub(1)) && word(Some(at + 1))
    };
    let spaced: String = (0..chars.len())
        .map(|at| if joins(at) { ' ' } else { chars[at] })
        .collect();
    percent_decoded(&spaced).unwrap_or(spaced)
}

/// The text with `%e9` and the like decoded; `None` where that is no text.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let encoded = (*first == b'%').then(|| after.get(..2)).flatten();
        let encoded = encoded.and_then(|two| std::str::from_utf8(two).ok());
        let encoded = encoded.filter(|two| two.bytes().all(|b| b.is_ascii_hexdigit()));
        match encoded.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

impl Piece {
    /// The operand of a channel or a topic.
    fn name(&self) -> String {
        if self.was_quoted {
            self.text.clone()
        } else {
            decoded(&self.text)
        }
    }

    fn bad(&self, operator: &'static str, expected: &'static str) -> NarrowError {
        NarrowError::BadOperand {
            operator,
            operand: self.text.clone(),
            expected,
        }
    }

    fn message(&self, operator: &'static str) -> Result<MessageId, NarrowError> {
        self.text
            .parse()
            .map(MessageId)
            .map_err(|_| self.bad(operator, "a message's id"))
    }

    fn person(&self, operator: &'static str) -> Result<PersonOperand, NarrowError> {
        if self.text.is_empty() {
            return Err(self.bad(operator, "a user's id or address"));
        }
        Ok(person(&self.text))
    }

    /// What it says, or `None` where its key is no operator: then it is a word to search for.
    ///
    /// # Errors
    /// When the operand does not fit the operator, or a quotation mark has no partner.
    pub fn operator(&self) -> Result<Option<Operator>, NarrowError> {
        if !self.closed {
            return Err(NarrowError::OpenQuote(self.text.clone()));
        }
        match &self.key {
            Some(key) => self.keyed(&key.to_ascii_lowercase()),
            None => Ok(None),
        }
    }

    /// What is searched for where it is no term, as it is joined with others.
    fn word(&self) -> String {
        match &self.key {
            None if self.was_quoted => format!("\"{}\"", self.text),
            None => self.text.clone(),
            Some(key) => format!("{key}:{}", self.text),
        }
    }

    fn keyed(&self, key: &str) -> Result<Option<Operator>, NarrowError> {
        let text = &*self.text;
        Ok(Some(match key {
            "channel" | "stream" => match text.parse() {
                _ if text.is_empty() => return Err(self.bad("channel", "a name or an id")),
                Ok(id) if !self.was_quoted => Operator::Channel(ChannelOperand::Id(ChannelId(id))),
                _ => Operator::Channel(ChannelOperand::Name(self.name().into())),
            },
            "channels" | "streams" => match ChannelsOperand::from_word(text) {
                ChannelsOperand::Unknown(_) => {
                    return Err(self.bad("channels", "public or web-public"));
                }
                known => Operator::Channels(known),
            },
            "topic" | "subject" => Operator::Topic(TopicName::new(&self.name())),
            "dm" | "pm-with" => {
                let people: Vec<PersonOperand> = text
                    .split(',')
                    .map(str::trim)
                    .filter(|part| !part.is_empty())
                    .map(person)
                    .collect();
                if people.is_empty() {
                    return Err(self.bad("dm", "ids or addresses of users, with commas between"));
                }
                Operator::Dm(people)
            }
            "dm-including" | "group-pm-with" => Operator::DmIncluding(self.person("dm-including")?),
            "sender" | "from" => Operator::Sender(self.person("sender")?),
            "mentions" => Operator::Mentions(self.person("mentions")?),
            "is" => match IsOperand::from_word(text) {
                IsOperand::Unknown(_) => {
                    let all =
                        "dm, starred, unread, mentioned, alerted, resolved, followed or muted";
                    return Err(self.bad("is", all));
                }
                known => Operator::Is(known),
            },
            "has" => match HasOperand::from_word(text.strip_suffix('s').unwrap_or(text)) {
                HasOperand::Unknown(_) => {
                    return Err(self.bad("has", "link, image, attachment or reaction"));
                }
                known => Operator::Has(known),
            },
            "in" => match InOperand::from_word(text) {
                InOperand::Unknown(_) => return Err(self.bad("in", "home or all")),
                known => Operator::In(known),
            },
            "id" => Operator::Id(self.message("id")?),
            "with" => Operator::With(self.message("with")?),
            "near" => Operator::Near(self.message("near")?),
            "date" => Operator::Date(text.into()),
            "search" => Operator::Search(text.into()),
            _ => return Ok(None),
        }))
    }
}

/// The narrow that words make together, each read by `read`: `None` are words to search for,
/// which belong together; quoted ones stay a phrase.
///
/// # Errors
/// The first that `read` has.
pub fn assembled<E>(
    pieces: &[Piece],
    mut read: impl FnMut(&Piece) -> Result<Option<Operator>, E>,
) -> Result<Narrow, E> {
    let mut terms = Vec::new();
    let mut search: Vec<String> = Vec::new();
    for piece in pieces {
        match read(piece)? {
            Some(operator) => terms.push(NarrowTerm {
                negated: piece.negated,
                operator,
            }),
            None if piece.negated => {
                terms.push(Operator::Search(piece.word().into()).unwanted());
            }
            None => search.push(piece.word()),
        }
    }
    if !search.is_empty() {
        terms.push(Operator::Search(search.join(" ").into()).wanted());
    }
    Ok(Narrow(terms))
}

impl FromStr for Narrow {
    type Err = NarrowError;

    /// Reads terms as Zulip's search bar does. Words that are no terms are searched for
    /// together; quoted ones stay a phrase.
    fn from_str(input: &str) -> Result<Self, NarrowError> {
        let narrow = assembled(&pieces(input), Piece::operator);
        narrow.map_err(|error| match error {
            NarrowError::OpenQuote(_) => NarrowError::OpenQuote(input.to_owned()),
            NarrowError::BadOperand { .. } => error,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Narrow {
        text.parse().unwrap()
    }

    #[test]
    fn operands_of_several_words_are_read_back_as_shown() {
        for text in [
            "sender:\"m a b\"",
            "dm:\"a b,c d\"",
            "mentions:\"x y\"",
            "date:\"last week\" words",
        ] {
            let narrow = parse(text);
            assert_eq!(parse(&narrow.to_string()), narrow, "{narrow}");
        }
    }

    #[test]
    fn terms_and_words() {
        assert_eq!(
            parse("channel:workshop topic:\"glaze tests\" -is:muted cone six"),
            Narrow(vec![
                Operator::Channel(ChannelOperand::Name("workshop".into())).wanted(),
                Operator::Topic("glaze tests".into()).wanted(),
                Operator::Is(IsOperand::Muted).unwanted(),
                Operator::Search("cone six".into()).wanted(),
            ])
        );
        assert_eq!(
            parse("stream:4 subject:"),
            Narrow::topic(ChannelId(4), "".into())
        );
        let by_name = Operator::Channel(ChannelOperand::Name("4".into()));
        assert_eq!(parse("channel:\"4\""), Narrow::of([by_name]));
        let people = vec![
            PersonOperand::Id(UserId(6)),
            PersonOperand::Email("a@x".into()),
        ];
        assert_eq!(parse("dm:6,a@x"), Narrow::of([Operator::Dm(people)]));
        assert_eq!(
            parse("is:unread"),
            Narrow::of([Operator::Is(IsOperand::Unread)])
        );
        assert_eq!(parse("  "), Narrow::all());
    }

    #[test]
    fn words_are_joined_as_the_web_joins_them() {
        let topic = |text: &str| Narrow::of([Operator::Topic(text.into())]);
        assert_eq!(parse("topic:glaze+tests"), topic("glaze tests"));
        assert_eq!(parse("topic:C++"), topic("C++"));
        assert_eq!(parse("topic:C%2B%2B+on+kilns"), topic("C++ on kilns"));
        assert_eq!(parse("topic:100%25+%e9"), topic("100%25 %e9"), "no UTF-8");
        assert_eq!(parse("topic:100%25+50%+%C3%A9"), topic("100% 50% é"));
        assert_eq!(parse("topic:\"a+b %20\""), topic("a+b %20"), "as quoted");
        let sender = parse("sender:a+b@x");
        let email = PersonOperand::Email("a+b@x".into());
        assert_eq!(sender, Narrow::of([Operator::Sender(email)]));
    }

    #[test]
    fn what_is_no_operator_is_searched_for() {
        let words = "see https://x.example \"a phrase\"";
        assert_eq!(parse(words), Narrow::of([Operator::Search(words.into())]));
    }

    #[test]
    fn mistakes_are_named() {
        let error = |text: &str| text.parse::<Narrow>().unwrap_err().to_string();
        assert_eq!(
            error("is:odd"),
            "is:odd is not understood; is: takes dm, starred, unread, mentioned, alerted, \
             resolved, followed or muted"
        );
        assert!(error("topic:\"x").contains("not closed"));
        assert!(error("near:here").contains("a message's id"));
        assert!(error("dm:,").contains("ids or addresses"));
    }

    fn term() -> impl Strategy<Value = NarrowTerm> {
        let text = "[a-z0-9 \"\\\\:+%-]{0,8}";
        let operator = prop_oneof![
            "[a-z0-9 \"\\\\:+%-]{1,8}"
                .prop_map(|name| Operator::Channel(ChannelOperand::Name(name.into()))),
            (0u64..50).prop_map(|id| Operator::Channel(ChannelOperand::Id(ChannelId(id)))),
            text.prop_map(|name| Operator::Topic(TopicName::new(&name))),
            (0u64..50).prop_map(|id| Operator::Near(MessageId(id))),
            (0u64..50).prop_map(|id| Operator::Sender(PersonOperand::Id(UserId(id)))),
            Just(Operator::Is(IsOperand::Followed)),
            Just(Operator::Has(HasOperand::Image)),
            text.prop_map(|words| Operator::Search(words.into())),
        ];
        (any::<bool>(), operator).prop_map(|(negated, operator)| NarrowTerm { negated, operator })
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(terms in prop::collection::vec(term(), 0..4)) {
            let narrow = Narrow(terms);
            let shown = narrow.to_string();
            let same = |a: &Narrow, b: &Narrow| format!("{a:?}") == format!("{b:?}");
            prop_assert!(same(&parse(&shown), &narrow), "{shown}");
        }

        #[test]
        fn anything_can_be_written_without_a_panic(text in any::<String>()) {
            let _ = text.parse::<Narrow>();
        }
    }
}
