//! What is made from the table of options: the commented file that `lazuli config init`
//! writes, `docs/config.md`, and the JSON schema for editors.

use serde_json::{Value, json};

use super::file::KEYS;
use super::hooks::{HOOKS, MOST_SECONDS, SECONDS};
use super::option::{Entry, Kind, Table, quoted};
use super::settings::Settings;

/// A command whose keys can be set, as these documents tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bindable {
    /// Its name.
    pub command: &'static str,
    /// What it does.
    pub sentence: &'static str,
    /// The keys it has by default.
    pub keys: &'static [&'static str],
}

/// The longest line of the commented file, in characters.
const WIDTH: usize = 92;

const HEAD: &str = "\
Settings of lazuli. Every option is here with its default, as a comment: take the `#` away and \
change what follows. `lazuli config check` says whether all of it is understood. What is wrong \
counts as if it were not there, and lazuli says so when it starts.";

const ABOUT_KEYS: &str = "\
The keys of commands: a key, or a list of keys, or [] for none, in place of those the map has. \
Keys are written like n, N, Space, F5, Shift+Tab, Alt+Left or Ctrl+L; keys one after the other like \
\"g g\". Where a key is another command's already, that one needs another or [] too. `lazuli keys` \
prints the keys in force. The defaults shown here are those of the map `web`.";

const ABOUT_HOOKS: &str = "\
Programs that are run when something happens, with what happened as one line of JSON on their \
standard input and the event's type in $LAZULI_EVENT. They are run directly, by no shell. Any \
number of these:";

/// A hook, as an example.
const HOOK: &str = r#"#   [[hooks]]
#   on = "mention"                  # "message", "mention", "dm", or an event's type
#   narrow = "channel:workshop"     # only messages that this search finds; may be left out
#   command = ["my-program", "-x"]  # a program and its arguments
#   seconds = 30                    # so long it may take
"#;

/// The text of a settings file that sets nothing: every option with its default, as a comment.
#[must_use]
pub fn default_file(commands: &[Bindable]) -> String {
    let mut text = String::new();
    comment(HEAD, &mut text);
    for table in Settings::tables() {
        if !table.name.is_empty() {
            text.push('\n');
            comment(&table.words, &mut text);
            text.push_str(&format!("[{}]\n", table.name));
        }
        for entry in table.entries {
            text.push('\n');
            comment(&entry.words, &mut text);
            match &entry.kind {
                Kind::Choice(choices) => {
                    for choice in choices {
                        comment(
                            &format!("  {:?}: {}", choice.word, choice.meaning),
                            &mut text,
                        );
                    }
                }
                Kind::Whole { least, most } => {
                    comment(&format!("  From {least} to {most}."), &mut text);
                }
                Kind::Flag | Kind::Text | Kind::Words => {}
            }
            text.push_str(&format!("#{} = {}\n", entry.name, entry.default));
        }
    }
    text.push('\n');
    comment(ABOUT_KEYS, &mut text);
    text.push_str(&format!("[{KEYS}]\n"));
    for bindable in commands {
        text.push('\n');
        comment(bindable.sentence, &mut text);
        text.push_str(&format!(
            "#{} = {}\n",
            bindable.command,
            keys(bindable.keys)
        ));
    }
    text.push('\n');
    comment(ABOUT_HOOKS, &mut text);
    text.push_str(HOOK);
    text
}

/// Keys as the file has them.
fn keys(keys: &[&str]) -> String {
    match keys {
        [key] => quoted(key),
        keys => {
            let keys: Vec<String> = keys.iter().map(|key| quoted(key)).collect();
            format!("[{}]", keys.join(", "))
        }
    }
}

/// Adds words as comments, broken between words.
fn comment(words: &str, text: &mut String) {
    for (number, paragraph) in words.split("\n\n").enumerate() {
        if number > 0 {
            text.push_str("#\n");
        }
        let indent = paragraph.len() - paragraph.trim_start().len();
        let mut line = format!("#{:indent$}", "");
        for word in paragraph.split_whitespace() {
            if line.chars().count() + 1 + word.chars().count() > WIDTH {
                text.push_str(&line);
                text.push('\n');
                line = format!("#{:1$}", "", indent + usize::from(indent > 0) * 2);
            }
            line.push(' ');
            line.push_str(word);
        }
        text.push_str(&line);
        text.push('\n');
    }
}

/// `docs/config.md`.
#[must_use]
pub fn markdown() -> String {
    let mut text = String::from(
        "# Settings\n\n\
         Made from the table of options; a test keeps it equal.\n\n\
         They are in `lazuli/config.toml` in the XDG configuration folder (`~/.config`). `lazuli \
         config init` writes that file with every option and its default as a comment; `lazuli \
         config check` names what is wrong with it by line, with the cure; `lazuli config schema` \
         prints a JSON schema for editors that complete and check TOML.\n\n\
         What is wrong counts as if it were not there: lazuli starts all the same, and says in its \
         footer and on standard error what it did not understand.\n",
    );
    for table in Settings::tables() {
        match table.name {
            "" => text.push_str("\n## At the top of the file\n"),
            name => text.push_str(&format!("\n## `[{name}]`\n\n{}\n", table.words)),
        }
        for entry in &table.entries {
            text.push_str(&format!("\n### `{} = {}`\n\n", entry.name, entry.default));
            text.push_str(&entry.words);
            text.push('\n');
            match &entry.kind {
                Kind::Choice(choices) => {
                    text.push('\n');
                    for choice in choices {
                        text.push_str(&format!("- `{:?}`: {}\n", choice.word, choice.meaning));
                    }
                }
                kind @ (Kind::Flag | Kind::Whole { .. } | Kind::Text | Kind::Words) => {
                    text.push_str(&format!("\nIt is {}.\n", kind.words()));
                }
            }
        }
    }
    text.push_str(KEYS_SECTION);
    text.push_str(HOOKS_SECTION);
    text
}

const KEYS_SECTION: &str = r#"
## `[keys]`

The keys of commands, by the commands' names ([keys.md](keys.md) has them all, and what they
do; [keys-vim.md](keys-vim.md) and [keys-emacs.md](keys-emacs.md) those of the other maps):

```toml
[keys]
next-unread-topic = "n"            # one key
last = ["G", "End", "g e"]         # several; the third is two keys, one after the other
mark-all-read = []                 # none
```

What is said here stands in place of the keys the map has. Keys are written like `n`, `N`,
`Space`, `F5`, `Shift+Tab`, `Alt+Left` or `Ctrl+L`. After the first keys of several the footer
shows them, and a little later what may follow.

One key means one thing in a place. A key that is another command's already is refused, with
both names; so is a key that begins the keys of another. A key that types a character cannot be
a command's where text is typed. `quit` cannot be without a key.

`lazuli keys` prints the keys in force, `lazuli keys --map vim` those of a map. The help screen
and the footer show the keys in force too.
"#;

const HOOKS_SECTION: &str = r#"
## `[[hooks]]`

Programs of your own that are run while lazuli's screen is, when something happens:

```toml
[[hooks]]
on = "mention"                  # "message", "mention", "dm", or the type of an event
narrow = "channel:workshop"     # only messages that this search finds; may be left out
command = ["my-program", "-x"]  # a program and its arguments
seconds = 30                    # so long it may take; then it is ended
```

`message` is any message, one's own too; `mention` and `dm` are those of others. The program gets
the message on its standard input: one line of JSON with Zulip's own field names, its `flags`
included. For the [type of an event](https://zulip.com/api/get-events) (`reaction`, `typing`,
`user_status` and so on) it gets the event as the server sent it. `$LAZULI_EVENT` is the event's type.

Programs are run directly, by no shell, four at once; what waits is bounded, and the screen never
waits for them. A failure is said once in the footer, and is in the log. What came while lazuli
was not connected for long is not told to hooks: it comes as a whole, and not event by event. For
every event, whatever happens to the connection, there is `lazuli events --exec`.
"#;

/// The JSON schema of `config.toml`, for editors.
#[must_use]
pub fn schema(commands: &[Bindable]) -> Value {
    let mut top = None;
    let mut tables = Vec::new();
    for table in Settings::tables() {
        let schema = table_schema(&table);
        if table.name.is_empty() {
            top = Some(schema);
        } else {
            tables.push((table.name, schema));
        }
    }
    let mut schema = top.unwrap_or_default();
    let keys: serde_json::Map<String, Value> = commands
        .iter()
        .map(|bindable| {
            let one = json!({"type": "string"});
            let value = json!({
                "description": bindable.sentence,
                "default": bindable.keys,
                "anyOf": [one, {"type": "array", "items": one}],
            });
            (bindable.command.to_owned(), value)
        })
        .collect();
    let properties = &mut schema["properties"];
    for (name, table) in tables {
        properties[name] = table;
    }
    properties[KEYS] = json!({
        "type": "object",
        "description": "The keys of commands.",
        "properties": keys,
        "additionalProperties": false,
    });
    properties[HOOKS] = json!({
        "type": "array",
        "description": "Programs that are run when something happens.",
        "items": {
            "type": "object",
            "properties": {
                "on": {
                    "type": "string",
                    "description": "message, mention, dm, or the type of an event.",
                },
                "narrow": {
                    "type": "string",
                    "description": "Only messages that this search finds.",
                },
                "command": {
                    "type": "array",
                    "items": {"type": "string"},
                    "minItems": 1,
                    "description": "A program and its arguments.",
                },
                "seconds": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": MOST_SECONDS,
                    "default": SECONDS,
                    "description": "So many seconds it may take.",
                },
            },
            "required": ["on", "command"],
            "additionalProperties": false,
        },
    });
    schema["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    schema["title"] = "Settings of lazuli".into();
    schema
}

fn table_schema(table: &Table) -> Value {
    let properties: serde_json::Map<String, Value> = table
        .entries
        .iter()
        .map(|entry| (entry.name.clone(), entry_schema(entry)))
        .collect();
    json!({
        "type": "object",
        "description": table.words,
        "properties": properties,
        "additionalProperties": false,
    })
}

fn entry_schema(entry: &Entry) -> Value {
    let mut schema = match &entry.kind {
        Kind::Flag => json!({"type": "boolean"}),
        Kind::Choice(choices) => {
            let words: Vec<&str> = choices.iter().map(|choice| &*choice.word).collect();
            json!({"type": "string", "enum": words})
        }
        Kind::Whole { least, most } => {
            json!({"type": "integer", "minimum": least, "maximum": most})
        }
        Kind::Text => json!({"type": "string"}),
        Kind::Words => json!({"type": "array", "items": {"type": "string"}}),
    };
    schema["description"] = (&*entry.words).into();
    // The defaults are numbers, truths, texts and lists of texts: the same in JSON.
    schema["default"] = serde_json::from_str(&entry.default).unwrap_or_default();
    schema
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::file::Config;

    const COMMANDS: &[Bindable] = &[Bindable {
        command: "quit",
        sentence: "End the program.",
        keys: &["Q", "Ctrl+C"],
    }];

    /// The file with every option set to its default.
    fn uncommented(text: &str) -> String {
        let set = |line: &str| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') => format!("{rest}\n"),
            _ => format!("{line}\n"),
        };
        text.lines().map(set).collect()
    }

    #[test]
    fn the_commented_file_sets_nothing_and_its_comments_are_the_defaults() {
        let text = default_file(COMMANDS);
        let read = Config::read(&text, Path::new("config.toml"));
        assert_eq!(read, Config::empty());
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH));

        let set = Config::read(&uncommented(&text), Path::new("config.toml"));
        assert_eq!(set.problems, []);
        assert_eq!(set.settings, Settings::default());
        for table in Settings::tables() {
            for entry in table.entries {
                let path = match table.name {
                    "" => entry.name,
                    table => format!("{table}.{}", entry.name),
                };
                assert!(set.spot(&path).is_some(), "{path}");
            }
        }
        let quit: Vec<_> = set.keys[0].keys.iter().map(|(key, _)| &**key).collect();
        assert_eq!(quit, ["Q", "Ctrl+C"]);
    }

    #[test]
    fn the_schema_has_every_option_with_its_kind_and_default() {
        let schema = schema(COMMANDS);
        let properties = &schema["properties"];
        assert_eq!(properties["mouse"]["type"], "boolean");
        assert_eq!(properties["mouse"]["default"], true);
        let channels = &properties["panes"]["properties"]["channels"];
        assert_eq!(
            (&channels["minimum"], &channels["maximum"]),
            (&0.into(), &120.into())
        );
        assert_eq!(properties["colors"]["enum"][1], "none");
        assert_eq!(
            properties["keys"]["properties"]["quit"]["default"][1],
            "Ctrl+C"
        );
        for table in Settings::tables() {
            let at = match table.name {
                "" => properties,
                name => &properties[name]["properties"],
            };
            for entry in table.entries {
                assert!(!at[&entry.name]["default"].is_null(), "{}", entry.name);
            }
        }
    }
}
