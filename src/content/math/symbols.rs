//! What TeX's commands for single symbols stand for.
//!
//! The names are those that KaTeX knows: <https://katex.org/docs/supported>.

/// What a symbol is among others, which decides the space around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A letter, digit or sign.
    Ord,
    /// A large operator, with its limits above and below.
    Large,
    /// An integral.
    Integral,
    /// A function's name.
    Function,
    /// A function whose limit stands below.
    Limit,
    /// Between two terms.
    Bin,
    /// Between two sides.
    Rel,
    /// Opens.
    Open,
    /// Closes.
    Close,
    /// Parts.
    Punct,
}

/// The symbol of a command, written without its backslash.
pub(super) fn symbol(name: &str) -> Option<(&'static str, Class)> {
    TABLE
        .binary_search_by(|(known, _, _)| known.as_bytes().cmp(name.as_bytes()))
        .ok()
        .map(|at| (TABLE[at].1, TABLE[at].2))
}

/// The class of a character that stands for itself.
pub(super) fn class_of(c: char) -> Class {
    match c {
        '+' | '-' | '*' | '−' | '±' | '×' | '÷' | '∗' => Class::Bin,
        '=' | '<' | '>' | ':' | '≤' | '≥' | '≠' | '≈' | '→' | '∈' => Class::Rel,
        '(' | '[' => Class::Open,
        ')' | ']' => Class::Close,
        ',' | ';' => Class::Punct,
        _ => Class::Ord,
    }
}

use Class::{Bin, Close, Function, Integral, Large, Limit, Open, Ord, Punct, Rel};

/// Sorted by name.
#[rustfmt::skip]
const TABLE: &[(&str, &str, Class)] = &[
    ("AA", "Å", Ord), ("AE", "Æ", Ord), ("And", "&", Bin), ("Box", "□", Ord), ("Bumpeq", "≎", Rel),
    ("C", "ℂ", Ord), ("Cap", "⋒", Bin), ("Complex", "ℂ", Ord), ("Cup", "⋓", Bin), ("Delta", "Δ", Ord),
    ("Diamond", "◊", Ord), ("Downarrow", "⇓", Rel), ("Finv", "Ⅎ", Ord), ("Game", "⅁", Ord),
    ("Gamma", "Γ", Ord), ("Im", "ℑ", Ord), ("Lambda", "Λ", Ord), ("Leftarrow", "⇐", Rel),
    ("Leftrightarrow", "⇔", Rel), ("Lleftarrow", "⇚", Rel), ("Longleftarrow", "⟸", Rel),
    ("Longleftrightarrow", "⟺", Rel), ("Longrightarrow", "⟹", Rel), ("Lsh", "↰", Rel), ("N", "ℕ", Ord),
    ("O", "Ø", Ord), ("OE", "Œ", Ord), ("Omega", "Ω", Ord), ("P", "¶", Ord), ("Phi", "Φ", Ord),
    ("Pi", "Π", Ord), ("Pr", "Pr", Limit), ("Psi", "Ψ", Ord), ("R", "ℝ", Ord), ("Re", "ℜ", Ord),
    ("Reals", "ℝ", Ord), ("Rightarrow", "⇒", Rel), ("Rrightarrow", "⇛", Rel), ("Rsh", "↱", Rel),
    ("S", "§", Ord), ("Sigma", "Σ", Ord), ("Subset", "⋐", Rel), ("Supset", "⋑", Rel), ("Theta", "Θ", Ord),
    ("Uparrow", "⇑", Rel), ("Updownarrow", "⇕", Rel), ("Upsilon", "Υ", Ord), ("Vdash", "⊩", Rel),
    ("Vert", "‖", Ord), ("Vvdash", "⊪", Rel), ("Xi", "Ξ", Ord), ("Z", "ℤ", Ord), ("aa", "å", Ord),
    ("ae", "æ", Ord), ("aleph", "ℵ", Ord), ("alpha", "α", Ord), ("amalg", "⨿", Bin), ("angle", "∠", Ord),
    ("approx", "≈", Rel), ("approxeq", "≊", Rel), ("arccos", "arccos", Function),
    ("arcctg", "arcctg", Function), ("arcsin", "arcsin", Function), ("arctan", "arctan", Function),
    ("arctg", "arctg", Function), ("arg", "arg", Function), ("argmax", "arg max", Limit),
    ("argmin", "arg min", Limit), ("ast", "∗", Bin), ("asymp", "≍", Rel), ("backprime", "‵", Ord),
    ("backsim", "∽", Rel), ("backsimeq", "⋍", Rel), ("backslash", "\\", Ord), ("barwedge", "⊼", Bin),
    ("because", "∵", Rel), ("beta", "β", Ord), ("beth", "ℶ", Ord), ("between", "≬", Rel),
    ("bigcap", "⋂", Large), ("bigcirc", "◯", Bin), ("bigcup", "⋃", Large), ("bigodot", "⨀", Large),
    ("bigoplus", "⨁", Large), ("bigotimes", "⨂", Large), ("bigsqcup", "⨆", Large), ("bigstar", "★", Ord),
    ("bigtriangledown", "▽", Bin), ("bigtriangleup", "△", Bin), ("biguplus", "⨄", Large),
    ("bigvee", "⋁", Large), ("bigwedge", "⋀", Large), ("blacklozenge", "⧫", Ord), ("blacksquare", "■", Ord),
    ("blacktriangle", "▲", Ord), ("blacktriangledown", "▼", Ord), ("bot", "⊥", Ord), ("bowtie", "⋈", Bin),
    ("boxdot", "⊡", Bin), ("boxminus", "⊟", Bin), ("boxplus", "⊞", Bin), ("boxtimes", "⊠", Bin),
    ("bullet", "∙", Bin), ("bumpeq", "≏", Rel), ("cap", "∩", Bin), ("cdot", "⋅", Bin), ("cdotp", "⋅", Punct),
    ("cdots", "⋯", Ord), ("centerdot", "⋅", Bin), ("ch", "ch", Function), ("checkmark", "✓", Ord),
    ("chi", "χ", Ord), ("circ", "∘", Bin), ("circeq", "≗", Rel), ("circlearrowleft", "↺", Rel),
    ("circlearrowright", "↻", Rel), ("circledR", "®", Ord), ("circledS", "Ⓢ", Ord), ("circledast", "⊛", Bin),
    ("circledcirc", "⊚", Bin), ("circleddash", "⊝", Bin), ("clubsuit", "♣", Ord), ("colon", ":", Punct),
    ("coloneqq", "≔", Rel), ("colonequals", "≔", Rel), ("complement", "∁", Ord), ("cong", "≅", Rel),
    ("coprod", "∐", Large), ("copyright", "©", Ord), ("cos", "cos", Function), ("cosec", "cosec", Function),
    ("cosh", "cosh", Function), ("cot", "cot", Function), ("cotg", "cotg", Function),
    ("coth", "coth", Function), ("csc", "csc", Function), ("ctg", "ctg", Function), ("cth", "cth", Function),
    ("cup", "∪", Bin), ("curlyvee", "⋎", Bin), ("curlywedge", "⋏", Bin), ("curvearrowleft", "↶", Rel),
    ("curvearrowright", "↷", Rel), ("dag", "†", Ord), ("dagger", "†", Ord), ("daleth", "ℸ", Ord),
    ("dashleftarrow", "⇠", Rel), ("dashrightarrow", "⇢", Rel), ("dashv", "⊣", Rel), ("ddag", "‡", Ord),
    ("ddagger", "‡", Ord), ("ddots", "⋱", Ord), ("deg", "deg", Function), ("degree", "°", Ord),
    ("delta", "δ", Ord), ("det", "det", Limit), ("diamond", "⋄", Bin), ("diamondsuit", "♢", Ord),
    ("digamma", "ϝ", Ord), ("dim", "dim", Function), ("div", "÷", Bin), ("divideontimes", "⋇", Bin),
    ("doteq", "≐", Rel), ("doteqdot", "≑", Rel), ("dotplus", "∔", Bin), ("dots", "…", Ord),
    ("dotsb", "⋯", Ord), ("dotsc", "…", Ord), ("dotsi", "⋯", Ord), ("dotsm", "⋯", Ord), ("dotso", "…", Ord),
    ("doublebarwedge", "⩞", Bin), ("downarrow", "↓", Rel), ("downdownarrows", "⇊", Rel),
    ("downharpoonleft", "⇃", Rel), ("downharpoonright", "⇂", Rel), ("ell", "ℓ", Ord), ("emptyset", "∅", Ord),
    ("epsilon", "ϵ", Ord), ("eqcirc", "≖", Rel), ("eqqcolon", "≕", Rel), ("equiv", "≡", Rel),
    ("eta", "η", Ord), ("eth", "ð", Ord), ("exists", "∃", Ord), ("exp", "exp", Function),
    ("fallingdotseq", "≒", Rel), ("flat", "♭", Ord), ("forall", "∀", Ord), ("frown", "⌢", Rel),
    ("gamma", "γ", Ord), ("gcd", "gcd", Limit), ("ge", "≥", Rel), ("geq", "≥", Rel), ("geqq", "≧", Rel),
    ("geqslant", "⩾", Rel), ("gets", "←", Rel), ("gg", "≫", Rel), ("ggg", "⋙", Rel), ("gimel", "ℷ", Ord),
    ("gneq", "⪈", Rel), ("gneqq", "≩", Rel), ("gtrdot", "⋗", Bin), ("gtrless", "≷", Rel),
    ("gtrsim", "≳", Rel), ("hbar", "ℏ", Ord), ("heartsuit", "♡", Ord), ("hom", "hom", Function),
    ("hookleftarrow", "↩", Rel), ("hookrightarrow", "↪", Rel), ("hslash", "ℏ", Ord), ("i", "ı", Ord),
    ("iff", "⟺", Rel), ("iiint", "∭", Integral), ("iint", "∬", Integral), ("imath", "ı", Ord),
    ("impliedby", "⟸", Rel), ("implies", "⟹", Rel), ("in", "∈", Rel), ("inf", "inf", Limit),
    ("infty", "∞", Ord), ("injlim", "inj lim", Limit), ("int", "∫", Integral), ("intercal", "⊺", Bin),
    ("intop", "∫", Integral), ("iota", "ι", Ord), ("j", "ȷ", Ord), ("jmath", "ȷ", Ord), ("kappa", "κ", Ord),
    ("ker", "ker", Function), ("lVert", "‖", Open), ("lambda", "λ", Ord), ("land", "∧", Bin),
    ("lang", "⟨", Open), ("langle", "⟨", Open), ("lbrace", "{", Open), ("lbrack", "[", Open),
    ("lceil", "⌈", Open), ("ldotp", ".", Punct), ("ldots", "…", Ord), ("le", "≤", Rel), ("leadsto", "⇝", Rel),
    ("leftarrow", "←", Rel), ("leftarrowtail", "↢", Rel), ("leftharpoondown", "↽", Rel),
    ("leftharpoonup", "↼", Rel), ("leftleftarrows", "⇇", Rel), ("leftrightarrow", "↔", Rel),
    ("leftrightarrows", "⇆", Rel), ("leftrightharpoons", "⇋", Rel), ("leftrightsquigarrow", "↭", Rel),
    ("leftthreetimes", "⋋", Bin), ("leq", "≤", Rel), ("leqq", "≦", Rel), ("leqslant", "⩽", Rel),
    ("lessdot", "⋖", Bin), ("lessgtr", "≶", Rel), ("lesssim", "≲", Rel), ("lfloor", "⌊", Open),
    ("lg", "lg", Function), ("lgroup", "⟮", Open), ("lhd", "⊲", Bin), ("lim", "lim", Limit),
    ("liminf", "lim inf", Limit), ("limsup", "lim sup", Limit), ("ll", "≪", Rel), ("llbracket", "⟦", Open),
    ("llcorner", "⌞", Open), ("lll", "⋘", Rel), ("lmoustache", "⎰", Open), ("ln", "ln", Function),
    ("lneq", "⪇", Rel), ("lneqq", "≨", Rel), ("lnot", "¬", Ord), ("log", "log", Function),
    ("longleftarrow", "⟵", Rel), ("longleftrightarrow", "⟷", Rel), ("longmapsto", "⟼", Rel),
    ("longrightarrow", "⟶", Rel), ("lor", "∨", Bin), ("lozenge", "◊", Ord), ("lparen", "(", Open),
    ("lrcorner", "⌟", Close), ("ltimes", "⋉", Bin), ("lvert", "|", Open), ("maltese", "✠", Ord),
    ("mapsto", "↦", Rel), ("mathellipsis", "…", Ord), ("max", "max", Limit), ("measuredangle", "∡", Ord),
    ("mho", "℧", Ord), ("mid", "∣", Rel), ("min", "min", Limit), ("models", "⊨", Rel), ("mp", "∓", Bin),
    ("mu", "μ", Ord), ("multimap", "⊸", Rel), ("nLeftarrow", "⇍", Rel), ("nLeftrightarrow", "⇎", Rel),
    ("nRightarrow", "⇏", Rel), ("nabla", "∇", Ord), ("natural", "♮", Ord), ("ncong", "≇", Rel),
    ("ne", "≠", Rel), ("nearrow", "↗", Rel), ("neg", "¬", Ord), ("neq", "≠", Rel), ("nexists", "∄", Ord),
    ("ngeq", "≱", Rel), ("ngtr", "≯", Rel), ("ni", "∋", Rel), ("nleftarrow", "↚", Rel),
    ("nleftrightarrow", "↮", Rel), ("nleq", "≰", Rel), ("nless", "≮", Rel), ("nmid", "∤", Rel),
    ("notin", "∉", Rel), ("notni", "∌", Rel), ("nparallel", "∦", Rel), ("nprec", "⊀", Rel),
    ("nrightarrow", "↛", Rel), ("nsim", "≁", Rel), ("nsubseteq", "⊈", Rel), ("nsucc", "⊁", Rel),
    ("nsupseteq", "⊉", Rel), ("nu", "ν", Ord), ("nvDash", "⊭", Rel), ("nvdash", "⊬", Rel),
    ("nwarrow", "↖", Rel), ("o", "ø", Ord), ("odot", "⊙", Bin), ("oe", "œ", Ord), ("oiiint", "∰", Integral),
    ("oiint", "∯", Integral), ("oint", "∮", Integral), ("omega", "ω", Ord), ("omicron", "ο", Ord),
    ("ominus", "⊖", Bin), ("oplus", "⊕", Bin), ("oslash", "⊘", Bin), ("otimes", "⊗", Bin), ("owns", "∋", Rel),
    ("parallel", "∥", Rel), ("partial", "∂", Ord), ("perp", "⟂", Rel), ("phi", "ϕ", Ord), ("pi", "π", Ord),
    ("pitchfork", "⋔", Rel), ("plim", "plim", Limit), ("pm", "±", Bin), ("pounds", "£", Ord),
    ("prec", "≺", Rel), ("preccurlyeq", "≼", Rel), ("preceq", "⪯", Rel), ("precsim", "≾", Rel),
    ("prime", "′", Ord), ("prod", "∏", Large), ("projlim", "proj lim", Limit), ("propto", "∝", Rel),
    ("psi", "ψ", Ord), ("rVert", "‖", Close), ("rang", "⟩", Close), ("rangle", "⟩", Close),
    ("rbrace", "}", Close), ("rbrack", "]", Close), ("rceil", "⌉", Close), ("restriction", "↾", Rel),
    ("rfloor", "⌋", Close), ("rgroup", "⟯", Close), ("rhd", "⊳", Bin), ("rho", "ρ", Ord),
    ("rightarrow", "→", Rel), ("rightarrowtail", "↣", Rel), ("rightharpoondown", "⇁", Rel),
    ("rightharpoonup", "⇀", Rel), ("rightleftarrows", "⇄", Rel), ("rightleftharpoons", "⇌", Rel),
    ("rightrightarrows", "⇉", Rel), ("rightsquigarrow", "⇝", Rel), ("rightthreetimes", "⋌", Bin),
    ("risingdotseq", "≓", Rel), ("rmoustache", "⎱", Close), ("rparen", ")", Close), ("rrbracket", "⟧", Close),
    ("rtimes", "⋊", Bin), ("rvert", "|", Close), ("searrow", "↘", Rel), ("sec", "sec", Function),
    ("setminus", "∖", Bin), ("sh", "sh", Function), ("sharp", "♯", Ord), ("sigma", "σ", Ord),
    ("sim", "∼", Rel), ("simeq", "≃", Rel), ("sin", "sin", Function), ("sinh", "sinh", Function),
    ("smallint", "∫", Integral), ("smallsetminus", "∖", Bin), ("smile", "⌣", Rel), ("spadesuit", "♠", Ord),
    ("sphericalangle", "∢", Ord), ("sqcap", "⊓", Bin), ("sqcup", "⊔", Bin), ("sqsubset", "⊏", Rel),
    ("sqsubseteq", "⊑", Rel), ("sqsupset", "⊐", Rel), ("sqsupseteq", "⊒", Rel), ("square", "□", Ord),
    ("ss", "ß", Ord), ("star", "⋆", Bin), ("subset", "⊂", Rel), ("subseteq", "⊆", Rel),
    ("subseteqq", "⫅", Rel), ("subsetneq", "⊊", Rel), ("succ", "≻", Rel), ("succcurlyeq", "≽", Rel),
    ("succeq", "⪰", Rel), ("succsim", "≿", Rel), ("sum", "∑", Large), ("sup", "sup", Limit),
    ("supset", "⊃", Rel), ("supseteq", "⊇", Rel), ("supseteqq", "⫆", Rel), ("supsetneq", "⊋", Rel),
    ("surd", "√", Ord), ("swarrow", "↙", Rel), ("tan", "tan", Function), ("tanh", "tanh", Function),
    ("tau", "τ", Ord), ("tg", "tg", Function), ("th", "th", Function), ("therefore", "∴", Rel),
    ("theta", "θ", Ord), ("thickapprox", "≈", Rel), ("thicksim", "∼", Rel), ("times", "×", Bin),
    ("to", "→", Rel), ("top", "⊤", Ord), ("triangle", "△", Ord), ("triangledown", "▽", Ord),
    ("triangleleft", "◁", Bin), ("trianglelefteq", "⊴", Rel), ("triangleq", "≜", Rel),
    ("triangleright", "▷", Bin), ("trianglerighteq", "⊵", Rel), ("twoheadleftarrow", "↞", Rel),
    ("twoheadrightarrow", "↠", Rel), ("ulcorner", "⌜", Open), ("unlhd", "⊴", Bin), ("unrhd", "⊵", Bin),
    ("uparrow", "↑", Rel), ("updownarrow", "↕", Rel), ("upharpoonleft", "↿", Rel),
    ("upharpoonright", "↾", Rel), ("uplus", "⊎", Bin), ("upsilon", "υ", Ord), ("upuparrows", "⇈", Rel),
    ("urcorner", "⌝", Close), ("vDash", "⊨", Rel), ("varDelta", "Δ", Ord), ("varGamma", "Γ", Ord),
    ("varLambda", "Λ", Ord), ("varOmega", "Ω", Ord), ("varPhi", "Φ", Ord), ("varPi", "Π", Ord),
    ("varPsi", "Ψ", Ord), ("varSigma", "Σ", Ord), ("varTheta", "Θ", Ord), ("varUpsilon", "Υ", Ord),
    ("varXi", "Ξ", Ord), ("varepsilon", "ε", Ord), ("varinjlim", "lim→", Limit), ("varkappa", "ϰ", Ord),
    ("varnothing", "∅", Ord), ("varphi", "φ", Ord), ("varpi", "ϖ", Ord), ("varprojlim", "lim←", Limit),
    ("varpropto", "∝", Rel), ("varrho", "ϱ", Ord), ("varsigma", "ς", Ord), ("vartheta", "ϑ", Ord),
    ("vartriangle", "△", Rel), ("vartriangleleft", "⊲", Rel), ("vartriangleright", "⊳", Rel),
    ("vcentcolon", ":", Rel), ("vdash", "⊢", Rel), ("vdots", "⋮", Ord), ("vee", "∨", Bin),
    ("veebar", "⊻", Bin), ("vert", "|", Ord), ("wedge", "∧", Bin), ("wp", "℘", Ord), ("wr", "≀", Bin),
    ("xi", "ξ", Ord), ("yen", "¥", Ord), ("zeta", "ζ", Ord),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_found() {
        assert!(
            TABLE
                .windows(2)
                .all(|pair| pair[0].0.as_bytes() < pair[1].0.as_bytes())
        );
        assert_eq!(symbol("alpha"), Some(("α", Class::Ord)));
        assert_eq!(symbol("sum"), Some(("∑", Class::Large)));
        assert_eq!(symbol("nosuch"), None);
    }
}
