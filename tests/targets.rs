//! What holds of both targets and every kind of the library.
//!
//! Every property that lowering writes exists in the target's own schema; and lifting undoes lowering.

#[path = "targets/generate.rs"]
mod generate;
#[path = "targets/reference.rs"]
mod reference;
#[path = "targets/tables.rs"]
mod tables;

use edgewise::plan::Plan;
use edgewise::report::{Level, Reports};
use edgewise::schema::{self, Asked, Block, BlockId, CaseId, PerTarget, Schema, Target, Value};
use edgewise::source::Sources;
use edgewise::stdlib;
use edgewise::target::{self, Lifter, Names};
use generate::{Sample, World};
use tables::Tables;

/// Blocks of each kind, case and target.
const SEEDS: u64 = 24;

fn library() -> Schema {
    stdlib::load(&mut Sources::default())
}

/// What blocks under test may refer to, in each target.
fn worlds(schema: &Schema) -> PerTarget<World<'_>> {
    PerTarget { cfn: World::new(schema, Target::CloudFormation), tf: World::new(schema, Target::Terraform) }
}

/// Every kind that is a resource, in each target and case.
fn resources(schema: &Schema) -> Vec<(schema::KindId, Target, Option<CaseId>)> {
    let mut all = Vec::new();
    for (id, kind) in schema.kinds() {
        for target in Target::ALL {
            if kind.resource.of(target).is_none() {
                continue;
            }
            match kind.cases.len() {
                0 => all.push((id, target, None)),
                count => all.extend((0..count).map(|case| (id, target, Some(CaseId(case as u16))))),
            }
        }
    }
    all
}

#[test]
fn every_place_stands_in_its_targets_schema() {
    let (schema, tables) = (library(), Tables::read());
    let mut faults = Vec::new();
    for (id, kind) in schema.kinds() {
        for target in Target::ALL {
            let Some(name) = kind.resource.of(target) else {
                continue;
            };
            let Some(resource) = tables.resource(target, name) else {
                faults.push(format!("{name} has no schema"));
                continue;
            };
            for path in target::surface(&schema, id, target) {
                if let Some(fault) = tables.fault(target, resource, &path) {
                    faults.push(format!("{name}: {} {fault}", path.join(".")));
                }
            }
            for output in &kind.outputs {
                if let Some(Asked::Attribute(attribute)) = output.asked.of(target)
                    && !tables.can_ask(target, resource, attribute)
                {
                    faults.push(format!("{name}: {attribute} cannot be asked"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn everything_written_stands_in_its_targets_schema() {
    let (schema, tables) = (library(), Tables::read());
    let worlds = worlds(&schema);
    let mut faults = std::collections::BTreeSet::new();
    for (kind, target, case) in resources(&schema) {
        let name = schema.kind(kind).resource.of(target).clone().unwrap_or_default();
        let Some(resource) = tables.resource(target, &name) else {
            continue;
        };
        for seed in 0..SEEDS {
            let Sample { plan, id } = worlds.of(target).sample(kind, case, seed);
            let written = target::lower(&plan, &schema, target, id, &mut Reports::default());
            for fault in tables.faults(target, resource, &written) {
                faults.insert(format!("{name}: {fault}"));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn lifting_undoes_lowering() {
    let schema = library();
    let worlds = worlds(&schema);
    let mut faults: Vec<String> = Vec::new();
    for (kind, target, case) in resources(&schema) {
        for seed in 0..SEEDS {
            if let Some(fault) = round_trip(worlds.of(target), kind, case, seed) {
                let case = case.map_or("", |case| schema.kind(kind).case(case).name.as_str());
                faults.push(format!("{} {case} {} (seed {seed}): {fault}", schema.kind(kind).name, target.word()));
                break;
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

fn round_trip(world: &World, kind: schema::KindId, case: Option<CaseId>, seed: u64) -> Option<String> {
    let (schema, target) = (world.schema, world.target);
    let Sample { plan, id } = world.sample(kind, case, seed);
    let mut reports = Reports::default();
    let written = target::lower(&plan, schema, target, id, &mut reports);
    if let Some(report) = reports.iter().find(|report| report.level == Level::Error) {
        return Some(format!("{}: {}", report.code, report.message));
    }
    let mut names = Names::default();
    for resource in &plan.resources {
        let kind = schema.kind(plan.blocks[resource.block.0 as usize].kind);
        match (target, &kind.resource.tf) {
            (Target::CloudFormation, _) => names.resource(&*resource.logical_id, resource.block),
            (Target::Terraform, tf) => {
                names.resource(format!("{}.{}", tf.as_deref().unwrap_or_default(), resource.name), resource.block)
            }
        }
    }
    let mut arena = plan.blocks[..=id.0 as usize].to_vec();
    let made = &plan.blocks[id.0 as usize];
    arena[id.0 as usize] = Block::new(kind, made.label.clone(), made.span);
    let leftovers = Lifter::new(schema, target, &names, &arena).lift(id, written.clone(), &mut arena);
    if let Some(leftover) = leftovers.first() {
        return Some(format!("{} = {} is left over\n{written:#}", leftover.path, leftover.value));
    }
    let read = &arena[id.0 as usize];
    if read.case != case {
        // Two cases can say the same: one of one is all of one. Then what was read must be written the same.
        let again = Plan { blocks: arena, ..plan };
        let rewritten = target::lower(&again, schema, target, id, &mut reports);
        return (rewritten != written).then(|| format!("read as another case\n{written:#}\n{rewritten:#}"));
    }
    let compared = Compared { schema, target, made: &plan.blocks, read: &arena };
    compared.blocks(id, id).map(|fault| format!("{fault}\n{written:#}"))
}

/// Two arenas that shall hold the same.
struct Compared<'a> {
    schema: &'a Schema,
    target: Target,
    made: &'a [Block],
    read: &'a [Block],
}

impl Compared<'_> {
    fn blocks(&self, made: BlockId, read: BlockId) -> Option<String> {
        let (made, read) = (&self.made[made.0 as usize], &self.read[read.0 as usize]);
        let kind = self.schema.kind(made.kind);
        if made.kind != read.kind || made.case != read.case {
            return Some(format!("case {:?} of {} was read as {:?}", made.case, kind.name, read.case));
        }
        for (id, field) in kind.fields() {
            let none = Value::None;
            let (a, b) = (made.value(id).unwrap_or(&none), read.value(id).unwrap_or(&none));
            if let Some(fault) = self.values(a, b) {
                return Some(format!("{}.{}: {fault}", kind.name, field.name));
            }
        }
        None
    }

    fn values(&self, made: &Value, read: &Value) -> Option<String> {
        match (made, read) {
            (Value::Block(a), Value::Block(b)) => {
                let kind = self.schema.kind(self.made[a.0 as usize].kind);
                let owned = kind.is_part && kind.resource.of(self.target).is_none();
                if owned { self.blocks(*a, *b) } else { (a != b).then(|| format!("{a:?} was read as {b:?}")) }
            }
            (Value::List(a), Value::List(b)) if a.len() == b.len() => a.iter().zip(b).find_map(|(a, b)| self.values(a, b)),
            (a, b) => (!target::alike(a, b)).then(|| format!("{a:?} was read as {b:?}")),
        }
    }
}
