//! Narrows as a person writes them.

use std::fmt;

use super::{ChannelOperand, Narrow, NarrowTerm, Operator, PersonOperand};

/// Puts quotes around an operand that would not be one word otherwise.
fn quoted(f: &mut fmt::Formatter<'_>, text: &str, always: bool) -> fmt::Result {
    let special = |c: char| c.is_whitespace() || matches!(c, '"' | '\\' | '+' | '%');
    let plain = !text.is_empty() && !text.contains(special);
    if plain && !always {
        return f.write_str(text);
    }
    f.write_str("\"")?;
    for c in text.chars() {
        if c == '"' || c == '\\' {
            f.write_str("\\")?;
        }
        write!(f, "{c}")?;
    }
    f.write_str("\"")
}

impl fmt::Display for PersonOperand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Email(email) => f.write_str(email),
        }
    }
}

impl fmt::Display for NarrowTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negated {
            f.write_str("-")?;
        }
        match &self.operator {
            Operator::Channel(ChannelOperand::Id(id)) => write!(f, "channel:{id}"),
            Operator::Channel(ChannelOperand::Name(name)) => {
                f.write_str("channel:")?;
                quoted(f, name, name.bytes().all(|b| b.is_ascii_digit()))
            }
            Operator::Channels(kind) => write!(f, "channels:{}", kind.word()),
            Operator::Topic(topic) => {
                f.write_str("topic:")?;
                quoted(f, topic.as_str(), false)
            }
            Operator::Dm(people) => {
                f.write_str("dm:")?;
                let people: Vec<_> = people.iter().map(PersonOperand::to_string).collect();
                let all = people.join(",");
                quoted(f, &all, false)
            }
            Operator::DmIncluding(who) => {
                f.write_str("dm-including:")?;
                quoted(f, &who.to_string(), false)
            }
            Operator::Sender(who) => {
                f.write_str("sender:")?;
                quoted(f, &who.to_string(), false)
            }
            Operator::Mentions(who) => {
                f.write_str("mentions:")?;
                quoted(f, &who.to_string(), false)
            }
            Operator::Is(state) => write!(f, "is:{}", state.word()),
            Operator::Has(thing) => write!(f, "has:{}", thing.word()),
            Operator::In(place) => write!(f, "in:{}", place.word()),
            Operator::Id(id) => write!(f, "id:{id}"),
            Operator::With(id) => write!(f, "with:{id}"),
            Operator::Near(id) => write!(f, "near:{id}"),
            Operator::Date(text) => {
                f.write_str("date:")?;
                quoted(f, text, false)
            }
            Operator::Search(words) => {
                // A single word could look like a term of another kind.
                f.write_str("search:")?;
                quoted(f, words, false)
            }
        }
    }
}

impl fmt::Display for Narrow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, term) in self.0.iter().enumerate() {
            write!(f, "{}{term}", if at == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}
