//! The regions of requests whose treatment changes, for the hosts of one pair of distributions.
//!
//! In: who answered and who does. Out: rows. All paths are looked at by an automaton over both lists of patterns; methods,
//! protocols and the classes of countries one by one. Deliberately absent: what a difference is (`effect`).

use super::copies::{Copies, caches};
use super::effect::Effects;
use super::gate::{Door, Gate, METHODS, Method, Outcome, Protocol};
use super::host::Pair;
use super::rows::{Atom, Found, rows};
use super::said::said;
use super::sent::is_sent_alike;
use super::{Aspect, Marks, Request};
use crate::diff::side::Read;
use crate::pattern::{Claim, STATES, claims, claims_below_root, winner};
use crate::schema::{Block, BlockId, Position, Value};
use crate::source::Name;
use rustc_hash::{FxHashMap, FxHashSet};

/// A request, as far as it decides which region it is in.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// Normalised, without the query.
    pub path: &'a str,
    /// Its method.
    pub method: Method,
    /// How it is sent.
    pub protocol: Protocol,
    /// Where it comes from.
    pub country: Name,
}

/// How a request is told to be in a region that changes.
#[derive(Clone, Debug, Default)]
pub struct Regions {
    patterns: [Vec<String>; 2],
    roots: [Option<String>; 2],
    classes: FxHashMap<Name, usize>,
    changed: FxHashSet<(Where, usize, Method, Protocol)>,
}

/// Which paths: those that a pair of behaviors has, or `/`, taken for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Where {
    Claimed(Option<usize>, Option<usize>),
    Root,
}

impl Regions {
    /// The patterns of a side, in the order they are tried.
    pub(in crate::diff) fn patterns(&self, side: usize) -> Vec<&str> {
        self.patterns[side].iter().map(String::as_str).collect()
    }

    /// The path that `/` is taken for on a side.
    pub(in crate::diff) fn root(&self, side: usize) -> Option<&str> {
        self.roots[side].as_deref()
    }

    /// Whether `/` is taken for another path on any side.
    pub(in crate::diff) fn has_root(&self) -> bool {
        self.roots.iter().any(Option::is_some)
    }

    /// Whether the treatment of a request changes.
    pub fn moves(&self, asked: &Asked) -> bool {
        let Some(class) = self.classes.get(&asked.country) else { return false };
        let at = match asked.path == "/" && self.has_root() {
            true => Where::Root,
            false => {
                let claimed = |side: usize| winner(&self.patterns(side), asked.path);
                Where::Claimed(claimed(0), claimed(1))
            }
        };
        self.changed.contains(&(at, *class, asked.method, asked.protocol))
    }
}

/// One side's answer to some hosts.
struct Answering<'a> {
    side: Read<'a>,
    door: Option<Door>,
    behaviors: Vec<(String, &'a Block, Gate)>,
    default: Option<(&'a Block, Gate)>,
    root: Option<String>,
}

/// A behavior that has a path: what it is called, what it says, what it turns away.
type Claiming<'a> = (String, &'a Block, &'a Gate);

impl<'a> Answering<'a> {
    fn of(side: Read<'a>, effects: &Effects, id: Option<BlockId>) -> Answering<'a> {
        let views = effects.views;
        let mut answering =
            Answering { side, door: Door::of(&side, views, id), behaviors: Vec::new(), default: None, root: None };
        let Some(id) = id else { return answering };
        let block = side.block(id);
        let parts = |field| match side.reader.value(block, field).into_owned() {
            Value::List(items) => items,
            one => vec![one],
        };
        for part in parts(views.distribution.behaviors) {
            let Value::Block(part) = part else { continue };
            let part = side.block(part);
            let pattern = side.reader.value(part, views.behavior.path).as_text().unwrap_or_default().to_owned();
            answering.behaviors.push((pattern, part, Gate::of(&side, views, part)));
        }
        if let [Value::Block(part)] = parts(views.distribution.default).as_slice() {
            let part = side.block(*part);
            answering.default = Some((part, Gate::of(&side, views, part)));
        }
        let root = side.reader.value(block, views.distribution.default_root_object);
        answering.root = root.as_text().filter(|root| !root.is_empty()).map(|root| format!("/{root}"));
        answering
    }

    fn patterns(&self) -> Vec<&str> {
        self.behaviors.iter().map(|(pattern, _, _)| pattern.as_str()).collect()
    }

    fn behavior(&self, at: Option<usize>) -> Option<Claiming<'_>> {
        match at {
            Some(at) => self.behaviors.get(at).map(|(pattern, block, gate)| (format!("\"{pattern}\""), *block, gate)),
            None => self.default.as_ref().map(|(block, gate)| ("default".to_owned(), *block, gate)),
        }
    }
}

/// Which requests meet a difference.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    All,
    /// Those that the edge refuses, too.
    Refused,
    /// Those whose answers are kept, of a policy that keeps anything.
    Kept,
    Options,
}

/// What changes for the hosts of a pair; `None` where nothing does.
pub(super) fn request(effects: &Effects, pair: Pair) -> Option<Request> {
    let both = effects.both;
    let (old, new) = (Answering::of(both.old, effects, pair.old), Answering::of(both.new, effects, pair.new));
    let shared = distribution_aspects(effects, &pair);
    let has_root = old.root.is_some() || new.root.is_some();
    if is_same(effects, &old, &new, &shared) {
        return None;
    }
    let search = if has_root { claims_below_root } else { claims };
    let found = search(&old.patterns(), &new.patterns(), STATES);
    let mut places: Vec<(Where, Claim)> =
        found.list.into_iter().map(|claim| (Where::Claimed(claim.first, claim.second), claim)).collect();
    if has_root {
        let at = |side: &Answering| winner(&side.patterns(), side.root.as_deref().unwrap_or("/"));
        places.push((Where::Root, Claim { first: at(&old), second: at(&new), witness: "/".to_owned() }));
    }
    let classes = classes(effects, &old, &new);
    let mut regions = Regions {
        patterns: [&old, &new].map(|side| side.behaviors.iter().map(|(pattern, _, _)| pattern.clone()).collect()),
        roots: [old.root.clone(), new.root.clone()],
        classes: classes.iter().enumerate().flat_map(|(at, class)| class.iter().map(move |country| (*country, at))).collect(),
        changed: FxHashSet::default(),
    };
    let mut all = Vec::with_capacity(places.len());
    for (place, claim) in &places {
        let one = place_of(effects, (&old, &new), &shared, *place, claim, &classes);
        regions.changed.extend(one.atoms.iter().map(|atom| (*place, atom.class, atom.method, atom.protocol)));
        all.push(one);
    }
    let host = pair.hosts.first().cloned().unwrap_or_default();
    let rows = rows(all, &classes, &host);
    let label = |side: &Read, id: Option<BlockId>| id.map(|id| side.block(id).label.to_string());
    let request = Request {
        hosts: pair.hosts,
        distributions: [label(&both.old, pair.old), label(&both.new, pair.new)],
        rows,
        is_exhaustive: found.is_exhaustive,
        regions,
    };
    (!request.rows.is_empty() || !request.is_exhaustive).then_some(request)
}

/// Whether no request can be treated otherwise, told without a search: the same patterns, each treated alike.
fn is_same(effects: &Effects, old: &Answering, new: &Answering, shared: &[Aspect]) -> bool {
    let same_door = match (&old.door, &new.door) {
        (Some(old), Some(new)) => old.enabled == new.enabled && old.countries == new.countries,
        (None, None) => true,
        _ => false,
    };
    let same_gate = |a: &Gate, b: &Gate| {
        METHODS.into_iter().all(|method| {
            [Protocol::Https, Protocol::Http]
                .into_iter()
                .all(|protocol| a.outcome(method, protocol) == b.outcome(method, protocol))
        })
    };
    let same_part = |a: &Block, b: &Block| aspects(effects, a, b).is_empty();
    let same_default = match (&old.default, &new.default) {
        (Some((a, gate_a)), Some((b, gate_b))) => same_gate(gate_a, gate_b) && same_part(a, b),
        (None, None) => true,
        _ => false,
    };
    same_door
        && shared.is_empty()
        && old.root == new.root
        && old.behaviors.len() == new.behaviors.len()
        && same_default
        && old.behaviors.iter().zip(&new.behaviors).all(|(a, b)| a.0 == b.0 && same_gate(&a.2, &b.2) && same_part(a.1, b.1))
}

/// What differs for all paths of a distribution: what looks at requests first, and what stands for errors.
fn distribution_aspects(effects: &Effects, pair: &Pair) -> Vec<Aspect> {
    let (Some(a), Some(b)) = (pair.old, pair.new) else { return Vec::new() };
    let (a, b) = (effects.both.old.block(a), effects.both.new.block(b));
    let view = effects.views.distribution;
    let mut found = Vec::new();
    for id in [view.waf, view.errors] {
        let field = effects.both.schema.kind(view.kind).field(id);
        let (old, new) = (effects.both.old.reader.value(a, id), effects.both.new.reader.value(b, id));
        if id == view.errors {
            effects.errors(&old, &new, &mut found);
        } else {
            effects.aspects(&field.name, field, &old, &new, &mut found);
        }
    }
    found
}

/// What two behaviors do otherwise, once they serve a request.
fn aspects(effects: &Effects, a: &Block, b: &Block) -> Vec<(Aspect, Scope)> {
    if std::ptr::eq(a, b) || effects.both.are_twins(a, b) {
        return Vec::new();
    }
    let (view, policy) = (effects.views.behavior, effects.both.schema.kind(effects.views.policy.kind));
    let kind = effects.both.schema.kind(a.kind);
    let apart = [view.path, view.protocol, view.methods];
    let stays = [effects.views.policy.min_ttl, effects.views.policy.default_ttl, effects.views.policy.max_ttl];
    let stays: Vec<String> =
        stays.iter().map(|id| format!("{}.{}", kind.field(view.cache).name, policy.field(*id).name)).collect();
    let is_alike = is_sent_alike(effects, a, b);
    let mut all = Vec::new();
    for (id, field) in kind.fields() {
        if apart.contains(&id) || matches!(field.position, Position::Parent | Position::Filled) {
            continue;
        }
        // What is forwarded beside a key that has it already is sent all the same.
        if id == view.forward && is_alike {
            continue;
        }
        let (old, new) = (effects.both.old.reader.value(a, id), effects.both.new.reader.value(b, id));
        let mut found = Vec::new();
        effects.aspects(&field.name, field, &old, &new, &mut found);
        all.extend(found.into_iter().map(|aspect| {
            let scope = match id {
                id if id == view.cached_methods => Scope::Options,
                // A refusal has nothing that could be taken out.
                id if id == view.headers && !aspect.what.ends_with(".remove") => Scope::Refused,
                _ if stays.contains(&aspect.what) => Scope::Kept,
                // A key matters to what is kept, or where it has more sent.
                id if id == view.cache && is_alike => Scope::Kept,
                _ => Scope::All,
            };
            (aspect, scope)
        }));
    }
    all
}

/// Countries that both sides treat alike, as classes.
fn classes(effects: &Effects, old: &Answering, new: &Answering) -> Vec<Vec<Name>> {
    let lets_in = |side: &Answering, country| side.door.as_ref().is_none_or(|door| door.countries.lets_in(country));
    let mut classes: Vec<((bool, bool), Vec<Name>)> = Vec::new();
    let choice = effects.both.schema.choice_named(effects.views.country).map(|id| effects.both.schema.choice(id));
    for word in choice.iter().flat_map(|choice| &choice.words) {
        let key = (lets_in(old, word.word), lets_in(new, word.word));
        match classes.iter_mut().find(|(known, _)| *known == key) {
            Some((_, list)) => list.push(word.word),
            None => classes.push((key, vec![word.word])),
        }
    }
    classes.into_iter().map(|(_, list)| list).collect()
}

/// What changes in the paths of one pair of behaviors.
fn place_of(
    effects: &Effects,
    (old, new): (&Answering, &Answering),
    shared: &[Aspect],
    place: Where,
    claim: &Claim,
    classes: &[Vec<Name>],
) -> Found {
    let behaviors = (old.behavior(claim.first), new.behavior(claim.second));
    // A refusal is a 403, which has its page as any other, and is not kept.
    let page = |text: &Option<String>| -> Vec<String> {
        let parts = text.iter().flat_map(|text| text.split(", "));
        parts.filter(|part| !part.starts_with("ttl ")).map(str::to_owned).collect()
    };
    let reach = |aspect: &Aspect| match &*aspect.what {
        what if what.starts_with("error ") && page(&aspect.old) == page(&aspect.new) => Scope::Kept,
        "error 403" => Scope::Refused,
        _ => Scope::All,
    };
    let mut differences: Vec<(Aspect, Scope)> = shared.iter().map(|aspect| (aspect.clone(), reach(aspect))).collect();
    if let (Some((name_a, a, _)), Some((name_b, b, _))) = &behaviors {
        if name_a != name_b {
            let aspect = Aspect { what: "behavior".to_owned(), old: Some(name_a.clone()), new: Some(name_b.clone()) };
            differences.push((aspect, Scope::All));
        }
        differences.extend(aspects(effects, a, b));
    }
    if place == Where::Root && old.root != new.root {
        let aspect = Aspect { what: "default_root_object".to_owned(), old: old.root.clone(), new: new.root.clone() };
        differences.push((aspect, Scope::All));
    }
    let keeping = [(&behaviors.0, &effects.both.old), (&behaviors.1, &effects.both.new)].map(|(one, side)| {
        let one = one.as_ref().filter(|(_, block, _)| caches(effects.views, side, block));
        one.map(|(_, _, gate)| &gate.cached)
    });
    let keeps = |method: Method| keeping.iter().flatten().any(|cached| cached.contains(&method));
    let mut found =
        Found::new(place, claim, [&behaviors.0, &behaviors.1].map(|one| one.as_ref().map(|(name, _, _)| name.clone())));
    for (class, countries) in classes.iter().enumerate() {
        let Some(country) = countries.first() else { continue };
        for protocol in [Protocol::Https, Protocol::Http] {
            for method in METHODS {
                let gate = |side: &Answering, behavior: &Option<Claiming>| {
                    let inner = || behavior.as_ref().map_or(Outcome::NoAnswer, |(_, _, gate)| gate.outcome(method, protocol));
                    Door::outcome(side.door.as_ref(), *country, inner)
                };
                let outcomes = (gate(old, &behaviors.0), gate(new, &behaviors.1));
                let met: Vec<usize> = match outcomes {
                    (Outcome::Served, Outcome::Served) => (0..differences.len())
                        .filter(|at| match differences[*at].1 {
                            Scope::All | Scope::Refused => true,
                            Scope::Kept => keeps(method),
                            Scope::Options => keeps(method) && method == Method::Options,
                        })
                        .collect(),
                    (a, b) if a == b && a.is_refusal() => {
                        (0..differences.len()).filter(|at| differences[*at].1 == Scope::Refused).collect()
                    }
                    _ => Vec::new(),
                };
                if outcomes.0 != outcomes.1 || !met.is_empty() {
                    found.atoms.push(Atom { class, protocol, method, outcomes, met });
                }
            }
        }
    }
    let shown = |side: &Answering, behavior: &Option<Claiming>, outcome| {
        said(&side.side, effects.views, behavior.as_ref().map(|(name, block, _)| (name.as_str(), *block)), outcome)
    };
    found.said = Box::new({
        let outcomes: FxHashSet<(Outcome, Outcome)> = found.atoms.iter().map(|atom| atom.outcomes).collect();
        let texts: FxHashMap<(Outcome, Outcome), (String, String)> =
            outcomes.into_iter().map(|(a, b)| ((a, b), (shown(old, &behaviors.0, a), shown(new, &behaviors.1, b)))).collect();
        texts
    });
    found.aspects = differences.into_iter().map(|(aspect, _)| aspect).collect();
    found.marks = marks(effects, &behaviors, &found.aspects);
    found
}

/// What a change of treatment may lead to, where the request is served on both sides.
fn marks(effects: &Effects, behaviors: &(Option<Claiming>, Option<Claiming>), differences: &[Aspect]) -> Marks {
    let (Some((_, a, _)), Some((_, b, _))) = behaviors else { return Marks::default() };
    let both = effects.both;
    let signed = |side: &Read, block: &Block| match &*side.reader.value(block, effects.views.behavior.signed_by) {
        Value::List(groups) => !groups.is_empty(),
        Value::None => false,
        _ => true,
    };
    Marks {
        copies: Copies::of(effects, a, b, differences),
        is_unsigned: signed(&both.old, a) && !signed(&both.new, b),
        is_unanswered: false,
    }
}
