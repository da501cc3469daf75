//! Distributions: the origins their behaviors name, and what those need to let CloudFront in.
//!
//! In: behaviors and origins as written. Out: each distribution's list of origins and groups, access controls, and the policy
//! of each bucket that is read. Deliberately absent: how any of it is spelled.

mod access;

use super::buckets::{self, Reader};
use super::expand::Expansion;
use crate::model::{BehaviorView, DistributionView, ErrorView, OriginView};
use crate::report::Reports;
use crate::schema::{BlockId, KindId, Schema, Unknown, Value};
use crate::source::Name;
use rustc_hash::FxHashMap;

/// The kinds this room speaks of.
pub(super) struct Distributions {
    distribution: DistributionView,
    behavior: BehaviorView,
    error: ErrorView,
    origin: OriginView,
    bucket: KindId,
    vpc_origin: KindId,
}

/// What one run has made so far.
#[derive(Default)]
struct Made {
    /// The access control of each origin.
    controls: FxHashMap<BlockId, Value>,
    /// Which distributions and identities read each bucket, in the order found.
    readers: Vec<(BlockId, Reader)>,
}

/// What an origin is, as far as its place in a distribution goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Bucket,
    LambdaUrl,
    Vpc,
    Host,
}

impl Distributions {
    /// `None` where the library has no distributions.
    pub fn new(schema: &Schema) -> Option<Distributions> {
        Some(Distributions {
            distribution: DistributionView::of(schema)?,
            behavior: BehaviorView::of(schema)?,
            error: ErrorView::of(schema)?,
            origin: OriginView::of(schema)?,
            bucket: schema.kind_named(Name::of("bucket"))?,
            vpc_origin: schema.kind_named(Name::of("vpc_origin"))?,
        })
    }

    /// Expands every distribution, then every bucket.
    pub fn expand(&self, expansion: &mut Expansion, _: &mut Reports) {
        let mut made = Made::default();
        for id in expansion.of_kind(self.distribution.kind) {
            if !expansion.blocks[id.0 as usize].existing {
                self.origins(expansion, id, &mut made);
                self.errors(expansion, id);
            }
        }
        self.logs(expansion, &mut made);
        for id in expansion.of_kind(self.bucket) {
            buckets::expand(expansion, id, &made.readers);
        }
    }

    /// Buckets that deliveries of logs write into.
    fn logs(&self, expansion: &mut Expansion, made: &mut Made) {
        let Some(kind) = expansion.schema.kind_named(Name::of("logs")) else {
            return;
        };
        for id in expansion.of_kind(kind) {
            let to = expansion.get(id, "to").as_block().filter(|_| expansion.get(id, "version") == Value::word("v2"));
            let writer = to.map(|bucket| (bucket, Reader::Logs));
            made.readers.extend(writer.filter(|writer| !made.readers.contains(writer)));
        }
    }

    /// Lists the origins of a distribution, and says in each behavior which is its own.
    fn origins(&self, expansion: &mut Expansion, id: BlockId, made: &mut Made) {
        let view = self.distribution;
        let block = &expansion.blocks[id.0 as usize];
        let mut behaviors: Vec<BlockId> = Vec::new();
        for slot in [view.behaviors, view.default] {
            match block.value(slot) {
                Some(Value::List(items)) => behaviors.extend(items.iter().filter_map(Value::as_block)),
                Some(Value::Block(one)) => behaviors.push(*one),
                _ => {}
            }
        }
        let mut entries: Vec<(BlockId, Value)> = Vec::new();
        let mut groups: Vec<(BlockId, Value)> = Vec::new();
        for behavior in behaviors {
            let target = expansion.blocks[behavior.0 as usize].value(self.behavior.origin).and_then(Value::as_block);
            let Some(target) = target else { continue };
            let label = expansion.blocks[target.0 as usize].label.clone();
            if self.fails_over(expansion, target) {
                self.group(expansion, id, target, &mut entries, &mut groups, made);
            } else {
                self.entry(expansion, id, target, &mut entries, made);
            }
            expansion.set(behavior, "origin_id", Value::Text(label));
        }
        let values = |list: Vec<(BlockId, Value)>| Value::List(list.into_iter().map(|(_, value)| value).collect());
        let no_groups = groups.is_empty();
        expansion.set(id, "origins", values(entries));
        if !no_groups {
            expansion.set(id, "groups", values(groups));
        }
    }

    fn fails_over(&self, expansion: &Expansion, origin: BlockId) -> bool {
        let block = &expansion.blocks[origin.0 as usize];
        block.kind == self.origin.kind && block.case == Some(self.origin.failover)
    }

    fn group(
        &self,
        expansion: &mut Expansion,
        distribution: BlockId,
        origin: BlockId,
        entries: &mut Vec<(BlockId, Value)>,
        groups: &mut Vec<(BlockId, Value)>,
        made: &mut Made,
    ) {
        if groups.iter().any(|(known, _)| *known == origin) {
            return;
        }
        let block = expansion.blocks[origin.0 as usize].clone();
        let primary_first = |role: Option<&Value>| role != Some(&Value::word("primary"));
        let mut branches: Vec<_> = block.branches.iter().collect();
        branches.sort_by_key(|branch| primary_first(branch.value(self.origin.role)));
        let mut members = Vec::new();
        for branch in branches {
            let Some(target) = branch.value(self.origin.from).and_then(Value::as_block) else {
                continue;
            };
            self.entry(expansion, distribution, target, entries, made);
            let label = expansion.blocks[target.0 as usize].label.clone();
            let Some(member) = expansion.make("group_member", String::new(), origin) else {
                return;
            };
            expansion.set(member, "id", Value::Text(label));
            members.push(Value::Block(member));
        }
        let Some(group) = expansion.make("origin_group", String::new(), origin) else {
            return;
        };
        expansion.set(group, "id", Value::Text(block.label.clone()));
        expansion.set(group, "members", Value::List(members));
        expansion.copy(origin, group);
        groups.push((origin, Value::Block(group)));
    }

    /// The entry of one origin, once.
    fn entry(
        &self,
        expansion: &mut Expansion,
        distribution: BlockId,
        origin: BlockId,
        entries: &mut Vec<(BlockId, Value)>,
        made: &mut Made,
    ) {
        if entries.iter().any(|(known, _)| *known == origin) {
            return;
        }
        let Some(entry) = expansion.make("origin_entry", String::new(), origin) else {
            return;
        };
        entries.push((origin, Value::Block(entry)));
        expansion.set(entry, "id", Value::Text(expansion.blocks[origin.0 as usize].label.clone()));
        let written = expansion.blocks[origin.0 as usize].kind == self.origin.kind;
        let settings = if written { origin } else { self.plain_origin(expansion, origin) };
        let target = if written { expansion.get(origin, "from") } else { Value::Block(origin) };
        let sort = self.sort(expansion, settings, &target);
        expansion.copy(settings, entry);
        let host = self.host(expansion, &target);
        expansion.set(entry, "domain_name", host);
        if let Some(shield) = self.shield(expansion, settings, &target) {
            expansion.set(entry, "shield", shield);
        }
        self.access(expansion, distribution, origin, settings, entry, &target, sort, made);
        match sort {
            Sort::Bucket => {
                if self.wrote(expansion, settings, "response_timeout") {
                    let value = expansion.get(settings, "response_timeout");
                    expansion.set(entry, "bucket_timeout", value);
                }
            }
            Sort::Vpc => self.speaks(expansion, settings, entry, "vpc_settings", "vpc", Some(&target)),
            Sort::Host | Sort::LambdaUrl => self.speaks(expansion, settings, entry, "custom_origin", "custom", None),
        }
    }

    /// An origin block with nothing but defaults, for a bucket or host that is named as an origin itself.
    fn plain_origin(&self, expansion: &mut Expansion, target: BlockId) -> BlockId {
        let label = expansion.blocks[target.0 as usize].label.to_string();
        let made = expansion.make("origin", label, target).unwrap_or(target);
        expansion.set(made, "from", Value::Block(target));
        made
    }

    fn wrote(&self, expansion: &Expansion, block: BlockId, field: &str) -> bool {
        let block = &expansion.blocks[block.0 as usize];
        let field = expansion.schema.kind(block.kind).field_in(Name::of(field), block.case);
        field.is_some_and(|field| block.slot(field).is_some())
    }

    fn sort(&self, expansion: &Expansion, settings: BlockId, target: &Value) -> Sort {
        if let Value::Block(target) = target {
            let kind = expansion.blocks[target.0 as usize].kind;
            if kind == self.bucket {
                return Sort::Bucket;
            }
            if kind == self.vpc_origin {
                return Sort::Vpc;
            }
        }
        match expansion.reader().member(&Value::Block(settings), Name::of("sort")) {
            Some(Value::Word(word)) if word == "s3" => Sort::Bucket,
            Some(Value::Word(word)) if word == "lambda_url" => Sort::LambdaUrl,
            _ => Sort::Host,
        }
    }

    /// The host that CloudFront asks.
    fn host(&self, expansion: &Expansion, target: &Value) -> Value {
        let Value::Block(block) = target else {
            return target.clone();
        };
        if expansion.blocks[block.0 as usize].kind == self.vpc_origin {
            let behind = expansion.get(*block, "to");
            return self.host(expansion, &behind);
        }
        Value::attribute(*block, Name::of("domain_name"))
    }

    /// The region of Origin Shield: as written, or the one nearest to the origin.
    fn shield(&self, expansion: &Expansion, settings: BlockId, target: &Value) -> Option<Value> {
        let written = expansion.get(settings, "shield");
        match &written {
            Value::None => None,
            Value::Word(word) if *word == "nearest" => {
                let reader = expansion.reader();
                let region = match target {
                    Value::Block(block) => match expansion.get(*block, "region") {
                        region @ Value::Word(_) => region,
                        _ => crate::resolve::place_facts(
                            Name::of("region_of"),
                            &[self.host_text(expansion, target)],
                            expansion.schema,
                        )?,
                    },
                    host => crate::resolve::place_facts(Name::of("region_of"), std::slice::from_ref(host), expansion.schema)?,
                };
                match reader.member(&region, Name::of("shield")) {
                    Some(nearest) => Some(nearest),
                    None if matches!(region, Value::Word(_)) => Some(region),
                    None => Some(Value::word(crate::resolve::SHIELD_OF_ANY)),
                }
            }
            _ => Some(written),
        }
    }

    fn host_text(&self, expansion: &Expansion, target: &Value) -> Value {
        match self.host(expansion, target) {
            Value::Unknown(unknown) => match *unknown {
                Unknown::Attribute(block, output) => expansion.reader().output(block, output).unwrap_or(Value::None),
                _ => Value::None,
            },
            known => known,
        }
    }

    /// The part that says how a host is spoken to.
    fn speaks(&self, expansion: &mut Expansion, settings: BlockId, entry: BlockId, part: &str, field: &str, vpc: Option<&Value>) {
        let Some(part) = expansion.make(part, String::new(), settings) else {
            return;
        };
        expansion.copy(settings, part);
        if let Some(vpc) = vpc {
            expansion.set(part, "vpc_origin", vpc.clone());
            if let Value::Block(vpc) = vpc {
                expansion.copy(*vpc, part);
            }
        }
        expansion.set(entry, field, Value::Block(part));
    }

    /// `error 403, 404 -> …` becomes one entry for each code.
    fn errors(&self, expansion: &mut Expansion, id: BlockId) {
        let errors = match expansion.blocks[id.0 as usize].value(self.distribution.errors) {
            Some(Value::List(errors)) => errors.clone(),
            _ => return,
        };
        let mut single = Vec::with_capacity(errors.len());
        for error in errors.iter().filter_map(Value::as_block) {
            let codes = match expansion.blocks[error.0 as usize].value(self.error.codes) {
                Some(Value::List(codes)) => codes.clone(),
                _ => continue,
            };
            for (turn, code) in codes.iter().enumerate() {
                let mut block = expansion.blocks[error.0 as usize].clone();
                let span = block.slot(self.error.codes).map_or(block.span, |slot| slot.span);
                block.set(self.error.codes, span, Value::List(vec![code.clone()]));
                if turn == 0 {
                    single.push(Value::Block(error));
                    expansion.blocks[error.0 as usize] = block;
                } else {
                    single.push(Value::Block(BlockId(expansion.blocks.len() as u32)));
                    expansion.blocks.push(block);
                }
            }
        }
        let span = expansion.blocks[id.0 as usize].slot(self.distribution.errors).map(|slot| slot.span);
        let span = span.unwrap_or(expansion.blocks[id.0 as usize].span);
        expansion.blocks[id.0 as usize].set(self.distribution.errors, span, Value::List(single));
    }
}
