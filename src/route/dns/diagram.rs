//! Conditions over things that are well or ill, each one thing however it was arrived at.
//!
//! In: variables, combined by if-then-else. Out: diagrams of decisions in one order of variables, shared, so that two conditions are
//! the same where their numbers are. Deliberately absent: what the variables stand for.

use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Ordering;

/// A condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Diagram(u32);

impl Diagram {
    /// Never.
    pub const NEVER: Diagram = Diagram(0);
    /// Always.
    pub const ALWAYS: Diagram = Diagram(1);
}

/// One way to meet a condition: variables, in their order, and which way each stands; the others do not matter.
pub type Case = Vec<(u32, bool)>;

/// A variable, and what holds where it is false and where it is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Node {
    variable: u32,
    low: Diagram,
    high: Diagram,
}

/// So many nodes are kept; beyond them conditions are no longer told apart.
const MOST_NODES: usize = 2_000_000;

/// Every condition that was asked for.
#[derive(Clone, Debug)]
pub struct Diagrams {
    nodes: Vec<Node>,
    unique: FxHashMap<Node, Diagram>,
    known: FxHashMap<[Diagram; 3], Diagram>,
    /// There were more conditions than are kept.
    pub is_full: bool,
}

impl Default for Diagrams {
    fn default() -> Diagrams {
        let end = |end| Node { variable: u32::MAX, low: end, high: end };
        let nodes = vec![end(Diagram::NEVER), end(Diagram::ALWAYS)];
        Diagrams { nodes, unique: FxHashMap::default(), known: FxHashMap::default(), is_full: false }
    }
}

impl Diagrams {
    /// A variable, as the condition that it is true.
    pub fn variable(&mut self, variable: u32) -> Diagram {
        self.node(Node { variable, low: Diagram::NEVER, high: Diagram::ALWAYS })
    }

    fn node(&mut self, node: Node) -> Diagram {
        if node.low == node.high {
            return node.low;
        }
        if let Some(known) = self.unique.get(&node) {
            return *known;
        }
        if self.nodes.len() >= MOST_NODES {
            self.is_full = true;
            return Diagram::NEVER;
        }
        let diagram = Diagram(self.nodes.len() as u32);
        self.nodes.push(node);
        self.unique.insert(node, diagram);
        diagram
    }

    fn at(&self, diagram: Diagram) -> Node {
        self.nodes[diagram.0 as usize]
    }

    /// What is left of a condition where a variable that is not above its first is false, and where it is true.
    fn halves(&self, diagram: Diagram, variable: u32) -> [Diagram; 2] {
        let node = self.at(diagram);
        if node.variable == variable { [node.low, node.high] } else { [diagram, diagram] }
    }

    /// One condition where another holds, a third where it does not.
    pub fn either(&mut self, when: Diagram, then: Diagram, otherwise: Diagram) -> Diagram {
        match (when, then, otherwise) {
            (Diagram::ALWAYS, ..) => return then,
            (Diagram::NEVER, ..) => return otherwise,
            (_, Diagram::ALWAYS, Diagram::NEVER) => return when,
            (_, then, otherwise) if then == otherwise => return then,
            _ => {}
        }
        let key = [when, then, otherwise];
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let variable = key.into_iter().map(|one| self.at(one).variable).min().unwrap_or(u32::MAX);
        let [low, high] = [0, 1].map(|half| key.map(|one| self.halves(one, variable)[half]));
        let low = self.either(low[0], low[1], low[2]);
        let high = self.either(high[0], high[1], high[2]);
        let found = self.node(Node { variable, low, high });
        self.known.insert(key, found);
        found
    }

    /// Where a condition does not hold.
    pub fn not(&mut self, one: Diagram) -> Diagram {
        self.either(one, Diagram::NEVER, Diagram::ALWAYS)
    }

    /// Where both hold.
    pub fn and(&mut self, one: Diagram, other: Diagram) -> Diagram {
        self.either(one, other, Diagram::NEVER)
    }

    /// Where at least one holds.
    pub fn or(&mut self, one: Diagram, other: Diagram) -> Diagram {
        self.either(one, Diagram::ALWAYS, other)
    }

    /// Whether a condition holds where the variables stand so.
    pub fn holds(&self, mut diagram: Diagram, is_true: impl Fn(u32) -> bool) -> bool {
        while diagram > Diagram::ALWAYS {
            let node = self.at(diagram);
            diagram = if is_true(node.variable) { node.high } else { node.low };
        }
        diagram == Diagram::ALWAYS
    }

    /// The first variable of a condition that has any, and what is left of it where that is false and where it is true.
    pub fn first(&self, diagram: Diagram) -> (u32, [Diagram; 2]) {
        let node = self.at(diagram);
        (node.variable, [node.low, node.high])
    }

    /// The variables that a condition looks at, in their order.
    pub fn variables(&self, diagram: Diagram) -> Vec<u32> {
        let (mut open, mut seen, mut variables) = (vec![diagram], FxHashSet::default(), Vec::new());
        while let Some(one) = open.pop() {
            if one > Diagram::ALWAYS && seen.insert(one) {
                let node = self.at(one);
                variables.push(node.variable);
                open.extend([node.low, node.high]);
            }
        }
        variables.sort_unstable();
        variables.dedup();
        variables
    }

    /// One way in which a condition that is neither always nor never so holds, or does not.
    pub fn way(&self, mut diagram: Diagram, truth: bool) -> Case {
        let wrong = if truth { Diagram::NEVER } else { Diagram::ALWAYS };
        let mut way = Case::new();
        while diagram > Diagram::ALWAYS {
            let node = self.at(diagram);
            let is_high = node.low == wrong;
            way.push((node.variable, is_high));
            diagram = if is_high { node.high } else { node.low };
        }
        way
    }

    /// What is left of a condition where some variables stand so; they are in their order.
    pub fn given(&mut self, diagram: Diagram, way: &[(u32, bool)]) -> Diagram {
        self.left(diagram, way, &mut FxHashMap::default())
    }

    fn left(&mut self, diagram: Diagram, way: &[(u32, bool)], known: &mut FxHashMap<(Diagram, usize), Diagram>) -> Diagram {
        let Some(((variable, truth), rest)) = way.split_first() else { return diagram };
        if diagram <= Diagram::ALWAYS {
            return diagram;
        }
        if let Some(known) = known.get(&(diagram, way.len())) {
            return *known;
        }
        let node = self.at(diagram);
        let left = match node.variable.cmp(variable) {
            Ordering::Less => {
                let [low, high] = [node.low, node.high].map(|half| self.left(half, way, known));
                self.node(Node { variable: node.variable, low, high })
            }
            Ordering::Equal => self.left(if *truth { node.high } else { node.low }, rest, known),
            Ordering::Greater => self.left(diagram, rest, known),
        };
        known.insert((diagram, way.len()), left);
        left
    }

    /// Ways to meet a condition of which none can be left out, or `None` where they are more than so many (Minato and Morreale's
    /// irredundant sum of products).
    pub fn cases(&mut self, condition: Diagram, most: usize) -> Option<Vec<Case>> {
        let mut left = most;
        let (mut cases, _) = self.covering(condition, condition, &mut left)?;
        cases.iter_mut().for_each(|case| case.reverse());
        cases.sort_by(|one, other| one.len().cmp(&other.len()).then_with(|| one.cmp(other)));
        Some(cases)
    }

    /// Cases that hold all of a condition and nothing outside another; each case from its last variable to its first.
    fn covering(&mut self, least: Diagram, most: Diagram, left: &mut usize) -> Option<(Vec<Case>, Diagram)> {
        if least == Diagram::NEVER {
            return Some((Vec::new(), Diagram::NEVER));
        }
        if most == Diagram::ALWAYS {
            *left = left.checked_sub(1)?;
            return Some((vec![Case::new()], Diagram::ALWAYS));
        }
        let variable = self.at(least).variable.min(self.at(most).variable);
        let ([least_low, least_high], [most_low, most_high]) = (self.halves(least, variable), self.halves(most, variable));
        let mut one_side = |inside: Diagram, outside: Diagram, bound: Diagram, left: &mut usize| {
            let not = self.not(outside);
            let only = self.and(inside, not);
            self.covering(only, bound, left)
        };
        let (mut low, held_low) = one_side(least_low, most_high, most_low, left)?;
        let (mut high, held_high) = one_side(least_high, most_low, most_high, left)?;
        let rest_low = self.less(least_low, held_low);
        let rest_high = self.less(least_high, held_high);
        let (rest, bound) = (self.or(rest_low, rest_high), self.and(most_low, most_high));
        let (both, held) = self.covering(rest, bound, left)?;
        low.iter_mut().for_each(|case| case.push((variable, false)));
        high.iter_mut().for_each(|case| case.push((variable, true)));
        let split = self.node(Node { variable, low: held_low, high: held_high });
        let held = self.or(split, held);
        low.extend(high);
        low.extend(both);
        Some((low, held))
    }

    fn less(&mut self, one: Diagram, other: Diagram) -> Diagram {
        let not = self.not(other);
        self.and(one, not)
    }
}

#[cfg(test)]
mod tests {
    use super::{Diagram, Diagrams};

    #[test]
    fn a_condition_is_one_thing_however_it_is_arrived_at() {
        let mut all = Diagrams::default();
        let [a, b, c] = [0, 1, 2].map(|variable| all.variable(variable));
        let (ab, ac, bc) = (all.and(a, b), all.and(a, c), all.and(b, c));
        let either = all.or(ab, ac);
        let most = all.or(either, bc);
        let any_of_two = all.or(b, c);
        let other = all.either(a, any_of_two, bc);
        assert_eq!(most, other);
        let not = all.not(most);
        assert_eq!(all.and(most, not), Diagram::NEVER);
        assert_eq!(all.or(most, not), Diagram::ALWAYS);
        assert!(all.holds(most, |variable| variable != 1) && !all.holds(most, |variable| variable == 1));
    }

    #[test]
    fn cases_hold_a_condition_and_nothing_else() {
        let mut all = Diagrams::default();
        let [a, b, c] = [0, 1, 2].map(|variable| all.variable(variable));
        let (ab, bc) = (all.and(a, b), all.and(b, c));
        let condition = all.or(ab, bc);
        let cases = all.cases(condition, 10).expect("they are few");
        assert_eq!(cases, [vec![(0, true), (1, true)], vec![(1, true), (2, true)]]);
        assert_eq!(all.cases(Diagram::ALWAYS, 10), Some(vec![vec![]]));
        assert_eq!(all.cases(Diagram::NEVER, 10), Some(vec![]));
        assert_eq!(all.cases(condition, 1), None);
        assert_eq!(
            (all.given(condition, &[(1, false)]), all.given(condition, &[(0, true), (1, true)])),
            (Diagram::NEVER, Diagram::ALWAYS)
        );
        assert_eq!(all.variables(condition), [0, 1, 2]);
        for truth in [true, false] {
            let way = all.way(condition, truth);
            assert_eq!(all.given(condition, &way) == Diagram::ALWAYS, truth);
        }
    }
}
