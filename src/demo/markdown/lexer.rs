//! Splits code into tokens with Pygments' short class names.
//!
//! One scanner for the languages that people paste most, told by a table what is a
//! keyword; exact for what was recorded, close for the rest. What it does not know
//! is plain text.

/// A piece of code and its class; empty for plain text.
pub(super) type Token<'a> = (&'static str, &'a str);

/// What the scanner must know of a language.
pub(super) struct Language {
    /// As Pygments calls it.
    pub(super) name: &'static str,
    pub(super) aliases: &'static [&'static str],
    /// Words by class; the first list that has a word decides.
    words: &'static [(&'static str, &'static [&'static str])],
    line_comment: &'static [(&'static str, &'static str)],
    block_comment: Option<(&'static str, &'static str)>,
    /// Quotes and the class of what they hold.
    strings: &'static [(&'static str, &'static str)],
    /// Names that nothing else is known of.
    name_class: &'static str,
    /// Whether white space has a class of its own.
    space: bool,
    style: Style,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Python,
    Rust,
    Json,
    Shell,
    Diff,
    Tex,
}

const PYTHON: Language = Language {
    name: "Python",
    aliases: &["python", "py", "python3"],
    words: &[
        ("kc", &["True", "False", "None"]),
        ("kn", &["import", "from"]),
        ("ow", &["and", "or", "not", "in", "is"]),
        ("bp", &["self", "cls"]),
        (
            "k",
            &[
                "def", "class", "return", "if", "elif", "else", "for", "while", "with", "as",
                "try", "except", "finally", "raise", "yield", "lambda", "pass", "break",
                "continue", "async", "await", "global", "assert", "del", "match", "case",
            ],
        ),
        (
            "nb",
            &[
                "int",
                "float",
                "str",
                "bool",
                "list",
                "dict",
                "set",
                "tuple",
                "bytes",
                "print",
                "range",
                "len",
                "min",
                "max",
                "sum",
                "sorted",
                "open",
                "round",
                "abs",
                "zip",
                "enumerate",
                "map",
                "filter",
                "isinstance",
            ],
        ),
        (
            "ne",
            &[
                "Exception",
                "ValueError",
                "TypeError",
                "KeyError",
                "OSError",
            ],
        ),
    ],
    line_comment: &[("#", "c1")],
    block_comment: None,
    strings: &[("\"\"\"", "s2"), ("'''", "s1"), ("\"", "s2"), ("'", "s1")],
    name_class: "n",
    space: false,
    style: Style::Python,
};

const RUST: Language = Language {
    name: "Rust",
    aliases: &["rust", "rs"],
    words: &[
        ("kc", &["true", "false"]),
        ("kd", &["let", "const", "static"]),
        ("bp", &["self", "Self"]),
        (
            "k",
            &[
                "fn", "pub", "struct", "enum", "impl", "trait", "use", "mod", "match", "if",
                "else", "for", "while", "loop", "in", "return", "break", "continue", "mut", "ref",
                "move", "as", "where", "async", "await", "dyn", "unsafe", "type", "crate",
            ],
        ),
        (
            "kt",
            &[
                "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128",
                "isize", "f32", "f64", "bool", "char", "str",
            ],
        ),
        (
            "nb",
            &[
                "Vec", "Option", "Some", "None", "Result", "Ok", "Err", "String", "Box",
                "Iterator", "Default", "Clone", "Copy", "From", "Into", "Fn", "FnMut", "Drop",
            ],
        ),
    ],
    line_comment: &[("///", "sd"), ("//!", "sd"), ("//", "c1")],
    block_comment: Some(("/*", "*/")),
    strings: &[("\"", "s")],
    name_class: "n",
    space: true,
    style: Style::Rust,
};

const JSON: Language = Language {
    name: "JSON",
    aliases: &["json"],
    words: &[("kc", &["true", "false", "null"])],
    line_comment: &[],
    block_comment: None,
    strings: &[("\"", "s2")],
    name_class: "err",
    space: true,
    style: Style::Json,
};

const SHELL: Language = Language {
    name: "Bash",
    aliases: &["sh", "bash", "shell", "zsh"],
    words: &[
        (
            "k",
            &[
                "if", "then", "else", "elif", "fi", "for", "while", "do", "done", "case", "esac",
                "in", "function", "until",
            ],
        ),
        (
            "nb",
            &[
                "echo", "cd", "export", "set", "unset", "read", "exit", "return", "source", "test",
                "printf", "alias", "kill", "wait", "trap", "local", "pwd",
            ],
        ),
    ],
    line_comment: &[("#", "c1")],
    block_comment: None,
    strings: &[("\"", "s2"), ("'", "s1")],
    name_class: "",
    space: true,
    style: Style::Shell,
};

const JAVASCRIPT: Language = Language {
    name: "JavaScript",
    aliases: &["js", "javascript", "ts", "typescript"],
    words: &[
        ("kc", &["true", "false", "null", "undefined"]),
        ("kd", &["const", "let", "var", "function", "class"]),
        (
            "k",
            &[
                "if", "else", "for", "while", "return", "await", "async", "new", "throw", "try",
                "catch", "finally", "import", "from", "export", "default", "switch", "case",
                "break", "continue", "this", "of", "in", "typeof",
            ],
        ),
        (
            "nb",
            &[
                "Promise", "Array", "Object", "Map", "Set", "JSON", "Math", "Date", "document",
                "window",
            ],
        ),
    ],
    line_comment: &[("//", "c1")],
    block_comment: Some(("/*", "*/")),
    strings: &[("\"", "s2"), ("'", "s1"), ("`", "sb")],
    name_class: "nx",
    space: true,
    style: Style::Plain,
};

const C: Language = Language {
    name: "C",
    aliases: &["c", "h", "cpp", "c++"],
    words: &[
        (
            "kt",
            &[
                "int", "char", "float", "double", "void", "long", "short", "unsigned", "signed",
                "bool", "size_t", "uint8_t", "uint16_t", "uint32_t", "int32_t",
            ],
        ),
        (
            "k",
            &[
                "if", "else", "for", "while", "do", "return", "switch", "case", "break",
                "continue", "struct", "enum", "static", "const", "typedef", "sizeof", "extern",
                "volatile",
            ],
        ),
    ],
    line_comment: &[("//", "c1"), ("#", "cp")],
    block_comment: Some(("/*", "*/")),
    strings: &[("\"", "s"), ("'", "sc")],
    name_class: "n",
    space: true,
    style: Style::Plain,
};

const TOML: Language = Language {
    name: "TOML",
    aliases: &["toml", "ini"],
    words: &[("kc", &["true", "false"])],
    line_comment: &[("#", "c1")],
    block_comment: None,
    strings: &[("\"", "s2"), ("'", "s1")],
    name_class: "n",
    space: true,
    style: Style::Plain,
};

const SQL: Language = Language {
    name: "SQL",
    aliases: &["sql"],
    words: &[(
        "k",
        &[
            "SELECT", "FROM", "WHERE", "AND", "OR", "NOT", "ORDER", "BY", "GROUP", "INSERT",
            "INTO", "VALUES", "UPDATE", "SET", "DELETE", "JOIN", "LEFT", "ON", "AS", "LIMIT",
            "CREATE", "TABLE", "INDEX", "NULL", "DESC", "ASC",
        ],
    )],
    line_comment: &[("--", "c1")],
    block_comment: Some(("/*", "*/")),
    strings: &[("'", "s1"), ("\"", "ss")],
    name_class: "n",
    space: true,
    style: Style::Plain,
};

const DIFF: Language = Language {
    name: "Diff",
    aliases: &["diff", "udiff", "patch"],
    words: &[],
    line_comment: &[],
    block_comment: None,
    strings: &[],
    name_class: "",
    space: false,
    style: Style::Diff,
};

const TEX: Language = Language {
    name: "TeX",
    aliases: &["tex", "latex"],
    words: &[],
    line_comment: &[("%", "c")],
    block_comment: None,
    strings: &[],
    name_class: "",
    space: false,
    style: Style::Tex,
};

/// The language of an alias, if it is coloured here.
pub(super) fn language(alias: &str) -> Option<&'static Language> {
    const ALL: [&Language; 10] = [
        &PYTHON,
        &RUST,
        &JSON,
        &SHELL,
        &JAVASCRIPT,
        &C,
        &TOML,
        &SQL,
        &DIFF,
        &TEX,
    ];
    let alias = alias.to_ascii_lowercase();
    ALL.into_iter()
        .find(|language| language.aliases.contains(&alias.as_str()))
}

/// The tokens of a text; joined they are the text.
pub(super) fn tokens<'a>(language: &Language, text: &'a str) -> Vec<Token<'a>> {
    if language.style == Style::Diff {
        return diff(text);
    }
    let mut out: Vec<Token<'a>> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let (class, length) = next(language, text, at, &out);
        out.push((class, &text[at..at + length]));
        at += length;
    }
    out
}

fn diff(text: &str) -> Vec<Token<'_>> {
    text.split_inclusive('\n')
        .flat_map(|line| {
            let body = line.strip_suffix('\n').unwrap_or(line);
            let class = match body.as_bytes().first() {
                Some(b'-') => "gd",
                Some(b'+') => "gi",
                Some(b'@') => "gu",
                Some(b'd' | b'i') if body.starts_with("diff ") || body.starts_with("index ") => {
                    "gh"
                }
                _ => "",
            };
            let (start, rest) = match body.strip_prefix(' ') {
                Some(rest) => (("w", " "), rest),
                None => (("", ""), body),
            };
            [start, (class, rest), ("", &line[body.len()..])]
        })
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

/// The class and length of the token at a place.
fn next(language: &Language, text: &str, at: usize, before: &[Token<'_>]) -> (&'static str, usize) {
    let rest = &text[at..];
    let first = rest.chars().next().unwrap_or(' ');
    let run = |accept: fn(char) -> bool| rest.len() - rest.trim_start_matches(accept).len();
    if first == '\n' {
        return ("", 1);
    }
    if first == ' ' {
        let length = run(|c| c == ' ');
        return (space_class(language, &rest[length..], before), length);
    }
    for (mark, class) in language.line_comment {
        if rest.starts_with(mark) {
            return (class, rest.find('\n').unwrap_or(rest.len()));
        }
    }
    if let Some((open, close)) = language
        .block_comment
        .filter(|(open, _)| rest.starts_with(open))
    {
        let end = rest[open.len()..]
            .find(close)
            .map_or(rest.len(), |end| open.len() + end + close.len());
        return ("cm", end);
    }
    if let Some(found) = special(language, rest) {
        return found;
    }
    for (quote, class) in language.strings {
        if rest.starts_with(quote) {
            return string(language, rest, quote, class, before);
        }
    }
    if first.is_ascii_digit() {
        let length = run(|c| c.is_ascii_alphanumeric() || c == '.' || c == '_');
        let number = rest[..length].trim_end_matches('.');
        let class = if number.contains('.') { "mf" } else { "mi" };
        return (class, number.len());
    }
    if first.is_alphabetic() || first == '_' {
        let length = run(|c| c.is_alphanumeric() || c == '_');
        return word(language, rest, length, before);
    }
    let class = match first {
        '(' | ')' | '[' | ']' | '{' | '}' | ',' | ';' | ':' | '.' => "p",
        _ if first.is_ascii_punctuation() => "o",
        _ => "",
    };
    (class, first.len_utf8())
}

/// The class of white space: everywhere in some languages; in Python after the words
/// that name something, and before a docstring.
fn space_class(language: &Language, after: &str, before: &[Token<'_>]) -> &'static str {
    let last = before.last().map_or("", |(_, text)| text);
    let docstring = (last == "\n" || before.is_empty()) && after.starts_with("\"\"\"");
    let names = matches!(last, "def" | "class" | "import" | "from");
    if language.space || (language.style == Style::Python && (names || docstring)) {
        "w"
    } else {
        ""
    }
}

fn special(language: &Language, rest: &str) -> Option<(&'static str, usize)> {
    let after_word = |start: usize| {
        let tail = &rest[start..];
        start + tail.len()
            - tail
                .trim_start_matches(|c: char| c.is_alphanumeric() || c == '_')
                .len()
    };
    match language.style {
        Style::Rust => {
            let length = after_word(0);
            if length > 0 && (rest[length..].starts_with("!(") || rest[length..].starts_with("!["))
            {
                return Some(("fm", length + 1));
            }
            if rest.starts_with("#[") || rest.starts_with("#![") {
                return Some(("cp", rest.find(']').map_or(rest.len(), |end| end + 1)));
            }
            None
        }
        Style::Python => rest
            .starts_with('@')
            .then(|| ("nd", after_word(1)))
            .filter(|(_, length)| *length > 1),
        Style::Shell => {
            let variable = rest.strip_prefix('$')?;
            let length = match variable.strip_prefix('{') {
                Some(_) => rest.find('}')? + 1,
                None => after_word(1),
            };
            (length > 1).then_some(("nv", length))
        }
        Style::Tex => match rest.chars().next()? {
            '\\' => {
                let letters = rest[1..].len()
                    - rest[1..]
                        .trim_start_matches(|c: char| c.is_ascii_alphabetic())
                        .len();
                let second = rest[1..].chars().next().map_or(0, char::len_utf8);
                Some(("k", 1 + if letters > 0 { letters } else { second }))
            }
            '{' | '}' | '&' | '$' => Some(("nb", 1)),
            _ => {
                let plain = rest
                    .find(['\\', '{', '}', '&', '$', '%', '\n', ' '])
                    .unwrap_or(rest.len());
                Some(("", plain.max(1)))
            }
        },
        Style::Plain | Style::Json | Style::Diff => None,
    }
}

fn string(
    language: &Language,
    rest: &str,
    quote: &str,
    class: &'static str,
    before: &[Token<'_>],
) -> (&'static str, usize) {
    let mut escaped = false;
    let mut end = rest.len();
    for (at, c) in rest[quote.len()..].char_indices() {
        let at = at + quote.len();
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if rest[at..].starts_with(quote) {
            end = at + quote.len();
            break;
        } else if c == '\n' && quote.len() == 1 && quote != "`" {
            end = at;
            break;
        }
    }
    let starts_line = before
        .iter()
        .rev()
        .find(|(class, _)| *class != "w")
        .is_none_or(|(_, text)| *text == "\n");
    let class = match language.style {
        Style::Python if quote.len() == 3 && starts_line => "sd",
        Style::Json if rest[end..].trim_start().starts_with(':') => "nt",
        Style::Python
        | Style::Json
        | Style::Plain
        | Style::Rust
        | Style::Shell
        | Style::Diff
        | Style::Tex => class,
    };
    (class, end)
}

fn word(
    language: &Language,
    rest: &str,
    length: usize,
    before: &[Token<'_>],
) -> (&'static str, usize) {
    let text = &rest[..length];
    let mut said = before
        .iter()
        .rev()
        .filter(|(class, text)| *class != "w" && !text.trim().is_empty());
    let last = said.next().map_or("", |(_, text)| *text);
    let class = match (language.style, last) {
        (Style::Python, "def") | (Style::Rust, "fn") => "nf",
        (Style::Python, "class") | (Style::Rust, "struct" | "enum" | "trait") => "nc",
        (Style::Python, "import" | "from") => "nn",
        _ => language
            .words
            .iter()
            .find(|(_, words)| words.contains(&text))
            .map_or(language.name_class, |(class, _)| class),
    };
    (class, length)
}
