//! JavaScript, as far as its words tell what a runtime of CloudFront Functions lacks.
//!
//! In: the code of a function. Out: what it uses that AWS's runtimes do not have, each with its line; what it calls the module
//! `cloudfront`. Words in comments, texts and regular expressions do not count. Deliberately absent: a grammar, and running it.

mod words;

use std::borrow::Cow;
use words::{Sort, Token, tokens};

/// What a function may use of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition {
    /// `cloudfront-js-1.0`
    One,
    /// `cloudfront-js-2.0`
    Two,
}

impl Edition {
    /// The edition of a runtime's name: the second unless it is the first.
    pub fn of(runtime: Option<&str>) -> Edition {
        if runtime == Some("cloudfront-js-1.0") { Edition::One } else { Edition::Two }
    }
}

/// Something that a runtime does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// What, in words: `classes`.
    pub what: &'static str,
    /// In which line of the code, from 1 on.
    pub line: usize,
}

/// Words that stand for something no runtime has.
const NEVER: [(&str, &str); 11] = [
    ("class", "classes"),
    ("yield", "generators"),
    ("export", "exports"),
    ("eval", "`eval`"),
    ("setTimeout", "timers"),
    ("setInterval", "timers"),
    ("setImmediate", "timers"),
    ("fetch", "a network"),
    ("XMLHttpRequest", "a network"),
    ("process", "an environment"),
    ("BigInt", "big integers"),
];
/// Marks that stand for something no runtime has.
const NEVER_MARKS: [(&str, &str); 5] =
    [("?.", "optional chaining (`?.`)"), ("??", "`??`"), ("??=", "`??=`"), ("||=", "`||=`"), ("&&=", "`&&=`")];
/// Words that version 1.0 lacks besides.
const NOT_IN_ONE: [(&str, &str); 6] = [
    ("const", "`const`"),
    ("let", "`let`"),
    ("async", "`async`"),
    ("await", "`await`"),
    ("import", "`import`"),
    ("replaceAll", "`replaceAll`"),
];
/// Modules that there are.
const MODULES: [&str; 3] = ["crypto", "querystring", "buffer"];

/// What the code uses that the runtime does not have, each once, in the order of the lines.
pub fn lacking(code: &str, edition: Edition) -> Vec<Lacking> {
    let tokens = tokens(code);
    let mut found: Vec<Lacking> = Vec::new();
    for at in 0..tokens.len() {
        let Some(what) = Around { tokens: &tokens, at }.lacks(edition) else { continue };
        if found.iter().all(|known| known.what != what) {
            found.push(Lacking { what, line: tokens[at].line });
        }
    }
    found
}

/// The headers that the code sets, as `headers["x-name"] = …` or `headers.name = …`, each with its line.
pub fn headers_set(code: &str) -> Vec<(String, usize)> {
    let tokens = tokens(code);
    let text = |at: usize| tokens.get(at).map_or("", |token: &Token| token.text);
    let set = |at: usize| {
        if text(at) != "headers" {
            return None;
        }
        let (name, next) = match text(at + 1) {
            "." => (text(at + 2), at + 3),
            "[" if text(at + 3) == "]" => (text(at + 2).trim_matches(['"', '\'', '`']), at + 4),
            _ => return None,
        };
        (text(next) == "=" && !name.is_empty()).then(|| (name.to_owned(), tokens[at].line))
    };
    (0..tokens.len()).filter_map(set).collect()
}

/// What the code calls the module `cloudfront`, and the code without the statement that imports it; its lines stay where they are.
pub fn binding(code: &str) -> (Option<&str>, Cow<'_, str>) {
    let tokens = tokens(code);
    let [import, name, from, module, rest @ ..] = tokens.as_slice() else { return (None, code.into()) };
    let is_it = import.text == "import" && from.text == "from" && module.text.get(1..module.text.len() - 1) == Some("cloudfront");
    if !is_it || name.sort != Sort::Word {
        return (None, code.into());
    }
    let end = rest.first().filter(|next| next.text == ";").unwrap_or(module);
    let end = end.at + end.text.len();
    let blank: String = code[import.at..end].chars().map(|letter| if letter == '\n' { '\n' } else { ' ' }).collect();
    (Some(name.text), format!("{}{blank}{}", &code[..import.at], &code[end..]).into())
}

/// A token and those beside it.
struct Around<'t> {
    tokens: &'t [Token<'t>],
    at: usize,
}

impl Around<'_> {
    fn text(&self, by: isize) -> &str {
        self.at.checked_add_signed(by).and_then(|at| self.tokens.get(at)).map_or("", |token| token.text)
    }

    fn sort(&self, by: isize) -> Sort {
        self.at.checked_add_signed(by).and_then(|at| self.tokens.get(at)).map_or(Sort::Mark, |token| token.sort)
    }

    /// What this token stands for that the runtime does not have.
    fn lacks(&self, edition: Edition) -> Option<&'static str> {
        let in_table =
            |table: &[(&str, &'static str)]| table.iter().find(|(word, _)| *word == self.text(0)).map(|(_, what)| *what);
        match self.sort(0) {
            Sort::Number if self.text(0).ends_with('n') && !self.text(0).starts_with("0x") => Some("big integers"),
            Sort::Number if edition == Edition::One && self.text(0).contains('_') => Some("`_` in numbers"),
            Sort::Number | Sort::Text => None,
            Sort::Mark => in_table(&NEVER_MARKS).or_else(|| self.mark(edition)),
            // The name of a member, or a key.
            Sort::Word if self.text(1) == ":" && self.text(-1) != "?" => None,
            Sort::Word if self.text(-1) == "." => {
                (edition == Edition::One && self.text(0) == "replaceAll").then_some("`replaceAll`")
            }
            Sort::Word => self.word(edition).or_else(|| in_table(&NEVER)).or_else(|| {
                let is_old = edition == Edition::One && self.text(0) != "replaceAll";
                if is_old { in_table(&NOT_IN_ONE) } else { None }
            }),
        }
    }

    fn mark(&self, edition: Edition) -> Option<&'static str> {
        let opens = |text: &str| matches!(text, "{" | "[");
        match self.text(0) {
            "..." if self.text(2) == ")" && matches!(self.text(3), "{" | "=>") => None,
            "..." => Some("spread (`...`)"),
            "*" if self.text(-1) == "function" => Some("generators"),
            "=>" if self.text(-1) == ")" => {
                let from = self.opening(self.at - 1)?;
                let is_old = edition == Edition::One && self.has_default(from);
                let parts = opens(self.tokens.get(from + 1)?.text);
                if parts { Some("destructuring") } else { is_old.then_some("defaults of parameters") }
            }
            "=" if self.text(-1) == "]" => {
                let from = self.opening(self.at - 1)?;
                let before = from.checked_sub(1).map_or("", |before| self.tokens[before].text);
                matches!(before, "" | ";" | "{" | "}" | ",").then_some("destructuring")
            }
            _ => None,
        }
    }

    fn word(&self, edition: Edition) -> Option<&'static str> {
        let parts = matches!(self.text(1), "{" | "[");
        match self.text(0) {
            "const" | "let" | "var" if parts => Some("destructuring"),
            "of" if self.is_loop() => Some("`for … of`"),
            "Function" if matches!(self.text(1), "(") || self.text(-1) == "new" => Some("the constructor `Function`"),
            "import" if self.text(1) == "(" => Some("`import()`"),
            "import" if edition == Edition::Two && self.is_store() => None,
            "import" if edition == Edition::Two => {
                Some("modules other than `import cf from 'cloudfront'`, as its first statement")
            }
            "require" if self.text(1) == "(" && self.sort(2) == Sort::Text => {
                let module = self.text(2).trim_matches(['"', '\'', '`']);
                (!MODULES.contains(&module)).then_some("modules other than crypto, querystring and buffer")
            }
            "function" => {
                let from = (self.at..self.tokens.len()).take(4).find(|at| self.tokens[*at].text == "(")?;
                let parts = matches!(self.tokens.get(from + 1)?.text, "{" | "[");
                if parts {
                    Some("destructuring")
                } else {
                    (edition == Edition::One && self.has_default(from)).then_some("defaults of parameters")
                }
            }
            _ => None,
        }
    }

    /// `import cf from 'cloudfront'`, before all else.
    fn is_store(&self) -> bool {
        self.at == 0
            && self.sort(1) == Sort::Word
            && self.text(2) == "from"
            && self.text(3).trim_matches(['"', '\'']) == "cloudfront"
    }

    /// Whether this `of` belongs to a `for`.
    fn is_loop(&self) -> bool {
        let Some(mut at) = self.at.checked_sub(1) else { return false };
        if let Some(from) = self.opening(at) {
            at = from;
        }
        let before = |by: usize| at.checked_sub(by).map_or("", |at| self.tokens[at].text);
        let open = if matches!(before(1), "const" | "let" | "var") { 2 } else { 1 };
        before(open) == "(" && matches!(before(open + 1), "for" | "await")
    }

    /// Where the bracket was opened that is closed here.
    fn opening(&self, close: usize) -> Option<usize> {
        let (open, shut) = match self.tokens.get(close)?.text {
            ")" => ("(", ")"),
            "]" => ("[", "]"),
            "}" => ("{", "}"),
            _ => return None,
        };
        let mut depth = 0_usize;
        (0..=close).rev().find(|at| {
            match self.tokens[*at].text {
                text if text == shut => depth += 1,
                text if text == open => depth -= 1,
                _ => {}
            }
            depth == 0
        })
    }

    /// Whether a parameter of the list that opens here has a default.
    fn has_default(&self, open: usize) -> bool {
        let mut depth = 0_usize;
        for token in &self.tokens[open..] {
            match token.text {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                "=" if depth == 1 => return true,
                _ => {}
            }
            if depth == 0 {
                return false;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::{Edition, binding, lacking};

    fn found(code: &str, edition: Edition) -> Vec<&'static str> {
        lacking(code, edition).into_iter().map(|lacking| lacking.what).collect()
    }

    /// EV-135, EV-136, EV-137.
    #[test]
    fn what_no_runtime_has_is_found() {
        let cases = [
            ("a?.b", "optional chaining (`?.`)"),
            ("a ?? b", "`??`"),
            ("a ||= b", "`||=`"),
            ("class A {}", "classes"),
            ("const { a } = b", "destructuring"),
            ("var [a] = b", "destructuring"),
            (";[a, b] = [b, a]", "destructuring"),
            ("function f({ a }) {}", "destructuring"),
            ("list.map(({ a }) => a)", "destructuring"),
            ("f(...list)", "spread (`...`)"),
            ("var a = [...list]", "spread (`...`)"),
            ("function* f() {}", "generators"),
            ("for (const a of list) {}", "`for … of`"),
            ("for (a of list) {}", "`for … of`"),
            ("var a = 1n", "big integers"),
            ("setTimeout(f, 1)", "timers"),
            ("fetch('x')", "a network"),
            ("eval('1')", "`eval`"),
            ("new Function('1')", "the constructor `Function`"),
            ("require('fs')", "modules other than crypto, querystring and buffer"),
            (
                "var a = 1; import cf from 'cloudfront'",
                "modules other than `import cf from 'cloudfront'`, as its first statement",
            ),
        ];
        for (code, what) in cases {
            assert_eq!(found(code, Edition::Two), [what], "{code}");
        }
    }

    /// EV-134.
    #[test]
    fn the_first_version_lacks_more() {
        for (code, what) in [
            ("const a = 1", "`const`"),
            ("let a = 1", "`let`"),
            ("async function f() {}", "`async`"),
            ("a.replaceAll('a', 'b')", "`replaceAll`"),
            ("function f(a = 1) {}", "defaults of parameters"),
            ("var f = (a = 1) => a", "defaults of parameters"),
            ("var a = 1_000", "`_` in numbers"),
            ("import cf from 'cloudfront'", "`import`"),
        ] {
            assert_eq!(found(code, Edition::One), [what], "{code}");
            assert_eq!(found(code, Edition::Two), [] as [&str; 0], "{code}");
        }
    }

    #[test]
    fn what_only_looks_so_is_left_alone() {
        let code = r#"
            import cf from 'cloudfront';
            // class of the first: a?.b
            /* for (a of b) ... */
            const store = cf.kvs(), text = 'a?.b ... class', pattern = /[/]class ?? eval(/g, rest = (...all) => all.length;
            function sum(...numbers) { return numbers.length }
            async function handler(event) {
                const of = 1, ratio = of / 2, kinds = { class: 1, export: 2 };
                const text2 = `class ${kinds.class ? `a ${of}` : '}'} ...`;
                for (let i = 0; i < 3; i++) { kinds[of] = i ? .5 : 1; }
                for (const key in kinds) { delete kinds.process }
                return event.request;
            }"#;
        assert_eq!(found(code, Edition::Two), [] as [&str; 0]);
        assert_eq!(lacking("var a = 1;\n\na?.b", Edition::Two)[0].line, 3);
    }

    #[test]
    fn the_module_is_taken_out_and_lines_stay() {
        let (name, code) = binding("// a\nimport kv from 'cloudfront';\nvar a = kv.kvs()");
        assert_eq!(name, Some("kv"));
        assert_eq!(code.lines().collect::<Vec<_>>()[2], "var a = kv.kvs()");
        assert!(!code.contains("import"));
        for other in ["", "'", "import", "import a from ''", "var a"] {
            assert_eq!(binding(other).0, None, "{other}");
        }
    }
}
