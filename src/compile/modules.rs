//! The modules that a program uses, read.
//!
//! In: the statements of a program, and whoever finds directories. Out: every module it uses, directly or by way of others, each
//! once, behind those that it uses itself. Deliberately absent: what their statements mean (`resolve`), and files.

use super::{Find, Missing, Parsed, text_key};
use crate::report::{Code, Reports, nearest};
use crate::resolve::{FileTexts, Module, take_over};
use crate::schema::{first_word, head_span, path_of, text_of};
use crate::source::{FileId, Name, Span};
use crate::stdlib;
use crate::syntax::{Expr, Statement};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// All that a program is made of, read.
#[derive(Default)]
pub(crate) struct Pages {
    /// Its own files.
    pub own: Vec<Parsed>,
    /// The modules it uses.
    pub used: Vec<Used>,
    /// Those that its own files name.
    uses: Vec<(usize, Span)>,
}

/// A module that another uses.
pub(crate) struct Used {
    pub parsed: Vec<Parsed>,
    /// What stands before the paths of its `file(…)`.
    pub folder: Arc<str>,
    uses: Vec<(usize, Span)>,
}

impl Pages {
    /// A program that uses no module.
    pub fn alone(own: Vec<Parsed>) -> Pages {
        Pages { own, ..Pages::default() }
    }

    /// Reads what a program uses; `home` is what its own directory is known as, and `add` takes a file in.
    pub fn read(own: Vec<Parsed>, home: &str, find: Find, add: Add, reports: &mut Reports) -> Pages {
        let mut loading = Loading { find, add, reports, used: Vec::new(), known: FxHashMap::default(), open: Vec::new() };
        loading.open.push((home.into(), "this module".into()));
        let uses = loading.uses(&own, home);
        Pages { own, used: loading.used, uses }
    }

    /// Puts the records of zone files into the zones that name them. Whether any does.
    pub fn take_over(&mut self, texts: &FileTexts, add: Add, reports: &mut Reports) -> bool {
        let used = self.used.iter_mut().map(|used| (&mut used.parsed, &*used.folder));
        let mut any = false;
        for (parsed, folder) in used.chain([(&mut self.own, "")]) {
            for parsed in parsed.iter_mut().filter(|parsed| parsed.names_files) {
                any |= take_over(&mut parsed.statements, texts, &|path| text_key(folder, path), add, reports);
            }
        }
        any
    }

    /// Every file.
    pub fn all(&mut self) -> impl Iterator<Item = &mut Parsed> {
        self.own.iter_mut().chain(self.used.iter_mut().flat_map(|used| &mut used.parsed))
    }

    /// The modules as they are resolved, the program itself last.
    pub fn modules(&self) -> Vec<Module<'_>> {
        fn module<'t>(parsed: &'t [Parsed], uses: &[(usize, Span)], folder: &Arc<str>) -> Module<'t> {
            let files = parsed.iter().map(|parsed| &parsed.statements).collect();
            Module { files, uses: uses.to_vec(), folder: folder.clone() }
        }
        let used = self.used.iter().map(|used| module(&used.parsed, &used.uses, &used.folder));
        used.chain([module(&self.own, &self.uses, &Arc::default())]).collect()
    }
}

/// Takes a file in.
type Add<'a> = &'a mut dyn FnMut(&str, &str) -> FileId;

struct Loading<'a> {
    find: Find<'a>,
    add: Add<'a>,
    reports: &'a mut Reports,
    used: Vec<Used>,
    /// Modules by what they are known as.
    known: FxHashMap<Arc<str>, usize>,
    /// The modules being read, the outermost first: what each is known as, and how it was named.
    open: Vec<(Arc<str>, Arc<str>)>,
}

/// Where the name of a module stands, and how it is written.
struct Named {
    text: Arc<str>,
    span: Span,
}

impl Loading<'_> {
    /// The modules that files name, each read.
    fn uses(&mut self, files: &[Parsed], from: &str) -> Vec<(usize, Span)> {
        let mut uses: Vec<(usize, Span)> = Vec::new();
        let statements = files.iter().flat_map(|file| &file.statements);
        for statement in statements.filter(|statement| first_word(statement).is_some_and(|word| word == "use")) {
            let at = match argument(statement) {
                Some(Argument::Directory(text, span)) => self.directory(&Named { text, span }, from),
                Some(Argument::Library(text, span)) => self.library(&Named { text, span }),
                None => {
                    let form = "use \"../directory\" or use std.name";
                    self.reports.push(Code::WrongHead.at(head_span(statement)).with("use").with(form));
                    None
                }
            };
            uses.extend(at.filter(|at| uses.iter().all(|(known, _)| known != at)).map(|at| (at, head_span(statement))));
        }
        uses
    }

    fn directory(&mut self, named: &Named, from: &str) -> Option<usize> {
        match (self.find)(from, &named.text) {
            Ok(found) => {
                let id = found.id.clone();
                self.module(named, id.clone(), id, &found.files)
            }
            Err(missing) => {
                self.missing(named, missing);
                None
            }
        }
    }

    fn library(&mut self, named: &Named) -> Option<usize> {
        let path = format!("stdlib/{}.edge", named.text.replace('.', "/"));
        match stdlib::MODULES.iter().find(|(known, _)| *known == path) {
            Some((shown, text)) => {
                let files = [((*shown).to_owned(), (*text).to_owned())];
                self.module(named, named.text.clone(), named.text.clone(), &files)
            }
            None => {
                let known = stdlib::modules().collect();
                self.missing(named, Missing { reason: "the library has none of that name".into(), known });
                None
            }
        }
    }

    fn missing(&mut self, named: &Named, Missing { reason, known }: Missing) {
        let of_library = |text: &str| stdlib::modules().find(|known| *known == text || known.strip_prefix("std.") == Some(text));
        let listed = known.join(", ");
        let draft = Code::UnknownModule.at(named.span).with(&named.text).with(reason).with(&listed);
        let near = of_library(&named.text).or_else(|| nearest(&named.text, known.iter().map(String::as_str)).map(str::to_owned));
        self.reports.push(match near {
            Some(near) if !known.contains(&near) => draft.fix(format_args!("write `use {near}`, without quotes")),
            Some(near) => draft.note(format_args!("the modules are {listed}")).nearest(Some(&near)),
            None if known.is_empty() => {
                draft.fix("name a directory with `.edge` files, relative to this file; there are none here")
            }
            None => draft,
        });
    }

    /// Reads a module, once, and before it those that it uses.
    fn module(&mut self, named: &Named, id: Arc<str>, folder: Arc<str>, files: &[(String, String)]) -> Option<usize> {
        if let Some(from) = self.open.iter().position(|(open, _)| *open == id) {
            let way = self.open[from..].iter().map(|(_, shown)| &**shown).chain([&*named.text]);
            let circle = way.collect::<Vec<_>>().join(" → ");
            self.reports.push(Code::ModuleCycle.at(named.span).with(&named.text).with(circle));
            return None;
        }
        if let Some(known) = self.known.get(&id) {
            return Some(*known);
        }
        let parsed: Vec<Parsed> = files.iter().map(|(name, text)| Parsed::read((self.add)(name, text), text)).collect();
        self.open.push((id.clone(), named.text.clone()));
        let uses = self.uses(&parsed, &id);
        self.open.pop();
        self.used.push(Used { parsed, folder, uses });
        let at = self.used.len() - 1;
        self.known.insert(id, at);
        Some(at)
    }
}

/// What a `use` names.
enum Argument {
    Directory(Arc<str>, Span),
    Library(Arc<str>, Span),
}

fn argument(statement: &Statement) -> Option<Argument> {
    let [_, named] = statement.head.as_slice() else { return None };
    let plain = statement.value.is_none() && statement.ty.is_none() && statement.targets.is_none() && statement.body.is_none();
    let library = |named: &Expr| {
        let path = path_of(named)?;
        Some(path.iter().map(|name: &Name| name.as_str()).collect::<Vec<_>>().join("."))
    };
    match text_of(named).filter(|_| plain) {
        Some(text) => Some(Argument::Directory(text, named.span)),
        None => library(named).filter(|_| plain).map(|path| Argument::Library(path.into(), named.span)),
    }
}
