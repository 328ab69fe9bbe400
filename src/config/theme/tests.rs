//! Themes as files: legible ones, and wrong ones.

use std::path::Path;

use ratatui::style::{Color, Modifier, Style};

use super::library::Library;
use super::*;

/// The grounds that a theme has to do with: its own, or what terminals have.
fn grounds(look: &Look) -> Vec<Rgb> {
    match (look.palette.ground, look.background) {
        (Color::Reset, Background::Dark) if look.is_of_sixteen() => vec![Rgb(0, 0, 0)],
        (Color::Reset, Background::Light) if look.is_of_sixteen() => vec![Rgb(255, 255, 255)],
        (Color::Reset, Background::Dark) => {
            vec![Rgb(0, 0, 0), Rgb(0x1e, 0x1e, 0x1e), Rgb(0x2e, 0x34, 0x40)]
        }
        (Color::Reset, Background::Light) => {
            vec![
                Rgb(255, 255, 255),
                Rgb(0xf5, 0xf5, 0xf5),
                Rgb(0xfd, 0xf6, 0xe3),
            ]
        }
        (own, _) => vec![Rgb::of_color(own).unwrap()],
    }
}

#[test]
fn everything_is_legible_in_every_theme() {
    for built_in in BuiltIn::ALL {
        let look = built_in.look();
        if look.monochrome {
            continue;
        }
        let high = built_in.name().starts_with("high-contrast");
        for depth in [ColorDepth::TrueColor, ColorDepth::Indexed256] {
            let theme = Theme::of(look, depth);
            let text = theme.style(Role::Text);
            let selected = theme.style(Role::Selection).bg.and_then(Rgb::of_color);
            for ground in grounds(look).into_iter().chain(selected) {
                let ground = match text.bg {
                    Some(own) if Some(ground) != selected => Rgb::of_color(own).unwrap(),
                    _ => ground,
                };
                for role in Role::ALL {
                    let style = theme.style(role);
                    // What is selected with 256 colours has to make do with less.
                    let few = depth == ColorDepth::Indexed256 && Some(ground) == selected;
                    let least = match (role.legibility(), high) {
                        (Legibility::Body | Legibility::Dim, true) if few => 4.5,
                        (Legibility::Body, false) if few => 3.0,
                        (Legibility::Body | Legibility::Dim, true) => 7.0,
                        (Legibility::Body, false) => 4.5,
                        (Legibility::Dim, false) => 3.0,
                        (Legibility::Line, _) => 1.25,
                    };
                    // Rules stand on no selection.
                    if role.legibility() == Legibility::Line && Some(ground) == selected {
                        continue;
                    }
                    let Some(front) = style.fg.or(text.fg).and_then(Rgb::of_color) else {
                        continue;
                    };
                    let behind = style.bg.and_then(Rgb::of_color).unwrap_or(ground);
                    let ratio = contrast(front, behind);
                    assert!(
                        ratio >= least,
                        "{} {depth:?}: {} is {front:?} on {behind:?}: {ratio:.2}, not {least}",
                        look.name,
                        role.name(),
                    );
                }
            }
        }
    }
}

#[test]
fn what_is_chosen_is_told_from_what_is_not() {
    for built_in in BuiltIn::ALL {
        let theme = Theme::new(*built_in, ColorDepth::TrueColor);
        let selection = theme.style(Role::Selection);
        let reversed = selection.add_modifier.contains(Modifier::REVERSED);
        let ground = theme.ground();
        let seen = selection.bg.and_then(Rgb::of_color);
        let seen = seen.is_some_and(|selected| contrast(selected, ground) >= 1.15);
        assert!(reversed || seen, "{}", built_in.name());
    }
}

#[test]
fn channels_marks_are_legible_whatever_their_colors() {
    for built_in in BuiltIn::ALL {
        let theme = Theme::new(*built_in, ColorDepth::TrueColor);
        for color in [
            Rgb(0xfa, 0xe5, 0x89),
            Rgb(0x1f, 0x1f, 0x1f),
            Rgb(0x53, 0xa0, 0x63),
        ] {
            let Some(mark) = theme.channel_mark(color).fg.and_then(Rgb::of_color) else {
                assert!(theme.is_monochrome());
                continue;
            };
            assert!(
                contrast(mark, theme.ground()) >= contrast::MARK,
                "{built_in:?}"
            );
        }
    }
    assert_eq!(contrast(Rgb(0, 0, 0), Rgb(255, 255, 255)), 21.0);
}

#[test]
fn the_files_of_the_built_in_themes_are_right_and_whole() {
    for built_in in BuiltIn::ALL {
        let look = built_in.look();
        assert!(look.about.ends_with('.'), "{}", look.name);
        let Some(text) = built_in.file() else {
            continue;
        };
        let (_, problems) = Look::read(built_in.name(), text, Path::new("theme.toml"));
        assert_eq!(problems, [], "{}", look.name);
        for (name, _) in Palette::NAMES {
            let own = look.palette.ground == Color::Reset && ["ground", "text"].contains(name);
            assert!(
                own || text.contains(&format!("\n{name} = ")),
                "{} {name}",
                look.name
            );
        }
    }
}

#[test]
fn few_colors_mean_the_theme_for_few_colors() {
    let sixteen = Theme::new(BuiltIn::Sixteen, ColorDepth::Ansi16);
    assert_eq!(Theme::new(BuiltIn::Lapis, ColorDepth::Ansi16), sixteen);
    let light = Theme::new(BuiltIn::SixteenLight, ColorDepth::Ansi16);
    assert_eq!(Theme::new(BuiltIn::Paper, ColorDepth::Ansi16), light);
    assert!(Theme::new(BuiltIn::Paper, ColorDepth::None).is_monochrome());
}

#[test]
fn a_theme_of_ones_own_starts_from_a_built_in_one() {
    let text = "about = \"Mine.\"\nbackground = \"light\"\n\
        [colors]\nground = \"#fff\"\ntext = \"#102030\"\nblue = 27\n\
        [roles]\nsender = { fg = \"blue\", italic = true }\nlink = \"accent\"\ntext = { fg = \"black\" }\n";
    let (look, problems) = Look::read("mine", text, Path::new("mine.toml"));
    assert_eq!(problems, []);
    assert_eq!(look.palette.ground, Color::Rgb(255, 255, 255));
    assert_eq!(look.palette.red, BuiltIn::Light.look().palette.red);
    let sender = Style::new()
        .fg(Color::Indexed(27))
        .add_modifier(Modifier::ITALIC);
    assert_eq!(look.style(Role::Sender), sender);
    assert_eq!(look.style(Role::Link).fg, Some(look.palette.accent));
    assert!(
        look.style(Role::Link)
            .add_modifier
            .contains(Modifier::UNDERLINED)
    );
    assert_eq!(look.style(Role::Text).bg, Some(Color::Rgb(255, 255, 255)));
}

#[test]
fn what_is_wrong_with_a_theme_is_named_with_its_line() {
    let refused = |text: &str| {
        let whole = match text.contains("background") {
            true => text.to_owned(),
            false => format!("background = \"dark\"\n{text}"),
        };
        let (look, problems) = Look::read("mine", &whole, Path::new("mine.toml"));
        assert_eq!(problems.len(), 1, "{problems:?}");
        let broken = problems[0].sentence.starts_with("this is not TOML");
        assert!(broken || look.palette == BuiltIn::Dark.look().palette);
        problems[0].to_string()
    };
    insta::assert_snapshot!(refused("about = 3"), @"mine.toml:2:9: `about` is a text in quotes");
    insta::assert_snapshot!(refused("background = \"grey\""), @r#"mine.toml:1:14: `background` is "dark" or "light""#);
    insta::assert_snapshot!(refused("# background"), @r#"mine.toml:1:1: `background = "dark"` or `"light"` is missing: what the theme is for"#);
    insta::assert_snapshot!(refused("colours = {}"), @"mine.toml:2:1: `colours` is nothing of a theme's; did you mean `colors`?");
    insta::assert_snapshot!(refused("colors = 3"), @"mine.toml:2:1: `colors` is a table: write `[colors]`");
    insta::assert_snapshot!(refused("[colors]\nacent = \"red\""), @"mine.toml:3:1: `acent` is no colour of a theme; did you mean `accent`?");
    insta::assert_snapshot!(refused("[colors]\naccent = \"reed\""), @r##"mine.toml:3:10: a colour is "#rrggbb", "red", "bright-red", "default" or a number to 255; did you mean "red"?"##);
    insta::assert_snapshot!(refused("[colors]\naccent = \"#12345\""), @r##"mine.toml:3:10: a colour is "#rrggbb", "red", "bright-red", "default" or a number to 255"##);
    insta::assert_snapshot!(refused("[colors]\naccent = 256"), @r##"mine.toml:3:10: a colour is "#rrggbb", "red", "bright-red", "default" or a number to 255"##);
    insta::assert_snapshot!(refused("[roles]\nsendr = \"red\""), @"mine.toml:3:1: `sendr` is no role; did you mean `sender`?");
    insta::assert_snapshot!(refused("[roles]\nlink = \"blu\""), @r##"mine.toml:3:8: a colour is "#rrggbb", "red", "bright-red", "default", one of [colors] or a number to 255; did you mean "blue"?"##);
    insta::assert_snapshot!(refused("[roles]\nselection = { colour = \"red\", bg = \"selection\", bold = true }"), @"mine.toml:3:15: `colour` is nothing of a style's; there are `fg`, `bg`, `bold`, `dim`, `italic`, `underline`, `reverse`");
    insta::assert_snapshot!(refused("[roles]\nselection = { bold = 1 }\n[roles.sender]\nbold = true"), @"mine.toml:3:22: `bold` is true or false");
    insta::assert_snapshot!(refused("[colors]\naccent = \"red"), @r#"mine.toml:3:14: this is not TOML: invalid basic string, expected `"`"#);
}

#[test]
fn own_themes_are_found_and_names_are_no_paths() {
    let temp = tempfile::tempdir().expect("a temporary folder");
    let settings = temp.path().join("config.toml");
    let library = Library::beside(&settings);
    assert_eq!(library.own(), [""; 0]);
    let folder = temp.path().join("themes");
    std::fs::create_dir(&folder).expect("made");
    std::fs::write(folder.join("mine.toml"), "background = \"dark\"\n").expect("written");
    std::fs::write(folder.join("lapis.toml"), "background = \"light\"\n").expect("written");
    std::fs::write(folder.join("notes.txt"), "").expect("written");
    std::fs::write(temp.path().join("outside.toml"), "").expect("written");
    assert_eq!(library.own(), ["lapis", "mine"]);
    assert_eq!(library.names().len(), BuiltIn::ALL.len() + 1);
    let (lapis, _) = library.find("lapis").expect("mine");
    assert_eq!(lapis.background, Background::Light);
    assert!(library.find("../outside").is_none());
    assert!(library.find("auto").is_none());
    insta::assert_snapshot!(library.unknown("lapiz"), @"there is no theme `lapiz`; did you mean `lapis`?");
}
