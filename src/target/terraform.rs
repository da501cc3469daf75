//! Terraform configuration in its JSON syntax.
//!
//! In: a plan. Out: `terraform/edgewise.tf.json`, and `terraform/providers.tf.json` beside it, which a team that has providers of
//! its own leaves out. Deliberately absent: state, and running Terraform.

use super::encode::{Encoder, Use};
use super::overrides;
use super::parameters;
use super::world::{Item, World};
use super::write::Json;
use super::{File, names};
use crate::plan::{From, Input, Output, Plan};
use crate::report::Reports;
use crate::schema::{Block, InputId, KindId, Shape, Target, Unknown, Value};
use crate::source::{Name, Span};

/// The provider's version that the library's facts are from, and its later minor ones; the next major renames.
const PROVIDER_VERSION: &str = "~> 5.100";
/// `one()`, optional attributes and checks are older than this.
const TERRAFORM_VERSION: &str = ">= 1.5";

/// Writes the configuration of a plan, and its providers.
pub(super) fn write(world: World, reports: &mut Reports, put: &mut dyn FnMut(File)) {
    let plan = world.plan;
    super::refusals::refuse_unknown(&world, reports);
    let nowhere = Block::new(KindId(0), "", Span::default());
    let mut encoder = Encoder::new(&world, &nowhere, reports);
    encoder.json.object();
    variables(plan, &mut encoder);
    resources(&world, &mut encoder);
    data(plan, &mut encoder);
    encoder.json.enter("output");
    for output in plan.outputs.iter().filter(|output| !world.is_of_other_target(&output.value)) {
        encoder.output(output);
    }
    encoder.json.leave();
    encoder.json.leave();
    put(File::of("terraform/edgewise.tf.json", encoder.json));
    put(File::of("terraform/providers.tf.json", providers(plan)));
}

fn numbered(plan: &Plan) -> impl Iterator<Item = (InputId, &Input)> {
    plan.inputs.iter().enumerate().map(|(at, input)| (InputId(at as u32), input))
}

fn variables(plan: &Plan, encoder: &mut Encoder) {
    encoder.json.enter("variable");
    for (id, _) in numbered(plan).filter(|(_, input)| matches!(input.from, From::Deployer | From::Export(_))) {
        parameters::variable(id, encoder);
    }
    encoder.json.leave();
}

/// What is read when planning: parameters of SSM, and what the stack knows of itself, where something asks for it.
fn data(plan: &Plan, encoder: &mut Encoder) {
    const OF_STACK: [(&str, &str); 3] =
        [("account", "aws_caller_identity"), ("partition", "aws_partition"), ("region", "aws_region")];
    let uses = std::mem::take(&mut encoder.uses);
    encoder.json.enter("data");
    for (part, source) in OF_STACK {
        if uses.contains(&Use::Stack(Name::of(part))) {
            encoder.json.enter(source);
            encoder.json.key("current");
            encoder.json.object();
            encoder.json.leave();
            encoder.json.leave();
        }
    }
    encoder.json.enter("aws_ssm_parameter");
    for (id, input) in numbered(plan) {
        if let From::Ssm(path) = &input.from {
            let world = encoder.world;
            encoder.json.key(world.input(id).1);
            encoder.json.object();
            if let Some(docs) = &input.docs {
                encoder.json.key("//");
                encoder.json.string(docs);
            }
            encoder.json.key("name");
            encoder.text(path);
            encoder.json.leave();
        }
    }
    encoder.json.leave();
    encoder.json.leave();
}

/// Resources stand below their type, types in the order of their first resource.
fn resources<'w>(world: &'w World<'w>, encoder: &mut Encoder<'w>) {
    let mut types: indexmap::IndexMap<&str, Vec<Item>, rustc_hash::FxBuildHasher> = indexmap::IndexMap::default();
    for item in world.items() {
        if let Some(kind) = world.kind_of(item) {
            types.entry(kind).or_default().push(item);
        }
    }
    encoder.json.enter("resource");
    for (kind, items) in types {
        encoder.json.key(kind);
        encoder.json.object();
        for item in items {
            encoder.json.key(world.name(item));
            encoder.resource_block(item);
            encoder.json.put_aside();
        }
        encoder.json.leave();
    }
    encoder.json.leave();
}

impl<'w> Encoder<'w> {
    fn resource_block(&mut self, item: Item) {
        let world: &'w World<'w> = self.world;
        self.json.object();
        match (world.plan.resources.get(item.0 as usize), world.block(item)) {
            (Some(resource), Some(block)) => {
                self.within = block.condition.as_deref();
                self.span = block.span;
                if let Some(docs) = &block.docs {
                    self.json.key("//");
                    self.json.string(docs);
                }
                if let Some(region) = resource.region.filter(|region| Some(*region) != world.plan.region) {
                    self.json.key("provider");
                    self.json.string(&("aws.".to_owned() + &alias(region)));
                }
                if let Some(condition) = block.condition.as_deref().filter(|_| !self.is_for_each(block)) {
                    let mut count = String::new();
                    self.condition_expression(condition, &mut count);
                    count.push_str(" ? 1 : 0");
                    self.json.key("count");
                    self.expression_string(&count);
                }
                if overrides::any(block, Target::Terraform) {
                    if let serde_json::Value::Object(entries) = self.patched(block, |_| true) {
                        for (key, value) in &entries {
                            self.json.key(key);
                            self.json.tree(value);
                        }
                    }
                } else {
                    self.properties(block);
                }
                self.depends_on(&resource.after);
                self.within = None;
            }
            _ => {
                let raw = &world.plan.raw[item.0 as usize - world.plan.resources.len()];
                self.span = raw.span;
                for (key, value) in &raw.properties {
                    self.json.key(key);
                    self.plain(&Shape::Any, value);
                }
            }
        }
        self.json.leave();
    }

    /// Whether a field of it makes the resource many.
    fn is_for_each(&self, block: &Block) -> bool {
        let kind = self.world.reader.kind(block);
        let codec =
            |field: &crate::schema::Field| field.place.tf.as_ref().and_then(|place| place.codec.as_ref()).map(|codec| codec.name);
        kind.fields.iter().any(|field| codec(field).is_some_and(|name| name == "keyed"))
    }

    fn depends_on(&mut self, after: &[crate::schema::BlockId]) {
        let world: &'w World<'w> = self.world;
        self.json.enter_list("depends_on");
        for item in after.iter().filter_map(|block| world.item(*block)) {
            if let Some(kind) = world.kind_of(item) {
                self.json.string(&(kind.to_owned() + "." + world.name(item)));
            }
        }
        self.json.leave();
    }

    fn output(&mut self, output: &'w Output) {
        self.span = output.span;
        self.json.key(&names::identifier(&output.name));
        self.json.object();
        if let Some(docs) = &output.docs {
            self.json.key("description");
            self.json.string(docs);
        }
        self.json.key("value");
        self.plain(&Shape::Any, &output.value);
        if self.is_sensitive(&output.value) {
            self.json.key("sensitive");
            self.json.bool(true);
        }
        self.json.leave();
    }

    fn is_sensitive(&self, value: &Value) -> bool {
        match value {
            Value::Unknown(unknown) => match &**unknown {
                Unknown::Input(input) => parameters::is_secret(&self.world.plan.input(*input).shape),
                Unknown::Template(pieces) => pieces.iter().any(|piece| self.is_sensitive(piece)),
                Unknown::If(_, then, otherwise) => self.is_sensitive(then) || self.is_sensitive(otherwise),
                Unknown::Attribute(..) | Unknown::Stack(_) | Unknown::Raw(..) => false,
            },
            Value::List(items) => items.iter().any(|item| self.is_sensitive(item)),
            _ => false,
        }
    }
}

fn alias(region: Name) -> String {
    names::identifier(&region).replace('-', "_")
}

fn providers(plan: &Plan) -> Json {
    let mut regions: Vec<Name> = Vec::new();
    for region in plan.resources.iter().filter_map(|resource| resource.region) {
        if Some(region) != plan.region && !regions.contains(&region) {
            regions.push(region);
        }
    }
    let mut json = Json::default();
    json.object();
    json.enter("terraform");
    json.key("required_version");
    json.string(TERRAFORM_VERSION);
    json.enter("required_providers");
    json.enter("aws");
    json.key("source");
    json.string("hashicorp/aws");
    json.key("version");
    json.string(PROVIDER_VERSION);
    (0..3).for_each(|_| json.leave());
    json.enter("provider");
    json.enter_list("aws");
    json.object();
    if let Some(region) = plan.region {
        json.key("region");
        json.string(&region);
    }
    json.leave();
    for region in regions {
        json.object();
        json.key("alias");
        json.string(&alias(region));
        json.key("region");
        json.string(&region);
        json.leave();
    }
    (0..3).for_each(|_| json.leave());
    json
}
