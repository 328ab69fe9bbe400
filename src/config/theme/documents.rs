//! `docs/themes.md`, made from the themes, the colours and the roles.

use super::{BuiltIn, Palette, Role};

const OWN: &str = r##"
## A theme of one's own

A file `themes/NAME.toml` beside `config.toml`, and `theme = "NAME"` there. It needs to say what
background it is for; every colour it does not set is that of `dark` or `light`:

```toml
about = "One sentence."
background = "dark"        # or "light"

[colors]
ground = "#101a33"         # without it: the terminal's own
text = "#dbe3f4"
accent = "#f2c14e"

[roles]
link = "cyan"              # another colour for a role
sender = { fg = "accent", bold = true }   # or a whole style: fg, bg, bold, dim, italic,
                                          # underline, reverse
```

A colour is `"#rrggbb"`, `"#rgb"`, one of the terminal's sixteen (`"red"`, `"bright-red"`, …),
`"default"`, or a number of the palette of 256; in `[roles]` also the name of one of `[colors]`.
What is wrong is named with its line by `lazuli config check`, and counts as if it were not there.
`lazuli themes NAME` shows the result. The built-in themes are such files too, in
`src/config/theme/built-in/`.
"##;

/// The document.
#[must_use]
pub fn markdown() -> String {
    let mut text = String::from(
        "# Themes\n\nMade from the themes; a test keeps it equal. `lazuli themes` shows them all, in \
         colour on a terminal.\n\n\
         `theme = \"auto\"`, the default, is `dark` or `light` by the terminal's background; \
         `dark-theme` and `light-theme` make it others. On a terminal of sixteen colours every theme \
         is `16-color` or `16-color-light`, without colours `monochrome`.\n\n\
         | theme | |\n| --- | --- |\n",
    );
    for theme in BuiltIn::ALL {
        text.push_str(&format!(
            "| `{}` | {} |\n",
            theme.name(),
            theme.look().about
        ));
    }
    text.push_str(OWN);
    text.push_str("\n## `[colors]`\n\n| colour | what it is for |\n| --- | --- |\n");
    for (name, words) in Palette::NAMES {
        text.push_str(&format!("| `{name}` | {} |\n", words.trim()));
    }
    text.push_str("\n## `[roles]`\n\n| role | what it is |\n| --- | --- |\n");
    for role in Role::ALL {
        text.push_str(&format!(
            "| `{}` | {} |\n",
            role.name(),
            role.words().trim()
        ));
    }
    text
}
