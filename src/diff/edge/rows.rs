//! From single requests to regions that can be said.
//!
//! In: for each place, the requests that change. Out: rows: methods, protocols and countries together where they change alike, and
//! places that change alike in one row.

use super::copies::Copies;
use super::gate::{METHODS, Method, Outcome, Protocol};
use super::region::Where;
use super::{Aspect, Marks, Moved, Witness};
use crate::diff::answers::Spot;
use crate::pattern::Claim;
use crate::source::Name;
use rustc_hash::FxHashMap;

/// One request that changes, but for its path.
pub(super) struct Atom {
    pub class: usize,
    pub protocol: Protocol,
    pub method: Method,
    pub outcomes: (Outcome, Outcome),
    /// Which of the place's aspects it meets.
    pub met: Vec<usize>,
}

/// What changes in one place.
pub(super) struct Found {
    pub place: Where,
    pub path: String,
    pub names: [Option<String>; 2],
    pub atoms: Vec<Atom>,
    pub aspects: Vec<Aspect>,
    pub said: Box<FxHashMap<(Outcome, Outcome), (String, String)>>,
    pub marks: Marks,
}

impl Found {
    pub fn new(place: Where, claim: &Claim, names: [Option<String>; 2]) -> Found {
        let path = claim.witness.clone();
        Found { place, path, names, atoms: Vec::new(), aspects: Vec::new(), said: Box::default(), marks: Marks::default() }
    }

    /// The patterns of the place; a lone path where it is `/`.
    fn patterns(&self) -> [Option<String>; 2] {
        let bare =
            |name: &Option<String>| name.as_ref().and_then(|name| Some(name.strip_prefix('"')?.trim_end_matches('"').to_owned()));
        match self.place {
            Where::Root => [Some("/".to_owned()), Some("/".to_owned())],
            Where::Claimed(..) => [bare(&self.names[0]), bare(&self.names[1])],
        }
    }

    /// The paths of the place, in words.
    fn paths(&self) -> String {
        let said = |name: &Option<String>| name.clone().unwrap_or_else(|| "every path".to_owned());
        match (&self.place, &self.names) {
            (Where::Root, _) => "\"/\"".to_owned(),
            (_, [Some(old), Some(new)]) if old != new => format!("{new} (was {old})"),
            (_, [old, new]) => {
                if new.is_some() {
                    said(new)
                } else {
                    said(old)
                }
            }
        }
    }
}

/// What makes two rows one.
type Likeness = ((Outcome, Outcome), Vec<Aspect>, Vec<Method>, Vec<Protocol>, Vec<usize>, Marks);

/// The rows of all places.
pub(super) fn rows(places: Vec<Found>, classes: &[Vec<Name>], host: &str) -> Vec<Moved> {
    let count = places.len();
    let mut merged: Vec<(Likeness, Vec<String>, Moved)> = Vec::new();
    for place in &places {
        for (likeness, atoms) in shapes(place) {
            let first = atoms.first().map(|at| &place.atoms[*at]);
            let Some(first) = first else { continue };
            let (old, new) = place.said.get(&likeness.0).cloned().unwrap_or_default();
            if let Some((_, paths, row)) = merged.iter_mut().find(|(known, _, _)| *known == likeness) {
                paths.push(place.paths());
                row.places.push(place.patterns());
                if place.path.len() < row.witness.path.len() {
                    row.witness = witness(first, &place.path, host, classes);
                    (row.old, row.new) = (old, new);
                }
                continue;
            }
            let row = Moved {
                paths: String::new(),
                methods: if likeness.2.len() == METHODS.len() { Vec::new() } else { likeness.2.clone() },
                protocols: if likeness.3.len() == 2 { Vec::new() } else { likeness.3.clone() },
                countries: countries(&likeness.4, classes),
                witness: witness(first, &place.path, host, classes),
                old,
                new,
                aspects: likeness.1.clone(),
                marks: likeness.5,
                places: vec![place.patterns()],
            };
            merged.push((likeness, vec![place.paths()], row));
        }
    }
    let rows = merged.into_iter().map(|(_, mut paths, mut row)| {
        let all = paths.len();
        paths.sort();
        paths.dedup();
        row.paths = if all == count { "every path".to_owned() } else { paths.join(", ") };
        row
    });
    rows.collect()
}

/// The requests of a place by what changes: first methods together, then protocols, then countries.
fn shapes(place: &Found) -> Vec<(Likeness, Vec<usize>)> {
    type Change = ((Outcome, Outcome), Vec<usize>);
    let mut by_methods: Vec<((usize, Protocol, Change), Vec<usize>)> = Vec::new();
    for (at, atom) in place.atoms.iter().enumerate() {
        let key = (atom.class, atom.protocol, (atom.outcomes, atom.met.clone()));
        match by_methods.iter_mut().find(|(known, _)| *known == key) {
            Some((_, atoms)) => atoms.push(at),
            None => by_methods.push((key, vec![at])),
        }
    }
    let methods = |atoms: &[usize]| atoms.iter().map(|at| place.atoms[*at].method).collect::<Vec<_>>();
    type Together = ((usize, Change, Vec<Method>), Vec<Protocol>, Vec<usize>);
    let mut by_protocol: Vec<Together> = Vec::new();
    for ((class, protocol, change), atoms) in by_methods {
        let key = (class, change, methods(&atoms));
        match by_protocol.iter_mut().find(|(known, _, _)| *known == key) {
            Some((_, protocols, all)) => {
                protocols.push(protocol);
                all.extend(atoms);
            }
            None => by_protocol.push((key, vec![protocol], atoms)),
        }
    }
    let mut by_class: Vec<(Likeness, Vec<usize>)> = Vec::new();
    for ((class, (outcomes, met), methods), protocols, atoms) in by_protocol {
        let aspects: Vec<Aspect> = met.iter().map(|at| place.aspects[*at].clone()).collect();
        let served = outcomes == (Outcome::Served, Outcome::Served);
        let marks = Marks {
            copies: if served && methods.contains(&Method::Get) { place.marks.copies } else { Copies::default() },
            is_unsigned: served && place.marks.is_unsigned,
            is_unanswered: matches!(outcomes.1, Outcome::NoAnswer | Outcome::Disabled)
                && !matches!(outcomes.0, Outcome::NoAnswer | Outcome::Disabled),
        };
        let known = by_class.iter_mut().find(|(known, _)| {
            (known.0, &known.1, &known.2, &known.3, known.5) == (outcomes, &aspects, &methods, &protocols, marks)
        });
        match known {
            Some((likeness, all)) => {
                likeness.4.push(class);
                all.extend(atoms);
            }
            None => by_class.push(((outcomes, aspects, methods, protocols, vec![class], marks), atoms)),
        }
    }
    by_class
}

/// Countries are named one by one up to so many.
const NAMED: usize = 12;

fn countries(of: &[usize], classes: &[Vec<Name>]) -> Option<String> {
    if of.len() == classes.len() {
        return None;
    }
    let named = |list: Vec<&Name>| list.into_iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
    let inside: Vec<&Name> = of.iter().flat_map(|at| &classes[*at]).collect();
    let outside: Vec<&Name> = classes.iter().enumerate().filter(|(at, _)| !of.contains(at)).flat_map(|(_, list)| list).collect();
    Some(match (inside.len() <= NAMED, outside.len() <= NAMED) {
        (true, _) => named(inside),
        (false, true) => format!("everybody but {}", named(outside)),
        (false, false) => format!("{} countries, among them {}", inside.len(), named(inside.into_iter().take(NAMED).collect())),
    })
}

fn witness(atom: &Atom, path: &str, host: &str, classes: &[Vec<Name>]) -> Witness {
    let country = classes.get(atom.class).and_then(|class| class.first()).filter(|_| classes.len() > 1);
    Witness {
        method: atom.method,
        protocol: atom.protocol,
        // A wildcard stands for any name.
        host: host.replacen('*', "any", 1),
        path: path.to_owned(),
        from: country.map(|country| Spot::Country(*country)),
    }
}
