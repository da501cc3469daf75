//! EW-2xx: names and values.

super::codes! {
    UnknownName = "EW-201", Error, "a name that nothing has" {
        message "nothing is named `{0}`"
        label "not found in this module, nor in those it uses"
        fix "declare it, or write the name of something declared"
        means "A word is first a name in scope, else a constant of the type that its place expects. This one is neither."
        wrong "distribution app { default -> stie }\nbucket site {}"
        right "distribution app { default -> site }\nbucket site {}"
    }
    UnknownWord = "EW-202", Error, "a word that is not among the choices" {
        message "`{0}` is not one of {1}"
        label "expected {1}"
        fix "write one of {1}"
        means "The place takes one of a fixed set of words. Nothing in scope has this name either."
        wrong "behavior \"/\" -> web { protocol = https }"
        right "behavior \"/\" -> web { protocol = https_only }"
    }
    DeclaredTwice = "EW-203", Error, "a name declared twice" {
        message "`{0}` is declared twice"
        label "declared again here"
        fix "rename one of the two"
        means "All files of a directory share one namespace: a name stands for one thing."
        wrong "bucket site {}\norigin site -> \"www.example.com\""
        right "bucket site {}\norigin pages -> site"
    }
    Cycle = "EW-204", Error, "values that need each other" {
        message "`{0}` needs itself: {1}"
        label "the circle begins here"
        fix "give one of them a value that does not depend on the others"
        means "Values are computed from one another, and always end: none may need itself, directly or by way of others."
        wrong "let a = b + 1\nlet b = a - 1"
        right "let a = 1\nlet b = a + 1"
    }
    UnknownMember = "EW-206", Error, "an attribute that a thing does not have" {
        message "`{0}` has no `{1}`"
        label "it has {2}"
        fix "write one of {2}"
        means "After the dot stands an attribute: an output of a kind or component, or a field."
        wrong "output id = app.identifier"
        right "output id = app.id"
    }
    UnknownIndex = "EW-207", Error, "a key that is not there" {
        message "`{0}` has no `{1}`"
        label "its keys are {2}"
        fix "write one of {2}"
        means "What a loop makes is reached by its key: `healthy[eu-west-1]`. Maps are too; lists by number, from 0."
        wrong "let hosts = { a = \"a.example.com\" }\noutput host = hosts[b]"
        right "let hosts = { a = \"a.example.com\" }\noutput host = hosts[a]"
    }
    UnknownFunction = "EW-208", Error, "a function that does not exist" {
        message "there is no function `{0}`"
        label ""
        fix "the functions are {1}"
        means "Functions are few and built in. A language without recursion needs no others."
        wrong "let name = uppercase(\"a\")"
        right "let name = upper(\"a\")"
    }
    WrongArguments = "EW-209", Error, "arguments that do not fit" {
        message "`{0}` takes {1}, and was given {2}"
        label ""
        fix "give it {1}"
        means "Each function has a fixed number of arguments of fixed types."
        wrong "let name = upper(\"a\", \"b\")"
        right "let name = upper(\"a\")"
    }
    BadOperands = "EW-210", Error, "an operator between values it does not join" {
        message "`{0}` does not join {1} and {2}"
        label "{1} {0} {2}"
        fix "bring both to one type; texts are joined in a string, `\"${a}${b}\"`"
        means "Numbers, durations, sizes and percentages are computed with their own kind, and with plain numbers where that has a meaning. Nothing is converted in silence."
        wrong "let ttl = 5m + 30"
        right "let ttl = 5m + 30s"
    }
    Overflow = "EW-211", Error, "a number outgrows its type" {
        message "`{0}` is too large to compute with"
        label ""
        fix "use smaller numbers"
        means "The result does not fit into 64 bits, or something was divided by zero."
        wrong "let x = 1 / 0"
        right "let x = 1 / 2"
    }
    UnknownYet = "EW-212", Error, "a value needed now that is known only at deployment" {
        message "{0} must be known when compiling, and `{1}` is known only at deployment"
        label "known only at deployment"
        fix "make `{1}` a `param`, or take the decision where the value is used"
        means "An `input`, or an attribute of something not yet created, is unknown when compiling. It can be passed on and interpolated, but decides neither how often a loop runs nor what a block is called."
        wrong "input hosts: [text]\nfor host in hosts { bucket files {} }"
        right "param hosts: [text] = [\"a\", \"b\"]\nfor host in hosts { bucket files {} }"
    }
    NothingToLoop = "EW-214", Error, "a loop over something that is neither list nor map" {
        message "`{0}` is {1}; a loop goes through a list or a map"
        label "{1}"
        fix "loop over a list, or a map with two names: `for key, value in map`"
        means "`for x in list` takes each element, `for k, v in map` each entry."
        wrong "for x in 3 { bucket files {} }"
        right "for x in [1, 2, 3] { bucket files {} }"
    }
    NotACondition = "EW-215", Error, "a condition that is neither true nor false" {
        message "this is neither true nor false"
        label "a comparison, or a name of true or false, belongs here"
        fix "compare it: `stage == \"live\"`"
        means "What stands after `if`, `when` and `require` is a truth. Numbers and texts are not."
        wrong "if 1 { bucket site {} }"
        right "if count == 1 { bucket site {} }"
    }
    UnknownQuota = "EW-216", Error, "a quota that does not exist" {
        message "there is no quota `{0}`"
        label "not a quota of the library"
        fix "look the quota up with `edgewise explain quotas`"
        means "`quota name = number` says that AWS has raised a quota for this account. Its name is that of a fact in the library."
        wrong "quota behaviours = 120"
        right "quota behaviors_per_distribution = 120"
    }
    UnknownModule = "EW-218", Error, "a module that does not exist" {
        message "there is no module `{0}`: {1}"
        label "not found"
        fix "the modules are {2}"
        means "`use \"../shared\"` names a directory, relative to the one that names it; all of its `.edge` files together are a \
               module. `use std.spa` names a module that comes with Edgewise."
        wrong "use std.spaa"
        right "use std.spa"
    }
    ModuleCycle = "EW-219", Error, "modules that use each other" {
        message "`{0}` uses itself: {1}"
        label "the circle closes here"
        fix "move what both need into a third module"
        means "A module is compiled before those that use it, so that none may use itself, directly or by way of others."
        wrong "use \".\""
        right "use \"../shared\""
    }
    MissingArgument = "EW-220", Error, "a parameter of a component is not given" {
        message "`{0}` does not say `{1}`, which `{2}` asks for"
        label ""
        fix "give `{1}` a value"
        means "A parameter of a component that has neither a default nor a type that ends in `?` is given wherever the component is used."
        wrong "component shop { param host: domain_name }\nshop mine {}"
        right "component shop { param host: domain_name }\nshop mine { host = \"shop.example.com\" }"
    }
    UnknownArgument = "EW-221", Error, "a parameter that a component does not have" {
        message "`{0}` has no parameter `{1}`"
        label "it has {2}"
        fix "write one of {2}"
        means "In the braces of a use of a component stand values for its parameters, and nothing else but `allow`."
        wrong "component shop { param host: domain_name }\nshop mine { hots = \"shop.example.com\" }"
        right "component shop { param host: domain_name }\nshop mine { host = \"shop.example.com\" }"
    }
    ComponentCycle = "EW-222", Error, "a component that holds itself" {
        message "`{0}` holds itself: {1}"
        label "the circle closes here"
        fix "leave one of these uses out"
        means "A component is as large as what stands in it, so that none may hold itself, directly or by way of others."
        wrong "component a { a again {} }\na first {}"
        right "component a { bucket files {} }\na first {}"
    }
    PrivateName = "EW-223", Error, "a name of another module's own" {
        message "`{0}` is private to the module that declares it"
        label "declared in a module that is used here"
        fix "drop the `_` where it is declared, or hand out what is meant under another name"
        means "A name that begins with `_` can be used in its own module only. All other names of a module can be used wherever the module is."
        wrong "use \"../shared\"\noutput x = _hosts"
        right "use \"../shared\"\noutput x = hosts"
    }
    TooManyUses = "EW-224", Error, "components without end" {
        message "there are more than {0} {1}"
        label "the rest is not gone through"
        fix "use components in fewer loops, or fewer within each other"
        means "Components that hold several of each other grow beyond any output in a few lines. These bounds are far above what a stack can hold."
        wrong ""
        right ""
    }
}
