//! `edgewise explain`: the page of a code, a kind, a choice or a fact.
//!
//! In: a word, or what AWS answered (`aws`). Out: everything the library, the language and `diff` say under it; the nearest word where that is nothing. Deliberately
//! absent: how a page is laid out (`page`, `kind_page`).

mod aws;
mod kind_page;
mod page;
mod word_page;

use super::arguments;
use super::document::Document;
use super::terminal::{Failure, Terminal, Verdict};
use crate::diff::PERILS;
use crate::explain::{Step, steps};
use crate::report::{Code, Described, Report, Reports, nearest};
use crate::schema::{Fact, Kind, Rule, Schema, word_of};
use crate::source::Sources;
use crate::stdlib;
use crate::syntax::Statement;
use page::Page;
use serde_json::{Value, json};
use word_page::component_names;

/// What the language and the library have to say.
struct Known {
    schema: Schema,
    sources: Sources,
    steps: Vec<Step>,
}

/// Explains words, or lists every code.
pub(super) fn explain(wanted: &arguments::Explain, terminal: &Terminal) -> Result<Verdict, Failure> {
    if wanted.answer.aws.is_some() {
        return aws::explain(&wanted.answer, terminal);
    }
    let (words, known) = (&wanted.words, Known::load());
    let (text, (name, value)) = if words.is_empty() { known.list() } else { known.explained(words)? };
    if terminal.is_for_machines() {
        Document::of(&[], &Sources::default()).with(name, value).print(terminal)?;
    } else {
        terminal.print(&text)?;
    }
    Ok(Verdict::Fine)
}

/// What there is to say about the codes of findings; the library is read only where there are any.
pub(super) fn describer(reports: &[Report]) -> impl Fn(&str) -> Option<Described> {
    let known = (!reports.is_empty()).then(Known::load);
    move |code| {
        let known = known.as_ref()?;
        let pages = known.pages(code);
        let (_, _, title) = known.codes().into_iter().find(|(known, ..)| known == code)?;
        let help: Vec<String> = pages.iter().map(Page::text).collect();
        Some(Described { title, help: help.join("\n") })
    }
}

/// What is said: to people, and as a member of the document to machines.
type Said = (String, (&'static str, Value));

impl Known {
    fn load() -> Known {
        let mut sources = Sources::default();
        let schema = stdlib::load(&mut sources);
        Known { schema, sources, steps: steps(&mut Reports::default()) }
    }

    /// Every code there is.
    fn list(&self) -> Said {
        let rows = self.codes();
        let text = rows.iter().map(|(code, level, title)| format!("{code:<8} {level:<7}  {title}\n")).collect();
        let entry = |(code, level, title): &(String, &str, String)| json!({ "code": code, "level": level, "title": title });
        (text, ("codes", rows.iter().map(entry).collect()))
    }

    /// The pages of all words, or the first that has none.
    fn explained(&self, words: &[String]) -> Result<Said, Failure> {
        let mut pages = Vec::new();
        for word in words {
            let found = self.pages(word);
            if found.is_empty() {
                let near = self.nearest(word).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                let list =
                    if near.is_empty() { "; `edgewise explain kinds` lists the kinds, `edgewise explain` the codes" } else { "" };
                return Err(Failure(format!("there is no code, kind, field, component, choice or fact `{word}`{near}{list}")));
            }
            pages.extend(found);
        }
        let text: Vec<String> = pages.iter().map(Page::text).collect();
        let entry = |page: &Page| json!({ "title": page.title(), "text": page.text() });
        Ok((text.join("\n"), ("pages", pages.iter().map(entry).collect())))
    }

    /// Every rule with its kind, once, though several kinds may share a part's.
    fn rules(&self) -> impl Iterator<Item = (&Kind, &Rule)> {
        let mut seen = Vec::new();
        let all = self.schema.kinds().flat_map(|(_, kind)| kind.rules.iter().map(move |rule| (kind, rule)));
        all.filter(move |(_, rule)| {
            let first = !seen.contains(&rule.span);
            seen.push(rule.span);
            first
        })
    }

    /// Every code: of the language in the order of numbers, then of the library in the order declared.
    fn codes(&self) -> Vec<(String, &'static str, String)> {
        let language = Code::all().map(Code::row).map(|row| (row.code.to_owned(), page::level(row.level), row.title.to_owned()));
        let rules = self.rules().map(|(_, rule)| (rule.code.to_string(), page::level(rule.level), page::spoken(&rule.name)));
        let hazards = PERILS.iter().map(|peril| (peril.code.to_owned(), "hazard", peril.title.to_owned()));
        language.chain(rules).chain(hazards).collect()
    }

    /// The pages of a word.
    fn pages(&self, word: &str) -> Vec<Page> {
        let code = word.to_ascii_uppercase();
        let mut pages: Vec<Page> = Code::named(&code).map(|code| Page::of_code(code.row())).into_iter().collect();
        pages.extend(
            self.rules().filter(|(_, rule)| *rule.code == *code).map(|(kind, rule)| Page::of_rule(kind, rule, &self.sources)),
        );
        pages.extend(PERILS.iter().filter(|peril| *peril.code == *code).map(|peril| Page::of_peril(peril)));
        pages.extend(self.steps.iter().filter(|step| *step.code == *code).map(Page::of_step));
        let kinds = self.schema.kinds().filter(|(_, kind)| *kind.name == *word);
        pages.extend(kinds.map(|(_, kind)| Page::of_kind(kind, &self.schema, &self.sources)));
        pages.extend(self.schema.choices().filter(|choice| *choice.name == *word).map(Page::of_choice));
        pages.extend(self.schema.facts().filter(|fact| *fact.name == *word).map(Page::of_fact));
        pages.extend(self.managed().filter(|(name, _)| *name == word).map(|(_, block)| Page::of_managed(block, &self.sources)));
        let of_sort: Vec<&Fact> = self.schema.facts().filter(|fact| is_plural(word, &fact.sort)).collect();
        if !of_sort.is_empty() {
            pages.push(Page::of_facts(word, &of_sort));
        }
        pages.extend(Page::of_list(word, &self.schema));
        pages.extend(Page::of_components(word));
        if pages.is_empty() {
            pages.extend(Page::of_member(word, &self.schema));
        }
        pages
    }

    fn managed(&self) -> impl Iterator<Item = (&'static str, &Statement)> {
        let named = |block: &Statement| block.head.get(2).and_then(word_of);
        self.schema.managed().iter().filter_map(move |block| Some((named(block)?.as_str(), block)))
    }

    fn nearest(&self, word: &str) -> Option<String> {
        let codes: Vec<String> = self.codes().into_iter().map(|(code, ..)| code).collect();
        let kinds = self.schema.kinds().map(|(_, kind)| kind.name.as_str());
        let choices = self.schema.choices().map(|choice| choice.name.as_str());
        let facts = self.schema.facts().map(|fact| fact.name.as_str());
        let managed = self.managed().map(|(name, _)| name);
        let components = component_names();
        let own = codes.iter().chain(&components).map(String::as_str).chain(self.steps.iter().map(|step| step.code.as_str()));
        let words = own.chain(kinds).chain(choices).chain(facts).chain(managed);
        nearest(word, words).map(str::to_owned)
    }
}

/// `quotas` is every fact of the sort `quota`.
fn is_plural(word: &str, sort: &str) -> bool {
    word.strip_suffix('s').is_some_and(|singular| singular == sort)
}
