//! A program that is being written: checked as a whole once, and after each change as little of it as can be.
//!
//! In: the texts of a module, and changes to them. Out: after each change the findings of every page, the same that a check of
//! the whole would make. What a change within a block of records can reach is a few records: those of its names, those that
//! point to it, and what they name; they are put together to a small program and go the ordinary road. Any other change takes
//! the whole road. Deliberately absent: files, a clock, and what only a build finds.

mod index;
mod layout;
mod nearby;
mod patch;
mod slice;
mod tiles;

use crate::compile::{Found, Given, Library, Missing, Pages, Parsed, nowhere, texts};
use crate::model::Loose;
use crate::report::{Report, Reports};
use crate::resolve::{Choices, FileTexts};
use crate::source::FileId;
use index::Index;
use std::ops::Range;
use std::sync::Arc;

/// Finds the text of a file that a program names, by the path as written; or why it cannot be had.
pub type Read = dyn Fn(&str) -> Result<Arc<str>, Arc<str>> + Send + Sync;

/// Finds a directory that a module names with `use`; the program's own directory is known as nothing.
pub type Find = dyn Fn(&str, &str) -> Result<Found, Missing> + Send + Sync;

/// What a change made it necessary to look at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The pages whose findings are others now, or stand elsewhere; the changed page among them.
    pub pages: Vec<usize>,
    /// How much was checked again.
    pub extent: Extent,
}

/// How much of a program was checked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Everything.
    Whole,
    /// So many bytes of it.
    Part(usize),
}

/// A program that is being written.
pub struct Session {
    library: Arc<Library>,
    read: Box<Read>,
    find: Box<Find>,
    pages: Vec<Page>,
    /// The texts of files that the program named when it was last checked as a whole.
    files: FileTexts,
    index: Index,
    /// Findings without a place in any page.
    elsewhere: Vec<Report>,
}

/// One file of the program.
struct Page {
    name: String,
    text: String,
    /// In source order.
    reports: Vec<Report>,
}

impl Session {
    /// Checks a module, and keeps what its changes will need. `read` is asked for the files that it names.
    pub fn open(library: Arc<Library>, files: Vec<(String, String)>, read: Box<Read>) -> Session {
        Session::among(library, files, read, Box::new(nowhere))
    }

    /// Checks a module that may use others; `find` is asked for their directories each time all is checked.
    pub fn among(library: Arc<Library>, files: Vec<(String, String)>, read: Box<Read>, find: Box<Find>) -> Session {
        let pages = files.into_iter().map(|(name, text)| Page { name, text, reports: Vec::new() }).collect();
        let files = FileTexts::default();
        let mut session = Session { library, read, find, pages, files, index: Index::default(), elsewhere: Vec::new() };
        session.check();
        session
    }

    /// Replaces a stretch of a page, in bytes on character boundaries, and brings all findings up to date.
    pub fn change(&mut self, page: usize, range: Range<usize>, text: &str) -> Change {
        self.pages[page].text.replace_range(range.clone(), text);
        nearby::check(self, page, range, text.len()).unwrap_or_else(|| {
            self.check();
            Change { pages: (0..self.pages.len()).collect(), extent: Extent::Whole }
        })
    }

    /// The findings of a page, in source order.
    pub fn reports(&self, page: usize) -> &[Report] {
        &self.pages[page].reports
    }

    /// Findings without a place in any page.
    pub fn elsewhere(&self) -> &[Report] {
        &self.elsewhere
    }

    /// The name of a page.
    pub fn name(&self, page: usize) -> &str {
        &self.pages[page].name
    }

    /// The text of a page as it is now.
    pub fn text(&self, page: usize) -> &str {
        &self.pages[page].text
    }

    /// The file that spans in a page name; the library's files come before.
    pub fn file(&self, page: usize) -> FileId {
        FileId(self.base() + page as u32)
    }

    /// How many pages there are.
    pub fn count(&self) -> usize {
        self.pages.len()
    }

    /// How many files the library has.
    fn base(&self) -> u32 {
        self.library.sources.iter().count() as u32
    }

    /// Checks everything.
    fn check(&mut self) {
        let (base, schema) = (self.base(), &self.library.schema);
        let own = (base..).zip(&self.pages).map(|(file, page)| Parsed::read(FileId(file), &page.text)).collect();
        let mut reports = Reports::default();
        let mut files = base + self.pages.len() as u32..;
        let mut add = |_: &str, _: &str| files.next().map_or_else(FileId::default, FileId);
        let mut pages = Pages::read(own, "", &*self.find, &mut add, &mut reports);
        self.files = texts(&pages, &*self.read);
        let takes_over = pages.take_over(&self.files, &mut add, &mut reports);
        let choices = Choices::default();
        let given = Given { schema, choices: &choices, texts: &self.files, beyond: &[], today: None, levels: &[] };
        let mut visible = Vec::new();
        let model = given.understand(&mut pages, &mut Loose::default(), &mut reports, |program| {
            visible = program.scopes.visible(program.root)
        });
        let reports = reports.sorted();
        let texts: Vec<&str> = self.pages.iter().map(|page| page.text.as_str()).collect();
        // Records of a zone file stand in no page.
        self.index = match takes_over {
            true => Index { whole: true, ..Index::default() },
            false => Index { visible, ..Index::of(&pages.own, &texts, base, &model, &reports, schema) },
        };
        self.elsewhere.clear();
        self.pages.iter_mut().for_each(|page| page.reports.clear());
        for report in reports {
            let file = report.primary.as_ref().and_then(|label| label.span.file.0.checked_sub(base));
            match file.and_then(|page| self.pages.get_mut(page as usize)) {
                Some(page) => page.reports.push(report),
                None => self.elsewhere.push(report),
            }
        }
    }
}
