//! A page of `explain`: its title, and paragraphs of lines.
//!
//! In: a code, a rule, a choice, a fact or a managed block. Out: its page. Deliberately absent: kinds, whose page is longer
//! (`kind_page`).

use crate::diff::Peril;
use crate::explain::{Answer, cases};
use crate::report::{Level, Row};
use crate::resolve::shown;
use crate::schema::{Choice, Fact, Kind, Rule};
use crate::source::Sources;
use crate::syntax::{Expr, Statement};

/// Text for people is broken at this column.
const WIDTH: usize = 100;

/// A page shows so many cases.
const CASES: usize = 2;

/// A page under way.
#[derive(Debug, Default)]
pub(super) struct Page {
    title: String,
    body: String,
}

impl Page {
    /// An empty page.
    pub fn new(title: String) -> Page {
        Page { title, body: String::new() }
    }

    /// Its first line.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The whole page.
    pub fn text(&self) -> String {
        format!("{}\n{}", self.title, self.body)
    }

    /// Adds paragraphs with an empty line before each; nothing where there is none.
    pub fn paragraph(&mut self, text: &str) {
        for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
            self.body.push('\n');
            self.lines(paragraph, "");
        }
    }

    /// Adds a heading with an empty line before it.
    pub fn heading(&mut self, text: &str) {
        self.body.push('\n');
        self.row(text);
    }

    /// Adds text under the last line, indented, and broken anew.
    pub fn lines(&mut self, text: &str, indent: &str) {
        let mut column = 0;
        for word in text.split_ascii_whitespace() {
            let wide = word.chars().count();
            if column > 0 && column + 1 + wide > WIDTH {
                self.body.push('\n');
                column = 0;
            }
            self.body.push_str(if column == 0 { indent } else { " " });
            self.body.push_str(word);
            column += if column == 0 { indent.chars().count() + wide } else { 1 + wide };
        }
        if column > 0 {
            self.body.push('\n');
        }
    }

    /// Adds a row as it stands.
    pub fn row(&mut self, text: &str) {
        self.body.push_str(text);
        self.body.push('\n');
    }

    /// Adds code under a heading, as it stands; nothing where there is none.
    pub fn code(&mut self, heading: &str, text: &str) {
        if !text.is_empty() {
            self.heading(heading);
            for line in text.lines() {
                self.row(format!("    {line}").trim_end());
            }
        }
    }

    /// A finding of the language.
    pub fn of_code(row: &Row) -> Page {
        let mut page = Page::new(format!("{} ({}): {}", row.code, level(row.level), row.title));
        page.paragraph(row.meaning);
        page.code("wrong", row.wrong);
        page.code("right", row.right);
        page
    }

    /// A finding of the library.
    pub fn of_rule(kind: &Kind, rule: &Rule, sources: &Sources) -> Page {
        let mut page = Page::new(format!("{} ({}): {}, in {}", rule.code, level(rule.level), spoken(&rule.name), kind.name));
        page.paragraph(rule.docs.as_deref().unwrap_or_default());
        let written = |expr: &Expr| sources.slice(expr.span).trim_matches('"').to_owned();
        let said = [("says", &rule.say), ("fix", &rule.fix)];
        for (word, expr) in said.into_iter().filter_map(|(word, expr)| Some((word, expr.as_ref()?))) {
            page.code(word, &written(expr));
        }
        let conditions =
            rule.when.iter().map(|when| ("when", when)).chain(rule.require.iter().map(|require| ("require", require)));
        let conditions: Vec<String> = conditions.map(|(word, expr)| format!("{word} {}", sources.slice(expr.span))).collect();
        page.code(if rule.by_law { "decided by a law, where" } else { "the rule" }, &conditions.join("\n"));
        let [wrong, right] = &rule.examples;
        match wrong {
            Some(wrong) => page.code("wrong", wrong),
            None => {
                for case in cases(rule.code.as_str(), rule.name.as_str()).into_iter().take(CASES) {
                    page.code("refused", case.refused);
                    page.code("passes", case.right.unwrap_or_default());
                }
            }
        }
        page.code("right", right.as_deref().unwrap_or_default());
        page.source(rule.source.as_deref(), rule.checked.as_deref());
        page
    }

    /// Something AWS says when it refuses.
    pub fn of_answer(answer: &Answer, known: &super::Known) -> Page {
        let codes: Vec<&str> = answer.codes.iter().map(|code| code.as_str()).collect();
        let mut page =
            Page::new(if codes.is_empty() { "AWS refused".to_owned() } else { format!("AWS refused: {}", codes.join(", ")) });
        page.paragraph(&answer.cause);
        page.heading("fix");
        page.lines(&answer.fix, "    ");
        if !answer.rules.is_empty() {
            page.heading("found before a deployment by");
        }
        let codes = known.codes();
        for (code, level, title) in codes.iter().filter(|(code, ..)| answer.rules.iter().any(|rule| rule.as_str() == code)) {
            page.row(&format!("    {code:<8} {level:<7}  {title}"));
        }
        if let Some(here) = &answer.here {
            page.heading("in Edgewise");
            page.lines(here, "    ");
        }
        page
    }

    /// What can go wrong on the way from one program to another.
    pub fn of_peril(peril: &Peril) -> Page {
        let mut page = Page::new(format!("{} (hazard of a change): {}", peril.code, peril.title));
        page.paragraph(peril.reason);
        page.heading("instead");
        for (at, step) in peril.steps.iter().enumerate() {
            page.lines(&format!("{}. {step}", at + 1), "    ");
        }
        page.source(Some(peril.source), None);
        page
    }

    /// A closed set of words.
    pub fn of_choice(choice: &Choice) -> Page {
        let mut page = Page::new(format!("{}: a choice", choice.name));
        page.paragraph(choice.docs.as_deref().unwrap_or_default());
        page.heading("words");
        for word in &choice.words {
            page.lines(&word.word, "  ");
            page.lines(word.docs.as_deref().unwrap_or_default(), "      ");
        }
        page
    }

    /// A number, id or limit.
    pub fn of_fact(fact: &Fact) -> Page {
        let mut page = Page::new(format!("{}: {} = {}", fact.name, fact.sort, shown(&fact.value)));
        page.paragraph(fact.docs.as_deref().unwrap_or_default());
        page.source(Some(&fact.source), Some(&fact.checked));
        page
    }

    /// Every fact of a sort.
    pub fn of_facts(word: &str, facts: &[&Fact]) -> Page {
        let mut page = Page::new(word.to_owned());
        let width = facts.iter().map(|fact| fact.name.chars().count()).max().unwrap_or(0);
        page.body.push('\n');
        for fact in facts {
            page.row(&format!("  {:<width$}  {}", fact.name, shown(&fact.value)));
        }
        page
    }

    /// A block that every program can name.
    pub fn of_managed(block: &Statement, sources: &Sources) -> Page {
        let mut words = block.head.iter().map(|word| sources.slice(word.span));
        let (kind, name) = (words.nth(1).unwrap_or_default(), words.next().unwrap_or_default());
        let mut page = Page::new(format!("{name}: a {kind} that every program can name"));
        page.paragraph(block.docs.as_deref().unwrap_or_default());
        page.code("declared", sources.slice(block.span));
        page
    }

    fn source(&mut self, source: Option<&str>, checked: Option<&str>) {
        let checked = checked.map(|month| format!(", checked {month}")).unwrap_or_default();
        self.paragraph(&source.map(|source| format!("source: {source}{checked}")).unwrap_or_default());
    }
}

/// A level, as reports say it.
pub(super) fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

/// A name as words.
pub(super) fn spoken(name: &str) -> String {
    name.replace('_', " ")
}
