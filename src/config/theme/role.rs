//! The closed list of what can be styled.

/// Declares the roles once: variant, name in a theme file, meaning.
macro_rules! roles {
    ($($(#[doc = $doc:literal])* $role:ident $name:literal),* $(,)?) => {
        /// What a piece of the screen is, which a theme gives a style.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Role {
            $($(#[doc = $doc])* $role,)*
        }

        impl Role {
            /// Every role, each at its own number.
            pub const ALL: [Self; Self::COUNT] = [$(Self::$role),*];

            /// How many there are.
            pub const COUNT: usize = [$($name),*].len();

            /// Its name in a theme file.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$role => $name,)*
                }
            }

            /// What it is for.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self {
                    $(Self::$role => concat!($($doc),*),)*
                }
            }
        }
    };
}

roles! {
    /// Ordinary text.
    Text "text",
    /// What may be overlooked: counts, times, hints, muted places.
    Dim "dim",
    /// You are here: the focused pane's title, the selection's bar, the cursor.
    Accent "accent",
    /// Titles of panes and popups without the focus.
    Title "title",
    /// Thin rules between panes.
    Rule "rule",
    /// The line that is selected.
    Selection "selection",
    /// Names of places with unread messages.
    Unread "unread",
    /// Counts of unread messages.
    UnreadCount "unread-count",
    /// The `@` mark of a place that mentions oneself.
    MentionMark "mention-mark",
    /// The line above the first unread message.
    UnreadLine "unread-line",
    /// Date separators and conversation headers.
    Separator "separator",
    /// Who sent a message.
    Sender "sender",
    /// That the sender is a bot, a guest, or gone.
    SenderMark "sender-mark",
    /// When it was sent.
    Time "time",
    /// Edited, moved, sending, failed and other marks on a message.
    Mark "mark",
    /// A channel's small mark.
    ChannelMark "channel-mark",
    /// Somebody who is active now.
    Active "active",
    /// Somebody who is idle.
    Idle "idle",
    /// A reaction.
    Reaction "reaction",
    /// A reaction of one's own.
    OwnReaction "own-reaction",
    /// Typing notices and other things that pass.
    Notice "notice",
    /// What went well.
    Success "success",
    /// What needs attention.
    Warning "warning",
    /// What went wrong.
    Error "error",
    /// Names of keys in the footer and in help.
    Key "key",
    /// Letters of a link hint.
    Hint "hint",
    /// What one types.
    Input "input",
    /// What an empty input asks for.
    Placeholder "placeholder",
    /// Characters that matched what was typed.
    Match "match",

    /// A heading in a message.
    Heading "heading",
    /// A link.
    Link "link",
    /// The mention of another person, group or topic.
    Mention "mention",
    /// A mention of oneself, of an own group, or of everyone.
    OwnMention "own-mention",
    /// A channel, topic or message that is linked.
    ChannelLink "channel-link",
    /// A time in a message, shown in local time.
    Timestamp "timestamp",
    /// A custom emoji, or an emoji shown by its name.
    EmojiName "emoji-name",
    /// The bar beside a quote.
    QuoteBar "quote-bar",
    /// Text of a quote.
    Quote "quote",
    /// Bullets and numbers of lists.
    Bullet "bullet",
    /// Rules of tables.
    TableRule "table-rule",
    /// Header cells of tables.
    TableHead "table-head",
    /// A spoiler's header.
    SpoilerHeader "spoiler-header",
    /// The bar beside an open spoiler, and the note on a closed one.
    SpoilerBar "spoiler-bar",
    /// A picture, film, sound or file in a message.
    Media "media",
    /// Size, type and other facts about one.
    MediaFacts "media-facts",
    /// The box around a website's preview.
    PreviewBox "preview-box",
    /// The title in it.
    PreviewTitle "preview-title",
    /// Formulas.
    Math "math",
    /// A formula or time that the server could not read, an unknown element.
    Broken "broken",
    /// A word that was searched for.
    SearchHit "search-hit",
    /// An alert word.
    AlertWord "alert-word",
    /// The mark where a long line was broken or something was cut.
    WrapMark "wrap-mark",

    /// Code between backticks.
    Code "code",
    /// The name of a code block's language.
    CodeLanguage "code-language",
    /// Text of a code block that is nothing below.
    CodeText "code-text",
    /// Keywords.
    CodeKeyword "code-keyword",
    /// Types.
    CodeType "code-type",
    /// Functions and methods.
    CodeFunction "code-function",
    /// Classes, modules and exceptions.
    CodeClass "code-class",
    /// Built-in names.
    CodeBuiltin "code-builtin",
    /// Decorators and labels.
    CodeDecorator "code-decorator",
    /// Constants and entities.
    CodeConstant "code-constant",
    /// Variables.
    CodeVariable "code-variable",
    /// Attributes and properties.
    CodeAttribute "code-attribute",
    /// Tags of markup.
    CodeTag "code-tag",
    /// Strings.
    CodeString "code-string",
    /// Escapes and interpolation in strings, regular expressions.
    CodeEscape "code-escape",
    /// Numbers.
    CodeNumber "code-number",
    /// Operators.
    CodeOperator "code-operator",
    /// Punctuation.
    CodePunctuation "code-punctuation",
    /// Comments.
    CodeComment "code-comment",
    /// Preprocessor directives and hashbangs.
    CodePreproc "code-preproc",
    /// Lines that a diff takes away.
    CodeDeleted "code-deleted",
    /// Lines that a diff adds.
    CodeInserted "code-inserted",
    /// Headings, hunks and emphasis in markup and diffs.
    CodeHeading "code-heading",
    /// Prompts of a console.
    CodePrompt "code-prompt",
    /// Output of a console.
    CodeOutput "code-output",
    /// What the highlighter could not read, and tracebacks.
    CodeError "code-error",
}

impl Role {
    /// The role of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}
