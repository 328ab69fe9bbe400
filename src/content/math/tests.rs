use super::*;

#[track_caller]
fn on_line(tex: &str) -> String {
    on_one_line(tex)
        .unwrap_or_else(|| panic!("{tex} is not set"))
        .into_string()
}

fn rows(tex: &str) -> String {
    let rows = in_rows(tex, 100).unwrap_or_else(|| panic!("{tex} is not set"));
    let rows: Vec<_> = rows.iter().map(|row| row.as_str().trim_end()).collect();
    rows.join("\n")
}

#[test]
fn formulas_on_one_line() {
    for (tex, set) in [
        (r"E = mc^2", "E = mc²"),
        (r"a_{ij} + b^{n+1}", "aᵢⱼ + bⁿ⁺¹"),
        (
            r"\sum_{i=1}^{n} i = \frac{n(n+1)}{2}",
            "∑ᵢ₌₁ⁿ i = (n(n + 1))/2",
        ),
        (
            r"\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}",
            "∫₀^∞ e^(−x²) dx = √π/2",
        ),
        (r"\frac{1}{2}", "½"),
        (r"\frac{a+b}{c}", "(a + b)/c"),
        (r"\frac{dy}{dx} = 2x", "dy/dx = 2x"),
        (r"\frac{1}{2a}x", "1/(2a) x"),
        (r"\sqrt[3]{x+1}", "∛(x + 1)"),
        (r"x' + f''(x)", "x′ + f″(x)"),
        (r"-x + -3", "−x + −3"),
        (r"\sin^2\theta + \cos^2 \theta", "sin² θ + cos² θ"),
        (r"\lim_{x\to 0} \frac{\sin x}{x}", "lim_(x→0) (sin x)/x"),
        (r"\mathbb{R}^n \ni \vec{v}, \hat{x}", "ℝⁿ ∋ v⃗, x̂"),
        (r"\{x \mid x > 0\}", "{x ∣ x > 0}"),
        (r"\left( \frac{a}{b} \right)^2", "(a/b)²"),
        (r"\text{if } x \in A", "if x ∈ A"),
        (
            r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
            "(a b; c d)",
        ),
        (
            r"f(x) = \begin{cases} 1 & x>0 \\ 0 & \text{else} \end{cases}",
            "f(x) = { 1 x > 0; 0 else }",
        ),
        (r"\overline{AB} \parallel \overrightarrow{CD}", "A̅B̅ ∥ C⃗D⃗"),
        (r"a \equiv b \pmod{n}", "a ≡ b (mod n)"),
        (r"\binom{n}{k} = {n \choose k}", "(n k) = (n k)"),
        (r"x \not= y \neq z", "x ≠ y ≠ z"),
        (r"\mathcal{L}\{f\} = \mathfrak{g}", "ℒ{f} = 𝔤"),
        (r"A \xrightarrow{f} B", "A ⟶ᶠ B"),
        (r"\unknown x", "\\unknownx"),
        (r"H_2O \rightleftharpoons", "H₂O ⇌"),
        (
            r"\nabla \times \mathbf{E} = -\frac{\partial \mathbf{B}}{\partial t}",
            "∇ × 𝐄 = −∂𝐁/∂t",
        ),
        (r"5\% \cdot \$3", "5% ⋅ $3"),
    ] {
        assert_eq!(on_line(tex), set, "{tex}");
    }
}

#[test]
fn what_does_not_balance_is_not_set() {
    for tex in [
        r"\frac{",
        r"\frac{a}",
        "{a",
        "a}",
        r"\left( a",
        r"\begin{matrix} a",
        r"\begin{x}a\end{x}",
        r"\def\a{b}\a",
        "a^b^c",
        "",
        r"\right)",
    ] {
        assert_eq!(on_one_line(tex), None, "{tex}");
        assert_eq!(in_rows(tex, 80), None, "{tex}");
    }
    let deep = format!("{}x{}", "{".repeat(500), "}".repeat(500));
    assert_eq!(on_one_line(&deep), None);
    let deep = format!("{}x", "\\hat".repeat(500));
    assert_eq!(on_one_line(&deep), None);
    assert_eq!(in_rows(&"x".repeat(500), 80), None);
}

#[test]
fn formulas_in_two_dimensions() {
    let all = [
        r"\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}",
        r"\sum_{i=1}^{n} i = \frac{n(n+1)}{2}",
        r"x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}",
        r"A = \begin{pmatrix} 1 & 0 & -1 \\ 0 & 12 & x^2 \\ \alpha & \beta & \gamma \end{pmatrix}",
        r"|x| = \begin{cases} x & \text{if } x \ge 0 \\ -x & \text{otherwise} \end{cases}",
        r"\begin{align} a &= b + c \\ x + y &= z \end{align}",
        r"\left( \frac{a}{b} \right)^{n+1} \left[ \frac{\frac{1}{x}}{y} \right]_{q}",
        r"\lim_{x \to 0} \frac{\sin x}{x} = 1",
        r"\prod_{p} \frac{1}{1-p^{-s}}, \quad \sqrt[3]{\frac{a}{b}}",
        r"\underbrace{a + b + c}_{\text{three}} = \overline{x + y}",
        r"\overset{!}{=} \quad \boxed{E = mc^2}",
        r"\binom{n}{k} = \frac{n!}{k!(n-k)!}",
        r"e^{\frac{x}{2}} + x_{q} + \Gamma^{\mu}_{\nu q}",
        r"a = b \\ c = d",
    ];
    let page: Vec<_> = all
        .iter()
        .map(|tex| format!("{tex}\n\n{}\n", rows(tex)))
        .collect();
    insta::assert_snapshot!(page.join("\n"));
}
