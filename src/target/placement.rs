//! Which template each resource stands in: one for each region, cut where a limit of CloudFormation wants it.
//!
//! In: what every resource refers to, how large it is, where it must live. Out: templates in the order they are deployed, no
//! two of which need each other. Deliberately absent: writing them (`cloudformation`).

use super::encode::Use;
use super::fragment::Fragments;
use super::limits::Limits;
use super::names;
use super::world::{Item, World};
use crate::schema::{Asked, Home, KindId, Shape, Target};
use crate::source::Name;
use rustc_hash::FxHashSet;

/// The templates of a plan.
#[derive(Debug)]
pub(crate) struct Placement {
    template_of: Vec<Option<u32>>,
    /// In the order they are deployed.
    pub templates: Vec<Template>,
}

/// One template.
#[derive(Debug)]
pub(crate) struct Template {
    /// The region it must be deployed in; `None` for any, or for the one the deployer chooses.
    pub region: Option<Name>,
    /// Whether it is of another region than the plan's.
    pub foreign: bool,
    /// Its number among those of its region, from one.
    pub number: usize,
    /// What stands in it, what it depends on first.
    pub items: Vec<Item>,
}

impl Placement {
    pub(crate) fn template_of(&self, item: Item) -> Option<u32> {
        self.template_of[item.0 as usize]
    }

    /// The parameter that brings an item, or an attribute of it, into another template; the output that hands it out there.
    pub(crate) fn parameter(&self, world: &World, item: Item, attribute: Option<&str>) -> String {
        let name = world.name(item);
        let Some(attribute) = attribute else {
            return name.to_owned();
        };
        let plain = name.to_owned() + &names::logical(attribute);
        if world.is_taken(&plain) { plain + "Value" } else { plain }
    }

    /// Places every item that the target knows, where a region is the plan's own.
    pub(crate) fn decide(world: &World, fragments: &Fragments, graph: &Graph, limits: Limits, own: Option<Name>) -> Placement {
        let groups = graph.groups(world, own);
        let mut cap = limits.resources;
        loop {
            let outputs = if cap <= 1 { usize::MAX } else { limits.outputs };
            let limits = Limits { resources: cap, outputs, ..limits };
            match cut(fragments, graph, &groups, limits, own) {
                Some(placement) => return placement,
                None => cap = cap * 3 / 4,
            }
        }
    }

    /// Whether what has no region could as well live in this one: of one kind there and here, such as a bucket and its spare,
    /// somebody wants two places.
    fn is_apart_by_chance(&self, region: Name, world: &World) -> bool {
        let kinds = |is_of: &dyn Fn(&&Template) -> bool| -> Vec<KindId> {
            let items = self.templates.iter().filter(is_of).flat_map(|template| &template.items);
            let blocks = items.filter_map(|item| world.block(*item));
            blocks.filter(|block| world.reader.kind(block).home == Home::Region).map(|block| block.kind).collect()
        };
        let there = kinds(&|template| template.region == Some(region));
        kinds(&|template| template.region.is_none()).iter().all(|kind| !there.contains(kind))
    }

    /// Whether a region has a tenth of the templates or more; where fewer stand, little is won if it is the plan's.
    fn is_of_weight(&self, region: Name) -> bool {
        self.templates.iter().filter(|template| template.region == Some(region)).count() * 10 >= self.templates.len()
    }

    /// The region that would make the fewest templates if it were the plan's, and how many; of a plan that has none.
    pub(crate) fn better_region(
        &self,
        world: &World,
        fragments: &Fragments,
        graph: &Graph,
        limits: Limits,
    ) -> Option<(Name, usize)> {
        let mut regions: Vec<Name> = Vec::new();
        for region in self.templates.iter().filter_map(|template| template.region) {
            let is_new = world.plan.region.is_none() && !regions.contains(&region);
            if is_new && self.is_of_weight(region) && self.is_apart_by_chance(region, world) {
                regions.push(region);
            }
        }
        let count = |region: Name| Placement::decide(world, fragments, graph, limits, Some(region)).templates.len();
        let counted = regions.into_iter().map(|region| (region, count(region)));
        counted.filter(|(_, count)| *count < self.templates.len()).min_by_key(|(_, count)| *count)
    }
}

/// Whether an attribute is a list, which a parameter passes as text with commas.
pub(crate) fn passes_as_list(world: &World, item: Item, attribute: Option<&str>) -> bool {
    let Some(block) = world.block(item) else {
        return false;
    };
    let asks = |asked: &Asked| match (asked, attribute) {
        (Asked::Ref, None) => true,
        (Asked::Attribute(path), Some(attribute)) => **path == *attribute,
        _ => false,
    };
    let outputs = &world.reader.kind(block).outputs;
    outputs.iter().any(|output| {
        matches!(output.shape, Shape::List(..)) && output.asked.of(Target::CloudFormation).as_ref().is_some_and(asks)
    })
}

/// What refers to what.
pub(crate) struct Graph {
    /// What items need, one item's behind the other's, and where each item's end.
    needed: Vec<u32>,
    ends: Vec<usize>,
    /// Whether the target has it at all.
    known: Vec<bool>,
    /// How many bytes each takes in a template.
    sizes: Vec<u32>,
}

impl Graph {
    /// Looks at everything that the target creates.
    pub(crate) fn of(world: &World, fragments: &Fragments) -> Graph {
        /// Room for what surrounds resources: parameters, conditions, outputs, names.
        const OVERHEAD: usize = 24;
        let size = |item: Item| (fragments.length(item) + world.name(item).len() + OVERHEAD) as u32;
        let sizes = world.items().map(size).collect();
        let known: Vec<bool> = world.items().map(|item| world.kind_of(item).is_some()).collect();
        let mut needed: Vec<u32> = Vec::new();
        let mut ends = Vec::with_capacity(known.len());
        for item in world.items() {
            let first = needed.len();
            let mut add = |of: Item| {
                if of != item && known[of.0 as usize] && !needed[first..].contains(&of.0) {
                    needed.push(of.0);
                }
            };
            for used in fragments.uses(item) {
                if let Use::Item(of, _) = used {
                    add(*of);
                }
            }
            if let Some(resource) = world.plan.resources.get(item.0 as usize) {
                resource.after.iter().filter_map(|block| world.item(*block)).for_each(add);
            }
            ends.push(needed.len());
        }
        Graph { needed, ends, known, sizes }
    }

    /// What an item needs.
    fn needs(&self, item: u32) -> &[u32] {
        let at = item as usize;
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.needed[from..self.ends[at]]
    }

    /// Groups that each are deployed as a whole, in order: a region, or a layer of one where regions need each other.
    fn groups(&self, world: &World, plans: Option<Name>) -> Vec<(Option<Name>, Vec<u32>)> {
        let mut region: Vec<Option<Name>> = world
            .items()
            .map(|item| {
                let own = world.plan.resources.get(item.0 as usize).and_then(|resource| resource.region);
                own.filter(|region| Some(*region) != plans)
            })
            .collect();
        let order = self.order();
        if region.iter().all(Option::is_none) {
            return vec![(None, order)];
        }
        for item in &order {
            if let Some(foreign) = region[*item as usize] {
                self.draw_in(*item, foreign, &mut region, world);
            }
        }
        let mut regions: Vec<Option<Name>> = Vec::new();
        for item in &order {
            if !regions.contains(&region[*item as usize]) {
                regions.push(region[*item as usize]);
            }
        }
        let sorted = self.sorted(&regions, &region);
        let in_layers = sorted.is_none();
        let mut level = vec![0usize; region.len()];
        if in_layers {
            for item in &order {
                for needed in self.needs(*item) {
                    let crosses = usize::from(region[*needed as usize] != region[*item as usize]);
                    level[*item as usize] = level[*item as usize].max(level[*needed as usize] + crosses);
                }
            }
        }
        let regions = sorted.unwrap_or(regions);
        let highest = order.iter().map(|item| level[*item as usize]).max().unwrap_or(0);
        let mut groups = Vec::new();
        for at in 0..=highest {
            for place in &regions {
                let members = order.iter().filter(|item| level[**item as usize] == at && region[**item as usize] == *place);
                let members: Vec<u32> = members.copied().collect();
                if !members.is_empty() {
                    groups.push((*place, members));
                }
            }
        }
        groups
    }

    /// Moves what has no region of its own, and is needed here, to a region.
    fn draw_in(&self, item: u32, to: Name, region: &mut [Option<Name>], world: &World) {
        let mut open = self.needs(item).to_vec();
        while let Some(needed) = open.pop() {
            let global = world.block(Item(needed)).is_some_and(|block| world.reader.kind(block).home == Home::Global);
            if region[needed as usize].is_none() && global {
                region[needed as usize] = Some(to);
                open.extend(self.needs(needed));
            }
        }
    }

    /// Regions in an order in which none needs a later one; `None` where there is none.
    fn sorted(&self, regions: &[Option<Name>], region: &[Option<Name>]) -> Option<Vec<Option<Name>>> {
        let number = |place: Option<Name>| regions.iter().position(|known| *known == place).unwrap_or(0);
        let mut edges = vec![vec![false; regions.len()]; regions.len()];
        for item in (0..self.ends.len()).filter(|item| self.known[*item]) {
            for needed in self.needs(item as u32) {
                let (from, to) = (number(region[item]), number(region[*needed as usize]));
                edges[from][to] |= from != to;
            }
        }
        let mut left: Vec<usize> = (0..regions.len()).collect();
        let mut sorted = Vec::new();
        while !left.is_empty() {
            let at = left.iter().position(|from| left.iter().all(|to| !edges[*from][*to]))?;
            sorted.push(regions[left.remove(at)]);
        }
        Some(sorted)
    }

    /// Every known item, in the order of the program, what it needs first.
    fn order(&self) -> Vec<u32> {
        let mut order = Vec::with_capacity(self.ends.len());
        let mut seen = vec![false; self.ends.len()];
        let mut path: Vec<(u32, usize)> = Vec::new();
        for start in (0..self.ends.len() as u32).filter(|start| self.known[*start as usize]) {
            if std::mem::replace(&mut seen[start as usize], true) {
                continue;
            }
            path.push((start, 0));
            while let Some((item, next)) = path.last_mut() {
                match self.needs(*item).get(*next) {
                    Some(needed) => {
                        *next += 1;
                        if !std::mem::replace(&mut seen[*needed as usize], true) {
                            path.push((*needed, 0));
                        }
                    }
                    None => {
                        order.push(*item);
                        path.pop();
                    }
                }
            }
        }
        order
    }
}

/// Fills templates one after the other; `None` where one would have to hand out too much.
fn cut(
    fragments: &Fragments,
    graph: &Graph,
    groups: &[(Option<Name>, Vec<u32>)],
    limits: Limits,
    own: Option<Name>,
) -> Option<Placement> {
    let room = limits.bytes - limits.bytes / 10;
    let mut placement = Placement { template_of: vec![None; graph.ends.len()], templates: Vec::new() };
    let mut brought: FxHashSet<(Item, Option<&str>)> = FxHashSet::default();
    let mut inputs = FxHashSet::default();
    let mut handed_out = HandedOut { by: Vec::new(), later: Vec::new(), most: limits.outputs, last: None };
    for (region, members) in groups {
        let mut bytes = 0;
        let mut fresh = true;
        for item in members {
            let item = Item(*item);
            let size = graph.sizes[item.0 as usize] as usize;
            let here = placement.templates.len() as u32;
            let add = |placement: &Placement, brought: &mut FxHashSet<_>, inputs: &mut FxHashSet<_>, current: Option<u32>| {
                for used in fragments.uses(item) {
                    match used {
                        Use::Item(of, attribute)
                            if placement.template_of(*of).is_some_and(|template| Some(template) != current) =>
                        {
                            brought.insert((*of, *attribute));
                        }
                        Use::Input(input) => {
                            inputs.insert(*input);
                        }
                        Use::Item(..) | Use::Condition(_) | Use::Stack(_) => {}
                    }
                }
            };
            if !fresh {
                add(&placement, &mut brought, &mut inputs, Some(here - 1));
                let count = placement.templates.last().map_or(0, |template| template.items.len());
                fresh = count >= limits.resources || bytes + size > room || brought.len() + inputs.len() > limits.parameters;
            }
            if fresh {
                let number = 1 + placement
                    .templates
                    .iter()
                    .filter(|template| template.foreign == region.is_some() && (!template.foreign || template.region == *region))
                    .count();
                let template = Template { region: region.or(own), foreign: region.is_some(), number, items: Vec::new() };
                placement.templates.push(template);
                (bytes, fresh) = (0, false);
                brought.clear();
                inputs.clear();
                add(&placement, &mut brought, &mut inputs, None);
            }
            bytes += size;
            let at = placement.templates.len() - 1;
            placement.templates[at].items.push(item);
            placement.template_of[item.0 as usize] = Some(at as u32);
            handed_out.add(fragments.uses(item), at as u32, &placement)?;
        }
    }
    handed_out.add_later(&placement)?;
    Some(placement)
}

/// What templates hand out to others.
struct HandedOut<'f> {
    by: Vec<FxHashSet<(Item, Option<&'f str>)>>,
    /// What was needed in a template before it was placed anywhere.
    later: Vec<(Use<'f>, u32)>,
    /// How much a template may hand out.
    most: usize,
    /// What was handed out last.
    last: Option<(Item, Option<&'f str>)>,
}

impl<'f> HandedOut<'f> {
    /// Notes what a template needs of others; `None` where one of them would hand out too much.
    fn add(&mut self, uses: &[Use<'f>], to: u32, placement: &Placement) -> Option<()> {
        for used in uses {
            let Use::Item(of, attribute) = used else { continue };
            match placement.template_of(*of) {
                None => self.later.push((*used, to)),
                Some(from) if from == to => {}
                Some(from) => {
                    self.by.resize_with(placement.templates.len(), FxHashSet::default);
                    // Records name their zone, one behind the other.
                    let need = (*of, *attribute);
                    if self.last.replace(need) == Some(need) {
                        continue;
                    }
                    let by = &mut self.by[from as usize];
                    by.insert(need);
                    if by.len() > self.most {
                        return None;
                    }
                }
            }
        }
        Some(())
    }

    /// The same for what is placed only now.
    fn add_later(&mut self, placement: &Placement) -> Option<()> {
        let later = std::mem::take(&mut self.later);
        later.into_iter().try_for_each(|(used, to)| self.add(&[used], to, placement))
    }
}
