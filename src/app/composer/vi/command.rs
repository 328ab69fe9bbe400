//! Keys read as commands: a count, an operator, a motion or a text object.

/// What an operator does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// `d`
    Delete,
    /// `c`
    Change,
    /// `y`
    Yank,
}

/// What an operator works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    /// What the cursor goes over by a motion.
    Motion(Step),
    /// `iw`, `a(`: whether with what is around it, and its letter.
    Object(bool, char),
    /// `dd`: whole lines.
    Lines,
}

/// A motion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// One of the motions that are a key.
    Key(char),
    /// `g` and a key.
    G(char),
    /// `f`, `F`, `t` or `T`, and what is looked for.
    Find(char, char),
}

/// A command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Whole {
    /// How often; none where none was typed.
    pub(super) count: Option<usize>,
    /// What.
    pub(super) what: What,
}

/// What a command is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// A motion.
    Go(Step),
    /// An operator on something.
    Operate(Operator, Over),
    /// `r` and a character.
    Replace(char),
    /// While selecting: a text object.
    Select(bool, char),
    /// A command that is one key.
    Simple(char),
}

/// Keys as far as they are typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parsed {
    /// A command.
    Whole(Whole),
    /// The beginning of one.
    More,
    /// None.
    Nothing,
}

/// So many at most: a count is no way to fill the memory.
const MOST: usize = 9999;

fn count(keys: &[char]) -> (Option<usize>, &[char]) {
    if !matches!(keys.first(), Some('1'..='9')) {
        return (None, keys);
    }
    let digits = keys.iter().take_while(|c| c.is_ascii_digit()).count();
    let number = keys[..digits].iter().fold(0_usize, |number, c| {
        (number * 10 + c.to_digit(10).unwrap_or(0) as usize).min(MOST)
    });
    (Some(number), &keys[digits..])
}

fn is_motion(c: char) -> bool {
    "hjklwbeWBE0^$G;,{}|_+-".contains(c) || c == ' '
}

fn is_object(c: char) -> bool {
    "wWp\"'`()b[]{}B<>".contains(c)
}

/// The step that keys begin with, and whether more are needed.
fn step(keys: &[char]) -> Option<Result<Step, ()>> {
    Some(match keys {
        [c] if is_motion(*c) => Ok(Step::Key(*c)),
        ['g'] | ['f' | 'F' | 't' | 'T'] => Err(()),
        ['g', c @ ('g' | 'e' | 'E' | 'j' | 'k' | '_')] => Ok(Step::G(*c)),
        [how @ ('f' | 'F' | 't' | 'T'), c] => Ok(Step::Find(*how, *c)),
        _ => return None,
    })
}

/// Reads keys; `selects` while something is being selected.
pub(super) fn parse(keys: &[char], selects: bool) -> Parsed {
    let (first, rest) = count(keys);
    let whole = |count, what| Parsed::Whole(Whole { count, what });
    let operator = match rest.first() {
        None => return Parsed::More,
        Some('d') => Some(Operator::Delete),
        Some('c') => Some(Operator::Change),
        Some('y') => Some(Operator::Yank),
        Some(_) => None,
    };
    if let (Some(operator), false) = (operator, selects) {
        let (second, over) = count(&rest[1..]);
        let times = match (first, second) {
            (None, None) => None,
            (one, other) => Some((one.unwrap_or(1) * other.unwrap_or(1)).min(MOST)),
        };
        let over = match over {
            [] => return Parsed::More,
            [same] if *same == rest[0] => Over::Lines,
            ['i' | 'a'] => return Parsed::More,
            [how @ ('i' | 'a'), object] if is_object(*object) => Over::Object(*how == 'a', *object),
            other => match step(other) {
                Some(Ok(step)) => Over::Motion(step),
                Some(Err(())) => return Parsed::More,
                None => return Parsed::Nothing,
            },
        };
        return whole(times, What::Operate(operator, over));
    }
    match step(rest) {
        Some(Ok(step)) => return whole(first, What::Go(step)),
        Some(Err(())) => return Parsed::More,
        None => {}
    }
    match rest {
        ['r'] => Parsed::More,
        ['r', c] => whole(first, What::Replace(*c)),
        ['i' | 'a'] if selects => Parsed::More,
        [how @ ('i' | 'a'), object] if selects && is_object(*object) => {
            whole(first, What::Select(*how == 'a', *object))
        }
        [c] if "xXsSDCYJpPuiIaAoOvV~.".contains(*c) || (selects && "dcy".contains(*c)) => {
            whole(first, What::Simple(*c))
        }
        _ => Parsed::Nothing,
    }
}
