"""Terraform with the real AWS provider, offline: one initialised base that every run borrows, and closed surroundings."""
import glob
import json
import os
import re
import shutil
import subprocess

import tools

PROVIDER = "hashicorp/aws"
VERSION = os.environ.get("EDGEWISE_TF_AWS_VERSION", "5.100.0")


def program():
    """The terraform to run."""
    exe = os.environ.get("EDGEWISE_TERRAFORM", "terraform")
    if not shutil.which(exe):
        tools.die("terraform is not on PATH (EDGEWISE_TERRAFORM names another)")
    return exe


def mirror():
    """A folder that holds the provider already, or None: then `init` fetches it from where Terraform always does."""
    named = os.environ.get("EDGEWISE_TF_PLUGINS")
    usual = [os.path.expanduser("~/.terraform.d/plugins"), os.path.expanduser("~/.local/share/terraform/plugins"),
             "/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins"] + sorted(glob.glob("/opt/*"))
    for place in [named] if named else usual:
        if glob.glob(os.path.join(place, "*", *PROVIDER.split("/"))):
            return place
    if named:
        tools.die("EDGEWISE_TF_PLUGINS: %s holds no %s" % (named, PROVIDER))
    return None


def environment(workdir, **more):
    """Dummy credentials, no user configuration, no version check."""
    config, place = os.path.join(workdir, "cli.tfrc"), mirror()
    with open(config, "w") as f:
        f.write("disable_checkpoint = true\n")
        if place:
            f.write('provider_installation {\n  filesystem_mirror {\n    path = "%s"\n  }\n}\n' % place)
    env = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "TF_"))}
    env.update(TF_CLI_CONFIG_FILE=config, TF_IN_AUTOMATION="1", TF_INPUT="0", CHECKPOINT_DISABLE="1",
               AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_REGION="us-east-1",
               AWS_EC2_METADATA_DISABLED="true", AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull,
               NO_PROXY="127.0.0.1,localhost", no_proxy="127.0.0.1,localhost", **more)
    return env


def base():
    """A folder initialised once for each provider version."""
    folder = os.path.join(tools.cache(), "terraform-aws-" + VERSION)
    mark, key = os.path.join(folder, ".ok"), "%s %s" % (mirror(), shutil.which(program()))

    def good():
        return os.path.exists(mark) and open(mark).read() == key

    if good():
        return folder
    with tools.Lock():
        if good():
            return folder
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        with open(os.path.join(folder, "main.tf.json"), "w") as f:
            json.dump({"terraform": {"required_providers": {"aws": {"source": PROVIDER, "version": VERSION}}}}, f)
        env = environment(folder) if mirror() else dict(environment(folder), **{
            k: v for k, v in os.environ.items() if k.lower().endswith("_proxy")})
        done = subprocess.run([program(), "init", "-no-color"], cwd=folder, env=env, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            tools.die(done.stdout, 1)
        with open(mark, "w") as f:
            f.write(key)
    return folder


def files(folder):
    """The configuration files of a folder."""
    return sorted(n for n in os.listdir(folder) if n.endswith((".tf", ".tf.json")))


def source(folder):
    """The text of a configuration."""
    return "".join(open(os.path.join(folder, n), encoding="utf-8").read() for n in files(folder))


def documents(folder):
    """The JSON documents of a configuration; one that cannot be read is left for Terraform to speak of."""
    found = []
    for name in files(folder):
        try:
            found.append(json.load(open(os.path.join(folder, name), encoding="utf-8")))
        except ValueError:
            pass
    return found


def stage(folder, to, values=None, borrow=True):
    """Lay a configuration out in TO, by links, with the base's provider; the folder itself is never written to."""
    if not os.path.isdir(folder) or not files(folder):
        tools.die("%s: no folder with .tf.json files" % folder)
    os.makedirs(to)
    for name in os.listdir(folder):
        if not name.startswith((".terraform", "terraform.tfstate")):
            os.symlink(os.path.abspath(os.path.join(folder, name)), os.path.join(to, name))
    if values:
        with open(os.path.join(to, "judges.auto.tfvars.json"), "w") as f:
            json.dump(values, f)
    shutil.copy(os.path.join(base(), ".terraform.lock.hcl"), to)
    if borrow:
        os.symlink(os.path.join(base(), ".terraform"), os.path.join(to, ".terraform"))


def blocks(folder):
    """What stands in each `provider "aws"` block."""
    found = []
    for doc in documents(folder):
        each = doc.get("provider") or {}
        for block in each if isinstance(each, list) else [each]:
            aws = block.get("aws")
            if aws is not None:
                found += aws if isinstance(aws, list) else [aws]
    return found


def aliases(folder):
    """The alias of each `provider "aws"` block, None for the default one."""
    return [block.get("alias") for block in blocks(folder)]


def groups(folders):
    """The folders that have the same providers; one that holds more than JSON is alone."""
    found = {}
    for folder in folders:
        plain = all(name.endswith(".json") for name in files(folder))
        found.setdefault(json.dumps(blocks(folder), sort_keys=True) if plain else folder, []).append(folder)
    return list(found.values())


def join(group, root, values=None):
    """Lay folders that have the same providers out as modules of one configuration, which hands them these.

    VALUES(folder) gives their variables; without it they are variables of the whole."""
    os.makedirs(os.path.join(root, ".terraform", "modules"))
    given, manifest, calls, variables = blocks(group[0]), [{"Key": "", "Source": "", "Dir": "."}], {}, {}
    names = ["aws" if "alias" not in block else "aws.%s" % block["alias"] for block in given]
    for i, folder in enumerate(group):
        key = "d%d" % i
        to = os.path.join(root, key)
        stage(folder, to, borrow=False)
        for name in files(folder):
            with open(os.path.join(folder, name), encoding="utf-8") as f:
                document = json.load(f)
            if document.pop("provider", None) is not None or "terraform" in document:
                wanted = document.get("terraform", {}).get("required_providers", {}).get("aws")
                if wanted is not None:
                    wanted["configuration_aliases"] = [name for name in names if name != "aws"]
                os.unlink(os.path.join(to, name))
                with open(os.path.join(to, name), "w") as f:
                    json.dump(document, f)
            for variable, about in (document.get("variable") or {}).items():
                if values is None and "default" not in about:
                    variables[key + "_" + variable] = {"type": re.sub(r"^\$\{|\}$", "", about.get("type", "any"))}
                    calls.setdefault(key, {})[variable] = "${var.%s_%s}" % (key, variable)
        calls.setdefault(key, {}).update({"source": "./" + key, "providers": {name: name for name in names}})
        # A text is a template here, and plain in a file of values.
        for variable, value in (values(folder) if values else {}).items():
            calls[key][variable] = json.loads(json.dumps(value).replace("${", "$${").replace("%{", "%%{"))
        manifest.append({"Key": key, "Source": "./" + key, "Dir": key})
    with open(os.path.join(root, ".terraform", "modules", "modules.json"), "w") as f:
        json.dump({"Modules": manifest}, f)
    with open(os.path.join(root, "main.tf.json"), "w") as f:
        json.dump({"terraform": {"required_providers": {"aws": {"source": PROVIDER}}}, "provider": {"aws": given},
                   "module": calls, **({"variable": variables} if variables else {})}, f)
    os.symlink(os.path.join(base(), ".terraform", "providers"), os.path.join(root, ".terraform", "providers"))
    shutil.copy(os.path.join(base(), ".terraform.lock.hcl"), root)


def override(folder, arguments):
    """Add arguments to every provider block, in an override file: what was compiled stays as it is."""
    named = aliases(folder)
    if named:
        blocks = [dict(arguments, **({"alias": a} if a else {})) for a in named]
        name = "judges_override.tf.json"
    else:
        blocks, name = [dict(arguments, region="us-east-1")], "judges_provider.tf.json"
    with open(os.path.join(folder, name), "w") as f:
        json.dump({"provider": {"aws": blocks}}, f)


def show(stage_folder, env, plan):
    """A saved plan as a document."""
    return json.loads(subprocess.run([program(), "show", "-json", plan], cwd=stage_folder, env=env, check=True,
                                     stdout=subprocess.PIPE, text=True).stdout)


def sentences(diagnostics):
    """Terraform's own messages, as it would print them."""
    out = []
    for d in diagnostics:
        where, snippet = d.get("range") or {}, d.get("snippet") or {}
        line = "%s: %s" % (d["severity"], d["summary"])
        if d.get("detail"):
            line += "\n  " + re.sub(r"\n\s*", "\n  ", d["detail"].strip())
        if where:
            line += "\n  at %s:%s" % (where.get("filename", ""), (where.get("start") or {}).get("line", ""))
        if snippet.get("context"):
            line += " in " + snippet["context"]
        out.append(line)
    return "\n".join(out)
