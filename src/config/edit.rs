//! Changing one option in a settings file that a person wrote: their comments, their order and
//! everything else stay as they are.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, Value};

use super::paths::create_private;

/// Why an option could not be written.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The file is not TOML, or has something else where the option belongs.
    #[error("line {line} of it is not understood; `lazuli config check` tells more")]
    Broken {
        /// The first line that is not understood, from 1.
        line: usize,
    },
    /// It says that it shall not be written.
    #[error("it is read-only")]
    ReadOnly,
    /// The system refused.
    #[error(transparent)]
    System(#[from] io::Error),
}

/// Writes an option into a settings file, or takes it out of force (`None`). A file that is not
/// there is made. The file is replaced whole, by one beside it, so that no half of it is ever
/// read; a link to it stays a link.
///
/// # Errors
/// See [`EditError`]; the file is as it was then.
pub fn keep(path: &Path, option: &str, value: Option<&str>) -> Result<(), EditError> {
    let real = match fs::canonicalize(path) {
        Ok(real) => real,
        Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(error.into()),
    };
    let (text, mode) = match fs::metadata(&real) {
        Ok(about) if about.permissions().readonly() => return Err(EditError::ReadOnly),
        Ok(about) => (fs::read_to_string(&real)?, Some(about.permissions())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => (String::new(), None),
        Err(error) => return Err(error.into()),
    };
    let changed = changed(&text, option, value)?;
    if changed == text {
        return Ok(());
    }
    let folder = real.parent().unwrap_or(Path::new("."));
    if mode.is_none() {
        create_private(folder)?;
    }
    let part = Part(folder.join(format!(".config.toml.{}", std::process::id())));
    let mut file = fs::File::create(&part.0)?;
    if let Some(mode) = mode {
        file.set_permissions(mode)?;
    }
    file.write_all(changed.as_bytes())?;
    file.sync_all()?;
    fs::rename(&part.0, &real)?;
    Ok(())
}

/// A file on its way; whatever becomes of it, it does not stay.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        // Gone already where all went well.
        let _ = fs::remove_file(&self.0);
    }
}

/// The text of a settings file with an option set to a value, as TOML has it, or with the lines
/// that set it made comments (`None`).
///
/// # Errors
/// [`EditError::Broken`].
pub fn changed(text: &str, option: &str, value: Option<&str>) -> Result<String, EditError> {
    let document = parsed(text)?;
    let (table, name) = option.split_once('.').unwrap_or(("", option));
    let is_set = get(&document, table, name).is_some();
    let new = match (value, is_set) {
        (None, false) => return Ok(text.to_owned()),
        (None, true) => commented_out(text, table, name)?,
        (Some(value), true) => replaced(document, table, name, value)?,
        (Some(value), false) => match below_its_default(text, table, name, value) {
            Some(new) => new,
            None => inserted(document, text, table, name, value)?,
        },
    };
    // Whatever a person wrote around it, this is what is read from now on.
    let document = parsed(&new)?;
    let found = get(&document, table, name).and_then(Item::as_value);
    let same = match (found, value) {
        (None, None) => true,
        (Some(found), Some(value)) => plain(found) == plain(&of(value)?),
        (Some(_), None) | (None, Some(_)) => false,
    };
    if same {
        Ok(new)
    } else {
        Err(EditError::Broken { line: 1 })
    }
}

fn line_of(text: &str, byte: usize) -> usize {
    text.get(..byte).unwrap_or(text).matches('\n').count() + 1
}

fn parsed(text: &str) -> Result<DocumentMut, EditError> {
    text.parse().map_err(|error: toml_edit::TomlError| {
        let at = error.span().map_or(0, |span| span.start);
        EditError::Broken {
            line: line_of(text, at),
        }
    })
}

fn of(value: &str) -> Result<Value, EditError> {
    value.parse().map_err(|_| EditError::Broken { line: 1 })
}

/// A value without what stands around it.
fn plain(value: &Value) -> String {
    value.clone().decorated("", "").to_string()
}

fn get<'a>(document: &'a DocumentMut, table: &str, name: &str) -> Option<&'a Item> {
    match table {
        "" => document.get(name),
        table => document.get(table)?.get(name),
    }
}

/// The value is another one; what stands around it stays.
fn replaced(
    mut document: DocumentMut,
    table: &str,
    name: &str,
    value: &str,
) -> Result<String, EditError> {
    let item = match table {
        "" => document.get_mut(name),
        table => document
            .get_mut(table)
            .and_then(|table| table.get_mut(name)),
    };
    let old = item.and_then(Item::as_value_mut);
    let old = old.ok_or(EditError::Broken { line: 1 })?;
    let mut new = of(value)?;
    *new.decor_mut() = old.decor().clone();
    *old = new;
    Ok(document.to_string())
}

/// The lines of the option begin with `#`; in a table that is written in one line it is taken out.
fn commented_out(text: &str, table: &str, name: &str) -> Result<String, EditError> {
    let document = toml_edit::Document::parse(text).map_err(|_| EditError::Broken { line: 1 })?;
    let holder = match table {
        "" => Some(document.as_item()),
        table => document.get(table),
    };
    let inline = holder.is_some_and(Item::is_inline_table);
    let table_like = holder.and_then(Item::as_table_like);
    let found = table_like.and_then(|table| table.get_key_value(name));
    let (Some((key, item)), false) = (found, inline) else {
        let mut document = parsed(text)?;
        if let Some(table) = document.get_mut(table).and_then(Item::as_table_like_mut) {
            table.remove(name);
        }
        return Ok(document.to_string());
    };
    let broken = || EditError::Broken { line: 1 };
    let first = line_of(text, key.span().ok_or_else(broken)?.start);
    let end = item.span().ok_or_else(broken)?.end;
    let last = line_of(text, end.saturating_sub(1));
    let mut new = String::with_capacity(text.len() + 8);
    for (line, number) in text.split_inclusive('\n').zip(1..) {
        if (first..=last).contains(&number) {
            new.push('#');
        }
        new.push_str(line);
    }
    Ok(new)
}

/// The option below the comment that shows its default, as `lazuli config init` writes it.
fn below_its_default(text: &str, table: &str, name: &str, value: &str) -> Option<String> {
    let mut here = "";
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        let bare = line.trim();
        if let Some(title) = bare
            .strip_prefix('[')
            .and_then(|rest| rest.split(']').next())
        {
            here = title.trim();
        }
        let shown = bare.strip_prefix('#').map(str::trim_start);
        let rest = shown.and_then(|shown| shown.strip_prefix(name));
        if here == table && rest.is_some_and(|rest| rest.trim_start().starts_with('=')) {
            let mut new = text[..at].to_owned();
            if !new.ends_with('\n') {
                new.push('\n');
            }
            new.push_str(&format!("{name} = {value}\n{}", &text[at..]));
            // The comment may stand in the middle of a value.
            return parsed(&new).is_ok().then_some(new);
        }
    }
    None
}

/// The option at the end of its table, which is made where there is none.
fn inserted(
    mut document: DocumentMut,
    text: &str,
    table: &str,
    name: &str,
    value: &str,
) -> Result<String, EditError> {
    if table.is_empty() {
        if document.is_empty() {
            let gap = if text.is_empty() || text.ends_with('\n') {
                ""
            } else {
                "\n"
            };
            return Ok(format!("{text}{gap}{name} = {value}\n"));
        }
        document.insert(name, Item::Value(of(value)?));
        return Ok(document.to_string());
    }
    if document.get(table).is_none() {
        let gap = match text {
            "" => "",
            text if text.ends_with('\n') => "\n",
            _ => "\n\n",
        };
        return Ok(format!("{text}{gap}[{table}]\n{name} = {value}\n"));
    }
    let line = document
        .get(table)
        .and_then(Item::span)
        .map_or(1, |span| line_of(text, span.start));
    let into = document.get_mut(table);
    let into = into.and_then(Item::as_table_like_mut);
    let into = into.ok_or(EditError::Broken { line })?;
    into.insert(name, Item::Value(of(value)?));
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::documents::default_file;
    use crate::config::file::Config;
    use std::os::unix::fs::PermissionsExt;

    fn set(text: &str, option: &str, value: &str) -> String {
        changed(text, option, Some(value)).unwrap()
    }

    const OWN: &str = "# Mine.\ntheme = \"lapis\" # blue\n\n# Wide.\n[panes]\nchannels = 30   # enough\n# the end\n";

    #[test]
    fn what_a_person_wrote_around_it_stays() {
        assert_eq!(
            set(OWN, "theme", "\"paper\""),
            OWN.replace("\"lapis\"", "\"paper\"")
        );
        assert_eq!(set(OWN, "panes.channels", "40"), OWN.replace("30", "40"));
        let with = set(OWN, "panes.topics", "20");
        assert!(
            with.contains("channels = 30   # enough\ntopics = 20\n"),
            "{with}"
        );
        assert!(with.ends_with("# the end\n"), "{with}");
        let with = set(OWN, "mouse", "false");
        assert!(with.contains("# blue\nmouse = false\n"), "{with}");
        let with = set(OWN, "log.level", "\"info\"");
        assert!(with.starts_with(OWN) && with.ends_with("\n[log]\nlevel = \"info\"\n"));
    }

    #[test]
    fn tables_of_every_writing_are_understood() {
        let dotted = "panes.text = 60\n[composer]\n";
        let with = set(dotted, "panes.topics", "20");
        assert_eq!(with, "panes.text = 60\npanes.topics = 20\n[composer]\n");
        let inline = "panes = { text = 60 } # so\n";
        assert_eq!(
            set(inline, "panes.text", "70"),
            "panes = { text = 70 } # so\n"
        );
        let with = set(inline, "panes.topics", "20");
        assert!(
            with.contains("topics = 20") && with.contains("# so"),
            "{with}"
        );
        let without = changed(inline, "panes.text", None).unwrap();
        assert!(!without.contains("text"), "{without}");
        let list = "[commands]\nopen = [\n  \"lynx\", # text\n]\npipe = [\"less\"]\n";
        assert_eq!(
            changed(list, "commands.open", None).unwrap(),
            "[commands]\n#open = [\n#  \"lynx\", # text\n#]\npipe = [\"less\"]\n"
        );
    }

    #[test]
    fn in_the_commented_file_it_comes_below_its_default_and_can_be_taken_back() {
        let file = default_file(&[]);
        let path = Path::new("config.toml");
        for table in crate::config::settings::Settings::tables() {
            for entry in table.entries {
                let option = match table.name {
                    "" => entry.name.clone(),
                    table => format!("{table}.{}", entry.name),
                };
                let with = set(&file, &option, &entry.default);
                let shown = format!("#{0} = {1}\n{0} = {1}\n", entry.name, entry.default);
                assert!(with.contains(&shown), "{option}");
                let config = Config::read(&with, path);
                assert_eq!(config.problems, [], "{option}");
                assert!(config.spot(&option).is_some(), "{option}");
                let without = changed(&with, &option, None).unwrap();
                assert_eq!(Config::read(&without, path).spot(&option), None);
                assert_eq!(changed(&without, &option, None).unwrap(), without);
            }
        }
    }

    #[test]
    fn a_file_of_comments_and_an_empty_one_get_a_first_line() {
        assert_eq!(set("", "theme", "\"dark\""), "theme = \"dark\"\n");
        assert_eq!(
            set("# mine", "theme", "\"dark\""),
            "# mine\ntheme = \"dark\"\n"
        );
        assert_eq!(set("", "panes.text", "80"), "[panes]\ntext = 80\n");
    }

    #[test]
    fn what_is_not_understood_is_not_touched() {
        for (text, option) in [
            ("a = 1\ntheme = \"x\nb = 2\n", "theme"),
            ("panes = 3\n", "panes.text"),
        ] {
            let error = changed(text, option, Some("1")).unwrap_err();
            assert!(matches!(error, EditError::Broken { .. }), "{error}");
        }
        let error = changed("mouse = true\noh no\n", "mouse", Some("false")).unwrap_err();
        assert!(error.to_string().starts_with("line 2 of it"), "{error}");
    }

    #[test]
    fn a_link_stays_a_link_and_a_mode_the_mode() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("dot"), folder.path().join("config.toml"));
        fs::write(&real, "# mine\nmouse = true\n").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        keep(&link, "mouse", Some("false")).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(
            fs::read_to_string(&real).unwrap(),
            "# mine\nmouse = false\n"
        );
        assert_eq!(
            fs::metadata(&real).unwrap().permissions().mode() & 0o777,
            0o640
        );
        fs::set_permissions(&real, fs::Permissions::from_mode(0o440)).unwrap();
        let refused = keep(&link, "mouse", Some("true"));
        assert!(matches!(refused, Err(EditError::ReadOnly)));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
        let new = folder.path().join("none/yet/config.toml");
        keep(&new, "mouse", Some("true")).unwrap();
        assert_eq!(fs::read_to_string(new).unwrap(), "mouse = true\n");
    }
}
